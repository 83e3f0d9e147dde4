//! What the user chose, looked at before it is loaded.

use super::{ModelRequest, inspect, open_options};
use crate::engine::recogniser::ModelPlan;
use crate::model::device::{self, DeviceChoice};
use crate::model::gemma::ModelFiles;
use crate::model::weights::{GgmlDType, Precision};
use crate::model::{ModelError, OpenOptions, memory};
use crate::settings::ModelChoice;

pub(super) fn request_of(plan: &ModelPlan) -> Result<ModelRequest, ModelError> {
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
/// [`ModelError::WrongFile`] or [`ModelError::Unreadable`] for what is no model; as loading it for the plan.
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
