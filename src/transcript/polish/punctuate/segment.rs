//! Marks for one stretch of words without breaks: the model's choice, unless the words make another one plain.

use std::collections::HashMap;

use super::super::Why;
use super::super::numbers::{bound, is_number_word};
use super::super::token::{Case, Kind, Space, Token, Trail};
use super::super::{clause, speaker};
use super::rules::closes;
use super::{
    END_UNKNOWN, End, MARKS, Model, N_MARKS, N_PAUSES, Scores, answers, cries, ends, evidence, lists,
    model_words, pause_class, rules, series,
};
use crate::english::word_classes::{AUXILIARIES, VERBS_OF_SPEECH};

/// A silence behind an utterance from which on it is over, in milliseconds.
const LONG_PAUSE_MS: u32 = 500;
/// How much likelier a full stop is at the end of an utterance than in the training, where one in five was cut.
/// Chosen on training text: 97 to 100 % of whole sentences get their stop.
const END_FACTOR: f32 = 3.0;

/// Least probability of an exclamation mark: few texts have them, and a wrong one is loud.
const EXCLAIM_PROBABILITY: f32 = 0.25;

/// Most words of a sentence whose kind is asked for.
const LONGEST_SENTENCE: usize = 60;

/// The words of a stretch as the model reads them.
struct Heard {
    /// Lower case, with pause classes; those of the unfinished sentence before come first.
    words: Vec<(String, usize)>,
    /// Each word token with the last of its model words.
    owners: Vec<(usize, usize)>,
}

impl Heard {
    /// `None` when there is no word.
    fn of(segment: &[Token], context: &[(String, usize)], end: End) -> Option<Self> {
        let mut words = context.to_vec();
        let mut owners = Vec::new();
        for (index, token) in segment.iter().enumerate().filter(|(_, token)| token.is_word()) {
            let parts = model_words(&token.text);
            let any = !parts.is_empty();
            words.extend(parts.into_iter().map(|part| (part, 1)));
            if let Some(last) = words.last_mut().filter(|_| any) {
                last.1 = pause_class(token.pause_ms);
                owners.push((index, words.len() - 1));
            }
        }
        let (last_token, last_word) = owners.last().copied()?;
        let known = segment[last_token].pause_ms;
        words[last_word].1 = match end {
            End::Paragraph | End::Line => N_PAUSES - 2,
            _ if known.is_none() => END_UNKNOWN,
            _ => pause_class(known),
        };
        // Words before this one have no pause when the utterance is untimed; one inside a token is never a pause.
        let untimed = owners
            .iter()
            .all(|(index, _)| *index == last_token || segment[*index].pause_ms.is_none());
        if untimed {
            words.iter_mut().take(last_word).for_each(|word| word.1 = 0);
        }
        Some(Heard { words, owners })
    }
}

/// Marks for one stretch without breaks; gives the mark that belongs before its first word.
pub(super) fn segment_marks(
    segment: &mut Vec<Token>,
    model: &Model,
    context: &[(String, usize)],
    end: End,
    marks: bool,
    trail: &mut Trail,
) -> Option<&'static str> {
    let heard = Heard::of(segment, context, end)?;
    let mut scores = model.run(&heard.words);
    evidence::weigh(segment, &heard.owners, &mut scores);
    let joint = context.len().checked_sub(1).and_then(|last| {
        let mark = best(&scores[last], &model.inside_weights);
        let spoken = segment.first().is_some_and(|first| !first.is_word());
        (mark > 0 && !spoken).then(|| MARKS[mark])
    });
    for (index, word) in &heard.owners {
        segment[*index].cases.get_or_insert(scores[*word].cases);
    }
    if !marks || end == End::Utterance && is_entry(segment) {
        return if marks { joint } else { None };
    }
    // Behind a stop that belongs before them these words are a sentence of their own.
    let begins = match joint {
        Some("." | "?" | "!") => context.len(),
        _ => 0,
    };
    for insertion in choose(segment, &heard, &scores, model, end, begins)
        .into_iter()
        .rev()
    {
        insert(segment, &insertion, trail);
    }
    joint
}

/// Whether the utterance is an address or a number and nothing else: no sentence, and no mark belongs behind it.
fn is_entry(segment: &[Token]) -> bool {
    let [only] = segment else {
        return false;
    };
    let text = only.text.as_str();
    let address = text.contains('@') || text.contains('.') && !text.ends_with('.');
    let number = text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| !c.is_alphabetic());
    !text.contains(' ') && (address || number)
}

/// A mark to be put in.
struct Insertion {
    /// The place of the token it stands before.
    at: usize,
    /// Its place in [`MARKS`].
    mark: usize,
    /// How likely the model holds it for.
    probability: f32,
}

/// The mark behind each word, where one belongs and none stands; the first sentence begins with the model word `begins`.
fn choose(
    segment: &[Token],
    heard: &Heard,
    scores: &[Scores],
    model: &Model,
    end: End,
    begins: usize,
) -> Vec<Insertion> {
    let shown: Vec<&str> = heard.words.iter().map(|(word, _)| word.as_str()).collect();
    let bound = bound(segment);
    let plain = plain_marks(segment, heard, scores, &bound);
    let whole = rules::whole(&shown).filter(|_| matches!(end, End::Utterance | End::OwnLine | End::Entry));
    let short = whole == Some("?") && heard.owners.len() <= 3
        || whole == Some("!") && matches!(shown[0], "what" | "how");
    let named = |word: usize| scores.get(word).is_some_and(|scores| scores.cases[1] > 0.5);
    let last_token = heard.owners.last().map_or(0, |(index, _)| *index);
    let stretch_ends = stretch_ends(segment, heard);
    let mut sentence = begins; // its first model word
    let mut asked = false; // the sentence before it was a question
    let mut insertions = Vec::new();
    for (n, (index, word)) in heard.owners.iter().copied().enumerate() {
        let last = index == last_token;
        let next = segment.get(index + 1);
        if speech_begins(segment, index) {
            sentence = n
                .checked_sub(1)
                .map_or(begins, |before| heard.owners[before].1 + 1);
            asked = false;
        }
        let choice = if last {
            let over = segment[index].pause_ms.is_none_or(|ms| ms >= LONG_PAUSE_MS);
            let said = &shown[sentence..=word];
            let ended = over && (!rules::waits(&shown) || clause::is_whole(&shown));
            let elliptical = over && rules::leaves_verb_out(said);
            let stops = |choice: usize| match choice {
                0 if ended && (said.len() > 2 || sentence > 0) && clause::is_whole(said) => true,
                0 if elliptical => true,
                // "who is bringing the stove? Mark is"
                0 if asked && (2..4).contains(&said.len()) && stands_for_all(said) => true,
                // "cheaper than plan A": a letter that is a name ends a sentence as other names do.
                0 | 1 => ended && said.len() > 3 && is_letter(&segment[index]),
                _ => false,
            };
            match whole.and_then(|mark| MARKS.iter().position(|known| *known == mark)) {
                Some(mark) => mark,
                None => match at_end(&scores[word], &model.end_weights, end, heard.owners.len(), ended) {
                    choice if end == End::Utterance && stops(choice) => 2,
                    choice => choice,
                },
            }
        } else if let Some(mark) = plain.get(&index) {
            *mark
        } else if bound[index]
            || bound.get(index + 1) == Some(&true) && segment[index + 1].is("oh") // "back in oh eight"
            || rules::holds(segment, index, named(word + 1)) || short
        {
            0
        } else {
            let paused = segment[index].pause_ms.is_some();
            let likely = best(&scores[word], &model.inside_weights);
            // What stands behind the next mark belongs to nothing here.
            let words = &shown[..stretch_ends[n]];
            match words.len() > word + 1 {
                true => ends::inside(words, sentence, word, scores, likely, paused),
                false => likely,
            }
        };
        let words = &shown[sentence..=word];
        // "- Apples": a few words are no sentence.
        let entry = last && end == End::Entry && sentence == begins && MARKS[choice] == ".";
        let choice = match entry && !clause::is_whole(words) && !clause::has_verb(words) {
            true => 0,
            false => fitting(choice, words, last),
        };
        let said = Said {
            words,
            first: sentence == begins,
            last,
            asked,
        };
        let choice = said.settled(choice, end);
        let marked = next.is_some_and(|next| matches!(next.kind, Kind::Mark(_)) && !closes(next));
        let whole_speech = speech_ends(segment, index);
        let choice = match whole_speech && !plain.contains_key(&index) {
            true => (2..5)
                .max_by(|left, right| scores[word].marks[*left].total_cmp(&scores[word].marks[*right]))
                .map_or(choice, |stop| fitting(stop, said.words, true)),
            false => choice,
        };
        let quoted = (whole_speech || plain.contains_key(&index)) && next.is_some_and(closes);
        let closed = next.is_some_and(closes) && segment.len() > index + 2 && !quoted;
        let free = !marked && !closed && !next.is_some_and(|next| next.joined);
        if choice > 0 && free {
            insertions.push(Insertion {
                at: index + 1,
                mark: choice,
                probability: scores[word].marks[choice],
            });
        }
        if (2..5).contains(&choice) && free {
            asked = MARKS[choice] == "?";
        }
        if (2..5).contains(&choice) && free || next.is_some_and(Token::ends_sentence) {
            sentence = word + 1;
        }
    }
    insertions
}

/// Whether the word is the first of what somebody says: behind a quotation mark that a mark stands before.
fn speech_begins(segment: &[Token], index: usize) -> bool {
    index > 1 && segment[index - 1].text == "“" && !segment[index - 2].is_word()
}

/// Whether the word is the last of what somebody says, with a sentence of the narrator's own behind it, or nothing.
fn speech_ends(segment: &[Token], index: usize) -> bool {
    let closed = segment.get(index + 1).is_some_and(|next| next.text == "”");
    let opened = segment[..=index].iter().rposition(|token| token.text == "“");
    let goes_on =
        segment.get(index + 2).is_some_and(Token::is_word) && !speaker::is_speaker(segment, index + 2);
    closed && goes_on && opened.is_some_and(|open| speech_begins(segment, open + 1))
}

/// The words of a sentence up to where a mark may stand.
struct Said<'a> {
    words: &'a [&'a str],
    /// Whether it is the first sentence.
    first: bool,
    /// Whether nothing follows.
    last: bool,
    /// Whether the sentence before it was a question.
    asked: bool,
}

impl Said<'_> {
    /// The mark where its kind of sentence asks for another one than the model.
    fn settled(&self, choice: usize, end: End) -> usize {
        // "eggs new line bacon": an entry of a list asks nothing
        let entry = self.last && end == End::Line && !rules::asks(self.words);
        // "when I was young": what it waits for comes with the next utterance
        let half =
            self.last && end == End::Utterance && rules::waits(self.words) && !clause::is_whole(self.words);
        match MARKS[choice] {
            "?" if self.answers() => stop_if(!half),
            "?" if entry => 0,
            "." if half => 0,
            _ => choice,
        }
    }

    /// "what is her name | it's Paula": whether what begins so behind a question answers it.
    fn answers(&self) -> bool {
        const SHORT: usize = 4;
        let fragment = self.asked && answers::is_fragment(self.words);
        let (Some(first), Some(last)) = (self.words.first(), self.words.last()) else {
            return false;
        };
        let short = (1..=SHORT).contains(&self.words.len());
        let told = short
            && matches!(
                *first,
                "it's" | "they're" | "he's" | "she's" | "that's" | "there's"
            );
        // “Who is it?” called the old man. “Who is it?” he asked.
        let spoken = VERBS_OF_SPEECH.contains(first)
            || short && self.words.len() > 1 && VERBS_OF_SPEECH.contains(last);
        let amount = self.asked && answers::is_amount(self.words);
        let plain = matches!(*first, "yes" | "no" | "yeah" | "nope") && !rules::asks(self.words);
        !self.first && (self.last || fragment) && (told || spoken || fragment || amount || plain)
    }
}

/// A full stop, or no mark.
fn stop_if(ended: bool) -> usize {
    if ended { 2 } else { 0 }
}

/// Whether an auxiliary at the end stands for all that was asked.
fn stands_for_all(said: &[&str]) -> bool {
    said.last()
        .is_some_and(|last| AUXILIARIES.contains(last) && *last != "be")
}

/// Whether the word is a letter that names something.
fn is_letter(token: &Token) -> bool {
    token.case == Case::Exact
        && token.text.len() == 1
        && token.text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// For each word token, the end (in model words) of the stretch without marks that it stands in.
fn stretch_ends(segment: &[Token], heard: &Heard) -> Vec<usize> {
    let mut ends = vec![heard.words.len(); heard.owners.len()];
    for (n, (index, word)) in heard.owners.iter().enumerate().rev() {
        let stops = segment.get(index + 1).is_some_and(|next| !next.is_word());
        ends[n] = if stops {
            word + 1
        } else {
            ends.get(n + 1).copied().unwrap_or(heard.words.len())
        };
    }
    ends
}

/// Marks that the words make plain, by the token they stand behind.
fn plain_marks(segment: &[Token], heard: &Heard, scores: &[Scores], bound: &[bool]) -> HashMap<usize, usize> {
    let word_of: HashMap<usize, usize> = heard.owners.iter().copied().collect();
    let score = |index: usize| word_of.get(&index).map(|word| scores[*word]).unwrap_or_default();
    let mut plain = series::marks(segment, &score);
    plain.retain(|index, _| !bound[*index]); // words of one number are no series
    plain.extend(lists::marks(segment));
    plain
}

fn insert(segment: &mut Vec<Token>, insertion: &Insertion, trail: &mut Trail) {
    let Insertion {
        at,
        mark,
        probability,
    } = *insertion;
    // "(and so on)." but “and so on.”
    let past = segment
        .get(at)
        .is_some_and(|next| matches!(next.text.as_str(), ")" | "]" | "%" | "°"))
        || MARKS[mark] == "?" && !rules::quotes_whole(segment, at);
    let pause = segment[at - 1].pause_ms;
    trail.note(
        segment[at - 1].text.clone(),
        format!("{}{}", segment[at - 1].text, MARKS[mark]),
        Why::Model { probability },
    );
    segment.insert(
        at + usize::from(past),
        Token::mark(MARKS[mark], Space::Before, pause),
    );
}

/// The mark that fits the words of the sentence that it would end.
pub(super) fn fitting(choice: usize, sentence: &[&str], last: bool) -> usize {
    if sentence.len() > LONGEST_SENTENCE {
        return choice;
    }
    match MARKS[choice] {
        "." | "?" if cries::exclaims(sentence) => 4,
        "!" if sentence.last().is_some_and(|word| is_number_word(word)) => 2,
        // "library card number 774029": what asks has a verb
        "!" if !cries::exclaims(sentence)
            && matches!(sentence, ["hello" | "hi" | "thanks" | "yes" | "no" | "okay"]) =>
        {
            2
        }
        "?" if sentence
            .last()
            .is_some_and(|word| word.len() > 3 && word.bytes().all(|b| b.is_ascii_digit()))
            && !clause::has_verb(sentence) =>
        {
            2
        }
        "?" if rules::tells(sentence) || rules::states(sentence) => 2,
        "." if rules::asks(sentence) || rules::is_short_question(sentence) => 3,
        "." | "?" if !last && rules::only_opens(sentence) => 1,
        _ => choice,
    }
}

/// The mark with the largest weighted probability; an exclamation mark must be likely by itself too.
fn best(scores: &Scores, weights: &[f32; N_MARKS]) -> usize {
    let mut top = 0;
    for mark in (1..N_MARKS).filter(|mark| MARKS[*mark] != "!" || scores.marks[*mark] >= EXCLAIM_PROBABILITY)
    {
        if scores.marks[mark] * weights[mark] > scores.marks[top] * weights[top] {
            top = mark;
        }
    }
    top
}

/// The mark at the end of a stretch; a comma or colon there must be sure.
fn at_end(scores: &Scores, weights: &[f32; N_MARKS], end: End, n_words: usize, ended: bool) -> usize {
    let mut choice = best(scores, weights);
    if end == End::Utterance && ended && matches!(choice, 0 | 1) {
        // Nobody stops in the middle as often as the cut examples of the training did.
        let mut weights = *weights;
        weights[2..5].iter_mut().for_each(|weight| *weight *= END_FACTOR);
        choice = best(scores, &weights);
    }
    let sure = scores.marks[choice] >= 0.7 && n_words > 3;
    match end {
        End::Open => 0,
        End::Line if n_words <= 6 && choice == 2 => 0,
        End::Line if choice == 1 && !sure => 0,
        End::Paragraph if choice == 0 || choice == 1 => stop_if(n_words > 3),
        End::Utterance | End::OwnLine | End::Entry if matches!(choice, 1 | 5) && !sure => {
            stop_if(scores.marks[2] > scores.marks[0])
        }
        _ => choice,
    }
}
