//! Writing what was changed, and nothing else: other windows and newer versions write the same file.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

use super::read::same_name;
use super::{MAX_BYTES, Settings};
use crate::store::files::{self, FileError};

/// Writes what is other in `now` than in `before` into a file. One that is no settings at all is set aside first, and all of
/// `now` is written.
///
/// # Errors
/// In words; the file is as it was, or set aside.
pub(super) fn save(now: &Settings, before: &Settings, file: &Path) -> Result<(), String> {
    let table = |settings: &Settings| Table::try_from(settings).map_err(|error| error.to_string());
    let text = match files::read_limited(file, MAX_BYTES) {
        Ok(bytes) => String::from_utf8(bytes).ok(),
        Err(FileError::Missing(_)) => Some(String::new()),
        Err(error) => return Err(error.to_string()),
    };
    let mut there: Option<Table> = text.as_deref().and_then(|text| toml::from_str(text).ok());
    if there.is_none() {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let aside = files::free_path(file.parent().unwrap_or(Path::new(".")), &name, "broken");
        fs::rename(file, aside).map_err(|error| error.to_string())?;
    }
    let whole = there.is_none();
    let there = there.get_or_insert_default();
    let before = if whole { Table::new() } else { table(before)? };
    merge(there, &before, &table(now)?);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let text = toml::to_string_pretty(there).map_err(|error| error.to_string())?;
    let written = match file.exists() {
        true => files::write_atomic(file, text.as_bytes()),
        // Own words and recent models are nobody else's business.
        false => files::write_private(file, text.as_bytes()),
    };
    written.map_err(|error| error.to_string())
}

fn merge(there: &mut Table, before: &Table, now: &Table) {
    for (name, value) in now {
        let was = before.get(name);
        if was == Some(value) {
            continue;
        }
        let spelt = there.keys().find(|key| same_name(key, name)).cloned();
        let old = spelt.and_then(|key| there.remove(&key));
        let merged = match (old, was, value) {
            (Some(Value::Table(mut there)), was, Value::Table(now)) => {
                let was = was.and_then(Value::as_table).cloned().unwrap_or_default();
                merge(&mut there, &was, now);
                Value::Table(there)
            }
            (None, Some(Value::Table(was)), Value::Table(now)) => {
                let mut fresh = Table::new();
                merge(&mut fresh, was, now);
                Value::Table(fresh)
            }
            (Some(Value::Array(there)), Some(Value::Array(was)), Value::Array(now)) => {
                Value::Array(merged_list(there, was, now))
            }
            _ => value.clone(),
        };
        there.insert(name.clone(), merged);
    }
    for name in before.keys().filter(|name| !now.contains_key(*name)) {
        there.retain(|key, _| !same_name(key, name));
    }
}

/// What was taken out goes, what was added comes behind what others added.
fn merged_list(there: Vec<Value>, was: &[Value], now: &[Value]) -> Vec<Value> {
    let gone = |value: &Value| was.contains(value) && !now.contains(value);
    let mut merged: Vec<Value> = there.into_iter().filter(|value| !gone(value)).collect();
    for value in now {
        if !was.contains(value) && !merged.contains(value) {
            merged.push(value.clone());
        }
    }
    merged
}
