//! One request over HTTP/1.1, and its answer as it comes; the caller is asked all the while whether to go on.

use std::ops::ControlFlow;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::address::Address;
use super::answer::{Answer, said};
use crate::rewrite::RewriteError;

/// How long a server may take to be reached: on this machine it is there or it is not.
const CONNECT: Duration = Duration::from_secs(5);
/// How often the caller is asked whether to go on.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes that are read of what a server says of its failure.
const TOLD_BYTES: usize = 16 << 10;

/// What is asked, and within which bounds.
pub(super) struct Order {
    pub key: Option<String>,
    /// JSON.
    pub body: String,
    pub timeout: Duration,
    pub most_bytes: usize,
}

/// Whoever waits for the answer.
type OnPiece<'a> = &'a mut dyn FnMut(&str) -> ControlFlow<()>;

/// Asks, and gives the text of the answer; pieces of it go to `on_piece` as they come, empty ones in between.
///
/// # Errors
/// [`RewriteError::Failed`] with what went wrong and where, [`RewriteError::Cancelled`].
pub(super) fn ask(address: &Address, order: &Order, on_piece: OnPiece) -> Result<String, RewriteError> {
    let failed = |problem: String| RewriteError::Failed(format!("{}: {problem}", address.authority()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(error.to_string()))?;
    let outcome = runtime.block_on(async {
        let mut waiting = Waiting::new(order.timeout, on_piece);
        exchange(address, order, &mut waiting).await
    });
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    outcome.map_err(|error| match error {
        RewriteError::Failed(problem) => failed(problem),
        other => other,
    })
}

async fn exchange(
    address: &Address,
    order: &Order,
    waiting: &mut Waiting<'_>,
) -> Result<String, RewriteError> {
    let stream = waiting.until(connect(address)).await??;
    let (mut sender, connection) = waiting
        .until(http1::handshake(TokioIo::new(stream)))
        .await?
        .map_err(broken)?;
    // It ends with the runtime, at the latest.
    tokio::spawn(async move { connection.await.ok() });
    let request = request(address, order).map_err(RewriteError::Failed)?;
    let response = waiting
        .until(sender.send_request(request))
        .await?
        .map_err(broken)?;
    if !response.status().is_success() {
        return Err(RewriteError::Failed(refusal(response, waiting).await?));
    }
    let mut body = response.into_body();
    let mut answer = Answer::new(order.most_bytes);
    while !answer.is_done() {
        let Some(frame) = waiting.until(body.frame()).await? else {
            break;
        };
        let Ok(bytes) = frame.map_err(broken)?.into_data() else {
            continue;
        };
        answer.take(&bytes, waiting.on_piece)?;
    }
    answer.finish(waiting.on_piece)
}

/// The first address that answers.
async fn connect(address: &Address) -> Result<TcpStream, RewriteError> {
    let mut last = "it has no address".to_owned();
    for at in address.sockets().await.map_err(RewriteError::Failed)? {
        match timeout(CONNECT, TcpStream::connect(at)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                last = "nothing listens there; is the server running?".to_owned();
            }
            Ok(Err(error)) => last = error.to_string(),
            Err(_) => last = "it cannot be reached".to_owned(),
        }
    }
    Err(RewriteError::Failed(last))
}

fn request(address: &Address, order: &Order) -> Result<Request<Full<Bytes>>, String> {
    let mut request = Request::post(address.path())
        .header(HOST, address.authority())
        .header(USER_AGENT, concat!("parlance/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "text/event-stream, application/json");
    if let Some(key) = &order.key {
        let mut value = HeaderValue::try_from(format!("Bearer {key}"))
            .map_err(|_| "the key has signs that no key has".to_owned())?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let body = Full::new(Bytes::from(order.body.clone()));
    request.body(body).map_err(|error| error.to_string())
}

/// What a server that does not do it says of that.
async fn refusal(response: Response<Incoming>, waiting: &mut Waiting<'_>) -> Result<String, RewriteError> {
    let status = response.status();
    if status.is_redirection() {
        return Ok(format!(
            "it answers {} and names another address, which is not followed",
            status.as_u16()
        ));
    }
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while bytes.len() < TOLD_BYTES {
        match waiting.until(body.frame()).await? {
            Some(Ok(frame)) => bytes.extend(frame.into_data().unwrap_or_default()),
            _ => break,
        }
    }
    let object: Option<Value> = serde_json::from_slice(&bytes).ok();
    let told = object.as_ref().and_then(said);
    let told = told.map_or_else(String::new, |told| format!(" ({told})"));
    Ok(format!("it answers {status}{told}"))
}

fn broken(error: hyper::Error) -> RewriteError {
    let what = match error.is_parse() {
        true => "what it sent is no HTTP".to_owned(),
        false => format!("the answer broke off ({error})"),
    };
    RewriteError::Failed(what)
}

/// A wait with an end, in which the caller is asked whether to go on.
struct Waiting<'a> {
    deadline: Instant,
    seconds: u64,
    on_piece: OnPiece<'a>,
}

impl<'a> Waiting<'a> {
    fn new(limit: Duration, on_piece: OnPiece<'a>) -> Self {
        Waiting {
            deadline: Instant::now() + limit,
            seconds: limit.as_secs(),
            on_piece,
        }
    }

    /// What comes of `job`.
    ///
    /// # Errors
    /// [`RewriteError::Cancelled`]; the time is over.
    async fn until<T>(&mut self, job: impl Future<Output = T>) -> Result<T, RewriteError> {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tokio::pin!(job);
        loop {
            tokio::select! {
                biased;
                _ = look.tick() => {
                    if (self.on_piece)("").is_break() {
                        return Err(RewriteError::Cancelled);
                    }
                    if Instant::now() >= self.deadline {
                        let seconds = self.seconds;
                        return Err(RewriteError::Failed(format!(
                            "it was not done after {seconds} s (see timeout_s under [rewrite])"
                        )));
                    }
                }
                outcome = &mut job => return Ok(outcome),
            }
        }
    }
}
