//! What is plain from the words alone and the model is too unsure of: whole answers, short questions, exclamations,
//! salutations, halves of sentences, and places where no mark can stand.
//!
//! Words are lower case. Knows nothing of probabilities.

use super::super::clause;
use super::super::numbers::names_codes;
use super::super::titles;
use super::super::token::{Kind, Space, Token, is_one, reads};
use crate::english::adjectives::{ADJECTIVES, COMPARATIVES};
use crate::english::word_classes::{
    ADVERBS, AUXILIARIES, DETERMINERS, PREPOSITIONS, QUANTIFIERS, QUESTION_WORDS, SHORT_CLAUSES,
    SUBJECT_ONLY, SUBJECT_PRONOUNS, verb,
};

/// Most words of a subordinate clause that is no sentence yet.
const MOST_OF_HALF: usize = 7;

/// Whether the sentence began with a word that makes one wait for its other half: "when I was young".
pub(super) fn waits(words: &[&str]) -> bool {
    const CONJUNCTIONS: &[&str] = &[
        "when", "if", "because", "although", "though", "while", "since", "unless", "until", "whenever",
        "after", "before", "as",
    ];
    words.len() <= MOST_OF_HALF && words.first().is_some_and(|first| CONJUNCTIONS.contains(first))
}

/// Whether the word ends a sentence now and then only: "what is it for", but "we listen for …" far more often.
pub(super) fn seldom_ends(last: &str) -> bool {
    const SELDOM: &[&str] = &[
        "in", "on", "for", "by", "at", "that", "what", "been", "get", "this", "these", "those", "so", "then",
        "as", "there's", "about", "over", "under", "when", "where", "how", "some", "any", "just",
    ];
    SELDOM.contains(&last)
}

/// The mark that the words of a whole utterance ask for, whatever the model thinks of them.
pub(super) fn whole(words: &[&str]) -> Option<&'static str> {
    if super::cries::exclaims(words) {
        return Some("!");
    }
    if is_short_question(words) {
        return Some("?");
    }
    if is_answer(words) {
        return Some(".");
    }
    let salutation = words.first() == Some(&"dear") && (2..=4).contains(&words.len());
    salutation.then_some(",")
}

/// Whether the words are a whole answer.
fn is_answer(words: &[&str]) -> bool {
    const ANSWERS: &[&str] = &[
        "yes",
        "no",
        "okay",
        "sure",
        "thanks",
        "thank you",
        "of course",
        "no thanks",
        "yes please",
        "never",
        "exactly",
    ];
    const OPENERS: &[&str] = &["yes", "no", "yeah", "nope"];
    // "no I don't", "yes we can"
    let echo = matches!(words, [opener, subject, verb] if OPENERS.contains(opener)
        && SUBJECT_PRONOUNS.contains(subject)
        && (AUXILIARIES.contains(verb) || verb.ends_with("n't")));
    echo || words.len() <= 2 && ANSWERS.contains(&words.join(" ").as_str())
}

/// Whether the words are a short question, "how are you", which the model takes for a beginning.
pub(super) fn is_short_question(words: &[&str]) -> bool {
    const ASKS: &[&str] = &["what", "who", "where", "when", "why", "how"];
    const SHORT: &[&str] = &[
        "so what",
        "and you",
        "why not",
        "how come",
        "what else",
        "who else",
        "now what",
        "what now",
        "what about you",
        "how about you",
    ];
    let inverted = matches!(words, [ask, verb, subject, ..]
        if words.len() <= 4 && ASKS.contains(ask) && AUXILIARIES.contains(verb) && SUBJECT_PRONOUNS.contains(subject));
    // "who's there"
    let shortened = matches!(
        words,
        [
            "who's" | "what's" | "where's",
            "there" | "that" | "this" | "up" | "wrong" | "new" | "next"
        ]
    );
    shortened || inverted || words.len() <= 3 && SHORT.contains(&words.join(" ").as_str())
}

/// Whether the sentence tells what it begins to ask: "what I mean is that it works". A question would have turned its
/// verb round: "what do I mean".
pub(super) fn tells(sentence: &[&str]) -> bool {
    let body = match sentence {
        ["and" | "but" | "so" | "well", rest @ ..] => rest,
        _ => sentence,
    };
    let ["what", subject, said @ ..] = body else {
        return false;
    };
    let verb = said.iter().position(|word| matches!(*word, "is" | "was"));
    let tag = matches!(said, [.., "right" | "okay" | "it" | "no" | "yes"]);
    ["i", "we", "he", "she", "they", "you"].contains(subject)
        && verb.is_some_and(|at| at > 0 && at + 2 < said.len())
        && !tag
}

/// Openings of a sentence that say nothing of its kind.
fn past_openings<'a, 'b>(sentence: &'b [&'a str]) -> &'b [&'a str] {
    let openings = [
        "and", "but", "so", "well", "okay", "oh", "then", "hey", "sorry", "hello", "hi", "thanks", "yes",
        "no",
    ];
    let first = sentence
        .iter()
        .position(|word| !openings.contains(word))
        .unwrap_or(0);
    &sentence[first..]
}

/// What follows an "I mean" that a question stands behind: "I mean who plays the drums at midnight".
fn past_meant<'a, 'b>(sentence: &'b [&'a str]) -> &'b [&'a str] {
    match sentence {
        ["i", "mean", rest @ ..]
            if clause::asks(rest, 0) || rest.first() == Some(&"who") && clause::is_finite(rest, 1) =>
        {
            rest
        }
        _ => sentence,
    }
}

/// Whether the sentence asks about somebody or something without an article: "is Maria ready", "does Tom know", "was the
/// ticket expensive". A note may begin with a verb, too: "was late again".
fn asks_of_name(body: &[&str]) -> bool {
    const NOTES: &[&str] = &["home", "late", "early", "away", "back", "out"];
    let [helper, subject, rest @ ..] = body else {
        return false;
    };
    let forms = verb(subject);
    let named = clause::may_be_noun(subject)
        && !forms.participle
        && !subject.ends_with("ing")
        && !subject.ends_with("ed")
        && !ADJECTIVES.contains(subject)
        && !COMPARATIVES.contains(subject)
        && !NOTES.contains(subject)
        && !ADVERBS.contains(subject);
    let acts = rest.iter().take(4).any(|word| verb(word).base);
    let done = rest
        .iter()
        .take(4)
        .any(|word| verb(word).participle || *word == "been");
    named
        && !rest.is_empty()
        && match *helper {
            "is" | "are" | "was" | "were" => !matches!(rest[0], "and" | "of") || rest.len() > 2,
            "does" | "did" | "could" | "should" | "would" => acts,
            "will" | "can" => acts || rest.contains(&"be"),
            "has" => done,
            _ => false,
        }
}

/// Whether the sentence can only be a question: "which dishes contain no gluten", "do you have the key".
pub(super) fn asks(sentence: &[&str]) -> bool {
    let body = past_openings(past_meant(sentence));
    let (first, second) = (clause::at(body, 0), clause::at(body, 1));
    if body.len() < 3 || matches!(body.last(), Some(&"and" | &"or" | &"but")) {
        return false;
    }
    let which =
        matches!(first, "which" | "whose") && (1..body.len()).any(|verb| clause::is_finite(body, verb));
    let who = first == "who" && clause::is_finite(body, 1) && second != "knows" && second != "cares";
    let many = first == "how"
        && matches!(second, "many" | "much")
        && (2..body.len()).any(|verb| clause::is_finite(body, verb));
    // "I was like what"
    let quoted = matches!(
        body,
        [.., "like", "what" | "why" | "who" | "how" | "where" | "when"]
    );
    which || who || many || quoted || clause::asks(body, 0) || asks_of_name(body)
}

/// Words that "to" may stand behind without its verb: "I don't want to".
const TAKE_TO: &[&str] = &[
    "want", "wants", "wanted", "have", "has", "had", "need", "needs", "needed", "used", "like", "love",
    "able", "allowed", "supposed", "going", "meant", "afford", "ought", "not", "choose", "tried",
];

/// Conjunctions between the clause that has the verb and the one that leaves it out.
const JOINTS: &[&str] = &[
    "and", "but", "if", "because", "so", "than", "as", "when", "unless", "though", "or", "although",
];

/// Whether the sentence ends with "to" because its verb was said before, in a clause of its own: "not everyone signed and
/// not everyone had to", "I would help, but I don't want to".
pub(super) fn leaves_verb_out(sentence: &[&str]) -> bool {
    let [said @ .., verb_of_will, "to"] = sentence else {
        return false;
    };
    let willing = TAKE_TO.contains(verb_of_will);
    let joined = said.iter().rposition(|word| JOINTS.contains(word));
    willing && joined.is_some_and(|at| clause::has_verb(&said[..at]) && at + 1 < said.len())
}

/// Whether the sentence can be no question: it tells what "I" or "we" do, or is a mere "at nine".
pub(super) fn states(sentence: &[&str]) -> bool {
    let sentence = past_meant(sentence);
    const TAGS: &[&str] = &[
        "right", "okay", "ok", "what", "who", "how", "why", "where", "when", "which", "yes", "no", "not",
        "please", "or",
    ];
    let first = clause::at(sentence, 0);
    let tagged = sentence
        .iter()
        .any(|word| TAGS.contains(word) || word.ends_with("n't"));
    let short = SHORT_CLAUSES.contains(&first)
        && !matches!(
            first,
            "you're" | "it's" | "that's" | "who's" | "what's" | "where's" | "how's"
        );
    let own = (short || SUBJECT_ONLY.contains(&first)) && clause::subject_verb(sentence, 0).is_some();
    // "on the 3rd of May we meet", but "at night do they sleep"
    let told = (1..sentence.len()).any(|index| {
        SUBJECT_ONLY.contains(&sentence[index])
            && !AUXILIARIES.contains(&sentence[index - 1])
            && clause::subject_verb(sentence, index).is_some()
    });
    // "you know the way home", "you told me", but "you know what"
    let told_you = matches!(sentence, ["you", "know" | "knew" | "said" | "told" | "saw" | "made" | "gave" | "took" | "left", next, ..]
        if clause::begins_object(next) || matches!(*next, "everything" | "nothing" | "best" | "better"));
    let known = told_you || sentence.starts_with(&["you", "know"]) && sentence.len() <= 4;
    let reason = first == "because" && clause::subject_verb(sentence, 1).is_some();
    let own = own
        || known
        || reason
        || sentence.starts_with(&["it", "was"])
        || PREPOSITIONS.contains(&first) && told;
    // "the farmer did": an answer in three words
    let answer = DETERMINERS.contains(&first)
        && (3..=4).contains(&sentence.len())
        && sentence.last().is_some_and(|last| AUXILIARIES.contains(last))
        && !sentence[..sentence.len() - 1]
            .iter()
            .any(|word| AUXILIARIES.contains(word));
    // "Oscar did", "no one has"
    let short_answer = matches!(sentence, [subject, verb]
        if AUXILIARIES.contains(verb) && !AUXILIARIES.contains(subject) && !QUESTION_WORDS.contains(subject));
    // "a third of them left", "about half of it was gone": subject and verb in the order of a statement
    let amount = match sentence {
        ["about" | "almost" | "nearly", rest @ ..] => rest,
        _ => sentence,
    };
    let counted = amount.first().is_some_and(|first| {
        (QUANTIFIERS.contains(first) || ["a", "the", "my", "his", "her", "our", "their"].contains(first))
            && clause::subject_verb(amount, 0).is_some()
    });
    let own = own || answer || short_answer || counted;
    let phrase = PREPOSITIONS.contains(&first) && sentence.len() <= 4 && !clause::has_finite(sentence);
    // "take the second right"
    let turn = matches!(
        sentence,
        [.., "first" | "second" | "third" | "next" | "last", "right"]
    ) && clause::is_command(sentence, 0);
    turn || !tagged && (own || phrase)
}

/// Words that open a sentence and are set off from it: a stop behind them alone is one too many.
pub(super) fn only_opens(sentence: &[&str]) -> bool {
    const OPENINGS: &[&str] = &[
        "second",
        "third",
        "fourth",
        "finally",
        "next",
        "lastly",
        "however",
        "anyway",
        "also",
        "besides",
        "therefore",
        "instead",
        "otherwise",
    ];
    match sentence {
        [word] => OPENINGS.contains(word),
        // "we need money and third we need time"
        [.., "and", word] => OPENINGS[..5].contains(word),
        _ => false,
    }
}

/// Places after the word at `index` where no mark can stand, numbers apart: "dear | sir", "hi | Anna", "I mean | it",
/// "George | III".
pub(super) fn holds(segment: &[Token], index: usize, name_follows: bool) -> bool {
    let starts = segment[..index].iter().all(|token| !token.is_word());
    let next = segment.get(index + 1).filter(|next| next.is_word());
    let mut behind = segment[index + 1..].iter().filter(|token| token.is_word());
    let is_last = behind.next().is_some() && behind.next().is_none();
    let lone = is_one(next, &["it", "him", "her", "them", "me", "us"]);
    let numeral =
        next.is_some_and(|next| next.locked && next.text.chars().all(|c| matches!(c, 'I' | 'V' | 'X')));
    let last = &segment[index];
    let greets = is_one(last, &["hi", "hello", "hey"]) && name_follows;
    let opens = starts && (greets || last.is("dear")) && next.is_some();
    // "the second right", "you know the good it did"
    let turns = [
        "first", "second", "third", "next", "last", "fourth", "far", "hard", "sharp",
    ];
    let turn = is_one(next, &["left", "right"]) && is_one(last, &turns);
    let things = ["best", "better", "everything", "nothing", "him", "them", "me"];
    let known =
        index == 1 && reads(segment, 0, "you know") && (is_one(next, DETERMINERS) || is_one(next, &things));
    // "I mean what I say", "sorry seems to be the hardest word"
    let meant = index == 1
        && reads(segment, 0, "i mean")
        && is_one(next, &["what", "every"])
        && is_one(segment.get(index + 2), SUBJECT_PRONOUNS);
    let subject = index == 0
        && segment[0].is("sorry")
        && next.is_some_and(|next| {
            let next = next.text.to_lowercase();
            verb(&next).third && !verb(&next).base
        });
    // "order 12 pizzas", but "in 2020, sales rose"
    let counts = last.locked
        && last.text.len() < 4
        && last.text.bytes().all(|b| b.is_ascii_digit())
        && next.is_some_and(|next| {
            !next.locked && next.text.len() > 3 && next.text.ends_with('s') && !next.text.ends_with("ss")
        })
        && index.checked_sub(1).is_some_and(|before| {
            verb(&segment[before].text.to_lowercase()).any() || is_one(&segment[before], DETERMINERS)
        });
    // "dear father | Thomas"
    let word = |at: usize| {
        let token = segment.get(at).filter(|token| token.is_word());
        token.map_or("", |token| token.text.as_str())
    };
    let titled = titles::is_title(index, &word, &|_| name_follows, &|_| true);
    // "seats 22A"
    let code = names_codes(&last.text) && next.is_some_and(|next| next.locked);
    // "many thanks", "two plus two equals four", "one hundred yard dash"
    let set = is_one(next, &["thanks"]) && is_one(last, &["many", "thousand", "million"])
        || is_one(next, &["dash"])
        || last.is("equals") && next.is_some();
    // "dear sir or madam"
    let salutation = index < 3 && segment[0].is("dear") && is_one(next, &["or", "madam"]);
    meant
        || salutation
        || subject
        || counts
        || titled
        || turn
        || known
        || set
        || code
        || numeral
        || opens
        || is_last && lone && last.is("mean")
}

/// Whether what the quotation mark at `at` closes may be a question of its own: it opens the sentence, or stands
/// behind a mark or a verb of saying. In "is it “good”?" the question is the sentence around it.
pub(super) fn quotes_whole(segment: &[Token], at: usize) -> bool {
    let closes = segment.get(at).is_some_and(|token| token.text == "”");
    let open = segment[..at].iter().rposition(|token| token.text == "“");
    let before = open
        .and_then(|index| index.checked_sub(1))
        .map(|index| &segment[index]);
    let says = [
        "said", "says", "asked", "asks", "replied", "answered", "wrote", "told", "shouted",
    ];
    !closes || before.is_none_or(|token| !token.is_word() || is_one(token, &says))
}

/// Whether the token closes a quotation or bracket.
pub(super) fn closes(token: &Token) -> bool {
    matches!(token.kind, Kind::Mark(Space::Before))
        && matches!(token.text.as_str(), "”" | ")" | "]" | "%" | "°")
}
