use super::*;

#[test]
fn files_are_read_and_written() {
    let text =
        "# mine\nGitHub\nKowalczyk = kovalchick, koval chick\nmy address => 12 Main Street\\nSpringfield\n";
    let vocabulary = Vocabulary::parse(text).expect("a good file");
    assert_eq!(vocabulary.words.len(), 2);
    assert_eq!(vocabulary.words[1].sounds_like, ["kovalchick", "koval chick"]);
    assert_eq!(
        vocabulary.snippet("My address"),
        Some("12 Main Street\nSpringfield")
    );
    assert_eq!(Vocabulary::parse(&vocabulary.to_text()), Ok(vocabulary));
    assert!(matches!(
        Vocabulary::parse("GitHub\n => x"),
        Err(VocabularyError::Empty { line: 2, .. })
    ));
    let long = format!("GitHub\nKowalczyk = {}", "x".repeat(121));
    assert!(matches!(
        Vocabulary::parse(&long),
        Err(VocabularyError::Long {
            line: 2,
            letters: 121
        })
    ));
    assert!(Vocabulary::from_lines(&["x".repeat(1_000_000)]).words.is_empty());
    let snippet = format!("my letter => {}", "x".repeat(10_000));
    assert!(Vocabulary::parse(&snippet).is_ok(), "what is written may be long");
}

#[test]
fn corrections_teach_names_and_not_other_words() {
    let mut vocabulary = Vocabulary::default();
    assert_eq!(
        vocabulary
            .learn("git hub", "GitHub")
            .map(|word| word.sounds_like.len()),
        Some(1)
    );
    assert_eq!(
        vocabulary
            .learn("koval chick", "Kowalczyk")
            .map(|word| word.spelling.as_str()),
        Some("Kowalczyk")
    );
    assert!(vocabulary.learn("tuesday", "Friday").is_none(), "another word");
    assert!(vocabulary.learn("there", "their").is_none(), "an ordinary word");
    assert!(vocabulary.learn("github", "GitHub").is_some(), "known already");
    assert_eq!(vocabulary.words.len(), 2);
    assert!(vocabulary.forget("github") && !vocabulary.forget("github"));
}

#[test]
fn sounds_agree_across_spellings() {
    assert_eq!(sound::code("kowalczyk"), sound::code("kovalchick"));
    assert_eq!(sound::code("git hub"), sound::code("get hub"));
    assert!(sound::distance("kitten", "sitting") > 0.4);
    assert_eq!(sound::distance("", ""), 0.0);
}
