//! What the measurements have in common: their tables of recordings, the model they measure, the memory it takes.

use std::path::{Path, PathBuf};

/// The folder of the model that is measured: the one that was named, or the installed one.
///
/// # Errors
/// Neither is there, in words.
pub fn model_folder(named: Option<&PathBuf>) -> Result<PathBuf, &'static str> {
    named
        .cloned()
        .or_else(crate::store::models::builtin_dir)
        .ok_or("the built-in model is not installed; name its folder with --model")
}

/// The cells of a tab-separated table under the columns of these names, which stand in its first line in any order; cells
/// are trimmed, empty lines passed over.
///
/// # Errors
/// A column that is missing, or a line that is too short, in words.
pub fn rows<const N: usize>(text: &str, columns: [&str; N]) -> Result<Vec<[String; N]>, String> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').map(str::trim).collect();
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(columns) {
        let missing = || format!("has no column {name:?}, only {header:?}");
        *place = header
            .iter()
            .position(|known| *known == name)
            .ok_or_else(missing)?;
    }
    let mut rows = Vec::new();
    for (number, line) in (2..).zip(lines).filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        if places.iter().any(|place| *place >= cells.len()) {
            return Err(format!("line {number} has only {} columns", cells.len()));
        }
        rows.push(places.map(|place| cells[place].to_owned()));
    }
    Ok(rows)
}

/// The name of a recording or a table, without its folder and its ending.
pub fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// Most memory that this process ever held, in MiB (`VmHWM` of Linux); none where the system does not tell.
pub fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_024.0)
}
