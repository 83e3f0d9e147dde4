use proptest::prelude::*;

use super::*;

const MEASURE: Measure = Measure {
    width: 670.0,
    size: 18.0,
    typeface: Typeface::Serif,
    marks: false,
};

fn long(paragraphs: usize) -> String {
    (0..paragraphs)
        .map(|n| format!("Paragraph {n} with wörds in it, enough for a line or two of the sheet.\n\n"))
        .collect()
}

fn check(blocks: &Blocks, text: &str) {
    let bytes: usize = blocks.blocks.iter().map(|block| block.bytes).sum();
    let chars: usize = blocks.blocks.iter().map(|block| block.chars).sum();
    assert_eq!((bytes, chars), (text.len(), text.chars().count()));
    assert_eq!(blocks.words(), count_words(text));
    let mut at = 0;
    for (index, one) in blocks.blocks.iter().enumerate() {
        let part = &text[at..at + one.bytes];
        assert_eq!((part.chars().count(), count_words(part)), (one.chars, one.words));
        at += one.bytes;
        assert!(part.ends_with('\n') || index + 1 == blocks.blocks.len());
    }
}

#[test]
fn short_documents_and_those_of_one_line_are_laid_out_whole() {
    let mut blocks = Blocks::default();
    assert!(!blocks.take("short"));
    assert!(!blocks.take(&"word ".repeat(20_000)));
    assert!(blocks.take(&long(2_000)));
    assert!(!blocks.take(""));
}

#[test]
fn a_part_is_what_is_wanted_and_little_more() {
    let text = long(3_000);
    let mut blocks = Blocks::default();
    assert!(blocks.take(&text));
    blocks.measure_by(MEASURE);
    let whole: f32 = blocks.heights().sum();
    for share in [0.0, 0.3, 0.99] {
        let from = whole * share;
        let part = blocks.part(from..from + 1_000.0, None);
        let (above, below) = blocks.around(&part);
        assert!(above <= from && part.bytes.len() < 30_000, "{part:?}");
        assert!(whole - below >= (from + 1_000.0).min(whole) - 1.0);
        assert_eq!(text[..part.bytes.start].chars().count(), part.chars.start);
        assert_eq!(text[..part.bytes.end].chars().count(), part.chars.end);
        assert!(part.bytes.start == 0 || text[..part.bytes.start].ends_with('\n'));
        assert_eq!(part.char_in(usize::MAX), part.chars.len());
        assert_eq!(part.char_in(0), 0);
    }
    // What is behind the end is the end, and what is selected is all there.
    let part = blocks.part(2.0 * whole..3.0 * whole, None);
    assert_eq!(part.bytes.end, text.len());
    let n = text.chars().count();
    let part = blocks.part(0.0..10.0, Some((500, n)));
    assert!(part.has(500) && part.has(n) && part.bytes.end == text.len());
}

#[test]
fn what_is_seen_stands_still_when_heights_above_become_known() {
    let text = long(3_000);
    let mut blocks = Blocks::default();
    blocks.take(&text);
    blocks.measure_by(MEASURE);
    let at = blocks.part(20_000.0..21_000.0, None);
    let (above, _) = blocks.around(&at);
    // Each letter is a point high.
    let moved = blocks.measured(&at, |char| char as f32, at.chars.len() as f32, above + 500.0);
    let after = blocks.part(20_000.0 + moved..21_000.0 + moved, None);
    assert!(blocks.around(&after).0 > 0.0 && moved.is_finite());
    let again = blocks.measured(
        &at,
        |char| char as f32,
        at.chars.len() as f32,
        above + moved + 500.0,
    );
    assert!(again.abs() < 0.5, "{again}");
    // Another width: nothing is known any more.
    let wide = Measure {
        width: 900.0,
        ..MEASURE
    };
    blocks.measure_by(wide);
    assert!(blocks.blocks.iter().all(|block| block.height.is_none()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn blocks_follow_any_change(
        start in 0_usize..50_000, length in 0_usize..3_000, with in "[a-ü\n ]{0,60}", times in 0_usize..80,
    ) {
        let text = long(1_200);
        let mut blocks = Blocks::default();
        blocks.take(&text);
        for block in &mut blocks.blocks {
            block.height = Some(1.0);
        }
        let start = text.floor_char_boundary(start);
        let end = text.floor_char_boundary((start + length).min(text.len()));
        let changed = [&text[..start], &with.repeat(times), &text[end..]].concat();
        blocks.take(&changed);
        check(&blocks, &changed);
        let anew = blocks.blocks.iter().filter(|block| block.height.is_none()).count();
        // Only what was changed was cut anew.
        prop_assert!(anew <= 3 + with.repeat(times).len() / BLOCK, "{}", anew);
    }
}
