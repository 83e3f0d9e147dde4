//! The language model for other programs: `/v1/chat/completions` and `/v1/responses`.

mod completions;
mod content;
mod order;
mod responses;

pub(super) use completions::completions;
pub(super) use responses::responses;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use hyper::StatusCode;
use tokio::sync::{oneshot, watch};

use super::Shared;
use super::closing::Closing;
use super::error::ApiError;
use super::queue::Ticket;
use super::recognisers::Recognisers;
use crate::engine::models::{Answer, Ended, Error, chat};
use order::Order;

/// An answer that is on its way.
struct Running {
    /// The answer, or why there is none; closed when the server ends before its turn.
    done: oneshot::Receiver<Result<Answer, ApiError>>,
    /// The text so far.
    text: watch::Receiver<String>,
    cancelled: Arc<AtomicBool>,
    closing: Arc<Closing>,
}

impl Running {
    /// Waits for the whole answer.
    async fn finish(&mut self) -> Result<Answer, ApiError> {
        self.closing.answer(&mut self.done).await
    }

    /// Waits for more text than `told`, or for the end.
    async fn more(&mut self, told: &mut String) -> More {
        loop {
            tokio::select! {
                biased;
                answer = self.closing.answer(&mut self.done) => return More::End(answer),
                Ok(()) = self.text.changed() => {
                    let text = self.text.borrow_and_update().clone();
                    if let Some(new) = crate::engine::new_text(told, &text).map(str::to_owned) {
                        *told = text;
                        return More::Text(new);
                    }
                }
            }
        }
    }
}

/// Nobody waits any more: the model turns to the next request.
impl Drop for Running {
    fn drop(&mut self) {
        self.cancelled.store(true, Relaxed);
    }
}

enum More {
    Text(String),
    End(Result<Answer, ApiError>),
}

/// Refuses where there is no language model, before anything else is looked at.
fn require_model(shared: &Shared) -> Result<(), ApiError> {
    match shared.gemma {
        Some(_) => Ok(()),
        None => Err(ApiError {
            param: Some("model"),
            code: Some("model_not_found"),
            ..ApiError::new(
                StatusCode::NOT_FOUND,
                "no language model is loaded; start the server with --model and a Gemma 4 12B file or folder",
            )
        }),
    }
}

/// Puts an order in line.
fn begin(shared: &Shared, ticket: Ticket, order: Order) -> Result<Running, ApiError> {
    let (tell, done) = oneshot::channel();
    let (grow, text) = watch::channel(String::new());
    let cancelled = Arc::new(AtomicBool::new(false));
    let (given_up, closing) = (Arc::clone(&cancelled), shared.closing());
    shared.queue.submit(ticket, move |recognisers| {
        if !given_up.load(Relaxed) {
            let answer = answer(recognisers, &order, &grow, (&given_up, &closing));
            // Whoever has an answer can rely on its recordings being gone.
            drop(order);
            // Who does not wait any more needs no answer.
            tell.send(answer).ok();
        }
    })?;
    Ok(Running {
        done,
        text,
        cancelled,
        closing: shared.closing(),
    })
}

fn answer(
    recognisers: &Recognisers,
    order: &Order,
    grow: &watch::Sender<String>,
    (given_up, closing): (&AtomicBool, &Closing),
) -> Result<Answer, ApiError> {
    let Some(gemma) = recognisers.gemma() else {
        return Err(ApiError::internal("the language model is gone"));
    };
    let answer = chat(gemma, &order.chat, &mut |piece| {
        if given_up.load(Relaxed) || closing.breaks_off() {
            return ControlFlow::Break(());
        }
        if !piece.is_empty() {
            grow.send_modify(|text| text.push_str(piece));
        }
        ControlFlow::Continue(())
    });
    match answer {
        Ok(answer) if answer.ended == Ended::Cancelled => Err(ApiError::closing()),
        Ok(answer) => Ok(answer),
        Err(error @ Error::ContextFull { .. }) => {
            Err(ApiError::param("messages", error.to_string()).coded("context_length_exceeded"))
        }
        Err(error @ Error::Input(_)) => Err(ApiError::param("messages", error.to_string())),
        Err(Error::Unreadable { reason, .. }) => Err(ApiError::param("messages", reason)),
        Err(Error::WrongFile { expected, found, .. }) => Err(ApiError::param(
            "messages",
            format!("expected {expected}, found {found}"),
        )),
        Err(error) => Err(ApiError::internal(error.to_string())),
    }
}
