//! What the recogniser takes for noise: never text, and a command only when its sound clearly says so.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use parlance::engine::recording::Recording;
use parlance::session::{Action, Listening, Session, SessionConfig};
use parlance::speech::doubt::DoubtParams;
use parlance::speech::{Builtin, Heard};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Hypothesis, PhraseScore, Sounds, Utterance, Word};

/// A sound in which one phrase fits so well, and every other badly.
#[derive(Debug)]
struct Fits(&'static str, f32);

impl Sounds for Fits {
    fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore> {
        let score = |said: &str| if said == self.0 { self.1 } else { -1.5 };
        let mut scores: Vec<PhraseScore> = (phrases.iter().enumerate())
            .map(|(phrase, said)| PhraseScore {
                phrase,
                score: score(said),
                n_phones: said.len(),
            })
            .collect();
        scores.sort_by(|a, b| b.score.total_cmp(&a.score));
        scores
    }
}

/// An utterance in which `read` was read.
fn doubted(read: &str, sounds: Fits) -> Event {
    Event::Doubted(Utterance {
        hypotheses: vec![Hypothesis {
            words: read.split(' ').map(Word::untimed).collect(),
            score: 0.0,
        }],
        sounds: Some(Arc::new(sounds)),
        ..Utterance::default()
    })
}

fn listening(text: &str) -> Session {
    static POLISHER: LazyLock<Polisher> =
        LazyLock::new(|| Polisher::load(None, &PolishSettings::default()).expect("the polisher is built in"));
    let mut session = Session::new(SessionConfig::new(POLISHER.clone()));
    session.perform(Action::Load {
        text: text.to_owned(),
        path: None,
    });
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    session
}

#[test]
fn a_clear_command_is_done_although_its_words_were_misheard() {
    let mut session = listening("One two three.");
    session.on_event(doubted("the elite oh", Fits("delete everything", -0.05)));
    assert_eq!(session.text(), "");
}

#[test]
fn noise_neither_writes_nor_commands() {
    for (read, sounds) in [
        ("i want to go", Fits("delete everything", -0.9)),
        // Words read into noise are a command by chance.
        ("delete everything", Fits("nothing at all", 0.0)),
        ("undo", Fits("undo", -0.9)),
    ] {
        let mut session = listening("One two three.");
        let message = session.view().message.clone();
        let effects = session.on_event(doubted(read, sounds));
        assert!(effects.is_empty(), "{read}: {effects:?}");
        assert_eq!(session.text(), "One two three.", "{read}");
        assert_eq!(*session.view().message, message, "{read}");
        assert_eq!(session.view().dictated_words, 0, "{read}");
    }
}

#[test]
fn asleep_it_wakes_nobody() {
    let mut session = listening("One two three.");
    session.hear(&Utterance::from_text("go to sleep"));
    assert_eq!(session.view().listening, Listening::Asleep);
    session.on_event(doubted("the elite oh", Fits("delete everything", -0.05)));
    assert_eq!(session.text(), "One two three.");
}

/// The recogniser hands on what its guard drops, with its sound, and counts it among no words.
#[test]
fn what_the_guard_drops_is_handed_on_as_doubted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recording = Recording::open(&root.join("fixtures/speech/replace-tuesday.wav")).expect("a recording");
    let mut builtin = Builtin::load(&root.join("models/builtin")).expect("the built-in model");
    let heard = |builtin: &mut Builtin| recording.hear_all(builtin).expect("a whole recording");
    let words = |heard: &[Heard]| {
        let said = heard.iter().filter_map(|heard| match heard {
            Heard::Utterance(utterance) => Some(utterance.text()),
            _ => None,
        });
        said.collect::<Vec<_>>().join(" ")
    };
    let trusting = heard(&mut builtin);
    assert!(!words(&trusting).is_empty());
    builtin.set_doubt(DoubtParams {
        least: vec![9.0; 20],
        ..builtin.doubt().clone()
    });
    let doubting = heard(&mut builtin);
    assert_eq!(words(&doubting), "");
    let doubted = doubting.iter().find_map(|heard| match heard {
        Heard::Doubted(utterance) => Some(utterance),
        _ => None,
    });
    let doubted = doubted.expect("it is handed on");
    assert_eq!(doubted.text(), words(&trusting));
    assert!(doubted.sounds.is_some() && doubted.signs.is_some_and(|signs| signs.words > 0));
}
