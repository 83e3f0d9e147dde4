//! The find bar's steps: each place found becomes the session's selection, so that words act on it too. What is
//! replaced is a step of the session's history like any other.

use crate::session::Action;

use super::super::find::{Find, FindStep, Hit};
use super::Logic;

/// The longest selection that is taken for words to look for.
const LONGEST_QUERY: usize = 100;

impl Logic {
    pub(super) fn find(&mut self, step: FindStep) {
        let view = self.session.view();
        let (start, end) = view.selection();
        if step == FindStep::Close {
            self.state.find = None;
            self.state.focus_document = true;
            return;
        }
        if self.state.find.is_none() || step == FindStep::Open {
            let shown = self.state.find.take().and_then(|find| find.replacement);
            let selected: String = view.text.chars().skip(start).take(end - start).collect();
            let usable = (1..=LONGEST_QUERY).contains(&(end - start)) && !selected.contains('\n');
            let words = if usable { selected } else { self.last_query.clone() };
            let find = self.state.find.insert(Find::new(words, start));
            find.replacement = shown;
        }
        let view = self.session.view();
        let Some(find) = &mut self.state.find else { return };
        find.look(view.text, view.revision);
        self.last_query.clone_from(&find.query);
        if step == FindStep::Replace {
            // Words to look for come first when there are none yet.
            find.focus_replacement = !find.query.is_empty();
            find.focus = find.query.is_empty();
            find.replacement.get_or_insert_default();
            return;
        }
        let at_place = find.number((start, end)).is_some();
        let places = match step {
            FindStep::ReplaceOne if at_place => vec![(start, end)],
            FindStep::ReplaceAll => find.places(),
            _ => Vec::new(),
        };
        if let Some(text) = find.replacement.clone().filter(|_| !places.is_empty()) {
            self.session_action(Action::ReplaceEach { places, text });
            self.keep_finding();
            let caret = self.session.view().caret;
            let next = self.state.find.as_ref().and_then(|find| find.from(caret));
            if let Some(hit) = next.filter(|_| step == FindStep::ReplaceOne) {
                self.go_to(hit);
            }
            return;
        }
        let hit = match step {
            FindStep::Open | FindStep::Close | FindStep::Replace | FindStep::ReplaceAll => None,
            FindStep::Typed => find.from(find.origin),
            // Past the place that is selected, but not past the one at the caret.
            FindStep::Next if find.number((start, end)).is_some() => find.from(start + 1),
            FindStep::Next | FindStep::ReplaceOne => find.from(start),
            FindStep::Previous => find.before(start),
        };
        if let Some(hit) = hit {
            self.go_to(hit);
        }
    }

    fn go_to(&mut self, hit: Hit) {
        let (anchor, caret) = hit.chars;
        self.session_action(Action::Select { anchor, caret });
    }

    /// Looks anew after each change of the document.
    pub(super) fn keep_finding(&mut self) {
        if let Some(find) = &mut self.state.find {
            let view = self.session.view();
            find.look(view.text, view.revision);
        }
    }
}
