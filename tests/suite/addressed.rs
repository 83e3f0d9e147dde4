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
