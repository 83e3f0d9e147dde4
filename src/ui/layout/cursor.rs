//! Which character of a layout is at a place, where rows have letters from right to left: egui knows rows from left to right
//! only.

use egui::epaint::text::PlacedRow;
use egui::text::CCursor;
use egui::{Galley, Vec2, vec2};

/// Around a row, in points: no click further away means it. As egui has it.
const BESIDE: f32 = 5.0;

/// The place between characters that is nearest to a position in a layout, in points.
pub fn cursor_at(galley: &Galley, at: Vec2) -> CCursor {
    let cursor = galley.cursor_from_pos(at);
    let place = galley.layout_from_cursor(cursor);
    let Some(row) = galley.rows.get(place.row).filter(|row| is_reordered(row)) else {
        return cursor;
    };
    if at.y < row.min_y() - BESIDE || row.max_y() + BESIDE < at.y {
        return cursor;
    }
    let column = column_at(row, at.x - row.pos.x);
    let start = cursor.index.0 - place.column.0;
    CCursor {
        index: (start + column).into(),
        prefer_next_row: column < row.glyphs.len(),
    }
}

/// The place a row above (`-1`) or below (`1`) another; the start or the end of the layout where there is none.
pub fn cursor_in_next_row(galley: &Galley, cursor: CCursor, rows: isize) -> CCursor {
    let row = galley.layout_from_cursor(cursor).row.checked_add_signed(rows);
    let Some(row) = row else {
        return galley.begin();
    };
    match galley.rows.get(row) {
        Some(row) => {
            let x = galley.pos_from_cursor(cursor).center().x;
            cursor_at(galley, vec2(x, row.rect().center().y))
        }
        None => galley.end(),
    }
}

/// Whether any letter of a row runs from right to left.
fn is_reordered(row: &PlacedRow) -> bool {
    row.glyphs.iter().any(|glyph| glyph.advance_width < 0.0)
}

/// The place between the characters of a row that is nearest to `x` points from its left edge.
fn column_at(row: &PlacedRow, x: f32) -> usize {
    let away = |at: &usize| {
        let glyph = &row.glyphs[*at];
        let (left, right) = (glyph.pos.x.min(glyph.max_x()), glyph.pos.x.max(glyph.max_x()));
        (left - x).max(x - right).max(0.0)
    };
    let wide = (0..row.glyphs.len()).filter(|&at| row.glyphs[at].advance_width != 0.0);
    let Some(nearest) = wide.min_by(|a, b| away(a).total_cmp(&away(b))) else {
        return 0;
    };
    let glyph = &row.glyphs[nearest];
    let middle = glyph.pos.x + glyph.advance_width / 2.0;
    if (x < middle) == (glyph.advance_width > 0.0) {
        return nearest;
    }
    // Behind the letter and all that is written into it.
    let rest = row.glyphs[nearest + 1..].iter();
    nearest + 1 + rest.take_while(|glyph| glyph.advance_width == 0.0).count()
}
