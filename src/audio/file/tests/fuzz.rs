//! Ten thousand damaged recordings of every kind: an error or some sound, no panic, no endless loop, no swelling.

use super::*;

/// Damaged files of each kind.
const ROUNDS: u64 = 10_000;

/// Seconds of sound after which a file is left: what its clock makes of it is silence.
const ENOUGH_S: f64 = 20.0;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Changes bytes, most of them where headers stand; removes, doubles, cuts.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(6) {
        let n = bytes.len();
        let reach = if random.below(3) > 0 { n.min(600) } else { n };
        let at = random.below(reach);
        match random.below(8) {
            0..4 => bytes[at] = random.next() as u8,
            4 => {
                // Lengths and counts that lie.
                let value = [0u32, 1, 0x7FFF_FFFF, u32::MAX, 0x8000_0000][random.below(5)];
                let end = (at + 4).min(n);
                bytes[at..end].copy_from_slice(&value.to_be_bytes()[..end - at]);
            }
            5 => {
                let end = (at + random.below(200)).min(n);
                bytes.drain(at..end);
            }
            6 => {
                let end = (at + random.below(200)).min(n);
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.truncate(at.max(4)),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
}

/// Every fourth of them by a pipe. What decoders that are not ours do to a panic is contained where files are read.
fn read_damaged(rounds: std::ops::Range<u64>) {
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    let kinds = std::fs::read_dir(fixture("kinds")).unwrap();
    let mut paths: Vec<PathBuf> = kinds.map(|entry| entry.unwrap().path()).collect();
    paths.push(fixture("tracks").join("first-is-silent.m4a"));
    paths.push(fixture("clock").join("gap.mkv"));
    paths.sort();
    for path in paths {
        seeds.push(std::fs::read(path).unwrap());
    }
    let folder = folder();
    let (n, mut heard) = (rounds.end - rounds.start, 0);
    for round in rounds {
        let mut random = Random(round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..3).for_each(|_| {
            let _ = random.next();
        });
        let mut bytes = seeds[round as usize % seeds.len()].clone();
        damage(&mut bytes, &mut random);
        let opened = if round % 4 == 0 {
            SoundFile::from_reader("fuzzed", Box::new(std::io::Cursor::new(bytes)))
        } else {
            SoundFile::open(&write(&folder, "fuzzed.bin", &bytes))
        };
        let Ok(mut file) = opened else { continue };
        let mut block = Block::default();
        let mut seconds = 0.0;
        while seconds < ENOUGH_S && file.read(&mut block).unwrap_or(false) {
            assert!(
                block.samples.len() < 1 << 23,
                "round {round}: {} samples",
                block.samples.len()
            );
            assert!(
                !block.samples.is_empty() && is_plausible(block.rate_hz, block.channels),
                "round {round}"
            );
            seconds += block.seconds();
        }
        assert!(file.take_troubles().len() < 100, "round {round}");
        heard += u64::from(seconds > 0.3);
    }
    // Damage that leaves nothing to decode tries little.
    assert!(heard * 3 > n, "sound in {heard} of {n}");
}

#[test]
fn ten_thousand_damaged_recordings_the_first_half() {
    read_damaged(0..ROUNDS / 2);
}

#[test]
fn ten_thousand_damaged_recordings_the_second_half() {
    read_damaged(ROUNDS / 2..ROUNDS);
}
