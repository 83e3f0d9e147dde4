//! Words about how a text sounds, how long it is and what form it has: what a rewrite may be asked for.
//!
//! Knows nothing of documents.

use super::verb::How;
use super::words::strip_any_prefix;

/// Words of one wish: as they are said after "more", and as comparatives. The wish is what rules can do, or
/// [`How::Tone`], which needs a language model.
struct Tone {
    how: How,
    /// "more formal"
    words: &'static [&'static str],
    /// "friendlier"
    comparatives: &'static [&'static str],
    /// "less angry"
    opposites: &'static [&'static str],
}

const TONES: &[Tone] = &[
    Tone {
        how: How::Shorter,
        words: &["concise", "compact", "brief", "succinct", "terse", "to the point"],
        comparatives: &[
            "shorter", "briefer", "tighter", "terser", "snappier", "punchier", "crisper",
        ],
        opposites: &[
            "wordy",
            "verbose",
            "long",
            "lengthy",
            "long winded",
            "rambling",
            "repetitive",
        ],
    },
    Tone {
        how: How::Longer,
        words: &["detailed", "elaborate", "thorough"],
        comparatives: &["longer", "fuller"],
        opposites: &["short", "brief", "terse"],
    },
    Tone {
        how: How::Formal,
        words: &[
            "formal",
            "professional",
            "polite",
            "businesslike",
            "official",
            "respectful",
            "academic",
        ],
        comparatives: &["politer"],
        opposites: &["casual", "informal", "chatty", "sloppy"],
    },
    Tone {
        how: How::Casual,
        words: &[
            "casual",
            "informal",
            "relaxed",
            "conversational",
            "chatty",
            "natural",
        ],
        comparatives: &["looser", "lighter"],
        opposites: &["formal", "stiff", "stuffy", "official", "academic"],
    },
    Tone {
        how: How::Friendlier,
        words: &[
            "friendly",
            "warm",
            "kind",
            "gentle",
            "welcoming",
            "tactful",
            "diplomatic",
            "personal",
        ],
        comparatives: &[
            "friendlier",
            "warmer",
            "kinder",
            "nicer",
            "softer",
            "gentler",
            "sweeter",
        ],
        opposites: &[
            "angry",
            "harsh",
            "rude",
            "cold",
            "blunt",
            "aggressive",
            "hostile",
            "bossy",
            "mean",
            "pushy",
            "abrupt",
            "distant",
        ],
    },
    Tone {
        how: How::Simpler,
        words: &["simple", "basic"],
        comparatives: &["simpler", "plainer", "easier", "easier to read"],
        opposites: &["complicated", "complex", "technical", "fancy", "difficult"],
    },
    Tone {
        how: How::Clearer,
        words: &["clear", "readable", "understandable", "precise", "specific"],
        comparatives: &["clearer", "easier to understand", "easier to follow"],
        opposites: &["confusing", "vague", "ambiguous", "unclear"],
    },
    Tone {
        how: How::Tone,
        words: &[
            "exciting",
            "convincing",
            "persuasive",
            "positive",
            "negative",
            "confident",
            "direct",
            "serious",
            "playful",
            "funny",
            "humorous",
            "dramatic",
            "enthusiastic",
            "upbeat",
            "optimistic",
            "neutral",
            "objective",
            "sincere",
            "apologetic",
            "assertive",
            "urgent",
            "interesting",
            "engaging",
            "vivid",
            "poetic",
            "creative",
            "technical",
            "modern",
            "elegant",
            "emotional",
            "lively",
            "hopeful",
        ],
        comparatives: &[
            "funnier",
            "livelier",
            "stronger",
            "bolder",
            "happier",
            "sadder",
            "better",
            "smoother",
            "sharper",
            "catchier",
            "rhyme",
            "flow",
            "flow better",
        ],
        opposites: &[
            "boring",
            "dramatic",
            "emotional",
            "negative",
            "positive",
            "apologetic",
            "serious",
            "dull",
            "dry",
            "salesy",
            "robotic",
            "cheesy",
            "childish",
            "direct",
            "pompous",
            "sarcastic",
        ],
    },
];

/// Words that say how much.
const DEGREES: &[&[&str]] = &[
    &["a", "little", "bit"],
    &["a", "bit"],
    &["a", "little"],
    &["a", "lot"],
    &["a", "touch"],
    &["much"],
    &["slightly"],
    &["somewhat"],
    &["even"],
    &["far"],
    &["way"],
    &["really"],
    &["very"],
];

/// Forms that a text may be turned into by a language model.
const FORMS: &[&str] = &[
    "table",
    "poem",
    "haiku",
    "limerick",
    "song",
    "story",
    "joke",
    "outline",
    "letter",
    "memo",
    "speech",
    "tweet",
    "post",
    "blog post",
    "headline",
    "slogan",
    "question",
    "questions",
    "prose",
    "dialogue",
    "dialog",
    "conversation",
    "script",
    "recipe",
    "press release",
    "text message",
    "checklist",
    "to do list",
    "numbered steps",
    "steps",
    "agenda",
    "faq",
    "slides",
    "presentation",
    "two sentences",
    "three sentences",
    "one paragraph",
    "two paragraphs",
    "single paragraph",
    "active voice",
    "passive voice",
    "first person",
    "second person",
    "third person",
    "direct speech",
    "reported speech",
    "full sentences",
    "complete sentences",
    "my own words",
    "other words",
    "plain english",
    "simple words",
    "american english",
    "british english",
];

/// What these words ask of a text's tone or length, if that is what they are about: "a bit more formal",
/// "less wordy", "warmer". A bare adjective ("formal") is enough.
pub fn tone(words: &str) -> Option<How> {
    let words: Vec<&str> = words.split(' ').collect();
    let words = without_degree(&words);
    let (sign, rest) = match words {
        ["more", rest @ ..] => (1, rest),
        ["less", rest @ ..] => (-1, rest),
        ["not", "so" | "as" | "too", rest @ ..] | ["not", rest @ ..] => (-1, rest),
        _ => (0, words),
    };
    let said = without_degree(rest).join(" ");
    let means = |tone: &&Tone| {
        let more = tone.words.contains(&said.as_str());
        match sign {
            -1 => tone.opposites.contains(&said.as_str()),
            0 => more || tone.comparatives.contains(&said.as_str()),
            _ => more,
        }
    };
    TONES.iter().find(means).map(|tone| tone.how)
}

fn without_degree<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let degree = DEGREES.iter().find(|degree| words.starts_with(degree));
    degree.map_or(words, |degree| &words[degree.len()..])
}

/// Whether these words name a form of text: "a table", "three short paragraphs".
pub(super) fn is_form(words: &str) -> bool {
    let words = strip_any_prefix(words, &["a ", "an ", "the ", "some "]).unwrap_or(words);
    let of_short = words.strip_prefix("short ").unwrap_or(words);
    FORMS.contains(&words) || FORMS.contains(&of_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_are_understood_with_their_degrees() {
        assert_eq!(tone("a bit more formal"), Some(How::Formal));
        assert_eq!(tone("less wordy"), Some(How::Shorter));
        assert_eq!(tone("a lot warmer"), Some(How::Friendlier));
        assert_eq!(tone("not so harsh"), Some(How::Friendlier));
        assert_eq!(tone("more exciting"), Some(How::Tone));
        assert_eq!(tone("more salt"), None);
        assert!(is_form("a short poem") && is_form("a table") && !is_form("a home"));
    }
}
