//! The little language in which phrases are written, and its matcher.
//!
//! ```text
//! delete <target>            a slot
//! undo [that|it] [<n> times] optional parts, alternatives
//! (go|move) to (start|end)   groups
//! ```
//!
//! Matching gives every way in which a whole utterance fits; what a slot's words mean is decided later.

use super::number;
use super::target;

/// What a slot takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Something in the document: "that", "the last word", words that occur.
    Target,
    /// Words that occur in the document.
    Text,
    /// Words to be written.
    Words,
    /// A number.
    Number,
    /// A unit, singular or plural.
    Unit,
    /// A unit of the document by its place: "the second paragraph", "line four".
    Place,
    /// Letters to be spelled.
    Letters,
    /// A language.
    Language,
    /// A name for a speaker or a file.
    Name,
    /// Anything at all.
    Any,
}

impl Slot {
    /// How it is written in a pattern.
    pub const NAMES: [(&'static str, Slot); 10] = [
        ("target", Slot::Target),
        ("text", Slot::Text),
        ("words", Slot::Words),
        ("n", Slot::Number),
        ("unit", Slot::Unit),
        ("place", Slot::Place),
        ("letters", Slot::Letters),
        ("language", Slot::Language),
        ("name", Slot::Name),
        ("any", Slot::Any),
    ];

    /// Whether these words can fill it, looked at without the document.
    fn takes(self, words: &[&str]) -> bool {
        match self {
            Slot::Number => number::whole(words).is_some(),
            Slot::Unit => target::unit(words).is_some(),
            Slot::Place => target::place(words).is_some(),
            Slot::Letters => super::spelling::letters(words).is_some(),
            _ => true,
        }
    }

    /// The most words it can hold; keeps the search small where long slots make no sense.
    fn most_words(self) -> usize {
        match self {
            Slot::Number => 6,
            Slot::Unit => 2,
            Slot::Place => 8,
            Slot::Language => 3,
            Slot::Name => 8,
            Slot::Target | Slot::Text => 30,
            Slot::Words | Slot::Letters | Slot::Any => usize::MAX,
        }
    }
}

/// A slot and the words that fill it, as indices into the utterance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Which slot.
    pub slot: Slot,
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
}

/// A compiled phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Node>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Word(String),
    Slot(Slot),
    /// One of these rows; an empty row makes it optional.
    Either(Vec<Vec<Node>>),
}

impl Pattern {
    /// Compiles a phrase. The table's phrases are checked by a test; a malformed one matches nothing.
    pub fn new(phrase: &str) -> Option<Pattern> {
        let mut symbols = Vec::new();
        let mut word = String::new();
        for c in phrase.chars() {
            if matches!(c, '(' | ')' | '[' | ']' | '|' | ' ') {
                if !word.is_empty() {
                    symbols.push(std::mem::take(&mut word));
                }
                if c != ' ' {
                    symbols.push(c.to_string());
                }
            } else {
                word.push(c);
            }
        }
        if !word.is_empty() {
            symbols.push(word);
        }
        let mut at = 0;
        let mut rows = rows(&symbols, &mut at)?;
        (at == symbols.len() && rows.len() == 1).then(|| Pattern(rows.remove(0)))
    }

    /// Every way in which all of `words` fit. Longer fillings of earlier slots come first.
    pub fn matches(&self, words: &[&str]) -> Vec<Vec<Capture>> {
        let mut found = Vec::new();
        let nodes: Vec<&Node> = self.0.iter().collect();
        walk(&nodes, words, 0, &mut Vec::new(), &mut found);
        found
    }

    /// Every phrase without slots' contents that this stands for, slots as `<name>`; for help, tests and the
    /// search by sound.
    pub fn expansions(&self) -> Vec<String> {
        expand(&self.0).into_iter().map(|words| words.join(" ")).collect()
    }
}

fn rows(symbols: &[String], at: &mut usize) -> Option<Vec<Vec<Node>>> {
    let mut rows = vec![Vec::new()];
    while let Some(symbol) = symbols.get(*at) {
        let node = match symbol.as_str() {
            ")" | "]" => break,
            "|" => {
                rows.push(Vec::new());
                *at += 1;
                continue;
            }
            "(" | "[" => {
                *at += 1;
                let mut inner = self::rows(symbols, at)?;
                if symbols.get(*at)? != if symbol == "(" { ")" } else { "]" } {
                    return None;
                }
                if symbol == "[" {
                    inner.push(Vec::new());
                }
                Node::Either(inner)
            }
            word => match word.strip_prefix('<').and_then(|name| name.strip_suffix('>')) {
                Some(name) => Node::Slot(Slot::NAMES.iter().find(|(known, _)| *known == name)?.1),
                None => Node::Word(word.to_owned()),
            },
        };
        rows.last_mut()?.push(node);
        *at += 1;
    }
    Some(rows)
}

fn walk(
    nodes: &[&Node],
    words: &[&str],
    at: usize,
    captures: &mut Vec<Capture>,
    found: &mut Vec<Vec<Capture>>,
) {
    let Some((first, rest)) = nodes.split_first() else {
        if at == words.len() {
            found.push(captures.clone());
        }
        return;
    };
    match first {
        Node::Word(word) => {
            if words.get(at).is_some_and(|said| said == word) {
                walk(rest, words, at + 1, captures, found);
            }
        }
        Node::Slot(slot) => {
            let most = (words.len() - at).min(slot.most_words());
            for len in (1..=most).rev() {
                if slot.takes(&words[at..at + len]) {
                    captures.push(Capture {
                        slot: *slot,
                        start: at,
                        end: at + len,
                    });
                    walk(rest, words, at + len, captures, found);
                    captures.pop();
                }
            }
        }
        Node::Either(rows) => {
            for row in rows {
                let nodes: Vec<&Node> = row.iter().chain(rest.iter().copied()).collect();
                walk(&nodes, words, at, captures, found);
            }
        }
    }
}

fn expand(nodes: &[Node]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for node in nodes {
        let options: Vec<Vec<String>> = match node {
            Node::Word(word) => vec![vec![word.clone()]],
            Node::Slot(slot) => {
                let name = Slot::NAMES
                    .iter()
                    .find(|(_, known)| known == slot)
                    .map_or("", |(name, _)| name);
                vec![vec![format!("<{name}>")]]
            }
            Node::Either(rows) => rows.iter().flat_map(|row| expand(row)).collect(),
        };
        all = all
            .iter()
            .flat_map(|head| {
                options
                    .iter()
                    .map(move |tail| head.iter().chain(tail).cloned().collect())
            })
            .collect();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(phrase: &str, said: &str) -> usize {
        let words: Vec<&str> = said.split(' ').collect();
        Pattern::new(phrase).unwrap().matches(&words).len()
    }

    #[test]
    fn phrases_match_whole_utterances() {
        assert_eq!(fits("undo [that|it] [<n> (time|times)]", "undo"), 1);
        assert_eq!(
            fits("undo [that|it] [<n> (time|times)]", "undo that twenty five times"),
            1
        );
        assert_eq!(fits("undo [that]", "undo that please"), 0);
        assert_eq!(fits("replace <text> with <words>", "replace a with b with c"), 2);
        assert!(Pattern::new("(a|b").is_none());
        assert!(Pattern::new("<nothing>").is_none());
    }

    #[test]
    fn expansions_list_every_phrase() {
        let all = Pattern::new("go to [the] (top|end)").unwrap().expansions();
        assert_eq!(all, ["go to the top", "go to the end", "go to top", "go to end"]);
    }
}
