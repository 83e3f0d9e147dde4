//! Recordings that are turned into text: how far one is, and those that wait for their turn.

use std::path::{Path, PathBuf};

use super::super::backend::{Piece, Reading, Request, Source};
use super::super::state::{Loading, UiAction};
use super::Logic;
use super::WAVE_PARTS;
use crate::session::{Action, Listening};

/// Sound that may not be on the disk yet, in milliseconds.
const ON_THE_WAY_MS: u64 = 1_500;

impl Logic {
    /// Turns recordings into text, one after the other; several have headings.
    pub(super) fn read_files(&mut self, files: Vec<PathBuf>) {
        let several = files.len() > 1 || !self.state.to_read.is_empty();
        self.state.to_read.extend(files);
        self.headings |= several;
        self.read_next();
    }

    /// Begins the next recording when nothing else is heard.
    pub(super) fn read_next(&mut self) {
        let idle = self.session.view().listening == Listening::Idle;
        let ready = idle && self.state.loading == Loading::Done && self.state.question.is_none();
        if !ready {
            return;
        }
        let Some(path) = self.state.to_read.pop_front() else {
            self.headings = false;
            return;
        };
        if self.headings {
            self.write_heading(&path);
        }
        self.perform(UiAction::Listen(Source::File {
            path,
            realtime: false,
        }));
    }

    /// Puts a recording's name over what is said in it, at the end of the document.
    fn write_heading(&mut self, path: &Path) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = self.session.view().text;
        let lead = match text.trim_end_matches('\n').len() {
            0 => "",
            _ if text.ends_with("\n\n") => "",
            _ if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        let end = text.chars().count();
        let heading = format!("{lead}## {name}\n\n");
        self.session_action(Action::Select {
            anchor: end,
            caret: end,
        });
        self.session_action(Action::ReplaceRange {
            start: end,
            end,
            text: heading,
        });
    }

    /// Breaks off the recording that is being read; those that wait are not read.
    pub(super) fn stop_reading(&mut self) {
        self.state.to_read.clear();
        self.session_action(Action::StopListening);
    }

    /// How far it is, and what comes after it.
    pub(super) fn follow_reading(&mut self) {
        let idle = self.session.view().listening == Listening::Idle;
        let heard = self.backend.reading().filter(|_| !idle);
        self.state.reading = heard.map(|reading| (self.reading_name.clone(), reading));
        match heard {
            Some(reading) => self.ask_for_wave(reading),
            None => {
                self.state.reading_wave.clear();
                self.waved = 0;
            }
        }
        if idle && !self.state.to_read.is_empty() {
            self.read_next();
        }
    }

    /// Asks for the waveform of what was heard since the last time.
    fn ask_for_wave(&mut self, reading: Reading) {
        // Sound goes to the disk a moment after it was heard.
        let written = reading.heard_ms.saturating_sub(ON_THE_WAY_MS);
        let parts = (WAVE_PARTS as u64 * written)
            .checked_div(reading.total_ms)
            .unwrap_or(0);
        let parts = (parts as usize).min(WAVE_PARTS);
        let Some(recording) = self.begun.filter(|_| parts > self.waved) else {
            return;
        };
        let at = |part: usize| part as u64 * reading.total_ms / WAVE_PARTS as u64;
        let piece = Piece {
            recording,
            from_ms: at(self.waved),
            to_ms: at(parts),
        };
        self.ask(Request::Wave(piece, parts - self.waved));
        self.waved = parts;
    }

    /// Takes the waveform of what is read, or of what is played.
    pub(super) fn take_wave(&mut self, recording: u32, from_ms: u64, peaks: Vec<f32>) {
        let played = self.state.playing.as_mut();
        if let Some(playing) = played.filter(|playing| playing.wave.is_empty()) {
            playing.wave = peaks;
        } else if self.begun == Some(recording)
            && let Some((_, reading)) = &self.state.reading
        {
            let part = (WAVE_PARTS as u64 * from_ms).div_ceil(reading.total_ms.max(1)) as usize;
            let wave = &mut self.state.reading_wave;
            wave.truncate(part);
            wave.resize(part, 0.0);
            wave.extend(peaks);
        }
    }
}
