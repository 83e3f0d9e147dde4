//! Words that are being spoken, laid out among those of the document.

use std::ops::Range;

use egui::Stroke;
use egui::epaint::text::ByteRangeExt;
use egui::text::{ByteIndex, LayoutJob, LayoutSection};

use super::{Look, job};
use crate::settings::Typeface;
use crate::ui::theme::{Face, font};

/// Words that are being spoken, shown where they will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live<'a> {
    /// Byte of the document before which they stand.
    pub at: usize,
    /// The words.
    pub words: &'a str,
    /// Bytes of them that will hardly change any more.
    pub stable: usize,
}

/// The layout job of a document with live words in it, set off from the words around them by spaces, and the bytes
/// that they have there. They are told apart by their slope, those that may still change by a line below.
pub fn job_with_live(text: &str, live: &Live, look: &Look, width: f32) -> (LayoutJob, Range<usize>) {
    let (before, after) = text.split_at(live.at);
    let joined = before.ends_with(|c: char| !c.is_whitespace() && !matches!(c, '(' | '[' | '“'));
    let parted = after.starts_with(char::is_alphanumeric);
    let lead = if joined { " " } else { "" };
    let whole = [before, lead, live.words, if parted { " " } else { "" }, after].concat();
    let start = before.len() + lead.len();
    let range = start..start + live.words.len();
    let stable = (0..=live.stable.min(live.words.len()))
        .rev()
        .find(|&at| live.words.is_char_boundary(at));
    let sure = start..start + stable.unwrap_or(0);
    let added = whole.len() - text.len();
    let mut job = job(&whole, &look.with_added(live.at, added), width);
    job.sections = cut_at(job.sections, &[sure.start, sure.end, range.end]);
    for section in &mut job.sections {
        let at = section.byte_range.start.0;
        if !range.contains(&at) {
            continue;
        }
        let format = &mut section.format;
        format.font_id = font(Face::TextItalic(look.typeface), format.font_id.size);
        format.italics = look.typeface == Typeface::Sans;
        format.color = look.palette.muted;
        if !sure.contains(&at) {
            format.underline = Stroke::new(1.0, look.palette.line);
        }
    }
    (job, range)
}

/// Splits sections at these bytes, which stand in order.
pub fn cut_at(sections: Vec<LayoutSection>, cuts: &[usize]) -> Vec<LayoutSection> {
    let mut out = Vec::with_capacity(sections.len() + cuts.len());
    let mut cuts = cuts.iter().peekable();
    for mut rest in sections {
        let Range { start, end } = rest.byte_range.as_usize();
        while cuts.next_if(|cut| **cut <= start).is_some() {}
        while let Some(&cut) = cuts.next_if(|cut| **cut < end) {
            if cut == rest.byte_range.start.0 {
                continue;
            }
            let mut head = rest.clone();
            head.byte_range.end = ByteIndex(cut);
            rest.byte_range.start = ByteIndex(cut);
            rest.leading_space = 0.0;
            out.push(head);
        }
        out.push(rest);
    }
    out
}
