//! `parlance serve`: the recogniser for the other programs of this machine.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use super::CliResult;
use super::loading::LoadingBar;
use crate::server::{Options, Place, Protocol, Server, Token};
use crate::store::settings::data_dir;

/// The port of the API, and that by which programs look for recognisers that speak Wyoming.
const PORT: u16 = 8178;
const WYOMING_PORT: u16 = 10300;

/// Let the other programs of this machine use the recogniser: an API in the shape of OpenAI's
///
/// Nothing listens unless this runs, and never where another machine could reach it. Web pages are refused, and every
/// request must bring the token.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The port, on 127.0.0.1 and ::1; 0 takes a free one [default: 8178, of Wyoming 10300]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Listen on a socket in the file system in place of a port; its rights are its lock, so that it needs no token
    #[arg(long, value_name = "PATH", conflicts_with = "port")]
    socket: Option<PathBuf>,
    /// Speak Wyoming, the protocol of Home Assistant's recognisers, in place of the API; it knows no token
    #[arg(long, conflicts_with_all = ["socket", "token", "no_token", "origins"])]
    wyoming: bool,
    /// What clients must send as their API key [default: a random one, kept in the data folder]
    #[arg(long, value_name = "TOKEN", value_parser = Token::chosen, conflicts_with = "no_token")]
    token: Option<Token>,
    /// Let in every program of this machine
    #[arg(long)]
    no_token: bool,
    /// A web page that may ask, by its origin (https://editor.example); may be given several times
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// The largest recording that is taken, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    max_upload: u64,

    /// When it is asked to end: how long what is being heard may still take, in seconds; what waits is refused at once
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=3_600))]
    grace: u64,

    /// Tell speakers apart in every recording
    #[arg(long)]
    speakers: bool,
    /// The words as they were said: fillers stay, no punctuation
    #[arg(long)]
    verbatim: bool,
    /// Own words, one a line: names and terms the recogniser should know
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    #[command(flatten)]
    model: super::model::Flags,
}

const EXAMPLES: &str = "\
Addresses (with and without /v1; any model name is accepted):
  POST /v1/audio/transcriptions   response_format json, text, srt, vtt, verbose_json, diarized_json; stream;
                                  timestamp_granularities[]; language; prompt and keywords[]: words it should know
  POST /v1/audio/translations     the same, in English whatever was spoken
  POST /v1/chat/completions, /v1/responses  where --model is Gemma 4 12B: text, input_audio, image_url; stream
  GET  /v1/realtime               a WebSocket: transcription sessions, text while somebody speaks
  GET  /v1/models, GET /health

Examples:
  parlance serve
  curl -H \"Authorization: Bearer $(cat TOKENFILE)\" -F file=@talk.mp3 http://127.0.0.1:8178/v1/audio/transcriptions
  parlance serve --socket /run/user/1000/parlance.sock
  curl --unix-socket /run/user/1000/parlance.sock -F file=@talk.mp3 http://localhost/v1/audio/transcriptions";

/// Serves until it is asked to end.
pub fn run(args: Args) -> CliResult {
    let writing = (args.verbatim, args.vocabulary.as_deref());
    let engine = args
        .model
        .transcribing(&super::settings(), writing, args.speakers)?;
    let data = data_dir().ok_or("this system names no data folder; set PARLANCE_DATA")?;
    let folder = data.join("server");
    let token_file = folder.join("token");
    let random = args.token.is_none() && !args.no_token && args.socket.is_none() && !args.wyoming;
    let token = match args.token {
        None if random => Some(Token::of_file(&token_file)?),
        chosen => chosen,
    };
    let options = Options {
        protocol: if args.wyoming {
            Protocol::Wyoming
        } else {
            Protocol::Api
        },
        place: match (args.socket, args.wyoming) {
            (Some(path), _) => Place::Socket(path),
            (None, true) => Place::Port(args.port.unwrap_or(WYOMING_PORT)),
            (None, false) => Place::Port(args.port.unwrap_or(PORT)),
        },
        token,
        origins: args.origins,
        body_limit: args.max_upload * 1_000_000,
        grace: Duration::from_secs(args.grace),
        folder: folder.join("uploads"),
        engine,
    };
    let mut loading = LoadingBar::default();
    let server = Server::start(options, &mut |news| loading.tell(news))?;
    drop(loading);
    let stop = server.stop();
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Relaxed) {
            std::process::exit(130);
        }
        stop.stop();
    })?;
    if args.wyoming {
        if let Place::Port(port) = server.place() {
            println!("listening on tcp://127.0.0.1:{port} (Wyoming)");
        }
    } else {
        announce(server.place(), random.then_some(token_file.as_path()));
    }
    println!("end it with Ctrl-C");
    Ok(server.join()?)
}

/// Says where it listens, and how to ask.
fn announce(place: &Place, token_file: Option<&Path>) {
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
    let key = token_file.map(|file| format!("-H \"Authorization: Bearer $(cat {})\" ", quoted(file)));
    let key = key.unwrap_or_default();
    let (place, curl) = match place {
        Place::Port(port) => {
            let address = format!("http://127.0.0.1:{port}");
            (
                format!("{address}/v1"),
                format!("curl {key}-F file=@recording.wav {address}"),
            )
        }
        Place::Socket(path) => (
            path.display().to_string(),
            format!(
                "curl --unix-socket {} {key}-F file=@recording.wav http://localhost",
                quoted(path)
            ),
        ),
    };
    println!("listening on {place}");
    println!("try: {curl}/v1/audio/transcriptions");
}
