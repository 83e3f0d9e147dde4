//! The best way there is into the field in front: the accessibility bus where that is certain, else X11.

use super::access::{Access, Field};
use super::x11::X11;
use super::{Insertion, Outcome, SinkError, Standing, Target, TextSink};

/// X11, with what the accessibility bus knows.
pub struct Everywhere {
    x11: X11,
    access: Option<Access>,
    insertion: Insertion,
}

impl Everywhere {
    /// Joins both. Without an accessibility bus X11 works alone.
    pub fn new(x11: X11, insertion: Insertion) -> Self {
        Everywhere {
            x11,
            access: Access::open(),
            insertion,
        }
    }
}

impl TextSink for Everywhere {
    fn target(&mut self) -> Result<Option<Target>, SinkError> {
        self.x11.target()
    }

    fn standing(&mut self, target: &Target) -> Option<Standing> {
        let rewrites = self.insertion == Insertion::Auto;
        self.access.as_ref()?.standing(target, rewrites)
    }

    fn replace(&mut self, target: &Target, back: usize, text: &str) -> Outcome {
        let done = self.access.as_ref().and_then(|access| {
            let field = access.field(target);
            match &field {
                Field::Editable(_) if !has_keyboard(&mut self.x11, target) => None,
                Field::Editable(editable) if self.insertion != Insertion::Auto => {
                    access.barred(editable, back)
                }
                field => access.put(field, back, text),
            }
        });
        done.unwrap_or_else(|| self.x11.replace(target, back, text))
    }

    fn press_enter(&mut self, target: &Target) -> Result<(), String> {
        self.x11.press_enter(target)
    }

    fn clip(&mut self, text: &str, why: String) -> Outcome {
        self.x11.clip(text, why)
    }
}

/// Whether the target still has the keyboard: what is given to a field by the bus goes there whoever has it.
fn has_keyboard(x11: &mut X11, target: &Target) -> bool {
    x11.target().ok().flatten().as_ref() == Some(target)
}
