//! Names for lists of a million: the commoner ones more often, as in England, with a long tail that is
//! put together from parts. All communities in one pot would share no custom, so each family has one.

use super::super::chance::Chance;
use super::super::names::Custom;

/// Given names of girls, the commonest first.
#[rustfmt::skip]
const GIRLS: &[&str] = &[
    "Olivia", "Amelia", "Isla", "Ava", "Lily", "Emily", "Ivy", "Sophia", "Isabella", "Freya", "Ella", "Grace", "Mia", "Poppy",
    "Evie", "Florence", "Charlotte", "Willow", "Sophie", "Jessica", "Daisy", "Elsie", "Alice", "Ruby", "Phoebe", "Evelyn",
    "Harper", "Sienna", "Matilda", "Millie", "Rosie", "Chloe", "Isabelle", "Lola", "Esme", "Scarlett", "Layla", "Eva", "Maisie",
    "Bella", "Eliza", "Emilia", "Erin", "Ellie", "Molly", "Thea", "Imogen", "Lottie", "Maya", "Eleanor", "Violet", "Aria",
    "Hannah", "Harriet", "Elizabeth", "Georgia", "Penelope", "Robyn", "Lucy", "Holly", "Annabelle", "Zara", "Nancy", "Orla",
    "Jasmine", "Bonnie", "Clara", "Abigail", "Rose", "Summer", "Amber", "Lyla", "Martha", "Beatrice", "Darcey", "Edith",
    "Lexi", "Megan", "Zoe", "Niamh", "Katherine", "Catherine", "Rebecca", "Victoria", "Alexandra", "Margaret", "Anna", "Sarah",
    "Rachel", "Leah", "Skye", "Heidi", "Faith", "Lacey", "Libby", "Tilly", "Naomi", "Francesca", "Gabriella", "Madeleine",
    "Josephine", "Rosalind", "Philippa", "Samantha", "Natalie", "Bethany", "Caitlin", "Paige", "Tia", "Keira", "Kayla", "Kiera",
    "Nicole", "Hollie", "Aimee", "Amy", "Ruth", "Miriam", "Esther", "Susannah", "Cordelia", "Ottilie", "Saffron", "Tabitha",
    "Ellen", "Helena", "Iris", "Hazel", "Myla", "Nova", "Delilah", "Luna", "Mabel", "Arabella", "Aurora", "Ada", "Olive",
];

/// Given names of boys, the commonest first.
#[rustfmt::skip]
const BOYS: &[&str] = &[
    "Oliver", "George", "Noah", "Harry", "Jack", "Leo", "Arthur", "Charlie", "Oscar", "Jacob", "Henry", "Thomas", "Freddie",
    "Alfie", "Theo", "William", "Theodore", "Archie", "Joshua", "Alexander", "James", "Isaac", "Edward", "Lucas", "Tommy",
    "Finley", "Max", "Logan", "Ethan", "Teddy", "Benjamin", "Arlo", "Joseph", "Sebastian", "Harrison", "Elijah", "Adam",
    "Daniel", "Samuel", "Louie", "Mason", "Reuben", "Albie", "Rory", "Jaxon", "Hugo", "Luca", "Zachary", "Reggie", "Hunter",
    "Louis", "Dylan", "Albert", "David", "Jude", "Frankie", "Roman", "Ezra", "Toby", "Riley", "Carter", "Ronnie", "Frederick",
    "Gabriel", "Stanley", "Bobby", "Jesse", "Michael", "Elliot", "Grayson", "Liam", "Jenson", "Ellis", "Harley", "Harvey",
    "Jayden", "Jake", "Ralph", "Rowan", "Elliott", "Jasper", "Ollie", "Charles", "Finn", "Felix", "Caleb", "Chester", "Jackson",
    "Matthew", "Ryan", "Nathan", "Luke", "Callum", "Connor", "Cameron", "Lewis", "Owen", "Kai", "Tyler", "Robert", "Andrew",
    "Christopher", "Nicholas", "Jonathan", "Patrick", "Timothy", "Anthony", "Stephen", "Steven", "Richard", "Peter", "John",
    "Edwin", "Dominic", "Francis", "Vincent", "Leon", "Kayden", "Aiden", "Aidan", "Hayden", "Brandon", "Bradley", "Jamie", "Evan",
    "Austin", "Blake", "Sonny", "Otis", "Ernest", "Rupert", "Barnaby", "Tobias", "Angus", "Seth", "Joel", "Kian", "Billy", "Ben",
];

/// Family names, the commonest first.
#[rustfmt::skip]
const FAMILIES: &[&str] = &[
    "Smith", "Jones", "Williams", "Taylor", "Brown", "Davies", "Evans", "Wilson", "Thomas", "Johnson", "Roberts", "Robinson",
    "Thompson", "Wright", "Walker", "White", "Edwards", "Hughes", "Green", "Hall", "Lewis", "Harris", "Clarke", "Jackson", "Wood",
    "Turner", "Martin", "Cooper", "Hill", "Ward", "Morris", "Moore", "Clark", "Lee", "King", "Baker", "Harrison", "Morgan",
    "Allen", "James", "Scott", "Phillips", "Watson", "Davis", "Parker", "Price", "Bennett", "Young", "Griffiths", "Mitchell",
    "Kelly", "Cook", "Carter", "Richardson", "Bailey", "Collins", "Bell", "Shaw", "Murphy", "Miller", "Cox", "Richards",
    "Marshall", "Simpson", "Anderson", "Ellis", "Adams", "Begum", "Wilkinson", "Foster", "Powell", "Chapman", "Webb", "Rogers",
    "Gray", "Mason", "Hunt", "Mills", "Campbell", "Holmes", "Palmer", "Matthews", "Gibson", "Fisher", "Barnes", "Knight", "Lloyd",
    "Butler", "Stevens", "Russell", "Barker", "Fletcher", "Reid", "Jenkins", "Dixon", "Pearson", "Harvey", "Elliott", "Howard",
    "Graham", "Murray", "Andrews", "Reynolds", "Ford", "Lawrence", "Walsh", "Fox", "Stewart", "Brooks", "West", "Day", "Atkinson",
    "Hart", "Payne", "Cole", "Pearce", "Ross", "Burton", "Spencer", "Rose", "Dawson", "Saunders", "Stephens", "Thomson", "Hayes",
    "Stone", "Perry", "Newman", "Grant", "Gill", "Willis", "Ball", "Hawkins", "Webster", "Carr", "Wells", "Francis", "Parsons",
    "Barrett", "Burns", "Lane", "Nicholls", "Bird", "Porter", "Bishop", "Freeman", "Hunter", "Woods", "Bradley", "Gardner",
];

const FAMILY_BEGINS: &[&str] = &[
    "Ash", "Black", "Brad", "Brom", "Cald", "Chad", "Clay", "Cran", "Croft", "Den", "East", "El", "Far", "Ford", "Green", "Had",
    "Hal", "Har", "Hather", "Haw", "Hazel", "High", "Hol", "Hor", "Kirk", "Lang", "Law", "Lin", "Long", "Lud", "Mar", "Mel",
    "Mid", "More", "Nether", "New", "North", "Oak", "Old", "Over", "Pem", "Pen", "Rad", "Ray", "Red", "Rother", "Ruther", "Sand",
    "Sel", "Shel", "South", "Stan", "Stock", "Sud", "Swin", "Thorn", "Tor", "Under", "Wal", "War", "Wat", "Wel", "West", "Whit",
    "Win", "Wood", "Worth", "Wy",
];
const FAMILY_ENDS: &[&str] = &[
    "all", "bank", "bourne", "bridge", "brook", "burn", "bury", "by", "combe", "cote", "cott", "croft", "dale", "den", "field",
    "ford", "gate", "ham", "head", "hill", "holme", "house", "hurst", "land", "leigh", "ley", "low", "man", "mere", "more",
    "ridge", "shaw", "side", "son", "stead", "stock", "stone", "ton", "wall", "ward", "well", "wick", "wood", "worth", "yard",
];
const GIVEN_BEGINS: &[&str] = &[
    "Ad", "Al", "Am", "An", "Ar", "Ay", "Bray", "Bri", "Cal", "Cay", "Da", "De", "El", "Em", "Ja", "Jay", "Jo", "Kae", "Kay",
    "Ky", "La", "Li", "Ma", "Mi", "Na", "Ni", "Ra", "Ro", "Ry", "Sha", "Ta", "Ti", "Wil", "Xan", "Zay", "Ze",
];
const GIRL_ENDS: &[&str] = &[
    "bella", "cie", "della", "die", "lana", "leigh", "lia", "lie", "line", "lyn", "mara", "mia", "na", "nessa", "ria", "rie",
    "sha", "ya",
];
const BOY_ENDS: &[&str] = &[
    "bert", "car", "cob", "dan", "den", "dric", "kai", "lan", "len", "lo", "mari", "mir", "ric", "rien", "ron", "ry", "son",
    "ton", "van",
];

/// A family's customs: whose names it takes.
#[derive(Clone, Copy)]
pub enum Roots {
    /// England's commonest, and its long tail.
    English,
    /// One of the demonstration's communities.
    Other(&'static Custom),
}

impl Roots {
    /// Those of one family.
    pub fn of_a_family(chance: &mut Chance) -> Self {
        if chance.percent(68) { Self::English } else { Self::Other(Custom::of_a_family(chance)) }
    }

    /// A child's first given name.
    pub fn given(self, chance: &mut Chance, girl: bool) -> String {
        match self {
            Self::English if chance.percent(9) => {
                format!("{}{}", chance.word(GIVEN_BEGINS), chance.word(if girl { GIRL_ENDS } else { BOY_ENDS }))
            }
            Self::English => ranked(chance, if girl { GIRLS } else { BOYS }).to_owned(),
            Self::Other(custom) => custom.given_name(chance, girl).to_owned(),
        }
    }

    /// A family name.
    pub fn family(self, chance: &mut Chance) -> String {
        match self {
            Self::English if chance.percent(45) => format!("{}{}", chance.word(FAMILY_BEGINS), chance.word(FAMILY_ENDS)),
            Self::English => ranked(chance, FAMILIES).to_owned(),
            Self::Other(custom) => custom.family_name(chance),
        }
    }

    /// A parent's given name.
    pub fn adult(self, chance: &mut Chance, woman: bool) -> String {
        match self {
            Self::English => ranked(chance, if woman { GIRLS } else { BOYS }).to_owned(),
            Self::Other(custom) => custom.adult(chance, woman).to_owned(),
        }
    }
}

/// One of a list in which each name is rarer than those before it: the first about twenty times as
/// common as the last.
fn ranked(chance: &mut Chance, list: &'static [&'static str]) -> &'static str {
    let of = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let spread = u64::from(chance.below(of)) * u64::from(chance.below(of)) / u64::from(of);
    list.get(usize::try_from(spread).unwrap_or(0)).copied().unwrap_or(list[0])
}
