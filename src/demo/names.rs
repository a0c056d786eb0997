//! The names of the demonstration's people. Common names of the communities of an English town; any
//! likeness to a living person is chance.

use super::chance::Chance;

/// The naming customs of a community, and what usually goes with them on a form.
pub struct Custom {
    /// How many families in a thousand.
    weight: u32,
    girls: &'static [&'static str],
    boys: &'static [&'static str],
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
    /// DfE ethnicity codes, the usual one first.
    pub ethnicities: &'static [&'static str],
    /// First languages, the usual one first.
    pub languages: &'static [&'static str],
}

impl Custom {
    /// The customs of one family.
    pub fn of_a_family(chance: &mut Chance) -> &'static Self {
        let total: u32 = CUSTOMS.iter().map(|custom| custom.weight).sum();
        let mut left = chance.below(total);
        for custom in CUSTOMS {
            if left < custom.weight {
                return custom;
            }
            left -= custom.weight;
        }
        &CUSTOMS[0]
    }

    /// A child's given names, one to three.
    pub fn given_names(&self, chance: &mut Chance, girl: bool) -> String {
        let list = if girl { self.girls } else { self.boys };
        let first = chance.word(list);
        let mut names = vec![first];
        for percent in [45, 8] {
            let next = chance.word(list);
            if chance.percent(percent) && !names.contains(&next) {
                names.push(next);
            }
        }
        names.join(" ")
    }

    /// One given name.
    pub fn given_name(&self, chance: &mut Chance, girl: bool) -> &'static str {
        chance.word(if girl { self.girls } else { self.boys })
    }

    /// A grown-up's given name.
    pub fn adult(&self, chance: &mut Chance, woman: bool) -> &'static str {
        chance.word(if woman { self.women } else { self.men })
    }

    /// A family name; sometimes two, joined as families join them.
    pub fn family_name(&self, chance: &mut Chance) -> String {
        let one = chance.word(self.families);
        let other = chance.word(self.families);
        match chance.below(100) {
            0..5 if one != other => format!("{one}-{other}"),
            5..7 if one != other => format!("{one} {other}"),
            _ => one.to_owned(),
        }
    }
}

/// What people are called instead of their given name.
pub fn preferred(given: &str) -> Option<&'static str> {
    const SHORT: &[(&str, &str)] = &[
        ("Alexander", "Alex"),
        ("Alexandra", "Lexi"),
        ("Benjamin", "Ben"),
        ("Charlotte", "Lottie"),
        ("Daniel", "Danny"),
        ("Eleanor", "Ellie"),
        ("Elizabeth", "Beth"),
        ("Isabella", "Bella"),
        ("Jacob", "Jake"),
        ("Joseph", "Joe"),
        ("Katarzyna", "Kasia"),
        ("Małgorzata", "Gosia"),
        ("Matilda", "Tilly"),
        ("Matthew", "Matt"),
        ("Muhammad", "Mo"),
        ("Oluwaseun", "Seun"),
        ("Samuel", "Sam"),
        ("Theodore", "Teddy"),
        ("Thomas", "Tom"),
        ("William", "Will"),
    ];
    SHORT.iter().find(|(long, _)| *long == given).map(|(_, short)| *short)
}

// A name a line would make this list too long to look over.
#[rustfmt::skip]
static CUSTOMS: &[Custom] = &[
    Custom {
        weight: 690,
        girls: &[
            "Alice", "Amber", "Amelia", "Ava", "Bethany", "Charlotte", "Chloe", "Daisy", "Eleanor", "Eliza", "Elizabeth", "Ella",
            "Ellie-Mae", "Emily", "Erin", "Evie", "Florence", "Freya", "Grace", "Hannah", "Harriet", "Heather", "Holly",
            "Imogen", "Isabella", "Isla", "Ivy", "Jasmine", "Jessica", "Keira", "Lacey-Mae", "Layla", "Lily", "Lola", "Lucy",
            "Martha", "Matilda", "Megan", "Mia", "Millie", "Molly", "Niamh", "Olivia", "Phoebe", "Poppy", "Rosie", "Ruby",
            "Scarlett", "Skye", "Sophie", "Summer", "Thea", "Willow", "Zoë",
        ],
        boys: &[
            "Albie", "Alexander", "Alfie", "Archie", "Arthur", "Benjamin", "Caleb", "Charlie", "Connor", "Daniel", "Dylan",
            "Edward", "Elliott", "Ethan", "Finley", "Frankie", "Freddie", "George", "Harrison", "Harry", "Harvey", "Henry",
            "Hugo", "Isaac", "Jack", "Jacob", "Jake", "Jenson", "Joseph", "Joshua", "Jude", "Kai", "Leo", "Lewis", "Liam",
            "Logan", "Louie", "Luca", "Luke", "Mason", "Matthew", "Max", "Noah", "Oliver", "Oscar", "Owen", "Ralph", "Reuben",
            "Riley", "Rory", "Samuel", "Sebastian", "Stanley", "Teddy", "Theodore", "Thomas", "Toby", "Tommy-Lee", "Tyler",
            "William", "Zachary",
        ],
        women: &[
            "Amanda", "Becky", "Carly", "Claire", "Donna", "Emma", "Gemma", "Hayley", "Helen", "Jodie", "Joanne", "Karen",
            "Katie", "Kelly", "Kirsty", "Laura", "Leanne", "Lisa", "Louise", "Lyndsey", "Michelle", "Natalie", "Nicola", "Rachel",
            "Rebecca", "Samantha", "Sarah", "Siân", "Stacey", "Stephanie", "Tracy", "Vicky", "Zoë",
        ],
        men: &[
            "Adam", "Andrew", "Ashley", "Ben", "Christopher", "Craig", "Daniel", "Darren", "David", "Dean", "Gareth", "Gavin",
            "Jamie", "Jason", "John", "Jonathan", "Karl", "Kevin", "Lee", "Mark", "Martin", "Matthew", "Michael", "Neil", "Paul",
            "Peter", "Richard", "Robert", "Ryan", "Scott", "Simon", "Stephen", "Stuart", "Wayne",
        ],
        families: &[
            "Abbott", "Adams", "Allen", "Archer", "Atkinson", "Bailey", "Baker", "Barker", "Barnes", "Bell", "Bennett", "Bishop",
            "Booth", "Bradley", "Brooks", "Brown", "Burton", "Butler", "Carr", "Carter", "Chambers", "Chapman", "Clark", "Clarke",
            "Cole", "Collins", "Cook", "Cooper", "Cox", "Crawford", "Cross", "Curtis", "Davies", "Davis", "Dawson", "Dean",
            "Dixon", "Edwards", "Elliott", "Ellis", "Evans", "Fisher", "Fletcher", "Foster", "Fox", "Gibson", "Gill", "Gordon",
            "Graham", "Grant", "Gray", "Green", "Griffiths", "Hall", "Harding", "Harper", "Harris", "Harrison", "Hart", "Harvey",
            "Hawkins", "Hayes", "Heath", "Hill", "Holland", "Holmes", "Howard", "Hudson", "Hughes", "Hunt", "Hunter", "Jackson",
            "James", "Jenkins", "John", "Johnson", "Jones", "Jordan", "Kelly", "Kemp", "Kennedy", "King", "Knight", "Lambert",
            "Lane", "Lawrence", "Lee", "Lewis", "Lloyd", "Lowe", "Marsh", "Marshall", "Martin", "Mason", "Matthews", "May",
            "McDonald", "Mills", "Mitchell", "Moore", "Morgan", "Morris", "Moss", "Murray", "Newman", "Nicholls", "Owen",
            "Palmer", "Parker", "Parsons", "Payne", "Pearce", "Pearson", "Perry", "Phillips", "Poole", "Porter", "Potter",
            "Powell", "Price", "Reed", "Rees", "Reynolds", "Richards", "Richardson", "Roberts", "Robinson", "Rogers", "Rose",
            "Russell", "Saunders", "Scott", "Sharp", "Shaw", "Simpson", "Slater", "Smith", "Spencer", "Stephens", "Stevens",
            "Stone", "Sutton", "Taylor", "Thomas", "Thompson", "Thomson", "Tucker", "Turner", "Walker", "Wallace", "Walsh", "Ward",
            "Warren", "Watkins", "Watson", "Watts", "Webb", "Welch", "West", "White", "Wilkinson", "Williams", "Willis",
            "Wilson", "Wood", "Woods", "Wright", "Young",
        ],
        ethnicities: &["WBRI", "WBRI", "WBRI", "WBRI", "WBRI", "WBRI", "MWBC", "MWAS", "NOBT"],
        languages: &["English"],
    },
    Custom {
        weight: 45,
        girls: &["Aoife", "Bridget", "Ciara", "Kathleen", "Mary-Kate", "Nancy", "Noreen", "Róisín", "Saoirse", "Shannon", "Theresa"],
        boys: &["Cillian", "Dara", "Declan", "Eoin", "Felix", "Jim-Bob", "Martin", "Miley", "Pádraig", "Patrick", "Seán", "Tadhg"],
        women: &["Bernadette", "Bridie", "Kathleen", "Margaret", "Mary", "Nora", "Philomena", "Sinéad"],
        men: &["Brendan", "Ciarán", "Felix", "Gerard", "John-Joe", "Martin", "Michael", "Patrick"],
        families: &[
            "Byrne", "Connors", "Delaney", "Doherty", "McDonagh", "McGinley", "Ní Bhriain", "O’Brien", "O’Connor", "O'Donnell",
            "O’Neill", "O'Reilly", "Purcell", "Stokes", "Ward",
        ],
        ethnicities: &["WIRI", "WIRT", "WIRT", "WROM"],
        languages: &["English", "English", "Irish"],
    },
    Custom {
        weight: 95,
        girls: &[
            "Aaliyah", "Aisha", "Amina", "Ayesha", "Fatima", "Hafsa", "Inaya", "Khadija", "Kiran", "Maryam", "Nadia", "Priya",
            "Safa", "Sana", "Simran", "Sumaiya", "Zainab", "Zara",
        ],
        boys: &[
            "Abdul-Rahman", "Adam", "Amir", "Arjun", "Bilal", "Hamza", "Hassan", "Ibrahim", "Imran", "Ismail", "Muhammad",
            "Mustafa", "Rohan", "Sufyan", "Umar", "Yusuf", "Zayn",
        ],
        women: &["Asma", "Farzana", "Humaira", "Meena", "Nasreen", "Parveen", "Rukhsana", "Saima", "Shabana", "Sunita", "Yasmin"],
        men: &["Abid", "Amjad", "Farooq", "Imran", "Javed", "Kamran", "Mohammed", "Nadeem", "Rashid", "Sanjay", "Tariq", "Zahid"],
        families: &[
            "Ahmed", "Akhtar", "Ali", "Begum", "Chaudhry", "Choudhury", "Hussain", "Iqbal", "Islam", "Kaur", "Khan", "Mahmood",
            "Malik", "Miah", "Mirza", "Patel", "Qureshi", "Rahman", "Shah", "Sharma", "Singh", "ul-Haq", "Uddin",
        ],
        ethnicities: &["APKN", "AIND", "ABAN", "AOTH"],
        languages: &["English", "Urdu", "Panjabi", "Bengali", "Gujarati"],
    },
    Custom {
        weight: 75,
        girls: &["Agnieszka", "Alicja", "Andreea", "Anežka", "Ioana", "Julia", "Katarzyna", "Lenka", "Maja", "Małgorzata", "Zofia", "Žofie"],
        boys: &["Andrei", "Filip", "Jakub", "Kacper", "Łukasz", "Mateusz", "Michał", "Mihai", "Ondřej", "Stanisław", "Szymon", "Ștefan"],
        women: &["Agata", "Alina", "Dorota", "Elena", "Iwona", "Jana", "Justyna", "Magdalena", "Monika", "Renata"],
        men: &["Dariusz", "Florin", "Grzegorz", "Ionuț", "Krzysztof", "Marek", "Piotr", "Radek", "Tomasz", "Wojciech"],
        families: &[
            "Dąbrowski", "Dvořák", "Grabowska", "Jankowski", "Kováč", "Kowalczyk", "Łukasik", "Mazur", "Munteanu", "Nowak",
            "Pieńkowski", "Popescu", "Rădulescu", "Szczepański", "Wiśniewski", "Wójcik", "Zając",
        ],
        ethnicities: &["WOTH", "WOTH", "WROM"],
        languages: &["Polish", "Romanian", "Czech", "English"],
    },
    Custom {
        weight: 50,
        girls: &["Abena", "Adaeze", "Blessing", "Chiamaka", "Esther", "Folasade", "Grace", "Hope", "Ifeoma", "Naomi", "Temitope", "Zuri"],
        boys: &["Chidi", "Daniel", "Emmanuel", "Joshua", "Kofi", "Kwame", "Nathaniel", "Olúṣẹ́gun", "Oluwaseun", "Samuel", "Tendai", "Tobi"],
        women: &["Abimbola", "Comfort", "Funmilayo", "Mercy", "Ngozi", "Patience", "Rutendo", "Yetunde"],
        men: &["Babatunde", "Emeka", "Festus", "Kwabena", "Olumide", "Sunday", "Tapiwa", "Yaw"],
        families: &[
            "Abiodun", "Adeyemi", "Appiah", "Asante", "Boateng", "Chukwu", "Eze", "Mensah", "Moyo", "Nwosu", "Okafor", "Okonkwo",
            "Oyelaran", "Owusu-Ansah",
        ],
        ethnicities: &["BAFR", "BAFR", "BOTH", "MWBA"],
        languages: &["English", "Yoruba", "Igbo", "Twi", "Shona"],
    },
    Custom {
        weight: 25,
        girls: &["Amal", "Hodan", "Leïla", "Nour", "Rania", "Salma", "Elif", "Zeynep"],
        boys: &["Abdullahi", "Ayman", "Emre", "Guled", "Khalid", "Mehmet", "Omar", "Yahya"],
        women: &["Ayşe", "Fadumo", "Hanan", "Ifrah", "Layla", "Sevgi"],
        men: &["Abdi", "Ahmet", "Hussein", "Mahad", "Mustafa", "Tarek"],
        families: &["Abdi Warsame", "al-Hassan", "Çelik", "El-Sayed", "Farah", "Haddad", "Öztürk", "Şahin", "Yılmaz"],
        ethnicities: &["OOTH", "BAFR", "WOTH"],
        languages: &["Arabic", "Somali", "Turkish", "English"],
    },
    Custom {
        weight: 20,
        girls: &["Beatriz", "Inês", "Jia Yi", "Linh", "Lucía", "Mei", "Nguyệt", "Thảo", "Xinyi"],
        boys: &["Duy", "Hao", "João", "José Luis", "Ka-Ho", "Minh", "Thiago", "Wei"],
        women: &["Ana", "Conceição", "Fang", "Hạnh", "Li", "María José", "Siu-Ling"],
        men: &["António", "Chi-Keung", "Javier", "Luís", "Quang", "Wing"],
        families: &["Chan", "da Silva", "de la Cruz", "Ferreira", "García López", "Leung", "Magalhães", "Nguyễn", "Núñez", "Trần", "Wong"],
        ethnicities: &["CHNE", "AOTH", "WOTH", "OOTH"],
        languages: &["Portuguese", "Cantonese", "Vietnamese", "Spanish", "English"],
    },
];
