//! The format model: which characters of a line or a stretch are Markdown marks, and what they mean.
//!
//! Only the part of Markdown that spoken commands make: headings, lists, quotes, bold, italic, underline
//! (`<u>`), strike, code. Knows nothing of carets or history.

use std::ops::Range;

/// What kind of block a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Ordinary text.
    Plain,
    /// Heading of level 1 to 6.
    Heading(u8),
    /// `-`, `*` or `+` item.
    Bullet,
    /// Numbered item and its number.
    Numbered(u32),
    /// Quotation.
    Quote,
    /// Nothing but white space.
    Blank,
}

/// A line's kind and the bytes before its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Bytes of white space at the start.
    pub indent: usize,
    /// Bytes before the text: indentation, mark, and the space after it.
    pub prefix_len: usize,
}

impl Block {
    /// The block that a line is; a line feed at its end does not matter.
    pub fn of(line: &str) -> Block {
        let line = line.trim_end_matches(['\n', '\r']);
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let rest = &line[indent..];
        let block = |kind, mark_len: usize| Block {
            kind,
            indent,
            prefix_len: indent + mark_len,
        };
        if rest.is_empty() {
            return block(BlockKind::Blank, 0);
        }
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if (1..=6).contains(&hashes) && (rest[hashes..].starts_with(' ') || rest.len() == hashes) {
            return block(BlockKind::Heading(hashes as u8), (hashes + 1).min(rest.len()));
        }
        if rest.starts_with(['-', '*', '+']) && (rest[1..].starts_with(' ') || rest.len() == 1) {
            return block(BlockKind::Bullet, 2.min(rest.len()));
        }
        if let Some(quoted) = rest.strip_prefix('>') {
            return block(BlockKind::Quote, 1 + usize::from(quoted.starts_with(' ')));
        }
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = &rest[digits..];
        if (1..=9).contains(&digits)
            && after.starts_with(['.', ')'])
            && (after[1..].starts_with(' ') || after.len() == 1)
        {
            let number = rest[..digits].parse().unwrap_or(1);
            return block(BlockKind::Numbered(number), (digits + 2).min(rest.len()));
        }
        block(BlockKind::Plain, 0)
    }

    /// Whether the line is an item of a list.
    pub fn is_item(self) -> bool {
        matches!(self.kind, BlockKind::Bullet | BlockKind::Numbered(_))
    }

    /// The number of a numbered item.
    pub fn number(self) -> Option<u32> {
        match self.kind {
            BlockKind::Numbered(number) => Some(number),
            _ => None,
        }
    }

    /// Bytes of the mark in a text in which the line begins at `start`.
    pub fn mark(self, start: usize) -> Range<usize> {
        start + self.indent..start + self.prefix_len
    }

    /// The mark that the next item of the same list starts with, indentation included.
    pub fn next_item(self, line: &str) -> Option<String> {
        let indent = &line[..self.indent];
        match self.kind {
            BlockKind::Bullet => Some(format!("{indent}- ")),
            BlockKind::Numbered(number) => Some(format!("{indent}{}. ", number.saturating_add(1))),
            _ => None,
        }
    }
}

/// An emphasis that goes around a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inline {
    /// `**bold**`
    Bold,
    /// `*italic*`
    Italic,
    /// `<u>underline</u>`
    Underline,
    /// `~~strike~~`
    Strike,
    /// `` `code` ``
    Code,
}

impl Inline {
    /// All of them, longest mark first, so that `**` is not read as two `*`.
    pub const ALL: [Inline; 5] = [
        Inline::Underline,
        Inline::Bold,
        Inline::Strike,
        Inline::Italic,
        Inline::Code,
    ];

    /// Opening mark.
    pub fn open(self) -> &'static str {
        match self {
            Inline::Bold => "**",
            Inline::Italic => "*",
            Inline::Underline => "<u>",
            Inline::Strike => "~~",
            Inline::Code => "`",
        }
    }

    /// Closing mark.
    pub fn close(self) -> &'static str {
        match self {
            Inline::Underline => "</u>",
            other => other.open(),
        }
    }
}

/// A pair of marks in a text and what it emphasises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emphasis {
    /// Which.
    pub inline: Inline,
    /// Bytes of the opening mark.
    pub open: Range<usize>,
    /// Bytes of the closing mark.
    pub close: Range<usize>,
}

/// All pairs of marks in a text, in order of their opening marks. A pair never reaches over a blank line, and a
/// mark beside white space on its inner side is no mark ("2 * 3 * 4").
pub fn emphases(text: &str) -> Vec<Emphasis> {
    let mut found: Vec<Emphasis> = Vec::new();
    let mut open: Vec<(Inline, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("\n\n") {
            open.clear();
        }
        let in_code = open.last().is_some_and(|(inline, _)| *inline == Inline::Code);
        // The innermost mark closes first: `***` after "**bold *both" ends the italic.
        let innermost = open.last().map(|(inline, _)| *inline).filter(|inline| {
            let double = *inline == Inline::Italic && rest.starts_with("**") && !rest.starts_with("***");
            rest.starts_with(inline.close()) && !text[..at].ends_with(char::is_whitespace) && !double
        });
        let closing = innermost.map(|inline| (inline, true, inline.close().len()));
        let mark = closing.or_else(|| {
            Inline::ALL.into_iter().find_map(|inline| {
                if in_code && inline != Inline::Code {
                    return None;
                }
                let closes = open.iter().any(|(known, _)| *known == inline);
                if closes && rest.starts_with(inline.close()) && !text[..at].ends_with(char::is_whitespace) {
                    return Some((inline, true, inline.close().len()));
                }
                let inner = rest.strip_prefix(inline.open())?;
                let opens = inner.starts_with(|c: char| !c.is_whitespace());
                (opens && !closes).then(|| (inline, false, inline.open().len()))
            })
        });
        match mark {
            Some((inline, true, len)) => {
                while let Some((known, bytes)) = open.pop() {
                    if known == inline {
                        found.push(Emphasis {
                            inline,
                            open: bytes,
                            close: at..at + len,
                        });
                        break;
                    }
                }
                at += len;
            }
            Some((inline, false, len)) => {
                open.push((inline, at..at + len));
                at += len;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found.sort_by_key(|emphasis| emphasis.open.start);
    found
}

/// A link: `[words](address)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Byte of the opening bracket.
    pub open: usize,
    /// Bytes from the closing bracket to the end of the address.
    pub close: Range<usize>,
}

/// All links of a text, in order; none reaches over a line.
pub fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(middle) = text[at..].find("](").map(|index| at + index) {
        at = middle + 2;
        let start = text[..middle]
            .rfind(['[', '\n'])
            .filter(|&start| text[start..].starts_with('['));
        let end = text[at..].find([')', '\n']).map(|index| at + index);
        let end = end.filter(|&end| text[end..].starts_with(')'));
        if let (Some(open), Some(end)) = (start, end) {
            found.push(Link {
                open,
                close: middle..end + 1,
            });
        }
    }
    found
}

/// The text without any marks: what one would read aloud.
pub fn plain(text: &str) -> String {
    let mut drop: Vec<Range<usize>> = Vec::new();
    for emphasis in emphases(text) {
        drop.push(emphasis.open);
        drop.push(emphasis.close);
    }
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let block = Block::of(line);
        if matches!(block.kind, BlockKind::Heading(_) | BlockKind::Quote) {
            drop.push(offset..offset + block.prefix_len);
        }
        offset += line.len();
    }
    drop.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in drop {
        if range.start >= at {
            out.push_str(&text[at..range.start]);
            at = range.end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Whether a text has any formatting that plain text would lose.
pub fn is_formatted(text: &str) -> bool {
    !emphases(text).is_empty()
        || text
            .lines()
            .any(|line| !matches!(Block::of(line).kind, BlockKind::Plain | BlockKind::Blank))
}
