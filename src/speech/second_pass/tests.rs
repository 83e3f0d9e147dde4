//! Both passes over scripted speech: a first pass that mishears on purpose, a reader that knows what is said.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use super::*;
use crate::frames::{FRAME_MS, FRAME_SAMPLES};
use crate::speech::words::{Hypothesis, Word};

/// Silence that ends an utterance.
const ENDPOINT_MS: u64 = 640;

/// What is said: words of 400 ms, the first of each utterance at its time.
#[derive(Clone, Default)]
pub(super) struct Script {
    pub(super) utterances: Vec<(u64, &'static str, bool)>,
}

impl Script {
    fn words(&self, index: usize, spell: impl Fn(&str) -> String) -> Vec<Word> {
        let (start, text, _) = self.utterances[index];
        let word = |(i, text): (usize, &str)| Word {
            start_ms: start + i as u64 * 400,
            end_ms: start + i as u64 * 400 + 380,
            ..Word::untimed(spell(text))
        };
        text.split_whitespace().enumerate().map(word).collect()
    }

    pub(super) fn span(&self, index: usize) -> Range<u64> {
        let words = self.words(index, str::to_owned);
        self.utterances[index].0..words.last().map_or(0, |word| word.end_ms)
    }

    pub(super) fn length_ms(&self) -> u64 {
        self.span(self.utterances.len() - 1).end + 1_000
    }
}

/// Hears every word with an x behind it, and knows pauses at once.
struct Mishears {
    script: Script,
    now_ms: u64,
    index: usize,
}

impl Mishears {
    fn heard(&self) -> Vec<Word> {
        let words = self.script.words(self.index, |word| format!("{word}x"));
        words
            .into_iter()
            .filter(|word| word.end_ms <= self.now_ms)
            .collect()
    }

    fn utterance(&self) -> Utterance {
        let span = self.script.span(self.index);
        Utterance {
            start_ms: span.start,
            end_ms: span.end,
            sound_ms: span,
            hypotheses: vec![Hypothesis {
                words: self.heard(),
                score: -1.0,
            }],
            ..Utterance::default()
        }
    }
}

impl Recogniser for Mishears {
    fn name(&self) -> &str {
        "mishears"
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.now_ms = (frame.index + 1) * FRAME_MS;
        let Some(&(start, _, doubted)) = self.script.utterances.get(self.index) else {
            return Ok(());
        };
        if self.now_ms >= self.script.span(self.index).end + ENDPOINT_MS {
            let utterance = self.utterance();
            heard.push(if doubted {
                Heard::Doubted(utterance)
            } else {
                Heard::Utterance(utterance)
            });
            self.index += 1;
        } else if self.now_ms > start {
            heard.push(Heard::Partial(Partial {
                words: self.heard(),
                stable: 0,
            }));
        }
        Ok(())
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        if self.index < self.script.utterances.len() {
            let utterance = self.utterance();
            // Its last words come late, and with them the end: nobody speaks any more when they are told.
            let words = utterance.hypotheses[0].words.clone();
            heard.push(Heard::Partial(Partial { words, stable: 0 }));
            heard.push(Heard::Utterance(utterance));
            self.index += 1;
        }
        Ok(())
    }

    fn reset(&mut self) {
        (self.now_ms, self.index) = (0, 0);
    }

    fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

impl FirstPass for Mishears {
    fn activity(&self) -> Activity {
        let open = self
            .script
            .utterances
            .get(self.index)
            .filter(|(start, ..)| self.now_ms > *start);
        let end = open.map(|_| self.script.span(self.index).end);
        Activity {
            begun_ms: open.map(|(start, ..)| *start),
            speech_end_ms: end.map_or(self.now_ms, |end| end.min(self.now_ms)),
            judged_ms: self.now_ms,
        }
    }
}

/// Readings asked for: how thoroughly, and of what stretch in milliseconds.
pub(super) type Asked = Arc<Mutex<Vec<(Depth, Range<u64>)>>>;

/// Reads the words that lie in the sound; the last one is misread when it is cut off.
pub(super) struct Knows {
    script: Script,
    asked: Asked,
    /// Requests from this one on fail in this way.
    pub(super) fails: Option<(usize, fn() -> ReadError)>,
    n_asked: Arc<AtomicU32>,
}

impl Reads for Knows {
    fn read(&mut self, request: &Request) -> Result<Transcript, ReadError> {
        let end_ms = request.start_ms + (request.seconds() * 1e3).round() as u64;
        self.asked
            .lock()
            .unwrap()
            .push((request.depth, request.start_ms..end_ms));
        let n = self.n_asked.fetch_add(1, Relaxed) as usize;
        if let Some((from, error)) = self.fails
            && n >= from
        {
            match error() {
                ReadError::Failed(what) => panic!("{what}"),
                error => return Err(error),
            }
        }
        let all = (0..self.script.utterances.len()).flat_map(|i| self.script.words(i, str::to_owned));
        let inside =
            all.filter(|word| word.start_ms + 200 >= request.start_ms && word.start_ms + 200 < end_ms);
        let mut words: Vec<Word> = inside.collect();
        if let Some(last) = words.last_mut().filter(|last| last.end_ms > end_ms) {
            last.text = format!("{}…", &last.text[..1]);
        }
        Ok(Transcript {
            hypotheses: vec![Hypothesis { words, score: -0.5 }],
            ..Transcript::default()
        })
    }
}

pub(super) fn knows(script: &Script) -> Knows {
    Knows {
        script: script.clone(),
        asked: Arc::default(),
        fails: None,
        n_asked: Arc::default(),
    }
}

pub(super) fn mishears(script: &Script) -> Box<dyn FirstPass> {
    Box::new(Mishears {
        script: script.clone(),
        now_ms: 0,
        index: 0,
    })
}

fn frame(index: u64) -> Frame {
    Frame {
        index,
        samples: [0.25; FRAME_SAMPLES],
    }
}

/// Everything that is heard, with the time at which it came.
pub(super) fn hear(recogniser: &mut dyn Recogniser, length_ms: u64) -> Vec<(u64, Heard)> {
    let mut all = Vec::new();
    for index in 0..length_ms.div_ceil(FRAME_MS) {
        let mut heard = Vec::new();
        recogniser.push(&frame(index), &mut heard).unwrap();
        all.extend(heard.into_iter().map(|heard| ((index + 1) * FRAME_MS, heard)));
    }
    let mut heard = Vec::new();
    recogniser.finish(&mut heard).unwrap();
    all.extend(heard.into_iter().map(|heard| (length_ms, heard)));
    all
}

pub(super) fn dictation(script: &Script, reader: Knows) -> SecondPass {
    SecondPass::new(
        mishears(script),
        Box::new(Inline::new(Box::new(reader))),
        Spoken::English,
        Clock::Sound,
    )
}

pub(super) fn utterances(heard: &[(u64, Heard)]) -> Vec<String> {
    let text = |(_, heard): &(u64, Heard)| match heard {
        Heard::Utterance(utterance) => Some(utterance.text()),
        Heard::Doubted(utterance) => Some(format!("({})", utterance.text())),
        Heard::Partial(_) | Heard::Relabelled(_) => None,
    };
    heard.iter().filter_map(text).collect()
}

pub(super) fn two() -> Script {
    Script {
        utterances: vec![
            (400, "dear anna thank you for the long letter", false),
            (5_000, "we meet on tuesday", false),
        ],
    }
}

#[test]
fn the_readers_words_become_the_text_and_are_there_when_the_pause_is_certain() {
    let script = two();
    let reader = knows(&script);
    let asked = reader.asked.clone();
    let heard = hear(&mut dictation(&script, reader), script.length_ms());
    assert_eq!(
        utterances(&heard),
        ["dear anna thank you for the long letter", "we meet on tuesday"]
    );
    // Read for good once each, of the sound from the beginning to a little behind the end.
    let asked = asked.lock().unwrap();
    let finals: Vec<&Range<u64>> = asked
        .iter()
        .filter(|(depth, _)| *depth == Depth::Final)
        .map(|(_, at)| at)
        .collect();
    let span = |i| script.span(i).start..script.span(i).end + PAUSE_MS;
    assert_eq!(finals, [&span(0), &span(1)]);
    let first = asked
        .iter()
        .position(|(depth, _)| *depth == Depth::Final)
        .unwrap();
    assert!(first >= 4, "read live before: {asked:?}");
}

#[test]
fn agreed_words_grow_while_someone_speaks_and_are_not_taken_back() {
    let script = two();
    let heard = hear(&mut dictation(&script, knows(&script)), script.length_ms());
    let end = script.span(0).end;
    let mut stable: Vec<String> = Vec::new();
    let mut lags = Vec::new();
    for (at, event) in heard.iter().filter(|(at, _)| *at <= end) {
        let Heard::Partial(partial) = event else { continue };
        let now: Vec<String> = partial.words[..partial.stable]
            .iter()
            .map(|word| word.text.clone())
            .collect();
        assert!(now.starts_with(&stable), "{now:?} after {stable:?}");
        lags.extend(
            partial.words[stable.len()..partial.stable]
                .iter()
                .map(|word| at - word.end_ms),
        );
        stable = now;
    }
    assert!(stable.len() >= 5, "{stable:?}");
    assert!(
        lags.iter().all(|&lag| lag <= 1_100),
        "two readings of half a second: {lags:?}"
    );
    // What no reading has heard yet is the first pass's.
    let behind = |event: &Heard| match event {
        Heard::Partial(partial) => partial.words.last().is_some_and(|word| word.text.ends_with('x')),
        _ => false,
    };
    assert!(heard.iter().any(|(_, event)| behind(event)));
}

#[test]
fn a_reader_that_panics_or_refuses_costs_its_readings_and_nothing_else() {
    let script = two();
    let panics: fn() -> ReadError = || ReadError::Failed("the script says so".to_owned());
    let refuses: fn() -> ReadError = || ReadError::Implausible(Implausible::Loop);
    for error in [panics, refuses] {
        let mut reader = knows(&script);
        reader.fails = Some((6, error));
        let n_asked = reader.n_asked.clone();
        let heard = hear(&mut dictation(&script, reader), script.length_ms());
        let said = utterances(&heard);
        assert_eq!(said.len(), 2);
        assert_eq!(said[1], "wex meetx onx tuesdayx", "the first pass's words stand");
        assert!(n_asked.load(Relaxed) > 8, "it is asked again and again");
    }
}

#[test]
fn what_the_reader_does_not_hear_is_doubted_and_what_the_first_pass_doubts_stays_so_with_the_words_that_are_read()
 {
    let mut script = two();
    script.utterances[1].2 = true;
    let mut silent = script.clone();
    silent.utterances[0].1 = "dear";
    silent.utterances[0].0 = 90_000;
    let heard = hear(&mut dictation(&script, knows(&silent)), script.length_ms());
    assert_eq!(
        utterances(&heard),
        [
            "(dearx annax thankx youx forx thex longx letterx)",
            "(we meet on tuesday)"
        ]
    );
}

#[test]
fn what_the_first_pass_heard_goes_along_unless_it_doubts_that_itself() {
    let along = |heard: &[(u64, Heard)]| -> Vec<Option<String>> {
        let utterances = heard.iter().filter_map(|(_, heard)| match heard {
            Heard::Utterance(utterance) | Heard::Doubted(utterance) => Some(utterance),
            Heard::Partial(_) | Heard::Relabelled(_) => None,
        });
        utterances
            .map(|utterance| Some(utterance.first_pass.as_ref()?.text()))
            .collect()
    };
    let script = two();
    let first = "dearx annax thankx youx forx thex longx letterx".to_owned();
    let heard = hear(&mut dictation(&script, knows(&script)), script.length_ms());
    assert_eq!(along(&heard)[0].as_ref(), Some(&first), "{heard:?}");
    let mut doubting = script.clone();
    doubting.utterances[1].2 = true;
    let mut silent = doubting.clone();
    silent.utterances[0].1 = "dear";
    silent.utterances[0].0 = 90_000;
    let heard = hear(&mut dictation(&doubting, knows(&silent)), script.length_ms());
    assert_eq!(along(&heard), [Some(first), None], "{heard:?}");
}

/// Answers nothing before it is told to.
#[derive(Clone)]
struct Held {
    inline: Arc<Mutex<Inline>>,
    free: Arc<std::sync::atomic::AtomicBool>,
}

impl Executor for Held {
    fn submit(&mut self, request: Request) -> Result<(), Request> {
        self.inline.lock().unwrap().submit(request)
    }

    fn answer(&mut self, limit: Duration) -> Option<Answer> {
        let free = self.free.load(Relaxed);
        if free {
            self.inline.lock().unwrap().answer(limit)
        } else {
            None
        }
    }
}

#[test]
fn the_first_pass_goes_on_while_a_reading_is_awaited() {
    let script = two();
    let held = Held {
        inline: Arc::new(Mutex::new(Inline::new(Box::new(knows(&script))))),
        free: Arc::default(),
    };
    let executor = Box::new(held.clone());
    let mut recogniser = SecondPass::new(mishears(&script), executor, Spoken::English, Clock::Sound);
    let mut before = Vec::new();
    for index in 0..6_400 / FRAME_MS {
        recogniser.push(&frame(index), &mut before).unwrap();
    }
    assert!(before.iter().all(|heard| matches!(heard, Heard::Partial(_))));
    assert!(
        recogniser.open.as_ref().is_some_and(Open::has_words),
        "the second utterance is being heard"
    );
    held.free.store(true, Relaxed);
    let mut after = Vec::new();
    recogniser.push(&frame(6_400 / FRAME_MS), &mut after).unwrap();
    assert!(
        matches!(&after[..], [Heard::Utterance(first), Heard::Partial(_)] if first.text().starts_with("dear anna")),
        "in order: {after:?}"
    );
}

#[test]
fn nothing_is_left_of_a_recording_that_is_broken_off() {
    let script = two();
    let mut recogniser = dictation(&script, knows(&script));
    for index in 0..60 {
        recogniser.push(&frame(index), &mut Vec::new()).unwrap();
    }
    recogniser.reset();
    let again: Vec<String> = utterances(&hear(&mut recogniser, script.length_ms()));
    assert_eq!(
        again,
        utterances(&hear(&mut dictation(&script, knows(&script)), script.length_ms()))
    );
}

#[test]
fn a_recording_is_read_in_stretches_and_each_utterance_gets_its_words() {
    let utterances_of = |starts: &[u64]| Script {
        utterances: starts
            .iter()
            .map(|&start| (start, "we meet on tuesday at the station", false))
            .collect(),
    };
    // Three close together, one after a long pause, then too many for one stretch.
    let script = utterances_of(&[
        500, 4_500, 8_500, 16_000, 20_000, 24_000, 28_000, 32_000, 36_000, 40_000, 44_000,
    ]);
    let reader = knows(&script);
    let asked = reader.asked.clone();
    let executor = Box::new(Inline::new(Box::new(reader)));
    let mut recogniser = Stretches::new(mishears(&script), executor, Spoken::English);
    let heard = hear(&mut recogniser, script.length_ms());
    assert_eq!(utterances(&heard), ["we meet on tuesday at the station"; 11]);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(asked[0].1, 500..script.span(2).end + PAUSE_MS);
    assert!(asked.iter().all(|(_, at)| at.end - at.start <= 28_000));
    for (i, (_, event)) in heard.iter().enumerate() {
        let Heard::Utterance(utterance) = event else {
            panic!()
        };
        assert_eq!(utterance.start_ms..utterance.end_ms, script.span(i));
    }
}

#[test]
fn a_stretch_that_is_not_believed_is_read_again_in_pieces() {
    let script = two();
    let mut reader = knows(&script);
    // The whole is refused, each part by itself is not.
    let refused = Arc::new(AtomicU32::new(0));
    struct Once(Knows, Arc<AtomicU32>);
    impl Reads for Once {
        fn read(&mut self, request: &Request) -> Result<Transcript, ReadError> {
            match self.1.fetch_add(1, Relaxed) {
                0 => Err(ReadError::Implausible(Implausible::Loop)),
                _ => self.0.read(request),
            }
        }
    }
    reader.fails = None;
    let executor = Box::new(Inline::new(Box::new(Once(reader, refused.clone()))));
    let mut recogniser = Stretches::new(mishears(&script), executor, Spoken::English);
    let heard = hear(&mut recogniser, script.length_ms());
    assert_eq!(
        utterances(&heard),
        ["dear anna thank you for the long letter", "we meet on tuesday"]
    );
    assert_eq!(refused.load(Relaxed), 3);
}
