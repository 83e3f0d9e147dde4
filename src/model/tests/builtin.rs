//! The built-in model loads through the same files, weights and layers as Gemma.

use candle_core::{Device, Tensor};

use super::{close, frames_of};
use crate::model::config::{Folder, ModelKind};
use crate::model::weights::{Loader, Precision, SafetensorsSource};
use crate::model::{Cache, CacheType, Decoder, audio::AudioEmbedder};

#[test]
fn built_in_checkpoint_runs_on_the_same_layers() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/builtin-tiny");
    let config = Folder::read(&folder).unwrap().config;
    assert_eq!(config.kind, ModelKind::Builtin);
    let source = SafetensorsSource::open(&folder).unwrap();
    let loader = Loader::new(&source, &Device::Cpu, Precision::Stored, None).row_by_row();
    let decoder = Decoder::load(&loader, &config.decoder).unwrap();
    let audio = AudioEmbedder::load(&loader, &config.audio.unwrap(), config.decoder.hidden).unwrap();
    let reference =
        candle_core::safetensors::load(folder.join("reference.safetensors"), &Device::Cpu).unwrap();
    let expected = &reference["logits_int8"];
    let (_, slots, classes) = expected.dims3().unwrap();
    let head = loader
        .linear("lm_head.weight", slots * classes, config.decoder.hidden)
        .unwrap();
    let bias = loader.float("lm_head.bias", &[slots * classes]).unwrap();

    let frames = frames_of(
        &reference["frames"]
            .flatten_all()
            .unwrap()
            .to_vec1::<f32>()
            .unwrap(),
    );
    let x = audio.embed(&frames).unwrap();
    close("embedded frames", &x, &reference["embed"], 1e-4);
    let logits = |rows: &Tensor| head.forward(rows).unwrap().broadcast_add(&bias).unwrap();
    let new_cache = || Cache::with_slack(&config.decoder, CacheType::F32, &Device::Cpu, 4);
    let whole = decoder.forward(&x, &[], &mut new_cache()).unwrap();
    close("at once", &logits(&whole), expected, 2e-3);
    let mut cache = new_cache();
    let steps: Vec<Tensor> = (0..frames.len())
        .map(|t| {
            decoder
                .forward(&x.narrow(0, t, 1).unwrap(), &[], &mut cache)
                .unwrap()
        })
        .collect();
    close(
        "frame by frame",
        &logits(&Tensor::cat(&steps, 0).unwrap()),
        expected,
        2e-3,
    );
}
