//! The desktop's portals (`org.freedesktop.portal.Desktop`), with which programs under Wayland may press keys and have keys
//! of their own, once the user has agreed.

pub mod remote;
pub mod shortcuts;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use futures_util::StreamExt;
use serde::Serialize;
use zbus::zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, MatchRule, MessageStream, message};

use super::bus;

const DESKTOP: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
/// The name of our desktop file, by which desktops know who asks.
const APP: &str = "parlance";

/// What is told beside a call's fixed arguments, and what comes back.
type Options<'a> = HashMap<&'static str, Value<'a>>;
type Results = HashMap<String, OwnedValue>;

/// Why a portal did not do it.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// There is no portal, or it has no such part.
    #[error("the desktop has no portal for that: {0}")]
    Bus(#[from] zbus::Error),
    /// The user said no.
    #[error("it was not allowed")]
    Denied,
    /// The portal ended the question.
    #[error("the desktop's portal gave up")]
    Ended,
    /// The system gives no thread.
    #[error("the system refused a thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// A connection to the portals.
struct Portal {
    bus: Connection,
    /// Questions asked so far: each has a name of its own.
    asked: AtomicU32,
}

impl Portal {
    /// Connects, and tells who we are where desktops want to know (GNOME 48 and later).
    async fn open() -> Result<Self, PortalError> {
        // Answers come as signals: a call itself is answered at once.
        let bus = bus::connect(Duration::from_secs(5)).await?;
        let asked = AtomicU32::new(0);
        let portal = Portal { bus, asked };
        let registry = "org.freedesktop.host.portal.Registry";
        let told = portal.call(registry, "Register", &(APP, Options::new())).await;
        if let Err(error) = told {
            tracing::debug!(%error, "the portals do not want to know who asks");
        }
        Ok(portal)
    }

    /// Calls a method of a portal.
    async fn call<B>(&self, interface: &str, method: &str, body: &B) -> zbus::Result<()>
    where
        B: Serialize + DynamicType,
    {
        let called = self
            .bus
            .call_method(Some(DESKTOP), PATH, Some(interface), method, body);
        called.await.map(drop)
    }

    fn token(&self) -> String {
        format!("parlance{}", self.asked.fetch_add(1, Relaxed))
    }

    /// Asks for something and waits for the answer, which may take as long as the user thinks about it. `body` makes the
    /// call's arguments of the options with the question's name.
    async fn ask<'a, B>(
        &self,
        interface: &str,
        method: &str,
        mut options: Options<'a>,
        body: impl FnOnce(Options<'a>) -> B,
    ) -> Result<Results, PortalError>
    where
        B: Serialize + DynamicType,
    {
        let token = self.token();
        let sender = self.bus.unique_name().map_or("", |name| name.as_str());
        let sender = sender.trim_start_matches(':').replace('.', "_");
        // Listened for before the question: an answer may be quick.
        let path = format!("{PATH}/request/{sender}/{token}");
        let rule = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .interface("org.freedesktop.portal.Request")?
            .member("Response")?
            .path(path)?
            .build();
        let mut answers = MessageStream::for_match_rule(rule, &self.bus, Some(4)).await?;
        options.insert("handle_token", token.into());
        self.call(interface, method, &body(options)).await?;
        let answer = answers.next().await.ok_or(PortalError::Ended)??;
        let (code, results): (u32, Results) = answer.body().deserialize()?;
        match code {
            0 => Ok(results),
            1 => Err(PortalError::Denied),
            _ => Err(PortalError::Ended),
        }
    }

    /// Opens a session of a portal.
    async fn session(&self, interface: &str) -> Result<OwnedObjectPath, PortalError> {
        let options = HashMap::from([("session_handle_token", Value::from(self.token()))]);
        let results = self
            .ask(interface, "CreateSession", options, |options| (options,))
            .await?;
        // A string by the protocol, though some send a path.
        let path = match results.get("session_handle").map(|value| &**value) {
            Some(Value::Str(path)) => path.to_string(),
            Some(Value::ObjectPath(path)) => path.to_string(),
            _ => return Err(PortalError::Ended),
        };
        Ok(ObjectPath::try_from(path).map_err(zbus::Error::from)?.into())
    }
}
