//! The few types of HTTP that everything here speaks in, and how a connection is served.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::timeout;

use super::error::ApiError;
use super::listen::told;
use super::routes::Api;

/// What a client sends.
pub(super) type Request = hyper::Request<Incoming>;
/// What it gets.
pub(super) type Response = hyper::Response<Body>;
/// The body of an answer.
pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// A client that sends nothing for so long has gone.
pub(super) const SILENCE: Duration = Duration::from_secs(30);

/// How long the rest of a refused body is read and thrown away, so that its sender comes to read the refusal.
const DISCARD: Duration = Duration::from_secs(10);

/// Serves one connection until it ends, or until the server is to end and what was begun is answered.
pub(super) async fn serve<S>(stream: S, api: Arc<Api>, stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| {
        let api = Arc::clone(&api);
        async move { Ok::<_, Infallible>(api.answer(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SILENCE)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = told(stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection");
    }
}

/// An answer of a kind of content.
pub(super) fn response(status: StatusCode, content_type: &'static str, bytes: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Full::new(bytes.into()).boxed_unsync());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// An answer in JSON.
pub(super) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => response(StatusCode::OK, "application/json", bytes),
        Err(error) => response(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", error.to_string()),
    }
}

/// An answer whose body comes in pieces.
pub(super) fn streamed(
    content_type: &'static str,
    pieces: impl Stream<Item = Bytes> + Send + 'static,
) -> Response {
    let frames = pieces.map(|piece| Ok::<_, Infallible>(Frame::data(piece)));
    let mut response = Response::new(StreamBody::new(frames).boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The length that a body says it has.
pub(super) fn told_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A whole body of `limit` bytes at most.
///
/// # Errors
/// 413 for a longer one, 408 for a client that went silent, 400 for one that broke off.
pub(super) async fn whole(mut body: Incoming, limit: usize) -> Result<Bytes, ApiError> {
    let mut all = Vec::new();
    while let Some(bytes) = next(&mut body).await? {
        if all.len() + bytes.len() > limit {
            discard(body).await;
            let message = format!("the request is larger than {} MB", limit >> 20);
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, message).coded("request_too_large"));
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all.into())
}

/// The next bytes of a body; `None` at its end.
///
/// # Errors
/// 408 for a client that went silent, 400 for one that broke off.
pub(super) async fn next(body: &mut Incoming) -> Result<Option<Bytes>, ApiError> {
    loop {
        let frame = timeout(SILENCE, body.frame()).await.map_err(|_| silent())?;
        let Some(frame) = frame else {
            return Ok(None);
        };
        let frame = frame.map_err(|error| ApiError::bad(format!("the request broke off: {error}")))?;
        // Trailers are passed over.
        if let Ok(bytes) = frame.into_data() {
            return Ok(Some(bytes));
        }
    }
}

/// A client that sends nothing any more (408).
pub(super) fn silent() -> ApiError {
    ApiError::new(
        StatusCode::REQUEST_TIMEOUT,
        format!("nothing came for {} seconds", SILENCE.as_secs()),
    )
}

/// Reads a refused body and throws it away: whoever is still writing it would not see the refusal.
pub(super) async fn discard(mut body: Incoming) {
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    // Whoever takes longer reads a broken connection.
    timeout(DISCARD, rest).await.ok();
}
