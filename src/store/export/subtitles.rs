//! SubRip and WebVTT: the transcript cut into cues that can be read in the time they stand.

use crate::store::files::letters;
use crate::transcript::{HeardWord, Segment};

/// Characters in one line, and lines in one cue: what broadcasters hold to be readable.
const LINE_CHARS: usize = 42;
const CUE_LINES: usize = 2;
/// A cue stands no longer than this.
const CUE_MS: u64 = 7_000;
/// A cue stands at least this long, unless the next one begins.
const CUE_MIN_MS: u64 = 1_000;

/// One subtitle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    pub start_ms: u64,
    pub end_ms: u64,
    pub speaker: Option<u32>,
    pub lines: Vec<String>,
}

/// Cuts segments into cues, in the order of time and without overlap. What was typed in place of being said has no time
/// and is left out.
pub(super) fn cues(segments: &[Segment]) -> Vec<Cue> {
    let mut cues: Vec<Cue> = segments
        .iter()
        .filter(|segment| segment.end_ms > segment.start_ms)
        .flat_map(cut)
        .collect();
    cues.sort_by_key(|cue| cue.start_ms);
    for index in 0..cues.len() {
        let next = cues.get(index + 1).map_or(u64::MAX, |cue| cue.start_ms);
        let cue = &mut cues[index];
        cue.end_ms = cue
            .end_ms
            .max(cue.start_ms + CUE_MIN_MS)
            .min(next.max(cue.start_ms + 1));
    }
    cues
}

fn cut(segment: &Segment) -> Vec<Cue> {
    let tokens = timed_words(segment);
    let mut cues = Vec::new();
    let mut from = 0;
    for to in cue_ends(&tokens) {
        cues.push(Cue {
            start_ms: tokens[from].start_ms,
            end_ms: tokens[to - 1].end_ms,
            speaker: segment.speaker,
            lines: wrap(&tokens[from..to]),
        });
        from = to;
    }
    cues
}

/// Where cues end, so that there are few of them, they end with sentences or clauses rather than anywhere, and none is a
/// leftover of a word or two: the cheapest of all ways to cut.
fn cue_ends(tokens: &[TimedWord]) -> Vec<usize> {
    // For each number of tokens, what the best way to cut them costs and where its last cue begins.
    let mut best: Vec<(u32, usize)> = vec![(0, 0)];
    for to in 1..=tokens.len() {
        let mut cheapest = (u32::MAX, to - 1);
        for from in (0..to).rev() {
            let cue = &tokens[from..to];
            if cue.len() > 1 && !fits(cue) {
                break;
            }
            let cost = best[from].0.saturating_add(cost(cue, to == tokens.len()));
            if cost < cheapest.0 {
                cheapest = (cost, from);
            }
        }
        best.push(cheapest);
    }
    let mut ends = Vec::new();
    let mut to = tokens.len();
    while to > 0 {
        ends.push(to);
        to = best[to].1;
    }
    ends.reverse();
    ends
}

/// Whether it can be read in the lines and the time of one cue.
fn fits(cue: &[TimedWord]) -> bool {
    let (Some(first), Some(last)) = (cue.first(), cue.last()) else {
        return true;
    };
    last.end_ms.saturating_sub(first.start_ms) <= CUE_MS && chars(cue) <= LINE_CHARS * CUE_LINES
}

/// What a cue costs, by where it ends and how little it holds.
fn cost(cue: &[TimedWord], ends_segment: bool) -> u32 {
    const CUE: u32 = 100;
    let end = match cue.last().and_then(|token| token.text.chars().last()) {
        _ if ends_segment => 0,
        Some('.' | '?' | '!') => 0,
        Some(',' | ';' | ':') => 20,
        _ => 50,
    };
    let short = match (cue.len(), chars(cue)) {
        (1, _) => 250,
        (2, _) => 100,
        (_, ..LINE_CHARS) => (LINE_CHARS - chars(cue)) as u32,
        _ => 0,
    };
    CUE + end + short
}

/// Characters of a cue, spaces included.
fn chars(cue: &[TimedWord]) -> usize {
    cue.iter()
        .map(|token| token.text.chars().count() + 1)
        .sum::<usize>()
        .saturating_sub(1)
}

/// Breaks a cue into lines of about equal length.
fn wrap(tokens: &[TimedWord]) -> Vec<String> {
    let join = |part: &[TimedWord]| part.iter().map(|t| t.text).collect::<Vec<_>>().join(" ");
    if chars(tokens) <= LINE_CHARS || tokens.len() < 2 {
        return vec![join(tokens)];
    }
    let longest = |at: usize| chars(&tokens[..at]).max(chars(&tokens[at..]));
    let at = (1..tokens.len()).min_by_key(|&at| longest(at)).unwrap_or(1);
    vec![join(&tokens[..at]), join(&tokens[at..])]
}

/// A word of the written text with the time at which it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedWord<'a> {
    /// The word with the marks at its edges, as written.
    pub text: &'a str,
    /// Start, in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// End, in milliseconds from the beginning of the recording.
    pub end_ms: u64,
}

/// The words of a segment as they are written, each with the time at which it was said: that of the spoken word it came from.
///
/// Polish drops, joins and respells words, so positions are compared by the share of characters passed,
/// and a word of the same letters close to that place wins.
pub fn timed_words(segment: &Segment) -> Vec<TimedWord<'_>> {
    let tokens: Vec<&str> = segment.text.split_whitespace().collect();
    let total: usize = tokens.iter().map(|token| token.len()).sum::<usize>().max(1);
    let words: Vec<HeardWord> = segment.words.iter().collect();
    let ends = passed(&words);
    // Words that were typed in place of being said have no times of their own.
    let has_times = words.iter().any(|word| word.end_ms > segment.start_ms);
    let mut at_word = 0;
    let mut chars = 0;
    let mut timed: Vec<TimedWord> = Vec::with_capacity(tokens.len());
    for text in tokens {
        let share = chars as f64 / total as f64;
        chars += text.len();
        let (start_ms, end_ms) = if !has_times {
            let span = (segment.end_ms - segment.start_ms.min(segment.end_ms)) as f64;
            let at = |share: f64| segment.start_ms + (span * share) as u64;
            (at(share), at(chars as f64 / total as f64))
        } else {
            let guess = ends.partition_point(|&end| end <= share).min(words.len() - 1);
            at_word = nearest_same(&words, text, guess, at_word).unwrap_or(guess.max(at_word));
            (words[at_word].start_ms, words[at_word].end_ms)
        };
        let floor = timed.last().map_or(0, |last| last.start_ms);
        timed.push(TimedWord {
            text,
            start_ms: start_ms.max(floor),
            end_ms: end_ms.max(floor),
        });
    }
    if let Some(last) = timed.last_mut() {
        last.end_ms = last.end_ms.max(words.last().map_or(0, |word| word.end_ms));
    }
    timed
}

/// Share of all characters passed at the end of each word.
fn passed(words: &[HeardWord]) -> Vec<f64> {
    let total: usize = words.iter().map(|word| word.text.len()).sum::<usize>().max(1);
    let mut sum = 0;
    words
        .iter()
        .map(|word| {
            sum += word.text.len();
            sum as f64 / total as f64
        })
        .collect()
}

fn nearest_same(words: &[HeardWord], token: &str, guess: usize, from: usize) -> Option<usize> {
    const REACH: usize = 5;
    let key = letters(token);
    let low = guess.saturating_sub(REACH).max(from);
    let high = (guess + REACH + 1).min(words.len());
    (low..high)
        .filter(|&at| letters(words[at].text) == key)
        .min_by_key(|&at| at.abs_diff(guess))
}

/// SubRip.
pub(super) fn to_srt(cues: &[Cue], speakers: &[String]) -> String {
    let mut out = String::new();
    for (index, cue) in cues.iter().enumerate() {
        let name = cue
            .speaker
            .map(|number| format!("{}: ", speaker_name(number, speakers)))
            .unwrap_or_default();
        out.push_str(&format!(
            "{}\n{} --> {}\n{name}{}\n\n",
            index + 1,
            clock(cue.start_ms, ','),
            clock(cue.end_ms, ','),
            cue.lines.join("\n")
        ));
    }
    out
}

/// WebVTT.
pub(super) fn to_vtt(cues: &[Cue], speakers: &[String]) -> String {
    let mut out = String::from("WEBVTT\n\n");
    for cue in cues {
        let text = cue
            .lines
            .join("\n")
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace("-->", "--&gt;");
        let voice = cue
            .speaker
            .map(|number| {
                format!(
                    "<v {}>",
                    speaker_name(number, speakers).replace(['<', '>', '&'], "")
                )
            })
            .unwrap_or_default();
        out.push_str(&format!(
            "{} --> {}\n{voice}{text}\n\n",
            clock(cue.start_ms, '.'),
            clock(cue.end_ms, '.')
        ));
    }
    out
}

/// The name given to a speaker, or "Speaker 1".
pub fn speaker_name(number: u32, speakers: &[String]) -> String {
    match speakers.get(number as usize) {
        Some(name) if !name.is_empty() => name.clone(),
        _ => format!("Speaker {}", number + 1),
    }
}

fn clock(ms: u64, point: char) -> String {
    let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
    format!("{h:02}:{m:02}:{s:02}{point}{:03}", ms % 1000)
}
