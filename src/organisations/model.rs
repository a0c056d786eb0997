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
