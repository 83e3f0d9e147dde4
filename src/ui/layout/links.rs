//! Links: in brackets with their address behind them, or an address alone.

use egui::Stroke;
use egui::text::TextFormat;

use super::Styler;

/// A link at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Bytes of all of it.
    pub whole: usize,
    /// Bytes of what is read, behind the opening bracket if there is one.
    pub shown: usize,
    /// It stands in brackets.
    pub bracketed: bool,
}

/// The link that begins at a byte.
pub fn at(text: &str, at: usize) -> Option<Link> {
    let rest = &text[at..];
    if let Some(body) = rest.strip_prefix('[') {
        let line = body.split('\n').next()?;
        let shown = line.find("](").filter(|end| !line[..*end].contains('['))?;
        let address = &line[shown + 2..];
        let end = address.find(')').filter(|end| *end > 0)?;
        return (shown > 0).then_some(Link {
            whole: 1 + shown + 2 + end + 1,
            shown,
            bracketed: true,
        });
    }
    let starts = ["https://", "http://"]
        .iter()
        .any(|start| rest.starts_with(start));
    let inside_word = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '(');
    if !starts || inside_word && !text[..at].ends_with('(') {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']'));
    let address = &rest[..end.unwrap_or(rest.len())];
    // A sentence's end is no part of it.
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    (!address.ends_with("//")).then_some(Link {
        whole: address.len(),
        shown: address.len(),
        bracketed: false,
    })
}

/// The address of the link around a character, if it is one of the web.
pub fn link_at(text: &str, character: usize) -> Option<String> {
    let (byte, _) = text.char_indices().nth(character)?;
    let start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].split('\n').next()?;
    let within = byte - start;
    let begins = line
        .char_indices()
        .map(|(from, _)| from)
        .take_while(|from| *from <= within);
    let mut found = begins.filter_map(|from| Some((from, at(line, from)?)));
    let (from, link) = found.find(|(from, link)| within < from + link.whole)?;
    let whole = &line[from..from + link.whole];
    let address = if link.bracketed {
        &whole[link.shown + 3..whole.len() - 1]
    } else {
        whole
    };
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| address.to_owned())
}

impl Styler<'_> {
    /// Lays out a link: its brackets and its address are marks.
    pub(super) fn link(&mut self, link: &Link, text: &str, format: &TextFormat) {
        let read = TextFormat {
            color: self.look.palette.accent,
            underline: Stroke::new(1.0, self.look.palette.accent),
            ..format.clone()
        };
        if !link.bracketed {
            self.push(link.shown, read);
            return;
        }
        self.push(1, self.mark(format));
        self.inline(&text[1..1 + link.shown], &read);
        self.push(link.whole - link.shown - 1, self.mark(format));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_with_and_without_brackets() {
        for (text, character, address) in [
            (
                "see [our page](https://example.org/a) now",
                6,
                Some("https://example.org/a"),
            ),
            ("see [our page](https://example.org/a) now", 2, None),
            ("ä [x](http://b.org)", 3, Some("http://b.org")),
            (
                "at https://example.org/x?y=1.",
                10,
                Some("https://example.org/x?y=1"),
            ),
            ("(https://example.org)", 3, Some("https://example.org")),
            ("https:// is nothing", 2, None),
            ("[file](notes.md)", 2, None),
            ("a [b] (c)", 3, None),
            ("", 0, None),
        ] {
            assert_eq!(link_at(text, character).as_deref(), address, "{text}");
        }
    }
}
