//! Who said what: text with names, and RTTM, NIST's table of who speaks when.

use super::ExportDocument;
use super::subtitles::speaker_name;
use super::text::to_text;
use crate::document::markdown::Block;

impl ExportDocument {
    /// Gives the speakers the numbers in whose order they are first heard, whatever they were told apart by before.
    pub fn number_speakers(&mut self) {
        let heard = self.segments.iter().filter_map(|segment| segment.speaker);
        let mut order: Vec<u32> = Vec::new();
        for speaker in heard.chain(self.turns.iter().map(|turn| turn.speaker)) {
            if !order.contains(&speaker) {
                order.push(speaker);
            }
        }
        let number = |speaker: &mut u32| {
            if let Some(at) = order.iter().position(|known| known == speaker) {
                *speaker = at as u32;
            }
        };
        let said_by = self
            .segments
            .iter_mut()
            .filter_map(|segment| segment.speaker.as_mut());
        said_by.for_each(number);
        self.turns
            .iter_mut()
            .map(|turn| &mut turn.speaker)
            .for_each(number);
        let name = |speaker: &u32| self.speakers.get(*speaker as usize).cloned().unwrap_or_default();
        self.speakers = order.iter().map(name).collect();
    }
}

/// A paragraph for each turn, begun by the speaker's name; plain text where nobody is told apart.
pub(super) fn to_text_with_names(document: &ExportDocument) -> String {
    let mut paragraphs: Vec<(Option<u32>, String)> = Vec::new();
    for segment in document
        .segments
        .iter()
        .filter(|segment| !segment.text.is_empty())
    {
        match paragraphs.last_mut() {
            Some((speaker, text)) if *speaker == segment.speaker => {
                // A mark that the sentence goes on with follows its words at once.
                if !segment.text.starts_with([',', '.', ';', ':', '?', '!']) {
                    text.push(' ');
                }
                text.push_str(&segment.text);
            }
            _ => paragraphs.push((segment.speaker, segment.text.clone())),
        }
    }
    if paragraphs.iter().all(|(speaker, _)| speaker.is_none()) {
        return to_text(&document.text);
    }
    let named = paragraphs.into_iter().map(|(speaker, text)| match speaker {
        Some(number) => format!("{}: {text}\n", speaker_name(number, &document.speakers)),
        None => format!("{text}\n"),
    });
    named.collect::<Vec<_>>().join("\n")
}

/// The document (Markdown) with each speaker's name in bold before what he or she says: where the speaker changes a
/// paragraph begins. As it is, where fewer than two people are told apart. Sentences that were changed by hand since
/// they were said are passed over: they stay with whoever spoke before.
pub(super) fn with_names(document: &ExportDocument) -> String {
    let spoken = || {
        document
            .segments
            .iter()
            .filter(|segment| !segment.text.trim().is_empty())
    };
    let first = spoken().find_map(|segment| segment.speaker);
    let several = spoken()
        .filter_map(|segment| segment.speaker)
        .any(|speaker| Some(speaker) != first);
    let text = document.text.as_str();
    if !several {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 256);
    let (mut written, mut sought, mut last) = (0, 0, None);
    for segment in spoken() {
        let Some(at) = place_of(&text[sought..], segment.text.trim()).map(|at| sought + at) else {
            continue;
        };
        sought = at;
        if segment.speaker.is_none() || segment.speaker == last {
            continue;
        }
        last = segment.speaker;
        out.push_str(&text[written..at]);
        let line = text[..at].rfind('\n').map_or(0, |feed| feed + 1);
        let opens_line = at - line <= Block::of(&text[line..]).prefix_len;
        if !opens_line {
            out.truncate(out.trim_end_matches(' ').len());
            out.push_str("\n\n");
        }
        let name = last.map_or(String::new(), |speaker| speaker_name(speaker, &document.speakers));
        out.push_str(&format!("**{}:** ", escaped(&name)));
        written = at;
    }
    out.push_str(&text[written..]);
    out
}

/// Where a sentence stands in a text: as it was said, else where its first words do.
fn place_of(text: &str, said: &str) -> Option<usize> {
    const HEAD: usize = 4;
    let words: Vec<&str> = said.split(' ').collect();
    let head = words[..words.len().min(HEAD)].join(" ");
    text.find(said)
        .or_else(|| (words.len() > HEAD).then(|| text.find(&head)).flatten())
}

/// A name in which no letter is taken for a mark of Markdown.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// One line for each turn: `SPEAKER file channel start seconds <NA> <NA> name <NA> <NA>`.
pub(super) fn to_rttm(document: &ExportDocument) -> String {
    let one_field = |text: String| text.split_whitespace().collect::<Vec<_>>().join("_");
    let file = one_field(document.title.clone());
    let file = if file.is_empty() {
        "recording".to_owned()
    } else {
        file
    };
    let line = |turn: &crate::transcript::SpeakerTurn| {
        let seconds = |ms: u64| format!("{}.{:03}", ms / 1_000, ms % 1_000);
        let name = one_field(speaker_name(turn.speaker, &document.speakers));
        let (start, length) = (
            seconds(turn.start_ms),
            seconds(turn.end_ms.saturating_sub(turn.start_ms)),
        );
        format!("SPEAKER {file} 1 {start} {length} <NA> <NA> {name} <NA> <NA>\n")
    };
    document.turns.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Segment, SpeakerTurn};

    fn document() -> ExportDocument {
        let segment = |speaker, text: &str| Segment {
            speaker,
            text: text.into(),
            ..Segment::default()
        };
        ExportDocument {
            title: "a talk".into(),
            text: "Hello. How are you? Fine.".into(),
            segments: vec![
                segment(Some(0), "Hello."),
                segment(Some(0), "How are you?"),
                segment(Some(1), "Fine."),
            ],
            speakers: vec![String::new(), "Anna Lee".into()],
            turns: vec![
                SpeakerTurn {
                    start_ms: 1_005,
                    end_ms: 2_500,
                    speaker: 0,
                },
                SpeakerTurn {
                    start_ms: 3_000,
                    end_ms: 4_000,
                    speaker: 1,
                },
            ],
            ..ExportDocument::default()
        }
    }

    #[test]
    fn every_turn_begins_with_its_name() {
        assert_eq!(
            to_text_with_names(&document()),
            "Speaker 1: Hello. How are you?\n\nAnna Lee: Fine.\n"
        );
        let mut nobody = document();
        nobody
            .segments
            .iter_mut()
            .for_each(|segment| segment.speaker = None);
        assert_eq!(to_text_with_names(&nobody), "Hello. How are you? Fine.\n");
    }

    #[test]
    fn names_stand_in_the_document_where_the_speaker_changes() {
        let mut meeting = document();
        meeting.text = "# A talk\n\nHello. How **are** you?\n\nFine. Added by hand.".into();
        assert_eq!(
            with_names(&meeting),
            "# A talk\n\n**Speaker 1:** Hello. How **are** you?\n\n**Anna Lee:** Fine. Added by hand."
        );
        meeting.text = "Hello. How are you? Fine.".into();
        assert_eq!(
            with_names(&meeting),
            "**Speaker 1:** Hello. How are you?\n\n**Anna Lee:** Fine."
        );
        meeting.speakers[1] = "a_b*c".into();
        assert!(with_names(&meeting).ends_with("**a\\_b\\*c:** Fine."));
        meeting.segments.pop();
        assert_eq!(
            with_names(&meeting),
            meeting.text,
            "one speaker alone has no name before the text"
        );
    }

    #[test]
    fn who_is_heard_first_is_the_first_speaker() {
        let mut turned = document();
        turned.segments.reverse();
        turned.number_speakers();
        assert_eq!(turned.speakers, ["Anna Lee", ""]);
        assert_eq!(
            to_text_with_names(&turned),
            "Anna Lee: Fine.\n\nSpeaker 2: How are you? Hello.\n"
        );
        let of_turns: Vec<u32> = turned.turns.iter().map(|turn| turn.speaker).collect();
        assert_eq!(of_turns, [1, 0]);
        let mut as_it_is = document();
        as_it_is.number_speakers();
        assert_eq!(as_it_is, document());
    }

    #[test]
    fn rttm_has_a_line_for_each_turn_and_no_spaces_in_its_fields() {
        assert_eq!(
            to_rttm(&document()),
            "SPEAKER a_talk 1 1.005 1.495 <NA> <NA> Speaker_1 <NA> <NA>\n\
             SPEAKER a_talk 1 3.000 1.000 <NA> <NA> Anna_Lee <NA> <NA>\n"
        );
    }
}
