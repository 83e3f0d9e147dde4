//! The figures of a run, for people and for programs.

use serde::Serialize;

use super::Outcome;
use super::clips::Clip;
use super::score::{Rate, rate};

/// Figures of one set of clips.
#[derive(Debug, Serialize)]
struct Figures {
    source: String,
    clips: usize,
    words: usize,
    wer: Rate,
    cer: Rate,
}

/// All figures of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    sources: Vec<Figures>,
    all: Figures,
    /// Seconds of sound.
    seconds: f64,
    /// Seconds of one core's time for one second of sound.
    real_time_factor: f64,
    /// Most memory that the process ever held, in MiB; none where the system does not tell.
    peak_memory_mib: Option<f64>,
    threads: usize,
}

impl Report {
    /// Sums up the outcomes of the clips.
    pub fn new(clips: &[Clip], outcomes: &[Outcome], threads: usize) -> Self {
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
            real_time_factor: spent / seconds.max(1e-9),
            peak_memory_mib: peak_memory_mib(),
            threads,
        }
    }

    /// JSON, rates as fractions.
    pub fn json(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self).map_err(|error| error.to_string())
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
        text + &format!(
            "{seconds:.0} s of sound, real-time factor {factor:.4} (one core), peak memory {memory}"
        )
    }
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

/// `VmHWM` of Linux.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
