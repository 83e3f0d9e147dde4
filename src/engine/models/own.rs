//! Model files that somebody carried here: looked at against what is known of them, and removed from parlance's own folder.

use std::fs::{self, File};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::catalog::{self, Model};
use super::inspect;
use crate::model::beside::{Kind, kind};
use crate::model::weights::GgufFile;
use crate::reader::formats;

/// What came of looking at a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The file or folder.
    pub path: PathBuf,
    /// What it is, as it says itself.
    pub what: String,
    /// SHA-256 of its bytes; `None` for a folder, and where no sum was to be computed.
    pub sha256: Option<String>,
    /// How far it was checked.
    pub by: Checked,
}

/// How far a file was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Every byte: its SHA-256 is the one that was given, the catalogue's, or the one that a cache calls the file by.
    Sum,
    /// Its size is the catalogue's and its tables are whole; the catalogue has no sum.
    SizeAndHead,
    /// Its tables are whole, and all that they announce is in the file; no size and no sum are known.
    Head,
}

/// What a file is compared with.
#[derive(Clone, Debug, Default)]
pub struct Expected<'a> {
    /// What is known of files by their names.
    pub catalog: &'a [Model],
    /// The sum that the user read where the file comes from.
    pub sha256: Option<&'a str>,
}

/// Looks at a model's file or folder: size, sum, and whether it can be opened. `progress` is told how many bytes of how many
/// were read, and may break off.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub fn verify(
    path: &Path,
    expected: &Expected,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Verified, String> {
    let name = path.display();
    let about = fs::metadata(path).map_err(|error| format!("{name}: {error}"))?;
    let (mut by, mut sha256) = (Checked::Head, None);
    if about.is_file() {
        let file_name = path.file_name().unwrap_or_default().to_string_lossy();
        let known =
            catalog::known(expected.catalog, &file_name).filter(|known| known.is_meant_by(about.len()));
        if let Some(known) = known.filter(|known| !known.sizes.is_empty()) {
            size_fits(path, about.len(), &known.sizes)?;
            by = Checked::SizeAndHead;
        }
        let mut sums: Vec<String> = expected.sha256.map(str::to_owned).into_iter().collect();
        if sums.is_empty() {
            sums.extend(known.map(|known| known.sha256.clone()).unwrap_or_default());
        }
        if sums.is_empty() {
            sums.extend(sum_in_name(path));
        }
        if !sums.is_empty() {
            let found = sum_of(path, about.len(), progress)?;
            if !sums.iter().any(|sum| sum.eq_ignore_ascii_case(&found)) {
                return Err(format!(
                    "{name}: its SHA-256 is {found}, not {}. It is not the file that it should be: fetch it again.",
                    sums.join(" or ")
                ));
            }
            by = Checked::Sum;
            sha256 = Some(found);
        }
    } else if expected.sha256.is_some() {
        return Err(format!("{name} is a folder: a sum belongs to one file"));
    }
    Ok(Verified {
        path: path.to_owned(),
        what: what_it_is(path)?,
        sha256,
        by,
    })
}

fn size_fits(path: &Path, bytes: u64, sizes: &[u64]) -> Result<(), String> {
    if sizes.contains(&bytes) {
        return Ok(());
    }
    let name = path.display();
    let most = sizes.iter().copied().max().unwrap_or_default();
    let wanted: Vec<String> = sizes.iter().map(u64::to_string).collect();
    let wanted = wanted.join(" or ");
    Err(match bytes < most {
        true => format!(
            "{name} has {bytes} bytes of {wanted}: it did not come whole. Fetch the rest (`curl -C -`)."
        ),
        false => format!(
            "{name} has {bytes} bytes, not {wanted}: it is not the file that it should be. Fetch it again."
        ),
    })
}

/// The sum that a cache calls a file by: Hugging Face and Ollama name blobs after what is in them.
fn sum_in_name(path: &Path) -> Option<String> {
    let target = fs::canonicalize(path).ok()?;
    let in_blobs = target.parent().is_some_and(|folder| folder.ends_with("blobs"));
    let name = target.file_name()?.to_str()?;
    let hex = name.strip_prefix("sha256-").unwrap_or(name);
    (in_blobs && hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| hex.to_owned())
}

fn sum_of(
    path: &Path,
    total: u64,
    progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = File::open(path).map_err(unreadable)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        let n = file.read(&mut buffer).map_err(unreadable)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        done += n as u64;
        if progress(done, total).is_break() {
            return Err("cancelled".to_owned());
        }
    }
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// What a model says that it is; a file that is damaged says what is wrong.
fn what_it_is(path: &Path) -> Result<String, String> {
    if formats::detect(path).is_ok() {
        let found = formats::inspect(path).map_err(|error| error.to_string())?;
        return match found.missing.first() {
            Some(missing) => Err(format!("{}: missing: {missing}. Fetch it again.", path.display())),
            None => Ok(format!("reader ({})", found.format.name())),
        };
    }
    if kind(path) == Some(Kind::Projector) {
        GgufFile::open(path).map_err(|error| error.to_string())?;
        return Ok("projector".to_owned());
    }
    let found = inspect(path, None).map_err(|error| error.to_string())?;
    // What may lie in another file is no fault of this one.
    let broken = found
        .missing
        .iter()
        .find(|missing| missing.starts_with("tensor "));
    match broken {
        Some(missing) => Err(format!("{}: missing: {missing}. Fetch it again.", path.display())),
        None => Ok(found.kind.to_owned()),
    }
}

/// Models in parlance's own folder, by name: files and folders right below it.
pub fn listed(own: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(own).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            !path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'))
        })
        .collect();
    found.sort();
    found
}

/// What a name or a path means in parlance's own folder.
///
/// # Errors
/// A sentence: it is not there, or it is another program's, which is never touched.
pub fn in_own(own: &Path, named: &Path) -> Result<PathBuf, String> {
    let name = named.display();
    let place = own.display();
    let bare = named.components().count() == 1 && named.file_name().is_some();
    let path = if bare { own.join(named) } else { named.to_owned() };
    let (Some(folder), Some(file)) = (path.parent(), path.file_name()) else {
        return Err(format!("{name} is no file or folder of {place}"));
    };
    // The folder is looked at through links, the last part is not: a link in the own folder is removed, never its target.
    let is_own = match (fs::canonicalize(folder), fs::canonicalize(own)) {
        (Ok(folder), Ok(own)) => folder == own,
        _ => false,
    };
    match (is_own, fs::symlink_metadata(&path)) {
        (true, Ok(_)) => Ok(own.join(file)),
        (true, Err(_)) => Err(format!(
            "there is no {name} in {place}; `parlance models list` shows what there is"
        )),
        (false, _) if bare => Err(format!(
            "there is no folder {place} yet, and so no model of parlance's own"
        )),
        (false, _) => Err(format!(
            "{name} is not in {place}: parlance removes nothing that is another program's or yours elsewhere"
        )),
    }
}

/// Removes what [`in_own`] found, and says how many bytes that freed.
///
/// # Errors
/// The system's reason.
pub fn remove(path: &Path) -> Result<u64, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let bytes = bytes_of(path);
    let about = fs::symlink_metadata(path).map_err(failed)?;
    match about.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    }
    .map_err(failed)?;
    Ok(bytes)
}

/// Bytes of a file or of all in a folder; links count nothing, since what they lead to stays.
pub fn bytes_of(path: &Path) -> u64 {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            entries.map(|entry| bytes_of(&entry.path())).sum()
        }
        Ok(about) if about.is_file() => about.len(),
        _ => 0,
    }
}

/// Bytes of a model, where links lead to what counts: a cache has its files elsewhere.
pub fn bytes_with_links(path: &Path) -> u64 {
    let size =
        |path: &Path| fs::metadata(path).map_or(0, |about| if about.is_file() { about.len() } else { 0 });
    match path.is_dir() {
        false => size(path),
        true => {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            entries.map(|entry| size(&entry.path())).sum()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalog::File as KnownFile;
    use super::*;

    const MODEL: &str = "gemma-4-12b-it.gguf";

    fn fixture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/gemma")
            .join(name)
    }

    fn known(sizes: &[u64], sha256: &[&str]) -> Vec<Model> {
        vec![Model {
            name: "gemma".to_owned(),
            what: String::new(),
            option: "--model".to_owned(),
            repository: "someone/gemma".to_owned(),
            revision: None,
            licence: "Apache-2.0".to_owned(),
            memory_gb: 1,
            files: vec![KnownFile {
                name: MODEL.to_owned(),
                sizes: sizes.to_vec(),
                sha256: sha256.iter().map(|&sum| sum.to_owned()).collect(),
                common_name: false,
            }],
        }]
    }

    fn check(path: &Path, catalog: &[Model], sha256: Option<&str>) -> Result<Verified, String> {
        let expected = Expected { catalog, sha256 };
        verify(path, &expected, &mut |_, _| ControlFlow::Continue(()))
    }

    #[test]
    fn a_file_is_checked_as_far_as_is_known_and_no_further() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MODEL);
        fs::copy(fixture("tiny-unified-q4_0.gguf"), &path).unwrap();
        let bytes = fs::metadata(&path).unwrap().len();
        let unknown = check(&path, &[], None).unwrap();
        assert_eq!(
            (unknown.by, unknown.what.as_str()),
            (Checked::Head, "Gemma 4 Unified")
        );
        let sized = check(&path, &known(&[1, bytes], &[]), None).unwrap();
        assert_eq!((sized.by, &sized.sha256), (Checked::SizeAndHead, &None));
        // A sum from elsewhere: made here by another program's definition, an empty file's.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let refused = check(&path, &known(&[], &[empty]), None).unwrap_err();
        assert!(
            refused.contains(empty) && refused.contains("fetch it again"),
            "{refused}"
        );
        let sum = sum_of(&path, bytes, &mut |_, _| ControlFlow::Continue(())).unwrap();
        let summed = check(&path, &known(&[bytes], &[empty, &sum.to_uppercase()]), None).unwrap();
        assert_eq!((summed.by, summed.sha256.as_ref()), (Checked::Sum, Some(&sum)));
        assert_eq!(check(&path, &[], Some(&sum)).unwrap().by, Checked::Sum);
        fs::write(folder.path().join("empty"), "").unwrap();
        let of_nothing = sum_of(&folder.path().join("empty"), 0, &mut |_, _| {
            ControlFlow::Continue(())
        });
        assert_eq!(of_nothing.as_deref(), Ok(empty));
    }

    #[test]
    fn what_did_not_come_whole_is_told_before_and_without_a_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MODEL);
        let whole = fs::read(fixture("tiny-unified-q4_0.gguf")).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let refused = check(&path, &known(&[whole.len() as u64], &[]), None).unwrap_err();
        assert!(refused.contains("did not come whole"), "{refused}");
        let refused = check(&path, &[], None).unwrap_err();
        assert!(refused.contains("not complete"), "{refused}");
        fs::write(&path, [&whole[..], b"more"].concat()).unwrap();
        let refused = check(&path, &known(&[whole.len() as u64], &[]), None).unwrap_err();
        assert!(refused.contains("Fetch it again"), "{refused}");
        // Where others have files of this name, one of another length is theirs.
        let mut shared = known(&[whole.len() as u64 + 9], &["00"]);
        shared[0].files[0].common_name = true;
        fs::write(&path, &whole).unwrap();
        assert_eq!(check(&path, &shared, None).unwrap().by, Checked::Head);
        assert!(check(&folder.path().join("none.gguf"), &[], None).is_err());
        assert_eq!(
            check(&fixture("mmproj-tiny-unified-f32.gguf"), &[], None)
                .unwrap()
                .what,
            "projector"
        );
        assert_eq!(
            check(&fixture("tiny-assistant"), &[], None).unwrap().what,
            "drafter"
        );
    }

    #[cfg(unix)]
    #[test]
    fn caches_call_files_by_their_sums() {
        let folder = tempfile::tempdir().unwrap();
        let whole = fs::read(fixture("tiny-unified-q4_0.gguf")).unwrap();
        let sum: String = Sha256::digest(&whole)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let blob = folder.path().join("blobs").join(&sum);
        fs::create_dir_all(blob.parent().unwrap()).unwrap();
        fs::write(&blob, &whole).unwrap();
        let link = folder.path().join(MODEL);
        std::os::unix::fs::symlink(&blob, &link).unwrap();
        assert_eq!(check(&link, &[], None).unwrap().by, Checked::Sum);
        let mut damaged = whole;
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        fs::write(&blob, damaged).unwrap();
        assert!(check(&link, &[], None).unwrap_err().contains(&sum));
    }

    #[test]
    fn only_what_lies_in_the_own_folder_is_removed() {
        let home = tempfile::tempdir().unwrap();
        let own = home.path().join("models");
        let refused = in_own(&own, Path::new("a.gguf")).unwrap_err();
        assert!(refused.contains("no folder"), "{refused}");
        fs::create_dir_all(own.join("folder")).unwrap();
        fs::write(own.join("a.gguf"), "1234").unwrap();
        fs::write(own.join("folder/config.json"), "12").unwrap();
        let other = home.path().join("other.gguf");
        fs::write(&other, "of another program").unwrap();
        for wrong in [
            other.as_path(),
            &own.join("../other.gguf"),
            &own.join("folder/config.json"),
            &own,
            Path::new(".."),
            Path::new("b.gguf"),
            Path::new("/"),
            Path::new(""),
        ] {
            assert!(in_own(&own, wrong).is_err(), "{}", wrong.display());
        }
        assert_eq!(remove(&in_own(&own, Path::new("a.gguf")).unwrap()), Ok(4));
        assert_eq!(remove(&in_own(&own, &own.join("folder")).unwrap()), Ok(2));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&other, own.join("link.gguf")).unwrap();
            assert_eq!(remove(&in_own(&own, Path::new("link.gguf")).unwrap()), Ok(0));
        }
        assert!(other.exists() && own.exists());
        assert_eq!(listed(&own), Vec::<PathBuf>::new());
    }
}
