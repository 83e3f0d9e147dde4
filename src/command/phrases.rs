//! The phrases that could be said now: the table's, with the document's own words in their slots.
//!
//! Knows nothing of sound; the search by sound is the only one that needs them all.

mod fillings;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use self::fillings::{Fillings, Reach};
use super::parse::patterns;
use super::scene::Scene;
use super::table::{ROWS, Row, When};
use crate::transcript::Utterance;

/// Most phrases at once: all that can be said with the nearest words of a long document.
const MOST_PHRASES: usize = 150_000;

/// A pattern with more wordings than this is tried with fewer words of the document in its slot.
const MANY_WORDINGS: usize = 6;
/// Rarer patterns with more wordings than this are not tried.
const MOST_RARE_WORDINGS: usize = 48;

/// How a phrase came to be one that could be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    /// A usual wording of the table.
    Usual,
    /// A rarer one: there are many more of these, and so it must fit better.
    Rare,
    /// Some words are taken from what was heard: such a phrase fits any sound in part.
    Free,
    /// The words that were heard but for one, which may be any word of commands or of the document near by.
    Mended,
}

/// Something that could be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Its words.
    pub said: String,
    /// How it came to be one.
    pub wording: Wording,
}

/// Many phrases in one text: there are tens of thousands at every utterance.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    text: String,
    /// Where each ends, and how it came to be one.
    ends: Vec<(usize, Wording)>,
}

impl Phrases {
    /// Adds one.
    pub(super) fn push(&mut self, said: &str, wording: Wording) {
        self.text.push_str(said);
        self.ends.push((self.text.len(), wording));
    }

    fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.text.truncate(self.ends.last().map_or(0, |&(end, _)| end));
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words of each.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&(end, _)| {
            let said = &self.text[start..end];
            start = end;
            said
        })
    }

    /// One of them.
    pub(super) fn get(&self, index: usize) -> Option<Phrase> {
        let &(end, wording) = self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before].0);
        let said = self.text[start..end].to_owned();
        Some(Phrase { said, wording })
    }
}

/// A wording of a row of the table, slots as `<name>`.
struct Template {
    row: &'static Row,
    text: String,
    /// One of the usual wordings.
    usual: bool,
    /// Whether its pattern has more than [`MANY_WORDINGS`].
    many: bool,
    /// Slots that are filled from a list.
    n_slots: usize,
    /// One of them takes words of the document.
    placed: bool,
}

impl Template {
    /// Which phrases it gives, `None` when it gives none.
    fn wording(&self) -> Option<Wording> {
        let free = self.text.contains("<words>");
        match (self.usual, free) {
            (true, true) => Some(Wording::Free),
            (true, false) => Some(Wording::Usual),
            (false, true) => None,
            (false, false) => Some(Wording::Rare),
        }
    }
}

/// Every wording, in the order of the table.
static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (index, row) in ROWS.iter().enumerate() {
        for (pattern, usual) in patterns(index) {
            let wordings = pattern.expansions();
            let many = wordings.len() > MANY_WORDINGS;
            if !usual && wordings.len() > MOST_RARE_WORDINGS {
                continue;
            }
            all.extend(wordings.into_iter().map(|text| Template {
                row,
                usual,
                many,
                n_slots: text.matches('<').count(),
                placed: text.contains("<target>") || text.contains("<text>"),
                text,
            }));
        }
    }
    all
});

/// Every phrase that could be said now, up to [`MOST_PHRASES`]: first of all wordings with the words that are near, so that
/// a long document leaves no command out; `rare` ones, too, if asked for.
pub(super) fn phrases(utterance: &Utterance, scene: &Scene<'_>, rare: bool) -> Phrases {
    let fillings = Fillings::new(utterance, scene);
    let mut out = Phrases::default();
    for (usual, reach) in [(true, Reach::Near), (false, Reach::Near), (true, Reach::Far)] {
        let templates = TEMPLATES.iter().filter(|template| template.usual == usual);
        for template in templates.filter(|template| (usual || rare) && makes_sense(template.row, scene)) {
            fillings.fill(template, reach, &mut out);
            if out.len() > MOST_PHRASES {
                out.truncate(MOST_PHRASES);
                return out;
            }
        }
    }
    out
}

/// What was heard, with each word, and each two words that follow each other, in turn replaced by every word that commands are
/// made of and by the words of the document that are near.
pub(super) fn mended(heard: &[String], scene: &Scene<'_>) -> Phrases {
    let near = fillings::near_words(scene);
    let others: Vec<&str> = VOCABULARY
        .iter()
        .copied()
        .chain(near.iter().map(String::as_str))
        .collect();
    let mut out = Phrases::default();
    for n in [1, 2] {
        for at in 0..heard.len().saturating_sub(n - 1) {
            let (before, after) = (heard[..at].join(" "), heard[at + n..].join(" "));
            for other in others.iter().filter(|&&other| n > 1 || other != heard[at]) {
                let parts = [before.as_str(), other, after.as_str()];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                out.push(&parts.join(" "), Wording::Mended);
            }
        }
    }
    out
}

/// The words that commands are made of.
static VOCABULARY: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let words = TEMPLATES.iter().flat_map(|template| template.text.split(' '));
    let words = words
        .filter(|word| !word.starts_with('<'))
        .chain(fillings::counted());
    words.collect::<BTreeSet<_>>().into_iter().collect()
});

/// Whether a row of the table is one to be searched for by sound now.
fn makes_sense(row: &Row, scene: &Scene<'_>) -> bool {
    let fits = match row.when {
        When::Named | When::Toned | When::Formed => false,
        _ => row.when.is_now(scene),
    };
    fits && row.by_sound
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::scene::{Numbers, Taking, Writer};
    use super::*;
    use crate::document::Document;

    struct AsHeard;

    impl Writer for AsHeard {
        fn write(&self, words: &str, _: &str, _: &str, _: Numbers) -> String {
            words.to_owned()
        }

        fn takes_back(&self, _: &str) -> bool {
            false
        }

        fn is_ordinary(&self, _: &str) -> bool {
            true
        }
    }

    pub fn scene(document: &Document) -> Scene<'_> {
        Scene {
            document,
            said: None,
            changed: false,
            taking: Taking::Both,
            n_choices: 0,
            preview: false,
            asking: false,
            snippets: Vec::new(),
            commands: Vec::new(),
            own_words: Vec::new(),
            n_speakers: 0,
            sought: &[],
            writer: &AsHeard,
        }
    }

    #[test]
    fn a_long_document_leaves_no_command_out() {
        let text = "The budget of the garden was read by every visitor of Halstead. ".repeat(60)
            + "Violet lanterns glowed above seventeen quiet harbours near Toulouse while amber foxes danced.";
        let document = Document::new(text);
        let scene = scene(&document);
        let heard = Utterance::from_text("cop the last sentence");
        let all = phrases(&heard, &scene, false);
        let said: std::collections::HashSet<&str> = all.iter().collect();
        for phrase in [
            "cut that",
            "cut the last sentence",
            "paste",
            "find lanterns",
            "make this paragraph shorter",
            "delete budget",
            "replace foxes with the last",
            "copy everything",
            "help",
        ] {
            assert!(said.contains(phrase), "{phrase} is not among {}", said.len());
        }
        assert!(!said.contains("find the word lanterns"), "a rarer wording");
        let rare = phrases(&heard, &scene, true);
        let rarely = (0..rare.len())
            .filter_map(|i| rare.get(i))
            .find(|phrase| phrase.said == "find the word lanterns");
        assert_eq!(rarely.map(|phrase| phrase.wording), Some(Wording::Rare));
    }

    #[test]
    fn one_word_or_two_that_were_misheard_are_mended_from_commands_and_the_document() {
        let document = Document::new("The cat sat on the mat.");
        let scene = scene(&document);
        let all = |heard: &str| {
            let heard: Vec<String> = heard.split(' ').map(str::to_owned).collect();
            mended(&heard, &scene)
                .iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        for (heard, said) in [
            ("pluralize cut", "pluralize cat"),
            ("restore the clip bon", "restore the clipboard"),
            ("polish net", "polish that"),
        ] {
            assert!(all(heard).iter().any(|mended| mended == said), "{heard}: {said}");
        }
        assert!(
            !all("polish net").contains(&"polish net".to_owned()),
            "what was heard is no mending"
        );
    }
}
