//! Damaged recordings: what is whole is heard at its true time, and what is not is told.

use super::*;

/// Deterministic noise.
fn noise(n: usize) -> impl Iterator<Item = u8> {
    let mut state = 7u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    })
    .take(n)
}

/// Where sound lies in a file: all of it, or between index and index.
fn sound_in(name: &str, bytes: &[u8]) -> std::ops::Range<usize> {
    let find = |what: &[u8]| bytes.windows(4).position(|four| four == what);
    match name {
        "aac.m4a" => find(b"mdat").unwrap() + 4..find(b"moov").unwrap() - 4,
        "fast.m4a" => find(b"mdat").unwrap() + 4..bytes.len(),
        _ => 0..bytes.len(),
    }
}

fn long(name: &str) -> Vec<u8> {
    let path = if name.ends_with("flac") {
        fixture(name)
    } else {
        fixture("long").join(name)
    };
    std::fs::read(path).unwrap()
}

fn part(range: &std::ops::Range<usize>, share: f64) -> usize {
    range.start + ((range.end - range.start) as f64 * share) as usize
}

/// What is heard of a file of these bytes: mono, with what was told.
fn heard(name: &str, bytes: &[u8]) -> (Vec<f32>, u32, Vec<String>) {
    let folder = folder();
    let mut file = SoundFile::open(&write(&folder, name, bytes)).unwrap_or_else(|error| panic!("{error}"));
    let (mut all, mut block) = (Vec::new(), Block::default());
    while file.read(&mut block).unwrap() {
        let channels = usize::from(block.channels);
        all.extend(block.samples.chunks(channels).map(|moment| moment[0]));
    }
    (all, block.rate_hz, file.take_troubles())
}

/// By how many seconds sound is late against other sound, at a place, looking half a second around.
fn late_s(sound: &[f32], whole: &[f32], rate_hz: u32, at_s: f64) -> f64 {
    let at = (at_s * f64::from(rate_hz)) as usize;
    let n = rate_hz as usize / 4;
    let reach = rate_hz as usize / 2;
    let pattern = &whole[at..at + n];
    let alike = |offset: usize| -> f32 {
        let window = &sound[at - reach + offset..at - reach + offset + n];
        let product: f32 = window.iter().zip(pattern).map(|(a, b)| a * b).sum();
        let energy: f32 = window.iter().map(|a| a * a).sum();
        product / energy.sqrt().max(1e-3)
    };
    let step = (rate_hz / 8_000).max(1) as usize;
    let best = (0..2 * reach)
        .step_by(step)
        .max_by(|&a, &b| alike(a).total_cmp(&alike(b)))
        .unwrap();
    (best as f64 - reach as f64) / f64::from(rate_hz)
}

const ALL: [&str; 9] = [
    "long.flac",
    "vbr.mp3",
    "vorbis.ogg",
    "opus.ogg",
    "opus.webm",
    "aac.m4a",
    "fast.m4a",
    "pieces.mp4",
    "aac.aac",
];

#[test]
fn what_comes_after_a_hole_keeps_its_time_and_the_hole_is_told() {
    for name in ALL {
        let bytes = long(name);
        let (whole, rate_hz, troubles) = heard(name, &bytes);
        assert!(troubles.is_empty(), "{name}: {troubles:?}");
        let sound = sound_in(name, &bytes);
        for zeros in [false, true] {
            let mut damaged = bytes.clone();
            let hole = part(&sound, 0.42)..part(&sound, 0.6);
            let noise = noise(hole.len()).map(|byte| if zeros { 0 } else { byte });
            damaged[hole]
                .iter_mut()
                .zip(noise)
                .for_each(|(byte, noise)| *byte = noise);
            let (heard, _, troubles) = heard(name, &damaged);
            let told = troubles.first().map_or("", String::as_str);
            assert!(
                troubles.len() == 1 && told.contains(name) && told.contains("damaged from"),
                "{name}: {troubles:?}"
            );
            let late_s = late_s(&heard, &whole, rate_hz, 11.2);
            assert!(late_s.abs() < 0.25, "{name}, zeros {zeros}: {late_s} s late");
            assert!(
                heard[..2 * rate_hz as usize]
                    .iter()
                    .any(|sample| sample.abs() > 0.05),
                "{name}"
            );
        }
    }
}

#[test]
fn an_end_of_zeros_is_told_with_its_length() {
    for name in ALL {
        // A decoder of FLAC that finds no frame any more cannot tell damage from a file that stops.
        let bytes = long(name);
        let sound = sound_in(name, &bytes);
        let mut damaged = bytes.clone();
        damaged[part(&sound, 0.6)..sound.end].fill(0);
        let (heard, rate_hz, troubles) = heard(name, &damaged);
        let seconds = heard.len() as f64 / f64::from(rate_hz);
        assert!((5.0..10.5).contains(&seconds), "{name}: {seconds}");
        assert_eq!(troubles.len(), 1, "{name}: {troubles:?}");
        let length_told = troubles[0].contains("s of sound") || name == "pieces.mp4";
        assert!(length_told && troubles[0].contains(name), "{troubles:?}");
    }
}

#[test]
fn a_file_that_stops_gives_what_there_is_and_is_told() {
    for name in ALL {
        let bytes = long(name);
        if name == "aac.m4a" {
            let message = {
                let folder = folder();
                let path = write(&folder, name, &bytes[..bytes.len() / 2]);
                SoundFile::open(&path).unwrap_err().to_string()
            };
            assert!(message.contains("before its index was written"), "{message}");
            continue;
        }
        let (heard, rate_hz, troubles) = heard(name, &bytes[..bytes.len() * 55 / 100]);
        let seconds = heard.len() as f64 / f64::from(rate_hz);
        assert!((4.5..9.5).contains(&seconds), "{name}: {seconds}");
        assert!(
            troubles.len() == 1 && troubles[0].contains("cut off after"),
            "{name}: {troubles:?}"
        );
        let tells = ["long.flac", "vbr.mp3", "opus.webm", "fast.m4a"].contains(&name);
        assert_eq!(
            troubles[0].contains("s of sound are missing"),
            tells,
            "{troubles:?}"
        );
    }
}

#[test]
fn a_header_that_tells_too_short_a_length_is_not_believed() {
    let folder = folder();
    let mut bytes = wav(16, false, 1, 16_000, 5_000);
    bytes[40..44].copy_from_slice(&4_000u32.to_le_bytes());
    let all = SoundFile::open(&write(&folder, "stale.wav", &bytes)).unwrap();
    assert_eq!(all.read_all().unwrap().samples.len(), 5_000);
    // The same, with a title behind it: this is no sound.
    let mut bytes = wav(16, false, 1, 16_000, 5_000);
    bytes.extend_from_slice(b"LIST\x06\0\0\0titles");
    let all = SoundFile::open(&write(&folder, "title.wav", &bytes)).unwrap();
    assert_eq!(all.read_all().unwrap().samples.len(), 5_000);
    // Two pieces of sound, with a chunk of an odd length between them.
    let mut bytes = wav(16, false, 1, 16_000, 5_000);
    bytes.extend_from_slice(b"note\x03\0\0\0abc\0data\x04\0\0\0\x01\0\x02\0");
    let all = SoundFile::open(&write(&folder, "two.wav", &bytes)).unwrap();
    assert_eq!(all.read_all().unwrap().samples.len(), 5_002);
}

#[test]
fn tracks_and_chained_streams_follow_each_other() {
    let one = long("opus.ogg");
    let (whole, rate_hz, _) = heard("opus.ogg", &one);
    // A second stream needs another serial number and right checksums: the same file in Vorbis has both.
    let (both, _, troubles) = heard("two.ogg", &[one, long("vorbis.ogg")].concat());
    assert!(troubles.is_empty(), "{troubles:?}");
    assert!(both.len() > whole.len() + 10 * 16_000, "{} {rate_hz}", both.len());
}
