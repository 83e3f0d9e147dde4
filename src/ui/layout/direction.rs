//! Lines with letters that run from right to left: the levels of their letters by the Unicode Bidirectional Algorithm
//! (Unicode Standard Annex #9), and the pieces in which they are shaped.

use std::borrow::Cow;
use std::ops::Range;

use egui::epaint::text::ByteRangeExt;
use egui::text::{LayoutJob, LayoutSection, TextFormat};
use egui::{Color32, Stroke};
use unicode_bidi::{BidiClass, Direction, Level, ParagraphBidiInfo, get_base_direction};
use unicode_segmentation::UnicodeSegmentation;

use super::byte_at;
use super::live::cut_at;

/// A line of the document with letters that run from right to left.
pub struct Line<'a> {
    /// Where it starts in the document, in bytes.
    pub start: usize,
    /// Its text, without the line break.
    pub text: &'a str,
    /// The level of each byte; odd ones run from right to left.
    pub levels: Vec<Level>,
    /// The level of the whole line.
    pub base: Level,
    /// Its pieces, in the order of the text.
    pub pieces: Vec<Piece>,
}

/// A part of a line that is shaped alone: letters of one level and of one look.
pub struct Piece {
    /// Its characters, counted from the start of the line.
    pub chars: Range<usize>,
    /// It runs from right to left.
    pub backwards: bool,
    /// How it looks.
    pub format: TextFormat,
    /// Room before it, in points.
    pub leading_space: f32,
    /// The height of a line that its glyphs are laid out with, in points: it tells them from those of the pieces beside it.
    pub height: f32,
}

/// Whether any letter of a text runs from right to left, or any mark makes letters do so.
pub fn has_right_to_left(text: &str) -> bool {
    // The first byte of all letters up to the Cyrillic ones is smaller.
    text.bytes().any(|byte| byte >= 0xd6) && text.chars().any(is_right_to_left)
}

/// Whether a character is in the blocks for scripts from right to left, or a mark that embeds such text.
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether the line with a character runs from right to left.
pub fn is_backwards_at(text: &str, character: usize) -> bool {
    let byte = byte_at(text, character);
    let start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].split('\n').next().unwrap_or("");
    has_right_to_left(line) && base_level(line).is_rtl()
}

/// The level of a line by its first strong letter (rules P2 and P3). The letters of a tag are none; the columns of a table
/// stand from left to right.
fn base_level(line: &str) -> Level {
    if line.starts_with('|') {
        return Level::ltr();
    }
    let untagged = match line.contains("<u>") {
        true => Cow::Owned(line.replace("<u>", "").replace("</u>", "")),
        false => Cow::Borrowed(line),
    };
    match get_base_direction(untagged.as_ref()) {
        Direction::Rtl => Level::rtl(),
        Direction::Ltr | Direction::Mixed => Level::ltr(),
    }
}

/// Splits a job into pieces, and gives its lines with letters from right to left. What is painted around the letters of
/// those lines is left to whoever puts them in order.
pub fn in_pieces(job: &LayoutJob) -> (LayoutJob, Vec<Line<'_>>) {
    let mut lines = Vec::new();
    let mut classes = Vec::new();
    let mut start = 0;
    for text in job.text.split('\n') {
        if has_right_to_left(text) {
            let base = base_level(text);
            let mut info = ParagraphBidiInfo::new(text, Some(base));
            separate(&mut info);
            classes.push(info.original_classes);
            lines.push(Line {
                start,
                text,
                levels: info.levels,
                base,
                pieces: Vec::new(),
            });
        }
        start += text.len() + 1;
    }
    let mut cuts = Vec::new();
    for (line, classes) in lines.iter().zip(&classes) {
        cuts.push(line.start);
        cuts.extend(
            boundaries(line, classes, job)
                .into_iter()
                .map(|at| line.start + at),
        );
        cuts.push(line.start + line.text.len());
    }
    let mut sections = cut_at(job.sections.clone(), &cuts);
    take_pieces(&mut sections, &mut lines);
    let split = LayoutJob {
        text: mirrored(&job.text, &lines),
        sections,
        ..job.clone()
    };
    (split, lines)
}

/// Gives tabs, with the space before them, and the bars of a table, with the space around them, the level of the line
/// (rule L1).
fn separate(info: &mut ParagraphBidiInfo) {
    let is_row = info.text.starts_with('|');
    let (mut space, mut behind_bar) = (0, false);
    for (at, c) in info.text.char_indices() {
        let end = at + c.len_utf8();
        let parts = c == '\t' || is_row && c == '|';
        let is_space = c.is_whitespace() && !parts;
        if parts || is_space && behind_bar {
            info.levels[space..end].fill(info.paragraph_level);
        }
        behind_bar = is_row && (c == '|' || behind_bar && is_space);
        if !is_space {
            space = end;
        }
    }
}

/// How a character is shaped with those beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shaping {
    /// Joined with those beside it, from left to right.
    Run,
    /// Joined with those beside it, from right to left.
    Word,
    /// Alone: the shaper would guess the direction of several wrongly.
    Alone,
}

/// Where the pieces of a line meet, in bytes from its start. The shaper takes the direction of a run from its first letter,
/// and lines are broken as if all runs ran from left to right: so words are parted, and what has another direction than its
/// letters would have is shaped letter by letter.
fn boundaries(line: &Line, classes: &[BidiClass], job: &LayoutJob) -> Vec<usize> {
    let most = most_letters(line, job);
    let mut found = Vec::new();
    let mut before = None;
    let mut word = Vec::new();
    for (at, grapheme) in line.text.grapheme_indices(true) {
        let this = (line.levels[at], shaping(grapheme, line.levels[at], classes[at]));
        if before == Some(this) && this.1 != Shaping::Alone {
            word.push(at);
            continue;
        }
        part_long_word(&mut found, &mut word, before.map(|(_, shaping)| shaping), most);
        found.push(at);
        before = Some(this);
    }
    part_long_word(&mut found, &mut word, before.map(|(_, shaping)| shaping), most);
    found
}

/// Parts a word that is longer than a row into its letters: broken elsewhere, its end would stand in the row above its
/// beginning.
fn part_long_word(found: &mut Vec<usize>, word: &mut Vec<usize>, shaping: Option<Shaping>, most: usize) {
    if shaping == Some(Shaping::Word) && word.len() >= most {
        found.append(word);
    }
    word.clear();
}

/// Letters that fit into a row in any case.
fn most_letters(line: &Line, job: &LayoutJob) -> usize {
    let end = line.start + line.text.len();
    let from = job
        .sections
        .partition_point(|section| section.byte_range.end.0 <= line.start);
    let sections = job.sections[from..].iter();
    let sizes = sections
        .take_while(|section| section.byte_range.start.0 < end)
        .map(|section| section.format.font_id.size);
    (job.wrap.max_width / sizes.fold(1.0, f32::max)) as usize
}

/// How a grapheme of this level and this class of its first character is shaped.
fn shaping(grapheme: &str, level: Level, class: BidiClass) -> Shaping {
    use BidiClass::{AL, AN, R};
    // The digits of Persian have the class of European ones, but letters of the Arabic script decide how they are shaped.
    let of_script =
        matches!(class, R | AL | AN) || grapheme.starts_with(|c| ('\u{6f0}'..='\u{6f9}').contains(&c));
    match (level.is_rtl(), of_script) {
        (false, false) => Shaping::Run,
        (true, true) if matches!(class, R | AL) => Shaping::Word,
        _ => Shaping::Alone,
    }
}

/// Hands the sections of each line to it as its pieces, and marks them by their height.
fn take_pieces(sections: &mut [LayoutSection], lines: &mut [Line]) {
    let mut lines = lines.iter_mut().peekable();
    for section in sections {
        let Range { start, end } = section.byte_range.as_usize();
        while lines
            .next_if(|line| line.start + line.text.len() <= start)
            .is_some()
        {}
        let Some(line) = lines.peek_mut().filter(|line| line.start <= start) else {
            continue;
        };
        if start == end {
            continue;
        }
        let from = line.pieces.last().map_or(0, |piece| piece.chars.end);
        let text = &line.text[start - line.start..end - line.start];
        let format = section.format.clone();
        let height = format
            .line_height
            .unwrap_or(format.font_id.size * super::LINE_HEIGHT);
        // Too little to be seen, and more than nothing for all pieces of a line: then all are rounded alike.
        let height = f32::from_bits(height.to_bits() + 1 + line.pieces.len() as u32 % 3);
        section.format = TextFormat {
            line_height: Some(height),
            background: Color32::TRANSPARENT,
            underline: Stroke::NONE,
            strikethrough: Stroke::NONE,
            ..format.clone()
        };
        line.pieces.push(Piece {
            chars: from..from + text.chars().count(),
            backwards: line.levels[start - line.start].is_rtl(),
            format,
            leading_space: section.leading_space,
            height,
        });
    }
}

/// Brackets that are drawn as their partner where text runs from right to left (rule L4), as long as each other.
const PARTNERS: [(char, char); 6] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('<', '>'),
    ('«', '»'),
    ('‹', '›'),
];

/// The text with its brackets as they are drawn.
fn mirrored(text: &str, lines: &[Line]) -> String {
    let mut out = String::with_capacity(text.len());
    for line in lines {
        out.push_str(&text[out.len()..line.start]);
        out.extend(
            line.text
                .char_indices()
                .map(|(at, c)| match line.levels[at].is_rtl() {
                    true => partner(c),
                    false => c,
                }),
        );
    }
    out.push_str(&text[out.len()..]);
    out
}

/// The partner of a bracket; any other character itself.
pub fn partner(c: char) -> char {
    let other = |&(open, close): &(char, char)| match c {
        _ if c == open => Some(close),
        _ if c == close => Some(open),
        _ => None,
    };
    PARTNERS.iter().find_map(other).unwrap_or(c)
}
