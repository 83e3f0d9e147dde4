//! What can be left out or said in fewer words: wordy phrases, openers, adverbs, hesitations.
//!
//! Own collections of common knowledge about English style; no word that is a number, a name or a
//! negation stands on either side of a row, so that no row can lose one.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::phrases::Phrases;

/// Wordy phrases and the word that says the same.
pub(super) static WORDY: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(WORDY_ROWS));

const WORDY_ROWS: &[(&str, &str)] = &[
    ("in order to", "to"),
    ("so as to", "to"),
    ("due to the fact that", "because"),
    ("owing to the fact that", "because"),
    ("because of the fact that", "because"),
    ("on account of the fact that", "because"),
    ("the reason why is that", "because"),
    ("in spite of the fact that", "although"),
    ("despite the fact that", "although"),
    ("in light of the fact that", "since"),
    ("given the fact that", "since"),
    ("in view of the fact that", "since"),
    ("at this point in time", "now"),
    ("at the present time", "now"),
    ("at this moment in time", "now"),
    ("at that point in time", "then"),
    ("in the near future", "soon"),
    ("in the event that", "if"),
    ("in case of the event that", "if"),
    ("on the condition that", "if"),
    ("for the purpose of", "for"),
    ("with regard to", "about"),
    ("with respect to", "about"),
    ("in regard to", "about"),
    ("in relation to", "about"),
    ("in connection with", "about"),
    ("with reference to", "about"),
    ("on the subject of", "about"),
    ("a large number of", "many"),
    ("a great number of", "many"),
    ("a significant number of", "many"),
    ("a majority of", "most"),
    ("the vast majority of", "most"),
    ("the majority of", "most"),
    ("a small number of", "a few"),
    ("has the ability to", "can"),
    ("have the ability to", "can"),
    ("is able to", "can"),
    ("are able to", "can"),
    ("is in a position to", "can"),
    ("are in a position to", "can"),
    ("make a decision", "decide"),
    ("made a decision", "decided"),
    ("come to a decision", "decide"),
    ("came to the conclusion that", "concluded that"),
    ("give consideration to", "consider"),
    ("take into consideration", "consider"),
    ("make an attempt to", "try to"),
    ("made an attempt to", "tried to"),
    ("in the process of", ""),
    ("until such time as", "until"),
    ("as long as it takes until", "until"),
    ("during the course of", "during"),
    ("over the course of", "during"),
    ("in the course of", "during"),
    ("in close proximity to", "near"),
    ("in the vicinity of", "near"),
    ("on a daily basis", "daily"),
    ("on a weekly basis", "weekly"),
    ("on a monthly basis", "monthly"),
    ("on a regular basis", "regularly"),
    ("each and every", "every"),
    ("end result", "result"),
    ("final outcome", "outcome"),
    ("past history", "history"),
    ("advance planning", "planning"),
    ("completely finished", "finished"),
    ("absolutely essential", "essential"),
    ("past experience", "experience"),
    ("basic fundamentals", "fundamentals"),
    ("true facts", "facts"),
    ("unexpected surprise", "surprise"),
    ("free gift", "gift"),
    ("future plans", "plans"),
    ("added bonus", "bonus"),
    ("close scrutiny", "scrutiny"),
    ("collaborate together", "collaborate"),
    ("combine together", "combine"),
    ("merge together", "merge"),
    ("return back", "return"),
    ("revert back", "revert"),
    ("repeat again", "repeat"),
    ("still remains", "remains"),
    ("plan ahead", "plan"),
    ("in terms of", "in"),
    ("for the reason that", "because"),
    ("as a result of", "because of"),
    ("as a consequence of", "because of"),
    ("prior to", "before"),
    ("subsequent to", "after"),
    ("in addition to", "besides"),
    ("in the absence of", "without"),
    ("by means of", "by"),
    ("in the form of", "as"),
    ("is of the opinion that", "thinks that"),
    ("are of the opinion that", "think that"),
    ("there is a need for us to", "we need to"),
    ("it is necessary that we", "we must"),
    ("at all times", "always"),
    ("a bit of a", "a"),
    ("the question as to whether", "whether"),
    ("as to whether", "whether"),
    ("in a timely manner", "on time"),
    ("in an efficient manner", "efficiently"),
    ("in a careful manner", "carefully"),
];

/// Phrases that open a clause and say nothing: left out at the beginning of a clause, with "that".
pub(super) static OPENERS: LazyLock<Phrases> = LazyLock::new(|| {
    let all: Vec<(&'static str, &'static str)> = OPENER_ROWS.iter().map(|&row| (row, "")).collect();
    Phrases::new(&all)
});

const OPENER_ROWS: &[&str] = &[
    "needless to say",
    "as a matter of fact",
    "at the end of the day",
    "for what it's worth",
    "to be honest",
    "to be perfectly honest",
    "to be fair",
    "to tell you the truth",
    "to tell the truth",
    "as you know",
    "as you may know",
    "as we all know",
    "as you can see",
    "as i said",
    "as i said before",
    "as i mentioned",
    "as i mentioned before",
    "as mentioned before",
    "as mentioned above",
    "in my opinion",
    "in my humble opinion",
    "in my view",
    "if you ask me",
    "when all is said and done",
    "all things considered",
    "generally speaking",
    "by the way",
    "please note that",
    "note that",
    "it should be noted that",
    "it is important to note that",
    "it's important to note that",
    "it is worth noting that",
    "it's worth noting that",
    "it is worth mentioning that",
    "it's worth mentioning that",
    "it goes without saying that",
    "i would like to point out that",
    "i'd like to point out that",
    "i want to point out that",
    "i would like to say that",
    "i'd like to say that",
    "i just wanted to say that",
    "i wanted to say that",
    "i just want to say that",
    "i want to say that",
    "i just wanted to let you know that",
    "i wanted to let you know that",
    "i'm writing to let you know that",
    "i am writing to let you know that",
    "the thing is that",
    "the thing is",
    "the fact is that",
    "the fact of the matter is that",
    "the point is that",
    "what i mean is that",
    "what i'm trying to say is that",
    "what i'm saying is that",
    "i must say that",
    "i have to say that",
    "i have to admit that",
    "as far as i'm concerned",
    "as far as i know",
    "believe it or not",
    "it seems to me that",
    "it seems that",
    "it appears that",
    "the truth is that",
    "in actual fact",
    "if i'm being honest",
];

/// Openers of an opinion: left out where a subject follows.
pub(super) const OPINIONS: &[&[&str]] = &[
    &["i", "think", "that"],
    &["i", "think"],
    &["i", "believe", "that"],
    &["i", "believe"],
    &["i", "guess", "that"],
    &["i", "guess"],
    &["i", "suppose", "that"],
    &["i", "suppose"],
    &["i", "feel", "like"],
    &["i", "feel", "that"],
    &["i", "would", "say", "that"],
    &["i'd", "say", "that"],
    &["i", "would", "say"],
    &["i'd", "say"],
    &["i", "just", "think"],
    &["i", "really", "think"],
    &["i", "honestly", "think"],
    &["we", "think", "that"],
    &["we", "believe", "that"],
];

/// What a clause begins with after an opinion.
pub(super) static SUBJECTS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "the a an this that these those it it's its we we're we've you you're they they're he he's she she's i i'm i've \
     my our your his her their there there's that's some most many all every each everyone everybody people"
        .split_whitespace()
        .collect()
});

/// Adverbs that add no meaning before the word they strengthen.
pub(super) static ADVERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "basically literally actually really honestly frankly very quite totally absolutely definitely obviously \
     essentially seriously truly simply just incredibly extremely awfully terribly"
        .split_whitespace()
        .collect()
});

/// Sounds of hesitation: never words.
pub(super) static HESITATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "um uh uhm umm uhh er erm ehm hmm mhm"
        .split_whitespace()
        .collect()
});

/// Words that people double on purpose or by grammar.
pub(super) static DOUBLED_ON_PURPOSE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "had that bye ha so there blah knock chop now night tut hear well yes win hush aye pom"
        .split_whitespace()
        .collect()
});
