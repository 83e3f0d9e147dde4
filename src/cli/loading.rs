//! What the terminal shows while models are loaded.

use indicatif::ProgressBar;

use crate::engine::{Loading, Pipeline};

/// Waits until the recogniser is loaded; gives its name.
pub fn wait_for_model(pipeline: &Pipeline) -> Result<String, String> {
    let mut loading = LoadingBar::default();
    pipeline.wait_until_loaded(&mut |news| loading.tell(news))
}

/// A bar of bytes while a large model is loaded, and what it has to say.
#[derive(Default)]
pub struct LoadingBar(Option<ProgressBar>);

impl LoadingBar {
    /// Shows how far loading is.
    pub fn tell(&mut self, news: Loading) {
        match news {
            Loading::Bytes { done, total } => {
                let bar = self.0.get_or_insert_with(|| super::model::bar("loading"));
                bar.set_length(total);
                bar.set_position(done);
            }
            Loading::Remark(message) => eprintln!("parlance: {message}"),
        }
    }
}

impl Drop for LoadingBar {
    fn drop(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}
