//! Where a layout's letters stand: lines of lists and quotations hang behind their mark, and words that are read from right
//! to left follow each other in that order (in the manner of the Unicode Bidirectional Algorithm, UAX 9, of which this is the
//! part that documents need: two directions, and numbers between them).

use std::ops::Range;
use std::sync::Arc;

use egui::Galley;
use egui::epaint::text::{Glyph, PlacedRow, Row};

use super::hanging;

/// Puts the rows of a layout where they belong.
pub fn put_in_place(galley: Arc<Galley>) -> Arc<Galley> {
    let text = galley.text();
    let hangs = text.lines().any(|line| hanging(line) > 0);
    let turns = text.chars().any(is_rtl);
    if !hangs && !turns {
        return galley;
    }
    let mut galley = Arc::unwrap_or_clone(galley);
    let job = Arc::clone(&galley.job);
    let width = job.wrap.max_width;
    let mut rows = galley.rows.iter_mut();
    for line in job.text.split('\n') {
        let mark = line[..hanging(line)].chars().count();
        let from_right = turns && line.chars().find(|c| c.is_alphabetic()).is_some_and(is_rtl);
        let letters: Vec<char> = line.chars().collect();
        let (mut hang, mut at) = (None, 0);
        for row in rows.by_ref() {
            match hang {
                None => hang = Some(row.glyphs.get(mark).map_or(0.0, |glyph| glyph.pos.x)),
                Some(hang) => row.pos.x += hang,
            }
            if turns {
                let behind = (at + row.glyphs.len()).min(letters.len());
                turn(row, &letters[at.min(behind)..behind], from_right, width);
                at = behind;
            }
            if row.ends_with_newline {
                break;
            }
        }
    }
    Arc::new(galley)
}

fn turn(placed: &mut PlacedRow, letters: &[char], from_right: bool, width: f32) {
    if !from_right && !placed.glyphs.iter().any(|glyph| is_rtl(glyph.chr)) {
        return;
    }
    let row = Arc::make_mut(&mut placed.row);
    in_order(row, letters, from_right);
    if from_right && width.is_finite() {
        placed.pos.x = (width - row.size.x).max(0.0);
    }
}

/// Moves a row's words, which were laid out from left to right, to where they are read.
fn in_order(row: &mut Row, letters: &[char], from_right: bool) {
    let pieces = pieces(&row.glyphs, from_right);
    let starts: Vec<f32> = pieces
        .iter()
        .map(|piece| left(&row.glyphs[piece.glyphs.clone()]))
        .collect();
    let order = visual(&pieces, from_right);
    let Some(begin) = starts.iter().copied().reduce(f32::min) else {
        return;
    };
    let end = row.glyphs.iter().map(Glyph::max_x).fold(begin, f32::max);
    let mut x = begin;
    for index in order {
        let next = starts.get(index + 1).copied().unwrap_or(end);
        shift(row, &pieces[index].glyphs, x - starts[index]);
        x += next - starts[index];
    }
    for piece in pieces.iter().filter(|piece| piece.level == 1) {
        let glyphs = piece.glyphs.clone();
        let as_read = letters.get(glyphs.clone()).is_some_and(|letters| {
            let shown = row.glyphs[glyphs.clone()].iter().map(|glyph| glyph.chr);
            shown.eq(letters.iter().copied())
        });
        if as_read {
            // A face without these letters was not asked for their direction.
            mirror(row, &glyphs);
        } else {
            // The shaper gave the letters of a word as they are seen; the caret counts them as they are read.
            row.glyphs[glyphs].reverse();
        }
    }
}

/// Turns the places of these glyphs round.
fn mirror(row: &mut Row, glyphs: &Range<usize>) {
    let from = left(&row.glyphs[glyphs.clone()]);
    let ends = row.glyphs[glyphs.clone()].iter().map(Glyph::max_x);
    let to = ends.fold(from, f32::max);
    for index in glyphs.clone() {
        let glyph = row.glyphs[index];
        shift(row, &(index..index + 1), from + to - glyph.max_x() - glyph.pos.x);
    }
}

fn left(glyphs: &[Glyph]) -> f32 {
    glyphs
        .iter()
        .map(|glyph| glyph.pos.x)
        .fold(f32::INFINITY, f32::min)
}

fn shift(row: &mut Row, glyphs: &Range<usize>, by: f32) {
    let last = row.visuals.glyph_vertex_range.end;
    for index in glyphs.clone() {
        let from = row.glyphs[index].first_vertex as usize;
        // Four corners, or none of what is not seen.
        let next = row
            .glyphs
            .get(index + 1)
            .map_or(last, |glyph| glyph.first_vertex as usize);
        row.glyphs[index].pos.x += by;
        let corners = row.visuals.mesh.vertices.get_mut(from..next.max(from));
        corners
            .into_iter()
            .flatten()
            .for_each(|corner| corner.pos.x += by);
    }
}

/// Glyphs that stay together: a word from right to left (level 1), one from left to right (2), or what stands between
/// words, which goes with its neighbours (the row's own level).
struct Piece {
    glyphs: Range<usize>,
    level: u8,
}

fn pieces(glyphs: &[Glyph], from_right: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, glyph) in glyphs.iter().enumerate() {
        let level = match glyph.chr {
            c if is_rtl(c) => Some(1),
            c if c.is_alphanumeric() => Some(2),
            _ => None,
        };
        match (pieces.last_mut(), level) {
            (Some(piece), Some(level)) if piece.level == level => piece.glyphs.end = index + 1,
            _ => pieces.push(Piece {
                glyphs: index..index + 1,
                level: level.unwrap_or(0),
            }),
        }
    }
    // What stands between two words of the same direction is theirs, else the row's.
    let own = if from_right { 1 } else { 2 };
    let strong: Vec<u8> = pieces.iter().map(|piece| piece.level).collect();
    for index in 0..pieces.len() {
        if strong[index] != 0 {
            continue;
        }
        let before = strong[..index].iter().rev().find(|level| **level > 0);
        let behind = strong[index..].iter().find(|level| **level > 0);
        // Spaces between words from right to left are turned with them, but not within: a piece of one glyph has no order.
        pieces[index].level = match (before, behind) {
            (Some(1), Some(1)) => 1,
            (Some(2), Some(2)) => 2,
            _ => own,
        };
    }
    pieces
}

/// The pieces' numbers from left to right as they are seen.
fn visual(pieces: &[Piece], from_right: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    let turned = if from_right { 2 } else { 1 };
    // In a row from the right all is turned, then what is from the left in it back again; in one from the left only
    // what is from the right.
    if from_right {
        order.reverse();
    }
    let mut from = 0;
    while from < order.len() {
        let run = order[from..]
            .iter()
            .take_while(|index| pieces[**index].level == turned)
            .count();
        order[from..from + run].reverse();
        from += run.max(1);
    }
    order
}

/// Whether a letter is read from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their like.
pub fn is_rtl(c: char) -> bool {
    // Arabic digits go from left to right.
    let digit = matches!(c, '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}');
    let block = matches!(
        c,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    );
    block && !digit && c != '\u{FEFF}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::text::LayoutJob;
    use egui::{Color32, FontId};

    /// A layout of a text within so many points.
    fn laid_out(text: &str, width: f32) -> Arc<Galley> {
        let ctx = egui::Context::default();
        // The window finds faces for all letters among the system's; what comes with egui has none for these.
        if let Ok(face) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") {
            let mut fonts = egui::FontDefinitions::default();
            let face = Arc::new(egui::FontData::from_owned(face));
            fonts.font_data.insert("system".to_owned(), face);
            let family = fonts.families.entry(egui::FontFamily::Proportional);
            family.or_default().push("system".to_owned());
            ctx.set_fonts(fonts);
        }
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

    /// The letters of a row from left to right as they are seen, in the order of their places.
    fn seen(row: &PlacedRow) -> String {
        let mut glyphs: Vec<&Glyph> = row.glyphs.iter().collect();
        glyphs.sort_by(|a, b| a.pos.x.total_cmp(&b.pos.x));
        glyphs.iter().map(|glyph| glyph.chr).collect()
    }

    #[test]
    fn words_from_right_to_left_are_seen_in_their_order() {
        for (text, expected) in [
            ("plain words", "plain words"),
            ("אבג דהו", "והד גבא"),
            ("see אבג דהו now", "see והד גבא now"),
            ("אבג see this דהו", "והד see this גבא"),
            ("אבג 12 דהו", "והד 12 גבא"),
            ("a אב", "a בא"),
        ] {
            let galley = laid_out(text, f32::INFINITY);
            assert_eq!(seen(&galley.rows[0]), expected, "{text}");
            // Each letter is where the caret counts it.
            let read: String = galley.rows[0].glyphs.iter().map(|glyph| glyph.chr).collect();
            assert_eq!(read, text);
        }
        let right = laid_out("אבג דהו", 400.0);
        let row = &right.rows[0];
        assert!((row.pos.x + row.size.x - 400.0).abs() < 1.0, "at the right edge");
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
            }
        }
        let plain = laid_out(
            "no item, and yet long enough for two lines\n- a\nand a plain one after the item, of two",
            180.0,
        );
        assert!(plain.rows.iter().all(|row| row.pos.x == 0.0));
    }
}
