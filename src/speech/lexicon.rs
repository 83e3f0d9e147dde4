//! The pronunciation lexicon: a prefix tree of phones with words at its nodes, and the user's own words.
//!
//! Knows nothing of sound or of the search. Written by `training/lexicon.py`; sections: `0` words,
//! nodes, phones, special words; `1` lengths and `2` bytes of the spellings; `3` phone, `4` number of
//! children, `5` number of words of each node, a byte each (breadth first, so that children are neighbours:
//! node i's end where node i + 1's begin, the root's begin with node 1); `6` the words at nodes; `7` word numbers
//! in the order of their spellings.

use std::path::Path;

use super::SpeechError;
use super::container::{Container, Words};
use super::ngram::Ngram;
use super::phones::PHONES;

/// Nodes are numbered from the root, which has no phone of its own.
pub const ROOT: u32 = 0;

/// One phone of the tree.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// First of `n_children` neighbouring nodes.
    pub first_child: u32,
    /// First of `n_words` entries in [`Lexicon::words_at`].
    pub first_word: u32,
    /// ln of the most probable word's unigram at or below this node.
    pub best: f32,
    /// Words that end here.
    pub n_words: u16,
    /// Phones that may follow.
    pub n_children: u8,
    /// Class of the phone.
    pub phone: u8,
}

/// A word that the user added.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnWord {
    /// As it is to be written.
    pub spelling: String,
    /// The vocabulary's word of the same letters, if there is one.
    pub known: Option<u32>,
    /// How it may be said.
    pub pronunciations: Vec<Vec<u8>>,
}

/// The words that can be recognised.
#[derive(Clone, Debug)]
pub struct Lexicon {
    file: Container,
    /// Where each spelling begins, and where the last one ends.
    offsets: Vec<u32>,
    by_spelling: Words,
    n_words: u32,
    nodes: Vec<Node>,
    node_words: Vec<u32>,
    parents: Vec<u32>,
    /// `ends[firsts[w]..firsts[w + 1]]` are the nodes at which vocabulary word w ends.
    firsts: Vec<u32>,
    ends: Vec<u32>,
    n_base_nodes: u32,
    n_base_entries: u32,
    own: Vec<OwnWord>,
}

/// Where each of so many neighbours begins, and where the last one ends.
fn starts(first: u32, counts: &[u8]) -> Vec<u32> {
    let ends = counts.iter().scan(first, |end, &count| {
        *end += u32::from(count);
        Some(*end)
    });
    std::iter::once(first).chain(ends).collect()
}

impl Lexicon {
    /// Opens a lexicon whose word numbers are those of `ngram`.
    ///
    /// # Errors
    /// [`SpeechError`]: the file is missing, damaged, or belongs to another language model.
    pub fn open(path: &Path, ngram: &Ngram) -> Result<Self, SpeechError> {
        Self::parse(Container::open(path, b"LEXI")?, ngram)
    }

    /// The same for an opened container.
    ///
    /// # Errors
    /// [`SpeechError`]: a section that is missing or damaged, or of another language model.
    pub fn parse(file: Container, ngram: &Ngram) -> Result<Self, SpeechError> {
        let head = file.words(0)?;
        let (n_words, n_nodes, n_phones) = (head.get(0), head.get(1) as usize, head.get(2) as usize);
        if n_words != ngram.n_words() {
            let other = ngram.n_words();
            return Err(file.wrong(format!(
                "has {n_words} words, the language model {other}: not a pair"
            )));
        }
        if n_phones != PHONES.len() {
            return Err(file.wrong(format!("has {n_phones} phones, expected {}", PHONES.len())));
        }
        let (lengths, phones) = (file.section(1)?, file.section(3)?);
        let (children, words) = (file.section(4)?, file.section(5)?);
        let (entries, by_spelling) = (file.words(6)?, file.words(7)?);
        let sizes = lengths.len() == n_words as usize
            && n_nodes > 0
            && phones.len() == n_nodes
            && children.len() == n_nodes
            && words.len() == n_nodes
            && by_spelling.len() == n_words as usize;
        if !sizes {
            return Err(file.wrong("has sections of the wrong size"));
        }
        let node_words: Vec<u32> = (0..entries.len()).map(|i| entries.get(i)).collect();
        if node_words.iter().any(|&word| word >= n_words) || phones.iter().any(|&p| p as usize >= n_phones) {
            return Err(file.wrong("names a word or a phone that it does not have"));
        }
        let (first_children, first_words) = (starts(1, children), starts(0, words));
        let mut nodes = Vec::with_capacity(n_nodes);
        for (i, &phone) in phones.iter().enumerate() {
            let after = first_children[i] as usize > i
                && first_children[i + 1] as usize <= n_nodes
                && first_words[i + 1] as usize <= node_words.len();
            if !after || usize::from(children[i]) >= n_phones {
                return Err(file.wrong(format!("node {i} of the tree is wrong")));
            }
            nodes.push(Node {
                first_child: first_children[i],
                first_word: first_words[i],
                best: f32::NEG_INFINITY,
                n_words: u16::from(words[i]),
                n_children: children[i],
                phone,
            });
        }
        let offsets = starts(0, lengths);
        let mut lexicon = Lexicon {
            file,
            offsets,
            by_spelling,
            n_words,
            n_base_nodes: n_nodes as u32,
            n_base_entries: node_words.len() as u32,
            nodes,
            node_words,
            parents: vec![0; n_nodes],
            firsts: Vec::new(),
            ends: Vec::new(),
            own: Vec::new(),
        };
        lexicon.look_ahead(ngram);
        lexicon.index_ends();
        Ok(lexicon)
    }

    /// Fills in `best` from the leaves up, and the parents.
    fn look_ahead(&mut self, ngram: &Ngram) {
        for i in (0..self.nodes.len()).rev() {
            let node = self.nodes[i];
            let words = &self.node_words[node.first_word as usize..][..node.n_words as usize];
            let mut best = words
                .iter()
                .map(|&w| ngram.unigram(w))
                .fold(f32::NEG_INFINITY, f32::max);
            for child in node.first_child..node.first_child + u32::from(node.n_children) {
                best = best.max(self.nodes[child as usize].best);
                self.parents[child as usize] = i as u32;
            }
            self.nodes[i].best = best;
        }
    }

    fn index_ends(&mut self) {
        let mut firsts = vec![0_u32; self.n_words as usize + 1];
        for &word in &self.node_words {
            firsts[word as usize + 1] += 1;
        }
        for i in 1..firsts.len() {
            firsts[i] += firsts[i - 1];
        }
        let mut at = firsts.clone();
        let mut ends = vec![0; self.node_words.len()];
        for (i, node) in self.nodes.iter().enumerate() {
            for &word in &self.node_words[node.first_word as usize..][..node.n_words as usize] {
                ends[at[word as usize] as usize] = i as u32;
                at[word as usize] += 1;
            }
        }
        (self.firsts, self.ends) = (firsts, ends);
    }

    /// Number of words of the vocabulary; own words are numbered from here on.
    pub fn n_words(&self) -> u32 {
        self.n_words
    }

    /// The user's own words.
    pub fn own(&self) -> &[OwnWord] {
        &self.own
    }

    /// A node of the tree.
    pub fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    /// All nodes, those of own words last.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Words that end at a node.
    pub fn words_at(&self, node: &Node) -> &[u32] {
        &self.node_words[node.first_word as usize..][..node.n_words as usize]
    }

    /// The root of the own words' tree, when there are any.
    pub fn own_root(&self) -> Option<u32> {
        (self.nodes.len() > self.n_base_nodes as usize).then_some(self.n_base_nodes)
    }

    /// The vocabulary's number for a word: of an own word that it knows too, the one of the same letters.
    pub fn canonical(&self, word: u32) -> u32 {
        let own = word
            .checked_sub(self.n_words)
            .and_then(|own| self.own.get(own as usize));
        own.and_then(|own| own.known).unwrap_or(word)
    }

    /// How a word is written.
    pub fn spelling(&self, word: u32) -> &str {
        if word >= self.n_words {
            return self
                .own
                .get((word - self.n_words) as usize)
                .map_or("", |own| &own.spelling);
        }
        let end = |word: usize| self.offsets.get(word).map_or(0, |&end| end as usize);
        let range = end(word as usize)..end(word as usize + 1);
        let bytes = self.file.section(2).ok().and_then(|bytes| bytes.get(range));
        bytes
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }

    /// The vocabulary's word with this (lower-case) spelling.
    pub fn find(&self, spelling: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.by_spelling.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let word = self.by_spelling.get(middle);
            match self.spelling(word).as_bytes().cmp(spelling.as_bytes()) {
                std::cmp::Ordering::Equal => return Some(word),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The node before a node; none before the root and in the own words' tree.
    pub fn parent(&self, node: u32) -> Option<u32> {
        self.parents.get(node as usize).copied().filter(|_| node != ROOT)
    }

    /// How a word of the vocabulary is said.
    pub fn pronunciations(&self, word: u32) -> Vec<Vec<u8>> {
        let Some((&first, &end)) = self
            .firsts
            .get(word as usize)
            .zip(self.firsts.get(word as usize + 1))
        else {
            return Vec::new();
        };
        let path = |&node: &u32| {
            let mut phones = Vec::new();
            let mut node = node;
            while node != ROOT {
                phones.push(self.nodes[node as usize].phone);
                node = self.parents[node as usize];
            }
            phones.reverse();
            phones
        };
        self.ends[first as usize..end as usize].iter().map(path).collect()
    }

    /// Replaces the own words; `ahead` has the look-ahead (ln) of each.
    pub fn set_own(&mut self, own: Vec<OwnWord>, ahead: &[f32]) {
        self.nodes.truncate(self.n_base_nodes as usize);
        self.node_words.truncate(self.n_base_entries as usize);
        let mut sorted: Vec<(&[u8], u32)> = Vec::new();
        for (i, word) in own.iter().enumerate() {
            for phones in &word.pronunciations {
                if !phones.is_empty() {
                    sorted.push((phones, self.n_words + i as u32));
                }
            }
        }
        sorted.sort();
        sorted.dedup();
        if !sorted.is_empty() {
            self.graft(&sorted, ahead);
        }
        self.own = own;
    }

    /// Appends a tree of sorted pronunciations, breadth first.
    fn graft(&mut self, sorted: &[(&[u8], u32)], ahead: &[f32]) {
        let n_words = self.n_words;
        let best = |entries: &[(&[u8], u32)]| {
            let each = entries
                .iter()
                .filter_map(|&(_, word)| ahead.get((word - n_words) as usize));
            each.copied().fold(f32::NEG_INFINITY, f32::max)
        };
        let node = |phone, entries: &[(&[u8], u32)]| Node {
            first_child: 0,
            first_word: 0,
            best: best(entries),
            n_words: 0,
            n_children: 0,
            phone,
        };
        let mut queue = std::collections::VecDeque::from([(0, sorted, self.nodes.len())]);
        self.nodes.push(node(0, sorted));
        while let Some((depth, entries, at)) = queue.pop_front() {
            let here = entries
                .iter()
                .take_while(|(phones, _)| phones.len() == depth)
                .count();
            self.nodes[at].first_word = self.node_words.len() as u32;
            self.nodes[at].n_words = here.min(usize::from(u16::MAX)) as u16;
            self.node_words.extend(
                entries[..here]
                    .iter()
                    .take(usize::from(u16::MAX))
                    .map(|&(_, word)| word),
            );
            self.nodes[at].first_child = self.nodes.len() as u32;
            for group in entries[here..].chunk_by(|a, b| a.0[depth] == b.0[depth]) {
                queue.push_back((depth + 1, group, self.nodes.len()));
                self.nodes.push(node(group[0].0[depth], group));
                self.nodes[at].n_children += 1;
            }
        }
    }
}
