//! Text drawn into a small picture: outlines of the window's own font, filled by their winding number.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// The window's font, by the alphabets that its files hold.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../ui/fonts/inter.ttf"),
    include_bytes!("../../ui/fonts/inter-latin-ext.ttf"),
    include_bytes!("../../ui/fonts/inter-greek.ttf"),
    include_bytes!("../../ui/fonts/inter-cyrillic.ttf"),
];
/// Lines that a curve becomes.
const PIECES: u16 = 6;
/// Rows that are looked at for each row of pixels.
const ROWS: usize = 4;

/// A colour: red, green, blue.
pub type Colour = [u8; 3];

/// Pixels as the X server takes them: blue, green, red and a byte of nothing.
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Four bytes for each.
    pub bytes: Vec<u8>,
}

impl Picture {
    /// A picture of one colour.
    pub fn new(width: usize, height: usize, [red, green, blue]: Colour) -> Self {
        Picture {
            width,
            height,
            bytes: [blue, green, red, 0].repeat(width * height),
        }
    }

    /// Lays a colour over a pixel, as far as it covers it: 0 to 1.
    fn blend(&mut self, x: usize, y: usize, [red, green, blue]: Colour, cover: f32) {
        let at = 4 * (y * self.width + x);
        let Some(pixel) = self.bytes.get_mut(at..at + 3).filter(|_| x < self.width) else {
            return;
        };
        for (old, new) in pixel.iter_mut().zip([blue, green, red]) {
            let mixed = f32::from(*old) + (f32::from(new) - f32::from(*old)) * cover.clamp(0.0, 1.0);
            *old = mixed.round() as u8;
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, (left, top): (usize, usize), (width, height): (usize, usize), colour: Colour) {
        for y in top..top + height {
            for x in left..left + width {
                self.blend(x, y, colour, 1.0);
            }
        }
    }

    /// A filled disc.
    pub fn disc(&mut self, (x, y): (f32, f32), radius: f32, colour: Colour) {
        for row in 0..self.height {
            for column in 0..self.width {
                let from_middle = (column as f32 + 0.5 - x).hypot(row as f32 + 0.5 - y);
                let cover = radius - from_middle + 0.5;
                if cover > 0.0 {
                    self.blend(column, row, colour, cover);
                }
            }
        }
    }

    /// Writes a text whose line stands at `baseline`; of one that is wider than `room` pixels the beginning is left out.
    pub fn write(&mut self, text: &str, (left, baseline): (f32, f32), room: f32, size: f32, colour: Colour) {
        let fonts: Vec<FontRef<'_>> = FONTS
            .iter()
            .filter_map(|bytes| FontRef::new(bytes).ok())
            .collect();
        let size = Size::new(size);
        let glyphs: Vec<Glyph<'_, '_>> = text
            .chars()
            .filter_map(|c| Glyph::find(&fonts, c, size))
            .collect();
        let mut width: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
        let mut skip = 0;
        while width > room && skip < glyphs.len() {
            width -= glyphs[skip].advance;
            skip += 1;
        }
        let mut outline = Outline {
            at: (left, baseline),
            ..Outline::default()
        };
        for glyph in &glyphs[skip..] {
            if let Some(shape) = glyph.font.outline_glyphs().get(glyph.id) {
                // A glyph that cannot be drawn leaves its room empty.
                shape
                    .draw(DrawSettings::unhinted(size, LocationRef::default()), &mut outline)
                    .ok();
            }
            outline.at.0 += glyph.advance;
        }
        self.pour(&outline.lines, colour);
    }

    /// Fills what lies within closed lines.
    fn pour(&mut self, lines: &[Line], colour: Colour) {
        let mut cover = vec![0.0_f32; self.width];
        for y in 0..self.height {
            cover.fill(0.0);
            for row in 0..ROWS {
                let at = y as f32 + (row as f32 + 0.5) / ROWS as f32;
                let mut crossings: Vec<(f32, i32)> =
                    lines.iter().filter_map(|line| line.crossing(at)).collect();
                crossings.sort_by(|one, other| one.0.total_cmp(&other.0));
                let mut winding = 0;
                for pair in crossings.windows(2) {
                    winding += pair[0].1;
                    if winding != 0 {
                        span(&mut cover, pair[0].0, pair[1].0);
                    }
                }
            }
            for (x, cover) in cover.iter().enumerate().filter(|(_, cover)| **cover > 0.0) {
                self.blend(x, y, colour, *cover);
            }
        }
    }
}

/// Adds what a stretch of one row covers of each pixel.
fn span(cover: &mut [f32], from: f32, to: f32) {
    let last = cover.len() as f32;
    let (from, to) = (from.clamp(0.0, last), to.clamp(0.0, last));
    for x in from as usize..(to.ceil() as usize).min(cover.len()) {
        let part = to.min(x as f32 + 1.0) - from.max(x as f32);
        cover[x] += part.max(0.0) / ROWS as f32;
    }
}

/// A character with the font that has it.
struct Glyph<'a, 'b> {
    font: &'b FontRef<'a>,
    id: GlyphId,
    advance: f32,
}

impl<'a, 'b> Glyph<'a, 'b> {
    fn find(fonts: &'b [FontRef<'a>], c: char, size: Size) -> Option<Self> {
        fonts.iter().find_map(|font| {
            let id = font.charmap().map(c)?;
            let metrics = font.glyph_metrics(size, LocationRef::default());
            Some(Glyph {
                font,
                id,
                advance: metrics.advance_width(id)?,
            })
        })
    }
}

#[derive(Clone, Copy)]
struct Line {
    from: (f32, f32),
    to: (f32, f32),
}

impl Line {
    /// Where it crosses a row, and whether downwards.
    fn crossing(&self, y: f32) -> Option<(f32, i32)> {
        let (top, bottom, direction) = if self.from.1 < self.to.1 {
            (self.from, self.to, 1)
        } else {
            (self.to, self.from, -1)
        };
        if y < top.1 || y >= bottom.1 {
            return None;
        }
        let part = (y - top.1) / (bottom.1 - top.1);
        Some((top.0 + part * (bottom.0 - top.0), direction))
    }
}

/// Collects outlines as lines; fonts count upwards, pictures downwards.
#[derive(Default)]
struct Outline {
    at: (f32, f32),
    begun: (f32, f32),
    pen: (f32, f32),
    lines: Vec<Line>,
}

impl Outline {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at.0 + x, self.at.1 - y)
    }

    fn line(&mut self, to: (f32, f32)) {
        self.lines.push(Line { from: self.pen, to });
        self.pen = to;
    }

    fn curve(&mut self, point: impl Fn(f32) -> (f32, f32)) {
        for piece in 1..=PIECES {
            self.line(point(f32::from(piece) / f32::from(PIECES)));
        }
    }
}

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen = self.place(x, y);
        self.begun = self.pen;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.line(self.place(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (a, b, c) = (self.pen, self.place(cx, cy), self.place(x, y));
        let mix =
            |a: f32, b: f32, c: f32, t: f32| (1.0 - t) * (1.0 - t) * a + 2.0 * (1.0 - t) * t * b + t * t * c;
        self.curve(|t| (mix(a.0, b.0, c.0, t), mix(a.1, b.1, c.1, t)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (a, b, c, d) = (
            self.pen,
            self.place(cx0, cy0),
            self.place(cx1, cy1),
            self.place(x, y),
        );
        let mix = |a: f32, b: f32, c: f32, d: f32, t: f32| {
            let u = 1.0 - t;
            u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
        };
        self.curve(|t| (mix(a.0, b.0, c.0, d.0, t), mix(a.1, b.1, c.1, d.1, t)));
    }

    fn close(&mut self) {
        self.line(self.begun);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows and columns of what is brighter than half.
    fn bright(picture: &Picture) -> Vec<(usize, usize)> {
        let all = (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y)));
        all.filter(|(x, y)| picture.bytes[4 * (y * picture.width + x)] > 127)
            .collect()
    }

    #[test]
    fn letters_are_drawn_where_they_should_and_holes_stay_open() {
        let mut picture = Picture::new(40, 40, [0; 3]);
        picture.write("O", (4.0, 34.0), 40.0, 36.0, [255; 3]);
        let drawn = bright(&picture);
        assert!(drawn.len() > 100, "{}", drawn.len());
        let (left, right) = (
            drawn.iter().map(|(x, _)| *x).min(),
            drawn.iter().map(|(x, _)| *x).max(),
        );
        let (left, right) = (left.unwrap(), right.unwrap());
        assert!(!drawn.contains(&((left + right) / 2, 21)), "the hole of the O");
        assert!(drawn.iter().all(|(_, y)| (5..36).contains(y)));
    }

    #[test]
    fn of_a_long_text_its_end_is_seen_and_signs_that_no_font_has_do_no_harm() {
        let draw = |text: &str| {
            let mut picture = Picture::new(60, 20, [0; 3]);
            picture.write(text, (0.0, 15.0), 60.0, 14.0, [255; 3]);
            picture.bytes
        };
        assert_eq!(
            draw("iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii end"),
            draw("iiiiiiiiiiiiiiii end")
        );
        assert_eq!(draw("a🙂b"), draw("ab"));
        assert_ne!(draw("Жю"), draw(""));
    }
}
