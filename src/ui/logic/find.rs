//! The find bar's steps: each place found becomes the session's selection, so that words act on it too.

use crate::session::Action;

use super::super::find::{Find, FindStep, Hit};
use super::Logic;

/// The longest selection that is taken for words to look for.
const LONGEST_QUERY: usize = 100;

impl Logic {
    pub(super) fn find(&mut self, step: FindStep) {
        let view = self.session.view();
        let (start, end) = (view.anchor.min(view.caret), view.anchor.max(view.caret));
        if step == FindStep::Close {
            self.state.find = None;
            self.state.focus_document = true;
            return;
        }
        if self.state.find.is_none() || step == FindStep::Open {
            let selected: String = view.text.chars().skip(start).take(end - start).collect();
            let usable = (1..=LONGEST_QUERY).contains(&(end - start)) && !selected.contains('\n');
            let words = if usable { selected } else { self.last_query.clone() };
            self.state.find = Some(Find::new(words, start));
        }
        let view = self.session.view();
        let Some(find) = &mut self.state.find else { return };
        find.look(view.text, view.revision);
        self.last_query.clone_from(&find.query);
        let hit = match step {
            FindStep::Open | FindStep::Close => None,
            FindStep::Typed => find.from(find.origin),
            // Past the place that is selected, but not past the one at the caret.
            FindStep::Next if find.number((start, end)).is_some() => find.from(start + 1),
            FindStep::Next => find.from(start),
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
