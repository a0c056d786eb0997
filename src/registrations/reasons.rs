//! The closed lists of a registration: why it began, how we came to know, why it ended, where the
//! child went. The reasons to begin are those of the DfE collection, with its published labels
//! (domain/law-and-practice.md, section 5): 19 for home education, 20 for missing education.

use super::kind::RegistrationKind;

crate::closed_list! {
    /// Why a child came on the register. One list, because most reasons stand in both collections;
    /// [`Reason::offered`] says which belong to a kind.
    pub enum Reason {
        MentalHealth = "mental_health" "Mental health",
        PhysicalHealth = "physical_health" "Physical health",
        Covid19 = "covid_19" "Health concerns related to COVID19",
        DissatisfactionGeneral = "dissatisfaction_general" "School dissatisfaction (general)",
        DissatisfactionSend = "dissatisfaction_send" "School dissatisfaction (SEND)",
        DissatisfactionBullying = "dissatisfaction_bullying" "School dissatisfaction (bullying)",
        Lifestyle = "lifestyle" "Lifestyle",
        Philosophical = "philosophical" "Philosophical or preferential",
        Religious = "religious" "Religious",
        RiskOfExclusion = "risk_of_exclusion" "Risk of school exclusion",
        PermanentExclusion = "permanent_exclusion" "Permanent exclusion",
        NoSchoolPreference = "no_school_preference" "Did not get school preference",
        DifficultyAccessingPlace = "difficulty_accessing_place" "Difficulty accessing suitable school place",
        PlaceNotAccepted = "place_not_accepted" "Offered school place but not yet accepted",
        DidNotApply = "did_not_apply" "Did not apply for school place at compulsory school age",
        SchoolSuggestion = "school_suggestion" "School suggestion",
        MovedAbroad = "moved_abroad" "Believed to have moved to another country",
        MovedAuthority = "moved_authority" "Believed to have moved to another local authority",
        ChallengingOrder = "challenging_order" "Challenging school attendance order",
        MovedInFromAbroad = "moved_in_from_abroad" "Moved in from another country",
        MovedInFromAuthority = "moved_in_from_authority" "Moved in from another local authority",
        ParentalDecision = "parental_decision" "Parental decision not to register at school",
        ApplicationAwaitingOutcome = "application_awaiting_outcome" "School application awaiting outcome",
        UnsuitableEhe = "unsuitable_ehe" "Unsuitable elective home education",
        WaitingToStart = "waiting_to_start" "Waiting school start",
        Other = "other" "Other",
        NoneGiven = "none_given" "No reason given",
        Unknown = "unknown" "Unknown",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

/// The 19 reasons of the DfE collection on home education, in its order.
const HOME_EDUCATION: &[Reason] = &[
    Reason::MentalHealth,
    Reason::PhysicalHealth,
    Reason::Covid19,
    Reason::DissatisfactionGeneral,
    Reason::DissatisfactionSend,
    Reason::DissatisfactionBullying,
    Reason::Lifestyle,
    Reason::Philosophical,
    Reason::Religious,
    Reason::RiskOfExclusion,
    Reason::PermanentExclusion,
    Reason::NoSchoolPreference,
    Reason::DifficultyAccessingPlace,
    Reason::PlaceNotAccepted,
    Reason::DidNotApply,
    Reason::SchoolSuggestion,
    Reason::Other,
    Reason::NoneGiven,
    Reason::Unknown,
];

/// The 20 reasons of the DfE collection on children missing education, in its order.
const MISSING_EDUCATION: &[Reason] = &[
    Reason::MovedAbroad,
    Reason::MovedAuthority,
    Reason::ChallengingOrder,
    Reason::DidNotApply,
    Reason::NoSchoolPreference,
    Reason::DifficultyAccessingPlace,
    Reason::MentalHealth,
    Reason::MovedInFromAbroad,
    Reason::MovedInFromAuthority,
    Reason::NotRecorded,
    Reason::PlaceNotAccepted,
    Reason::Other,
    Reason::ParentalDecision,
    Reason::PhysicalHealth,
    Reason::ApplicationAwaitingOutcome,
    Reason::DissatisfactionSend,
    Reason::DissatisfactionGeneral,
    Reason::Unknown,
    Reason::UnsuitableEhe,
    Reason::WaitingToStart,
];

impl Reason {
    /// The reasons a form offers for a kind. Kinds that no collection asks about are offered the
    /// longer tradition, home education's.
    pub fn offered(kind: RegistrationKind) -> &'static [Self] {
        match kind {
            RegistrationKind::Cme => MISSING_EDUCATION,
            _ => HOME_EDUCATION,
        }
    }

    /// Whether a registration of this kind may have this reason. *Not recorded* may stand anywhere:
    /// it is what an import keeps when the words do not say (never a guess).
    pub fn fits(self, kind: RegistrationKind) -> bool {
        self == Self::NotRecorded || Self::offered(kind).contains(&self)
    }
}

crate::closed_list! {
    /// How the authority came to know of the child.
    pub enum Source {
        School = "school" "A school told us",
        Parent = "parent" "A parent told us",
        OtherAuthority = "other_authority" "Another authority told us",
        Health = "health" "A health service told us",
        SocialCare = "social_care" "Children’s social care told us",
        Police = "police" "The police told us",
        Admissions = "admissions" "Admissions",
        PublicReferral = "public_referral" "Somebody in the community told us",
        KindChanged = "kind_changed" "Changed from another kind of registration",
        Import = "import" "Imported from a spreadsheet",
        Other = "other" "Other",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

impl Source {
    /// Those a person chooses from; the others are written by the product.
    pub const OFFERED: &'static [Self] = &[
        Self::School,
        Self::Parent,
        Self::OtherAuthority,
        Self::Health,
        Self::SocialCare,
        Self::Police,
        Self::Admissions,
        Self::PublicReferral,
        Self::Other,
        Self::NotRecorded,
    ];
}

crate::closed_list! {
    /// Why a registration ended. *Cannot be found* is not among them: a child nobody can find is
    /// what the register is for.
    pub enum EndReason {
        ReturnedToSchool = "returned_to_school" "Returned to school",
        StartedSchool = "started_school" "Started at school for the first time",
        MovedAuthority = "moved_authority" "Moved to another authority",
        MovedAbroad = "moved_abroad" "Moved abroad",
        OverAge = "over_age" "Over compulsory school age",
        Died = "died" "Died",
        KindChanged = "kind_changed" "Changed to another kind of registration",
        EnteredInError = "entered_in_error" "Entered in error",
        Merged = "merged" "Merged: another registration of the child goes on",
        Other = "other" "Other",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

impl EndReason {
    /// Those a person chooses from when closing; a change of kind and a merge are other pages.
    pub const OFFERED: &'static [Self] = &[
        Self::ReturnedToSchool,
        Self::StartedSchool,
        Self::MovedAuthority,
        Self::MovedAbroad,
        Self::OverAge,
        Self::Died,
        Self::EnteredInError,
        Self::Other,
    ];

    /// Whether the child goes on somewhere, so that a destination must be known.
    pub fn needs_destination(self) -> bool {
        matches!(self, Self::ReturnedToSchool | Self::StartedSchool | Self::MovedAuthority | Self::MovedAbroad | Self::OverAge)
    }
}

crate::closed_list! {
    /// Where the child went when the registration ended.
    pub enum Destination {
        MainstreamSchool = "mainstream_school" "Mainstream school",
        SpecialSchool = "special_school" "Special school",
        IndependentSchool = "independent_school" "Independent school",
        AlternativeProvision = "alternative_provision" "Alternative provision or pupil referral unit",
        FurtherEducation = "further_education" "College or sixth form",
        EmploymentOrTraining = "employment_or_training" "Employment, apprenticeship or training",
        AnotherAuthority = "another_authority" "Another authority in England",
        RestOfUk = "rest_of_uk" "Wales, Scotland or Northern Ireland",
        Abroad = "abroad" "Another country",
        NotInEducation = "not_in_education" "Not in education, employment or training",
        None = "none" "None",
        Unknown = "unknown" "Not known",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

impl Destination {
    /// Those a person chooses from.
    pub const OFFERED: &'static [Self] = &[
        Self::MainstreamSchool,
        Self::SpecialSchool,
        Self::IndependentSchool,
        Self::AlternativeProvision,
        Self::FurtherEducation,
        Self::EmploymentOrTraining,
        Self::AnotherAuthority,
        Self::RestOfUk,
        Self::Abroad,
        Self::NotInEducation,
        Self::None,
        Self::Unknown,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_collections_have_their_19_and_20_reasons_each_once() {
        for (list, length) in [(HOME_EDUCATION, 19), (MISSING_EDUCATION, 20)] {
            let unique: std::collections::BTreeSet<_> = list.iter().collect();
            assert_eq!((list.len(), unique.len()), (length, length));
        }
        assert!(Reason::ALL.iter().all(|reason| HOME_EDUCATION.contains(reason) || MISSING_EDUCATION.contains(reason)));
    }

    #[test]
    fn a_reason_fits_the_kind_whose_list_it_is_on() {
        assert!(Reason::Religious.fits(RegistrationKind::Ehe) && !Reason::Religious.fits(RegistrationKind::Cme));
        assert!(Reason::WaitingToStart.fits(RegistrationKind::Cme) && !Reason::WaitingToStart.fits(RegistrationKind::Ehe));
        for &kind in RegistrationKind::ALL {
            assert!(Reason::NotRecorded.fits(kind) && Reason::Unknown.fits(kind) && Reason::Other.fits(kind));
        }
    }
}
