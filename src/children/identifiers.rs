//! The numbers by which a child is known elsewhere, and how far each can be trusted
//! (domain/law-and-practice.md, section 6). Every function is total: any text has an answer.

use super::model::IdentifierStanding;

/// An identifier as it is kept: written the usual way when valid, word for word when not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The identifier; empty when absent.
    pub text: String,
    /// How far it can be trusted.
    pub standing: IdentifierStanding,
}

impl Identifier {
    /// A unique pupil number, permanent or temporary.
    pub fn upn(text: &str) -> Self {
        Self::checked(text, upn(text))
    }

    /// An NHS number.
    pub fn nhs_number(text: &str) -> Self {
        Self::checked(text, nhs_number(text))
    }

    /// A unique learner number.
    pub fn uln(text: &str) -> Self {
        Self::checked(text, uln(text))
    }

    /// A UK postcode.
    pub fn postcode(text: &str) -> Self {
        Self::checked(text, postcode(text))
    }

    /// No identifier.
    pub fn absent() -> Self {
        Self { text: String::new(), standing: IdentifierStanding::Absent }
    }

    /// The same, compared with its source. What is not valid cannot become verified.
    #[must_use]
    pub fn verified(self) -> Self {
        if self.standing == IdentifierStanding::Valid {
            return Self { standing: IdentifierStanding::Verified, ..self };
        }
        self
    }

    /// The text to store: none when absent.
    pub fn stored(&self) -> Option<&str> {
        (self.standing != IdentifierStanding::Absent).then_some(self.text.as_str())
    }

    /// Whether it names a child: good enough to match two records by.
    pub fn is_trusted(&self) -> bool {
        matches!(self.standing, IdentifierStanding::Valid | IdentifierStanding::Verified)
    }

    fn checked(given: &str, valid: Option<String>) -> Self {
        let given = given.trim();
        match valid {
            Some(text) => Self { text, standing: IdentifierStanding::Valid },
            None if given.is_empty() => Self::absent(),
            None => Self { text: given.to_owned(), standing: IdentifierStanding::AsGiven },
        }
    }
}

/// The letters of a UPN in the order of their values: no I, O or S, which look like digits.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// A valid UPN in capitals without spaces, or none.
pub fn upn(text: &str) -> Option<String> {
    let compact = compact(text, 13)?;
    let (letter, rest) = compact.as_bytes().split_first()?;
    if rest.len() != 12 || !rest[..11].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: usize = rest.iter().zip(2..).map(|(byte, weight)| Some(upn_value(*byte)? * weight)).sum::<Option<usize>>()?;
    (UPN_LETTERS[sum % UPN_LETTERS.len()] == *letter).then_some(compact)
}

/// The letter a UPN with these twelve characters after it begins with, or none.
pub fn upn_check_letter(rest: &str) -> Option<char> {
    UPN_LETTERS.iter().map(|letter| char::from(*letter)).find(|letter| upn(&format!("{letter}{rest}")).is_some())
}

fn upn_value(byte: u8) -> Option<usize> {
    if byte.is_ascii_digit() {
        return Some(usize::from(byte - b'0'));
    }
    UPN_LETTERS.iter().position(|letter| *letter == byte)
}

/// A valid NHS number as ten digits, or none: modulus 11, where 10 is no check digit.
pub fn nhs_number(text: &str) -> Option<String> {
    let digits = ten_digits(text)?;
    let check = (11 - weighted_sum(&digits[..9]) % 11) % 11;
    (check != 10 && check == digits[9]).then(|| written(&digits))
}

/// A valid ULN as ten digits, or none. The remainder 10 keeps ULNs and NHS numbers apart.
pub fn uln(text: &str) -> Option<String> {
    let digits = ten_digits(text)?;
    (digits[0] != 0 && weighted_sum(&digits) % 11 == 10).then(|| written(&digits))
}

/// Weights 10, 9, 8 … from the left.
fn weighted_sum(digits: &[u32]) -> u32 {
    digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum()
}

fn ten_digits(text: &str) -> Option<Vec<u32>> {
    compact(text, 10)?.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<u32>>>().filter(|digits| digits.len() == 10)
}

fn written(digits: &[u32]) -> String {
    digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}

/// A valid UK postcode in capitals with one space, or none.
pub fn postcode(text: &str) -> Option<String> {
    let compact = compact(text, 7)?;
    let (outward, inward) = compact.split_at_checked(compact.len().checked_sub(3)?)?;
    (is_outward(outward) && is_inward(inward)).then(|| format!("{outward} {inward}"))
}

/// The outward code ("SW1A") of a postcode or of its first half; empty when it has none.
pub fn postcode_district(text: &str) -> String {
    if let Some(whole) = postcode(text) {
        return whole.split(' ').next().unwrap_or_default().to_owned();
    }
    compact(text, 4).filter(|half| is_outward(half)).unwrap_or_default()
}

fn is_outward(code: &str) -> bool {
    let shape: String = code.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'A' }).collect();
    let known = ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].contains(&shape.as_str());
    let letters = code.as_bytes();
    let first_fits = letters.first().is_some_and(|c| !b"QVX".contains(c));
    let second_fits = letters.get(1).is_some_and(|c| !b"IJZ".contains(c));
    (known && first_fits && second_fits) || code == "GIR"
}

fn is_inward(code: &str) -> bool {
    matches!(code.as_bytes(), [digit, letters @ ..]
        if digit.is_ascii_digit() && letters.len() == 2 && letters.iter().all(|c| c.is_ascii_uppercase() && !b"CIKMOV".contains(c)))
}

/// Capitals and digits alone, at most `longest` of them; none when anything else is there but
/// spaces and hyphens.
fn compact(text: &str, longest: usize) -> Option<String> {
    let mut compact = String::with_capacity(longest);
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        if !c.is_ascii_alphanumeric() || compact.len() == longest {
            return None;
        }
        compact.push(c.to_ascii_uppercase());
    }
    Some(compact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_upn_is_known_by_its_check_letter() {
        assert_eq!(upn("B801200005001").as_deref(), Some("B801200005001"));
        assert_eq!(upn(" b801 2000-05001 ").as_deref(), Some("B801200005001"));
        assert_eq!(upn("M80120000500A").as_deref(), Some("M80120000500A"), "a temporary one");
        assert_eq!(upn("P207000016049").as_deref(), Some("P207000016049"), "the vendor page that says Q is wrong");
        assert_eq!(upn_check_letter("801200005001"), Some('B'));
        for wrong in
            ["Q207000016049", "A801200005001", "B80120000500", "B8012000050011", "I801200005001", "B80120000500S", "", "é"]
        {
            assert_eq!(upn(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_nhs_number_is_known_by_modulus_11() {
        assert_eq!(nhs_number("943 476 5919").as_deref(), Some("9434765919"));
        for wrong in ["9434765918", "943476591", "94347659190", "943476591X", "", "٩٤٣٤٧٦٥٩١٩"] {
            assert_eq!(nhs_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_uln_has_the_remainder_10() {
        assert_eq!(uln("9276308686").as_deref(), Some("9276308686"));
        assert_eq!(uln("9276308687"), None);
        assert_eq!(uln("0276308686"), None);
        assert_eq!(uln("9434765919"), None, "an NHS number is never a ULN");
    }

    #[test]
    fn a_postcode_is_written_one_way() {
        for (given, kept) in [("sw1a1aa", "SW1A 1AA"), (" m1  1ae", "M1 1AE"), ("DN55 1PT", "DN55 1PT"), ("ec1a-1bb", "EC1A 1BB")]
        {
            assert_eq!(postcode(given).as_deref(), Some(kept));
        }
        for wrong in ["", "SW1A", "1AA SW1", "QQ1 1AA", "SW1A 1CA", "SW1A 1A", "SW1A  1AAA", "NO FIXED ABODE"] {
            assert_eq!(postcode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_district_is_the_first_half() {
        assert_eq!(postcode_district("sw1a1aa"), "SW1A");
        assert_eq!(postcode_district("bn1"), "BN1");
        assert_eq!(postcode_district("somewhere"), "");
    }

    #[test]
    fn what_is_wrong_is_kept_as_given_and_never_becomes_verified() {
        let wrong = Identifier::nhs_number(" 943 476 5918 ");
        assert_eq!(wrong, Identifier { text: "943 476 5918".into(), standing: IdentifierStanding::AsGiven });
        assert!(!wrong.is_trusted());
        assert_eq!(wrong.clone().verified(), wrong);
        assert_eq!(Identifier::nhs_number("9434765919").verified().standing, IdentifierStanding::Verified);
        assert_eq!(Identifier::upn("   ").stored(), None);
    }

    proptest! {
        #[test]
        fn every_text_has_an_answer(text in any::<String>()) {
            for read in [Identifier::upn(&text), Identifier::nhs_number(&text), Identifier::uln(&text), Identifier::postcode(&text)] {
                prop_assert_eq!(read.text.is_empty(), read.standing == IdentifierStanding::Absent);
            }
            postcode_district(&text);
        }

        #[test]
        fn what_was_valid_reads_back_the_same(rest in "[0-9]{11}[0-9A-HJ-NP-RT-Z]") {
            let letter = upn_check_letter(&rest).unwrap();
            let whole = format!("{letter}{rest}");
            prop_assert_eq!(Identifier::upn(&whole).text, whole);
        }

        #[test]
        fn one_wrong_digit_is_always_noticed(place in 0_usize..10, by in 1_u8..10) {
            let mut digits = b"9434765919".to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            prop_assert_eq!(nhs_number(&String::from_utf8(digits).unwrap()), None);
        }
    }
}
