//! Lines and lists as things that have marks: what stands before the words of the other tables.

use super::{Category as C, Row, also, row, unheard};
use crate::command::target::Edge;
use crate::command::verb::{Place, Verb};
use crate::document::Side;

#[rustfmt::skip] // one command a paragraph; rustfmt would give each phrase a line
pub(super) const ROWS: &[Row] = &[
    // Lines and lists
    also(&["get rid of [all] [the] (bullets|bullet points|numbers|numbering)",
        "(take|turn|switch) [all] [the] (bullets|bullet points|numbers|numbering) (off|away|out)",
        "(take|turn|switch) (off|away|out) [all] [the] (bullets|bullet points|numbers|numbering)",
        "(strip|erase|lose|drop) [all] [the] (bullets|bullet points|numbers|numbering)",
        "(remove|delete|clear|drop) [all] [the] (bullets|bullet points|numbers|numbering) from <target>"],
        unheard(row(C::Format, Verb::Unlist, &["(remove|delete|clear) [all] [the] (bullets|bullet points|numbers|numbering)"],
            "makes items plain lines"))),
    also(&["(make|turn|change|convert) <target> [into|to] (numbers|numbered items)", "number <target>", "number all [the] lines"],
        unheard(row(C::Format, Verb::Listed(true), &["(make|turn|change|convert) <target> [into|to] a (numbered|number) list"],
            "makes lines a numbered list"))),
    also(&["(make|turn|change|convert) <target> [into|to] (a bullet|a list item|a bulleted item|bullet points|bullets)"],
        unheard(row(C::Format, Verb::Listed(false), &["(make|turn|change|convert) <target> [into|to] a (bullet point|bullet list|bulleted list)"],
            "makes lines a bullet list"))),
    also(&["add (another|an|a new|a) (item|bullet|bullet point|list item) <words>", "(put|insert) <words> (on|in|into) (the|this) list",
        "(add|put|insert) <words> (at|to) the (top|start|beginning|end|bottom) of (the|this) list",
        "(add|put|insert) <words> as the (first|last) item"],
        unheard(row(C::Format, Verb::AddItem, &["add <words> to (the|this) list"], "adds an item to the list"))),
    also(&["(start|open) a [new|blank|empty] line above", "(insert|add) a [new|blank|empty] line (above|before) (this|the) (one|line)"],
        unheard(row(C::Format, Verb::OpenLine(Side::Before), &["(insert|add) a [new|blank|empty] line above"], "a new line above"))),
    also(&["(start|open) a [new|blank|empty] line below", "(insert|add) a [new|blank|empty] line (below|after) (this|the) (one|line)"],
        unheard(row(C::Format, Verb::OpenLine(Side::After), &["(insert|add) a [new|blank|empty] line below"], "a new line below"))),
    unheard(row(C::MoveText, Verb::MoveText(Place::Edge(Edge::Start)),
        &["put <place> (at|to) [the] (top|start|beginning|front)"], "moves text to the start")),
    unheard(row(C::MoveText, Verb::MoveText(Place::Beside(Side::Before)), &["put <place> (before|above) <place>"],
        "moves text before other text")),
    unheard(row(C::MoveText, Verb::MoveText(Place::Beside(Side::After)), &["put <place> (after|behind|below) <place>"],
        "moves text behind other text")),
];
