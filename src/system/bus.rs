//! The bus of the desktop's session (D-Bus), over which the tray, players of music and the portals are reached.

use std::time::Duration;

use zbus::{Connection, connection};

/// A program that does not answer is not waited for longer.
const PATIENCE: Duration = Duration::from_millis(800);

/// Connects; an error where there is no such bus.
pub fn session() -> zbus::Result<Connection> {
    zbus::block_on(async {
        connection::Builder::session()?
            .method_timeout(PATIENCE)
            .build()
            .await
    })
}
