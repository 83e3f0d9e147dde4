//! Word documents: the five parts of Office Open XML (ECMA-376) that a text with headings, lists and
//! character styles needs, in a zip archive.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::document::blocks::{Block, Span, parse};
use crate::document::html::{escape, is_safe};

/// The archive.
///
/// # Errors
/// Only when an archive part exceeds the limits of the zip format.
pub(super) fn to_docx(title: &str, markdown: &str) -> Result<Vec<u8>, zip::result::ZipError> {
    let body = Body::of(markdown);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", PACKAGE_RELATIONSHIPS.to_owned()),
        ("docProps/core.xml", core_properties(title)),
        ("word/document.xml", body.document()),
        ("word/_rels/document.xml.rels", body.relationships()),
        ("word/styles.xml", styles()),
        ("word/numbering.xml", body.numbering()),
    ];
    for (name, xml) in parts {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(format!("{HEAD}{xml}").as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const PACKAGE_RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

fn core_properties(title: &str) -> String {
    format!(
        r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:creator>parlance</dc:creator></cp:coreProperties>"#,
        escape(title)
    )
}

/// Abstract list 0 is bulleted, 1 is numbered; list 1 is the bullets, and each numbered list of the
/// document is a list of its own from 2 on, so that it counts anew.
struct Body {
    paragraphs: String,
    links: Vec<String>,
    /// First number of each numbered list.
    starts: Vec<u32>,
}

impl Body {
    fn of(markdown: &str) -> Self {
        let mut body = Body {
            paragraphs: String::new(),
            links: Vec::new(),
            starts: Vec::new(),
        };
        let mut in_numbered = false;
        for block in parse(markdown) {
            let numbered_before = std::mem::take(&mut in_numbered);
            match block {
                Block::Heading(level, spans) => body.paragraph(&style(&format!("Heading{level}")), &[spans]),
                Block::Paragraph(rows) => body.paragraph("", &rows),
                Block::Quote(spans) => body.paragraph(&style("Quote"), &[spans]),
                Block::Item { depth, number, spans } => {
                    in_numbered = number.is_some() || (numbered_before && depth > 0);
                    if let Some(start) = number
                        && !numbered_before
                    {
                        body.starts.push(start);
                    }
                    let list = if number.is_some() {
                        body.starts.len() + 1
                    } else {
                        1
                    };
                    body.paragraph(&list_item(depth.min(8), list), &[spans]);
                }
                Block::Code(code) => {
                    for line in code.lines() {
                        let run = format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, escape(line));
                        body.push(&style("Code"), &run);
                    }
                }
                Block::Rule => body.push(
                    r#"<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="AAAAAA"/></w:pBdr>"#,
                    "",
                ),
            }
        }
        body
    }

    fn push(&mut self, properties: &str, runs: &str) {
        let properties = wrapped("w:pPr", properties);
        self.paragraphs
            .push_str(&format!("<w:p>{properties}{runs}</w:p>"));
    }

    fn paragraph(&mut self, properties: &str, rows: &[Vec<Span>]) {
        let mut runs = String::new();
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                runs.push_str("<w:r><w:br/></w:r>");
            }
            for span in row {
                let text = run(span);
                match span.link.as_deref().filter(|target| is_safe(target)) {
                    Some(target) => {
                        self.links.push(target.to_owned());
                        let id = self.links.len() + 2;
                        runs.push_str(&format!(r#"<w:hyperlink r:id="rId{id}">{text}</w:hyperlink>"#));
                    }
                    None => runs.push_str(&text),
                }
            }
        }
        self.push(properties, &runs);
    }

    fn document(&self) -> String {
        format!(
            r#"<w:document {WORD}><w:body>{}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>"#,
            self.paragraphs
        )
    }

    fn relationships(&self) -> String {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut out = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{base}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{base}/numbering" Target="numbering.xml"/>"#
        );
        for (index, target) in self.links.iter().enumerate() {
            out.push_str(&format!(
                r#"<Relationship Id="rId{}" Type="{base}/hyperlink" Target="{}" TargetMode="External"/>"#,
                index + 3,
                escape(target)
            ));
        }
        out + "</Relationships>"
    }

    fn numbering(&self) -> String {
        let levels = |format: &str, text: fn(usize) -> String| -> String {
            (0..9)
                .map(|level| {
                    format!(
                        r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{}" w:hanging="360"/></w:pPr></w:lvl>"#,
                        text(level),
                        720 + level * 360
                    )
                })
                .collect()
        };
        let mut out = format!(
            r#"<w:numbering {WORD}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>{}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/>{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
            levels("bullet", |_| "•".to_owned()),
            levels("decimal", |level| format!("%{}.", level + 1)),
        );
        for (index, start) in self.starts.iter().enumerate() {
            out.push_str(&format!(
                r#"<w:num w:numId="{}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>"#,
                index + 2
            ));
        }
        out + "</w:numbering>"
    }
}

fn style(name: &str) -> String {
    format!(r#"<w:pStyle w:val="{name}"/>"#)
}

fn list_item(depth: usize, list: usize) -> String {
    format!(
        r#"<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list}"/></w:numPr>"#
    )
}

fn run(span: &Span) -> String {
    let (style, is_link) = (&span.style, span.link.is_some());
    // The schema fixes this order.
    let marks = [
        (
            style.code,
            r#"<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>"#,
        ),
        (style.bold, "<w:b/>"),
        (style.italic, "<w:i/>"),
        (style.strike, "<w:strike/>"),
        (is_link, r#"<w:color w:val="0B5CAD"/>"#),
        (style.underline || is_link, r#"<w:u w:val="single"/>"#),
    ];
    let properties: String = marks
        .iter()
        .filter(|(has, _)| *has)
        .map(|(_, mark)| *mark)
        .collect();
    let properties = wrapped("w:rPr", &properties);
    format!(
        r#"<w:r>{properties}<w:t xml:space="preserve">{}</w:t></w:r>"#,
        escape(&span.text)
    )
}

/// Properties in their element; none need none.
fn wrapped(element: &str, properties: &str) -> String {
    match properties {
        "" => String::new(),
        properties => format!("<{element}>{properties}</{element}>"),
    }
}

fn styles() -> String {
    let mut out = format!(
        r#"<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>"#
    );
    for (level, half_points) in [(1, 36), (2, 30), (3, 26), (4, 24), (5, 22), (6, 22)] {
        out.push_str(&format!(
            r#"<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="{}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{half_points}"/></w:rPr></w:style>"#,
            level - 1
        ));
    }
    out.push_str(r#"<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="567"/><w:contextualSpacing/></w:pPr><w:rPr><w:i/><w:color w:val="555555"/></w:rPr></w:style>"#);
    out.push_str(r#"<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:pPr><w:contextualSpacing/></w:pPr></w:style>"#);
    out.push_str(r#"<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Code"/><w:basedOn w:val="Normal"/><w:pPr><w:contextualSpacing/></w:pPr><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:sz w:val="20"/></w:rPr></w:style>"#);
    out + "</w:styles>"
}
