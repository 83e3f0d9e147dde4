//! The language model that is loaded, shared by those that were given the same registry: recogniser, rewriter, server.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::plan::request_of;
use super::{Loaded, ModelRequest, load, open_drafter};
use crate::engine::recogniser::ModelPlan;
use crate::model::beside::drafter_beside;
use crate::model::weights::Progress;
use crate::model::{Drafter, Gemma, ModelError};

/// Knows the language model that somebody holds; a clone knows the same one. It holds nothing itself: the model goes when
/// the last of those that asked for it lets go.
#[derive(Clone, Debug, Default)]
pub struct ModelRegistry(Arc<Mutex<Option<Held>>>);

#[derive(Debug)]
struct Held {
    request: ModelRequest,
    model: Weak<Gemma>,
    drafter: Option<Weak<Drafter>>,
    device: &'static str,
}

impl ModelRegistry {
    /// Loads the model of a plan, with its drafter or the one that lies beside it, for [`ModelRegistry::loaded`] to find. A
    /// model that somebody still holds, asked for in the same way, is not loaded a second time.
    ///
    /// # Errors
    /// As [`load`]; [`ModelError::Input`] when the plan names the built-in model, which is not loaded here.
    pub fn load(&self, plan: &ModelPlan, progress: Progress) -> Result<Loaded, ModelError> {
        let request = request_of(plan)?;
        let is_held = self.held().as_ref().is_some_and(|held| held.request == request);
        if is_held && let Some(loaded) = self.loaded() {
            return Ok(loaded);
        }
        // The old one goes before the new one comes: two would not fit.
        *self.held() = None;
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
        *self.held() = Some(Held {
            request,
            model: Arc::downgrade(&loaded.model),
            drafter: loaded.drafter.as_ref().map(Arc::downgrade),
            device: loaded.device,
        });
        Ok(loaded)
    }

    /// The model that is loaded now, with its drafter and where it runs.
    pub fn loaded(&self) -> Option<Loaded> {
        let held = self.held();
        let held = held.as_ref()?;
        Some(Loaded {
            model: held.model.upgrade()?,
            drafter: held.drafter.as_ref().and_then(Weak::upgrade),
            device: held.device,
            // It was told when it was loaded.
            message: None,
        })
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
