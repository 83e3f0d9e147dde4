//! Words that sound alike, and the key of a word's sound.
//!
//! English spelling only; knows nothing of phones or posteriors.

/// Groups of words that sound the same, apostrophes left out, numbers as digits.
const GROUPS: &[&[&str]] = &[
    &["their", "there", "theyre"],
    &["to", "too", "2"],
    &["for", "four", "fore", "4"],
    &["ate", "8"],
    &["1", "won"],
    &["your", "youre"],
    &["right", "write", "rite"],
    &["hear", "here"],
    &["hour", "our"],
    &["no", "know"],
    &["new", "knew"],
    &["buy", "by", "bye"],
    &["sea", "see"],
    &["be", "bee"],
    &["son", "sun"],
    &["some", "sum"],
    &["week", "weak"],
    &["meet", "meat", "mete"],
    &["piece", "peace"],
    &["plane", "plain"],
    &["whole", "hole"],
    &["where", "wear", "ware"],
    &["whether", "weather"],
    &["which", "witch"],
    &["would", "wood"],
    &["one", "won"],
    &["threw", "through", "thru"],
    &["than", "then"],
    &["affect", "effect"],
    &["accept", "except"],
    &["principal", "principle"],
    &["stationary", "stationery"],
    &["complement", "compliment"],
    &["council", "counsel"],
    &["cite", "sight", "site"],
    &["bare", "bear"],
    &["break", "brake"],
    &["cell", "sell"],
    &["cent", "scent", "sent"],
    &["cereal", "serial"],
    &["coarse", "course"],
    &["dear", "deer"],
    &["die", "dye"],
    &["fair", "fare"],
    &["flour", "flower"],
    &["great", "grate"],
    &["hair", "hare"],
    &["heal", "heel"],
    &["him", "hymn"],
    &["hi", "high"],
    &["knight", "night"],
    &["knot", "not"],
    &["lead", "led"],
    &["lessen", "lesson"],
    &["made", "maid"],
    &["mail", "male"],
    &["main", "mane"],
    &["morning", "mourning"],
    &["none", "nun"],
    &["pair", "pare", "pear"],
    &["passed", "past"],
    &["pole", "poll"],
    &["poor", "pour", "pore"],
    &["pray", "prey"],
    &["rain", "reign", "rein"],
    &["read", "red"],
    &["road", "rode", "rowed"],
    &["role", "roll"],
    &["root", "route"],
    &["sail", "sale"],
    &["scene", "seen"],
    &["seam", "seem"],
    &["sew", "so", "sow"],
    &["soar", "sore"],
    &["sole", "soul"],
    &["stair", "stare"],
    &["steal", "steel"],
    &["suite", "sweet"],
    &["tail", "tale"],
    &["throne", "thrown"],
    &["tide", "tied"],
    &["toe", "tow"],
    &["vain", "vein", "vane"],
    &["waist", "waste"],
    &["wait", "weight"],
    &["way", "weigh"],
    &["whose", "whos"],
    &["yoke", "yolk"],
    &["allowed", "aloud"],
    &["aisle", "isle", "ill"],
    &["altar", "alter"],
    &["board", "bored"],
    &["capital", "capitol"],
    &["ceiling", "sealing"],
    &["chili", "chilly"],
    &["choose", "chews"],
    &["colonel", "kernel"],
    &["desert", "dessert"],
    &["ensure", "insure"],
    &["gray", "grey"],
    &["guessed", "guest"],
    &["idle", "idol"],
    &["jean", "gene"],
    &["loan", "lone"],
    &["patience", "patients"],
    &["presence", "presents"],
    &["profit", "prophet"],
    &["residence", "residents"],
    &["shore", "sure"],
    &["sundae", "sunday"],
    &["tea", "tee"],
    &["team", "teem"],
    &["color", "colour"],
    &["center", "centre"],
    &["favor", "favour"],
    &["analyze", "analyse"],
    &["organize", "organise"],
    &["realize", "realise"],
    &["catherine", "katherine", "kathryn"],
    &["jon", "john"],
    &["sara", "sarah"],
    &["steven", "stephen"],
    &["brian", "bryan"],
    &["alan", "allen"],
    &["anna", "ana"],
    &["geoff", "jeff"],
    &["erik", "eric"],
    &["marc", "mark"],
    &["philip", "phillip"],
    &["lee", "leigh"],
];

/// A key that words of one group share, plural and singular alike: "dogs" and "dog", "there" and "their".
pub fn class(key: &str) -> String {
    let word = singular(key);
    let word = word
        .strip_suffix("th")
        .or(word.strip_suffix("st"))
        .or(word.strip_suffix("nd"))
        .or(word.strip_suffix("rd"))
        .filter(|stem| !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or(&word);
    for group in GROUPS {
        if group.contains(&key) || group.contains(&word) {
            return group[0].to_owned();
        }
    }
    word.to_owned()
}

/// Nouns whose plural no rule makes, behind their singulars.
pub(super) const IRREGULAR: &[(&str, &str)] = &[
    ("man", "men"),
    ("woman", "women"),
    ("child", "children"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("goose", "geese"),
    ("mouse", "mice"),
    ("ox", "oxen"),
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
    ("analysis", "analyses"),
    ("crisis", "crises"),
    ("thesis", "theses"),
    ("bus", "buses"),
    ("gas", "gases"),
    ("leaf", "leaves"),
    ("knife", "knives"),
    ("life", "lives"),
    ("wife", "wives"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("loaf", "loaves"),
    ("wolf", "wolves"),
    ("calf", "calves"),
    ("thief", "thieves"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("hero", "heroes"),
    ("echo", "echoes"),
];

/// Others, which are only listened for.
const ALSO_IRREGULAR: &[(&str, &str)] = &[("lens", "lenses"), ("veto", "vetoes"), ("shoe", "shoes")];

/// The singular of a simple plural; other words stay.
fn singular(word: &str) -> String {
    let mut irregular = IRREGULAR.iter().chain(ALSO_IRREGULAR);
    if let Some((one, _)) = irregular.find(|(_, many)| *many == word) {
        return (*one).to_owned();
    }
    if word.len() < 4 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let Some(stem) = word.strip_suffix('s') else {
        return word.to_owned();
    };
    match stem.strip_suffix('e') {
        Some(shorter)
            if shorter.ends_with(['x', 'z'])
                || shorter.ends_with("ch")
                || shorter.ends_with("sh")
                || shorter.ends_with("ss") =>
        {
            shorter.to_owned()
        }
        _ => stem.to_owned(),
    }
}

/// Spellings that sound alike, applied one after another to the whole word.
const SPELLINGS: &[(&str, &str)] = &[
    ("ough", "o"),
    ("augh", "o"),
    ("tion", "shn"),
    ("sion", "shn"),
    ("sch", "sh"),
    ("tch", "ch"),
    ("dge", "j"),
    ("ght", "t"),
    ("cz", "ch"),
    ("ph", "f"),
    ("kn", "n"),
    ("wr", "r"),
    ("gn", "n"),
    ("mb", "m"),
    ("wh", "w"),
    ("ck", "k"),
    ("qu", "kw"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ch", "C"),
    ("sh", "S"),
    ("th", "T"),
    ("c", "k"),
    ("x", "ks"),
    ("z", "s"),
    ("y", "i"),
    ("ee", "i"),
    ("ea", "i"),
    ("ie", "i"),
    ("ei", "i"),
    ("oo", "u"),
    ("ou", "u"),
    ("ai", "e"),
    ("ay", "e"),
    ("oa", "o"),
    ("ow", "o"),
    ("au", "o"),
    ("aw", "o"),
];

/// How a word sounds, roughly: respelled by rules, doubled letters and a silent final e dropped. Vowels stay,
/// so that "file" and "fall" differ.
pub fn sound(key: &str) -> String {
    let mut word = singular(key);
    for (from, to) in SPELLINGS {
        if word.contains(from) {
            word = word.replace(from, to);
        }
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if !out.ends_with(c) && c != 'h' {
            out.push(c);
        }
    }
    if out.len() > 3 && out.ends_with('e') {
        out.pop();
    }
    out
}

/// Other words that sound like this one.
pub fn others(word: &str) -> Vec<&'static str> {
    let lower = word.to_lowercase();
    let mut out: Vec<&str> = Vec::new();
    for group in GROUPS.iter().filter(|group| group.contains(&lower.as_str())) {
        for other in *group {
            if *other != lower && !out.contains(other) {
                out.push(other);
            }
        }
    }
    out
}
