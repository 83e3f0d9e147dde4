//! The end of dictation: the last sentence gets the mark that was held back as long as more could follow.

use parlance::document::FileFormat;
use parlance::session::{Action, Session, SessionConfig};
use parlance::store::export::{self, ExportDocument};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Utterance};

fn polisher(settings: &PolishSettings) -> Polisher {
    Polisher::load(None, settings).expect("the polisher is built in")
}

/// A session in which these utterances were heard, then dictation was ended.
fn dictated(before: &str, utterances: &[&str]) -> Session {
    let mut session = Session::new(SessionConfig::new(polisher(&PolishSettings::default())));
    let text = before.to_owned();
    let end = text.chars().count();
    session.perform(Action::Load { text, path: None });
    session.perform(Action::Select {
        anchor: end,
        caret: end,
    });
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    for (index, words) in utterances.iter().enumerate() {
        let mut utterance = Utterance::from_text(words);
        utterance.start_ms = 4_000 * index as u64;
        utterance.end_ms = utterance.start_ms + 2_000;
        session.on_event(Event::Utterance(utterance));
    }
    session.perform(Action::StopListening);
    session
}

fn ended(before: &str, utterances: &[&str]) -> String {
    let mut session = dictated(before, utterances);
    session.on_event(Event::Finished);
    session.text().to_owned()
}

/// Words behind which the polish leaves the sentence open, since more may follow, and which the end of dictation closes; as
/// said, and as they then stand without a mark. Which ones these are is the polish's own business.
fn left_open() -> (&'static str, &'static str) {
    let candidates = [
        ("jones called", "Jones called"),
        ("wilson called", "Wilson called"),
        ("somebody called", "Somebody called"),
        ("mister jones called", "Mr. Jones called"),
        ("anna called back", "Anna called back"),
        ("peter left", "Peter left"),
        ("a cup of tea", "A cup of tea"),
    ];
    let found = candidates.into_iter().find(|(said, open)| {
        dictated("", &[said]).text() == *open && ended("", &[said]) == format!("{open}.")
    });
    found.expect("something is held back until dictation ends")
}

#[test]
fn a_sentence_left_open_is_closed_when_dictation_ends() {
    let (said, open) = left_open();
    assert_eq!(ended("", &["would you mind"]), "Would you mind?");
    assert_eq!(ended("He is ill.\n", &[said]), format!("He is ill.\n{open}."));
}

#[test]
fn what_is_unfinished_or_no_sentence_stays_open() {
    for words in [
        "because of the",
        "and then we",
        "i want to",
        "when i was young",
        "groceries and",
    ] {
        let text = ended("", &[words]);
        assert!(text.ends_with(char::is_alphanumeric), "{text}");
    }
    assert_eq!(ended("# ", &["mister jones called"]), "# Mr. Jones called");
    assert_eq!(ended("- ", &["mister jones called"]), "- Mr. Jones called");
    assert_eq!(ended("", &["see you tomorrow period"]), "See you tomorrow.");
}

#[test]
fn a_command_that_ends_dictation_leaves_the_text_alone() {
    let (said, open) = left_open();
    assert_eq!(ended("", &[said, "copy everything"]), open);
}

#[test]
fn the_mark_is_a_step_of_its_own_and_goes_with_its_utterance() {
    let (said, open) = left_open();
    let mut session = dictated("One.", &[said]);
    session.on_event(Event::Finished);
    assert_eq!(session.text(), format!("One. {open}."));
    session.perform(Action::Undo);
    assert_eq!(session.text(), format!("One. {open}"));
    session.perform(Action::Redo);
    session.hear(&Utterance::from_text("scratch that"));
    assert_eq!(session.text(), "One.");
}

#[test]
fn without_punctuation_nothing_is_closed() {
    let polisher = polisher(&PolishSettings {
        punctuation: false,
        ..PolishSettings::default()
    });
    assert_eq!(polisher.closing_mark("Mr. Jones called", ""), None);
    let with = self::polisher(&PolishSettings::default());
    assert_eq!(with.closing_mark("Mr. Jones called", " his office"), None);
    assert_eq!(with.closing_mark("Mr. Jones called", "\nNext line."), Some("."));
}

/// Two recordings in one document: their times lie on one axis, in the order of the recordings, and so do subtitles.
#[test]
fn a_second_recording_follows_the_first_on_one_axis_of_time() {
    let mut session = dictated("", &["the first sentence", "the second sentence"]);
    session.on_event(Event::Heard { ms: 10_000 });
    session.on_event(Event::Finished);
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    let mut utterance = Utterance::from_text("of another recording");
    (utterance.start_ms, utterance.end_ms) = (500, 2_500);
    session.on_event(Event::Utterance(utterance));
    session.on_event(Event::Heard { ms: 3_000 });
    session.on_event(Event::Finished);
    let view = session.view();
    let times: Vec<(u64, u64)> = view
        .segments
        .iter()
        .map(|part| (part.start_ms, part.end_ms))
        .collect();
    assert_eq!(times, [(0, 2_000), (4_000, 6_000), (10_500, 12_500)]);
    assert_eq!(view.recorded_ms, 13_000);
    let document = ExportDocument {
        segments: view.segments.to_vec(),
        recording_ms: view.recorded_ms,
        ..ExportDocument::default()
    };
    let srt = String::from_utf8(export::render(&document, FileFormat::Srt).unwrap()).unwrap();
    let begins: Vec<&str> = srt
        .lines()
        .filter_map(|line| line.split_once(" --> ").map(|(begin, _)| begin))
        .collect();
    assert_eq!(begins, ["00:00:00,000", "00:00:04,000", "00:00:10,500"], "{srt}");
    assert_eq!(document.duration_ms(), 13_000);
    // A document that is opened begins anew.
    session.perform(Action::Load {
        text: "other".into(),
        path: None,
    });
    assert_eq!(session.view().recorded_ms, 0);
}
