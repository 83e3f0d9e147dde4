//! Which address does what. Each is there with and without `/v1`: clients disagree about what a base address is.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::error::ApiError;
use super::guard::{self, Access};
use super::http::{Request, Response, discard};
use super::{Shared, chat, models, realtime, transcriptions};

/// The API: whom it lets in, and what it serves them with.
pub(super) struct Api {
    pub access: Access,
    pub shared: Arc<Shared>,
}

impl Api {
    /// Answers a request.
    pub async fn answer(&self, request: Request) -> Response {
        let origin = match self
            .access
            .admit(request.method(), request.uri(), request.headers())
        {
            Ok(origin) => origin,
            Err(refusal) => {
                if refusal.status == StatusCode::UNAUTHORIZED {
                    // No stranger: someone who forgot the token should come to read so.
                    discard(request.into_body()).await;
                }
                return refusal.response();
            }
        };
        if origin.is_some() && request.method() == Method::OPTIONS {
            return guard::allow(guard::preflight(request.headers()), origin);
        }
        let answer = tokio::select! {
            biased;
            answer = dispatch(&self.shared, request) => answer,
            () = self.shared.closing.overdue() => Err(ApiError::closing()),
        };
        guard::allow(answer.unwrap_or_else(|refusal| refusal.response()), origin)
    }
}

async fn dispatch(shared: &Arc<Shared>, request: Request) -> Result<Response, ApiError> {
    let path = request.uri().path().to_owned();
    let path = path
        .strip_prefix("/v1")
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(&path);
    let path = path.trim_end_matches('/');
    let is_post = match path {
        "/audio/transcriptions" | "/audio/translations" | "/chat/completions" | "/responses" => true,
        "/health" | "/models" | "/realtime" => false,
        path if path.starts_with("/models/") => false,
        _ => {
            let message = format!("there is no {} {}", request.method(), request.uri().path());
            return Err(ApiError::new(StatusCode::NOT_FOUND, message).coded("unknown_url"));
        }
    };
    let method = if is_post { Method::POST } else { Method::GET };
    if *request.method() != method {
        let message = format!("{} takes {method} only", request.uri().path());
        return Err(ApiError::new(StatusCode::METHOD_NOT_ALLOWED, message));
    }
    match path {
        "/audio/transcriptions" => transcriptions::respond(shared, request, "transcribe").await,
        "/audio/translations" => transcriptions::respond(shared, request, "translate").await,
        "/chat/completions" => chat::completions(shared, request).await,
        "/responses" => chat::responses(shared, request).await,
        "/realtime" => realtime::realtime(shared, request),
        "/health" => Ok(models::health()),
        "/models" => Ok(models::list(shared)),
        path => {
            let id = path.trim_start_matches("/models/");
            Ok(models::one(&percent_decode_str(id).decode_utf8_lossy()))
        }
    }
}
