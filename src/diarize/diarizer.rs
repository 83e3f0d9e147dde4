//! Who speaks, while they speak: windows in, speakers of every tenth of a second out, corrected as more is heard.
//!
//! Each new window goes to the speaker whose mean print it resembles most, or to a newcomer where it resembles nobody.
//! Every so often, and when a stranger seems to speak, all windows are clustered anew: that is what finds speakers, corrects
//! old labels, and what the end of the recording rests on. The time between two such passes grows with the recording, so
//! that their cost stays in proportion.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::activity::{Activity, Tick, Window};
use super::assign::assign;
use super::bayes::Discriminant;
use super::clusters::{Bars, Clustering, STRANGER, cluster};
use super::encoder::{Ge2e, VoiceEncoder};
use super::network::{Network, PRINT};
use super::newcomer::{Known, Newcomer, is_enough, is_strange};
use super::prints::{Prints, normalise};
use super::turns::{STEP, Turn, join, speakers_of_steps};
use super::voice::Voice;
use super::weights::{Weights, WeightsError};

/// Silence around speech that is counted to it, and longest pause inside a turn, in ticks.
const TURN_PAD: Tick = 25;
const TURN_JOIN: Tick = 100;

/// Silence behind which everything is looked at again.
const LONG_PAUSE: Tick = 150;

/// Windows between two passes: at least so many, and at least this share of all.
const PASS_EVERY: usize = 2;
const PASS_SHARE: usize = 20;

/// A beginning of speech at least this similar to a speaker is shown as theirs.
const GUESSED: f32 = 0.6;

/// Numbers of a print in the discriminants' space.
const LDA_OUTPUTS: usize = 64;

/// Tells speakers apart as the sound of a recording comes in.
pub struct Diarizer {
    encoder: Box<dyn VoiceEncoder>,
    lda: Arc<Discriminant>,
    activity: Activity,
    /// Windows whose sound has not all come yet.
    waiting: VecDeque<Window>,
    /// The beginning of a segment that has no window yet.
    glimpse: Option<Window>,
    windows: Vec<Window>,
    prints: Prints,
    /// The prints in the discriminant's space.
    points: Prints,
    /// Speaker of each window.
    labels: Vec<usize>,
    /// Mean print of each speaker; zeros for a number that is free.
    centroids: Prints,
    /// Stretches of 0.1 s of speech and their speakers, in order.
    steps: Vec<Turn>,
    /// Who has begun to speak since the last pass, or before it and was not found.
    newcomer: Option<Newcomer>,
    /// Windows at the last pass over all.
    passed: usize,
    /// From where on what was told before has changed.
    changed: Option<Tick>,
}

impl Diarizer {
    /// At the beginning of a recording.
    pub fn new(encoder: Box<dyn VoiceEncoder>, lda: Arc<Discriminant>) -> Self {
        let dimensions = encoder.dimensions();
        Diarizer {
            encoder,
            activity: Activity::default(),
            waiting: VecDeque::new(),
            glimpse: None,
            windows: Vec::new(),
            prints: Prints::new(dimensions),
            points: Prints::new(lda.outputs()),
            labels: Vec::new(),
            centroids: Prints::new(dimensions),
            steps: Vec::new(),
            newcomer: None,
            passed: 0,
            changed: None,
            lda,
        }
    }

    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.encoder.reset();
        self.activity = Activity::default();
        self.waiting.clear();
        self.glimpse = None;
        self.windows.clear();
        self.prints.clear();
        self.points.clear();
        self.labels.clear();
        self.centroids.clear();
        self.steps.clear();
        self.newcomer = None;
        (self.passed, self.changed) = (0, None);
    }

    /// Takes the next sound, mono at 16 kHz.
    pub fn push(&mut self, samples: &[f32]) {
        self.encoder.push(samples);
        self.listen();
    }

    /// Takes the probability of speech in the next `ticks`; it may lag behind the sound by up to two seconds.
    pub fn speech(&mut self, probability: f32, ticks: Tick) {
        let mut windows = Vec::new();
        self.activity.push(probability, ticks, &mut windows);
        self.waiting.extend(windows);
        self.glimpse = self.activity.take_glimpse().or(self.glimpse.take());
        self.listen();
        if self.activity.pause() >= LONG_PAUSE && self.passed < self.windows.len() {
            self.pass(Bars::live(self.n_certain()));
        }
    }

    /// Ends the recording: everything is looked at once more.
    pub fn finish(&mut self) {
        let mut windows = Vec::new();
        self.activity.finish(&mut windows);
        self.waiting.extend(windows);
        // The last frame wants silence behind the end.
        self.encoder.push(&[0.0; 800]);
        self.listen();
        // Who is not found at the end is nobody.
        self.newcomer = None;
        self.pass(Bars::at_end(self.n_certain()));
    }

    /// Loads the encoder and the discriminants of `speakers.safetensors`.
    ///
    /// # Errors
    /// The file cannot be read or is none of ours.
    pub fn load(path: &Path) -> Result<Self, WeightsError> {
        let weights = Weights::open(path)?;
        let encoder = Ge2e::new(Network::from_weights(&weights)?);
        let lda = Discriminant::from_weights(&weights, PRINT, LDA_OUTPUTS)?;
        Ok(Self::new(Box::new(encoder), lda.into()))
    }

    /// How many speakers are told apart.
    pub fn n_speakers(&self) -> usize {
        let mut seen: Vec<usize> = self.labels.clone();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    }

    /// Mean print of a speaker.
    pub fn voice(&self, speaker: usize) -> Option<&[f32]> {
        let known = speaker < self.centroids.len() && self.centroids.get(speaker).iter().any(|&x| x != 0.0);
        known.then(|| self.centroids.get(speaker))
    }

    /// Turns of the speakers so far.
    pub fn turns(&self) -> Vec<Turn> {
        self.turns_from(0)
    }

    /// Turns of what is spoken from a moment on.
    pub fn turns_from(&self, from: Tick) -> Vec<Turn> {
        let first = self.steps.partition_point(|step| step.span.end <= from);
        join(&self.steps[first..], TURN_PAD, TURN_JOIN, self.activity.now())
    }

    /// Speakers whose voices are known, each with the number of the voice in the list.
    pub fn recognise(&self, voices: &[Voice]) -> Vec<(usize, usize)> {
        let speakers: Vec<usize> = (0..self.centroids.len())
            .filter(|&speaker| self.voice(speaker).is_some())
            .collect();
        super::voice::recognise(&self.centroids, &speakers, voices)
    }

    /// The speaker who speaks most in a stretch; where nobody does, who speaks nearest to it.
    pub fn speaker_of(&self, span: Range<Tick>) -> Option<usize> {
        let first = self.steps.partition_point(|step| step.span.end <= span.start);
        let inside = self.steps[first..]
            .iter()
            .take_while(|step| step.span.start < span.end);
        let mut times: Vec<(usize, Tick)> = Vec::new();
        for step in inside {
            let time = step.span.end.min(span.end) - step.span.start.max(span.start);
            match times.iter_mut().find(|(speaker, _)| *speaker == step.speaker) {
                Some((_, sum)) => *sum += time,
                None => times.push((step.speaker, time)),
            }
        }
        if let Some(&(speaker, _)) = times.iter().max_by_key(|(_, time)| *time) {
            return Some(speaker);
        }
        let (before, after) = (
            first.checked_sub(1).map(|i| &self.steps[i]),
            self.steps.get(first),
        );
        match (before, after) {
            (Some(before), Some(after)) => {
                let nearer =
                    span.start.saturating_sub(before.span.end) <= after.span.start.saturating_sub(span.end);
                Some(if nearer { before.speaker } else { after.speaker })
            }
            (before, after) => before.or(after).map(|step| step.speaker),
        }
    }

    /// Who is shown as speaking at a moment, as far as is known now: nobody in silence.
    pub fn shown_at(&self, tick: Tick) -> Option<usize> {
        let segments = self.activity.segments();
        let next = segments.partition_point(|segment| segment.end <= tick);
        let before = next.checked_sub(1).map(|i| tick - segments[i].end);
        let after = segments
            .get(next)
            .map(|segment| segment.start.saturating_sub(tick));
        let near = before.is_some_and(|gap| gap < TURN_PAD) || after.is_some_and(|gap| gap < TURN_PAD);
        let bridged = || match (before, after) {
            (Some(before), Some(after)) if before + after <= TURN_JOIN => {
                let (end, start) = (tick.saturating_sub(before), tick + after);
                self.speaker_of(end.saturating_sub(1)..end) == self.speaker_of(start..start + 1)
            }
            _ => false,
        };
        (near || bridged())
            .then(|| self.speaker_of(tick..tick + 1))
            .flatten()
    }

    /// From where on speakers have changed since the last call; `None` when they have not.
    pub fn take_changed(&mut self) -> Option<Tick> {
        self.changed.take()
    }

    /// Takes prints of the windows whose sound is there.
    fn listen(&mut self) {
        while let Some(window) = self.waiting.front() {
            let span = u64::from(window.span.start)..u64::from(window.span.end);
            if span.end > self.encoder.frames() {
                break;
            }
            let mut print = vec![0.0; self.prints.dimensions()];
            let heard = self.encoder.print(span, &mut print);
            if let Some(window) = self.waiting.pop_front().filter(|_| heard) {
                self.add(window, &print);
            }
        }
        if self.waiting.is_empty()
            && let Some(window) = self
                .glimpse
                .take_if(|window| u64::from(window.span.end) <= self.encoder.frames())
        {
            self.guess(&window);
        }
    }

    /// Shows the beginning of a segment as the voice that is most like it among those known, if any is: the first window
    /// will tell for certain.
    fn guess(&mut self, window: &Window) {
        let mut print = vec![0.0; self.prints.dimensions()];
        let span = u64::from(window.span.start)..u64::from(window.span.end);
        if !self.encoder.print(span, &mut print) {
            return;
        }
        let Some((speaker, _)) = self
            .known_nearest(&print)
            .filter(|(_, cosine)| *cosine >= GUESSED)
        else {
            return;
        };
        let starts = window.span.clone().step_by(STEP as usize);
        let steps = starts.map(|start| Turn {
            span: start..(start + STEP).min(window.span.end),
            speaker,
        });
        self.show(window.span.start, steps.collect());
    }

    fn add(&mut self, window: Window, print: &[f32]) {
        let nearest = self.known_nearest(print);
        self.windows.push(window);
        self.prints.push(print);
        self.points.push(&self.lda.project(print));
        self.labels.push(nearest.map_or(0, |(speaker, _)| speaker));
        if nearest.is_some() {
            self.welcome();
        }
        let since = self.windows.len() - self.passed;
        let due = since >= PASS_EVERY.max(self.windows.len() / PASS_SHARE);
        let asked_for = self.newcomer.is_some() || self.stranger();
        if nearest.is_none() || due || (since >= PASS_EVERY && asked_for) {
            self.pass(Bars::live(self.n_certain()));
        } else {
            self.show_last_segment();
        }
    }

    /// Sees whether the last window is the newcomer's, or shows that there is one.
    fn welcome(&mut self) {
        let last = self.windows.len() - 1;
        if let Some(Newcomer { number, .. }) = self.newcomer {
            if self.labels[last] == number {
                self.learn(number);
            }
            return;
        }
        let segment = self.windows[last].segment;
        let first = self.windows.partition_point(|window| window.segment < segment);
        let known = Known::new(self.n_certain(), last);
        let strange = |i: usize| {
            let nearest = self.known_nearest(self.prints.get(i));
            nearest.is_none_or(|(_, cosine)| is_strange(&self.windows[i], cosine, known))
        };
        if is_enough(last + 1 - first, known) && (first..=last).all(strange) {
            let free = (0..).find(|&number| self.voice(number).is_none());
            let number = free.unwrap_or(0);
            self.labels[first..].fill(number);
            self.newcomer = Some(Newcomer { number, first });
            self.learn(number);
        }
    }

    /// How many speakers a pass has found: all but the newcomer.
    fn n_certain(&self) -> usize {
        let newcomer = self.newcomer.as_ref().map(|own| own.number);
        (0..self.centroids.len())
            .filter(|&speaker| Some(speaker) != newcomer && self.voice(speaker).is_some())
            .count()
    }

    /// Makes the mean print of a speaker anew, from the windows that are theirs so far.
    fn learn(&mut self, speaker: usize) {
        while self.centroids.len() <= speaker {
            self.centroids.push(&[]);
        }
        self.centroids.get_mut(speaker).fill(0.0);
        let labelled = self.prints.iter().zip(&self.labels);
        for (print, _) in labelled.filter(|(_, label)| **label == speaker) {
            self.centroids.add(speaker, 1.0, print);
        }
        normalise(self.centroids.get_mut(speaker));
    }

    /// Whether the last windows resemble nobody known.
    fn stranger(&self) -> bool {
        let last = self.prints.len().saturating_sub(PASS_EVERY)..self.prints.len();
        last.into_iter().all(|i| {
            let nearest = self.known_nearest(self.prints.get(i));
            nearest.is_none_or(|(_, cosine)| cosine < STRANGER)
        })
    }

    fn known_nearest(&self, print: &[f32]) -> Option<(usize, f32)> {
        self.centroids.nearest(print).filter(|(_, cosine)| *cosine > 0.0)
    }

    /// Clusters all windows anew, by the bars for speakers; these keep their numbers.
    fn pass(&mut self, bars: Bars) {
        self.passed = self.windows.len();
        let Clustering { labels, centroids } = cluster(
            &self.windows,
            &self.prints,
            &self.points,
            self.lda.between(),
            bars,
        );
        if centroids.is_empty() {
            return;
        }
        let numbers = self.numbers(&labels, centroids.len());
        let n = numbers.iter().max().map_or(0, |last| last + 1);
        self.centroids = Prints::zeros(self.prints.dimensions(), n);
        for (cluster, &number) in numbers.iter().enumerate() {
            self.centroids.add(number, 1.0, centroids.get(cluster));
        }
        let found = labels.iter().map(|&label| numbers[label]).collect();
        let before = std::mem::replace(&mut self.labels, found);
        let steps = speakers_of_steps(
            self.activity.segments(),
            &self.windows,
            &self.prints,
            &centroids,
            0,
        );
        let steps = steps
            .into_iter()
            .map(|step| Turn {
                speaker: numbers[step.speaker],
                ..step
            })
            .collect();
        let n = self.windows.len();
        let settled = |own: &Newcomer| numbers.contains(&own.number) || own.is_overdue(n);
        if self.newcomer.as_ref().is_some_and(settled) {
            self.newcomer = None;
        }
        let steps = self.with_newcomer(steps, &before);
        self.show(0, steps);
    }

    /// What a pass found, but for the segments in which it overlooked the newcomer, who keeps the windows of the labels
    /// `before` it.
    fn with_newcomer(&mut self, mut steps: Vec<Turn>, before: &[usize]) -> Vec<Turn> {
        let Some(Newcomer { number, first }) = self.newcomer else {
            return steps;
        };
        for (label, before) in self.labels.iter_mut().zip(before) {
            if *before == number {
                *label = number;
            }
        }
        self.learn(number);
        let (start, later) = self.steps_from(self.windows[first].segment);
        steps.truncate(steps.partition_point(|step| step.span.start < start));
        steps.extend(later);
        steps
    }

    /// The number of each cluster: of the speaker with whom it shares most windows, else the lowest free one.
    fn numbers(&self, labels: &[usize], n_clusters: usize) -> Vec<usize> {
        let n_known = self.centroids.len();
        let mut shared = vec![vec![0.0; n_known]; n_clusters];
        if n_known > 0 {
            for (&cluster, &speaker) in labels.iter().zip(&self.labels) {
                shared[cluster][speaker] += 1.0;
            }
        }
        let mut taken: Vec<usize> = Vec::new();
        let kept = assign(&shared);
        taken.extend(kept.iter().flatten());
        let free = |taken: &mut Vec<usize>| {
            let number = (0..).find(|number| !taken.contains(number)).unwrap_or(0);
            taken.push(number);
            number
        };
        kept.into_iter()
            .map(|number| number.unwrap_or_else(|| free(&mut taken)))
            .collect()
    }

    /// Speakers of the segment being spoken, from what is known of them.
    fn show_last_segment(&mut self) {
        let Some(segment) = self.windows.last().map(|window| window.segment) else {
            return;
        };
        let (start, steps) = self.steps_from(segment);
        self.show(start, steps);
    }

    /// Where a segment begins, and who speaks from there on by what is known of the speakers.
    fn steps_from(&self, segment: u32) -> (Tick, Vec<Turn>) {
        let first = self.windows.partition_point(|window| window.segment < segment);
        let steps = speakers_of_steps(
            self.activity.segments(),
            &self.windows[first..],
            &self.prints,
            &self.centroids,
            first,
        );
        let start = self.activity.segments()[segment as usize].start;
        let steps = steps.into_iter().filter(|step| step.span.start >= start);
        (start, steps.collect())
    }

    /// Replaces the steps from a tick on, and notes what changes in them.
    fn show(&mut self, from: Tick, steps: Vec<Turn>) {
        let kept = self.steps.partition_point(|step| step.span.start < from);
        let differs = self.steps[kept..]
            .iter()
            .zip(&steps)
            .find(|(old, new)| old.speaker != new.speaker);
        if let Some((old, _)) = differs {
            let from = old.span.start;
            self.changed = Some(self.changed.map_or(from, |before| before.min(from)));
        }
        self.steps.truncate(kept);
        self.steps.extend(steps);
        debug_assert!(
            self.steps
                .iter()
                .all(|step| step.span.end - step.span.start <= STEP)
        );
    }
}

#[cfg(test)]
#[path = "diarizer_tests.rs"]
mod tests;
