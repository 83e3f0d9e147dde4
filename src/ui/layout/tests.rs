//! What the layout of a document holds.

use super::*;

/// A look with these highlights.
pub fn look(highlights: Vec<(Range<usize>, Color32)>) -> Look {
    Look {
        size: 18.0,
        typeface: Typeface::Serif,
        palette: Palette::when(false, false),
        highlights,
        lines: Vec::new(),
        open: None,
        hidden: false,
        code_width: 9.5,
        leaves_room: false,
    }
}

#[test]
fn sections_cover_every_byte_whatever_the_text() {
    let texts = [
        "",
        "\n",
        "plain",
        "# Head\n\n- one **two** *three*\n",
        "**",
        "** a **",
        "*a**b*",
        "***x***",
        "2 * 3 * 4",
        "snake_case_ and _this_",
        "`code` and `open",
        "<u>ünder</u>",
        "> quote *x*\n>",
        "12. item",
        "🙂 **🙂🙂** 🙂",
        "**a *b* c** ~~d~~",
        "#not",
        "####### seven",
    ];
    for text in texts {
        for highlights in [
            vec![],
            vec![(0..text.len().min(1), Color32::RED)],
            vec![(0..text.len(), Color32::RED)],
        ] {
            let inside = highlights
                .iter()
                .all(|(range, _)| text.is_char_boundary(range.end));
            let job = job(text, &look(if inside { highlights } else { vec![] }), 500.0);
            let mut at = 0;
            for section in &job.sections {
                assert_eq!(section.byte_range.start.0, at, "{text:?}");
                at = section.byte_range.end.0;
            }
            assert_eq!(at, text.len(), "{text:?}");
        }
    }
}

#[test]
fn live_words_stand_between_the_words_where_they_are_spoken() {
    for (text, at, words, expected) in [
        ("", 0, "dear anna", "dear anna"),
        ("One.", 4, "two", "One. two"),
        ("One. ", 5, "two", "One. two"),
        ("One.\n\n", 6, "two", "One.\n\ntwo"),
        ("red car", 3, "fast", "red fast car"),
        ("**red** (car)", 9, "fast", "**red** (fast car)"),
        ("red, car", 3, "and blue", "red and blue, car"),
        ("Käse\n- Öl", 5, "süß", "Käse süß\n- Öl"),
    ] {
        let live = Live {
            at,
            words,
            stable: words.len() / 2,
        };
        let (job, range) = job_with_live(text, &live, &look(vec![]), 500.0);
        assert_eq!(job.text, expected);
        assert_eq!(&job.text[range.clone()], words);
        let mut end = 0;
        for section in &job.sections {
            assert_eq!(section.byte_range.start.0, end, "{text:?}");
            end = section.byte_range.end.0;
            let inside = range.contains(&section.byte_range.start.0);
            let muted = section.format.color == Palette::when(false, false).muted;
            assert!(inside == muted || end == 0, "{text:?} {section:?}");
        }
        assert_eq!(end, expected.len());
    }
}

#[test]
fn marks_are_pale_and_what_they_mean_is_shown() {
    let job = job("a **b** c", &look(vec![]), 500.0);
    let faces: Vec<(usize, Color32)> = job
        .sections
        .iter()
        .map(|s| (s.byte_range.end.0 - s.byte_range.start.0, s.format.color))
        .collect();
    let p = Palette::when(false, false);
    assert_eq!(
        faces,
        [(2, p.ink), (2, p.faint), (1, p.ink), (2, p.faint), (2, p.ink)]
    );
    assert_eq!(
        job.sections[2].format.font_id,
        font(Face::TextBold(Typeface::Serif), 18.0)
    );
}

#[test]
fn marks_are_hidden_but_where_the_caret_is() {
    let text = "# Head\n\na **b** c\nd **e** f\n- g";
    let caret = text.find("e**").unwrap();
    let look = Look {
        open: Some(caret..caret),
        ..look(vec![])
    };
    let job = job(text, &look, 500.0);
    let unseen: String = job
        .sections
        .iter()
        .filter(|section| section.format.color == Color32::TRANSPARENT)
        .map(|section| &text[section.byte_range.start.0..section.byte_range.end.0])
        .collect();
    assert_eq!(unseen, "# ****", "of the heading and of the first bold word");
    let covered: usize = job
        .sections
        .iter()
        .map(|section| section.byte_range.end.0 - section.byte_range.start.0)
        .sum();
    assert_eq!(covered, text.len());
}

#[test]
fn a_megabyte_is_styled_in_a_blink() {
    let text = "**a *b `c _d ~~e <u>f ".repeat(50_000);
    let begun = std::time::Instant::now();
    job(&text, &look(vec![]), 500.0);
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn columns_of_a_table_stand_below_each_other_and_the_rule_is_hidden() {
    let text = "| Name | Age |\n|---|---|\n| Anna Müller | 7 |\n";
    let closed = Look {
        open: Some(usize::MAX..usize::MAX),
        ..look(vec![])
    };
    let job = job(text, &closed, 700.0);
    let room: Vec<f32> = job.sections.iter().map(|section| section.leading_space).collect();
    // "Name" is seven letters shorter than "Anna Müller"; "7" is two shorter than "Age".
    assert!(
        room.contains(&(7.0 * 9.5)) && room.contains(&(2.0 * 9.5)),
        "{room:?}"
    );
    let rule = text.find("|---").unwrap();
    let hidden = job
        .sections
        .iter()
        .find(|section| section.byte_range.start.0 == rule)
        .unwrap();
    assert_eq!(hidden.format.color, Color32::TRANSPARENT);
}

#[test]
fn a_links_address_is_hidden_and_its_words_are_seen_as_one() {
    let text = "see [our **page**](https://example.org) now";
    let closed = Look {
        open: Some(usize::MAX..usize::MAX),
        ..look(vec![])
    };
    let job = job(text, &closed, 700.0);
    let accent = Palette::when(false, false).accent;
    let of = |colour: Color32| -> String {
        let sections = job
            .sections
            .iter()
            .filter(|section| section.format.color == colour);
        sections
            .map(|section| &text[section.byte_range.start.0..section.byte_range.end.0])
            .collect()
    };
    assert_eq!(of(accent), "our page");
    assert_eq!(of(Color32::TRANSPARENT), "[****](https://example.org)");
}
