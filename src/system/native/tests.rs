//! What is done in which order, over a machine of the tests' own.

use super::super::{Outcome, Target, TextSink, Way};
use super::*;

/// A machine with one field, that notes what was pressed.
struct Desk {
    front: Option<Target>,
    field: String,
    board: Option<Copied>,
    /// How often something was copied.
    copies: usize,
    password: bool,
    held: bool,
    /// After so many taps another window comes to the front.
    away_after: Option<usize>,
    taps: usize,
    board_is_taken: bool,
}

fn letter() -> Target {
    Target {
        id: 7,
        program: "Mail".to_owned(),
        pid: Some(70),
        terminal: false,
    }
}

impl Default for Desk {
    fn default() -> Self {
        Desk {
            front: Some(letter()),
            field: String::new(),
            board: None,
            copies: 0,
            password: false,
            held: false,
            away_after: None,
            taps: 0,
            board_is_taken: false,
        }
    }
}

impl Machine for Desk {
    fn front(&mut self) -> Result<Option<Target>, String> {
        Ok(self.front.clone())
    }

    fn is_password(&mut self) -> bool {
        self.password
    }

    fn is_held(&self) -> bool {
        self.held
    }

    fn tap(&mut self, tap: Tap) -> Result<(), String> {
        self.taps += 1;
        match (tap, &self.board) {
            (Tap::Backspace, _) => drop(self.field.pop()),
            (Tap::Enter, _) => self.field.push('\n'),
            (Tap::Paste, Some(copied)) => self.field.push_str(&copied.text),
            (Tap::Paste, None) => {}
        }
        if self.away_after == Some(self.taps) {
            self.front = None;
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        assert!(!text.contains(['\n', '\r']), "{text:?}");
        self.field.push_str(text);
        Ok(())
    }

    fn copied(&mut self) -> Option<Copied> {
        self.board.clone()
    }

    fn copy(&mut self, copied: &Copied) -> Result<(), String> {
        if self.board_is_taken {
            return Err("another program holds the clipboard".to_owned());
        }
        self.copies += 1;
        self.board = Some(copied.clone());
        Ok(())
    }
}

fn sink(desk: Desk, insertion: Insertion) -> Native<Desk> {
    Native::new(desk, insertion, Quiet::default())
}

#[test]
fn text_is_pasted_and_the_clipboard_given_back() {
    let recipe = Copied {
        text: "a recipe".to_owned(),
        html: Some("a <b>recipe</b>".to_owned()),
    };
    let desk = Desk {
        field: "Dear Bob".to_owned(),
        board: Some(recipe.clone()),
        ..Desk::default()
    };
    let mut sink = sink(desk, Insertion::Auto);
    let target = sink.target().unwrap().unwrap();
    assert_eq!(
        sink.replace(&target, 3, "Ann,\nhello 🙂"),
        Outcome::Inserted(Way::System)
    );
    assert_eq!(sink.machine.field, "Dear Ann,\nhello 🙂");
    assert_eq!((sink.machine.board, sink.machine.copies), (Some(recipe), 2));
    assert!(sink.quiet.is_ours());
}

#[test]
fn what_cannot_be_put_back_is_not_touched() {
    // A picture, say.
    let mut auto = sink(Desk::default(), Insertion::Auto);
    assert_eq!(
        auto.replace(&letter(), 0, "one\r\ntwo"),
        Outcome::Inserted(Way::System)
    );
    assert_eq!(
        (auto.machine.field.as_str(), auto.machine.copies),
        ("one\ntwo", 0)
    );

    let desk = Desk {
        board: Some(Copied::plain("a recipe")),
        ..Desk::default()
    };
    let mut typing = sink(desk, Insertion::Type);
    assert_eq!(
        typing.replace(&letter(), 0, "text"),
        Outcome::Inserted(Way::System)
    );
    assert_eq!(
        (typing.machine.field.as_str(), typing.machine.copies),
        ("text", 0)
    );

    let desk = Desk {
        board: Some(Copied::plain("a recipe")),
        board_is_taken: true,
        ..Desk::default()
    };
    let mut taken = sink(desk, Insertion::Auto);
    assert_eq!(
        taken.replace(&letter(), 0, "text"),
        Outcome::Inserted(Way::System)
    );
    assert_eq!(taken.machine.field, "text");
}

#[test]
fn what_finds_no_place_is_on_the_clipboard() {
    let away = Desk {
        front: None,
        ..Desk::default()
    };
    let mut gone = sink(away, Insertion::Auto);
    assert!(
        matches!(gone.replace(&letter(), 0, "text"), Outcome::Clipboard(why) if why.contains("another program"))
    );
    assert_eq!(gone.machine.board, Some(Copied::plain("text")));
    assert!(gone.press_enter(&letter()).is_err() && gone.machine.field.is_empty());

    let held = Desk {
        held: true,
        ..Desk::default()
    };
    let mut held = sink(held, Insertion::Auto);
    assert!(matches!(held.replace(&letter(), 2, "text"), Outcome::Clipboard(why) if why.contains("is held")));
    assert_eq!(held.machine.taps, 0);
}

#[test]
fn a_window_that_comes_to_the_front_loses_nothing() {
    let desk = Desk {
        field: "x".repeat(100),
        away_after: Some(20),
        ..Desk::default()
    };
    let mut sink = sink(desk, Insertion::Auto);
    assert!(matches!(
        sink.replace(&letter(), 90, "text"),
        Outcome::Clipboard(_)
    ));
    assert!(sink.machine.taps <= 20 + AT_ONCE, "{}", sink.machine.taps);
}

#[test]
fn no_field_for_passwords_gets_text() {
    let desk = Desk {
        password: true,
        ..Desk::default()
    };
    let mut sink = sink(desk, Insertion::Auto);
    assert!(matches!(sink.replace(&letter(), 0, "secret"), Outcome::Kept(_)));
    assert!(sink.machine.field.is_empty() && sink.machine.copies == 0);
}

#[test]
fn a_line_is_ended_where_it_was_asked_for() {
    let mut sink = sink(Desk::default(), Insertion::Auto);
    sink.press_enter(&letter()).unwrap();
    assert_eq!(sink.machine.field, "\n");
}
