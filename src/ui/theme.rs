//! Colours, typefaces and spacing of the window, light and dark.

use std::sync::Arc;

use egui::epaint::text::{FontTweak, VariationCoords};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, Vec2,
};

use super::preferences::{Preferences, ThemeChoice, Typeface};

/// The colours of one theme. Text colours keep a contrast of at least 4.5 to the surfaces they stand on
/// (WCAG 2, level AA); a test holds it.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Behind everything.
    pub ground: Color32,
    /// The sheet, cards and panels.
    pub paper: Color32,
    /// A control at rest.
    pub control: Color32,
    /// A control under the pointer.
    pub control_hover: Color32,
    /// Text.
    pub ink: Color32,
    /// Text of less weight.
    pub muted: Color32,
    /// Marks and hints that need not be read.
    pub faint: Color32,
    /// Lines between surfaces.
    pub line: Color32,
    /// The colour of what can be done.
    pub accent: Color32,
    /// Its ground.
    pub accent_soft: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Recording.
    pub record: Color32,
    /// Something needs attention.
    pub amber: Color32,
    /// Its ground.
    pub amber_soft: Color32,
    /// Text that comes, and its ground.
    pub added: (Color32, Color32),
    /// Text that goes, and its ground.
    pub removed: (Color32, Color32),
    /// Selected text's ground.
    pub selection: Color32,
    /// Colours of speakers, in the order in which they first speak.
    pub speakers: [Color32; 6],
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const LIGHT: Palette = Palette {
    ground: rgb(0xF3F0EA),
    paper: rgb(0xFFFEFB),
    control: rgb(0xEAE6DE),
    control_hover: rgb(0xE1DCD2),
    ink: rgb(0x22262A),
    muted: rgb(0x5F6469),
    faint: rgb(0xA5A39D),
    line: rgb(0xE2DDD3),
    accent: rgb(0x0E6660),
    accent_soft: rgb(0xDFEEEA),
    on_accent: rgb(0xFFFFFF),
    record: rgb(0xC8402F),
    amber: rgb(0x7A5200),
    amber_soft: rgb(0xFDF0D0),
    added: (rgb(0x17623A), rgb(0xDFF2E4)),
    removed: (rgb(0x9B2F25), rgb(0xFAE4E0)),
    selection: rgb(0xC9E4DF),
    speakers: [
        rgb(0x0E6660),
        rgb(0x9A4A12),
        rgb(0x3C4FA8),
        rgb(0x8A2F6B),
        rgb(0x4F6B12),
        rgb(0x6B3FA0),
    ],
};

const DARK: Palette = Palette {
    ground: rgb(0x131517),
    paper: rgb(0x1B1E21),
    control: rgb(0x272B2F),
    control_hover: rgb(0x31363B),
    ink: rgb(0xE8E5DF),
    muted: rgb(0xA2A6AA),
    faint: rgb(0x666B70),
    line: rgb(0x2C3034),
    accent: rgb(0x62C6B9),
    accent_soft: rgb(0x1C3531),
    on_accent: rgb(0x0C1C1A),
    record: rgb(0xF07F70),
    amber: rgb(0xE6B655),
    amber_soft: rgb(0x342A12),
    added: (rgb(0x86D9A3), rgb(0x1A3424)),
    removed: (rgb(0xF39C91), rgb(0x3C2320)),
    selection: rgb(0x274B46),
    speakers: [
        rgb(0x62C6B9),
        rgb(0xE8A36A),
        rgb(0x97A8F2),
        rgb(0xE59BCB),
        rgb(0xB6D069),
        rgb(0xC3A1EE),
    ],
};

impl Palette {
    /// The palette of the theme that is on.
    pub fn of(ui: &egui::Ui) -> &'static Palette {
        Self::when_dark(ui.visuals().dark_mode)
    }

    /// The palette of the dark or the light theme.
    pub const fn when_dark(dark: bool) -> &'static Palette {
        if dark { &DARK } else { &LIGHT }
    }

    /// Colour of a speaker.
    pub fn speaker(&self, number: u32) -> Color32 {
        self.speakers[number as usize % self.speakers.len()]
    }
}

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
    ctx.set_fonts(fonts());
    // Ctrl and plus change the document's text size; egui would blow up the whole window.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            restyle(style, Palette::when_dark(theme == egui::Theme::Dark))
        });
    }
}

/// Follows the user's choice of theme.
pub fn apply(ctx: &Context, preferences: &Preferences) {
    ctx.set_theme(match preferences.theme {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    });
}

fn fonts() -> FontDefinitions {
    const INTER: &[u8] = include_bytes!("fonts/inter.ttf");
    const LITERATA: &[u8] = include_bytes!("fonts/literata.ttf");
    const LITERATA_ITALIC: &[u8] = include_bytes!("fonts/literata-italic.ttf");
    let mut fonts = FontDefinitions::default();
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, bytes, weight) in [
        ("inter", INTER, 420.0),
        ("strong", INTER, 620.0),
        ("serif", LITERATA, 400.0),
        ("serif-strong", LITERATA, 680.0),
        ("serif-italic", LITERATA_ITALIC, 400.0),
    ] {
        let coords = VariationCoords::new([(*b"wght", weight)]);
        let data = FontData::from_static(bytes).tweak(FontTweak {
            coords,
            ..FontTweak::default()
        });
        fonts.font_data.insert(family.to_owned(), Arc::new(data));
        let chain: Vec<String> = std::iter::once(family.to_owned())
            .chain(fallback.iter().cloned())
            .collect();
        let key = match family {
            "inter" => FontFamily::Proportional,
            name => FontFamily::Name(name.into()),
        };
        fonts.families.insert(key, chain);
    }
    fonts
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
    style.spacing.scroll = egui::style::ScrollStyle::thin();
    style.spacing.slider_width = 160.0;
    style.interaction.selectable_labels = false;
    let visuals = &mut style.visuals;
    visuals.panel_fill = palette.ground;
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
    for (widget, fill, stroke, text) in [
        (
            &mut visuals.widgets.noninteractive,
            palette.paper,
            palette.line,
            palette.ink,
        ),
        (
            &mut visuals.widgets.inactive,
            palette.control,
            palette.control,
            palette.ink,
        ),
        (
            &mut visuals.widgets.hovered,
            palette.control_hover,
            palette.control_hover,
            palette.ink,
        ),
        (
            &mut visuals.widgets.active,
            palette.accent_soft,
            palette.accent,
            palette.ink,
        ),
        (
            &mut visuals.widgets.open,
            palette.control_hover,
            palette.control_hover,
            palette.ink,
        ),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.2, text);
        widget.corner_radius = round;
        widget.expansion = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.
    fn luminance(colour: Color32) -> f64 {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_surface_it_stands_on() {
        for (name, p) in [("light", &LIGHT), ("dark", &DARK)] {
            let mut pairs = vec![
                (p.ink, p.ground),
                (p.ink, p.paper),
                (p.ink, p.control),
                (p.ink, p.selection),
                (p.muted, p.ground),
                (p.muted, p.paper),
                (p.accent, p.paper),
                (p.accent, p.accent_soft),
                (p.on_accent, p.accent),
                (p.amber, p.amber_soft),
                (p.record, p.paper),
                p.added,
                p.removed,
            ];
            pairs.extend(p.speakers.map(|speaker| (speaker, p.paper)));
            for (text, surface) in pairs {
                let ratio = contrast(text, surface);
                assert!(ratio >= 4.5, "{name}: {text:?} on {surface:?} has {ratio:.2}");
            }
        }
    }
}
