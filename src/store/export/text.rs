//! Plain text, and a page around the document's HTML.

use crate::document::blocks::{Block, parse, plain};
use crate::document::html::{escape, fragment};

/// The document without its marks; lists keep a dash or their numbers.
pub fn to_text(markdown: &str) -> String {
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
        fragment(markdown)
    )
}

const STYLE: &str = "body{font:1.1rem/1.6 Georgia,serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#222}\
h1,h2,h3,h4,h5,h6{line-height:1.25;font-family:system-ui,sans-serif}\
blockquote{margin-left:0;padding-left:1rem;border-left:3px solid #ccc;color:#555}\
pre,code{background:#f4f4f2;border-radius:4px;padding:.1em .3em}pre{padding:1rem;overflow:auto}";
