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

/// Carries out the punctuation words.
pub(super) fn apply(tokens: Vec<Token>, trail: &mut Trail) -> Vec<Token> {
    let mut writer = Writer {
        tokens: &tokens,
        out: Vec::with_capacity(tokens.len()),
        trail,
        capitals: false,
        case_next: None,
        joined: false,
    };
    let mut at = 0;
    while at < tokens.len() {
        let hit = longest(&tokens, at).filter(|hit| guard::acts(hit.row, &tokens, at, hit.len, &writer.out));
        at = match hit {
            Some(hit) => writer.act(&hit, at),
            None => writer.quotation(at),
        };
    }
    writer.out
}

/// What is written of the words, and what "caps on" and its kind have switched on.
struct Writer<'a> {
    tokens: &'a [Token],
    out: Vec<Token>,
    trail: &'a mut Trail,
    capitals: bool,
    case_next: Option<Writes>,
    joined: bool,
}

impl Writer<'_> {
    /// "quote to be or not to be unquote", "a quote unquote expert"; else the word as it is. Gives the index of the next
    /// unread token.
    fn quotation(&mut self, at: usize) -> usize {
        let tokens = self.tokens;
        let mark = |text, space, pause| Token {
            locked: true,
            ..Token::mark(text, space, pause)
        };
        let open = || mark("“", Space::After, tokens[at].pause_ms);
        if !tokens[at].is("quote") {
            self.push_word(&tokens[at]);
            return at + 1;
        }
        if let (true, Some(word)) = (reads(tokens, at, "quote unquote"), tokens.get(at + 2)) {
            self.note(phrase(&tokens[at..at + 3]), format!("“{}”", word.text));
            self.out.push(open());
            self.push_word(word);
            self.out.push(mark("”", Space::Before, word.pause_ms));
            return at + 3;
        }
        let first = at + 1;
        let closed = (first..tokens.len()).find_map(|index| {
            let any = |phrases: &[&str]| phrases.iter().any(|said| reads(tokens, index, said));
            let closes = any(&["unquote", "end quote", "close quote"]);
            (closes || any(&["quote", "open quote", "open quotes"])).then_some(closes && index > first)
        });
        if closed == Some(true) {
            self.note("quote", "“");
            self.out.push(open());
        } else {
            self.push_word(&tokens[at]);
        }
        at + 1
    }

    /// Carries out one row; gives the index of the next unread token.
    fn act(&mut self, hit: &Hit, at: usize) -> usize {
        let next = at + hit.len;
        let said = phrase(&self.tokens[at..next]);
        let pause = self.tokens[next - 1].pause_ms;
        match hit.row.writes {
            Writes::Mark(text, space) => {
                let mut mark = Token::mark(text, space, pause);
                mark.joined = std::mem::take(&mut self.joined);
                mark.locked = true;
                self.note(said, text);
                self.out.push(mark);
                if text == "'" {
                    self.case_next = Some(Writes::NoCaps); // "John's": the letter behind it is no code
                }
            }
            Writes::Break(text) => {
                self.note(said, text.escape_debug().to_string());
                // "new line bullet" is one new line.
                let on_new_line =
                    text == "\n- " && self.out.last().is_some_and(|last| last.kind == Kind::Break);
                let line = self.out.pop_if(|last| on_new_line && last.text.ends_with('\n'));
                self.out.push(match line {
                    Some(line) => Token::line_break(&format!("{}- ", line.text)),
                    None => Token::line_break(text),
                });
            }
            Writes::CapsOn | Writes::CapsOff => {
                self.capitals = hit.row.writes == Writes::CapsOn;
                self.note(said, "");
            }
            Writes::NoSpace => {
                self.joined = true;
                self.note(said, "");
            }
            Writes::Literal => return self.literal(at),
            Writes::Numeral => return self.numeral(at),
            Writes::Capital | Writes::AllCaps | Writes::NoCaps => {
                if let Some(target) = self.tokens.get(next) {
                    let written = cased(&target.text, hit.row.writes);
                    self.note(format!("{said} {}", target.text), written);
                }
                self.case_next = Some(hit.row.writes);
            }
        }
        next
    }

    /// "literal comma": the phrase itself, as words.
    fn literal(&mut self, at: usize) -> usize {
        let tokens = self.tokens;
        let len = longest(tokens, at + 1).map_or(1, |hit| hit.len);
        let end = (at + 1 + len).min(tokens.len());
        let kept = &tokens[at + 1..end];
        self.note(phrase(&tokens[at..end]), phrase(kept));
        for token in kept {
            self.push_word(token);
            if let Some(last) = self.out.last_mut() {
                last.locked = true;
            }
        }
        end
    }

    /// "numeral five": digits, whatever the style.
    fn numeral(&mut self, at: usize) -> usize {
        let tokens = self.tokens;
        let Some((digits, len)) = super::numbers::numeral(tokens, at + 1) else {
            self.push_word(&tokens[at]);
            return at + 1;
        };
        let end = at + 1 + len;
        self.note(phrase(&tokens[at..end]), digits.clone());
        let mut token = Token::word(digits, tokens[end - 1].pause_ms);
        (token.locked, token.case) = (true, Case::Exact);
        token.joined = std::mem::take(&mut self.joined);
        self.out.push(token);
        end
    }

    /// Pushes a word under the modes in force.
    fn push_word(&mut self, word: &Token) {
        let mut token = word.clone();
        if token.is_word() && !token.locked {
            let wanted = self.case_next.take();
            if let Some(case) = wanted.or(self.capitals.then_some(Writes::Capital)) {
                token.text = cased(&token.text, case);
                token.case = Case::Exact;
            }
            token.joined |= std::mem::take(&mut self.joined);
        }
        self.out.push(token);
    }

    /// Notes what the user asked for in so many words.
    fn note(&mut self, said: impl Into<String>, written: impl Into<String>) {
        self.trail.note(said, written, Why::Spoken);
    }
}

/// `word` in the wanted case.
fn cased(word: &str, case: Writes) -> String {
    match case {
        Writes::AllCaps => word.to_uppercase(),
        Writes::NoCaps => word.to_lowercase(),
        _ => super::capitals::capitalise(word),
    }
}
