//! One recording through the recogniser, on the thread "recognition": what is asked for goes in, the transcript comes out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tokio::sync::{mpsc, oneshot};

use super::closing::Closing;
use super::error::ApiError;
use super::recognisers::{RecogniserOptions, Recognisers};
use super::spool::Spooled;
use crate::engine::{Follow, SoundFile, Transcript, settled_text};
use crate::store::export::ExportDocument;

/// The longest recording that is heard, in hours: a small file may hold days of silence.
const LONGEST_H: u64 = 12;
/// Growths of the text that may wait for a client that reads slowly; what comes then is told with a later one.
const GROWTHS: usize = 64;

/// A recording and how it is to be transcribed.
pub(super) struct Order {
    /// The recording.
    pub file: Spooled,
    /// Its name at the client's.
    pub name: String,
    /// What the recogniser must do.
    pub recogniser: RecogniserOptions,
    /// Own words besides those of flags and settings.
    pub words: Vec<String>,
    /// What was said or written before.
    pub context: String,
}

/// What came of an order.
#[derive(Debug)]
pub(super) struct Heard {
    /// What was said.
    pub transcript: Transcript,
    /// What its sender should know: parts that could not be read, which of several tracks was heard.
    pub warnings: Vec<String>,
}

/// An order that was put in line.
pub(super) struct Running {
    /// The transcript, or why there is none; closed when the server ends before its turn.
    done: oneshot::Receiver<Result<Heard, ApiError>>,
    /// The text so far that will stay as it is; only where it was asked for.
    settled: mpsc::Receiver<String>,
    cancelled: Arc<AtomicBool>,
    closing: Arc<Closing>,
}

/// What is to be told of an order next.
pub(super) enum More {
    /// The text so far, which has grown.
    Settled(String),
    /// The transcript, or why there is none.
    End(Box<Result<Heard, ApiError>>),
}

impl Running {
    /// Waits for the transcript.
    ///
    /// # Errors
    /// Why there is none; 503 when the server is being ended.
    pub async fn finish(&mut self) -> Result<Heard, ApiError> {
        self.closing.answer(&mut self.done).await
    }

    /// Waits for more text that is settled, or for the end.
    pub async fn more(&mut self) -> More {
        tokio::select! {
            // Every growth is told before the end, however late this task gets its turn.
            biased;
            // Its sender is gone when the transcript is whole.
            Some(text) = self.settled.recv() => More::Settled(text),
            heard = self.closing.answer(&mut self.done) => More::End(Box::new(heard)),
        }
    }
}

/// Nobody waits any more: the recogniser turns to the next request.
impl Drop for Running {
    fn drop(&mut self) {
        self.cancelled.store(true, Relaxed);
    }
}

/// The work of an order, for the line, and what is seen of it; with `live` the text that is settled, too.
pub(super) fn work(
    order: Order,
    live: bool,
    closing: Arc<Closing>,
) -> (impl FnOnce(&mut Recognisers) + Send, Running) {
    let (tell, done) = oneshot::channel();
    let (grow, settled) = mpsc::channel(GROWTHS);
    let cancelled = Arc::new(AtomicBool::new(false));
    let follower = Follower {
        cancelled: Arc::clone(&cancelled),
        closing: Arc::clone(&closing),
        settled: live.then_some(grow),
        too_long: false,
        warnings: Vec::new(),
    };
    let work = move |recognisers: &mut Recognisers| {
        if !follower.cancelled.load(Relaxed) {
            let heard = transcribe(recognisers, &order, follower);
            // Whoever has an answer can rely on its recording being gone.
            drop(order);
            // Who does not wait any more needs no answer.
            tell.send(heard).ok();
        }
    };
    let running = Running {
        done,
        settled,
        cancelled,
        closing,
    };
    (work, running)
}

fn transcribe(
    recognisers: &mut Recognisers,
    order: &Order,
    mut follower: Follower,
) -> Result<Heard, ApiError> {
    let path = order.file.path();
    // Messages name the file as the client does, and tell nothing of this machine.
    let path_name = path.display().to_string();
    let named = |message: &str| message.replace(&path_name, &order.name);
    let unreadable = |message: &str| ApiError::param("file", named(message)).coded("unreadable_audio");
    let file = SoundFile::open_track(path, None).map_err(|error| unreadable(&error.to_string()))?;
    let mut words = recognisers.vocabulary().to_vec();
    words.extend(order.words.iter().cloned());
    let transcriber = recognisers.get(&order.recogniser).map_err(ApiError::internal)?;
    let begun = transcriber
        .set_vocabulary(&words)
        .and_then(|()| transcriber.set_context(order.context.clone()))
        .and_then(|()| {
            let document = ExportDocument {
                title: order.name.clone(),
                file: Some(order.name.clone()),
                ..ExportDocument::default()
            };
            transcriber.transcribe(file, document, false, &mut follower)
        });
    let transcript = begun.map_err(|error| {
        recognisers.forget();
        ApiError::internal(error.to_string())
    })?;
    if follower.closing.breaks_off() {
        return Err(ApiError::closing());
    }
    if follower.too_long {
        let message = format!("{}: longer than {LONGEST_H} hours", order.name);
        return Err(ApiError::param("file", message).coded("audio_too_long"));
    }
    let mut warnings = follower.warnings;
    match transcript.failure() {
        // The recording itself is broken: what could be heard of it is given.
        Some(problem) if problem.contains(&path_name) => {
            if transcript.document.segments.is_empty() {
                return Err(unreadable(problem));
            }
            warnings.push(problem.to_owned());
        }
        Some(problem) => return Err(ApiError::internal(problem)),
        None => {}
    }
    Ok(Heard {
        transcript,
        warnings: warnings.iter().map(|warning| named(warning)).collect(),
    })
}

struct Follower {
    cancelled: Arc<AtomicBool>,
    closing: Arc<Closing>,
    settled: Option<mpsc::Sender<String>>,
    too_long: bool,
    warnings: Vec<String>,
}

impl Follow for Follower {
    fn wants_end(&mut self, read_ms: u64) -> bool {
        self.too_long |= read_ms > LONGEST_H * 3_600_000;
        self.too_long || self.cancelled.load(Relaxed) || self.closing.breaks_off()
    }

    fn grown(&mut self, transcript: &mut Transcript) {
        if let Some(settled) = &self.settled {
            // The next one brings what finds no room now.
            settled.try_send(settled_text(&transcript.document)).ok();
        }
    }

    fn told(&mut self, message: &str) {
        self.warnings.push(message.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_growth_is_told_before_the_end_to_a_client_that_comes_late() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (tell, done) = oneshot::channel();
        let (grow, settled) = mpsc::channel(GROWTHS);
        for text in ["One.", "One. Two."] {
            grow.try_send(text.to_owned()).unwrap();
        }
        drop(grow);
        tell.send(Err(ApiError::internal("no recogniser"))).unwrap();
        let mut running = Running {
            done,
            settled,
            cancelled: Arc::default(),
            closing: Arc::default(),
        };
        let mut told = Vec::new();
        let end = runtime.block_on(async {
            loop {
                match running.more().await {
                    More::Settled(text) => told.push(text),
                    More::End(heard) => break *heard,
                }
            }
        });
        assert_eq!(told, ["One.", "One. Two."]);
        assert!(end.is_err());
    }
}
