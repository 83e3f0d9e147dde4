//! Polish: tables of what is said and what is written (a third of them traps where nothing may change),
//! idempotence, properties, and the promise that fluent prose loses next to nothing.

use parlance::cli::polish::{polish_line, read_line};
use parlance::english::ways;
use parlance::transcript::Word;
use parlance::transcript::polish::numbers::to_written;
use parlance::transcript::polish::{Context, NumberStyle, PolishSettings, Polisher, Vocabulary, inline};
use proptest::prelude::*;

fn fixture(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/polish")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn polisher(settings: &PolishSettings) -> Polisher {
    Polisher::load(None, settings).unwrap_or_else(|error| panic!("{error}"))
}

fn words(text: &str) -> Vec<Word> {
    text.split_whitespace().map(Word::untimed).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// Rows of a table: what is said, what is written (the same for a trap).
fn rows(name: &str) -> Vec<(String, String)> {
    fixture(name)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (said, written) = line
                .split_once('\t')
                .unwrap_or_else(|| panic!("{name}: {line:?} has no tab"));
            (
                said.to_owned(),
                if written == "=" {
                    said.to_owned()
                } else {
                    written.to_owned()
                },
            )
        })
        .collect()
}

/// Polishes each row with the settings and shows every difference at once.
fn check(name: &str, polisher: &Polisher) {
    let mut wrong = String::new();
    for (said, written) in rows(name) {
        let (heard, pause_after_ms) = read_line(&said);
        let context = Context {
            pause_after_ms,
            ..Context::default()
        };
        let got = escaped(&polisher.polish(&heard, &context).text);
        if !written.split(" ## ").any(|right| right == got) {
            wrong.push_str(&format!(
                "\n  said     {said}\n  expected {written}\n  got      {got}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{name}:{wrong}");
}

fn verbatim() -> PolishSettings {
    PolishSettings::verbatim()
}

#[test]
fn numbers_table() {
    check(
        "numbers.tsv",
        &polisher(&PolishSettings {
            numbers: NumberStyle::FromTen,
            ..verbatim()
        }),
    );
}

#[test]
fn repairs_table() {
    check(
        "repairs.tsv",
        &polisher(&PolishSettings {
            disfluencies: true,
            ..verbatim()
        }),
    );
}

#[test]
fn spoken_table() {
    check(
        "spoken.tsv",
        &polisher(&PolishSettings {
            spoken_punctuation: true,
            ..verbatim()
        }),
    );
}

#[test]
fn vocabulary_table() {
    let mut polisher = polisher(&PolishSettings {
        own_words: true,
        ..verbatim()
    });
    polisher.set_vocabulary(Vocabulary::parse(&fixture("vocabulary.txt")).expect("a good file"));
    check("vocabulary.tsv", &polisher);
}

#[test]
fn sentences_table() {
    check("sentences.tsv", &polisher(&PolishSettings::default()));
}

#[test]
fn flow_table() {
    let polisher = polisher(&PolishSettings {
        capitals: true,
        spoken_punctuation: true,
        ..verbatim()
    });
    let mut wrong = String::new();
    for line in fixture("flow.tsv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<String> = line.split('\t').map(|cell| cell.replace("\\n", "\n")).collect();
        let [before, after, said, expected] = cells.as_slice() else {
            panic!("flow.tsv: {line:?} needs four cells")
        };
        let context = Context {
            before,
            after,
            ..Context::default()
        };
        let polished = polisher.polish(&words(said), &context);
        let kept: String = before
            .chars()
            .take(before.chars().count() - polished.erase)
            .collect();
        let got = format!("{kept}{}{after}", polished.text);
        if got != *expected {
            wrong.push_str(&format!(
                "\n  {before:?} | {after:?} ← {said}\n  expected {expected:?}\n  got      {got:?}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "flow.tsv:{wrong}");
}

/// Natural speech of the kinds that fail most, held out: rows written before the rules were, with all that is equally
/// right between ` ## `. The rate is what other sentences of these kinds may expect.
#[test]
fn natural_speech_is_written_as_people_write_it() {
    natural("natural.tsv", 150, 90);
    // In other words; of the program as it was before them 86 % of the rows came right.
    natural("natural-more.tsv", 280, 92);
    // Written before the rules were mended for them: 94 % of the first part right as first run, 92 % of the second one
    // after mending by the first.
    natural("natural-unseen.tsv", 210, 94);
    // 95.7 % of the first 92 right as first run.
    natural("natural-held-out.tsv", 130, 93);
    // By somebody who had never seen the program: 89.2 % right as first run.
    natural("natural-held-out-second.tsv", 130, 89);
    // By another one: 84.4 % right as first run.
    natural("natural-held-out-third.tsv", 175, 92);
    // By a third one: 88.2 % right as first run.
    natural("natural-held-out-fourth.tsv", 175, 94);
    // By three more, asked for what people of all walks say: 67.5, 68.0 and 75.0 % right as first run, words 88.8, 94.7 and
    // 97.5 %; the first one was mended by.
    natural("natural-held-out-fifth.tsv", 160, 91);
    natural("natural-held-out-sixth.tsv", 150, 84);
    natural("natural-held-out-seventh.tsv", 120, 84);
    // By three more, of the same briefs: 69.4 and 78.3 % right as first run, with the model of marks before this one; then kinds
    // were mended by both. The last one was written afterwards: 88.1 % right as first run, words 96.2 %.
    natural("natural-held-out-eighth.tsv", 160, 82);
    natural("natural-held-out-ninth.tsv", 180, 81);
    natural("natural-held-out-tenth.tsv", 160, 86);
    // Of the kinds that polish fails in, by three strangers who had seen the kinds and nothing of the program: 86.2, 92.5 and
    // 88.5 % right as first run, words 97.5, 98.1 and 99.2 %.
    natural("natural-held-out-eleventh.tsv", 160, 87);
    natural("natural-held-out-twelfth.tsv", 160, 92);
    natural("natural-held-out-thirteenth.tsv", 130, 87);
}

/// Polishes every row of a table of at least `least` rows; `share` percent of them must come right.
fn natural(table: &str, least: usize, share: usize) {
    let polisher = polisher(&PolishSettings::default());
    let table = fixture(table);
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let mut wrong = String::new();
    let mut right = 0;
    for (said, accepted) in &rows {
        let got = escaped(&polisher.polish(&words(said), &Context::default()).text);
        match accepted.split(" ## ").any(|wanted| is_as_good(&got, wanted)) {
            true => right += 1,
            false => wrong.push_str(&format!("\n  said {said}\n  got  {got}\n")),
        }
    }
    assert!(
        rows.len() >= least && right * 100 >= rows.len() * share,
        "{right} of {}:{wrong}",
        rows.len()
    );
}

/// Whether the text is the wanted one; of long ones whether the words are, with two sentence ends astray at most.
fn is_as_good(got: &str, wanted: &str) -> bool {
    const LONG: usize = 60;
    if wanted.split(' ').count() < LONG {
        return got == wanted;
    }
    let ends = |text: &str| -> Vec<bool> {
        text.split(' ')
            .map(|word| word.ends_with(['.', '?', '!']) && word != "Mr.")
            .collect()
    };
    let astray = ends(got)
        .iter()
        .zip(ends(wanted))
        .filter(|(got, wanted)| *got != wanted)
        .count();
    bare(got) == bare(wanted) && astray <= 2
}

/// Nothing that is said over and over takes the time of its square, let alone of its cube.
#[test]
fn long_runs_are_polished_in_one_go() {
    let polisher = polisher(&PolishSettings {
        punctuation: false,
        ..PolishSettings::default()
    });
    let runs = [
        "the",
        "no",
        "one",
        "a",
        "no i mean",
        "um",
        "double",
        "x dot",
        "open quote",
        "i was",
        "one plus",
        "sorry two",
    ];
    for run in runs {
        let said = format!("{run} ").repeat(5_000);
        let polished = polisher.polish(&words(&said), &Context::default());
        assert!(polished.text.len() <= 2 * said.len(), "{run}");
    }
}

const TABLES: [&str; 5] = [
    "numbers.tsv",
    "repairs.tsv",
    "spoken.tsv",
    "vocabulary.tsv",
    "sentences.tsv",
];

#[test]
fn the_tables_are_large_and_a_third_are_traps() {
    let lines: Vec<String> = TABLES
        .iter()
        .flat_map(|name| fixture(name).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let rows = lines.iter().filter(|line| !line.starts_with('#')).count();
    let traps = lines.iter().filter(|line| line.ends_with("\t=")).count();
    assert!(rows >= 300 && traps * 3 >= rows, "{rows} rows, {traps} traps");
}

#[test]
fn polishing_polished_text_changes_nothing() {
    let polisher = polisher(&PolishSettings::default());
    let mut wrong = String::new();
    let mut n = 0;
    let held_out =
        ["docs", "dialogue", "prose", "sentences"].map(|kind| fixture(&format!("held_out/{kind}.txt")));
    let spoken: Vec<String> = TABLES
        .iter()
        .flat_map(|name| rows(name).into_iter().map(|(said, _)| said))
        .chain(
            held_out
                .iter()
                .flat_map(|text| text.lines().step_by(3).map(|line| line.to_lowercase())),
        )
        .chain(
            held_out
                .iter()
                .flat_map(|text| text.lines().skip(1).step_by(3).map(bare)),
        )
        .chain(
            fixture("disfluency.tsv")
                .lines()
                .take(300)
                .filter_map(|line| line.split('\t').next().map(bare)),
        )
        .collect();
    // A word that was to have no capital has one to lose when nothing shows that it was asked for.
    for said in spoken.into_iter().filter(|said| !said.starts_with("no caps")) {
        let heard = read_line(&said).0;
        let once = polisher.polish(&heard, &Context::default()).text;
        let twice = polisher.polish_text(&once).text;
        n += 1;
        if once != twice {
            wrong.push_str(&format!(
                "\n  said  {said}\n  once  {once:?}\n  twice {twice:?}\n"
            ));
        }
    }
    assert!(wrong.is_empty() && n > 1500, "{n} polished:{wrong}");
}

/// Lower-case words without marks.
fn bare(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' })
        .collect();
    kept.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn fluent_prose_loses_next_to_nothing() {
    let settings = PolishSettings {
        disfluencies: true,
        punctuation: true,
        capitals: true,
        ..verbatim()
    };
    let polisher = polisher(&settings);
    for kind in ["docs", "dialogue", "prose", "sentences"] {
        let (mut n, mut left) = (0, 0);
        for line in fixture(&format!("held_out/{kind}.txt")).lines() {
            let heard = words(&bare(line));
            n += heard.len();
            left += polisher
                .polish(&heard, &Context::default())
                .text
                .split_whitespace()
                .count();
        }
        assert!(n > 1500, "{kind}: only {n} words");
        let lost = 1000.0 * (n - left) as f64 / n as f64;
        assert!(lost < 2.0, "{kind}: {lost:.2} of 1,000 words removed");
    }
}

#[test]
fn the_model_beats_the_plain_baseline() {
    let polisher = polisher(&PolishSettings {
        punctuation: true,
        capitals: true,
        ..verbatim()
    });
    for kind in ["docs", "dialogue", "prose"] {
        // Two sentences an utterance: the baseline gets every second full stop right, and no comma.
        let (mut right, mut proposed, mut wanted, mut baseline_right, mut baseline) = (0, 0, 0, 0, 0);
        let text = fixture(&format!("held_out/{kind}.txt"));
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.chunks(2) {
            let joined = pair.join(" ");
            let ends = |text: &str| text.matches(['.', '?', '!']).count();
            let heard = words(&bare(&joined));
            let chunks: Vec<String> = polisher
                .polish(&heard, &Context::default())
                .text
                .split_whitespace()
                .map(str::to_owned)
                .collect();
            let first = bare(pair[0]).split(' ').count();
            for (index, chunk) in chunks.iter().enumerate() {
                let true_end = index + 1 == first || index + 1 == heard.len();
                let said_end = ends(chunk) > 0;
                right += usize::from(true_end && said_end);
                proposed += usize::from(said_end);
                wanted += usize::from(true_end);
            }
            (baseline_right, baseline) = (baseline_right + 1, baseline + 1);
        }
        let f1 = |right: usize, proposed: usize| 2.0 * right as f64 / (proposed + wanted) as f64;
        let (ours, plain) = (f1(right, proposed), f1(baseline_right, baseline));
        assert!(
            ours > plain,
            "{kind}: sentence ends {ours:.3}, baseline {plain:.3}"
        );
    }
}

#[test]
fn each_part_can_be_switched_off() {
    let said = "um on monday no tuesday at five dollars comma send it to koval chick";
    let mut off = polisher(&verbatim());
    off.set_vocabulary(Vocabulary::parse("Kowalczyk = koval chick").expect("a good line"));
    assert_eq!(off.polish(&words(said), &Context::default()).text, said);
    let only = |settings: PolishSettings| {
        let mut polisher = off.clone();
        polisher.set_settings(&settings);
        polisher.polish(&words(said), &Context::default()).text
    };
    assert_eq!(
        only(PolishSettings {
            disfluencies: true,
            ..verbatim()
        }),
        "on tuesday at five dollars comma send it to koval chick"
    );
    assert_eq!(
        only(PolishSettings {
            numbers: NumberStyle::FromTen,
            ..verbatim()
        }),
        "um on monday no tuesday at $5 comma send it to koval chick"
    );
    assert_eq!(
        only(PolishSettings {
            spoken_punctuation: true,
            ..verbatim()
        }),
        "um on monday no tuesday at five dollars, send it to koval chick"
    );
    assert_eq!(
        only(PolishSettings {
            own_words: true,
            ..verbatim()
        }),
        "um on monday no tuesday at five dollars comma send it to Kowalczyk"
    );
}

#[test]
fn changes_say_what_and_why() {
    let line = polish_line(
        &polisher(&PolishSettings::default()),
        "um we met on may third comma",
        true,
    );
    assert!(line.contains("- um  (rule: filler)"), "{line}");
    assert!(line.contains("may third → May 3  (rule: date)"), "{line}");
    assert!(line.contains("comma → ,  (spoken)"), "{line}");
}

#[test]
fn a_number_never_crosses_a_pause_or_a_mark() {
    let polisher = polisher(&PolishSettings {
        numbers: NumberStyle::Digits,
        spoken_punctuation: true,
        ..verbatim()
    });
    let polish = |line: &str| polisher.polish(&read_line(line).0, &Context::default()).text;
    assert_eq!(polish("we saw twenty <0.8> five left"), "we saw 20 5 left");
    assert_eq!(polish("we saw twenty period five left"), "we saw 20. five left");
    assert_eq!(polish("we saw twenty five"), "we saw 25");
}

#[test]
fn a_sentence_goes_on_after_a_short_pause() {
    let polisher = polisher(&PolishSettings::default());
    let after = |before: &str, pause_before_ms, said: &str| {
        let context = Context {
            before,
            pause_before_ms,
            ..Context::default()
        };
        let polished = polisher.polish(&words(said), &context);
        let kept: String = before
            .chars()
            .take(before.chars().count() - polished.erase)
            .collect();
        kept + &polished.text
    };
    let late = "The project is late.";
    assert_eq!(
        after(late, Some(700), "but we can still make it"),
        "The project is late, but we can still make it."
    );
    assert_eq!(
        after(late, Some(3000), "but we can still make it"),
        "The project is late. But we can still make it."
    );
    assert_eq!(
        after(late, None, "but we can still make it"),
        "The project is late. But we can still make it."
    );
    assert!(after(late, Some(700), "we can still make it").starts_with("The project is late. We can still"));
    let abbreviated = after("We use e.g.", Some(700), "and so on");
    assert!(abbreviated.starts_with("We use e.g. and"), "{abbreviated}");
    let quoted = after("He said.", Some(700), "open quote we will come close quote");
    assert!(quoted.starts_with("He said, “We will come"), "{quoted}");
}

#[test]
fn whole_sentences_get_their_stop_and_halves_do_not() {
    let polisher = polisher(&PolishSettings::default());
    let polish = |line: &str| polisher.polish(&words(line), &Context::default()).text;
    for whole in [
        "we can still make it",
        "i think so",
        "see you tomorrow",
        "we should talk",
        "nobody knows",
        "please help",
        "i have to go",
        "the meeting is at two",
    ] {
        assert!(polish(whole).ends_with('.'), "{}", polish(whole));
    }
    for half in [
        "if it rains",
        "because of the",
        "when i was young",
        "and then we",
        "i want to",
    ] {
        assert!(!polish(half).ends_with('.'), "{}", polish(half));
    }
}

/// The text that comes of these utterances, one after the other, `pause_ms` apart.
fn one_after_the_other(polisher: &Polisher, utterances: &[&[&str]], pause_ms: u64) -> String {
    let mut text = String::new();
    for utterance in utterances {
        let context = Context {
            before: &text,
            pause_before_ms: (!text.is_empty()).then_some(pause_ms),
            ..Context::default()
        };
        let polished = polisher.polish(&words(&utterance.join(" ")), &context);
        let kept = text.chars().count() - polished.erase;
        text = text.chars().take(kept).chain(polished.text.chars()).collect();
    }
    text
}

/// Utterances are cut wherever the speaker breathes: the words and numbers must be those of the whole, and a
/// capital at a joint must stand behind a stop or on a word that has it anyhow.
#[test]
fn where_utterances_are_cut_changes_neither_words_nor_numbers() {
    let settings = PolishSettings {
        disfluencies: false,
        ..PolishSettings::default()
    };
    let polisher = polisher(&settings);
    let spelled_out = |text: &str| {
        let said = text.split_whitespace().flat_map(|word| {
            let core = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '$' && c != '%');
            ways(core)
                .first()
                .cloned()
                .unwrap_or_else(|| core.to_lowercase())
                .replace('-', " ")
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
        said.collect::<Vec<_>>().join(" ")
    };
    let held_out =
        ["docs", "dialogue", "prose", "sentences"].map(|kind| fixture(&format!("held_out/{kind}.txt")));
    let lines = held_out.iter().flat_map(|text| text.lines().skip(7).step_by(12));
    let numbers = [
        "we met on may third twenty twenty four in room two oh five and paid twenty five dollars",
        "about twelve hundred people came at five thirty pm and forty percent of them left",
    ];
    let (mut seed, mut joints, mut odd, mut wrong) = (7u64, 0, 0, String::new());
    for line in lines.map(bare).chain(numbers.map(str::to_owned)) {
        let all: Vec<&str> = line
            .split(' ')
            .filter(|word| !word.contains(char::is_numeric))
            .collect();
        if all.len() < 6
            || all
                .iter()
                .any(|word| inline::is_phrase(word) || word.len() == 1 && !"ai".contains(*word))
        {
            continue;
        }
        let whole = one_after_the_other(&polisher, &[&all], 300);
        // Nobody breathes inside a number or an address: cuts lie where both sides read the same alone.
        let free = |at: usize| {
            let part = |words: &[&str]| to_written(&words.join(" "));
            part(&all) == format!("{} {}", part(&all[..at]), part(&all[at..]))
                && !matches!(all[at], "dot" | "at" | "and" | "a" | "an")
        };
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = 2 + (seed >> 33) as usize % (all.len() - 3);
        if !free(at) {
            continue;
        }
        for pause_ms in [300, 1500] {
            let cut = one_after_the_other(&polisher, &[&all[..at], &all[at..]], pause_ms);
            joints += 1;
            if spelled_out(&cut) != spelled_out(&whole) {
                wrong.push_str(&format!("\n  whole {whole}\n  cut   {cut}\n"));
            }
            let (chunks, same): (Vec<&str>, Vec<&str>) =
                (cut.split(' ').collect(), whole.split(' ').collect());
            if chunks.len() == same.len() {
                let after_stop = chunks.windows(2).zip(same.windows(2)).any(|(pair, unchanged)| {
                    let capital = |word: &str| word.starts_with(char::is_uppercase);
                    capital(pair[1])
                        && !capital(unchanged[1])
                        && !pair[0].ends_with(['.', '?', '!', '”', '…'])
                });
                odd += usize::from(after_stop);
            }
        }
    }
    assert!(joints > 150, "only {joints} joints");
    assert!(wrong.is_empty(), "of {joints}:{wrong}");
    // The model may see a name in one reading and none in the other.
    assert!(
        odd * 20 <= joints,
        "{odd} capitals of {joints} joints stand behind no stop"
    );
}

#[test]
fn two_utterances_get_the_mark_that_belongs_between_them() {
    let polisher = polisher(&PolishSettings::default());
    let after = |before: &str, pause_before_ms, said: &str| {
        let context = Context {
            before,
            pause_before_ms,
            ..Context::default()
        };
        let polished = polisher.polish(&words(said), &context);
        format!("{before}{}", polished.text)
    };
    for (before, pause_ms, said, whole) in [
        (
            "The new version is faster",
            300,
            "smaller and easier to use",
            "The new version is faster, smaller and easier to use.",
        ),
        (
            "Thank you for your letter",
            900,
            "i will come on monday",
            "Thank you for your letter. I will come on Monday.",
        ),
        (
            "If you have any questions",
            400,
            "please let me know",
            "If you have any questions, please let me know.",
        ),
        (
            "What time is it",
            1200,
            "i have to go",
            "What time is it? I have to go.",
        ),
    ] {
        assert_eq!(after(before, Some(pause_ms), said), whole);
    }
    // Where the caret was put by hand nothing is known of a pause, and the text before is left alone.
    assert!(
        after("The new version is faster", None, "smaller").starts_with("The new version is faster smaller")
    );
    assert!(after("- milk", Some(600), "and eggs").starts_with("- milk and eggs"));
}

#[test]
fn inline_phrases_are_listed_once_and_lower_case() {
    let mut phrases: Vec<&str> = inline::ROWS
        .iter()
        .flat_map(|row| row.phrases.iter().copied())
        .collect();
    let n = phrases.len();
    phrases.sort_unstable();
    phrases.dedup();
    assert_eq!(phrases.len(), n);
    assert!(
        phrases
            .iter()
            .all(|phrase| phrase.chars().all(|c| c.is_ascii_lowercase() || c == ' '))
    );
    assert!(inline::is_phrase("new line") && !inline::is_phrase("line"));
}

#[test]
fn numbers_are_said_as_people_say_them() {
    for (written, said) in [
        ("20", "twenty"),
        ("1999", "nineteen ninety nine"),
        ("2005", "two thousand and five"),
        ("$2.50", "two dollars and fifty cents"),
        ("25%", "twenty five percent"),
        ("21st", "twenty first"),
        ("10:30", "ten thirty"),
        ("3.14", "three point one four"),
        ("1,200", "one thousand two hundred"),
        ("3/4", "three quarters"),
        ("555-1234", "five five five one two three four"),
    ] {
        assert_eq!(ways(written).first().map(String::as_str), Some(said), "{written}");
    }
    assert!(ways("word").is_empty());
}

/// Words that rules look at, mixed with words that nothing looks at.
fn any_words() -> impl Strategy<Value = String> {
    let lexicon = "um uh i mean you know no sorry actually at on the the a we we should meet two twenty five hundred and \
        thousand point percent dollars may third first monday tuesday one of them comma period new line open quote close \
        cap literal numeral dot com john example at sign half past nineteen ninety nine am pm like very house walks i'm \
        it's what when who f b i dash slash 25 3.5 kowalczyk git hub Hello, Yes. - \u{201c}x\u{201d}";
    let words: Vec<&'static str> = lexicon.split_whitespace().collect();
    proptest::collection::vec((proptest::sample::select(words), 0u64..1200), 0..24).prop_map(|words| {
        let marked = words.into_iter().map(|(word, pause)| match pause {
            0..300 => format!("{word} <{}>", pause as f64 / 250.0),
            _ => word.to_owned(),
        });
        marked.collect::<Vec<_>>().join(" ")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,60}", before in "\\PC{0,12}", after in "\\PC{0,12}") {
        let polisher = polisher(&PolishSettings::default());
        let polished = polisher.polish(&words(&text), &Context { before: &before, after: &after, ..Context::default() });
        prop_assert!(polished.erase <= before.chars().count());
    }

    #[test]
    fn verbatim_gives_the_words_back(text in any_words()) {
        let heard = read_line(&text).0;
        let plain: Vec<&str> = heard.iter().map(|word| word.text.as_str()).collect();
        prop_assert_eq!(polisher(&verbatim()).polish(&heard, &Context::default()).text, plain.join(" "));
    }

    #[test]
    fn removal_only_removes(text in any_words()) {
        let polisher = polisher(&PolishSettings { disfluencies: true, ..verbatim() });
        let heard = read_line(&text).0;
        let out = bare(&polisher.polish(&heard, &Context::default()).text);
        let plain = bare(&heard.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
        let mut rest = plain.split_whitespace();
        prop_assert!(out.split_whitespace().all(|word| rest.any(|heard| heard == word)), "{} ⊄ {}", out, plain);
    }

    #[test]
    fn removing_twice_removes_no_more(text in any_words()) {
        let polisher = polisher(&PolishSettings { disfluencies: true, ..verbatim() });
        let heard = read_line(&text).0.into_iter().map(|word| Word::untimed(word.text)).collect::<Vec<_>>();
        let once = polisher.polish(&heard, &Context::default()).text;
        let twice = polisher.polish(&words(&once), &Context::default()).text;
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn integers_survive_being_said(value in 0u64..2_000_000) {
        let written = value.to_string();
        let said = ways(&written);
        prop_assert!(!said.is_empty());
        let back = to_written(&said[0]).replace(',', "");
        let back = if back == "one" { "1".to_owned() } else if back == "zero" { "0".to_owned() } else { back };
        let million = back.strip_suffix(" million").map(|head| format!("{head}000000"));
        prop_assert_eq!(million.unwrap_or(back), written);
    }
}
