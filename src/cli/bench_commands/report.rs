//! The figures of a run, for people and for programs.

use serde::Serialize;

use super::manifest::Row;
use super::{Outcome, Verdict};
use crate::cli::bench_wer::score::rate;

/// A share with its 95 % interval.
#[derive(Clone, Debug, Serialize)]
struct Share {
    name: String,
    n: usize,
    of: usize,
    share: f64,
    low: f64,
    high: f64,
}

/// A row that went wrong.
#[derive(Clone, Debug, Serialize)]
struct Failure {
    kind: String,
    voice: String,
    verdict: String,
    said: String,
    heard: String,
    told: String,
}

/// All figures of a run, shares as fractions.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Commands recognised and carried out rightly: all, by kind, by voice. Bootstrap over the recordings.
    commands: Vec<Share>,
    /// How the others ended: written as text, refused with a message, another command, not heard.
    written: usize,
    refused: usize,
    /// Asked about: with the right command as the first answer, among the others, and not among them.
    asked_needlessly: usize,
    asked: usize,
    asked_amiss: usize,
    wrong: usize,
    unheard: usize,
    /// Rows left out, since their words typed do not give their `after`.
    unfit: usize,
    /// Dictated sentences taken for commands, acted on or not: all, by kind. Wilson's interval, since a bootstrap
    /// of no event at all has no width.
    false_commands: Vec<Share>,
    /// Dictated sentences in whose place something was done.
    acted: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<Failure>,
}

impl Report {
    /// Sums up the outcomes of the rows.
    pub fn new(rows: &[Row], outcomes: &[Outcome], verbose: bool) -> Self {
        let pairs: Vec<(&Row, &Outcome)> = rows.iter().zip(outcomes).collect();
        let unfit = outcomes.iter().filter(|o| o.verdict == Verdict::Unfit).count();
        let fit = pairs.iter().filter(|(_, o)| o.verdict != Verdict::Unfit).copied();
        let (commands, dictation): (Vec<_>, Vec<_>) = fit.partition(|(row, _)| row.after.is_some());
        let count =
            |of: &[(&Row, &Outcome)], verdict| of.iter().filter(|(_, o)| o.verdict == verdict).count();
        let right = |name: &str, of: &[(&Row, &Outcome)]| {
            let clips: Vec<_> = of
                .iter()
                .map(|(_, o)| (usize::from(o.verdict == Verdict::Right), 1))
                .collect();
            let bounds = rate(&clips);
            share(
                name,
                count(of, Verdict::Right),
                of.len(),
                (bounds.low, bounds.high),
            )
        };
        let taken = |name: &str, of: &[(&Row, &Outcome)]| {
            let n = [Verdict::Wrong, Verdict::Refused, Verdict::Asked]
                .map(|verdict| count(of, verdict))
                .iter()
                .sum();
            share(name, n, of.len(), wilson(n, of.len()))
        };
        let failures = pairs
            .iter()
            .filter(|(_, o)| verbose && o.verdict != Verdict::Right);
        Report {
            commands: by_groups(&commands, right),
            written: count(&commands, Verdict::Written),
            refused: count(&commands, Verdict::Refused),
            asked_needlessly: count(&commands, Verdict::AskedNeedlessly),
            asked: count(&commands, Verdict::Asked),
            asked_amiss: count(&commands, Verdict::AskedAmiss),
            wrong: count(&commands, Verdict::Wrong),
            unheard: count(&commands, Verdict::Unheard),
            unfit,
            false_commands: by_groups(&dictation, taken),
            acted: count(&dictation, Verdict::Wrong),
            failures: failures.map(|(row, outcome)| failure(row, outcome)).collect(),
        }
    }

    /// Tables, shares in percent with 95 % intervals.
    pub fn table(&self) -> String {
        let mut text = String::new();
        for failure in &self.failures {
            let Failure {
                kind,
                voice,
                verdict,
                said,
                heard,
                told,
            } = failure;
            text += &format!("{verdict:<8} {kind}, {voice}: “{said}” was read “{heard}”: {told}\n");
        }
        text += &lines("commands carried out rightly", &self.commands);
        text += &format!(
            "of the others {} were asked about (right answer first {}, among the others {}, not on offer {}), {} were \
             written as text, {} refused with a message, {} taken for something else, {} not heard; {} rows left \
             out\n\n",
            self.asked_needlessly + self.asked + self.asked_amiss,
            self.asked_needlessly,
            self.asked,
            self.asked_amiss,
            self.written,
            self.refused,
            self.wrong,
            self.unheard,
            self.unfit
        );
        text += &lines("dictation taken for a command", &self.false_commands);
        text + &format!(
            "in {} of them something was done, in the others a question or a message with a choice shown",
            self.acted
        )
    }
}

/// All, each kind, each voice.
fn by_groups<'a>(
    of: &[(&'a Row, &'a Outcome)],
    share: impl Fn(&str, &[(&'a Row, &'a Outcome)]) -> Share,
) -> Vec<Share> {
    let mut shares = vec![share("all", of)];
    for name in [|row: &Row| row.kind.clone(), |row: &Row| row.voice.clone()] {
        let mut names: Vec<String> = of.iter().map(|(row, _)| name(row)).collect();
        names.sort();
        names.dedup();
        for wanted in names {
            let group: Vec<_> = of
                .iter()
                .filter(|(row, _)| name(row) == wanted)
                .copied()
                .collect();
            shares.push(share(&wanted, &group));
        }
    }
    shares
}

fn share(name: &str, n: usize, of: usize, (low, high): (f64, f64)) -> Share {
    Share {
        name: name.to_owned(),
        n,
        of,
        share: n as f64 / of.max(1) as f64,
        low,
        high,
    }
}

/// Interval of a share (Wilson, 1927).
fn wilson(n: usize, of: usize) -> (f64, f64) {
    const Z: f64 = 1.96;
    if of == 0 {
        return (0.0, 1.0);
    }
    let (total, p) = (of as f64, n as f64 / of as f64);
    let middle = p + Z * Z / (2.0 * total);
    let half = Z * (p * (1.0 - p) / total + Z * Z / (4.0 * total * total)).sqrt();
    let scale = 1.0 + Z * Z / total;
    (((middle - half) / scale).max(0.0), (middle + half) / scale)
}

fn lines(title: &str, shares: &[Share]) -> String {
    let mut text = format!("{title:<34}{:>6}{:>7}   %\n", "n", "of");
    for Share {
        name,
        n,
        of,
        share,
        low,
        high,
    } in shares
    {
        let (share, low, high) = (100.0 * share, 100.0 * low, 100.0 * high);
        text += &format!("{name:<34}{n:>6}{of:>7}   {share:.1} [{low:.1}–{high:.1}]\n");
    }
    text
}

fn failure(row: &Row, outcome: &Outcome) -> Failure {
    Failure {
        kind: row.kind.clone(),
        voice: row.voice.clone(),
        verdict: format!("{:?}", outcome.verdict).to_lowercase(),
        said: row.say.clone(),
        heard: outcome.heard.clone(),
        told: outcome.told.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_event_still_has_an_upper_bound() {
        let (low, high) = wilson(0, 1000);
        assert!(low == 0.0 && (0.0035..0.0045).contains(&high), "{high}");
        let (low, high) = wilson(5, 10);
        assert!((0.23..0.24).contains(&low) && (0.76..0.77).contains(&high));
    }
}
