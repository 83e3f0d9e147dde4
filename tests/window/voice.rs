//! Choices, previews, speakers, pauses and recovery: by voice, by key and by click.

use egui::{Key, Modifiers};
use parlance::session::{Action, ChangeKind, Listening};
use parlance::settings::Settings;
use parlance::store::journal::{Journal, State};
use parlance::ui::UiAction;

use super::bench::{Bench, script};

const TUESDAYS: &str = "Tuesday is full. On Tuesday we rest. Every Tuesday counts.";

fn with_choices() -> Bench {
    let mut bench = Bench::scripted(&[]);
    bench.type_text(TUESDAYS);
    bench.say("replace tuesday with friday");
    assert!(bench.view().choices.len() >= 2, "{:?}", bench.view().choices);
    assert!(bench.shows("Which one?"));
    bench
}

/// The document after the choice with this number, as the session alone makes it.
fn chosen(number: usize) -> String {
    let mut bench = with_choices();
    bench.perform(UiAction::Session(Action::Choose(number)));
    bench.text()
}

#[test]
fn a_numbered_choice_is_taken_by_voice_key_and_click() {
    let wanted = chosen(2);
    assert!(
        wanted.contains("Friday") && wanted.contains("Tuesday"),
        "{wanted}"
    );
    let mut voice = with_choices();
    voice.say("choose two");
    assert_eq!(voice.text(), wanted, "by voice");
    let mut key = with_choices();
    key.key(Modifiers::ALT, Key::Num2);
    assert_eq!(key.text(), wanted, "by key");
    let mut click = with_choices();
    let name = format!("2. {}", click.view().choices[1].label);
    click.click(&name);
    assert_eq!(click.text(), wanted, "by click");
    let mut none = with_choices();
    let before = none.text();
    none.key(Modifiers::NONE, Key::Escape);
    assert_eq!(none.text(), before);
    assert!(none.view().choices.is_empty() && !none.shows("Which one?"));
}

const NAMED: &str = "I met Stefan today.";

fn with_question() -> Bench {
    let mut bench = Bench::scripted(&[]);
    bench.type_text(NAMED);
    bench.say("delete stephan");
    assert_eq!(bench.text(), NAMED, "nothing is changed before an answer");
    assert!(bench.shows("Did you mean this?") && bench.shows("Say “yes” for the first"));
    bench
}

#[test]
fn what_was_not_heard_clearly_is_asked_and_answered_by_voice_key_and_click() {
    for how in ["voice", "key", "click"] {
        let mut bench = with_question();
        match how {
            "voice" => bench.say("yes"),
            "key" => bench.key(Modifiers::ALT, Key::Num1),
            _ => bench.click("1. delete “Stefan”"),
        }
        assert_eq!(bench.text(), "I met today.", "by {how}");
        assert!(!bench.shows("Did you mean this?"));
    }
    let mut bench = with_question();
    bench.key(Modifiers::NONE, Key::Escape);
    assert!(bench.text() == NAMED && !bench.shows("Did you mean this?"));
    let mut bench = with_question();
    bench.say("and then we had tea");
    assert!(bench.text().ends_with("tea.") && !bench.shows("Did you mean this?"));
}

const WORDY: &str = "I really just basically wanted to say that we should meet on Friday at 2:30.";

fn with_preview() -> Bench {
    let mut bench = Bench::scripted(&[]);
    bench.type_text(WORDY);
    bench.say("make this paragraph shorter");
    bench.until("the preview", |window| {
        window
            .logic()
            .view()
            .preview
            .is_some_and(|preview| preview.complete)
    });
    assert_eq!(bench.text(), WORDY, "nothing is changed before consent");
    bench
}

#[test]
fn a_rewrite_shows_its_differences_and_is_accepted_by_voice_key_and_click() {
    let bench = with_preview();
    let preview = bench.view().preview.unwrap();
    assert!(
        preview
            .changes
            .iter()
            .any(|change| change.kind == ChangeKind::Removed)
    );
    assert!(preview.text.contains("2:30") && preview.text.len() < WORDY.len());
    assert!(
        bench.shows("Differences") || bench.shows("basically"),
        "the differences are drawn"
    );
    let wanted = preview.text.clone();
    for how in ["voice", "key", "click"] {
        let mut bench = with_preview();
        match how {
            "voice" => bench.say("apply"),
            "key" => bench.key(Modifiers::NONE, Key::Enter),
            _ => bench.click("Apply"),
        }
        assert_eq!(bench.text(), wanted, "by {how}");
        bench.key(Modifiers::COMMAND, Key::Z);
        assert_eq!(bench.text(), WORDY, "one step back after {how}");
    }
}

#[test]
fn a_rewrite_is_rejected_by_voice_key_and_click() {
    for how in ["voice", "key", "click"] {
        let mut bench = with_preview();
        match how {
            "voice" => bench.say("cancel"),
            "key" => bench.key(Modifiers::NONE, Key::Escape),
            _ => bench.click("Cancel rewrite"),
        }
        assert_eq!(bench.text(), WORDY, "by {how}");
        assert!(bench.view().preview.is_none());
    }
}

#[test]
fn what_needs_a_model_says_so_and_changes_nothing() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text(WORDY);
    bench.say("translate this paragraph to german");
    bench.until("told", |window| {
        !window.logic().state.status.text.is_empty()
            && window
                .logic()
                .view()
                .preview
                .is_none_or(|preview| preview.complete)
    });
    assert_eq!(bench.text(), WORDY);
    let told = bench.state().status.text.to_lowercase();
    assert!(told.contains("model"), "{told}");
}

#[test]
fn speakers_are_shown_with_their_names_once_asked_for() {
    let mut bench = Bench::dictated(&["1: good morning", "2: good morning to you"]);
    assert!(!bench.shows("Speaker 2"), "not before it is asked for");
    bench.click("Settings");
    bench.turn("Show speakers");
    assert!(bench.shows("Speaker 1") && bench.shows("Speaker 2"));
    bench.say("rename speaker one to anna");
    assert!(bench.shows("Anna"));
    bench.click("Transcript");
    assert!(bench.shows("0:00") && bench.shows("Speaker 2"));
}

#[test]
fn pause_and_resume_keep_the_recording_open() {
    let mut bench = Bench::scripted(&[]);
    let path = bench.recording();
    bench.perform(UiAction::Listen(parlance::ui::Source::File {
        path,
        realtime: true,
    }));
    bench.until("listening", |window| {
        window.logic().view().listening == Listening::Listening
    });
    bench.click("Pause listening");
    assert_eq!(bench.view().listening, Listening::Asleep);
    assert!(bench.shows("Paused"));
    bench.click("Go on listening");
    assert_eq!(bench.view().listening, Listening::Listening);
    bench.click("Stop listening");
    bench.until("stopped", |window| {
        window.logic().view().listening == Listening::Idle
    });
}

/// A folder in which a session was cut off, half a second of its sound untranscribed.
fn cut_off(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sessions = folder.path().join("sessions");
    std::fs::create_dir_all(&sessions).unwrap();
    let mut journal = Journal::begin(&sessions).unwrap();
    journal.begin_sound(1).unwrap();
    let tone = |n: u32| ((n as f32 * 0.2).sin() * 3_000.0) as i16;
    journal
        .sound(0, &(0..16_000).map(tone).collect::<Vec<_>>())
        .unwrap();
    let state = State {
        text: text.to_owned(),
        recording: 1,
        ..State::default()
    };
    journal.state(state).unwrap();
    // Dropped without an end, as a killed program leaves it.
    drop(journal);
    folder
}

#[test]
fn what_a_crash_left_is_brought_back_with_its_sound() {
    let folder = cut_off("Dear Anna, I was saying");
    let sessions = folder.path().join("sessions");
    let mut bench = Bench::with(script(&["the rest of it"]), folder, Settings::default());
    bench.until("the card", |window| window.logic().state.recovery.is_some());
    bench.window.run_steps(3);
    assert!(bench.shows("Bring back what you said?") && bench.shows("Dear Anna, I was saying"));
    assert!(bench.shows("One second of sound"), "how much sound is owed");
    bench.click("Bring it back");
    bench.until("the owed sound", |window| {
        let text = window.logic().view().text.to_lowercase();
        text.starts_with("dear anna, i was saying") && text.contains("the rest of it")
    });
    // The safety copy of this session has it now; what was cut off is in the history.
    let history = bench.folder.path().join("history");
    bench.until("put away", |_| {
        std::fs::read_dir(&sessions).unwrap().count() == 1
            && std::fs::read_dir(&history).is_ok_and(|entries| entries.count() == 1)
    });
    assert!(bench.view().dirty, "it is in no file yet");
}

#[test]
fn what_a_crash_left_can_be_erased() {
    let folder = cut_off("secret");
    let sessions = folder.path().join("sessions");
    let mut bench = Bench::with(script(&[]), folder, Settings::default());
    bench.until("the card", |window| window.logic().state.recovery.is_some());
    bench.window.run_steps(3);
    bench.click("Erase it");
    assert!(bench.shows("This cannot be undone."), "it asks first");
    bench.click("Back");
    assert!(bench.state().recovery.is_some(), "nothing was erased");
    bench.click("Erase it");
    bench.click("Erase for good");
    bench.until("erased", |_| std::fs::read_dir(&sessions).unwrap().count() == 1);
    assert_eq!(bench.text(), "");
    assert!(!bench.shows("Bring back"));
}

#[test]
fn what_a_crash_left_waits_for_an_answer_and_comes_behind_what_was_written_since() {
    let folder = cut_off("Dear Anna, I was saying");
    let mut bench = Bench::with(script(&["something new"]), folder, Settings::default());
    bench.until("the card", |window| window.logic().state.recovery.is_some());
    let card = bench.state().recovery.clone().unwrap();
    assert_eq!(
        (card.words, card.sessions, card.at.days_ago),
        (5, 1, 0),
        "{card:?}"
    );
    // A recording that comes and goes changes nothing of it.
    bench.dictate();
    let before = bench.text();
    assert!(before.to_lowercase().contains("something new"), "{before}");
    bench.window.run_steps(3);
    assert!(bench.shows("Bring back what you said?"));
    bench.click("Bring it back");
    bench.until("both, and its sound", |window| {
        let text = &window.logic().view().text;
        let both = text.starts_with(&before) && text.contains("Dear Anna, I was saying");
        both && text.to_lowercase().matches("something new").count() == 2
    });
    // It can be taken back, as any step, when all of it has been heard.
    for _ in 0..100 {
        if bench.text() == before {
            break;
        }
        bench.perform(UiAction::Session(Action::Undo));
        bench.window.step();
    }
    assert_eq!(bench.text(), before);
}
