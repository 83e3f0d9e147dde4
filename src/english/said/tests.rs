//! What is written, and every way of saying it.

use super::*;

/// That each of these may have been said for a token, and which is the usual one.
fn said(token: &str, usual: &str, others: &[&str]) {
    let ways = ways(token);
    assert_eq!(ways.first().map(String::as_str), Some(usual), "{token}: {ways:?}");
    for other in others {
        assert!(
            ways.iter().any(|way| way == other),
            "{token}: no {other:?} in {ways:?}"
        );
    }
    assert!(ways.len() <= MOST);
}

#[test]
fn times_and_money() {
    said("7.30pm", "seven thirty p m", &["half past seven p m"]);
    said("7:30", "seven thirty", &["half past seven"]);
    said("10:05", "ten oh five", &["five past ten"]);
    said("6:45", "six forty five", &["quarter to seven"]);
    said("12:45", "twelve forty five", &["a quarter to one"]);
    said("5pm", "five o'clock p m", &["five p m"]);
    said(
        "$5.20",
        "five dollars and twenty cents",
        &["five twenty", "five dollars twenty"],
    );
    said("$1", "one dollar", &[]);
    said("$0.50", "fifty cents", &[]);
    said(
        "£2.99",
        "two pounds and ninety nine pence",
        &["two pounds ninety nine"],
    );
    said("$5 million", "five million dollars", &[]);
    said("€3k", "three thousand euros", &[]);
}

#[test]
fn numbers_of_every_kind() {
    said("25%", "twenty five percent", &["twenty five per cent"]);
    said("10-15%", "ten to fifteen percent", &[]);
    said("3rd", "third", &["the third"]);
    said("1,500", "one thousand five hundred", &[]);
    said(
        "2026",
        "twenty twenty six",
        &["two thousand and twenty six", "two zero two six"],
    );
    said("1990s", "nineteen nineties", &["nineties"]);
    said("1/2", "one half", &["a half"]);
    said("3.14", "three point one four", &[]);
    said("5kg", "five kilograms", &["five kilos"]);
    said("20°C", "twenty degrees celsius", &[]);
    said("555-1234", "five five five one two three four", &[]);
    said("2-3", "two three", &["two to three"]);
}

#[test]
fn codes_addresses_and_short_forms() {
    said(
        "B742",
        "b seven hundred and forty two",
        &["b seven four two", "b seven forty two"],
    );
    said("MP3", "m p three", &[]);
    said("COVID-19", "covid nineteen", &[]);
    said("anna.smith@example.com", "anna dot smith at example dot com", &[]);
    said("www.example.com", "w w w dot example dot com", &[]);
    said("e.g.", "e g", &["for example"]);
    said("p.m.", "p m", &[]);
    said("No.", "number", &["no"]);
    said("Mr.", "mister", &[]);
    said("A-B-C", "a b c", &[]);
    said("Twenty-five", "twenty five", &[]);
    said("and/or", "and slash or", &["and or"]);
    said("U.S", "u s", &[]);
    said("BBC", "bbc", &["b b c"]);
    said("II", "the second", &["two"]);
    said("&", "and", &[]);
}

#[test]
fn words_are_said_as_they_are_written() {
    for word in ["Anna", "don't", "I", "was", "café", "am", "No"] {
        assert!(ways(word).is_empty(), "{word}: {:?}", ways(word));
    }
}

#[test]
fn nothing_breaks_it() {
    for token in [
        "",
        ".",
        "--",
        "1/0",
        "$",
        "%",
        "99999999999999999999999",
        "1.2.3.4.5",
        "٣",
        "a.b@",
        "24:61",
        "½",
    ] {
        assert!(ways(token).len() <= MOST, "{token}");
    }
}
