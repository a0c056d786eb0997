//! Two children side by side: what each is said to be, in words.

/// What is compared of one child, in words.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the fields are those of the record; what is not known is empty")]
pub struct Beside {
    pub name: String,
    pub born: String,
    pub sex: String,
    pub upn: String,
    pub nhs_number: String,
    pub addresses: Vec<String>,
    pub carers: Vec<String>,
}

impl Beside {
    /// The rows of the comparison: what it is, what one says, what the other says.
    pub fn rows(&self, other: &Self) -> Vec<(&'static str, String, String)> {
        let shown = |text: &str| if text.is_empty() { "Not known".to_owned() } else { text.to_owned() };
        [
            ("Name", &self.name, &other.name),
            ("Born", &self.born, &other.born),
            ("Sex", &self.sex, &other.sex),
            ("UPN", &self.upn, &other.upn),
            ("NHS number", &self.nhs_number, &other.nhs_number),
            ("Addresses", &self.addresses.join("; "), &other.addresses.join("; ")),
            ("Parents and carers", &self.carers.join("; "), &other.carers.join("; ")),
        ]
        .into_iter()
        .filter(|(_, one, other)| !one.is_empty() || !other.is_empty())
        .map(|(what, one, other)| (what, shown(one), shown(other)))
        .collect()
    }
}

/// A full name, with the one the child goes by.
pub fn named(given: &str, family: &str, preferred: &str) -> String {
    let name = format!("{given} {family}").trim().to_owned();
    if preferred.is_empty() { name } else { format!("{name}, known as {preferred}") }
}

/// A parent or carer, and what they are to the child.
pub fn with_relationship(name: &str, relationship: &str) -> String {
    if relationship.is_empty() { name.to_owned() } else { format!("{name}, {relationship}") }
}
