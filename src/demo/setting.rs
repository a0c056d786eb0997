//! Who works with the children of Wexcombe: the authority's staff, its schools, and every other agency.

use chrono::NaiveDate;

use super::chance::Chance;
use super::names::Custom;
use super::places::{Place, landline};
use crate::access::account::{Account, AccountRole};
use crate::id::Id;
use crate::organisations::model::{AgencyKind, Organisation};
use crate::standards::model::Standards;

/// Children to an officer, about; and how many officers at most.
const CASELOAD: usize = 80;
const MOST_OFFICERS: usize = 200;

/// Somebody who can sign in.
pub struct Colleague {
    /// The account.
    pub id: Id<Account>,
    /// Whom people know.
    pub name: String,
    /// At `wexcombe.example`.
    pub email: String,
    /// As what.
    pub role: AccountRole,
}

/// A team that sees children, with some who work there.
pub struct Agency {
    /// The organisation.
    pub id: Id<Organisation>,
    /// Which kind.
    pub kind: AgencyKind,
    /// Its name.
    pub name: String,
    /// Who works there.
    pub practitioners: Vec<String>,
    /// Where.
    pub place: Place,
    /// Its telephone.
    pub telephone: String,
}

/// A school, with what a list of schools says of it.
pub struct School {
    /// The school as an agency: its staff saw the child last.
    pub agency: Agency,
    /// Six digits.
    pub urn: String,
    /// Four digits, after the authority's code.
    pub number: u32,
    /// Primary, Secondary, All-through, Not applicable.
    pub phase: &'static str,
    /// What kind of school.
    pub school_type: &'static str,
    /// First and last age.
    pub ages: (i32, i32),
}

/// Everything that is there before the first child.
pub struct Setting {
    /// The seed of the demonstration.
    pub seed: u64,
    /// The day from which all dates are reckoned.
    pub today: NaiveDate,
    /// The contact standards in force.
    pub standards: Standards,
    /// All accounts, the four to sign in with first.
    pub staff: Vec<Colleague>,
    /// Every agency but schools; at least one of each kind.
    pub agencies: Vec<Agency>,
    /// Schools.
    pub schools: Vec<School>,
    /// Who acts for two of them.
    pub school_user: Colleague,
    /// The two: a primary school and a secondary.
    pub schools_notifying: [Id<Organisation>; 2],
}

impl Setting {
    /// The setting of a demonstration with so many children.
    pub fn new(seed: u64, today: NaiveDate, children: usize, standards: Standards) -> Self {
        let mut chance = Chance::new(seed, 0);
        let staff = staff(&mut chance, (children / CASELOAD).clamp(6, MOST_OFFICERS));
        let agencies = AGENCIES.iter().map(|(kind, name)| agency(&mut chance, *kind, (*name).to_owned())).collect();
        let schools = schools(&mut chance);
        let school_user = colleague(&mut chance, "Ruth Tindall".to_owned(), AccountRole::School, None);
        let secondary = schools.iter().find(|school| school.phase == "Secondary").unwrap_or(&schools[0]);
        let schools_notifying = [schools[0].agency.id, secondary.agency.id];
        Self { seed, today, standards, staff, agencies, schools, school_user, schools_notifying }
    }

    /// Somebody who keeps in touch with families.
    pub fn officer(&self, chance: &mut Chance) -> &Colleague {
        let officers: Vec<&Colleague> = self.staff.iter().filter(|one| one.role == AccountRole::Officer).collect();
        officers[chance.below(u32::try_from(officers.len()).unwrap_or(1)) as usize]
    }

    /// The agency of a kind that serves a family: always the same for one family.
    pub fn agency(&self, kind: AgencyKind, family: u64) -> Option<&Agency> {
        let mut of_kind = self.agencies.iter().filter(|agency| agency.kind == kind);
        let count = of_kind.clone().count();
        of_kind.nth(usize::try_from(family).unwrap_or(0) % count.max(1))
    }

    /// The school a child of this age goes to, or went to.
    pub fn school(&self, chance: &mut Chance, age: i32) -> &School {
        let fits: Vec<&School> = self.schools.iter().filter(|school| (school.ages.0..=school.ages.1).contains(&age)).collect();
        if fits.is_empty() { &self.schools[0] } else { chance.pick::<&School>(&fits) }
    }
}

fn staff(chance: &mut Chance, officers: usize) -> Vec<Colleague> {
    const KNOWN: &[(&str, AccountRole)] = &[
        ("Amina Farrow", AccountRole::Officer),
        ("Margaret Thorne", AccountRole::Manager),
        ("Peter Lindqvist", AccountRole::Administrator),
        ("Susan Achebe", AccountRole::Auditor),
        ("Daniel Okoro-Price", AccountRole::Officer),
        ("Siobhán Kerr", AccountRole::Officer),
    ];
    let mut staff: Vec<Colleague> = KNOWN.iter().map(|(name, role)| colleague(chance, (*name).to_owned(), *role, None)).collect();
    for number in 2..officers {
        let name = somebody(chance);
        staff.push(colleague(chance, name, AccountRole::Officer, Some(number)));
    }
    staff
}

fn colleague(chance: &mut Chance, name: String, role: AccountRole, number: Option<usize>) -> Colleague {
    let plain = crate::children::names::words(&name).join(".");
    // Two people may share a name, never an address.
    let number = number.filter(|number| *number > 8).map_or(String::new(), |number| number.to_string());
    Colleague { id: chance.id(), email: format!("{plain}{number}@wexcombe.example"), name, role }
}

fn somebody(chance: &mut Chance) -> String {
    let custom = Custom::of_a_family(chance);
    let woman = chance.percent(70);
    format!("{} {}", custom.adult(chance, woman), custom.family_name(chance))
}

fn agency(chance: &mut Chance, kind: AgencyKind, name: String) -> Agency {
    let practitioners = (0..5).map(|_| somebody(chance)).collect();
    Agency { id: chance.id(), kind, name, practitioners, place: Place::anywhere(chance), telephone: landline(chance) }
}

const AGENCIES: &[(AgencyKind, &str)] = &[
    (AgencyKind::EheTeam, "Wexcombe Elective Home Education Team"),
    (AgencyKind::EducationWelfare, "Wexcombe Education Welfare Service"),
    (AgencyKind::Send, "Wexcombe SEND Casework Team"),
    (AgencyKind::EarlyHelp, "Wexcombe Family Support North"),
    (AgencyKind::EarlyHelp, "Wexcombe Family Support South"),
    (AgencyKind::SocialCare, "Wexcombe Assessment Team"),
    (AgencyKind::SocialCare, "Wexcombe Safeguarding Team"),
    (AgencyKind::HealthVisiting, "Wexcombe Health Visiting Service"),
    (AgencyKind::SchoolNursing, "Wexcombe School Nursing Service"),
    (AgencyKind::Gp, "Abbey Meadow Surgery"),
    (AgencyKind::Gp, "Kiln Lane Health Centre"),
    (AgencyKind::Gp, "St Bede’s Bay Medical Practice"),
    (AgencyKind::Gp, "The Drovers Surgery"),
    (AgencyKind::Hospital, "Wexcombe General Hospital"),
    (AgencyKind::Camhs, "Wexcombe Child and Adolescent Mental Health Service"),
    (AgencyKind::Police, "Wexcombe Neighbourhood Policing Team"),
    (AgencyKind::Housing, "Wexcombe Homes"),
    (AgencyKind::YouthJustice, "Wexcombe Youth Justice Service"),
    (AgencyKind::Voluntary, "Millpond Family Centre"),
    (AgencyKind::Voluntary, "Marlow Cross Home Education Group"),
    (AgencyKind::OtherAuthority, "Northmarch Council Education Team"),
];

/// Names, phases, types and ages of schools.
const SCHOOLS: &[(&str, &str, &str, (i32, i32))] = &[
    ("Abbey Primary School", "Primary", "Community school", (4, 11)),
    ("Aldershaw Infant School", "Primary", "Community school", (4, 7)),
    ("Aldershaw Junior School", "Primary", "Community school", (7, 11)),
    ("Beacon Hill Primary School", "Primary", "Academy converter", (4, 11)),
    ("Coldharrow Church of England Primary School", "Primary", "Voluntary controlled school", (4, 11)),
    ("Dovecote Primary Academy", "Primary", "Academy sponsor led", (3, 11)),
    ("Foundry Lane Primary School", "Primary", "Community school", (4, 11)),
    ("Kings Ashby Primary School", "Primary", "Academy converter", (4, 11)),
    ("Marlow Cross Primary School", "Primary", "Foundation school", (4, 11)),
    ("Much Ellingham Village School", "Primary", "Voluntary controlled school", (4, 11)),
    ("Nether Thorning Primary School", "Primary", "Community school", (4, 11)),
    ("Our Lady of the Harbour Catholic Primary School", "Primary", "Voluntary aided school", (4, 11)),
    ("St Bede’s Bay Primary School", "Primary", "Academy converter", (3, 11)),
    ("St Wilfreda’s Church of England Primary School", "Primary", "Voluntary aided school", (4, 11)),
    ("Aldershaw Academy", "Secondary", "Academy sponsor led", (11, 18)),
    ("Bishop Godwin Catholic School", "Secondary", "Voluntary aided school", (11, 16)),
    ("Harbour View School", "Secondary", "Community school", (11, 16)),
    ("Kings Ashby School", "Secondary", "Academy converter", (11, 18)),
    ("Marlow Cross High School", "Secondary", "Foundation school", (11, 16)),
    ("Wexcombe Grammar School", "Secondary", "Academy converter", (11, 18)),
    ("The Tithebarn School", "All-through", "Free schools", (4, 16)),
    ("Wexcombe Prep", "Not applicable", "Other independent school", (4, 13)),
    ("Millpond School", "Not applicable", "Community special school", (4, 19)),
    ("The Spinney School", "Not applicable", "Academy special converter", (11, 16)),
    ("Wexcombe Pupil Referral Unit", "Not applicable", "Pupil referral unit", (5, 16)),
];

fn schools(chance: &mut Chance) -> Vec<School> {
    let mut schools = Vec::new();
    for (at, (name, phase, school_type, ages)) in (0_u32..).zip(SCHOOLS) {
        let number = match *phase {
            "Primary" => 2000 + at * 7,
            "Not applicable" => 7000 + at,
            _ => 4000 + at * 3,
        };
        let agency = agency(chance, AgencyKind::School, (*name).to_owned());
        schools.push(School { agency, urn: format!("{}", 990_100 + at), number, phase, school_type, ages: *ages });
    }
    schools
}
