//! Switchboard: what was said → a command → a transaction.
//!
//! ```text
//! words ─▶ parse (table, pattern) ─▶ Command ─▶ resolve (target, document) ─▶ transaction, selection, session command
//!                     ├── decide: command or text? over n-best readings, and by sound (spot)
//!                     └── doubt: done, or asked about first?
//! ```
//!
//! Knows nothing of models, sound or windows; changes nothing itself.

mod abbreviation;
mod date;
mod decide;
mod first_pass;
mod session_command;
mod doubt;
mod forms;
mod help;
mod homophone;
mod number;
mod paraphrase;
mod parse;
mod passive;
mod pattern;
mod phrases;
mod politeness;
mod refuse;
mod repair;
mod reread;
mod resolve;
mod scene;
mod second_thoughts;
mod sense;
mod spelling;
mod spoken;
mod spot;
mod table;
mod target;
mod tidy;
mod tone;
mod verb;
mod words;

pub use decide::{Failure, Reading, decide, decide_doubted, repeat};
pub use doubt::Found;
pub use help::{Help, help, markdown as help_markdown, sayable};
pub use homophone::others as homophones;
pub use parse::{Command, fits, parse};
pub use resolve::{Outcome, Resolved};
pub use scene::{Numbers, Scene, Taking, Writer};
pub use second_thoughts::{another, names_last, with_another};
pub use session_command::SessionCommand;
pub use spelling::letters;
pub use spoken::same as reads_same;
pub use table::{Category, ROWS, Row, When, by_category as rows_by_category};
pub use target::{Edge, Nth, Target};
pub use tidy::{is_common as is_common_word, removal};
pub use tone::tone;
pub use verb::{Case, Direction, How, Order, Place, Verb};
