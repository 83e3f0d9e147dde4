//! The colours of the window: light, dark, and both of high contrast.

use egui::Color32;

/// The colours of one theme. Text colours keep a contrast of at least 4.5 to the surfaces they stand on
/// (WCAG 2, level AA); a test holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Fields and boxes on the paper.
    pub ground: Color32,
    /// The window: the page, bar and dock, and on it cards and panels.
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
    paper: rgb(0xFCFAF6),
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

const BLACK_ON_WHITE: Palette = Palette {
    ground: rgb(0xFFFFFF),
    paper: rgb(0xFFFFFF),
    control: rgb(0xEFEFEF),
    control_hover: rgb(0xDDDDDD),
    ink: rgb(0x000000),
    muted: rgb(0x1C1C1C),
    faint: rgb(0x595959),
    line: rgb(0x000000),
    accent: rgb(0x00443F),
    accent_soft: rgb(0xD9F2EE),
    on_accent: rgb(0xFFFFFF),
    record: rgb(0xA00000),
    amber: rgb(0x4A2F00),
    amber_soft: rgb(0xFFF0B8),
    added: (rgb(0x003D17), rgb(0xD5F5DF)),
    removed: (rgb(0x7A0000), rgb(0xFFE0DC)),
    selection: rgb(0xA8E6DC),
    speakers: [
        rgb(0x00443F),
        rgb(0x6B2C00),
        rgb(0x142A8C),
        rgb(0x6E0F50),
        rgb(0x314800),
        rgb(0x4A1A85),
    ],
};

const WHITE_ON_BLACK: Palette = Palette {
    ground: rgb(0x000000),
    paper: rgb(0x000000),
    control: rgb(0x1F1F1F),
    control_hover: rgb(0x333333),
    ink: rgb(0xFFFFFF),
    muted: rgb(0xE8E8E8),
    faint: rgb(0xA8A8A8),
    line: rgb(0xFFFFFF),
    accent: rgb(0x7FF5E2),
    accent_soft: rgb(0x00332E),
    on_accent: rgb(0x000000),
    record: rgb(0xFF9C8F),
    amber: rgb(0xFFD75E),
    amber_soft: rgb(0x2E2200),
    added: (rgb(0x9CFFBC), rgb(0x00300F)),
    removed: (rgb(0xFFB3A8), rgb(0x3D0500)),
    selection: rgb(0x005A50),
    speakers: [
        rgb(0x7FF5E2),
        rgb(0xFFC089),
        rgb(0xB9C5FF),
        rgb(0xFFB5E2),
        rgb(0xD4F07A),
        rgb(0xDCC2FF),
    ],
};

fn contrast_id() -> egui::Id {
    egui::Id::unique("high-contrast")
}

impl Palette {
    /// The palette of the theme that is on.
    pub fn of(ui: &egui::Ui) -> &'static Palette {
        Self::when(ui.visuals().dark_mode, Self::is_high_contrast(ui.ctx()))
    }

    /// The palette of the dark or the light theme, usual or of high contrast.
    pub const fn when(dark: bool, high_contrast: bool) -> &'static Palette {
        match (dark, high_contrast) {
            (false, false) => &LIGHT,
            (true, false) => &DARK,
            (false, true) => &BLACK_ON_WHITE,
            (true, true) => &WHITE_ON_BLACK,
        }
    }

    /// Uses the palettes of high contrast from now on, or the usual ones.
    pub fn use_high_contrast(ctx: &egui::Context, high_contrast: bool) {
        ctx.data_mut(|data| data.insert_temp(contrast_id(), high_contrast));
    }

    /// Whether the palettes of high contrast are in use.
    pub fn is_high_contrast(ctx: &egui::Context) -> bool {
        ctx.data(|data| data.get_temp(contrast_id())).unwrap_or_default()
    }

    /// Colour of a speaker.
    pub fn speaker(&self, number: u32) -> Color32 {
        self.speakers[number as usize % self.speakers.len()]
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
        for (name, p, least) in [
            ("light", &LIGHT, 4.5),
            ("dark", &DARK, 4.5),
            ("black on white", &BLACK_ON_WHITE, 7.0),
            ("white on black", &WHITE_ON_BLACK, 7.0),
        ] {
            let mut pairs = vec![
                (p.ink, p.ground),
                (p.ink, p.paper),
                (p.ink, p.control),
                (p.ink, p.selection),
                (p.muted, p.ground),
                (p.muted, p.paper),
                // Words that are being spoken.
                (p.muted, p.accent_soft),
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
                assert!(ratio >= least, "{name}: {text:?} on {surface:?} has {ratio:.2}");
            }
        }
    }
}
