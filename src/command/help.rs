//! "What can I say": the table, for people.

use super::table::{Category, ROWS};
use crate::document::markdown;

/// One line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// Part of the help.
    pub category: Category,
    /// How it is said: slots in ‹angle brackets›, optional words in [brackets], alternatives with |.
    pub phrase: String,
    /// Other ways to say it.
    pub others: Vec<String>,
    /// What happens.
    pub does: &'static str,
}

/// Every command, in the order of the table.
pub fn help() -> Vec<Help> {
    ROWS.iter()
        .map(|row| {
            let mut phrases = row.phrases.iter().map(|phrase| readable(phrase));
            Help {
                category: row.category,
                phrase: phrases.next().unwrap_or_default(),
                others: phrases.collect(),
                does: row.does,
            }
        })
        .collect()
}

/// All of the help as Markdown.
pub fn markdown() -> String {
    let mut out = String::from("# What can I say\n");
    let mut category = None;
    for line in help() {
        if category != Some(line.category) {
            category = Some(line.category);
            out.push_str(&format!("\n## {}\n\n", line.category.title()));
        }
        out.push_str(&format!("- {}: {}\n", line.phrase, markdown::plain(line.does)));
    }
    out
}

fn readable(phrase: &str) -> String {
    phrase
        .replace("<n>", "‹number›")
        .replace('<', "‹")
        .replace('>', "›")
        .replace('|', " | ")
}
