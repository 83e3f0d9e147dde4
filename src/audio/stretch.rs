//! Faster and slower speech at the same pitch: pieces of the sound are laid over each other where they are most alike
//! (WSOLA: Verhelst and Roelands, "An overlap-add technique based on waveform similarity", ICASSP 1993).

use std::ops::RangeInclusive;

/// How much faster than it was spoken sound may be heard.
const SPEEDS: RangeInclusive<f32> = 0.5..=3.0;

/// A piece, half of which is laid over the one before it: 32 ms at 16 kHz.
const PIECE: usize = 512;
const HALF: usize = PIECE / 2;
/// So far from where it should come from a piece is looked for: 8 ms, a period of a low voice.
const REACH: usize = 128;

/// Sound at 16 kHz, `speed` times as fast; a speed out of [`SPEEDS`] is brought into it.
pub fn stretch(samples: Vec<f32>, speed: f32) -> Vec<f32> {
    let speed = speed.clamp(*SPEEDS.start(), *SPEEDS.end());
    if (speed - 1.0).abs() < 0.01 || samples.len() < PIECE + REACH {
        return samples;
    }
    let mut out: Vec<f32> = Vec::with_capacity((samples.len() as f32 / speed) as usize + PIECE);
    out.extend(&samples[..HALF]);
    // What would follow the last piece by nature: the next one is to go on like it.
    let mut follows = HALF;
    let mut n: usize = 1;
    loop {
        let wanted = (n as f32 * HALF as f32 * speed) as usize;
        if wanted + PIECE + REACH > samples.len() || follows + HALF > samples.len() {
            break;
        }
        let from = wanted.saturating_sub(REACH);
        let natural = &samples[follows..follows + HALF];
        let best = (from..=wanted + REACH)
            .step_by(2)
            .map(|at| (likeness(natural, &samples[at..at + HALF]), at))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(wanted, |(_, at)| at);
        for index in 0..HALF {
            let share = index as f32 / HALF as f32;
            out.push(natural[index] * (1.0 - share) + samples[best + index] * share);
        }
        follows = best + HALF;
        n += 1;
    }
    out.extend(&samples[follows.min(samples.len())..]);
    out
}

/// Correlation of two pieces, regardless of their loudness.
fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let (mut product, mut power) = (0.0, 1e-6);
    for (a, b) in one.iter().zip(other) {
        product += a * b;
        power += b * b;
    }
    product / f32::sqrt(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half the number of times that a wave goes through zero, per second.
    fn pitch_hz(samples: &[f32]) -> f32 {
        let crossings = samples.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0);
        crossings.count() as f32 * 16_000.0 / samples.len() as f32
    }

    #[test]
    fn the_length_changes_and_the_pitch_does_not() {
        let tone = |n: usize| (n as f32 * 150.0 * std::f32::consts::TAU / 16_000.0).sin() * 0.5;
        let sound: Vec<f32> = (0..32_000).map(tone).collect();
        for speed in [0.75, 1.0, 1.25, 1.5, 2.0] {
            let heard = stretch(sound.clone(), speed);
            let length = heard.len() as f32 / (sound.len() as f32 / speed);
            assert!((0.93..1.07).contains(&length), "{speed}: {length}");
            let pitch = pitch_hz(&heard);
            assert!((140.0..160.0).contains(&pitch), "{speed}: {pitch} Hz");
            assert!(heard.iter().all(|sample| sample.abs() <= 0.51));
        }
    }

    #[test]
    fn what_is_too_short_or_empty_stays() {
        for n in [0, 1, 100, PIECE + REACH] {
            let sound = vec![0.25; n];
            let heard = stretch(sound, 2.0);
            assert!(heard.len() <= n);
        }
    }
}
