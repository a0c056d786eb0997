//! Schools and agency teams: one kind of thing, because any of them may see a child.

crate::closed_list! {
    /// Which kind of agency an organisation is (DESIGN section 2, *Codes*).
    pub enum AgencyKind {
        EheTeam = "ehe_team" "EHE team",
        EducationWelfare = "education_welfare" "Education welfare",
        Send = "send" "SEND",
        EarlyHelp = "early_help" "Early help",
        SocialCare = "social_care" "Children’s social care",
        HealthVisiting = "health_visiting" "Health visiting",
        SchoolNursing = "school_nursing" "School nursing",
        Gp = "gp" "GP",
        Hospital = "hospital" "Hospital",
        Camhs = "camhs" "CAMHS",
        Police = "police" "Police",
        Housing = "housing" "Housing",
        YouthJustice = "youth_justice" "Youth justice",
        School = "school" "School",
        Voluntary = "voluntary" "Voluntary sector",
        OtherAuthority = "other_authority" "Another authority",
    }
}

impl AgencyKind {
    /// Whether this is one of the authority's own teams, whose contacts move the *contact* clock
    /// (DESIGN section 2, rule 3).
    pub fn is_own_team(self) -> bool {
        matches!(self, Self::EheTeam | Self::EducationWelfare)
    }
}

crate::closed_list! {
    /// Whether an organisation still works.
    pub enum OrganisationStatus {
        Open = "open" "Open",
        ProposedToClose = "proposed_to_close" "Open, but proposed to close",
        ProposedToOpen = "proposed_to_open" "Proposed to open",
        Closed = "closed" "Closed",
    }
}

/// A school or an agency team: what an [`Id`](crate::id::Id) of one names.
pub struct Organisation;

/// A school as the government's list has it. The URN never changes hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// The number by which the school is known for good.
    pub urn: String,
    /// The code of the authority it stands in.
    pub la_code: String,
    /// The second half of its DfE number.
    pub establishment_number: String,
    /// Its name.
    pub name: String,
    /// For example "Community school".
    pub school_type: String,
    /// For example "Primary".
    pub phase: String,
    /// Whether it is open.
    pub status: OrganisationStatus,
    /// When it opened, if the list says so.
    pub opened_on: Option<chrono::NaiveDate>,
    /// When it closed.
    pub closed_on: Option<chrono::NaiveDate>,
    /// The youngest it takes.
    pub lowest_age: Option<i32>,
    /// The oldest it takes.
    pub highest_age: Option<i32>,
    /// In one line.
    pub address: String,
    /// In capital letters.
    pub postcode: String,
    /// As the list has it.
    pub telephone: String,
    /// Title and names.
    pub head_teacher: String,
}

/// An agency team as an administrator keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Minted when the form was shown.
    pub id: crate::id::Id<Organisation>,
    /// Which agency; never a school.
    pub kind: AgencyKind,
    /// As people call it.
    pub name: String,
    /// Whether it still works.
    pub status: OrganisationStatus,
    /// In one line.
    pub address: String,
    /// In capital letters.
    pub postcode: String,
    /// As given.
    pub telephone: String,
}
