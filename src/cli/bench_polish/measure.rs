//! Counting: marks and capitals word by word, removals against the wanted words.

use super::text::Utterance;
use crate::transcript::number_words::{ordinal, small, ten};
use crate::transcript::polish::{Change, Polished, Why};

/// Marks that are counted, in the order of the report.
const MARKS: [char; 5] = [',', '.', '?', '!', ':'];

/// Right, proposed and wanted per mark, capitals last.
#[derive(Default)]
pub(super) struct Tally {
    right: [usize; 6],
    proposed: [usize; 6],
    wanted: [usize; 6],
}

impl Tally {
    /// Counts one utterance; `text` has as many words as were heard.
    pub fn compare(&mut self, utterance: &Utterance, text: &str) {
        for (index, chunk) in text.split_whitespace().enumerate().take(utterance.words.len()) {
            let mark = chunk
                .chars()
                .next_back()
                .filter(|last| MARKS.contains(last))
                .unwrap_or(' ');
            let wanted = utterance.marks[index];
            for (slot, candidate) in MARKS.iter().enumerate() {
                self.count(slot, mark == *candidate, wanted == *candidate);
            }
            self.count(
                5,
                chunk.chars().any(char::is_uppercase),
                utterance.capitals[index],
            );
        }
    }

    fn count(&mut self, slot: usize, proposed: bool, wanted: bool) {
        self.proposed[slot] += usize::from(proposed);
        self.wanted[slot] += usize::from(wanted);
        self.right[slot] += usize::from(proposed && wanted);
    }

    /// F1 in % per mark, capitals last: 2·right / (proposed + wanted); "–" when there was none to find or propose.
    pub fn f1(&self) -> [String; 6] {
        std::array::from_fn(|slot| match self.proposed[slot] + self.wanted[slot] {
            0 => "–".to_owned(),
            all => format!("{:.1}", 200.0 * self.right[slot] as f64 / all as f64),
        })
    }

    /// How many of each there are to find, capitals last.
    pub fn wanted(&self) -> [usize; 6] {
        self.wanted
    }
}

/// Words lost from fluent text.
#[derive(Default)]
pub(super) struct Losses {
    words: usize,
    removed: usize,
    weighty: usize,
}

impl Losses {
    /// Counts one utterance.
    pub fn count(&mut self, utterance: &Utterance, polished: &Polished) {
        let left = polished.text.split_whitespace().count();
        self.words += utterance.words.len();
        self.removed += utterance.words.len().saturating_sub(left);
        self.weighty += removed(polished)
            .flat_map(|change| change.was.split(' '))
            .filter(|word| is_weighty(utterance, word))
            .count();
    }

    /// Adds another count.
    pub fn add(&mut self, other: &Losses) {
        self.words += other.words;
        self.removed += other.removed;
        self.weighty += other.weighty;
    }

    /// One line of the report.
    pub fn line(&self) -> String {
        let share = 1000.0 * self.removed as f64 / self.words.max(1) as f64;
        format!(
            "{:>4} of {:>6}: {share:.2}, negations, numbers and names among them: {}",
            self.removed, self.words, self.weighty
        )
    }
}

/// The removals among the changes.
fn removed(polished: &Polished) -> impl Iterator<Item = &Change> {
    polished.changes.iter().filter(|change| change.now.is_empty())
}

/// Each removal in words: what, by which rule, and what it was taken from.
pub(super) fn removals<'a>(
    utterance: &'a Utterance,
    polished: &'a Polished,
) -> impl Iterator<Item = String> + 'a {
    removed(polished).map(|change| {
        let heard: Vec<&str> = utterance.words.iter().map(|word| word.text.as_str()).collect();
        let rule = match &change.why {
            Why::Rule(rule) => rule,
            _ => "",
        };
        format!("“{}” ({rule}) from: {}", change.was, heard.join(" "))
    })
}

/// Whether the word's loss changes what was said: a negation, a number, or a name (a word that the text writes with a
/// capital inside a sentence).
fn is_weighty(utterance: &Utterance, word: &str) -> bool {
    const NEGATIONS: &[&str] = &[
        "no", "not", "never", "none", "nobody", "nothing", "nor", "neither", "without", "cannot",
    ];
    let number =
        small(word).or(ten(word)).or(ordinal(word)).is_some() || word.contains(|c: char| c.is_ascii_digit());
    let name = utterance.words.iter().enumerate().any(|(index, heard)| {
        let starts = index == 0 || matches!(utterance.marks[index - 1], '.' | '?' | '!');
        heard.text == word && utterance.capitals[index] && !starts && word != "i" && !word.starts_with("i'")
    });
    NEGATIONS.contains(&word) || word.ends_with("n't") || number && word != "second" || name
}

/// What was removed, against what should have been.
#[derive(Default)]
pub(super) struct Removal {
    pairs: usize,
    exact: usize,
    wanted: usize,
    removed: usize,
    wrong: usize,
    kept: usize,
}

impl Removal {
    /// Counts one pair. Wrong removals are words of the wanted text that are no longer there, in order (by the
    /// longest common subsequence), less those that were never heard.
    pub fn compare(&mut self, heard: &[String], ours: &[String], wanted: &[String]) {
        let reachable = common(heard, wanted);
        let reached = common(ours, wanted);
        self.pairs += 1;
        self.exact += usize::from(ours == wanted);
        self.wanted += heard.len() - reachable;
        self.removed += heard.len() - ours.len().min(heard.len());
        self.wrong += reachable - reached.min(reachable);
        self.kept += reachable;
    }

    /// One line of the report.
    pub fn line(&self) -> String {
        let right = self.removed.saturating_sub(self.wrong);
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        format!(
            "{:>4} pairs, exactly right {:>5.1} %, precision {:>5.1} %, recall {:>5.1} %, wrongly removed {:.2} per 1,000",
            self.pairs,
            share(self.exact, self.pairs),
            share(right, self.removed),
            share(right, self.wanted),
            10.0 * share(self.wrong, self.kept)
        )
    }
}

/// Length of the longest common subsequence.
fn common(left: &[String], right: &[String]) -> usize {
    let mut row = vec![0; right.len() + 1];
    for a in left {
        let mut diagonal = 0;
        for (j, b) in right.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if a == b { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn removals_are_counted_whichever_twin_goes() {
        let mut removal = Removal::default();
        removal.compare(
            &words("we should we should meet"),
            &words("we should meet"),
            &words("we should meet"),
        );
        removal.compare(&words("um at two"), &words("at"), &words("at two"));
        assert_eq!(
            (removal.exact, removal.wanted, removal.removed, removal.wrong),
            (1, 3, 4, 1)
        );
    }
}
