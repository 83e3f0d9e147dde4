//! Markdown as HTML, for the clipboard and for pages: what [`super::blocks`] reads, as tags.
//!
//! Everything else is escaped: nothing in a document can become markup by accident.

use super::blocks::{Block, Span, parse};

/// The document as HTML: the body of a page, and what the clipboard takes.
pub(crate) fn fragment(markdown: &str) -> String {
    let mut out = String::new();
    let mut lists: Vec<&'static str> = Vec::new();
    let blocks = parse(markdown);
    for (index, block) in blocks.iter().enumerate() {
        if !matches!(block, Block::Item { .. }) {
            close_lists(&mut out, &mut lists, 0);
        }
        match block {
            Block::Heading(level, spans) => {
                out.push_str(&format!("<h{level}>{}</h{level}>\n", html_spans(spans)))
            }
            Block::Paragraph(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| html_spans(row)).collect();
                out.push_str(&format!("<p>{}</p>\n", rows.join("<br>\n")));
            }
            Block::Item { depth, number, spans } => {
                open_item(&mut out, &mut lists, *depth, *number);
                out.push_str(&html_spans(spans));
            }
            Block::Quote(spans) => {
                let first = index == 0 || !matches!(blocks[index - 1], Block::Quote(_));
                let last = !matches!(blocks.get(index + 1), Some(Block::Quote(_)));
                out.push_str(if first { "<blockquote><p>" } else { "<br>\n" });
                out.push_str(&html_spans(spans));
                out.push_str(if last { "</p></blockquote>\n" } else { "" });
            }
            Block::Code(code) => out.push_str(&format!("<pre><code>{}</code></pre>\n", escape(code))),
            Block::Rule => out.push_str("<hr>\n"),
        }
    }
    close_lists(&mut out, &mut lists, 0);
    out
}

/// Opens and closes lists until an item at `depth` may stand here; the item itself stays open.
fn open_item(out: &mut String, lists: &mut Vec<&'static str>, depth: usize, number: Option<u32>) {
    let tag = if number.is_some() { "ol" } else { "ul" };
    // A document may jump from depth 0 to 3; HTML nests by one.
    let depth = depth.min(lists.len());
    close_lists(out, lists, depth + 1);
    if lists.len() == depth + 1 {
        out.push_str("</li>\n");
        if lists[depth] != tag {
            close_lists(out, lists, depth);
        }
    }
    if lists.len() == depth {
        match number {
            Some(start) if start != 1 => out.push_str(&format!("<ol start=\"{start}\">\n")),
            _ => out.push_str(&format!("<{tag}>\n")),
        }
        lists.push(tag);
    }
    out.push_str("<li>");
}

fn close_lists(out: &mut String, lists: &mut Vec<&'static str>, keep: usize) {
    while lists.len() > keep {
        let Some(tag) = lists.pop() else { return };
        let item = if out.ends_with("</li>\n") { "" } else { "</li>\n" };
        out.push_str(&format!("{item}</{tag}>\n"));
    }
}

fn html_spans(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let style = span.style;
        let tags = [
            (style.bold, "strong"),
            (style.italic, "em"),
            (style.underline, "u"),
            (style.strike, "s"),
            (style.code, "code"),
        ];
        let link = span.link.as_deref().filter(|target| is_safe(target));
        if let Some(target) = link {
            out.push_str(&format!("<a href=\"{}\">", escape(target)));
        }
        tags.iter()
            .filter(|(on, _)| *on)
            .for_each(|(_, tag)| out.push_str(&format!("<{tag}>")));
        out.push_str(&escape(&span.text));
        tags.iter()
            .rev()
            .filter(|(on, _)| *on)
            .for_each(|(_, tag)| out.push_str(&format!("</{tag}>")));
        if link.is_some() {
            out.push_str("</a>");
        }
    }
    out
}

/// Whether a link may go into a page: a pasted document must not smuggle a script in.
pub(crate) fn is_safe(target: &str) -> bool {
    let scheme = target
        .split([':', '/', '?', '#'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    !target.contains(':')
        || ["http", "https", "mailto"].contains(&scheme.as_str())
        || target.starts_with(['/', '#', '.'])
}

/// Escapes for text and attributes; characters that XML forbids are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
