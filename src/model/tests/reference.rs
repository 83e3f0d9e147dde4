//! fixtures/gemma: the tolerances are those of its table.

use candle_core::{Device, Tensor};

use super::{Fixture, close, frames_of, open, tiny};
use crate::model::image::{Patches, grid};
use crate::model::layers::{Heads, RmsNorm, Rotation};
use crate::model::resize::bicubic;

#[test]
fn rotation_tables() {
    let fixture = Fixture::open("rope.safetensors");
    let model = tiny();
    let config = model.decoder().config();
    let positions = fixture.ids("positions");
    for (kind, attention) in [
        ("sliding_attention", &config.sliding),
        ("full_attention", &config.full),
    ] {
        let frequencies = Tensor::new(attention.inverse_frequencies.as_slice(), &Device::Cpu).unwrap();
        close(
            kind,
            &frequencies,
            &fixture.tensor(&format!("{kind}.inv_freq")),
            1e-6,
        );
        for (row, &position) in positions.iter().enumerate() {
            let rotation =
                Rotation::new(&attention.inverse_frequencies, position as usize, 1, &Device::Cpu).unwrap();
            for (name, half) in [("cos", rotation.cos(0)), ("sin", rotation.sin(0))] {
                // The reference repeats the half for both elements of a pair.
                let both = [half, half].concat();
                let both = Tensor::new(both.as_slice(), &Device::Cpu).unwrap();
                let expected = fixture.tensor(&format!("{kind}.{name}")).get(row).unwrap();
                // An angle of 4000 radians has an f32 step of 2.4e-4: both sides round it alike or not at all.
                close(&format!("{kind} {name} at {position}"), &both, &expected, 1e-6);
            }
        }
    }
}

#[test]
fn text_step_by_step() {
    let fixture = Fixture::open("text.safetensors");
    let model = tiny();
    let ids = fixture.ids("input_ids");
    let mut cache = model.new_cache();
    let mut seen = Vec::new();
    let x = model.embed_ids(&ids).unwrap();
    let out = model
        .decoder()
        .forward_probed(&x, &[], &mut cache, &mut |layer, name, value| {
            let key = if name == "in" {
                format!("stage_{layer:02}")
            } else {
                format!("layer{layer}.{name}")
            };
            if fixture.has(&key) {
                close(&key, value, &fixture.tensor(&key), 1e-4);
                seen.push(key);
            }
        })
        .unwrap();
    // 7 stages, 9 steps of layer 0, 8 of layer 5, which has no v_proj.
    assert_eq!(seen.len(), 7 + 9 + 8, "{seen:?}");
    close("final norm", &out, &fixture.tensor("final_norm"), 1e-4);
    close(
        "logits",
        &model.logits(&out).unwrap(),
        &fixture.tensor("logits"),
        1e-4,
    );
    for (kind, layer) in [("sliding", 4), ("full", 5)] {
        let (k, v) = cache.rows_from(layer, 0).unwrap();
        close(
            "keys",
            &k,
            &fixture.tensor(&format!("kv.{kind}_attention.layer{layer}.key")),
            1e-4,
        );
        close(
            "values",
            &v,
            &fixture.tensor(&format!("kv.{kind}_attention.layer{layer}.value")),
            1e-4,
        );
    }
}

#[test]
fn head_norms() {
    let fixture = Fixture::open("text.safetensors");
    let weights =
        candle_core::safetensors::load(super::path("tiny-unified/model.safetensors"), &Device::Cpu).unwrap();
    for (layer, heads, kv) in [(0, 4, 2), (5, 4, 1)] {
        let norm = |name: &str| {
            let key = format!("model.language_model.layers.{layer}.self_attn.{name}.weight");
            RmsNorm::new(weights[&key].clone(), 1e-6).unwrap()
        };
        // A full layer's values are its raw keys.
        let values = if layer == 0 { "v_proj" } else { "k_proj" };
        for (input, output, norm, heads) in [
            ("q_proj", "q_norm", norm("q_norm"), heads),
            ("k_proj", "k_norm", norm("k_norm"), kv),
            (values, "v_norm", RmsNorm::bare(1e-6), kv),
        ] {
            let x = fixture.tensor(&format!("layer{layer}.{input}"));
            let step = Heads {
                heads,
                norm: &norm,
                rotation: None,
            };
            let found = step
                .forward(&x)
                .unwrap()
                .transpose(0, 1)
                .unwrap()
                .contiguous()
                .unwrap();
            close(
                output,
                &found,
                &fixture.tensor(&format!("layer{layer}.{output}")),
                1e-4,
            );
        }
    }
}

#[test]
fn sound_from_wave_to_logits() {
    let fixture = Fixture::open("audio.safetensors");
    let model = tiny();
    let wave = fixture.tensor("waveform").to_vec1::<f32>().unwrap();
    let frames = frames_of(&wave);
    let rows: Vec<f32> = frames.iter().flat_map(|frame| frame.samples).collect();
    let rows = Tensor::from_vec(rows, (frames.len(), 640), &Device::Cpu).unwrap();
    close("frames", &rows, &fixture.tensor("frames"), 0.0);
    let soft = model.embed_frames(&frames).unwrap();
    close("soft tokens", &soft, &fixture.tensor("audio_soft_tokens"), 1e-4);
    let silence = model.embed_frames(&frames_of(&[0.0; 640])).unwrap();
    close("silence", &silence, &fixture.tensor("soft_silence"), 0.0);
    let quiet: Vec<f32> = wave[..640].iter().map(|x| x * 1e-3).collect();
    let quiet = model.embed_frames(&frames_of(&quiet)).unwrap();
    close("quiet", &quiet, &fixture.tensor("soft_first_frame_x0.001"), 1e-4);

    let ids = fixture.ids("input_ids");
    let audio = model.config().ids.audio;
    let first = ids.iter().position(|&id| id == audio).unwrap();
    let x = Tensor::cat(
        &[
            model.embed_ids(&ids[..first]).unwrap(),
            soft,
            model.embed_ids(&ids[first + frames.len()..]).unwrap(),
        ],
        0,
    )
    .unwrap();
    let mut stages = 0;
    let out = model
        .decoder()
        .forward_probed(&x, &[], &mut model.new_cache(), &mut |layer, name, value| {
            if name == "in" {
                close(name, value, &fixture.tensor(&format!("stage_{layer:02}")), 1e-4);
                stages += 1;
            }
        })
        .unwrap();
    assert_eq!(stages, 7);
    close("final norm", &out, &fixture.tensor("final_norm"), 1e-4);
    close(
        "logits",
        &model.logits(&out).unwrap(),
        &fixture.tensor("logits"),
        1e-4,
    );
}

#[test]
fn window_full_and_chopped() {
    let fixture = Fixture::open("window.safetensors");
    let model = tiny();
    let x = model.embed_ids(&fixture.ids("input_ids")).unwrap();
    let full = model.decoder().forward(&x, &[], &mut model.new_cache()).unwrap();
    let full = model.logits(&full).unwrap();
    close("full", &full, &fixture.tensor("logits_full"), 2e-4);

    let mut cache = model.new_cache();
    let mut at = 0;
    let mut rows = Vec::new();
    for size in fixture.ids("chunk_sizes") {
        let chunk = x.narrow(0, at, size as usize).unwrap();
        rows.push(model.decoder().forward(&chunk, &[], &mut cache).unwrap());
        at += size as usize;
    }
    let chopped = model.logits(&Tensor::cat(&rows, 0).unwrap()).unwrap();
    close("chopped", &chopped, &fixture.tensor("logits_incremental"), 2e-4);
    close("chopped against full", &chopped, &full, 2e-4);
}

#[test]
fn image_from_pixels_to_logits() {
    let fixture = Fixture::open("image.safetensors");
    for name in ["tiny-unified", "tiny-unified-f32.gguf"] {
        let model = open(name);
        let vision = model.config().vision.clone().unwrap();
        let pixels = fixture.tensor("image_u8");
        let (height, width, _) = pixels.dims3().unwrap();
        let pixels = pixels.flatten_all().unwrap().to_vec1::<u8>().unwrap();
        let image = image::RgbImage::from_raw(width as u32, height as u32, pixels).unwrap();
        let patches = Patches::from_image(&image.into(), &exact(&vision)).unwrap();
        assert_eq!((patches.columns, patches.rows), (5, 3));
        let values = Tensor::new(patches.values.as_slice(), &Device::Cpu).unwrap();
        close("patches", &values, &fixture.tensor("patches"), 0.0);
        let soft = model.embed_image(&patches).unwrap();
        close("soft tokens", &soft, &fixture.tensor("soft_tokens"), 1e-4);

        let ids = fixture.ids("input_ids");
        let first = ids.iter().position(|&id| id == model.config().ids.image).unwrap();
        let run = first..first + patches.count();
        let before = model.embed_ids(&ids[..first]).unwrap();
        let after = model.embed_ids(&ids[run.end..]).unwrap();
        let x = Tensor::cat(&[before.clone(), soft.clone(), after.clone()], 0).unwrap();
        let out = model
            .decoder()
            .forward(&x, std::slice::from_ref(&run), &mut model.new_cache())
            .unwrap();
        close(
            "logits",
            &model.logits(&out).unwrap(),
            &fixture.tensor("logits"),
            1e-4,
        );
        // In three calls, the image whole.
        let mut cache = model.new_cache();
        let whole = 0..patches.count();
        let parts = [
            model.decoder().forward(&before, &[], &mut cache).unwrap(),
            model
                .decoder()
                .forward(&soft, std::slice::from_ref(&whole), &mut cache)
                .unwrap(),
            model.decoder().forward(&after, &[], &mut cache).unwrap(),
        ];
        let chopped = model.logits(&Tensor::cat(&parts, 0).unwrap()).unwrap();
        close("chopped logits", &chopped, &fixture.tensor("logits"), 1e-4);
    }
}

/// The fixture's image keeps its 15 patches: a budget of exactly as many.
fn exact(vision: &crate::model::config::VisionConfig) -> crate::model::config::VisionConfig {
    crate::model::config::VisionConfig {
        max_soft_tokens: 15,
        ..vision.clone()
    }
}

#[test]
fn gguf_is_the_same_model() {
    let fixture = Fixture::open("text.safetensors");
    let quantised = Fixture::open("quant.safetensors");
    let ids = fixture.ids("input_ids");
    for (name, expected, tolerance) in [
        ("tiny-unified-f32.gguf", fixture.tensor("logits"), 1e-4),
        // Rows of 64 values are multiplied exactly; see Loader::table.
        ("tiny-unified-q8_0.gguf", quantised.tensor("logits_q8_0"), 1e-4),
        ("tiny-unified-q4_0.gguf", quantised.tensor("logits_q4_0"), 1e-4),
    ] {
        let model = open(name);
        let x = model.embed_ids(&ids).unwrap();
        let out = model.decoder().forward(&x, &[], &mut model.new_cache()).unwrap();
        let logits = model.logits(&out).unwrap();
        close(name, &logits, &expected, tolerance);
        let best = |t: &Tensor| t.argmax(1).unwrap().to_vec1::<u32>().unwrap();
        assert_eq!(best(&logits), best(&expected), "{name}");
    }
}

/// Against PyTorch's resizing of bytes, which the reference uses, and Pillow's, which that imitates: those two differ by 1.
#[test]
fn images_are_resized_as_the_reference_does() {
    let fixture = Fixture::open("resize.safetensors");
    for case in 0..4 {
        let pixels = |tensor: &Tensor| tensor.flatten_all().unwrap().to_vec1::<u8>().unwrap();
        let before = fixture.tensor(&format!("{case}.before"));
        let (height, width, _) = before.dims3().unwrap();
        let image = image::RgbImage::from_raw(width as u32, height as u32, pixels(&before)).unwrap();
        for by in ["torch", "pillow"] {
            let expected = fixture.tensor(&format!("{case}.{by}"));
            let (height, width, _) = expected.dims3().unwrap();
            let found = bicubic(&image, width as u32, height as u32);
            let offs = found
                .as_raw()
                .iter()
                .zip(pixels(&expected))
                .map(|(&a, b)| a.abs_diff(b));
            let (most, sum) = offs.fold((0, 0u32), |(most, sum), off| {
                (off.max(most), sum + u32::from(off))
            });
            let mean = f64::from(sum) / (width * height * 3) as f64;
            println!("{case} against {by}: at most {most}, {mean:.4} on average, of 255");
            assert!(
                most <= 1 && mean < 0.05,
                "{case} against {by}: at most {most}, {mean} on average"
            );
        }
    }
}

/// `factor = √(tokens · 48² / (width · height))`, sides `⌊factor · side / 48⌋` patches.
#[test]
fn images_take_as_many_patches_as_the_budget_allows() {
    let vision = crate::model::config::VisionConfig {
        patch: 48,
        embedding: 3840,
        positions: 1120,
        max_soft_tokens: 280,
        norm_eps: 1e-6,
    };
    for (width, height, expected) in [
        (1920, 1080, (22, 12)),
        (1080, 1920, (12, 22)),
        (64, 64, (16, 16)),
        (3840, 100, (103, 2)),
        (10_000, 20, (280, 1)),
    ] {
        let found = grid(width, height, &vision).unwrap();
        assert_eq!(found, expected, "{width} x {height}");
        assert!(found.0 * found.1 <= 280);
    }
    assert!(grid(0, 10, &vision).is_err());
}
