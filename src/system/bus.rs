//! The bus of the desktop's session (D-Bus), over which the tray, players of music and the portals are reached.

use std::time::Duration;

use zbus::fdo::PropertiesProxy;
use zbus::names::InterfaceName;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, connection};

/// A program that does not answer is not waited for longer.
const PATIENCE: Duration = Duration::from_millis(800);

/// Connects; an error where there is no such bus.
pub fn session() -> zbus::Result<Connection> {
    zbus::block_on(connect(PATIENCE))
}

/// The same, with so much time for each answer.
pub async fn connect(patience: Duration) -> zbus::Result<Connection> {
    connection::Builder::session()?
        .method_timeout(patience)
        .build()
        .await
}

/// A property of an object, which is given by the program's name on the bus and its path.
pub async fn property(
    bus: &Connection,
    (program, path): (&str, &str),
    interface: &str,
    name: &str,
) -> zbus::Result<OwnedValue> {
    let properties = PropertiesProxy::builder(bus)
        .destination(program)?
        .path(path)?
        .build()
        .await?;
    Ok(properties.get(InterfaceName::try_from(interface)?, name).await?)
}
