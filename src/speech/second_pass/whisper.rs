//! A model of the Whisper family as the reader of the second pass.
//!
//! Knows the model's interface and the way from its texts to words ([`reading`](crate::speech::reading)); nothing of when
//! and why something is read.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use super::plausible::{self, Implausible, Signs};
use super::reads::{Depth, OwnWords, ReadError, Reads, Request, Transcript};
use crate::reader::{
    Bias, DecodeOptions, Encoded, Language, ReadHypothesis, Reader, ReaderError, Task, TokenId,
};
use crate::speech::language_files::LanguageFiles;
use crate::speech::reading::{self, Candidate, Context, Tools};
use crate::speech::words::{Hypothesis, Pass, PhraseScore, Sounds, Word};

/// Silence behind the sound of a reading for good, at least: the built-in reader makes do with less, at the price of some
/// words (`training/LOG.md`, 28 November 2026: dev 7.77 % with 3 s, 7.71 % with 7 s, home recordings 9.1 and 8.7 %).
const FINAL_SILENCE_S: f32 = 7.0;

/// Hypotheses kept while reading for good, and texts that are told.
const BEAMS: usize = 5;
const N_BEST: usize = 5;
/// Sound longer than this is no command: what the reader made of it is not kept (37 MB for 30 s, silence and all, with Whisper base).
const LONGEST_COMMAND_S: f32 = 8.0;
/// Sound from which a language is told, in seconds; from less, the one told before stands.
const TELLING_S: f32 = 3.0;

/// How the model is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhisperOptions {
    /// The language that is spoken; `None` finds it out.
    pub language: Option<Language>,
    /// Write what is said in English.
    pub translate: bool,
    /// Threads that read for good. What is read live has one.
    pub threads: usize,
}

/// Reads with a model of the Whisper family.
pub struct WhisperReader {
    live: Reader,
    thorough: Reader,
    options: WhisperOptions,
    files: LanguageFiles,
    known: Known,
    expected: Expected,
    /// The language that was told last.
    told: Option<Language>,
}

/// Sound that has been read, for asking how likely other texts are: its phones, and the reader with what it made of the sound.
struct ReadSounds {
    phones: Arc<dyn Sounds>,
    reader: Reader,
    encoded: Encoded,
}

impl fmt::Debug for ReadSounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadSounds")
            .field("phones", &self.phones)
            .finish()
    }
}

impl Sounds for ReadSounds {
    fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore> {
        self.phones.score_phrases(phrases)
    }

    fn pass(&self) -> Pass {
        self.phones.pass()
    }

    fn read_as(&self, texts: &[String]) -> Option<Vec<f32>> {
        let vocabulary = self.reader.vocabulary();
        let tokens: Vec<Vec<TokenId>> = texts
            .iter()
            .map(|text| vocabulary.encode(&format!(" {text}")))
            .collect();
        let options = DecodeOptions {
            language: Some(Language::ENGLISH),
            ..DecodeOptions::default()
        };
        let scores = self.reader.score(&self.encoded, &options, &tokens);
        scores
            .inspect_err(|error| tracing::warn!(%error, "the reader could not say how likely texts are"))
            .ok()
    }
}

/// What follows from the own words.
struct Known {
    own_words: OwnWords,
    files: LanguageFiles,
    tools: Tools,
}

/// What follows from the own words and from what is written before the sound.
struct Expected {
    own_words: OwnWords,
    before: Arc<str>,
    context: Context,
    bias: Option<Arc<Bias>>,
}

impl WhisperReader {
    /// Reads with `reader`; `files` are the first pass's lexicon and language model.
    ///
    /// # Errors
    /// [`ReaderError::LanguageMissing`] and [`ReaderError::CannotTranslate`] for what the model cannot do.
    pub fn new(reader: Reader, files: LanguageFiles, options: WhisperOptions) -> Result<Self, ReaderError> {
        if reader.description().languages == 1 {
            if let Some(language) = options.language.filter(|&language| language != Language::ENGLISH) {
                return Err(ReaderError::LanguageMissing {
                    language: language.name(),
                });
            }
            if options.translate {
                return Err(ReaderError::CannotTranslate);
            }
        }
        let known = Known::new(&files, &(Arc::new([]) as OwnWords));
        Ok(WhisperReader {
            live: reader.with_threads(1),
            expected: Expected::new(&reader, &known, &"".into()),
            known,
            thorough: reader.with_threads(options.threads),
            options,
            files,
            told: None,
        })
    }

    /// The language of the sound.
    fn language(&mut self, encoded: &Encoded, seconds: f32) -> Result<Language, ReaderError> {
        if let Some(language) = self.options.language {
            return Ok(language);
        }
        match self.told {
            Some(told) if seconds < TELLING_S => Ok(told),
            _ => {
                let found = self.thorough.detect_language(encoded)?;
                let best = found.first().map_or(Language::ENGLISH, |(language, _)| *language);
                self.told = Some(best);
                Ok(best)
            }
        }
    }

    /// Words with times and what else follows from the texts of an English sound.
    fn in_english(
        &self,
        texts: &[ReadHypothesis],
        encoded: Encoded,
        request: &Request,
    ) -> Result<Transcript, ReadError> {
        let candidates: Vec<Candidate> = texts.iter().map(|text| self.candidate(text)).collect();
        let sound_ms = (request.seconds() * 1e3) as u64;
        let read = reading::read(
            &candidates,
            encoded.phones(),
            sound_ms,
            &self.known.tools,
            &self.expected.context,
        );
        let sounds = read.sounds.map(|phones| {
            let may_be_command = request.seconds() <= LONGEST_COMMAND_S;
            match may_be_command {
                true => Arc::new(ReadSounds {
                    phones,
                    reader: self.live.clone(),
                    encoded,
                }) as Arc<dyn Sounds>,
                false => phones,
            }
        });
        if read.fit.is_some_and(|fit| !fit.is_heard()) {
            return Err(sounds.map_or(Implausible::Unheard.into(), ReadError::Unheard));
        }
        Ok(Transcript {
            hypotheses: read
                .hypotheses
                .into_iter()
                .map(|it| later(it, request.start_ms))
                .collect(),
            written: texts.first().map_or("", |best| best.text.trim()).to_owned(),
            language: None,
            sounds,
        })
    }

    fn candidate(&self, text: &ReadHypothesis) -> Candidate {
        let vocabulary = self.live.vocabulary();
        let tokens = text
            .tokens
            .iter()
            .map(|token| (vocabulary.bytes(token.id).len(), token.log_prob));
        Candidate::new(text.text.clone(), tokens, text.log_prob)
    }
}

impl Reads for WhisperReader {
    fn read(&mut self, request: &Request) -> Result<Transcript, ReadError> {
        if !Arc::ptr_eq(&self.known.own_words, &request.own_words) {
            self.known = Known::new(&self.files, &request.own_words);
        }
        if !self.expected.fits(request) {
            self.expected = Expected::new(&self.live, &self.known, &request.before);
        }
        let (reader, least_silence_s, beams, n_best) = match request.depth {
            Depth::Live => (self.live.clone(), 0.0, 1, 1),
            Depth::Final => (self.thorough.clone(), FINAL_SILENCE_S, BEAMS, N_BEST),
        };
        let silence_s = reader.silence_s().max(least_silence_s);
        let encoded = reader.encode(&request.sound, silence_s).map_err(failed)?;
        let language = self.language(&encoded, request.seconds()).map_err(failed)?;
        let options = DecodeOptions {
            language: Some(language),
            task: if self.options.translate {
                Task::Translate
            } else {
                Task::Transcribe
            },
            beams,
            n_best,
            bias: self.expected.bias.clone(),
            ..DecodeOptions::default()
        };
        let wanted = || !request.cancelled.load(Relaxed);
        let reading = reader.decode(&encoded, &options, &wanted).map_err(failed)?;
        let Some(best) = reading
            .hypotheses
            .first()
            .filter(|best| !best.text.trim().is_empty())
        else {
            return Ok(Transcript::default());
        };
        plausible::check(&Signs {
            text: &best.text,
            seconds: request.seconds(),
            log_prob: best.log_prob / (best.tokens.len() + 1) as f32,
            no_speech: reading.no_speech,
        })?;
        if language == Language::ENGLISH {
            return self.in_english(&reading.hypotheses, encoded, request);
        }
        let start = request.start_ms;
        let end = start + (request.seconds() * 1e3) as u64;
        Ok(Transcript {
            hypotheses: vec![Hypothesis {
                words: spread(&best.text, start, end),
                score: best.score,
            }],
            written: best.text.trim().to_owned(),
            language: Some(language.name().to_owned()),
            sounds: None,
        })
    }
}

impl Known {
    fn new(files: &LanguageFiles, own_words: &OwnWords) -> Self {
        let mut files = files.clone();
        if let Err(error) = files.set_own(own_words) {
            tracing::warn!(%error, "own words were not taken");
        }
        Known {
            own_words: Arc::clone(own_words),
            tools: Tools::new(&files),
            files,
        }
    }
}

impl Expected {
    fn new(reader: &Reader, known: &Known, before: &Arc<str>) -> Self {
        let vocabulary = reader.vocabulary();
        let own = known.own_words.iter();
        let spelled: Vec<String> = own.map(|(spelling, _)| spelling.trim().to_owned()).collect();
        let context = Context::of(before);
        let is_common = |word: &str| known.files.lexicon.find(word).is_some();
        let favoured = reading::favoured(&spelled, &context, is_common);
        let phrases = favoured
            .iter()
            .map(|(text, bonus)| (vocabulary.encode(text), *bonus));
        let phrases: Vec<(Vec<TokenId>, f32)> = phrases.collect();
        let bias = (!phrases.is_empty()).then(|| {
            let weighed = phrases.iter().map(|(tokens, bonus)| (&tokens[..], *bonus));
            Arc::new(Bias::new(vocabulary, weighed))
        });
        Expected {
            own_words: Arc::clone(&known.own_words),
            before: Arc::clone(before),
            context,
            bias,
        }
    }

    fn fits(&self, request: &Request) -> bool {
        Arc::ptr_eq(&self.own_words, &request.own_words) && Arc::ptr_eq(&self.before, &request.before)
    }
}

fn failed(error: ReaderError) -> ReadError {
    match error {
        ReaderError::Cancelled => ReadError::Cancelled,
        error => ReadError::Failed(error.to_string()),
    }
}

/// A reading whose times count from the beginning of the recording.
fn later(mut hypothesis: Hypothesis, start_ms: u64) -> Hypothesis {
    for word in &mut hypothesis.words {
        word.start_ms += start_ms;
        word.end_ms += start_ms;
    }
    hypothesis
}

/// Words of a text whose phones are not known, spread over the time of its sound by their letters.
fn spread(text: &str, start_ms: u64, end_ms: u64) -> Vec<Word> {
    let total = text.chars().filter(|c| !c.is_whitespace()).count().max(1) as u64;
    let at = |passed: u64| start_ms + (end_ms - start_ms) * passed / total;
    let mut passed = 0;
    let word = |text: &str| {
        let begin = passed;
        passed += text.chars().count() as u64;
        Word {
            start_ms: at(begin),
            end_ms: at(passed),
            ..Word::untimed(text)
        }
    };
    text.split_whitespace().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_another_language_share_the_time_by_their_letters() {
        let words = spread(" Guten Tag, Anna.", 1_000, 2_400);
        let times: Vec<(u64, u64)> = words.iter().map(|word| (word.start_ms, word.end_ms)).collect();
        assert_eq!(times, [(1_000, 1_500), (1_500, 1_900), (1_900, 2_400)]);
        assert_eq!(words[1].text, "Tag,");
        assert!(spread("  ", 0, 1_000).is_empty());
    }
}
