//! Requests with a file: the parts of a multipart form, the file spooled to disk, all of it within limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use futures_util::{Stream, stream};
use hyper::body::{Bytes, Incoming};
use hyper::{StatusCode, header};
use multer::{Field, Multipart};

use super::Shared;
use super::closing::Closing;
use super::error::ApiError;
use super::http::{Request, discard, next, told_length};
use super::spool::{Spool, Spooled};

/// Most bytes of a part that is no file.
const FIELD_BYTES: usize = 64 << 10;

/// Most parts of a form.
const FIELDS: usize = 200;

/// A form with a file.
#[derive(Debug)]
pub(super) struct Form {
    /// What was sent as `file`.
    pub file: Spooled,
    /// Its name at the client's.
    pub file_name: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// The last value of a field, trimmed; an empty one counts as not sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.fields.iter().rev().filter(|(field, _)| field == name);
        values
            .next()
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// All values of a list, sent as `name`, `name[]` or `name[0]`, …
    pub fn list(&self, name: &str) -> Vec<&str> {
        let is_it = |field: &str| {
            field
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('[') && rest.ends_with(']'))
        };
        let values = self.fields.iter().filter(|(field, _)| is_it(field));
        values
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect()
    }
}

/// Reads a form whose file is spooled.
///
/// # Errors
/// 400 for what is no form or has no file, 408 for a client that went silent, 413 beyond `limit` bytes, 503 when the server
/// has no more time, 507 for a disk that takes no more.
pub(super) async fn form(request: Request, shared: &Shared) -> Result<Form, ApiError> {
    let limit = shared.body_limit;
    if told_length(request.headers()).is_some_and(|told| told > limit) {
        discard(request.into_body()).await;
        return Err(too_large(limit));
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let boundary = multer::parse_boundary(kind.unwrap_or_default());
    let boundary = boundary.map_err(|error| {
        ApiError::bad(format!(
            "send the recording as multipart/form-data with a part `file`: {error}"
        ))
    })?;
    let exceeded = Arc::new(AtomicBool::new(false));
    let body = limited(
        request.into_body(),
        limit,
        Arc::clone(&exceeded),
        shared.closing(),
    );
    let parsed = parts(Multipart::new(body, boundary), &shared.spool).await;
    if exceeded.load(Relaxed) {
        return Err(too_large(limit));
    }
    parsed
}

async fn parts(mut multipart: Multipart<'_>, spool: &Arc<Spool>) -> Result<Form, ApiError> {
    let mut file = None;
    let mut fields = Vec::new();
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = field.file_name().unwrap_or("recording").to_owned();
            file = Some((spooled(&mut field, spool).await?, file_name));
        } else if fields.len() == FIELDS {
            return Err(ApiError::bad(format!("a form has {FIELDS} parts at most")));
        } else {
            let value = text(&mut field, &name).await?;
            fields.push((name, value));
        }
    }
    let (file, file_name) =
        file.ok_or_else(|| ApiError::param("file", "the part `file` with the recording is missing"))?;
    if file.bytes() == 0 {
        return Err(ApiError::param(
            "file",
            format!("{file_name}: the file has 0 bytes"),
        ));
    }
    Ok(Form {
        file,
        file_name,
        fields,
    })
}

async fn spooled(field: &mut Field<'_>, spool: &Arc<Spool>) -> Result<Spooled, ApiError> {
    let full = |error: std::io::Error| {
        ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            format!("the recording cannot be kept while it is heard: {error}"),
        )
    };
    let mut file = spool.file().map_err(full)?;
    while let Some(bytes) = field.chunk().await.map_err(broken)? {
        file.write(&bytes).map_err(full)?;
    }
    file.close();
    Ok(file)
}

async fn text(field: &mut Field<'_>, name: &str) -> Result<String, ApiError> {
    let mut all = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(broken)? {
        if all.len() + bytes.len() > FIELD_BYTES {
            return Err(ApiError::bad(format!("{name}: longer than {FIELD_BYTES} bytes")));
        }
        all.extend_from_slice(&bytes);
    }
    String::from_utf8(all).map_err(|_| ApiError::bad(format!("{name}: is no text in UTF-8")))
}

fn broken(error: multer::Error) -> ApiError {
    match error {
        // What the body said of itself: a client that went silent or broke off.
        multer::Error::StreamReadFailed(source) => match source.downcast::<BodyError>() {
            Ok(error) => error.0,
            Err(other) => ApiError::bad(format!("the form is broken: {other}")),
        },
        error => ApiError::bad(format!("the form is broken: {error}")),
    }
}

/// A refusal on its way through the parser of forms.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
struct BodyError(ApiError);

fn too_large(limit: u64) -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!(
            "the request is larger than {} MB; send a compressed recording (Opus, MP3, FLAC), or start the server with a \
             larger --max-upload",
            limit / 1_000_000
        ),
    )
    .coded("request_too_large")
}

/// A body that ends with an error beyond `limit` bytes or when the server has no more time, its rest read and thrown away.
fn limited(
    body: Incoming,
    limit: u64,
    exceeded: Arc<AtomicBool>,
    closing: Arc<Closing>,
) -> impl Stream<Item = Result<Bytes, BodyError>> + Send {
    stream::unfold(Some((body, limit)), move |state| {
        let (exceeded, closing) = (Arc::clone(&exceeded), Arc::clone(&closing));
        async move {
            let (mut body, left) = state?;
            let came = tokio::select! {
                biased;
                () = closing.broken_off() => None,
                came = next(&mut body) => Some(came),
            };
            let Some(came) = came else {
                discard(body).await;
                return Some((Err(BodyError(ApiError::closing())), None));
            };
            let bytes = match came.transpose()? {
                Ok(bytes) => bytes,
                Err(refusal) => return Some((Err(BodyError(refusal)), None)),
            };
            match left.checked_sub(bytes.len() as u64) {
                Some(left) => Some((Ok(bytes), Some((body, left)))),
                None => {
                    exceeded.store(true, Relaxed);
                    discard(body).await;
                    Some((Err(BodyError(too_large(limit))), None))
                }
            }
        }
    })
}
