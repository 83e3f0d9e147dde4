//! Every widget that can be used has a name, is reached by Tab, and lies within the window.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use parlance::ui::{FindStep, Panel, UiAction};

use super::bench::Bench;

/// Every state of the window: no panel, and each of them.
const PANELS: [Option<Panel>; 12] = [
    None,
    Some(Panel::Help),
    Some(Panel::Transcript),
    Some(Panel::History),
    Some(Panel::Words),
    Some(Panel::Statistics),
    Some(Panel::Settings),
    Some(Panel::Open),
    Some(Panel::Import),
    Some(Panel::SaveAs),
    Some(Panel::Export),
    Some(Panel::Models),
];

/// Something that can be used.
struct Usable {
    id: u64,
    role: Role,
    name: String,
    enabled: bool,
    bounds: egui::Rect,
}

fn usable(bench: &Bench) -> Vec<Usable> {
    let nodes = bench.window.root().children_recursive();
    let usable = nodes.filter_map(|node| {
        let node = node.accesskit_node();
        let bounds = node.bounding_box().map_or(egui::Rect::NOTHING, |bounds| {
            egui::Rect::from_min_max(
                egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
                egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
            )
        });
        let counts = matches!(
            node.role(),
            Role::Button
                | Role::CheckBox
                | Role::Switch
                | Role::RadioButton
                | Role::TextInput
                | Role::MultilineTextInput
                | Role::ComboBox
                | Role::Slider
                | Role::SpinButton
        );
        counts.then(|| Usable {
            id: node.locate().0.0,
            role: node.role(),
            name: node.label().unwrap_or_default(),
            enabled: !node.is_disabled(),
            bounds,
        })
    });
    usable.collect()
}

fn full() -> Bench {
    let mut bench = Bench::dictated(&["1: one utterance", "2: and another one"]);
    bench.perform(UiAction::AddWord("Siobhán".to_owned()));
    bench.perform(UiAction::Find(FindStep::Replace));
    bench
}

/// What can be used once what other threads look up (the files of a folder) has come and moves nothing any more.
fn settled(bench: &mut Bench) -> Vec<Usable> {
    let ids = |bench: &Bench| usable(bench).iter().map(|widget| widget.id).collect::<Vec<_>>();
    let mut same = 0;
    let mut last = Vec::new();
    while same < 10 {
        bench.window.run_steps(1);
        std::thread::sleep(std::time::Duration::from_millis(20));
        let now = ids(bench);
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
    usable(bench)
}

#[test]
fn everything_that_can_be_used_has_a_name() {
    let mut bench = full();
    for panel in PANELS {
        bench.perform(UiAction::Show(panel));
        bench.window.run_steps(3);
        let found = usable(&bench);
        assert!(found.len() > 15, "{panel:?} shows {} controls", found.len());
        for widget in found {
            assert!(
                !widget.name.trim().is_empty(),
                "{panel:?}: a {:?} without a name",
                widget.role
            );
        }
    }
}

#[test]
fn tab_reaches_everything_that_can_be_used() {
    let mut bench = full();
    for panel in PANELS {
        bench.perform(UiAction::Show(panel));
        let wanted: Vec<Usable> = settled(&mut bench)
            .into_iter()
            .filter(|widget| widget.enabled)
            .collect();
        let mut reached = BTreeSet::new();
        // Twice round: a list that comes late moves what stands behind it.
        for _ in 0..2 * wanted.len() + 24 {
            bench.window.key_press_modifiers(Modifiers::NONE, Key::Tab);
            bench.window.run_steps(1);
            reached.extend(
                bench
                    .window
                    .ctx
                    .memory(|memory| memory.focused())
                    .map(|id| id.value()),
            );
        }
        let missed: Vec<&str> = wanted
            .iter()
            .filter(|widget| !reached.contains(&widget.id))
            .map(|widget| widget.name.as_str())
            .collect();
        assert!(missed.is_empty(), "{panel:?}: Tab never reaches {missed:?}");
    }
}

#[test]
fn escape_leaves_the_keyboard_with_the_document() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("before");
    bench.key(Modifiers::NONE, Key::Escape);
    bench.type_text(" and after");
    assert_eq!(bench.text(), "before and after");
}

#[test]
fn a_panels_key_gives_it_the_keyboard_before_it_closes_it() {
    let mut bench = Bench::scripted(&[]);
    bench.type_text("red and red");
    bench.key(Modifiers::COMMAND, Key::K);
    bench.type_text("delete red");
    bench.key(Modifiers::NONE, Key::Enter);
    bench.key(Modifiers::ALT, Key::Num2);
    assert_eq!(bench.text(), "and red");
    // The field has kept the keyboard; from the document, the key leads back to it.
    bench.window.get_by_label("Document").focus();
    bench.window.run_steps(2);
    bench.key(Modifiers::COMMAND, Key::K);
    assert_eq!(bench.state().panel, Some(Panel::Help));
    bench.type_text("delete red");
    bench.key(Modifiers::NONE, Key::Enter);
    assert_eq!(bench.text(), "and");
    bench.key(Modifiers::COMMAND, Key::K);
    assert_eq!(bench.state().panel, None, "closed from within");
}

#[test]
fn own_words_are_typed_in_a_row_and_texts_to_insert_are_listed() {
    let mut bench = Bench::scripted(&[]);
    bench.perform(UiAction::Show(Some(Panel::Words)));
    for word in ["Kowalczyk", "my address => 12 Main Street"] {
        bench.type_text(word);
        bench.key(Modifiers::NONE, Key::Enter);
    }
    assert!(bench.shows("my address => 12 Main Street"));
    bench.click("Forget my address");
    let view = bench.view();
    assert_eq!(
        (view.vocabulary.words.len(), view.vocabulary.replacements.len()),
        (1, 0)
    );
}

#[test]
fn nothing_sticks_out_or_lies_over_something_else() {
    let mut bench = full();
    for size in [[1080.0, 780.0], [560.0, 420.0], [700.0, 900.0]] {
        bench.window.set_size(size.into());
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, size.into()).expand(1.0);
        for panel in [None, Some(Panel::Settings), Some(Panel::Statistics)] {
            bench.perform(UiAction::Show(panel));
            bench.window.run_steps(4);
            // The bars at the top and at the bottom never scroll.
            let bars: Vec<Usable> = usable(&bench)
                .into_iter()
                .filter(|widget| widget.bounds.is_positive())
                .filter(|widget| widget.bounds.max.y < 56.0 || widget.bounds.min.y > size[1] - 96.0)
                .filter(|widget| !matches!(widget.role, Role::MultilineTextInput))
                .filter(|widget| panel.is_none() || widget.bounds.max.y < 56.0)
                .collect();
            assert!(bars.len() > 8, "{size:?} {panel:?}");
            for (index, widget) in bars.iter().enumerate() {
                let bounds = widget.bounds;
                assert!(
                    screen.contains_rect(bounds),
                    "{size:?} {panel:?}: “{}” sticks out: {bounds:?}",
                    widget.name
                );
                for other in &bars[..index] {
                    let over = bounds.intersect(other.bounds);
                    assert!(
                        over.width() < 2.0 || over.height() < 2.0,
                        "{size:?} {panel:?}: “{}” lies over “{}”",
                        widget.name,
                        other.name
                    );
                }
            }
        }
    }
}
