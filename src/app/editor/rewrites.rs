//! The thread "rewrite": rewrites texts in the background, piece by piece, until cancelled.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crossbeam_channel::Receiver;

use crate::app::jobs::Answers;
use crate::host::RewriteJob;
use crate::rewrite::Rewriter;
use crate::ui::Answer;

/// What the thread is asked for.
pub(super) enum Work {
    /// A rewrite.
    Rewrite(RewriteJob),
    /// From now on another one rewrites.
    Replace(Box<dyn Rewriter>),
}

/// The rewrite thread.
pub(super) fn rewrite_all(
    mut rewriter: Box<dyn Rewriter>,
    queue: &Receiver<Work>,
    answers: &Answers,
    cancelled: &AtomicU64,
) {
    for work in queue {
        let RewriteJob {
            ticket,
            instruction,
            text,
        } = match work {
            Work::Rewrite(job) => job,
            Work::Replace(other) => {
                rewriter = other;
                continue;
            }
        };
        let stopped = || matches!(cancelled.load(Relaxed), at if at == ticket || at == u64::MAX);
        let result = rewriter.rewrite(&instruction, &text, &mut |piece| {
            // An empty piece only asks whether to go on.
            let sent = piece.is_empty()
                || answers.send(Answer::RewritePiece {
                    ticket,
                    piece: piece.to_owned(),
                });
            if !sent || stopped() {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        });
        if !answers.send(Answer::RewriteDone { ticket, result }) {
            return;
        }
    }
}
