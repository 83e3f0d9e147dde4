//! The table of examples in `fixtures/rewrite/rules.tsv`, and properties that hold for any text.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::rewrite::{Limit, guard};

fn rewrite(instruction: &Instruction, text: &str) -> Result<Rewrite, RewriteError> {
    Rules::new().rewrite(instruction, text, &mut |_| ControlFlow::Continue(()))
}

fn instruction(name: &str) -> Instruction {
    let (name, limit) = name.split_once(':').unwrap_or((name, ""));
    let limit = match (limit.strip_prefix('w'), limit) {
        (Some(words), _) => Limit::Words(words.parse().unwrap()),
        (None, "") => Limit::Auto,
        (None, sentences) => Limit::Sentences(sentences.parse().unwrap()),
    };
    match name {
        "shorter" => Instruction::Shorter,
        "formal" => Instruction::Formal,
        "casual" => Instruction::Casual,
        "friendlier" => Instruction::Friendlier,
        "simpler" => Instruction::Simpler,
        "clearer" => Instruction::Clearer,
        "bullets" => Instruction::Bullets,
        "keypoints" => Instruction::KeyPoints,
        "list" => Instruction::List,
        "email" => Instruction::Email,
        "spelling" => Instruction::FixSpelling,
        "grammar" => Instruction::FixGrammar,
        "proofread" => Instruction::Proofread,
        "polish" => Instruction::Polish,
        "summarize" => Instruction::Summarize(limit),
        other => panic!("no instruction {other}"),
    }
}

#[test]
fn the_table_of_examples() {
    let table = include_str!("../../../fixtures/rewrite/rules.tsv");
    let (mut rows, mut wrong) = (0, Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [name, text, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let text = text.replace("\\n", "\n");
        let expected = if expected == "=" {
            text.clone()
        } else {
            expected.replace("\\n", "\n")
        };
        rows += 1;
        match rewrite(&instruction(name), &text) {
            Ok(rewrite) if rewrite.text == expected => {}
            other => wrong.push(format!(
                "{name}: {text:?}\n  expected {expected:?}\n  found    {other:?}"
            )),
        }
    }
    assert!(rows >= 80, "only {rows} rows");
    assert!(
        wrong.is_empty(),
        "{} of {rows} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn what_needs_a_model_says_so() {
    let german = Instruction::Translate {
        language: "german".to_owned(),
    };
    for instruction in [
        Instruction::Longer,
        german,
        Instruction::Free("as a poem".to_owned()),
    ] {
        let error = rewrite(&instruction, "It is late.").unwrap_err();
        assert!(matches!(error, RewriteError::NeedsModel { .. }));
        assert!(error.to_string().contains("Gemma 4 12B"), "{error}");
    }
    let tiny = rewrite(
        &Instruction::Summarize(Limit::Words(1)),
        "The garden needs water.",
    );
    assert!(matches!(tiny, Err(RewriteError::NeedsModel { .. })));
}

#[test]
fn pieces_make_the_text_and_may_be_broken_off() {
    let mut pieces = String::new();
    let text = "We met Anna. She liked it. Um, Ben did not.";
    let rewrite = Rules::new().rewrite(&Instruction::Bullets, text, &mut |piece| {
        pieces.push_str(piece);
        ControlFlow::Continue(())
    });
    assert_eq!(pieces, rewrite.unwrap().text);
    let cancelled = Rules::new().rewrite(&Instruction::Bullets, text, &mut |_| ControlFlow::Break(()));
    assert_eq!(cancelled, Err(RewriteError::Cancelled));
    assert!(matches!(
        super::tests::rewrite(&Instruction::Shorter, " \n…"),
        Err(RewriteError::Rejected(_))
    ));
}

#[test]
fn extracts_tell_what_they_left_out() {
    let text = "The garden needs water. The garden has roses that need water. Then Anna paid 20 euros.";
    let summary = rewrite(&Instruction::Summarize(Limit::Sentences(1)), text).unwrap();
    assert_eq!(
        summary.notes,
        ["Left out: the numbers 20.", "Left out: the names Anna."]
    );
}

#[test]
fn polishing_is_the_callers_when_given() {
    let mut rules = Rules::with_polish(Box::new(|text| text.to_uppercase()));
    let rewrite = rules.rewrite(&Instruction::Polish, "so", &mut |_| ControlFlow::Continue(()));
    assert_eq!(rewrite.unwrap().text, "SO");
}

/// Instructions that keep everything that is said.
const KEEPING: &[&str] = &[
    "shorter",
    "formal",
    "casual",
    "friendlier",
    "simpler",
    "clearer",
    "bullets",
    "list",
    "email",
    "polish",
];

/// Words that the rules know, names, numbers, negations and marks, thrown together.
fn salad() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "I",
        "think",
        "that",
        "the",
        "very",
        "not",
        "really",
        "Anna",
        "Kowalczyk",
        "5",
        "1,200",
        "twenty",
        "no",
        "don't",
        "it's",
        "can't",
        "you",
        "know,",
        "basically,",
        "like,",
        "kind",
        "of",
        "is",
        "it",
        "in",
        "order",
        "to",
        "um",
        "utilize",
        "however,",
        "and",
        "and",
        "milk,",
        "eggs",
        "or",
        "need",
        "we",
        "never",
        "just",
        "well,",
        "cannot",
        "GitHub",
        "Friday",
        "“so”",
        "(very)",
        "I'm",
        "so",
        "Send",
        "me",
        "a",
        "purchase;",
        "end.",
        "Really?",
        "it!",
        "Basically",
        "due",
        "fact",
        "at",
        "this",
        "point",
        "time",
        "thank",
        "3.5",
        "half",
        "hello\n",
        "- item\n",
        "\n\n",
        "1. ",
        "…",
        "—",
    ]);
    prop::collection::vec(words, 1..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_number_name_or_negation_is_lost(text in salad(), which in 0..KEEPING.len()) {
        if let Ok(rewrite) = rewrite(&instruction(KEEPING[which]), &text) {
            let lost = guard::lost(&text, &rewrite.text);
            prop_assert!(lost.is_empty(), "{}: {:?}\n{:?}\nlost {:?}", KEEPING[which], text, rewrite.text, lost);
        }
    }

    #[test]
    fn any_text_at_all_is_survived(text in "\\PC{0,80}|[ -~\n\t’“”…—é😀ß]{0,120}", which in 0..KEEPING.len()) {
        let _ = rewrite(&instruction(KEEPING[which]), &text);
        let _ = rewrite(&Instruction::KeyPoints, &text);
        let _ = rewrite(&Instruction::Summarize(Limit::Words(5)), &text);
    }

    #[test]
    fn what_is_short_plain_or_polished_stays_so(text in salad()) {
        for name in ["formal", "polish", "bullets"] {
            if let Ok(once) = rewrite(&instruction(name), &text) {
                let twice = rewrite(&instruction(name), &once.text).unwrap();
                prop_assert_eq!(&once.text, &twice.text, "{} of {:?}", name, text);
            }
        }
    }

    #[test]
    fn shorter_is_never_longer(text in salad()) {
        if let Ok(rewrite) = rewrite(&Instruction::Shorter, &text) {
            prop_assert!(guard::word_count(&rewrite.text) <= guard::word_count(&text));
        }
    }

    #[test]
    fn a_summary_keeps_its_limit(text in salad(), words in 1usize..30) {
        if let Ok(rewrite) = rewrite(&Instruction::Summarize(Limit::Words(words)), &text) {
            prop_assert!(guard::word_count(&rewrite.text) <= words, "{:?}", rewrite.text);
        }
    }
}
