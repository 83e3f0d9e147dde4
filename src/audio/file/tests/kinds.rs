//! Every kind of recording that people have, and what is said of those that are not read.

use super::*;

/// How loud each twentieth of a second is.
fn loudness(sound: &Block) -> Vec<f32> {
    let per_window = sound.rate_hz as usize / 20 * usize::from(sound.channels);
    let root_mean_square = |window: &[f32]| {
        let sum: f32 = window.iter().map(|sample| sample * sample).sum();
        (sum / window.len() as f32).sqrt()
    };
    sound
        .samples
        .chunks_exact(per_window)
        .map(root_mean_square)
        .collect()
}

/// How alike two recordings are in their loudness over time, and whether they are equally loud; encoders without a clock
/// make the first up to a tenth of a second late.
fn likeness(a: &Block, b: &Block) -> (f32, f32) {
    let late = |ms: usize| Block {
        samples: a.samples[a.rate_hz as usize * ms / 1_000 * usize::from(a.channels)..].to_vec(),
        ..*a
    };
    let likely = (0..8).map(|step| likeness_in_time(&late(16 * step), b));
    likely.max_by(|x, y| x.0.total_cmp(&y.0)).unwrap()
}

fn likeness_in_time(a: &Block, b: &Block) -> (f32, f32) {
    let (a, b) = (loudness(a), loudness(b));
    let n = a.len().min(b.len());
    let (a, b) = (&a[..n], &b[..n]);
    let mean = |values: &[f32]| values.iter().sum::<f32>() / n as f32;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f32], y: &[f32], (mx, my): (f32, f32)| -> f32 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    let alike = product(a, b, (mean_a, mean_b))
        / (product(a, a, (mean_a, mean_a)) * product(b, b, (mean_b, mean_b))).sqrt();
    (alike, mean_a / mean_b)
}

/// All files of a folder of the fixtures.
fn all(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(fixture(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Reads everything; with what could not be read.
fn heard(mut file: SoundFile) -> (Block, Vec<String>) {
    let (mut all, mut block) = (Block::default(), Block::default());
    while file.read(&mut block).unwrap() {
        (all.rate_hz, all.channels) = (block.rate_hz, block.channels);
        all.samples.append(&mut block.samples);
    }
    (all, file.take_troubles())
}

#[test]
fn every_kind_gives_the_same_sound_from_a_file() {
    let reference = SoundFile::open(&fixture("reference.wav"))
        .unwrap()
        .read_all()
        .unwrap();
    let files = all("kinds");
    assert!(files.len() > 30, "{files:?}");
    for path in files {
        let (sound, troubles) = heard(SoundFile::open(&path).unwrap_or_else(|error| panic!("{error}")));
        let seconds = sound.seconds();
        assert!((0.95..1.2).contains(&seconds), "{}: {seconds} s", path.display());
        let (alike, gain) = likeness(&sound, &reference);
        assert!(
            alike > 0.9 && (0.8..1.25).contains(&gain),
            "{}: {alike} {gain}",
            path.display()
        );
        assert!(troubles.is_empty(), "{troubles:?}");
    }
}

#[test]
fn and_by_a_pipe_but_where_the_index_stands_at_the_end() {
    let reference = SoundFile::open(&fixture("reference.wav"))
        .unwrap()
        .read_all()
        .unwrap();
    for path in all("kinds") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Box::new(std::io::Cursor::new(std::fs::read(&path).unwrap()));
        match SoundFile::from_reader("standard input", source) {
            Ok(file) => {
                let (sound, troubles) = heard(file);
                let (alike, _) = likeness(&sound, &reference);
                assert!(alike > 0.9, "{name}: {alike}");
                assert!(troubles.is_empty(), "{troubles:?}");
            }
            Err(error) => {
                let index_last = ["aac.m4a", "alac.m4a", "opus.mp4", "pcm.mov", "alac.caf"];
                assert!(index_last.contains(&name.as_str()), "{error}");
            }
        }
    }
}

#[test]
fn what_is_not_read_is_called_by_its_name_with_what_to_do() {
    for (name, called) in [
        ("wma.wma", "WMA"),
        ("speex.ogg", "Speex"),
        ("gsm.wav", "GSM"),
        ("ac3.mp4", "AC-3"),
    ] {
        let message = SoundFile::open(&fixture("unread").join(name))
            .unwrap_err()
            .to_string();
        assert!(
            message.contains(called) && message.contains("convert it"),
            "{message}"
        );
    }
    let folder = folder();
    for (start, called) in [
        (&b"#!AMR\n"[..], "AMR"),
        (b"\x02dss\x00\x01", "DSS"),
        (b"wvpk\0\0\0\0", "WavPack"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"%PDF-1.7 ", "PDF"),
        (b"PK\x03\x04\x14\0", "ZIP"),
    ] {
        let path = write(&folder, "memo.bin", &[start, &[0; 4_000]].concat());
        let message = SoundFile::open(&path).unwrap_err().to_string();
        assert!(message.contains(called), "{message}");
    }
}

#[test]
fn sound_stands_where_the_container_s_clock_says() {
    for (name, begins_s, seconds) in [("late.mp4", 4.0, 6.0), ("late.mkv", 4.0, 5.0)] {
        let file = SoundFile::open(&fixture("clock").join(name)).unwrap();
        assert!(
            (file.seconds().unwrap() - seconds).abs() < 0.2,
            "{name}: {:?}",
            file.seconds()
        );
        let sound = file.read_all().unwrap();
        let first = loudness(&sound).iter().position(|&loud| loud > 0.01).unwrap() as f64 / 20.0;
        assert!((first - begins_s).abs() < 0.2, "{name} begins at {first} s");
    }
    for name in ["gap.mp4", "gap.mkv"] {
        let sound = SoundFile::open(&fixture("clock").join(name))
            .unwrap()
            .read_all()
            .unwrap();
        let loud = loudness(&sound);
        let silent = loud[24..58].iter().all(|&loud| loud < 0.01);
        assert!(
            silent && loud[62..70].iter().any(|&loud| loud > 0.03),
            "{name}: {loud:?}"
        );
    }
}

#[test]
fn the_track_that_is_meant_is_read_and_told() {
    let reference = SoundFile::open(&fixture("reference.wav"))
        .unwrap()
        .read_all()
        .unwrap();
    for (name, why) in [
        ("first-is-silent.m4a", "silent"),
        ("second-is-default.m4a", "default"),
    ] {
        let path = fixture("tracks").join(name);
        let file = SoundFile::open(&path).unwrap();
        let remark = file.remark().unwrap().to_owned();
        assert!(
            remark.contains("2 sound tracks; track 2 is read") && remark.contains(why),
            "{remark}"
        );
        let (alike, _) = likeness(&file.read_all().unwrap(), &reference);
        assert!(alike > 0.9, "{name}: {alike}");
        let first = SoundFile::open_track(&path, Some(1)).unwrap();
        assert!(first.remark().is_none());
        let (alike, _) = likeness(&first.read_all().unwrap(), &reference);
        assert!(!(alike > 0.5), "{name}: {alike}");
        let message = SoundFile::open_track(&path, Some(3)).unwrap_err().to_string();
        assert!(message.contains("no sound track 3: it has 2"), "{message}");
    }
    let message = SoundFile::open_track(&fixture("reference.wav"), Some(2)).unwrap_err();
    assert!(message.to_string().contains("it has one"), "{message}");
}
