//! The window: logic first, then drawing; keys before widgets.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{
    CentralPanel, Event, Frame, Id, Margin, OutputCommand, Panel as SidePanel, RawInput, Ui, ViewportCommand,
};

use crate::session::{Action, Listening, Session};

use super::backend::Backend;
use super::draw_cards;
use super::draw_dock;
use super::draw_document::{document_id, sheet_place};
use super::draw_files;
use super::draw_find;
use super::draw_format;
use super::draw_panel;
use super::draw_player;
use super::draw_reading;
use super::draw_sheet::document;
use super::draw_speakers;
use super::draw_toasts;
use super::draw_top;
use super::draw_trial;
use super::keys;
use super::layout::LayoutCache;
use super::logic::Logic;
use super::part;
use super::state::UiAction;
use super::strings::text;
use super::theme::{self, Palette};
use super::typefaces;
use crate::session::TalkKey;
use crate::settings::Settings;

/// The level meter moves this often, in frames a second: smooth to the eye, cheap for the machine.
const METER_HZ: u64 = 25;

/// In a window narrower than this a panel takes the place of the sheet, in points.
const PANEL_ALONE: f32 = 680.0;

/// The editor's window.
pub struct Window {
    logic: Logic,
    talk: TalkKey,
    layout: LayoutCache,
    title: String,
    /// Text for the clipboard has been primed, so that the paste key reaches us.
    primed: bool,
}

impl Window {
    /// A window over a session and a backend.
    pub fn new(
        ctx: &egui::Context,
        session: Session,
        mut backend: Box<dyn Backend>,
        settings: Settings,
    ) -> Self {
        theme::install(ctx);
        typefaces::fall_back(ctx, backend.fonts());
        theme::apply(ctx, &settings);
        let waker = ctx.clone();
        backend.set_wake(Arc::new(move || waker.request_repaint()));
        Window {
            logic: Logic::new(session, backend, settings),
            talk: TalkKey::default(),
            layout: LayoutCache::default(),
            title: String::new(),
            primed: false,
        }
    }

    /// Session, backend and state: for tests that look behind the window.
    pub fn logic(&self) -> &Logic {
        &self.logic
    }

    /// The same, to act on.
    pub fn logic_mut(&mut self) -> &mut Logic {
        &mut self.logic
    }

    fn read_keys(&mut self, ctx: &egui::Context) -> Vec<UiAction> {
        let talk = &mut self.talk;
        let (view, state) = self.logic.split();
        let listening = !matches!(view.listening, Listening::Idle | Listening::Finishing);
        let writing = ctx.memory(|memory| memory.focused()) == Some(document_id());
        ctx.input_mut(|input| {
            let mut actions: Vec<UiAction> = keys::talk(input, talk, state, listening).into_iter().collect();
            actions.extend(keys::shortcuts(input, &view, state, writing));
            actions
        })
    }

    /// Asks for the next frames: the meter while listening, the talk key's grace, autosave.
    fn plan_repaints(&self, ctx: &egui::Context) {
        let state = &self.logic.state;
        let plays = state.playing.is_some()
            || state.playing_history.is_some()
            || state.reading.is_some()
            || state.trial.is_some();
        if plays || self.logic.is_listening() || self.logic.state.level > 0.01 || self.logic.state.peak > 0.02
        {
            ctx.request_repaint_after(Duration::from_millis(1000 / METER_HZ));
        }
        if let Some(due) = self.talk.due() {
            let wait = due - ctx.input(|input| input.time);
            ctx.request_repaint_after(Duration::from_secs_f64(wait.clamp(0.001, 1.0)));
        }
        let notice = self.logic.state.notices.due();
        let notice = notice.map(|due| due.saturating_duration_since(Instant::now()));
        let deletion = self.logic.deletion_in();
        for wait in [
            self.logic.autosave_in(),
            self.logic.message_due(),
            notice,
            deletion,
        ]
        .into_iter()
        .flatten()
        {
            ctx.request_repaint_after(wait + Duration::from_millis(5));
        }
    }

    fn set_title(&mut self, ctx: &egui::Context) {
        let dirty = if self.logic.view().dirty { "• " } else { "" };
        let title = format!("{dirty}{} – parlance", self.logic.title());
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn handle_close(&mut self, ctx: &egui::Context) {
        if ctx.input(|input| input.viewport().close_requested()) && !self.logic.state.may_close {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.logic.perform(UiAction::Close);
        }
        if std::mem::take(&mut self.logic.state.closing) {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn count_words(&mut self) {
        let (view, state) = self.logic.split();
        state.doubtful.update(&view, state.settings.window.mark_doubtful);
        if self.layout.blocks.take(view.text) {
            state.counted = (view.revision, self.layout.blocks.words());
        } else if state.counted.0 != view.revision || view.revision == 0 {
            state.counted = (view.revision, part::count_words(view.text));
        }
    }

    /// Gives the keyboard to the document where an action takes it from what had it, or a click from everything. The
    /// panel's field in which somebody types keeps it.
    fn place_focus(&mut self, ui: &Ui, actions: &[UiAction]) {
        let released = ui.input(|input| input.pointer.any_released());
        let focused = ui.memory(|memory| memory.focused());
        let field = self.logic.state.panel.and_then(super::state::Panel::first_field);
        let in_field = focused.is_some() && focused == field.map(|field| Id::unique(field.to_owned()));
        // The find bar that a click opens takes the keyboard itself.
        let finds = |action: &UiAction| matches!(action, UiAction::Find(super::find::FindStep::Open));
        let finding =
            actions.iter().any(finds) || self.logic.state.find.as_ref().is_some_and(|find| find.focus);
        let lost = released && focused.is_none() && !finding && !egui::Popup::is_any_open(ui.ctx());
        let taken = actions
            .iter()
            .any(|action| takes_widget_away(action) || (released && edits(action)));
        if lost || taken && !in_field {
            self.logic.state.focus_document = true;
        }
    }

    /// Takes what widgets put on the clipboard: one owner, which outlives the window.
    fn take_copies(&mut self, ctx: &egui::Context) {
        let mut copied = Vec::new();
        ctx.output_mut(|output| {
            output.commands.retain(|command| match command {
                OutputCommand::CopyText(text) => {
                    copied.push(text.clone());
                    false
                }
                _ => true,
            });
            // eframe reports a paste key only while its own clipboard holds something; what it holds does
            // not matter, the text is fetched elsewhere.
            if !self.primed {
                self.primed = true;
                output.commands.push(OutputCommand::CopyText(" ".to_owned()));
            }
        });
        let writing = ctx.memory(|memory| memory.has_focus(document_id()));
        for text in copied {
            self.logic.perform(match writing {
                true => UiAction::CopyText(text),
                false => UiAction::CopyPlain(text),
            });
        }
    }
}

impl eframe::App for Window {
    fn raw_input_hook(&mut self, ctx: &egui::Context, input: &mut RawInput) {
        let before = input.events.len();
        input.events.retain(|event| !matches!(event, Event::Paste(_)));
        if input.events.len() < before {
            self.logic.perform(UiAction::Paste);
        }
        if let Some(text) = self.logic.take_pasted() {
            let writing = ctx.memory(|memory| memory.has_focus(document_id()));
            let text = if writing {
                self.logic.with_marks(text)
            } else {
                text
            };
            input.events.push(Event::Paste(text));
        }
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.logic.drain();
        self.logic.in_front(ctx.input(|input| input.focused));
        self.count_words();
        self.set_title(ctx);
        self.handle_close(ctx);
        self.plan_repaints(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        theme::apply(ui.ctx(), &self.logic.state.settings);
        let mut actions = self.read_keys(ui.ctx());
        let dropped = ui.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_path_buf()).collect()
        });
        actions.extend(draw_files::opening_all(dropped));
        let (view, state) = self.logic.split();
        draw(ui, &view, state, &mut self.layout, &mut actions);
        self.place_focus(ui, &actions);
        if !actions.is_empty() {
            ui.ctx().request_repaint();
        }
        actions.into_iter().for_each(|action| self.logic.perform(action));
        self.take_copies(ui.ctx());
    }
}

/// What edits or listens; after a click for it the keyboard is wanted in the document.
fn edits(action: &UiAction) -> bool {
    matches!(
        action,
        UiAction::Session(_) | UiAction::CopyAll | UiAction::RestoreClipboard | UiAction::PasteIntoDocument
    )
}

/// The button that asked for it is gone in the next frame, and with it what had the keyboard.
fn takes_widget_away(action: &UiAction) -> bool {
    matches!(
        action,
        UiAction::Listen(_)
            | UiAction::Recover(_)
            | UiAction::Answer(_)
            | UiAction::Session(Action::AcceptPreview | Action::Choose(_) | Action::Cancel)
    )
}

type Out = Vec<UiAction>;

fn draw(
    ui: &mut Ui,
    view: &crate::session::View,
    state: &mut super::state::UiState,
    cache: &mut LayoutCache,
    out: &mut Out,
) {
    let palette = Palette::of(ui);
    let bar = Frame::new()
        .fill(palette.paper)
        .inner_margin(Margin::symmetric(14, 0));
    SidePanel::top("top")
        .exact_size(52.0)
        .frame(bar)
        .show_separator_line(false)
        .show(ui, |ui| {
            draw_top::top_bar(ui, view, state, out);
        });
    let dock = Frame::new().fill(palette.paper).inner_margin(Margin {
        left: 24,
        right: 24,
        top: 10,
        bottom: 8,
    });
    SidePanel::bottom("dock")
        .frame(dock)
        .show_separator_line(false)
        .show(ui, |ui| {
            // An empty column would take room from the page.
            if state.question.is_some() || view.preview.is_some() || !view.choices.is_empty() {
                in_column(ui, |ui| waiting(ui, view, state, out));
            }
            if state.playing.is_some() {
                in_column(ui, |ui| draw_player::player(ui, state, out));
            }
            draw_dock::dock(ui, view, state, out);
        });
    let bottom = ui.available_rect_before_wrap().bottom();
    // A panel has the height of the last frame: one that grew or shrank is drawn again before it is seen.
    let dock_top = Id::unique("dock-top");
    let before = ui.data_mut(|data| data.get_temp::<f32>(dock_top));
    ui.data_mut(|data| data.insert_temp(dock_top, bottom));
    if before.is_some_and(|before| (before - bottom).abs() > 0.5) {
        ui.ctx().request_discard("the dock has another height");
    }
    let narrow = ui.available_width() < PANEL_ALONE;
    let side = Frame::new()
        .fill(palette.paper)
        .inner_margin(Margin::symmetric(18, 14));
    if let Some(panel) = state.panel.filter(|_| narrow) {
        // Beside a panel nothing of the sheet could be read.
        CentralPanel::default().frame(side).show(ui, |ui| {
            draw_panel::panel(ui, panel, view, state, out);
        });
        draw_toasts::toasts(ui, ui.ctx().content_rect().x_range(), bottom, state, out);
        return;
    }
    if let Some(panel) = state.panel {
        SidePanel::right("side")
            .default_size(340.0)
            .size_range(280.0..=480.0)
            .frame(side)
            .show(ui, |ui| {
                draw_panel::panel(ui, panel, view, state, out);
            });
    }
    let middle = ui.available_rect_before_wrap().x_range();
    CentralPanel::default()
        .frame(Frame::new().fill(palette.paper))
        .show(ui, |ui| {
            let formats = draw_format::is_shown(ui, view, state);
            let cards = formats
                || state.find.is_some()
                || draw_speakers::shows_speakers(view, &state.settings)
                || state.recovery.is_some()
                || state.reading.is_some()
                || state.trial.is_some()
                || draw_cards::wants_welcome(view);
            // An empty column would push the sheet down.
            if cards {
                in_column(ui, |ui| {
                    if formats {
                        draw_format::row(ui, view, state, out);
                    }
                    draw_find::bar(ui, view, state, out);
                    draw_reading::reading(ui, state, out);
                    draw_trial::trial(ui, state, out);
                    draw_speakers::speakers(ui, view, state, out);
                    if let Some(recovery) = &state.recovery {
                        draw_cards::recovery(ui, recovery, out);
                    } else if draw_cards::wants_welcome(view) {
                        ui.add_space(8.0);
                        draw_cards::welcome(ui, &state.settings, out);
                    }
                });
            }
            document(ui, view, state, cache, out);
        });
    draw_toasts::toasts(ui, middle, bottom, state, out);
}

/// What waits for an answer stands over the record button, one thing at a time.
fn waiting(ui: &mut Ui, view: &crate::session::View, state: &super::state::UiState, out: &mut Out) {
    if let Some(question) = &state.question {
        draw_cards::question(ui, question, out);
    } else if let Some(preview) = view.preview {
        draw_cards::preview(ui, preview, state.settings.window.typeface, out);
    } else if !view.choices.is_empty() {
        draw_cards::choices(ui, view, out);
    }
}

/// Keeps to the width of the sheet.
fn in_column(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let (side, width) = sheet_place(ui);
    ui.horizontal(|ui| {
        let gap = std::mem::take(&mut ui.spacing_mut().item_spacing.x);
        ui.add_space(side);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            ui.set_width(width);
            contents(ui);
        });
    });
}

/// Opens the window, with the file `first` in it, and returns when it was closed.
///
/// # Errors
/// When the system gives no window or no OpenGL.
pub fn run(
    session: impl FnOnce() -> Session + 'static,
    backend: Box<dyn Backend>,
    settings: Settings,
    first: Option<PathBuf>,
) -> eframe::Result {
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title(text("ui-name"))
            .with_app_id("parlance")
            .with_inner_size([1080.0, 780.0])
            .with_min_inner_size([560.0, 420.0]),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "parlance",
        options,
        Box::new(move |creation| {
            let mut window = Window::new(&creation.egui_ctx, session(), backend, settings);
            if let Some(path) = first {
                window.logic.perform(draw_files::opening(path));
            }
            Ok(Box::new(window))
        }),
    )
}
