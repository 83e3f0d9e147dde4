//! What was written is found as it was said: for every W, "delete W" finds what dictation wrote for W.

use std::path::Path;
use std::sync::LazyLock;

use parlance::session::{Action, Session, SessionConfig};
use parlance::transcript::polish::{PolishSettings, Polisher};
use parlance::transcript::{Event, Utterance};
use proptest::prelude::*;

static POLISHER: LazyLock<Polisher> = LazyLock::new(|| {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/builtin");
    Polisher::load(Some(models.as_path()), &PolishSettings::default()).expect("the polisher is built in")
});

/// What is left of "the thing is W as you know" after "delete W", and what the user was told.
fn without(said: &str) -> (String, String, String) {
    let mut session = Session::new(SessionConfig::new(POLISHER.clone()));
    session.perform(Action::StartListening);
    session.on_event(Event::Listening);
    session.hear(&Utterance::from_text(&format!("the thing is {said} as you know")));
    let written = session.text().to_owned();
    session.hear(&Utterance::from_text(&format!("delete {said}")));
    (
        written,
        session.text().to_owned(),
        session.view().message.to_string(),
    )
}

#[track_caller]
fn check(said: &str) {
    let (written, left, message) = without(said);
    let letters: String = left.chars().filter(|c| c.is_alphanumeric()).collect();
    assert!(
        message.starts_with("deleted") && letters.eq_ignore_ascii_case("thethingisasyouknow"),
        "{said:?}: {written:?} became {left:?}: {message}"
    );
}

#[test]
fn what_dictation_wrote_is_found_as_it_was_said() {
    for said in [
        "fifty percent",
        "five dollars and twenty cents",
        "ten million euros",
        "seven thirty p m",
        "january the third",
        "anna dot smith at example dot com",
        "facebook dot com",
        "www dot example dot org",
        "ten kilometers per hour",
        "two hundred and fifty square meters",
        "a hundred and one",
        "three kilograms",
        "minus five degrees",
        "mister jones",
        "doctor smith",
        "nineteen ninety six",
        "twenty five people",
        "half past six",
    ] {
        check(said);
    }
}

/// Codes, ranges, names, signs: whatever W is, "delete W" finds what dictation wrote for it.
#[test]
fn whatever_was_written_is_found_as_it_was_said() {
    for said in [
        "a b one two c d e",
        "k v seven nine z x y",
        "s w one a one a a",
        "e c two a b a",
        "flight b a one one seven a",
        "seat four a",
        "l n one nine o x r",
        "from ten to twelve",
        "between fifty and sixty dollars",
        "from monday to friday",
        "from nine to five",
        "between two and three",
        "between ten and twenty percent",
        "flight b a two eight six",
        "seat fourteen c",
        "gate b twelve",
        "error four oh four",
        "e four oh four",
        "room twelve a",
        "m four",
        "a forty",
        "x ray",
        "t shirt",
        "version two point five",
        "one point five liters",
        "half an hour",
        "two and a half",
        "a third",
        "three quarters",
        "the twenty first of may",
        "may third twenty twenty four",
        "nineteen eighty four",
        "the nineties",
        "quarter past nine",
        "ten to eight",
        "twelve o'clock",
        "noon",
        "twelve hundred dollars",
        "two hundred pounds",
        "five pounds fifty",
        "ninety nine cents",
        "a dollar fifty",
        "one hundred twenty three thousand",
        "a dozen eggs",
        "pi r squared",
        "four by four",
        "three times seven",
        "ten plus two",
        "sixty kilometers an hour",
        "forty two degrees celsius",
        "minus ten",
        "point five",
        "zero point zero one",
        "plus four four twenty seven",
        "five five five one two three four",
        "oh seven seven double oh nine hundred",
        "chapter four",
        "page twenty three",
        "henry the eighth",
        "world war two",
        "o'connor",
        "bank of england",
        "war and peace",
        "new york times",
        "first street",
        "ten downing street",
        "forty two main street",
        "saint john",
        "professor lee",
        "doctor smith",
        "mister o'brien",
        "c sharp",
        "c plus plus",
        "dot net",
        "node dot js",
        "at and t",
        "r and d",
        "q and a",
        "a slash b",
        "and slash or",
        "hashtag party",
        "at anna",
        "quote yes unquote",
        "open quote yes close quote",
        "open paren maybe close paren",
        "hello comma world",
        "well hyphen known",
        "e mail",
        "wi fi",
        "i phone",
        "usb c",
        "mp three",
        "p d f",
        "n h s",
        "u s a",
        "u k",
        "a m",
        "eight a m",
        "eight thirty p m",
        "o k",
        "dad",
        "mum and dad",
        "anna dot smith at example dot com",
        "facebook dot com slash help",
        "https colon slash slash example dot org",
        "main dot py",
        "thirty two bit",
        "five star",
        "ten year old",
        "two thirds",
        "one in ten",
        "one to three",
        "fifty fifty",
        "twenty four seven",
        "nine eleven",
        "a hundred and one",
        "the one hundredth",
        "two dozen",
        "thirty odd",
        "twenty twenty",
        "one zero one",
        "seven up",
    ] {
        check(said);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_number_with_its_unit_is_found(
        number in prop::sample::select(vec![
            "two", "seven", "eleven", "twenty", "thirty four", "one hundred", "a hundred and six", "two hundred and fifty",
            "nine hundred ninety nine", "twelve hundred", "three thousand", "one million",
        ]),
        unit in prop::sample::select(vec![
            "dollars", "euros", "pounds", "percent", "degrees", "kilometers", "miles", "kilograms", "pounds and a bit",
            "minutes", "people", "square meters", "kilometers per hour", "gigabytes",
        ]),
    ) {
        let said = format!("{number} {unit}");
        let (written, left, message) = without(&said);
        prop_assert!(message.starts_with("deleted"), "{said:?}: {written:?} became {left:?}: {message}");
    }

    #[test]
    fn every_address_is_found(
        name in "[b-hj-z]{4,7}",
        host in "[b-hj-z]{4,7}",
        end in prop::sample::select(vec!["com", "org", "net", "co dot uk"]),
        is_mail in any::<bool>(),
    ) {
        let said = if is_mail { format!("{name} at {host} dot {end}") } else { format!("{host} dot {end}") };
        let (written, left, message) = without(&said);
        prop_assert!(message.starts_with("deleted"), "{said:?}: {written:?} became {left:?}: {message}");
    }
}
