//! The bank of mel filters and the window that every model of the program hears through: frames of 25 ms around every
//! tenth millisecond of sound at 16 kHz.
//!
//! Knows nothing of transforms or models.

/// Samples that a frame sees.
pub const WINDOW: usize = 400;
/// Samples from one frame to the next.
pub const HOP: usize = 160;
/// Bins of a frame's power spectrum.
pub const BINS: usize = WINDOW / 2 + 1;

/// Half the sample rate, in Hz: the highest frequency there is.
const NYQUIST_HZ: f64 = 8_000.0;

/// Logarithms (base 10) of power are not lower than this. Whisper learnt with a floor of 8 below a clip's own maximum; a
/// floor that does not move lets a growing utterance be heard the same at each reading, and lets sound be heard as it comes.
const FLOOR: f32 = -6.5;

/// What Whisper hears of a band whose power has the logarithm (base 10) `log_power`: `(x + 4) / 4` above the floor.
pub fn whisper_level(log_power: f32) -> f32 {
    (log_power.max(FLOOR) + 4.0) / 4.0
}

/// The weights of one band on neighbouring bins.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The first bin.
    pub first: usize,
    /// Weights from there on.
    pub weights: Vec<f32>,
}

impl Filter {
    /// The band's power, from the powers of all [`BINS`].
    pub fn energy(&self, powers: &[f32]) -> f32 {
        let bins = powers[self.first..].iter().zip(&self.weights);
        bins.map(|(power, weight)| power * weight).sum()
    }
}

/// The periodic Hann window, as `torch.hann_window` gives it.
pub fn hann() -> impl Iterator<Item = f64> {
    (0..WINDOW).map(|i| 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / WINDOW as f64).cos())
}

/// Triangles of equal area, equally wide in mels from 0 to 8,000 Hz. Whisper's own table and the voice encoder's come from
/// librosa, which computes this.
pub fn filters(bands: usize) -> Vec<Filter> {
    let edge = |i: usize| hertz(mels(NYQUIST_HZ) * i as f64 / (bands + 1) as f64);
    let bin = NYQUIST_HZ / (BINS - 1) as f64;
    let filter = |band: usize| {
        let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
        let weight = |i: usize| {
            let hz = i as f64 * bin;
            let slope = ((hz - low) / (middle - low)).min((high - hz) / (high - middle));
            (slope.max(0.0) * 2.0 / (high - low)) as f32
        };
        let first = (0..BINS).find(|&i| weight(i) > 0.0).unwrap_or(0);
        let weights = (first..BINS).map(weight).take_while(|&w| w > 0.0);
        Filter {
            first,
            weights: weights.collect(),
        }
    };
    (0..bands).map(filter).collect()
}

/// Hz of a mel below the knee of [`mels`].
const LINEAR_HZ: f64 = 200.0 / 3.0;
/// Mels at the knee, 1 kHz.
const KNEE: f64 = 15.0;

/// The scale of Slaney's Auditory Toolbox: linear below 1 kHz (200/3 Hz each), logarithmic above (27 mels from 1 to 6.4 kHz).
fn mels(hz: f64) -> f64 {
    if hz < KNEE * LINEAR_HZ {
        hz / LINEAR_HZ
    } else {
        KNEE + (hz / (KNEE * LINEAR_HZ)).ln() * 27.0 / 6.4f64.ln()
    }
}

/// The frequency at a place of that scale.
fn hertz(mels: f64) -> f64 {
    if mels < KNEE {
        mels * LINEAR_HZ
    } else {
        KNEE * LINEAR_HZ * ((mels - KNEE) * 6.4f64.ln() / 27.0).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_those_of_whispers_table() {
        // From `mel_filters.npz` of the package openai-whisper: bins and weights of some filters, and the sum of all.
        let check = |filter: &Filter, bin: usize, expected: &[f32]| {
            assert_eq!((filter.first, filter.weights.len()), (bin, expected.len()));
            let pairs = filter.weights.iter().zip(expected);
            pairs
                .into_iter()
                .for_each(|(w, e)| assert!((w - e).abs() < 1e-7, "{w} for {e}"));
        };
        check(&filters(80)[40], 42, &[0.005_411_1, 0.014_735_57, 0.006_518_19]);
        check(&filters(128)[40], 24, &[0.040_376_37]);
        for (bands, sum) in [(80, 1.999_024), (128, 3.190_985_7)] {
            let total: f32 = filters(bands).iter().flat_map(|filter| &filter.weights).sum();
            assert!((total - sum).abs() < 1e-5, "{bands} bands: {total}");
        }
    }

    #[test]
    fn the_scale_is_its_own_inverse() {
        for hz in [0.0, 100.0, 999.0, 1_000.0, 1_001.0, 6_400.0, 8_000.0] {
            assert!((hertz(mels(hz)) - hz).abs() < 1e-9 * hz.max(1.0));
        }
        assert!((mels(6_400.0) - 42.0).abs() < 1e-12);
    }
}
