//! Figures of the window, printed and not asserted:
//! `cargo test -p parlance-window-tests -- --ignored --nocapture figures`.

use std::time::{Duration, Instant};

use parlance::session::Action;
use parlance::ui::UiAction;

use super::bench::Bench;

/// Letters, headings and lists, a megabyte of them, no paragraph like another: what is alike is laid out once.
fn megabyte() -> String {
    let mut text = String::new();
    for n in 0_usize.. {
        text.push_str(&format!(
            "## Heading {n}\n\nParagraph {n} of **ordinary** length goes on for a few lines, as letters do, {}and ends \
             somewhere in the *third* one with a word that nobody expected to find there.\n\n- {n} things\n- another\n\n",
            "and on ".repeat(n % 7)
        ));
        if text.len() > 1_000_000 {
            break;
        }
    }
    text
}

/// Resident memory of this process in megabytes, where the system tells.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1e3)
}

/// One frame, with its shapes made into triangles as for the screen.
fn frame(bench: &mut Bench) -> Duration {
    let begun = Instant::now();
    bench.window.step();
    let output = bench.window.output();
    let (shapes, scale) = (output.shapes.clone(), output.pixels_per_point);
    std::hint::black_box(bench.window.ctx.tessellate(shapes, scale));
    begun.elapsed()
}

#[test]
#[ignore = "prints figures and asserts none"]
fn figures() {
    let before = resident_mb();
    let begun = Instant::now();
    let mut bench = Bench::scripted(&[]);
    let first = frame(&mut bench);
    println!(
        "first frame: {first:?}, {:?} after the window began to be built",
        begun.elapsed()
    );
    bench.perform(UiAction::LoadText(megabyte()));
    (0..5).for_each(|_| {
        frame(&mut bench);
    });
    let length = bench.text().chars().count();
    for (place, at) in [("beginning", 300), ("middle", length / 2), ("end", length)] {
        bench.perform(UiAction::Session(Action::Select {
            anchor: at,
            caret: at,
        }));
        (0..5).for_each(|_| {
            frame(&mut bench);
        });
        let mut keys: Vec<Duration> = (0..10)
            .map(|_| {
                bench.window.event(egui::Event::Text("x".to_owned()));
                // The widget takes the key in one frame and shows the session's text in the next.
                frame(&mut bench) + frame(&mut bench)
            })
            .collect();
        keys.sort();
        let at_rest = frame(&mut bench);
        println!(
            "1 MB, at the {place}: a key press and the frame after it take {:?} (worst of 10 {:?}); a frame at rest {at_rest:?}",
            keys[5], keys[9]
        );
    }
    println!(
        "resident: {before:?} MB before, {:?} MB with the document",
        resident_mb()
    );
}
