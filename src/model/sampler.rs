//! From scores to the next token: suppressed ids, greedy, or temperature with top-k and top-p.

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// Softmax temperature; 0 chooses the best token always.
    pub temperature: f64,
    /// Only the best `top_k`; 0: all.
    pub top_k: usize,
    /// Only the most probable whose probabilities sum to `top_p`; 1: all.
    pub top_p: f64,
    /// Two runs with the same seed choose alike.
    pub seed: u64,
}

impl Sampling {
    /// The best token always.
    pub const GREEDY: Sampling = Sampling {
        temperature: 0.0,
        top_k: 0,
        top_p: 1.0,
        seed: 0,
    };
}

/// Chooses tokens.
#[derive(Clone, Debug)]
pub struct Sampler {
    sampling: Sampling,
    suppress: Vec<u32>,
}

impl Sampler {
    /// A sampler that never chooses one of `suppress`.
    pub fn new(sampling: Sampling, suppress: &[u32]) -> Self {
        Sampler {
            sampling,
            suppress: suppress.to_vec(),
        }
    }

    /// The token after position `position`, given the scores of all tokens.
    ///
    /// Chance depends on seed and position only, not on how many choices were made before: a run with
    /// drafts, which tries some positions in vain, therefore chooses as one without.
    pub fn choose(&self, logits: &mut [f32], position: usize) -> u32 {
        for &id in &self.suppress {
            if let Some(logit) = logits.get_mut(id as usize) {
                *logit = f32::NEG_INFINITY;
            }
        }
        if self.sampling.temperature <= 0.0 {
            return best(logits);
        }
        let candidates = self.candidates(logits);
        let mut point =
            uniform(self.sampling.seed, position as u64) * candidates.iter().map(|c| c.1).sum::<f64>();
        for &(id, weight) in &candidates {
            point -= weight;
            if point < 0.0 {
                return id;
            }
        }
        candidates.last().map_or(0, |candidate| candidate.0)
    }

    /// The ids that may be chosen, best first, with their (unnormalised) probabilities.
    fn candidates(&self, logits: &[f32]) -> Vec<(u32, f64)> {
        let better = |a: &u32, b: &u32| logits[*b as usize].total_cmp(&logits[*a as usize]).then(a.cmp(b));
        let mut ids: Vec<u32> = (0..logits.len() as u32).collect();
        let keep = match self.sampling.top_k {
            0 => ids.len(),
            k => k.min(ids.len()),
        };
        if keep < ids.len() && keep > 0 {
            ids.select_nth_unstable_by(keep - 1, better);
            ids.truncate(keep);
        }
        ids.sort_unstable_by(better);
        let max = ids.first().map_or(0.0, |&id| f64::from(logits[id as usize]));
        let weight = |id: u32| ((f64::from(logits[id as usize]) - max) / self.sampling.temperature).exp();
        let mut weighted: Vec<(u32, f64)> = ids.into_iter().map(|id| (id, weight(id))).collect();
        let total: f64 = weighted.iter().map(|c| c.1).sum();
        let mut sum = 0.0;
        // The token that crosses the limit still counts, so there is always one.
        let nucleus = weighted.iter().take_while(|c| {
            let before = sum;
            sum += c.1 / total;
            before < self.sampling.top_p
        });
        let nucleus = nucleus.count().max(1);
        weighted.truncate(nucleus);
        weighted
    }
}

/// Index of the largest score, the first of equals.
pub(crate) fn best(logits: &[f32]) -> u32 {
    let mut best = 0;
    for (id, logit) in logits.iter().enumerate() {
        if *logit > logits[best] {
            best = id;
        }
    }
    best as u32
}

/// A number in `[0, 1)` from seed and position: SplitMix64 (Steele, Lea and Flood, 2014).
fn uniform(seed: u64, position: u64) -> f64 {
    let mut z = seed
        .wrapping_mul(0xD1B5_4A32_D192_ED03)
        .wrapping_add(position.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for _ in 0..2 {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
    }
    (z >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampler(temperature: f64, top_k: usize, top_p: f64) -> Sampler {
        let sampling = Sampling {
            temperature,
            top_k,
            top_p,
            seed: 7,
        };
        Sampler::new(sampling, &[3])
    }

    #[test]
    fn greedy_takes_the_first_best_that_is_not_suppressed() {
        assert_eq!(sampler(0.0, 0, 1.0).choose(&mut [0.0, 2.0, 2.0, 9.0], 0), 1);
    }

    #[test]
    fn frequencies_follow_the_softmax() {
        let sampler = sampler(1.0, 0, 1.0);
        let mut counts = [0; 4];
        for position in 0..20_000 {
            counts[sampler.choose(&mut [0.0, 1.0, 2.0, 5.0], position) as usize] += 1;
        }
        let total: f64 = [0f64, 1.0, 2.0].iter().map(|x| x.exp()).sum();
        for (id, count) in counts.iter().take(3).enumerate() {
            let expected = (id as f64).exp() / total;
            assert!(
                (f64::from(*count) / 20_000.0 - expected).abs() < 0.01,
                "{counts:?}"
            );
        }
        assert_eq!(counts[3], 0);
    }

    #[test]
    fn top_k_and_top_p_cut_the_tail() {
        let logits = [0.0, 1.0, 2.0, -1.0, 1.5];
        let ids = |sampler: &Sampler| {
            sampler
                .candidates(&logits)
                .iter()
                .map(|c| c.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&sampler(1.0, 2, 1.0)), [2, 4]);
        assert_eq!(ids(&sampler(1.0, 0, 0.4)), [2]);
        assert_eq!(ids(&sampler(1.0, 0, 0.7)), [2, 4]);
        assert_eq!(ids(&sampler(1.0, 0, 1.0)).len(), 5);
    }

    #[test]
    fn the_same_seed_chooses_alike_and_another_does_not() {
        let run = |seed| {
            let sampling = Sampling {
                temperature: 1.0,
                top_k: 0,
                top_p: 1.0,
                seed,
            };
            let sampler = Sampler::new(sampling, &[]);
            (0..64)
                .map(|p| sampler.choose(&mut [0.0; 100], p))
                .collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
