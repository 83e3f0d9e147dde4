//! What was not heard clearly: harmless commands happen, commands that cost words are asked about, and whoever goes on
//! dictating has said no.

use std::sync::{Arc, LazyLock};

use parlance::session::{Action, Asked, Session, SessionConfig};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Hypothesis, PhraseScore, Sounds, Utterance, Word};

use crate::program::{Home, output};

const TEXT: &str = "I like red cars and bread.";

fn session() -> Session {
    static POLISHER: LazyLock<Polisher> =
        LazyLock::new(|| Polisher::load(None, &PolishSettings::default()).expect("the polisher is built in"));
    let mut session = Session::new(SessionConfig::new(POLISHER.clone()));
    let text = TEXT.to_owned();
    session.perform(Action::Load { text, path: None });
    let end = TEXT.chars().count();
    session.perform(Action::Select {
        anchor: end,
        caret: end,
    });
    session
}

/// Sound in which some phrases fit and the others do not.
#[derive(Debug)]
struct Fits {
    phrases: &'static [(&'static str, f32)],
    /// How well the words fit that were read.
    read: f32,
}

impl Sounds for Fits {
    fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore> {
        let dictation = phrases.len() - 1;
        let score = |(phrase, words): (usize, &&str)| {
            let known = self.phrases.iter().find(|(known, _)| known == words);
            let score = match known {
                Some((_, score)) => *score,
                None if phrase == dictation => self.read,
                None => -2.0,
            };
            PhraseScore {
                phrase,
                score,
                n_phones: words.len(),
            }
        };
        let mut scores: Vec<_> = phrases.iter().enumerate().map(score).collect();
        scores.sort_by(|a, b| b.score.total_cmp(&a.score));
        scores
    }
}

/// An utterance read as these words whose sound fits other phrases.
fn sounding(read: (&str, f32), phrases: &'static [(&'static str, f32)]) -> Utterance {
    Utterance {
        sounds: Some(Arc::new(Fits {
            phrases,
            read: read.1,
        })),
        ..Utterance::from_text(read.0)
    }
}

/// An utterance with these readings.
fn readings(readings: &[(&str, f32)]) -> Utterance {
    let hypotheses = readings.iter().map(|(words, score)| Hypothesis {
        words: words.split(' ').map(Word::untimed).collect(),
        score: *score,
    });
    Utterance {
        hypotheses: hypotheses.collect(),
        ..Utterance::default()
    }
}

/// The words disagree with the sound of "delete red".
fn doubtful() -> Utterance {
    sounding(("deleted rad", -0.1), &[("delete red", -0.3)])
}

fn labels(session: &Session) -> Vec<&str> {
    let choices = session.view().choices;
    choices.iter().map(|choice| choice.label.as_str()).collect()
}

#[test]
fn a_deed_that_costs_words_is_asked_about() {
    let mut session = session();
    session.hear(&doubtful());
    assert_eq!(session.text(), TEXT);
    assert_eq!(session.view().asked, Some(Asked::Meaning));
    assert_eq!(labels(&session), ["delete “red”", "write “deleted rad”"]);
    assert!(
        session
            .view()
            .message
            .to_string()
            .contains("did you mean: delete “red”?")
    );
    assert!(!session.view().can_undo, "a question is no step");
}

#[test]
fn every_answer_is_understood() {
    let answered = |answer: &str| {
        let mut session = session();
        session.hear(&doubtful());
        session.hear(&Utterance::from_text(answer));
        assert_eq!(session.view().asked, None, "{answer}");
        assert!(session.view().choices.is_empty(), "{answer}");
        session.text().to_owned()
    };
    for yes in [
        "yes",
        "yes please",
        "confirm",
        "choose one",
        "number one",
        "the first one",
    ] {
        assert_eq!(answered(yes), "I like cars and bread.", "{yes}");
    }
    for no in ["no", "no thanks", "cancel", "never mind"] {
        assert_eq!(answered(no), TEXT, "{no}");
    }
    assert_eq!(answered("choose two"), format!("{TEXT} Deleted rad."));
    // Who goes on dictating, or says another command, has said no.
    assert_eq!(answered("we had tea"), format!("{TEXT} We had tea."));
    assert_eq!(
        answered("replace red with blue"),
        TEXT.replace("red cars", "blue cars")
    );
    assert_eq!(answered("go to the top"), TEXT);
    let mut session = session();
    session.hear(&doubtful());
    session.perform(Action::Cancel);
    assert!(session.text() == TEXT && session.view().choices.is_empty());
}

#[test]
fn a_deed_that_costs_nothing_simply_happens() {
    let mut session = session();
    session.hear(&sounding(("selected rad", -0.1), &[("select red", -0.3)]));
    let view = session.view();
    assert_eq!((view.anchor, view.caret, view.asked), (7, 10, None));
}

#[test]
fn commands_that_sound_alike_are_numbered() {
    const NEAR: &[(&str, f32)] = &[("delete red", -0.1), ("delete bread", -0.12)];
    let mut near = session();
    near.hear(&sounding(("deleted rad", -0.3), NEAR));
    assert_eq!(near.text(), TEXT);
    assert_eq!(
        labels(&near),
        ["delete “red”", "delete “bread”", "write “deleted rad”"]
    );
    near.hear(&Utterance::from_text("choose two"));
    assert_eq!(near.text(), "I like red cars and.");
    const FAR: &[(&str, f32)] = &[("delete red", -0.1), ("delete bread", -0.3)];
    let mut far = session();
    far.hear(&sounding(("deleted rad", -0.3), FAR));
    assert_eq!(far.text(), "I like cars and bread.");
}

#[test]
fn readings_that_are_as_likely_are_numbered() {
    let hear = |second: &str, behind: f32| {
        let mut session = session();
        session.hear(&readings(&[
            ("replace red with blue", -50.0),
            (second, -50.0 - behind),
        ]));
        (session.view().asked, session.text().to_owned())
    };
    let done = || (None, TEXT.replace("red cars", "blue cars"));
    assert_eq!(
        hear("replace red with glue", 1.0),
        (Some(Asked::Meaning), TEXT.to_owned())
    );
    assert_eq!(hear("replace red with glue", 12.0), done(), "much less likely");
    assert_eq!(hear("replace read with blue", 1.0), done(), "the same command");
    assert_eq!(
        hear("replace red with the blue", 1.0),
        done(),
        "a slight difference"
    );
    assert_eq!(
        hear("we place red with blue", 1.0),
        done(),
        "text is no other command"
    );
}

#[test]
fn the_command_line_asks_too() {
    let home = Home::new();
    let says = [
        "--text=I met Stefan today.",
        "--say",
        "delete stephan",
        "--say",
        "yes",
        "--json",
    ];
    let out = output(home.parlance(&["edit"]).args(says));
    let lines: Vec<serde_json::Value> = String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [asked, done] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    assert_eq!(asked["asked"], "meaning");
    assert_eq!(asked["applied"], false);
    assert_eq!(asked["text"], "I met Stefan today.|");
    assert_eq!(asked["choices"][0]["label"], "delete “Stefan”");
    assert_eq!(done["text"], "I met| today.");
    assert_eq!(done["asked"], serde_json::Value::Null);
    // A document may begin with a dash.
    let list = output(
        home.parlance(&["edit"])
            .args(["--text", "- milk", "--say", "next item"]),
    );
    assert_eq!(String::from_utf8(list.stdout).unwrap(), "- milk\n- |\n");
}
