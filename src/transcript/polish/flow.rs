//! Joins an utterance to the text it is inserted into: spaces, line breaks, a sentence going on.
//!
//! Knows of the document only the text before and after the insertion point.

use super::token::{Kind, Space, Token, Trail, is_abbreviation};
use super::{Context, Polished};

/// The insertion point, as far as writing depends on it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The next word starts a sentence.
    pub sentence_start: bool,
    /// What follows belongs to the same sentence: no full stop here.
    pub inside_sentence: bool,
    /// The line is a heading or an item of a list: what stands there need not be a sentence.
    pub own_line: bool,
    /// Silence before the utterance, when known.
    pub pause_before_ms: Option<u32>,
    /// The speaker went on where the text before has no mark: one may belong between.
    pub goes_on: bool,
    /// What takes the place of the full stop before, when the utterance goes on with that sentence.
    pub lead: Option<&'static str>,
    /// `before` ends with a mark that a spoken mark may take the place of: how many `char`s that is,
    /// spaces after it included.
    erasable: usize,
    /// The insertion point is at the start of a line.
    line_start: bool,
    /// No space is wanted before the first word.
    at_open: bool,
    /// A space is wanted after the last word.
    before_word: bool,
    /// The first character after the insertion point.
    next: Option<char>,
}

impl Place {
    /// Reads the text around the insertion point.
    pub fn of(context: &Context<'_>) -> Self {
        let before = context.before;
        let trimmed = before.trim_end_matches([' ', '\u{a0}']);
        let spaces = before.chars().count() - trimmed.chars().count();
        let last = trimmed.chars().next_back();
        let at_line_start = last.is_none_or(|c| c == '\n') || is_list_marker(trimmed);
        let core = trimmed.trim_end_matches(['"', '”', '’', '\'', ')', ']']);
        let ended = core.ends_with(['.', '?', '!', '…']) && !ends_with_abbreviation(core);
        let opened = last.is_some_and(is_opening) && spaces == 0;
        let quote_opened = opened && ended_before_quote(trimmed);
        let erasable =
            if trimmed.ends_with(['.', ',', '?', '!', ';', ':']) && !ends_with_abbreviation(trimmed) {
                1 + spaces
            } else {
                spaces
            };
        let following = context.after.trim_start_matches([' ', '\u{a0}']);
        let next = context.after.chars().next();
        let first_after = following.chars().next();
        let sentence_start = at_line_start || ended || quote_opened;
        let inside_sentence = match first_after {
            None | Some('\n') => false,
            Some(c) if c.is_lowercase() => true,
            Some(',' | ';' | ':' | '.' | '?' | '!' | '…' | ')' | ']' | '”') => true,
            Some(_) => !sentence_start,
        };
        Place {
            sentence_start,
            inside_sentence,
            own_line: is_list_marker(trimmed) || is_line_of_its_own(trimmed),
            pause_before_ms: context
                .pause_before_ms
                .map(|ms| u32::try_from(ms).unwrap_or(u32::MAX)),
            lead: None,
            goes_on: last.is_some_and(char::is_alphanumeric)
                && !inside_sentence
                && !is_line_of_its_own(trimmed)
                && context.pause_before_ms.is_some_and(|ms| ms > 0),
            erasable,
            line_start: last.is_none_or(|c| c == '\n'),
            at_open: last.is_none_or(|c| c == '\n' || c == '\t') || spaces > 0 || opened || glued(trimmed),
            before_word: next.is_some_and(|c| c.is_alphanumeric() || is_opening(c)),
            next,
        }
    }

    /// The same place for an utterance that begins with these tokens: after a short pause "but we can" goes on
    /// with the sentence that was thought to be over, and a quotation goes on from "he said".
    pub fn going_on(mut self, tokens: &[Token], context: &Context<'_>, trail: &mut Trail) -> Self {
        let before = context.before.trim_end_matches([' ', '\u{a0}']);
        let Some((sentence, first)) = before.strip_suffix('.').zip(tokens.first()) else {
            return self;
        };
        if self.erasable == 0 || sentence.ends_with('.') || self.inside_sentence {
            return self;
        }
        // Words without times give a pause of nothing: then nothing is known.
        let short = self
            .pause_before_ms
            .is_some_and(|ms| (1..=GOES_ON_MS).contains(&ms));
        self.lead = GOES_ON
            .iter()
            .find(|(word, _)| short && first.is(word))
            .map(|(_, lead)| *lead);
        if first.text == "“" && says(sentence) {
            self.lead = Some(", ");
        }
        if self.lead.is_some() {
            self.sentence_start = first.text == "“";
            trail.rule(".", self.lead.unwrap_or(" ").trim_end(), "the sentence goes on");
        }
        self
    }

    /// The same place with this mark between the text before and the utterance.
    pub fn parted_by(mut self, mark: Option<&'static str>, trail: &mut Trail) -> Self {
        let between = mark.and_then(|mark| BETWEEN.iter().find(|(written, _)| *written == mark));
        let Some((mark, lead)) = between.filter(|_| self.lead.is_none()) else {
            return self;
        };
        self.lead = Some(lead);
        self.sentence_start = matches!(*mark, "." | "?" | "!");
        trail.rule("", *mark, "between two utterances");
        self
    }
}

/// A mark between the text before and the utterance: what stands before the first word then.
const BETWEEN: &[(&str, &str)] = &[(",", ", "), (".", ". "), ("?", "? "), ("!", "! "), (":", ": ")];

/// Longest silence, in milliseconds, after which a conjunction goes on with the sentence before.
const GOES_ON_MS: u32 = 1000;

/// Words that go on with a sentence, and what joins them to it.
const GOES_ON: &[(&str, &str)] = &[
    ("and", " "),
    ("or", " "),
    ("because", " "),
    ("but", ", "),
    ("which", ", "),
    ("so", ", "),
];

/// Words before a quotation.
const SAYING: &[&str] = &[
    "said",
    "says",
    "asked",
    "replied",
    "answered",
    "wrote",
    "told",
    "shouted",
    "whispered",
];

/// Whether the last line is a heading or a line of a list, which needs no marks.
fn is_line_of_its_own(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or("").trim_start();
    let (marker, rest) = line.split_once(' ').unwrap_or((line, ""));
    !rest.is_empty() && is_list_marker(marker)
}

/// Whether the text ends with "- ", "1. " and the like at a line start.
fn is_list_marker(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or("").trim_start();
    matches!(line, "-" | "*" | "+" | "#" | "##" | "###" | ">")
        || line
            .strip_suffix('.')
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '‘' | '{')
}

/// Whether an opening quote stands at a sentence start.
fn ended_before_quote(trimmed: &str) -> bool {
    let rest = trimmed.trim_end_matches(is_opening).trim_end();
    rest.is_empty()
        || rest.ends_with(['.', '?', '!', '…', '\n'])
        || (rest.ends_with([',', ':']) || says(rest)) && trimmed.ends_with(['“', '‘'])
}

/// Whether the text ends with a verb of saying.
fn says(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| SAYING.contains(&word))
}

/// Whether the last character glues the next word to itself: "well-", "and/", "—", "$".
fn glued(trimmed: &str) -> bool {
    let mut back = trimmed.chars().rev();
    let last = back.next();
    let attached = back.next().is_none_or(|c| c != ' ');
    match last {
        Some('—' | '$' | '£' | '€' | '#') => true,
        Some('-' | '/' | '@' | '\\' | '_') => attached,
        _ => false,
    }
}

fn ends_with_abbreviation(text: &str) -> bool {
    text.split_whitespace().next_back().is_some_and(is_abbreviation)
}

/// Writes the tokens as text that joins its surroundings.
pub(super) fn join(tokens: Vec<Token>, place: &Place, trail: Trail) -> Polished {
    let mut polished = Polished {
        changes: trail.0,
        ..Polished::default()
    };
    let Some(first) = tokens.first() else {
        return polished;
    };
    let clings = matches!(first.kind, Kind::Mark(Space::Before | Space::Both)) || first.kind == Kind::Break;
    let text = &mut polished.text;
    if let Some(lead) = place.lead {
        polished.erase = place.erasable;
        text.push_str(lead);
    } else if clings {
        polished.erase = if is_sentence_mark(first) {
            place.erasable
        } else {
            0
        };
    } else if !place.at_open && !first.joined {
        text.push(' ');
    }
    let mut glue = true;
    for token in &tokens {
        let tight = glue || token.joined || matches!(token.kind, Kind::Mark(Space::Before | Space::Both));
        if !tight && token.kind != Kind::Break {
            text.push(' ');
        }
        if token.kind == Kind::Break {
            text.truncate(text.trim_end_matches(' ').len());
        }
        let bullet = token.kind == Kind::Break && token.text.trim() == "-";
        if bullet && text.is_empty() && place.line_start {
            text.push_str(token.text.trim_start_matches('\n')); // the line is there already
        } else {
            text.push_str(&token.text);
        }
        glue = token.kind == Kind::Break || matches!(token.kind, Kind::Mark(Space::After | Space::Both));
    }
    if place.before_word && !glue {
        text.push(' ');
    } else if place
        .next
        .is_some_and(|c| matches!(c, '.' | ',' | '?' | '!' | ';' | ':'))
        && text.ends_with(['.', ','])
    {
        text.pop();
    }
    polished
}

/// Whether the token is a mark that takes the place of the mark before it.
fn is_sentence_mark(token: &Token) -> bool {
    matches!(token.text.as_str(), "." | "," | "?" | "!" | ";" | ":" | "…")
}
