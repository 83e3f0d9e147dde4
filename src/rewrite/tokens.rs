//! A text as words with what surrounds them: nothing is lost, joining gives the text back.
//!
//! Knows nothing of grammar.

/// One word with the punctuation and space around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Opening quotes and brackets before the word.
    pub lead: String,
    /// The word: "don't", "1,000", "name@host"; empty for punctuation that stands alone.
    pub core: String,
    /// Punctuation right after it.
    pub tail: String,
    /// White space after that.
    pub space: String,
}

impl Token {
    /// Whether there is a word at all.
    pub fn is_word(&self) -> bool {
        !self.core.is_empty()
    }

    /// Whether the word is the given one, which is in lower case.
    pub fn is(&self, word: &str) -> bool {
        lower(&self.core) == word
    }

    /// Whether the word is one of these, which are in lower case.
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&lower(&self.core).as_str())
    }
}

/// Lower case with straight apostrophes: how words are compared.
pub(crate) fn lower(word: &str) -> String {
    word.to_lowercase().replace(['’', 'ʼ'], "'")
}

/// Cuts a text at white space; white space before the first word belongs to an empty token.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (chunk, after) = rest.split_at(word_end);
        let space_end = after.find(|c: char| !c.is_whitespace()).unwrap_or(after.len());
        let (space, next) = after.split_at(space_end);
        out.push(token(chunk, space));
        rest = next;
    }
    out
}

fn token(chunk: &str, space: &str) -> Token {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '#' | '@' | '%' | '°');
    let start = chunk.find(is_word).unwrap_or(chunk.len());
    let end = chunk.rfind(is_word).map_or(start, |at| {
        at + chunk[at..].chars().next().map_or(0, char::len_utf8)
    });
    Token {
        lead: chunk[..start].to_owned(),
        core: chunk[start..end].to_owned(),
        tail: chunk[end..].to_owned(),
        space: space.to_owned(),
    }
}

/// Whether no word stands before this one: an emoji or a dash does not make a beginning.
pub(crate) fn is_first(tokens: &[Token], at: usize) -> bool {
    !tokens[..at].iter().any(Token::is_word)
}

/// The text again.
pub(crate) fn join(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        for part in [&token.lead, &token.core, &token.tail, &token.space] {
            text.push_str(part);
        }
    }
    text
}

/// The first letter in upper case; words with capitals of their own ("iPhone") stay.
pub(crate) fn capitalise(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if first.is_lowercase() && !letters.clone().any(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => word.to_owned(),
    }
}

/// The first letter in lower case, for a word that no longer begins a sentence.
pub(crate) fn uncapitalise(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Removes `range` from the tokens of one sentence and mends commas, closing marks and the capital.
/// `false`, and nothing changed, where that cannot be done cleanly.
pub(crate) fn remove(tokens: &mut Vec<Token>, range: std::ops::Range<usize>) -> bool {
    let (Some(first), Some(last)) = (tokens.get(range.start), tokens.get(range.end.wrapping_sub(1))) else {
        return false;
    };
    let tail = last.tail.clone();
    let is_plain = |mark: &str| {
        mark.chars()
            .all(|c| matches!(c, ',' | '.' | '!' | '?' | ';' | ':'))
    };
    let at_start = range.start == 0;
    let closes = tail.replace(',', "");
    let others = tokens.len() > range.len();
    let begins_item = at_start && tokens.get(range.end).is_some_and(looks_like_mark);
    // A quoted word, a bracket, a whole sentence, or the stop of one with nothing before it: leave it.
    if !others
        || begins_item
        || !first.lead.is_empty()
        || !is_plain(&tail)
        || (at_start && !closes.is_empty())
    {
        return false;
    }
    let space = last.space.clone();
    tokens.drain(range.clone());
    if at_start {
        if let Some(next) = tokens.first_mut() {
            next.core = capitalise(&next.core);
        }
    } else {
        let before = &mut tokens[range.start - 1];
        if before.tail.ends_with(',') && (tail.contains(',') || !closes.is_empty()) {
            before.tail.pop();
        }
        before.tail.push_str(&closes);
        if range.start == tokens.len() {
            tokens[range.start - 1].space = space;
        }
    }
    true
}

/// "-", "#" or "1.": at the beginning of a line these would make it an item or a heading.
fn looks_like_mark(token: &Token) -> bool {
    let is_number = !token.core.is_empty() && token.core.chars().all(|c| c.is_ascii_digit());
    !token.core.contains(char::is_alphanumeric) || (is_number && token.tail.starts_with(['.', ')']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(text: &str, range: std::ops::Range<usize>) -> String {
        let mut parts = tokens(text);
        remove(&mut parts, range);
        join(&parts)
    }

    #[test]
    fn joining_gives_the_text_back() {
        for text in [
            "",
            " ",
            "a",
            "  «Hé, so what?»  (1,000)\n— x",
            "don't!",
            "\u{1F600} … a@b.c,",
        ] {
            assert_eq!(join(&tokens(text)), text);
        }
    }

    #[test]
    fn removing_mends_commas_stops_and_capitals() {
        assert_eq!(removed("Basically, it works.", 0..1), "It works.");
        assert_eq!(removed("It was, you know, big.", 2..4), "It was big.");
        assert_eq!(removed("We came, basically.", 2..3), "We came.");
        assert_eq!(removed("So iPhones sell.", 0..1), "iPhones sell.");
        assert_eq!(removed("He came, basically late.", 2..3), "He came, late.");
        assert_eq!(removed("“Basically” is a word.", 0..1), "“Basically” is a word.");
        assert_eq!(removed("Basically.", 0..1), "Basically.");
    }
}
