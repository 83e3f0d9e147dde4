//! Spoken commands of the user's own, as the settings' file has them:
//!
//! ```toml
//! [[command]]
//! say = "sort these lines"
//! run = ["sort"]
//! ```

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::choice::choices;

/// Longest phrase of a command, in characters.
const LONGEST: usize = 120;
/// Longest time for a program, in seconds.
const LONGEST_S: u32 = 600;

choices! {
    /// What a program is given, and what its output replaces.
    #[derive(Default)]
    CommandInput {
        /// The selection, else what was said last.
        #[default]
        Selection = "selection",
        /// The paragraph at the caret.
        Paragraph = "paragraph",
        /// The whole document.
        Document = "document",
        /// Nothing: its output is inserted at the caret.
        Nothing = "nothing",
    }
}

/// A spoken command that runs a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnCommand {
    /// What is said.
    #[serde(deserialize_with = "phrase")]
    pub say: String,
    /// The program and its arguments.
    #[serde(deserialize_with = "program")]
    pub run: Vec<String>,
    /// What the program is given, and what its output replaces.
    #[serde(default)]
    pub input: CommandInput,
    /// How long it may take, in seconds.
    #[serde(default = "usual_s", deserialize_with = "seconds")]
    pub timeout_s: u32,
    /// It may use the network.
    #[serde(default)]
    pub network: bool,
}

fn usual_s() -> u32 {
    10
}

fn phrase<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let said = String::deserialize(deserializer)?;
    let plain = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let speakable = plain.chars().any(char::is_alphabetic) && plain.chars().count() <= LONGEST;
    let problem = || {
        D::Error::custom(format!(
            "words that can be said are meant, {LONGEST} characters at most"
        ))
    };
    speakable.then_some(plain).ok_or_else(problem)
}

fn program<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let run = Vec::<String>::deserialize(deserializer)?;
    let named = run.first().is_some_and(|program| !program.trim().is_empty());
    let whole = run.iter().all(|part| !part.contains('\0'));
    let problem = || D::Error::custom("a program and its arguments are meant, such as [\"sort\", \"-r\"]");
    (named && whole).then_some(run).ok_or_else(problem)
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    super::seconds_up_to(deserializer, LONGEST_S)
}
