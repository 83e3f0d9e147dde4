//! Writes the words that a command brings along ("replace … with …") by the polisher's rules.

use crate::command::{Numbers, Writer};
use crate::transcript::Word;
use crate::transcript::polish::{Context, NumberStyle, PolishSettings, Polisher};

/// The polisher without full stops and without taking words away.
pub(super) struct PolishWriter<'a>(pub &'a Polisher);

impl Writer for PolishWriter<'_> {
    fn is_ordinary(&self, word: &str) -> bool {
        self.0.is_ordinary(word)
    }

    fn takes_back(&self, words: &str) -> bool {
        let mut polisher = self.0.clone();
        polisher.set_settings(&PolishSettings {
            disfluencies: true,
            ..PolishSettings::verbatim()
        });
        let words: Vec<Word> = words.split_whitespace().map(Word::untimed).collect();
        let polished = polisher.polish(&words, &Context::default());
        polished.text.split_whitespace().count() < words.len()
    }

    fn write(&self, words: &str, before: &str, after: &str, numbers: Numbers) -> String {
        let mut polisher = self.0.clone();
        let mut settings = polisher.settings().clone();
        settings.punctuation = false;
        settings.disfluencies = false;
        match numbers {
            Numbers::Usual => {}
            Numbers::Digits => settings.numbers = NumberStyle::Digits,
            Numbers::Words => settings.numbers = NumberStyle::Words,
        }
        polisher.set_settings(&settings);
        let words: Vec<Word> = words.split_whitespace().map(Word::untimed).collect();
        let context = Context {
            before,
            after,
            ..Context::default()
        };
        polisher.polish(&words, &context).text.trim().to_owned()
    }
}
