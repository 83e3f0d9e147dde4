//! "What can I say": the commands as people read them.

use crate::command::{rows_by_category, sayable};

/// One command in the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Heading it stands under.
    pub category: &'static str,
    /// How it is said; "…" stands where words of one's own go.
    pub say: String,
    /// What it does.
    pub does: &'static str,
    /// Whether it can be said as it stands.
    pub whole: bool,
}

/// All commands, by category.
pub fn phrases() -> &'static [Phrase] {
    static PHRASES: std::sync::OnceLock<Vec<Phrase>> = std::sync::OnceLock::new();
    PHRASES.get_or_init(|| {
        rows_by_category()
            .into_iter()
            .map(|row| {
                let say = sayable(row.phrases[0]);
                Phrase {
                    category: row.category.title(),
                    whole: !say.contains('…'),
                    say,
                    does: row.does,
                }
            })
            .collect()
    })
}
