//! Words that are expected beside English in general: the user's own and those of the document.
//!
//! Knows nothing of sound or of the reader's tokens.

use std::collections::HashMap;

/// Bonus of an own word for each of its tokens, in nats, and of a word of the document at the caret.
const OWN_BONUS: f32 = 1.5;
const DOCUMENT_BONUS: f32 = 0.7;

/// After so many words the weight of a word of the document has fallen to a half.
const HALF_LIFE: f32 = 150.0;

/// Words of the document before the caret that are looked at.
const MOST_WORDS: usize = 1_000;

/// Shortest word of the document that is favoured.
const LEAST_LETTERS: usize = 4;

/// What is expected beside English in general.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Words as they are written, by their lower-case letters, each with a weight in (0, 1] that falls with the
    /// distance from the caret.
    words: HashMap<String, (String, f32)>,
}

impl Context {
    /// The words before the caret.
    pub fn of(before: &str) -> Self {
        let mut words: HashMap<String, (String, f32)> = HashMap::new();
        let nearest = before
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .rev();
        for (distance, word) in nearest
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .enumerate()
        {
            let weight = 0.5_f32.powf(distance as f32 / HALF_LIFE);
            words
                .entry(word.to_lowercase())
                .or_insert_with(|| (word.to_owned(), weight));
        }
        Context { words }
    }

    /// Weight of a lower-case word, 0 when the document does not have it.
    pub fn weight(&self, word: &str) -> f32 {
        self.words.get(word).map_or(0.0, |&(_, weight)| weight)
    }
}

/// Texts that a reader is to favour, each with a bonus for each of its tokens, in nats: the own words, and the
/// document's words that `is_common` does not know. Each comes with a blank before it and without.
pub fn favoured(own: &[String], context: &Context, is_common: impl Fn(&str) -> bool) -> Vec<(String, f32)> {
    let own = own.iter().map(|word| (word.as_str(), OWN_BONUS));
    let mut rare: Vec<(&str, f32)> = Vec::new();
    for (lower, (written, weight)) in &context.words {
        if lower.chars().count() >= LEAST_LETTERS && !is_common(lower) {
            rare.push((written, DOCUMENT_BONUS * weight));
        }
    }
    rare.sort_by(|a, b| a.0.cmp(b.0));
    let both = |(word, bonus): (&str, f32)| [(format!(" {word}"), bonus), (word.to_owned(), bonus)];
    own.chain(rare).flat_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_weigh_more_than_far_ones() {
        let far = "word ".repeat(300);
        let context = Context::of(&format!("Kowalczyk came. {far} Siobhan’s report"));
        assert!(context.weight("siobhan’s") > 0.9);
        assert!(context.weight("kowalczyk") < 0.3 && context.weight("kowalczyk") > 0.0);
        assert_eq!(context.weight("garden"), 0.0);
    }

    #[test]
    fn rare_words_and_own_words_are_favoured() {
        let context = Context::of("Dear Kowalczyk, the report is in the Zielona file.");
        let common = |word: &str| ["dear", "report", "file"].contains(&word);
        let texts: Vec<(String, f32)> = favoured(&["GitHub".to_owned()], &context, common);
        let names: Vec<&str> = texts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(
            names,
            [
                " GitHub",
                "GitHub",
                " Kowalczyk",
                "Kowalczyk",
                " Zielona",
                "Zielona"
            ]
        );
        assert!(texts[0].1 > texts[2].1);
    }
}
