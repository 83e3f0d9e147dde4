//! From speakers of windows to who speaks when.

use std::ops::Range;

use super::activity::{Tick, Window};
use super::prints::{Prints, dot};

/// Resolution of who speaks: 0.1 s.
pub const STEP: Tick = 10;

/// A speaker's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// From and to, in ticks.
    pub span: Range<Tick>,
    /// The speaker, from 0.
    pub speaker: usize,
}

/// What a change of speakers costs, in units of cosine.
const SWITCH: f32 = 0.3;

/// Who speaks at each step of each segment: the speakers' similarity to the windows around a step, smoothed by Viterbi
/// over all segments in order.
///
/// `windows` are those from number `first` on, whose prints stand from there on too; segments before theirs are left out.
pub fn speakers_of_steps(
    segments: &[Range<Tick>],
    windows: &[Window],
    prints: &Prints,
    centroids: &Prints,
    first: usize,
) -> Vec<Turn> {
    let k = centroids.len();
    let begin = match first {
        0 => 0,
        _ => windows
            .first()
            .map_or(segments.len(), |window| window.segment as usize),
    };
    if k == 0 {
        return Vec::new();
    }
    let mut spans: Vec<Range<Tick>> = Vec::new();
    let mut score = vec![0.0_f32; k];
    let mut back: Vec<u16> = Vec::new();
    let mut from = 0;
    for (number, segment) in segments.iter().enumerate().skip(begin) {
        let own = windows[from..]
            .iter()
            .take_while(|window| window.segment as usize == number)
            .count();
        let cosines: Vec<Vec<f32>> = (first + from..first + from + own)
            .map(|i| {
                centroids
                    .iter()
                    .map(|centroid| dot(centroid, prints.get(i)))
                    .collect()
            })
            .collect();
        for start in segment.clone().step_by(STEP as usize) {
            let span = start..(start + STEP).min(segment.end);
            let likeness = likeness(&span, &windows[from..from + own], &cosines, k);
            let best = largest(&score);
            let moved = score[best] - SWITCH;
            for i in 0..k {
                back.push(if score[i] >= moved { i } else { best } as u16);
                score[i] = score[i].max(moved) + likeness[i];
            }
            spans.push(span);
        }
        from += own;
    }
    let mut speaker = largest(&score);
    let mut steps = Vec::with_capacity(spans.len());
    for (i, span) in spans.into_iter().enumerate().rev() {
        steps.push(Turn { span, speaker });
        speaker = usize::from(back[i * k + speaker]);
    }
    steps.reverse();
    steps
}

fn largest(scores: &[f32]) -> usize {
    (0..scores.len())
        .max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
        .unwrap_or(0)
}

/// Mean similarity of the speakers to the windows that cover a time, those in whose middle it lies counting most; of the
/// nearest window where none covers it; zeros where there is none.
fn likeness(step: &Range<Tick>, windows: &[Window], cosines: &[Vec<f32>], k: usize) -> Vec<f32> {
    let at = (step.start + step.end) as f32 / 2.0;
    let (mut sum, mut weights) = (vec![0.0; k], 0.0);
    let mut nearest = (f32::INFINITY, 0);
    // Windows end in order: those before the first that reaches the step cannot cover it.
    let first = windows
        .partition_point(|window| window.span.end <= step.start)
        .saturating_sub(1);
    for (i, window) in windows.iter().enumerate().skip(first) {
        let (start, end) = (window.span.start as f32, window.span.end as f32);
        let away = (at - (start + end) / 2.0).abs();
        if away < nearest.0 {
            nearest = (away, i);
        }
        let weight = 1.0 - away / ((end - start) / 2.0);
        if weight > 0.0 {
            sum.iter_mut()
                .zip(&cosines[i])
                .for_each(|(sum, cosine)| *sum += weight * cosine);
            weights += weight;
        } else if window.span.start >= step.end {
            break;
        }
    }
    if weights > 0.0 {
        sum.iter_mut().for_each(|x| *x /= weights);
        sum
    } else {
        cosines.get(nearest.1).cloned().unwrap_or(sum)
    }
}

/// Turns out of steps: padded at both ends, and joined over gaps of one speaker up to `join`.
pub fn join(steps: &[Turn], pad: Tick, join: Tick, end: Tick) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for step in steps {
        match turns.last_mut() {
            Some(last) if last.speaker == step.speaker && step.span.start <= last.span.end => {
                last.span.end = step.span.end
            }
            _ => turns.push(step.clone()),
        }
    }
    let mut joined: Vec<Turn> = Vec::new();
    for mut turn in turns {
        turn.span = turn.span.start.saturating_sub(pad)..(turn.span.end + pad).min(end);
        if let Some(last) = joined.last_mut() {
            if last.speaker == turn.speaker && turn.span.start <= last.span.end + join {
                last.span.end = turn.span.end;
                continue;
            }
            // Two speakers share the pause between them.
            if turn.span.start < last.span.end {
                let middle = (turn.span.start + last.span.end) / 2;
                last.span.end = middle;
                turn.span.start = middle;
            }
        }
        joined.push(turn);
    }
    joined.retain(|turn| !turn.span.is_empty());
    joined
}
