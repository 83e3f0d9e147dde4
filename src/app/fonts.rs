//! Fonts of the system: for letters that the window's own typefaces lack.
//!
//! Read when the first such letter is shown, by mapping the files: what is not drawn is not loaded.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use directories::BaseDirs;
use skrifa::attribute::Style;
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::mmap::Mapped;
use crate::ui::FoundFont;

/// Folders within folders are looked into so deep.
const DEPTH: usize = 4;
/// Files that are looked at; a machine of a designer may have more.
const FILES: usize = 4_000;

/// The fonts that are installed, in the order in which they are asked.
#[derive(Default)]
pub(super) struct SystemFonts {
    faces: OnceLock<Vec<Face>>,
}

/// One face of a file.
struct Face {
    file: Arc<Mapped>,
    index: u32,
    name: String,
}

/// As egui takes it.
struct Bytes(Arc<Mapped>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl SystemFonts {
    /// The plainest font that has a letter.
    pub(super) fn find(&self, letter: char) -> Option<FoundFont> {
        let faces = self.faces.get_or_init(|| read(&folders()));
        let has = |face: &&Face| {
            let font = FontRef::from_index(&face.file, face.index);
            font.is_ok_and(|font| font.charmap().map(letter).is_some_and(|glyph| glyph.to_u32() > 0))
        };
        let face = faces.iter().find(has)?;
        tracing::debug!(?letter, font = %face.name, "a letter from the system's fonts");
        Some(FoundFont {
            name: face.name.clone(),
            bytes: Arc::new(Bytes(Arc::clone(&face.file))),
            index: face.index,
        })
    }
}

/// Where this system keeps its fonts, those of the user first.
fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(base) = BaseDirs::new() {
        folders.extend([
            base.data_dir().join("fonts"),
            base.home_dir().join(".fonts"),
            base.home_dir().join("Library/Fonts"),
            base.data_local_dir().join("Microsoft/Windows/Fonts"),
        ]);
    }
    if let Some(windows) = std::env::var_os("WINDIR") {
        folders.push(PathBuf::from(windows).join("Fonts"));
    }
    let data = std::env::var_os("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    folders.extend(std::env::split_paths(&data).map(|folder| folder.join("fonts")));
    folders.extend(["/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts"].map(PathBuf::from));
    folders
}

/// Every face in these folders, the plainest first.
fn read(folders: &[PathBuf]) -> Vec<Face> {
    let mut files = BTreeSet::new();
    for folder in folders {
        collect(folder, DEPTH, &mut files);
    }
    let mut ranked = Vec::new();
    for path in files {
        // One that cannot be read is as good as none.
        let Ok(file) = Mapped::open(&path) else { continue };
        let file = Arc::new(file);
        let n_faces = match FileRef::new(&file) {
            Ok(FileRef::Font(_)) => 1,
            Ok(FileRef::Collection(collection)) => collection.len(),
            Err(_) => continue,
        };
        for index in 0..n_faces {
            let Ok(font) = FontRef::from_index(&file, index) else {
                continue;
            };
            let rank = rank(&font);
            let name = format!("{}#{index}", path.display());
            let face = Face {
                file: Arc::clone(&file),
                index,
                name,
            };
            ranked.push((rank, face));
        }
    }
    ranked.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    ranked.into_iter().map(|(_, face)| face).collect()
}

fn collect(folder: &Path, depth: usize, files: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                collect(&path, depth - 1, files);
            }
            continue;
        }
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        let is_font = ending.is_some_and(|ending| ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str()));
        if is_font && files.len() < FILES {
            files.insert(path);
        }
    }
}

/// How far a face is from a plain text face: upright, of usual weight and width, with letters of different widths; and of a
/// collection of Chinese, Japanese and Korean faces the one that the user's language wants.
fn rank(font: &FontRef<'_>) -> u32 {
    let attributes = font.attributes();
    let weight = (attributes.weight.value() - 400.0).abs() as u32;
    let slanted = u32::from(attributes.style != Style::Normal) * 1_000;
    let width = (attributes.stretch.percentage() - 100.0).abs() as u32 * 5;
    let family: String = font
        .localized_strings(StringId::FAMILY_NAME)
        .english_or_first()
        .map(|name| name.chars().collect())
        .unwrap_or_default();
    let family = family.to_lowercase();
    let mono = u32::from(family.contains("mono")) * 400;
    let symbols = u32::from(family.contains("symbol") || family.contains("icon")) * 200;
    let language = std::env::var("LANG").unwrap_or_default().to_lowercase();
    let wanted = [
        ("zh_tw", " tc"),
        ("zh_hk", " hk"),
        ("zh", " sc"),
        ("ko", " kr"),
        ("ja", " jp"),
    ];
    let wanted = wanted.iter().find(|(tag, _)| language.starts_with(tag));
    let other = wanted.is_some_and(|(_, region)| family.contains("cjk") && !family.ends_with(region));
    weight + slanted + width + mono + symbols + u32::from(other) * 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_in_the_folders_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/fonts");
        let deep = folder.path().join("truetype/greek");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::copy(ours.join("literata-italic-greek.ttf"), deep.join("a-italic.ttf")).unwrap();
        std::fs::copy(ours.join("literata-greek.ttf"), deep.join("b-upright.TTF")).unwrap();
        std::fs::write(deep.join("broken.ttf"), "no font").unwrap();
        std::fs::write(deep.join("empty.otf"), "").unwrap();
        let fonts = SystemFonts::default();
        let faces = read(&[folder.path().to_owned(), folder.path().join("not-there")]);
        assert!(fonts.faces.set(faces).is_ok());
        let found = fonts.find('λ').unwrap();
        assert!(found.name.contains("b-upright"), "{}", found.name);
        assert_eq!(found.index, 0);
        assert!((*found.bytes).as_ref().len() > 10_000);
        assert!(fonts.find('漢').is_none());
    }
}
