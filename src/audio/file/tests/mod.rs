use std::io::Write;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

mod damage;
mod fuzz;
mod kinds;

/// A file or folder of the recordings among the fixtures.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/recordings")
        .join(name)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A second of a rising line, in every depth that hound writes.
fn wav(bits: u16, float: bool, channels: u16, rate: u32, n: u32) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: bits,
        sample_format: if float {
            hound::SampleFormat::Float
        } else {
            hound::SampleFormat::Int
        },
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for i in 0..n * u32::from(channels) {
        let value = (f64::from(i) / f64::from(n * u32::from(channels)) - 0.5) as f32;
        if float {
            writer.write_sample(value).unwrap();
        } else {
            writer
                .write_sample((f64::from(value) * f64::from(1u32 << (bits - 1))) as i32)
                .unwrap();
        }
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}

#[test]
fn every_depth_rate_and_channel_count_of_wav_is_read() {
    let folder = folder();
    for (bits, float) in [(8, false), (16, false), (24, false), (32, false), (32, true)] {
        for (channels, rate) in [(1, 8_000), (2, 44_100), (8, 384_000)] {
            let path = write(&folder, "a.wav", &wav(bits, float, channels, rate, 100));
            let all = SoundFile::open(&path).unwrap().read_all().unwrap();
            assert_eq!((all.rate_hz, all.channels), (rate, channels));
            assert_eq!(all.samples.len(), 100 * usize::from(channels));
            let worst = all
                .samples
                .iter()
                .enumerate()
                .map(|(i, sample)| (sample - (i as f32 / all.samples.len() as f32 - 0.5)).abs());
            let tolerance = 1.5 / (1u64 << (bits.min(20) - 1)) as f32;
            assert!(
                worst.fold(0.0, f32::max) <= tolerance,
                "{bits} bits, float {float}"
            );
        }
    }
}

#[test]
fn a_stream_is_read_like_a_file() {
    let bytes = wav(16, false, 1, 16_000, 5_000);
    let source = Box::new(std::io::Cursor::new(bytes));
    let all = SoundFile::from_reader("standard input", source)
        .unwrap()
        .read_all()
        .unwrap();
    assert_eq!(all.samples.len(), 5_000);
}

#[test]
fn a_length_of_all_ones_or_zero_means_until_the_end() {
    let folder = folder();
    for length in [0u32, u32::MAX, u32::MAX - 44] {
        let mut bytes = wav(16, false, 1, 16_000, 3_001);
        bytes[40..44].copy_from_slice(&length.to_le_bytes());
        let path = write(&folder, "stream.wav", &bytes);
        let all = SoundFile::open(&path).unwrap().read_all().unwrap();
        assert_eq!(all.samples.len(), 3_001, "length {length}");
    }
}

#[test]
fn a_truncated_file_gives_what_there_is() {
    let folder = folder();
    let bytes = wav(16, false, 2, 48_000, 4_000);
    let path = write(&folder, "cut.wav", &bytes[..44 + 4 * 1_000 + 3]);
    let mut file = SoundFile::open(&path).unwrap();
    let mut block = Block::default();
    let mut n = 0;
    while file.read(&mut block).unwrap() {
        n += block.samples.len();
    }
    assert_eq!(n, 2_001, "a thousand moments and the left half of another");
    let told = file.take_troubles().join("\n");
    assert!(
        told.contains("cut.wav: cut off after 0.0 s") && told.contains("0.1 s of sound are missing"),
        "{told}"
    );
}

#[test]
fn a_header_that_promises_gigabytes_costs_nothing() {
    let folder = folder();
    let mut bytes = wav(16, false, 1, 16_000, 10);
    bytes[40..44].copy_from_slice(&0xF000_0000u32.to_le_bytes());
    let path = write(&folder, "lie.wav", &bytes);
    assert_eq!(
        SoundFile::open(&path).unwrap().read_all().unwrap().samples.len(),
        10
    );
    // A chunk before the sound that claims four gigabytes.
    let mut bytes = wav(16, false, 1, 16_000, 10);
    bytes[16..20].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    let path = write(&folder, "chunk.wav", &bytes);
    assert!(matches!(SoundFile::open(&path), Err(FileError::Unknown { .. })));
}

#[test]
fn each_wrong_file_is_named_with_its_cause() {
    let folder = folder();
    let cause = |path: &Path| match SoundFile::open(path).and_then(SoundFile::read_all) {
        Ok(_) => "none".to_owned(),
        Err(error) => {
            let message = error.to_string();
            assert!(message.contains(&path.display().to_string()), "{message}");
            message
        }
    };
    assert!(cause(&folder.path().join("missing.wav")).contains("no such file"));
    assert!(cause(folder.path()).contains("folder"));
    assert!(cause(&write(&folder, "empty.wav", b"")).contains("0 bytes"));
    assert!(
        cause(&write(
            &folder,
            "text.wav",
            b"Dear Ms Lopez, the meeting is on Tuesday."
        ))
        .contains("not a recording")
    );
    assert!(cause(&write(&folder, "head.wav", b"RIFF")).contains("not a recording"));
    assert!(cause(&write(&folder, "none.wav", &wav(16, false, 1, 16_000, 0))).contains("0 samples"));
    assert!(cause(&write(&folder, "cut.wav", &wav(16, false, 1, 16_000, 9)[..30])).contains("cut off"));
    let mut silly = wav(16, false, 1, 16_000, 9);
    silly[24..28].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(cause(&write(&folder, "rate.wav", &silly)).contains("4294967295 Hz"));
    // Found by hand: the general decoder, asked about this header, shifted beyond the width of a number.
    let mut many = wav(16, false, 1, 16_000, 9);
    many[22..24].copy_from_slice(&u16::MAX.to_le_bytes());
    assert!(cause(&write(&folder, "many.wav", &many)).contains("65535 channels"));
    assert_eq!(
        cause(&write(&folder, "one.wav", &wav(16, false, 1, 16_000, 1))),
        "none"
    );
}

#[test]
fn noise_is_refused_and_never_panics() {
    let folder = folder();
    let mut state = 12_345u64;
    for start in [
        &b"fLaC"[..],
        b"OggS",
        b"ID3\x04",
        b"\xFF\xFB\x90\x00",
        b"\0\0\0\x20ftypM4A ",
        b"RIFF\0\0\0\0WAVE",
        b"",
    ] {
        let mut file = std::fs::File::create(folder.path().join("noise.bin")).unwrap();
        file.write_all(start).unwrap();
        let noise: Vec<u8> = (0..40_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        file.write_all(&noise).unwrap();
        drop(file);
        let _ = SoundFile::open(&folder.path().join("noise.bin")).and_then(SoundFile::read_all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_damaged_wav_never_panics_nor_swells(at in 0usize..60, byte: u8, cut in 0usize..400) {
        let mut bytes = wav(16, false, 2, 44_100, 80);
        bytes[at] = byte;
        bytes.truncate(bytes.len() - cut.min(bytes.len()));
        let source = Box::new(std::io::Cursor::new(bytes));
        if let Ok(all) = SoundFile::from_reader("damaged", source).and_then(SoundFile::read_all) {
            prop_assert!(all.samples.len() <= 400);
        }
    }
    /// Bytes changed and cut off anywhere, most of them where headers stand: an error or some sound, and a later file of
    /// the same call is read as ever. (What a decoder that is not ours makes of it may panic inside: see `contained`.)
    #[test]
    fn a_damaged_coded_file_is_an_error_or_sound_and_never_swells(
        which in 0usize..5,
        changes in proptest::collection::vec((0usize..2_000, any::<u8>()), 1..6),
        cut in 0usize..40_000,
    ) {
        let name = ["ls-2989.aac", "ls-3259.mp3", "ls-4340.m4a", "ls-7278.ogg", "ls-7148.flac"][which];
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech");
        let mut bytes = std::fs::read(fixtures.join(name)).unwrap();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut).max(2_000));
        let folder = folder();
        let path = write(&folder, name, &bytes);
        if let Ok(all) = SoundFile::open(&path).and_then(SoundFile::read_all) {
            // A minute at 48 kHz in stereo; the recordings have ten seconds.
            prop_assert!(all.samples.len() <= 60 * 96_000, "{} samples", all.samples.len());
        }
    }
}
