//! What the user is told, as values: each message has a code, its arguments, and an English wording.
//!
//! Whoever decides something says it with a [`Message`]; a front end words it. The command line and the undo history print
//! it ([`std::fmt::Display`], English), the window looks its [`Message::code`] up in its language, and JSON carries the
//! code beside the wording. Nothing is ever read back out of a wording.

mod catalogue;

pub use catalogue::Message;

/// One argument of a message, to be filled into its wording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Argument<'a> {
    /// Words of the user's, to be shown as they are.
    Text(&'a str),
    /// The English name of a thing out of a closed list ("word", "list item", "bold"): other languages select on it.
    Name(&'static str),
    /// A count or a number.
    Number(usize),
    /// Another message that this one goes on from.
    Message(&'a Message),
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Argument::Text(text)
    }
}

impl From<&&'static str> for Argument<'_> {
    fn from(name: &&'static str) -> Self {
        Argument::Name(name)
    }
}

impl From<&usize> for Argument<'_> {
    fn from(number: &usize) -> Self {
        Argument::Number(*number)
    }
}

impl<'a> From<&'a Box<Message>> for Argument<'a> {
    fn from(message: &'a Box<Message>) -> Self {
        Argument::Message(message)
    }
}

/// Most characters of the user's text in a message.
const EXCERPT_CHARS: usize = 48;

/// A piece of the user's text, short enough for a message, in one line.
pub fn excerpt(text: &str) -> String {
    let line = text.trim().replace('\n', " ⏎ ");
    if line.chars().count() <= EXCERPT_CHARS {
        return line;
    }
    let head: String = line.chars().take(EXCERPT_CHARS - 1).collect();
    format!("{}…", head.trim_end())
}

impl Message {
    /// The command that does what this message says was done, in the words that one would say, if there is such a command:
    /// "delete “red”" for "deleted “red”".
    pub fn as_command(&self) -> Option<String> {
        let command = match self {
            Message::Deleted { what } => format!("delete “{what}”"),
            Message::DeletedPlaces { what, places } => format!("delete “{what}” in {places} places"),
            Message::Replaced { old, new } => format!("replace “{old}” with “{new}”"),
            Message::ReplacedPlaces { old, new, places } => {
                format!("replace “{old}” with “{new}” in {places} places")
            }
            Message::InsertedAfter { new, what } => format!("insert “{new}” after “{what}”"),
            Message::InsertedBefore { new, what } => format!("insert “{new}” before “{what}”"),
            Message::InsertedAtStart { new } => format!("insert “{new}” at the start"),
            Message::InsertedAtEnd { new } => format!("insert “{new}” at the end"),
            Message::Inserted { new } => format!("insert “{new}”"),
            Message::MovedToTop { what } => format!("move “{what}” to the top"),
            Message::MovedToEnd { what } => format!("move “{what}” to the end"),
            Message::MovedBefore { what } => format!("move “{what}” before it"),
            Message::MovedAfter { what } => format!("move “{what}” after it"),
            Message::Swapped { one, other } => format!("swap “{one}” and “{other}”"),
            Message::Doubled { what } => format!("duplicate “{what}”"),
            _ => return None,
        };
        Some(command)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Message::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wording_holds_its_arguments() {
        let deleted = Message::Deleted { what: "red".into() };
        assert_eq!(deleted.to_string(), "deleted “red”");
        assert_eq!(deleted.code(), "deleted");
        assert_eq!(deleted.arguments(), [("what", Argument::Text("red"))]);
        assert_eq!(deleted.as_command().as_deref(), Some("delete “red”"));
        let one_of = Message::OneOf {
            done: Box::new(deleted.clone()),
            picked: 1,
            of: 3,
            other: 2,
        };
        assert_eq!(
            one_of.to_string(),
            "deleted “red” (1 of 3; “choose 2” for another)"
        );
        assert_eq!(one_of.arguments()[0], ("done", Argument::Message(&deleted)));
        assert!(Message::default().is_empty() && Message::default().to_string().is_empty());
    }

    #[test]
    fn codes_are_words_with_hyphens_and_differ() {
        let mut seen = std::collections::BTreeSet::new();
        for (code, _) in Message::CODES {
            assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
            assert!(seen.insert(code), "{code} twice");
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt(" two\nlines "), "two ⏎ lines");
        let long = excerpt(&"word ".repeat(50));
        assert!(
            long.chars().count() <= EXCERPT_CHARS && long.ends_with('…'),
            "{long}"
        );
    }
}
