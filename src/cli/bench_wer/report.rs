//! The figures of a run, for people and for programs.

use serde::Serialize;

use super::clips::Clip;
use super::normalise::normalise;
use super::score::{Rate, rate};
use super::{Outcome, Which};
use crate::cli::bench;

/// Figures of one set of clips.
#[derive(Debug, Serialize)]
struct Figures {
    source: String,
    clips: usize,
    words: usize,
    wer: Rate,
    cer: Rate,
}

/// All figures of a run, rates as fractions.
#[derive(Debug, Serialize)]
pub struct Report {
    sources: Vec<Figures>,
    all: Figures,
    /// Seconds of sound.
    seconds: f64,
    /// The text that was measured.
    reading: &'static str,
    /// Seconds of one core's time for one second of sound.
    real_time_factor: f64,
    /// How far behind the voice words were agreed on: half of them at most the first, nine tenths at most the second, in
    /// milliseconds; only where they were read live. A reading takes no time here, as the clock is the sound's.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_lag_ms: Option<(u64, u64)>,
    /// Most memory that the process ever held, in MiB; none where the system does not tell.
    peak_memory_mib: Option<f64>,
    threads: usize,
    /// How own words fared, when there were any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    own_words: Vec<OwnWord>,
    /// One by one, for `training/score.py --bench`.
    clips: Vec<Said>,
}

/// An own word over all clips.
#[derive(Debug, Default, Serialize)]
struct OwnWord {
    word: String,
    /// Times it was said, and times of these that it was heard.
    said: usize,
    heard: usize,
    /// Times it was heard where it was not said.
    invented: usize,
}

/// A clip with what was said and what was heard, neither of them normalised.
#[derive(Debug, Serialize)]
struct Said {
    path: String,
    source: String,
    transcript: String,
    heard: String,
    word_errors: usize,
}

impl Report {
    /// Sums up the outcomes of the clips.
    pub fn new(
        clips: &[Clip],
        outcomes: &[Outcome],
        (reading, threads): (Which, usize),
        vocabulary: &[String],
    ) -> Self {
        let mut names: Vec<&str> = clips.iter().map(|clip| clip.source.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let of = |name: &str| {
            let pairs = clips.iter().zip(outcomes);
            figures(
                name,
                pairs
                    .filter(|(clip, _)| clip.source == name)
                    .map(|(_, outcome)| outcome),
            )
        };
        let seconds: f64 = outcomes.iter().map(|outcome| outcome.seconds).sum();
        let spent: f64 = outcomes.iter().map(|outcome| outcome.spent.as_secs_f64()).sum();
        Report {
            sources: names.iter().map(|name| of(name)).collect(),
            all: figures("all", outcomes.iter()),
            seconds,
            reading: match reading {
                Which::Streamed => "streamed",
                Which::First => "first",
                Which::Live => "live",
                Which::Final => "final",
            },
            agreed_lag_ms: (reading == Which::Live).then(|| agreed_lag(outcomes)).flatten(),
            real_time_factor: spent / seconds.max(1e-9),
            peak_memory_mib: bench::peak_memory_mib(),
            threads,
            own_words: vocabulary.iter().map(|word| own_word(word, outcomes)).collect(),
            clips: clips.iter().zip(outcomes).map(said).collect(),
        }
    }

    /// What became of the own words: all of them in a line, and those that were said one by one.
    fn own_words_table(&self) -> String {
        let sum = |of: fn(&OwnWord) -> usize| self.own_words.iter().map(of).sum::<usize>();
        let mut text = format!(
            "own words: {} of {} heard, {} heard where they were not said\n",
            sum(|word| word.heard),
            sum(|word| word.said),
            sum(|word| word.invented)
        );
        for word in self.own_words.iter().filter(|word| word.said + word.invented > 0) {
            let OwnWord {
                word,
                said,
                heard,
                invented,
            } = word;
            text.push_str(&format!(
                "  {word:<22}{heard:>4} of {said:<5}{invented:>4} invented\n"
            ));
        }
        text
    }

    /// A table, rates in percent with 95 % intervals.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:<24}{:>7}{:>8}   {:<24}{}\n",
            "source", "clips", "words", "WER %", "CER %"
        );
        let percent = |r: &Rate| {
            format!(
                "{:.2} [{:.2}–{:.2}]",
                100.0 * r.rate,
                100.0 * r.low,
                100.0 * r.high
            )
        };
        for Figures {
            source,
            clips,
            words,
            wer,
            cer,
        } in self.sources.iter().chain([&self.all])
        {
            text.push_str(&format!(
                "{source:<24}{clips:>7}{words:>8}   {:<24}{}\n",
                percent(wer),
                percent(cer)
            ));
        }
        let memory = self
            .peak_memory_mib
            .map_or("unknown".to_owned(), |mib| format!("{mib:.0} MiB"));
        let (seconds, factor) = (self.seconds, self.real_time_factor);
        if !self.own_words.is_empty() {
            text.push_str(&self.own_words_table());
        }
        if let Some((half, most)) = self.agreed_lag_ms {
            text.push_str(&format!(
                "words agreed on {half} ms behind the voice, nine tenths of them within {most} ms\n"
            ));
        }
        text + &format!(
            "{} reading, {seconds:.0} s of sound, real-time factor {factor:.4} (one core), peak memory {memory}",
            self.reading
        )
    }
}

/// Median and ninth decile of the lags of agreed words, in milliseconds.
fn agreed_lag(outcomes: &[Outcome]) -> Option<(u64, u64)> {
    let mut lags: Vec<u64> = outcomes
        .iter()
        .flat_map(|outcome| &outcome.lags)
        .map(|lag| lag.as_millis() as u64)
        .collect();
    lags.sort_unstable();
    Some((*lags.get(lags.len() / 2)?, *lags.get(lags.len() * 9 / 10)?))
}

fn said((clip, outcome): (&Clip, &Outcome)) -> Said {
    Said {
        path: clip.path.display().to_string(),
        source: clip.source.clone(),
        transcript: clip.transcript.clone(),
        heard: outcome.heard.clone(),
        word_errors: outcome.errors.words_wrong,
    }
}

/// Counts a word (or a run of them, as "llama.cpp" is two) in references and hypotheses.
fn own_word(spelling: &str, outcomes: &[Outcome]) -> OwnWord {
    let spoken = normalise(spelling);
    let wanted: Vec<&str> = spoken.split(' ').collect();
    let count = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        words
            .windows(wanted.len())
            .filter(|run| **run == wanted[..])
            .count()
    };
    let mut own = OwnWord {
        word: spelling.to_owned(),
        ..OwnWord::default()
    };
    for outcome in outcomes.iter().filter(|_| !spoken.is_empty()) {
        let (said, heard) = (count(&outcome.reference), count(&outcome.hypothesis));
        own.said += said;
        own.heard += said.min(heard);
        own.invented += heard.saturating_sub(said);
    }
    own
}

fn figures<'a>(source: &str, outcomes: impl Iterator<Item = &'a Outcome>) -> Figures {
    let errors: Vec<_> = outcomes.map(|outcome| outcome.errors).collect();
    let words: Vec<_> = errors.iter().map(|e| (e.words_wrong, e.words)).collect();
    let characters: Vec<_> = errors
        .iter()
        .map(|e| (e.characters_wrong, e.characters))
        .collect();
    Figures {
        source: source.to_owned(),
        clips: errors.len(),
        words: errors.iter().map(|e| e.words).sum(),
        wer: rate(&words),
        cer: rate(&characters),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::bench_wer::score::Errors;

    #[test]
    fn own_words_are_counted_as_they_are_spoken() {
        let outcome = |reference: &str, hypothesis: &str| Outcome {
            reference: reference.to_owned(),
            hypothesis: hypothesis.to_owned(),
            heard: String::new(),
            errors: Errors::default(),
            seconds: 0.0,
            spent: std::time::Duration::ZERO,
            lags: Vec::new(),
        };
        let outcomes = [
            outcome("open llama cpp and llama cpp", "open llama cpp and lama"),
            outcome("", "llama cpp"),
        ];
        let own = own_word("llama.cpp", &outcomes);
        assert_eq!((own.said, own.heard, own.invented), (2, 1, 1));
        assert_eq!(own_word("→", &outcomes).invented, 0);
    }
}
