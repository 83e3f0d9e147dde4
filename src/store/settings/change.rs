//! Writing what was changed, and nothing else: other windows and newer versions write the same file, and people put
//! remarks into it.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

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
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let _alone = alone(file);
    let text = match files::read_limited(file, MAX_BYTES) {
        Ok(bytes) => String::from_utf8(bytes).ok(),
        Err(FileError::Missing(_)) => Some(String::new()),
        Err(error) => return Err(error.to_string()),
    };
    let text = text.as_deref().map(|text| text.trim_start_matches('\u{feff}'));
    let there: Option<DocumentMut> = text.and_then(|text| text.parse().ok());
    if there.is_none() {
        let folder = file.parent().unwrap_or(Path::new("."));
        let aside = files::free_path(folder, &files::name_of(file), "broken");
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
    let text = there.to_string();
    let written = match file.exists() {
        true => files::write_atomic(file, text.as_bytes()),
        // Own words and recent models are nobody else's business.
        false => files::write_private(file, text.as_bytes()),
    };
    written.map_err(|error| error.to_string())
}

/// Keeps other windows from writing the same file between our reading and our writing: a lock on its folder, as long as
/// what is returned lives. Where folders cannot be locked, or somebody holds the lock for long, there is none.
fn alone(file: &Path) -> Option<File> {
    const TRIES: u32 = 100;
    let folder = File::open(file.parent()?).ok()?;
    for _ in 0..TRIES {
        match folder.try_lock() {
            Ok(()) => return Some(folder),
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
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

/// What was taken out goes; what was put in front of the rest, as the file that was opened last, comes in front; what was
/// added elsewhere comes behind what others added.
fn merge_list(there: &mut Array, was: &[Value], now: &[Value]) {
    let gone = |it: &Written| was.iter().any(|was| is(it, was)) && !now.iter().any(|now| is(it, now));
    there.retain(|it| !gone(it));
    let first = was.iter().find(|was| now.contains(was));
    let in_front: Vec<&Value> = now.iter().take_while(|it| Some(*it) != first).collect();
    there.retain(|it| !in_front.iter().any(|value| is(it, value)));
    for (at, value) in in_front.iter().enumerate() {
        there.insert_formatted(at, written(value));
    }
    for value in now {
        if !was.contains(value) && !there.iter().any(|it| is(it, value)) {
            there.push_formatted(written(value));
        }
    }
    space_out(there);
}

/// Entries stand as the others do: all on one line, or each on its own. Remarks stay where they are.
fn space_out(list: &mut Array) {
    let prefix = |it: &Written| {
        let prefix = it.decor().prefix().and_then(|prefix| prefix.as_str());
        prefix.unwrap_or_default().to_owned()
    };
    let own_lines = list.iter().any(|it| prefix(it).contains('\n'));
    for (at, it) in list.iter_mut().enumerate() {
        if !prefix(it).contains('#') {
            it.decor_mut().set_prefix(match (own_lines, at) {
                (true, _) => "\n    ",
                (false, 0) => "",
                (false, _) => " ",
            });
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
