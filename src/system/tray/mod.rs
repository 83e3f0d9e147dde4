//! An icon in the desktop's bar (StatusNotifierItem, as KDE, and GNOME with its extension, show it): whether parlance
//! listens, and a menu to begin, end and quit.

mod icon;
mod item;
mod menu;

use crossbeam_channel::Sender;
use futures_util::StreamExt;
use zbus::Connection;

use super::Request;
use item::Item;
use menu::Menu;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH: &str = "/StatusNotifierWatcher";
const ITEM: &str = "/StatusNotifierItem";
const MENU: &str = "/MenuBar";

/// The icon, which goes when it is dropped.
pub struct Tray {
    bus: Connection,
}

impl Tray {
    /// Shows the icon, now or as soon as there is a bar; clicks are requests. `None` without a session bus.
    pub fn open(clicks: Sender<Request>) -> Option<Self> {
        let opened = super::bus::session().and_then(|bus| {
            zbus::block_on(async {
                let server = bus.object_server();
                server.at(ITEM, Item::new(clicks.clone())).await?;
                server.at(MENU, Menu::new(clicks)).await?;
                // The protocol wants this form of name.
                let name = format!("org.kde.StatusNotifierItem-{}-1", std::process::id());
                bus.request_name(name.as_str()).await?;
                register(&bus, &name).await;
                let watched = bus.clone();
                bus.executor()
                    .spawn(async move { keep_registered(&watched, &name).await }, "tray")
                    .detach();
                Ok(Tray { bus })
            })
        });
        opened
            .inspect_err(|error: &zbus::Error| tracing::info!(%error, "no icon in the desktop's bar"))
            .ok()
    }

    /// Shows whether it listens, and what was done last.
    pub fn show(&self, listening: bool, told: &str) {
        let shown = zbus::block_on(async {
            let server = self.bus.object_server();
            let item = server.interface::<_, Item>(ITEM).await?;
            {
                let mut item = item.get_mut().await;
                item.listening = listening;
                told.clone_into(&mut item.told);
            }
            Item::new_icon(item.signal_emitter()).await?;
            Item::new_tool_tip(item.signal_emitter()).await?;
            let menu = server.interface::<_, Menu>(MENU).await?;
            let revision = menu.get_mut().await.listens(listening);
            if let Some(revision) = revision {
                Menu::layout_updated(menu.signal_emitter(), revision, 0).await?;
            }
            Ok::<_, zbus::Error>(())
        });
        if let Err(error) = shown {
            tracing::debug!(%error, "the icon in the bar was not changed");
        }
    }
}

async fn register(bus: &Connection, name: &str) {
    let told = bus
        .call_method(
            Some(WATCHER),
            WATCHER_PATH,
            Some(WATCHER),
            "RegisterStatusNotifierItem",
            &name,
        )
        .await;
    if let Err(error) = told {
        tracing::info!(%error, "there is no bar for icons yet");
    }
}

/// A bar that comes later, or anew, is told again.
async fn keep_registered(bus: &Connection, name: &str) {
    let Ok(names) = zbus::fdo::DBusProxy::new(bus).await else {
        return;
    };
    let Ok(mut changes) = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await else {
        return;
    };
    while let Some(change) = changes.next().await {
        if change.args().is_ok_and(|args| args.new_owner().is_some()) {
            register(bus, name).await;
        }
    }
}
