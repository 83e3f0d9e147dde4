//! Lays out the document: Markdown shown as what it means, its marks pale, with highlights on top.
//!
//! Knows the text and the palette only.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::ByteRangeExt;
use egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat, TextWrapping};
use egui::{Color32, Galley, Stroke};

mod cache;
mod cursor;
mod direction;
mod links;
mod live;
mod order;
mod places;
mod row;
mod table;

pub use cache::LayoutCache;
pub use cursor::{cursor_at, cursor_in_next_row};
pub use direction::{has_right_to_left, is_backwards_at};
pub use links::link_at;
pub use live::{Live, job_with_live};

use super::theme::{Face, Palette, font};
use crate::settings::Typeface;

/// What the layout depends on besides the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Size of plain text in points.
    pub size: f32,
    /// Typeface.
    pub typeface: Typeface,
    /// The colours.
    pub palette: &'static Palette,
    /// Ranges of bytes with a ground of their own, in order and apart.
    pub highlights: Vec<(Range<usize>, Color32)>,
    /// Ranges of bytes with a line of their own below, in order and apart.
    pub lines: Vec<(Range<usize>, Color32)>,
    /// Bytes of the lines whose marks are shown; those of all others are hidden. `None` shows all.
    pub open: Option<Range<usize>>,
    /// Laid out, but not to be seen: another layout is shown in its place.
    pub hidden: bool,
    /// Width of a letter of code, in points.
    pub code_width: f32,
    /// Lines leave room for lists and quotations, whether any is in the text or not: one is elsewhere in the document.
    pub leaves_room: bool,
}

impl Look {
    /// The same for a text into which so many bytes were put there.
    fn with_added(&self, at: usize, added: usize) -> Look {
        let moved = |range: &Range<usize>| {
            let moved = |place: usize| {
                if place >= at {
                    place.saturating_add(added)
                } else {
                    place
                }
            };
            moved(range.start)..moved(range.end)
        };
        let all = |ranges: &[(Range<usize>, Color32)]| {
            let ranges = ranges.iter().map(|(range, colour)| (moved(range), *colour));
            ranges.collect()
        };
        Look {
            highlights: all(&self.highlights),
            lines: all(&self.lines),
            open: self.open.as_ref().map(moved),
            ..self.clone()
        }
    }
}

/// Size of code beside that of plain text.
const CODE_SIZE: f32 = 0.88;

/// Width of a letter of code in a document of this size, in points.
pub fn code_width(ui: &egui::Ui, size: f32) -> f32 {
    ui.fonts_mut(|fonts| fonts.glyph_width(&font(Face::Mono, size * CODE_SIZE), '0'))
}

/// Height of a line beside the size of its letters.
const LINE_HEIGHT: f32 = 1.6;

/// The same of a heading: large letters need less.
const HEADING_HEIGHT: f32 = 1.4;

/// Lays out a job; lists and quotations hang, and lines from right to left end at `width` points.
pub fn lay_out(ui: &egui::Ui, job: LayoutJob, width: f32) -> Arc<Galley> {
    let galley = |job| ui.fonts_mut(|fonts| fonts.layout_job(job));
    if !has_right_to_left(&job.text) {
        return places::put_in_place(galley(job));
    }
    let (split, lines) = direction::in_pieces(&job);
    places::put_in_place(order::put_in_order(galley(split), &job, &lines, width))
}

/// The layout job of a document.
pub fn job(text: &str, look: &Look, width: f32) -> LayoutJob {
    let mut styler = Styler {
        look,
        sections: Vec::new(),
        at: 0,
        hides_marks: false,
    };
    // Room for the lines of lists and quotations that hang.
    let hangs = look.leaves_room || text.lines().any(|line| hanging(line) > 0);
    let width = width - if hangs { HANG_ROOM } else { 0.0 };
    let tables = table::tables(text);
    let mut next = tables.iter().peekable();
    for line in text.split_inclusive('\n') {
        let end = styler.at + line.len();
        let shown = |open: &Range<usize>| open.start <= end && styler.at <= open.end;
        styler.hides_marks = !look.open.as_ref().is_none_or(shown);
        while next.next_if(|table| table.bytes.end <= styler.at).is_some() {}
        match next.peek().filter(|table| table.bytes.start <= styler.at) {
            Some(table) => styler.row(line, table, width),
            None => styler.line(line),
        }
    }
    if styler.sections.is_empty() {
        styler.push(0, styler.plain());
    }
    let mut sections = styler.sections;
    if !look.highlights.is_empty() {
        sections = highlighted(sections, &look.highlights, |format, colour| {
            format.background = colour;
        });
    }
    if !look.lines.is_empty() {
        sections = highlighted(sections, &look.lines, |format, colour| {
            format.underline = Stroke::new(1.5, colour);
        });
    }
    if look.hidden {
        for section in &mut sections {
            let format = &mut section.format;
            (format.color, format.background) = (Color32::TRANSPARENT, Color32::TRANSPARENT);
            (format.underline, format.strikethrough) = (Stroke::NONE, Stroke::NONE);
        }
    }
    LayoutJob {
        text: text.to_owned(),
        sections,
        wrap: TextWrapping {
            max_width: width,
            ..TextWrapping::default()
        },
        keep_trailing_whitespace: true,
        ..LayoutJob::default()
    }
}

struct Styler<'a> {
    look: &'a Look,
    sections: Vec<LayoutSection>,
    at: usize,
    hides_marks: bool,
}

/// What the marks of lists and quotations take of a line, at most, in points.
const HANG_ROOM: f32 = 26.0;

/// A size at which nothing is seen and no room is taken, in points.
const UNSEEN: f32 = 0.1;

/// Marks around inline text and the face of what is between.
const INLINE: [(&str, &str); 6] = [
    ("**", "**"),
    ("~~", "~~"),
    ("<u>", "</u>"),
    ("`", "`"),
    ("*", "*"),
    ("_", "_"),
];

impl Styler<'_> {
    fn plain(&self) -> TextFormat {
        TextFormat {
            font_id: font(Face::Text(self.look.typeface), self.look.size),
            color: self.look.palette.ink,
            line_height: Some((self.look.size * LINE_HEIGHT).round()),
            ..TextFormat::default()
        }
    }

    fn push(&mut self, len: usize, format: TextFormat) {
        let range = ByteIndex(self.at)..ByteIndex(self.at + len);
        self.at += len;
        self.sections.push(LayoutSection {
            leading_space: 0.0,
            byte_range: range,
            format,
        });
    }

    /// The look of a mark that says how text beside it looks.
    fn mark(&self, format: &TextFormat) -> TextFormat {
        if !self.hides_marks {
            return self.pale(format);
        }
        TextFormat {
            font_id: font(Face::Text(self.look.typeface), UNSEEN),
            color: Color32::TRANSPARENT,
            ..format.clone()
        }
    }

    fn pale(&self, format: &TextFormat) -> TextFormat {
        TextFormat {
            color: self.look.palette.faint,
            ..format.clone()
        }
    }

    fn line(&mut self, line: &str) {
        let mut format = self.plain();
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let hashes = body.bytes().take_while(|&byte| byte == b'#').count();
        if (1..=6).contains(&hashes) && body[hashes..].starts_with(' ') {
            let scale = [1.6, 1.3, 1.15, 1.05, 1.0, 1.0][hashes - 1];
            let size = self.look.size * scale;
            format.font_id = font(Face::TextBold(self.look.typeface), size);
            format.line_height = Some((size * HEADING_HEIGHT).round());
            let marks = match self.hides_marks {
                true => self.mark(&format),
                false => TextFormat {
                    font_id: font(Face::Text(self.look.typeface), size),
                    ..self.pale(&format)
                },
            };
            self.push(indent + hashes + 1, marks);
            self.inline(&body[hashes + 1..], &format);
            return;
        }
        let mark = hanging(line);
        if body.starts_with('>') {
            format.font_id = font(Face::TextItalic(self.look.typeface), self.look.size);
            format.color = self.look.palette.muted;
            self.push(mark, self.pale(&format));
        } else if mark > 0 {
            let accented = TextFormat {
                color: self.look.palette.accent,
                ..format.clone()
            };
            self.push(mark, accented);
        }
        self.inline(&line[mark..], &format);
    }

    fn inline(&mut self, text: &str, format: &TextFormat) {
        let mut from = 0;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            if let Some(link) = links::at(text, at) {
                if at > from {
                    self.push(at - from, format.clone());
                }
                self.link(&link, &text[at..], format);
                at += link.whole;
                from = at;
                continue;
            }
            let hit = INLINE
                .iter()
                .find(|(open, _)| rest.starts_with(open))
                .and_then(|(open, close)| {
                    let before = text[..at].chars().next_back();
                    Some((*open, *close, inner(rest, open, close, before)?))
                });
            let Some((open, close, inner)) = hit else {
                // A doubled mark without partner is no single mark either.
                at += if rest.starts_with("**") { 2 } else { c.len_utf8() };
                continue;
            };
            if at > from {
                self.push(at - from, format.clone());
            }
            self.push(open.len(), self.mark(format));
            let styled = self.styled(format, open);
            if open == "`" {
                self.push(inner.len(), styled)
            } else {
                self.inline(inner, &styled)
            }
            self.push(close.len(), self.mark(format));
            at += open.len() + inner.len() + close.len();
            from = at;
        }
        if at > from {
            self.push(at - from, format.clone());
        }
    }

    fn styled(&self, format: &TextFormat, mark: &str) -> TextFormat {
        let mut format = format.clone();
        let size = format.font_id.size;
        match mark {
            "**" => format.font_id = font(Face::TextBold(self.look.typeface), size),
            "~~" => format.strikethrough = Stroke::new(1.0, self.look.palette.muted),
            "<u>" => format.underline = Stroke::new(1.0, self.look.palette.ink),
            "`" => {
                format.font_id = font(Face::Mono, size * CODE_SIZE);
                format.background = self.look.palette.control;
            }
            _ => {
                format.font_id = font(Face::TextItalic(self.look.typeface), size);
                format.italics = self.look.typeface == Typeface::Sans;
            }
        }
        format
    }
}

/// Bytes of a line that hang before it: its indent with the mark of a list or a quotation; 0 when nothing hangs.
pub fn hanging(line: &str) -> usize {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let quote = body
        .strip_prefix('>')
        .map(|rest| 1 + usize::from(rest.starts_with(' ')));
    match quote.unwrap_or_else(|| item_mark(body)) {
        0 => 0,
        mark => indent + mark,
    }
}

/// The byte at which a character begins; the end of the text where there are fewer.
pub fn byte_at(text: &str, character: usize) -> usize {
    text.char_indices()
        .nth(character)
        .map_or(text.len(), |(byte, _)| byte)
}

/// Length of the mark of a list item at the start of a line, 0 when there is none.
fn item_mark(body: &str) -> usize {
    if ["- ", "* ", "+ "].iter().any(|mark| body.starts_with(mark)) {
        return 2;
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) && body[digits..].starts_with(". ") {
        digits + 2
    } else {
        0
    }
}

/// What stands between a mark and its partner on the same line; the marks must hug it. Looks no further
/// than a long sentence goes, so that a line of nothing but marks costs no more than its length.
fn inner<'a>(rest: &'a str, open: &str, close: &str, before: Option<char>) -> Option<&'a str> {
    const REACH: usize = 2_000;
    if open == "_" && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let body = &rest[open.len()..];
    let reach = body
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|&at| at <= REACH)
        .last()?;
    let body = if body.len() <= REACH { body } else { &body[..reach] };
    if body.starts_with(char::is_whitespace) {
        return None;
    }
    let (end, _) = body.match_indices(close).find(|(at, _)| {
        let after = &body[at + close.len()..];
        *at > 0
            && !body[..*at].ends_with(char::is_whitespace)
            && !(open == "*" && (after.starts_with('*') || body[..*at].ends_with('*')))
            && !(open == "_" && after.starts_with(char::is_alphanumeric))
    })?;
    Some(&body[..end])
}

/// Splits sections at the ends of the highlights, which stand in order and apart, and lights what is inside. One pass over
/// both: a word may be highlighted hundreds of times.
fn highlighted(
    sections: Vec<LayoutSection>,
    lights: &[(Range<usize>, Color32)],
    paint: impl Fn(&mut TextFormat, Color32),
) -> Vec<LayoutSection> {
    let ends = |(light, _): &(Range<usize>, Color32)| [light.start, light.end];
    let cuts: Vec<usize> = lights.iter().flat_map(ends).collect();
    let mut sections = live::cut_at(sections, &cuts);
    let mut lights = lights.iter().peekable();
    for section in &mut sections {
        let Range { start, end } = section.byte_range.as_usize();
        while lights.next_if(|(light, _)| light.end <= start).is_some() {}
        // What has no letters carries the font of its line alone.
        if let Some((_, colour)) = lights
            .peek()
            .filter(|(light, _)| light.start <= start && start < end)
        {
            paint(&mut section.format, *colour);
        }
    }
    sections
}

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod tests;
