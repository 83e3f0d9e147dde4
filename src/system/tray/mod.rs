//! An icon in the desktop's bar (StatusNotifierItem, as KDE, and GNOME with its extension, show it): whether parlance
//! listens, and a menu to begin, end and quit.

mod icon;
mod menu;

use crossbeam_channel::Sender;
use futures_util::StreamExt;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};
use zbus::{Connection, interface};

use super::Request;
use icon::Pixmap;
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

/// The icon, as the bar asks for it.
struct Item {
    listening: bool,
    told: String,
    clicks: Sender<Request>,
}

impl Item {
    fn new(clicks: Sender<Request>) -> Self {
        Item {
            listening: false,
            told: String::new(),
            clicks,
        }
    }

    fn ask(&self, request: Request) {
        if self.clicks.try_send(request).is_err() {
            tracing::debug!("too many clicks");
        }
    }
}

#[interface(name = "org.kde.StatusNotifierItem")]
impl Item {
    #[zbus(property)]
    fn category(&self) -> &str {
        "ApplicationStatus"
    }

    #[zbus(property)]
    fn id(&self) -> &str {
        "parlance"
    }

    #[zbus(property)]
    fn title(&self) -> &str {
        "parlance"
    }

    #[zbus(property)]
    fn status(&self) -> &str {
        "Active"
    }

    #[zbus(property)]
    fn window_id(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn icon_name(&self) -> &str {
        ""
    }

    #[zbus(property)]
    fn icon_pixmap(&self) -> Vec<Pixmap> {
        icon::pixmaps(self.listening)
    }

    #[zbus(property)]
    fn item_is_menu(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn menu(&self) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked(MENU).into()
    }

    #[zbus(property)]
    fn tool_tip(&self) -> (String, Vec<Pixmap>, String, String) {
        let title = if self.listening {
            "parlance listens"
        } else {
            "parlance"
        };
        (String::new(), Vec::new(), title.to_owned(), self.told.clone())
    }

    fn activate(&self, _x: i32, _y: i32) {
        self.ask(Request::Toggle);
    }

    fn secondary_activate(&self, _x: i32, _y: i32) {
        self.ask(Request::Cancel);
    }

    fn context_menu(&self, _x: i32, _y: i32) {}

    fn scroll(&self, _delta: i32, _orientation: String) {}

    /// The picture is another one.
    #[zbus(signal)]
    async fn new_icon(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;

    /// What is shown of it where the mouse rests is another text.
    #[zbus(signal)]
    async fn new_tool_tip(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}
