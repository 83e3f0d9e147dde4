//! In which order letters of both directions stand, and where a click leads among them.

use egui::text::{CCursor, CharIndex};
use egui::vec2;

use super::tests::look;
use super::*;

/// The layout of a document within so many points.
fn laid_out(text: &str, width: f32, look: &Look) -> Arc<Galley> {
    let ctx = egui::Context::default();
    ctx.set_fonts(crate::ui::typefaces::definitions());
    let mut galley = None;
    for _ in 0..2 {
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            galley = Some(lay_out(ui, job(text, look, width), width));
        });
        // The letters' picture is not drawn.
        output.textures_delta.clear();
    }
    galley.unwrap()
}

fn plain(text: &str, width: f32) -> Arc<Galley> {
    laid_out(text, width, &look(vec![]))
}

/// What is read on the screen from left to right, row by row. Brackets as they are in the text.
fn seen(galley: &Galley) -> Vec<String> {
    let rows = galley.rows.iter().map(|row| {
        let mut glyphs: Vec<(f32, char)> = row
            .glyphs
            .iter()
            .map(|glyph| (glyph.pos.x.min(glyph.max_x()), glyph.chr))
            .collect();
        glyphs.sort_by(|a, b| a.0.total_cmp(&b.0));
        glyphs.into_iter().map(|(_, chr)| chr).collect()
    });
    rows.collect()
}

/// One glyph for each character, in the order of the text: caret and selection count on it.
fn assert_whole(galley: &Galley, text: &str) {
    let mut shown = String::new();
    for row in &galley.rows {
        shown.push_str(&row.text());
        if row.ends_with_newline {
            shown.push('\n');
        }
    }
    assert_eq!(shown, text);
    assert_eq!(galley.text(), text);
}

fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

#[test]
fn words_stand_in_the_order_in_which_they_are_read() {
    let hebrew = |words: &str| backwards(words);
    for (text, expected) in [
        ("שלום עולם טוב", hebrew("שלום עולם טוב")),
        // A number and a word from left to right inside.
        (
            "שנת 2024 היא year טובה.",
            format!(
                ".{} year {} 2024 {}",
                hebrew("טובה"),
                hebrew("היא"),
                hebrew("שנת")
            ),
        ),
        (
            "אני (משה) כאן",
            format!("{} ){}( {}", hebrew("כאן"), hebrew("משה"), hebrew("אני")),
        ),
        (
            "The word שלום עולם is here",
            format!("The word {} is here", hebrew("שלום עולם")),
        ),
        ("He said (שלום).", format!("He said ({}).", hebrew("שלום"))),
        ("مرحبا بالعالم، اليوم", hebrew("مرحبا بالعالم، اليوم")),
        // Digits of Arabic and Persian are read from left to right.
        (
            "سنة ١٢٣ و ۴۵۶ هنا",
            format!("{} ۴۵۶ و ١٢٣ {}", hebrew("هنا"), hebrew("سنة")),
        ),
        ("וגם, באמת?!", hebrew("וגם, באמת?!")),
        ("- פריט אחד", hebrew("- פריט אחד")),
    ] {
        let galley = plain(text, 2000.0);
        assert_whole(&galley, text);
        assert_eq!(seen(&galley), [expected], "{text}");
    }
}

#[test]
fn lines_from_right_to_left_end_at_the_right_edge_row_by_row() {
    let text = "שורה ראשונה ארוכה מאוד שלא נכנסת בשורה אחת של הגיליון הצר\nAnd one from left to right.";
    let galley = plain(text, 260.0);
    assert_whole(&galley, text);
    let rows = seen(&galley);
    assert!(rows.len() > 2, "{rows:?}");
    assert!(rows[0].ends_with(&backwards("שורה ראשונה")), "{rows:?}");
    let ends = rows.iter().position(|row| row.starts_with("And")).unwrap();
    assert!(rows[ends - 1].starts_with(&backwards("הצר")), "{rows:?}");
    for row in &galley.rows[..ends] {
        let right = row
            .glyphs
            .iter()
            .map(|glyph| row.pos.x + glyph.pos.x)
            .fold(0.0, f32::max);
        assert!((right - 260.0).abs() <= 1.0, "{right}");
        assert!(row.pos.x >= 0.0);
    }
    assert_eq!(galley.rows[ends].pos.x, 0.0);
}

#[test]
fn a_word_that_is_longer_than_the_sheet_is_read_from_row_to_row() {
    let text = "אבגדהוזחטיכלמנסעפצקרשתאבגדהוזחטיכלמנסעפצקרשת";
    let galley = plain(text, 160.0);
    assert_whole(&galley, text);
    let rows = seen(&galley);
    assert!(rows.len() > 1);
    let read: String = rows.iter().map(|row| backwards(row)).collect();
    assert_eq!(read, text);
}

#[test]
fn marks_of_lists_and_tables_keep_their_place() {
    let text = "- פריט ראשון ברשימה שארוך מספיק כדי לעבור לשורה שנייה\n| שלום | 7 |\n|---|---|\n";
    let galley = plain(text, 300.0);
    assert_whole(&galley, text);
    let right = |row: usize| {
        let row = &galley.rows[row];
        row.pos.x + row.glyphs.iter().map(|glyph| glyph.pos.x).fold(0.0, f32::max)
    };
    assert!(right(0) > right(1) + 4.0, "the second row hangs behind the mark");
    assert!(galley.rect.right() >= right(0) - 0.5, "cut off");
    let rows = seen(&galley);
    let table = rows.iter().find(|row| row.starts_with('|')).unwrap();
    assert_eq!(*table, format!("| {} | 7 |", backwards("שלום")));
}

#[test]
fn a_click_leads_to_the_letter_and_the_caret_stands_before_it() {
    let text = "שנת 2024 היא year טובה.\nsee שלום now";
    let galley = plain(text, 500.0);
    let mut at = 0;
    for row in &galley.rows {
        let y = row.rect().center().y;
        for (column, glyph) in row.glyphs.iter().enumerate() {
            // A little behind the edge at which the letter begins.
            let x = row.pos.x + glyph.pos.x + glyph.advance_width * 0.2;
            let cursor = cursor_at(&galley, vec2(x, y));
            assert_eq!(cursor.index.0, at + column, "{text}");
            let caret = galley.pos_from_cursor(CCursor::new(CharIndex(at + column)));
            assert!((caret.center().x - row.pos.x - glyph.pos.x).abs() < 0.01);
        }
        at += row.glyphs.len() + 1;
    }
    let first = &galley.rows[0];
    let left = cursor_at(&galley, vec2(0.0, first.rect().center().y));
    assert_eq!(
        left.index.0,
        first.glyphs.len(),
        "the end of the line is at its left"
    );
    let caret = galley.pos_from_cursor(CCursor::new(CharIndex(first.glyphs.len())));
    assert!((caret.center().x - first.pos.x).abs() < 1.0);
    let below = cursor_in_next_row(&galley, CCursor::default(), 1);
    assert_eq!(
        below.index.0,
        text.chars().count(),
        "the right edge of the row below"
    );
    assert_eq!(cursor_in_next_row(&galley, CCursor::default(), -1).index.0, 0);
}

#[test]
fn the_ground_of_a_word_stands_behind_it() {
    let text = "see שלום עולם now";
    let range = text.find("עולם").unwrap()..text.find(" now").unwrap();
    let galley = laid_out(text, 500.0, &look(vec![(range.clone(), Color32::RED)]));
    let row = &galley.rows[0];
    let mesh = &row.visuals.mesh;
    let ground = mesh.indices[..row.visuals.glyph_index_start].iter();
    let edges: Vec<f32> = ground.map(|&at| mesh.vertices[at as usize].pos.x).collect();
    let characters = text[..range.start].chars().count()..text[..range.end].chars().count();
    let word = &row.glyphs[characters];
    let (left, right) = (word.last().unwrap().max_x(), word[0].pos.x);
    assert!((edges.iter().copied().fold(f32::MAX, f32::min) - left).abs() < 3.0);
    assert!((edges.iter().copied().fold(0.0, f32::max) - right).abs() < 3.0);
    assert!(mesh.is_valid());
}

#[test]
fn text_without_such_letters_is_left_as_it_is() {
    assert!(!has_right_to_left(
        "Ελληνικά, Кириллица, ascii, Tiếng Việt, 日本語 🙂 – “x”"
    ));
    assert!(has_right_to_left("x ש") && has_right_to_left("ك") && has_right_to_left("a\u{202e}b"));
    for text in ["# Head\n\n- one item\n| a | b |\n|---|---|\n", "日本語 🙂"] {
        let ctx = egui::Context::default();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let job = job(text, &look(vec![]), 300.0);
            let laid_out = places::put_in_place(ui.fonts_mut(|fonts| fonts.layout_job(job.clone())));
            assert_eq!(lay_out(ui, job, 300.0), laid_out);
        });
        output.textures_delta.clear();
    }
}

#[test]
fn odd_texts_keep_one_glyph_for_each_character() {
    for text in [
        "\u{202e}abc\u{202c} שלום",
        "ש\u{5b8}לו\u{5b9}ם",
        "می\u{200c}خواهم",
        "שלום\t7\tעולם\r",
        "🙂👩\u{200d}💻 שלום 🙂",
        "\u{200f}",
        "ש",
        "   ש   \n\n   \nמ\n",
        "**שלום** `קוד` [קישור](https://example.org) <u>קו</u>",
        "> ציטוט",
        "| ש",
    ] {
        for width in [20.0, 120.0, 2000.0] {
            let galley = plain(text, width);
            assert_whole(&galley, text);
            assert!(galley.rows.iter().all(|row| row.visuals.mesh.is_valid()));
        }
    }
}
