//! Markdown as HTML, for the clipboard: the part of Markdown that [`super::markdown`] knows.

use super::markdown::{Block, BlockKind, Inline, emphases};
use super::unit::lines;

/// The text as an HTML fragment.
pub fn html(text: &str) -> String {
    let mut out = String::new();
    let mut open: Option<&str> = None;
    for line in lines(text) {
        let line = &text[line];
        let block = Block::of(line);
        let wanted = match block.kind {
            BlockKind::Bullet => Some("ul"),
            BlockKind::Numbered(_) => Some("ol"),
            BlockKind::Quote => Some("blockquote"),
            BlockKind::Plain => Some("p"),
            _ => None,
        };
        if open != wanted {
            close(&mut out, open);
            if let Some(tag) = wanted {
                out.push_str(&format!("<{tag}>"));
            }
            open = wanted;
        } else if matches!(wanted, Some("p" | "blockquote")) {
            out.push_str("<br>");
        }
        let body = inline(&line[block.prefix_len..]);
        match block.kind {
            BlockKind::Heading(level) => out.push_str(&format!("<h{level}>{body}</h{level}>")),
            BlockKind::Bullet | BlockKind::Numbered(_) => out.push_str(&format!("<li>{body}</li>")),
            BlockKind::Blank => {}
            BlockKind::Plain | BlockKind::Quote => out.push_str(&body),
        }
    }
    close(&mut out, open);
    out
}

fn close(out: &mut String, open: Option<&str>) {
    if let Some(tag) = open {
        out.push_str(&format!("</{tag}>"));
    }
}

/// A line's emphasis as tags, everything else escaped.
fn inline(line: &str) -> String {
    let mut marks: Vec<(usize, usize, String)> = Vec::new();
    for pair in emphases(line) {
        let tag = match pair.inline {
            Inline::Bold => "strong",
            Inline::Italic => "em",
            Inline::Underline => "u",
            Inline::Strike => "s",
            Inline::Code => "code",
        };
        marks.push((pair.open.start, pair.open.end, format!("<{tag}>")));
        marks.push((pair.close.start, pair.close.end, format!("</{tag}>")));
    }
    marks.sort();
    let mut out = String::new();
    let mut at = 0;
    for (start, end, tag) in marks {
        escape(&line[at..start], &mut out);
        out.push_str(&tag);
        at = end;
    }
    escape(&line[at..], &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}
