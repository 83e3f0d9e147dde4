//! The icon as the desktop's bar asks for it over D-Bus (StatusNotifierItem).

use crossbeam_channel::Sender;
use zbus::interface;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use super::icon::{self, Pixmap};
use super::{MENU, Request};

/// The icon, as the bar asks for it.
pub(super) struct Item {
    pub listening: bool,
    /// What was done last.
    pub told: String,
    clicks: Sender<Request>,
}

impl Item {
    pub fn new(clicks: Sender<Request>) -> Self {
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
    pub async fn new_icon(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;

    /// What is shown of it where the mouse rests is another text.
    #[zbus(signal)]
    pub async fn new_tool_tip(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}
