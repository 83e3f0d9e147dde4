//! What came of an utterance, as `edit --json` prints it.

use serde::Serialize;

use crate::session::{Asked, ChangeKind, Session, write_marks};

/// What came of one utterance.
#[derive(Serialize)]
struct Report<'a> {
    /// The text with marks.
    text: String,
    code: &'static str,
    message: String,
    choices: Vec<ChoiceReport<'a>>,
    /// "consent" or "meaning" when the choices answer a question: say "yes", "no" or a number.
    asked: Option<&'static str>,
    preview: Option<PreviewReport<'a>>,
    /// Whether it was carried out: false when nothing was found, a question waits or a preview waits.
    applied: bool,
}

#[derive(Serialize)]
struct ChoiceReport<'a> {
    number: usize,
    label: &'a str,
    /// Characters it concerns.
    range: Option<(usize, usize)>,
}

#[derive(Serialize)]
struct PreviewReport<'a> {
    title: &'a str,
    text: &'a str,
    /// Characters of the document it would replace.
    range: (usize, usize),
    changes: Vec<(&'static str, &'a str)>,
    notes: &'a [String],
    complete: bool,
}

/// The text with caret and selection marked.
pub(in crate::cli) fn marked(session: &Session) -> String {
    let view = session.view();
    write_marks(view.text, view.anchor, view.caret)
}

/// One line of JSON: what the session is like after an utterance, and whether it was carried out.
pub(super) fn report(session: &Session, applied: bool) -> serde_json::Result<String> {
    let view = session.view();
    let preview = view.preview.map(|preview| PreviewReport {
        title: &preview.title,
        text: &preview.text,
        range: preview.range,
        changes: preview
            .changes
            .iter()
            .map(|change| {
                let kind = match change.kind {
                    ChangeKind::Same => "same",
                    ChangeKind::Removed => "removed",
                    ChangeKind::Added => "added",
                };
                (kind, change.text.as_str())
            })
            .collect(),
        notes: &preview.notes,
        complete: preview.complete,
    });
    let choices = view.choices.iter().zip(1..).map(|(choice, number)| ChoiceReport {
        number,
        label: &choice.label,
        range: choice.range,
    });
    let report = Report {
        text: marked(session),
        code: view.message.code(),
        message: view.message.to_string(),
        choices: choices.collect(),
        asked: view.asked.map(|asked| match asked {
            Asked::Consent => "consent",
            Asked::Meaning => "meaning",
        }),
        preview,
        applied,
    };
    serde_json::to_string(&report)
}
