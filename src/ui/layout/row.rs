//! A row whose blocks stand in the order in which they are read: its glyphs, one for each character, and its mesh.
//!
//! A glyph that runs from right to left begins at its right edge and has a negative width, so that the caret before it
//! stands where egui takes it to be.

use std::ops::Range;
use std::sync::Arc;

use egui::emath::GuiRounding;
use egui::epaint::text::{Glyph, PlacedRow, RowVisuals};
use egui::epaint::{Mesh, Vertex};
use egui::text::TextFormat;
use egui::{Color32, Rect, Stroke, pos2, vec2};
use unicode_bidi::Level;

/// Glyphs of one level and one look in one row.
pub struct Block<'a> {
    /// Its characters, counted from the start of the line.
    pub chars: Range<usize>,
    /// Its level.
    pub level: Level,
    /// How it looks.
    pub format: &'a TextFormat,
    /// Its glyphs as they were laid out.
    pub glyphs: Vec<Glyph>,
    /// Where the pen stood before them, in points.
    pub from: f32,
    /// Room before it, in points.
    pub lead: f32,
    /// How wide it is, in points.
    pub width: f32,
}

impl<'a> Block<'a> {
    /// Cuts it before a character and gives the end; none when the character is not inside.
    pub fn cut(&mut self, at: usize) -> Option<Block<'a>> {
        if at <= self.chars.start || self.chars.end <= at {
            return None;
        }
        let glyphs = self
            .glyphs
            .split_off((at - self.chars.start).min(self.glyphs.len()));
        self.width = width(&self.glyphs);
        let end = Block {
            chars: at..self.chars.end,
            from: self.from + self.width,
            lead: 0.0,
            width: width(&glyphs),
            glyphs,
            ..*self
        };
        self.chars.end = at;
        Some(end)
    }

    /// Adds a glyph for each character, with the left edge of the block at `x` points.
    fn add_glyphs(&self, x: f32, characters: &[(usize, char)], out: &mut Vec<Glyph>) {
        // Characters without any glyph look like those before them.
        let Some(first) = self.glyphs.first().or(out.last()).copied() else {
            return;
        };
        let characters = &characters[self.chars.clone()];
        let line_height = self.format.line_height.unwrap_or(first.line_height);
        let like = |glyph: &Glyph, chr: char, x: f32, advance_width: f32| {
            let mut like = *glyph;
            (like.chr, like.line_height) = (chr, line_height);
            (like.pos.x, like.advance_width) = (x, advance_width);
            like
        };
        if self.level.is_ltr() {
            let mut edge = x;
            for (at, (_, chr)) in characters.iter().enumerate() {
                let own = self.glyphs.get(at);
                let advance = own.map_or(0.0, |glyph| glyph.advance_width);
                out.push(like(own.unwrap_or(&first), *chr, edge, advance));
                edge += advance;
            }
            return;
        }
        // From left to right in the row, so the last one is read first. Letters that have no glyph of their own, as marks
        // and the second ones of ligatures, take no room.
        let mut wide = self
            .glyphs
            .iter()
            .rev()
            .filter(|glyph| glyph.advance_width > 0.0)
            .peekable();
        let mut edge = x + self.width;
        for (_, chr) in characters {
            let own = wide.next_if(|glyph| glyph.chr == *chr || glyph.chr == super::direction::partner(*chr));
            let glyph = own.unwrap_or(&first);
            let advance = own.map_or(0.0, |glyph| glyph.advance_width);
            out.push(like(glyph, *chr, edge, -advance));
            edge -= advance;
        }
    }
}

/// How wide glyphs are side by side, in points.
pub fn width(glyphs: &[Glyph]) -> f32 {
    glyphs.iter().map(|glyph| glyph.advance_width).sum()
}

/// Puts the blocks of a row side by side in this order; gives how wide they are together, in points.
pub fn rebuild(
    placed: &mut PlacedRow,
    blocks: &[Block],
    order: &[usize],
    characters: &[(usize, char)],
    pixels_per_point: f32,
) -> f32 {
    let mut lefts = vec![0.0; blocks.len()];
    let mut taken = 0.0;
    for &at in order {
        lefts[at] = taken + blocks[at].lead;
        taken = lefts[at] + blocks[at].width;
    }
    let row = Arc::make_mut(&mut placed.row);
    row.glyphs.clear();
    for (block, left) in blocks.iter().zip(&lefts) {
        block.add_glyphs(*left, characters, &mut row.glyphs);
    }
    row.size.x = taken;
    let in_order: Vec<(&Block, f32)> = order.iter().map(|&at| (&blocks[at], lefts[at])).collect();
    row.visuals = visuals(&in_order, pixels_per_point);
    // Selected letters keep their colours: which vertices are theirs could not be said as a range of the row.
    let end = row.visuals.glyph_vertex_range.end as u32;
    for glyph in &mut row.glyphs {
        glyph.first_vertex = end;
    }
    taken
}

/// Paints blocks: their grounds, their letters, and their lines.
fn visuals(blocks: &[(&Block, f32)], pixels_per_point: f32) -> RowVisuals {
    let mut mesh = Mesh::default();
    let grounds = stretches(blocks, |format| {
        let colour = format.background;
        (colour != Color32::TRANSPARENT).then_some((colour, format.expand_bg))
    });
    for (rect, (colour, expand)) in grounds {
        mesh.add_colored_rect(rect.expand(expand).round_to_pixels(pixels_per_point), colour);
    }
    let glyph_index_start = mesh.indices.len();
    let first = mesh.vertices.len();
    for (block, left) in blocks {
        for glyph in &block.glyphs {
            add_letter(
                &mut mesh,
                glyph,
                left - block.from,
                block.format,
                pixels_per_point,
            );
        }
    }
    let glyph_vertex_range = first..mesh.vertices.len();
    let drawn = |stroke: Stroke| (!stroke.is_empty()).then_some(stroke);
    for (rect, stroke) in stretches(blocks, |format| drawn(format.underline)) {
        add_line(&mut mesh, rect, rect.bottom(), stroke, pixels_per_point);
    }
    for (rect, stroke) in stretches(blocks, |format| drawn(format.strikethrough)) {
        add_line(&mut mesh, rect, rect.center().y, stroke, pixels_per_point);
    }
    RowVisuals {
        mesh_bounds: mesh.calc_bounds(),
        mesh,
        glyph_index_start,
        glyph_vertex_range,
    }
}

/// Where blocks side by side have the same of something around their letters.
fn stretches<T: PartialEq>(
    blocks: &[(&Block, f32)],
    has: impl Fn(&TextFormat) -> Option<T>,
) -> Vec<(Rect, T)> {
    let mut found: Vec<(Rect, T)> = Vec::new();
    for (block, left) in blocks {
        let Some((what, glyph)) = has(block.format).zip(block.glyphs.first()) else {
            continue;
        };
        let top = glyph.pos.y - glyph.font_ascent;
        let height = block.format.line_height.unwrap_or(glyph.line_height);
        let rect = Rect::from_min_size(pos2(*left, top), vec2(block.width, height));
        match found.last_mut() {
            // The faces of one family stand a pixel higher or lower than each other.
            Some((last, same))
                if *same == what
                    && last.right() == rect.left()
                    && last.height() == rect.height()
                    && (last.top() - rect.top()).abs() < 2.0 =>
            {
                last.max.x = rect.right();
            }
            _ => found.push((rect, what)),
        }
    }
    found
}

/// Adds what is seen of a glyph, moved by so many points to the right, as egui does.
fn add_letter(mesh: &mut Mesh, glyph: &Glyph, moved: f32, format: &TextFormat, pixels_per_point: f32) {
    let picture = glyph.uv_rect;
    if picture.is_nothing() {
        return;
    }
    let corner = glyph.pos + picture.offset + vec2(moved, 0.0);
    let rect = Rect::from_min_size(corner.round_to_pixels(pixels_per_point), picture.size);
    let [left, top, right, bottom] =
        [picture.min[0], picture.min[1], picture.max[0], picture.max[1]].map(f32::from);
    // A coloured picture keeps its colours.
    let color = match glyph.is_color {
        true => Color32::from_white_alpha(format.color.a()),
        false => format.color,
    };
    let slope = if format.italics { rect.height() * 0.25 } else { 0.0 };
    let first = mesh.vertices.len() as u32;
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first + 2, first + 1, first + 3);
    for (pos, uv) in [
        (rect.left_top() + vec2(slope, 0.0), pos2(left, top)),
        (rect.right_top() + vec2(slope, 0.0), pos2(right, top)),
        (rect.left_bottom(), pos2(left, bottom)),
        (rect.right_bottom(), pos2(right, bottom)),
    ] {
        mesh.vertices.push(Vertex { pos, uv, color });
    }
}

/// Adds a line along a stretch at this height.
fn add_line(mesh: &mut Mesh, along: Rect, y: f32, stroke: Stroke, pixels_per_point: f32) {
    let half = stroke.width / 2.0;
    let line = Rect::from_x_y_ranges(along.x_range(), y - half..=y + half);
    mesh.add_colored_rect(line.round_to_pixels(pixels_per_point), stroke.color);
}
