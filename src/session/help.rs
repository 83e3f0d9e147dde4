//! "What can I say": the commands as people read them.

use crate::command::ROWS;

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

/// All commands, in the order of the table.
pub fn phrases() -> &'static [Phrase] {
    static PHRASES: std::sync::OnceLock<Vec<Phrase>> = std::sync::OnceLock::new();
    PHRASES.get_or_init(|| {
        ROWS.iter()
            .map(|row| {
                let say = readable(row.phrases[0]);
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

/// A pattern of the table as one would say it: optional words left out, the first of several taken.
fn readable(pattern: &str) -> String {
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
            assert_eq!(readable(pattern), say);
        }
        assert!(phrases().iter().all(|phrase| !phrase.say.is_empty()));
    }
}
