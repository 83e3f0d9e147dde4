//! What is said to the document, in the order of the command line: written-out words and recordings.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

const SAY: &str = "say";
const HEAR: &str = "hear";

/// One utterance, or a recording of some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Words, as the recogniser would give them.
    Words(String),
    /// A sound file.
    Recording(PathBuf),
}

/// The values of `--say` and `--hear`, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speech(pub Vec<Said>);

impl clap::FromArgMatches for Speech {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let places = |id: &str| matches.indices_of(id).into_iter().flatten().collect::<Vec<_>>();
        let words = matches.get_many::<String>(SAY).into_iter().flatten();
        let files = matches.get_many::<PathBuf>(HEAR).into_iter().flatten();
        let mut all: Vec<(usize, Said)> = Vec::new();
        all.extend(
            places(SAY)
                .into_iter()
                .zip(words.map(|words| Said::Words(words.clone()))),
        );
        all.extend(
            places(HEAR)
                .into_iter()
                .zip(files.map(|file| Said::Recording(file.clone()))),
        );
        all.sort_by_key(|(place, _)| *place);
        Ok(Speech(all.into_iter().map(|(_, said)| said).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Speech {
    fn augment_args(command: Command) -> Command {
        let say = Arg::new(SAY)
            .long("say")
            .value_name("WORDS")
            .action(ArgAction::Append)
            .allow_hyphen_values(true)
            .help("One utterance, command or dictation alike: lower case, no punctuation. May be given many times");
        let hear = Arg::new(HEAR)
            .long("hear")
            .value_name("FILE")
            .action(ArgAction::Append)
            .value_parser(value_parser!(PathBuf))
            .help("A recording in the place of --say: each utterance in it counts. May be given many times");
        command.arg(say).arg(hear)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::*;

    #[test]
    fn words_and_recordings_stay_in_their_order() {
        let command = Speech::augment_args(Command::new("edit"));
        let given = [
            "edit", "--say", "one", "--hear", "two.wav", "--say", "-three", "--hear", "four.ogg",
        ];
        let speech = Speech::from_arg_matches(&command.get_matches_from(given)).unwrap();
        let words = |text: &str| Said::Words(text.to_owned());
        let file = |name: &str| Said::Recording(name.into());
        assert_eq!(
            speech.0,
            [words("one"), file("two.wav"), words("-three"), file("four.ogg")]
        );
    }
}
