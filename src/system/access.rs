//! The field in front by way of the accessibility bus (AT-SPI 2): whether it is one for passwords, what stands before its
//! caret, and text put into it without keys or clipboard.
//!
//! What programs tell there is often wrong or missing, so nothing here is believed unless exactly one field of the program
//! in front says that it is focused and can be edited, and nothing is done whose effect was not seen.

use std::time::Duration;

use unicode_segmentation::UnicodeSegmentation;
use zbus::names::BusName;
use zbus::zvariant::{DynamicDeserialize, DynamicType, OwnedObjectPath, OwnedValue};
use zbus::{Connection, Proxy, connection};

use super::{Outcome, Standing, Target, Way, bus};

/// A program that does not answer is not waited for longer.
const PATIENCE: Duration = Duration::from_millis(400);
/// Where all programs are listed.
const REGISTRY: (&str, &str) = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root");
/// Interfaces: what every object is, and one with text.
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";
/// Objects of one program that are looked at when it cannot be asked for the focused one.
const LOOKED_AT: usize = 400;
/// Programs that are asked who they are.
const PROGRAMS: usize = 100;
/// Characters before the caret that are read.
const BEFORE: i32 = 2_000;
/// Most characters of a selection that is rewritten; what is put in is compared letter by letter.
const MOST_SELECTED: i32 = 1_000;

/// Bits of the states, and a role, as AT-SPI numbers them (`atspi-constants.h`).
const ACTIVE: u64 = 1 << 1;
const FOCUSED: u64 = 1 << 12;
const EDITABLE: u64 = 1 << 7;
const PASSWORD_TEXT: u32 = 40;

/// An object: the program's name on the bus, and its path.
type Object = (String, OwnedObjectPath);

/// What is known of the field in front.
#[derive(Clone, Debug)]
pub enum Field {
    /// Nothing certain.
    Unknown,
    /// It is for passwords.
    Password,
    /// Text can be edited in it.
    Editable(Editable),
}

/// A field whose text can be read.
#[derive(Clone, Debug)]
pub struct Editable {
    object: Object,
    /// Text can also be put into it by the bus: a page of WebKitGTK shows its text there and takes none.
    writable: bool,
}

/// The accessibility bus.
pub struct Access {
    bus: Connection,
}

impl Access {
    /// Connects to the bus, if there is one.
    pub fn open() -> Option<Self> {
        let opened = zbus::block_on(async {
            let session = bus::connect(PATIENCE).await?;
            let asked = session
                .call_method(
                    Some("org.a11y.Bus"),
                    "/org/a11y/bus",
                    Some("org.a11y.Bus"),
                    "GetAddress",
                    &(),
                )
                .await?;
            let address: String = asked.body().deserialize()?;
            connection::Builder::address(address.as_str())?
                .method_timeout(PATIENCE)
                .build()
                .await
        });
        match opened {
            Ok(bus) => Some(Access { bus }),
            Err(error) => {
                tracing::info!(%error, "there is no accessibility bus: fields for passwords cannot be told from others");
                None
            }
        }
    }

    /// The program whose window is active: its process, and its name; `None` where no or several say so.
    pub fn front(&self) -> Option<(u32, String)> {
        let found = zbus::block_on(async {
            let programs = self.programs().await?;
            let bus = zbus::fdo::DBusProxy::new(&self.bus).await?;
            let mut found = Vec::new();
            for program in programs {
                let proxy = self.proxy(&program, ACCESSIBLE).await?;
                let windows: Vec<Object> = proxy.call("GetChildren", &()).await.unwrap_or_default();
                for window in windows {
                    if self.states(&window).await.unwrap_or(0) & ACTIVE == 0 {
                        continue;
                    }
                    let name = BusName::try_from(program.0.as_str())?;
                    let pid = bus.get_connection_unix_process_id(name).await?;
                    found.push((pid, self.name(&program).await.unwrap_or_default()));
                }
            }
            Ok::<_, zbus::Error>(found)
        });
        let mut found = found.unwrap_or_default();
        found.dedup();
        if found.len() == 1 { found.pop() } else { None }
    }

    async fn name(&self, object: &Object) -> zbus::Result<String> {
        let value = self.property(object, ACCESSIBLE, "Name").await?;
        Ok(String::try_from(value)?)
    }

    /// Asked anew each time: programs do not always tell that one changed.
    async fn property(&self, object: &Object, interface: &str, name: &str) -> zbus::Result<OwnedValue> {
        bus::property(&self.bus, (object.0.as_str(), object.1.as_str()), interface, name).await
    }

    /// The field in front of the target's program.
    pub fn field(&self, target: &Target) -> Field {
        let Some(pid) = target.pid else {
            return Field::Unknown;
        };
        let found = zbus::block_on(async {
            let Some(program) = self.program(pid).await? else {
                return Ok(Field::Unknown);
            };
            let focused = match self.ask_for_focused(&program).await {
                Ok(focused) if !focused.is_empty() => focused,
                // It cannot be asked, or another process fills what it shows, which it does not ask.
                _ => self.look_for_focused(&program).await?,
            };
            self.field_among(focused).await
        });
        found.unwrap_or_else(|error| {
            tracing::debug!(%error, "the accessibility bus did not tell the field");
            Field::Unknown
        })
    }

    /// The field among objects that have the keyboard. A page and a field in it may both say so: only those that can be
    /// edited matter, and the passwords.
    async fn field_among(&self, focused: Vec<Object>) -> zbus::Result<Field> {
        let mut editable = Vec::new();
        for object in focused {
            let role: u32 = self.call(&object, ACCESSIBLE, "GetRole", &()).await?;
            if role == PASSWORD_TEXT {
                return Ok(Field::Password);
            }
            if self.states(&object).await? & EDITABLE == 0 {
                continue;
            }
            let interfaces: Vec<String> = self.call(&object, ACCESSIBLE, "GetInterfaces", &()).await?;
            let has = |wanted: &str| interfaces.iter().any(|name| name == wanted);
            if has(TEXT) {
                let writable = has("org.a11y.atspi.EditableText");
                editable.push(Editable { object, writable });
            }
        }
        Ok(match editable.len() {
            1 => editable.pop().map_or(Field::Unknown, Field::Editable),
            _ => Field::Unknown,
        })
    }

    /// What stands before the caret, at most 2,000 characters of it, and what is selected there. `None` when that is not
    /// told, and when something is selected that could not be rewritten: keys would take it away at once, however much was
    /// meant.
    pub fn standing(&self, target: &Target, rewrites: bool) -> Option<Standing> {
        let Field::Editable(field) = &self.field(target) else {
            return None;
        };
        let standing = zbus::block_on(async {
            let selection = self.selection(field).await?;
            let (start, end) = match selection {
                Some(_) if !(rewrites && field.writable) => return Ok(None),
                Some(selection) => selection,
                None => {
                    let caret = self.caret(field).await?;
                    (caret, caret)
                }
            };
            if start < 0 || end - start > MOST_SELECTED {
                return Ok(None);
            }
            let before = self.text(field, (start - BEFORE).max(0), start).await?;
            let selected = match start < end {
                true => self.text(field, start, end).await?,
                false => String::new(),
            };
            Ok::<_, zbus::Error>(Some(Standing { before, selected }))
        });
        standing.ok().flatten()
    }

    /// Puts a text into the field, if it is one for that; `None` when other ways must be tried, and nothing was changed.
    pub fn put(&self, field: &Field, back: usize, text: &str) -> Option<Outcome> {
        match field {
            Field::Unknown => None,
            Field::Password => Some(Outcome::Kept("that is a field for passwords".to_owned())),
            Field::Editable(field) if self.replace(field, back, text) => {
                Some(Outcome::Inserted(Way::Accessibility))
            }
            Field::Editable(field) => self.barred(field, back),
        }
    }

    /// Why keys must not press what the bus did not do: where something is selected, the first of them takes all of it.
    pub fn barred(&self, field: &Editable, back: usize) -> Option<Outcome> {
        let selected = back > 0 && matches!(zbus::block_on(self.selection(field)), Ok(Some(_)));
        selected.then(|| Outcome::Kept("what is selected there could not be rewritten".to_owned()))
    }

    /// Takes away so many characters (as people count them) before the caret, or before the end of what is selected, and
    /// puts `text` there. `false` when that is not seen to have happened; nothing was changed then.
    fn replace(&self, field: &Editable, back: usize, text: &str) -> bool {
        if !field.writable {
            return false;
        }
        let done = zbus::block_on(async {
            let caret = match self.selection(field).await? {
                Some((start, _)) if back == 0 => {
                    // As keys would, words take the place of what is selected, of which nobody knew.
                    tracing::debug!(start, "a selection is left to the keys");
                    return Ok(false);
                }
                Some((_, end)) => self.unselect(field, end).await?,
                None => self.caret(field).await?,
            };
            if caret < 0 {
                return Ok(false);
            }
            let from = (caret - i32::try_from(8 * back).unwrap_or(i32::MAX)).max(0);
            let there = self.text(field, from, caret).await?;
            let gone: Vec<&str> = there.graphemes(true).rev().take(back).collect();
            if gone.len() < back {
                return Ok(false);
            }
            let n_gone: usize = gone.iter().map(|one| one.chars().count()).sum();
            let start = caret - i32::try_from(n_gone).unwrap_or(0);
            let edits = self.proxy(&field.object, "org.a11y.atspi.EditableText").await?;
            if n_gone > 0 && !edits.call::<_, _, bool>("DeleteText", &(start, caret)).await? {
                return Ok(false);
            }
            let n_bytes = i32::try_from(text.len()).unwrap_or(i32::MAX);
            let n_chars = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
            if n_chars > 0 {
                let put: bool = edits.call("InsertText", &(start, text, n_bytes)).await?;
                if !put && n_gone == 0 {
                    return Ok(false);
                }
            }
            let end = start + n_chars;
            let _moved: bool = self.call(&field.object, TEXT, "SetCaretOffset", &(end,)).await?;
            Ok::<_, zbus::Error>(self.text(field, start, end).await? == text)
        });
        done.unwrap_or_else(|error| {
            tracing::debug!(%error, "the accessibility bus put no text in");
            false
        })
    }

    async fn proxy<'a>(&self, object: &'a Object, interface: &'a str) -> zbus::Result<Proxy<'a>> {
        Proxy::new(&self.bus, object.0.as_str(), object.1.as_str(), interface).await
    }

    /// Calls a method of an object.
    async fn call<B, R>(&self, object: &Object, interface: &str, method: &str, body: &B) -> zbus::Result<R>
    where
        B: serde::Serialize + DynamicType,
        R: for<'d> DynamicDeserialize<'d>,
    {
        self.proxy(object, interface).await?.call(method, body).await
    }

    /// The root objects of all programs, so many at most.
    async fn programs(&self) -> zbus::Result<Vec<Object>> {
        let root = Proxy::new(&self.bus, REGISTRY.0, REGISTRY.1, ACCESSIBLE).await?;
        let mut programs: Vec<Object> = root.call("GetChildren", &()).await?;
        programs.truncate(PROGRAMS);
        Ok(programs)
    }

    /// The root object of the program with this process number.
    async fn program(&self, pid: u32) -> zbus::Result<Option<Object>> {
        let programs = self.programs().await?;
        let bus = zbus::fdo::DBusProxy::new(&self.bus).await?;
        for program in programs {
            let Ok(name) = BusName::try_from(program.0.as_str()) else {
                continue;
            };
            if bus.get_connection_unix_process_id(name).await.ok() == Some(pid) {
                return Ok(Some(program));
            }
        }
        Ok(None)
    }

    /// The focused objects, as the program itself finds them.
    async fn ask_for_focused(&self, program: &Object) -> zbus::Result<Vec<Object>> {
        let collection = self.proxy(program, "org.a11y.atspi.Collection").await?;
        let none: Vec<i32> = Vec::new();
        let attributes: std::collections::HashMap<String, String> = std::collections::HashMap::new();
        // A state's number says its bit, in two words of 32; 1 means that all must hold.
        let states = vec![i32::try_from(FOCUSED).unwrap_or(0), 0];
        let interfaces: Vec<String> = Vec::new();
        let rule = (states, 1, attributes, 1, none, 1, interfaces, 1, false);
        collection.call("GetMatches", &(rule, 1_u32, 8_i32, true)).await
    }

    /// The focused objects, found by looking at each.
    async fn look_for_focused(&self, program: &Object) -> zbus::Result<Vec<Object>> {
        let mut found = Vec::new();
        let mut open = vec![program.clone()];
        let mut n_looked = 0;
        while let Some(object) = open.pop() {
            n_looked += 1;
            if n_looked > LOOKED_AT {
                // Who knows what the rest is.
                return Ok(Vec::new());
            }
            if self.states(&object).await.unwrap_or(0) & FOCUSED != 0 {
                found.push(object.clone());
            }
            open.extend(self.children(&object).await.unwrap_or_default());
        }
        Ok(found)
    }

    /// What lies in an object. One that another process fills (a page of WebKitGTK) has no list of its children and yet
    /// gives each.
    async fn children(&self, object: &Object) -> zbus::Result<Vec<Object>> {
        let proxy = self.proxy(object, ACCESSIBLE).await?;
        let mut children: Vec<Object> = proxy.call("GetChildren", &()).await?;
        if children.is_empty() {
            let count = self.property(object, ACCESSIBLE, "ChildCount").await?;
            let count = usize::try_from(i32::try_from(count)?).unwrap_or(0);
            for at in 0..count.min(LOOKED_AT) {
                children.push(proxy.call("GetChildAtIndex", &(at as i32,)).await?);
            }
        }
        Ok(children)
    }

    async fn states(&self, object: &Object) -> zbus::Result<u64> {
        let words: Vec<u32> = self.call(object, ACCESSIBLE, "GetState", &()).await?;
        let word = |at: usize| words.get(at).copied().map_or(0, u64::from);
        Ok(word(0) | word(1) << 32)
    }

    async fn caret(&self, field: &Editable) -> zbus::Result<i32> {
        let value = self.property(&field.object, TEXT, "CaretOffset").await?;
        Ok(i32::try_from(value)?)
    }

    /// What is selected, from where to where.
    async fn selection(&self, field: &Editable) -> zbus::Result<Option<(i32, i32)>> {
        let proxy = self.proxy(&field.object, TEXT).await?;
        let count: i32 = proxy.call("GetNSelections", &()).await?;
        if count == 0 {
            return Ok(None);
        }
        let (start, end): (i32, i32) = proxy.call("GetSelection", &(0,)).await?;
        Ok((start < end).then_some((start, end)))
    }

    /// Puts the caret behind what is selected, so that nothing is; gives where it is.
    async fn unselect(&self, field: &Editable, end: i32) -> zbus::Result<i32> {
        let proxy = self.proxy(&field.object, TEXT).await?;
        let _removed: bool = proxy.call("RemoveSelection", &(0,)).await?;
        let _moved: bool = proxy.call("SetCaretOffset", &(end,)).await?;
        match self.selection(field).await? {
            None => self.caret(field).await,
            Some(_) => Ok(-1),
        }
    }

    async fn text(&self, field: &Editable, start: i32, end: i32) -> zbus::Result<String> {
        self.call(&field.object, TEXT, "GetText", &(start, end)).await
    }
}
