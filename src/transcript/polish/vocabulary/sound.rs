//! How alike two spellings sound in English: a consonant code and edit distances.

/// Codes of words as they sound: consonants by kind, vowels only at the start, digraphs as one.
/// "Kowalczyk" and "kovalchick" are both `KVLXK`.
pub(super) fn code(words: &str) -> String {
    words.split(' ').map(word_code).collect()
}

fn word_code(word: &str) -> String {
    let letters: Vec<char> = word
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let mut code = String::new();
    let mut at = 0;
    while at < letters.len() {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let soft = matches!(next, 'e' | 'i' | 'y');
        let (symbol, len) = match (letters[at], next) {
            ('p', 'h') => ("F", 2),
            ('c', 'k') => ("K", 2),
            ('s' | 'c', 'h') | ('c' | 's', 'z') | ('t', 'z') => ("X", 2),
            ('g', 'h') => (if at == 0 { "K" } else { "" }, 2),
            ('t', 'h') => ("T", 2),
            ('k', 'n') | ('w', 'r') if at == 0 => ("", 1),
            ('w', _) => (if at == 0 || is_vowel(next) { "V" } else { "" }, 1),
            ('v', _) => ("V", 1),
            ('f', _) => ("F", 1),
            ('c', _) if soft => ("S", 1),
            ('c' | 'k' | 'q' | 'g', _) => ("K", 1),
            ('x', _) => ("KS", 1),
            ('s' | 'z', _) => ("S", 1),
            ('j', _) => ("J", 1),
            ('b' | 'p', _) => ("P", 1),
            ('d' | 't', _) => ("T", 1),
            ('l', _) => ("L", 1),
            ('r', _) => ("R", 1),
            ('m', _) => ("M", 1),
            ('n', _) => ("N", 1),
            ('h', _) => (if at == 0 { "H" } else { "" }, 1),
            (letter, _) if is_vowel(letter) => (if at == 0 { "A" } else { "" }, 1),
            _ => ("", 1),
        };
        if !symbol.is_empty() && !code.ends_with(symbol) {
            code.push_str(symbol);
        }
        at += len;
    }
    code
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// Edit distance (insertions, deletions, substitutions) over the longer length: 0 the same, 1 nothing alike.
pub(super) fn distance(left: &str, right: &str) -> f32 {
    match left.chars().count().max(right.chars().count()) {
        0 => 0.0,
        longest => strsim::levenshtein(left, right) as f32 / longest as f32,
    }
}

/// Whether two phrases (lower-case words) may be the same word heard and spelled otherwise.
pub(super) fn alike(left: &str, right: &str) -> bool {
    let squeeze = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    distance(&code(left), &code(right)) <= 0.34 && distance(&squeeze(left), &squeeze(right)) <= 0.5
}
