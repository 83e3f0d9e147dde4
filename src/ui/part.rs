//! Long documents are laid out in parts: what is in view with what lies around it. The rest has the height that it had when
//! it was last seen, or a guess.
//!
//! Knows the text and heights; draws nothing. A letter's layout takes hundreds of bytes and every line's some time, so that
//! a document of a megabyte laid out whole would take more memory than the recogniser, and a key press longer than a frame.

use std::ops::Range;

use super::layout::hanging;
use crate::settings::Typeface;

/// Documents up to this length are laid out whole, in bytes.
const WHOLE: usize = 48_000;
/// A block ends with the first line that ends behind so many bytes, where a line is empty if one is near.
const BLOCK: usize = 1_200;
/// It ends at the end of any line behind so many: tables stay whole up to here.
const LONG_BLOCK: usize = 4 * BLOCK;
/// The room of a letter beside the square of its size, about: from this heights are guessed until some were seen.
const LETTER_ROOM: f32 = 0.75;

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its bytes.
    pub bytes: Range<usize>,
    /// Its characters; the end counts only where the part is not the whole document.
    pub chars: Range<usize>,
    /// Its blocks.
    blocks: Range<usize>,
}

impl Part {
    /// All of a text.
    pub fn whole(text: &str) -> Self {
        Part {
            bytes: 0..text.len(),
            chars: 0..usize::MAX,
            blocks: 0..0,
        }
    }

    /// Whether it is all of the document.
    pub fn is_whole(&self) -> bool {
        self.chars.end == usize::MAX
    }

    /// A character's place in the part: outside of it that of its nearer end.
    pub fn char_in(&self, at: usize) -> usize {
        at.clamp(self.chars.start, self.chars.end) - self.chars.start
    }

    /// A range of characters in the part, unless all of it is outside.
    pub fn chars_in(&self, (start, end): (usize, usize)) -> Option<(usize, usize)> {
        let is_inside = start <= self.chars.end && end >= self.chars.start;
        is_inside.then(|| (self.char_in(start), self.char_in(end)))
    }

    /// A range of bytes in the part, unless all of it is outside.
    pub fn bytes_in(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (start, end) = (range.start.max(self.bytes.start), range.end.min(self.bytes.end));
        (start < end).then(|| start - self.bytes.start..end - self.bytes.start)
    }

    /// Whether a character is in it.
    pub fn has(&self, at: usize) -> bool {
        (self.chars.start..=self.chars.end).contains(&at)
    }
}

/// What heights depend on besides the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Width of the lines in points.
    pub width: f32,
    /// Size of plain text in points.
    pub size: f32,
    /// Typeface.
    pub typeface: Typeface,
    /// Whether all marks are shown.
    pub marks: bool,
}

/// Some lines of the document.
#[derive(Clone, Debug, PartialEq)]
struct Block {
    bytes: usize,
    chars: usize,
    words: usize,
    /// A line of a list or a quotation is among them.
    hangs: bool,
    /// As it was last seen, in points.
    height: Option<f32>,
}

/// A long document as blocks of lines.
#[derive(Debug, Default)]
pub struct Blocks {
    text: String,
    measure: Option<Measure>,
    /// Height of a byte, by the part that was seen first.
    per_byte: Option<f32>,
    blocks: Vec<Block>,
    /// The characters that were laid out last.
    pub shown: Range<usize>,
    /// Where the next frame is to be scrolled to, in points: what is in view would move otherwise.
    pub scroll_to: Option<f32>,
}

/// Number of words of a text.
pub fn count_words(text: &str) -> usize {
    let words = text.split_whitespace();
    words.filter(|word| word.contains(char::is_alphanumeric)).count()
}

impl Blocks {
    /// Takes the text as it is now. `false` when it is to be laid out whole.
    pub fn take(&mut self, text: &str) -> bool {
        if text.len() <= WHOLE {
            *self = Blocks::default();
            return false;
        }
        if self.text != text {
            self.cut_anew(text);
        }
        // A text without ends of lines has one block.
        self.blocks.len() > 1
    }

    /// Takes what heights depend on; when it is other than before, nothing has been seen yet.
    pub fn measure_by(&mut self, measure: Measure) {
        if self.measure.replace(measure) != Some(measure) {
            self.per_byte = None;
            for block in &mut self.blocks {
                block.height = None;
            }
        }
    }

    /// Cuts anew between what is the same at both ends.
    fn cut_anew(&mut self, text: &str) {
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let head = same_bytes(old.len().min(new.len()), |from, to| {
            old[from..to] == new[from..to]
        });
        let tail = same_bytes(old.len().min(new.len()) - head, |from, to| {
            old[old.len() - to..old.len() - from] == new[new.len() - to..new.len() - from]
        });
        // What lies before the last cut before the change stays; the change may have made its end another one.
        let (mut first, mut from) = (0, 0);
        while let Some(block) = self.blocks.get(first)
            && from + block.bytes < head
        {
            from += block.bytes;
            first += 1;
        }
        let (mut last, mut to) = (self.blocks.len(), new.len());
        while last > first
            && new.len() - to + self.blocks[last - 1].bytes < tail
            && to - self.blocks[last - 1].bytes >= from
        {
            to -= self.blocks[last - 1].bytes;
            last -= 1;
        }
        self.blocks.splice(first..last, cut(&text[from..to]));
        self.text.clear();
        self.text.push_str(text);
    }

    /// Number of words.
    pub fn words(&self) -> usize {
        self.blocks.iter().map(|block| block.words).sum()
    }

    /// Whether lines of lists or quotations are anywhere in the document: then all lines leave room for them.
    pub fn hangs(&self) -> bool {
        self.blocks.iter().any(|block| block.hangs)
    }

    /// Height of a byte of what was not seen yet, about, in points. What was seen first tells it for good: what is in view
    /// would move with each change of it.
    fn height_of_byte(&self) -> f32 {
        let guess = |measure: Measure| measure.size * measure.size * LETTER_ROOM / measure.width.max(1.0);
        self.per_byte.or(self.measure.map(guess)).unwrap_or(1.0)
    }

    /// Heights of all blocks, in points.
    fn heights(&self) -> impl Iterator<Item = f32> {
        let per_byte = self.height_of_byte();
        let guess = move |block: &Block| block.height.unwrap_or(block.bytes as f32 * per_byte);
        self.blocks.iter().map(guess)
    }

    /// Height of the blocks before this one, in points.
    fn above(&self, block: usize) -> f32 {
        self.heights().take(block).sum()
    }

    /// Heights before and behind a part, in points.
    pub fn around(&self, part: &Part) -> (f32, f32) {
        let behind = self.heights().skip(part.blocks.end).sum();
        (self.above(part.blocks.start), behind)
    }

    /// Where a character stands below the beginning, about, in points.
    pub fn height_at(&self, at: usize) -> f32 {
        let (mut chars, mut above) = (0, 0.0);
        for (block, height) in self.blocks.iter().zip(self.heights()) {
            if at < chars + block.chars {
                return above + height * (at - chars) as f32 / block.chars as f32;
            }
            chars += block.chars;
            above += height;
        }
        above
    }

    /// The part between two heights below the beginning, with these characters in it.
    pub fn part(&mut self, heights: Range<f32>, with: Option<(usize, usize)>) -> Part {
        let mut part = Part {
            bytes: 0..0,
            chars: 0..0,
            blocks: 0..0,
        };
        let (mut bytes, mut chars, mut above) = (0, 0, 0.0);
        let mut begun = false;
        for (index, (block, height)) in self.blocks.iter().zip(self.heights()).enumerate() {
            let (end, below) = (chars + block.chars, above + height);
            let wanted = with.is_some_and(|(first, last)| first <= end && last >= chars);
            let is_last = index + 1 == self.blocks.len();
            if wanted || below >= heights.start && above <= heights.end || is_last && !begun {
                if !begun {
                    (part.bytes, part.chars, part.blocks) = (bytes..bytes, chars..chars, index..index);
                    begun = true;
                }
                part.bytes.end = bytes + block.bytes;
                part.chars.end = end;
                part.blocks.end = index + 1;
            }
            bytes += block.bytes;
            (chars, above) = (end, below);
        }
        // The end of the last line would be one more, empty line.
        if part.blocks.end < self.blocks.len() {
            part.bytes.end -= 1;
            part.chars.end -= 1;
        }
        self.shown = part.chars.clone();
        part
    }

    /// Takes the heights of a part that was laid out: where its characters' lines begin and where the last one ends, in
    /// points. Gives by how much what stands at `height` has moved.
    pub fn measured(&mut self, part: &Part, tops: impl Fn(usize) -> f32, bottom: f32, height: f32) -> f32 {
        let mut anchor = 0;
        let mut before = 0.0;
        for one in self.heights() {
            if before + one > height {
                break;
            }
            before += one;
            anchor += 1;
        }
        let mut at = 0;
        for index in part.blocks.clone() {
            let top = tops(at);
            at += self.blocks[index].chars;
            let is_last = index + 1 == part.blocks.end;
            let end = if is_last { bottom } else { tops(at) };
            self.blocks[index].height = Some(end - top);
        }
        if part.bytes.len() >= BLOCK {
            self.per_byte.get_or_insert(bottom / part.bytes.len() as f32);
        }
        self.above(anchor) - before
    }
}

/// How many bytes of the first `most` are the same, by what compares ranges of them.
fn same_bytes(most: usize, is_same: impl Fn(usize, usize) -> bool) -> usize {
    let mut same = 0;
    // Whole pages first: comparing byte by byte would take longer than all the rest.
    for step in [4_096, 64, 1] {
        while same + step <= most && is_same(same, same + step) {
            same += step;
        }
    }
    same
}

/// Cuts a text, which ends where a line or the document ends, into blocks.
fn cut(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut from = 0;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let length = end - from;
        let is_empty = line.trim().is_empty();
        if line.ends_with('\n') && (length > BLOCK && is_empty || length > LONG_BLOCK) {
            blocks.push(block(&text[from..end]));
            from = end;
        }
    }
    if from < text.len() {
        blocks.push(block(&text[from..]));
    }
    blocks
}

fn block(text: &str) -> Block {
    Block {
        bytes: text.len(),
        chars: text.chars().count(),
        words: count_words(text),
        hangs: text.lines().any(|line| hanging(line) > 0),
        height: None,
    }
}

#[cfg(test)]
mod tests;
