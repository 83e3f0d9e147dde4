//! Variational Bayes over an HMM of speakers: given a first guess of who speaks in which window, a better one.
//!
//! VBx (Landini, Profant, Diez, Burget: "Bayesian HMM clustering of x-vector sequences", 2022), in the authors' notation:
//! each window's print, projected so that speakers have unit variance within and `phi` between, is explained by one speaker
//! whose model is a Gaussian posterior; a chain keeps a speaker speaking with probability `P_LOOP`. Speakers that explain
//! nothing lose their prior and with it their windows.

use super::prints::{Prints, add_scaled, dot};
use super::weights::{Weights, WeightsError};

/// Weight of the evidence: windows overlap and are far from independent.
const F_A: f64 = 0.3;
/// Weight of the speaker models' priors: larger means fewer speakers.
const F_B: f64 = 8.0;
const P_LOOP: f64 = 0.95;
const ITERATIONS: usize = 10;
/// Share of a window that its first guess keeps.
const TRUST: f64 = 0.9;

/// The projection in which speakers are told apart best: linear discriminants of many speakers.
#[derive(Clone, Debug)]
pub struct Discriminant {
    mean: Vec<f32>,
    rows: Prints,
    between: Vec<f32>,
}

impl Discriminant {
    /// The discriminants of a file: `lda.mean` `[inputs]`, `lda.matrix` `[outputs, inputs]`, `lda.between` `[outputs]`.
    ///
    /// # Errors
    /// One is not there or of another shape.
    pub fn from_weights(weights: &Weights, inputs: usize, outputs: usize) -> Result<Self, WeightsError> {
        let matrix = weights.floats("lda.matrix", &[outputs, inputs])?;
        let mut rows = Prints::new(inputs);
        matrix.chunks_exact(inputs).for_each(|row| rows.push(row));
        Ok(Discriminant {
            mean: weights.floats("lda.mean", &[inputs])?,
            rows,
            between: weights.floats("lda.between", &[outputs])?,
        })
    }

    /// Numbers of a projected print.
    pub fn outputs(&self) -> usize {
        self.rows.len()
    }

    /// Variances between speakers of the projected numbers.
    pub fn between(&self) -> &[f32] {
        &self.between
    }

    /// Projects a print.
    pub fn project(&self, print: &[f32]) -> Vec<f32> {
        let centred: Vec<f32> = print.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        self.rows.iter().map(|row| dot(row, &centred)).collect()
    }
}

/// Speakers of the windows whose projected prints are `points`, in order of time, from a first guess with `n_speakers`
/// labels. A label may no longer occur in the result.
pub fn refine(points: &Prints, between: &[f32], guess: &[usize], n_speakers: usize) -> Vec<usize> {
    let n = points.len();
    if n_speakers < 2 || n == 0 {
        return guess.to_vec();
    }
    let roots: Vec<f32> = between.iter().map(|phi| phi.max(0.0).sqrt()).collect();
    let mut rho = points.clone();
    for i in 0..n {
        rho.get_mut(i)
            .iter_mut()
            .zip(&roots)
            .for_each(|(x, root)| *x *= root);
    }
    let mut gamma = vec![(1.0 - TRUST) / n_speakers as f64; n * n_speakers];
    for (row, &label) in gamma.chunks_exact_mut(n_speakers).zip(guess) {
        row[label] += TRUST;
    }
    let mut prior = vec![1.0 / n_speakers as f64; n_speakers];
    for _ in 0..ITERATIONS {
        let evidence = evidence(&rho, between, &gamma, n_speakers);
        prior = forward_backward(&evidence, &prior, &mut gamma);
    }
    let best = |row: &[f64]| (0..n_speakers).max_by(|&a, &b| row[a].total_cmp(&row[b]));
    gamma
        .chunks_exact(n_speakers)
        .map(|row| best(row).unwrap_or(0))
        .collect()
}

/// Log likelihood of each window under each speaker's posterior, `[n, speakers]`, up to a constant of the window.
fn evidence(rho: &Prints, between: &[f32], gamma: &[f64], n_speakers: usize) -> Vec<f64> {
    let mut out = vec![0.0; gamma.len()];
    for k in 0..n_speakers {
        let (mut occupation, mut mean) = (0.0, vec![0.0; between.len()]);
        for (window, row) in rho.iter().zip(gamma.chunks_exact(n_speakers)) {
            occupation += row[k];
            add_scaled(&mut mean, row[k] as f32, window);
        }
        let mut offset = 0.0;
        for (alpha, &phi) in mean.iter_mut().zip(between) {
            let phi = f64::from(phi);
            let variance = 1.0 / (1.0 + F_A / F_B * occupation * phi);
            let value = F_A / F_B * variance * f64::from(*alpha);
            offset += 0.5 * phi * (variance + value * value);
            *alpha = value as f32;
        }
        for (window, out) in rho.iter().zip(out.chunks_exact_mut(n_speakers)) {
            out[k] = F_A * (f64::from(dot(window, &mean)) - offset);
        }
    }
    out
}

/// Responsibilities of the speakers for each window, written to `gamma`; returns the speakers' new priors.
fn forward_backward(evidence: &[f64], prior: &[f64], gamma: &mut [f64]) -> Vec<f64> {
    let k = prior.len();
    let likelihood: Vec<f64> = evidence
        .chunks_exact(k)
        .flat_map(|row| {
            let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.iter().map(move |x| (x - top).exp())
        })
        .collect();
    let mut scales = Vec::with_capacity(evidence.len() / k);
    for (t, now) in likelihood.chunks_exact(k).enumerate() {
        let (before, row) = gamma.split_at_mut(t * k);
        for i in 0..k {
            let reached = match t {
                0 => prior[i],
                _ => P_LOOP * before[(t - 1) * k + i] + (1.0 - P_LOOP) * prior[i],
            };
            row[i] = reached * now[i];
        }
        let scale = row[..k].iter().sum::<f64>().max(f64::MIN_POSITIVE);
        row[..k].iter_mut().for_each(|x| *x /= scale);
        scales.push(scale);
    }
    let mut jumps = vec![0.0; k];
    let mut backward = vec![1.0; k];
    for t in (0..scales.len()).rev() {
        let now = &likelihood[t * k..(t + 1) * k];
        let weighted: Vec<f64> = (0..k).map(|i| now[i] * backward[i] / scales[t]).collect();
        for i in 0..k {
            gamma[t * k + i] *= backward[i];
            jumps[i] += match t {
                0 => gamma[i],
                _ => (1.0 - P_LOOP) * prior[i] * weighted[i],
            };
        }
        let jump: f64 = (0..k).map(|i| (1.0 - P_LOOP) * prior[i] * weighted[i]).sum();
        (0..k).for_each(|i| backward[i] = P_LOOP * weighted[i] + jump);
    }
    let sum = jumps.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    jumps.iter().map(|jump| jump / sum).collect()
}
#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A discriminant that leaves prints as they are, for speakers that lie far apart.
    pub(crate) fn plain(dimensions: usize) -> Discriminant {
        let mut rows = Prints::zeros(dimensions, dimensions);
        (0..dimensions).for_each(|i| rows.get_mut(i)[i] = 10.0);
        Discriminant {
            mean: vec![0.0; dimensions],
            rows,
            between: vec![20.0; dimensions],
        }
    }

    /// Windows of two voices in turn, eight each.
    fn two_voices() -> (Prints, Vec<usize>) {
        let (mut points, mut truth) = (Prints::new(2), Vec::new());
        for i in 0..64 {
            let second = i / 8 % 2 == 1;
            let wobble = (i % 5) as f32 * 0.2;
            points.push(&if second { [wobble, 8.0] } else { [8.0, wobble] });
            truth.push(usize::from(second));
        }
        (points, truth)
    }

    #[test]
    fn wrong_guesses_are_put_right() {
        let (points, truth) = two_voices();
        let mut guess = truth.clone();
        [3, 12, 30, 41].iter().for_each(|&i| guess[i] = 1 - guess[i]);
        assert_eq!(refine(&points, &[20.0, 20.0], &guess, 2), truth);
    }

    #[test]
    fn a_speaker_too_many_is_given_up() {
        let (points, truth) = two_voices();
        // The first voice was cut in two.
        let guess: Vec<usize> = truth
            .iter()
            .enumerate()
            .map(|(i, &k)| if k == 0 && i >= 32 { 2 } else { k })
            .collect();
        assert_eq!(
            refine(&points, &[20.0, 20.0], &guess, 3)
                .iter()
                .filter(|&&k| k == 0 || k == 2)
                .count(),
            32
        );
        let one = Prints::zeros(2, 5);
        assert_eq!(refine(&one, &[20.0, 20.0], &[0; 5], 1), [0; 5]);
    }
}
