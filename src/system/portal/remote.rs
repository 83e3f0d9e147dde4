//! Keys pressed through the portal RemoteDesktop. The desktop asks the user once; what it gives us to remember that by is
//! kept, for the user alone.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use zbus::zvariant::{OwnedObjectPath, Value};

use super::{DESKTOP, Options, Portal, PortalError};
use crate::store::awaited::Awaited;
use crate::store::{private, settings};

const REMOTE: &str = "org.freedesktop.portal.RemoteDesktop";
/// Of the devices: the keyboard.
const KEYBOARD: u32 = 1;
/// The permission lasts until it is taken back.
const UNTIL_REVOKED: u32 = 2;
/// Where what the desktop remembers the permission by is kept, among our data.
const TOKEN_FILE: &str = "portal-token";
/// As long as nobody has answered the desktop's question, nothing waits for it longer.
const CONSENT: Duration = Duration::from_secs(120);
/// So long may one text take.
const TYPING: Duration = Duration::from_secs(60);

/// Keysyms to tap in order, and where whether it was done goes.
type Job = (Vec<u32>, Sender<Result<(), String>>);

/// The permission to press keys. The thread "portal" has it.
pub struct RemoteKeys {
    jobs: Sender<Job>,
    _thread: Awaited,
}

impl RemoteKeys {
    /// Asks for the permission, and waits for the user's answer.
    ///
    /// # Errors
    /// When there is no such portal, or the user says no or nothing.
    pub fn open() -> Result<Self, PortalError> {
        let (jobs, queue) = bounded(1);
        let (tell, told) = bounded(1);
        let mut thread = Awaited::start("portal", move || serve(&queue, &tell))?;
        let opened = told.recv_timeout(CONSENT).unwrap_or(Err(PortalError::Ended));
        if let Err(error) = opened {
            // Its thread ends when the answer comes, and finds nobody there.
            thread.leave();
            return Err(error);
        }
        Ok(RemoteKeys {
            jobs,
            _thread: thread,
        })
    }

    /// Taps keys in order.
    ///
    /// # Errors
    /// In words, when the desktop does not let them be pressed any more.
    pub fn tap(&self, keysyms: Vec<u32>) -> Result<(), String> {
        let gone = || "the desktop takes no keys any more".to_owned();
        let (done, result) = bounded(1);
        let job = (keysyms, done);
        self.jobs.send_timeout(job, TYPING).map_err(|_| gone())?;
        result.recv_timeout(TYPING).unwrap_or_else(|_| Err(gone()))
    }
}

fn serve(queue: &Receiver<Job>, tell: &Sender<Result<(), PortalError>>) {
    let opened = zbus::block_on(open());
    let (portal, session) = match opened {
        Ok(opened) => opened,
        Err(error) => return tell.try_send(Err(error)).unwrap_or_default(),
    };
    if tell.try_send(Ok(())).is_err() {
        return;
    }
    for (keysyms, done) in queue {
        let pressed = zbus::block_on(async {
            for keysym in keysyms {
                press(&portal, &session, keysym).await?;
            }
            Ok::<_, zbus::Error>(())
        });
        // Whoever asked may be gone.
        done.try_send(pressed.map_err(|error| error.to_string())).ok();
    }
    let closed = zbus::block_on(portal.bus.call_method(
        Some(DESKTOP),
        session.as_str(),
        Some("org.freedesktop.portal.Session"),
        "Close",
        &(),
    ));
    if let Err(error) = closed {
        tracing::debug!(%error, "the portal's session was closed already");
    }
}

async fn open() -> Result<(Portal, OwnedObjectPath), PortalError> {
    let portal = Portal::open().await?;
    let session = portal.session(REMOTE).await?;
    let mut options: Options<'_> = HashMap::from([
        ("types", Value::from(KEYBOARD)),
        ("persist_mode", Value::from(UNTIL_REVOKED)),
    ]);
    if let Some(token) = kept_token() {
        options.insert("restore_token", token.into());
    }
    portal
        .ask(REMOTE, "SelectDevices", options, |options| (&session, options))
        .await?;
    let results = portal
        .ask(REMOTE, "Start", HashMap::new(), |options| (&session, "", options))
        .await?;
    let devices = results.get("devices").and_then(|value| u32::try_from(value).ok());
    if devices.is_some_and(|devices| devices & KEYBOARD == 0) {
        return Err(PortalError::Denied);
    }
    // Each token is good for once: the next one comes with it.
    if let Some(token) = results.get("restore_token")
        && let Ok(token) = <&str>::try_from(token)
    {
        keep_token(token);
    }
    Ok((portal, session))
}

async fn press(portal: &Portal, session: &OwnedObjectPath, keysym: u32) -> zbus::Result<()> {
    let keysym = i32::try_from(keysym).unwrap_or(0);
    for state in [1_u32, 0] {
        let body = (session, Options::new(), keysym, state);
        portal.call(REMOTE, "NotifyKeyboardKeysym", &body).await?;
    }
    Ok(())
}

fn token_file() -> Option<PathBuf> {
    Some(settings::data_dir()?.join(TOKEN_FILE))
}

fn kept_token() -> Option<String> {
    let token = std::fs::read_to_string(token_file()?).ok()?;
    let token = token.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

fn keep_token(token: &str) {
    let Some(file) = token_file() else { return };
    let kept = file
        .parent()
        .map_or(Ok(()), private::create_dir_all)
        .and_then(|()| private::create(&file))
        .and_then(|mut file| file.write_all(token.as_bytes()));
    if let Err(error) = kept {
        tracing::warn!(%error, "the desktop will ask again next time: {} was not written", file.display());
    }
}
