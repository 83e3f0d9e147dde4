//! The typefaces of the window, and the system's fonts for letters that they lack.

use std::sync::Arc;

use egui::epaint::text::{FallbackRequest, FontInsert, FontTweak, VariationCoords};
use egui::{Context, FontData, FontDefinitions, FontFamily};

use super::backend::FontSource;

/// A typeface: its letters by parts of the world, the Latin ones first.
type Parts = [&'static [u8]; 5];

macro_rules! parts {
    ($name:literal) => {
        [
            include_bytes!(concat!("fonts/", $name, ".ttf")),
            include_bytes!(concat!("fonts/", $name, "-latin-ext.ttf")),
            include_bytes!(concat!("fonts/", $name, "-vietnamese.ttf")),
            include_bytes!(concat!("fonts/", $name, "-cyrillic.ttf")),
            include_bytes!(concat!("fonts/", $name, "-greek.ttf")),
        ]
    };
}

const INTER: Parts = parts!("inter");
const LITERATA: Parts = parts!("literata");
const LITERATA_ITALIC: Parts = parts!("literata-italic");

/// Families by name, with their weights.
const FAMILIES: [(&str, &Parts, f32); 5] = [
    ("inter", &INTER, 420.0),
    ("strong", &INTER, 620.0),
    ("serif", &LITERATA, 400.0),
    ("serif-strong", &LITERATA, 680.0),
    ("serif-italic", &LITERATA_ITALIC, 400.0),
];

/// The window's families, over egui's own.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, parts, weight) in FAMILIES {
        let mut chain = Vec::new();
        for (number, bytes) in parts.iter().enumerate() {
            let tweak = FontTweak {
                coords: VariationCoords::new([(*b"wght", weight)]),
                ..FontTweak::default()
            };
            let name = format!("{family}-{number}");
            let data = FontData::from_static(bytes).tweak(tweak);
            fonts.font_data.insert(name.clone(), Arc::new(data));
            chain.push(name);
        }
        chain.extend(fallback.iter().cloned());
        let key = match family {
            "inter" => FontFamily::Proportional,
            name => FontFamily::Name(name.into()),
        };
        fonts.families.insert(key, chain);
    }
    fonts
}

/// Asks this source for letters that no family has.
pub fn fall_back(ctx: &Context, source: FontSource) {
    ctx.add_font_provider(Arc::new(move |request: &FallbackRequest<'_>| {
        let letter = request.cluster.chars().next()?;
        let found = source(letter)?;
        let data = FontData::from_blob(found.bytes, found.index);
        Some(FontInsert::new(&found.name, data, Vec::new()))
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::epaint::text::{Fonts, TextOptions};

    #[test]
    fn europe_and_vietnam_are_written_in_one_face_in_every_weight() {
        let mut fonts = Fonts::new(TextOptions::default(), definitions());
        for (family, ..) in FAMILIES {
            let family = match family {
                "inter" => FontFamily::Proportional,
                name => FontFamily::Name(name.into()),
            };
            let ours = definitions();
            let chain = ours.families[&family].clone();
            let mut view = fonts.with_pixels_per_point(1.0);
            let known = view.characters(&family);
            for letter in
                "Zażółć gęślą jaźň, Příliš žluťoučký; ığüşöç Tiếng Việt ấn Ёлки Ўзбек Ελληνικά ώ".chars()
            {
                let fonts_with = known.get(&letter).cloned().unwrap_or_default();
                let first = chain.iter().position(|font| fonts_with.contains(font));
                assert!(
                    first.is_some_and(|first| first < 5),
                    "{family:?}: {letter:?} in {fonts_with:?}"
                );
            }
        }
    }
}
