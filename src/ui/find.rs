//! Finding words in the document: where they stand, and which of the places is the current one.
//!
//! Knows text and positions only; moving the caret there is the session's.

/// Places that are painted around the current one: a letter may stand in a document a million times.
const PAINTED: usize = 500;

/// What the find bar asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindStep {
    /// Open the bar, or go back to its field.
    Open,
    /// The words changed.
    Typed,
    /// Go to the next place, after the last one to the first.
    Next,
    /// Go to the previous place, before the first one to the last.
    Previous,
    /// Open the bar with its second line: what to put in the place of the words.
    Replace,
    /// Put it in the selected place and go to the next one; where none is selected, only go there.
    ReplaceOne,
    /// Put it in every place, as one step.
    ReplaceAll,
    /// Close the bar.
    Close,
}

/// One place, from its first character to one past its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// In characters.
    pub chars: (usize, usize),
    /// In bytes.
    pub bytes: (usize, usize),
}

/// The find bar's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Find {
    /// Words to look for.
    pub query: String,
    /// Whether the field should take the keyboard.
    pub focus: bool,
    /// What to put in the place of the words, when that line is shown.
    pub replacement: Option<String>,
    /// Whether the field of the replacement should take the keyboard.
    pub focus_replacement: bool,
    /// Where the caret was when the bar was opened: what is typed is looked for from there.
    pub origin: usize,
    /// Every place, in order.
    hits: Vec<Hit>,
    /// What the hits were looked for in and with.
    looked: Option<(u64, String)>,
}

impl Find {
    /// A bar that opens with these words, with the caret here.
    pub fn new(query: String, origin: usize) -> Self {
        Find {
            query,
            focus: true,
            origin,
            ..Find::default()
        }
    }

    /// Looks anew when the text or the words have changed.
    pub fn look(&mut self, text: &str, revision: u64) {
        let looked = self.looked.as_ref();
        if looked.is_none_or(|(at, query)| *at != revision || *query != self.query) {
            self.hits = hits(text, &self.query);
            self.looked = Some((revision, self.query.clone()));
        }
    }

    /// How many places there are.
    pub fn count(&self) -> usize {
        self.hits.len()
    }

    /// Number of the place that is selected, from 1.
    pub fn number(&self, selection: (usize, usize)) -> Option<usize> {
        let at = self
            .hits
            .binary_search_by_key(&selection.0, |hit| hit.chars.0)
            .ok()?;
        (self.hits[at].chars == selection).then_some(at + 1)
    }

    /// The first place at or after a character, else the first of all.
    pub fn from(&self, at: usize) -> Option<Hit> {
        let next = self.hits.partition_point(|hit| hit.chars.0 < at);
        self.hits.get(next).or(self.hits.first()).copied()
    }

    /// The last place that begins before a character, else the last of all.
    pub fn before(&self, at: usize) -> Option<Hit> {
        let next = self.hits.partition_point(|hit| hit.chars.0 < at);
        match next {
            0 => self.hits.last().copied(),
            next => Some(self.hits[next - 1]),
        }
    }

    /// Every place, in characters.
    pub fn places(&self) -> Vec<(usize, usize)> {
        self.hits.iter().map(|hit| hit.chars).collect()
    }

    /// The places to paint: those around a character.
    pub fn around(&self, at: usize) -> &[Hit] {
        let next = self.hits.partition_point(|hit| hit.chars.0 < at);
        let last = (next + PAINTED / 2).min(self.hits.len());
        &self.hits[next.saturating_sub(PAINTED / 2)..last]
    }
}

/// Where `query` stands in `text`, whatever the case; places do not overlap.
fn hits(text: &str, query: &str) -> Vec<Hit> {
    let wanted: Vec<char> = query.chars().flat_map(char::to_lowercase).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    // A character may become two in lower case: each is listed with the place of its whole character.
    let mut folded: Vec<(char, usize, usize)> = Vec::with_capacity(text.len());
    let mut n_chars = 0;
    for (byte, c) in text.char_indices() {
        folded.extend(c.to_lowercase().map(|lower| (lower, n_chars, byte)));
        n_chars += 1;
    }
    let whole = |at: usize| at == 0 || at >= folded.len() || folded[at].1 != folded[at - 1].1;
    let place = |at: usize| {
        folded
            .get(at)
            .map_or((n_chars, text.len()), |&(_, char, byte)| (char, byte))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at + wanted.len() <= folded.len() {
        let end = at + wanted.len();
        let same = folded[at..end].iter().map(|(c, ..)| c).eq(&wanted);
        if same && whole(at) && whole(end) {
            let (from, to) = (place(at), place(end));
            found.push(Hit {
                chars: (from.0, to.0),
                bytes: (from.1, to.1),
            });
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str, query: &str) -> Vec<(usize, usize)> {
        hits(text, query).iter().map(|hit| hit.chars).collect()
    }

    #[test]
    fn case_does_not_matter_and_places_do_not_overlap() {
        assert_eq!(
            places("Tuesday, tuesday, TUESDAY", "Tuesday"),
            [(0, 7), (9, 16), (18, 25)]
        );
        assert_eq!(places("aaaa", "aa"), [(0, 2), (2, 4)]);
        assert_eq!(places("ÄÖÜ äöü", "öÜ"), [(1, 3), (5, 7)]);
        assert_eq!(places("anything", ""), []);
        assert_eq!(places("", "a"), []);
    }

    #[test]
    fn a_letter_that_grows_in_lower_case_is_found_whole_or_not_at_all() {
        // "İ" is "i" and a dot above in lower case.
        let text = "İz iz";
        assert_eq!(places(text, "iz"), [(3, 5)]);
        assert_eq!(places(text, "İz"), [(0, 2)]);
        for hit in hits(text, "İz") {
            assert_eq!(&text[hit.bytes.0..hit.bytes.1], "İz");
        }
    }

    #[test]
    fn next_and_previous_go_round() {
        let mut find = Find::new("a".into(), 0);
        find.look("a b a b a", 1);
        assert_eq!(find.count(), 3);
        assert_eq!(find.from(1).unwrap().chars, (4, 5));
        assert_eq!(find.from(9).unwrap().chars, (0, 1), "round to the first");
        assert_eq!(find.before(4).unwrap().chars, (0, 1));
        assert_eq!(find.before(0).unwrap().chars, (8, 9), "round to the last");
        assert_eq!(find.number((4, 5)), Some(2));
        assert_eq!(find.number((4, 6)), None);
        find.look("b", 2);
        assert_eq!((find.count(), find.from(0)), (0, None));
    }

    #[test]
    fn a_megabyte_is_searched_in_a_blink() {
        let text = "An ordinary sentence, again and again. ".repeat(26_000);
        let begun = std::time::Instant::now();
        let mut find = Find::new("a".into(), 0);
        find.look(&text, 1);
        assert_eq!(find.count(), 26_000 * 7);
        assert_eq!(find.around(500_000).len(), PAINTED);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }
}
