//! Reading settings in which anything may be wrong: what is understood is obeyed, the rest is told.

use serde::de::{Error as _, IntoDeserializer, Visitor, value};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use toml::de::{DeArray, DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::Settings;
use crate::settings::choice::nearest;
use crate::settings::{FOREVER, HistoryDays, Listen, OwnCommand, Rewriting, Window, Withheld};
use crate::transcript::polish::PolishSettings;

/// The setting that says how long the history is kept, and the switch that older versions had beside it.
pub(super) const HISTORY: &str = "history_days";
pub(super) const FORMER_HISTORY: &str = "history_forever";
const SAFETY_COPY: &str = "safety_copy";

/// The settings of a file's text, and what was not understood, each with its line.
pub(super) fn read(text: &str) -> (Settings, Vec<String>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading {
        text,
        broken_lines: Vec::new(),
        problems: Vec::new(),
        doubted: Vec::new(),
    };
    for error in &errors {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        if !reading.broken_lines.contains(&line) {
            reading.broken_lines.push(line);
            let said = text.lines().nth(line - 1).unwrap_or_default();
            let key = said.split_once('=').map_or("", |(key, _)| key.trim());
            let named = if key.is_empty() {
                String::new()
            } else {
                format!(" (`{key}`)")
            };
            let problem = format!("line {line}{named}: {}", error.message().trim());
            reading.problems.push((line, problem));
        }
    }
    let good = reading.table(table.get_ref(), &known(), "");
    let mut settings = Settings::deserialize(Value::Table(good.clone())).unwrap_or_else(|error| {
        reading.problems.push((1, error.message().to_owned()));
        reading
            .doubted
            .extend([HISTORY.to_owned(), SAFETY_COPY.to_owned()]);
        Settings::default()
    });
    // A line that cannot be read may have been the one that forbids it, or may hide it.
    let in_doubt = |name: &str| {
        let hidden = !errors.is_empty() && !good.contains_key(name);
        hidden || reading.doubted.iter().any(|doubted| doubted == name)
    };
    settings.withheld = Withheld {
        history: in_doubt(HISTORY) || reading.doubted.iter().any(|doubted| doubted == FORMER_HISTORY),
        safety_copy: in_doubt(SAFETY_COPY),
    };
    settings.safety_copy &= !settings.withheld.safety_copy;
    if settings.withheld.history {
        settings.history_days = HistoryDays::Off;
    }
    reading.problems.sort_by_key(|(line, _)| *line);
    let problems = reading.problems.into_iter().map(|(_, problem)| problem);
    (settings, problems.collect())
}

struct Reading<'a> {
    text: &'a str,
    broken_lines: Vec<usize>,
    /// With their lines.
    problems: Vec<(usize, String)>,
    /// Names of settings that somebody may have meant to set.
    doubted: Vec<String>,
}

impl Reading<'_> {
    /// What is understood of a table; names of it begin with `prefix`.
    fn table(&mut self, table: &DeTable<'_>, known: &Table, prefix: &str) -> Table {
        let mut good = Table::new();
        let mut forever = false;
        for (key, value) in table.iter() {
            let line = line_of(self.text, key.span().start);
            let last = line_of(self.text, value.span().end);
            if prefix.is_empty() && same_name(key.get_ref(), FORMER_HISTORY) {
                forever |= self.former_history(line, value.get_ref());
                continue;
            }
            let Some(name) = known.keys().find(|name| same_name(name, key.get_ref())) else {
                self.unknown(line, key.get_ref(), known);
                continue;
            };
            let whole = format!("{prefix}{name}");
            if let (Some(inner), Value::Table(known)) = (value.get_ref().as_table(), &known[name])
                // One without names of its own has those that the user gives.
                && !known.is_empty()
            {
                let inner = self.table(inner, known, &format!("{whole}."));
                good.insert(name.clone(), Value::Table(inner));
                continue;
            }
            if let (Some(items), Some(Value::Table(known))) = (
                value.get_ref().as_array(),
                known[name].as_array().and_then(|items| items.first()),
            ) {
                let items = self.items(&whole, items, known);
                good.insert(name.clone(), Value::Array(items));
                continue;
            }
            if self
                .broken_lines
                .iter()
                .any(|broken| (line..=last).contains(broken))
            {
                // Told already.
                self.doubted.push(whole);
                continue;
            }
            match understood(&whole, value.clone(), |value| value) {
                Ok(value) => {
                    good.insert(name.clone(), value);
                }
                Err(problem) => {
                    self.problems
                        .push((line, format!("line {line}, `{whole}`: {problem}")));
                    self.doubted.push(whole);
                }
            }
        }
        if forever {
            good.insert(HISTORY.to_owned(), FOREVER.into());
        }
        good
    }

    /// What is understood of several tables of one name; one with anything wrong in it is left out as a whole.
    fn items(&mut self, name: &str, items: &DeArray<'_>, known: &Table) -> Vec<Value> {
        let mut good = Vec::new();
        for item in items {
            let line = line_of(self.text, item.span().start);
            let before = self.problems.len();
            for (key, _) in item
                .get_ref()
                .as_table()
                .into_iter()
                .flat_map(|table| table.iter())
            {
                if !known.contains_key(key.get_ref().as_ref()) {
                    self.unknown(line_of(self.text, key.span().start), key.get_ref(), known);
                }
            }
            if self.problems.len() > before {
                continue;
            }
            match understood(name, item.clone(), |value| Value::Array(vec![value])) {
                Ok(value) => good.push(value),
                Err(problem) => self
                    .problems
                    .push((line, format!("line {line}, `[[{name}]]`: {problem}"))),
            }
        }
        good
    }

    /// Whether the switch of older versions is on.
    fn former_history(&mut self, line: usize, value: &DeValue<'_>) -> bool {
        value.as_bool().unwrap_or_else(|| {
            let problem = format!("line {line}, `{FORMER_HISTORY}`: true or false is meant");
            self.problems.push((line, problem));
            self.doubted.push(FORMER_HISTORY.to_owned());
            false
        })
    }

    fn unknown(&mut self, line: usize, key: &str, known: &Table) {
        let plain = key.to_lowercase().replace('-', "_");
        // A setting in the wrong table is one as well.
        let elsewhere = super::read::known();
        let names = known.keys().chain(elsewhere.keys()).map(String::as_str);
        let meant = nearest(&plain, names.chain([FORMER_HISTORY]));
        let hint = meant
            .map(|meant| format!(" (did you mean `{meant}`?)"))
            .unwrap_or_default();
        let place = match meant {
            Some(meant) if !known.contains_key(meant) => ", which stands above all [tables]",
            _ => "",
        };
        let problem = format!("line {line}: `{key}` is no setting{hint}{place}");
        self.problems.push((line, problem));
        self.doubted.extend(meant.map(str::to_owned));
    }
}

/// A value, if settings can be read in which nothing else is set; `as_set` is how it stands there.
fn understood(
    name: &str,
    value: Spanned<DeValue<'_>>,
    as_set: impl FnOnce(Value) -> Value,
) -> Result<Value, String> {
    let value = Value::deserialize(value.into_deserializer()).map_err(|error| error.message().to_owned())?;
    let mut alone = as_set(value.clone());
    for part in name.rsplit('.') {
        alone = Value::Table(Table::from_iter([(part.to_owned(), alone)]));
    }
    match Settings::deserialize(alone) {
        Ok(_) => Ok(value),
        Err(error) => Err(error.message().trim().to_owned()),
    }
}

/// All settings there are, in their tables, each with some value.
fn known() -> Table {
    let mut all = Table::try_from(Settings::default()).unwrap_or_default();
    add_names(&mut all, names_of::<Settings>());
    let mut command = Table::new();
    add_names(&mut command, names_of::<OwnCommand>());
    all.insert("command".to_owned(), Value::Array(vec![Value::Table(command)]));
    for (table, names) in [
        ("polish", names_of::<PolishSettings>()),
        ("window", names_of::<Window>()),
        ("listen", names_of::<Listen>()),
        ("rewrite", names_of::<Rewriting>()),
    ] {
        if let Some(table) = all.get_mut(table).and_then(Value::as_table_mut) {
            add_names(table, names);
        }
    }
    all
}

/// Those that are not written when they are not set.
fn add_names(table: &mut Table, names: &[&str]) {
    for name in names {
        table.entry(*name).or_insert(Value::Boolean(false));
    }
}

/// The names of a struct's fields in the file, as serde asks for them.
fn names_of<T: for<'de> Deserialize<'de>>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // What it says of the struct itself is that it was only asked for its names.
    T::deserialize(Names(&mut names)).ok();
    names
}

struct Names<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, value::Error> {
        Err(value::Error::custom("this is no struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, value::Error> {
        *self.0 = fields;
        Err(value::Error::custom("only the names are wanted"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Words of a name are joined by `-` or by `_`.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.replace('-', "_") == other.replace('-', "_")
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}
