//! From slots of posteriors to partial results and utterances: endpointing and search together.
//!
//! Does not know where the posteriors come from: the built-in decoder, or a file of them.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::doubt::{DoubtParams, Signs};
use super::endpoint::{Endpointer, Turn};
use super::full_context::{FullContext, Read};
use super::language_files::LanguageFiles;
use super::lexicon::OwnWord;
use super::pronounce::Pronouncer;
use super::search::nbest::FoundWord;
use super::search::{CLASSES, Chain, Search};
use super::spot::UtteranceSounds;
use super::words::{Activity, Heard, Hypothesis, Partial, Pass, SpeechError, Utterance, Word};
use crate::transcript::LONGEST_COMMAND;

/// What hears these slots of the recording again with full context: their log posteriors, or `None` where that cannot be.
pub type InFullSight<'a> = &'a mut dyn FnMut(Range<u64>) -> Option<Vec<f32>>;

/// Which utterances are heard again with full context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rehears {
    /// All: their words are the text.
    All,
    /// Those that may be a command: a reader's words are the text.
    Short,
    /// None.
    Never,
}

/// Silence after which an utterance is heard again: long before the pause is an end, and longer than a stop consonant.
const REHEAR_MS: u32 = 300;

/// Readings that an utterance carries.
const N_BEST: usize = 10;

/// Hears words in slots of posteriors.
#[derive(Clone, Debug)]
pub struct Listener {
    parts: LanguageFiles,
    chain: Chain,
    log_priors: Vec<f32>,
    slot_ms: u32,
    search: Search,
    full: FullContext,
    rehears: Rehears,
    endpointer: Endpointer,
    /// Slots before speech begins, oldest first.
    lead: VecDeque<Vec<f32>>,
    /// Slots of the utterance.
    kept: Vec<f32>,
    speaking: bool,
    /// Slots taken since the last reset.
    n_slots: u64,
    /// Slot of the recording at which the utterance begins.
    base: u64,
    shown: Partial,
    /// Own words that take effect after this utterance.
    waiting: Option<Vec<OwnWord>>,
}

impl Listener {
    /// For slots of `slot_ms` milliseconds and the classes that `log_priors` has: the phones in
    /// their order, and a blank behind them if `chain` has one.
    pub fn new(parts: LanguageFiles, chain: Chain, log_priors: Vec<f32>, slot_ms: u32) -> Self {
        let LanguageFiles {
            lexicon,
            ngram,
            tuning,
            ..
        } = &parts;
        let (lexicon, ngram, priors) = (Arc::clone(lexicon), Arc::clone(ngram), log_priors.clone());
        let search = Search::new(lexicon, ngram, tuning.search.clone(), chain, priors);
        let full = FullContext::new(search.clone());
        let endpointer = Endpointer::new(tuning.endpoint.clone(), slot_ms);
        Listener {
            parts,
            chain,
            log_priors,
            slot_ms,
            search,
            full,
            rehears: Rehears::All,
            endpointer,
            lead: VecDeque::new(),
            kept: Vec::new(),
            speaking: false,
            n_slots: 0,
            base: 0,
            shown: Partial::default(),
            waiting: None,
        }
    }

    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.search.reset();
        self.full.forget();
        self.endpointer.reset();
        self.lead.clear();
        self.kept.clear();
        self.speaking = false;
        (self.n_slots, self.base) = (0, 0);
        self.shown = Partial::default();
        self.apply_waiting();
    }

    /// Takes the slots of one frame, natural log posteriors, with the frame's level in dB of full scale. `in_full_sight` is asked
    /// for the utterance's slots when it seems to be over.
    pub fn push(&mut self, slots: &[f32], level_db: f32, in_full_sight: InFullSight, heard: &mut Vec<Heard>) {
        let classes = self.log_priors.len();
        for slot in slots.chunks_exact(classes) {
            self.slot(slot, level_db, in_full_sight, heard);
        }
        if self.speaking {
            self.show_partial(heard);
        }
    }

    /// The first slot of the recording that may still be asked for: that of the utterance, or of one about to begin.
    pub fn oldest_slot(&self) -> u64 {
        if self.speaking {
            self.base
        } else {
            self.n_slots - self.lead.len() as u64
        }
    }

    /// What is happening after the last slot.
    pub fn activity(&self) -> Activity {
        let silent = if self.speaking {
            u64::from(self.endpointer.silent_slots())
        } else {
            0
        };
        Activity {
            begun_ms: self.speaking.then(|| self.ms(self.base)),
            speech_end_ms: self.ms(self.n_slots - silent.min(self.n_slots)),
            judged_ms: self.ms(self.n_slots),
        }
    }

    fn ms(&self, slot: u64) -> u64 {
        slot * u64::from(self.slot_ms)
    }

    /// Ends the recording; the next begins at zero.
    pub fn finish(&mut self, in_full_sight: InFullSight, heard: &mut Vec<Heard>) {
        if self.speaking {
            self.end(in_full_sight, heard);
        }
        self.reset();
    }

    fn slot(&mut self, slot: &[f32], level_db: f32, in_full_sight: InFullSight, heard: &mut Vec<Heard>) {
        let silence = self.silence(slot);
        self.n_slots += 1;
        match self.endpointer.step(silence, level_db) {
            Turn::Idle => self.remember(slot),
            Turn::Begin(lead) => {
                self.remember(slot);
                self.begin(lead);
            }
            Turn::Going => {
                self.search_slot(slot);
                self.watch_pause(slot, in_full_sight);
            }
            Turn::End => {
                self.search_slot(slot);
                self.full.go_on(slot);
                self.end(in_full_sight, heard);
            }
            Turn::Cut => {
                self.search_slot(slot);
                self.cut(in_full_sight, heard);
            }
        }
    }

    /// Probability of silence in a slot.
    fn silence(&self, slot: &[f32]) -> f32 {
        match self.chain {
            Chain::Hybrid => slot[0].exp(),
            Chain::Ctc { blank } => slot[0].exp() + slot[blank].exp(),
        }
    }

    /// Appends the probability of speech in each slot of a frame; none where the sound is too quiet.
    pub fn speech(&self, slots: &[f32], level_db: f32, speech: &mut Vec<f32>) {
        let audible = level_db >= self.parts.tuning.endpoint.quiet_db;
        let of_slot = |slot: &[f32]| if audible { 1.0 - self.silence(slot) } else { 0.0 };
        speech.extend(slots.chunks_exact(self.log_priors.len()).map(of_slot));
    }

    /// Keeps a slot in case speech is about to begin.
    fn remember(&mut self, slot: &[f32]) {
        let mut buffer = Vec::new();
        while self.lead.len() >= self.endpointer.lead_slots() {
            buffer = self.lead.pop_front().unwrap_or_default();
        }
        buffer.clear();
        buffer.extend_from_slice(slot);
        self.lead.push_back(buffer);
    }

    fn begin(&mut self, lead: usize) {
        while self.lead.len() > lead {
            self.lead.pop_front();
        }
        self.speaking = true;
        self.base = self.n_slots - self.lead.len() as u64;
        self.kept.clear();
        self.search.reset();
        for slot in std::mem::take(&mut self.lead) {
            self.search_slot(&slot);
        }
    }

    fn search_slot(&mut self, slot: &[f32]) {
        self.kept.extend_from_slice(slot);
        self.search.advance(slot);
    }

    /// Hears the utterance again when a pause has lasted for a while.
    fn watch_pause(&mut self, slot: &[f32], in_full_sight: InFullSight) {
        let silent = self.endpointer.silent_slots();
        if silent == 0 {
            self.full.forget();
        }
        self.full.go_on(slot);
        if silent == REHEAR_MS / self.slot_ms && self.is_wanted(|| self.search.partial().0.len()) {
            self.hear_again(self.kept.len() / self.log_priors.len(), in_full_sight);
        }
    }

    /// Whether an utterance of so many words is to be heard again.
    fn is_wanted(&self, words: impl FnOnce() -> usize) -> bool {
        match self.rehears {
            Rehears::All => true,
            Rehears::Short => (1..=LONGEST_COMMAND).contains(&words()),
            Rehears::Never => false,
        }
    }

    /// Hears the first so many slots of the utterance again.
    fn hear_again(&mut self, slots: usize, in_full_sight: InFullSight) {
        if let Some(slots) = in_full_sight(self.base..self.base + slots as u64) {
            self.full.hear(slots, self.log_priors.len());
        }
    }

    fn show_partial(&mut self, heard: &mut Vec<Heard>) {
        let (words, stable) = self.search.partial();
        let partial = Partial {
            words: words.iter().map(|word| self.word(word)).collect(),
            stable,
        };
        if partial != self.shown {
            self.shown = partial.clone();
            heard.push(Heard::Partial(partial));
        }
    }

    /// The utterance ends at a pause.
    fn end(&mut self, in_full_sight: InFullSight, heard: &mut Vec<Heard>) {
        let read = Read {
            readings: self.search.finish(N_BEST),
            slots: std::mem::take(&mut self.kept),
        };
        self.tell(read, self.endpointer.silent_slots(), in_full_sight, heard);
        self.speaking = false;
        self.apply_waiting();
    }

    /// The utterance is too long: it ends after its last whole word, and what follows begins the next.
    fn cut(&mut self, in_full_sight: InFullSight, heard: &mut Vec<Heard>) {
        let classes = self.log_priors.len();
        let (words, _) = self.search.partial();
        let n = self.search.n_slots();
        // the longest gap between words in the second half, or the end of the last but one word
        let half = words
            .iter()
            .zip(words.iter().skip(1))
            .filter(|(a, _)| a.end > n / 2);
        let gap = half.max_by_key(|(a, b)| b.begin.saturating_sub(a.end));
        let at = gap.map_or(n, |(a, b)| a.end + b.begin.saturating_sub(a.end) / 2) as usize;
        let mut slots = std::mem::take(&mut self.kept);
        let after = slots.split_off((at * classes).min(slots.len()));
        self.search.reset();
        slots
            .chunks_exact(classes)
            .for_each(|slot| self.search.advance(slot));
        let readings = self.search.finish(N_BEST);
        self.full.forget();
        self.tell(Read { readings, slots }, 0, in_full_sight, heard);
        self.apply_waiting();
        self.base += at as u64;
        self.search.reset();
        after
            .chunks_exact(classes)
            .for_each(|slot| self.search_slot(slot));
        self.endpointer.go_on(after.len() / classes);
    }

    /// Tells what was read as someone spoke, or what is read with full context; the last `silent` slots are a pause. Whether
    /// it was speech at all is judged by the stream, whose posteriors the noise guard was tuned on.
    fn tell(&mut self, streamed: Read, silent: u32, in_full_sight: InFullSight, heard: &mut Vec<Heard>) {
        let had_shown = !std::mem::take(&mut self.shown).words.is_empty();
        let best = streamed.readings.first();
        let Some(best) = best.filter(|best| !best.words.is_empty()) else {
            if had_shown {
                heard.push(Heard::Partial(Partial::default()));
            }
            return;
        };
        let classes = self.log_priors.len();
        let signs = Signs::of(best, &streamed.slots, classes);
        let n_slots = streamed.slots.len() / classes;
        let sound = self.base..self.base + n_slots as u64 - u64::from(silent).min(n_slots as u64);
        let is_doubted = self.parts.tuning.doubt.drops(&signs);
        if !is_doubted && !self.full.is_heard() && self.is_wanted(|| signs.words) {
            self.hear_again(n_slots, in_full_sight);
        }
        let full = self.full.finish(N_BEST).filter(|_| !is_doubted);
        let utterance = Utterance {
            sound_ms: self.ms(sound.start)..self.ms(sound.end),
            ..self.utterance(&full.unwrap_or(streamed), signs)
        };
        if !is_doubted {
            heard.push(Heard::Utterance(utterance));
            return;
        }
        if had_shown {
            heard.push(Heard::Partial(Partial::default()));
        }
        heard.push(Heard::Doubted(utterance));
    }

    fn utterance(&self, read: &Read, signs: Signs) -> Utterance {
        let readings = read.readings.iter();
        let hypotheses: Vec<Hypothesis> = readings
            .map(|reading| Hypothesis {
                words: reading.words.iter().map(|word| self.word(word)).collect(),
                score: reading.score,
            })
            .collect();
        let words = hypotheses.first().map_or(&[][..], |best| &best.words);
        Utterance {
            start_ms: words.first().map_or(0, |word| word.start_ms),
            end_ms: words.last().map_or(0, |word| word.end_ms),
            sounds: Some(Arc::new(self.sounds(&read.slots))),
            signs: Some(signs),
            hypotheses,
            ..Utterance::default()
        }
    }

    /// Lexicon, language model and what was tuned.
    pub fn files(&self) -> &LanguageFiles {
        &self.parts
    }

    /// The thresholds of the noise guard.
    pub fn doubt(&self) -> &DoubtParams {
        &self.parts.tuning.doubt
    }

    /// Says which utterances are heard again with full context.
    pub fn set_rehears(&mut self, rehears: Rehears) {
        self.rehears = rehears;
    }

    /// Replaces the thresholds of the noise guard.
    pub fn set_doubt(&mut self, doubt: DoubtParams) {
        self.parts.tuning.doubt = doubt;
    }

    fn sounds(&self, slots: &[f32]) -> UtteranceSounds {
        let search = &self.parts.tuning.search;
        let classes = self.log_priors.len();
        let mut phones = Vec::with_capacity(slots.len() / classes * CLASSES);
        for slot in slots.chunks_exact(classes) {
            phones.extend(slot[..CLASSES].iter().map(|log| search.sound_scale * log));
            if let Chain::Ctc { blank } = self.chain {
                let silence = phones.len() - CLASSES;
                phones[silence] = phones[silence].max(search.sound_scale * slot[blank]);
            }
        }
        let pronouncer = Pronouncer::new(Arc::clone(self.search.lexicon()), Arc::clone(&self.parts.g2p));
        let priors = &self.log_priors[..CLASSES];
        UtteranceSounds::new(
            &phones,
            priors,
            search.prior_scale,
            search.min_slots(),
            pronouncer,
            Pass::First,
        )
    }

    fn word(&self, found: &FoundWord) -> Word {
        let ms = |slot: u32| self.ms(self.base + u64::from(slot));
        Word {
            text: self.search.lexicon().spelling(found.word).to_owned(),
            start_ms: ms(found.begin),
            end_ms: ms(found.end),
            confidence: found.confidence,
            evidence: None,
        }
    }

    /// Replaces the user's own words, from the next utterance on. Refuses them all when one
    /// cannot be pronounced.
    ///
    /// # Errors
    /// [`SpeechError`]: the word that cannot be pronounced.
    pub fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.waiting = Some(self.parts.own_words(entries)?);
        if !self.speaking {
            self.apply_waiting();
        }
        Ok(())
    }

    fn apply_waiting(&mut self) {
        let Some(own) = self.waiting.take() else { return };
        self.parts.put_own(own);
        let LanguageFiles {
            ngram,
            tuning,
            lexicon,
            ..
        } = &self.parts;
        let (lexicon, ngram, search) = (Arc::clone(lexicon), Arc::clone(ngram), tuning.search.clone());
        self.search = Search::new(lexicon, ngram, search, self.chain, self.log_priors.clone());
        self.full = FullContext::new(self.search.clone());
    }
}
