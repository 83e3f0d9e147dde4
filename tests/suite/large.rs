//! A language model on the command line. The weights are random, so it writes nonsense: what must hold is that nothing of
//! that reaches the user, that what is wrong with a file is said, and that every command takes the same flags.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance::engine::models::{ModelRegistry, verdict};
use parlance::engine::{ModelPlan, Options, Pipeline, loader};
use parlance::model::{Gemma, OpenOptions};
use parlance::rewrite::{GemmaRewriter, RewriteError, Rewriter};
use parlance::session::{Action, Effect, Session, SessionConfig};
use parlance::settings::ModelChoice;
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Utterance};

use crate::program::{Home, fixture};

fn model(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/gemma")
        .join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn transcribing_falls_back_to_the_built_in_words() {
    let home = Home::new();
    let clip = fixture("ls-7148.flac");
    let drafter = model("tiny-assistant");
    for (files, language, more) in [
        (
            "tiny-unified",
            &["--language", "German"][..],
            ["--quantize", "Q8_0"],
        ),
        ("tiny-unified-q4_0.gguf", &[], ["--drafter", text(&drafter)]),
    ] {
        let mut args = vec!["transcribe", text(&clip)];
        args.extend(language);
        let plain = home.run(&args).good();
        assert!(!plain.out.trim().is_empty() || !language.is_empty());
        let model = model(files);
        args.extend(["--model", text(&model)]);
        args.extend(more);
        let large = home.run(&args).good();
        assert_eq!(large.out, plain.out, "{files}");
        args.push("--json");
        let json: serde_json::Value = serde_json::from_str(&home.run(&args).good().out).unwrap();
        let name = model.file_stem().unwrap().to_str().unwrap();
        assert_eq!(json["model"].as_str(), Some(name), "{json}");
    }
}

#[test]
fn dictating_with_a_model_still_carries_out_commands() {
    let home = Home::new();
    let (letter, model) = (fixture("letter.flac"), model("tiny-unified"));
    let args = ["dictate", "--no-safety-copy", "--input", text(&letter)];
    let plain = home.run(&args).good();
    let mut args = args.to_vec();
    args.extend(["--model", text(&model)]);
    let large = home.run(&args).good();
    assert_eq!(large.out, plain.out);
}

#[test]
fn an_edit_by_a_model_that_writes_nonsense_is_done_by_rules_or_not_at_all() {
    let home = Home::new();
    let model = model("tiny-unified");
    let before = "I would like to tell you that it's very cold on 3 days in Oslo.";
    let edit = |say: &str| {
        let args = [
            "edit",
            "--json",
            "--text",
            before,
            "--say",
            say,
            "--model",
            text(&model),
        ];
        serde_json::from_str::<serde_json::Value>(&home.run(&args).good().out).unwrap()
    };
    let shorter = edit("make everything shorter");
    if let Some(preview) = shorter["preview"].as_object() {
        let notes = preview["notes"].to_string();
        assert!(notes.contains("Done by rules"), "{shorter}");
        let text = preview["text"].as_str().unwrap();
        assert!(text.contains('3') && text.contains("Oslo"), "{shorter}");
    }
    // Rules cannot translate: the text stays as it is, and the reason is told.
    let german = edit("translate everything into german");
    assert!(german["preview"].is_null(), "{german}");
    assert!(german["text"].as_str().unwrap().starts_with(before), "{german}");
    assert!(
        german["message"].as_str().unwrap().contains("unchanged"),
        "{german}"
    );
}

#[test]
fn a_rewrite_is_shown_as_it_is_written_and_refused_at_the_end() {
    let gemma = Gemma::open(&model("tiny-unified"), None, &OpenOptions::default(), None).unwrap();
    let mut rewriter = GemmaRewriter::new(Arc::new(gemma), None).unwrap();
    let polisher = Polisher::load(None, &PolishSettings::default()).unwrap();
    let mut session = Session::new(SessionConfig::new(polisher));
    let before = "Please meet Anna at 5 on Tuesday, not on Friday.";
    session.perform(Action::Load {
        text: before.to_owned(),
        path: None,
    });
    let effects = session.hear(&Utterance::from_text("make everything more formal"));
    let Some(Effect::Rewrite {
        ticket,
        instruction,
        text,
    }) = effects.first()
    else {
        panic!("{effects:?}");
    };
    let mut shown = 0;
    let result = rewriter.rewrite(instruction, text, &mut |piece| {
        session.rewrite_piece(*ticket, piece);
        let view = session.view();
        let preview = view.preview.unwrap();
        assert!(!preview.complete);
        shown += usize::from(!preview.text.is_empty());
        ControlFlow::Continue(())
    });
    assert!(shown > 0, "nothing was shown while it was written");
    assert!(matches!(result, Err(RewriteError::Rejected(_))), "{result:?}");
    session.rewrite_done(*ticket, result);
    assert_eq!(session.text(), before);
    assert!(session.view().preview.is_none());
    assert!(
        session.view().message.to_string().contains("unchanged"),
        "{}",
        session.view().message
    );
}

#[test]
fn wrong_files_are_refused_by_every_command_with_expected_and_found() {
    let home = Home::new();
    let folder = home.folder.path();
    let letter = folder.join("letter.gguf");
    std::fs::write(&letter, "Dear Anna, this is no model.").unwrap();
    let cut = folder.join("cut.gguf");
    let whole = std::fs::read(model("tiny-unified-q4_0.gguf")).unwrap();
    std::fs::write(&cut, &whole[..whole.len() - 40_000]).unwrap();
    let clip = fixture("ls-7148.flac");
    let commands = [
        vec!["transcribe", text(&clip)],
        vec!["dictate", "--no-safety-copy", "--input", text(&clip)],
        vec!["edit", "--text", "Hello.", "--say", "make everything shorter"],
    ];
    let (projector, drafter) = (model("mmproj-tiny-unified-f32.gguf"), model("tiny-assistant"));
    let tiny = model("tiny-unified");
    let cases = [
        (
            vec!["--model", text(&letter)],
            &["letter.gguf", "starts with GGUF", "Dear"][..],
        ),
        (
            vec!["--model", text(&cut)],
            &["cut.gguf", "expected", "not complete"],
        ),
        (vec!["--model", text(&projector)], &["expected", "projector"]),
        (
            vec!["--model", text(&drafter)],
            &["expected Gemma 4 Unified", "drafter"],
        ),
        (vec!["--model", "nowhere.gguf"], &["nowhere.gguf"]),
        (
            vec!["--model", text(&tiny), "--quantize", "Q9_9"],
            &["Q9_9", "Q4_0 and Q8_0"],
        ),
        (
            vec!["--model", text(&tiny), "--drafter", text(&tiny)],
            &["expected", "drafter"],
        ),
        (
            vec!["--model", text(&tiny), "--projector", text(&projector)],
            &["expected no projector"],
        ),
    ];
    for command in &commands {
        for (flags, words) in &cases {
            let args: Vec<&str> = command.iter().chain(flags).copied().collect();
            let ran = home.run(&args);
            assert_eq!(ran.code, Some(1), "{args:?}: {ran:#?}");
            for word in *words {
                assert!(
                    ran.err.contains(word),
                    "{args:?} does not say {word:?}: {}",
                    ran.err
                );
            }
        }
    }
}

#[test]
fn loading_is_told_and_can_be_judged_before() {
    let plan = ModelPlan {
        choice: ModelChoice::Path(model("tiny-unified-q8_0.gguf")),
        ..ModelPlan::default()
    };
    let found = verdict(&plan).unwrap();
    assert_eq!(
        (found.kind, found.fits(), found.advice()),
        ("Gemma 4 Unified", true, None)
    );
    assert!(found.missing.is_empty(), "{found:?}");
    assert!(found.needed > 300_000, "{found:?}");
    assert!(
        verdict(&ModelPlan::default()).is_err(),
        "the built-in model has no verdict"
    );
    let mut beyond = found.clone();
    beyond.available = Some(found.needed - 1);
    beyond.quantised = [("Q8_0", found.needed), ("Q4_0", found.needed / 2)];
    assert_eq!((beyond.fits(), beyond.advice()), (false, Some("Q4_0")));
    beyond.quantised[0].1 = found.needed / 2;
    assert_eq!(beyond.advice(), Some("Q8_0"));

    let pipeline = Pipeline::start(Options::new(loader(plan, &ModelRegistry::default()))).unwrap();
    let mut told = Vec::new();
    let name = loop {
        match crate::program::next_event(&pipeline) {
            Event::Loading { done, total } => told.push((done, total)),
            Event::Loaded { model } => break model,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(name, "tiny-unified-q8_0");
    assert!(told.len() > 5, "{told:?}");
    assert!(
        told.is_sorted() && told.iter().all(|(done, total)| done <= total),
        "{told:?}"
    );
}
