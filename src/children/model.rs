//! A child, as the register keeps one: the closed lists of a record.

/// A child: what an [`Id`](crate::id::Id) of one names.
pub struct Child;
/// Who lives together: what an [`Id`](crate::id::Id) of one names.
pub struct Household;
/// A search that somebody made: what an [`Id`](crate::id::Id) of one names.
pub struct Search;
/// A parent or carer: what an [`Id`](crate::id::Id) of one names.
pub struct ParentOrCarer;

crate::closed_list! {
    /// As registered; *not recorded* where nobody wrote it down.
    pub enum Sex {
        Female = "female" "Female",
        Male = "male" "Male",
        NotRecorded = "not_recorded" "Not recorded",
    }
}

crate::closed_list! {
    /// What is known of an identifier or a postcode. A wrong one can be kept only *as given*.
    pub enum IdentifierStanding {
        Absent = "absent" "Not known",
        Valid = "valid" "Valid",
        Verified = "verified" "Verified",
        AsGiven = "as_given" "As given, not valid",
    }
}

crate::closed_list! {
    /// The DfE's main ethnicity codes (school census).
    pub enum Ethnicity {
        Wbri = "WBRI" "White British",
        Wiri = "WIRI" "White Irish",
        Wirt = "WIRT" "Traveller of Irish heritage",
        Wrom = "WROM" "Gypsy or Roma",
        Woth = "WOTH" "Any other White background",
        Mwbc = "MWBC" "White and Black Caribbean",
        Mwba = "MWBA" "White and Black African",
        Mwas = "MWAS" "White and Asian",
        Moth = "MOTH" "Any other mixed background",
        Aind = "AIND" "Indian",
        Apkn = "APKN" "Pakistani",
        Aban = "ABAN" "Bangladeshi",
        Aoth = "AOTH" "Any other Asian background",
        Bcrb = "BCRB" "Black Caribbean",
        Bafr = "BAFR" "Black African",
        Both = "BOTH" "Any other Black background",
        Chne = "CHNE" "Chinese",
        Ooth = "OOTH" "Any other ethnic group",
        Refu = "REFU" "Refused",
        Nobt = "NOBT" "Not obtained",
    }
}

crate::closed_list! {
    /// What an address is to the child.
    pub enum AddressKind {
        Home = "home" "Home",
        Additional = "additional" "Also lives here",
        Correspondence = "correspondence" "For letters",
        Temporary = "temporary" "Temporary",
    }
}

crate::closed_list! {
    /// How a parent or carer likes to be reached.
    pub enum PreferredContact {
        NotRecorded = "not_recorded" "Not recorded",
        Phone = "phone" "Telephone",
        Text = "text" "Text message",
        Email = "email" "Email",
        Letter = "letter" "Letter",
        HomeVisit = "home_visit" "Home visit",
    }
}

crate::closed_list! {
    /// What a parent or carer can use (digital poverty: King's College London, 2021).
    pub enum DigitalAccess {
        NotRecorded = "not_recorded" "Not recorded",
        None = "none" "None",
        PhoneOnly = "phone_only" "Phone only",
        Limited = "limited" "Limited",
        Good = "good" "Good",
    }
}

crate::closed_list! {
    /// Special educational needs and social care, as dated circumstances.
    pub enum CircumstanceKind {
        SenSupport = "sen_support" "SEN support",
        EhcPlan = "ehc_plan" "EHC plan",
        EarlyHelp = "early_help" "Early help",
        ChildInNeed = "child_in_need" "Child in need",
        ChildProtectionPlan = "child_protection_plan" "Child protection plan",
        Section47 = "section_47" "Section 47 enquiry",
        LookedAfter = "looked_after" "Looked after",
        SocialCareUnspecified = "social_care_unspecified" "Social care, status not recorded",
    }
}

impl CircumstanceKind {
    /// Whether it is a matter of special educational needs, rather than of social care.
    pub fn is_special_educational_need(self) -> bool {
        matches!(self, Self::SenSupport | Self::EhcPlan)
    }
}

crate::closed_list! {
    /// By whom education is provided.
    pub enum ProvidedBy {
        Parents = "parents" "Parents or carers",
        Tutor = "tutor" "Tutor",
        Online = "online" "Online provider",
        Group = "group" "Home education group",
        School = "school" "School, part of the time",
        College = "college" "College",
        AlternativeProvider = "alternative_provider" "Alternative provider",
        Other = "other" "Other",
        NotRecorded = "not_recorded" "Not recorded",
    }
}
