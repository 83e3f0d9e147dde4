//! Time per utterance, everything switched on: the thread's own time, which a busy machine does not stretch, and
//! the wall clock's beside it.

use std::hint::black_box;
use std::time::Duration;

use super::text::{Utterance, utterances};
use crate::transcript::polish::{Context, Polisher, Vocabulary};

/// Own words in the heavy case.
const OWN_WORDS: usize = 1_000;
/// Words of an utterance in the heavy case.
const LONG: usize = 60;
/// Words of somebody who speaks for half an hour without a pause.
const ENDLESS: usize = 5_000;

/// Prints the times on these texts, and on long utterances with many own words.
pub(super) fn report(polisher: &Polisher, texts: &[(&str, String)]) {
    println!("\nTime per utterance, everything switched on, in ms");
    let said: Vec<Utterance> = texts
        .iter()
        .flat_map(|(_, text)| utterances(text, true))
        .collect();
    line("held-out text", polisher, &said);
    let mut heavy = polisher.clone();
    heavy.set_vocabulary(names(OWN_WORDS));
    line("… with 1,000 own words", &heavy, &said);
    line("60 words, 1,000 own words", &heavy, &long(&said, LONG));
    line("5,000 words", polisher, &long(&said, ENDLESS));
}

fn line(name: &str, polisher: &Polisher, said: &[Utterance]) {
    let (mut own, mut wall) = (Vec::new(), Vec::new());
    for utterance in said {
        let (cpu, clock) = (thread_time(), std::time::Instant::now());
        black_box(polisher.polish(&utterance.words, &Context::default()));
        wall.push(clock.elapsed());
        own.extend(
            cpu.zip(thread_time())
                .map(|(before, after)| after.saturating_sub(before)),
        );
    }
    let words: usize = said.iter().map(|utterance| utterance.words.len()).sum();
    print!(
        "{name:<26}{:>5} of {:>2} words: ",
        said.len(),
        words / said.len().max(1)
    );
    if !own.is_empty() {
        print!("thread {}, ", summary(own));
    }
    println!("wall clock {}", summary(wall));
}

/// Mean, 99th percentile and worst, in milliseconds.
fn summary(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |time: Duration| 1e3 * time.as_secs_f64();
    let mean = times.iter().sum::<Duration>() / u32::try_from(times.len().max(1)).unwrap_or(u32::MAX);
    let at = |share: usize| times.get(times.len() * share / 100).or(times.last());
    format!(
        "mean {:.2}, p99 {:.2}, worst {:.2}",
        ms(mean),
        ms(at(99).copied().unwrap_or_default()),
        ms(times.last().copied().unwrap_or_default())
    )
}

/// Utterances of so many words, cut out of the words of all.
fn long(said: &[Utterance], n_words: usize) -> Vec<Utterance> {
    let words: Vec<_> = said.iter().flat_map(|utterance| &utterance.words).collect();
    words
        .chunks_exact(n_words)
        .map(|chunk| {
            let mut now_ms = 0;
            let timed = chunk.iter().map(|word| {
                let mut word = (*word).clone();
                let length = word.end_ms.saturating_sub(word.start_ms);
                (word.start_ms, word.end_ms) = (now_ms, now_ms + length);
                now_ms = word.end_ms + 20;
                word
            });
            Utterance {
                words: timed.collect(),
                marks: Vec::new(),
                capitals: Vec::new(),
            }
        })
        .collect()
}

/// Made-up names of two to four syllables, none twice.
fn names(n: usize) -> Vocabulary {
    const HEADS: [&str; 20] = [
        "ba", "ko", "shi", "tre", "mu", "lan", "vo", "gri", "pe", "zu", "sta", "hel", "ri", "dor", "cha",
        "ne", "wal", "fi", "qua", "sven",
    ];
    const TAILS: [&str; 10] = [
        "nik", "czyk", "berg", "sson", "ova", "ton", "tsu", "ram", "dell", "iah",
    ];
    let mut vocabulary = Vocabulary::default();
    let mut number = 0;
    while vocabulary.words.len() < n {
        let (first, second, last) = (
            HEADS[number % HEADS.len()],
            HEADS[(number / HEADS.len() * 7 + number) % HEADS.len()],
            TAILS[(number / 3) % TAILS.len()],
        );
        let middle = if number >= 400 {
            HEADS[number / 400 % 20]
        } else {
            ""
        };
        let name = format!("{first}{second}{middle}{last}");
        vocabulary.add(&(name[..1].to_uppercase() + &name[1..]));
        number += 1;
    }
    vocabulary
}

/// Time this thread has spent computing, where the system tells.
fn thread_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let seconds = u64::try_from(time.tv_sec).ok()?;
        Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
    }
    #[cfg(not(unix))]
    None
}
