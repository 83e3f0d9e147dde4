//! Who said what: text with names, and RTTM, NIST's table of who speaks when.

use super::ExportDocument;
use super::subtitles::speaker_name;
use super::text::to_text;

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
