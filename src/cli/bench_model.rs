//! `parlance bench model`: what the 12B would cost on this machine, from random weights of its true shape.

use super::CliResult;
use crate::engine::models::{self, ModelBench};

/// Flags of `parlance bench model`.
#[derive(clap::Args)]
pub struct Args {
    /// Type of the weights: Q4_0, Q4_K or Q8_0
    #[arg(long = "type", value_name = "TYPE", default_value = "Q4_0")]
    kind: String,
    /// Layers to measure, a multiple of six; the figures are carried over to 48
    #[arg(long, default_value_t = 6, value_name = "N")]
    layers: usize,
    /// Positions in the cache while tokens are decoded
    #[arg(long, default_value_t = 256, value_name = "N")]
    context: usize,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Measures and prints.
pub fn run(args: &Args) -> CliResult {
    let found = models::bench(&args.kind, args.layers, args.context.max(1))?;
    let text = if args.json {
        serde_json::to_string(&found)?
    } else {
        in_words(&found)
    };
    Ok(super::out::write_all(&format!("{text}\n"))?)
}

fn in_words(found: &ModelBench) -> String {
    let gigabytes = |bytes: f64| bytes / 1e9;
    let cpu = |seconds: Option<f64>| {
        seconds.map_or(String::new(), |seconds| {
            format!(", {seconds:.3} s of processor time")
        })
    };
    format!(
        "{kind}, {layers} of 48 layers measured at full width, {threads} threads, {context} positions\n\
         a token reads {layer_gb:.2} GB of layers and {table_gb:.2} GB of the table; memory gives {memory:.1} GB/s\n\
         decode {median:.3} s a token = {rate:.2}/s (best {best:.3} s: {share:.0} % of memory{decode_cpu}{share_cpu})\n\
         prefill {prefill:.3} s a token = {prefill_rate:.1}/s{prefill_cpu}\n\
         first token after 10 s of speech: {after:.1} s{after_cpu} fed afterwards, {early:.1} s{early_cpu} fed while \
         speaking ({keeps_up})",
        kind = found.kind,
        layers = found.layers,
        threads = found.threads,
        context = found.context,
        layer_gb = gigabytes(found.layer_bytes as f64),
        table_gb = gigabytes(found.table_bytes as f64),
        memory = gigabytes(found.memory_bytes_per_second),
        median = found.decode_s,
        rate = 1.0 / found.decode_s,
        best = found.decode_best_s,
        share = 100.0 * found.decode_of_memory,
        decode_cpu = cpu(found.decode_cpu_s),
        prefill = found.prefill_s,
        prefill_rate = 1.0 / found.prefill_s,
        prefill_cpu = cpu(found.prefill_cpu_s),
        share_cpu = found.decode_of_memory_cpu.map_or(String::new(), |share| {
            format!(", {:.0} % of plain reading by processor time", 100.0 * share)
        }),
        after = found.first_token_after_s.0,
        after_cpu = cpu(found.first_token_after_s.1),
        early = found.first_token_while_speaking_s.0,
        early_cpu = cpu(found.first_token_while_speaking_s.1),
        keeps_up = if found.keeps_up {
            "feeding keeps up with speech here"
        } else {
            "feeding does not keep up with speech here: it is left off"
        },
    )
}
