//! The search against a slow and obvious oracle: every sentence of a small language, aligned alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

use super::nbest::Reading;
use super::params::SearchParams;
use super::*;
use language::{Language, N_WORDS, file};

mod language;

fn params() -> SearchParams {
    SearchParams {
        prior_scale: 0.5,
        lm_weight: 1.3,
        word_penalty: -0.4,
        phone_penalty: 0.1,
        stay_penalty: -0.05,
        silence_penalty: -0.1,
        min_silence_slots: 2,
        durations: (1..4)
            .filter_map(|class| Some((PHONES[usize::from(class)].to_owned(), duration(class)?)))
            .collect(),
        duration_weight: 0.7,
        acoustic_floor: -1e9,
        beam: 1e9,
        word_beam: 1e9,
        max_active: 1_000_000,
        lattice_beam: 1e9,
        commit_slots: 1_000_000,
        ..SearchParams::default()
    }
}

/// Least and mean slots of the phones that have a duration.
fn duration(class: u8) -> Option<(u8, f32)> {
    match class {
        1 => Some((1, 2.5)),
        2 => Some((3, 4.0)),
        _ => None,
    }
}

/// Score of the best alignment of one row of phones; `ctc` has the blank behind the phones.
fn align(rows: &[(u8, bool)], slots: &[Vec<f32>], params: &SearchParams, ctc: bool) -> f32 {
    // rows: (class, may be skipped); a state is (row, slots spent up to the least)
    let least = |class: u8| match (ctc, class) {
        (true, _) => 1,
        (false, 0) => usize::from(params.min_silence_slots),
        (false, class) => duration(class).map_or(usize::from(params.min_phone_slots), |d| usize::from(d.0)),
    };
    // ln of leaving and of staying, when a phone beyond its least lasts by the toss of a coin
    let coin = |class: u8| {
        let beyond = duration(class)
            .filter(|_| !ctc)
            .map(|(least, mean)| mean - f32::from(least));
        beyond.map_or((0.0, 0.0), |beyond| {
            let leave = 1.0 / (1.0 + beyond);
            (
                params.duration_weight * leave.ln(),
                params.duration_weight * (1.0 - leave).ln(),
            )
        })
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
                params.phone_penalty + coin(class).0
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
                        params.stay_penalty + coin(class).1
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
        for slot in slots {
            search.advance(slot);
            for word in search.partial().0 {
                assert!((0.0..=1.0).contains(&word.confidence), "{word:?}");
            }
        }
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
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("fixtures/regressions/search.txt"))),
        ..ProptestConfig::default()
    })]

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
        let params = SearchParams {
            min_phone_slots: 1,
            silence_penalty: 0.0,
            durations: BTreeMap::new(),
            ..params()
        };
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

/// Slots from the beginning of a word on after which `partial` shows it: for each word of a sentence.
fn shown_after(said: &[u8]) -> Vec<u32> {
    let language = Language {
        unigrams: vec![(200, 200); N_WORDS as usize],
        bigrams: BTreeMap::new(),
        trigrams: BTreeMap::new(),
        words: [[1, 2, 3].as_slice(), &[3], &[2, 1, 3, 1], &[3, 2, 1, 2]]
            .map(|phones| vec![phones.to_vec()])
            .to_vec(),
    };
    let ngram = Arc::new(language.ngram());
    let lexicon = Arc::new(language.lexicon(&ngram));
    let mut search = Search::new(lexicon, ngram, params(), Chain::Hybrid, priors(CLASSES));
    let mut shown = Vec::new();
    for (now, &phone) in (1..).zip(said) {
        let mut slot = vec![-30.0; CLASSES];
        slot[usize::from(phone)] = -0.01;
        search.advance(&slot);
        let (words, _) = search.partial();
        if let Some(newest) = words.get(shown.len()) {
            shown.push(now - newest.begin);
        }
    }
    shown
}

#[test]
fn the_first_word_of_an_utterance_is_shown_sooner_than_later_ones() {
    // Phones 1 and 2 go on for as long as they like: the word of 1, 2 and 3 does not end.
    assert_eq!(shown_after(&[1, 1, 2, 2, 2, 2, 2, 2, 2, 2]), [4]);
    let second = shown_after(&[3, 3, 3, 3, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
    assert_eq!(second.len(), 2, "{second:?}");
    assert_eq!(second[1], 7, "{second:?}");
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
