//! Document: places, edits, anchors, history.

use super::*;
use crate::message::Message;

fn span(a: usize, b: usize) -> Span {
    Span::new(CharPos(a), CharPos(b))
}

fn typing() -> Note {
    Note::new(StepKind::Typing, Message::Typing)
}

#[test]
fn places_and_bytes_agree_in_long_text() {
    let text = "grüße, 😀 ab\n".repeat(2_000);
    let indexed = Text::from(text.clone());
    assert_eq!(indexed.len_chars(), text.chars().count());
    for (n, (byte, _)) in text.char_indices().enumerate().step_by(37) {
        assert_eq!(indexed.byte_of(CharPos(n)), byte);
        assert_eq!(indexed.pos_of(byte), CharPos(n));
    }
}

#[test]
fn stale_transactions_are_refused() {
    let mut doc = Document::new("abc");
    let old = doc.transaction().replace(span(0, 1), "x");
    doc.apply(doc.transaction().replace(span(1, 2), "y"), typing())
        .unwrap();
    let refused = doc.apply(old, typing()).unwrap_err();
    assert_eq!((refused.made_for, refused.found), (0, 1));
    assert_eq!(doc.as_str(), "ayc");
}

#[test]
fn typing_is_gathered_into_words() {
    let mut doc = Document::default();
    for (n, c) in "one two".chars().enumerate() {
        doc.apply(doc.transaction().replace(span(n, n), c), typing())
            .unwrap();
    }
    doc.undo();
    assert_eq!(doc.as_str(), "one ");
    doc.undo();
    assert_eq!(doc.as_str(), "");
    assert!(!doc.can_undo());
    doc.redo();
    doc.redo();
    assert_eq!(doc.as_str(), "one two");
}

#[test]
fn the_last_thousand_steps_can_be_undone() {
    let mut doc = Document::default();
    for n in 0..1_050 {
        let said = Note::new(StepKind::Dictation, Message::Nothing);
        doc.apply(doc.transaction().replace(span(n, n), "x"), said)
            .unwrap();
    }
    let undone = (0..2_000).take_while(|_| doc.undo().is_some()).count();
    assert_eq!((undone, doc.as_str().len()), (1_000, 50));
    assert!(!doc.can_undo());
}

#[test]
fn anchors_follow_and_return() {
    let mut doc = Document::new("ab");
    doc.apply(
        doc.transaction().replace(span(2, 2), " cd"),
        Note::new(StepKind::Dictation, Message::Nothing),
    )
    .unwrap();
    let id = doc.anchor(span(2, 5));
    doc.apply(
        doc.transaction().replace(span(0, 0), "xx"),
        Note::new(StepKind::Command, Message::Nothing),
    )
    .unwrap();
    assert_eq!(doc.anchored(id), Some(span(4, 7)));
    doc.apply(
        doc.transaction().replace(span(3, 8), ""),
        Note::new(StepKind::Command, Message::Nothing),
    )
    .unwrap();
    assert_eq!(doc.anchored(id), None);
    doc.undo();
    assert_eq!(doc.anchored(id), Some(span(4, 7)));
    doc.undo();
    doc.undo();
    assert_eq!(doc.anchored(id), None);
    doc.redo();
    assert_eq!(doc.anchored(id), Some(span(2, 5)));
}

#[test]
fn composition_does_both() {
    let text = Text::from("one two three".to_owned());
    let a = Transaction::new(0)
        .replace(span(0, 3), "1")
        .replace(span(8, 13), "3!");
    let b = Transaction::new(1)
        .replace(span(1, 6), "")
        .replace(span(8, 8), "?");
    let both = a.then(&b).unwrap();
    let run = |text: &Text, t: &Transaction| {
        let mut text = text.clone();
        for edit in t.edits().iter().rev() {
            text.replace(edit.span, &edit.insert);
        }
        text.as_str().to_owned()
    };
    let step = run(&Text::from(run(&text, &a)), &b);
    assert_eq!(run(&text, &both), step);
    assert!(b.then(&a).is_err());
}

#[test]
fn sentences_know_abbreviations_and_numbers() {
    let split =
        |text: &str| -> Vec<String> { sentences(text).into_iter().map(|r| text[r].to_owned()).collect() };
    assert_eq!(
        split("Dr. Smith paid $3.50. He left."),
        ["Dr. Smith paid $3.50.", "He left."]
    );
    assert_eq!(split("It is 5 p.m. Then we go."), ["It is 5 p.m.", "Then we go."]);
    assert_eq!(
        split("Meet at 5 p.m. on Monday. “Why?” he said."),
        ["Meet at 5 p.m. on Monday.", "“Why?” he said."]
    );
    assert_eq!(
        split("J. R. Smith came. See No. 5 for more!"),
        ["J. R. Smith came.", "See No. 5 for more!"]
    );
    assert_eq!(split("He said no. Then yes."), ["He said no.", "Then yes."]);
    assert_eq!(
        split("1. First item\n2. Second. Third"),
        ["First item", "Second.", "Third"]
    );
    assert_eq!(
        split("Wait... what? No e.g. this one"),
        ["Wait... what?", "No e.g. this one"]
    );
}

#[test]
fn units_around_a_place() {
    let text = "# Head\n\nOne two. Three, four-five.\nSix.\n\n- a\n- b";
    let get = |r: Option<std::ops::Range<usize>>| r.map(|r| &text[r]).unwrap_or("");
    let four = text.find("four").unwrap();
    assert_eq!(get(unit::at(text, four + 2, Unit::Word)), "four-five");
    assert_eq!(get(unit::at(text, four, Unit::Sentence)), "Three, four-five.");
    assert_eq!(
        get(unit::at(text, four, Unit::Paragraph)),
        "One two. Three, four-five.\nSix."
    );
    assert_eq!(get(unit::previous(text, four, Unit::Word)), "Three");
    assert_eq!(get(unit::previous(text, four, Unit::Sentence)), "One two.");
    assert_eq!(get(unit::next(text, four + 1, Unit::Sentence)), "Six.");
    assert_eq!(get(unit::next(text, four, Unit::ListItem)), "- a");
    assert_eq!(get(unit::previous(text, four, Unit::Heading)), "# Head");
    assert_eq!(unit::all(text, Unit::Paragraph).len(), 3);
}

#[test]
fn markdown_marks_are_found() {
    assert_eq!(
        markdown::plain("**bo*ld*** and <u>x</u> 2 * 3 * 4\n## Head"),
        "bold and x 2 * 3 * 4\nHead"
    );
    assert!(!markdown::is_formatted("plain text"));
}

#[test]
fn a_hundred_thousand_places_are_replaced_in_one_step_and_in_a_blink() {
    let text = "grün und grün. ".repeat(60_000);
    let mut doc = Document::new(&text);
    let begun = std::time::Instant::now();
    let mut edits = doc.transaction();
    for n in 0..120_000 {
        let start = n / 2 * 15 + n % 2 * 9;
        edits = edits.replace(span(start, start + 4), "blau");
    }
    doc.apply(edits, Note::new(StepKind::Command, Message::Nothing))
        .unwrap();
    assert_eq!(doc.as_str(), text.replace("grün", "blau"));
    assert_eq!(doc.text().len_chars(), doc.as_str().chars().count());
    doc.undo();
    assert_eq!(doc.as_str(), text);
    assert!(!doc.can_undo());
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}
