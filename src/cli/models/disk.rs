//! `parlance models list | fetch-help | verify | remove`: models on this machine, and how to get others here.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{print, size};
use crate::app::readers;
use crate::cli::CliResult;
use crate::cli::model::with_bar;
use crate::engine::ModelPlan;
use crate::engine::models::catalog::{self, Model, catalog};
use crate::engine::models::found::{self, Place, Survey};
use crate::engine::models::own::{self, Checked, Expected};
use crate::engine::models::{free_memory, inspect, verdict};
use crate::settings::ModelChoice;
use crate::store::models::own_dir;

#[derive(clap::Args)]
pub(super) struct List {
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct FetchHelp {
    /// A model of the catalogue [default: list them]
    model: Option<String>,
    /// The catalogue as JSON
    #[arg(long, conflicts_with = "model")]
    json: bool,
}

#[derive(clap::Args)]
pub(super) struct Verify {
    /// Files or folders of models [default: all in parlance's own folder]
    paths: Vec<PathBuf>,
    /// The SHA-256 that the page of the model gives for the file
    #[arg(long, value_name = "HEX", requires = "paths", value_parser = sum)]
    sha256: Option<String>,
}

#[derive(clap::Args)]
pub(super) struct Remove {
    /// A file or folder in parlance's own folder of models, by its name
    model: PathBuf,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

fn sum(hex: &str) -> Result<String, String> {
    let digits = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lower = hex.to_ascii_lowercase();
    digits
        .then_some(lower)
        .ok_or_else(|| "a SHA-256 has 64 hexadecimal digits".to_owned())
}

/// A model in the list.
struct Line {
    name: String,
    option: &'static str,
    path: PathBuf,
    place: &'static str,
    bytes: u64,
    /// Types of weights, or the format of a reader.
    format: String,
    /// Bytes of memory that it takes.
    needed: Option<u64>,
    companions: Vec<(&'static str, PathBuf)>,
    problem: Option<String>,
}

impl Line {
    fn gemma(found: found::Found) -> Line {
        let plan = ModelPlan {
            choice: ModelChoice::Path(found.path.clone()),
            ..ModelPlan::default()
        };
        let looked = verdict(&plan).and_then(|verdict| Ok((verdict, inspect(&found.path, None)?)));
        let projector = found.projector.map(|path| ("projector", path));
        let drafter = found.drafter.map(|path| ("drafter", path));
        let companions: Vec<_> = [projector, drafter].into_iter().flatten().collect();
        let (format, needed, problem) = match looked {
            Ok((verdict, looked)) => {
                let mut types: Vec<_> = looked.stored.iter().collect();
                types.sort_by_key(|(_, stored)| std::cmp::Reverse(stored.bytes));
                let format = types
                    .first()
                    .map_or_else(String::new, |(name, _)| (*name).clone());
                (format, Some(verdict.needed), verdict.missing.first().cloned())
            }
            Err(error) => (String::new(), None, Some(error.to_string())),
        };
        Line {
            bytes: own::bytes_with_links(&found.path),
            name: found.name,
            option: "--model",
            path: found.path,
            place: found.place.name(),
            format,
            needed,
            companions,
            problem,
        }
    }

    fn reader(found: readers::Found) -> Line {
        let looked = readers::inspect(&found.path);
        let is_own = own_dir().is_some_and(|own| found.path.starts_with(own));
        Line {
            bytes: own::bytes_with_links(&found.path),
            name: found.name,
            option: "--reader",
            place: if is_own {
                Place::Own.name()
            } else {
                "other program"
            },
            format: found.format.name().to_owned(),
            needed: looked.as_ref().ok().map(|it| it.weight_bytes + it.sound_bytes),
            companions: Vec::new(),
            problem: match looked {
                Ok(looked) => looked.missing.first().cloned(),
                Err(error) => Some(error.to_string()),
            },
            path: found.path,
        }
    }

    fn fits(&self) -> Option<bool> {
        Some(self.needed? <= free_memory()?)
    }

    fn json(&self) -> Value {
        let companion = |wanted: &str| {
            let found = self.companions.iter().find(|(kind, _)| *kind == wanted);
            found.map(|(_, path)| path)
        };
        json!({
            "name": self.name,
            "option": self.option,
            "path": self.path,
            "place": self.place,
            "bytes": self.bytes,
            "format": self.format,
            "needed_bytes": self.needed,
            "fits": self.fits(),
            "projector": companion("projector"),
            "drafter": companion("drafter"),
            "problem": self.problem,
        })
    }

    fn text(&self) -> String {
        let memory = match (self.needed, self.fits()) {
            (Some(needed), Some(false)) => format!("needs {}, more than is free", size(needed)),
            (Some(needed), _) => format!("needs {}", size(needed)),
            (None, _) => String::new(),
        };
        let mut text = format!(
            "{:36} {:>9}  {:12} {:13} {memory}\n  {} {}",
            self.name,
            size(self.bytes),
            self.format,
            self.place,
            self.option,
            self.path.display()
        );
        for (kind, path) in &self.companions {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            text.push_str(&format!("\n  with {kind} {name}"));
        }
        if let Some(problem) = &self.problem {
            text.push_str(&format!("\n  not whole: {problem}"));
        }
        text
    }
}

/// Everything that was found.
pub(super) fn list(args: &List) -> CliResult {
    let Survey { models, litert } = found::survey();
    let readers = readers::find().into_iter().map(Line::reader);
    let lines: Vec<Line> = models.into_iter().map(Line::gemma).chain(readers).collect();
    if args.json {
        let lines: Vec<Value> = lines.iter().map(Line::json).collect();
        return print(&json!({ "models": lines, "not_read": litert }).to_string());
    }
    let mut text: Vec<String> = lines.iter().map(Line::text).collect();
    // Opening such a file says what to take instead.
    let refusals = litert.iter().filter_map(|path| inspect(path, None).err());
    text.extend(refusals.map(|error| error.to_string()));
    if text.is_empty() {
        text.push(format!(
            "No model but the built-in one. `parlance models fetch-help` says where there are others; they may lie in {}, \
             in the folders of Hugging Face, LM Studio, Ollama, whisper.cpp and Handy, or anywhere: --model PATH, --reader PATH.",
            own_folder()?.display()
        ));
    }
    print(&text.join("\n"))
}

/// How to get a model here, for a program that opens no network itself.
pub(super) fn fetch_help(args: &FetchHelp) -> CliResult {
    let models = catalog()?;
    if args.json {
        return print(&json!(models).to_string());
    }
    let Some(wanted) = &args.model else {
        let lines = models.iter().map(|model| {
            let bytes = model.bytes().map_or_else(String::new, size);
            format!("{:26} {bytes:>9}  {}", model.name, model.what)
        });
        let lines: Vec<String> = lines.collect();
        let last = "`parlance models fetch-help NAME` prints the commands that fetch one.";
        return print(&format!("{}\n{last}", lines.join("\n")));
    };
    let Some(model) = models
        .iter()
        .find(|model| model.name.eq_ignore_ascii_case(wanted))
    else {
        let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
        return Err(format!("{wanted} is not in the catalogue; there are {}", names.join(", ")).into());
    };
    print(&commands(model, &own_folder()?))
}

/// The commands that fetch a model and put it into its place.
fn commands(model: &Model, own: &Path) -> String {
    let Model {
        repository, licence, ..
    } = model;
    let revision = model.revision();
    let bytes = model
        .bytes()
        .map_or_else(String::new, |bytes| format!(", {} to fetch", size(bytes)));
    let mut lines = vec![
        format!("{}: {}", model.name, model.what),
        format!(
            "Licence {licence}; needs {} GB of memory{bytes}.",
            model.memory_gb
        ),
        "parlance itself opens no network. Where there is one:".to_owned(),
        String::new(),
    ];
    let own = shell_word(&own.display().to_string());
    let last = repository.rsplit('/').next().unwrap_or(repository);
    if model.files.is_empty() {
        lines.push(format!(
            "  hf download {repository} --revision {revision} --local-dir {last}"
        ));
        lines.extend([
            String::new(),
            "Bring the folder here, and:".to_owned(),
            String::new(),
        ]);
        lines.push(format!("  mkdir -p {own} && cp -r {last} {own}/"));
        lines.push(format!("  parlance models verify {own}/{last}"));
        return lines.join("\n");
    }
    for file in &model.files {
        let name = &file.name;
        lines.push(format!(
            "  curl -L --fail -C - -O https://huggingface.co/{repository}/resolve/{revision}/{name}"
        ));
        // The last one is that of the revision.
        if let Some(sum) = file.sha256.last() {
            lines.push(format!("  echo \"{sum}  {name}\" | sha256sum --check"));
        }
    }
    let names: Vec<&str> = model.files.iter().map(|file| file.name.as_str()).collect();
    let names = names.join(" ");
    lines.push(format!(
        "or\n  hf download {repository} {names} --revision {revision} --local-dir ."
    ));
    lines.extend([
        String::new(),
        "Bring the files here, and:".to_owned(),
        String::new(),
    ]);
    lines.push(format!("  mkdir -p {own} && cp {names} {own}/"));
    lines.push("  parlance models verify".to_owned());
    if let Some(first) = model.files.first() {
        lines.push(format!(
            "  parlance transcribe letter.wav {} {own}/{}",
            model.option, first.name
        ));
    }
    for file in model.files.iter().filter(|file| file.sha256.is_empty()) {
        lines.push(format!(
            "\nThe catalogue has no SHA-256 for {}. Its page has one (https://huggingface.co/{repository}): \
             `parlance models verify FILE --sha256 HEX` compares.",
            file.name
        ));
    }
    lines.join("\n")
}

/// A path as a shell takes it.
fn shell_word(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@:~".contains(c);
    match path.chars().all(plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

/// Looks at what came against what is known.
pub(super) fn verify(args: &Verify) -> CliResult {
    let models = catalog()?;
    let paths = match args.paths.is_empty() {
        true => own::listed(&own_folder()?),
        false => args.paths.clone(),
    };
    if paths.is_empty() {
        return Err(format!("there is nothing in {}", own_folder()?.display()).into());
    }
    if args.sha256.is_some() && paths.len() > 1 {
        return Err("--sha256 is the sum of one file: name one".into());
    }
    let expected = Expected {
        catalog: &models,
        sha256: args.sha256.as_deref(),
    };
    let mut problems = Vec::new();
    for path in &paths {
        let outcome = with_bar("reading", |progress| {
            own::verify(path, &expected, &mut |done, total| {
                progress(done, total);
                ControlFlow::Continue(())
            })
        });
        match outcome {
            Ok(verified) => print(&told(&verified, &models))?,
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(problems.join("\nparlance: ").into()),
    }
}

fn told(verified: &own::Verified, models: &[Model]) -> String {
    let path = verified.path.display();
    let what = &verified.what;
    let how = match verified.by {
        Checked::Sum => "every byte is as it should be (SHA-256)",
        Checked::SizeAndHead => {
            "its size is the catalogue's and its tables are whole; the catalogue has no SHA-256, so its weights were not \
             compared (--sha256 HEX does)"
        }
        Checked::Head => {
            "its tables are whole; neither size nor SHA-256 are known, so its weights were not compared (--sha256 HEX does)"
        }
    };
    let name = verified.path.file_name().unwrap_or_default().to_string_lossy();
    let unknown = match catalog::known(models, &name) {
        None if verified.by == Checked::Head => "; it is not in the catalogue",
        _ => "",
    };
    format!("{path}: {what}: {how}{unknown}")
}

/// Removes one of parlance's own models.
pub(super) fn remove(args: &Remove) -> CliResult {
    let path = own::in_own(&own_folder()?, &args.model)?;
    let question = || {
        let bytes = size(own::bytes_of(&path));
        format!("{} ({bytes}) will be removed.", path.display())
    };
    if !args.yes && !crate::cli::agreed("remove", question) {
        return Err("nothing was removed".into());
    }
    let freed = own::remove(&path)?;
    print(&format!("{} is gone, {} are free", path.display(), size(freed)))
}

fn own_folder() -> Result<PathBuf, String> {
    own_dir().ok_or_else(|| "this system names no data folder; set PARLANCE_DATA".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_with_strange_signs_are_quoted_for_the_shell() {
        assert_eq!(shell_word("/data/models"), "/data/models");
        assert_eq!(shell_word("/it's here"), r"'/it'\''s here'");
    }
}
