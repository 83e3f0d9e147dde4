//! Words that a reading favours.

use std::collections::HashMap;

use super::vocabulary::{TokenId, Vocabulary};

/// A set of tokens.
#[derive(Clone, Debug)]
pub(super) struct TokenSet(Vec<u64>);

impl TokenSet {
    /// Whether a token is in it.
    pub fn contains(&self, token: TokenId) -> bool {
        let word = self.0.get(token as usize / 64);
        word.is_some_and(|word| word >> (token % 64) & 1 == 1)
    }

    /// Its tokens, the lowest first.
    pub fn iter(&self) -> impl Iterator<Item = TokenId> + '_ {
        (0..self.0.len() as TokenId * 64).filter(|&token| self.contains(token))
    }
}

impl FromIterator<TokenId> for TokenSet {
    fn from_iter<I: IntoIterator<Item = TokenId>>(tokens: I) -> Self {
        let mut words = Vec::new();
        for token in tokens {
            let at = token as usize / 64;
            if at >= words.len() {
                words.resize(at + 1, 0);
            }
            words[at] |= 1 << (token % 64);
        }
        TokenSet(words)
    }
}

/// Phrases with a bonus for each of their tokens, as a tree of their beginnings.
///
/// The bonus is given token by token, so that a phrase survives in the beam until it can be told whether it is said, and is
/// taken back when the text goes on in another way: inside another word ("Ann" in "Annual") or before the phrase ends. So a
/// phrase favours itself and nothing else.
#[derive(Clone, Debug)]
pub struct Bias {
    nodes: Vec<Node>,
    /// Tokens before which a word has ended.
    begins_word: TokenSet,
    /// Tokens behind which a word may begin without a blank.
    ends_word: TokenSet,
}

#[derive(Clone, Debug, Default)]
struct Node {
    followers: HashMap<TokenId, u32>,
    /// Bonus of the way here.
    bonus: f32,
    /// A phrase ends here.
    is_end: bool,
}

/// Where a hypothesis stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Walk {
    node: u32,
    /// Bonus of the phrases that are complete.
    kept: f32,
    /// What part of the way's own bonus is among it.
    counted: f32,
    /// A word may begin without a blank.
    at_word: bool,
}

const ROOT: u32 = 0;

impl Bias {
    /// A tree of phrases in tokens, each with a bonus in nats for each of its tokens. Give a word with its leading blank
    /// and, where it may open a text or a quotation, without.
    pub fn new<'a>(vocabulary: &Vocabulary, phrases: impl IntoIterator<Item = (&'a [TokenId], f32)>) -> Self {
        let mut nodes = vec![Node::default()];
        for (tokens, bonus) in phrases {
            let mut at = ROOT as usize;
            for &token in tokens {
                let next = match nodes[at].followers.get(&token) {
                    Some(&next) => next,
                    None => {
                        let next = nodes.len() as u32;
                        nodes[at].followers.insert(token, next);
                        nodes.push(Node::default());
                        next
                    }
                };
                let sum = nodes[at].bonus + bonus;
                at = next as usize;
                // The larger one, where two phrases begin alike.
                nodes[at].bonus = nodes[at].bonus.max(sum);
            }
            nodes[at].is_end |= at != ROOT as usize;
        }
        let ids = 0..vocabulary.size() as TokenId;
        let ends = |id: &TokenId| {
            let last = vocabulary.bytes(*id).last();
            last.is_none_or(|last| last.is_ascii() && !last.is_ascii_alphanumeric())
        };
        Bias {
            nodes,
            begins_word: ids.clone().filter(|&id| vocabulary.begins_word(id)).collect(),
            ends_word: ids.filter(ends).collect(),
        }
    }

    fn node(&self, walk: &Walk) -> &Node {
        &self.nodes[walk.node as usize]
    }

    pub(super) fn begin(&self) -> Walk {
        Walk {
            node: ROOT,
            kept: 0.0,
            counted: 0.0,
            at_word: true,
        }
    }

    /// All bonus so far, that of a phrase not yet complete included.
    pub(super) fn total(&self, walk: &Walk) -> f32 {
        walk.kept + self.node(walk).bonus - walk.counted
    }

    /// Whether the phrase at hand is complete and stays so before `token`.
    fn completes(&self, walk: &Walk, token: TokenId) -> bool {
        self.node(walk).is_end && self.begins_word.contains(token)
    }

    /// The walk one token on.
    pub(super) fn step(&self, walk: &Walk, token: TokenId) -> Walk {
        let (mut kept, mut counted) = (walk.kept, walk.counted);
        if self.completes(walk, token) {
            kept = self.total(walk);
            counted = self.node(walk).bonus;
        }
        let at_word = self.ends_word.contains(token);
        if let Some(&node) = self
            .node(walk)
            .followers
            .get(&token)
            .filter(|_| walk.node != ROOT)
        {
            return Walk {
                node,
                kept,
                counted,
                at_word,
            };
        }
        let may_begin = walk.at_word || self.begins_word.contains(token);
        let node = self.nodes[ROOT as usize]
            .followers
            .get(&token)
            .filter(|_| may_begin);
        Walk {
            node: node.copied().unwrap_or(ROOT),
            kept,
            counted: 0.0,
            at_word,
        }
    }

    /// Bonus of a text that ends here.
    pub(super) fn end(&self, walk: &Walk) -> f32 {
        if self.node(walk).is_end {
            self.total(walk)
        } else {
            walk.kept
        }
    }

    /// Adds to each token's logarithm what it gains over one that ends or leaves the phrase at hand without completing
    /// it, whose total is returned.
    pub(super) fn favour(&self, walk: &Walk, log_probs: &mut [f32]) -> f32 {
        let base = walk.kept;
        let mut add = |token: TokenId| {
            if let Some(log_prob) = log_probs.get_mut(token as usize) {
                *log_prob += self.total(&self.step(walk, token)) - base;
            }
        };
        if self.node(walk).is_end {
            // What completes the phrase keeps its bonus: every token before which a word has ended.
            self.begins_word.iter().for_each(&mut add);
        }
        let done = |token: &TokenId| self.completes(walk, *token);
        let here = self.node(walk).followers.keys();
        let root = self.nodes[ROOT as usize].followers.keys();
        let root = root.filter(|token| walk.node != ROOT && !self.node(walk).followers.contains_key(token));
        here.chain(root)
            .filter(|token| !done(token))
            .for_each(|&token| add(token));
        base
    }
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Specials;
    use super::*;

    const ANN: TokenId = 0;
    const UAL: TokenId = 1;
    const MARIE: TokenId = 2;
    const COMMA: TokenId = 3;
    const SAID: TokenId = 4;
    const CURIE: TokenId = 5;
    const SK: TokenId = 6;

    fn vocabulary() -> Vocabulary {
        let text = [" Ann", "ual", " Marie", ",", " said", " Curie", "Sk"];
        let size = text.len() + 99 + 8 + 1_501;
        let specials = Specials::standard(text.len(), size).unwrap();
        Vocabulary::new("test", text, specials, size).unwrap()
    }

    /// Bonus of a text that ends behind these tokens.
    fn bonus(bias: &Bias, tokens: &[TokenId]) -> f32 {
        let walk = tokens
            .iter()
            .fold(bias.begin(), |walk, &token| bias.step(&walk, token));
        bias.end(&walk)
    }

    #[test]
    fn a_phrase_is_favoured_where_it_is_said_and_nowhere_else() {
        let bias = Bias::new(&vocabulary(), [(&[ANN][..], 2.0), (&[ANN, MARIE, CURIE], 2.0)]);
        assert_eq!(bonus(&bias, &[SAID, ANN]), 2.0);
        assert_eq!(bonus(&bias, &[ANN, COMMA, SAID]), 2.0);
        assert_eq!(bonus(&bias, &[ANN, UAL]), 0.0, "inside another word");
        assert_eq!(
            bonus(&bias, &[ANN, MARIE]),
            2.0,
            "the longer phrase is not complete"
        );
        assert_eq!(bonus(&bias, &[ANN, MARIE, SAID]), 2.0);
        assert_eq!(bonus(&bias, &[ANN, MARIE, CURIE]), 6.0);
        assert_eq!(bonus(&bias, &[ANN, MARIE, CURIE, COMMA, ANN]), 8.0);
        assert_eq!(bonus(&bias, &[ANN, MARIE, CURIE, UAL]), 2.0);
        assert_eq!(bonus(&bias, &[]), 0.0);
    }

    #[test]
    fn a_phrase_without_a_blank_begins_where_a_word_may() {
        let bias = Bias::new(&vocabulary(), [(&[SK][..], 1.0)]);
        assert_eq!(bonus(&bias, &[SK]), 1.0, "opens the text");
        assert_eq!(bonus(&bias, &[COMMA, SK]), 1.0);
        assert_eq!(bonus(&bias, &[ANN, SK]), 0.0, "inside a word");
    }

    #[test]
    fn favouring_adds_to_each_token_what_a_step_would_give() {
        let vocabulary = vocabulary();
        let phrases = [
            (&[ANN, MARIE][..], 2.0),
            (&[ANN, MARIE, CURIE], 1.0),
            (&[SAID], 0.5),
        ];
        let bias = Bias::new(&vocabulary, phrases);
        for before in [&[][..], &[ANN], &[ANN, MARIE], &[SAID], &[COMMA]] {
            let walk = before
                .iter()
                .fold(bias.begin(), |walk, &token| bias.step(&walk, token));
            let mut row = vec![0.0; vocabulary.size()];
            let base = bias.favour(&walk, &mut row);
            for token in 0..7 {
                let expected = bias.total(&bias.step(&walk, token));
                assert_eq!(base + row[token as usize], expected, "{token} behind {before:?}");
            }
        }
    }

    #[test]
    fn sets_hold_what_was_put_into_them() {
        let set: TokenSet = [3, 64, 1_000].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 64, 1_000]);
        assert!(!set.contains(4) && !set.contains(u32::MAX));
    }
}
