//! Where dictation goes on after a spoken change, what typed commands may do, and what counts as the user's own speech.

use std::sync::LazyLock;

use parlance::session::{Action, Session, SessionConfig};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Notice, Utterance};

fn session(text: &str) -> Session {
    static POLISHER: LazyLock<Polisher> =
        LazyLock::new(|| Polisher::load(None, &PolishSettings::default()).expect("the polisher is built in"));
    let mut session = Session::new(SessionConfig::new(POLISHER.clone()));
    session.perform(Action::Load {
        text: text.to_owned(),
        path: None,
    });
    let end = text.chars().count();
    session.perform(Action::Select {
        anchor: end,
        caret: end,
    });
    session
}

fn say_all(session: &mut Session, utterances: &[&str]) {
    for words in utterances {
        session.hear(&Utterance::from_text(words));
    }
}

#[test]
fn dictation_goes_on_where_it_was_after_changes_elsewhere() {
    for (text, said, expected) in [
        (
            "",
            &[
                "we meet on tuesday in the hall",
                "replace tuesday with friday",
                "bring the keys",
            ][..],
            "We meet on Friday in the hall. Bring the keys",
        ),
        // Several changes, a change of the place's own sentence, and a change that is taken back.
        (
            "",
            &[
                "one red car",
                "two blue cars",
                "delete red",
                "replace two with three",
                "and a bus",
            ],
            "One car. Three blue cars. And a bus",
        ),
        (
            "",
            &["we like red cars", "delete red", "undo", "and blue ones"],
            "We like red cars. And blue ones",
        ),
        (
            "",
            &[
                "we like red cars very much",
                "delete red",
                "delete very",
                "undo",
                "and a bus",
            ],
            "We like cars very much. And a bus",
        ),
        // Formatting and letter case are changes too.
        (
            "",
            &[
                "the red folder is here",
                "bold red",
                "uppercase folder",
                "and the keys",
            ],
            "The **red** FOLDER is here. And the keys",
        ),
        // A change through a choice of places, and one by "correct".
        (
            "Red one. Red two.",
            &["delete red", "choose 2", "that is all"],
            "One. Red two. That is all",
        ),
        // What is spelled or inserted goes there too.
        (
            "",
            &["we like red cars", "delete red", "spelling mode", "a b"],
            "We like cars.ab",
        ),
    ] {
        let mut session = session(text);
        say_all(&mut session, said);
        let letters = |text: &str| text.replace(['.', ' '], "").to_lowercase();
        assert_eq!(
            letters(session.text()),
            letters(expected),
            "{said:?}: {}",
            session.text()
        );
    }
}

#[test]
fn whoever_puts_the_caret_somewhere_dictates_there() {
    // By voice.
    let mut session = session("Anna has a red car.\n\nBob walks.");
    say_all(
        &mut session,
        &[
            "replace red with blue",
            "go to the end of the paragraph",
            "it is new",
        ],
    );
    assert!(
        session.text().starts_with("Anna has a blue car. It is new"),
        "{}",
        session.text()
    );
    // By hand, between the change and the words.
    let mut session = self::session("Anna has a red car.\n\nBob walks.");
    say_all(&mut session, &["replace red with blue"]);
    let at = "Anna has a blue car.".len();
    session.perform(Action::Select {
        anchor: at,
        caret: at,
    });
    say_all(&mut session, &["it is new"]);
    assert!(
        session.text().starts_with("Anna has a blue car. It is new"),
        "{}",
        session.text()
    );
    // By typing.
    let mut session = self::session("Anna has a red car.\n\nBob walks.");
    say_all(&mut session, &["replace red with blue"]);
    let caret = session.view().caret;
    session.perform(Action::ReplaceRange {
        start: caret,
        end: caret,
        text: "r".to_owned(),
    });
    assert_eq!(session.view().place, session.view().caret);
}

#[test]
fn the_view_tells_where_words_will_go() {
    let mut session = session("Anna has a red car. Bob walks.");
    let end = session.view().caret;
    say_all(&mut session, &["delete red"]);
    let view = session.view();
    assert_eq!(view.place, end - "red ".len());
    assert!(view.caret < view.place);
    say_all(&mut session, &["correct anna"]);
    let view = session.view();
    assert_eq!((view.anchor, view.caret), (0, 4), "words that are said again");
    say_all(&mut session, &["hannah"]);
    say_all(&mut session, &["that is all"]);
    assert!(
        session
            .text()
            .starts_with("Hannah has a car. Bob walks. That is all"),
        "{}",
        session.text()
    );
}

#[test]
fn the_last_sentence_is_closed_where_it_ends() {
    let mut session = session("");
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    say_all(&mut session, &["we like red cars", "delete red"]);
    session.on_event(Event::Finished);
    assert_eq!(session.text(), "We like cars.");
}

#[test]
fn a_typed_command_that_is_none_is_not_written_unless_wanted() {
    let mut session = session("We like cars.");
    session.perform(Action::Command("the weather is nice today".to_owned()));
    assert_eq!(session.text(), "We like cars.");
    let view = session.view();
    assert!(
        view.choices[0].label.starts_with("write “the weather"),
        "{:?}",
        view.choices
    );
    session.perform(Action::Choose(1));
    assert!(
        session.text().contains("The weather is nice"),
        "{}",
        session.text()
    );
    session.perform(Action::Command("delete cars".to_owned()));
    assert!(!session.text().contains("cars"));
}

/// An utterance that took so many milliseconds.
fn spoken(words: &str, start_ms: u64, end_ms: u64) -> Utterance {
    Utterance {
        start_ms,
        end_ms,
        ..Utterance::from_text(words)
    }
}

#[test]
fn only_the_users_own_dictation_counts_for_how_fast_they_speak() {
    let mut session = session("");
    session.hear(&spoken("we like red cars", 0, 2_000));
    assert_eq!((session.view().own_words, session.view().spoken_ms), (4, 2_000));
    session.hear(&spoken("delete red", 3_000, 9_000));
    session.perform(Action::Say("and buses".to_owned()));
    assert_eq!((session.view().own_words, session.view().spoken_ms), (4, 2_000));
    session.set_own_voice(false);
    session.hear(&spoken("a recording says this", 10_000, 11_000));
    assert_eq!((session.view().own_words, session.view().spoken_ms), (4, 2_000));
    assert_eq!(session.view().dictated_words, 8);
    session.perform(Action::Load {
        text: String::new(),
        path: None,
    });
    assert_eq!((session.view().own_words, session.view().spoken_ms), (0, 0));
}

#[test]
fn notices_are_numbered_however_many_are_kept() {
    let mut session = session("");
    for n in 0..50 {
        session.on_event(Event::Notice(Notice::Lag { ms: 1_000 * n }));
    }
    let view = session.view();
    assert_eq!(view.notice_count, 50);
    assert!(view.notices.len() < 50);
    assert_eq!(view.notices.last(), Some(&Notice::Lag { ms: 49_000 }));
}
