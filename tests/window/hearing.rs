//! Hearing again what was said, mending it where it was misheard, and what goes with it: the sound of past documents, buttons
//! for formatting, links, copies.

use egui::{Key, Modifiers};
use parlance::session::Action;
use parlance::settings::Settings;
use parlance::ui::UiAction;

use super::bench::{Bench, script};

/// Carries out an action without drawing: without a loudspeaker what is played ends at once.
fn at_once(bench: &mut Bench, action: UiAction) {
    bench.window.state_mut().logic_mut().perform(action);
}

#[test]
fn what_was_said_is_heard_from_the_caret_on_or_as_far_as_it_is_selected() {
    let mut bench = Bench::dictated(&["one two three", "four five six"]);
    let segments = bench.view().segments.to_vec();
    let text = bench.text();
    let four = text.to_lowercase().find("four").unwrap();
    let select = |anchor, caret| UiAction::Session(Action::Select { anchor, caret });
    at_once(&mut bench, select(four + 1, four + 1));
    at_once(&mut bench, UiAction::HearHere);
    let playing = bench.state().playing.clone().expect("it is played");
    assert_eq!(playing.whole.segment, 1);
    assert!(playing.whole.from_ms <= segments[1].start_ms + 120);
    assert_eq!(
        playing.whole.to_ms, segments[1].end_ms,
        "to the end of the recording"
    );
    at_once(&mut bench, UiAction::HearHere);
    assert_eq!(bench.state().playing, None, "the same keys stop it");
    at_once(&mut bench, select(four, four + 4));
    at_once(&mut bench, UiAction::HearHere);
    let word = bench.state().playing.clone().unwrap().whole;
    assert!(word.from_ms >= playing.whole.from_ms && word.to_ms < segments[1].end_ms + 121);
    // A click on another word, a step and the waveform lead elsewhere in what is played.
    at_once(
        &mut bench,
        UiAction::PlayOn {
            segment: 0,
            from_ms: 0,
        },
    );
    let all = bench.state().playing.clone().unwrap().whole;
    assert_eq!((all.from_ms, all.to_ms), (0, segments[1].end_ms));
    at_once(&mut bench, UiAction::HearAt(four + 1));
    let there = bench.state().playing.clone().unwrap();
    assert_eq!(there.whole, all);
    assert!(there.from_ms.abs_diff(segments[1].start_ms) <= 120, "{there:?}");
    at_once(&mut bench, UiAction::JumpWord { back: false });
    assert!(bench.state().playing.clone().unwrap().from_ms > there.from_ms);
    at_once(&mut bench, UiAction::Seek(u64::MAX));
    assert_eq!(bench.state().playing.clone().unwrap().from_ms, all.to_ms);
    at_once(&mut bench, UiAction::StopPlaying);
}

#[test]
fn the_strip_shows_the_waveform_and_can_be_used() {
    let mut bench = Bench::dictated(&["one two three"]);
    at_once(
        &mut bench,
        UiAction::PlayOn {
            segment: 0,
            from_ms: 0,
        },
    );
    // Where there is no loudspeaker the strip goes, and the reason is told.
    bench.until("the waveform, or why nothing is heard", |window| {
        let state = &window.logic().state;
        let waved = state
            .playing
            .as_ref()
            .is_some_and(|playing| playing.wave.iter().any(|peak| *peak > 0.05));
        waved || state.status.text.to_lowercase().contains("loudspeaker")
    });
    if bench.state().playing.is_some() {
        assert!(bench.shows("The next word") && bench.shows("Speed: 1×"));
    }
}

#[test]
fn a_click_on_a_doubtful_word_offers_others() {
    let mut settings = Settings::default();
    settings.window.mark_doubtful = true;
    let mut bench = Bench::with(
        script(&["bring ?there folder"]),
        tempfile::tempdir().unwrap(),
        settings,
    );
    bench.dictate();
    bench.window.run_steps(3);
    let (start, end) = bench.state().doubtful.bytes[0];
    assert_eq!(&bench.text()[start..end], "there");
    // Where the word stands on the screen is where the caret goes that is set behind its second letter.
    let pos = super::faults::place_of(&bench, start + 2);
    super::faults::quick_click(&mut bench, pos, egui::PointerButton::Primary);
    let word = bench.state().word.clone().expect("the word");
    assert_eq!(word.text, "there");
    bench.window.run_steps(2);
    assert!(bench.shows("their"), "its alternatives are listed");
    bench.click("their");
    assert!(bench.text().contains("their"), "{}", bench.text());
}

#[test]
fn buttons_format_what_is_selected_and_the_line_with_the_caret() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Plans");
    bench.click("Heading");
    assert_eq!(bench.text(), "# Plans");
    bench.key(Modifiers::COMMAND, Key::Z);
    bench.click("Bullet list");
    assert_eq!(bench.text(), "- Plans");
    bench.key(Modifiers::COMMAND, Key::Z);
    bench.perform(UiAction::Session(Action::Select { anchor: 0, caret: 5 }));
    bench.click("Bold");
    assert_eq!(bench.text(), "**Plans**");
    let mut settings = Settings::default();
    settings.window.format_buttons = false;
    let mut without = Bench::with(script(&[]), tempfile::tempdir().unwrap(), settings);
    without.type_text("Plans");
    assert!(!without.shows("Bullet list"));
}

#[test]
fn copies_are_clean_and_come_back_with_their_marks() {
    let mut bench = Bench::scripted(&[]);
    assert_eq!(
        parlance::session::to_clipboard("**red** and *blue*"),
        (
            "red and blue".to_owned(),
            Some("<p><strong>red</strong> and <em>blue</em></p>\n".to_owned())
        )
    );
    assert_eq!(parlance::session::to_clipboard("plain").1, None);
    at_once(&mut bench, UiAction::CopyText("**red** car".to_owned()));
    let logic = bench.window.state().logic();
    assert_eq!(logic.with_marks("red car".to_owned()), "**red** car");
    assert_eq!(logic.with_marks("from elsewhere".to_owned()), "from elsewhere");
}

#[test]
fn the_speed_is_measured_with_the_sample_and_nothing_of_it_is_kept() {
    let mut bench = Bench::scripted(&["one two"]);
    bench.until("loaded", |window| {
        window.logic().state.loading == parlance::ui::Loading::Done
    });
    bench.perform(UiAction::MeasureSpeed);
    bench.until("measured", |window| {
        window.logic().state.settings.measured_speed().is_some() && !window.logic().state.measuring
    });
    assert!(bench.state().settings.measured_speed().unwrap() > 0.0);
    assert!(bench.text().is_empty() && bench.view().segments.is_empty());
    bench.perform(UiAction::Show(Some(parlance::ui::Panel::Models)));
    bench.window.run_steps(2);
    assert!(bench.shows("times as fast as speech"));
    assert!(
        bench.shows("gemma-4-12b-it-qat-q4_0.gguf"),
        "what is not there is named"
    );
}
