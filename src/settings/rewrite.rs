//! A language model of another program that rewrites, as the settings' file names it:
//!
//! ```toml
//! [rewrite]
//! endpoint = "http://127.0.0.1:11434/v1"
//! model = "gemma3:12b"
//! ```

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest time for a rewrite, in seconds.
const LONGEST_S: u32 = 3600;

/// Who rewrites, when it is not parlance itself. Off unless an endpoint is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rewriting {
    /// The address of a server that speaks OpenAI's shape: Ollama, LM Studio, llama-server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Endpoint>,
    /// The model's name there; empty where the server has only one.
    pub model: String,
    /// A file that holds the key which the server asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Text may go to another machine.
    pub allow_remote: bool,
    /// How long a rewrite may take, in seconds.
    #[serde(deserialize_with = "seconds")]
    pub timeout_s: u32,
}

impl Default for Rewriting {
    fn default() -> Self {
        Rewriting {
            endpoint: None,
            model: String::new(),
            key_file: None,
            allow_remote: false,
            timeout_s: 120,
        }
    }
}

impl Rewriting {
    /// The other machine that texts go to, if they do.
    pub fn remote(&self) -> Option<&str> {
        let endpoint = self.endpoint.as_ref().filter(|_| self.allow_remote)?;
        (!endpoint.is_here()).then_some(endpoint.host.as_str())
    }
}

/// An address of the kind `http://127.0.0.1:11434/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// A name or an address; that of IPv6 without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What stands before `/chat/completions`: "/v1".
    pub path: String,
}

impl Endpoint {
    /// Whether it is this machine, whatever a name service would say.
    pub fn is_here(&self) -> bool {
        // A number with a zero before it is another one to some.
        let number = |part: &str| part.parse().ok().filter(|n: &u8| n.to_string() == part);
        let numbers: Option<Vec<u8>> = self.host.split('.').map(number).collect();
        let loopback = matches!(numbers.as_deref(), Some([127, _, _, _]));
        loopback || self.host == "::1" || self.host.eq_ignore_ascii_case("localhost")
    }

    /// Host and port as they stand in an address.
    pub fn authority(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.path)
    }
}

impl FromStr for Endpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const MEANT: &str = "an address such as \"http://127.0.0.1:11434/v1\" is meant";
        if text.starts_with("https://") {
            return Err(
                "only http is spoken, which is for servers on this machine; for another one let a program here \
                 (stunnel, ssh -L) carry it safely"
                    .to_owned(),
            );
        }
        let rest = text.strip_prefix("http://").ok_or(MEANT)?;
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        if authority.contains('@') {
            return Err("a key belongs into a file, which `key_file` names".to_owned());
        }
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => rest.split_once(']').ok_or(MEANT)?,
            None => authority
                .find(':')
                .map_or((authority, ""), |at| authority.split_at(at)),
        };
        let port = match port.strip_prefix(':') {
            Some(number) => number
                .parse()
                .map_err(|_| format!("{MEANT}: {number:?} is no port"))?,
            None if port.is_empty() => 80,
            None => return Err(MEANT.to_owned()),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_:".contains(c);
        let part = |c: char| c.is_ascii_alphanumeric() || "/.-_~%+".contains(c);
        if host.is_empty() || !host.chars().all(plain) || !path.chars().all(part) {
            return Err(MEANT.to_owned());
        }
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix("/chat/completions").unwrap_or(path);
        Ok(Endpoint {
            host: host.to_owned(),
            port,
            // All of them have it there.
            path: if path.is_empty() { "/v1" } else { path }.to_owned(),
        })
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    super::seconds_up_to(deserializer, LONGEST_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> Endpoint {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_are_taken_as_people_write_them() {
        for (text, shown) in [
            ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
            ("http://localhost:1234/", "http://localhost:1234/v1"),
            ("http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/v1"),
            ("http://box/api/v3", "http://box:80/api/v3"),
        ] {
            assert_eq!(endpoint(text).to_string(), shown, "{text}");
        }
        for wrong in [
            "127.0.0.1:11434",
            "ftp://a",
            "http://",
            "http://:80/",
            "http://a:b/",
            "http://a b/",
            "http://a\r\nX: y/",
            "http://a/v1?key=1",
            "http://[::1/",
            "http://a:99999/",
        ] {
            assert!(wrong.parse::<Endpoint>().is_err(), "{wrong}");
        }
        let refused = |text: &str| text.parse::<Endpoint>().unwrap_err();
        assert!(refused("https://api.example.org/v1").contains("only http"));
        assert!(refused("http://anna:secret@127.0.0.1/v1").contains("key_file"));
    }

    #[test]
    fn what_only_looks_like_this_machine_is_another_one() {
        for here in ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "[::1]"] {
            assert!(endpoint(&format!("http://{here}:1/")).is_here(), "{here}");
        }
        for there in [
            "127.0.0.1.example.org",
            "localhost.example.org",
            "0.0.0.0",
            "10.0.0.1",
            "127.1",
            "0127.0.0.1",
            "[::ffff:10.0.0.1]",
            "2130706433",
        ] {
            assert!(!endpoint(&format!("http://{there}:1/")).is_here(), "{there}");
        }
        let mut rewriting = Rewriting {
            endpoint: Some(endpoint("http://box:1234")),
            ..Rewriting::default()
        };
        assert_eq!(rewriting.remote(), None, "it is not allowed");
        rewriting.allow_remote = true;
        assert_eq!(rewriting.remote(), Some("box"));
    }
}
