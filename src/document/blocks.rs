//! Reads the Markdown that documents are written in, as far as other formats can show it.
//!
//! Knows the marks that spoken commands write (headings, lists, quotes, bold, italic, underline, strike,
//! code, links) and no more of Markdown; anything else stays text. Line ends within a paragraph are kept,
//! as the editor shows them. Knows nothing of the formats that are made of it.

/// How a run of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    pub strike: bool,
    pub code: bool,
}

/// A run of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub text: String,
    pub style: Style,
    /// Target, when the run is a link.
    pub link: Option<String>,
}

/// A line or a block of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading of level 1 to 6.
    Heading(usize, Vec<Span>),
    /// Lines up to the next blank line.
    Paragraph(Vec<Vec<Span>>),
    /// A list item at a depth from 0; its number when the list is numbered.
    Item {
        depth: usize,
        number: Option<u32>,
        spans: Vec<Span>,
    },
    /// A quoted line.
    Quote(Vec<Span>),
    /// Lines between fences.
    Code(String),
    /// A line across.
    Rule,
}

/// Splits a document into blocks.
pub(crate) fn parse(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open_paragraph = false;
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            open_paragraph = false;
            continue;
        }
        if trimmed.starts_with("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim() != "```").collect();
            blocks.push(Block::Code(body.join("\n")));
            open_paragraph = false;
            continue;
        }
        if let Some(block) = parse_marked_line(line) {
            blocks.push(block);
            open_paragraph = false;
            continue;
        }
        match blocks.last_mut() {
            Some(Block::Paragraph(rows)) if open_paragraph => rows.push(inline(trimmed)),
            _ => blocks.push(Block::Paragraph(vec![inline(trimmed)])),
        }
        open_paragraph = true;
    }
    blocks
}

/// A line whose beginning says what it is.
fn parse_marked_line(line: &str) -> Option<Block> {
    let trimmed = line.trim();
    let indent: usize = line
        .chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum();
    let hashes = trimmed.bytes().take_while(|&b| b == b'#').count();
    if (1..=6).contains(&hashes)
        && let Some(rest) = trimmed[hashes..].strip_prefix(' ')
    {
        return Some(Block::Heading(hashes, inline(rest.trim())));
    }
    if trimmed.len() >= 3
        && ['-', '*', '_']
            .iter()
            .any(|rule| trimmed.chars().all(|c| c == *rule))
    {
        return Some(Block::Rule);
    }
    if let Some(rest) = trimmed.strip_prefix('>') {
        return Some(Block::Quote(inline(rest.trim())));
    }
    for mark in ["- ", "* ", "+ ", "• "] {
        if let Some(rest) = trimmed.strip_prefix(mark) {
            return Some(Block::Item {
                depth: indent / 2,
                number: None,
                spans: inline(rest.trim()),
            });
        }
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits)
        && let Some(rest) = trimmed[digits..]
            .strip_prefix(". ")
            .or_else(|| trimmed[digits..].strip_prefix(") "))
    {
        // Numbered lists indent by the width of "1. ".
        let number = trimmed[..digits].parse().ok();
        return Some(Block::Item {
            depth: indent / 3,
            number,
            spans: inline(rest.trim()),
        });
    }
    None
}

/// Pairs of marks, longest first, so that `**` is not read as two `*`.
const MARKS: [(&str, &str); 7] = [
    ("***", "***"),
    ("**", "**"),
    ("__", "__"),
    ("~~", "~~"),
    ("<u>", "</u>"),
    ("*", "*"),
    ("_", "_"),
];

/// Splits a line into runs of one style.
pub(crate) fn inline(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    read_inline(text, Style::default(), &mut spans);
    spans
}

fn read_inline(text: &str, style: Style, spans: &mut Vec<Span>) {
    let mut plain = String::new();
    let mut at = 0;
    // A mark whose partner was sought in vain has none further on either: without this, a line of
    // nothing but opening marks would cost its length squared.
    let mut links_ahead = text.contains("](");
    let mut hopeless: [bool; MARKS.len()] = [false; MARKS.len()];
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        if next == '\\' && rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) {
            plain.push_str(&rest[1..2]);
            at += 2;
            continue;
        }
        if next == '`'
            && let Some(len) = rest[1..].find('`').filter(|&len| len > 0)
        {
            flush(&mut plain, style, spans);
            spans.push(Span {
                text: rest[1..=len].to_owned(),
                style: Style { code: true, ..style },
                link: None,
            });
            at += len + 2;
            continue;
        }
        if next == '['
            && links_ahead
            && let Some((label, target, len)) = read_link(rest)
        {
            flush(&mut plain, style, spans);
            let from = spans.len();
            read_inline(label, style, spans);
            spans[from..]
                .iter_mut()
                .for_each(|span| span.link = Some(target.to_owned()));
            at += len;
            links_ahead = text[at..].contains("](");
            continue;
        }
        let before = text[..at].chars().next_back();
        match MARKS.iter().position(|(open, _)| rest.starts_with(open)) {
            Some(mark) if !hopeless[mark] => {
                if let Some(inner) = marked(rest, MARKS[mark], before) {
                    flush(&mut plain, style, spans);
                    read_inline(inner, styled(style, MARKS[mark].0), spans);
                    at += MARKS[mark].0.len() + inner.len() + MARKS[mark].1.len();
                    continue;
                }
                hopeless[mark] = opens(rest, MARKS[mark].0, before);
                plain.push_str(MARKS[mark].0);
                at += MARKS[mark].0.len();
            }
            _ => {
                plain.push(next);
                at += next.len_utf8();
            }
        }
    }
    flush(&mut plain, style, spans);
}

fn flush(plain: &mut String, style: Style, spans: &mut Vec<Span>) {
    if !plain.is_empty() {
        spans.push(Span {
            text: std::mem::take(plain),
            style,
            link: None,
        });
    }
}

fn styled(mut style: Style, mark: &str) -> Style {
    match mark {
        "***" => (style.bold, style.italic) = (true, true),
        "**" | "__" => style.bold = true,
        "~~" => style.strike = true,
        "<u>" => style.underline = true,
        _ => style.italic = true,
    }
    style
}

/// What stands between a mark at the start of `rest` and its partner. Marks hug their text ("2 * 3" has
/// none), and an underscore within a word is part of the word.
fn marked<'a>(rest: &'a str, (open, close): (&str, &str), before: Option<char>) -> Option<&'a str> {
    if !opens(rest, open, before) {
        return None;
    }
    let word_mark = open.starts_with('_');
    let body = &rest[open.len()..];
    for (end, _) in body.match_indices(close) {
        let (inner, after) = (&body[..end], &body[end + close.len()..]);
        let hugged = !inner.is_empty() && !inner.ends_with(char::is_whitespace);
        let cut_longer_mark = open.len() == 1 && (after.starts_with(close) || inner.ends_with(close));
        let inside_word = word_mark && after.starts_with(char::is_alphanumeric);
        if hugged && !cut_longer_mark && !inside_word {
            return Some(inner);
        }
    }
    None
}

/// Whether the mark at the start of `rest` may open a run.
fn opens(rest: &str, open: &str, before: Option<char>) -> bool {
    let inside_word = open.starts_with('_') && before.is_some_and(char::is_alphanumeric);
    !inside_word && !rest[open.len()..].starts_with(char::is_whitespace)
}

/// Label, target and whole length of a link at the start of `rest`.
fn read_link(rest: &str) -> Option<(&str, &str, usize)> {
    let label_end = rest.find("](")?;
    let target = &rest[label_end + 2..];
    let target_len = target.find(')')?;
    let (label, target) = (&rest[1..label_end], &target[..target_len]);
    let sound = !label.is_empty()
        && !target.is_empty()
        && !target.contains(char::is_whitespace)
        && !label.contains('[');
    sound.then_some((label, target, label_end + 2 + target_len + 1))
}

/// The text without its marks.
pub(crate) fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
