//! Where a child lives or lived, and how near two homes are.

use super::stable;

/// A home as it is compared: its postcode, and what tells the house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The capitals and digits of the postcode, a byte each, the last one lowest; 0 when not given.
    pub postcode: u64,
    /// The house numbers of the address; 0 when it has none.
    pub number: u32,
    /// The first word of the street.
    pub street: u32,
    /// All of the address; 0 when not given.
    pub whole: u32,
}

/// How near two homes are, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum HomeLevel {
    /// Postcode and house are the same.
    House,
    /// The same postcode; the address is not given on both sides.
    Postcode,
    /// The same postcode, another house.
    Neighbour,
    /// One letter of the postcode another, or two exchanged.
    Slip,
    /// The same house number and street; the postcode is another or not given.
    Address,
    /// All of the postcode but the last two letters.
    Sector,
    /// The first half of the postcode.
    District,
    /// Elsewhere.
    Elsewhere,
    /// One of them is not given.
    Missing,
}

impl HomeLevel {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::House,
        Self::Postcode,
        Self::Neighbour,
        Self::Slip,
        Self::Address,
        Self::Sector,
        Self::District,
        Self::Elsewhere,
        Self::Missing,
    ];

    /// As the model's file calls it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Postcode => "postcode",
            Self::Neighbour => "neighbour",
            Self::Slip => "slip",
            Self::Address => "address",
            Self::Sector => "sector",
            Self::District => "district",
            Self::Elsewhere => "elsewhere",
            Self::Missing => "missing",
        }
    }

    /// Whether it may well be one home.
    pub fn is_shared(self) -> bool {
        self <= Self::Address
    }
}

impl Home {
    /// Works a home out from its texts; any will do.
    pub fn read(address: &str, postcode: &str) -> Self {
        let mut home = Self { postcode: packed(postcode), ..Self::default() };
        let mut words = 0;
        let mut whole = 0;
        for word in
            address.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
        {
            let mut small = [0_u8; 24];
            let long = word.len().min(small.len());
            small[..long].copy_from_slice(&word.as_bytes()[..long]);
            small[..long].make_ascii_lowercase();
            let hash = stable::hash_64(&small[..long]);
            whole = stable::join(whole, hash);
            words += 1;
            if small[0].is_ascii_digit() {
                home.number = half(stable::join(home.number.into(), hash));
            } else if home.street == 0 && !NOT_A_STREET.contains(&&small[..long]) {
                home.street = half(hash);
            }
        }
        if words > 0 {
            home.whole = half(whole);
        }
        home
    }

    /// One number for house number and street, or for all of an address without a number; 0 without an
    /// address.
    pub fn house(self) -> u32 {
        if self.number == 0 { self.whole } else { half(stable::join(self.number.into(), self.street.into())) }
    }

    /// Whether nothing is known of it.
    pub fn is_missing(self) -> bool {
        self.postcode == 0 && self.whole == 0
    }

    /// How near another home is. Symmetric.
    pub fn level(self, other: Self) -> HomeLevel {
        let same_house =
            self.whole == other.whole || self.number != 0 && self.number == other.number && self.street == other.street;
        let both_addressed = self.whole != 0 && other.whole != 0;
        if self.postcode == 0 || other.postcode == 0 {
            return match (both_addressed, same_house) {
                (false, _) => HomeLevel::Missing,
                (true, true) => HomeLevel::Address,
                (true, false) => HomeLevel::Elsewhere,
            };
        }
        if self.postcode == other.postcode {
            let same_number = self.number != 0 && self.number == other.number;
            return match (both_addressed, same_house || same_number) {
                (false, _) => HomeLevel::Postcode,
                (true, true) => HomeLevel::House,
                (true, false) => HomeLevel::Neighbour,
            };
        }
        self.level_of_another_postcode(other, both_addressed && same_house)
    }

    fn level_of_another_postcode(self, other: Self, same_house: bool) -> HomeLevel {
        if is_one_slip(self.postcode, other.postcode) {
            HomeLevel::Slip
        } else if same_house {
            HomeLevel::Address
        } else if self.postcode >> 16 == other.postcode >> 16 {
            HomeLevel::Sector
        } else if self.postcode >> 24 == other.postcode >> 24 {
            HomeLevel::District
        } else {
            HomeLevel::Elsewhere
        }
    }

    /// The first half of the postcode, as written; empty without one.
    pub fn district(self) -> String {
        unpacked(self.postcode >> 24)
    }

    /// The postcode as written, without its space; empty without one.
    pub fn postcode_text(self) -> String {
        unpacked(self.postcode)
    }
}

/// A postcode as a number whose bits are all alike good; 0 stays 0.
pub fn mixed(postcode: u64) -> u64 {
    if postcode == 0 { 0 } else { stable::spread(postcode) | 1 << 32 }
}

const NOT_A_STREET: &[&[u8]] =
    &[b"flat", b"apartment", b"apt", b"unit", b"the", b"no", b"house", b"pitch", b"plot", b"room", b"a", b"b"];

/// The lower half, never 0.
fn half(number: u64) -> u32 {
    u32::try_from(number & 0xFFFF_FFFF).unwrap_or(1).max(1)
}

/// At most eight capitals and digits, the last one lowest; a longer text has no postcode.
fn packed(text: &str) -> u64 {
    let mut packed = 0_u64;
    for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
        if packed >> 56 != 0 {
            return 0;
        }
        packed = packed << 8 | u64::from(byte.to_ascii_uppercase());
    }
    if packed >> 16 == 0 { 0 } else { packed }
}

fn unpacked(packed: u64) -> String {
    packed.to_be_bytes().into_iter().filter(|byte| *byte != 0).map(char::from).collect()
}

fn is_one_slip(one: u64, other: u64) -> bool {
    let differ = one ^ other;
    let lowest = differ.trailing_zeros() / 8 * 8;
    let rest = differ >> lowest;
    if rest >> 8 == 0 {
        return true;
    }
    let pair = |of: u64| (of >> lowest & 0xFF, of >> lowest >> 8 & 0xFF);
    let ((low, high), exchanged) = (pair(one), pair(other));
    rest >> 16 == 0 && exchanged == (high, low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level(one: (&str, &str), other: (&str, &str)) -> HomeLevel {
        Home::read(one.0, one.1).level(Home::read(other.0, other.1))
    }

    #[test]
    fn homes_are_near_by_postcode_and_house() {
        let home = ("12 Mill Lane", "SK2 4AB");
        assert_eq!(level(home, ("12, MILL LN.", "sk24ab")), HomeLevel::House);
        assert_eq!(level(home, ("", "SK2 4AB")), HomeLevel::Postcode);
        assert_eq!(level(home, ("14 Mill Lane", "SK2 4AB")), HomeLevel::Neighbour);
        assert_eq!(level(home, ("12 Mill Lane", "SK2 4BA")), HomeLevel::Slip);
        assert_eq!(level(home, ("12 Mill Lane", "")), HomeLevel::Address);
        assert_eq!(level(home, ("", "SK2 4XY")), HomeLevel::Sector);
        assert_eq!(level(home, ("", "SK2 9XY")), HomeLevel::District);
        assert_eq!(level(home, ("3 High Street", "SO1 1AA")), HomeLevel::Elsewhere);
        assert_eq!(level(home, ("", "")), HomeLevel::Missing);
        assert_eq!(Home::read("", "SK24 1AA").district(), "SK24");
        assert_eq!(Home::read("", "no fixed abode").postcode, 0);
    }

    proptest! {
        #[test]
        fn nearness_is_symmetric(one in (any::<String>(), "[A-Z0-9 ]{0,9}"), other in (any::<String>(), "[A-Z0-9 ]{0,9}")) {
            let (one, other) = (Home::read(&one.0, &one.1), Home::read(&other.0, &other.1));
            prop_assert_eq!(one.level(other), other.level(one));
        }
    }
}
