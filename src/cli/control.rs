//! `parlance toggle`, `start`, `stop`, `cancel`, `status`, `say`, `kept` and `quit`: what the parlance that listens is
//! told.

use std::process::ExitCode;

use crate::system::control::{self, Request};

/// Flags of `parlance say`.
#[derive(clap::Args)]
pub struct SayArgs {
    /// What would be spoken
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
}

impl SayArgs {
    /// The request that these flags are.
    pub fn request(&self) -> Request {
        Request::Say(self.words.join(" "))
    }
}

/// Asks, and prints what is answered: the text that was asked for, or the state and what was done last.
pub fn run(request: &Request) -> ExitCode {
    let answer = control::usual_path().and_then(|path| control::ask(&path, request));
    let reply = match answer {
        Ok(reply) => reply,
        Err(error) => return super::failed(error),
    };
    if let Some(error) = reply.error {
        return super::failed(error);
    }
    match reply.text {
        Some(text) => println!("{text}"),
        None => {
            println!("{}", reply.state);
            if !reply.live.is_empty() {
                println!("… {}", reply.live);
            }
            if !reply.message.is_empty() {
                println!("{}", reply.message);
            }
        }
    }
    ExitCode::SUCCESS
}
