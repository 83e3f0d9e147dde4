//! An hour of sound, accelerated, with flat memory.

use parlance::engine::{Options, Pipeline, SoundFile};
use parlance::frames::{Frame, SAMPLE_RATE_HZ};
use parlance::speech::{Heard, Partial, Recogniser, SpeechError, Utterance, Word};
use parlance::transcript::Event;

/// Counts frames and says one word a second: this test is about everything around the recogniser.
struct Counter {
    n_frames: u64,
    words: Vec<Word>,
}

impl Recogniser for Counter {
    fn name(&self) -> &str {
        "counter"
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        assert_eq!(frame.index, self.n_frames, "no frame is lost or doubled");
        self.n_frames += 1;
        if self.n_frames.is_multiple_of(25) {
            self.words.push(Word::untimed("word"));
            heard.push(Heard::Partial(Partial {
                words: self.words.clone(),
                stable: 0,
            }));
        }
        if self.n_frames.is_multiple_of(250) {
            let utterance = Utterance {
                end_ms: self.n_frames * 40,
                ..Utterance::from_text("ten words")
            };
            self.words.clear();
            heard.push(Heard::Utterance(utterance));
        }
        Ok(())
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let end_ms = self.n_frames * 40;
        heard.push(Heard::Utterance(Utterance {
            end_ms,
            ..Utterance::default()
        }));
        Ok(())
    }

    fn reset(&mut self) {
        self.n_frames = 0;
        self.words.clear();
    }

    fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        Ok(())
    }
}

/// Resident memory of this process in KiB, where the system tells.
fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// An hour of sound at 48 kHz stereo that is made as it is read: no file that large is written.
struct Hour {
    header: Vec<u8>,
    at: u64,
    end: u64,
}

impl std::io::Read for Hour {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let mut n = 0;
        while n < to.len() && self.at < self.end {
            to[n] = match self.header.get(self.at as usize) {
                Some(&byte) => byte,
                None => (self.at.wrapping_mul(2_654_435_761) >> 24) as u8 & 0x0F,
            };
            n += 1;
            self.at += 1;
        }
        Ok(n)
    }
}

#[test]
fn an_hour_goes_through_with_flat_memory_and_no_sample_lost() {
    const RATE: u64 = 48_000;
    const SECONDS: u64 = 3_600;
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: RATE as u32,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let header = spec.into_header_for_infinite_file();
    let end = header.len() as u64 + RATE * SECONDS * 4;
    let file = SoundFile::from_reader("an hour", Box::new(Hour { header, at: 0, end })).unwrap();
    let load = |_: &dyn Fn(u64, u64)| {
        Ok(Box::new(Counter {
            n_frames: 0,
            words: Vec::new(),
        }) as Box<dyn Recogniser>)
    };
    let mut pipeline = Pipeline::start(Options::new(Box::new(load))).unwrap();
    pipeline.begin_file(file, false).unwrap();
    let mut memory = Vec::new();
    let mut end_ms = 0;
    loop {
        match crate::program::next_event(&pipeline) {
            Event::Utterance(utterance) => {
                end_ms = utterance.end_ms;
                if end_ms % 60_000 == 0 {
                    memory.extend(resident_kib());
                }
            }
            Event::Finished => break,
            Event::Failed { message } => panic!("{message}"),
            _ => {}
        }
    }
    assert_eq!(end_ms, SECONDS * 1_000, "every sample came through the frames");
    assert_eq!(pipeline.meters().captured(), RATE * SECONDS * 2);
    assert_eq!(pipeline.meters().dropped(), 0);
    assert_eq!(u64::from(SAMPLE_RATE_HZ) % 25, 0);
    if cfg!(target_os = "linux") {
        assert!(memory.len() >= 50, "{} readings", memory.len());
        let (early, late) = (memory[4], memory[memory.len() - 1]);
        println!("resident: {early} KiB after 5 minutes, {late} KiB after an hour");
        // Other tests of this binary run at the same time; a leak of one frame in ten would be 20 MB.
        assert!(late < early + 12 * 1_024, "{early} KiB grew to {late} KiB");
    }
}

#[test]
fn a_panic_of_the_recogniser_is_an_event_and_the_next_recording_works() {
    struct Fragile(u32);
    impl Recogniser for Fragile {
        fn name(&self) -> &str {
            "fragile"
        }
        fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
            if self.0 == 1 && frame.index == 10 {
                panic!("index out of bounds, on purpose");
            }
            if frame.index == 5 {
                heard.push(Heard::Utterance(Utterance::from_text("before the panic")));
            }
            Ok(())
        }
        fn finish(&mut self, _: &mut Vec<Heard>) -> Result<(), SpeechError> {
            Ok(())
        }
        fn reset(&mut self) {}
        fn set_vocabulary(&mut self, _: &[(String, Option<String>)]) -> Result<(), SpeechError> {
            Ok(())
        }
    }
    let mut n_loaded = 0;
    let load = move |_: &dyn Fn(u64, u64)| {
        n_loaded += 1;
        Ok(Box::new(Fragile(n_loaded)) as Box<dyn Recogniser>)
    };
    let mut pipeline = Pipeline::start(Options::new(Box::new(load))).unwrap();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let path = crate::program::fixture("so-2355.flac");
        pipeline
            .begin_file(SoundFile::open(&path).unwrap(), false)
            .unwrap();
        loop {
            match crate::program::next_event(&pipeline) {
                Event::Utterance(utterance) => seen.push(utterance.text()),
                Event::Failed { message } => seen.push(message),
                Event::Finished => break,
                _ => {}
            }
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(
        (seen[0].as_str(), seen[2].as_str()),
        ("before the panic", "before the panic")
    );
    assert!(
        seen[1].contains("on purpose") && seen[1].contains("Your text is safe"),
        "{}",
        seen[1]
    );
}
