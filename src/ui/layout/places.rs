//! Where a layout's letters stand: lines of lists and quotations hang behind their mark.

use std::sync::Arc;

use egui::Galley;

use super::{hanging, has_right_to_left};

/// Puts the rows of a layout where they belong. Those with letters from right to left are there already.
pub fn put_in_place(galley: Arc<Galley>) -> Arc<Galley> {
    if !galley.text().lines().any(|line| hanging(line) > 0) {
        return galley;
    }
    let mut galley = Arc::unwrap_or_clone(galley);
    let job = Arc::clone(&galley.job);
    let mut right = galley.rect.right();
    let mut rows = galley.rows.iter_mut();
    for line in job.text.split('\n') {
        let mark = line[..hanging(line)].chars().count();
        let hangs = mark > 0 && !has_right_to_left(line);
        let mut hang = None;
        for row in rows.by_ref() {
            match hang {
                None if hangs => hang = Some(row.glyphs.get(mark).map_or(0.0, |glyph| glyph.pos.x)),
                Some(hang) => {
                    row.pos.x += hang;
                    right = right.max(row.pos.x + row.size.x);
                }
                None => {}
            }
            if row.ends_with_newline {
                break;
            }
        }
    }
    drop(rows);
    // What sticks out of the layout would be cut off.
    galley.rect.max.x = right;
    galley.mesh_bounds.max.x = galley.mesh_bounds.max.x.max(right);
    Arc::new(galley)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::text::LayoutJob;
    use egui::{Color32, FontId};

    /// A layout of a text within so many points.
    fn laid_out(text: &str, width: f32) -> Arc<Galley> {
        let ctx = egui::Context::default();
        let mut galley = None;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let mut job =
                LayoutJob::simple(text.to_owned(), FontId::proportional(16.0), Color32::BLACK, width);
            job.keep_trailing_whitespace = true;
            galley = Some(put_in_place(ui.fonts_mut(|fonts| fonts.layout_job(job))));
        });
        // The letters' picture is not drawn.
        output.textures_delta.clear();
        galley.unwrap()
    }

    #[test]
    fn lines_of_lists_and_quotations_hang_behind_their_mark() {
        for text in [
            "- one item that is long enough for two lines",
            "> a quotation that is long enough for two",
            "12. item with many words in it, for two lines",
        ] {
            let galley = laid_out(text, 180.0);
            let mark = text.find(' ').unwrap() + 1;
            let begins = galley.rows[0].glyphs[mark].pos.x;
            assert!(galley.rows.len() > 1 && begins > 4.0, "{text}");
            for row in &galley.rows[1..] {
                assert!((row.pos.x - begins).abs() < 0.5, "{text}: {} {begins}", row.pos.x);
                assert!(row.rect().right() <= galley.rect.right() + 0.5, "{text}: cut off");
            }
        }
        let plain = laid_out(
            "no item, and yet long enough for two lines\n- a\nand a plain one after the item, of two",
            180.0,
        );
        assert!(plain.rows.iter().all(|row| row.pos.x == 0.0));
    }
}
