//! The search against a slow and obvious oracle: every sentence of a small language, aligned alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::nbest::Reading;
use super::params::SearchParams;
use super::*;
use crate::speech::container::Container;
use crate::speech::container::tests::write;

const N_WORDS: u32 = 7; // <s> </s> <unk> and four words
const WORD_BITS: u32 = 3;

/// A small language: what a test case is made of.
#[derive(Clone, Debug)]
struct Language {
    /// Codes of unigrams (probability, back-off).
    unigrams: Vec<(u8, u8)>,
    /// (first, second) to codes.
    bigrams: BTreeMap<(u32, u32), (u8, u8)>,
    /// (first, second, third) to code; the first two are a bigram.
    trigrams: BTreeMap<(u32, u32, u32), u8>,
    /// Pronunciations of words 3..7.
    words: Vec<Vec<Vec<u8>>>,
}

fn value(code: u8) -> f32 {
    -6.0 * f32::from(255 - code) / 255.0
}

fn pack(records: &[Vec<(u64, u32)>]) -> Vec<u8> {
    let mut bits = Vec::new();
    for &(value, width) in records.iter().flatten() {
        bits.extend((0..width).map(|bit| (value >> bit & 1) as u8));
    }
    let mut bytes: Vec<u8> = bits
        .chunks(8)
        .map(|c| c.iter().enumerate().map(|(i, b)| b << i).sum())
        .collect();
    bytes.extend([0; 8]);
    bytes
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn book(n: usize) -> Vec<u8> {
    (0..n)
        .flat_map(|_| (0..=255).flat_map(|code| value(code).to_le_bytes()))
        .collect()
}

impl Language {
    fn ngram(&self) -> Ngram {
        Ngram::parse(&file(b"NGRM", &self.ngram_sections()), 0).unwrap()
    }

    /// What `training/ngram.py` would write.
    fn ngram_sections(&self) -> Vec<Vec<u8>> {
        let start_bits = 6;
        let first = |word: u32| self.bigrams.range(..(word, 0)).count() as u64;
        let uni = (0..=N_WORDS).map(|w| {
            let (p, b) = *self.unigrams.get(w as usize).unwrap_or(&(0, 0));
            vec![(u64::from(p), 8), (u64::from(b), 8), (first(w), start_bits)]
        });
        let end = (u32::MAX, 0);
        let pairs: Vec<_> = self
            .bigrams
            .iter()
            .map(|(k, v)| (*k, *v))
            .chain([(end, (0, 0))])
            .collect();
        let bi = pairs.iter().map(|&((u, v), (p, b))| {
            let first = self.trigrams.range(..(u, v, 0)).count() as u64;
            let v = u64::from(v);
            vec![
                (v, WORD_BITS),
                (u64::from(p), 8),
                (u64::from(b), 8),
                (first, start_bits),
            ]
        });
        let tri = self
            .trigrams
            .iter()
            .map(|(&(_, _, w), &p)| vec![(u64::from(w), WORD_BITS), (u64::from(p), 8)]);
        let (n2, n3) = (self.bigrams.len() as u32, self.trigrams.len() as u32);
        let head = [
            3, N_WORDS, WORD_BITS, 0, 1, 2, N_WORDS, 6, 22, 0, n2, 6, 25, 0, n3, 0, 11, 0,
        ];
        vec![
            words(&head),
            book(2),
            pack(&uni.collect::<Vec<_>>()),
            book(2),
            pack(&bi.collect::<Vec<_>>()),
            book(1),
            pack(&tri.collect::<Vec<_>>()),
        ]
    }

    fn lexicon(&self, ngram: &Ngram) -> Lexicon {
        Lexicon::parse(file(b"LEXI", &self.lexicon_sections()), ngram).unwrap()
    }

    /// What `training/lexicon.py` would write.
    fn lexicon_sections(&self) -> Vec<Vec<u8>> {
        let mut paths: BTreeMap<(usize, Vec<u8>), Vec<u32>> = BTreeMap::new();
        paths.insert((0, Vec::new()), Vec::new());
        for (i, variants) in self.words.iter().enumerate() {
            for phones in variants {
                for n in 1..=phones.len() {
                    paths.entry((n, phones[..n].to_vec())).or_default();
                }
                paths
                    .entry((phones.len(), phones.clone()))
                    .or_default()
                    .push(i as u32 + 3);
            }
        }
        let nodes: Vec<_> = paths.iter().collect();
        let (mut children, mut firsts, mut entries) = (vec![1], vec![0], Vec::new());
        for ((n, path), words) in &nodes {
            let below = nodes
                .iter()
                .filter(|((m, p), _)| *m == n + 1 && p.starts_with(path))
                .count() as u32;
            children.push(children[children.len() - 1] + below);
            entries.extend(words.iter());
            firsts.push(entries.len() as u32);
        }
        let names = ["<s>", "</s>", "<unk>", "wa", "wb", "wc", "wd"];
        let ends = names.iter().scan(0, |at, name| {
            *at += name.len() as u32;
            Some(*at)
        });
        let offsets: Vec<u32> = [0].into_iter().chain(ends).collect();
        let phones: Vec<u8> = nodes
            .iter()
            .map(|((_, path), _)| path.last().copied().unwrap_or(0))
            .collect();
        vec![
            words(&[N_WORDS, nodes.len() as u32, CLASSES as u32, 3]),
            words(&offsets),
            names.concat().into_bytes(),
            phones,
            words(&children),
            words(&firsts),
            words(&entries),
            words(&[1, 0, 2, 3, 4, 5, 6]),
        ]
    }

    /// ln P straight from the definition of back-off.
    fn logp(&self, before: &[u32], word: u32) -> f32 {
        if let [.., u, v] = *before {
            if let Some(&p) = self.trigrams.get(&(u, v, word)) {
                return value(p);
            }
            let back = self.bigrams.get(&(u, v)).map_or(0.0, |&(_, b)| value(b));
            // a bigram without trigrams has nothing to back off from: its weight is one
            let heads = self.trigrams.range((u, v, 0)..=(u, v, u32::MAX)).next().is_some();
            return if heads { back } else { 0.0 } + self.logp(&[v], word);
        }
        match *before {
            [v] => match self.bigrams.get(&(v, word)) {
                Some(&(p, _)) => value(p),
                None => value(self.unigrams[v as usize].1) + value(self.unigrams[word as usize].0),
            },
            _ => value(self.unigrams[word as usize].0),
        }
    }
}

fn file(kind: &[u8; 4], sections: &[Vec<u8>]) -> Container {
    Container::parse("test".into(), write(kind, sections).into(), kind).unwrap()
}

fn params() -> SearchParams {
    SearchParams {
        prior_scale: 0.5,
        lm_weight: 1.3,
        word_penalty: -0.4,
        phone_penalty: 0.1,
        stay_penalty: -0.05,
        silence_penalty: -0.1,
        min_silence_slots: 2,
        acoustic_floor: -1e9,
        beam: 1e9,
        word_beam: 1e9,
        max_active: 1_000_000,
        lattice_beam: 1e9,
        commit_slots: 1_000_000,
        ..SearchParams::default()
    }
}

/// Score of the best alignment of one row of phones; `ctc` has the blank behind the phones.
fn align(rows: &[(u8, bool)], slots: &[Vec<f32>], params: &SearchParams, ctc: bool) -> f32 {
    // rows: (class, may be skipped); a state is (row, slots spent up to the least)
    let least = |class: u8| match (ctc, class) {
        (true, _) => 1,
        (false, 0) => usize::from(params.min_silence_slots),
        _ => usize::from(params.min_phone_slots),
    };
    let scores: Vec<Vec<f32>> = slots.iter().map(|slot| relative(slot, params)).collect();
    let mut now: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for (t, slot) in scores.iter().enumerate() {
        let mut next: BTreeMap<(usize, usize), f32> = BTreeMap::new();
        let mut put = |key, score: f32| {
            let old = next.entry(key).or_insert(f32::NEG_INFINITY);
            *old = old.max(score);
        };
        for to in 0..rows.len() {
            let (class, _) = rows[to];
            let here = slot[usize::from(class)];
            let phone = if class == 0 || class == 40 {
                0.0
            } else {
                params.phone_penalty
            };
            let silence = if class == 0 { params.silence_penalty } else { 0.0 };
            let enter = here + phone + silence;
            if t == 0 {
                if rows[..to].iter().all(|row| row.1) {
                    put((to, 1), enter);
                }
                continue;
            }
            for (&(from, spent), &score) in &now {
                let done = spent == least(rows[from].0);
                if from == to && done {
                    let stay = if class == 0 {
                        params.silence_penalty
                    } else {
                        params.stay_penalty
                    };
                    put((to, spent), score + here + if ctc { 0.0 } else { stay });
                } else if from == to {
                    put((to, spent + 1), score + here + silence);
                } else if from < to && done && rows[from + 1..to].iter().all(|row| row.1) {
                    let blocked = ctc && rows[from].0 == class;
                    if !blocked {
                        put((to, 1), score + enter);
                    }
                }
            }
        }
        now = next;
    }
    let ends = now
        .iter()
        .filter(|((row, spent), _)| *spent == least(rows[*row].0) || rows[*row].0 == 0);
    let ends = ends.filter(|((row, _), _)| rows[row + 1..].iter().all(|row| row.1));
    ends.map(|(_, &score)| score).fold(f32::NEG_INFINITY, f32::max)
}

fn relative(slot: &[f32], params: &SearchParams) -> Vec<f32> {
    let priors = priors(slot.len());
    let scores: Vec<f32> = slot
        .iter()
        .zip(&priors)
        .map(|(s, p)| s - params.prior_scale * p)
        .collect();
    let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter().map(|s| s - best).collect()
}

fn priors(n: usize) -> Vec<f32> {
    (0..n).map(|class| -1.0 - 0.05 * class as f32).collect()
}

/// Scores of all sentences of at most three words.
fn oracle(
    language: &Language,
    slots: &[Vec<f32>],
    params: &SearchParams,
    ctc: bool,
) -> BTreeMap<Vec<u32>, f32> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new()];
    for from in [0, 1, 5] {
        let longer: Vec<Vec<u32>> = all[from..]
            .iter()
            .flat_map(|s| (3..N_WORDS).map(move |w| [s.as_slice(), &[w]].concat()))
            .collect();
        all.extend(longer);
    }
    let mut scores = BTreeMap::new();
    for sentence in all {
        let mut before = vec![0];
        let mut lm = 0.0;
        for &word in sentence.iter().chain([&1]) {
            lm += params.lm_weight * language.logp(&before[before.len().saturating_sub(2)..], word);
            before.push(word);
        }
        lm += params.word_penalty * sentence.len() as f32;
        let silence = (if ctc { 40 } else { 0 }, true);
        let mut rows = vec![vec![silence]];
        for &word in &sentence {
            let said = |phones: &Vec<u8>| {
                let mut out: Vec<(u8, bool)> = Vec::new();
                for (i, &phone) in phones.iter().enumerate() {
                    if ctc && i > 0 {
                        out.push(silence);
                    }
                    out.push((phone, false));
                }
                out.push(silence);
                out
            };
            let variants = &language.words[word as usize - 3];
            rows = rows
                .iter()
                .flat_map(|row| variants.iter().map(|v| [row.clone(), said(v)].concat()))
                .collect();
        }
        let best = rows
            .iter()
            .map(|row| align(row, slots, params, ctc))
            .fold(f32::NEG_INFINITY, f32::max);
        scores.insert(sentence, best + lm);
    }
    scores
}

fn search(language: &Language, slots: &[Vec<f32>], params: &SearchParams, chain: Chain) -> Vec<Reading> {
    let ngram = Arc::new(language.ngram());
    let lexicon = Arc::new(language.lexicon(&ngram));
    let n = slots.first().map_or(CLASSES, Vec::len);
    let mut search = Search::new(lexicon, ngram, params.clone(), chain, priors(n));
    let mut hear = || {
        search.reset();
        slots.iter().for_each(|slot| search.advance(slot));
        search.finish(5)
    };
    let first = hear();
    assert_eq!(first, hear(), "reset leaves a trace");
    first
}

fn language() -> impl Strategy<Value = Language> {
    let pronunciation = || prop::collection::vec(1_u8..4, 1..4);
    let variants = || prop::collection::vec(pronunciation(), 1..3);
    let unigrams = prop::collection::vec((any::<u8>(), any::<u8>()), N_WORDS as usize);
    let first = prop_oneof![Just(0_u32), 3..N_WORDS];
    let second = prop_oneof![Just(1_u32), 3..N_WORDS];
    let bigrams = prop::collection::btree_map((first, second), (any::<u8>(), any::<u8>()), 0..12);
    let thirds = prop::collection::vec((any::<prop::sample::Index>(), 3..N_WORDS, any::<u8>()), 0..8);
    (unigrams, bigrams, thirds, prop::collection::vec(variants(), 4)).prop_map(
        |(unigrams, bigrams, thirds, mut words)| {
            let pairs: Vec<_> = bigrams.keys().copied().collect();
            let mut trigrams = BTreeMap::new();
            for (pair, third, code) in thirds.into_iter().filter(|_| !pairs.is_empty()) {
                let (u, v) = pairs[pair.index(pairs.len())];
                trigrams.insert((u, v, third), code);
            }
            for variants in &mut words {
                variants.sort();
                variants.dedup();
            }
            Language {
                unigrams,
                bigrams,
                trigrams,
                words,
            }
        },
    )
}

/// Slots in which only the phones 1..4, silence and the last class are likely.
fn slots(classes: usize) -> impl Strategy<Value = Vec<Vec<f32>>> {
    let slot = prop::collection::vec(-6.0_f32..0.0, 5).prop_map(move |likely| {
        let mut slot = vec![-15.0; classes];
        slot[..4].copy_from_slice(&likely[..4]);
        if classes > CLASSES {
            slot[CLASSES] = likely[4];
        }
        slot
    });
    // six slots hold at most three words of one phone, or so many of silence between them
    prop::collection::vec(slot, 2..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn hybrid_search_finds_the_best_sentence(language in language(), slots in slots(CLASSES)) {
        let params = params();
        let truth = oracle(&language, &slots, &params, false);
        let best = truth.values().copied().fold(f32::NEG_INFINITY, f32::max);
        let found = search(&language, &slots, &params, Chain::Hybrid);
        prop_assert!((found[0].score - best).abs() < 2e-3, "found {found:?}, best {best}");
        check_readings(&found, &truth)?;
    }

    #[test]
    fn ctc_search_finds_the_best_sentence(language in language(), slots in slots(CLASSES + 1)) {
        let params = SearchParams { min_phone_slots: 1, silence_penalty: 0.0, ..params() };
        let slots = &slots[..slots.len().min(3)];
        let truth = oracle(&language, slots, &params, true);
        let best = truth.values().copied().fold(f32::NEG_INFINITY, f32::max);
        let found = search(&language, slots, &params, Chain::Ctc { blank: CLASSES });
        prop_assert!((found[0].score - best).abs() < 2e-3, "found {found:?}, best {best}");
        check_readings(&found, &truth)?;
    }

    #[test]
    fn the_state_of_two_words_says_what_the_definition_says(language in language(), said in prop::collection::vec(3..N_WORDS, 1..6)) {
        let ngram = language.ngram();
        let (mut state, mut before) = (ngram.begin(), vec![0]);
        for word in said {
            let (logp, next) = ngram.score(state, word);
            let truth = language.logp(&before[before.len().saturating_sub(2)..], word);
            prop_assert!((logp - truth).abs() < 1e-4, "{logp} {truth} {before:?} {word}");
            before.push(word);
            state = next;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Files made to harm, with good checksums: refused with a name, or searched without a panic.
    #[test]
    fn hostile_files_do_no_harm(
        language in language(),
        slots in slots(CLASSES),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..4),
        in_lexicon in any::<bool>(),
    ) {
        let (mut ngram, mut lexicon) = (language.ngram_sections(), language.lexicon_sections());
        for (section, byte, value) in changes {
            let sections = if in_lexicon { &mut lexicon } else { &mut ngram };
            let section = section.index(sections.len());
            let byte = byte.index(sections[section].len());
            sections[section][byte] = value;
        }
        let ngram = match Ngram::parse(&file(b"NGRM", &ngram), 0) {
            Ok(ngram) => Arc::new(ngram),
            Err(error) => {
                prop_assert!(error.to_string().starts_with("test: "));
                return Ok(());
            }
        };
        match Lexicon::parse(file(b"LEXI", &lexicon), &ngram) {
            Ok(lexicon) => {
                let params = SearchParams { beam: 30.0, ..params() };
                for word in 0..N_WORDS {
                    prop_assert!(lexicon.spelling(word).len() < 100);
                    prop_assert!(lexicon.pronunciations(word).iter().all(|phones| phones.len() < 100));
                }
                lexicon.find("wb");
                let mut search = Search::new(Arc::new(lexicon), ngram, params, Chain::Hybrid, priors(CLASSES));
                slots.iter().for_each(|slot| search.advance(slot));
                search.partial();
                search.finish(5);
            }
            Err(error) => prop_assert!(error.to_string().starts_with("test: ")),
        }
    }
}

/// Readings differ, fall in score, promise no more than is true, and are probabilities.
fn check_readings(found: &[Reading], truth: &BTreeMap<Vec<u32>, f32>) -> Result<(), TestCaseError> {
    for (i, reading) in found.iter().enumerate() {
        let said: Vec<u32> = reading.words.iter().map(|word| word.word).collect();
        if let Some(&true_score) = truth.get(&said) {
            prop_assert!(
                reading.score <= true_score + 2e-3,
                "{said:?} {} {true_score}",
                reading.score
            );
        }
        prop_assert!(i == 0 || reading.score <= found[i - 1].score);
        let rest = &found[i + 1..];
        prop_assert!(
            rest.iter()
                .all(|other| !other.words.iter().map(|w| w.word).eq(said.iter().copied()))
        );
    }
    prop_assert!(
        found[0]
            .words
            .iter()
            .all(|word| (0.0..=1.0).contains(&word.confidence))
    );
    Ok(())
}
