//! E-mail and web addresses said word by word: "john dot smith at example dot com".

use super::cardinal::{Words, some_digits};
use super::lexicon::is_number_word;
use super::spans::Span;
use crate::english::word_classes::{
    AUXILIARIES, COORDINATORS, DETERMINERS, OBJECT_PRONOUNS, PREPOSITIONS, SUBJECT_PRONOUNS, SUBORDINATORS,
    verb,
};

/// Last parts of domains that people say.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "io", "dev", "ai", "app", "co", "uk", "de", "fr", "eu", "us", "info",
    "me", "tv", "ca", "au", "nl", "ch", "at", "pl", "es", "it", "se", "biz", "shop", "blog", "cloud", "rs",
    "ru", "jp", "cn", "br", "ie", "be", "dk", "fi", "nz", "pt", "cz", "gr", "mil", "xyz", "site", "online",
    "store", "tech", "page", "wiki", "gg", "fm", "sh", "cc",
];

/// Words that stand before an address and are no part of it.
const NOT_A_NAME: &[&str] = &[
    "me",
    "him",
    "her",
    "it",
    "us",
    "them",
    "you",
    "look",
    "looked",
    "available",
    "online",
    "find",
    "visit",
    "is",
    "are",
    "was",
    "were",
    "at",
    "on",
    "in",
    "to",
    "the",
    "a",
    "an",
    "and",
    "or",
    "site",
    "website",
    "page",
    "here",
    "there",
    "more",
    "up",
    "out",
    "docs",
    "details",
    "information",
    "read",
    "see",
    "go",
    "hosted",
    "live",
    "found",
    "this",
    "that",
    "from",
    "of",
    "for",
    "works",
    "working",
    "work",
    "shop",
    "buy",
    "order",
    "sign",
    "register",
    "come",
    "noon",
    "midnight",
    "home",
    "night",
    "lunch",
    "dinner",
    "once",
    "last",
    "first",
    "school",
    "because",
];

/// Endings of domains that are words themselves: only where an address is sure to come.
const WORDLY: &[&str] = &[
    "me", "it", "be", "at", "us", "se", "page", "store", "shop", "site", "app",
];

/// Endings of file names.
const FILES: &[&str] = &[
    "txt", "py", "js", "ts", "rs", "exe", "pdf", "doc", "docx", "xls", "xlsx", "csv", "json", "xml", "html",
    "css", "md", "png", "jpg", "jpeg", "gif", "zip", "mp3", "mp4", "toml", "yaml", "ini", "bat", "log",
];

/// Names of pages in two words, as they are said and as they mostly stand in addresses.
const PAGES: &[(&str, &str, &str)] = &[
    ("about", "us", "about-us"),
    ("contact", "us", "contact-us"),
    ("privacy", "policy", "privacy-policy"),
    ("getting", "started", "getting-started"),
    ("my", "account", "my-account"),
    ("open", "source", "open-source"),
    ("help", "center", "help-center"),
    ("user", "guide", "user-guide"),
    ("case", "studies", "case-studies"),
    ("log", "in", "login"),
    ("sign", "in", "signin"),
    ("sign", "up", "signup"),
];

/// Most words between two slashes.
const MOST_IN_PART: usize = 3;

/// Most letters said one by one in one name.
const MOST_LETTERS: usize = 24;

/// Most dots, dashes and the like in one name.
const MOST_JOINTS: usize = 12;

/// An address that starts at `at`.
pub(super) fn address(words: &Words<'_>, at: usize) -> Option<Span> {
    email(words, at)
        .or_else(|| web(words, at))
        .or_else(|| file(words, at))
}

/// A file's name: "notes dot txt".
fn file(words: &Words<'_>, at: usize) -> Option<Span> {
    if !may_be_name(words.get(at)) {
        return None;
    }
    let (text, len, joints) = chain(words, at)?;
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    (joints > 0 && FILES.contains(&ending)).then(|| Span::new(len, text, "file address"))
}

/// Whether an address can begin with the word: no word of grammar, no number.
fn may_be_name(word: &str) -> bool {
    let grammar = DETERMINERS.contains(&word)
        || PREPOSITIONS.contains(&word)
        || SUBJECT_PRONOUNS.contains(&word)
        || AUXILIARIES.contains(&word)
        || COORDINATORS.contains(&word)
        || SUBORDINATORS.contains(&word)
        || OBJECT_PRONOUNS.contains(&word);
    word.len() == 1 || !grammar && !is_number_word(word)
}

/// Whether the words before `at` speak of addresses.
fn speaks_of_addresses(words: &Words<'_>, at: usize) -> bool {
    const CUES: &[&str] = &[
        "email", "mail", "e-mail", "address", "site", "website", "page", "visit", "domain", "online", "url",
        "link", "web", "write", "contact", "open",
    ];
    (1..=6)
        .filter_map(|back| at.checked_sub(back))
        .any(|index| CUES.contains(&words.get(index)))
}

/// A run of name parts joined by "dot", "dash", "underscore", "plus"; gives text, length and number of joints.
fn chain(words: &Words<'_>, at: usize) -> Option<(String, usize, usize)> {
    let (mut text, mut len) = part(words, at)?;
    let mut joints = 0;
    while joints < MOST_JOINTS {
        let joint = match words.on(at, len) {
            "dot" => '.',
            "dash" | "hyphen" => '-',
            "underscore" => '_',
            "plus" => '+',
            _ => break,
        };
        let Some((next, n)) = words.behind(at, len + 1, part) else {
            break;
        };
        text.push(joint);
        text.push_str(&next);
        len += 1 + n;
        joints += 1;
    }
    Some((text, len, joints))
}

/// One part of a name: a word, single letters, digits.
fn part(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let word = words.get(at);
    if let Some(digits) = some_digits(words, at) {
        return Some(digits);
    }
    if word.is_empty() || matches!(word, "dot" | "dash" | "hyphen" | "underscore" | "at" | "slash") {
        return None;
    }
    let (mut text, mut len) = (word.to_owned(), 1);
    while text.len() == len && len < MOST_LETTERS && words.on(at, len).len() == 1 && words.on(at, len) != "a"
    {
        text.push_str(words.on(at, len)); // letters said one by one
        len += 1;
    }
    // "jones ninety nine"
    let number = words.behind(at, len, some_digits);
    if let Some((digits, n)) = number.filter(|_| !DOMAINS.contains(&word)) {
        text.push_str(&digits);
        len += n;
    }
    text.retain(|c| c != '\'');
    Some((text, len))
}

/// Whether the chain's text ends like a domain.
fn is_domain(text: &str) -> bool {
    text.rsplit_once('.')
        .is_some_and(|(head, last)| !head.is_empty() && DOMAINS.contains(&last))
}

/// A chain that ends like a domain.
fn domain(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let (text, len, joints) = chain(words, at)?;
    (joints > 0 && is_domain(&text)).then_some((text, len))
}

/// A domain whose first name is two words: "acme corp dot com". Only where an address is sure to come.
fn long_domain(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let first = words.get(at);
    let name =
        first.len() > 1 && first.chars().all(|c| c.is_ascii_lowercase()) && !NOT_A_NAME.contains(&first);
    if !name || words.on(at, 2) != "dot" || NOT_A_NAME.contains(&words.on(at, 1)) {
        return None;
    }
    let (rest, len) = words.behind(at, 1, domain)?;
    Some((format!("{first}{rest}"), len + 1))
}

/// The name of a page in several words: "about us".
fn page(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    if words.get(at) == "terms" && words.on(at, 1) == "of" && matches!(words.on(at, 2), "service" | "use") {
        return Some((format!("terms-of-{}", words.on(at, 2)), 3));
    }
    let (first, second) = (words.get(at), words.on(at, 1));
    PAGES
        .iter()
        .find(|(one, two, _)| *one == first && *two == second)
        .map(|(_, _, written)| ((*written).to_owned(), 2))
}

/// Two or three words before another slash: they can only be one part of the path ("rust lang slash").
fn enclosed(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let plain = |word: &str| {
        word.chars().all(|c| c.is_ascii_lowercase())
            && !matches!(
                word,
                "" | "slash" | "dot" | "dash" | "hyphen" | "underscore" | "at" | "and" | "or"
            )
    };
    let parts: Vec<&str> = (0..=MOST_IN_PART)
        .map(|offset| words.on(at, offset))
        .take_while(|word| plain(word))
        .collect();
    let closed = words.on(at, parts.len()) == "slash" && !words.on(at, parts.len() + 1).is_empty();
    ((2..=MOST_IN_PART).contains(&parts.len()) && closed).then(|| (parts.join("-"), parts.len()))
}

/// Words that let one expect a mail address.
const MAIL_CUES: &[&str] = &[
    "email", "mail", "e-mail", "address", "write", "contact", "send", "reach", "message", "cc", "bcc", "c",
];

fn email(words: &Words<'_>, at: usize) -> Option<Span> {
    if NOT_A_NAME.contains(&words.get(at)) {
        return None;
    }
    let (local, len, joints) = chain(words, at)?;
    let sign = usize::from(words.on(at, len + 1) == "sign"); // "john at sign example dot com"
    if words.on(at, len) != "at" || words.on(at, len + 1 + sign).is_empty() {
        return None;
    }
    let telling = joints > 0 || sign == 1 || local.chars().any(|c| c.is_ascii_digit());
    let asked = (1..=6)
        .filter_map(|back| at.checked_sub(back))
        .any(|index| MAIL_CUES.contains(&words.get(index)));
    let cued = asked || matches!(words.before(at), "" | "to" | "is" | "it's" | "at");
    let start = at + len + 1 + sign;
    if !may_be_name(words.get(at)) || !may_be_name(words.get(start)) && !words.get(start).is_empty() && !asked
    {
        return None;
    }
    let (host, host_len) =
        domain(words, start).or_else(|| long_domain(words, start).filter(|_| telling || asked))?;
    let len = len + 1 + sign + host_len;
    (telling || cued).then(|| Span::new(len, format!("{local}@{host}"), "e-mail address"))
}

fn web(words: &Words<'_>, at: usize) -> Option<Span> {
    let mut start = 0;
    let mut text = String::new();
    let scheme = [("http", 1), ("https", 1), ("h t t p", 4), ("h t t p s", 5)]
        .into_iter()
        .find(|(said, len)| words.reads(at, 0, said) && words.reads(at + len, 0, "colon slash slash"));
    if let Some((said, len)) = scheme.filter(|(_, len)| !words.on(at, *len).is_empty()) {
        text = format!("{}://", said.replace(' ', ""));
        start = len + 3;
    } else if words.reads(at, 0, "w w w dot") {
        text = "www.".to_owned();
        start = 4;
    }
    let (host, mut len) = domain(words, at + start)?;
    let wordly = host
        .rsplit_once('.')
        .is_some_and(|(_, ending)| WORDLY.contains(&ending));
    let path = words.on(at, start + len) == "slash";
    let first = words.get(at);
    // "a dot org domain", "he wrote dot org files"
    let passing = matches!(first, "a" | "i") || verb(first).past && !verb(first).base;
    let doubtful = (passing || wordly && !path) && !speaks_of_addresses(words, at);
    if start == 0 && (!may_be_name(first) || doubtful) {
        return None;
    }
    text.push_str(&host);
    len += start;
    while words.on(at, len) == "slash"
        && let Some((part, n)) = words.behind(at, len + 1, path_part)
    {
        text.push('/');
        text.push_str(&part);
        len += 1 + n;
    }
    Some(Span::new(len, text, "web address"))
}

/// What stands between two slashes, or behind the last.
fn path_part(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    page(words, at)
        .or_else(|| enclosed(words, at))
        .or_else(|| chain(words, at).map(|(text, n, _)| (text, n)))
}
