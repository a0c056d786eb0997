//! Dates as they are kept. Diesel reads and writes one of SQLite's by a pattern that chrono takes apart each time;
//! a page of a list reads three hundred of them, a twentieth of its work (docs/performance.md).

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Date, Nullable};
use diesel::sqlite::Sqlite;

use super::connection::MultiBackend;

/// A date in a row that is read often: `#[diesel(deserialize_as = Day)]`.
#[derive(Clone, Copy, Debug, FromSqlRow, AsExpression)]
#[diesel(sql_type = Date)]
pub struct Day(NaiveDate);

/// The same of a column that may be empty: `#[diesel(deserialize_as = MaybeDay)]`.
#[derive(Clone, Copy, Debug, FromSqlRow)]
pub struct MaybeDay(Option<NaiveDate>);

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl From<MaybeDay> for Option<NaiveDate> {
    fn from(day: MaybeDay) -> Self {
        day.0
    }
}

impl FromSql<Date, Sqlite> for Day {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(value.read_text().parse()?))
    }
}

impl ToSql<Date, Sqlite> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<Date, Pg> for Day {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <NaiveDate as FromSql<Date, Pg>>::from_sql(value).map(Self)
    }
}

impl ToSql<Date, Pg> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Date, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<Date, MultiBackend> for Day {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, Date>()
    }
}

impl<DB: Backend> FromSql<Nullable<Date>, DB> for MaybeDay
where
    Day: FromSql<Date, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Day::from_sql(value).map(|day| Self(Some(day.0)))
    }

    fn from_nullable_sql(value: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        value.map_or(Ok(Self(None)), Self::from_sql)
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use super::*;

    /// Diesel's own reading and writing is what all other rows have.
    #[test]
    fn a_day_is_kept_as_diesel_keeps_a_date() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        for text in ["2026-11-29", "2024-02-29", "1899-12-31", "0001-01-01"] {
            let date: NaiveDate = text.parse().unwrap();
            let written = diesel::select(Day::from(date).into_sql::<Date>()).get_result::<NaiveDate>(&mut conn).unwrap();
            assert_eq!(written, date);
            let kept = date.into_sql::<Date>();
            assert_eq!(NaiveDate::from(diesel::select(kept).get_result::<Day>(&mut conn).unwrap()), date);
            let maybe = diesel::select(Some(date).into_sql::<Nullable<Date>>()).get_result::<MaybeDay>(&mut conn).unwrap();
            assert_eq!(maybe.0, Some(date));
        }
        let none = diesel::select(None::<NaiveDate>.into_sql::<Nullable<Date>>()).get_result::<MaybeDay>(&mut conn).unwrap();
        assert_eq!(none.0, None);
    }

    #[test]
    fn what_is_no_date_is_an_error() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        for text in ["'29/11/2026'", "''", "'2026-02-30'"] {
            assert!(diesel::select(diesel::dsl::sql::<Date>(text)).get_result::<Day>(&mut conn).is_err(), "{text}");
        }
    }
}
