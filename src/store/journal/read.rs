//! Reading a journal that may be cut off, damaged, or of a newer version.

use std::io::{self, BufRead, Read};

use super::{Record, State};

/// Longest line that is read: the largest document, each of its characters written as an escape.
const LONGEST_LINE: u64 = 256 << 20;

/// What a journal says.
#[derive(Debug, Default)]
pub(in crate::store) struct Contents {
    /// When the session began, in seconds since 1970; 0 when unknown.
    pub at_s: u64,
    /// The last state that could be read.
    pub state: Option<State>,
    /// The name that it was given.
    pub name: String,
    /// Records that could be read.
    pub records: usize,
    /// Lines that could not be read and that no later state stands in for: damaged, or a newer version's.
    pub unread: usize,
    /// The text was taken up or refused.
    pub settled: bool,
}

impl Contents {
    /// Whether there are words in the last state.
    pub(in crate::store) fn has_text(&self) -> bool {
        let state = self.state.as_ref();
        state.is_some_and(|state| !state.text.trim().is_empty())
    }
}

/// Reads a journal, as far as it can be read. A last line that was cut off by a kill is passed over: what it would have
/// said is owed still; unless nothing was said before it.
pub(in crate::store) fn read(journal: impl Read) -> Contents {
    let mut found = Contents::default();
    let mut reader = io::BufReader::new(journal);
    let mut line = Vec::new();
    loop {
        line.clear();
        let cut = match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) => return found,
            Ok(_) => line.last() != Some(&b'\n'),
            Err(error) => {
                tracing::warn!(%error, "a journal can be read in part only");
                found.unread += 1;
                return found;
            }
        };
        match serde_json::from_slice(&line) {
            Ok(record) => {
                found.records += 1;
                match record {
                    Record::Session { at, .. } => found.at_s = at,
                    Record::State(newer) => {
                        found.state = Some(newer);
                        found.unread = 0;
                    }
                    Record::Settled => found.settled = true,
                    Record::Name { name } => found.name = name,
                    Record::Recording { .. } => {}
                }
            }
            Err(_) if line.iter().all(u8::is_ascii_whitespace) => {}
            Err(_) if cut && (found.has_text() || !is_text(&line)) => {}
            Err(_) => found.unread += 1,
        }
    }
}

/// Whether the beginning of a record is one of a text, or of something unknown: all others say nothing of worth.
fn is_text(line: &[u8]) -> bool {
    let known = [r#"{"kind":"session","#, r#"{"kind":"recording","#];
    let worthless = |known: &str| {
        let n = known.len().min(line.len());
        known.as_bytes()[..n] == line[..n]
    };
    !known.into_iter().any(worthless)
}
