//! Plain text and HTML.

use super::markdown::{Block, Span, parse, plain};

/// The document without its marks; lists keep a dash or their numbers.
pub(super) fn to_text(markdown: &str) -> String {
    let mut out = String::new();
    let mut previous: Option<Block> = None;
    for block in parse(markdown) {
        if let Some(previous) = &previous {
            let tight = matches!(
                (previous, &block),
                (Block::Item { .. }, Block::Item { .. }) | (Block::Quote(_), Block::Quote(_))
            );
            out.push_str(if tight { "\n" } else { "\n\n" });
        }
        match &block {
            Block::Heading(_, spans) | Block::Quote(spans) => out.push_str(&plain(spans)),
            Block::Paragraph(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| plain(row)).collect();
                out.push_str(&rows.join("\n"));
            }
            Block::Item { depth, number, spans } => {
                out.push_str(&"  ".repeat(*depth));
                match number {
                    Some(number) => out.push_str(&format!("{number}. ")),
                    None => out.push_str("- "),
                }
                out.push_str(&plain(spans));
            }
            Block::Code(code) => out.push_str(code),
            Block::Rule => out.push_str("———"),
        }
        previous = Some(block);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// A whole page.
pub(super) fn to_page(title: &str, markdown: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        escape(title),
        to_fragment(markdown)
    )
}

const STYLE: &str = "body{font:1.1rem/1.6 Georgia,serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#222}\
h1,h2,h3,h4,h5,h6{line-height:1.25;font-family:system-ui,sans-serif}\
blockquote{margin-left:0;padding-left:1rem;border-left:3px solid #ccc;color:#555}\
pre,code{background:#f4f4f2;border-radius:4px;padding:.1em .3em}pre{padding:1rem;overflow:auto}";

/// The body of a page, as the clipboard takes it.
pub(super) fn to_fragment(markdown: &str) -> String {
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

/// A pasted document must not smuggle a script into a page.
pub(super) fn is_safe(target: &str) -> bool {
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
pub(super) fn escape(text: &str) -> String {
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
