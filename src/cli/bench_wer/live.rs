//! Both passes over one recording: the text when it is done, or as it stood on the screen.

use std::time::Duration;

use super::clips::Clip;
use super::{Outcome, Watch, Which, outcome};
use crate::engine::recording::{Recording, RecordingError};
use crate::speech::{Heard, Partial, Recogniser};

/// Hears a recording with both passes.
pub(super) fn hear(
    clip: &Clip,
    recording: &Recording,
    recogniser: &mut dyn Recogniser,
    which: Which,
) -> Result<Outcome, RecordingError> {
    let watch = Watch::start();
    let heard = recording.hear_timed(recogniser)?;
    let spent = watch.spent();
    let mut screen = Screen::default();
    let mut said: Vec<String> = Vec::new();
    for (at_ms, event) in heard {
        match event {
            Heard::Partial(partial) => screen.show(partial, at_ms),
            Heard::Doubted(_) => screen.clear(),
            Heard::Relabelled(_) => {}
            Heard::Utterance(utterance) => {
                said.push(match which {
                    Which::Live => screen.text(),
                    Which::Streamed | Which::First | Which::Final => utterance.text(),
                });
                screen.clear();
            }
        }
    }
    Ok(Outcome {
        lags: screen.lags,
        ..outcome(clip, said.join(" "), recording.seconds(), spent)
    })
}

/// The live words as they are shown.
#[derive(Default)]
struct Screen {
    shown: Partial,
    lags: Vec<Duration>,
}

impl Screen {
    fn show(&mut self, partial: Partial, at_ms: u64) {
        let newly = partial
            .words
            .get(self.shown.stable..partial.stable)
            .unwrap_or_default();
        let behind = newly
            .iter()
            .map(|word| Duration::from_millis(at_ms.saturating_sub(word.end_ms)));
        self.lags.extend(behind);
        self.shown = partial;
    }

    fn clear(&mut self) {
        self.shown = Partial::default();
    }

    fn text(&self) -> String {
        self.shown.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Word;

    #[test]
    fn lags_are_those_of_words_that_have_become_stable() {
        let word = |end_ms| Word {
            end_ms,
            ..Word::untimed("word")
        };
        let partial = |ends: &[u64], stable| Partial {
            words: ends.iter().copied().map(word).collect(),
            stable,
        };
        let mut screen = Screen::default();
        screen.show(partial(&[500, 900], 0), 1_000);
        screen.show(partial(&[500, 900, 1_400], 2), 1_600);
        screen.show(partial(&[500, 900, 1_400], 2), 1_700);
        assert_eq!(screen.lags, [1_100, 700].map(Duration::from_millis));
        assert_eq!(screen.text(), "word word word");
        screen.clear();
        assert!(screen.text().is_empty());
    }
}
