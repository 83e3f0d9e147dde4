//! Signs that a reader invented what it read: it repeats itself, or is faster than a mouth.
//!
//! A model that writes text goes on writing where nothing is said. These signs need the text alone; whether the sound
//! carries it is asked elsewhere.

/// Why a reading is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Implausible {
    /// The same few words over and over.
    #[error("what was read repeats itself")]
    Loop,
    /// More words than a mouth says in that time.
    #[error("{words} words were read in {tenths_s} tenths of a second")]
    TooFast {
        /// Words read.
        words: usize,
        /// Length of the sound.
        tenths_s: u32,
    },
    /// The reader itself is unsure that there is speech.
    #[error("the reader doubts that anything is said")]
    NoSpeech,
    /// The sound does not carry the words.
    #[error("the sound does not carry what was read")]
    Unheard,
}

/// Most letters and digits that anyone says in a second, and some that are allowed in any case: the fastest talkers
/// come to 30.
const CHARS_A_SECOND: f32 = 33.0;
const CHARS_FREE: f32 = 12.0;
/// Longest run of words that is looked for as the unit of a loop.
const LONGEST_UNIT: usize = 12;
/// Letters that a loop must fill before it counts, and times that its unit must stand there: "no no no no" is said.
const LOOP_CHARS: usize = 28;
const LOOP_TIMES: usize = 4;
/// A reader this unsure of speech that also finds its own words this improbable has heard none (the pair of limits
/// that Whisper's authors use; Radford et al., "Robust speech recognition via large-scale weak supervision", 2022, 4.5).
const NO_SPEECH: f32 = 0.6;
const IMPROBABLE: f32 = -1.0;

/// What a reading is judged by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signs<'a> {
    /// The text.
    pub text: &'a str,
    /// Seconds of the sound.
    pub seconds: f32,
    /// Mean natural logarithm of its tokens' probabilities.
    pub log_prob: f32,
    /// Probability that there is no speech.
    pub no_speech: f32,
}

/// Believes a reading, or says why not.
///
/// # Errors
/// The first sign of invention.
pub fn check(signs: &Signs<'_>) -> Result<(), Implausible> {
    let words: Vec<String> = signs
        .text
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let chars: usize = words.iter().map(|word| word.chars().count()).sum();
    if chars as f32 > CHARS_FREE + CHARS_A_SECOND * signs.seconds {
        return Err(Implausible::TooFast {
            words: words.len(),
            tenths_s: (signs.seconds * 10.0) as u32,
        });
    }
    if loops(&words) {
        return Err(Implausible::Loop);
    }
    if signs.no_speech > NO_SPEECH && signs.log_prob < IMPROBABLE {
        return Err(Implausible::NoSpeech);
    }
    Ok(())
}

/// Whether some run of words stands there again and again, or one word is a run of letters that does.
fn loops(words: &[String]) -> bool {
    let in_words = (1..=LONGEST_UNIT.min(words.len() / LOOP_TIMES)).any(|unit| {
        let weight = |at: usize| words[at].chars().count();
        repeats(words.len(), unit, |a, b| words[a] == words[b], weight)
    });
    in_words
        || words.iter().any(|word| {
            let letters: Vec<char> = word.chars().collect();
            (1..=LONGEST_UNIT.min(letters.len() / LOOP_TIMES))
                .any(|unit| repeats(letters.len(), unit, |a, b| letters[a] == letters[b], |_| 1))
        })
}

/// Whether `n` things hold a run that repeats with this period long enough.
fn repeats(n: usize, unit: usize, same: impl Fn(usize, usize) -> bool, weight: impl Fn(usize) -> usize) -> bool {
    let (mut run, mut chars) = (unit, 0);
    for at in unit..n {
        if same(at, at - unit) {
            run += 1;
            chars += weight(at);
        } else {
            (run, chars) = (unit, 0);
        }
        if run >= LOOP_TIMES * unit && chars >= LOOP_CHARS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(text: &str, seconds: f32) -> Result<(), Implausible> {
        check(&Signs {
            text,
            seconds,
            log_prob: -0.3,
            no_speech: 0.1,
        })
    }

    #[test]
    fn what_people_say_is_believed() {
        assert_eq!(judge("", 1.0), Ok(()));
        assert_eq!(judge("No, no, no, no, no, not that one!", 2.0), Ok(()));
        assert_eq!(judge("It is very, very, very good. Ha ha ha ha ha.", 3.0), Ok(()));
        assert_eq!(judge("The code is B742, one hundred one hundred one hundred.", 4.0), Ok(()));
        assert_eq!(judge("Undo.", 0.3), Ok(()));
    }

    #[test]
    fn loops_are_not() {
        assert_eq!(judge(&"Thank you very much. ".repeat(5), 20.0), Err(Implausible::Loop));
        assert_eq!(judge("The code is B-S-E-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V-V", 20.0), Err(Implausible::Loop));
        assert_eq!(judge(&format!("and so {}", "on and on and ".repeat(12)), 30.0), Err(Implausible::Loop));
    }

    #[test]
    fn nobody_talks_so_fast() {
        let text = "I would like to thank everybody who made this recording possible.";
        assert!(matches!(judge(text, 0.6), Err(Implausible::TooFast { words: 11, .. })));
        assert_eq!(judge(text, 3.0), Ok(()));
    }

    #[test]
    fn doubt_and_improbable_words_together_are_no_speech() {
        let signs = |log_prob, no_speech| Signs {
            text: "Thank you.",
            seconds: 4.0,
            log_prob,
            no_speech,
        };
        assert_eq!(check(&signs(-1.4, 0.8)), Err(Implausible::NoSpeech));
        assert_eq!(check(&signs(-0.2, 0.8)), Ok(()));
        assert_eq!(check(&signs(-1.4, 0.2)), Ok(()));
    }
}
