//! `/v1/realtime`: transcription sessions over a WebSocket, text while somebody speaks.

mod hearing;
mod session;
mod wire;

use std::sync::Arc;

use http_body_util::{BodyExt, Empty};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{StatusCode, upgrade};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::Shared;
use super::error::ApiError;
use super::http::{Request, Response};

/// Sessions at a time: each hears by itself, and hearing takes a processor's time.
pub(super) const SESSIONS: usize = 4;

/// Most bytes of one message: OpenAI's limit for sound, in base64.
const MESSAGE: usize = 24 << 20;

/// The subprotocol that browsers' clients ask for.
const PROTOCOL: &str = "realtime";

/// `GET /v1/realtime`.
///
/// # Errors
/// 426 for a request that is no upgrade to a WebSocket, 429 when too many sessions run.
pub(super) fn realtime(shared: &Arc<Shared>, mut request: Request) -> Result<Response, ApiError> {
    let Some(key) = key(request.headers()) else {
        let message = "this address speaks WebSocket only (version 13)";
        return Err(ApiError::new(StatusCode::UPGRADE_REQUIRED, message));
    };
    let place = Arc::clone(&shared.sessions)
        .try_acquire_owned()
        .map_err(|_| ApiError {
            retry_after_s: Some(10),
            ..ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("{SESSIONS} sessions run already; try again when one has ended"),
            )
            .coded("too_many_sessions")
        })?;
    let mut response = Response::new(Empty::new().boxed_unsync());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, key);
    if has(request.headers(), header::SEC_WEBSOCKET_PROTOCOL, PROTOCOL) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    }
    let upgraded = upgrade::on(&mut request);
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        match upgraded.await {
            Ok(stream) => {
                let config = WebSocketConfig::default()
                    .max_message_size(Some(MESSAGE))
                    .max_frame_size(Some(MESSAGE));
                let stream = TokioIo::new(stream);
                let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
                session::run(socket, &shared).await;
            }
            Err(error) => tracing::debug!(%error, "a session"),
        }
        drop(place);
    });
    Ok(response)
}

/// What is answered to the key of a client that wants a WebSocket.
fn key(headers: &HeaderMap) -> Option<HeaderValue> {
    let wanted = has(headers, header::CONNECTION, "upgrade")
        && has(headers, header::UPGRADE, "websocket")
        && has(headers, header::SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| wanted)?;
    derive_accept_key(key.as_bytes()).parse().ok()
}

/// Whether a header that is a list has this in it.
fn has(headers: &HeaderMap, name: header::HeaderName, what: &str) -> bool {
    let values = headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|item| item.trim().eq_ignore_ascii_case(what))
}
