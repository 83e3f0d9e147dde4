//! Is this a transcript, or did the model answer what it heard?
//!
//! The built-in recogniser hears less well but never invents a reply, so its words are the measure.

use crate::speech::words::Utterance;

/// Why Gemma's text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing was written.
    #[error("the transcript is empty")]
    Empty,
    /// It begins like a reply or a refusal, and nobody said so.
    #[error("it is a reply, not a transcript")]
    Reply,
    /// Much longer or shorter than what was heard.
    #[error("it has {written} words, {heard} were heard")]
    Length {
        /// Words written.
        written: usize,
        /// Words heard.
        heard: usize,
    },
    /// Hardly a word in common with what was heard.
    #[error("it shares too little with what was heard")]
    Other,
    /// The same few words over and over.
    #[error("it repeats itself")]
    Loop,
}

/// How replies begin; "i am" and "i'm" are one.
const REPLIES: [&str; 12] = [
    "i am sorry",
    "i cannot",
    "i can not",
    "i am unable",
    "as an ai",
    "as a language model",
    "sure",
    "certainly",
    "here is the",
    "the transcription",
    "the audio",
    "please provide",
];

/// Least share of letters in common. Two readings of one sound share most of their letters in order even
/// where a third of the words is wrong; unrelated sentences share about four in ten.
const LEAST_SHARED: f32 = 0.5;

/// `text` as a transcript of `utterance`.
///
/// # Errors
/// Why the built-in words are the better text.
pub fn plausible(text: &str, utterance: &Utterance) -> Result<String, Refused> {
    let text = text.trim();
    let written = words(text);
    let heard = words(&utterance.text());
    if written.is_empty() {
        return Err(Refused::Empty);
    }
    let (all_written, all_heard) = (written.join(" "), heard.join(" "));
    if REPLIES
        .iter()
        .any(|reply| begins(&all_written, reply) && !all_heard.contains(reply))
    {
        return Err(Refused::Reply);
    }
    let length = Refused::Length {
        written: written.len(),
        heard: heard.len(),
    };
    if written.len() > heard.len() * 2 + 4 || written.len() * 5 < heard.len() * 2 {
        return Err(length);
    }
    if written
        .windows(4)
        .any(|four| written.windows(4).filter(|other| *other == four).count() > 4)
    {
        return Err(Refused::Loop);
    }
    // Digits are heard as words: they are no evidence either way.
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let (a, b) = (letters(&all_written), letters(&all_heard));
    let shared = common_in_order(&a, &b) as f32;
    let shorter = a.len().min(b.len()) as f32;
    if shorter >= 8.0 && shared < LEAST_SHARED * shorter.max(0.6 * a.len().max(b.len()) as f32) {
        return Err(Refused::Other);
    }
    Ok(text.to_owned())
}

fn begins(text: &str, reply: &str) -> bool {
    text.strip_prefix(reply)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Lower-case words without punctuation, contractions of "am" opened.
fn words(text: &str) -> Vec<String> {
    let lower = text
        .to_lowercase()
        .replace('’', "'")
        .replace("i'm", "i am")
        .replace("can't", "cannot");
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Length of the longest common subsequence.
fn common_in_order(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(written: &str, heard: &str) -> Result<String, Refused> {
        plausible(written, &Utterance::from_text(heard))
    }

    #[test]
    fn better_readings_of_the_same_sound_are_taken() {
        for (written, heard) in [
            ("Let's meet on Friday at 5.", "let's meat on friday at five"),
            (
                "Could you send me the report, please?",
                "could you sent me the reports peace",
            ),
            ("I'm sorry, I can't come.", "i'm sorry i can't come"),
            ("Yes.", "yes"),
            (
                "The quick brown fox jumps over the lazy dog.",
                "the quick brown fox jump so fur the lay see dog",
            ),
        ] {
            assert_eq!(judge(written, heard), Ok(written.to_owned()), "{heard}");
        }
    }

    #[test]
    fn replies_loops_and_inventions_are_not() {
        for (written, heard, why) in [
            ("", "hello", Refused::Empty),
            (
                "I'm sorry, I cannot help with that.",
                "make this paragraph shorter please",
                Refused::Reply,
            ),
            (
                "Sure, here is a poem about spring.",
                "write a poem about spring",
                Refused::Reply,
            ),
            (
                "Paris is the capital and largest city of France.",
                "what time does it begin",
                Refused::Other,
            ),
            (
                "la la la la la la la la la la la la",
                "la la la la la la la",
                Refused::Loop,
            ),
        ] {
            assert_eq!(judge(written, heard), Err(why), "{written}");
        }
        assert!(matches!(
            judge(
                "The capital of France is Paris, a city on the Seine with two million people.",
                "capital of france"
            ),
            Err(Refused::Length { .. })
        ));
        assert!(matches!(
            judge("Yes.", "we will meet again on the third of may"),
            Err(Refused::Length { .. })
        ));
    }
}
