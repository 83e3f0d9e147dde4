//! Colours, typefaces and spacing of the window, light and dark.

use egui::{Context, CornerRadius, FontFamily, FontId, Margin, Stroke, Vec2};

pub use super::palette::Palette;
use super::strings;
use super::typefaces;
use crate::settings::{Settings, Theme, Typeface};

/// Weights and families that the window uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Controls.
    Plain,
    /// Headings and buttons.
    Strong,
    /// The document, by its typeface.
    Text(Typeface),
    /// Bold in the document.
    TextBold(Typeface),
    /// Italic in the document.
    TextItalic(Typeface),
    /// Code.
    Mono,
}

/// The font of a face in points.
pub fn font(face: Face, size: f32) -> FontId {
    let name = |name: &str| FontFamily::Name(name.into());
    let family = match face {
        Face::Plain | Face::Text(Typeface::Sans) | Face::TextItalic(Typeface::Sans) => {
            FontFamily::Proportional
        }
        Face::Strong | Face::TextBold(Typeface::Sans) => name("strong"),
        Face::Text(Typeface::Serif) => name("serif"),
        Face::TextBold(Typeface::Serif) => name("serif-strong"),
        Face::TextItalic(Typeface::Serif) => name("serif-italic"),
        Face::Mono => FontFamily::Monospace,
    };
    FontId::new(size, family)
}

/// Loads typefaces and sets both themes' looks; called once.
pub fn install(ctx: &Context) {
    ctx.set_fonts(typefaces::definitions());
    // Ctrl and plus change the document's text size; egui would blow up the whole window.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    restyle_both(ctx, false);
}

fn restyle_both(ctx: &Context, high_contrast: bool) {
    Palette::use_high_contrast(ctx, high_contrast);
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        let palette = Palette::when(theme == egui::Theme::Dark, high_contrast);
        ctx.style_mut_of(theme, |style| restyle(style, palette));
    }
}

/// Follows the user's choice of theme and size.
pub fn apply(ctx: &Context, settings: &Settings) {
    if Palette::is_high_contrast(ctx) != settings.window.high_contrast {
        restyle_both(ctx, settings.window.high_contrast);
    }
    strings::use_language(settings.window.language);
    if ctx.zoom_factor() != settings.window.scale {
        ctx.set_zoom_factor(settings.window.scale);
    }
    ctx.set_theme(match settings.window.theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    });
}

fn restyle(style: &mut egui::Style, palette: &Palette) {
    use egui::TextStyle;
    style.text_styles = [
        (TextStyle::Small, font(Face::Plain, 12.0)),
        (TextStyle::Body, font(Face::Plain, 14.0)),
        (TextStyle::Button, font(Face::Plain, 14.0)),
        (TextStyle::Heading, font(Face::Strong, 18.0)),
        (TextStyle::Monospace, font(Face::Mono, 13.0)),
    ]
    .into();
    style.spacing.item_spacing = Vec2::new(8.0, 8.0);
    style.spacing.button_padding = Vec2::new(12.0, 6.0);
    style.spacing.interact_size = Vec2::new(32.0, 32.0);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.scroll = egui::style::ScrollStyle {
        floating_width: 5.0,
        bar_width: 10.0,
        ..egui::style::ScrollStyle::thin()
    };
    style.spacing.slider_width = 160.0;
    style.interaction.selectable_labels = false;
    let visuals = &mut style.visuals;
    visuals.panel_fill = palette.paper;
    visuals.window_fill = palette.paper;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(12);
    visuals.menu_corner_radius = CornerRadius::same(10);
    visuals.extreme_bg_color = palette.paper;
    visuals.text_edit_bg_color = Some(palette.ground);
    visuals.faint_bg_color = palette.ground;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.muted);
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.amber;
    visuals.error_fg_color = palette.record;
    visuals.selection.bg_fill = palette.selection;
    visuals.selection.stroke = Stroke::new(1.5, palette.accent);
    visuals.text_cursor.stroke = Stroke::new(2.0, palette.accent);
    visuals.slider_trailing_fill = true;
    let round = CornerRadius::same(8);
    let widgets = &mut visuals.widgets;
    for (widget, fill, stroke) in [
        (&mut widgets.noninteractive, palette.paper, palette.line),
        (&mut widgets.inactive, palette.control, palette.control),
        (&mut widgets.hovered, palette.control_hover, palette.control_hover),
        (&mut widgets.active, palette.accent_soft, palette.accent),
        (&mut widgets.open, palette.control_hover, palette.control_hover),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.2, palette.ink);
        widget.corner_radius = round;
        widget.expansion = 0.0;
    }
}
