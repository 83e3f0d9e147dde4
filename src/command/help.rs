//! "What can I say": the table, for people.

use super::table::{self, Category};
use crate::document::markdown;

/// One line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// Part of the help.
    pub category: Category,
    /// How it is said: slots in ‹angle brackets›, optional words in `[brackets]`, alternatives with |.
    pub phrase: String,
    /// Other ways to say it.
    pub others: Vec<String>,
    /// What happens.
    pub does: &'static str,
}

/// Every command, by category.
pub fn help() -> Vec<Help> {
    table::by_category()
        .into_iter()
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

/// A pattern of the table as one would say it: optional words left out, the first of several taken.
pub fn sayable(pattern: &str) -> String {
    let mut out = String::new();
    read_pattern(&mut pattern.chars(), &mut out, true, None);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read_pattern(chars: &mut std::str::Chars, out: &mut String, mut shown: bool, close: Option<char>) {
    let outer = shown;
    while let Some(c) = chars.next() {
        match c {
            '[' => read_pattern(chars, out, false, Some(']')),
            '(' => read_pattern(chars, out, shown, Some(')')),
            '|' => shown = false,
            '<' => {
                let name: String = chars.by_ref().take_while(|&c| c != '>').collect();
                if shown {
                    out.push_str(if name == "n" { "three" } else { "…" });
                }
            }
            c if Some(c) == close => return,
            c if shown && outer => out.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_shown_as_one_would_say_them() {
        for (pattern, say) in [
            ("(scratch|nope) that", "scratch that"),
            ("undo [that|it] [<n> (time|times)|once|twice]", "undo"),
            ("(go|jump|move) before <target>", "go before …"),
            ("scratch [the] (last|previous) <n> <unit>", "scratch last three …"),
            ("(mic|microphone) off", "mic off"),
        ] {
            assert_eq!(sayable(pattern), say);
        }
        assert!(table::ROWS.iter().all(|row| !sayable(row.phrases[0]).is_empty()));
    }
}
