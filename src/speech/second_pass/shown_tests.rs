//! What is shown, what the reader is told, and what stands where it hears nothing: over the same scripted speech.

use std::sync::{Arc, Mutex};

use super::tests::*;
use super::*;

#[test]
fn the_reader_is_told_what_is_written() {
    struct Told(Arc<Mutex<Vec<String>>>);
    impl Reads for Told {
        fn read(&mut self, request: &Request) -> Result<Transcript, ReadError> {
            self.0.lock().unwrap().push(request.before.to_string());
            Ok(Transcript::default())
        }
    }
    let script = two();
    let told = Arc::default();
    let reader = Inline::new(Box::new(Told(Arc::clone(&told))));
    let mut recogniser = SecondPass::new(mishears(&script), Box::new(reader), Spoken::English, Clock::Sound);
    recogniser.set_context(&format!("{} Dear Zoë, about Zielona Góra:", "é".repeat(9_000)));
    hear(&mut recogniser, script.length_ms());
    let told = told.lock().unwrap();
    assert!(told.len() > 4 && told.iter().all(|before| before.ends_with("about Zielona Góra:")));
    assert!(told[0].len() < 9_000, "the nearest part is enough");
}

#[test]
fn few_words_do_not_stand_where_the_reader_cannot_hear_its_own() {
    let mut script = two();
    script.utterances[0].1 = "oh dear";
    for (error, first) in [
        (Implausible::Unheard, "(ohx dearx)"),
        (Implausible::NoSpeech, "(ohx dearx)"),
        (Implausible::Loop, "ohx dearx"),
    ] {
        let mut reader = knows(&script);
        let fails: fn() -> ReadError = match error {
            Implausible::Unheard => || Implausible::Unheard.into(),
            Implausible::NoSpeech => || Implausible::NoSpeech.into(),
            _ => || Implausible::Loop.into(),
        };
        reader.fails = Some((0, fails));
        let said = utterances(&hear(&mut dictation(&script, reader), script.length_ms()));
        assert_eq!(said[0], first, "{error}");
        let long = if error == Implausible::NoSpeech {
            "(wex meetx onx tuesdayx)"
        } else {
            "wex meetx onx tuesdayx"
        };
        assert_eq!(said[1], long, "{error}");
    }
}

#[test]
fn what_is_shown_stands_until_the_text_takes_its_place() {
    let script = two();
    // The recording ends right behind its last word.
    let heard = hear(&mut dictation(&script, knows(&script)), script.span(1).end);
    let n = heard.len();
    assert!(matches!(&heard[n - 1].1, Heard::Utterance(last) if last.text() == "we meet on tuesday"));
    let mut shown = Partial::default();
    for (_, event) in &heard[..n - 1] {
        if let Heard::Partial(partial) = event {
            assert!(!partial.words.is_empty(), "taken away before the text is there");
            shown = partial.clone();
        }
    }
    assert!(shown.words.len() >= 3, "{shown:?}");
}

#[test]
fn at_a_pause_the_words_of_the_text_are_shown_before_it_is_certain() {
    /// Reads live words with a y behind them, again and again, so that they are agreed on.
    struct Hasty(Knows);
    impl Reads for Hasty {
        fn read(&mut self, request: &Request) -> Result<Transcript, ReadError> {
            let mut read = self.0.read(request)?;
            if request.depth == Depth::Live {
                let words = read.hypotheses.iter_mut().flat_map(|it| &mut it.words);
                words.for_each(|word| word.text.push('y'));
            }
            Ok(read)
        }
    }
    let script = two();
    let reader = Inline::new(Box::new(Hasty(knows(&script))));
    let mut recogniser = SecondPass::new(mishears(&script), Box::new(reader), Spoken::English, Clock::Sound);
    let heard = hear(&mut recogniser, script.length_ms());
    let said = "dear anna thank you for the long letter";
    let partials = heard.iter().filter_map(|(at_ms, event)| match event {
        Heard::Partial(partial) => Some((*at_ms, partial.text(), partial.stable)),
        _ => None,
    });
    let agreed =
        |(_, shown, stable): &(u64, String, usize)| *stable >= 3 && shown.starts_with("deary annay thanky");
    assert!(partials.clone().any(|partial| agreed(&partial)));
    let (at_ms, _, stable) = partials.clone().find(|(_, shown, _)| shown == said).unwrap();
    assert_eq!(stable, 8);
    let pause_ms = at_ms - script.span(0).end;
    assert!((PAUSE_MS..PAUSE_MS + 2 * 40).contains(&pause_ms), "{pause_ms}");
}
