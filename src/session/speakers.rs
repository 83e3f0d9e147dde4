//! Who speaks: names, merging, showing.
//!
//! Does not know how speakers are told apart.

use super::core::Session;
use crate::command::Reading;
use crate::message::Message;
use crate::transcript::{Relabelled, Segment, Utterance};

impl Session {
    /// Makes room for a speaker's name.
    pub(super) fn know_speaker(&mut self, speaker: Option<u32>) {
        let Some(number) = speaker else { return };
        while self.speakers.len() <= number as usize {
            self.speakers.push(unnamed(self.speakers.len()));
        }
    }

    /// The speaker that a number given by the recogniser means, after merging.
    pub(super) fn merged(&self, speaker: Option<u32>) -> Option<u32> {
        let mut number = speaker?;
        while let Some((_, into)) = self.merged_speakers.iter().find(|(from, _)| *from == number) {
            number = *into;
        }
        Some(number)
    }

    /// Takes over who spoke when, as it is known now, for what was said in this recording.
    pub(super) fn relabel(&mut self, told: &Relabelled) {
        for (speaker, name) in &told.names {
            self.know_speaker(Some(*speaker));
            let number = *speaker as usize;
            // A name that was given stays.
            if self.speakers[number] == unnamed(number) {
                self.speakers[number].clone_from(name);
            }
        }
        for at in self.recording_from.min(self.segments.len())..self.segments.len() {
            let Segment { start_ms, end_ms, .. } = self.segments[at];
            // As the recogniser counts: from the beginning of this recording.
            let in_recording = |ms: u64| ms.saturating_sub(self.axis_ms);
            let (start_ms, end_ms) = (in_recording(start_ms), in_recording(end_ms));
            if end_ms <= told.from_ms {
                continue;
            }
            if let Some(speaker) = told.speaker_of(start_ms, end_ms) {
                self.know_speaker(Some(speaker));
                self.segments[at].speaker = self.merged(Some(speaker));
            }
        }
    }

    /// Whether somebody else speaks than before, in the same recording.
    pub(super) fn takes_turn(&self, speaker: Option<u32>) -> bool {
        let last = self
            .segments
            .get(self.recording_from..)
            .and_then(<[Segment]>::last);
        match (last.and_then(|last| last.speaker), self.merged(speaker)) {
            (Some(before), Some(now)) => before != now,
            _ => false,
        }
    }

    /// Why a command is not obeyed, where only one person's are: somebody else said it, or nobody knows who.
    pub(super) fn refuses(&self, utterance: &Utterance, reading: &Reading) -> Option<Message> {
        let owner = self.config.owner.as_deref()?;
        // What was typed or clicked has no sound.
        let spoken = utterance.end_ms > 0;
        if !spoken || !matches!(reading, Reading::Command(_) | Reading::Unsure(_)) {
            return None;
        }
        let owner = owner.to_owned();
        let speaker = self.merged(utterance.speaker);
        let name = speaker.and_then(|number| self.speakers.get(number as usize));
        match (speaker, name) {
            (Some(_), Some(name)) if name.trim().eq_ignore_ascii_case(owner.trim()) => None,
            (Some(number), Some(name)) if *name != unnamed(number as usize) => Some(Message::OtherSaidThat {
                name: name.clone(),
                owner,
            }),
            _ => Some(Message::UnknownSaidThat { owner }),
        }
    }

    pub(super) fn name_last_speaker(&mut self, name: &str) {
        match self.segments.last().and_then(|segment| segment.speaker) {
            Some(number) => self.name_speaker(number as usize + 1, name),
            None => self.message = Message::SpeakerUnknown,
        }
    }

    pub(super) fn set_speakers_shown(&mut self, show: bool) {
        self.show_speakers = show;
        self.message = match show {
            true => Message::SpeakersShown,
            false => Message::SpeakersHidden,
        };
    }

    /// Names a speaker, counted from 1 as they are shown. One may be named before having spoken.
    pub(super) fn name_speaker(&mut self, number: usize, name: &str) {
        const MOST: usize = 32;
        if !(1..=MOST).contains(&number) {
            self.message = Message::NoSpeaker { n: number };
            return;
        }
        self.know_speaker(u32::try_from(number - 1).ok());
        let name: Vec<String> = name.split_whitespace().map(capital).collect();
        let name = name.join(" ");
        let before = std::mem::replace(&mut self.speakers[number - 1], name.clone());
        self.message = Message::SpeakerIs { before, name };
    }

    /// Names a speaker as somebody wrote it.
    pub(super) fn rename_speaker(&mut self, speaker: u32, name: &str) {
        let number = speaker as usize;
        if number >= self.speakers.len() {
            return;
        }
        self.speakers[number] = match name.trim() {
            "" => unnamed(number),
            name => name.to_owned(),
        };
    }

    pub(super) fn merge_speakers(&mut self, from: usize, into: usize) {
        let n = self.speakers.len();
        let known = |number: usize| (1..=n).contains(&number);
        if !known(from) || !known(into) || from == into {
            self.message = Message::NoTwoSpeakers;
            return;
        }
        self.message = Message::SpeakersMerged {
            before: self.speakers[from - 1].clone(),
            name: self.speakers[into - 1].clone(),
        };
        let (from, into) = (from as u32 - 1, into as u32 - 1);
        self.merged_speakers.push((from, into));
        for segment in self
            .segments
            .iter_mut()
            .filter(|segment| segment.speaker == Some(from))
        {
            segment.speaker = Some(into);
        }
    }
}

/// What a speaker is called who has no name, by number from 0.
fn unnamed(number: usize) -> String {
    format!("Speaker {}", number + 1)
}

/// `word` with its first letter large.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().to_string() + letters.as_str()
    })
}
