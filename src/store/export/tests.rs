use std::io::Read;

use super::*;
use crate::document::html::fragment;
use crate::transcript::{Utterance, Word, Words};

const DOCUMENT: &str = "# Trip & plan\n\nDear **Anna**, it is *late*, <u>very</u> late: 2 * 3 = 6 and snake_case_name stay.\n\
Second line with ~~gone~~ `code` and [a site](https://example.org/?a=1&b=2).\n\n\
- first\n  - inner **bold**\n- second\n\n3. three\n4. four\n\n> quoted <script>\n\n```\nlet x = 1 < 2;\n```\n---\nend \\*not italic\\*";

fn document(text: &str) -> ExportDocument {
    ExportDocument {
        title: "Trip <1>".into(),
        text: text.into(),
        ..ExportDocument::default()
    }
}

fn rendered(text: &str, format: FileFormat) -> String {
    String::from_utf8(render(&document(text), format).unwrap()).unwrap()
}

#[test]
fn plain_text_has_no_marks() {
    assert_eq!(
        rendered(DOCUMENT, FileFormat::Text),
        "Trip & plan\n\nDear Anna, it is late, very late: 2 * 3 = 6 and snake_case_name stay.\n\
         Second line with gone code and a site.\n\n- first\n  - inner bold\n- second\n3. three\n4. four\n\n\
         quoted <script>\n\nlet x = 1 < 2;\n\n———\n\nend *not italic*\n"
    );
    assert_eq!(rendered("", FileFormat::Text), "");
}

#[test]
fn html_is_well_formed_and_nothing_in_it_is_markup_of_the_user() {
    let page = rendered(DOCUMENT, FileFormat::Html);
    for part in [
        "<title>Trip &lt;1&gt;</title>",
        "<h1>Trip &amp; plan</h1>",
        "<strong>Anna</strong>",
        "<em>late</em>",
        "<u>very</u>",
        "<s>gone</s>",
        "<code>code</code>",
        "<a href=\"https://example.org/?a=1&amp;b=2\">a site</a>",
        "<ul>\n<li>first<ul>\n<li>inner <strong>bold</strong></li>\n</ul>\n</li>\n<li>second</li>\n</ul>",
        "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>",
        "<blockquote><p>quoted &lt;script&gt;</p></blockquote>",
        "<pre><code>let x = 1 &lt; 2;</code></pre>",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    let body = &page[page.find("<body>").unwrap()..page.find("</html>").unwrap()];
    well_formed(&body.replace("<br>", "").replace("<hr>", ""));
    let evil = fragment("[x](javascript:alert(1)) and [y](JaVaScRiPt:z)");
    assert!(!evil.contains("href"), "{evil}");
}

#[test]
fn word_documents_hold_every_part_well_formed() {
    let bytes = render(&document(DOCUMENT), FileFormat::Docx).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(names.len(), 7, "{names:?}");
    let mut main = String::new();
    for name in names {
        let mut xml = String::new();
        archive.by_name(&name).unwrap().read_to_string(&mut xml).unwrap();
        well_formed(xml.split_once("?>").unwrap().1);
        if name == "word/document.xml" {
            main = xml;
        }
    }
    for part in [
        r#"<w:pStyle w:val="Heading1"/>"#,
        r#"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Anna</w:t></w:r>"#,
        r#"<w:ilvl w:val="1"/><w:numId w:val="1"/>"#,
        r#"<w:ilvl w:val="0"/><w:numId w:val="2"/>"#,
        r#"<w:hyperlink r:id="rId3">"#,
    ] {
        assert!(main.contains(part), "{part} is missing in\n{main}");
    }
}

/// Every tag that opens closes in order.
fn well_formed(xml: &str) {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let (tag, _) = tag
            .split_once('>')
            .unwrap_or_else(|| panic!("unfinished tag {tag}"));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {xml}");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
}

fn said(start_ms: u64, words: &str, text: &str) -> Segment {
    let words: Words = words
        .split(' ')
        .enumerate()
        .map(|(index, word)| {
            let start_ms = start_ms + index as u64 * 400;
            Word {
                text: word.into(),
                start_ms,
                end_ms: start_ms + 350,
                confidence: 0.9,
                evidence: None,
            }
        })
        .collect();
    let end_ms = words.last().unwrap().end_ms;
    Segment {
        start_ms,
        end_ms,
        speaker: None,
        text: text.into(),
        words,
    }
}

#[test]
fn a_short_utterance_is_one_cue_with_its_own_times() {
    let mut document = document("Meet me at 2:00 on Friday.");
    document.segments = vec![said(
        1_000,
        "um meet me at two o'clock on friday",
        "Meet me at 2:00 on Friday.",
    )];
    let srt = String::from_utf8(render(&document, FileFormat::Srt).unwrap()).unwrap();
    assert_eq!(
        srt,
        "1\n00:00:01,400 --> 00:00:04,150\nMeet me at 2:00 on Friday.\n\n"
    );
    // What was typed where commands are typed was never said.
    document
        .segments
        .insert(0, Segment::new(&Utterance::from_text("typed"), "Typed."));
    assert_eq!(render(&document, FileFormat::Srt).unwrap(), srt.as_bytes());
    document.segments.remove(0);
    document.segments[0].speaker = Some(1);
    document.speakers = vec![String::new(), "Anna <b>".into()];
    let vtt = String::from_utf8(render(&document, FileFormat::Vtt).unwrap()).unwrap();
    assert_eq!(
        vtt,
        "WEBVTT\n\n00:00:01.400 --> 00:00:04.150\n<v Anna b>Meet me at 2:00 on Friday.\n\n"
    );
}

#[test]
fn long_speech_is_cut_into_readable_cues_in_order() {
    let words: Vec<String> = (0..300).map(|n| format!("word{n}")).collect();
    let text: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(n, w)| if n % 17 == 16 { format!("{w}.") } else { w.clone() })
        .collect();
    let segments = vec![
        said(3_600_000, &words.join(" "), &text.join(" ")),
        said(3_900_000, "over and out", "Over and out."),
    ];
    let cues = subtitles::cues(&segments);
    let shown: Vec<String> = cues.iter().flat_map(|cue| cue.lines.clone()).collect();
    assert_eq!(shown.join(" "), format!("{} Over and out.", text.join(" ")));
    for pair in cues.windows(2) {
        assert!(
            pair[0].start_ms < pair[0].end_ms && pair[0].end_ms <= pair[1].start_ms,
            "{pair:?}"
        );
    }
    for cue in &cues {
        assert!(
            cue.lines.len() <= 2 && cue.lines.iter().all(|line| line.chars().count() <= 50),
            "{cue:?}"
        );
        assert!(cue.end_ms - cue.start_ms <= 7_500, "{cue:?}");
    }
    assert!(cues[0].start_ms == 3_600_000);
}

#[test]
fn no_cue_is_a_leftover_of_a_word() {
    for n in 8..120 {
        let words: Vec<String> = (0..n).map(|n| format!("word{n}")).collect();
        for every in [0, 5, 11] {
            let mark = |at: usize| {
                if every > 0 && at % every == every - 1 {
                    "."
                } else {
                    ""
                }
            };
            let text: Vec<String> = words
                .iter()
                .enumerate()
                .map(|(at, word)| format!("{word}{}", mark(at)))
                .collect();
            let cues = subtitles::cues(&[said(0, &words.join(" "), &text.join(" "))]);
            let fewest = cues
                .iter()
                .map(|cue| cue.lines.join(" ").split(' ').count())
                .min()
                .unwrap();
            assert!(fewest >= 3, "{n} words, a sentence every {every}: {cues:?}");
        }
    }
    // A word that was said alone stands alone.
    assert_eq!(subtitles::cues(&[said(0, "yes", "Yes.")]).len(), 1);
}

#[test]
fn typed_text_has_no_subtitles() {
    assert!(matches!(
        render(&document("typed"), FileFormat::Srt),
        Err(ExportError::NoTimes(_))
    ));
    assert!(matches!(
        render(&document("typed"), FileFormat::Vtt),
        Err(ExportError::NoTimes(_))
    ));
}

#[test]
fn json_has_the_fields_and_seconds_that_it_promises() {
    let mut document = document("Hello there.");
    document.segments = vec![said(1_500, "hello there", "Hello there.")];
    document.file = Some("a.wav".into());
    document.model = "built-in".into();
    let json: serde_json::Value = serde_json::from_str(&json_line(&document).unwrap()).unwrap();
    assert_eq!(json["file"], "a.wav");
    assert_eq!(json["seconds"], 2.25);
    assert_eq!(json["text"], "Hello there.");
    assert_eq!(json["segments"][0]["start"], 1.5);
    assert_eq!(json["segments"][0]["words"][1]["text"], "there");
    assert_eq!(json["segments"][0]["words"][1]["confidence"], 0.9);
    assert!(json["segments"][0]["speaker"].is_null() && json["rtf"].is_null());
}

#[test]
fn an_export_is_whole_and_takes_no_other_files_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.html");
    export(&document("new"), FileFormat::Html, &path).unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().contains("<p>new</p>"));
    let again = export(&document("newer"), FileFormat::Html, &path);
    assert!(matches!(again, Err(ExportError::File(FileError::Exists(_)))));
    assert!(export(&document("typed"), FileFormat::Srt, &folder.path().join("x.srt")).is_err());
    assert!(std::fs::read_to_string(&path).unwrap().contains("<p>new</p>"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_line_of_nothing_but_marks_is_read_in_no_time() {
    let text = "**a ".repeat(100_000);
    let begun = std::time::Instant::now();
    let plain = plain_text(&text);
    assert!(plain.contains("**a"));
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}
