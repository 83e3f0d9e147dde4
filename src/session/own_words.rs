//! The user's own words and snippets, by voice.

use std::ops::Range;

use super::api::Effect;
use super::core::Session;
use crate::command::reads_same;
use crate::message::{Message, excerpt};
use crate::transcript::polish::{Replacement, Vocabulary};

impl Session {
    /// Makes words the user's own: as they are written in these bytes of the document, else as they were said.
    pub(super) fn add_word(&mut self, range: Option<Range<usize>>, said: String) -> Vec<Effect> {
        let written = range.map(|range| &self.document.as_str()[range]);
        let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let word = written.map_or(said, bare);
        let mut vocabulary = self.config.polisher.vocabulary().clone();
        if !vocabulary.add(&word) {
            return self.tell(Message::OwnWordKnown { word });
        }
        self.message = Message::OwnWordAdded { word };
        self.use_vocabulary(vocabulary)
    }

    /// Forgets one of the user's words or snippets, whatever way of writing it was said.
    pub(super) fn forget_word(&mut self, word: String) -> Vec<Effect> {
        let mut vocabulary = self.config.polisher.vocabulary().clone();
        let words = vocabulary.words.iter().map(|word| &word.spelling);
        let mut known = words.chain(vocabulary.replacements.iter().map(|snippet| &snippet.spoken));
        let name = known.find(|known| reads_same(known, &word)).cloned();
        if !name.is_some_and(|name| vocabulary.forget(&name)) {
            return self.tell(Message::OwnWordUnknown { word });
        }
        self.message = Message::OwnWordForgotten { word };
        self.use_vocabulary(vocabulary)
    }

    /// Lets words stand for a text from now on.
    pub(super) fn add_snippet(&mut self, said: String, written: String, alone: bool) -> Vec<Effect> {
        let mut vocabulary = self.config.polisher.vocabulary().clone();
        self.message = Message::SnippetAdded {
            said: said.clone(),
            written: excerpt(&written),
        };
        let added = vocabulary.replace(Replacement {
            spoken: said,
            written,
            alone,
        });
        match added {
            true => self.use_vocabulary(vocabulary),
            false => Vec::new(),
        }
    }

    /// Writes the text that a snippet's name stands for.
    pub(super) fn insert_snippet(&mut self, said: &str) {
        let snippets = &self.config.polisher.vocabulary().replacements;
        let snippet = snippets.iter().find(|snippet| reads_same(&snippet.spoken, said));
        if let Some(text) = snippet.map(|snippet| snippet.written.clone()) {
            self.insert_text(&text, said);
        }
    }

    fn use_vocabulary(&mut self, vocabulary: Vocabulary) -> Vec<Effect> {
        self.config.polisher.set_vocabulary(vocabulary);
        vec![Effect::VocabularyChanged]
    }
}
