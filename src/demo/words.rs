//! What people wrote in the demonstration: notes, children's words, next steps, tasks.

use crate::contacts::model::{Mode, Outcome};
use crate::contacts::queries::NewContact;
use crate::organisations::model::AgencyKind;

/// What a child said when somebody asked.
pub const SAID: &[&str] = &[
    "I like doing fractions with Grandad because he lets me cut the cake.",
    "I miss my friends but not the noise.",
    "I want to be a vet. I have read two books about horses this month.",
    "Mum helps me in the morning and in the afternoon I draw.",
    "I would like to try college next year if I can do catering.",
    "I get bored when it rains and we cannot go to the allotment.",
    "I do not want to go back there.",
    "My brother teaches me guitar and I teach him spelling.",
    "I go to the home education group on Thursdays and I have a friend called Sam.",
    "It is all right. I sleep better now.",
    "I made a volcano and it went on the ceiling.",
    "I would like somebody to help me with my reading.",
    "I am writing a story about a fox who can talk.",
    "Can you ask if I can do swimming again?",
    "I feel safe at home. I told my auntie about school and she listened.",
    "I want to take my GCSEs but I do not know where.",
];

/// Why a child was not spoken to alone.
pub const NOT_ALONE: &[&str] = &[
    "Parent stayed in the room.",
    "Did not want to be without Mum.",
    "Too young to be asked.",
    "No second room.",
    "Interpreter and parent present throughout.",
];

/// Notes of a contact that was completed.
pub fn completed(agency: AgencyKind, mode: Mode) -> &'static [&'static str] {
    match (agency, mode) {
        (AgencyKind::EheTeam | AgencyKind::EducationWelfare, Mode::HomeVisit) => &[
            "Shown workbooks, a reading diary and photographs of outings. Maths follows a published scheme.",
            "Warm welcome. A timetable on the fridge; English every morning, projects in the afternoon.",
            "Child joined us after ten minutes and showed a model railway built with an uncle.",
            "Education plan discussed. Parent would like advice on examination centres.",
            "House tidy, younger siblings present. Parent finds writing hard to teach and asked for ideas.",
            "Evidence of progress since last year in reading; little in number. Agreed to look at it again.",
            "Parent unsure how long home education will last. Left details of admissions.",
        ],
        (AgencyKind::EheTeam | AgencyKind::EducationWelfare, Mode::Phone) => &[
            "Spoke with parent. All well; a visit is welcome after the holidays.",
            "Parent called back. Education going well, asked about GCSE entry.",
            "Parent answered, short of time. Agreed to speak again.",
            "Talked through the annual letter. Parent prefers e-mail.",
        ],
        (_, Mode::Video) => &[
            "Video call with parent and child. Camera on throughout.",
            "Short call; the picture froze twice. Child waved and showed a drawing.",
            "Call with parent. Child in the background for part of it.",
        ],
        (AgencyKind::School, _) => &["Last day attended."],
        (AgencyKind::Gp, _) => &["Seen in surgery with parent.", "Asthma review, attended with parent.", "Immunisation given."],
        (AgencyKind::Hospital, _) => {
            &["Attended emergency department with parent, discharged.", "Outpatient appointment, attended."]
        }
        (AgencyKind::HealthVisiting, _) => &["Two-year review at home.", "Routine check, child present and playing."],
        (AgencyKind::SchoolNursing, _) => &["Height and weight taken at the clinic.", "Drop-in clinic, came with parent."],
        (AgencyKind::SocialCare, _) => {
            &["Statutory visit.", "Child seen at home as part of the plan.", "Core group; child seen beforehand."]
        }
        (AgencyKind::Camhs, _) => &["Appointment attended.", "Review with parent and young person."],
        (AgencyKind::Police, _) => &["Welfare check at the address.", "Spoken to by the neighbourhood team."],
        (AgencyKind::Send, _) => &["Annual review of the plan.", "Educational psychologist's visit."],
        (AgencyKind::EarlyHelp, _) => &["Family support visit.", "Team around the family met; child joined at the end."],
        (AgencyKind::YouthJustice, _) => &["Appointment kept."],
        (AgencyKind::Voluntary, _) => &["Came to the home education group.", "Took part in the holiday activity."],
        (AgencyKind::Housing, _) => &["Tenancy visit; child at home."],
        _ => &["Contact made."],
    }
}

/// Notes of a contact that came to nothing, or went one way only.
pub fn otherwise(mode: Mode, outcome: Outcome) -> &'static [&'static str] {
    match (mode, outcome) {
        (_, Outcome::NoAccess) => &[
            "Nobody answered; card left.",
            "Curtains drawn, no answer. Neighbour has not seen the family.",
            "Car outside, no answer.",
        ],
        (_, Outcome::Declined) => {
            &["Parent declined a visit and sent a written report.", "Parent says a visit is not needed.", "Declined by e-mail."]
        }
        (_, Outcome::DidNotAttend) => &["Did not come to the appointment.", "Not brought; letter sent."],
        (_, Outcome::Cancelled) => &["Cancelled by parent on the day.", "Cancelled: officer ill."],
        (_, Outcome::NoReply) => &["Rang twice, no answer. Message left.", "No reply."],
        (Mode::Letter, _) => {
            &["Annual letter sent.", "Letter sent with the offer of a visit.", "Parent wrote with a plan of the year."]
        }
        (Mode::Email, _) => {
            &["Parent sent photographs of work.", "Asked by e-mail for an update.", "Education report received by e-mail."]
        }
        (Mode::Text, _) => &["Reminder sent.", "Parent texted to say all is well."],
        (Mode::Report, _) => {
            &["A neighbour told the housing officer that the child plays outside.", "Grandparent says the child is well."]
        }
        _ => &["A line in the old spreadsheet without more."],
    }
}

/// What is to happen next.
pub const NEXT_STEPS: &[&str] = &[
    "Send details of examination centres.",
    "Visit again in the spring.",
    "Ask school nursing when they last saw the child.",
    "Share the reading scheme.",
    "Speak with the social worker.",
    "Write to confirm the date.",
    "Try another time of day.",
];

/// What officers still have to do.
pub const TASKS: &[&str] = &[
    "Ask the family for the new address.",
    "Check the NHS number with health.",
    "Reply to the parent's letter.",
    "Ask admissions whether a place was offered.",
    "Find out which school the child went to last.",
    "Arrange an interpreter for the next visit.",
    "Ask the GP surgery when the child was last seen.",
    "Send the education plan form.",
];

/// Why a level is not the usual one.
pub const RATIONALE: &[&str] = &[
    "Open to social care; agreed with the social worker.",
    "Withdrawn soon after a referral by the school.",
    "No professional has seen the child at home.",
    "Moved three times in a year.",
    "Agreed at the monthly panel.",
];

/// What a visit is for.
pub const PURPOSES: &[&str] = &[
    "Annual visit",
    "First visit",
    "Review of the education plan",
    "Follow up no access",
    "See the new address",
    "Talk about GCSEs",
];

/// Why a visit was moved or cancelled.
pub const MOVED: &[&str] =
    &["Parent asked for another day.", "Officer ill.", "Clashed with a hospital appointment.", "Family on holiday."];

/// Why a contact was marked as entered in error.
pub const IN_ERROR: &[&str] = &["Recorded on the wrong child's record.", "Entered twice.", "It was the sibling who was seen."];

/// Why a contact was corrected.
pub const CORRECTED: &[&str] =
    &["The date was a day late.", "The practitioner's name was misspelt.", "Notes completed from the paper file."];

/// Where a contact took place, in a word or two.
pub fn place(agency: AgencyKind, mode: Mode) -> &'static str {
    match (agency, mode) {
        (_, Mode::HomeVisit) => "At home",
        (AgencyKind::School, Mode::InPersonElsewhere) => "At school",
        (AgencyKind::Gp, Mode::InPersonElsewhere) => "At the surgery",
        (AgencyKind::Hospital, Mode::InPersonElsewhere) => "At the hospital",
        (AgencyKind::EheTeam | AgencyKind::EducationWelfare, Mode::InPersonElsewhere) => "At the library",
        (_, Mode::InPersonElsewhere) => "At a clinic",
        _ => "",
    }
}

/// What a contact said before it was corrected, as the versions of a contact keep it.
pub fn version(contact: &NewContact) -> String {
    serde_json::to_string(contact).unwrap_or_default()
}
