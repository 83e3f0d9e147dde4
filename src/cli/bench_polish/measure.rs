//! Counting: marks and capitals word by word, removals against the wanted words.

use super::text::Utterance;

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
