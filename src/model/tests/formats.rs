//! Every type that a GGUF file may hold: read as ggml reads it, and run as its values say.

use std::path::Path;

use candle_core::quantized::GgmlDType;
use candle_core::{Device, Tensor};
use tempfile::tempdir;

use super::Fixture;
use super::plain::{Checkpoint, Shape};
use crate::model::quant::own_format;
use crate::model::weights::gguf_write::GgufWriter;
use crate::model::weights::{GgufFile, GgufSource, Loader, Precision, Source};
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

#[test]
fn blocks_are_read_as_ggml_reads_them() {
    let fixture = Fixture::open("blocks.safetensors");
    let folder = tempdir().unwrap();
    let path = folder.path().join("blocks.gguf");
    let mut writer = GgufWriter::new();
    for (i, (_, dtype)) in TYPES.iter().enumerate() {
        writer
            .tensor(&format!("blk.{i}.ffn_up.weight"), &[1, 512], *dtype)
            .unwrap();
    }
    let mut out = writer.begin(std::fs::File::create(&path).unwrap()).unwrap();
    for (name, _) in TYPES {
        out.write(&fixture.tensor(&format!("{name}.blocks")).to_vec1::<u8>().unwrap())
            .unwrap();
    }
    out.finish().unwrap();
    let source = GgufSource(GgufFile::open(&path).unwrap());
    let loader = Loader::new(&source, &Device::Cpu, Precision::Stored, None);
    for (i, (name, dtype)) in TYPES.iter().enumerate() {
        let tensor = format!("layers.{i}.mlp.up_proj.weight");
        assert_eq!(loader.encoding(&tensor).unwrap().name(), *name);
        let found = loader.float(&tensor, &[1, 512]).unwrap();
        let found = found.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let expected = fixture
            .tensor(&format!("{name}.values"))
            .to_vec1::<f32>()
            .unwrap();
        let own = own_format(*dtype).map(|format| {
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
        let shape = loader.shape(name).unwrap();
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
