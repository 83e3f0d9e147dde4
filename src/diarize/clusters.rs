//! How many speakers there are, and which windows are whose: the whole recording at once.

use super::activity::Window;
use super::bayes::refine;
use super::linkage::average_linkage;
use super::prints::{Prints, add_scaled, centroids, dot, normalise};

/// What makes a cluster a speaker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bars {
    /// A cluster of so many windows is a speaker, unless it is a part of another one's voice: see `part`.
    pub sure: usize,
    /// A cluster is a part of a larger speaker's voice if a window of the one resembles a window of the other this much on
    /// average: so much suffices for a small cluster, and so much is asked for where it has `FAIR` of the two's windows. In
    /// ten minutes one person says enough that some of it stands out (a loud sentence, a word behind a cough), but two large
    /// clusters that differ are two people with similar voices sooner.
    pub part: [f32; 2],
    /// A smaller cluster, of `FEW` windows, is a speaker too if its mean is less similar to every other speaker's than this:
    /// a high bar for who has only just begun to speak.
    pub apart: f32,
}

/// While no two speakers are certain. More windows and lower bars than later: the first sentences of one person often fall
/// into halves that differ like two similar voices, and a second speaker who appears and goes away again is worse than one
/// who is shown some seconds later.
const ALONE: Bars = Bars::new(12, [0.54, 0.585], 0.68);
/// While the recording goes on, once two speakers are certain.
const LIVE: Bars = Bars::new(8, [0.57, 0.64], 0.70);
/// Once the recording has ended and no two speakers were certain in it: above the bar of `ALONE`, which may have been wrong
/// about two similar voices, and below the next one, by which one voice falls into two now and then.
const ALONE_AT_END: Bars = Bars::new(12, [0.54, 0.61], 0.68);
/// Once the recording of two speakers or more has ended. The bar is higher: what stood out of one voice for a while is by
/// then mostly a part of it by either bar, and this one keeps more people with similar voices apart.
const AT_END: Bars = Bars::new(8, [0.58, 0.66], 0.70);

impl Bars {
    const fn new(sure: usize, part: [f32; 2], apart: f32) -> Self {
        Bars { sure, part, apart }
    }

    /// The bars while the recording goes on, with so many speakers certain.
    pub fn live(certain: usize) -> Self {
        if certain < 2 { ALONE } else { LIVE }
    }

    /// The bars once the recording has ended, with so many speakers certain.
    pub fn at_end(certain: usize) -> Self {
        if certain < 2 { ALONE_AT_END } else { AT_END }
    }

    /// The bar of a `part` for a cluster with a share of the windows of both.
    fn bar(&self, share: f32) -> f32 {
        let [small, large] = self.part;
        small + (large - small) * (share / FAIR).min(1.0)
    }
}

/// Cosine distance of the four windows before and behind a point that makes a cut between chunks.
const CUT: f32 = 0.35;
/// Clusters of chunks are joined up to this cosine distance.
const JOIN: f32 = 0.24;
/// See [`Bars::part`].
const FAIR: f32 = 0.3;
/// Windows from which on [`Bars::apart`] decides.
const FEW: usize = 4;
/// Windows less similar than this to everybody known are a stranger's.
pub const STRANGER: f32 = 0.75;
/// Windows on each side of a possible cut.
const SIDE: usize = 4;
/// Shorter chunks start no cluster.
const SEED: usize = 4;
/// A chunk counts as at most so many windows.
const MOST_WEIGHT: usize = 10;
const ROUNDS: usize = 3;
/// Points that are linked at once, and neighbours that are joined first where there are more.
const MOST_POINTS: usize = 400;
const BLOCK: usize = 100;

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
    bars: Bars,
) -> Clustering {
    let chunks = chunks(windows, prints);
    let mut seeds = Prints::new(prints.dimensions());
    let mut weights = Vec::new();
    for chunk in chunks.iter().filter(|chunk| chunk.len() >= SEED) {
        seeds.push(&mean(prints, chunk.clone()));
        weights.push(chunk.len().min(MOST_WEIGHT) as f32);
    }
    if seeds.is_empty() {
        chunks
            .iter()
            .for_each(|chunk| seeds.push(&mean(prints, chunk.clone())));
        weights = chunks.iter().map(|chunk| chunk.len() as f32).collect();
    }
    let of_seed = link(&seeds, &weights);
    let n = of_seed.iter().max().map_or(0, |last| last + 1);
    let mut sums = Prints::zeros(prints.dimensions(), n);
    for ((seed, &label), &weight) in seeds.iter().zip(&of_seed).zip(&weights) {
        sums.add(label, weight, seed);
    }
    sums.normalise();
    let mut labels = vec![0; windows.len()];
    let mut seed = of_seed.iter();
    for chunk in &chunks {
        let own = if chunk.len() >= SEED {
            seed.next().copied()
        } else {
            None
        };
        let label = own.or_else(|| sums.nearest(&mean(prints, chunk.clone())).map(|(label, _)| label));
        labels[chunk.clone()].fill(label.unwrap_or(0));
    }
    let guess = settle(prints, labels, bars);
    if guess.centroids.len() < 2 {
        return guess;
    }
    settle(
        prints,
        refine(points, between, &guess.labels, guess.centroids.len()),
        bars,
    )
}

/// Average linkage up to a distance. Of very many points neighbours in time are joined first, up to half that distance, so
/// that the cost of long recordings stays in proportion.
fn link(points: &Prints, weights: &[f32]) -> Vec<usize> {
    if points.len() <= MOST_POINTS {
        return average_linkage(points, weights, 1.0 - JOIN);
    }
    let mut joined = Prints::new(points.dimensions());
    let (mut joined_weights, mut of_point) = (Vec::new(), Vec::with_capacity(points.len()));
    for start in (0..points.len()).step_by(BLOCK) {
        let block = start..(start + BLOCK).min(points.len());
        let mut part = Prints::new(points.dimensions());
        block.clone().for_each(|i| part.push(points.get(i)));
        let labels = average_linkage(&part, &weights[block.clone()], 1.0 - JOIN / 2.0);
        let first = joined.len();
        let n = labels.iter().max().map_or(0, |last| last + 1);
        let mut means = Prints::zeros(points.dimensions(), n);
        joined_weights.resize(first + n, 0.0);
        for (i, &label) in block.zip(&labels) {
            means.add(label, weights[i], points.get(i));
            joined_weights[first + label] += weights[i];
        }
        means.normalise();
        means.iter().for_each(|mean| joined.push(mean));
        of_point.extend(labels.into_iter().map(|label| first + label));
    }
    let labels = match joined.len() < points.len() {
        true => link(&joined, &joined_weights),
        false => average_linkage(points, weights, 1.0 - JOIN),
    };
    of_point.into_iter().map(|i| labels[i]).collect()
}

/// Runs of windows of one segment between which the voice does not change.
fn chunks(windows: &[Window], prints: &Prints) -> Vec<std::ops::Range<usize>> {
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
            if here > CUT && around.iter().all(|&other| other <= here) && segment.len() >= 6 {
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
    range.for_each(|i| add_scaled(&mut sum, 1.0, prints.get(i)));
    normalise(&mut sum);
    sum
}

/// Gives each window to the nearest speaker, a few times over, and those of clusters that are no speakers to others.
/// Speakers are numbered in order of appearance.
fn settle(prints: &Prints, mut labels: Vec<usize>, bars: Bars) -> Clustering {
    for round in 0..=ROUNDS {
        let n = labels.iter().max().map_or(0, |last| last + 1);
        let all = centroids(prints, &labels, n);
        let kept = speakers(prints, &labels, &all, bars);
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

/// The clusters that are speakers, in order: the largest one in any case.
fn speakers(prints: &Prints, labels: &[usize], centroids: &Prints, bars: Bars) -> Vec<usize> {
    let mut sizes = vec![0; centroids.len()];
    labels.iter().for_each(|&label| sizes[label] += 1);
    let within = likeness_within(prints, labels, centroids, &sizes);
    let mut by_size: Vec<usize> = (0..sizes.len()).filter(|&k| sizes[k] > 0).collect();
    by_size.sort_by_key(|&k| (std::cmp::Reverse(sizes[k]), k));
    let mut kept: Vec<usize> = Vec::new();
    for k in by_size {
        let alike = |other: usize| dot(centroids.get(k), centroids.get(other));
        let apart = || kept.iter().all(|&other| alike(other) < bars.apart);
        let own = || {
            kept.iter().all(|&other| {
                let share = sizes[k] as f32 / (sizes[k] + sizes[other]) as f32;
                alike(other) * within[k] * within[other] < bars.bar(share)
            })
        };
        if kept.is_empty() || (sizes[k] >= bars.sure && own()) || (sizes[k] >= FEW && apart()) {
            kept.push(k);
        }
    }
    kept.sort_unstable();
    kept
}

/// Mean likeness of each cluster's windows to its centroid. Prints have length one, so this is the length of their mean: the
/// likeness of two clusters' centroids times both lengths is the mean likeness over all pairs of their windows.
fn likeness_within(prints: &Prints, labels: &[usize], centroids: &Prints, sizes: &[usize]) -> Vec<f32> {
    let mut within = vec![0.0; centroids.len()];
    for (print, &label) in prints.iter().zip(labels) {
        within[label] += dot(print, centroids.get(label)) / sizes[label] as f32;
    }
    within
}

#[cfg(test)]
mod tests {
    use super::super::bayes::tests::plain;
    use super::*;

    /// Windows of voices (the numbers), each segment of so many windows.
    fn windows(segments: &[(usize, usize)]) -> (Vec<Window>, Prints, Vec<usize>) {
        let (mut windows, mut prints, mut truth) = (Vec::new(), Prints::new(8), Vec::new());
        for (number, &(voice, n)) in segments.iter().enumerate() {
            for i in 0..n {
                let end = (number * 10_000 + 160 + 40 * i) as u32;
                windows.push(Window {
                    span: end - 160..end,
                    segment: number as u32,
                });
                let mut print = [0.02; 8];
                print[voice] = 1.0;
                print[7] = (i % 5) as f32 * 0.1;
                normalise(&mut print);
                prints.push(&print);
                truth.push(voice);
            }
        }
        (windows, prints, truth)
    }

    fn clustered(windows: &[Window], prints: &Prints) -> Clustering {
        let lda = plain(8);
        let mut points = Prints::new(8);
        prints.iter().for_each(|print| points.push(&lda.project(print)));
        cluster(windows, prints, &points, lda.between(), LIVE)
    }

    fn found(segments: &[(usize, usize)]) -> (Clustering, Vec<usize>) {
        let (windows, prints, truth) = windows(segments);
        (clustered(&windows, &prints), truth)
    }

    #[test]
    fn speakers_are_numbered_as_they_appear() {
        let (clustering, truth) = found(&[(0, 20), (1, 20), (2, 12), (0, 9), (1, 15)]);
        assert_eq!(clustering.labels, truth);
        assert_eq!(clustering.centroids.len(), 3);
    }

    #[test]
    fn a_change_inside_a_segment_is_cut() {
        let (windows, prints, truth) = windows(&[(0, 12), (1, 12)]);
        let together: Vec<Window> = windows
            .into_iter()
            .map(|window| Window { segment: 0, ..window })
            .collect();
        assert_eq!(chunks(&together, &prints), [0..12, 12..24]);
        assert_eq!(clustered(&together, &prints).labels, truth);
    }

    #[test]
    fn a_few_windows_make_no_speaker_of_many() {
        let (clustering, _) = found(&[(0, 30), (1, 2), (0, 30)]);
        assert_eq!(clustering.centroids.len(), 1);
        let (nobody, _) = found(&[]);
        assert!(nobody.labels.is_empty() && nobody.centroids.is_empty());
    }

    /// How many speakers there are in clusters of so many windows, whose windows wobble around means an angle apart.
    fn kept(sizes: &[usize], angle: f32) -> usize {
        kept_by(sizes, angle, LIVE)
    }

    /// The same by other bars.
    fn kept_by(sizes: &[usize], angle: f32, bars: Bars) -> usize {
        let (mut prints, mut labels) = (Prints::new(3), Vec::new());
        for (label, &n) in sizes.iter().enumerate() {
            let at = label as f32 * angle;
            for i in 0..n {
                let mut print = [at.cos(), at.sin(), if i % 2 == 0 { 0.6 } else { -0.6 }];
                normalise(&mut print);
                prints.push(&print);
                labels.push(label);
            }
        }
        let all = centroids(&prints, &labels, sizes.len());
        speakers(&prints, &labels, &all, bars).len()
    }

    #[test]
    fn a_small_cluster_must_differ_more_than_a_large_one() {
        // Means of likeness 0.85, windows of 0.62.
        assert_eq!(kept(&[90, 10], 0.555), 1);
        assert_eq!(kept(&[50, 50], 0.555), 2);
        // Means of likeness 0.95, windows of 0.70.
        assert_eq!(kept(&[50, 50], 0.31), 1);
        // Means of likeness 0.71, windows of 0.52.
        assert_eq!(kept(&[90, 10], 0.78), 2);
    }

    #[test]
    fn at_the_end_similar_voices_are_kept_apart_sooner() {
        // Means of likeness 0.88, windows of 0.65.
        assert_eq!(kept_by(&[50, 50], 0.487, LIVE), 1);
        assert_eq!(kept_by(&[50, 50], 0.487, AT_END), 2);
    }

    #[test]
    fn a_second_speaker_must_differ_more_and_say_more_than_a_third_one() {
        // Means of likeness 0.85, windows of 0.62.
        assert_eq!(kept_by(&[50, 50], 0.555, Bars::live(1)), 1);
        assert_eq!(kept_by(&[50, 50], 0.555, Bars::live(2)), 2);
        // Means of likeness 0.71, windows of 0.52.
        assert_eq!(kept_by(&[50, 12], 0.78, Bars::live(1)), 2);
        assert_eq!(kept_by(&[50, 11], 0.78, Bars::live(1)), 1);
        assert_eq!(kept_by(&[50, 11], 0.78, Bars::live(2)), 2);
        // Six windows only, means of likeness 0.69.
        assert_eq!(kept_by(&[50, 6], 0.809, Bars::live(1)), 1);
        assert_eq!(kept_by(&[50, 6], 0.809, Bars::live(2)), 2);
        // At the end as well, where there was never a second one. Means of likeness 0.88, windows of 0.65.
        assert_eq!(kept_by(&[50, 50], 0.487, Bars::at_end(1)), 1);
        assert_eq!(kept_by(&[50, 50], 0.487, Bars::at_end(2)), 2);
    }

    #[test]
    fn long_recordings_are_joined_in_two_steps_to_the_same_speakers() {
        let segments: Vec<(usize, usize)> = (0..900).map(|i| (i * 7 % 5, 5)).collect();
        let (clustering, truth) = found(&segments);
        assert_eq!(clustering.centroids.len(), 5);
        let first = |voice| {
            truth
                .iter()
                .position(|&t| t == voice)
                .map(|i| clustering.labels[i])
        };
        assert!(
            truth
                .iter()
                .zip(&clustering.labels)
                .all(|(&t, &label)| first(t) == Some(label))
        );
    }
}
