//! Pictures of every state, to be looked at, in light and dark, wide and narrow.
//!
//! `PARLANCE_SNAPSHOTS=folder` keeps them. What a machine can see of them is asserted: something is drawn,
//! and the same state looks the same twice.

use parlance::session::Action;
use parlance::settings::{Settings, Theme, Window};
use parlance::ui::{FindStep, Panel, Source, UiAction};

use super::bench::{Bench, script};
use super::picture;

const LETTER: &str = "# A letter to Anna\n\nDear Anna, thank you for your letter of **Tuesday**. I read it twice, and \
then once more on the train, where a man with a *very* small dog asked me why I was smiling.\n\n- bring the blue folder\n\
- call Mr. Okafor about the 14 chairs\n- ~~buy bread~~ done\n\n> Nothing is so urgent that it cannot wait for tea.\n\n\
We should meet on Friday at 2:30.";

fn bench(theme: Theme, text: &str, font_size: f32) -> Bench {
    let settings = Settings {
        window: Window {
            theme,
            font_size,
            ..Window::default()
        },
        ..Settings::default()
    };
    let says = script(&[
        "1: good morning everybody",
        "2: good morning to you",
        "1: the rest of it comes later",
    ]);
    let mut bench = Bench::with(says, tempfile::tempdir().unwrap(), settings);
    if !text.is_empty() {
        bench.perform(UiAction::LoadText(text.to_owned()));
    }
    bench.window.run_steps(5);
    bench
}

/// Takes the picture and keeps it when somebody wants to look at it.
fn shoot(bench: &mut Bench, name: &str) -> image::RgbaImage {
    bench.window.run_steps(12);
    let picture = bench.textures.picture(&bench.window);
    let first = *picture.get_pixel(0, 0);
    let drawn = picture.pixels().filter(|pixel| **pixel != first).count();
    assert!(drawn > 2_000, "{name}: an empty picture");
    if let Some(folder) = picture::folder() {
        picture.save(folder.join(format!("{name}.png"))).unwrap();
    }
    picture
}

#[test]
fn the_window_at_rest_in_light_and_dark() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut empty = bench(theme, "", 18.0);
        shoot(&mut empty, &format!("{name}-first"));
        let mut letter = bench(theme, LETTER, 18.0);
        let once = shoot(&mut letter, &format!("{name}-letter"));
        // Grounds that the palettes promise: dark is dark.
        let corner = once.get_pixel(2, 300).0;
        assert_eq!(corner[0] < 80, theme == Theme::Dark, "{name}: {corner:?}");
    }
}

#[test]
fn panels_and_cards() {
    if picture::folder().is_none() {
        println!("no pictures wanted (PARLANCE_SNAPSHOTS); the other tests drive these states");
    }
    let mut bench = bench(Theme::Light, LETTER, 18.0);
    for (panel, name) in [
        (Panel::Help, "help"),
        (Panel::Settings, "settings"),
        (Panel::Words, "words"),
        (Panel::Statistics, "statistics"),
        (Panel::History, "history-empty"),
        (Panel::Open, "open"),
        (Panel::Export, "export"),
        (Panel::Models, "models"),
    ] {
        bench.perform(UiAction::Show(Some(panel)));
        shoot(&mut bench, &format!("panel-{name}"));
    }
    let tiny = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/gemma/tiny-unified");
    bench.perform(UiAction::InspectModel(tiny));
    bench.until("looked at", |window| window.logic().state.report.is_some());
    shoot(&mut bench, "panel-models-report");
    bench.perform(UiAction::Show(None));
    bench.perform(UiAction::Find(FindStep::Open));
    bench.type_text("an");
    shoot(&mut bench, "find");
    bench.perform(UiAction::Find(FindStep::Replace));
    bench.type_text("und");
    shoot(&mut bench, "find-replace");
    bench.perform(UiAction::Find(FindStep::Close));
    bench.say("replace anna with berta");
    shoot(&mut bench, "choices");
    bench.perform(UiAction::Session(Action::Cancel));
    bench.say("delete okaphor");
    shoot(&mut bench, "asked");
    bench.perform(UiAction::Session(Action::Cancel));
    bench.say("make this paragraph shorter");
    shoot(&mut bench, "preview");
    bench.perform(UiAction::Session(Action::Cancel));
    bench.perform(UiAction::New);
    shoot(&mut bench, "question");
}

#[test]
fn narrow_large_and_long() {
    let long = "A paragraph without end goes on and on, word after word, line after line. ".repeat(60);
    for (size, font, text, name) in [
        ([560.0, 420.0], 18.0, LETTER, "narrow"),
        ([560.0, 420.0], 18.0, "", "narrow-first"),
        ([1080.0, 780.0], 32.0, LETTER, "large"),
        ([1080.0, 780.0], 18.0, long.as_str(), "long"),
    ] {
        let mut bench = bench(Theme::Dark, text, font);
        bench.window.set_size(size.into());
        shoot(&mut bench, name);
        if name == "narrow" {
            bench.perform(UiAction::Show(Some(Panel::Settings)));
            shoot(&mut bench, "narrow-settings");
            bench.perform(UiAction::Show(None));
            bench.perform(UiAction::Find(FindStep::Replace));
            shoot(&mut bench, "narrow-replace");
            bench.perform(UiAction::Find(FindStep::Close));
            bench.say("make this paragraph shorter");
            shoot(&mut bench, "narrow-preview");
        }
    }
}

#[test]
fn while_listening() {
    let mut bench = bench(Theme::Light, "Dear all,\n\n", 18.0);
    let path = bench.recording();
    bench.perform(UiAction::Session(Action::Select {
        anchor: 11,
        caret: 11,
    }));
    bench.perform(UiAction::Listen(Source::File { path, realtime: true }));
    bench.until("live words", |window| !window.logic().view().live.0.is_empty());
    shoot(&mut bench, "listening");
    bench.until("said", |window| window.logic().view().segments.len() >= 2);
    bench.say("show speaker names");
    shoot(&mut bench, "speakers");
}

#[test]
fn sizes_scales_and_contrasts() {
    for (size, scale, theme, high_contrast, name) in [
        ([1280.0, 800.0], 1.0, Theme::Light, false, "1280-light"),
        ([1280.0, 800.0], 1.0, Theme::Dark, false, "1280-dark"),
        ([760.0, 600.0], 1.0, Theme::Light, false, "760-light"),
        ([760.0, 600.0], 1.0, Theme::Dark, true, "760-contrast-dark"),
        ([1280.0, 800.0], 2.0, Theme::Light, false, "1280-double"),
        ([1280.0, 800.0], 1.0, Theme::Light, true, "1280-contrast-light"),
    ] {
        let settings = Settings {
            window: Window {
                theme,
                scale,
                high_contrast,
                ..Window::default()
            },
            ..Settings::default()
        };
        let mut bench = Bench::with(script(&[]), tempfile::tempdir().unwrap(), settings);
        bench.window.set_size(size.into());
        bench.window.run_steps(3);
        bench.window.set_size((egui::Vec2::from(size) / scale).round());
        bench.perform(UiAction::LoadText(LETTER.to_owned()));
        bench.perform(UiAction::Session(Action::Select {
            anchor: 40,
            caret: 40,
        }));
        shoot(&mut bench, &format!("size-{name}"));
        if name == "760-light" {
            bench.say("copy everything");
            shoot(&mut bench, "size-760-message");
        }
    }
}

#[test]
fn live_words_and_what_holds_of_the_devices() {
    let mut bench = Bench::scripted(&["and bring the keys for the old house as well", "that is all"]);
    bench.perform(UiAction::LoadText(LETTER.to_owned()));
    let at = LETTER.find("who was").unwrap_or(120);
    bench.perform(UiAction::Session(Action::Select {
        anchor: at,
        caret: at,
    }));
    let path = bench.recording();
    bench.perform(UiAction::Listen(Source::File { path, realtime: true }));
    bench.until("live words", |window| !window.logic().view().live.0.is_empty());
    shoot(&mut bench, "live-in-the-middle");
}
