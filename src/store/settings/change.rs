//! Writing what was changed, and nothing else: other windows and newer versions write the same file, and people put
//! remarks into it.

use std::fs;
use std::path::Path;

use toml::{Table, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value as Written};

use super::read::{FORMER_HISTORY, HISTORY, same_name};
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
    let text = text.as_deref().map(|text| text.trim_start_matches('\u{feff}'));
    let there: Option<DocumentMut> = text.and_then(|text| text.parse().ok());
    if there.is_none() {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let aside = files::free_path(file.parent().unwrap_or(Path::new(".")), &name, "broken");
        fs::rename(file, aside).map_err(|error| error.to_string())?;
    }
    let before = match &there {
        Some(_) => table(before)?,
        None => Table::new(),
    };
    let mut there = there.unwrap_or_default();
    let now = table(now)?;
    merge(there.as_table_mut(), &before, &now);
    if before.get(HISTORY) != now.get(HISTORY) {
        remove(there.as_table_mut(), FORMER_HISTORY);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let text = there.to_string();
    let written = match file.exists() {
        true => files::write_atomic(file, text.as_bytes()),
        // Own words and recent models are nobody else's business.
        false => files::write_private(file, text.as_bytes()),
    };
    written.map_err(|error| error.to_string())
}

fn merge(there: &mut dyn TableLike, before: &Table, now: &Table) {
    for (name, value) in now {
        let was = before.get(name);
        if was == Some(value) {
            continue;
        }
        let name = spelt(there, name).unwrap_or_else(|| name.clone());
        match value {
            Value::Table(now) => {
                if !there.get(&name).is_some_and(Item::is_table_like) {
                    there.insert(&name, Item::Table(toml_edit::Table::new()));
                }
                let nothing = Table::new();
                let was = was.and_then(Value::as_table).unwrap_or(&nothing);
                if let Some(there) = there.get_mut(&name).and_then(Item::as_table_like_mut) {
                    merge(there, was, now);
                }
            }
            value => match (there.get_mut(&name).and_then(Item::as_value_mut), was, value) {
                (Some(Written::Array(there)), Some(Value::Array(was)), Value::Array(now)) => {
                    merge_list(there, was, now);
                }
                (Some(there), ..) => {
                    // What is remarked beside it stays.
                    let decor = there.decor().clone();
                    *there = written(value);
                    *there.decor_mut() = decor;
                }
                (None, ..) => {
                    there.insert(&name, Item::Value(written(value)));
                }
            },
        }
    }
    for name in before.keys().filter(|name| !now.contains_key(*name)) {
        remove(there, name);
    }
}

/// A name as it is spelt in the file.
fn spelt(there: &dyn TableLike, name: &str) -> Option<String> {
    let mut names = there.iter().map(|(key, _)| key);
    names.find(|key| same_name(key, name)).map(str::to_owned)
}

fn remove(there: &mut dyn TableLike, name: &str) {
    while let Some(name) = spelt(there, name) {
        there.remove(&name);
    }
}

/// What was taken out goes, what was added comes behind what others added.
fn merge_list(there: &mut Array, was: &[Value], now: &[Value]) {
    let gone = |it: &Written| was.iter().any(|was| is(it, was)) && !now.iter().any(|now| is(it, now));
    there.retain(|it| !gone(it));
    for value in now {
        if !was.contains(value) && !there.iter().any(|it| is(it, value)) {
            let mut new = written(value);
            if let Some(last) = there.iter().last() {
                *new.decor_mut() = last.decor().clone();
                // Where all stand on one line, the first has no space before it.
                if there.len() == 1
                    && last
                        .decor()
                        .prefix()
                        .is_none_or(|prefix| prefix.as_str() == Some(""))
                {
                    new.decor_mut().set_prefix(" ");
                }
            }
            there.push_formatted(new);
        }
    }
}

/// Whether a value in the file is this one. Lists of settings hold texts.
fn is(it: &Written, value: &Value) -> bool {
    it.as_str().is_some_and(|text| value.as_str() == Some(text))
}

/// A value as it is written.
fn written(value: &Value) -> Written {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Float(number) => {
            // A setting of single precision has fewer digits than it would show in double.
            let short = (*number as f32).to_string().parse().unwrap_or(*number);
            let single = f64::from(*number as f32) == *number;
            (if single { short } else { *number }).into()
        }
        Value::Datetime(at) => at.to_string().into(),
        Value::Array(values) => list(values),
        Value::Table(table) => {
            let fields = table.iter().map(|(name, value)| (name.as_str(), written(value)));
            Written::InlineTable(InlineTable::from_iter(fields))
        }
    }
}

/// A list, one entry a line when it is longer than a few.
fn list(values: &[Value]) -> Written {
    const ON_ONE_LINE: usize = 3;
    let mut list: Array = values.iter().map(written).collect();
    if values.len() > ON_ONE_LINE {
        for value in list.iter_mut() {
            value.decor_mut().set_prefix("\n    ");
        }
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
    Written::Array(list)
}
