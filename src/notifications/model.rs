//! What the law says of a deletion from the admission register, as data: the fifteen grounds of
//! regulation 9(1), what each asks of the school, whether the return came in time (regulation 13), and
//! what accepting it leads to (SI 2024/208; domain/law-and-practice.md, section 2; decision record 0019).

use chrono::{NaiveDate, TimeDelta};

use crate::registrations::model::RegistrationKind;
use crate::registrations::reasons::Reason;

/// A notification that was sent: what an [`Id`](crate::id::Id) of one names.
pub struct Notification;
/// A notification a school is still writing: what an [`Id`](crate::id::Id) of one names.
pub struct Draft;
/// A message between a school and the authority: what an [`Id`](crate::id::Id) of one names.
pub struct Message;

crate::closed_list! {
    /// Regulation 9(1): the grounds on which a name comes off the admission register. There is no other.
    pub enum Ground {
        AnotherSchool = "a" "Registered at another school",
        AfterNursery = "b" "Not continuing after nursery education",
        DualRegistered = "c" "Registered at more than one school, and the other schools agree",
        OrderNamesAnother = "d" "A school attendance order now names another school",
        OrderRevoked = "e" "The school attendance order was revoked",
        HomeEducation = "f" "The parent wrote that the child will be educated otherwise than at school",
        TooFarAway = "g" "No longer lives within a reasonable distance",
        AfterLeave = "h" "Did not return after a leave of absence",
        AbsentTwentyDays = "i" "Continuously absent for 20 school days",
        Detained = "j" "Detained under a sentence",
        Died = "k" "The child has died",
        OverAge = "l" "Over compulsory school age and not staying on",
        BoardingFees = "m" "A boarder whose fees are unpaid",
        CeasedAtIndependent = "n" "No longer a pupil of an independent or non-maintained special school",
        Excluded = "o" "Permanently excluded",
    }
}

crate::closed_list! {
    /// How far a notification has come.
    pub enum Status {
        Received = "received" "Received",
        BeingChecked = "being_checked" "Being checked",
        MoreInformationNeeded = "more_information_needed" "More information needed",
        Accepted = "accepted" "Accepted",
        NotAccepted = "not_accepted" "Not accepted",
    }
}

impl Status {
    /// Whether somebody still has to decide.
    pub fn is_waiting(self) -> bool {
        !matches!(self, Self::Accepted | Self::NotAccepted)
    }
}

crate::closed_list! {
    /// The parts of a notification, one thing to a page.
    pub enum Section {
        Pupil = "pupil" "The pupil",
        Address = "address" "Where the pupil lives",
        Parents = "parents" "Parents and carers",
        Dates = "dates" "Dates",
        Destination = "destination" "Where the pupil goes next",
        Siblings = "siblings" "Brothers, sisters and other children",
        SpecialNeeds = "special_needs" "Special educational needs",
        SocialCare = "social_care" "Social care and early help",
        Attendance = "attendance" "Attendance",
        Concerns = "concerns" "Safeguarding concerns",
        HomeEducation = "home_education" "The parent’s notice",
        Enquiries = "enquiries" "Reasonable enquiries",
        YouthJustice = "youth_justice" "Youth justice",
        Notifier = "notifier" "Who is notifying",
    }
}

impl Ground {
    /// When it is the right one, for whoever chooses.
    pub const fn help(self) -> &'static str {
        match self {
            Self::AnotherSchool => {
                "You know the new school and when the pupil starts. Not where an attendance order names your school"
            }
            Self::AfterNursery => "A nursery pupil who is not moving up into reception",
            Self::DualRegistered => "The pupil stays on the register of the other school",
            Self::OrderNamesAnother => "The authority changed the order",
            Self::OrderRevoked => "The authority ended the order because the child is suitably educated otherwise",
            Self::HomeEducation => {
                "Only a written notice counts. A parent who told you in person has not given one yet: ask for it, and tell us of the plan"
            }
            Self::TooFarAway => "The family has moved and you do not know of a new school",
            Self::AfterLeave => {
                "Absent for more than 10 school days after leave ended, and you and the authority could not find out where the pupil is"
            }
            Self::AbsentTwentyDays => {
                "20 school days without authorisation, and you and the authority could not find out where the pupil is"
            }
            Self::Detained => "For four months or more, and not expected back at your school",
            Self::Died => "We will stop every letter to the family at once",
            Self::OverAge => {
                "After the last Friday of June in the school year of the 16th birthday, and not going on to your sixth form"
            }
            Self::BoardingFees => "At a maintained school or an academy",
            Self::CeasedAtIndependent => "The place has ended and you do not know of another school",
            Self::Excluded => "The exclusion is final: the review is over, or the time for asking for one",
        }
    }

    /// What the school is asked, in the order of the task list. Nothing more than the ground needs.
    pub const fn asks(self) -> &'static [Section] {
        use Section::{
            Address, Attendance, Concerns, Dates, Destination, Enquiries, HomeEducation, Notifier, Parents, Pupil, Siblings,
            SocialCare, SpecialNeeds, YouthJustice,
        };
        match self {
            Self::AnotherSchool | Self::DualRegistered | Self::OrderNamesAnother | Self::OrderRevoked => {
                &[Pupil, Address, Parents, Dates, Destination, Siblings, SpecialNeeds, SocialCare, Concerns, Notifier]
            }
            Self::AfterNursery | Self::Died => &[Pupil, Address, Parents, Dates, Notifier],
            Self::HomeEducation => &[
                Pupil,
                Address,
                Parents,
                Dates,
                Siblings,
                SpecialNeeds,
                SocialCare,
                Attendance,
                Concerns,
                HomeEducation,
                Notifier,
            ],
            Self::TooFarAway | Self::AfterLeave | Self::AbsentTwentyDays | Self::CeasedAtIndependent => {
                &[Pupil, Address, Parents, Dates, Siblings, SpecialNeeds, SocialCare, Attendance, Concerns, Enquiries, Notifier]
            }
            Self::Detained => &[Pupil, Address, Parents, Dates, SpecialNeeds, SocialCare, YouthJustice, Notifier],
            Self::OverAge => &[Pupil, Address, Parents, Dates, Destination, SpecialNeeds, SocialCare, Notifier],
            Self::BoardingFees | Self::Excluded => {
                &[Pupil, Address, Parents, Dates, Siblings, SpecialNeeds, SocialCare, Attendance, Concerns, Notifier]
            }
        }
    }

    /// What accepting the notification leads to.
    pub const fn leads_to(self) -> LeadsTo {
        match self {
            Self::HomeEducation => LeadsTo::Opens(RegistrationKind::Ehe),
            Self::TooFarAway
            | Self::AfterLeave
            | Self::AbsentTwentyDays
            | Self::CeasedAtIndependent
            | Self::BoardingFees
            | Self::Excluded => LeadsTo::Opens(RegistrationKind::Cme),
            Self::Detained => LeadsTo::Opens(RegistrationKind::Other),
            Self::AnotherSchool | Self::DualRegistered | Self::OrderNamesAnother | Self::OrderRevoked => LeadsTo::AwaitsArrival,
            Self::AfterNursery | Self::OverAge => LeadsTo::Nothing,
            Self::Died => LeadsTo::ClosesEverything,
        }
    }

    /// What that is, in a sentence for the officer.
    pub const fn consequence(self) -> &'static str {
        match self {
            Self::HomeEducation => "Opens a registration as home educated.",
            Self::TooFarAway | Self::AfterLeave | Self::AbsentTwentyDays | Self::CeasedAtIndependent => {
                "Opens a registration as missing education, with the enquiries still to be made as a task."
            }
            Self::BoardingFees => "Opens a registration as missing education until a place is confirmed.",
            Self::Excluded => {
                "Opens a registration as missing education until a place is confirmed. The authority must provide full-time \
                 education from the sixth school day after the exclusion."
            }
            Self::Detained => "Opens a registration of another kind, with a task for youth justice.",
            Self::AnotherSchool | Self::DualRegistered | Self::OrderNamesAnother | Self::OrderRevoked => {
                "Opens nothing yet. The child is watched until the new school confirms; if it has not by the date, missing education."
            }
            Self::OverAge => "Opens nothing: the child is over compulsory school age. Check where the child goes next.",
            Self::AfterNursery => "Opens nothing: check that the child is not of compulsory school age yet.",
            Self::Died => "Closes the registration, cancels what is planned and takes the child off every reminder at once.",
        }
    }

    /// What the first task of an opened registration says; none where nothing particular follows.
    pub const fn first_task(self) -> Option<&'static str> {
        match self {
            Self::TooFarAway | Self::AfterLeave | Self::AbsentTwentyDays | Self::CeasedAtIndependent => Some(ENQUIRIES),
            Self::BoardingFees => Some("Confirm a school place"),
            Self::Excluded => {
                Some("Provide full-time education from the sixth school day after the exclusion, and confirm a school place")
            }
            Self::Detained => {
                Some("Agree with youth justice who keeps in touch with the child and plans the return to education")
            }
            _ => None,
        }
    }

    /// Why the child comes on the register, as the DfE collection asks; for home education the parent's
    /// own reason says so.
    pub const fn reason(self) -> Reason {
        match self {
            Self::TooFarAway => Reason::MovedAuthority,
            Self::BoardingFees | Self::CeasedAtIndependent => Reason::DifficultyAccessingPlace,
            Self::Excluded => Reason::ApplicationAwaitingOutcome,
            Self::AfterLeave | Self::AbsentTwentyDays => Reason::Unknown,
            _ => Reason::NotRecorded,
        }
    }
}

/// The reasonable enquiries of the guidance on children missing education (section 4), in one task.
const ENQUIRIES: &str = "Reasonable enquiries: parents, relatives and neighbours; housing, health, police and social care; \
     admissions and the lost-pupil database; the authority or school they may have moved to; a home visit. Record each with its date and result";

/// What accepting a notification leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadsTo {
    /// A registration of this kind is opened.
    Opens(RegistrationKind),
    /// Nothing is opened before a date; without a confirmed arrival by then, missing education.
    AwaitsArrival,
    /// Nothing is opened.
    Nothing,
    /// The child's registration is closed.
    ClosesEverything,
}

/// Days after the expected start within which the new school's own return is due (regulation 13: the
/// end of the fifth day after entry).
const ARRIVAL_IS_RETURNED_WITHIN: TimeDelta = TimeDelta::days(5);
/// Where no start is known: how long an arrival is waited for (the 15 days after which a school puts a
/// pupil's file on the lost-pupil database, taken as calendar days).
const ARRIVAL_IS_AWAITED_FOR: TimeDelta = TimeDelta::days(15);

/// By when the new school must have confirmed that the child arrived.
pub fn arrival_due(expected: Option<NaiveDate>, accepted: NaiveDate) -> NaiveDate {
    let due = expected.and_then(|day| day.checked_add_signed(ARRIVAL_IS_RETURNED_WITHIN)).unwrap_or(NaiveDate::MIN);
    if due >= accepted { due } else { accepted.checked_add_signed(ARRIVAL_IS_AWAITED_FOR).unwrap_or(accepted) }
}

/// Whether a return came in time: no later than the deletion (regulation 13(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    /// On the day of the deletion or before it.
    InTime,
    /// So many days after the deletion.
    Late(i64),
}

impl Lateness {
    /// Of a return received on a day, for a deletion on another.
    pub fn of(received: NaiveDate, deletion: NaiveDate) -> Self {
        match (received - deletion).num_days() {
            days @ 1.. => Self::Late(days),
            _ => Self::InTime,
        }
    }

    /// How many days late; 0 in time.
    pub fn days(self) -> i64 {
        match self {
            Self::InTime => 0,
            Self::Late(days) => days,
        }
    }

    /// For the school; nothing in time.
    pub fn kindly(self) -> Option<String> {
        match self {
            Self::InTime => None,
            Self::Late(days) => Some(format!(
                "The name came off your register {} before this. By law the return is due no later than the deletion. Thank you for \
                 sending it now: tell us next time as soon as you know, also when the deletion is only planned.",
                if days == 1 { "a day".to_owned() } else { format!("{days} days") }
            )),
        }
    }
}

/// A decision is awaited too long after so many school days.
pub const LONG_WAIT_SCHOOL_DAYS: u32 = 5;

crate::closed_list! {
    /// What an officer checks before deciding.
    pub enum Check {
        ConsentNeeded = "consent" "Whether the authority’s consent is needed (a special school), and whether it is given",
        SocialCareTold = "social_care_told" "Social care was asked or told",
        NoticeSeen = "notice_seen" "The parent’s written notice was seen",
        AddressConfirmed = "address_confirmed" "The address is confirmed",
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
