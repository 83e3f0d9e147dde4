//! Controls in the window's look, each with its name for assistive technology.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align, Align2, Color32, CornerRadius, FontId, Frame, Galley, Layout, Margin, Response, RichText, Role,
    Sense, Shadow, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
};

use super::icons::{self, Icon};
use super::state::UiAction;
use super::strings::text;
use super::theme::{Face, Palette, font};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do here.
    Primary,
    /// Something else to do here.
    Plain,
    /// Text only.
    Quiet,
    /// Deletes something.
    Danger,
}

/// A button that has no ground of its own until the pointer is over it or it is selected; `radius` is that of its corners.
/// What stands in it is left to draw.
pub fn bare_button(
    ui: &mut Ui,
    size: Vec2,
    radius: u8,
    name: &str,
    (enabled, selected): (bool, bool),
) -> Response {
    let palette = Palette::of(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, enabled, name);
        info.selected = selected.then_some(true);
        info
    });
    let fill = match (selected, response.hovered() && enabled) {
        (true, _) => palette.accent_soft,
        (false, true) => palette.control,
        (false, false) => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius), fill);
    focus_ring(ui, &response, radius);
    response
}

/// A button with an icon; its name is its tooltip.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, enabled: bool, selected: bool) -> Response {
    let palette = Palette::of(ui);
    let size = Vec2::new(ui.spacing().interact_size.x + 4.0, 36.0);
    let response = bare_button(ui, size, 9, name, (enabled, selected));
    let colour = match (enabled, selected) {
        (false, _) => palette.faint,
        (true, true) => palette.accent,
        (true, false) => palette.ink,
    };
    icons::paint(ui.painter(), response.rect, 18.0, icon, colour);
    if enabled {
        response.on_hover_text(name)
    } else {
        response
    }
}

/// A button with words, and an icon before them if one is given.
pub fn button(ui: &mut Ui, icon: Option<Icon>, name: &str, weight: Weight) -> Response {
    let palette = Palette::of(ui);
    let (fill, hover, ink) = match weight {
        Weight::Primary => (
            palette.accent,
            palette.accent.gamma_multiply(0.9),
            palette.on_accent,
        ),
        Weight::Plain => (palette.control, palette.control_hover, palette.ink),
        Weight::Quiet => (Color32::TRANSPARENT, palette.control, palette.accent),
        Weight::Danger => (
            palette.removed.1,
            palette.removed.1.gamma_multiply(0.85),
            palette.removed.0,
        ),
    };
    let icon_width = if icon.is_some() { 24.0 } else { 0.0 };
    let pad = if weight == Weight::Quiet { 10.0 } else { 16.0 };
    let room = if ui.layout().main_wrap {
        ui.max_rect().width()
    } else {
        ui.available_width()
    };
    let room = (room - icon_width - 2.0 * pad).max(24.0);
    let galley = one_line(ui, name, font(Face::Strong, 13.5), ink, room);
    let size = Vec2::new(galley.size().x + icon_width + 2.0 * pad, 36.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let shown = if response.hovered() { hover } else { fill };
    ui.painter().rect_filled(rect, CornerRadius::same(10), shown);
    focus_ring(ui, &response, 10);
    if let Some(icon) = icon {
        let left = egui::Rect::from_min_size(rect.min + Vec2::new(pad - 2.0, 0.0), Vec2::new(18.0, 36.0));
        icons::paint(ui.painter(), left, 16.0, icon, ink);
    }
    put_name(ui, response, pad + icon_width, (galley, ink), name)
}

/// A button that asks for something, by the key of its name.
pub fn ask(ui: &mut Ui, out: &mut Vec<UiAction>, weight: Weight, key: &str, action: UiAction) {
    if button(ui, None, &text(key), weight).clicked() {
        out.push(action);
    }
}

/// A name in one line; what is wider than so many points ends in dots.
fn one_line(ui: &Ui, name: &str, face: FontId, ink: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(name.to_owned(), face, ink);
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints a name in a widget, so many points from its left edge; one that was cut off is whole in the tooltip.
fn put_name(
    ui: &Ui,
    response: Response,
    left: f32,
    (galley, ink): (Arc<Galley>, Color32),
    name: &str,
) -> Response {
    let rect = response.rect;
    let at = egui::pos2(rect.left() + left, rect.center().y - galley.size().y / 2.0);
    let cut = galley.elided;
    ui.painter().galley(at, galley, ink);
    if cut {
        response.on_hover_text(name)
    } else {
        response
    }
}

/// A line of a list with an icon, as wide as there is room; a name that is longer ends in dots. Whether it was clicked.
pub fn list_row(ui: &mut Ui, icon: Icon, name: &str) -> bool {
    let palette = Palette::of(ui);
    let size = Vec2::new(ui.available_width(), 34.0);
    let response = bare_button(ui, size, 9, name, (true, false));
    let rect = response.rect;
    let left = egui::Rect::from_min_size(rect.min + Vec2::new(8.0, 0.0), Vec2::new(18.0, 34.0));
    icons::paint(ui.painter(), left, 16.0, icon, palette.accent);
    let (face, room) = (font(Face::Plain, 14.0), rect.width() - 44.0);
    let galley = one_line(ui, name, face, palette.ink, room);
    put_name(ui, response, 34.0, (galley, palette.ink), name).clicked()
}

/// A switch with its name to the left; `true` when it was turned.
pub fn switch(ui: &mut Ui, on: &mut bool, name: &str, note: &str) -> bool {
    let palette = Palette::of(ui);
    let mut turned = false;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 56.0).max(80.0);
        ui.allocate_ui_with_layout(Vec2::new(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(name);
            if !note.is_empty() {
                ui.label(RichText::new(note).size(12.0).color(palette.muted));
            }
        });
        let (rect, response) = ui.allocate_exact_size(Vec2::new(40.0, 24.0), Sense::click());
        if response.clicked() {
            *on = !*on;
            turned = true;
        }
        let is_on = *on;
        response.widget_info(|| WidgetInfo::selected(Role::Switch, true, is_on, name));
        let way = ui.ctx().animate_bool(response.id, is_on);
        let track = if is_on {
            palette.accent
        } else {
            palette.control_hover
        };
        ui.painter().rect_filled(rect, CornerRadius::same(12), track);
        focus_ring(ui, &response, 12);
        let knob = egui::pos2(
            egui::lerp((rect.left() + 12.0)..=(rect.right() - 12.0), way),
            rect.center().y,
        );
        ui.painter().circle_filled(knob, 8.5, palette.paper);
    });
    turned
}

/// One of several: a row of buttons of which one is pressed. The new choice when it changed.
pub fn segments<T: Copy + PartialEq>(ui: &mut Ui, current: T, choices: &[(T, String)]) -> Option<T> {
    let palette = Palette::of(ui);
    let mut chosen = None;
    Frame::new()
        .fill(palette.control)
        .corner_radius(10)
        .inner_margin(3)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.horizontal(|ui| {
                let width =
                    (ui.available_width() - 2.0 * (choices.len() as f32 - 1.0)) / choices.len() as f32;
                for (value, name) in choices {
                    let on = *value == current;
                    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 28.0), Sense::click());
                    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
                    if on {
                        ui.painter()
                            .rect_filled(rect, CornerRadius::same(8), palette.paper);
                    }
                    focus_ring(ui, &response, 8);
                    let colour = if on { palette.accent } else { palette.muted };
                    let face = font(if on { Face::Strong } else { Face::Plain }, 13.0);
                    ui.painter()
                        .text(rect.center(), Align2::CENTER_CENTER, name, face, colour);
                    if response.clicked() && !on {
                        chosen = Some(*value);
                    }
                }
            });
        });
    chosen
}

/// A card that lies above the page and is as wide as there is room, with an edge of this colour.
pub fn card(ui: &mut Ui, edge: Color32, contents: impl FnOnce(&mut Ui)) {
    card_frame(ui, edge).show(ui, |ui| {
        ui.set_width(ui.available_width());
        contents(ui);
    });
}

/// The frame of a card.
pub fn card_frame(ui: &Ui, edge: Color32) -> Frame {
    Frame::new()
        .fill(Palette::of(ui).paper)
        .stroke(Stroke::new(1.0, edge))
        .corner_radius(14)
        .inner_margin(Margin::symmetric(20, 16))
        .shadow(Shadow {
            offset: [0, 4],
            blur: 18,
            spread: 0,
            color: Color32::from_black_alpha(22),
        })
}

/// A heading inside a panel or card.
pub fn heading(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(font(Face::Strong, 16.0)))
}

/// A small heading over a group.
pub fn group(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).muted;
    ui.add_space(8.0);
    ui.label(RichText::new(text).font(font(Face::Strong, 12.0)).color(colour))
}

/// Text of less weight that wraps.
pub fn note(ui: &mut Ui, text: &str) -> Response {
    let colour = Palette::of(ui).muted;
    remark(ui, text, colour)
}

/// The same in another colour.
pub fn remark(ui: &mut Ui, text: &str, colour: Color32) -> Response {
    ui.add(egui::Label::new(RichText::new(text).size(13.0).color(colour)).wrap())
}

/// Small text of less weight in one line, which ends in dots where there is no room.
pub fn aside(ui: &mut Ui, text: &str, size: f32) -> Response {
    let colour = Palette::of(ui).muted;
    ui.add(egui::Label::new(RichText::new(text).size(size).color(colour)).truncate())
}

/// The button at the right that closes what it stands in.
pub fn close_at_right(ui: &mut Ui, key: &str, action: UiAction, out: &mut Vec<UiAction>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if icon_button(ui, Icon::Close, &text(key), true, false).clicked() {
            out.push(action);
        }
    });
}

/// A key's name in a small frame.
pub fn key_cap(ui: &mut Ui, key: &str) {
    let palette = Palette::of(ui);
    Frame::new()
        .stroke(Stroke::new(1.0, palette.line))
        .fill(palette.ground)
        .corner_radius(5)
        .inner_margin(Margin::symmetric(6, 1))
        .show(ui, |ui| {
            ui.label(RichText::new(key).size(11.5).color(palette.muted))
        });
}

/// Keys that can be changed by a click.
pub fn key_button(ui: &mut Ui, keys: &str, name: &str) -> Response {
    let palette = Palette::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(keys.to_owned(), font(Face::Plain, 11.5), palette.muted);
    let (rect, response) = ui.allocate_exact_size(galley.size() + Vec2::new(12.0, 6.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let fill = if response.hovered() {
        palette.control_hover
    } else {
        palette.ground
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(5),
        fill,
        Stroke::new(1.0, palette.line),
        StrokeKind::Inside,
    );
    focus_ring(ui, &response, 5);
    ui.painter()
        .galley(rect.min + Vec2::new(6.0, 3.0), galley, palette.muted);
    response.on_hover_text(name)
}

/// A one-line field; the key of its hint is that of its name with `-hint`.
pub fn field(ui: &mut Ui, id: &str, typed: &mut String, key: &str) -> Response {
    let width = ui.available_width();
    line(ui, id, typed, key, width)
}

fn line(ui: &mut Ui, id: &str, typed: &mut String, key: &str, width: f32) -> Response {
    let edit = egui::TextEdit::singleline(typed)
        .id(egui::Id::unique(id.to_owned()))
        .hint_text(text(&format!("{key}-hint")))
        .margin(Margin::symmetric(10, 8))
        .desired_width(width);
    let response = ui.add(edit);
    name_node(ui, response.id, &text(key));
    response
}

/// A field with the button that takes what is in it, in one row, by the keys of their names; the field, and whether it is
/// to be taken: by the button or by Enter.
pub fn field_and_button(
    ui: &mut Ui,
    id: &str,
    typed: &mut String,
    key: &str,
    button_key: &str,
) -> (Response, bool) {
    let told = text(button_key);
    let words = ui
        .painter()
        .layout_no_wrap(told.clone(), font(Face::Strong, 13.5), Color32::BLACK);
    let beside = words.size().x + 32.0 + ui.spacing().item_spacing.x;
    ui.horizontal(|ui| {
        let width = (ui.available_width() - beside).max(80.0);
        let response = line(ui, id, typed, key, width);
        let pressed = button(ui, None, &told, Weight::Primary).clicked();
        let taken = pressed || entered(ui, &response);
        (response, taken)
    })
    .inner
}

/// Whether Enter was pressed in a field.
pub fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
}

/// Gives a node of the accessibility tree its name.
pub fn name_node(ui: &Ui, id: egui::Id, name: &str) {
    let name = name.to_owned();
    ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
}

/// Has what a widget says read out when it changes.
pub fn read_out(ui: &Ui, response: &Response) {
    let polite = egui::accesskit::Live::Polite;
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_live(polite));
}

/// Tells assistive technology how much of something there is: `share` of it, and what it is called.
pub fn measure_node(ui: &Ui, response: &Response, share: f32, name: &str) {
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, name));
    let percent = f64::from((share * 100.0).round());
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_numeric_value(percent));
}

/// The ring around what has the keyboard.
pub fn focus_ring(ui: &Ui, response: &Response, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, Palette::of(ui).accent);
        ui.painter().rect_stroke(
            response.rect,
            CornerRadius::same(radius),
            stroke,
            StrokeKind::Outside,
        );
    }
}
