//! The program: flags → subcommand → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    parlance::cli::main()
}
