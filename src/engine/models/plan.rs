//! From what the user chose to a loaded model: looked at before, shared by recogniser and rewriter after.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::{Loaded, ModelRequest, inspect, load, open_drafter, open_options};
use crate::engine::recogniser::ModelPlan;
use crate::model::device::{self, DeviceChoice};
use crate::model::gemma::{ModelFiles, folder_of};
use crate::model::weights::gguf_head::architecture;
use crate::model::weights::{GgmlDType, Precision, Progress};
use crate::model::{Drafter, Gemma, ModelError, OpenOptions, memory};
use crate::settings::ModelChoice;

/// What the head of a drafter's file says.
const DRAFTER: &str = "gemma4-assistant";

fn request_of(plan: &ModelPlan) -> Result<ModelRequest, ModelError> {
    match &plan.choice {
        ModelChoice::Path(path) => Ok(ModelRequest {
            model: path.clone(),
            projector: plan.projector.clone(),
            drafter: plan.drafter.clone(),
            device: None,
            quantize: plan.quantize.clone(),
            exact: false,
        }),
        ModelChoice::Builtin => Err(ModelError::Input(
            "the built-in model has nothing to choose: it is always there".into(),
        )),
    }
}

/// What is known about a plan before its model is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Name for people.
    pub name: String,
    /// "Gemma 4 Unified", "drafter" or "built-in".
    pub kind: &'static str,
    /// Bytes of memory needed for weights and 4096 tokens of context.
    pub needed: u64,
    /// Bytes free, where the system tells.
    pub available: Option<u64>,
    /// What is not there, and what that means; a missing tensor or tokenizer keeps it from being used.
    pub missing: Vec<String>,
    /// Bytes needed with the weights quantised while loading: "Q8_0", "Q4_0".
    pub quantised: [(&'static str, u64); 2],
}

impl Verdict {
    /// Whether it fits the free memory; where the system does not tell, it is tried.
    pub fn fits(&self) -> bool {
        self.available.is_none_or(|available| self.needed <= available)
    }

    /// The larger of the types to quantise to that would fit, when the plan as it is does not.
    pub fn advice(&self) -> Option<&'static str> {
        let smaller = |&&(_, bytes): &&(_, u64)| bytes < self.needed && Some(bytes) <= self.available;
        let found = self.quantised.iter().find(smaller)?;
        (!self.fits()).then_some(found.0)
    }
}

/// Looks at the model of a plan without loading it: what it is, what it needs, whether that is there.
///
/// # Errors
/// [`ModelError::WrongFile`] or [`ModelError::Unreadable`] for what is no model; as [`load`] for the plan.
pub fn verdict(plan: &ModelPlan) -> Result<Verdict, ModelError> {
    let request = request_of(plan)?;
    let options = open_options(device::choose(DeviceChoice::Auto).device, &request)?;
    let found = inspect(&request.model, request.projector.as_deref())?;
    let files = ModelFiles::open(&request.model, request.projector.as_deref())?;
    let needed = |precision| {
        let options = OpenOptions {
            precision,
            ..options.clone()
        };
        memory::needed(&files, &options, options.fit_context.unwrap_or_default())
    };
    Ok(Verdict {
        name: found.name,
        kind: found.kind,
        needed: needed(options.precision),
        available: found.available,
        missing: found.missing,
        quantised: [("Q8_0", GgmlDType::Q8_0), ("Q4_0", GgmlDType::Q4_0)]
            .map(|(name, dtype)| (name, needed(Precision::Quantized(dtype)))),
    })
}

/// The model that the recogniser has loaded, for the rewriter; dropped when the recogniser drops it.
static CURRENT: Mutex<Option<Shared>> = Mutex::new(None);

struct Shared {
    request: ModelRequest,
    model: Weak<Gemma>,
    drafter: Option<Weak<Drafter>>,
    device: &'static str,
}

/// Loads the model of a plan, with its drafter or the one that lies beside it, and lets [`current`] find it. A model that
/// somebody still holds, asked for in the same way, is not loaded a second time.
///
/// # Errors
/// As [`load`]; [`ModelError::Input`] when the plan names the built-in model, which is not loaded here.
pub fn share(plan: &ModelPlan, progress: Progress) -> Result<Loaded, ModelError> {
    let request = request_of(plan)?;
    if is_current(&request)
        && let Some(loaded) = loaded()
    {
        return Ok(loaded);
    }
    // The old one goes before the new one comes: two would not fit.
    set_current(None);
    let mut loaded = load(&request, Some(progress))?;
    if loaded.drafter.is_none()
        && let Some(path) = drafter_beside(&request.model)
    {
        // A drafter for something else must not keep the model from being used.
        match open_drafter(&path, &loaded.model, &request) {
            Ok(drafter) => loaded.drafter = Some(Arc::new(drafter)),
            Err(error) => tracing::warn!(%error, "the drafter beside the model is not used"),
        }
    }
    set_current(Some(Shared {
        request,
        model: Arc::downgrade(&loaded.model),
        drafter: loaded.drafter.as_ref().map(Arc::downgrade),
        device: loaded.device,
    }));
    Ok(loaded)
}

fn is_current(request: &ModelRequest) -> bool {
    let current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    current
        .as_ref()
        .is_some_and(|current| current.request == *request)
}

fn set_current(new: Option<Shared>) {
    *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = new;
}

/// The model that is loaded now, with its drafter.
pub fn current() -> Option<(Arc<Gemma>, Option<Arc<Drafter>>)> {
    loaded().map(|loaded| (loaded.model, loaded.drafter))
}

/// The same, with where it runs.
pub fn loaded() -> Option<Loaded> {
    let current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    let current = current.as_ref()?;
    Some(Loaded {
        model: current.model.upgrade()?,
        drafter: current.drafter.as_ref().and_then(Weak::upgrade),
        device: current.device,
        // It was told when it was loaded.
        message: None,
    })
}

/// The one drafter beside `path`: a GGUF file whose head says that it is one, whatever it is called, or a folder called
/// "assistant", as Google calls its drafters.
fn drafter_beside(path: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder_of(path))
        .ok()?
        .flatten()
        .map(|entry| entry.path());
    let mut found = entries.filter(|entry| {
        let name = entry
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        match entry.is_dir() {
            true => name.contains("assistant"),
            false => name.ends_with(".gguf") && architecture(entry).as_deref() == Some(DRAFTER),
        }
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drafter_is_known_by_its_head_and_not_by_its_name() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("gemma-4-12b-it-Q4_0.gguf");
        std::fs::copy(fixtures.join("tiny-unified-q4_0.gguf"), &model).unwrap();
        assert_eq!(drafter_beside(&model), None);
        let drafter = folder.path().join("mtp-gemma-4-12b-it.gguf");
        std::fs::copy(fixtures.join("tiny-assistant-f32.gguf"), &drafter).unwrap();
        // Called like one, and none.
        std::fs::write(folder.path().join("assistant.gguf"), "GGUF").unwrap();
        assert_eq!(drafter_beside(&model), Some(drafter.clone()));
        std::fs::copy(&drafter, folder.path().join("another.gguf")).unwrap();
        assert_eq!(drafter_beside(&model), None, "nobody can tell which of two");
    }
}
