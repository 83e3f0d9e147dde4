//! Numbered lists keep counting when their items come, go or change places.
//!
//! Looks at the text as it will be and adds to the edits what puts the numbers right.

use std::ops::Range;

use crate::command::verb::Verb;
use crate::document::markdown::Block;
use crate::document::unit::{block_at, line_at, lines_in};

/// Whether items may come, go or change places by what the verb does. Replacing words never renumbers: the number may be
/// what is replaced.
pub(super) fn counts_anew(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Delete
            | Verb::DeleteAll
            | Verb::ScratchLast
            | Verb::MoveText(_)
            | Verb::Swap
            | Verb::Duplicate
            | Verb::AddItem
            | Verb::AddLine(_)
            | Verb::AddLineAt(_)
            | Verb::OpenLine(_)
            | Verb::NextItem
            | Verb::Insert(_)
            | Verb::InsertBetween
            | Verb::Split
            | Verb::Join
    )
}

/// The edits with the numbers of the items put right in every list that they touch. `edits` are sorted and do not overlap.
pub(super) fn with_numbers(
    text: &str,
    mut edits: Vec<(Range<usize>, String)>,
) -> Vec<(Range<usize>, String)> {
    let Some(start) = first_number(text, &edits) else {
        return edits;
    };
    let after = applied(text, &edits);
    // From the last one on, so that places before it stay.
    for (digits, number) in wrong_numbers(&after, &edits, start).into_iter().rev() {
        set(&mut edits, digits, &number.to_string());
    }
    edits
}

/// The number with which the list that the edits touch begins.
fn first_number(text: &str, edits: &[(Range<usize>, String)]) -> Option<u32> {
    let list = edits.iter().find_map(|(range, _)| numbered_list(text, range))?;
    block_at(text, list.start).1.number()
}

/// The lines around a range that are items without a gap, when one of them has a number.
fn numbered_list(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let is_item = |line: &Range<usize>| Block::of(&text[line.clone()]).is_item();
    let is_numbered = |line: &Range<usize>| Block::of(&text[line.clone()]).number().is_some();
    let mut here = line_at(text, range.start);
    if !is_numbered(&here) {
        // An edit right behind a line feed belongs to the item above, too.
        let behind_feed = text[..range.start].ends_with('\n');
        let above = behind_feed
            .then(|| line_at(text, range.start - 1))
            .filter(is_numbered);
        let below = Some(line_at(text, range.end)).filter(is_numbered);
        here = above.or(below)?;
    }
    let mut list = here;
    while let Some(above) = list
        .start
        .checked_sub(1)
        .map(|at| line_at(text, at))
        .filter(is_item)
    {
        list.start = above.start;
    }
    while let Some(below) = Some(list.end + 1)
        .filter(|at| *at <= text.len())
        .map(|at| line_at(text, at))
        .filter(is_item)
    {
        list.end = below.end;
    }
    Some(list)
}

/// Where each edit's text stands afterwards, in bytes.
fn places(edits: &[(Range<usize>, String)]) -> impl Iterator<Item = Range<usize>> {
    let (mut added, mut removed) = (0, 0);
    edits.iter().map(move |(range, insert)| {
        let start = range.start + added - removed;
        added += insert.len();
        removed += range.len();
        start..start + insert.len()
    })
}

fn applied(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, insert) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(insert);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Digits in the new text that are not the number that their item has, with that number.
fn wrong_numbers(after: &str, edits: &[(Range<usize>, String)], start: u32) -> Vec<(Range<usize>, u32)> {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for place in places(edits) {
        let at = place.start.min(after.len());
        let Some(list) =
            numbered_list(after, &(at..place.end.min(after.len()))).filter(|list| list.end >= seen)
        else {
            continue;
        };
        seen = list.end + 1;
        // Counters by depth: an item that stands deeper counts by itself.
        let mut counters: Vec<(usize, u32)> = Vec::new();
        for line in lines_in(after, list) {
            let block = Block::of(&after[line.clone()]);
            counters.retain(|(indent, _)| *indent <= block.indent);
            let Some(number) = block.number() else { continue };
            let first = if counters.is_empty() { start } else { 1 };
            let known = counters.iter_mut().find(|(indent, _)| *indent == block.indent);
            let wanted = match known {
                Some((_, last)) => {
                    *last += 1;
                    *last
                }
                None => {
                    counters.push((block.indent, first));
                    first
                }
            };
            if number != wanted {
                let digits = line.start + block.indent;
                let len = after[digits..].bytes().take_while(u8::is_ascii_digit).count();
                wrong.push((digits..digits + len, wanted));
            }
        }
    }
    wrong.sort_by_key(|(digits, _)| digits.start);
    wrong.dedup();
    wrong
}

/// Puts `number` in the place of these bytes of the new text: inside the edit that wrote them, or as an edit of its own.
/// Digits of which an edit wrote a part stay as they are.
fn set(edits: &mut Vec<(Range<usize>, String)>, digits: Range<usize>, number: &str) {
    let (mut added, mut removed) = (0, 0);
    let mut at = edits.len();
    for (index, (range, insert)) in edits.iter_mut().enumerate() {
        let start = range.start + added - removed;
        let end = start + insert.len();
        if digits.start >= start && digits.end <= end && !insert.is_empty() {
            insert.replace_range(digits.start - start..digits.end - start, number);
            return;
        }
        if digits.end <= start {
            at = index;
            break;
        }
        if digits.start < end {
            return;
        }
        added += insert.len();
        removed += range.len();
    }
    let old = digits.start + removed - added..digits.end + removed - added;
    edits.insert(at, (old, number.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renumbered(text: &str, edits: &[(Range<usize>, &str)]) -> String {
        let edits = edits
            .iter()
            .map(|(range, insert)| (range.clone(), (*insert).to_owned()))
            .collect();
        applied(text, &with_numbers(text, edits))
    }

    #[test]
    fn items_are_counted_anew() {
        let list = "1. a\n2. b\n3. c";
        assert_eq!(renumbered(list, &[(5..10, "")]), "1. a\n2. c");
        assert_eq!(
            renumbered(list, &[(0..0, "3. c\n"), (9..14, "")]),
            "1. c\n2. a\n3. b"
        );
        assert_eq!(renumbered(list, &[(4..4, "\n2. x")]), "1. a\n2. x\n3. b\n4. c");
        assert_eq!(renumbered("5. a\n6. b\n7. c", &[(0..5, "")]), "5. b\n6. c");
        assert_eq!(
            renumbered("1. a\n   1. x\n   2. y\n2. b\n3. c", &[(5..13, "")]),
            "1. a\n   1. y\n2. b\n3. c"
        );
        let ten = (1..=11).map(|n| format!("{n}. i")).collect::<Vec<_>>().join("\n");
        let less = (1..=10).map(|n| format!("{n}. i")).collect::<Vec<_>>().join("\n");
        assert_eq!(renumbered(&ten, &[(0..5, "")]), less);
        assert_eq!(renumbered("no list\nat all", &[(0..3, "")]), "list\nat all");
    }
}
