//! A document of many pages, of which only a part is laid out: nobody notices.

use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2};
use parlance::session::Action;
use parlance::ui::UiAction;

use super::bench::Bench;
use super::faults::{layouts, quick_click};

/// So many paragraphs with a number each, and lists in some places.
fn pages(paragraphs: usize) -> String {
    let mut text = String::new();
    for n in 0..paragraphs {
        text.push_str(&format!(
            "Paragraph{n} with **bold** words in it, {}and an end that comes when it wants.\n\n",
            "which may go on for a while longer, ".repeat(n % 5)
        ));
        if n % 40 == 3 {
            text.push_str("- one thing\n- another one\n\n");
        }
    }
    text
}

fn opened() -> Bench {
    let mut bench = Bench::scripted(&["words that are spoken"]);
    bench.perform(UiAction::LoadText(pages(2_000)));
    bench.window.run_steps(5);
    bench
}

/// The document's rows that are on the screen: their words and where they are.
fn rows(bench: &Bench) -> Vec<(String, Pos2)> {
    let mut rows = Vec::new();
    for (place, galley) in layouts(bench) {
        if galley.job.wrap.max_width < 500.0 || !galley.text().contains("Paragraph") {
            continue;
        }
        for row in &galley.rows {
            let at = place + row.rect().left_center().to_vec2();
            if (80.0..640.0).contains(&at.y) {
                rows.push((row.text(), at));
            }
        }
    }
    rows
}

/// The first row of a paragraph on the screen.
#[track_caller]
fn a_beginning(bench: &Bench) -> (String, Pos2) {
    let rows = rows(bench);
    let found = rows.iter().find(|(text, _)| text.starts_with("Paragraph"));
    found
        .unwrap_or_else(|| panic!("no paragraph begins in {rows:?}"))
        .clone()
}

fn word(row: &str) -> &str {
    row.split(' ').next().unwrap()
}

fn wheel(bench: &mut Bench, points: f32) {
    bench.window.event(Event::PointerMoved(pos2(500.0, 400.0)));
    bench.window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, points),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
}

/// Byte of a character of the document.
fn byte(bench: &Bench, char: usize) -> usize {
    let text = bench.text();
    text.char_indices().nth(char).map_or(text.len(), |(byte, _)| byte)
}

#[test]
fn little_of_it_is_laid_out_and_a_click_goes_where_it_points() {
    let mut bench = opened();
    for _ in 0..6 {
        let laid_out: usize = layouts(&bench)
            .iter()
            .filter(|(_, galley)| galley.text().contains("Paragraph"))
            .map(|(_, galley)| galley.text().len())
            .sum();
        assert!((1_000..40_000).contains(&laid_out), "{laid_out}");
        let (row, at) = a_beginning(&bench);
        quick_click(&mut bench, at + vec2(1.0, 0.0), PointerButton::Primary);
        let caret = byte(&bench, bench.view().caret);
        assert!(bench.text()[caret..].starts_with(word(&row)), "{row}");
        let before = bench.text();
        bench.type_text("X");
        let after = bench.text();
        assert_eq!(after, format!("{}X{}", &before[..caret], &before[caret..]));
        assert!(
            rows(&bench)
                .iter()
                .any(|(text, _)| text.starts_with(&format!("X{}", word(&row))))
        );
        for _ in 0..40 {
            wheel(&mut bench, -300.0);
            bench.window.step();
        }
        bench.window.run_steps(20);
    }
}

#[test]
fn what_is_in_view_stands_still_while_heights_become_known() {
    let mut bench = opened();
    bench.perform(UiAction::Session(Action::Select {
        anchor: 90_000,
        caret: 90_000,
    }));
    bench.window.run_steps(40);
    // Upwards, where nothing was seen yet: each frame moves by what the wheel says, and never back.
    for _ in 0..60 {
        let before = rows(&bench);
        wheel(&mut bench, 40.0);
        bench.window.step();
        let after = rows(&bench);
        let moved: Vec<f32> = before
            .iter()
            .filter_map(|(text, at)| {
                let mut same = after.iter().filter(|(other, _)| other == text);
                let (_, now) = same.next().filter(|_| text.starts_with("Paragraph"))?;
                Some(now.y - at.y)
            })
            .collect();
        assert!(
            !moved.is_empty(),
            "nothing of what was in view is left: {before:?}, {after:?}"
        );
        assert!(
            moved.iter().all(|moved| (-1.0..120.0).contains(moved)),
            "{moved:?}"
        );
    }
}

#[test]
fn both_ends_and_all_of_it_are_reached_by_keys() {
    let mut bench = opened();
    let text = bench.text();
    let length = text.chars().count();
    bench.key(Modifiers::COMMAND, Key::End);
    assert_eq!(bench.view().caret, length);
    bench.window.run_steps(40);
    assert!(
        rows(&bench).iter().any(|(row, _)| row.contains("Paragraph1999")),
        "{:?}",
        rows(&bench)
    );
    bench.type_text("The end");
    assert_eq!(bench.text(), format!("{text}The end"));
    bench.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Home);
    assert_eq!((bench.view().anchor, bench.view().caret), (length + 7, 0));
    bench.window.run_steps(40);
    assert!(rows(&bench).iter().any(|(row, _)| row.starts_with("Paragraph0 ")));
    // Far from the caret, which typing brings back into view.
    bench.key(Modifiers::NONE, Key::ArrowLeft);
    for _ in 0..40 {
        wheel(&mut bench, -300.0);
        bench.window.step();
    }
    assert!(!rows(&bench).iter().any(|(row, _)| row.starts_with("Paragraph0 ")));
    bench.type_text("First ");
    assert!(bench.text().starts_with("First Paragraph0 "));
    bench.window.run_steps(40);
    assert!(
        rows(&bench)
            .iter()
            .any(|(row, _)| row.starts_with("First Paragraph0 "))
    );
    bench.key(Modifiers::COMMAND, Key::A);
    assert_eq!(bench.view().anchor.abs_diff(bench.view().caret), length + 7 + 6);
    bench.type_text("Gone.");
    assert_eq!(bench.text(), "Gone.");
    bench.key(Modifiers::COMMAND, Key::Z);
    assert!(bench.text().starts_with("First Paragraph0 ") && bench.text().ends_with("The end"));
}

#[test]
fn spoken_words_are_seen_wherever_they_go() {
    let mut bench = opened();
    let at = bench.text().find("Paragraph900 ").unwrap();
    bench.perform(UiAction::Session(Action::Select {
        anchor: at,
        caret: at,
    }));
    for _ in 0..30 {
        wheel(&mut bench, -300.0);
        bench.window.step();
    }
    let path = bench.recording();
    bench.perform(UiAction::Listen(parlance::ui::Source::File {
        path,
        realtime: true,
    }));
    bench.until("live words", |window| !window.logic().view().live.0.is_empty());
    bench.window.run_steps(3);
    let shown = rows(&bench);
    assert!(
        shown
            .iter()
            .any(|(row, _)| row.contains("words that are spoken") && row.contains("Paragraph900")),
        "{shown:?}"
    );
    bench.until("written", |window| window.logic().view().segments.len() == 1);
    assert!(
        bench.text()[at..]
            .to_lowercase()
            .starts_with("words that are spoken")
    );
}
