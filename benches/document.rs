//! Editing a document of a megabyte: dictation, undo, and a spoken command that looks for its words.
//!
//! `cargo bench --bench document`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on fails"
)]
#![allow(missing_docs, reason = "criterion's macro makes a public function")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use parlance::document::unit::{self, Unit};
use parlance::document::{CharPos, Document, Note, Selection, Span, StepKind};
use parlance::message::Message;

fn megabyte() -> Document {
    let mut text = String::new();
    while text.len() < 1_000_000 {
        text.push_str("The quick brown fox jumps over the lazy dog. Grüße aus Köln!\n\n");
    }
    Document::new(text)
}

fn edits(criterion: &mut Criterion) {
    let document = megabyte();
    let middle = CharPos(document.text().len_chars() / 2);
    criterion.bench_function("1 MB: insert an utterance in the middle", |bench| {
        bench.iter_batched_ref(
            || document.clone(),
            |document| {
                let words = " and this is what was said";
                let edit = document
                    .transaction()
                    .replace(Span::empty(middle), words)
                    .select(Selection::caret(middle + words.len()));
                let _ = black_box(document.apply(edit, Note::new(StepKind::Dictation, Message::Nothing)));
            },
            BatchSize::LargeInput,
        );
    });
    criterion.bench_function("1 MB: insert and undo", |bench| {
        let mut document = document.clone();
        bench.iter(|| {
            let edit = document.transaction().replace(Span::empty(middle), "words");
            let _ = document.apply(edit, Note::new(StepKind::Dictation, Message::Nothing));
            black_box(document.undo());
        });
    });
    let byte = document.text().byte_of(middle);
    criterion.bench_function("1 MB: sentence at the caret", |bench| {
        bench.iter(|| black_box(unit::at(document.as_str(), byte, Unit::Sentence)));
    });
    criterion.bench_function("1 MB: byte of a character", |bench| {
        bench.iter(|| black_box(document.text().byte_of(black_box(middle))));
    });
}

criterion_group!(benches, edits);
criterion_main!(benches);
