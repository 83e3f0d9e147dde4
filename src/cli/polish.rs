//! `parlance polish`: utterances in, one a line, polished text out. Nothing but text: no sound, no window.

use std::borrow::Cow;
use std::io::{BufRead, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use super::CliResult;
use crate::store::files;
use crate::transcript::Word;
use crate::transcript::polish::{Change, Context, NumberStyle, PolishSettings, Polisher, Vocabulary, Why};

/// Length given to a word of a line with pauses, in milliseconds; only the pauses between words matter.
const WORD_MS: u64 = 200;

/// Longest line that is polished at once, in bytes: more than an hour of speech.
const LONGEST_LINE: u64 = 1 << 20;

/// What `parlance polish --help` teaches.
const EXAMPLES: &str = "\
Examples:
  echo 'um at two no at three' | parlance polish --diff      what was taken out, and by which rule
  echo 'we went home <0.9> then we slept' | parlance polish  a long pause ends a sentence
  echo 'twenty five people' | parlance polish --numbers digits
  parlance polish --vocabulary words.txt <heard.txt          lines of words.txt: GitHub
                                                             Kowalczyk = kovalchick
                                                             my address => 12 Main Street

In dictation each part can be switched off in the settings, under [polish].";

/// Polish utterances read from standard input, one a line.
///
/// `<0.8>` between words is a pause in seconds; at the end of a line it is the silence after the utterance. Line
/// breaks inside an utterance ("new line") are printed as `\n`.
#[derive(Debug, Default, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Leave numbers as words.
    #[arg(long)]
    pub verbatim_numbers: bool,
    /// How numbers are written: as words, in digits from ten upward (usual), or in digits wherever one is meant.
    #[arg(long, value_name = "STYLE", value_parser = ["words", "from-ten", "digits"], conflicts_with = "verbatim_numbers")]
    pub numbers: Option<String>,
    /// Leave everything as heard, spaces apart.
    #[arg(long)]
    pub verbatim: bool,
    /// Own words and replacements: `GitHub`, `Kowalczyk = kovalchick`, `my address => 12 Main Street`.
    #[arg(long, value_name = "FILE")]
    pub vocabulary: Option<PathBuf>,
    /// Show below each line what was changed, and why: the rule's name, "spoken" for what was asked for in words,
    /// or how sure the model of marks and names was.
    #[arg(long)]
    pub diff: bool,
    /// Folder with another punctuation model (punctuation.bin) than the built-in one.
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(args: Args) -> ExitCode {
    match polisher(&args) {
        Ok(polisher) => super::done_if(polish_all(&polisher, args.diff)),
        Err(problem) => super::failed_as("parlance polish", problem),
    }
}

/// Polishes line after line; `false` when one was no text.
fn polish_all(polisher: &Polisher, diff: bool) -> CliResult<bool> {
    let mut input = std::io::stdin().lock();
    let mut all = true;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return Err(format!("standard input cannot be read: {error}").into()),
        }
        let text = String::from_utf8_lossy(&line);
        if matches!(text, Cow::Owned(_)) {
            eprintln!(
                "parlance polish: line {number} is not UTF-8: what cannot be read of it is shown as \u{fffd}"
            );
            all = false;
        }
        let text = text.trim_end_matches(['\n', '\r']);
        super::out::write_all(&polish_line(polisher, text, diff))?;
    }
    Ok(all)
}

fn polisher(args: &Args) -> CliResult<Polisher> {
    let mut settings = if args.verbatim {
        PolishSettings::verbatim()
    } else {
        PolishSettings::default()
    };
    match args.numbers.as_deref() {
        _ if args.verbatim_numbers => settings.numbers = NumberStyle::Words,
        Some("words") => settings.numbers = NumberStyle::Words,
        Some("digits") => settings.numbers = NumberStyle::Digits,
        Some(_) => settings.numbers = NumberStyle::FromTen,
        None => {}
    }
    let mut polisher = Polisher::load(args.models.as_deref(), &settings)?;
    if let Some(path) = &args.vocabulary {
        let text = files::read_text(path)?;
        let vocabulary = Vocabulary::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        polisher.set_vocabulary(vocabulary);
    }
    Ok(polisher)
}

/// The output for one line of input, line feed included.
pub fn polish_line(polisher: &Polisher, line: &str, diff: bool) -> String {
    let (words, pause_after_ms) = read_line(line);
    let context = Context {
        pause_after_ms,
        ..Context::default()
    };
    let polished = polisher.polish(&words, &context);
    let mut out = polished.text.replace('\n', "\\n");
    out.push('\n');
    if diff {
        polished
            .changes
            .iter()
            .for_each(|change| out.push_str(&describe(change)));
    }
    out
}

/// One change as a line: what was, what is, why.
fn describe(change: &Change) -> String {
    let why = match &change.why {
        Why::Rule(name) => format!("rule: {name}"),
        Why::Model { probability } => format!("model: {:.0} %", probability * 100.0),
        Why::Spoken => "spoken".to_owned(),
        Why::Vocabulary => "own words".to_owned(),
    };
    match (change.was.as_str(), change.now.as_str()) {
        (was, "") => format!("    - {was}  ({why})\n"),
        ("", now) => format!("    + {now}  ({why})\n"),
        (was, now) => format!("    {was} → {now}  ({why})\n"),
    }
}

/// Words with the times that the pause marks give them, and the silence at the end. A line without marks gives
/// words without times: unknown pauses.
pub fn read_line(line: &str) -> (Vec<Word>, Option<u64>) {
    let pause = |chunk: &str| -> Option<u64> {
        let seconds: f64 = chunk.strip_prefix('<')?.strip_suffix('>')?.parse().ok()?;
        (seconds.is_finite() && (0.0..3600.0).contains(&seconds)).then_some((seconds * 1000.0).round() as u64)
    };
    let chunks: Vec<&str> = line.split_whitespace().collect();
    let trailing = chunks.last().and_then(|chunk| pause(chunk));
    let inner = &chunks[..chunks.len() - usize::from(trailing.is_some())];
    let timed = inner.iter().any(|chunk| pause(chunk).is_some());
    let mut words = Vec::with_capacity(inner.len());
    let mut now_ms = 0;
    for chunk in inner {
        if let Some(ms) = pause(chunk) {
            now_ms += ms;
            continue;
        }
        let mut word = Word::untimed(*chunk);
        if timed {
            (word.start_ms, word.end_ms) = (now_ms, now_ms + WORD_MS);
            now_ms = word.end_ms;
        }
        words.push(word);
    }
    (words, trailing)
}
