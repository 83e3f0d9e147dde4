//! Which reader goes over the sound a second time, and how: from what the user chose to a recogniser of two passes.

use std::path::Path;

use super::reading::ReaderThread;
use crate::reader::{Language, Reader, ReaderError};
use crate::settings::ReaderChoice;
use crate::speech::listener::Rehears;
use crate::speech::second_pass::{
    Clock, Executor, Inline, SecondPass, Spoken, Stretches, WhisperOptions, WhisperReader,
};
use crate::speech::{Builtin, Recogniser, SpeechError};
use crate::store::models;

/// Most threads that read one stretch: more wait for each other.
const MOST_THREADS: usize = 4;

/// What is listened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody speaks and looks at the text.
    #[default]
    Dictation,
    /// A recording becomes text, as well and as soon as it can.
    Recording,
}

/// How the second pass is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassPlan {
    /// The reader.
    pub reader: ReaderChoice,
    /// What for.
    pub purpose: Purpose,
    /// The language that is spoken, by its English name or ISO 639-1 code; `None` finds it out.
    pub language: Option<String>,
    /// Write in English what is said in another language.
    pub translate: bool,
}

impl Default for PassPlan {
    fn default() -> Self {
        PassPlan {
            reader: ReaderChoice::default(),
            purpose: Purpose::default(),
            language: Some("English".to_owned()),
            translate: false,
        }
    }
}

/// Where a recogniser's reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a thread of its own.
    Thread,
    /// On the thread that hears, by the clock of the sound: for measuring.
    Here,
}

/// What a plan comes to: the reader, if there is one, and what is to be told.
#[derive(Default)]
pub struct SecondReader {
    /// The model and how it reads.
    reader: Option<(Reader, WhisperOptions)>,
    /// Name of a model that the user chose.
    name: Option<String>,
    /// Why there is none although one was wanted.
    remark: Option<String>,
}

impl SecondReader {
    /// Opens the reader of a plan. Without the built-in one's file the first pass must do, and that is said.
    ///
    /// # Errors
    /// [`SpeechError::Reader`] when a reader that the user chose cannot be used, or no reader knows the language.
    pub fn open(plan: &PassPlan) -> Result<Self, SpeechError> {
        let language = language(plan.language.as_deref())?;
        let (opened, remark) = match &plan.reader {
            ReaderChoice::Off => (None, None),
            ReaderChoice::Path(path) => (Some(Reader::open(path)?), None),
            ReaderChoice::Builtin => match builtin() {
                Ok(reader) => (Some(reader), None),
                Err(problem) => (
                    None,
                    Some(format!(
                        "The second pass is missing ({problem}). Only the first pass hears, with many more words wrong; \
                         install parlance again to have both."
                    )),
                ),
            },
        };
        let Some(reader) = opened else {
            needs_reader(language, plan.translate)?;
            return Ok(SecondReader {
                remark,
                ..SecondReader::default()
            });
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let options = WhisperOptions {
            language,
            translate: plan.translate,
            threads: threads.min(MOST_THREADS),
        };
        let name = matches!(plan.reader, ReaderChoice::Path(_)).then(|| reader.description().name.clone());
        Ok(SecondReader {
            reader: Some((reader, options)),
            name,
            remark: None,
        })
    }

    /// Whether there is a reader.
    pub fn is_there(&self) -> bool {
        self.reader.is_some()
    }

    /// A recogniser that hears with `first` and reads again what it heard.
    ///
    /// # Errors
    /// [`SpeechError::Reader`] when the model does not know the language; [`SpeechError::Decoder`] when the system gives
    /// no thread.
    pub fn over(
        &self,
        mut first: Builtin,
        purpose: Purpose,
        place: Place,
    ) -> Result<Box<dyn Recogniser>, SpeechError> {
        let Some((reader, options)) = &self.reader else {
            return Ok(Box::new(first.with_remark(self.remark.clone())));
        };
        let mut options = *options;
        if place == Place::Here {
            // Processor time is measured on this thread.
            options.threads = 1;
        }
        let whisper = Box::new(WhisperReader::new(
            reader.clone(),
            first.files().clone(),
            options,
        )?);
        let (executor, clock): (Box<dyn Executor>, Clock) = match place {
            Place::Here => (Box::new(Inline::new(whisper)), Clock::Sound),
            Place::Thread => {
                let thread = ReaderThread::start(whisper)
                    .map_err(|error| SpeechError::Decoder(format!("the system refused a thread: {error}")))?;
                (Box::new(thread), Clock::Wall)
            }
        };
        let spoken = match options.language {
            Some(language) if language == Language::ENGLISH => Spoken::English,
            _ => Spoken::Other,
        };
        let name = match &self.name {
            Some(reader) => format!("{} + {reader}", first.name()),
            None => first.name().to_owned(),
        };
        first.set_rehears(match (purpose, spoken) {
            (Purpose::Dictation, Spoken::English) => Rehears::Short,
            _ => Rehears::Never,
        });
        let first = Box::new(first);
        Ok(match purpose {
            Purpose::Dictation => Box::new(SecondPass::new(first, executor, spoken, clock).named(name)),
            Purpose::Recording => Box::new(Stretches::new(first, executor, spoken).named(name)),
        })
    }
}

/// The language of a setting; `None` finds it out.
fn language(setting: Option<&str>) -> Result<Option<Language>, SpeechError> {
    match setting.map(str::trim) {
        None | Some("" | "auto") => Ok(None),
        Some(name) => {
            let unknown = || SpeechError::Language(name.to_owned());
            Language::find(name).map(Some).ok_or_else(unknown)
        }
    }
}

/// The ISO 639 codes of all languages that readers know.
pub fn language_codes() -> Vec<&'static str> {
    Language::all().map(Language::code).collect()
}

/// Whether a language by its English name or ISO 639-1 code, or "auto", is one that can be asked for.
pub fn is_language(name: &str) -> bool {
    language(Some(name)).is_ok()
}

/// The English name of a language given by name or code, as a large model is told it; `None` where it is to guess.
pub(super) fn language_name(setting: Option<&str>) -> Option<String> {
    let setting = setting
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "auto")?;
    let known = Language::find(setting).map(Language::name);
    Some(known.unwrap_or(setting).to_owned())
}

/// Whether the first pass alone will do.
fn needs_reader(language: Option<Language>, translate: bool) -> Result<(), SpeechError> {
    match language {
        Some(language) if language != Language::ENGLISH => Err(SpeechError::ReaderNeeded(language.name())),
        _ if translate => Err(SpeechError::ReaderNeeded("translating")),
        _ => Ok(()),
    }
}

fn builtin() -> Result<Reader, ReaderError> {
    let folder = models::builtin_dir().unwrap_or_else(|| Path::new("models/builtin").to_path_buf());
    Reader::open(&folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_named_or_coded_or_found_out() {
        assert_eq!(language(Some("de")).unwrap().map(Language::name), Some("German"));
        assert_eq!(language(Some("English")).unwrap(), Some(Language::ENGLISH));
        for unknown in [None, Some("auto"), Some(" ")] {
            assert_eq!(language(unknown).unwrap(), None);
        }
        let error = language(Some("Klingon")).unwrap_err().to_string();
        assert!(error.contains("Klingon") && error.contains("auto"), "{error}");
        assert_eq!(language_name(Some("fr")).as_deref(), Some("French"));
        assert_eq!(language_name(Some("auto")), None);
    }

    #[test]
    fn another_language_without_a_reader_is_refused_in_words() {
        let plan = PassPlan {
            reader: ReaderChoice::Off,
            language: Some("de".to_owned()),
            ..PassPlan::default()
        };
        let error = SecondReader::open(&plan).err().unwrap().to_string();
        assert!(error.contains("German") && error.contains("reader"), "{error}");
        let english = PassPlan {
            language: Some("en".to_owned()),
            ..plan
        };
        assert!(SecondReader::open(&english).is_ok());
    }

    #[test]
    fn a_reader_that_is_not_there_is_an_error_that_names_it() {
        let plan = PassPlan {
            reader: "no/such/ggml-base.bin".to_owned().into(),
            ..PassPlan::default()
        };
        let error = SecondReader::open(&plan).err().unwrap().to_string();
        assert!(error.contains("ggml-base.bin"), "{error}");
    }
}
