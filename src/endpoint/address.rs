//! Where a request goes: this machine, or another one that the user allowed; and the key it takes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::settings::{Endpoint, Rewriting};

/// Most bytes of a file with a key.
const KEY_BYTES: u64 = 16 << 10;

/// An endpoint that may be asked.
#[derive(Clone, Debug)]
pub(super) struct Address {
    endpoint: Endpoint,
    remote: bool,
}

impl Address {
    /// The address that these settings name.
    ///
    /// # Errors
    /// A sentence: there is none, or it is another machine and nobody allowed that.
    pub(super) fn of(settings: &Rewriting) -> Result<Address, String> {
        let Some(endpoint) = &settings.endpoint else {
            return Err("no endpoint is named under [rewrite]".to_owned());
        };
        let remote = !endpoint.is_here();
        if remote && !settings.allow_remote {
            return Err(format!(
                "{} is not this machine; text goes there only with `allow_remote = true` under [rewrite]",
                endpoint.host
            ));
        }
        Ok(Address {
            endpoint: endpoint.clone(),
            remote,
        })
    }

    /// Host and port, for messages and for the server.
    pub(super) fn authority(&self) -> String {
        self.endpoint.authority()
    }

    /// The path of the request.
    pub(super) fn path(&self) -> String {
        format!("{}/chat/completions", self.endpoint.path)
    }

    /// What to connect to, one after the other. A name of this machine is never looked up: a name service, or whoever writes
    /// to it, has no say in what this machine is.
    ///
    /// # Errors
    /// A sentence: the name is not known.
    pub(super) async fn sockets(&self) -> Result<Vec<SocketAddr>, String> {
        let Endpoint { host, port, .. } = &self.endpoint;
        if host.eq_ignore_ascii_case("localhost") {
            let both = [
                IpAddr::from(Ipv4Addr::LOCALHOST),
                IpAddr::from(Ipv6Addr::LOCALHOST),
            ];
            return Ok(both.map(|ip| SocketAddr::new(ip, *port)).to_vec());
        }
        let literal: Option<IpAddr> = host.parse().ok();
        let found: Vec<SocketAddr> = match literal {
            Some(ip) => vec![SocketAddr::new(ip, *port)],
            None if self.remote => tokio::net::lookup_host((host.as_str(), *port))
                .await
                .map_err(|error| format!("{host}: {error}"))?
                .collect(),
            None => Vec::new(),
        };
        // Whatever the words of the settings were taken for: without leave nothing goes further than this.
        let allowed = |at: &SocketAddr| self.remote || at.ip().to_canonical().is_loopback();
        let found: Vec<SocketAddr> = found.into_iter().filter(allowed).collect();
        match found.is_empty() {
            true => Err(format!("{host} has no address")),
            false => Ok(found),
        }
    }
}

/// The key in the file that the settings name; `None` where they name none. It is read for each request, so that a new one is
/// taken at once, and is not kept.
///
/// # Errors
/// A sentence without anything of the key.
pub(super) fn key(settings: &Rewriting) -> Result<Option<String>, String> {
    let Some(path) = &settings.key_file else {
        return Ok(None);
    };
    // As in the commands of the settings' file, `~/` is the home folder.
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let path = match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.clone(),
    };
    let name = path.display();
    let about = std::fs::metadata(&path).map_err(|error| format!("the key file {name}: {error}"))?;
    if !about.is_file() || about.len() > KEY_BYTES {
        return Err(format!("{name} is no file with a key"));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| format!("the key file {name}: {error}"))?;
    let key = text.trim();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "{name} does not hold one key: a line without spaces is meant"
        ));
    }
    Ok(Some(key.to_owned()))
}
