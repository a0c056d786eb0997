//! A dated episode of a child on the register, and how closely the authority keeps in touch.

crate::closed_list! {
    /// Why a child is on the register (domain/law-and-practice.md, section 0).
    pub enum RegistrationKind {
        Ehe = "ehe" "Home educated",
        Cme = "cme" "Missing education",
        FlexiSchool = "flexi_school" "Flexi-schooled",
        PartTimeTimetable = "part_time_timetable" "Part-time timetable",
        Eotas = "eotas" "EOTAS",
        Section19 = "section_19" "Section 19",
        Other = "other" "Other",
    }
}

crate::closed_list! {
    /// How closely the authority keeps in touch.
    pub enum Level {
        Standard = "standard" "Standard",
        Enhanced = "enhanced" "Enhanced",
        Intensive = "intensive" "Intensive",
    }
}

/// A registration: what an [`Id`](crate::id::Id) of one names.
pub struct Registration;
