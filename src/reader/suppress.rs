//! Tokens that a reading never writes: marks of sound that is not speech, and special ones.

use super::vocabulary::{TokenId, Vocabulary};

/// Signs that stand for sounds, speakers or music in subtitles ("[laughs]", "♪"), as Whisper's authors list them
/// (`non_speech_tokens` of their `tokenizer.py`). Common marks are not among them.
const SIGNS: [&str; 49] = [
    "\"", "#", "(", ")", "*", "+", "/", ":", ";", "<", "=", ">", "@", "[", "\\", "]", "^", "_", "`", "{", "|", "}",
    "~", "「", "」", "『", "』", "<<", ">>", "<<<", ">>>", "--", "---", "-(", "-[", "('", "(\"", "((", "))", "(((",
    ")))", "[[", "]]", "{{", "}}", "♪♪", "♪♪♪", " -", " '",
];

/// Musical signs: more than one token each, of which the first is theirs alone.
const MUSIC: [&str; 7] = ["♩", "♪", "♫", "♬", "♭", "♮", "♯"];

/// Every token that is never written: special ones but the end, times, and signs of what is not speech.
pub(super) fn never(vocabulary: &Vocabulary) -> Vec<TokenId> {
    let end = vocabulary.specials().end_of_text;
    let all = 0..vocabulary.size() as TokenId;
    let mut tokens: Vec<TokenId> = all.filter(|&id| id != end && !vocabulary.is_text(id)).collect();
    for (sign, is_music) in SIGNS.iter().map(|sign| (sign, false)).chain(MUSIC.iter().map(|sign| (sign, true))) {
        // A hyphen and an apostrophe are forbidden at the beginning of a word alone.
        let with_blank = (!sign.starts_with(' ')).then(|| format!(" {sign}"));
        for text in [Some((*sign).to_owned()), with_blank].into_iter().flatten() {
            match vocabulary.encode(&text)[..] {
                [only] => tokens.push(only),
                [first, ..] if is_music => tokens.push(first),
                _ => {}
            }
        }
    }
    tokens
}

/// What a text does not begin with: nothing, and a blank alone.
pub(super) fn not_first(vocabulary: &Vocabulary) -> Vec<TokenId> {
    let blank = vocabulary.token(b" ");
    blank.into_iter().chain([vocabulary.specials().end_of_text]).collect()
}
