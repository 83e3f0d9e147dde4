//! What a document's file looks like besides its text, so that writing it anew changes nothing else.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The byte order mark, which some systems put first.
pub(super) const BOM: char = '\u{feff}';

/// How a file writes its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// It begins with a byte order mark.
    pub bom: bool,
    /// How its lines end.
    pub ends: LineEnds,
}

/// How lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnds {
    /// Line feed.
    #[default]
    Lf,
    /// Carriage return and line feed, as in Windows.
    CrLf,
    /// Carriage return.
    Cr,
}

impl Form {
    /// That of a file's text; of several kinds of line ends the most frequent one.
    pub(super) fn of(text: &str) -> Self {
        let both = text.matches("\r\n").count();
        let feeds = text.matches('\n').count() - both;
        let returns = text.matches('\r').count() - both;
        let ends = if both > 0 && both >= feeds.max(returns) {
            LineEnds::CrLf
        } else if returns > feeds {
            LineEnds::Cr
        } else {
            LineEnds::Lf
        };
        Form {
            bom: text.starts_with(BOM),
            ends,
        }
    }

    /// The bytes of a text in this form.
    pub fn bytes(self, text: &str) -> Vec<u8> {
        let text = match self.ends {
            LineEnds::Lf => text.to_owned(),
            LineEnds::CrLf => text.replace('\n', "\r\n"),
            LineEnds::Cr => text.replace('\n', "\r"),
        };
        let mut bytes = Vec::with_capacity(text.len() + 3);
        if self.bom {
            bytes.extend_from_slice(BOM.encode_utf8(&mut [0; 4]).as_bytes());
        }
        bytes.extend_from_slice(text.as_bytes());
        bytes
    }
}

/// A file's bytes in short: tells whether they have changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    length: usize,
    hash: u64,
}

impl Fingerprint {
    /// That of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Fingerprint {
            length: bytes.len(),
            hash: hasher.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_the_bytes_it_was() {
        for text in ["a\nb\n", "\u{feff}a\r\nb\r\n", "a\rb", "", "\u{feff}", "one line"] {
            let form = Form::of(text);
            let plain = text
                .trim_start_matches(BOM)
                .replace("\r\n", "\n")
                .replace('\r', "\n");
            assert_eq!(form.bytes(&plain), text.as_bytes(), "{text:?}");
        }
        assert_eq!(Form::of("a\r\nb\nc\r\n").ends, LineEnds::CrLf);
        assert_eq!(Form::of("a\nb\nc\r\n").ends, LineEnds::Lf);
    }
}
