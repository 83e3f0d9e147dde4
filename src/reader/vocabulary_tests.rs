use super::*;

/// A vocabulary in the shape of the published ones: `text` tokens, the special ones of 99 languages, and the times.
fn vocabulary(text: &[&[u8]]) -> Vocabulary {
    let size = text.len() + 99 + 8 + N_TIMESTAMPS;
    let specials = Specials::standard(text.len(), size).unwrap();
    Vocabulary::new("test", text, specials, size).unwrap()
}

#[test]
fn special_tokens_stand_where_the_published_models_have_them() {
    let base = Specials::standard(50_257, 51_865).unwrap();
    assert!(base.multilingual);
    assert_eq!((base.end_of_text, base.start_of_transcript), (50_257, 50_258));
    assert_eq!(base.languages.len(), 99);
    assert_eq!(base.languages[2], (50_261, Language::find("de").unwrap()));
    assert_eq!((base.translate, base.transcribe), (50_358, 50_359));
    assert_eq!((base.no_speech, base.no_timestamps), (50_362, 50_363));
    let english = Specials::standard(50_256, 51_864).unwrap();
    assert!(!english.multilingual);
    assert_eq!(
        (english.start_of_transcript, english.no_timestamps),
        (50_257, 50_362)
    );
    let large_v3 = Specials::standard(50_257, 51_866).unwrap();
    assert_eq!((large_v3.languages.len(), large_v3.no_timestamps), (100, 50_364));
    assert_eq!(Specials::standard(50_257, 50_400), None);
    assert_eq!(Specials::standard(usize::MAX - 9, 10), None);
}

#[test]
fn special_tokens_are_found_by_name_under_both_names_of_silence() {
    let names = [
        "<|endoftext|>",
        "<|startoftranscript|>",
        "<|en|>",
        "<|de|>",
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nocaptions|>",
        "<|notimestamps|>",
    ];
    let find = |name: &str| {
        names
            .iter()
            .position(|&known| known == name)
            .map(|i| i as TokenId)
    };
    let specials = Specials::by_name(true, find).unwrap();
    assert_eq!(specials.no_speech, 8);
    assert_eq!(
        specials.languages,
        [(2, Language::ENGLISH), (3, Language::find("de").unwrap())]
    );
    let without = |name: &str| if name == "<|translate|>" { None } else { find(name) };
    assert_eq!(Specials::by_name(true, without), Err("<|translate|>"));
}

#[test]
fn bytes_and_text_leave_special_tokens_out() {
    let mut text: Vec<&[u8]> = vec![b" caf", b"\xc3", b"\xa9", b" x"];
    let plain = vocabulary(&text);
    let end = plain.specials().end_of_text;
    assert_eq!(plain.text(&[0, 1, 2, end, 3, end + 50, 9_999]), " café x");
    assert_eq!(plain.text(&[0, 1]), " caf\u{fffd}");
    assert!(plain.is_text(0) && !plain.is_text(end) && !plain.is_text(u32::MAX));
    assert_eq!(plain.specials().languages[0], (end + 2, Language::ENGLISH));
    // A file that lists the special tokens by name gives the same vocabulary.
    let specials = plain.specials().clone();
    text.extend([b"<|endoftext|>" as &[u8], b"<|startoftranscript|>"]);
    let named = Vocabulary::new("test", &text, specials, plain.size()).unwrap();
    assert_eq!(named.text(&[0, end, end + 1]), " caf");
}

#[test]
fn texts_are_encoded_by_the_numbers_of_the_tokens() {
    let text: Vec<&[u8]> = vec![b"a", b"b", b"c", b" ", b"bc", b"ab", b" abc", b"!"];
    let vocabulary = vocabulary(&text);
    assert_eq!(vocabulary.encode("abc abc!"), [0, 4, 6, 7]);
    assert!(vocabulary.encode("").is_empty());
}

#[test]
fn words_begin_at_blanks_and_marks() {
    let vocabulary = vocabulary(&[b" Ann", b"ual", b".", b"'s", b"\xc3"]);
    let begins: Vec<bool> = (0..6).map(|id| vocabulary.begins_word(id)).collect();
    assert_eq!(
        begins,
        [true, false, true, false, false, true],
        "the last is the end of the text"
    );
}

#[test]
fn vocabularies_that_do_not_fit_are_refused() {
    let specials = Specials::standard(2, 2 + 99 + 8 + N_TIMESTAMPS).unwrap();
    let error = Vocabulary::new("v", [b"a", b"b"], specials.clone(), 50).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("v: expected special tokens below 50"),
        "{error}"
    );
    assert!(Vocabulary::new("v", [b"a"; 2_000], specials, 1_610).is_err());
}
