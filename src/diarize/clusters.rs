//! How many speakers there are, and which windows are whose: the whole recording at once.

use parlance_kernels::dot;

use super::activity::Window;
use super::bayes::refine;
use super::linkage::average_linkage;
use super::prints::{Prints, centroids, normalise};

/// Thresholds of [`cluster`].
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterParams {
    /// Cosine distance of the four windows before and behind a point that makes a cut between chunks.
    pub cut: f32,
    /// Clusters of chunks are joined up to this cosine distance.
    pub join: f32,
    /// Clusters of fewer windows dissolve before the refinement, and after it.
    pub least_before: usize,
    pub least: usize,
    pub bayes: bool,
    /// Windows less similar than this to everybody known are a stranger's.
    pub stranger: f32,
}

impl Default for ClusterParams {
    fn default() -> Self {
        ClusterParams {
            cut: 0.35,
            join: 0.24,
            least_before: 5,
            least: 8,
            bayes: true,
            stranger: 0.65,
        }
    }
}

/// Windows on each side of a possible cut.
const SIDE: usize = 4;
/// Shorter chunks start no cluster.
const SEED: usize = 4;
/// A chunk counts as at most so many windows.
const MOST_WEIGHT: usize = 10;
const ROUNDS: usize = 3;

/// Speakers of the windows.
#[derive(Clone, Debug, PartialEq)]
pub struct Clustering {
    /// Speaker of each window.
    pub labels: Vec<usize>,
    /// Mean print of each speaker.
    pub centroids: Prints,
}

/// Clusters the windows of a recording by their prints.
///
/// `points` are the prints in the discriminant's space, `between` the speakers' variances there.
pub fn cluster(
    windows: &[Window],
    prints: &Prints,
    points: &Prints,
    between: &[f32],
    params: &ClusterParams,
) -> Clustering {
    let chunks = chunks(windows, prints, params.cut);
    let mut seeds = Prints::new(prints.dimensions());
    let mut weights = Vec::new();
    for chunk in chunks.iter().filter(|chunk| chunk.len() >= SEED) {
        seeds.push(&mean(prints, chunk.clone()));
        weights.push(chunk.len().min(MOST_WEIGHT) as f32);
    }
    if seeds.is_empty() {
        chunks.iter().for_each(|chunk| seeds.push(&mean(prints, chunk.clone())));
        weights = chunks.iter().map(|chunk| chunk.len() as f32).collect();
    }
    let of_seed = average_linkage(&seeds, &weights, 1.0 - params.join);
    let n = of_seed.iter().max().map_or(0, |last| last + 1);
    let mut sums = Prints::zeros(prints.dimensions(), n);
    for ((seed, &label), &weight) in seeds.iter().zip(&of_seed).zip(&weights) {
        sums.add(label, weight, seed);
    }
    sums.normalise();
    let mut labels = vec![0; windows.len()];
    let mut seed = of_seed.iter();
    for chunk in &chunks {
        let own = if chunk.len() >= SEED { seed.next().copied() } else { None };
        let label = own.or_else(|| sums.nearest(&mean(prints, chunk.clone())).map(|(label, _)| label));
        labels[chunk.clone()].fill(label.unwrap_or(0));
    }
    let mut found = settle(prints, labels, params.least_before);
    if params.bayes && found.centroids.len() > 1 {
        let labels = refine(points, between, &found.labels, found.centroids.len());
        found = settle(prints, labels, params.least);
    }
    found
}

/// Runs of windows of one segment between which the voice does not change.
fn chunks(windows: &[Window], prints: &Prints, cut: f32) -> Vec<std::ops::Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    for segment in windows.chunk_by(|a, b| a.segment == b.segment) {
        let end = start + segment.len();
        let mut from = start;
        let change: Vec<f32> = (start..end)
            .map(|k| match k >= start + SIDE && k + SIDE <= end {
                true => 1.0 - dot(&mean(prints, k - SIDE..k), &mean(prints, k..k + SIDE)),
                false => 0.0,
            })
            .collect();
        for k in start + SIDE..(end + 1).saturating_sub(SIDE) {
            let around = &change[(k - start).saturating_sub(SIDE)..(k - start + SIDE + 1).min(change.len())];
            let here = change[k - start];
            if here > cut && around.iter().all(|&other| other <= here) && segment.len() >= 6 {
                chunks.push(from..k);
                from = k;
            }
        }
        chunks.push(from..end);
        start = end;
    }
    chunks
}

fn mean(prints: &Prints, range: std::ops::Range<usize>) -> Vec<f32> {
    let mut sum = vec![0.0; prints.dimensions()];
    range.for_each(|i| parlance_kernels::axpy(1.0, prints.get(i), &mut sum));
    normalise(&mut sum);
    sum
}

/// Gives each window to the nearest speaker, a few times over, and those of speakers with less than `least` windows to
/// others. Speakers are numbered in order of appearance.
fn settle(prints: &Prints, mut labels: Vec<usize>, least: usize) -> Clustering {
    for round in 0..=ROUNDS {
        let n = labels.iter().max().map_or(0, |last| last + 1);
        let mut sizes = vec![0; n];
        labels.iter().for_each(|&label| sizes[label] += 1);
        let largest = sizes.iter().copied().max().unwrap_or(0);
        let kept: Vec<usize> = (0..n).filter(|&k| sizes[k] >= least.min(largest) && sizes[k] > 0).collect();
        let all = centroids(prints, &labels, n);
        let mut means = Prints::new(prints.dimensions());
        kept.iter().for_each(|&k| means.push(all.get(k)));
        for (print, label) in prints.iter().zip(&mut labels) {
            *label = match (round, kept.binary_search(label)) {
                (0, Ok(own)) => own,
                _ => means.nearest(print).map_or(0, |(nearest, _)| nearest),
            };
        }
    }
    let mut order: Vec<usize> = Vec::new();
    for label in &mut labels {
        *label = order.iter().position(|seen| seen == label).unwrap_or_else(|| {
            order.push(*label);
            order.len() - 1
        });
    }
    let centroids = centroids(prints, &labels, order.len());
    Clustering { labels, centroids }
}
