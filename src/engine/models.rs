//! Model files for people: open, run once, look at, quantise. What `parlance models` and `--model` call.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::audio::file::SoundFile;
use crate::frames::{Frame, Framer, Mixdown, SoundFormat};
use crate::model::device::{self, Device, DeviceChoice};
use crate::model::image::Patches;
use crate::model::weights::{GgmlDType, Precision, Progress};
use crate::model::{
    CacheType, Drafter, Gemma, ModelError, OpenOptions, Piece, Prompt, Request, Sampling, Sequence, generate,
    inspect, quantize,
};

pub mod catalog;
mod chat;
pub mod found;
pub mod own;
mod plan;
mod registry;

pub use crate::model::bench::ModelBench;
pub use crate::model::memory::available as free_memory;
pub use crate::model::{ModelError as Error, Role};
pub use chat::{Answer, Chat, Ended, Part, Turn, chat};
pub use inspect::{Inspection, inspect};
pub use plan::{Verdict, verdict};
pub use quantize::Written;
pub use registry::ModelRegistry;

/// Which files, and how to run them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelRequest {
    /// A Hugging Face folder or a GGUF file.
    pub model: PathBuf,
    /// The projector of a GGUF; without it one beside the file is taken.
    pub projector: Option<PathBuf>,
    /// A drafter.
    pub drafter: Option<PathBuf>,
    /// "auto", "cpu", "cuda", "metal".
    pub device: Option<String>,
    /// Quantise float matrices while loading: "Q8_0" or "Q4_0".
    pub quantize: Option<String>,
    /// Multiply in 32-bit floats, whatever the matrices are stored as.
    pub exact: bool,
}

/// A loaded model with its drafter.
pub struct Loaded {
    /// The model.
    pub model: Arc<Gemma>,
    /// Its drafter.
    pub drafter: Option<Arc<Drafter>>,
    /// Where it runs: "cpu", "cuda", "metal".
    pub device: &'static str,
    /// What the user should know about the choice of device.
    pub message: Option<String>,
}

/// Loads what was asked for.
///
/// # Errors
/// As [`Gemma::open`]; [`ModelError::Input`] for an unknown device or type.
pub fn load(request: &ModelRequest, progress: Option<Progress>) -> Result<Loaded, ModelError> {
    let choice = match request.device.as_deref().unwrap_or("auto") {
        "auto" => DeviceChoice::Auto,
        "cpu" => DeviceChoice::Cpu,
        "cuda" => DeviceChoice::Cuda,
        "metal" => DeviceChoice::Metal,
        other => {
            return Err(ModelError::Input(format!(
                "{other} is no device; there are auto, cpu, cuda and metal"
            )));
        }
    };
    let chosen = device::choose(choice);
    let options = open_options(chosen.device, request)?;
    let model = Gemma::open(&request.model, request.projector.as_deref(), &options, progress)?;
    let drafter = request
        .drafter
        .as_ref()
        .map(|path| open_drafter(path, &model, request));
    Ok(Loaded {
        drafter: drafter.transpose()?.map(Arc::new),
        model: Arc::new(model),
        device: chosen.name,
        message: chosen.message,
    })
}

pub(super) fn open_options(device: Device, request: &ModelRequest) -> Result<OpenOptions, ModelError> {
    Ok(OpenOptions {
        cache: if device.is_cpu() {
            CacheType::F32
        } else {
            CacheType::F16
        },
        device,
        precision: match &request.quantize {
            Some(name) => Precision::Quantized(block_type(name)?),
            None if request.exact => Precision::Exact,
            None => Precision::Stored,
        },
        ..OpenOptions::default()
    })
}

pub(super) fn open_drafter(
    path: &Path,
    model: &Gemma,
    request: &ModelRequest,
) -> Result<Drafter, ModelError> {
    let options = open_options(model.decoder().device().clone(), request)?;
    Drafter::open(path, model, &options, None)
}

pub(super) fn block_type(name: &str) -> Result<GgmlDType, ModelError> {
    match name.to_ascii_uppercase().as_str() {
        "Q4_0" => Ok(GgmlDType::Q4_0),
        "Q8_0" => Ok(GgmlDType::Q8_0),
        _ => Err(ModelError::Input(format!(
            "{name} is no type to quantise to; there are Q4_0 and Q8_0"
        ))),
    }
}

/// Quantises `from` to the GGUF file `to`.
///
/// # Errors
/// As [`quantize::quantize`].
pub fn quantise(
    from: &Path,
    to: &Path,
    kind: &str,
    progress: Option<Progress>,
) -> Result<Written, ModelError> {
    quantize::quantize(from, to, block_type(kind)?, progress)
}

/// What the 12B would cost on this machine with matrices of type `kind`.
///
/// # Errors
/// As [`crate::model::bench::bench`]; [`ModelError::Input`] for another type.
pub fn bench(kind: &str, layers: usize, context: usize) -> Result<ModelBench, ModelError> {
    let dtype = match kind.to_ascii_uppercase().as_str() {
        "Q4_K" => GgmlDType::Q4K,
        _ => block_type(kind).map_err(|_| {
            ModelError::Input(format!(
                "{kind} is no type to measure; there are Q4_0, Q4_K and Q8_0"
            ))
        })?,
    };
    crate::model::bench::bench(dtype, layers, context)
}

/// What the model is asked.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Token ids; placeholders for sound and image are replaced by the files'.
    Ids(Vec<u32>),
    /// One turn of a user.
    Prompt(String),
}

/// One run of a model.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// What to ask.
    pub ask: Ask,
    /// Sound that goes with it.
    pub audio: Option<PathBuf>,
    /// An image that goes with it.
    pub image: Option<PathBuf>,
    /// Most tokens to generate.
    pub max_new_tokens: usize,
    /// Softmax temperature; 0 is greedy.
    pub temperature: f64,
    /// Seed of the sampling.
    pub seed: u64,
    /// Tokens a drafter proposes per round.
    pub drafts: usize,
}

/// What came of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RunReport {
    /// The prompt's ids, placeholders included.
    pub input_ids: Vec<u32>,
    /// The new ids, the stop id included.
    pub output_ids: Vec<u32>,
    /// Their text, without a tokenizer empty.
    pub text: String,
    /// Prompt tokens per second.
    pub prefill_tokens_per_second: f64,
    /// New tokens per second, after the first.
    pub decode_tokens_per_second: f64,
    /// Drafts kept in each round.
    pub drafts_kept: Vec<usize>,
    /// Drafts offered in each round.
    pub drafts_offered: Vec<usize>,
    /// Whether a stop id ended it.
    pub stopped: bool,
    /// Where it ran.
    pub device: &'static str,
}

/// Runs the model once; text goes to `on_piece` as it comes.
///
/// # Errors
/// [`ModelError::Input`] when prompt, sound and image do not fit each other; as `generate`.
pub fn run(
    loaded: &Loaded,
    request: &RunRequest,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<RunReport, ModelError> {
    let model = &loaded.model;
    let frames = request.audio.as_deref().map(read_frames).transpose()?;
    let patches = request
        .image
        .as_deref()
        .map(|path| read_patches(model, path))
        .transpose()?;
    let start = Instant::now();
    let mut sequence = Sequence::new(model);
    match &request.ask {
        Ask::Ids(ids) => {
            let pieces = fit(model, ids, frames.as_deref(), patches.as_ref())?;
            sequence.feed(model, &pieces, None)?;
        }
        Ask::Prompt(text) => {
            // Images before the text, sound behind it: the order the model was trained on.
            let mut prompt = Prompt::new(model)?.open(Role::User)?;
            if let Some(patches) = &patches {
                prompt = prompt.image(patches);
            }
            prompt = prompt.text(text.trim())?;
            if let Some(frames) = &frames {
                prompt = prompt.audio(frames);
            }
            sequence.feed(model, &prompt.answer()?.pieces(), None)?;
        }
    }
    let prefill = start.elapsed().as_secs_f64();
    let input_ids = sequence.ids().to_vec();
    let generation = model.generation();
    let sampling = Sampling {
        temperature: request.temperature,
        top_k: generation.top_k,
        top_p: generation.top_p,
        seed: request.seed,
    };
    let order = Request {
        sampling,
        drafts: request.drafts,
        ..Request::greedy(model, request.max_new_tokens)
    };
    let out = generate(model, &mut sequence, loaded.drafter.as_deref(), &order, on_piece)?;
    let decode = (out.total - out.first_token).as_secs_f64();
    Ok(RunReport {
        prefill_tokens_per_second: input_ids.len() as f64 / prefill.max(1e-9),
        decode_tokens_per_second: out.ids.len().saturating_sub(1) as f64 / decode.max(1e-9),
        input_ids,
        output_ids: out.ids,
        text: out.text,
        drafts_kept: out.rounds.iter().map(|round| round.kept).collect(),
        drafts_offered: out.rounds.iter().map(|round| round.offered).collect(),
        stopped: out.stopped,
        device: loaded.device,
    })
}

/// Puts the frames and patches where the ids have placeholders; there must be exactly as many.
fn fit<'a>(
    model: &Gemma,
    ids: &'a [u32],
    frames: Option<&'a [Frame]>,
    patches: Option<&'a Patches>,
) -> Result<Vec<Piece<'a>>, ModelError> {
    let special = &model.config().ids;
    let count = |placeholder| ids.iter().filter(|&&id| id == placeholder).count();
    for (what, placeholder, given) in [
        ("audio", special.audio, frames.map_or(0, <[Frame]>::len)),
        ("image", special.image, patches.map_or(0, Patches::count)),
    ] {
        let found = count(placeholder);
        if found != given {
            return Err(ModelError::Input(format!(
                "the ids have {found} {what} placeholders ({placeholder}), the {what} file makes {given}"
            )));
        }
    }
    let mut pieces = Vec::new();
    let mut frames = frames.unwrap_or_default();
    for run in ids.chunk_by(|&a, &b| {
        a == b
            || ![a, b]
                .iter()
                .any(|&id| id == special.audio || id == special.image)
    }) {
        if run[0] == special.audio {
            let (now, later) = frames.split_at(run.len());
            frames = later;
            pieces.push(Piece::Frames(now));
        } else if run[0] == special.image {
            match patches {
                Some(patches) if patches.count() == run.len() => pieces.push(Piece::Image(patches)),
                _ => {
                    return Err(ModelError::Input(
                        "an image's placeholders must stand together".into(),
                    ));
                }
            }
        } else {
            pieces.push(Piece::Ids(run));
        }
    }
    Ok(pieces)
}

fn read_patches(model: &Gemma, path: &Path) -> Result<Patches, ModelError> {
    match &model.config().vision {
        Some(vision) => Patches::read(path, vision),
        None => Err(ModelError::Input(format!(
            "{} has no image input (--projector)",
            model.name()
        ))),
    }
}

/// A sound file as frames of 640 samples at 16 kHz.
fn read_frames(path: &Path) -> Result<Vec<Frame>, ModelError> {
    let unreadable = |error: &dyn std::fmt::Display| ModelError::Input(error.to_string());
    let block = SoundFile::open(path)
        .and_then(SoundFile::read_all)
        .map_err(|error| unreadable(&error))?;
    let format = SoundFormat {
        rate_hz: block.rate_hz,
        channels: block.channels,
    };
    let mut framer = Framer::new(format, Mixdown::default())
        .map_err(|error| unreadable(&error))?
        .without_filter();
    let mut frames = Vec::new();
    framer
        .push(&block.samples, &mut frames)
        .and_then(|()| framer.finish(&mut frames))
        .map_err(|error| unreadable(&error))?;
    Ok(frames)
}
