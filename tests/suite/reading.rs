//! Words out of what a second pass has read: the phones say which of the ways of saying it was said.
//!
//! The sound is made of the lexicon's own pronunciations, so that what is right is known.

use std::path::Path;
use std::sync::LazyLock;

use parlance::speech::language_files::LanguageFiles;
use parlance::speech::phones::PHONES;
use parlance::speech::reading::{Candidate, Context, Read, Tools, read};
use parlance::speech::{Evidence, Hypothesis};

static FILES: LazyLock<LanguageFiles> = LazyLock::new(|| {
    LanguageFiles::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/builtin")).unwrap()
});

/// Rows that each phone lasts here.
const ROWS: usize = 6;

/// Log posteriors of words said clearly, with a fifth of a second of silence around them.
fn sound(said: &str, tools: &Tools) -> Vec<f32> {
    let mut phones = vec![0_u8; 10 / ROWS + 1];
    for word in said.split_whitespace() {
        phones.extend(
            tools
                .pronouncer()
                .ways(word)
                .first()
                .unwrap_or_else(|| panic!("{word}?")),
        );
    }
    phones.extend([0, 0]);
    let row = |&right: &u8| {
        (0..PHONES.len()).map(move |class| if class == usize::from(right) { -0.1 } else { -6.0 })
    };
    phones
        .iter()
        .flat_map(|phone| std::iter::repeat_n(phone, ROWS))
        .flat_map(row)
        .collect()
}

/// A text whose every byte is a piece that the reader was sure of.
fn candidate(text: &str, log_prob: f32) -> Candidate {
    Candidate::new(text.to_owned(), text.bytes().map(|_| (1, -0.01)), log_prob)
}

fn hear(texts: &[(&str, f32)], said: &str, tools: &Tools) -> Read {
    let candidates: Vec<Candidate> = texts
        .iter()
        .map(|&(text, log_prob)| candidate(text, log_prob))
        .collect();
    read(
        &candidates,
        Some(&sound(said, tools)),
        0,
        tools,
        &Context::default(),
    )
}

fn words(hypothesis: &Hypothesis) -> String {
    hypothesis
        .words
        .iter()
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What the reader wrote becomes the words that were said.
fn respelled(text: &str, said: &str) {
    let read = hear(&[(text, -1.0)], said, &Tools::new(&FILES));
    assert_eq!(words(&read.hypotheses[0]), said, "{text}");
}

#[test]
fn digits_and_signs_become_the_words_that_were_said() {
    respelled(
        " Meet me at 7.30pm on March the 3rd.",
        "meet me at seven thirty p m on march the third",
    );
    respelled(
        " Meet me at 7.30pm on March 3.",
        "meet me at half past seven p m on march third",
    );
    respelled(
        " The price is $5.20.",
        "the price is five dollars and twenty cents",
    );
    respelled(" The price is $5.20.", "the price is five twenty");
    respelled(" 25% of 150", "twenty five percent of one hundred and fifty");
    respelled(" The code is B742.", "the code is b seven four two");
    respelled(" At 2 now, at 3.", "at two now at three");
    respelled(
        " It was 2026, Dr. Smith.",
        "it was twenty twenty six doctor smith",
    );
    respelled(" It was in 2026.", "it was in two thousand and twenty six");
    respelled(
        " Write anna.smith@example.com please",
        "write anna dot smith at example dot com please",
    );
}

#[test]
fn what_was_written_stays_as_evidence() {
    let read = hear(
        &[(" Anna, meet me at 7.30pm.", -1.0)],
        "anna meet me at half past seven p m",
        &Tools::new(&FILES),
    );
    let evidence = |at: usize| read.hypotheses[0].words[at].evidence.as_deref().cloned().unwrap();
    let expected = |written: &str, words: u8, mark: Option<char>| Evidence {
        written: written.to_owned(),
        words,
        mark,
    };
    assert_eq!(evidence(0), expected("Anna", 1, Some(',')));
    assert_eq!(evidence(1), expected("meet", 1, None));
    assert_eq!(evidence(4), expected("7.30pm", 5, None));
    assert_eq!(evidence(5), expected("", 0, None));
    assert_eq!(evidence(8), expected("", 0, Some('.')));
}

#[test]
fn words_have_their_times_and_the_right_ones_are_surer() {
    let tools = Tools::new(&FILES);
    let read = hear(&[(" Select the garden.", -1.0)], "select the budget", &tools);
    let found = &read.hypotheses[0].words;
    // two phones of silence, six of "select"
    assert_eq!((found[0].start_ms, found[0].end_ms), (240, 960));
    assert!(found.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms));
    assert!(found[2].confidence < found[0].confidence - 0.03, "{found:?}");
}

#[test]
fn what_cannot_be_heard_was_invented() {
    let tools = Tools::new(&FILES);
    let silence = sound("", &tools).repeat(5);
    let texts = [candidate(" Thank you.", -0.5)];
    let silence = read(&texts, Some(&silence), 0, &tools, &Context::default());
    assert!(silence.fit.is_none_or(|fit| !fit.is_heard()), "{silence:?}");
    let right = hear(&[(" Thank you.", -0.5)], "thank you", &tools);
    assert!(
        right
            .fit
            .is_some_and(|fit| fit.is_heard() && fit.score_per_row > -0.1)
    );
    let wrong = hear(
        &[(" Thank you for watching.", -0.5)],
        "replace tuesday with friday",
        &tools,
    );
    assert!(wrong.fit.is_some_and(|fit| !fit.is_heard()), "{:?}", wrong.fit);
}

#[test]
fn an_own_word_counts_where_it_was_said_and_nowhere_else() {
    let mut files = FILES.clone();
    files.set_own(&[("Kowalczyk".to_owned(), None)]).unwrap();
    let tools = Tools::new(&files);
    let texts = [
        (" We talked about Kovalchick.", -3.0),
        (" We talked about Kowalczyk.", -4.0),
    ];
    let said = hear(&texts, "we talked about Kowalczyk", &tools);
    assert_eq!(words(&said.hypotheses[0]), "we talked about Kowalczyk");
    let texts = [
        (" We talked about Kowalczyk.", -3.0),
        (" We talked about the coal check.", -4.0),
    ];
    let not_said = hear(&texts, "we talked about the coal check", &tools);
    assert_eq!(words(&not_said.hypotheses[0]), "we talked about the coal check");
}

#[test]
fn the_same_words_with_other_marks_are_one_hypothesis() {
    let texts = [
        (" Yes, please.", -1.0),
        (" Yes please!", -1.2),
        (" Yes, fleas.", -1.1),
    ];
    let read = hear(&texts, "yes please", &Tools::new(&FILES));
    assert_eq!(
        read.hypotheses.iter().map(words).collect::<Vec<_>>(),
        ["yes please", "yes fleas"]
    );
}

#[test]
fn without_phones_the_usual_way_of_saying_is_taken() {
    let tools = Tools::new(&FILES);
    let read = read(
        &[candidate(" It is 7:30.", -1.0)],
        None,
        2_000,
        &tools,
        &Context::default(),
    );
    assert_eq!(words(&read.hypotheses[0]), "it is seven thirty");
    assert!(read.fit.is_none() && read.sounds.is_none());
    let times: Vec<u64> = read.hypotheses[0].words.iter().map(|word| word.end_ms).collect();
    assert!(times.is_sorted() && times[3] == 2_000, "{times:?}");
}

#[test]
fn a_command_is_found_in_the_sound_of_a_misread_one() {
    let tools = Tools::new(&FILES);
    let read = hear(&[(" Opequise budget", -5.0)], "uppercase budget", &tools);
    let phrases = [
        "lowercase budget",
        "uppercase budget",
        "italicize budget",
        "delete budget",
    ];
    let scores = read.sounds.unwrap().score_phrases(&phrases);
    assert_eq!(scores[0].phrase, 1);
    assert!(
        scores[0].score > -0.05 && scores.get(1).is_none_or(|next| next.score < -0.3),
        "{scores:?}"
    );
}
