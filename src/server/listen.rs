//! Where the server listens: the loopback of both protocols on one port, or a socket in the file system.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
#[cfg(unix)]
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::routes::Api;
use super::{ServeError, Shared, http, wyoming};

/// Where to listen. There is no way to name an address that other machines reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A port of 127.0.0.1 and ::1; 0 is one that is free.
    Port(u16),
    /// A socket in the file system, which its owner alone may use.
    Socket(PathBuf),
}

/// Clients at a time; further ones wait to be taken.
const CLIENTS: usize = 256;

/// How long no client is taken after one could not be.
const PAUSE: Duration = Duration::from_millis(100);

/// What is spoken there.
#[derive(Clone)]
pub(super) enum Service {
    /// The API over HTTP.
    Api(Arc<Api>),
    /// Wyoming.
    Wyoming(Arc<Shared>),
}

/// Sockets that listen.
pub(super) enum Listeners {
    /// The loopback of IPv4 and, where the machine has it, of IPv6.
    Loopback(Vec<TcpListener>),
    #[cfg(unix)]
    Socket(SocketFile),
}

impl Listeners {
    /// Takes the place.
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub fn bind(place: &Place) -> Result<Self, ServeError> {
        match place {
            Place::Port(port) => loopback(*port).map(Listeners::Loopback),
            #[cfg(unix)]
            Place::Socket(path) => {
                SocketFile::bind(path)
                    .map(Listeners::Socket)
                    .map_err(|error| ServeError::Listen {
                        place: path.display().to_string(),
                        problem: error.to_string(),
                    })
            }
            #[cfg(not(unix))]
            Place::Socket(path) => Err(ServeError::Listen {
                place: path.display().to_string(),
                problem: "this system has no such sockets; use --port".to_owned(),
            }),
        }
    }

    /// The port, where there is one.
    pub fn port(&self) -> Option<u16> {
        match self {
            Listeners::Loopback(listeners) => {
                listeners.first()?.local_addr().ok().map(|address| address.port())
            }
            #[cfg(unix)]
            Listeners::Socket(_) => None,
        }
    }

    /// The place that was asked for, with the port that it became.
    pub fn place(&self, asked: Place) -> Place {
        self.port().map_or(asked, Place::Port)
    }

    /// Serves until told to stop, and then until all that was begun has ended.
    ///
    /// # Errors
    /// The system's reason.
    pub async fn serve(self, service: Service, stopped: watch::Receiver<bool>) -> io::Result<()> {
        let listeners = match self {
            Listeners::Loopback(listeners) => listeners,
            #[cfg(unix)]
            Listeners::Socket(socket) => {
                let listener = tokio::net::UnixListener::from_std(socket.listener.try_clone()?)?;
                take_clients(&listener, &service, stopped).await;
                return Ok(());
            }
        };
        let mut serving = JoinSet::new();
        for listener in listeners {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let (service, stopped) = (service.clone(), stopped.clone());
            serving.spawn(async move {
                take_clients(&listener, &service, stopped).await;
            });
        }
        while let Some(ended) = serving.join_next().await {
            ended.map_err(io::Error::other)?;
        }
        Ok(())
    }
}

/// What clients connect to.
trait Accept: Sync {
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The next client.
    fn next(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

impl Accept for tokio::net::TcpListener {
    type Stream = tokio::net::TcpStream;

    async fn next(&self) -> io::Result<Self::Stream> {
        let (stream, _) = self.accept().await?;
        // Small events should not wait for more to come.
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

#[cfg(unix)]
impl Accept for tokio::net::UnixListener {
    type Stream = tokio::net::UnixStream;

    async fn next(&self) -> io::Result<Self::Stream> {
        self.accept().await.map(|(stream, _)| stream)
    }
}

/// Takes clients until the server is to end, and then waits until all of them have their answers.
async fn take_clients(listener: &impl Accept, service: &Service, stopped: watch::Receiver<bool>) {
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            () = told(stopped.clone()) => break,
            Some(_) = clients.join_next() => {}
            accepted = listener.next(), if clients.len() < CLIENTS => match accepted {
                Ok(stream) => match service {
                    Service::Api(api) => drop(clients.spawn(http::serve(stream, Arc::clone(api), stopped.clone()))),
                    Service::Wyoming(shared) => {
                        clients.spawn(wyoming::converse(stream, Arc::clone(shared), stopped.clone()));
                    }
                },
                Err(error) => {
                    // Such as too many open files: it passes.
                    tracing::warn!(%error, "a client could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
            },
        }
    }
    while clients.join_next().await.is_some() {}
}

/// Waits until the server is to end.
pub(super) async fn told(mut stopped: watch::Receiver<bool>) {
    // Whoever could tell it is gone: then it ends, too.
    stopped.wait_for(|stopped| *stopped).await.ok();
}

/// Binds the loopback: of IPv4 always, of IPv6 where the machine has it, so that "localhost" means this server and no
/// other, whichever of them a client tries first.
fn loopback(port: u16) -> Result<Vec<TcpListener>, ServeError> {
    let bind = |address: SocketAddr| {
        TcpListener::bind(address).map_err(|error| ServeError::Listen {
            place: address.to_string(),
            problem: match error.kind() {
                io::ErrorKind::AddrInUse => "another program listens there; choose another --port".to_owned(),
                _ => error.to_string(),
            },
        })
    };
    let first = bind((Ipv4Addr::LOCALHOST, port).into())?;
    let address = first.local_addr().map_err(ServeError::System)?;
    let mut listeners = vec![first];
    match TcpListener::bind((Ipv6Addr::LOCALHOST, address.port())) {
        Ok(second) => listeners.push(second),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && port != 0 => {
            bind((Ipv6Addr::LOCALHOST, port).into())?;
        }
        Err(error) => tracing::debug!(%error, "no loopback of IPv6"),
    }
    Ok(listeners)
}

/// A socket in the file system; its file goes with it.
#[cfg(unix)]
pub(super) struct SocketFile {
    listener: std::os::unix::net::UnixListener,
    path: PathBuf,
}

#[cfg(unix)]
impl SocketFile {
    /// Listens at a path. A file that a killed server left there is replaced, another one is not.
    fn bind(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::{FileTypeExt, PermissionsExt};
        use std::os::unix::net::{UnixListener, UnixStream};

        if let Ok(about) = std::fs::symlink_metadata(path) {
            if !about.file_type().is_socket() {
                return Err(io::Error::other("a file of this name is there already"));
            }
            if UnixStream::connect(path).is_ok() {
                return Err(io::Error::other("another server listens there"));
            }
            std::fs::remove_file(path)?;
        }
        // It is made where nobody else looks, and gets its name when its rights are right.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let hidden = folder
            .unwrap_or(Path::new("."))
            .join(format!(".{}", super::token::random_name()?));
        crate::store::private::create_dir(&hidden)?;
        let made = UnixListener::bind(hidden.join("s")).and_then(|listener| {
            std::fs::set_permissions(hidden.join("s"), std::fs::Permissions::from_mode(0o600))?;
            std::fs::rename(hidden.join("s"), path)?;
            listener.set_nonblocking(true)?;
            Ok(listener)
        });
        if let Err(error) = std::fs::remove_dir_all(&hidden) {
            tracing::warn!(%error, "{} stays", hidden.display());
        }
        Ok(SocketFile {
            listener: made?,
            path: path.to_owned(),
        })
    }
}

#[cfg(unix)]
impl Drop for SocketFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "{} stays", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_told() {
        let Listeners::Loopback(first) = Listeners::bind(&Place::Port(0)).unwrap() else {
            panic!("a port was asked for");
        };
        assert!(
            first
                .iter()
                .all(|listener| listener.local_addr().unwrap().ip().is_loopback())
        );
        let port = first[0].local_addr().unwrap().port();
        let refused = Listeners::bind(&Place::Port(port)).err().unwrap().to_string();
        assert!(
            refused.contains("another program") && refused.contains(&port.to_string()),
            "{refused}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_its_owners_and_replaces_only_what_a_killed_server_left() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parlance.sock");
        let place = Place::Socket(path.clone());
        let first = Listeners::bind(&place).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let refused = Listeners::bind(&place).err().unwrap().to_string();
        assert!(refused.contains("another server"), "{refused}");
        drop(first);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        drop(Listeners::bind(&place).unwrap());
        std::fs::write(&path, "a text").unwrap();
        assert!(Listeners::bind(&place).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"a text");
    }
}
