use super::super::bias::Bias;
use super::super::phones::PHONE_CLASSES;
use super::super::testing::{RandomSource, TINY, reader, sound, vocabulary};
use super::*;

/// Logarithm of the probability of a text, its end included, read token by token: what a search that follows it should give.
fn read_again(reader: &Reader, encoded: &Encoded, options: &DecodeOptions, text: &[TokenId]) -> f32 {
    let (shared, prefix) = (&reader.shared, reader.prefix(options).unwrap());
    let (mut past, mut work) = (shared.decoder.begin(), Work::default());
    let tokens = [&prefix[..], text].concat();
    let rows = reader.read_all(encoded, &mut past, &tokens, &mut work).unwrap();
    let behind = &rows[(prefix.len() - 1) * TINY.width..];
    let mut logits = shared.decoder.logits(behind, Threads::new(1), &mut work).unwrap();
    let following = text.iter().chain([&shared.vocabulary.specials().end_of_text]);
    let rows = logits.chunks_exact_mut(shared.decoder.tokens()).zip(following);
    let log_prob = |(n, (row, &token)): (usize, (&mut [f32], &TokenId))| {
        parlance_kernels::add(row, &shared.mask);
        let not_first = shared.not_first.iter().filter(|_| n == 0);
        not_first.for_each(|&id| row[id as usize] = f32::NEG_INFINITY);
        parlance_kernels::log_softmax(row);
        row[token as usize]
    };
    rows.enumerate().map(log_prob).sum()
}

fn english() -> DecodeOptions {
    DecodeOptions {
        language: Some(Language::ENGLISH),
        max_tokens: Some(12),
        ..DecodeOptions::default()
    }
}

fn ids(hypothesis: &ReadHypothesis) -> Vec<TokenId> {
    hypothesis.tokens.iter().map(|token| token.id).collect()
}

#[test]
fn a_search_gives_its_texts_what_reading_them_again_gives() {
    for precision in [Precision::AsFile, Precision::Int8] {
        let reader = reader(precision);
        let encoded = reader.encode(&sound(16_000), 0.5).unwrap();
        for beams in [1, 4] {
            let options = DecodeOptions {
                beams,
                n_best: beams,
                ..english()
            };
            let reading = reader.decode(&encoded, &options, &|| true).unwrap();
            assert!(!reading.hypotheses.is_empty() && reading.hypotheses.len() <= beams);
            assert!(
                reading
                    .hypotheses
                    .windows(2)
                    .all(|pair| pair[0].score >= pair[1].score)
            );
            let texts: Vec<_> = reading.hypotheses.iter().map(ids).collect();
            let scores = reader.score(&encoded, &options, &texts).unwrap();
            for ((hypothesis, text), score) in reading.hypotheses.iter().zip(&texts).zip(scores) {
                let again = read_again(&reader, &encoded, &options, text);
                assert!((score - again).abs() < 1e-3, "{score} for {again}");
                // A text that was cut off has no end, whose share is not in the sum over its tokens.
                let sum: f32 = hypothesis.tokens.iter().map(|token| token.log_prob).sum();
                let is_cut = hypothesis.tokens.len() == 12;
                let expected = if is_cut { sum } else { hypothesis.log_prob };
                assert!(again <= expected + 1e-3, "{again} for {expected}");
                assert!(
                    is_cut || (again - expected).abs() < 1e-3,
                    "{again} for {expected}"
                );
            }
        }
    }
}

#[test]
fn greedy_reading_takes_the_likeliest_token_each_time() {
    let reader = reader(Precision::AsFile);
    let encoded = reader.encode(&sound(12_000), 0.5).unwrap();
    let options = DecodeOptions {
        beams: 1,
        max_tokens: Some(3),
        ..english()
    };
    let reading = reader.decode(&encoded, &options, &|| true).unwrap();
    let chosen = ids(&reading.hypotheses[0]);
    let texts: Vec<Vec<TokenId>> = (0..258).map(|token| vec![token]).collect();
    // What comes first, from scores of one token and the end: the end's share is taken off by a second step.
    let allowed = |token: TokenId| reader.shared.mask[token as usize] == 0.0 && token != b' ' as TokenId;
    let prefix = reader.prefix(&options).unwrap();
    let (mut past, mut work) = (reader.shared.decoder.begin(), Work::default());
    let rows = reader.read_all(&encoded, &mut past, &prefix, &mut work).unwrap();
    let last = &rows[rows.len() - TINY.width..];
    let logits = reader
        .shared
        .decoder
        .logits(last, Threads::new(1), &mut work)
        .unwrap();
    let best = texts.iter().map(|text| text[0]).filter(|&token| allowed(token));
    let best = best.max_by(|&a, &b| logits[a as usize].total_cmp(&logits[b as usize]));
    assert_eq!(Some(chosen[0]), best);
}

#[test]
fn threads_change_no_bit() {
    for precision in [Precision::AsFile, Precision::Int8] {
        let one = reader(precision);
        let two = one.with_threads(2);
        let sound = sound(30_000);
        let (a, b) = (one.encode(&sound, 0.3).unwrap(), two.encode(&sound, 0.3).unwrap());
        assert_eq!(a.phones, b.phones);
        let read =
            |reader: &Reader, encoded| reader.decode(encoded, &english(), &|| true).unwrap().hypotheses;
        assert_eq!(read(&one, &a), read(&two, &b));
    }
}

#[test]
fn silence_behind_the_sound_is_what_zeros_in_it_are() {
    // Behind the sound the rows of the stem are not computed but repeated: nothing of that may show.
    let reader = reader(Precision::AsFile);
    let sound = sound(16_123);
    let zeros = [&sound[..], &vec![0.0; 32_000 - sound.len()]].concat();
    let short = reader
        .encode(&sound, (32_000 - 51 * 320) as f32 / 16_000.0)
        .unwrap();
    let long = reader.encode(&zeros, 0.0).unwrap();
    assert_eq!((short.sound_rows, long.sound_rows), (51, 100));
    let (short_phones, long_phones) = (short.phones().unwrap(), long.phones().unwrap());
    assert_eq!(short_phones.len(), 51 * PHONE_CLASSES);
    for (at, (a, b)) in short_phones.iter().zip(long_phones).enumerate() {
        assert!((a - b).abs() < 1e-4, "row {}: {a} for {b}", at / PHONE_CLASSES);
    }
    let read = |encoded| reader.decode(encoded, &english(), &|| true).unwrap();
    assert_eq!(ids(&read(&short).hypotheses[0]), ids(&read(&long).hypotheses[0]));
}

#[test]
fn phones_are_probabilities() {
    let reader = reader(Precision::Int8);
    let encoded = reader.encode(&sound(8_000), 0.2).unwrap();
    let phones = encoded.phones().unwrap();
    assert_eq!(phones.len(), 25 * PHONE_CLASSES);
    for row in phones.chunks_exact(PHONE_CLASSES) {
        let sum: f32 = row.iter().map(|p| p.exp()).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
    let mut without = RandomSource::new().without("phones");
    let name = "plain".to_owned();
    let plain =
        Reader::from_tensors(name, "test", TINY, vocabulary(), &mut without, Precision::AsFile).unwrap();
    assert!(plain.encode(&sound(8_000), 0.2).unwrap().phones().is_none());
    assert!(!plain.description().has_phones);
}

#[test]
fn favoured_phrases_are_found() {
    let reader = reader(Precision::AsFile);
    let encoded = reader.encode(&sound(16_000), 0.5).unwrap();
    let plain = reader.decode(&encoded, &english(), &|| true).unwrap();
    assert!(
        !ids(&plain.hypotheses[0]).contains(&257),
        "else the test shows nothing"
    );
    let bias = Bias::new(reader.vocabulary(), [(&[257][..], 30.0)]);
    let options = DecodeOptions {
        bias: Some(Arc::new(bias)),
        ..english()
    };
    let favoured = reader.decode(&encoded, &options, &|| true).unwrap();
    let best = &favoured.hypotheses[0];
    assert!(best.text.contains(" no"), "{:?}", best.text);
    let sum: f32 = best.tokens.iter().map(|token| token.log_prob).sum();
    assert!(
        best.log_prob <= sum + 1e-3 && sum < 0.0,
        "the bonus is not in the probabilities"
    );
}

#[test]
fn languages_and_tasks_are_asked_for() {
    let reader = reader(Precision::AsFile);
    let encoded = reader.encode(&sound(16_000), 0.5).unwrap();
    let languages = reader.detect_language(&encoded).unwrap();
    assert_eq!(languages.len(), 99);
    let sum: f32 = languages.iter().map(|&(_, probability)| probability).sum();
    assert!((sum - 1.0).abs() < 1e-4 && languages[0].1 >= languages[98].1);
    let specials = reader.vocabulary().specials();
    let german = DecodeOptions {
        language: Language::find("de"),
        task: Task::Translate,
        ..DecodeOptions::default()
    };
    let prefix = reader.prefix(&german).unwrap();
    let expected = [
        specials.start_of_transcript,
        specials.languages[2].0,
        specials.translate,
        specials.no_timestamps,
    ];
    assert_eq!(prefix, expected);
    assert!(reader.decode(&encoded, &german, &|| true).is_ok());
    let unknown = reader
        .decode(&encoded, &DecodeOptions::default(), &|| true)
        .unwrap_err();
    assert!(
        matches!(unknown, ReaderError::LanguageUnknown { known: 99 }),
        "{unknown}"
    );
    let cantonese = DecodeOptions {
        language: Language::find("yue"),
        ..DecodeOptions::default()
    };
    let missing = reader.decode(&encoded, &cantonese, &|| true).unwrap_err();
    assert!(missing.to_string().contains("Cantonese"), "{missing}");
}

#[test]
fn what_cannot_be_read_is_refused() {
    let reader = reader(Precision::AsFile);
    let error = reader.encode(&sound(201 * 320), 7.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "4.0 s of sound were given, the reader takes 4.0 s. Cut it at a pause."
    );
    let encoded = reader.encode(&sound(200 * 320), 7.0).unwrap();
    assert_eq!(encoded.sound_rows, 200);
    let cancelled = reader.decode(&encoded, &english(), &|| false).unwrap_err();
    assert!(matches!(cancelled, ReaderError::Cancelled));
    assert!(reader.score(&encoded, &english(), &[vec![0; 48]]).is_err());
    assert!(reader.score(&encoded, &english(), &[vec![u32::MAX]]).is_err());
    assert!(reader.score(&encoded, &english(), &[]).unwrap().is_empty());
}

#[test]
fn no_sound_and_bad_samples_give_a_reading() {
    let reader = reader(Precision::Int8);
    for sound in [vec![], vec![0.1], vec![f32::NAN; 500], vec![f32::INFINITY; 5_000]] {
        for silence in [0.0, 1.0, f32::NAN, f32::INFINITY] {
            let encoded = reader.encode(&sound, silence).unwrap();
            let reading = reader.decode(&encoded, &english(), &|| true).unwrap();
            assert!(
                reading.hypotheses[0].log_prob.is_finite(),
                "{} samples",
                sound.len()
            );
        }
    }
}

#[test]
fn damaged_models_are_refused_by_the_name_of_what_is_missing() {
    let open = |source: &mut RandomSource, vocabulary| {
        Reader::from_tensors(
            "x".to_owned(),
            "test",
            TINY,
            vocabulary,
            source,
            Precision::AsFile,
        )
        .unwrap_err()
        .to_string()
    };
    let mut source = RandomSource::new().without("decoder.layers.1.fc2");
    let error = open(&mut source, vocabulary());
    assert!(
        error.starts_with("tiny.model: expected a tensor decoder.layers.1.fc2.weight, found none"),
        "{error}"
    );
    let mut source = RandomSource::new();
    source.shapes[2].1[0] -= 1;
    let error = open(&mut source, vocabulary());
    assert!(
        error.contains("decoder.embed_tokens.weight [1866, 64]") && error.contains("[1865, 64]"),
        "{error}"
    );
}
