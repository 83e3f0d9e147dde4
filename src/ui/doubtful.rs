//! Words of the document that were not heard clearly: found by themselves and their neighbours, so that edits elsewhere
//! do no harm, and gone when they are corrected.

use std::collections::HashMap;

use crate::session::View;
use crate::transcript::Segment;

/// A word that the recogniser itself holds for less likely than this is doubtful.
const DOUBTED: f32 = 0.5;
/// Neighbours that are compared on each side.
const AROUND: usize = 3;

/// What was found, and for what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubtful {
    /// Revision of the text and number of segments; none before the first look.
    seen: Option<(u64, usize)>,
    /// Bytes of the words, in order and apart.
    pub bytes: Vec<(usize, usize)>,
}

impl Doubtful {
    /// Looks again when the text or what was said is other than before; `wanted` says whether anybody looks.
    pub fn update(&mut self, view: &View, wanted: bool) {
        let now = wanted.then_some((view.revision, view.segments.len()));
        if self.seen != now {
            self.seen = now;
            self.bytes = match wanted {
                true => find(view.text, view.segments),
                false => Vec::new(),
            };
        }
    }
}

/// Bytes of a word of what was said, where it still stands in a text: of several that read alike the one among the same
/// neighbours.
pub fn place_of(text: &str, segment: &Segment, word: usize) -> Option<(usize, usize)> {
    let said: Vec<String> = segment.words.iter().map(|word| plain(word.written)).collect();
    let wanted = said.get(word).filter(|wanted| !wanted.is_empty())?;
    let written = words_of(text);
    let at = (0..written.len()).filter(|&at| written[at].0 == *wanted);
    let best = at.max_by_key(|&at| (neighbours(&written, at, &said, word), std::cmp::Reverse(at)))?;
    Some((written[best].1, written[best].2))
}

/// Bytes of the doubtful words of what was said that still stand in a text.
fn find(text: &str, segments: &[Segment]) -> Vec<(usize, usize)> {
    let written = words_of(text);
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, (word, ..)) in written.iter().enumerate() {
        places.entry(word).or_default().push(index);
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for segment in segments {
        let said: Vec<String> = segment.words.iter().map(|word| plain(word.written)).collect();
        let doubted = segment.words.iter().enumerate();
        for (index, _) in doubted.filter(|(_, word)| word.confidence < DOUBTED) {
            let at = places.get(said[index].as_str()).into_iter().flatten();
            let scored = at.map(|&at| (neighbours(&written, at, &said, index), at));
            // Among many of the same the one in its place counts; a single one needs no witness.
            let best = scored.max_by_key(|&(score, at)| (score, std::cmp::Reverse(at)));
            let lone = places.get(said[index].as_str()).is_some_and(|all| all.len() == 1);
            if let Some((_, at)) = best.filter(|(score, _)| *score > 0 || lone || said.len() == 1) {
                found.push((written[at].1, written[at].2));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// How many words around one in the text are those around one that was said.
fn neighbours(written: &[(String, usize, usize)], at: usize, said: &[String], index: usize) -> usize {
    let same = |left: Option<&(String, usize, usize)>, right: Option<&String>| {
        left.zip(right)
            .is_some_and(|((left, ..), right)| !right.is_empty() && left == right)
    };
    let before = (1..=AROUND).filter(|n| {
        let (left, right) = (at.checked_sub(*n), index.checked_sub(*n));
        same(
            left.and_then(|at| written.get(at)),
            right.and_then(|at| said.get(at)),
        )
    });
    let behind = (1..=AROUND).filter(|n| same(written.get(at + n), said.get(index + n)));
    before.count() + behind.count()
}

/// The words of a text with their bytes, without the marks around them.
fn words_of(text: &str) -> Vec<(String, usize, usize)> {
    let mut words = Vec::new();
    let mut rest = 0;
    for word in text.split_whitespace() {
        let at = rest + text[rest..].find(word).unwrap_or(0);
        rest = at + word.len();
        let is_mark = |c: char| !c.is_alphanumeric();
        let start = at + (word.len() - word.trim_start_matches(is_mark).len());
        let end = at + word.trim_end_matches(is_mark).len();
        if start < end {
            words.push((plain(&text[start..end]), start, end));
        }
    }
    words
}

fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Word;

    /// A segment of these words; those in brackets were not heard clearly.
    fn said(words: &str) -> Segment {
        let words = words.split(' ').map(|word| Word {
            confidence: if word.starts_with('[') { 0.2 } else { 0.95 },
            ..Word::untimed(word.trim_matches(['[', ']']))
        });
        Segment {
            words: words.collect(),
            ..Segment::default()
        }
    }

    #[test]
    fn doubtful_words_are_found_where_they_stand_until_they_are_corrected() {
        for (text, segments, expected) in [
            (
                "We meet Ann at noon.",
                &["we meet [ann] at noon"][..],
                &["Ann"][..],
            ),
            ("We meet **Anne** at noon.", &["we meet [ann] at noon"], &[]),
            (
                "The car and the bus. The car is red.",
                &["the car and the bus", "the [car] is red"],
                &["car"],
            ),
            (
                "Süß ist „Öl“, sagt er.",
                &["süß ist [öl] sagt [er]"],
                &["Öl", "er"],
            ),
            ("Typed by hand: red.", &["the [red] and the blue"], &["red"]),
            ("", &["[nothing]"], &[]),
        ] {
            let segments: Vec<Segment> = segments.iter().map(|words| said(words)).collect();
            let found = find(text, &segments);
            let words: Vec<&str> = found.iter().map(|&(start, end)| &text[start..end]).collect();
            assert_eq!(words, expected, "{text}");
        }
        // The word that is heard, whichever it is.
        let heard = said("the car is red");
        let text = "The car and the bus. The car is red.";
        let places =
            [0, 1, 3].map(|word| place_of(text, &heard, word).map(|(start, end)| (start, &text[start..end])));
        assert_eq!(places, [Some((21, "The")), Some((25, "car")), Some((32, "red"))]);
        assert_eq!(place_of("Typed.", &heard, 1), None);
        // Of two cars the one that was said.
        let text = "The car and the bus. The car is red.";
        let found = find(text, &[said("the [car] is red")]);
        assert_eq!(found, [(25, 28)]);
    }
}
