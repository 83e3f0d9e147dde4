//! Every type that a GGUF file may hold: read as ggml reads it, and run as its values say.

use std::path::Path;

use candle_core::quantized::GgmlDType;
use candle_core::{Device, Tensor};
use parlance_kernels::BlockFormat;
use tempfile::tempdir;

use super::Fixture;
use super::plain::{Checkpoint, Shape};
use crate::model::quant::{StoredFormat, own_format};
use crate::model::weights::gguf_write::{GgufWriter, Tag};
use crate::model::weights::{Encoding, GgufFile, GgufSource, Loader, Precision, Source};
use crate::model::{Gemma, OpenOptions, quantize};

const TYPES: [(&str, GgmlDType); 12] = [
    ("F16", GgmlDType::F16),
    ("BF16", GgmlDType::BF16),
    ("Q4_0", GgmlDType::Q4_0),
    ("Q4_1", GgmlDType::Q4_1),
    ("Q5_0", GgmlDType::Q5_0),
    ("Q5_1", GgmlDType::Q5_1),
    ("Q8_0", GgmlDType::Q8_0),
    ("Q2_K", GgmlDType::Q2K),
    ("Q3_K", GgmlDType::Q3K),
    ("Q4_K", GgmlDType::Q4K),
    ("Q5_K", GgmlDType::Q5K),
    ("Q6_K", GgmlDType::Q6K),
];

/// What four bits stand for in them.
const LEVELS: [i8; 16] = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
];

/// Types that the tensor library does not have.
const OWN: [BlockFormat; 2] = [BlockFormat::Iq4Nl, BlockFormat::Iq4Xs];

/// All of them by name.
fn all_types() -> Vec<(&'static str, Encoding)> {
    let known = TYPES.iter().map(|&(name, dtype)| (name, Encoding::Ggml(dtype)));
    let own = OWN.iter().map(|&format| (format.name(), Encoding::Own(format)));
    known.chain(own).collect()
}

#[test]
fn blocks_are_read_as_ggml_reads_them() {
    let fixture = Fixture::open("blocks.safetensors");
    let folder = tempdir().unwrap();
    let path = folder.path().join("blocks.gguf");
    let mut writer = GgufWriter::new();
    let types = all_types();
    for (i, (_, encoding)) in types.iter().enumerate() {
        writer
            .tensor(&format!("blk.{i}.ffn_up.weight"), &[1, 512], *encoding)
            .unwrap();
    }
    let mut out = writer.begin(std::fs::File::create(&path).unwrap()).unwrap();
    for (name, _) in &types {
        out.write(&fixture.tensor(&format!("{name}.blocks")).to_vec1::<u8>().unwrap())
            .unwrap();
    }
    out.finish().unwrap();
    let source = GgufSource(GgufFile::open(&path).unwrap());
    let loader = Loader::new(&source, &Device::Cpu, Precision::Stored, None);
    for (i, (name, encoding)) in types.iter().enumerate() {
        let tensor = format!("layers.{i}.mlp.up_proj.weight");
        assert_eq!(loader.encoding(&tensor).unwrap().name(), *name);
        let found = loader.float(&tensor, &[1, 512]).unwrap();
        let found = found.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let expected = fixture
            .tensor(&format!("{name}.values"))
            .to_vec1::<f32>()
            .unwrap();
        let format = match *encoding {
            Encoding::Ggml(dtype) => own_format(dtype),
            Encoding::Own(format) => Some(StoredFormat::Blocks(format)),
            _ => None,
        };
        let own = format.map(|format| {
            let mut values = vec![0.0; 512];
            let bytes = source.view(&tensor).unwrap().bytes.to_vec();
            format.dequantize(&bytes, &mut values).unwrap();
            values
        });
        for (at, expected) in expected.iter().enumerate() {
            // Products of three factors in another order: the last bit may differ.
            let close = |found: f32| (found - expected).abs() <= 3e-7 * expected.abs();
            assert!(
                close(found[at]),
                "{name}, value {at}: {} for {expected}",
                found[at]
            );
            if let Some(own) = &own {
                assert!(
                    close(own[at]),
                    "our {name}, value {at}: {} for {expected}",
                    own[at]
                );
            }
        }
    }
}

/// Rows of whole super-blocks in every matrix, so that no type falls back to floats.
fn shape() -> Shape {
    Shape {
        hidden: 256,
        intermediate: 512,
        heads: 4,
        kv: 2,
        full_kv: 1,
        dim: 64,
        full_dim: 128,
        window: 8,
        layers: vec![false, false, true],
        key_is_value: true,
        softcap: Some(30.0),
        fraction: 0.25,
    }
}

/// The checkpoint again with the weights that the file holds, dequantised.
fn read_back(path: &Path, shape: &Shape, names: &Checkpoint) -> Checkpoint {
    let source = GgufSource(GgufFile::open(path).unwrap());
    let loader = Loader::new(&source, &Device::Cpu, Precision::Stored, None);
    names.with_values(shape, |name| {
        let shape = source.view(name).unwrap().shape;
        let tensor = loader.float(name, &shape).unwrap();
        tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap()
    })
}

/// Root of the mean square of the differences over that of the values, and how many best ids agree.
fn compare(found: &Tensor, expected: &[Vec<f64>]) -> (f64, usize) {
    let found = found.to_vec2::<f32>().unwrap();
    let (mut off, mut size, mut same) = (0.0, 0.0, 0);
    let best = |row: &[f64]| {
        let order = |a: &(usize, &f64), b: &(usize, &f64)| a.1.total_cmp(b.1);
        row.iter().enumerate().max_by(order).map(|(at, _)| at)
    };
    for (found, expected) in found.iter().zip(expected) {
        let found: Vec<f64> = found.iter().map(|&x| f64::from(x)).collect();
        for (found, expected) in found.iter().zip(expected) {
            off += (found - expected).powi(2);
            size += expected.powi(2);
        }
        same += usize::from(best(&found) == best(expected));
    }
    ((off / size).sqrt(), same)
}

/// Logits of a file of each type against a plain forward in 64 bits over the same, dequantised weights. What is left
/// is what products round their inputs to: nothing for floats, 8 bits per block of activations for blocks. Asked to be exact,
/// they round nothing at all.
#[test]
fn files_of_every_type_run_like_their_weights() {
    let shape = shape();
    let checkpoint = Checkpoint::random(&shape, 5);
    let folder = tempdir().unwrap();
    checkpoint.save(folder.path());
    let ids: Vec<u32> = (0..24).map(|i| (i * i * 7 + 3 * i) % 40).collect();
    for (name, dtype) in TYPES.into_iter().chain([("F32", GgmlDType::F32)]) {
        let path = folder.path().join(format!("{name}.gguf"));
        quantize::quantize(folder.path(), &path, dtype, None).unwrap();
        let inspected = crate::model::inspect::inspect(&path, None).unwrap();
        assert!(
            inspected.stored.contains_key(name),
            "{name}: {:?}",
            inspected.stored
        );
        let expected = read_back(&path, &shape, &checkpoint).forward(&ids);
        for precision in [Precision::Stored, Precision::Exact] {
            let options = OpenOptions {
                precision,
                ..OpenOptions::default()
            };
            let model = Gemma::open(&path, None, &options, None).unwrap();
            let x = model.embed_ids(&ids).unwrap();
            let rows = model.decoder().forward(&x, &[], &mut model.new_cache()).unwrap();
            let (off, same) = compare(&model.logits(&rows).unwrap(), &expected);
            println!("{name}, {precision:?}: {off:.2e} of the logits' size, {same} of 24 best ids the same");
            let rounded = precision == Precision::Stored && !["F32", "F16", "BF16"].contains(&name);
            let (allowed, agree) = if rounded { (3e-2, 21) } else { (1e-5, 24) };
            assert!(off <= allowed, "{name}, {precision:?}: {off:.2e}");
            assert!(same >= agree, "{name}, {precision:?}: {same} of 24");
        }
    }
}

/// The bits of the 16-bit float that is nearest.
fn half_bits(x: f32) -> u16 {
    half::f16::from_f32(x).to_bits()
}

/// Thirty-two weights as nibbles under a scale, each the nearest that there is.
fn nibbles(weights: &[f32], scale: f32, out: &mut Vec<u8>) {
    let nearest = |w: f32| {
        let off = |q: &usize| (scale * f32::from(LEVELS[*q]) - w).abs();
        (0..16usize).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0) as u8
    };
    out.extend((0..16).map(|i| nearest(weights[i]) | nearest(weights[16 + i]) << 4));
}

/// Rows of weights in one of our own formats: plainly, without the search for better scales that is made elsewhere.
fn encoded(format: BlockFormat, weights: &[f32]) -> Vec<u8> {
    let scale = |run: &[f32]| run.iter().fold(0.0f32, |top, w| top.max(w.abs())) / 127.0;
    let mut out = Vec::new();
    for block in weights.chunks_exact(format.values()) {
        let scales: Vec<f32> = block.chunks_exact(32).map(scale).collect();
        if format == BlockFormat::Iq4Nl {
            out.extend(half_bits(scales[0]).to_le_bytes());
            nibbles(block, scales[0], &mut out);
            continue;
        }
        let d = scales.iter().fold(0.0f32, |top, &scale| top.max(scale)) / 31.0;
        let steps: Vec<u16> = scales
            .iter()
            .map(|scale| (scale / d).round() as u16 + 32)
            .collect();
        let high = (0..8).fold(0, |bits, s| bits | (steps[s] >> 4) << (2 * s));
        out.extend(half_bits(d).to_le_bytes());
        out.extend(u16::to_le_bytes(high));
        out.extend((0..4).map(|s| (steps[2 * s] & 15 | (steps[2 * s + 1] & 15) << 4) as u8));
        for (run, step) in block.chunks_exact(32).zip(&steps) {
            nibbles(run, d * (f32::from(*step) - 32.0), &mut out);
        }
    }
    out
}

/// The GGUF file `from` again with its matrices in one of our own formats.
fn with_own(from: &Path, to: &Path, format: BlockFormat) {
    let file = GgufFile::open(from).unwrap();
    let mut writer = GgufWriter::new();
    for (key, value) in file.keys() {
        writer.key(key, Tag::from_value(value));
    }
    let names: Vec<String> = file.tensor_names().into_iter().map(str::to_owned).collect();
    let mut data = Vec::new();
    for name in &names {
        let view = file.tensor(name).unwrap();
        let encoding = if view.shape.len() == 2 {
            let (floats, _) = view.bytes.as_chunks::<4>();
            let floats: Vec<f32> = floats.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
            data.push(encoded(format, &floats));
            Encoding::Own(format)
        } else {
            data.push(view.bytes.to_vec());
            view.encoding
        };
        writer.tensor(name, &view.shape, encoding).unwrap();
    }
    let mut out = writer.begin(std::fs::File::create(to).unwrap()).unwrap();
    for data in data {
        out.write(&data).unwrap();
    }
    out.finish().unwrap();
}

/// IQ4_NL and IQ4_XS, which the tensor library does not have, run like their weights too, one row at a time as many.
#[test]
fn files_of_types_of_our_own_run_like_their_weights() {
    let shape = shape();
    let checkpoint = Checkpoint::random(&shape, 5);
    let folder = tempdir().unwrap();
    checkpoint.save(folder.path());
    let floats = folder.path().join("F32.gguf");
    quantize::quantize(folder.path(), &floats, GgmlDType::F32, None).unwrap();
    let ids: Vec<u32> = (0..24).map(|i| (i * i * 7 + 3 * i) % 40).collect();
    let whole = checkpoint.forward(&ids);
    for format in OWN {
        let path = folder.path().join(format!("{}.gguf", format.name()));
        with_own(&floats, &path, format);
        let inspected = crate::model::inspect::inspect(&path, None).unwrap();
        assert!(inspected.stored[format.name()].tensors > 10);
        let expected = read_back(&path, &shape, &checkpoint).forward(&ids);
        for (precision, allowed, agree) in [(Precision::Stored, 3e-2, 21), (Precision::Exact, 1e-5, 24)] {
            let options = OpenOptions {
                precision,
                ..OpenOptions::default()
            };
            let model = Gemma::open(&path, None, &options, None).unwrap();
            let x = model.embed_ids(&ids).unwrap();
            let rows = model.decoder().forward(&x, &[], &mut model.new_cache()).unwrap();
            let logits = model.logits(&rows).unwrap();
            let (off, same) = compare(&logits, &expected);
            assert!(
                off <= allowed && same >= agree,
                "{format:?}, {precision:?}: {off:.2e}, {same} of 24"
            );
            let (far, _) = compare(&logits, &whole);
            println!("{format:?}, {precision:?}: {off:.2e} off its own weights, {far:.2e} off the floats");
            // As when an answer is written: one row after the other.
            let mut cache = model.new_cache();
            let mut alone = Vec::new();
            for id in &ids {
                let x = model.embed_ids(&[*id]).unwrap();
                let row = model.decoder().forward(&x, &[], &mut cache).unwrap();
                alone.push(model.logits(&row).unwrap());
            }
            let (off, same) = compare(&Tensor::cat(&alone, 0).unwrap(), &expected);
            assert!(
                off <= allowed && same >= agree,
                "{format:?}, {precision:?}, row by row: {off:.2e}, {same} of 24"
            );
        }
        // Written anew, matrices that are stored in few bits stay what they are.
        let again = folder.path().join("again.gguf");
        let written = quantize::quantize(&path, &again, GgmlDType::Q4_0, None).unwrap();
        assert!(written.copied > 10);
        let (old, new) = (GgufFile::open(&path).unwrap(), GgufFile::open(&again).unwrap());
        let name = "blk.0.ffn_up.weight";
        assert_eq!(old.tensor(name).unwrap().bytes, new.tensor(name).unwrap().bytes);
        std::fs::remove_file(again).unwrap();
    }
}

#[test]
fn what_cannot_be_read_is_named_with_a_file_that_works() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("gemma-4-12b-it-IQ2_XS.gguf");
    let mut writer = GgufWriter::new();
    writer.key("general.architecture", Tag::Text("gemma4".into()));
    writer
        .tensor("blk.0.ffn_up.weight", &[1, 256], GgmlDType::F32)
        .unwrap();
    let mut out = writer.begin(std::fs::File::create(&path).unwrap()).unwrap();
    out.write(&[0; 1024]).unwrap();
    out.finish().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let name = b"blk.0.ffn_up.weight";
    let at = bytes.windows(name.len()).position(|part| part == name).unwrap();
    // Behind the name: rank, two sizes, and the number of the type.
    bytes[at + name.len() + 4 + 16] = 17;
    std::fs::write(&path, &bytes).unwrap();
    let litert = folder.path().join("gemma-4-12B-it.litertlm");
    std::fs::write(&litert, b"LITERTLM\x01\0\0\0").unwrap();
    for (path, words) in [
        (path.as_path(), ["IQ2_XS", "blk.0.ffn_up.weight"]),
        (&litert, ["LiteRT-LM", "mmproj-gemma-4-12b-it-qat-q4_0.gguf"]),
        // The folder of its repository, as a cache has it.
        (folder.path(), ["LiteRT-LM", "gemma-4-12B-it.litertlm"]),
    ] {
        let refused = crate::model::inspect::inspect(path, None)
            .unwrap_err()
            .to_string();
        let all = words
            .iter()
            .chain(&["gemma-4-12b-it-qat-q4_0.gguf", "fetch-help"]);
        for word in all {
            assert!(refused.contains(word), "{word}: {refused}");
        }
    }
}

/// A guess is verified many rows at a time, an answer is written one row at a time: rounding must not tell them apart.
#[test]
fn a_guess_changes_nothing_in_a_quantised_model_either() {
    use std::ops::ControlFlow;

    use crate::model::{Piece, Request, Sequence, generate};

    let shape = shape();
    let folder = tempdir().unwrap();
    Checkpoint::random(&shape, 11).save(folder.path());
    for (_, dtype) in TYPES {
        let path = folder.path().join(format!("{dtype:?}.gguf"));
        quantize::quantize(folder.path(), &path, dtype, None).unwrap();
        let model = Gemma::open(&path, None, &OpenOptions::default(), None).unwrap();
        for seed in 0..6u32 {
            let ids: Vec<u32> = (0..20).map(|i| 5 + (i * i + seed * 7 + i) % 34).collect();
            let prompt = [Piece::Ids(&ids)];
            let answer = |guess: &[u32]| {
                let request = Request {
                    prompt: &prompt,
                    guess,
                    stop: &[],
                    suppress: &[],
                    ..Request::greedy(&model, 30)
                };
                let mut sequence = Sequence::new(&model);
                let go_on = &mut |_: &str| ControlFlow::Continue(());
                let out = generate(&model, &mut sequence, None, &request, go_on).unwrap();
                (out.ids, sequence.forwards())
            };
            let (plain, forwards) = answer(&[]);
            assert_eq!((plain.len(), forwards), (30, 30));
            assert_eq!(answer(&plain), (plain.clone(), 1), "{dtype:?}, prompt {seed}");
            let mut wrong = plain.clone();
            wrong[7] = (wrong[7] + 1) % 40;
            let (found, forwards) = answer(&wrong);
            assert_eq!(found, plain, "{dtype:?}, prompt {seed}");
            assert!(forwards < 30);
        }
    }
}
