//! The layout of what is shown, kept from frame to frame.

use std::sync::Arc;

use egui::Galley;

use super::{Look, job, lay_out};
use crate::ui::draw_caret::Moved;
use crate::ui::part::Blocks;

/// The last layout, kept while nothing it depends on changes.
#[derive(Default)]
pub struct LayoutCache {
    last: Option<(Look, f32, Arc<Galley>)>,
    /// The document as blocks, while it is long.
    pub blocks: Blocks,
    /// The caret that we paint.
    pub caret: Moved,
}

impl LayoutCache {
    /// The layout of `text` within `width` points.
    pub fn galley(&mut self, ui: &egui::Ui, text: &str, look: &Look, width: f32) -> Arc<Galley> {
        if let Some((kept_look, kept_width, galley)) = &self.last
            && *kept_width == width
            && kept_look == look
            && galley.text() == text
        {
            return Arc::clone(galley);
        }
        let galley = lay_out(ui, job(text, look, width), width);
        self.last = Some((look.clone(), width, Arc::clone(&galley)));
        galley
    }
}
