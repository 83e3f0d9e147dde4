//! Rows with letters from right to left, put in the order in which they are read (Unicode Standard Annex #9, rules L1 and L2).

use std::ops::Range;
use std::sync::Arc;

use egui::emath::GuiRounding;
use egui::epaint::text::{Glyph, PlacedRow};
use egui::text::LayoutJob;
use egui::{Galley, Rect};
use unicode_bidi::{Level, ParagraphBidiInfo};

use super::direction::{Line, Piece};
use super::hanging;
use super::row::{self, Block};

/// Puts the rows of these lines in order; those of a line that runs from right to left end at `width` points. `job` is what
/// was asked for, before it was split into pieces.
pub fn put_in_order(galley: Arc<Galley>, job: &LayoutJob, lines: &[Line], width: f32) -> Arc<Galley> {
    let mut galley = Arc::unwrap_or_clone(galley);
    let mut wanted = job.clone();
    wanted.wrap = galley.job.wrap.clone();
    galley.job = Arc::new(wanted);
    let pixels_per_point = galley.pixels_per_point;
    let mut lines = lines.iter().peekable();
    let mut rows = galley.rows.as_mut_slice();
    let mut start = 0;
    for text in job.text.split('\n') {
        let count = rows.iter().position(|row| row.ends_with_newline);
        let (of_line, rest) = rows.split_at_mut(count.map_or(rows.len(), |last| last + 1));
        if let Some(line) = lines.next_if(|line| line.start == start) {
            order_line(of_line, line, width, pixels_per_point);
        }
        rows = rest;
        start += text.len() + 1;
    }
    measure(&mut galley);
    Arc::new(galley)
}

/// Sums up what the galley says of its rows.
fn measure(galley: &mut Galley) {
    galley.mesh_bounds = Rect::NOTHING;
    (galley.num_vertices, galley.num_indices) = (0, 0);
    for row in &galley.rows {
        galley.mesh_bounds |= row.visuals.mesh_bounds.translate(row.pos.to_vec2());
        galley.num_vertices += row.visuals.mesh.vertices.len();
        galley.num_indices += row.visuals.mesh.indices.len();
        let ends = row.glyphs.iter().map(|glyph| glyph.pos.x.max(glyph.max_x()));
        // What sticks out of the layout would be cut off.
        galley.rect.max.x = galley.rect.max.x.max(row.pos.x + ends.fold(0.0, f32::max));
    }
}

/// Glyphs of one piece in one row.
struct Portion<'a> {
    row: usize,
    piece: &'a Piece,
    glyphs: Vec<Glyph>,
    /// Where the pen stood before them, in points of the row as it was laid out: glyphs themselves are at whole pixels.
    from: f32,
    /// Room before them, in points.
    lead: f32,
}

impl Portion<'_> {
    /// Characters that these glyphs stand for, when the piece goes on in another row.
    fn letters(&self) -> usize {
        let stands = |glyph: &&Glyph| !self.piece.backwards || glyph.advance_width > 0.0;
        self.glyphs.iter().filter(stands).count()
    }
}

/// The glyphs of a line's rows by its pieces, told apart by their heights.
fn portions<'a>(rows: &[PlacedRow], line: &'a Line, pixels_per_point: f32) -> Vec<Portion<'a>> {
    let mut found: Vec<Portion> = Vec::new();
    let (mut next, mut pen) = (0, 0.0);
    for (row, placed) in rows.iter().enumerate() {
        let mut row_start = 0.0;
        for glyphs in placed.glyphs.chunk_by(|a, b| a.line_height == b.line_height) {
            // A piece that goes on in the next row is found again.
            let mut rest = line.pieces[next..].iter();
            let Some(more) = rest.position(|piece| piece.height == glyphs[0].line_height) else {
                continue;
            };
            next += more;
            let piece = &line.pieces[next];
            let before = found.last();
            let goes_on = before.is_some_and(|before| std::ptr::eq(before.piece, piece));
            let leads = !goes_on && before.is_none_or(|before| before.row == row);
            pen += if goes_on { 0.0 } else { piece.leading_space };
            if row > 0 && before.is_some_and(|before| before.row < row) {
                row_start = at_pixel(pen, pixels_per_point);
            }
            found.push(Portion {
                row,
                piece,
                glyphs: glyphs.to_vec(),
                from: pen - row_start,
                lead: if leads { piece.leading_space } else { 0.0 },
            });
            pen += row::width(glyphs);
        }
    }
    found
}

/// The whole pixel at which a glyph is put whose pen stands there: a picture of it is for a quarter of a pixel.
fn at_pixel(pen: f32, pixels_per_point: f32) -> f32 {
    (pen * pixels_per_point + 0.125).floor() / pixels_per_point
}

/// Puts the rows of a line in order.
fn order_line(rows: &mut [PlacedRow], line: &Line, width: f32, pixels_per_point: f32) {
    let characters: Vec<(usize, char)> = line.text.char_indices().collect();
    let portions = portions(rows, line, pixels_per_point);
    let mark = line.text[..hanging(line.text)].chars().count();
    let mut hang = None;
    let mut blocks = blocks(portions, line, &characters).into_iter().peekable();
    for (number, placed) in rows.iter_mut().enumerate() {
        let mut of_row = Vec::new();
        while let Some((_, block)) = blocks.next_if(|(row, _)| *row == number) {
            of_row.push(block);
        }
        level_end(&mut of_row, &characters, line.base);
        let levels: Vec<Level> = of_row.iter().map(|block| block.level).collect();
        let order = ParagraphBidiInfo::reorder_visual(&levels);
        let taken = row::rebuild(placed, &of_row, &order, &characters, pixels_per_point);
        let indent = hang.unwrap_or(0.0);
        if hang.is_none() {
            let of_mark = of_row.iter().filter(|block| block.chars.end <= mark);
            hang = Some(of_mark.map(|block| block.lead + block.width).sum());
        }
        let mut left = indent;
        if line.base.is_rtl() {
            left = width - indent - taken;
            // Where the caret stands behind the last letter.
            Arc::make_mut(&mut placed.row).size.x = 0.0;
        }
        placed.pos.x = left.round_to_pixels(pixels_per_point);
    }
}

/// The portions of a line with their characters, as blocks, each with its row.
fn blocks<'a>(
    portions: Vec<Portion<'a>>,
    line: &Line,
    characters: &[(usize, char)],
) -> Vec<(usize, Block<'a>)> {
    let mut found = Vec::with_capacity(portions.len());
    let mut done = 0;
    let mut portions = portions.into_iter().peekable();
    while let Some(portion) = portions.next() {
        let end = match portions.peek() {
            Some(next) if std::ptr::eq(next.piece, portion.piece) => {
                (done + portion.letters()).min(portion.piece.chars.end)
            }
            Some(_) => portion.piece.chars.end,
            // Characters without any glyph are at the end of the last one.
            None => characters.len(),
        };
        let block = Block {
            chars: done..end,
            level: characters
                .get(done)
                .map_or(line.base, |(byte, _)| line.levels[*byte]),
            format: &portion.piece.format,
            width: row::width(&portion.glyphs),
            glyphs: portion.glyphs,
            from: portion.from,
            lead: portion.lead,
        };
        found.push((portion.row, block));
        done = end;
    }
    found
}

/// Gives the space at the end of a row the level of the line (rule L1).
fn level_end(blocks: &mut Vec<Block>, characters: &[(usize, char)], base: Level) {
    let Some(row) = blocks.first().zip(blocks.last()) else {
        return;
    };
    let row: Range<usize> = row.0.chars.start..row.1.chars.end;
    let is_space = |at: &usize| characters[*at].1.is_whitespace();
    let space = row.clone().rev().take_while(is_space).last().unwrap_or(row.end);
    let from = blocks.partition_point(|block| block.chars.end <= space);
    if let Some(block) = blocks.get_mut(from)
        && let Some(end) = block.cut(space)
    {
        blocks.insert(from + 1, end);
    }
    for block in blocks.iter_mut().filter(|block| block.chars.start >= space) {
        block.level = base;
    }
}
