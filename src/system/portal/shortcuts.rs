//! Keys that talk, under Wayland: the portal GlobalShortcuts tells when they go down and come up.

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};
use futures_util::StreamExt;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{MatchRule, MessageStream, message};

use super::{Options, Portal, PortalError};
use crate::system::sink::{Button, News};

const SHORTCUTS: &str = "org.freedesktop.portal.GlobalShortcuts";
/// Some desktops show the user a list to agree to.
const CONSENT: Duration = Duration::from_secs(120);
/// The keys by their names, and what the user reads of them.
const BUTTONS: [(Button, &str, &str); 2] = [
    (Button::Talk, "talk", "Dictate (tap, or hold)"),
    (Button::Raw, "talk-raw", "Dictate the words as they are said"),
];

/// The keys, which are given back when it is dropped.
pub struct Shortcuts {
    _portal: Portal,
}

/// A key by its button, and as the user writes it, e.g. `Ctrl+Alt+Space`.
pub type Wanted = (Button, String);

impl Shortcuts {
    /// Asks for keys; the desktop, or the user in its settings, may give others. What happens with them goes to `news`.
    ///
    /// # Errors
    /// When there is no such portal, or the user says no or nothing.
    pub fn bind(wanted: Vec<Wanted>, news: Sender<News>) -> Result<Self, PortalError> {
        let (tell, told) = bounded(1);
        thread::Builder::new()
            .name("shortcuts".to_owned())
            .spawn(move || {
                // Nobody may wait for it any more.
                tell.try_send(zbus::block_on(bind(&wanted, news))).ok();
            })?;
        let portal = told.recv_timeout(CONSENT).map_err(|_| PortalError::Ended)??;
        Ok(Shortcuts { _portal: portal })
    }
}

async fn bind(wanted: &[Wanted], news: Sender<News>) -> Result<Portal, PortalError> {
    let portal = Portal::open().await?;
    let session = portal.session(SHORTCUTS).await?;
    let rule = MatchRule::builder()
        .msg_type(message::Type::Signal)
        .interface(SHORTCUTS)?
        .build();
    let signals = MessageStream::for_match_rule(rule, &portal.bus, Some(64)).await?;
    let named = |(button, key): &Wanted| {
        let (_, name, about) = BUTTONS.into_iter().find(|(known, ..)| known == button)?;
        let options = HashMap::from([
            ("description", Value::from(about)),
            ("preferred_trigger", Value::from(trigger(key))),
        ]);
        Some((name, options))
    };
    let keys: Vec<(&str, Options<'_>)> = wanted.iter().filter_map(named).collect();
    portal
        .ask(SHORTCUTS, "BindShortcuts", HashMap::new(), |options| {
            (&session, keys, "", options)
        })
        .await?;

    portal
        .bus
        .executor()
        .spawn(async move { follow(signals, &session, &news).await }, "shortcuts")
        .detach();
    Ok(portal)
}

/// Passes on what happens with the keys, until the connection ends.
async fn follow(mut signals: MessageStream, session: &OwnedObjectPath, news: &Sender<News>) {
    while let Some(Ok(signal)) = signals.next().await {
        let header = signal.header();
        let member = header.member().map(|member| member.as_str());
        let told = signal
            .body()
            .deserialize::<(OwnedObjectPath, String, u64, HashMap<String, OwnedValue>)>();
        let Ok((of, id, _, _)) = told else { continue };
        let Some((button, ..)) = BUTTONS.into_iter().find(|(_, name, _)| *name == id) else {
            continue;
        };
        let told = match member {
            Some("Activated") if of == *session => News::Down(button),
            Some("Deactivated") if of == *session => News::Up(button),
            _ => continue,
        };
        if news.try_send(told).is_err() {
            tracing::debug!("nobody takes the news of keys");
        }
    }
}

/// A key as the shortcuts specification of freedesktop.org writes it.
fn trigger(key: &str) -> String {
    let parts: Vec<&str> = key.split('+').map(str::trim).collect();
    let (last, held) = parts
        .split_last()
        .map_or(("", &[][..]), |(last, held)| (*last, held));
    let held = held.iter().map(|part| match part.to_lowercase().as_str() {
        "super" | "win" | "meta" => "LOGO".to_owned(),
        "control" => "CTRL".to_owned(),
        other => other.to_uppercase(),
    });
    let last = match last.to_lowercase().as_str() {
        key if key.len() > 1 && key.starts_with('f') => key.to_uppercase(),
        "scrolllock" => "Scroll_Lock".to_owned(),
        key @ ("pause" | "insert" | "menu" | "print" | "home" | "end") => key[..1].to_uppercase() + &key[1..],
        key => key.to_owned(),
    };
    held.chain([last]).collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_are_written_as_the_specification_wants_them() {
        for (key, wanted) in [
            ("F9", "F9"),
            ("Ctrl+Alt+Space", "CTRL+ALT+space"),
            ("super + D", "LOGO+d"),
            ("Pause", "Pause"),
        ] {
            assert_eq!(super::trigger(key), wanted);
        }
    }
}
