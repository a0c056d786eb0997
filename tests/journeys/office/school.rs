//! Schools, and the people who act for them.

use diesel::prelude::*;
use seen::access::account::AccountRole;
use seen::db::schema::{memberships, organisations, school_accounts};
use seen::id::Id;
use seen::organisations::model::Organisation;

use super::{Neighbour, Office, Person};

fn add_school(office: &Office, authority: &str, name: &str) -> Id<Organisation> {
    let (id, now, mut conn) = (Id::<Organisation>::mint(), office.clock().now(), office.database());
    let urn = id.as_str().replace('-', "")[24..].to_owned();
    diesel::insert_into(organisations::table)
        .values((
            (organisations::id.eq(id), organisations::kind.eq("school"), organisations::name.eq(name)),
            (organisations::search_name.eq(name.to_lowercase()), organisations::status.eq("open"), organisations::address.eq("")),
            (organisations::postcode.eq("WX1 1AA"), organisations::telephone.eq(""), organisations::head_teacher.eq("")),
            (organisations::urn.eq(urn), organisations::created_at.eq(now), organisations::updated_at.eq(now)),
        ))
        .execute(&mut conn)
        .expect("the school is added");
    diesel::insert_into(memberships::table)
        .values((memberships::authority_code.eq(authority), memberships::organisation_id.eq(id), memberships::created_at.eq(now)))
        .execute(&mut conn)
        .expect("the authority uses the school");
    id
}

fn act_for(office: &Office, authority: &str, person: &Person, schools: &[Id<Organisation>]) {
    for school in schools {
        diesel::insert_into(school_accounts::table)
            .values((
                school_accounts::authority_code.eq(authority),
                school_accounts::organisation_id.eq(school),
                school_accounts::account_id.eq(person.id()),
                school_accounts::administers.eq(true),
                school_accounts::created_at.eq(office.clock().now()),
            ))
            .execute(&mut office.database())
            .expect("they act for the school");
    }
}

impl Office {
    /// A school this authority uses.
    pub fn school(&self, name: &str) -> Id<Organisation> {
        add_school(self, self.authority, name)
    }

    /// Somebody who acts for schools and invites others to them, signed in.
    pub async fn school_user(&self, name: &str, schools: &[Id<Organisation>]) -> Person {
        let person = self.somebody(self.authority, name, AccountRole::School).await;
        act_for(self, self.authority, &person, schools);
        person
    }
}

impl Neighbour<'_> {
    /// A school of that authority.
    pub fn school(&self, name: &str) -> Id<Organisation> {
        add_school(self.office, self.authority, name)
    }

    /// Somebody who acts for schools of that authority, signed in.
    pub async fn school_user(&self, name: &str, schools: &[Id<Organisation>]) -> Person {
        let person = self.office.somebody(self.authority, name, AccountRole::School).await;
        act_for(self.office, self.authority, &person, schools);
        person
    }
}
