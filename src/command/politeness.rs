//! What people say around a command: "okay so", "could you please", "for me, thanks".
//!
//! Knows only words.

use std::sync::LazyLock;

use super::repair::{Manner, is_verb};

/// Phrases in words.
type Phrases = Vec<Vec<&'static str>>;

/// Phrases parted by bars.
fn phrases(list: &'static str) -> Phrases {
    list.split('|')
        .map(|phrase| phrase.split(' ').collect())
        .collect()
}

/// Words before a command that change nothing.
static LEADS: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "silly me|my bad|bother|drat|never mind|possibly|quite|kindly|merely|oh dear|oh my|dear me|goodness me|good grief|bless me|my dear|goodness|dear|darling|honey|sweetheart|right then|okay then|well then|now then|alright then|hey parlance|okay parlance|ok parlance|parlance|you know what|if you don't mind|if you wouldn't mind|\
        if it's possible|if that's okay|if possible|if you like|if you please|when you can|when you're ready|\
        for now|right now|by the way|on second thought|on second thoughts|come to think of it|let's see|i guess|\
        i suppose|i think|i say|hang on|hold on|one moment|one second|excuse me|my mistake|thank you|thanks|cool|\
        simply|quickly|also|perhaps|yeah|yep|nope|alternatively|instead|go ahead and|that was wrong|that's wrong|\
        oh no|maybe|great|good|fine|perfect|yes|i mean|let me see|okay|ok|alright|all right|so|now|just|well|right|\
        then|and|oh|hey|oops|whoops|no|wait|sorry|actually|please|kindly",
    )
});

/// Beginnings of questions and wishes; a verb follows.
static WISHES: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "i want for you to|i need for you to|i'd like for you to|i would like for you to|so what i'd like is for you to|what i'd like is for you to|what i want is for you to|i'd quite like you to|i'd quite like to|i'd really like you to|i'd really like to|can you help me to|could you help me to|can you help me|could you help me|would you be able to|\
        are you able to|could i ask you to|can i ask you to|may i ask you to|might i ask you to|\
        i'd appreciate it if you could|i'd appreciate it if you would|i would appreciate it if you could|\
        i'd be grateful if you could|i'd be happy if you could|it would help if you could|i was hoping you could|\
        i was hoping to|i wanted you to|i want us to|i wish to|i think i'd like to|i think you can|\
        what i'd like is to|what i want you to do is|what i'd like you to do is|\
        is there a way to|is there any way to|would it be okay to|would it be all right to|we'd like to|help me to|\
        help me|can you|could you|would you|will you|can we|could we|can i|could i|may i|i want you to|\
        i need you to|i'd like you to|i would like you to|i want to|i need to|i'd like to|i would like to|\
        i think you should|i think we should|i'd love you to|i wish you would|if you could|if you can|if you would|\
        it would be great if you could|do you think you could|would it be possible to|is it possible to|\
        why don't you|why don't we|why not|let me|feel free to|you may|you could|we could|we can|we have to|\
        i have to|let's|lets|let us|we should|we need to|you can|you should|do me a favor and|do me a favour and|\
        be so kind and|\
        would you be a dear and|be a dear and|would you be so kind as to|would you be so kind and|be so kind as to|would you kindly|\
        it would be nice if you could|it would be good if you could|it'd be great if you could|\
        i was wondering if you could|do you think you can|do you think we could|could you maybe|i think i should|\
        i guess we should|i suppose we should|maybe we should|perhaps we should|perhaps you could|i'd prefer to|\
        i'd rather|i would rather|shall we|should we|should i",
    )
});

/// Beginnings of wishes that tell what somebody does as often: "I'll replace the bulb". Only what is pointed at is meant.
static TELLINGS: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "i was going to|i wanted to|i meant to|i'm trying to|i'm going to|i am going to|we're going to|i think i'll|\
        i think we'll|i think we can|i think we need to|i'll|we'll|time to|it's time to|make sure to|make sure you|\
        be sure to|try to|what if we|what if you|how about we|how about you|you might want to|you may want to|\
        we might want to|you need to|you have to|you'd better|we'd better|you will want to|we want to|i'd love to|\
        i would love to|i'd suggest we|i suggest we|i suggest you|we must|you must|i should|i can|i could|i must",
    )
});

/// Beginnings of wishes for one thing in the place of another: "i'd rather have tea instead of coffee".
static PREFERENCES: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "i'd rather have|i would rather have|i'd prefer|i would prefer|i prefer|i want|i'd like|i would like",
    )
});

/// Beginnings after which the verb is in the past: "it would be nice if you deleted that".
static SUPPOSED: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "i'd appreciate it if you|i would appreciate it if you|i'd be grateful if you|i'd like it if you|\
        i'd love it if you|i'd prefer it if you|it would help if you|would it be possible if you|do you mind if i|\
        do you mind if we|what if you|what if we|it'd be better if you|it'd be nice if you|\
        it'd be great if you|it's time we|it's time you|it would be nice if you|\
        it would be great if you|it would be better if you|would you mind if we|would you mind if i",
    )
});

/// Beginnings after which the verb has "-ing".
static MINDS: LazyLock<Phrases> = LazyLock::new(|| phrases("would you mind|do you mind|how about"));

/// The same, of which only what is pointed at is meant.
static SUGGESTIONS: LazyLock<Phrases> =
    LazyLock::new(|| phrases("what about|i suggest|i'd suggest|try|consider|i don't mind|it's worth"));

/// Words behind a command that change nothing.
static TAILS: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "but leave the other one alone|but leave the other alone|but leave the others alone|but leave the rest alone|but not the other one|but leave the other one|but leave the others|but keep the other one|but keep the others|just leave the lines|just leave the words|just leave the text|just keep the lines|just keep the words|just keep the text|just leave the items|just keep the items|because it's a name|as it's a name|it's a name|it's a place|it's a proper noun|it's a person|it's a typo|it's a mistake|it's not needed|it isn't needed|it's in there twice|it's there twice|it's a question|could you fix it|can you fix it|please fix it|could you change it|but leave the words|but keep the words|but leave the word|but keep the word|but leave the text|but keep the text|but leave the items|but keep the items|but leave the rest|but keep the rest|but leave what's in them|but keep what's in them|but leave what's inside|but keep what's inside|together|there|here|if that's alright|if that's ok|for the list|in the list|on the list|on second thoughts|my dear|dear|darling|honey|sweetheart|my love|thank you so much|many thanks|if you please|if you like|if you're able|if that's possible|if it's possible|if that's okay|\
        if that's all right|when you can|when you have a moment|my friend|again|after all|altogether|completely|\
        any more|anymore|properly|correctly|\
        entirely|could you|can you|shall we|if we can|i think|i guess|real quick|quickly|at once|parlance|too|\
        thank you very much|thank you|thanks a lot|thanks|for me|right now|right away|now|please|will you|would you|\
        if you can|if you could|if you would|if you don't mind|okay|ok|as well|instead|that would be great|\
        that would be nice|that would be lovely|that would be good|that would be helpful|that'd be great|\
        that'd be nice|cheers|then|if possible|if you wouldn't mind|would be great|would be nice",
    )
});

/// Tails that are thanks or leave the rest as it is, with nothing before them that would make them part of what is said.
static THANKS: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(
        "thank you very much|thank you so much|thank you|thanks a lot|thanks|please|\
        but leave the other one alone|but leave the others alone|but leave the rest alone|but leave the other one|but leave the others|but leave the rest|but not the other one|but not the others",
    )
});

/// Words before "thanks" that belong to it.
const KINDS_OF_THANKS: &[&str] = &[
    "many", "with", "no", "our", "my", "to", "and", "say", "said", "of", "for", "sincere", "warm",
];

/// The words without "please" at one of their ends or thanks behind them, if there are any.
pub(super) fn without_thanks(words: &[String]) -> Option<&[String]> {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let tail = THANKS
        .iter()
        .find(|tail| lower.ends_with(tail) && lower.len() > tail.len());
    if let Some(tail) = tail {
        let rest = words.len() - tail.len();
        let belongs = KINDS_OF_THANKS.contains(&lower[rest - 1]);
        return (!belongs).then(|| &words[..rest]);
    }
    match (lower.first(), words) {
        (Some(&"please"), [_, rest @ ..]) if !rest.is_empty() => Some(rest),
        _ => None,
    }
}

/// The words without politeness, from the least to the most taken off; as they are, first.
pub(super) fn unwrapped(words: &[String]) -> Vec<(Vec<String>, Manner)> {
    let mut all = taken_off(words);
    if let Some(plain) = without_softeners(words) {
        all.extend(taken_off(&plain));
    }
    if let Some((command, manner)) = behind_reason(words) {
        all.extend(
            taken_off(&command)
                .into_iter()
                .map(|(words, other)| (words, other.max(manner))),
        );
    }
    all
}

/// Words of a courtesy behind a command that can hardly belong to it.
const LONG_TAIL: usize = 3;

fn taken_off(words: &[String]) -> Vec<(Vec<String>, Manner)> {
    let mut out = vec![(words.to_vec(), Manner::Plain)];
    let mut rest: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut own = words.to_vec();
    let mut manner = Manner::Plain;
    loop {
        // "what i want is the comma gone": as "i want the comma gone".
        let said: Vec<&str> = rest.iter().map(String::as_str).collect();
        if matches!(
            said.as_slice(),
            ["what", "i" | "we", "want" | "need", "is", _, ..]
        ) {
            for words in [&mut rest, &mut own] {
                words.remove(3);
                words.remove(0);
            }
            out.push((own.clone(), manner));
        }
        let said: Vec<&str> = rest.iter().map(String::as_str).collect();
        let strip = |list: &Phrases| {
            list.iter()
                .find(|lead| said.starts_with(lead))
                .map(|lead| lead.len())
        };
        let preferred = strip(&PREFERENCES).filter(|&n| is_exchange(&said[n..]));
        let supposed =
            strip(&SUPPOSED).filter(|&n| said.get(n).is_some_and(|verb| base_of_past(verb).is_some()));
        let gerund = |n: &usize| said.get(*n).is_some_and(|verb| base_of_gerund(verb).is_some());
        let suggests = strip(&SUGGESTIONS).filter(gerund);
        let minds = strip(&MINDS).filter(gerund).or(suggests);
        let wishes = preferred.or(supposed).or_else(|| strip(&WISHES));
        let tells = strip(&TELLINGS).filter(|_| wishes.is_none() && minds.is_none());
        let Some(n) = supposed
            .or(preferred)
            .or(minds)
            .or(wishes)
            .or(tells)
            .or_else(|| strip(&LEADS))
            .filter(|&n| n < said.len())
        else {
            break;
        };
        let base = match (supposed, minds) {
            (Some(n), _) => base_of_past(said[n]),
            (None, Some(n)) => base_of_gerund(said[n]),
            (None, None) => None,
        };
        for words in [&mut rest, &mut own] {
            words.drain(..n);
            if preferred.is_some() {
                words.insert(0, "use".to_owned());
            } else if let Some(verb) = &base {
                words[0].clone_from(verb);
            }
        }
        if tells.or(suggests).is_some() {
            manner = manner.max(Manner::Telling);
        } else if minds.or(wishes).is_some() {
            manner = manner.max(Manner::Polite);
        }
        out.push((own.clone(), manner));
    }
    // Each of them also without its tail: behind a wish it is taken off first.
    let mut all = Vec::new();
    for (words, manner) in out {
        let tails = without_tails(&words);
        if manner > Manner::Plain {
            all.extend(tails.into_iter().rev().map(|words| (words, manner)));
            all.push((words, manner));
        } else {
            // Nobody replaces something with "almost if that's okay".
            let whole = words.len();
            let (courtesies, tails): (Vec<_>, Vec<_>) = tails
                .into_iter()
                .partition(|short| whole - short.len() >= LONG_TAIL);
            all.extend(without_thanks(&words).map(|words| (words.to_vec(), manner)));
            all.extend(courtesies.into_iter().map(|words| (words, manner)));
            all.push((words, manner));
            all.extend(tails.into_iter().map(|words| (words, manner)));
        }
    }
    all
}

fn without_tails(words: &[String]) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let mut rest = words.to_vec();
    out.extend(without_description(words));
    loop {
        let said: Vec<String> = rest.iter().map(|word| word.to_lowercase()).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let Some(tail) = TAILS
            .iter()
            .find(|tail| said.ends_with(tail) && said.len() > tail.len())
        else {
            return out;
        };
        rest.truncate(rest.len() - tail.len());
        out.push(rest.clone());
    }
}

/// "get rid of the last paragraph the one that says the invoice follows": what is pointed at already is described once more.
fn without_description(words: &[String]) -> Option<Vec<String>> {
    const LEAST: usize = 3;
    let described = |at: &usize| {
        words[*at] == "the"
            && words[at + 1] == "one"
            && matches!(
                words[at + 2].as_str(),
                "that"
                    | "which"
                    | "about"
                    | "with"
                    | "saying"
                    | "where"
                    | "beginning"
                    | "starting"
                    | "ending"
            )
    };
    let at = (LEAST..words.len().saturating_sub(LEAST)).find(described)?;
    Some(words[..at].to_vec())
}

/// "the party's on friday now so change tuesday to friday": the command behind its reason, which is plainly one where the
/// reason names something of it.
fn behind_reason(words: &[String]) -> Option<(Vec<String>, Manner)> {
    const SHORTEST_REASON: usize = 3;
    const LONG: usize = 4;
    let joins = |at: &usize| match words[*at].as_str() {
        "so" => is_verb(&words[at + 1]) || words[at + 1] == "please",
        "please" => is_verb(&words[at + 1]),
        _ => false,
    };
    let at = (SHORTEST_REASON..words.len().saturating_sub(2)).find(joins)?;
    let (reason, command) = (&words[..at], &words[at + 1..]);
    let named = command
        .iter()
        .any(|word| word.len() >= LONG && reason.contains(word));
    let amiss = reason.iter().any(|word| {
        matches!(
            word.as_str(),
            "wrong" | "mistake" | "typo" | "error" | "misspelt" | "misspelled" | "meant" | "incorrect"
        )
    });
    let named = named || amiss;
    let manner = if named { Manner::Plain } else { Manner::Polite };
    Some((command.to_vec(), manner))
}

/// The words without those that only soften: "change just the second one", "could you possibly add".
fn without_softeners(words: &[String]) -> Option<Vec<String>> {
    const SOFTENERS: &[&str] = &[
        "just", "simply", "possibly", "quite", "kindly", "please", "maybe", "perhaps", "whole", "entire",
    ];
    let kept: Vec<String> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at == 0 || !SOFTENERS.contains(&word.as_str()))
        .map(|(_, word)| word.clone())
        .collect();
    (kept.len() < words.len()).then_some(kept)
}

/// Whether one thing is wished for in the place of another.
fn is_exchange(words: &[&str]) -> bool {
    words
        .windows(2)
        .any(|pair| pair == ["instead", "of"] || pair == ["rather", "than"])
}

/// The verb of the table whose past form this is: "deleted", "swapped", "made", "put".
fn base_of_past(word: &str) -> Option<String> {
    const IRREGULAR: &[(&str, &str)] = &[
        ("made", "make"),
        ("put", "put"),
        ("set", "set"),
        ("cut", "cut"),
        ("took", "take"),
        ("wrote", "write"),
        ("struck", "strike"),
        ("split", "split"),
        ("went", "go"),
        ("got", "get"),
        ("left", "leave"),
    ];
    if let Some((_, verb)) = IRREGULAR.iter().find(|(past, _)| *past == word) {
        return Some((*verb).to_owned());
    }
    let stem = word.strip_suffix("ed")?;
    let shorter = stem.get(..stem.len().saturating_sub(1))?;
    let candidates = [
        stem.to_owned(),
        format!("{stem}e"),
        shorter.to_owned(),
        stem.strip_suffix('i')
            .map_or(String::new(), |stem| format!("{stem}y")),
    ];
    candidates.into_iter().find(|verb| is_verb(verb))
}

/// The verb of the table whose participle this is: as [`base_of_past`], and "taken", "written".
pub(super) fn base_of_participle(word: &str) -> Option<String> {
    match word {
        "taken" => Some("take".to_owned()),
        "written" => Some("write".to_owned()),
        "took" | "wrote" | "went" | "got" | "left" => None,
        _ => base_of_past(word),
    }
}

/// The verb of the table whose "-ing" form this is.
fn base_of_gerund(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ing")?;
    let doubled = stem
        .chars()
        .last()
        .map(|last| stem.trim_end_matches(last).len() + last.len_utf8());
    let candidates = [
        Some(stem.to_owned()),
        Some(format!("{stem}e")),
        doubled.map(|n| stem[..n].to_owned()),
    ];
    candidates.into_iter().flatten().find(|verb| is_verb(verb))
}
