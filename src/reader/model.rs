//! A model of the Whisper family, ready to read.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::beam::{Finished, Search};
use super::config::{Config, ROW_SAMPLES, SAMPLE_RATE};
use super::decoder::{Decoder, Memory, Past, Row};
use super::encoder::Encoder;
use super::error::{ReaderError, Result};
use super::languages::Language;
use super::layers::Work;
use super::mel::{self, LogMel};
use super::parallel::Threads;
use super::phones::PhoneHead;
use super::reading::{DecodeOptions, ReadHypothesis, Reading, Task};
use super::score::{Scoring, score};
use super::suppress;
use super::vocabulary::{TokenId, Vocabulary};
use super::weights::{Loader, Precision, TensorSource};

/// What is known of a model, for people.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// What it is called: its folder or file, or what it says of itself.
    pub name: String,
    /// The format of its files: "ggml", "CTranslate2", …
    pub format: &'static str,
    /// The encodings of its matrices with their bytes, most first: "INT8".
    pub encodings: Vec<(&'static str, usize)>,
    /// Its sizes.
    pub config: Config,
    /// Languages; 1 for English-only models.
    pub languages: usize,
    /// Whether it gives phones.
    pub has_phones: bool,
}

/// A model of the Whisper family. Cheap to clone: what was loaded is shared.
#[derive(Clone)]
pub struct Reader {
    shared: Arc<Shared>,
    threads: Threads,
    silence_s: f32,
}

struct Shared {
    description: Description,
    vocabulary: Vocabulary,
    mel: LogMel,
    encoder: Encoder,
    decoder: Decoder,
    phones: Option<PhoneHead>,
    /// Added to every logit: minus infinity for what a reading never writes.
    mask: Vec<f32>,
    not_first: Vec<TokenId>,
}

/// Sound that was encoded, by the reader that is to read it.
#[derive(Clone, Debug)]
pub struct Encoded {
    memory: Memory,
    phones: Option<Vec<f32>>,
    /// Rows of 20 ms that belong to the sound, without the silence behind it.
    sound_rows: usize,
}

impl Encoded {
    /// Logarithms of the phones' probabilities, a row of [`PHONE_CLASSES`](super::PHONE_CLASSES) per 20 ms of sound; `None`
    /// when the model has no phone head.
    pub fn phones(&self) -> Option<&[f32]> {
        self.phones.as_deref()
    }
}

/// Seconds of silence that a model needs behind the sound which has learnt from thirty seconds alone: with less it does not
/// see that nothing more comes, and goes on writing.
pub const UNTUNED_SILENCE_S: f32 = 7.0;

/// Most hypotheses that a caller gets: each costs a row of logits, and a reading needs five.
const MOST_BEAMS: usize = 64;

/// Most tokens of a second of speech, and those that a text may have besides. The 8,568 English texts of the speech at hand
/// have 6.6 a second at most and 5.7 but for one in a thousand; scripts that the vocabulary knows less well take more.
const ENGLISH_TOKENS_PER_SECOND: f32 = 8.0;
const TOKENS_PER_SECOND: f32 = 16.0;
const TOKENS_BESIDES: usize = 12;

impl Reader {
    /// Opens a model: the built-in one's folder, a folder of Hugging Face or CTranslate2, or a ggml file.
    ///
    /// # Errors
    /// [`ReaderError::Unreadable`] and [`ReaderError::WrongFile`].
    pub fn open(path: &Path) -> Result<Reader> {
        if path.join(super::builtin::CONFIG).is_file() {
            return super::builtin::open(path);
        }
        super::formats::open(path, Precision::AsFile)
    }

    /// A model of tensors, called `name`, that came in a file of `format`.
    ///
    /// # Errors
    /// A tensor is missing or has another shape; the source cannot be read.
    pub fn from_tensors(
        name: String,
        format: &'static str,
        config: Config,
        vocabulary: Vocabulary,
        source: &mut dyn TensorSource,
        precision: Precision,
    ) -> Result<Reader> {
        config.check(&source.file())?;
        if vocabulary.size() != config.vocabulary {
            let (expected, found) = (config.vocabulary, vocabulary.size());
            return Err(ReaderError::wrong(
                source.file(),
                format!("{expected} tokens"),
                found.to_string(),
            ));
        }
        let mut loader = Loader::new(source, precision);
        let encoder = Encoder::load(&mut loader, &config)?;
        let decoder = Decoder::load(&mut loader, &config)?;
        let phones = PhoneHead::load(&mut loader, encoder.layers() + 1, config.width)?;
        let specials = vocabulary.specials();
        let description = Description {
            name,
            format,
            encodings: loader.encodings(),
            config,
            languages: if specials.multilingual {
                specials.languages.len()
            } else {
                1
            },
            has_phones: phones.is_some(),
        };
        let mut mask = vec![0.0; config.vocabulary];
        for token in suppress::never(&vocabulary) {
            mask[token as usize] = f32::NEG_INFINITY;
        }
        let shared = Shared {
            description,
            mel: LogMel::new(config.mel_bands),
            encoder,
            decoder,
            phones,
            mask,
            not_first: suppress::not_first(&vocabulary),
            vocabulary,
        };
        Ok(Reader {
            shared: Arc::new(shared),
            threads: Threads::new(1),
            silence_s: UNTUNED_SILENCE_S,
        })
    }

    /// The same model, whose work so many threads of the program's pool share; 1 works on the caller's own.
    pub fn with_threads(&self, count: usize) -> Reader {
        Reader {
            threads: Threads::new(count),
            ..self.clone()
        }
    }

    /// The same model, which needs so many seconds of silence behind the sound.
    pub(super) fn with_silence(self, silence_s: f32) -> Reader {
        Reader { silence_s, ..self }
    }

    /// Seconds of silence that this model needs behind the sound: what [`encode`](Self::encode) is best given.
    pub fn silence_s(&self) -> f32 {
        self.silence_s
    }

    /// What is known of the model.
    pub fn description(&self) -> &Description {
        &self.shared.description
    }

    /// Its tokens.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.shared.vocabulary
    }

    /// Most seconds of sound and silence.
    pub fn limit_s(&self) -> f32 {
        self.shared.encoder.positions() as f32 * ROW_SAMPLES as f32 / SAMPLE_RATE as f32
    }

    /// Encodes 16 kHz mono sound with `silence_s` seconds of digital silence behind it, or as many as the model still
    /// takes. Time and memory grow with their sum. Samples that are not finite count as silence.
    ///
    /// # Errors
    /// [`ReaderError::TooLong`] when the sound alone is longer than [`limit_s`](Self::limit_s).
    pub fn encode(&self, sound: &[f32], silence_s: f32) -> Result<Encoded> {
        let shared = &*self.shared;
        let sound_rows = sound.len().div_ceil(ROW_SAMPLES);
        let limit = shared.encoder.positions();
        if sound_rows > limit {
            let seconds = sound.len() as f32 / SAMPLE_RATE as f32;
            return Err(ReaderError::TooLong {
                seconds,
                limit: self.limit_s(),
            });
        }
        // A conversion saturates, and makes nothing of what is no number.
        let silent_rows = (silence_s.max(0.0) * SAMPLE_RATE as f32 / ROW_SAMPLES as f32).round() as usize;
        let rows = sound_rows.saturating_add(silent_rows).clamp(1, limit);
        let mut whole: Vec<f32> = sound
            .iter()
            .map(|&x| if x.is_finite() { x } else { 0.0 })
            .collect();
        whole.resize(sound_rows * ROW_SAMPLES, 0.0);
        let frames = shared.mel.frames(&whole, rows == sound_rows);
        self.encode_frames(&frames, rows, sound_rows)
    }

    /// Encodes frames of a spectrogram `[_, bands]`, with silence behind them where they make fewer than `rows` rows. The
    /// first `sound_rows` belong to the sound.
    pub(super) fn encode_frames(&self, frames: &[f32], rows: usize, sound_rows: usize) -> Result<Encoded> {
        let shared = &*self.shared;
        let mut mix = shared.phones.as_ref().map(|head| (head, head.begin(sound_rows)));
        let encoded = shared
            .encoder
            .run(frames, mel::silence(), rows, self.threads, |layer, x| {
                if let Some((head, mix)) = &mut mix {
                    head.add(mix, layer, x);
                }
            })?;
        Ok(Encoded {
            memory: shared.decoder.memory(&encoded, self.threads)?,
            phones: mix
                .map(|(head, mix)| head.finish(&mix, self.threads))
                .transpose()?,
            sound_rows,
        })
    }

    /// The encoder's rows for the frames of a spectrogram, and a row of logits after each of these tokens.
    #[cfg(test)]
    pub(super) fn rows_and_logits(&self, frames: &[f32], tokens: &[TokenId]) -> Result<(Vec<f32>, Vec<f32>)> {
        let shared = &*self.shared;
        let rows = frames.len() / shared.description.config.mel_bands / mel::FRAMES_PER_ROW;
        let encoded = shared
            .encoder
            .run(frames, mel::silence(), rows, self.threads, |_, _| ())?;
        let (mut past, mut work) = (shared.decoder.begin(), Work::default());
        let read = self.read_all(
            &self.encode_frames(frames, rows, rows)?,
            &mut past,
            tokens,
            &mut work,
        )?;
        Ok((encoded, shared.decoder.logits(&read, self.threads, &mut work)?))
    }

    /// The languages that may be spoken with their probabilities, the likeliest first. English for English-only models.
    ///
    /// # Errors
    /// `encoded` comes from another reader.
    pub fn detect_language(&self, encoded: &Encoded) -> Result<Vec<(Language, f32)>> {
        let specials = self.shared.vocabulary.specials();
        if !specials.multilingual {
            return Ok(vec![(Language::ENGLISH, 1.0)]);
        }
        let (mut past, mut work) = (self.shared.decoder.begin(), Work::default());
        let rows = self.read_all(encoded, &mut past, &[specials.start_of_transcript], &mut work)?;
        let logits = self.shared.decoder.logits(&rows, self.threads, &mut work)?;
        let known = specials.languages.iter();
        let mut probabilities: Vec<f32> = known.clone().map(|&(id, _)| logits[id as usize]).collect();
        parlance_kernels::softmax(&mut probabilities);
        let mut found: Vec<(Language, f32)> =
            known.map(|&(_, language)| language).zip(probabilities).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(found)
    }

    /// Reads encoded sound. `proceed` is asked before each token.
    ///
    /// # Errors
    /// [`ReaderError::LanguageUnknown`], [`ReaderError::LanguageMissing`] and [`ReaderError::CannotTranslate`];
    /// [`ReaderError::Cancelled`] as soon as `proceed` says no; [`ReaderError::Numbers`] when the model is damaged.
    pub fn decode(
        &self,
        encoded: &Encoded,
        options: &DecodeOptions,
        proceed: &dyn Fn() -> bool,
    ) -> Result<Reading> {
        let shared = &*self.shared;
        let prefix = self.prefix(options)?;
        let (mut past, mut work) = (shared.decoder.begin(), Work::default());
        let rows = self.read_all(encoded, &mut past, &prefix, &mut work)?;
        let width = shared.description.config.width;
        let at = |row: usize| &rows[row * width..(row + 1) * width];
        let asked = [at(0), at(prefix.len() - 1)].concat();
        let mut logits = shared.decoder.logits(&asked, self.threads, &mut work)?;
        let following = logits.split_off(shared.decoder.tokens());
        parlance_kernels::softmax(&mut logits);
        let no_speech = logits[shared.vocabulary.specials().no_speech as usize];
        let search = Search {
            decoder: &shared.decoder,
            memory: &encoded.memory,
            threads: self.threads,
            end_of_text: shared.vocabulary.specials().end_of_text,
            mask: &shared.mask,
            not_first: &shared.not_first,
            bias: options.bias.as_deref(),
            beams: options.beams.clamp(1, MOST_BEAMS),
            max_tokens: self.max_tokens(encoded, options, prefix.len()),
            proceed,
        };
        let texts = search.run(&mut past, following, &mut work)?;
        let hypothesis = |text: Finished| {
            let ids: Vec<TokenId> = text.tokens.iter().map(|token| token.id).collect();
            ReadHypothesis {
                text: shared.vocabulary.text(&ids),
                tokens: text.tokens,
                log_prob: text.log_prob,
                score: text.score,
            }
        };
        let hypotheses = texts
            .into_iter()
            .take(options.n_best.max(1))
            .map(hypothesis)
            .collect();
        Ok(Reading {
            hypotheses,
            no_speech,
        })
    }

    /// Logarithms of the probabilities of given texts, their ends included, as [`decode`](Self::decode) would give them.
    /// Texts with a common beginning share its cost. Language and task come from `options`.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), [`ReaderError::TooManyTokens`] and [`ReaderError::UnknownToken`].
    pub fn score(
        &self,
        encoded: &Encoded,
        options: &DecodeOptions,
        texts: &[Vec<TokenId>],
    ) -> Result<Vec<f32>> {
        let scoring = Scoring {
            decoder: &self.shared.decoder,
            memory: &encoded.memory,
            threads: self.threads,
            end_of_text: self.shared.vocabulary.specials().end_of_text,
            mask: &self.shared.mask,
            not_first: &self.shared.not_first,
        };
        score(&scoring, &self.prefix(options)?, texts)
    }

    /// Reads tokens one behind the other, each seeing those before it; a row for each.
    fn read_all(
        &self,
        encoded: &Encoded,
        past: &mut Past,
        tokens: &[TokenId],
        work: &mut Work,
    ) -> Result<Vec<f32>> {
        let decoder = &self.shared.decoder;
        let sees: Vec<u32> = (0..tokens.len() as u32).collect();
        let row = |(n, &token): (usize, &TokenId)| Row {
            token,
            sees: &sees[..=n],
        };
        let rows: Vec<Row> = tokens.iter().enumerate().map(row).collect();
        decoder.read(&encoded.memory, past, &rows, work)
    }

    /// The tokens before the text: the beginning of the transcript, what is asked for, and that no times are.
    fn prefix(&self, options: &DecodeOptions) -> Result<Vec<TokenId>> {
        let specials = self.shared.vocabulary.specials();
        let mut tokens = vec![specials.start_of_transcript];
        if specials.multilingual {
            let known = specials.languages.len();
            let language = options.language.ok_or(ReaderError::LanguageUnknown { known })?;
            let mut languages = specials.languages.iter();
            let named = languages.find(|&&(_, named)| named == language);
            let &(token, _) = named.ok_or(ReaderError::LanguageMissing {
                language: language.name(),
            })?;
            tokens.extend([
                token,
                match options.task {
                    Task::Transcribe => specials.transcribe,
                    Task::Translate => specials.translate,
                },
            ]);
        } else if options.task == Task::Translate {
            return Err(ReaderError::CannotTranslate);
        } else if let Some(language) = options.language.filter(|&language| language != Language::ENGLISH) {
            return Err(ReaderError::LanguageMissing {
                language: language.name(),
            });
        }
        tokens.push(specials.no_timestamps);
        if tokens.len() >= self.shared.decoder.positions() {
            let limit = self.shared.decoder.positions();
            return Err(ReaderError::TooManyTokens {
                tokens: tokens.len(),
                limit,
            });
        }
        Ok(tokens)
    }

    fn max_tokens(&self, encoded: &Encoded, options: &DecodeOptions, prefix: usize) -> usize {
        let seconds = encoded.sound_rows as f32 * ROW_SAMPLES as f32 / SAMPLE_RATE as f32;
        let rate = match options.language {
            Some(Language::ENGLISH) | None => ENGLISH_TOKENS_PER_SECOND,
            Some(_) => TOKENS_PER_SECOND,
        };
        let spoken = TOKENS_BESIDES + (seconds * rate) as usize;
        let room = self.shared.decoder.positions() - prefix;
        options.max_tokens.unwrap_or(spoken).clamp(1, room)
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reader").field(&self.shared.description).finish()
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
