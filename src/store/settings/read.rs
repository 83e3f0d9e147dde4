//! Reading settings in which anything may be wrong: what is understood is obeyed, the rest is told.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::de::DeTable;
use toml::{Spanned, Table, Value};

use super::{Settings, Withheld};

/// Settings that say what may be kept.
const HISTORY: [&str; 2] = ["history_days", "history_forever"];
const SAFETY_COPY: &str = "safety_copy";

/// Values of settings that are texts of a few kinds.
const KINDS: [(&str, &[&str]); 5] = [
    ("window.language", &["system", "en", "de", "es"]),
    ("quantize", &["Q8_0", "Q4_0"]),
    ("window.theme", &["system", "light", "dark"]),
    ("window.typeface", &["serif", "sans"]),
    ("window.talk", &["hybrid", "hold", "toggle"]),
];

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
            .extend([HISTORY[0].to_owned(), SAFETY_COPY.to_owned()]);
        Settings::default()
    });
    // A line that cannot be read may have been the one that forbids it, or may hide it.
    let in_doubt = |name: &str| {
        let hidden = !errors.is_empty() && !good.contains_key(name);
        hidden || reading.doubted.iter().any(|doubted| doubted == name)
    };
    settings.withheld = Withheld {
        history: in_doubt(HISTORY[0]) || reading.doubted.iter().any(|doubted| doubted == HISTORY[1]),
        safety_copy: in_doubt(SAFETY_COPY),
    };
    settings.safety_copy &= !settings.withheld.safety_copy;
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
        for (key, value) in table.iter() {
            let line = line_of(self.text, key.span().start);
            let last = line_of(self.text, value.span().end);
            let Some(name) = known.keys().find(|name| same_name(name, key.get_ref())) else {
                self.unknown(line, key.get_ref(), known);
                continue;
            };
            let whole = format!("{prefix}{name}");
            if let (Some(inner), Value::Table(known)) = (value.get_ref().as_table(), &known[name]) {
                let inner = self.table(inner, known, &format!("{whole}."));
                good.insert(name.clone(), Value::Table(inner));
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
            match understood(&whole, value.clone()) {
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
        good
    }

    fn unknown(&mut self, line: usize, key: &str, known: &Table) {
        let plain = key.to_lowercase().replace('-', "_");
        // A setting in the wrong table is one as well.
        let elsewhere = super::read::known();
        let names = || known.keys().chain(elsewhere.keys()).map(String::as_str);
        let meant = nearest(&plain, names());
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

/// A value of a setting, if it is one.
fn understood(name: &str, value: Spanned<toml::de::DeValue<'_>>) -> Result<Value, String> {
    let value = Value::deserialize(value.into_deserializer()).map_err(|error| error.message().to_owned())?;
    let mut alone = value.clone();
    for part in name.rsplit('.') {
        alone = Value::Table(Table::from_iter([(part.to_owned(), alone)]));
    }
    let settings = Settings::deserialize(alone).map_err(|error| error.message().trim().to_owned())?;
    if let (Some((_, kinds)), Some(text)) = (KINDS.iter().find(|(of, _)| *of == name), value.as_str())
        && !kinds.contains(&text)
    {
        let meant = nearest(text, kinds.iter().copied());
        let hint = meant
            .map(|meant| format!(" (did you mean `{meant}`?)"))
            .unwrap_or_default();
        return Err(format!("`{text}` is none of {}{hint}", kinds.join(", ")));
    }
    if !settings.window.font_size.is_finite() || !(4.0..=200.0).contains(&settings.window.font_size) {
        return Err("a size from 4 to 200 is meant".to_owned());
    }
    Ok(value)
}

/// All settings there are, each with some value.
fn known() -> Table {
    let all = Settings {
        device: Some(String::new()),
        channel: Some(1),
        projector: Some("".into()),
        drafter: Some("".into()),
        quantize: Some(String::new()),
        history_days: Some(0),
        ..Settings::default()
    };
    Table::try_from(all).unwrap_or_default()
}

/// Words of a name are joined by `-` or by `_`.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.replace('-', "_") == other.replace('-', "_")
}

/// The name that is most like this one, if any is.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let names: Vec<&str> = names.collect();
    similar::get_close_matches(name, &names, 1, 0.7).first().copied()
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}
