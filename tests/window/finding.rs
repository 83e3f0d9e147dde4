//! The find bar: keys, count, case, round the end and back, and what is found can be spoken to.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::bench::Bench;

fn selected(bench: &Bench) -> String {
    let view = bench.view();
    let (start, end) = (view.anchor.min(view.caret), view.anchor.max(view.caret));
    view.text.chars().skip(start).take(end - start).collect()
}

#[test]
fn words_are_found_whatever_their_case_and_the_places_are_counted() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("Tuesday, then tuesday, then TUESDAY.");
    bench.perform(parlance::ui::UiAction::Session(
        parlance::session::Action::Select { anchor: 0, caret: 0 },
    ));
    bench.key(Modifiers::COMMAND, Key::F);
    bench.window.get_by_label("Find in this document");
    bench.type_text("tuesday");
    assert_eq!(selected(&bench), "Tuesday");
    assert!(bench.shows("1 of 3"));
    bench.key(Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&bench), "tuesday");
    bench.key(Modifiers::NONE, Key::F3);
    assert_eq!(selected(&bench), "TUESDAY");
    assert!(bench.shows("3 of 3"));
    bench.key(Modifiers::NONE, Key::Enter);
    assert!(bench.shows("1 of 3"), "round to the first");
    bench.key(Modifiers::SHIFT, Key::Enter);
    assert!(bench.shows("3 of 3"), "and back round to the last");
    assert_eq!(
        bench.text(),
        "Tuesday, then tuesday, then TUESDAY.",
        "finding changes nothing"
    );
    // What was found is the selection: words act on it.
    bench.say("delete that");
    assert!(!bench.text().contains("TUESDAY"), "{}", bench.text());
    assert!(bench.shows("2 found") || bench.shows("of 2"), "counted anew");
    bench.key(Modifiers::NONE, Key::Escape);
    assert!(bench.window.query_by_label("Find in this document").is_none());
    bench.window.run_steps(3);
    bench.type_text("x");
    assert!(bench.text().contains('x'), "the document has the keyboard again");
}

#[test]
fn words_are_replaced_one_by_one_and_all_at_once() {
    const TEXT: &str = "Tuesday, then tuesday, then TUESDAY.";
    let mut bench = Bench::scripted(&[]);
    bench.type_text(TEXT);
    bench.perform(parlance::ui::UiAction::Session(
        parlance::session::Action::Select { anchor: 0, caret: 0 },
    ));
    bench.key(Modifiers::COMMAND, Key::F);
    bench.type_text("tuesday");
    bench.key(Modifiers::COMMAND, Key::R);
    bench.window.get_by_label("Replace with");
    bench.type_text("Friday");
    bench.key(Modifiers::NONE, Key::Enter);
    assert_eq!(bench.text(), "Friday, then tuesday, then TUESDAY.");
    assert_eq!(selected(&bench), "tuesday", "the next one is ready");
    assert!(bench.shows("1 of 2") && bench.shows("Replaced “Tuesday” with “Friday”"));
    bench.click("Replace");
    assert_eq!(bench.text(), "Friday, then Friday, then TUESDAY.");
    bench.say("undo");
    bench.say("undo");
    assert_eq!(bench.text(), TEXT);
    bench.click("Replace all");
    assert_eq!(bench.text(), "Friday, then Friday, then Friday.");
    assert!(bench.shows("in 3 places") && bench.shows("Not found"));
    bench.say("undo");
    assert_eq!(bench.text(), TEXT, "all of them are one step");
    bench.key(Modifiers::NONE, Key::Escape);
    bench.window.run_steps(3);
    bench.say("redo");
    assert_eq!(bench.text(), "Friday, then Friday, then Friday.");
}

#[test]
fn what_is_put_in_is_not_found_again() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("a b a");
    bench.perform(parlance::ui::UiAction::Session(
        parlance::session::Action::Select { anchor: 0, caret: 0 },
    ));
    bench.key(Modifiers::COMMAND, Key::R);
    bench.type_text("a");
    // With no words to look for yet, they come first.
    assert_eq!(bench.state().find.as_ref().unwrap().query, "a");
    bench.key(Modifiers::COMMAND, Key::R);
    bench.type_text("aa");
    bench.key(Modifiers::NONE, Key::Enter);
    bench.key(Modifiers::NONE, Key::Enter);
    assert_eq!(bench.text(), "aa b aa");
    bench.key(Modifiers::COMMAND, Key::Z);
    bench.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(bench.text(), "a b a");
}

#[test]
fn what_is_not_there_is_said_and_the_caret_stays() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("nothing of the kind");
    let caret = bench.view().caret;
    bench.click("Find");
    bench.type_text("zebra");
    assert!(bench.shows("Not found"));
    assert_eq!(bench.view().caret, caret);
    bench.click("Close the find bar");
    assert!(!bench.shows("Not found"));
}

#[test]
fn a_selection_is_looked_for_and_the_last_words_come_back() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("one two one two");
    bench.say("select two");
    bench.key(Modifiers::NONE, Key::Escape);
    let was = selected(&bench);
    assert_eq!(was, "two");
    bench.key(Modifiers::COMMAND, Key::F);
    assert!(bench.shows("of 2"), "both places of “two”");
    bench.key(Modifiers::NONE, Key::Escape);
    bench.say("deselect");
    bench.key(Modifiers::COMMAND, Key::F);
    assert!(bench.shows("2"), "the words looked for last");
    assert_eq!(bench.state().find.as_ref().unwrap().query, "two");
}
