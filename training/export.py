"""Write a checkpoint as config.json, model.safetensors (int8) and tokens.json (FORMAT.md), and
optionally reference.safetensors for the tests of the Rust decoder and dev posteriors.

    python export.py --checkpoint RUN/best.pt --out ../models/builtin [--data DATA --reference FILE]
"""

import argparse, json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from data import Store
from evaluate import load, log_posteriors
from model import FRAME, TOKENS, Config, Model, block_mask, rms, rotary

PREFIX = "model.language_model.layers"
# Matrices in 16 bits, whose inputs are not rounded: the audio matrix with its weak filters, and the first layer's down
# projection, which meets the powers of a filter bank. They lie 50 dB apart in one row, and rounding them to 8 bits did more
# harm than all other rounding together (LOG.md).
EXACT = ("embedding_projection", "layers.0.mlp.down_proj")


def quantise(w):
    """Matrix -> int8 and a scale per row; w ~= q * scale."""
    scale = w.abs().amax(1).clamp_min(1e-10) / 127
    return (w / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def named_tensors(model):
    """Float tensors of a model under their names in the file."""
    c = model.c
    t = {
        "model.embed_audio.embedding_projection.weight": model.embedding_projection.weight,
        "model.language_model.norm.weight": model.norm,
        "lm_head.weight": model.lm_head.weight,
        "lm_head.bias": model.lm_head.bias,
    }
    for n, layer in enumerate(model.layers):
        p = f"{PREFIX}.{n}"
        sizes = (c.num_attention_heads * c.head_dim, *2 * (c.num_key_value_heads * c.head_dim,))
        for name, w in zip("qkv", layer.qkv.weight.split(sizes)):
            t[f"{p}.self_attn.{name}_proj.weight"] = w
        t[f"{p}.self_attn.o_proj.weight"] = layer.o_proj.weight
        for name, w in zip(("gate", "up"), layer.gate_up.weight.chunk(2)):
            t[f"{p}.mlp.{name}_proj.weight"] = w
        t[f"{p}.mlp.down_proj.weight"] = layer.down_proj.weight
        for name in ("q_norm", "k_norm"):
            t[f"{p}.self_attn.{name}.weight"] = getattr(layer, name)
        for name in ("input", "post_attention", "pre_feedforward", "post_feedforward"):
            t[f"{p}.{name}_layernorm.weight"] = getattr(layer, f"{name}_layernorm")
        t[f"{p}.layer_scalar"] = layer.layer_scalar
    return {k: v.detach().float().cpu().contiguous().clone() for k, v in t.items()}


def int8_tensors(model):
    out = {}
    for name, w in named_tensors(model).items():
        if w.dim() == 2 and not any(part in name for part in EXACT):
            out[name], out[name + "_scale"] = quantise(w)
        else:
            out[name] = w.half() if w.dim() == 2 else w
    return out


def from_file(folder):
    """The model of an exported folder, its int8 matrices dequantised: for warm starts and checks."""
    folder = Path(folder)
    j = json.loads((folder / "config.json").read_text())
    fields = {k: j[k] for k in Config.__dataclass_fields__ if k in j}
    fields["rope_theta"] = j["rope_parameters"]["sliding_attention"]["rope_theta"]
    model = Model(Config(**fields))
    t = load_file(folder / "model.safetensors")
    w = {k: v * t[k + "_scale"][:, None] if v.dtype == torch.int8 else v.float() for k, v in t.items()}
    own = {
        "embedding_projection.weight": w["model.embed_audio.embedding_projection.weight"],
        "norm": w["model.language_model.norm.weight"],
        "lm_head.weight": w["lm_head.weight"],
        "lm_head.bias": w["lm_head.bias"],
    }
    for n in range(model.c.num_hidden_layers):
        p, q = f"{PREFIX}.{n}", f"layers.{n}"
        own[f"{q}.qkv.weight"] = torch.cat([w[f"{p}.self_attn.{x}_proj.weight"] for x in "qkv"])
        own[f"{q}.gate_up.weight"] = torch.cat([w[f"{p}.mlp.{x}_proj.weight"] for x in ("gate", "up")])
        own[f"{q}.o_proj.weight"] = w[f"{p}.self_attn.o_proj.weight"]
        own[f"{q}.down_proj.weight"] = w[f"{p}.mlp.down_proj.weight"]
        own[f"{q}.q_norm"], own[f"{q}.k_norm"] = (w[f"{p}.self_attn.{x}_norm.weight"] for x in "qk")
        for x in ("input", "post_attention", "pre_feedforward", "post_feedforward"):
            own[f"{q}.{x}_layernorm"] = w[f"{p}.{x}_layernorm.weight"]
        own[f"{q}.layer_scalar"] = w[f"{p}.layer_scalar"]
    model.load_state_dict(own)
    return model.eval()


def with_int8_activations(model):
    """The model with its int8 products simulated: inputs of all matrices but EXACT's rounded."""

    def rounded(module, inputs):
        x = inputs[0]
        s = x.abs().amax(-1, keepdim=True) / 127
        return (torch.where(s > 0, (x / s.clamp_min(1e-30)).round() * s, 0.0),)

    for n, layer in enumerate(model.layers):
        for name in ("self_attn.qkv", "self_attn.o_proj", "mlp.gate_up", "mlp.down_proj"):
            if f"layers.{n}.{name}" not in EXACT:
                getattr(layer, name.split(".")[1]).register_forward_pre_hook(rounded)
    model.lm_head.register_forward_pre_hook(rounded)
    return model


def config_json(c: Config, log_priors):
    own = c.as_dict()
    theta = own.pop("rope_theta")
    return {
        "model_type": "parlance_builtin", "format": 1, "sample_rate": 16000, "audio_samples_per_frame": FRAME,
        **own,
        "layer_types": ["sliding_attention"] * c.num_hidden_layers,
        "rope_parameters": {"sliding_attention": {"rope_type": "default", "rope_theta": theta}},
        "hidden_activation": "gelu_pytorch_tanh", "attention_bias": False, "attention_k_eq_v": False,
        "final_logit_softcapping": None, "tie_word_embeddings": False,
        "topology": "hybrid", "log_priors": log_priors,
        "quantization": {"weights": "int8", "activations": "int8 per row"},
    }  # fmt: skip


def priors(data, classes):
    """Log frequencies of the classes in the aligned real training speech."""
    store = Store(data, "real", lambda i: i["split"] == "train" and i["aligned"])
    count = np.ones(classes)
    for k in range(len(store.items)):
        lab = store.get(k)[1]
        count += np.bincount(lab[lab < classes], minlength=classes)
    return [round(float(x), 5) for x in np.log(count / count.sum())]


@torch.no_grad()
def stages(model, wave):
    """Frames, the stream after the projection and after every layer, and the logits of one wave."""
    c = model.c
    n = -(-len(wave) // FRAME) + c.delay_frames
    x = torch.zeros(n * FRAME)
    x[: len(wave)] = torch.from_numpy(wave)
    out = {"wave": torch.from_numpy(wave), "frames": x.view(n, FRAME).clone()}
    pad = -n % c.sliding_window
    h = model.embedding_projection(rms(F.pad(x.view(1, n, FRAME), (0, 0, 0, pad)), c.audio_norm_eps))
    out["embed"] = h[0, :n].clone()
    cos, sin = rotary(n + pad, c.head_dim, c.rope_theta, h.device)
    mask = block_mask((n + pad) // c.sliding_window, c.sliding_window, h.device)
    for i, layer in enumerate(model.layers):
        h = layer(h, cos, sin, mask)
        out[f"layer_{i}"] = h[0, :n].clone()
    logits = model(out["frames"][None])[0]
    return out, logits.reshape(n, c.slots_per_frame, c.classes)


def write_reference(folder, wave, path):
    out, out["logits_float"] = stages(from_file(folder), wave)
    _, out["logits_int8"] = stages(with_int8_activations(from_file(folder)), wave)
    save_file({k: v.contiguous() for k, v in out.items()}, path)
    gap = (out["logits_float"] - out["logits_int8"]).abs()
    print(f"{path}: logits float against int8: mean {gap.mean():.4f}, max {gap.max():.4f}")


def write_posteriors(folder, data, path, split="dev"):
    """Log posteriors [slots, classes] of every utterance of a split, by path, as f16."""
    model = with_int8_activations(from_file(folder))
    store = Store(data, "real", lambda i: i["split"] == split)
    out = {}
    order = sorted(range(len(store.items)), key=lambda i: store.items[i]["samples"])
    for k in range(0, len(order), 8):
        part = order[k : k + 8]
        for i, y in zip(part, log_posteriors(model, [store.get(i)[0] for i in part])):
            out[store.items[i]["path"]] = torch.from_numpy(y).half()
    save_file(out, path)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--checkpoint", type=Path, nargs="+", required=True, help="one, or several of one descent to average")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--reference", help="write reference.safetensors for this dev utterance (path suffix)")
    p.add_argument("--posteriors", type=Path, help="write log posteriors of dev to this file")
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    a.out.mkdir(parents=True, exist_ok=True)
    model = load(a.checkpoint)
    save_file(int8_tensors(model), a.out / "model.safetensors")
    config = config_json(model.c, priors(a.data, model.c.classes))
    (a.out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (a.out / "tokens.json").write_text(json.dumps({"tokens": TOKENS, "silence": 0}) + "\n")
    if a.reference:
        store = Store(a.data, "real", lambda i: i["path"].endswith(a.reference))
        write_reference(a.out, store.get(0)[0], a.out / "reference.safetensors")
    if a.posteriors:
        write_posteriors(a.out, a.data, a.posteriors)
