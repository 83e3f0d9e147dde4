//! Greedy, sampled, drafted and guessed: always the same text.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::{Fixture, close, frames_of, open, path, tiny};
use crate::model::generate::{Generated, Request, generate};
use crate::model::image::Patches;
use crate::model::{Drafter, Gemma, ModelError, OpenOptions, Piece, Sampling, Sequence};

fn fed(model: &Gemma, pieces: &[Piece]) -> Sequence {
    let mut sequence = Sequence::new(model);
    sequence.feed(model, pieces, None).unwrap();
    sequence
}

fn run(model: &Gemma, ids: &[u32], drafter: Option<&Drafter>, request: &Request) -> Generated {
    let mut sequence = fed(model, &[Piece::Ids(ids)]);
    let out = generate(model, &mut sequence, drafter, request, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    // The last token has been chosen, not fed.
    assert_eq!(sequence.len(), ids.len() + out.ids.len() - 1);
    out
}

fn drafter(model: &Gemma, name: &str) -> Drafter {
    Drafter::open(&path(name), model, &OpenOptions::default(), None).unwrap()
}

#[test]
fn greedy_ids_of_text_sound_and_image() {
    let model = tiny();
    let text = Fixture::open("greedy.safetensors");
    let (input, expected) = (text.ids("input_ids"), text.ids("output_ids"));
    assert_eq!(
        run(&model, &input, None, &Request::greedy(&model, 32)).ids,
        expected[24..]
    );

    let special = &model.config().ids;
    let audio = Fixture::open("audio.safetensors");
    let frames = frames_of(&audio.tensor("waveform").to_vec1::<f32>().unwrap());
    let ids = audio.ids("input_ids");
    let first = ids.iter().position(|&id| id == special.audio).unwrap();
    let rest = &ids[first + frames.len()..];
    let pieces = [
        Piece::Ids(&ids[..first]),
        Piece::Frames(&frames),
        Piece::Ids(rest),
    ];
    let mut sequence = fed(&model, &pieces);
    assert_eq!(sequence.ids(), ids);
    let out = generate(
        &model,
        &mut sequence,
        None,
        &Request::greedy(&model, 16),
        &mut |_| ControlFlow::Continue(()),
    );
    assert_eq!(out.unwrap().ids, audio.ids("greedy_ids")[ids.len()..]);

    let image = Fixture::open("image.safetensors");
    let values = image
        .tensor("patches")
        .flatten_all()
        .unwrap()
        .to_vec1::<f32>()
        .unwrap();
    let patches = Patches {
        values,
        columns: 5,
        rows: 3,
    };
    let ids = image.ids("input_ids");
    let first = ids.iter().position(|&id| id == special.image).unwrap();
    let pieces = [
        Piece::Ids(&ids[..first]),
        Piece::Image(&patches),
        Piece::Ids(&ids[first + 15..]),
    ];
    let mut sequence = fed(&model, &pieces);
    let out = generate(
        &model,
        &mut sequence,
        None,
        &Request::greedy(&model, 12),
        &mut |_| ControlFlow::Continue(()),
    );
    assert_eq!(out.unwrap().ids, image.ids("greedy_ids")[ids.len()..]);
}

#[test]
fn drafting_step_by_step() {
    let model = tiny();
    let fixture = Fixture::open("drafter.safetensors");
    for (tag, name, steps) in [
        ("short", "tiny-assistant", 3),
        ("long", "tiny-assistant", 3),
        ("long_causal_window", "tiny-assistant", 3),
        ("short", "tiny-assistant-f32.gguf", 3),
        ("short_ordered", "tiny-assistant-ordered", 2),
    ] {
        let drafter = drafter(&model, name);
        let get = |what: &str| fixture.tensor(&format!("{tag}.{what}"));
        let keys = |kind: &str| {
            (
                get(&format!("{kind}_attention.key")),
                get(&format!("{kind}_attention.value")),
            )
        };
        let (mut sliding, full) = (keys("sliding"), keys("full"));
        // The reference hands over every key of the prompt and shows the last W + 1 of them.
        let shown = sliding.0.dim(1).unwrap().min(model.decoder().config().window + 1);
        let last = |t: &candle_core::Tensor| t.narrow(1, t.dim(1).unwrap() - shown, shown).unwrap();
        sliding = (last(&sliding.0), last(&sliding.1));
        let position = fixture.ids(&format!("{tag}.position"))[0] as usize;
        let mut token = fixture.ids(&format!("{tag}.first_token"))[0];
        let mut hidden = get("target_hidden").unsqueeze(0).unwrap();
        let mut drafts = Vec::new();
        for index in 0..steps {
            let step = drafter
                .step(&model, token, &hidden, position, &sliding, &full)
                .unwrap();
            close("in", &step.input, &get(&format!("step{index}.in")), 1e-4);
            close(
                "pre",
                &step.projected,
                &get(&format!("step{index}.pre_projection")),
                1e-4,
            );
            close(
                &format!("{tag} of {name}, step {index}: norm"),
                &step.normed,
                &get(&format!("step{index}.final_norm")),
                1e-4,
            );
            close(
                "post",
                &step.hidden,
                &get(&format!("step{index}.post_projection")),
                1e-4,
            );
            if tag != "short_ordered" {
                let logits =
                    candle_core::Tensor::new(step.logits.as_slice(), &candle_core::Device::Cpu).unwrap();
                close("logits", &logits, &get(&format!("step{index}.logits")), 1e-4);
            }
            (token, hidden) = (step.token, step.hidden);
            drafts.push(token);
        }
        assert_eq!(drafts, fixture.ids(&format!("{tag}.draft_ids")), "{tag}");
    }
}

#[test]
fn the_causal_window_is_what_a_running_sequence_shows() {
    let model = tiny();
    let fixture = Fixture::open("drafter.safetensors");
    let ids = fixture.ids("long_causal_window.input_ids");
    let sequence = fed(&model, &[Piece::Ids(&ids)]);
    let next = fixture.ids("long_causal_window.first_token")[0];
    let drafts = drafter(&model, "tiny-assistant")
        .draft(&model, &sequence, next, 3)
        .unwrap();
    assert_eq!(drafts, fixture.ids("long_causal_window.draft_ids"));
}

#[test]
fn drafts_change_nothing_and_are_kept_where_right() {
    let model = tiny();
    let fixture = Fixture::open("greedy.safetensors");
    let (input, expected) = (fixture.ids("input_ids"), fixture.ids("output_ids"));
    for name in [
        "tiny-assistant",
        "tiny-assistant-f32.gguf",
        "tiny-assistant-ordered",
    ] {
        let drafter = drafter(&model, name);
        for drafts in [1, 2, 3, 5, 8] {
            let mut request = Request::greedy(&model, 32);
            request.drafts = drafts;
            let out = run(&model, &input, Some(&drafter), &request);
            assert_eq!(out.ids, expected[24..], "{name} with {drafts} drafts");
            let kept: usize = out.rounds.iter().map(|round| round.kept).sum();
            // One token per round is the model's own, and so is the very first.
            assert!(out.rounds.len() + kept <= 32);
            if name != "tiny-assistant-ordered" {
                assert!(kept >= 6, "{name}: {:?}", out.rounds);
            }
        }
    }
}

#[test]
fn sampling_is_the_same_with_drafts_and_differs_by_seed() {
    let model = tiny();
    let input = Fixture::open("greedy.safetensors").ids("input_ids");
    let drafter = drafter(&model, "tiny-assistant");
    let sampled = |seed, drafter: Option<&Drafter>| {
        let mut request = Request::greedy(&model, 24);
        request.sampling = Sampling {
            temperature: 0.7,
            top_k: 20,
            top_p: 0.9,
            seed,
        };
        run(&model, &input, drafter, &request).ids
    };
    assert_eq!(sampled(1, None), sampled(1, Some(&drafter)));
    assert_eq!(sampled(2, None), sampled(2, Some(&drafter)));
    assert_ne!(sampled(1, None), sampled(2, None));
}

#[test]
fn a_guess_is_verified_in_one_forward() {
    let model = tiny();
    let fixture = Fixture::open("greedy.safetensors");
    let (input, expected) = (fixture.ids("input_ids"), fixture.ids("output_ids")[24..].to_vec());
    let with = |guess: &[u32]| {
        let mut request = Request::greedy(&model, 32);
        request.guess = guess;
        run(&model, &input, None, &request)
    };
    let right = with(&expected);
    assert_eq!(right.ids, expected);
    assert_eq!(right.rounds.len(), 1);
    assert_eq!(
        right.rounds[0].kept,
        31 - 1 + usize::from(right.rounds[0].offered == 31)
    );

    let mut one_wrong = expected.clone();
    one_wrong[10] = 5;
    let out = with(&one_wrong);
    assert_eq!(out.ids, expected);
    assert_eq!(out.rounds[0].kept, 9);
    assert!(
        out.rounds.iter().map(|round| round.kept).sum::<usize>() >= 20,
        "{:?}",
        out.rounds
    );

    assert_eq!(with(&[9, 9, 9]).ids, expected);
    let mut missing = expected.clone();
    missing.drain(5..8);
    assert_eq!(with(&missing).ids, expected);
}

#[test]
fn stops_suppresses_and_cancels() {
    let model = tiny();
    let fixture = Fixture::open("greedy.safetensors");
    let (input, expected) = (fixture.ids("input_ids"), fixture.ids("output_ids")[24..].to_vec());
    let stop = [expected[4]];
    let first = expected.iter().position(|id| *id == stop[0]).unwrap();
    let mut request = Request::greedy(&model, 32);
    request.stop = &stop;
    let out = run(&model, &input, None, &request);
    assert!(out.stopped);
    assert_eq!(out.ids, expected[..=first]);
    request.guess = &expected;
    let out = run(&model, &input, None, &request);
    assert!(out.stopped);
    assert_eq!(out.ids, expected[..=first]);

    let suppressed = [expected[0]];
    let mut request = Request::greedy(&model, 32);
    request.suppress = &suppressed;
    assert!(!run(&model, &input, None, &request).ids.contains(&suppressed[0]));

    let flag = AtomicBool::new(true);
    let mut request = Request::greedy(&model, 32);
    request.cancel = Some(&flag);
    let out = run(&model, &input, None, &request);
    assert!(out.cancelled);
    assert_eq!(out.ids.len(), 1);
    let mut sequence = Sequence::new(&model);
    let fed = sequence.feed(&model, &[Piece::Ids(&input)], Some(&flag));
    assert!(matches!(fed, Err(ModelError::Cancelled)));

    let mut pieces = 0;
    let mut sequence = Sequence::new(&model);
    sequence.feed(&model, &[Piece::Ids(&input)], None).unwrap();
    let out = generate(
        &model,
        &mut sequence,
        None,
        &Request::greedy(&model, 32),
        &mut |_| {
            pieces += 1;
            if pieces == 3 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    let out = out.unwrap();
    assert!(out.cancelled);
    assert_eq!(pieces, 3);
}

#[test]
fn quantised_files_generate_from_their_own_vocabulary() {
    for name in [
        "tiny-unified-f32.gguf",
        "tiny-unified-q8_0.gguf",
        "tiny-unified-q4_0.gguf",
    ] {
        let model = open(name);
        assert!(
            model.hears() && model.sees(),
            "the projector beside {name} is found"
        );
        let mut text = String::new();
        let ids = model.tokenizer().unwrap().encode("Hello, world!").unwrap();
        let mut sequence = fed(&model, &[Piece::Ids(&ids)]);
        let out = generate(
            &model,
            &mut sequence,
            None,
            &Request::greedy(&model, 16),
            &mut |piece| {
                text.push_str(piece);
                ControlFlow::Continue(())
            },
        );
        let out = out.unwrap();
        assert_eq!(out.text, text);
        assert_eq!(out.text, model.tokenizer().unwrap().decode(&out.ids));
    }
}

#[test]
fn a_right_guess_costs_no_forward_of_its_own() {
    let model = tiny();
    let fixture = Fixture::open("greedy.safetensors");
    let (input, expected) = (fixture.ids("input_ids"), fixture.ids("output_ids")[24..].to_vec());
    let (before, after) = input.split_at(10);
    let answer = |prompt: &[Piece], guess: &[u32]| {
        let mut sequence = fed(&model, &[Piece::Ids(before)]);
        let fed = sequence.forwards();
        let mut request = Request::greedy(&model, 32);
        (request.prompt, request.guess) = (prompt, guess);
        let go_on = &mut |_: &str| ControlFlow::Continue(());
        let out = generate(&model, &mut sequence, None, &request, go_on).unwrap();
        assert_eq!(sequence.len(), input.len() + out.ids.len() - 1);
        (out.ids, sequence.forwards() - fed)
    };
    let prompt = [Piece::Ids(&after[..3]), Piece::Ids(&after[3..])];
    // Prompt, guess and the model's own last token: one forward. Without a guess, one for each token.
    assert_eq!(answer(&prompt, &expected), (expected.clone(), 1));
    assert_eq!(answer(&prompt, &[]), (expected.clone(), 32));
    assert_eq!(answer(&prompt, &expected[..20]), (expected.clone(), 12));
    let mut wrong = expected.clone();
    wrong[0] = 7;
    assert_eq!(answer(&prompt, &wrong).0, expected);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(40) })]

    #[test]
    fn no_drafting_changes_what_greedy_says(
        seed in 0u32..10_000,
        cut in 0usize..20,
        damage in proptest::collection::vec((0usize..28, 0u32..700), 0..6),
        missing in 0usize..8,
        drafts in 0usize..6,
        most in 1usize..28,
    ) {
        let model = tiny();
        let input: Vec<u32> = (0..20).map(|i| (seed.wrapping_mul(31).wrapping_add(i * 97)) % 700 + 3).collect();
        let mut request = Request::greedy(&model, most);
        let plain = run(&model, &input, None, &request);
        let mut guess = run(&model, &input, None, &Request::greedy(&model, 28)).ids;
        for (at, id) in damage {
            if let Some(place) = guess.get_mut(at) {
                *place = id;
            }
        }
        guess.drain(..missing.min(guess.len()));
        let drafter = drafter(&model, "tiny-assistant");
        let rest = [Piece::Ids(&input[cut..])];
        let mut sequence = fed(&model, &[Piece::Ids(&input[..cut])]);
        (request.prompt, request.guess, request.drafts) = (&rest, &guess, drafts);
        let drafter = (drafts > 0).then_some(&drafter);
        let out = generate(&model, &mut sequence, drafter, &request, &mut |_| ControlFlow::Continue(())).unwrap();
        proptest::prop_assert_eq!(out.ids, plain.ids);
        proptest::prop_assert_eq!(out.stopped, plain.stopped);
    }
}
