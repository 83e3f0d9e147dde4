//! Lines and lists as things that have marks: what stands before the words of the other tables.

use super::{Category as C, Row, When, also, only, row, unheard};
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
        "(remove|delete|clear|drop|take|strip) [all] [the] (bullets|bullet points|numbers|numbering) (from|off) <target>"],
        unheard(row(C::Format, Verb::Unlist, &["(remove|delete|clear) [all] [the] (bullets|bullet points|numbers|numbering)"],
            "makes items plain lines"))),
    also(&["(make|turn|change|convert) <target> [into|to] (numbers|numbered items)", "number <target>", "number all [the] lines"],
        unheard(row(C::Format, Verb::Listed(true), &["(make|turn|change|convert) <target> [into|to] a (numbered|number) list"],
            "makes lines a numbered list"))),
    also(&["(make|turn|change|convert) <target> [into|to] (a bullet|a list item|a bulleted item|bullet points|bullets)"],
        unheard(row(C::Format, Verb::Listed(false), &["(make|turn|change|convert) <target> [into|to] a (bullet point|bullet list|bulleted list)"],
            "makes lines a bullet list"))),
    only(When::Pointed, unheard(row(C::Format, Verb::Listed(true), &["give <target> numbers",
        "(put|add) [a] (number|numbers) (in front of|before|on|to|at the start of) <target>"], "makes lines a numbered list"))),
    only(When::Pointed, unheard(row(C::Format, Verb::Listed(false), &["give <target> (bullets|bullet points)", "bullet <target>",
        "(put|add) [a] (bullet|bullet point|bullets|bullet points) (in front of|before|on|to|at the start of) <target>"],
        "makes lines a bullet list"))),
    also(&["(add|insert|put|write) [a|another] [new] (line|item|bullet|bullet point|list item|paragraph|sentence) (above|before) <target> (saying|reading|that says|that reads|which says|with the text|with the words) <words>",
        "(add|insert|put|write) [a|another] [new] (line|item|bullet|bullet point|paragraph) above (saying|reading|that says|that reads|which says) <words>",
        "(add|insert|put|write) <words> as (a|an|a new|another) (line|item|bullet|bullet point|paragraph) (above|before) <target>"],
        unheard(row(C::Format, Verb::AddLine(Side::Before), &["add a line above <target> saying <words>"], "a new line with these words above"))),
    also(&["(add|insert|put|write) [a|another] [new] (line|item|bullet|bullet point|list item|paragraph|sentence) (below|after|under|underneath) <target> (saying|reading|that says|that reads|which says|with the text|with the words) <words>",
        "(add|insert|put|write) [a|another] [new] (line|item|bullet|bullet point|paragraph) (below|underneath) (saying|reading|that says|that reads|which says) <words>",
        "(add|insert|put|write) <words> as (a|an|a new|another) (line|item|bullet|bullet point|paragraph) (below|after|under) <target>"],
        unheard(row(C::Format, Verb::AddLine(Side::After), &["add a line below <target> saying <words>"], "a new line with these words below"))),
    also(&["(add|put|insert|make) <words> (as|to be) [the] (second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (item|bullet|one)",
        "(add|put|insert) <words> (as|at) item <n>",
        "add (another|an|a new|a) (item|bullet|bullet point|list item) <words>", "(put|insert) <words> (on|in|into) (the|this) list",
        "(add|put|insert) <words> (at|to) the (top|start|beginning|end|bottom) of (the|this) list",
        "(add|put|insert) <words> as the (first|last) item"],
        unheard(row(C::Format, Verb::AddItem, &["add <words> to (the|this) list"], "adds an item to the list"))),
    also(&["(add|insert|put|write) [a|another] [new] (line|paragraph) (at|to) the (top|start|beginning) (saying|reading|that says|that reads|which says|with) <words>"],
        unheard(row(C::Format, Verb::AddLineAt(Edge::Start), &["add a line at the top saying <words>"], "a new line at the top"))),
    also(&["(add|insert|put|write) [a|another] [new] (line|paragraph) (at|to) the (bottom|end) (saying|reading|that says|that reads|which says|with) <words>"],
        unheard(row(C::Format, Verb::AddLineAt(Edge::End), &["add a line at the bottom saying <words>"], "a new line at the end"))),
    also(&["(start|open) a [new|blank|empty] line above", "(insert|add) a [new|blank|empty] line (above|before) (this|the) (one|line)"],
        unheard(row(C::Format, Verb::OpenLine(Side::Before), &["(insert|add) a [new|blank|empty] line above"], "a new line above"))),
    also(&["(start|open) a [new|blank|empty] line below", "(insert|add) a [new|blank|empty] line (below|after) (this|the) (one|line)"],
        unheard(row(C::Format, Verb::OpenLine(Side::After), &["(insert|add) a [new|blank|empty] line below"], "a new line below"))),
    unheard(row(C::MoveText, Verb::MoveText(Place::Edge(Edge::Start)),
        &["put <place> (at|to) [the] (top|start|beginning|front)", "(put|move|place|bring) <place> first"], "moves text to the start")),
    unheard(row(C::MoveText, Verb::MoveText(Place::Edge(Edge::End)),
        &["put <place> (at|to) [the] (bottom|end)", "(put|move|place|bring) <place> last"], "moves text to the end")),
    unheard(row(C::MoveText, Verb::MoveText(Place::Beside(Side::Before)), &["put <place> (before|above|in front of) <target>"],
        "moves text before other text")),
    unheard(row(C::MoveText, Verb::MoveText(Place::Beside(Side::After)), &["put <place> (after|behind|below) <target>"],
        "moves text behind other text")),
];
