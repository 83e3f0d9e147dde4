//! `parlance models`: which there are, what is in their files, run them once, quantise them.

use std::ops::ControlFlow;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::CliResult;
use super::model::with_bar;
use crate::app::readers;
use crate::engine::models::{self, Ask, Inspection, ModelRequest, RunReport, RunRequest};

mod disk;

/// Flags of `parlance models`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// List the models on this machine: parlance's own folder, Hugging Face, LM Studio, Ollama, whisper.cpp, Handy
    List(disk::List),
    /// Print the commands that fetch a model, to be run where there is a network
    FetchHelp(disk::FetchHelp),
    /// Look whether a model came whole and is the one that was meant
    Verify(disk::Verify),
    /// Remove a model from parlance's own folder; those of other programs are never touched
    Remove(disk::Remove),
    /// Say what a model is, how much memory it takes and what is missing, without loading it
    Inspect(Inspect),
    /// List the readers (Whisper) that other programs have left on this machine
    Readers(Readers),
    /// Run a model once on a prompt, or on token ids
    Run(Box<Run>),
    /// Write a model with fewer bits as GGUF (and its projector beside it)
    Quantize(Quantize),
}

#[derive(clap::Args)]
struct Inspect {
    /// A Hugging Face folder or a GGUF file; for readers a CTranslate2 folder or a ggml file, too
    path: PathBuf,
    /// The projector (mmproj) of a GGUF [default: the one beside it]
    #[arg(long, value_name = "FILE")]
    projector: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Readers {
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("ask").required(true).args(["ids", "prompt"])))]
struct Run {
    /// A Hugging Face folder or a GGUF file
    #[arg(long, value_name = "PATH")]
    model: PathBuf,
    /// The projector (mmproj) of a GGUF [default: the one beside it]
    #[arg(long, value_name = "PATH")]
    projector: Option<PathBuf>,
    /// A drafter (gemma4_unified_assistant): faster, the same text
    #[arg(long, value_name = "PATH")]
    drafter: Option<PathBuf>,
    /// Token ids instead of text; no tokenizer is needed. Audio and image placeholders among them are
    /// replaced by the files' frames and patches and must be exactly as many
    #[arg(long, value_delimiter = ',', value_name = "2,5,7")]
    ids: Option<Vec<u32>>,
    /// What to ask, as one turn of a user
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
    /// A recording that goes with it
    #[arg(long, value_name = "FILE")]
    audio: Option<PathBuf>,
    /// A PNG or JPEG that goes with it
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// Most tokens to generate
    #[arg(long, default_value_t = 256, value_name = "N")]
    max_new_tokens: usize,
    /// Softmax temperature; 0 takes the best token always
    #[arg(long, default_value_t = 0.0, value_name = "T")]
    temperature: f64,
    /// Seed of the sampling
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,
    /// Tokens the drafter proposes per round
    #[arg(long, default_value_t = 3, value_name = "N")]
    drafts: usize,
    /// auto, cpu, cuda or metal
    #[arg(long, value_name = "DEVICE")]
    device: Option<String>,
    /// Quantise float matrices while loading: Q8_0 or Q4_0
    #[arg(long, value_name = "TYPE")]
    quantize: Option<String>,
    /// Multiply in 32-bit floats and round nothing: slow, four bytes a weight; for comparing
    #[arg(long, conflicts_with = "quantize")]
    exact: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Quantize {
    /// A Hugging Face folder or a GGUF file
    from: PathBuf,
    /// The GGUF file to write
    to: PathBuf,
    /// Q4_0 or Q8_0
    #[arg(long = "type", value_name = "TYPE")]
    kind: String,
}

/// Runs the subcommand.
pub fn run(args: Args) -> CliResult {
    match args.command {
        Command::List(args) => disk::list(&args),
        Command::FetchHelp(args) => disk::fetch_help(&args),
        Command::Verify(args) => disk::verify(&args),
        Command::Remove(args) => disk::remove(&args),
        Command::Inspect(args) => inspect(&args),
        Command::Readers(args) => print(&super::reader::list(args.json)),
        Command::Run(args) => run_model(*args),
        Command::Quantize(args) => quantize(&args),
    }
}

fn inspect(args: &Inspect) -> CliResult {
    if readers::is_reader(&args.path) {
        return print(&super::reader::inspect(&args.path, args.json)?);
    }
    let found = models::inspect(&args.path, args.projector.as_deref())?;
    let text = if args.json {
        inspection_json(&found)
    } else {
        inspection_text(&found)
    };
    print(&text)
}

fn inspection_json(found: &Inspection) -> String {
    let stored = found.stored.iter();
    let stored = stored.map(|(name, stored)| (name.as_str(), stored.tensors, stored.bytes));
    let contexts = found.contexts.iter().map(|context| {
        json!({
            "tokens": context.tokens,
            "cache_bytes_f16": context.cache_f16,
            "cache_bytes_f32": context.cache_f32,
            "total_bytes_f16": context.cache_f16 + found.weight_bytes + found.repacked_bytes,
        })
    });
    json!({
        "name": found.name,
        "kind": found.kind,
        "sizes": found.sizes.iter().copied().collect::<Value>(),
        "parameters": found.parameters,
        "quantisation": stored_json(stored),
        "weight_bytes": found.weight_bytes,
        "cpu_extra_bytes": found.repacked_bytes,
        "weight_bytes_quantised": found.quantised_bytes.into_iter().collect::<Value>(),
        "memory": contexts.collect::<Value>(),
        "available_bytes": found.available,
        "missing": found.missing,
    })
    .to_string()
}

fn inspection_text(found: &Inspection) -> String {
    let mut lines = vec![format!(
        "{}: {}, {:.2} billion parameters",
        found.name,
        found.kind,
        found.parameters as f64 / 1e9
    )];
    lines.extend(found.sizes.iter().map(|(key, size)| format!("  {key:28} {size}")));
    lines.push("stored as".into());
    let stored = found.stored.iter();
    lines.extend(stored.map(|(name, stored)| stored_line(name, stored.tensors, stored.bytes)));
    lines.push(format!("weights in memory {}", size(found.weight_bytes)));
    if found.repacked_bytes > 0 {
        lines.push(format!(
            "  and up to {} more for fast products on a CPU",
            size(found.repacked_bytes)
        ));
    }
    for (name, bytes) in &found.quantised_bytes {
        if *bytes < found.weight_bytes {
            lines.push(format!("  {} as {name} (--quantize {name})", size(*bytes)));
        }
    }
    lines.push("keys and values (16-bit / 32-bit)".into());
    for context in &found.contexts {
        lines.push(format!(
            "  {:>6} tokens {:>10} / {}",
            context.tokens,
            size(context.cache_f16),
            size(context.cache_f32)
        ));
    }
    if let Some(available) = found.available {
        lines.push(format!("free memory {}", size(available)));
    }
    lines.extend(found.missing.iter().map(|missing| format!("missing: {missing}")));
    lines.join("\n")
}

/// Tensors by the type that they are stored in, with their bytes.
pub(super) fn stored_json<'a>(stored: impl Iterator<Item = (&'a str, usize, u64)>) -> Value {
    let entry = |(name, tensors, bytes)| (name, json!({ "tensors": tensors, "bytes": bytes }));
    stored.map(entry).collect()
}

/// The same of one type, for people.
pub(super) fn stored_line(name: &str, tensors: usize, bytes: u64) -> String {
    format!("  {name:6} {tensors:5} tensors {:>10}", size(bytes))
}

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

fn run_model(args: Run) -> CliResult {
    let request = ModelRequest {
        model: args.model,
        projector: args.projector,
        drafter: args.drafter,
        device: args.device,
        quantize: args.quantize,
        exact: args.exact,
    };
    let loaded = with_bar("loading", |progress| models::load(&request, Some(progress)))?;
    if let Some(message) = &loaded.message {
        eprintln!("parlance: {message}");
    }
    let ask = match (args.ids, args.prompt) {
        (Some(ids), _) => Ask::Ids(ids),
        (None, prompt) => Ask::Prompt(prompt.unwrap_or_default()),
    };
    let order = RunRequest {
        ask,
        audio: args.audio,
        image: args.image,
        max_new_tokens: args.max_new_tokens,
        temperature: args.temperature,
        seed: args.seed,
        drafts: args.drafts,
    };
    let json = args.json;
    let report = models::run(&loaded, &order, &mut |piece| {
        if json {
            return ControlFlow::Continue(());
        }
        // Nobody reads any more: stop writing for them.
        match super::out::write_all(piece) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    if json {
        return print(&serde_json::to_string(&report)?);
    }
    print(&if report.text.is_empty() {
        format!("{:?}", report.output_ids)
    } else {
        String::new()
    })?;
    eprintln!("{}", summary(&report));
    Ok(())
}

fn summary(report: &RunReport) -> String {
    let mut text = format!(
        "{}: prompt {} tokens at {:.1}/s, answer {} tokens at {:.1}/s",
        report.device,
        report.input_ids.len(),
        report.prefill_tokens_per_second,
        report.output_ids.len(),
        report.decode_tokens_per_second
    );
    if !report.drafts_kept.is_empty() {
        let kept: usize = report.drafts_kept.iter().sum();
        let offered: usize = report.drafts_offered.iter().sum();
        text.push_str(&format!(", {kept} of {offered} drafts kept"));
    }
    text
}

fn quantize(args: &Quantize) -> CliResult {
    let written = with_bar("quantising", |progress| {
        models::quantise(&args.from, &args.to, &args.kind, Some(progress))
    })?;
    if written.copied > 0 {
        eprintln!(
            "parlance: {} tensors were quantised before and are copied as they are",
            written.copied
        );
    }
    let mut text = written.model.display().to_string();
    if let Some(projector) = &written.projector {
        text.push_str(&format!("\n{}", projector.display()));
    }
    print(&text)
}

fn print(text: &str) -> CliResult {
    Ok(super::out::write_all(&format!("{text}\n"))?)
}
