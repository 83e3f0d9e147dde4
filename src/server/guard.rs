//! Who may ask: before anything else is looked at, a request must name this machine as its host, must not come from a web
//! page that was not allowed, and must bring the token.
//!
//! A web page anywhere can make its visitor's browser send requests to `127.0.0.1`, and by rebinding a name of its own to
//! that address even read the answers. The browser tells on it in `Host` and `Origin`, which a page cannot change. A
//! missing `Origin` proves nothing, and is left to the token.

use hyper::header::{self, HeaderValue};
use hyper::{HeaderMap, Method, StatusCode, Uri};

use super::error::ApiError;
use super::http::{Response, response};

/// The beginning of a WebSocket subprotocol that carries the token, for clients that cannot set headers.
const TOKEN_PROTOCOL: &str = "openai-insecure-api-key.";

/// What a request needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Access {
    /// The port whose hosts are allowed; none for a socket in the file system, which no web page reaches.
    pub port: Option<u16>,
    /// Origins of web pages that may ask.
    pub origins: Vec<String>,
    /// What must be sent as `Authorization: Bearer …`.
    pub token: Option<String>,
}

impl Access {
    /// Whether a request may go on; the origin of an allowed web page, to be told in the answer.
    pub fn admit(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Option<HeaderValue>, ApiError> {
        self.check_host(uri, headers)?;
        let origin = self.check_origin(headers)?;
        let preflight = method == Method::OPTIONS && origin.is_some();
        if !preflight && uri.path() != "/health" {
            self.check_token(headers)?;
        }
        Ok(origin)
    }

    fn check_host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
        let Some(port) = self.port else {
            return Ok(());
        };
        let mut hosts = headers.get_all(header::HOST).iter();
        let named = hosts.next().and_then(|host| host.to_str().ok());
        let all_ours = named.is_some_and(|host| is_ours(host, port))
            && hosts.next().is_none()
            && uri.authority().is_none_or(|host| is_ours(host.as_str(), port));
        if all_ours {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            format!("this server answers to localhost:{port}, 127.0.0.1:{port} and [::1]:{port} only"),
        )
        .coded("host_not_allowed"))
    }

    fn check_origin(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, ApiError> {
        let refused = |origin: &str| {
            ApiError::new(
                StatusCode::FORBIDDEN,
                format!("web pages of {origin} may not use this server (see --allow-origin)"),
            )
            .coded("origin_not_allowed")
        };
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = origins.next() else {
            // Pictures and links of a page send no origin, but browsers say where the request comes from.
            return match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
                None | Some(b"none" | b"same-origin") => Ok(None),
                Some(_) => Err(refused("another site")),
            };
        };
        let text = origin.to_str().unwrap_or("?");
        let allowed = self.origins.iter().any(|allowed| allowed == text);
        if allowed && origins.next().is_none() {
            Ok(Some(origin.clone()))
        } else {
            Err(refused(text))
        }
    }

    fn check_token(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let Some(token) = &self.token else {
            return Ok(());
        };
        let given = sent_token(headers);
        if given.is_some_and(|given| is_same(given.as_bytes(), token.as_bytes())) {
            return Ok(());
        }
        let what = if given.is_some() {
            "the token is not this server's"
        } else {
            "the token is missing"
        };
        Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            format!("{what}: send the one that `parlance serve` printed the place of as \"Authorization: Bearer …\""),
        )
        .coded("invalid_api_key"))
    }
}

/// Whether a host is a name of this machine's loopback, with the port (which is left out where it is that of HTTP).
fn is_ours(host: &str, port: u16) -> bool {
    let (name, named_port) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            (name, digits.parse().ok())
        }
        _ => (host, Some(80)),
    };
    let loopback = name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]";
    loopback && named_port == Some(port)
}

/// The token that a request brings, in its header or, from a WebSocket, in a subprotocol.
fn sent_token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
    bearer.or_else(|| {
        let protocols = headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
        let mut protocols = protocols.split(',').map(str::trim);
        protocols.find_map(|protocol| protocol.strip_prefix(TOKEN_PROTOCOL))
    })
}

/// Compares in a time that does not tell how much of it is right.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Tells a browser that an allowed page may read this answer, and no other.
pub(super) fn allow(mut response: Response, origin: Option<HeaderValue>) -> Response {
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

/// The answer to a browser that asks what an allowed page may send.
pub(super) fn preflight(asked: &HeaderMap) -> Response {
    let mut response = response(StatusCode::NO_CONTENT, "text/plain", "");
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    if asked.contains_key("access-control-request-private-network") {
        headers.insert(
            "access-control-allow-private-network",
            HeaderValue::from_static("true"),
        );
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access {
            port: Some(8178),
            origins: vec!["https://editor.example".into()],
            token: Some("secret".into()),
        }
    }

    fn asked(access: &Access, uri: &str, headers: &[(&'static str, &str)]) -> Result<bool, u16> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let admitted = access.admit(&Method::POST, &uri.parse().unwrap(), &map);
        admitted
            .map(|origin| origin.is_some())
            .map_err(|error| error.status.as_u16())
    }

    const BEARER: (&str, &str) = ("authorization", "Bearer secret");

    #[test]
    fn only_names_of_the_loopback_are_hosts() {
        for host in ["localhost:8178", "LOCALHOST:8178", "127.0.0.1:8178", "[::1]:8178"] {
            assert_eq!(
                asked(&access(), "/v1/models", &[("host", host), BEARER]),
                Ok(false),
                "{host}"
            );
        }
        for host in [
            "evil.example:8178",
            "evil.example",
            "localhost",
            "localhost:80",
            "localhost:8178:8178",
            "127.0.0.1.evil.example:8178",
            "localhost.evil.example:8178",
            "user@localhost:8178",
            "127.0.0.2:8178",
            "0.0.0.0:8178",
            "",
        ] {
            assert_eq!(
                asked(&access(), "/v1/models", &[("host", host), BEARER]),
                Err(403),
                "{host}"
            );
            // Not even a look at the health is for them.
            assert_eq!(asked(&access(), "/health", &[("host", host)]), Err(403), "{host}");
        }
        assert_eq!(asked(&access(), "/v1/models", &[BEARER]), Err(403));
        let two = [("host", "localhost:8178"), ("host", "evil.example"), BEARER];
        assert_eq!(asked(&access(), "/v1/models", &two), Err(403));
        let absolute = "http://evil.example/v1/models";
        assert_eq!(
            asked(&access(), absolute, &[("host", "localhost:8178"), BEARER]),
            Err(403)
        );
        let plain = Access {
            port: Some(80),
            ..access()
        };
        assert_eq!(
            asked(&plain, "/v1/models", &[("host", "localhost"), BEARER]),
            Ok(false)
        );
    }

    #[test]
    fn web_pages_are_refused_unless_allowed() {
        let host = ("host", "localhost:8178");
        let with = |name, value| asked(&access(), "/v1/models", &[host, (name, value), BEARER]);
        assert_eq!(with("origin", "https://editor.example"), Ok(true));
        for origin in [
            "https://evil.example",
            "null",
            "http://editor.example",
            "https://editor.example.evil.example",
            "http://localhost:8178",
        ] {
            assert_eq!(with("origin", origin), Err(403), "{origin}");
        }
        assert_eq!(with("sec-fetch-site", "cross-site"), Err(403));
        assert_eq!(with("sec-fetch-site", "none"), Ok(false));
        let two = [
            host,
            ("origin", "https://editor.example"),
            ("origin", "https://evil.example"),
            BEARER,
        ];
        assert_eq!(asked(&access(), "/v1/models", &two), Err(403));
    }

    #[test]
    fn the_token_is_needed_for_all_but_health() {
        let host = ("host", "localhost:8178");
        let with = |value| asked(&access(), "/v1/models", &[host, ("authorization", value)]);
        assert_eq!(with("bearer secret"), Ok(false));
        for value in [
            "Bearer secre",
            "Bearer secrets",
            "Bearer",
            "Basic secret",
            "secret",
            "Bearer Secret",
        ] {
            assert_eq!(with(value), Err(401), "{value}");
        }
        assert_eq!(asked(&access(), "/v1/models", &[host]), Err(401));
        assert_eq!(asked(&access(), "/health", &[host]), Ok(false));
        let protocol = (
            "sec-websocket-protocol",
            "realtime, openai-insecure-api-key.secret",
        );
        assert_eq!(asked(&access(), "/v1/realtime", &[host, protocol]), Ok(false));
        let open = Access {
            token: None,
            ..access()
        };
        assert_eq!(asked(&open, "/v1/models", &[host]), Ok(false));
        let socket = Access {
            port: None,
            ..access()
        };
        assert_eq!(
            asked(&socket, "/v1/models", &[("host", "whatever"), BEARER]),
            Ok(false)
        );
    }
}
