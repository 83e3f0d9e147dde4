//! What is to be heard: the manifest, own words, and posteriors from elsewhere.

use std::path::{Path, PathBuf};

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use crate::cli::bench::rows;
use crate::mmap::Mapped;

/// A recording with what is said in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    /// Where it is.
    pub path: PathBuf,
    /// What is said.
    pub transcript: String,
    /// Which set it belongs to.
    pub source: String,
}

/// The part of a set that weights and thresholds are chosen on, or the part that figures are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// For tuning.
    Tune,
    /// For reporting.
    Report,
}

impl Part {
    /// Whether a recording belongs to this part, when one of so many is for tuning. Follows from the name
    /// of its file alone (FNV-1a, 64 bits), so that it never changes sides.
    pub fn holds(self, path: &Path, one_of: u64) -> bool {
        let name = stem(&path.file_name().unwrap_or_default().to_string_lossy());
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        // the low bits of this hash mix badly
        let tuned = (hash >> 32).is_multiple_of(one_of);
        tuned == (self == Part::Tune)
    }
}

fn read_text(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Reads a manifest: columns `path`, `transcript`, `source` by the names in its first line.
pub fn read(manifest: &Path) -> Result<Vec<Clip>, String> {
    let folder = manifest.parent().unwrap_or(Path::new("."));
    parse(&read_text(manifest)?, folder).map_err(|problem| format!("{}: {problem}", manifest.display()))
}

fn parse(text: &str, folder: &Path) -> Result<Vec<Clip>, String> {
    let clip = |[path, transcript, source]: [String; 3]| Clip {
        path: folder.join(path),
        transcript,
        source,
    };
    let rows = rows(text, ["path", "transcript", "source"])?;
    let clips: Vec<Clip> = rows.into_iter().map(clip).collect();
    if clips.is_empty() {
        Err("lists no recording".to_owned())
    } else {
        Ok(clips)
    }
}

/// Reads own words: a spelling a line, perhaps a tab and its pronunciation; `#` begins a comment.
pub fn vocabulary(file: &Path) -> Result<Vec<(String, Option<String>)>, String> {
    let text = read_text(file)?;
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entry = |line: &str| match line.split_once('\t') {
        Some((word, phones)) if !phones.trim().is_empty() => {
            (word.trim().to_owned(), Some(phones.trim().to_owned()))
        }
        Some((word, _)) => (word.trim().to_owned(), None),
        None => (line.to_owned(), None),
    };
    Ok(lines.map(entry).collect())
}

/// Log posteriors computed elsewhere.
#[derive(Debug)]
pub struct Posteriors {
    name: String,
    file: Mapped,
}

impl Posteriors {
    /// Writes log posteriors `[slots, classes]` of recordings in 16 bits, under the names of their files.
    pub fn save(file: &Path, all: &[(&Path, Vec<f32>)], classes: usize) -> Result<(), String> {
        let in_file = |problem: String| format!("{}: {problem}", file.display());
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let bytes = |slots: &[f32]| -> Vec<u8> {
            let halves = slots.iter().map(|&value| half::f16::from_f32(value));
            halves.flat_map(half::f16::to_le_bytes).collect()
        };
        let data: Vec<(String, usize, Vec<u8>)> = all
            .iter()
            .map(|(path, slots)| (name(path), slots.len() / classes.max(1), bytes(slots)))
            .collect();
        let mut tensors = Vec::with_capacity(data.len());
        for (name, slots, bytes) in &data {
            let tensor = TensorView::new(Dtype::F16, vec![*slots, classes], bytes);
            tensors.push((name, tensor.map_err(|error| in_file(error.to_string()))?));
        }
        safetensors::serialize_to_file(tensors, None, file).map_err(|error| in_file(error.to_string()))
    }

    /// Opens a file of tensors.
    pub fn open(file: &Path) -> Result<Self, String> {
        let name = file.display().to_string();
        let file = Mapped::open(file).map_err(|error| format!("{name}: {error}"))?;
        Ok(Posteriors { name, file })
    }

    /// The tensor whose name means the same recording as a path: `audio/a/b.opus` is `a__b.wav`.
    pub fn of(&self, path: &Path) -> Result<Vec<f32>, String> {
        let in_file = |problem: String| format!("{}: {problem}", self.name);
        let tensors = SafeTensors::deserialize(&self.file).map_err(|error| in_file(error.to_string()))?;
        let wanted = stem(&path.file_name().unwrap_or_default().to_string_lossy());
        let name = tensors.names().into_iter().find(|name| stem(name) == wanted);
        let name = name.ok_or_else(|| in_file(format!("has no tensor for {wanted}")))?;
        let tensor = tensors.tensor(name).map_err(|error| in_file(error.to_string()))?;
        let bytes = tensor.data();
        match tensor.dtype() {
            Dtype::F16 => Ok(bytes
                .chunks_exact(2)
                .map(|c| half::f16::from_le_bytes([c[0], c[1]]).to_f32())
                .collect()),
            Dtype::F32 => Ok(bytes
                .chunks_exact(4)
                .map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]]))
                .collect()),
            other => Err(in_file(format!("{name} is {other:?}, expected F16 or F32"))),
        }
    }
}

fn stem(name: &str) -> String {
    let name = name.strip_prefix("audio/").unwrap_or(name);
    name.rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .replace('/', "__")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let clips = parse(
            "source\tseconds\ttranscript\tpath\r\nme\t1\tHello.\ta b.wav\r\n\r\n",
            Path::new("d"),
        );
        let clip = Clip {
            path: "d/a b.wav".into(),
            transcript: "Hello.".into(),
            source: "me".into(),
        };
        assert_eq!(clips, Ok(vec![clip]));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(
            parse("path\ttext\n", Path::new(""))
                .unwrap_err()
                .contains("transcript")
        );
        assert!(
            parse("path\ttranscript\tsource\na.wav\n", Path::new(""))
                .unwrap_err()
                .contains("line 2")
        );
        assert!(
            parse("path\ttranscript\tsource\n", Path::new(""))
                .unwrap_err()
                .contains("no recording")
        );
    }

    #[test]
    fn a_recording_is_in_one_part_wherever_it_lies() {
        let paths: Vec<PathBuf> = (0..300).map(|i| format!("a/clip-{i}.wav").into()).collect();
        let tuned = paths.iter().filter(|path| Part::Tune.holds(path, 3)).count();
        assert!((70..130).contains(&tuned), "{tuned} of 300");
        for path in &paths {
            assert_ne!(Part::Tune.holds(path, 3), Part::Report.holds(path, 3));
            let elsewhere = Path::new("b").join(path.file_name().unwrap());
            assert_eq!(Part::Tune.holds(path, 3), Part::Tune.holds(&elsewhere, 3));
        }
    }

    #[test]
    fn posteriors_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.safetensors");
        let all = [
            (Path::new("x/a.wav"), vec![-1.0, -2.0, -0.5, 0.0]),
            (Path::new("b.wav"), vec![-4.0; 6]),
        ];
        Posteriors::save(&file, &all, 2).unwrap();
        let saved = Posteriors::open(&file).unwrap();
        assert_eq!(saved.of(Path::new("elsewhere/a.flac")).unwrap(), all[0].1);
        assert_eq!(saved.of(Path::new("b.wav")).unwrap(), all[1].1);
        assert!(
            saved
                .of(Path::new("c.wav"))
                .unwrap_err()
                .contains("no tensor for c")
        );
    }

    #[test]
    fn names_of_tensors_and_files_meet() {
        assert_eq!(stem("audio/an4/x-1.opus"), stem("an4__x-1.wav"));
    }
}
