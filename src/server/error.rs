//! What a client is told when something cannot be done, in OpenAI's shape:
//! `{"error": {"message", "type", "param", "code"}}`.

use hyper::StatusCode;
use hyper::header::{self, HeaderValue};
use serde_json::{Value, json};

use super::http::{Response, json as json_response};

/// An answer that refuses.
#[derive(Clone, Debug)]
pub(super) struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// What is wrong and what to do, for people.
    pub message: String,
    /// The parameter that is wrong.
    pub param: Option<&'static str>,
    /// A word for programs.
    pub code: Option<&'static str>,
    /// Seconds after which it may be tried again.
    pub retry_after_s: Option<u64>,
}

impl ApiError {
    /// A refusal with a status.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        ApiError {
            status,
            message: message.into(),
            param: None,
            code: None,
            retry_after_s: None,
        }
    }

    /// The request is wrong (400).
    pub fn bad(message: impl Into<String>) -> Self {
        ApiError::new(StatusCode::BAD_REQUEST, message)
    }

    /// A parameter is wrong (400).
    pub fn param(param: &'static str, message: impl Into<String>) -> Self {
        ApiError {
            param: Some(param),
            ..ApiError::bad(message)
        }
    }

    /// Something failed here (500).
    pub fn internal(message: impl Into<String>) -> Self {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, message)
    }

    /// The server is being ended (503).
    pub fn closing() -> Self {
        ApiError {
            code: Some("shutting_down"),
            ..ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "parlance is being ended; start it again and repeat the request",
            )
        }
    }

    /// With a word for programs.
    #[must_use]
    pub fn coded(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// The error as it is sent, in answers and in streams.
    pub fn wire(&self) -> Value {
        let kind = match self.status {
            StatusCode::UNAUTHORIZED => "authentication_error",
            StatusCode::FORBIDDEN => "permission_error",
            StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
            status if status.is_server_error() => "server_error",
            _ => "invalid_request_error",
        };
        json!({ "message": self.message, "type": kind, "param": self.param, "code": self.code })
    }

    /// The answer that says so.
    pub fn response(&self) -> Response {
        let mut response = json_response(&json!({ "error": self.wire() }));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
