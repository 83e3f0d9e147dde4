//! The session as windows and the command line use it: live words, files, previews, speakers, properties.

use std::sync::LazyLock;

use parlance::document::{CharPos, Document, Note, Selection, Span, StepKind};
use parlance::message::Message;
use parlance::rewrite::{Rewrite, RewriteError};
use parlance::session::{Action, Effect, Listening, Session, SessionConfig};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Hypothesis, Partial, Utterance, Word};
use proptest::prelude::*;

/// More undo or redo steps than any of these sessions has.
const STEPS: usize = 10_000;

fn session(text: &str) -> Session {
    static POLISHER: LazyLock<Polisher> =
        LazyLock::new(|| Polisher::load(None, &PolishSettings::default()).expect("the polisher is built in"));
    let mut session = Session::new(SessionConfig::new(POLISHER.clone()));
    let end = text.chars().count();
    session.perform(Action::Load {
        text: text.to_owned(),
        path: None,
    });
    session.perform(Action::Select {
        anchor: end,
        caret: end,
    });
    session
}

fn say(session: &mut Session, words: &str) -> Vec<Effect> {
    session.hear(&Utterance::from_text(words))
}

#[test]
fn live_words_are_never_in_the_document() {
    let mut session = session("One.");
    session.perform(Action::StartListening);
    assert_eq!(session.view().listening, Listening::Starting);
    session.on_event(Event::Listening);
    let words = ["two", "is"].map(Word::untimed).to_vec();
    session.on_event(Event::Partial(Partial { words, stable: 1 }));
    assert_eq!(session.view().live, ("two is", 3));
    assert_eq!(session.text(), "One.");
    assert!(!session.view().can_undo);
    session.on_event(Event::Utterance(Utterance::from_text("we like cars")));
    assert_eq!(session.view().live.0, "");
    assert!(session.view().can_undo);
    session.on_event(Event::Failed {
        message: "the recogniser stopped".into(),
    });
    assert_eq!(session.view().listening, Listening::Idle);
    assert!(session.text().starts_with("One. We like cars"));
}

#[test]
fn what_is_typed_in_place_of_being_said_says_nothing_of_how_fast_one_speaks() {
    let mut session = session("");
    session.perform(Action::Say("we like cars".into()));
    assert!(session.text().starts_with("We like cars"), "{}", session.text());
    assert_eq!(session.view().dictated_words, 0);
    say(&mut session, "and trains");
    assert_eq!(session.view().dictated_words, 2);
}

#[test]
fn previews_stream_and_are_applied_dropped_and_reverted() {
    let mut session = session("I like cars very much.");
    let effects = say(&mut session, "make everything shorter");
    let [Effect::Rewrite { ticket, text, .. }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(text, "I like cars very much.");
    session.rewrite_piece(*ticket, "I like ");
    session.rewrite_piece(*ticket + 7, "nothing of this");
    assert_eq!(session.view().preview.expect("a preview").text, "I like ");
    assert!(session.perform(Action::AcceptPreview).is_empty());
    assert_eq!(
        session.text(),
        "I like cars very much.",
        "not before it is complete"
    );
    let notes = vec!["“much” is gone".to_owned()];
    session.rewrite_done(
        *ticket,
        Ok(Rewrite {
            text: "I like cars.".into(),
            notes,
        }),
    );
    let preview = session.view().preview.expect("a preview");
    assert!(preview.complete && preview.changes.iter().any(|change| change.text.contains("very")));
    say(&mut session, "apply");
    assert_eq!(session.text(), "I like cars.");
    say(&mut session, "revert");
    assert_eq!(session.text(), "I like cars very much.");
    say(&mut session, "undo");
    assert_eq!(session.text(), "I like cars.");
    let ticket = match say(&mut session, "make everything longer").as_slice() {
        [Effect::Rewrite { ticket, .. }] => *ticket,
        other => panic!("{other:?}"),
    };
    session.rewrite_done(
        ticket,
        Err(RewriteError::NeedsModel {
            what: "Longer".into(),
        }),
    );
    assert!(session.view().message.code() == "needs-model");
    assert!(session.view().preview.is_none());
}

#[test]
fn typing_and_speaking_share_one_history() {
    let mut session = session("");
    for (at, c) in "red".chars().enumerate() {
        session.perform(Action::ReplaceRange {
            start: at,
            end: at,
            text: c.to_string(),
        });
    }
    say(&mut session, "cars are nice");
    session.perform(Action::Undo);
    assert_eq!(session.text(), "red");
    session.perform(Action::Undo);
    assert_eq!(session.text(), "");
    session.perform(Action::Redo);
    session.perform(Action::Redo);
    assert!(session.text().starts_with("red cars are nice"));
}

#[test]
fn other_readings_are_taken_only_when_they_are_close_commands() {
    let reading = |text: &str, score: f32| Hypothesis {
        words: text.split(' ').map(Word::untimed).collect(),
        score,
    };
    let hear = |readings: Vec<Hypothesis>| {
        let mut session = session("I like red cars.");
        session.hear(&Utterance {
            hypotheses: readings,
            ..Utterance::default()
        });
        session.text().to_owned()
    };
    let best = || reading("delete read carts", 0.0);
    assert_eq!(hear(vec![best(), reading("delete red cars", -1.0)]), "I like.");
    assert!(hear(vec![best(), reading("delete red cars", -20.0)]).len() > 10);
    let text = hear(vec![
        reading("the elite rode cars", 0.0),
        reading("scratch everything now", -0.5),
    ]);
    assert!(text.starts_with("I like red cars. The elite"), "{text}");
}

/// Words that commands and dictation are made of.
const WORDS: &[&str] = &[
    "delete",
    "select",
    "replace",
    "with",
    "the",
    "last",
    "first",
    "word",
    "sentence",
    "paragraph",
    "red",
    "cars",
    "that",
    "undo",
    "redo",
    "scratch",
    "bold",
    "two",
    "choose",
    "one",
    "move",
    "to",
    "end",
    "start",
    "new",
    "line",
    "insert",
    "before",
    "after",
    "all",
    "cap",
    "comma",
    "copy",
    "cut",
    "swap",
    "and",
    "join",
    "split",
    "here",
    "list",
    "sort",
    "heading",
    "quote",
    "plain",
    "text",
    "make",
    "shorter",
    "title",
    "case",
    "next",
    "item",
    "through",
    "go",
    "indent",
    "everything",
    "duplicate",
    "spell",
    "a",
    "b",
    "yes",
    "polish",
    "apply",
    "café",
    "20",
    "twenty",
    "find",
    "backspace",
];

fn utterance() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 1..8).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is said: no panic, undo leads back to the start, redo to the end.
    #[test]
    fn any_chain_undoes_to_the_start(
        start in "[a-zé ]{0,12}(\\. [A-Z]ed cars[.!]){0,2}(\n\n- red\n- cars){0,1}",
        said in prop::collection::vec(utterance(), 1..12),
    ) {
        let mut session = session(&start);
        for words in &said {
            say(&mut session, words);
            let view = session.view();
            let n = view.text.chars().count();
            prop_assert!(view.anchor <= n && view.caret <= n);
        }
        let end = session.text().to_owned();
        for _ in 0..STEPS {
            if !session.view().can_undo {
                break;
            }
            session.perform(Action::Undo);
        }
        prop_assert_eq!(session.text(), start.as_str());
        for _ in 0..STEPS {
            if !session.view().can_redo {
                break;
            }
            session.perform(Action::Redo);
        }
        // "undo" among the utterances leaves steps that only redo brings back: they lie behind the end.
        let mut seen = session.text() == end;
        for _ in 0..STEPS {
            if !session.view().can_undo {
                break;
            }
            session.perform(Action::Undo);
            seen |= session.text() == end;
        }
        prop_assert!(seen);
    }

    /// Random utterances that name no part of a paragraph leave it alone.
    #[test]
    fn nothing_outside_the_target_is_lost(said in utterance()) {
        const KEPT: &str = "Zebras quietly munch juicy grapefruit.";
        let whole = ["everything", "all", "first", "start", "title", "two", "one", "list", "plain", "a", "next"];
        prop_assume!(!said.split(' ').any(|word| whole.contains(&word)));
        let mut session = session(&format!("{KEPT}\n\nThe red cars are here. They go after that."));
        say(&mut session, &said);
        prop_assert!(session.text().contains(KEPT), "{said}: {}", session.text());
    }

    /// Random transactions: apply then undo is the identity, and composition equals doing both.
    #[test]
    fn transactions_invert_and_compose(
        text in "[a-zäß\n ]{0,40}",
        edits in prop::collection::vec((0usize..45, 0usize..12, "[a-zü\n]{0,6}"), 1..5),
    ) {
        let mut document = Document::new(text.clone());
        let mut both: Option<parlance::document::Transaction> = None;
        for (start, len, insert) in edits {
            let end = document.text().len_chars();
            let span = Span::new(CharPos(start.min(end)), CharPos((start + len).min(end)));
            let transaction = document.transaction().replace(span, insert);
            if transaction.is_empty() {
                continue;
            }
            document.apply(transaction.clone(), Note::new(StepKind::Command, Message::Nothing)).expect("it fits");
            both = Some(match both {
                Some(first) => first.then(&transaction).expect("revisions follow each other"),
                None => transaction,
            });
        }
        let end = document.as_str().to_owned();
        if let Some(both) = both {
            let mut at_once = Document::new(text.clone());
            at_once.apply(both, Note::new(StepKind::Command, Message::Nothing)).expect("it fits");
            prop_assert_eq!(at_once.as_str(), end.as_str());
        }
        let undone = (0..STEPS).take_while(|_| document.undo().is_some()).count();
        prop_assert!(undone < STEPS);
        prop_assert_eq!(document.as_str(), text.as_str());
        let redone = (0..STEPS).take_while(|_| document.redo().is_some()).count();
        prop_assert!(redone < STEPS);
        prop_assert_eq!(document.as_str(), end.as_str());
    }
}

#[test]
fn a_megabyte_is_edited_at_once() {
    let mut document = Document::new("The quick brown fox jumps over the lazy dog. ".repeat(23_302));
    assert!(document.as_str().len() > 1_000_000);
    let middle = CharPos(document.text().len_chars() / 2);
    let start = std::time::Instant::now();
    for n in 0..100 {
        let edit = document
            .transaction()
            .replace(Span::empty(middle + n), "x")
            .select(Selection::caret(middle + n + 1));
        document
            .apply(edit, Note::new(StepKind::Dictation, Message::Nothing))
            .expect("it fits");
    }
    // A debug build on a busy machine; the figure is in benches/document.rs.
    assert!(
        start.elapsed().as_millis() < 2_000,
        "{:?} for 100 edits",
        start.elapsed()
    );
}

/// Sound in which one phrase fits well and everything else badly.
#[derive(Debug)]
struct Sounding {
    phrase: &'static str,
    score: f32,
    text: Option<f32>,
}

impl parlance::transcript::Sounds for Sounding {
    fn score_phrases(&self, phrases: &[&str]) -> Vec<parlance::transcript::PhraseScore> {
        let dictation = phrases.len() - 1;
        let score = |(phrase, words): (usize, &&str)| {
            let score = if *words == self.phrase {
                Some(self.score)
            } else if phrase == dictation {
                self.text
            } else {
                Some(-2.0)
            };
            score.map(|score| parlance::transcript::PhraseScore {
                phrase,
                score,
                n_phones: words.len(),
            })
        };
        let mut scores: Vec<_> = phrases.iter().enumerate().filter_map(score).collect();
        scores.sort_by(|a, b| b.score.total_cmp(&a.score));
        scores
    }
}

#[test]
fn a_command_by_sound_must_be_close_to_the_sound_and_to_the_words() {
    let hear = |score: f32, text: Option<f32>| {
        let mut session = session("I like red cars.");
        let sounds = std::sync::Arc::new(Sounding {
            phrase: "delete red",
            score,
            text,
        });
        session.hear(&Utterance {
            sounds: Some(sounds),
            ..Utterance::from_text("deleted rad")
        });
        session.text().to_owned()
    };
    assert_eq!(hear(-0.1, Some(-0.5)), "I like cars.");
    // Words chosen from the whole lexicon fit a little better than the command that was said.
    assert_eq!(hear(-0.3, Some(-0.25)), "I like cars.");
    // Better than that, and it is asked (see asking.rs).
    assert_eq!(hear(-0.3, Some(-0.1)), "I like red cars.");
    for (score, text, why) in [
        (-0.55, Some(0.0), "the words fit much better"),
        (-1.0, Some(-1.2), "the sound is something else"),
        (-0.1, None, "words without a sound cannot lose"),
    ] {
        assert!(hear(score, text).starts_with("I like red cars. Deleted"), "{why}");
    }
}

/// A session that may learn from corrections.
fn learning() -> Session {
    let settings = PolishSettings {
        learn_corrections: true,
        ..PolishSettings::default()
    };
    Session::new(SessionConfig::new(
        Polisher::load(None, &settings).expect("the polisher is built in"),
    ))
}

/// Types over the first place of `old`, letter by letter, as hands do.
fn retype(session: &mut Session, old: &str, new: &str) {
    let at = session.text().find(old).expect("the word is there");
    let start = session.text()[..at].chars().count();
    session.perform(Action::ReplaceRange {
        start,
        end: start + old.chars().count(),
        text: String::new(),
    });
    for (index, letter) in new.chars().enumerate() {
        session.perform(Action::ReplaceRange {
            start: start + index,
            end: start + index,
            text: letter.to_string(),
        });
    }
    let end = session.text().chars().count();
    session.perform(Action::Select {
        anchor: end,
        caret: end,
    });
}

#[test]
fn a_name_corrected_by_hand_is_spelled_so_from_then_on() {
    let mut session = learning();
    say(&mut session, "we met kovalchik yesterday");
    retype(&mut session, "Kovalchik", "Kowalczyk");
    let effects = say(&mut session, "then kovalchik left");
    assert!(effects.contains(&Effect::VocabularyChanged), "{effects:?}");
    assert_eq!(
        session.text().matches("Kowalczyk").count(),
        2,
        "{}",
        session.text()
    );
    assert!(
        session.view().message.to_string().contains("learnt “Kowalczyk”"),
        "{}",
        session.view().message
    );
    let lines = session.view().vocabulary.to_lines();
    assert_eq!(lines, ["Kowalczyk = kovalchik"]);
    assert!(
        say(&mut session, "and kovalchik came back").is_empty(),
        "learnt once only"
    );
}

#[test]
fn a_name_corrected_by_replace_is_learnt_too() {
    let mut session = learning();
    say(&mut session, "push it to git hub today");
    let written = session.text().to_owned();
    assert!(written.to_lowercase().contains("git hub"), "{written}");
    // What "replace … with …" does when the recogniser knows the spelling, or a choice that was taken.
    session.perform(Action::Say("replace git hub with GitHub".into()));
    assert!(session.text().contains("GitHub"), "{}", session.text());
    say(&mut session, "we love git hub");
    assert_eq!(session.text().matches("GitHub").count(), 2, "{}", session.text());
}

#[test]
fn what_is_no_respelling_of_a_name_is_not_learnt() {
    let mut session = learning();
    for (said, old, new) in [
        ("we meet on tuesday at noon", "Tuesday", "Friday"),
        ("there house is old", "There", "Their"),
        ("it was a good idea", "good", "Bad"),
        ("the win was great", "win", "Nguyen"),
    ] {
        say(&mut session, said);
        retype(&mut session, old, new);
        let effects = say(&mut session, "so we go on");
        assert!(!effects.contains(&Effect::VocabularyChanged), "{old} → {new}");
    }
    assert!(session.view().vocabulary.words.is_empty());
}

#[test]
fn nothing_is_learnt_unless_the_setting_allows_it() {
    let mut session = session("");
    say(&mut session, "we met kovalchik yesterday");
    retype(&mut session, "Kovalchik", "Kowalczyk");
    let effects = say(&mut session, "then kovalchik left");
    assert!(!effects.contains(&Effect::VocabularyChanged));
    assert_eq!(
        session.text().matches("Kowalczyk").count(),
        1,
        "{}",
        session.text()
    );
    // Allowed later, it learns from what is corrected later.
    session.set_learning(true);
    say(&mut session, "ask kovalchik");
    let heard = session
        .text()
        .to_lowercase()
        .rfind("kovalchik")
        .expect("written as heard");
    let start = session.text()[..heard].chars().count();
    session.perform(Action::ReplaceRange {
        start,
        end: start + 9,
        text: "Kowalczyk".into(),
    });
    assert!(say(&mut session, "thank you").contains(&Effect::VocabularyChanged));
}

#[test]
fn a_word_added_by_voice_is_written_from_then_on() {
    let mut session = session("");
    say(&mut session, "we met Kowalczyk yesterday");
    let effects = say(&mut session, "add Kowalczyk to dictionary");
    assert!(
        effects.contains(&Effect::VocabularyChanged),
        "{effects:?} {}",
        session.view().message
    );
    say(&mut session, "then koval chick left");
    assert_eq!(
        session.text().matches("Kowalczyk").count(),
        2,
        "{}",
        session.text()
    );
    say(&mut session, "forget kowalczyk");
    assert!(
        session.view().vocabulary.words.is_empty(),
        "{}",
        session.view().message
    );
}
