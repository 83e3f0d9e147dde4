//! How a text is split into tokens: byte-level byte-pair encoding.

use super::vocabulary::TokenId;

/// Cuts a text into the pieces inside which tokens are merged: GPT-2's pattern
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, behind) = rest.split_at(first_piece(rest));
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Bytes of the first piece; 0 at the end.
fn first_piece(text: &str) -> usize {
    const SUFFIXES: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    if let Some(suffix) = SUFFIXES.iter().find(|&&suffix| text.starts_with(suffix)) {
        return suffix.len();
    }
    let word = text.strip_prefix(' ').unwrap_or(text);
    let blank = text.len() - word.len();
    let run = |belongs: fn(char) -> bool| word.find(|c| !belongs(c)).unwrap_or(word.len());
    let sort: fn(char) -> bool = match word.chars().next() {
        Some(c) if c.is_alphabetic() => char::is_alphabetic,
        Some(c) if c.is_numeric() => char::is_numeric,
        Some(c) if !c.is_whitespace() => |c| !c.is_whitespace() && !c.is_alphabetic() && !c.is_numeric(),
        _ => return spaces(text),
    };
    blank + run(sort)
}

/// Bytes of the blanks at the beginning, without the last one where a word follows: it belongs to that.
fn spaces(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    let last = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    if end < text.len() && last > 0 { last } else { end }
}

/// Merges bytes to tokens: again and again the neighbours whose joined bytes are the token with the lowest number. A byte
/// that is no token, which whole vocabularies do not lack, is left out.
pub(super) fn merge(bytes: &[u8], token: impl Fn(&[u8]) -> Option<TokenId>) -> Vec<TokenId> {
    if let Some(whole) = token(bytes) {
        return vec![whole];
    }
    // Where each part begins, and the end. Pieces are words: short enough for the plain way.
    let mut starts: Vec<usize> = (0..=bytes.len()).collect();
    loop {
        let pairs = starts.windows(3).enumerate();
        let joined = pairs.filter_map(|(i, at)| Some((token(&bytes[at[0]..at[2]])?, i)));
        let Some((_, lowest)) = joined.min() else { break };
        starts.remove(lowest + 1);
    }
    let parts = starts.windows(2).filter_map(|at| token(&bytes[at[0]..at[1]]));
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_before_blanks_at_marks_and_at_digits() {
        let cut = |text| pieces(text).collect::<Vec<_>>();
        assert_eq!(cut("Hello, world"), ["Hello", ",", " world"]);
        assert_eq!(cut("it's 25% — no!?"), ["it", "'s", " 25", "%", " —", " no", "!?"]);
        assert_eq!(cut("a  b \n"), ["a", " ", " b", " \n"]);
        assert_eq!(cut("x\ny"), ["x", "\n", "y"]);
        assert_eq!(cut(""), [""; 0]);
        assert_eq!(cut("Grüße 東京"), ["Grüße", " 東京"]);
    }

    #[test]
    fn the_pair_with_the_lowest_number_is_merged_first() {
        let tokens: [&[u8]; 6] = [b"a", b"b", b"c", b"bc", b"ab", b"cc"];
        let token = |bytes: &[u8]| tokens.iter().position(|&t| t == bytes).map(|i| i as TokenId);
        assert_eq!(merge(b"abc", token), [0, 3]);
        assert_eq!(merge(b"abb", token), [4, 1]);
        assert_eq!(merge(b"cccc", token), [5, 5]);
        assert_eq!(merge(b"a?", token), [0], "a byte that is no token");
    }
}
