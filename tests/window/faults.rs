//! What a person stumbles over: live words on top of the text, clicks that take the keyboard away, messages that are no
//! longer true, a field that gives the keyboard up, failures told in the wrong place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use egui::epaint::{ClippedShape, Shape};
use egui::{Event, Galley, Key, Modifiers, PointerButton, Pos2, Rect, pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use parlance::session::{Action, Listening};
use parlance::settings::{Interface, Settings, TalkButton};
use parlance::speech::SpeechError;
use parlance::ui::{Panel, Source, Tone, UiAction, editor_id};

use super::bench::{Bench, Stalled, script};

/// Every layout on the screen and where it is.
pub fn layouts(bench: &Bench) -> Vec<(Pos2, Arc<Galley>)> {
    fn collect(shape: &Shape, found: &mut Vec<(Pos2, Arc<Galley>)>) {
        match shape {
            Shape::Text(text) => found.push((text.pos, Arc::clone(&text.galley))),
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ClippedShape { shape, .. } in &bench.window.output().shapes {
        collect(shape, &mut found);
    }
    found
}

fn is_visible(galley: &Galley) -> bool {
    galley
        .job
        .sections
        .iter()
        .any(|section| section.format.color.a() > 0)
}

fn live(bench: &Bench) -> String {
    bench.view().live.0.to_owned()
}

#[test]
fn dictation_goes_on_where_it_was_after_a_spoken_correction() {
    let letter = "We meet on Tuesday. Bring the keys.";
    let mut bench = Bench::scripted(&["replace tuesday with friday", "and bring the letters"]);
    bench.perform(UiAction::LoadText(letter.to_owned()));
    bench.perform(UiAction::Session(Action::Select {
        anchor: letter.len(),
        caret: letter.len(),
    }));
    bench.dictate();
    let text = bench.view().text;
    assert!(text.starts_with("We meet on Friday. Bring the keys."), "{text}");
    assert!(text.trim_end_matches('.').ends_with("letters"), "{text}");
}

#[test]
fn live_words_stand_in_the_text_wherever_they_are_spoken() {
    const WORDS: &str = "words that are spoken while one looks";
    let paragraph =
        "A sentence that is nearly as long as the line on which it stands, and then a few words more. ";
    let long = paragraph.repeat(3);
    for (text, at) in [
        (String::new(), 0),
        ("One.".to_owned(), 4),
        ("Dear all,\n\n".to_owned(), 11),
        (long.clone(), long.len()),
        (long.clone(), 0),
        (long.clone(), 120),
        (format!("{long}\n\nThe end."), long.len()),
        (format!("# Head\n\n- **one** item\n- two\n\n{long}"), 18),
    ] {
        let mut bench = Bench::scripted(&[WORDS]);
        bench.perform(UiAction::LoadText(text.clone()));
        bench.perform(UiAction::Session(Action::Select {
            anchor: at,
            caret: at,
        }));
        let path = bench.recording();
        bench.perform(UiAction::Listen(Source::File { path, realtime: true }));
        bench.until("live words", |window| !window.logic().view().live.0.is_empty());
        let spoken = live(&bench);
        let shown = layouts(&bench);
        let visible: Vec<_> = shown.iter().filter(|(_, galley)| is_visible(galley)).collect();
        let with: Vec<_> = visible
            .iter()
            .filter(|(_, galley)| galley.text().contains(&spoken))
            .collect();
        assert_eq!(with.len(), 1, "{at} in {text:?}");
        let (place, galley) = with[0];
        // The words, set off by spaces, in the text and nowhere else.
        let (before, after) = text.split_at(at);
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            squeezed(galley.text()),
            squeezed(&format!("{before} {spoken} {after}")),
            "{at} in {text:?}"
        );
        // The document itself is laid out at the same place, and is not seen.
        let width = galley.job.wrap.max_width;
        for (other, own) in &shown {
            if !text.is_empty() && own.text() == text && own.job.wrap.max_width == width {
                assert!(other == place && !is_visible(own), "{at} in {text:?}");
            }
        }
        // No line sticks out of the sheet, and no two lines share a place.
        let rows: Vec<Rect> = galley.rows.iter().map(|row| row.rect()).collect();
        for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
            assert!(next.top() >= row.bottom() - 1.0, "{row:?} {next:?}");
        }
        let width = galley.job.wrap.max_width;
        assert!(
            rows.iter()
                .all(|row| row.left() >= -0.5 && row.right() <= width + 8.0)
        );
        assert!(width > 400.0 && place.x + width < 1080.0);
        assert!(bench.text() == text, "live words are not in the document");
    }
}

/// Presses and releases within one frame, as a hand does that is quicker than the screen.
pub fn quick_click(bench: &mut Bench, pos: Pos2, button: PointerButton) {
    bench.window.event(Event::PointerMoved(pos));
    bench.window.run_steps(2);
    for pressed in [true, false] {
        bench.window.input_mut().events.push(Event::PointerButton {
            pos,
            button,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    bench.window.run_steps(3);
}

/// Where a byte of the document stands on the screen.
pub fn place_of(bench: &Bench, byte: usize) -> Pos2 {
    let text = bench.text();
    let at = text[..byte].chars().count();
    let shown = layouts(bench);
    // The bar above may show the same words as the document's name.
    let documents = shown.iter().filter(|(_, galley)| galley.text() == text);
    let (place, galley) = documents
        .max_by(|(a, _), (b, _)| a.y.total_cmp(&b.y))
        .expect("the document");
    let cursor = egui::text::CCursor::new(egui::text::CharIndex(at));
    *place + galley.pos_from_cursor(cursor).center().to_vec2()
}

fn has_keyboard(bench: &Bench) -> bool {
    bench.window.ctx.memory(|memory| memory.has_focus(editor_id()))
}

#[test]
fn a_click_anywhere_on_and_beside_the_sheet_gives_the_keyboard_to_the_document() {
    for (name, pos) in [
        ("on the text", pos2(230.0, 151.0)),
        ("in the left margin", pos2(170.0, 151.0)),
        ("below the text", pos2(400.0, 520.0)),
        ("at the foot of the sheet", pos2(600.0, 640.0)),
        ("beside the sheet", pos2(40.0, 300.0)),
        ("right of the sheet", pos2(1040.0, 500.0)),
    ] {
        let mut bench = Bench::scripted(&[]);
        bench.perform(UiAction::LoadText("One line.\n\nAnd another.".to_owned()));
        bench.window.get_by_label("Find").focus();
        bench.window.run_steps(2);
        assert!(!has_keyboard(&bench));
        quick_click(&mut bench, pos, PointerButton::Primary);
        assert!(has_keyboard(&bench), "{name}");
        bench.type_text("X");
        let text = bench.text();
        assert!(text.contains('X'), "{name}: {text}");
        let below = pos.y > 280.0;
        assert_eq!(text.ends_with('X'), below, "{name}: {text}");
    }
}

#[test]
fn a_quick_click_moves_the_caret() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::LoadText("First line.\n\nSecond line.".to_owned()));
    bench.window.get_by_label("Find").focus();
    bench.window.run_steps(2);
    quick_click(&mut bench, pos2(850.0, 151.0), PointerButton::Primary);
    assert_eq!(bench.view().caret, "First line.".len());
}

#[test]
fn what_was_on_the_clipboard_can_be_put_back_without_losing_the_keyboard() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("One");
    bench
        .window
        .state_mut()
        .logic_mut()
        .state
        .status
        .can_restore_clipboard = true;
    bench.window.run_steps(3);
    bench.click("Put back what was on the clipboard");
    bench.type_text(" and two");
    assert_eq!(bench.text(), "One and two");
}

#[test]
fn the_command_field_keeps_the_keyboard_and_asks_before_it_writes() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("I really just basically wanted to say that we meet on Tuesday.");
    bench.key(Modifiers::COMMAND, Key::K);
    bench.type_text("make this paragraph shorter");
    bench.key(Modifiers::NONE, Key::Enter);
    bench.until("a preview", |window| {
        window
            .logic()
            .view()
            .preview
            .is_some_and(|preview| preview.complete)
    });
    bench.key(Modifiers::NONE, Key::Enter);
    assert!(bench.view().preview.is_none() && !bench.text().contains("basically"));
    let applied = bench.text();
    bench.type_text("xyz is nothing");
    assert_eq!(bench.text(), applied, "the field has the keyboard");
    assert_eq!(bench.state().typed_command, "xyz is nothing");
    bench.key(Modifiers::NONE, Key::Enter);
    assert_eq!(bench.text(), applied, "an unknown command is not written");
    assert!(bench.shows("write “xyz is nothing”"));
    bench.key(Modifiers::ALT, Key::Num1);
    assert!(
        bench.text().to_lowercase().contains("xyz is nothing"),
        "unless it is wanted"
    );
}

#[test]
fn what_is_typed_narrows_the_commands() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::Show(Some(Panel::Help)));
    assert!(bench.shows("undo") && bench.shows("export as"));
    bench.type_text("uppercase");
    assert!(bench.shows("uppercase") && !bench.shows("export as"));
    // A whole command is found by its first word.
    bench.type_text(" the second word");
    assert!(bench.shows("uppercase") && !bench.shows("export as"));
}

#[test]
fn a_broken_recording_says_so_though_nothing_is_loaded_yet() {
    let go_on = Arc::new(AtomicBool::new(false));
    let wait = go_on.clone();
    let mut bench = Bench::new(move || {
        let until = Instant::now() + Duration::from_secs(60);
        while !wait.load(Relaxed) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        let recogniser: Box<dyn parlance::speech::Recogniser> = Box::new(Stalled(wait.clone()));
        Ok::<_, SpeechError>(recogniser)
    });
    let bad = bench.folder.path().join("bad.wav");
    std::fs::write(&bad, "this is no sound").unwrap();
    bench.perform(UiAction::Listen(Source::File {
        path: bad,
        realtime: false,
    }));
    bench.until("told", |window| {
        window.logic().state.status.text.contains("bad.wav")
    });
    assert_eq!(bench.state().status.tone, Tone::Trouble);
    assert_eq!(bench.state().panel, None, "nobody is to choose a model");
    assert!(bench.shows("bad.wav"));
    assert_eq!(bench.view().listening, Listening::Idle);
    go_on.store(true, Relaxed);
}

#[test]
fn messages_go_when_they_are_no_longer_true() {
    let mut bench = Bench::dictated(&["hello there", "pause", "wake up", "and so on"]);
    assert_eq!(
        bench.state().status.text,
        "",
        "what was written is there to be seen"
    );
    // Only what was spoken was heard.
    // At once: where there is no clipboard, its thread says so a little later.
    let logic = bench.window.state_mut().logic_mut();
    logic.perform(UiAction::Session(Action::Say("undo".to_owned())));
    assert!(
        logic.state.status.text.contains("Undid"),
        "{}",
        logic.state.status.text
    );
    assert_eq!(bench.state().status.heard, "");
    let due = bench.window.state().logic().message_due();
    assert!(due.is_some_and(|due| due > Duration::ZERO && due < Duration::from_secs(60)));
}

#[test]
fn trouble_is_told_in_the_panel_in_which_one_works() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::Show(Some(Panel::Open)));
    bench.perform(UiAction::Open("nowhere to be found".into()));
    bench.until("told", |window| {
        window.logic().state.status.text.contains("nowhere")
    });
    bench.window.run_steps(2);
    let close = bench.window.get_by_label("Close panel").rect();
    let told = bench
        .window
        .get_all_by_role(egui::accesskit::Role::Label)
        .find(|node| {
            node.accesskit_node()
                .value()
                .is_some_and(|value| value.contains("nowhere"))
        });
    let told = told.unwrap().rect();
    assert!(
        told.top() - close.bottom() < 40.0 && told.left() > 600.0,
        "{told:?} {close:?}"
    );
    bench.click("OK");
    assert_eq!(bench.state().status.text, "");
}

#[test]
fn name_and_state_of_the_document_never_lie_over_the_buttons() {
    let title = "A letter with a title that is much longer than there is room for it anywhere";
    for width in [560.0, 640.0, 700.0, 760.0, 900.0, 1080.0, 1280.0] {
        let mut bench = Bench::scripted(&[]);
        bench.window.set_size(egui::vec2(width, 600.0));
        bench.type_text(title);
        bench.window.run_steps(3);
        let mut bar: Vec<(String, Rect)> = Vec::new();
        for node in bench.window.root().children_recursive() {
            let node = node.accesskit_node();
            let rect = node.bounding_box().map_or(Rect::NOTHING, |bounds| {
                Rect::from_min_max(
                    pos2(bounds.x0 as f32, bounds.y0 as f32),
                    pos2(bounds.x1 as f32, bounds.y1 as f32),
                )
            });
            let name = [node.label(), node.value()].into_iter().flatten().next();
            let Some(name) = name.filter(|_| rect.is_positive() && rect.max.y < 54.0) else {
                continue;
            };
            use egui::accesskit::Role;
            if matches!(node.role(), Role::Button | Role::Label) {
                bar.push((name, rect));
            }
        }
        assert!(bar.len() >= 14, "{width}: {bar:?}");
        for (index, (name, rect)) in bar.iter().enumerate() {
            assert!(rect.right() <= width + 0.5, "{width}: {name} {rect:?}");
            for (other, over) in &bar[..index] {
                let common = rect.intersect(*over);
                assert!(
                    common.width() < 1.0 || common.height() < 1.0,
                    "{width}: “{name}” lies over “{other}”"
                );
            }
        }
    }
}

#[test]
fn the_menu_of_a_word_offers_others_and_keeps_the_selection() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::LoadText("their house".to_owned()));
    bench.window.run_steps(3);
    quick_click(&mut bench, pos2(225.0, 151.0), PointerButton::Secondary);
    let word = bench.state().word.clone().expect("a word");
    assert_eq!((word.text.as_str(), word.chars), ("their", (0, 5)));
    assert!(word.others.contains(&"there".to_owned()), "{word:?}");
    bench.click("there");
    assert_eq!(bench.text(), "there house");
    bench.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.text(), "their house");
    // What is selected stays so, and is what the menu is about.
    bench.perform(UiAction::Session(Action::Select { anchor: 0, caret: 11 }));
    quick_click(&mut bench, pos2(225.0, 151.0), PointerButton::Secondary);
    assert_eq!((bench.view().anchor, bench.view().caret), (0, 11));
    bench.click("Bold");
    assert_eq!(bench.text(), "**their house**");
}

#[test]
fn a_replacement_by_nothing_is_a_deletion() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("the cat and the dog");
    bench.perform(UiAction::Session(Action::ReplaceEach {
        places: vec![(0, 4), (12, 16)],
        text: String::new(),
    }));
    assert_eq!(bench.text(), "cat and dog");
    assert_eq!(bench.state().status.text, "Deleted “the” in 2 places");
}

#[test]
fn save_as_begins_in_the_documents_own_folder() {
    let mut bench = Bench::scripted(&[]);
    let folder = bench.folder.path().join("elsewhere");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("note.md"), "A note.").unwrap();
    bench.perform(UiAction::Open(folder.join("note.md")));
    bench.until("opened", |window| window.logic().view().text == "A note.");
    bench.perform(UiAction::Show(Some(Panel::SaveAs)));
    bench.until("listed", |window| {
        window.logic().state.folder.path.ends_with("elsewhere")
    });
}

fn with(settings: Settings) -> Bench {
    Bench::with(script(&[]), tempfile::tempdir().unwrap(), settings)
}

#[test]
fn the_window_speaks_the_users_language() {
    for (interface, undo) in [
        (Interface::German, "Rückgängig"),
        (Interface::Spanish, "Deshacer"),
    ] {
        let mut settings = Settings::default();
        settings.window.language = interface;
        let bench = with(settings);
        assert!(bench.shows(undo), "{interface:?}");
        assert!(!bench.shows("What can I say"));
    }
}

#[test]
fn the_talk_key_is_the_users_choice() {
    let mut settings = Settings::default();
    settings.window.talk_key = TalkButton::Mouse4;
    let mut bench = with(settings);
    bench.key(Modifiers::NONE, Key::F9);
    assert_eq!(bench.view().listening, Listening::Idle);
    for pressed in [true, false] {
        bench.window.event(Event::PointerButton {
            pos: pos2(500.0, 300.0),
            button: PointerButton::Extra1,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    bench.window.run_steps(2);
    assert_ne!(bench.view().listening, Listening::Idle);
}

#[test]
fn every_setting_can_be_reached_and_set_back() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::Show(Some(Panel::Settings)));
    for name in [
        "High contrast",
        "Punctuation",
        "Capitals",
        "Smooth speech",
        "Spoken marks",
        "Use own words",
    ] {
        bench.turn(name);
    }
    bench.turn("More: Interface size");
    bench.turn("More: Text size");
    bench.turn("Digits");
    let set = bench.state().settings.clone();
    assert!(
        set.window.high_contrast
            && !set.polish.punctuation
            && !set.polish.capitals
            && !set.polish.disfluencies
    );
    assert!(
        (set.window.scale - 1.1).abs() < 1e-3 && set.window.font_size == 19.0,
        "{set:?}"
    );
    assert!((bench.window.ctx.zoom_factor() - 1.1).abs() < 1e-3);
    let file = bench.folder.path().join("settings.toml");
    bench.until("stored", |_| {
        let stored = Settings::load_from(&file).0;
        stored.window.high_contrast && !stored.polish.punctuation && stored.window.scale > 1.05
    });
    bench.turn("Reset settings");
    bench.perform(UiAction::Answer(parlance::ui::Reply::Yes));
    assert_eq!(bench.state().settings, Settings::default());
}
