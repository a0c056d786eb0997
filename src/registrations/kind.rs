//! The kinds of registrations.

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
