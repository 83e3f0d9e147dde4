//! Text that runs from right to left: in the order in which it is read, with the caret where one clicks.

use std::sync::Arc;

use egui::epaint::Shape;
use egui::{Event, Galley, Key, Modifiers, PointerButton, Pos2, vec2};
use parlance::ui::UiAction;

use super::bench::Bench;
use super::faults::{layouts, quick_click};

/// The document's layout, and where it is.
fn document(bench: &Bench) -> (Pos2, Arc<Galley>) {
    let text = bench.text();
    let shown = layouts(bench);
    let documents = shown.into_iter().filter(|(_, galley)| galley.text() == text);
    documents
        .max_by(|(a, _), (b, _)| a.y.total_cmp(&b.y))
        .expect("the document")
}

/// The middle of a character on the screen, moved by a part of its width to where it begins.
fn place_of(bench: &Bench, character: usize, part: f32) -> Pos2 {
    let (place, galley) = document(bench);
    let mut at = 0;
    for row in &galley.rows {
        if let Some(glyph) = row.glyphs.get(character - at) {
            let x = row.pos.x + glyph.pos.x + glyph.advance_width * (0.5 - part);
            return place + vec2(x, row.rect().center().y);
        }
        at += row.glyphs.len() + usize::from(row.ends_with_newline);
    }
    panic!("no character {character}");
}

/// The characters of a text as they stand from left to right on the screen, if they are in one row.
fn seen(bench: &Bench) -> String {
    let (_, galley) = document(bench);
    let mut glyphs = galley.rows[0].glyphs.clone();
    glyphs.sort_by(|a, b| a.pos.x.min(a.max_x()).total_cmp(&b.pos.x.min(b.max_x())));
    glyphs.iter().map(|glyph| glyph.chr).collect()
}

#[test]
fn a_hebrew_sentence_is_read_clicked_selected_and_written_from_right_to_left() {
    let mut bench = Bench::scripted(&[]);
    let text = "שלום לכל 12 אנשים";
    bench.perform(UiAction::LoadText(text.to_owned()));
    bench.window.run_steps(3);
    let backwards = |word: &str| -> String { word.chars().rev().collect() };
    let words = ["אנשים", "לכל", "שלום"].map(backwards);
    assert_eq!(seen(&bench), format!("{} 12 {} {}", words[0], words[1], words[2]));
    for character in [0, 2, 6, 9, 10, 14] {
        click(&mut bench, character);
        assert_eq!(bench.view().caret, character, "{text}");
    }
    let place = place_of(&bench, 14, 0.5);
    assert!(carets(&bench).iter().any(|caret| (caret.x - place.x).abs() < 1.5));
    // A drag selects what is between, and what is typed takes its place.
    let (from, to) = (place_of(&bench, 5, 0.3), place_of(&bench, 7, -0.3));
    press(&mut bench, from, true);
    for step in [from + (to - from) * 0.5, to] {
        bench.window.event(Event::PointerMoved(step));
        bench.window.run_steps(2);
    }
    press(&mut bench, to, false);
    assert_eq!((bench.view().anchor, bench.view().caret), (5, 8));
    bench.type_text("את");
    assert_eq!(bench.text(), "שלום את 12 אנשים");
    bench.perform(UiAction::LoadText(text.to_owned()));
    bench.window.run_steps(2);
    click(&mut bench, 2);
    bench.key(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(bench.view().caret, 3, "the letter to the left is the next one");
}

/// The middles of upright lines, as the caret is one.
fn carets(bench: &Bench) -> Vec<Pos2> {
    let shapes = bench.window.output().shapes.iter();
    let upright = shapes.filter_map(|clipped| match &clipped.shape {
        Shape::LineSegment { points: [a, b], .. } if a.x == b.x => Some(a.lerp(*b, 0.5)),
        _ => None,
    });
    upright.collect()
}

/// Clicks a little behind where a character begins.
fn click(bench: &mut Bench, character: usize) {
    let place = place_of(bench, character, 0.25);
    quick_click(bench, place, PointerButton::Primary);
}

fn press(bench: &mut Bench, pos: Pos2, pressed: bool) {
    bench.window.event(Event::PointerMoved(pos));
    bench.window.event(Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    bench.window.run_steps(2);
}

#[test]
fn arrows_lead_from_row_to_row() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::LoadText("שלום לכם\nמה שלומכם\nwell".to_owned()));
    bench.window.run_steps(2);
    click(&mut bench, 3);
    assert_eq!(bench.view().caret, 3);
    bench.key(Modifiers::NONE, Key::ArrowDown);
    let below = bench.view().caret;
    assert!((11..=14).contains(&below), "{below}");
    bench.key(Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(bench.view().anchor, below);
    assert!((2..=4).contains(&bench.view().caret), "{}", bench.view().caret);
}

#[test]
fn letters_of_arabic_stay_joined() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::LoadText("بيبي ب ي".to_owned()));
    bench.window.run_steps(3);
    let (_, galley) = document(&bench);
    let width = |at: usize| galley.rows[0].glyphs[at].advance_width.abs();
    let (alone, joined) = (width(5), width(0));
    // Without a font that has them, all are the same box.
    if (alone - width(7)).abs() > 0.01 {
        assert!(joined < alone * 0.7, "{joined} {alone}");
    } else {
        assert!((joined - alone).abs() < 0.01, "{joined} {alone}");
    }
}
