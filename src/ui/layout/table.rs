//! Tables: columns below each other in letters of one width, the lines between them pale.

use std::ops::Range;

use egui::Color32;
use egui::text::TextFormat;

use super::{CODE_SIZE, Styler, UNSEEN};
use crate::ui::theme::{Face, font};

/// A table of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its bytes, whole lines.
    pub bytes: Range<usize>,
    /// Letters in the widest cell of each column.
    widths: Vec<usize>,
}

/// The tables of a text: lines that begin with a bar, the second of them of dashes.
pub fn tables(text: &str) -> Vec<Table> {
    let mut found = Vec::new();
    if !text.contains("|-") && !text.contains("| -") && !text.contains("|:") && !text.contains("| :") {
        return found;
    }
    let mut at = 0;
    let mut rows: Vec<(usize, &str)> = Vec::new();
    for line in text.split_inclusive('\n').chain([""]) {
        if line.starts_with('|') {
            rows.push((at, line));
        } else {
            found.extend(table(&rows));
            rows.clear();
        }
        at += line.len();
    }
    found
}

fn table(rows: &[(usize, &str)]) -> Option<Table> {
    let (first, last) = (rows.first()?, rows.last()?);
    rows.get(1).filter(|(_, line)| is_rule(line))?;
    let mut widths: Vec<usize> = Vec::new();
    for (_, line) in rows.iter().filter(|(_, line)| !is_rule(line)) {
        for (column, cell) in cells(line).enumerate() {
            let width = line[cell].chars().count();
            match widths.get_mut(column) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    Some(Table {
        bytes: first.0..last.0 + last.1.len(),
        widths,
    })
}

/// Whether a row is the line of dashes below the heads.
fn is_rule(line: &str) -> bool {
    line.contains('-')
        && line
            .trim_end()
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Bytes of a row's cells, between its bars.
fn cells(line: &str) -> impl Iterator<Item = Range<usize>> {
    let line = line.trim_end();
    let bars: Vec<usize> = line.match_indices('|').map(|(at, _)| at).collect();
    let ends = bars
        .clone()
        .into_iter()
        .skip(1)
        .chain((!line.ends_with('|')).then_some(line.len()));
    bars.into_iter()
        .map(|at| at + 1)
        .zip(ends)
        .map(|(from, to)| from..to)
}

impl Styler<'_> {
    /// Lays out a row of a table.
    pub(super) fn row(&mut self, line: &str, table: &Table, width: f32) {
        let plain = TextFormat {
            font_id: font(Face::Mono, self.look.size * CODE_SIZE),
            ..self.plain()
        };
        let pale = self.pale(&plain);
        if is_rule(line) && self.hides_marks {
            let hidden = TextFormat {
                font_id: font(Face::Text(self.look.typeface), UNSEEN),
                color: Color32::TRANSPARENT,
                line_height: Some(6.0),
                ..plain
            };
            self.push(line.len(), hidden);
            return;
        }
        let letters: usize = table.widths.iter().sum::<usize>() + table.widths.len() + 1;
        // A table that is wider than the sheet is wrapped, and has no columns then.
        let aligns = letters as f32 * self.look.code_width < width && !is_rule(line);
        let mut at = 0;
        // Behind a short cell there is room up to the next bar.
        let mut room = 0.0;
        for (column, cell) in cells(line).enumerate() {
            self.push_behind(cell.start - at, pale.clone(), room);
            let written = line[cell.clone()].chars().count();
            let short = table
                .widths
                .get(column)
                .map_or(0, |widest| widest.saturating_sub(written));
            room = if aligns {
                short as f32 * self.look.code_width
            } else {
                0.0
            };
            self.push(cell.len(), plain.clone());
            at = cell.end;
        }
        self.push_behind(line.len() - at, pale, room);
    }

    /// The same as [`push`](Self::push), with so many points before it.
    fn push_behind(&mut self, len: usize, format: TextFormat, room: f32) {
        self.push(len, format);
        if let Some(section) = self.sections.last_mut() {
            section.leading_space = room;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_with_their_columns() {
        let text =
            "Text | no table\n\n| Name | Age |\n|---|:-:|\n| Anna Müller | 7 |\n| Bo | 12\n\n| lone |\n";
        let found = tables(text);
        assert_eq!(found.len(), 1, "{found:?}");
        let start = text.find("| Name").unwrap();
        assert_eq!(found[0].bytes, start..text.find("\n| lone").unwrap());
        assert_eq!(found[0].widths, [13, 5]);
        let cells: Vec<&str> = cells("| Bo | 12").map(|cell| &"| Bo | 12"[cell]).collect();
        assert_eq!(cells, [" Bo ", " 12"]);
        assert!(tables("| a |\n| b |").is_empty() && tables("").is_empty());
    }
}
