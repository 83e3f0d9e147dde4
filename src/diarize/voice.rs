//! Voices that are known by name.

use serde::{Deserialize, Serialize};

use super::assign::assign;
use super::prints::{Prints, dot};

/// A person's voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// Their name.
    pub name: String,
    /// Mean print of what they said when they were enrolled, of length one.
    pub print: Vec<f32>,
}

/// Similarity from which a speaker is taken for an enrolled person, and by how much it must exceed that of others.
const SAME: f32 = 0.75;
const MARGIN: f32 = 0.04;

/// Which of the speakers (rows of `centroids`) is which of the voices: pairs of numbers, each at most once.
pub(super) fn recognise(centroids: &Prints, speakers: &[usize], voices: &[Voice]) -> Vec<(usize, usize)> {
    let similar = |speaker: usize| -> Vec<f64> {
        let voices = voices
            .iter()
            .map(|voice| match voice.print.len() == centroids.dimensions() {
                true => dot(centroids.get(speaker), &voice.print),
                false => 0.0,
            });
        let cosines: Vec<f32> = voices.collect();
        let clear = |i: usize| {
            let others = cosines.iter().enumerate().filter(|&(j, _)| j != i);
            cosines[i] >= SAME && others.into_iter().all(|(_, &other)| cosines[i] >= other + MARGIN)
        };
        (0..cosines.len())
            .map(|i| if clear(i) { f64::from(cosines[i]) } else { 0.0 })
            .collect()
    };
    if voices.is_empty() {
        return Vec::new();
    }
    let gains: Vec<Vec<f64>> = speakers.iter().map(|&speaker| similar(speaker)).collect();
    let found = assign(&gains);
    speakers
        .iter()
        .zip(found)
        .filter_map(|(&speaker, voice)| Some((speaker, voice?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(name: &str, angle: f32) -> Voice {
        Voice {
            name: name.into(),
            print: vec![angle.cos(), angle.sin()],
        }
    }

    #[test]
    fn a_clear_likeness_names_and_a_doubtful_one_does_not() {
        let mut speakers = Prints::new(2);
        [0.05_f32, 1.5]
            .iter()
            .for_each(|angle| speakers.push(&[angle.cos(), angle.sin()]));
        let found = recognise(&speakers, &[0, 1], &[voice("Anna", 0.0), voice("Bob", 3.0)]);
        assert_eq!(found, [(0, 0)]);
        let twins = [voice("Anna", 0.0), voice("Hanna", 0.1)];
        assert_eq!(recognise(&speakers, &[0, 1], &twins), []);
        assert_eq!(recognise(&speakers, &[0, 1], &[]), []);
    }
}
