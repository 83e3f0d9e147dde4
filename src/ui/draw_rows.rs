//! Rows of the settings, in parts with a heading; what is searched for leaves out all others.

use std::ops::RangeInclusive;

use egui::{Align, ComboBox, Layout, Ui};

use super::icons::Icon;
use super::strings::{text, text_with};
use super::widgets::{field, group, icon_button, name_node, note, segments, switch};

/// A part of the settings.
pub struct Part<'a> {
    title: String,
    sought: &'a str,
    headed: bool,
    /// Whether something was changed in it.
    pub changed: bool,
}

impl<'a> Part<'a> {
    /// The part whose heading has this key; `sought` are words in small letters, or none.
    pub fn new(title: &str, sought: &'a str) -> Self {
        Part {
            title: text(title),
            sought,
            headed: false,
            changed: false,
        }
    }

    /// Whether a row that says these words is shown; the first one that is brings the heading.
    pub fn shows(&mut self, ui: &mut Ui, words: &[&str]) -> bool {
        let all = format!("{} {}", self.title, words.join(" ")).to_lowercase();
        let shown = self.sought.split_whitespace().all(|word| all.contains(word));
        if shown && !self.headed {
            self.headed = true;
            group(ui, &self.title);
        }
        shown
    }

    /// A switch; the key of its note ends in `-note`.
    pub fn switch(&mut self, ui: &mut Ui, on: &mut bool, key: &str) {
        let (name, note) = (text(key), text(&format!("{key}-note")));
        if self.shows(ui, &[&name, &note]) {
            self.changed |= switch(ui, on, &name, &note);
        }
    }

    /// One of a few, in a row of buttons.
    pub fn choose<T: Copy + PartialEq>(&mut self, ui: &mut Ui, current: &mut T, choices: &[(T, &str)]) {
        let named: Vec<(T, String)> = choices.iter().map(|&(value, key)| (value, text(key))).collect();
        self.choose_named(ui, current, &named);
    }

    /// The same, with the words themselves.
    pub fn choose_named<T: Copy + PartialEq>(
        &mut self,
        ui: &mut Ui,
        current: &mut T,
        choices: &[(T, String)],
    ) {
        let words: Vec<&str> = choices.iter().map(|(_, word)| word.as_str()).collect();
        if self.shows(ui, &words)
            && let Some(chosen) = segments(ui, *current, choices)
        {
            *current = chosen;
            self.changed = true;
        }
    }

    /// A remark under the row above.
    pub fn note(&mut self, ui: &mut Ui, told: &str) {
        if self.shows(ui, &[told]) {
            note(ui, told);
        }
    }

    /// A line of text that is taken over when the keyboard leaves it; what `take` refuses stays there with a remark, whose
    /// key ends in `-wrong`, and changes nothing.
    pub fn entry(
        &mut self,
        ui: &mut Ui,
        key: &str,
        current: &str,
        take: impl FnOnce(&str) -> Result<(), ()>,
    ) {
        let name = text(key);
        if !self.shows(ui, &[&name]) {
            return;
        }
        // What is being typed is nobody's setting yet.
        let id = egui::Id::unique(key.to_owned()).with("typed");
        let kept: Option<(String, bool)> = ui.data(|data| data.get_temp(id));
        let (mut typed, mut wrong) = kept.unwrap_or_else(|| (current.to_owned(), false));
        ui.label(&name);
        let response = field(ui, key, &mut typed, key);
        wrong &= !response.changed();
        if response.lost_focus() && typed.trim() != current {
            wrong = take(typed.trim()).is_err();
            self.changed |= !wrong;
        }
        if wrong {
            note(ui, &text(&format!("{key}-wrong")));
        }
        // Asked before: whoever holds the data must not ask for the focus.
        let held = wrong || response.has_focus();
        ui.data_mut(|data| {
            if held {
                data.insert_temp(id, (typed, wrong));
            } else {
                data.remove::<(String, bool)>(id);
            }
        });
    }

    /// A number with a button for less and one for more: what is set may move the buttons, but not from under a drag.
    pub fn stepper(
        &mut self,
        ui: &mut Ui,
        key: &str,
        value: &mut f32,
        range: RangeInclusive<f32>,
        step: f32,
        shown: impl Fn(f32) -> String,
    ) {
        let name = text(key);
        if !self.shows(ui, &[&name]) {
            return;
        }
        let before = *value;
        ui.horizontal(|ui| {
            ui.label(&name);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (icon, key, by) in [(Icon::Plus, "ui-more", step), (Icon::Minus, "ui-less", -step)] {
                    let told = text_with(key, &[("what", name.as_str().into())]);
                    let to = ((*value + by) / step).round() * step;
                    let possible = range.contains(&(to - by.signum() * 0.001));
                    if icon_button(ui, icon, &told, possible, false).clicked() && possible {
                        *value = to.clamp(*range.start(), *range.end());
                    }
                    if by > 0.0 {
                        ui.label(shown(before));
                    }
                }
            });
        });
        self.changed |= *value != before;
    }

    /// One of several, too many for a row of buttons.
    pub fn pick<T: Clone + PartialEq>(
        &mut self,
        ui: &mut Ui,
        key: &str,
        current: &mut T,
        choices: &[(T, String)],
    ) {
        let name = text(key);
        let chosen = choices.iter().find(|(value, _)| value == current);
        let chosen = chosen.map_or("?", |(_, shown)| shown.as_str());
        if !self.shows(ui, &[&name, chosen]) {
            return;
        }
        let before = current.clone();
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let combo = ComboBox::from_id_salt(key.to_owned())
                    .selected_text(chosen)
                    .width(130.0)
                    .truncate()
                    .show_ui(ui, |ui| {
                        for (value, shown) in choices {
                            ui.selectable_value(current, value.clone(), shown);
                        }
                    });
                name_node(ui, combo.response.id, &name);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(&name).truncate());
                });
            });
        });
        self.changed |= *current != before;
    }
}
