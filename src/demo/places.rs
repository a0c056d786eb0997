//! The places of the demonstration, all invented. `WX` is no postcode area of the Royal Mail's, the
//! telephone numbers are Ofcom's for drama, and `.example` can never be anybody's.

use super::chance::Chance;

/// A town of the authority with its postcode districts.
struct Town {
    weight: u32,
    name: &'static str,
    districts: &'static [u32],
}

const TOWNS: &[Town] = &[
    Town { weight: 34, name: "Wexcombe", districts: &[1, 2, 3, 4] },
    Town { weight: 18, name: "Aldershaw", districts: &[5, 6] },
    Town { weight: 14, name: "Kings Ashby", districts: &[7] },
    Town { weight: 12, name: "Marlow Cross", districts: &[8, 9] },
    Town { weight: 9, name: "St Bede’s Bay", districts: &[10] },
    Town { weight: 6, name: "Nether Thorning", districts: &[11] },
    Town { weight: 4, name: "Coldharrow", districts: &[12] },
    Town { weight: 3, name: "Much Ellingham", districts: &[14] },
];

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Abbey", "Acacia", "Alder", "Ashgrove", "Beacon", "Beech", "Birch", "Blackthorn", "Bramble", "Bridge", "Brook", "Canal",
    "Cedar", "Chapel", "Cherry Tree", "Church", "Clover", "Coopers", "Cornflower", "Cross", "Dovecote", "Drovers", "Elm",
    "Falcon", "Fernhill", "Foundry", "Foxglove", "Glebe", "Greenfinch", "Harbour", "Hawthorn", "Hazel", "Heron", "High",
    "Hillcrest", "Holly", "Jubilee", "Kestrel", "Kiln", "Kingfisher", "Larch", "Lavender", "Lime Tree", "Linden", "Lodge",
    "Manor", "Maple", "Market", "Meadow", "Mill", "Millpond", "Nightingale", "Oak", "Old School", "Orchard", "Park", "Pear Tree",
    "Plough", "Poplar", "Priory", "Quarry", "Rectory", "Ropewalk", "Rowan", "Saddlers", "School", "Sheepfold", "Skylark",
    "Southfield", "Spinney", "Spring", "Station", "Sycamore", "Tannery", "Thornfield", "Tithebarn", "Victoria", "Vicarage",
    "Walnut", "Waterside", "Wheelwright", "Willow", "Windmill", "Woodside",
];

#[rustfmt::skip]
const WAYS: &[&str] = &["Avenue", "Close", "Court", "Crescent", "Drive", "Gardens", "Grove", "Lane", "Road", "Road", "Street", "Street", "Way"];

/// An address, and the postcode as it would be written.
#[derive(Clone)]
pub struct Place {
    /// House and street.
    pub lines: String,
    /// Town.
    pub town: &'static str,
    /// With one space.
    pub postcode: String,
    /// The outward code.
    pub district: String,
}

impl Place {
    /// Some address in the authority.
    pub fn anywhere(chance: &mut Chance) -> Self {
        let choices: Vec<(u32, usize)> = TOWNS.iter().enumerate().map(|(at, town)| (town.weight, at)).collect();
        let town = &TOWNS[chance.weighted(&choices)];
        let district = format!("WX{}", chance.pick(town.districts));
        Self::in_district(chance, town.name, district)
    }

    /// Some address outside the authority too, for lists of a whole country. The areas are real, the
    /// towns are not.
    pub fn somewhere_in_england(chance: &mut Chance) -> Self {
        const AREAS: &[&str] =
            &["B", "BN", "BS", "CB", "DE", "GL", "HU", "LE", "LS", "M", "NG", "NR", "OX", "PL", "SK", "SO", "YO"];
        let area = chance.pick(AREAS);
        let district = format!("{area}{}", chance.between(1, 24));
        Self::in_district(chance, "", district)
    }

    fn in_district(chance: &mut Chance, town: &'static str, district: String) -> Self {
        let house = chance.between(1, 180);
        let street = format!("{} {}", chance.pick(STREETS), chance.pick(WAYS));
        let lines = match chance.below(100) {
            0..8 => format!("Flat {}, {house} {street}", chance.between(1, 24)),
            8..11 => format!("{house}{} {street}", chance.pick(&["A", "B"])),
            11..13 => format!("Pitch {}, {} Field", chance.between(1, 16), chance.pick(STREETS)),
            _ => format!("{house} {street}"),
        };
        const INWARD: &[&str] =
            &["A", "B", "D", "E", "F", "G", "H", "J", "L", "N", "P", "Q", "R", "S", "T", "U", "W", "X", "Y", "Z"];
        let postcode = format!("{district} {}{}{}", chance.below(10), chance.pick(INWARD), chance.pick(INWARD));
        Self { lines, town, postcode, district }
    }
}

/// A mobile number that rings nowhere (Ofcom: 07700 900000 to 900999).
pub fn mobile(chance: &mut Chance) -> String {
    format!("07700 900{:03}", chance.below(1000))
}

/// A landline that rings nowhere (Ofcom: 01632 960000 to 960999).
pub fn landline(chance: &mut Chance) -> String {
    format!("01632 960{:03}", chance.below(1000))
}
