use super::model::{BUILTIN, pause_class};
use super::*;

fn words(text: &str) -> Vec<(String, usize)> {
    text.split(' ').map(|word| (word.to_owned(), 0)).collect()
}

#[test]
fn the_builtin_model_gives_probabilities() {
    let model = Model::builtin().expect("the built-in model");
    for scores in model.run(&words("what do you think about the new proposal 25% zzyzx")) {
        assert!((scores.marks.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!((scores.cases.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
}

#[test]
fn damaged_files_are_refused_whatever_is_wrong() {
    assert!(Model::from_bytes(Vec::new()).is_err());
    assert!(Model::from_bytes(b"PARLPUN2".to_vec()).is_err());
    for end in [9, 40, 100, 5000, BUILTIN.len() / 2, BUILTIN.len() - 1] {
        assert!(
            Model::from_bytes(BUILTIN[..end].to_vec()).is_err(),
            "cut at {end}"
        );
    }
    let mut absurd = BUILTIN.to_vec();
    absurd[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(Model::from_bytes(absurd).is_err());
}

#[test]
fn pauses_fall_into_their_classes() {
    let classes: Vec<usize> = [
        None,
        Some(0),
        Some(79),
        Some(80),
        Some(399),
        Some(400),
        Some(5000),
    ]
    .map(pause_class)
    .to_vec();
    assert_eq!(classes, [0, 1, 1, 2, 3, 4, 5]);
}
