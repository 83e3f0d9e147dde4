//! Punctuation words inside dictation: "comma", "new line", "cap …", "no space", "literal …", "numeral …".
//!
//! One table ([`ROWS`]) serves this stage, the help, and the command grammar. These words act in running
//! dictation; a guard keeps "a period of time" and "the new line of shoes" text. Knows no other commands.

mod guard;
mod noun;
mod table;

pub use table::{Guard, ROWS, Row, Writes};

use super::Why;
use super::token::{Case, Kind, Space, Token, Trail, phrase, reads};

/// A row of the table found in the words.
struct Hit {
    row: &'static Row,
    /// Number of words it takes.
    len: usize,
}

/// The longest phrase of the table that starts at `at`, guard not asked.
fn longest(tokens: &[Token], at: usize) -> Option<Hit> {
    let mut best: Option<Hit> = None;
    for row in ROWS {
        for said in row.phrases {
            let len = said.split(' ').count();
            let longer = best.as_ref().is_none_or(|hit| len > hit.len);
            if longer && reads(tokens, at, said) {
                best = Some(Hit { row, len });
            }
        }
    }
    best
}

/// Whether the whole of `words` (lower case, spaces) is one phrase of the table: "new line" alone is not a
/// command and not text either, it is written here.
pub fn is_phrase(words: &str) -> bool {
    ROWS.iter().any(|row| row.phrases.contains(&words))
}

/// What "caps on" and its kind have switched on.
#[derive(Default)]
struct Modes {
    capitals: bool,
    case_next: Option<Writes>,
    joined: bool,
}

/// Carries out the punctuation words.
pub(super) fn apply(tokens: Vec<Token>, trail: &mut Trail) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut modes = Modes::default();
    let mut at = 0;
    while at < tokens.len() {
        let hit = longest(&tokens, at).filter(|hit| guard::acts(hit.row, &tokens, at, hit.len, &out));
        match hit {
            Some(hit) => at = act(&hit, &tokens, at, &mut modes, &mut out, trail),
            None => at = quotation(&tokens, at, &mut modes, &mut out, trail),
        }
    }
    out
}

/// "quote to be or not to be unquote", "a quote unquote expert"; else the word as it is. Gives the index of the next
/// unread token.
fn quotation(
    tokens: &[Token],
    at: usize,
    modes: &mut Modes,
    out: &mut Vec<Token>,
    trail: &mut Trail,
) -> usize {
    let mark = |text, space, pause| Token {
        locked: true,
        ..Token::mark(text, space, pause)
    };
    let open = || mark("“", Space::After, tokens[at].pause_ms);
    if !tokens[at].is("quote") {
        push_word(tokens[at].clone(), modes, out);
        return at + 1;
    }
    if let (true, Some(word)) = (reads(tokens, at, "quote unquote"), tokens.get(at + 2)) {
        let said = phrase(&tokens[at..at + 3]);
        trail.note(said, format!("“{}”", word.text), Why::Spoken);
        out.push(open());
        push_word(word.clone(), modes, out);
        out.push(mark("”", Space::Before, word.pause_ms));
        return at + 3;
    }
    let first = at + 1;
    let closed = (first..tokens.len()).find_map(|index| {
        let any = |phrases: &[&str]| phrases.iter().any(|phrase| reads(tokens, index, phrase));
        let closes = any(&["unquote", "end quote", "close quote"]);
        (closes || any(&["quote", "open quote", "open quotes"])).then_some(closes && index > first)
    });
    if closed == Some(true) {
        trail.note("quote", "“", Why::Spoken);
        out.push(open());
    } else {
        push_word(tokens[at].clone(), modes, out);
    }
    at + 1
}

/// Carries out one row; gives the index of the next unread token.
fn act(
    hit: &Hit,
    tokens: &[Token],
    at: usize,
    modes: &mut Modes,
    out: &mut Vec<Token>,
    trail: &mut Trail,
) -> usize {
    let next = at + hit.len;
    let said = phrase(&tokens[at..next]);
    let pause = tokens[next - 1].pause_ms;
    match hit.row.writes {
        Writes::Mark(text, space) => {
            let mut mark = Token::mark(text, space, pause);
            mark.joined = std::mem::take(&mut modes.joined);
            mark.locked = true;
            trail.note(said, text, Why::Spoken);
            out.push(mark);
            if text == "'" {
                modes.case_next = Some(Writes::NoCaps); // "John's": the letter behind it is no code
            }
        }
        Writes::Break(text) => {
            trail.note(said, text.escape_debug().to_string(), Why::Spoken);
            // "new line bullet" is one new line.
            let on_new_line = text == "\n- " && out.last().is_some_and(|last| last.kind == Kind::Break);
            match out.pop_if(|last| on_new_line && last.text.ends_with('\n')) {
                Some(line) => out.push(Token::line_break(&format!("{}- ", line.text))),
                None => out.push(Token::line_break(text)),
            }
        }
        Writes::CapsOn | Writes::CapsOff => {
            modes.capitals = hit.row.writes == Writes::CapsOn;
            trail.note(said, "", Why::Spoken);
        }
        Writes::NoSpace => {
            modes.joined = true;
            trail.note(said, "", Why::Spoken);
        }
        Writes::Literal => return literal(tokens, at, modes, out, trail),
        Writes::Numeral => return numeral(tokens, at, modes, out, trail),
        Writes::Capital | Writes::AllCaps | Writes::NoCaps => {
            if let Some(target) = tokens.get(next) {
                let written = cased(&target.text, hit.row.writes);
                trail.note(format!("{said} {}", target.text), written, Why::Spoken);
            }
            modes.case_next = Some(hit.row.writes);
        }
    }
    next
}

/// Pushes a word under the modes in force.
fn push_word(mut token: Token, modes: &mut Modes, out: &mut Vec<Token>) {
    if token.is_word() && !token.locked {
        let wanted = modes
            .case_next
            .take()
            .or(modes.capitals.then_some(Writes::Capital));
        if let Some(case) = wanted {
            token.text = cased(&token.text, case);
            token.case = Case::Exact;
        }
        token.joined |= std::mem::take(&mut modes.joined);
    }
    out.push(token);
}

/// `word` in the wanted case.
fn cased(word: &str, case: Writes) -> String {
    match case {
        Writes::AllCaps => word.to_uppercase(),
        Writes::NoCaps => word.to_lowercase(),
        _ => super::capitals::capitalise(word),
    }
}

/// "literal comma": the phrase itself, as words.
fn literal(tokens: &[Token], at: usize, modes: &mut Modes, out: &mut Vec<Token>, trail: &mut Trail) -> usize {
    let len = longest(tokens, at + 1).map_or(1, |hit| hit.len);
    let end = (at + 1 + len).min(tokens.len());
    let kept = &tokens[at + 1..end];
    trail.note(phrase(&tokens[at..end]), phrase(kept), Why::Spoken);
    for token in kept {
        push_word(token.clone(), modes, out);
        if let Some(last) = out.last_mut() {
            last.locked = true;
        }
    }
    end
}

/// "numeral five": digits, whatever the style.
fn numeral(tokens: &[Token], at: usize, modes: &mut Modes, out: &mut Vec<Token>, trail: &mut Trail) -> usize {
    let Some((digits, len)) = super::numbers::numeral(tokens, at + 1) else {
        push_word(tokens[at].clone(), modes, out);
        return at + 1;
    };
    let end = at + 1 + len;
    trail.note(phrase(&tokens[at..end]), digits.clone(), Why::Spoken);
    let mut token = Token::word(digits, tokens[end - 1].pause_ms);
    (token.locked, token.case) = (true, Case::Exact);
    token.joined = std::mem::take(&mut modes.joined);
    out.push(token);
    end
}

/// Whether a token ends a thought: nothing before it matters to a guard.
fn is_border(token: &Token) -> bool {
    token.kind == Kind::Break || token.ends_sentence()
}
