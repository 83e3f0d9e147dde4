//! The icon's menu, in the protocol that bars ask for it (`com.canonical.dbusmenu`, version 3).

use std::collections::HashMap;

use crossbeam_channel::Sender;
use zbus::interface;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Value};

use crate::system::Request;

/// Of a row: its name and its value.
type Properties = HashMap<String, OwnedValue>;
/// A row: its number, its properties, and the rows below it.
type Row = (i32, Properties, Vec<OwnedValue>);

/// Numbers of the rows.
const TOGGLE: i32 = 1;
const CANCEL: i32 = 2;
const LINE: i32 = 3;
const QUIT: i32 = 4;
const ROWS: [i32; 4] = [TOGGLE, CANCEL, LINE, QUIT];

/// The menu.
pub struct Menu {
    listening: bool,
    revision: u32,
    clicks: Sender<Request>,
}

impl Menu {
    /// A menu whose rows are requests.
    pub fn new(clicks: Sender<Request>) -> Self {
        Menu {
            listening: false,
            revision: 1,
            clicks,
        }
    }

    /// Whether parlance listens; the number of the menu's new revision, if it changes by that.
    pub fn listens(&mut self, listening: bool) -> Option<u32> {
        if self.listening == listening {
            return None;
        }
        self.listening = listening;
        self.revision = self.revision.wrapping_add(1);
        Some(self.revision)
    }

    fn properties(&self, row: i32) -> Properties {
        let label = match row {
            TOGGLE if self.listening => "Stop listening",
            TOGGLE => "Listen",
            CANCEL => "Forget what was just said",
            QUIT => "Quit parlance",
            _ => "",
        };
        let mut told: Vec<(&str, Value<'_>)> = match row {
            0 => vec![("children-display", "submenu".into())],
            LINE => vec![("type", "separator".into())],
            _ => vec![("label", label.into())],
        };
        if row == CANCEL {
            told.push(("enabled", self.listening.into()));
        }
        told.into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.try_to_owned().ok()?)))
            .collect()
    }

    fn clicked(&self, row: i32) {
        let request = match row {
            TOGGLE => Request::Toggle,
            CANCEL => Request::Cancel,
            QUIT => Request::Quit,
            _ => return,
        };
        if self.clicks.try_send(request).is_err() {
            tracing::debug!("too many clicks");
        }
    }
}

#[interface(name = "com.canonical.dbusmenu")]
impl Menu {
    #[zbus(property)]
    fn version(&self) -> u32 {
        3
    }

    #[zbus(property)]
    fn status(&self) -> &str {
        "normal"
    }

    #[zbus(property)]
    fn text_direction(&self) -> &str {
        "ltr"
    }

    #[zbus(property)]
    fn icon_theme_path(&self) -> Vec<String> {
        Vec::new()
    }

    fn get_layout(&self, parent: i32, _depth: i32, _names: Vec<String>) -> (u32, Row) {
        let below = if parent == 0 { &ROWS[..] } else { &[] };
        let rows = below.iter().filter_map(|row| {
            let none: Vec<OwnedValue> = Vec::new();
            Value::new((*row, self.properties(*row), none))
                .try_to_owned()
                .ok()
        });
        (self.revision, (parent, self.properties(parent), rows.collect()))
    }

    fn get_group_properties(&self, rows: Vec<i32>, _names: Vec<String>) -> Vec<(i32, Properties)> {
        let wanted = if rows.is_empty() { ROWS.to_vec() } else { rows };
        wanted
            .into_iter()
            .map(|row| (row, self.properties(row)))
            .collect()
    }

    fn get_property(&self, row: i32, name: String) -> zbus::fdo::Result<OwnedValue> {
        let unknown = || zbus::fdo::Error::InvalidArgs(format!("row {row} has no {name}"));
        self.properties(row).remove(&name).ok_or_else(unknown)
    }

    fn event(&self, row: i32, kind: String, _data: OwnedValue, _time: u32) {
        if kind == "clicked" {
            self.clicked(row);
        }
    }

    fn event_group(&self, events: Vec<(i32, String, OwnedValue, u32)>) -> Vec<i32> {
        for (row, kind, data, time) in events {
            self.event(row, kind, data, time);
        }
        Vec::new()
    }

    fn about_to_show(&self, _row: i32) -> bool {
        false
    }

    fn about_to_show_group(&self, _rows: Vec<i32>) -> (Vec<i32>, Vec<i32>) {
        (Vec::new(), Vec::new())
    }

    #[zbus(signal)]
    pub async fn layout_updated(emitter: &SignalEmitter<'_>, revision: u32, parent: i32) -> zbus::Result<()>;
}
