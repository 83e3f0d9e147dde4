//! `parlance toggle`, `start`, `stop`, `cancel`, `status`, `say`, `kept` and `quit`: what the parlance that listens is
//! told.

use super::CliResult;
use crate::system::control::{self, Request};

/// What it is told.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Begin to listen, or end it (bind it to a key of your desktop)
    Toggle,
    /// Begin to listen
    Start,
    /// Stop listening; what was spoken before is still written
    Stop,
    /// Stop listening, and forget what is not written yet
    Cancel,
    /// What the parlance that listens is doing, and what became of the last words
    Status,
    /// Do what these words would do when spoken: "undo that", "replace Tuesday with Friday", text
    Say {
        /// What would be spoken
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
    },
    /// Print the text that found no place in a program, and forget it
    Kept,
    /// End the parlance that listens
    Quit,
}

/// Asks, and prints what is answered: the text that was asked for, or the state and what was done last.
pub fn run(command: Command) -> CliResult {
    let request = match command {
        Command::Toggle => Request::Toggle,
        Command::Start => Request::Start,
        Command::Stop => Request::Stop,
        Command::Cancel => Request::Cancel,
        Command::Status => Request::Status,
        Command::Say { words } => Request::Say(words.join(" ")),
        Command::Kept => Request::Kept,
        Command::Quit => Request::Quit,
    };
    let reply = control::ask(&control::usual_path()?, &request)?;
    if let Some(error) = reply.error {
        return Err(error.into());
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
    Ok(())
}
