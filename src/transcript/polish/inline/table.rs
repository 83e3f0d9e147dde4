//! The table of punctuation words: what is said, what is written, what guards it, what the help says.

use super::super::token::Space;

/// What a row writes or does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// A mark, spaced so.
    Mark(&'static str, Space),
    /// A line or paragraph break, or a tab.
    Break(&'static str),
    /// The next word with a capital.
    Capital,
    /// The next word in capitals.
    AllCaps,
    /// The next word in small letters.
    NoCaps,
    /// Each word with a capital from here.
    CapsOn,
    /// Back to usual.
    CapsOff,
    /// No space before the next word or mark.
    NoSpace,
    /// The next punctuation word (or word) as text.
    Literal,
    /// The next number in digits.
    Numeral,
}

/// What keeps a phrase text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Text after an article or its like ("a comma"), unless the speaker paused there.
    Article,
    /// As `Article`, and text before or after one of these words.
    Near {
        /// Words that, standing before, make it text.
        after: &'static [&'static str],
        /// Words that, standing behind, make it text.
        before: &'static [&'static str],
    },
    /// Acts only at the start of an utterance, after another mark or break, or after a clear pause.
    Start,
    /// "cap", "no space" and the like: as `Near`, and something must follow.
    Needs {
        /// Words that, standing before, make it text.
        after: &'static [&'static str],
        /// Words that, standing behind, make it text.
        before: &'static [&'static str],
    },
    /// "literal": before a punctuation word, or at the start of an utterance.
    Escape,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Phrases, lower case.
    pub phrases: &'static [&'static str],
    /// What it writes or does.
    pub writes: Writes,
    /// What keeps it text.
    pub guard: Guard,
    /// For "what can I say".
    pub help: &'static str,
}

const fn row(phrases: &'static [&'static str], writes: Writes, guard: Guard, help: &'static str) -> Row {
    Row {
        phrases,
        writes,
        guard,
        help,
    }
}

const fn mark(phrases: &'static [&'static str], text: &'static str, space: Space, guard: Guard) -> Row {
    Row {
        phrases,
        writes: Writes::Mark(text, space),
        guard,
        help: text,
    }
}

const PERIOD: Guard = Guard::Near {
    after: &[
        "time",
        "trial",
        "grace",
        "cooling",
        "off",
        "notice",
        "waiting",
        "transition",
        "reporting",
        "long",
        "short",
        "same",
        "first",
        "second",
        "third",
        "last",
        "certain",
        "brief",
        "early",
        "late",
        "later",
        "whole",
        "entire",
        "extended",
        "probation",
        "probationary",
        "warranty",
        "holiday",
        "festive",
        "victorian",
        "roman",
        "medieval",
        "colonial",
        "postwar",
        "historical",
        "fixed",
        "limited",
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "pay",
        "review",
        "rest",
        "menstrual",
        "incubation",
        "comment",
        "freeze",
        "lockup",
        "retention",
    ],
    before: &[
        "of", "in", "when", "during", "piece", "drama", "pain", "pains", "between", "from", "ended", "ends",
        "began",
    ],
};
const COLON: Guard = Guard::Near {
    after: &["semi", "the", "sigmoid", "ascending", "descending"],
    before: &["cancer", "surgery", "cleanse"],
};
const DASH: Guard = Guard::Near {
    after: &[
        "to", "will", "can", "must", "should", "would", "mad", "quick", "i'll", "we'll", "yard", "metre",
        "meter",
    ],
    before: &[
        "of", "to", "into", "off", "out", "over", "back", "away", "across", "for", "around", "down", "cam",
        "board", "home",
    ],
};
const HASH: Guard = Guard::Near {
    after: &["corned", "beef", "to", "the", "password"],
    before: &[
        "browns",
        "brown",
        "table",
        "tables",
        "map",
        "maps",
        "function",
        "functions",
        "value",
        "values",
        "out",
        "tag",
        "tags",
        "key",
        "of",
    ],
};
const SLASH: Guard = Guard::Near {
    after: &["to", "will", "could", "and"],
    before: &[
        "and", "prices", "costs", "the", "spending", "jobs", "budgets", "at", "your", "our", "my", "their",
    ],
};
const BRACKET: Guard = Guard::Near {
    after: &["tax", "age", "income", "price", "top"],
    before: &["of"],
};
const HYPHEN: Guard = Guard::Article;
const CAP: Guard = Guard::Needs {
    after: &[
        "baseball", "bottle", "hard", "salary", "price", "market", "knee", "ice", "gas", "data", "small",
        "large", "mid", "to", "red", "blue", "black", "white", "green", "wool", "flat", "lens", "spending",
        "rate", "hub",
    ],
    before: &[
        "on", "off", "of", "and", "is", "was", "at", "it", "the", "in", "for", "to", "or", "that", "from",
        "with",
    ],
};
const ALL_CAPS: Guard = Guard::Needs {
    after: &[
        "in", "with", "use", "using", "write", "type", "are", "is", "were", "not", "it's",
    ],
    before: &["is", "are", "and", "looks", "was"],
};
const NO_SPACE: Guard = Guard::Needs {
    after: &[
        "is",
        "was",
        "has",
        "have",
        "had",
        "there's",
        "with",
        "almost",
        "got",
        "need",
        "leave",
        "left",
        "see",
        "be",
        "are",
        "were",
        "takes",
        "virtually",
        "practically",
        "little",
        "or",
    ],
    before: &[
        "left",
        "for",
        "in",
        "on",
        "to",
        "between",
        "at",
        "available",
        "here",
        "there",
        "is",
        "was",
        "and",
    ],
};

/// All rows, in the order of the help.
pub const ROWS: &[Row] = &[
    mark(&["period", "full stop"], ".", Space::Before, PERIOD),
    mark(&["comma"], ",", Space::Before, Guard::Article),
    mark(&["question mark"], "?", Space::Before, Guard::Article),
    mark(
        &["exclamation mark", "exclamation point"],
        "!",
        Space::Before,
        Guard::Article,
    ),
    mark(&["colon"], ":", Space::Before, COLON),
    mark(&["semicolon", "semi colon"], ";", Space::Before, Guard::Article),
    mark(&["hyphen"], "-", Space::Both, HYPHEN),
    mark(&["dash", "en dash"], "–", Space::Free, DASH),
    mark(&["em dash"], "—", Space::Both, Guard::Article),
    mark(&["ellipsis", "dot dot dot"], "…", Space::Before, Guard::Article),
    mark(
        &["open quote", "open quotes", "begin quote"],
        "“",
        Space::After,
        Guard::Article,
    ),
    mark(
        &["close quote", "close quotes", "end quote", "unquote"],
        "”",
        Space::Before,
        Guard::Article,
    ),
    mark(
        &[
            "open parenthesis",
            "open paren",
            "left parenthesis",
            "open parentheses",
        ],
        "(",
        Space::After,
        Guard::Article,
    ),
    mark(
        &[
            "close parenthesis",
            "close paren",
            "right parenthesis",
            "close parentheses",
        ],
        ")",
        Space::Before,
        Guard::Article,
    ),
    mark(&["open bracket", "left bracket"], "[", Space::After, BRACKET),
    mark(&["close bracket", "right bracket"], "]", Space::Before, BRACKET),
    mark(&["apostrophe"], "'", Space::Both, Guard::Article),
    mark(&["at sign"], "@", Space::Both, Guard::Article),
    mark(&["ampersand"], "&", Space::Free, Guard::Article),
    mark(&["percent sign"], "%", Space::Before, Guard::Article),
    mark(&["hash", "hash sign", "number sign"], "#", Space::After, HASH),
    mark(&["asterisk"], "*", Space::Free, Guard::Article),
    mark(&["slash", "forward slash"], "/", Space::Both, SLASH),
    mark(&["backslash", "back slash"], "\\", Space::Both, Guard::Article),
    mark(&["underscore"], "_", Space::Both, Guard::Article),
    mark(&["dollar sign"], "$", Space::After, Guard::Article),
    mark(&["pound sign"], "£", Space::After, Guard::Article),
    mark(&["euro sign"], "€", Space::After, Guard::Article),
    mark(
        &["degree sign", "degrees sign"],
        "°",
        Space::Before,
        Guard::Article,
    ),
    mark(&["plus sign"], "+", Space::Free, Guard::Article),
    mark(&["equals sign", "equal sign"], "=", Space::Free, Guard::Article),
    row(
        &["new line", "newline", "next line"],
        Writes::Break("\n"),
        Guard::Near {
            after: &["whole", "brand"],
            before: &["of", "from"],
        },
        "starts a new line",
    ),
    row(
        &["new paragraph"],
        Writes::Break("\n\n"),
        Guard::Article,
        "starts a new paragraph",
    ),
    row(
        &["bullet", "bullet point"],
        Writes::Break("\n- "),
        Guard::Start,
        "starts a line with a bullet",
    ),
    row(
        &["tab", "tab key"],
        Writes::Break("\t"),
        Guard::Start,
        "inserts a tab",
    ),
    row(&["cap"], Writes::Capital, CAP, "the next word with a capital"),
    row(
        &["all caps"],
        Writes::AllCaps,
        ALL_CAPS,
        "the next word in capitals",
    ),
    row(
        &["no caps"],
        Writes::NoCaps,
        ALL_CAPS,
        "the next word without a capital",
    ),
    row(
        &["caps on"],
        Writes::CapsOn,
        Guard::Article,
        "each word with a capital from here",
    ),
    row(
        &["caps off"],
        Writes::CapsOff,
        Guard::Article,
        "capitals as usual again",
    ),
    row(
        &["no space"],
        Writes::NoSpace,
        NO_SPACE,
        "no space before the next word",
    ),
    row(
        &["literal"],
        Writes::Literal,
        Guard::Escape,
        "the next punctuation word as text",
    ),
    row(
        &["numeral"],
        Writes::Numeral,
        Guard::Article,
        "the next number in digits",
    ),
];
