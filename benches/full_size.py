#!/usr/bin/env python3
"""The 12B at full size, in random weights: written as the files people have, loaded, spoken to, and timed.

    python3 -m venv venv
    venv/bin/pip install numpy gguf==0.19.0
    venv/bin/python benches/full_size.py --parlance target/release/parlance --folder FOLDER [--type Q4_K_M] [--audio FILE]

Writes FOLDER/random-12b-q4_0.gguf (48 layers in Q4_0, the table in Q6_K, norms in F32: the released file's types and
its 7 GB), or the mixture of Q4_K and Q6_K that llama.cpp calls Q4_K_M, and its projector, then runs `models inspect` and `models run`. Random weights read as many bytes and multiply
as many numbers as trained ones, through every line of the loader, the decoder and the cache; what they write is noise.
Nothing of the tests needs this.
"""
import argparse, json, os, resource, subprocess, time

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Kind

HERE = os.path.dirname(os.path.abspath(__file__))
TINY = os.path.join(HERE, "..", "fixtures", "gemma")
HIDDEN, INNER, LAYERS, VOCABULARY = 3840, 15360, 48, 262144
HEADS, KV_SLIDING, KV_FULL, DIM_SLIDING, DIM_FULL, WINDOW = 16, 8, 1, 256, 512, 1024
PATCH, PATCH_GROUP, PATCH_EMBEDDING, POSITIONS = 16, 3, 3840, 1120
random = np.random.default_rng(12)


# Where the 16-bit scales lie in a block, and their size for weights of one over the root of the row, where the small
# integers have this spread; minima take off the mean.
SCALES = {
    Kind.Q4_0: lambda size: [(0, size / 4.6)],
    Kind.Q4_K: lambda size: [(0, size / 250), (2, 7.5 * size / 250)],
    Kind.Q6_K: lambda size: [(208, size / (18.5 * 32))],
}


def bytes_of(kind, rows, row, size):
    """Random blocks of a matrix [rows, row] of weights of this size, as bytes [rows, bytes of a row]."""
    values, length = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (rows, row // values, length), np.uint8)
    if kind == Kind.Q6_K:
        blocks[:, :, 192:208] = 32
    for at, scale in SCALES[kind](size):
        blocks[:, :, at : at + 2] = np.array([scale], np.float16).view(np.uint8)
    return blocks.reshape(rows, -1)


def matrix(name, kind, rows, row, size=None):
    values, length = gguf.GGML_QUANT_SIZES[kind]
    return name, (rows, row // values * length), kind, lambda: bytes_of(kind, rows, row, size or 1 / np.sqrt(row))


def vector(name, *shape, mean=1.0, spread=0.1):
    return name, shape, Kind.F32, lambda: (mean + spread * random.standard_normal(shape)).astype(np.float32)


def layer_tensors(i, mixture):
    full = i % 6 == 5
    dim, kv = (DIM_FULL, KV_FULL) if full else (DIM_SLIDING, KV_SLIDING)
    at = f"blk.{i}."
    usual = fine = Kind.Q4_0
    if mixture == "Q4_K_M":
        # llama.cpp's mixture: values and the way down finer in the first and last eighth and every third layer between.
        usual = fine = Kind.Q4_K
        if i < LAYERS // 8 or i >= 7 * LAYERS // 8 or (i - LAYERS // 8) % 3 == 2:
            fine = Kind.Q6_K
    yield matrix(at + "attn_q.weight", usual, HEADS * dim, HIDDEN)
    yield matrix(at + "attn_k.weight", usual, kv * dim, HIDDEN)
    if not full:
        yield matrix(at + "attn_v.weight", fine, kv * dim, HIDDEN)
    yield matrix(at + "attn_output.weight", usual, HIDDEN, HEADS * dim)
    yield matrix(at + "ffn_gate.weight", usual, INNER, HIDDEN)
    yield matrix(at + "ffn_up.weight", usual, INNER, HIDDEN)
    yield matrix(at + "ffn_down.weight", fine, HIDDEN, INNER)
    for name, n in [("attn_norm", HIDDEN), ("ffn_norm", HIDDEN), ("attn_q_norm", dim), ("attn_k_norm", dim)]:
        yield vector(f"{at}{name}.weight", n)
    for name in ("post_attention_norm", "post_ffw_norm"):
        yield vector(f"{at}{name}.weight", HIDDEN, mean=0.4)
    yield vector(at + "layer_output_scale.weight", 1, spread=0.0)


def text_tensors(mixture):
    # Rotary frequencies of full layers: the first quarter of the pairs turns, the rest stands still.
    turning = np.where(np.arange(DIM_FULL // 2) < DIM_FULL // 8, 1.0, 1e30).astype(np.float32)
    yield "rope_freqs.weight", turning.shape, Kind.F32, lambda: turning
    yield matrix("token_embd.weight", Kind.Q6_K, VOCABULARY, HIDDEN, size=0.08)
    for i in range(LAYERS):
        yield from layer_tensors(i, mixture)
    yield vector("output_norm.weight", HIDDEN)


def projector_tensors():
    pixels = 3 * (PATCH * PATCH_GROUP) ** 2

    def weight(name, rows, row):
        return vector(name, rows, row, mean=0.0, spread=1 / np.sqrt(row))

    yield weight("mm.a.input_projection.weight", HIDDEN, 640)
    yield weight("mm.input_projection.weight", HIDDEN, PATCH_EMBEDDING)
    yield weight("v.patch_embd.weight", PATCH_EMBEDDING, pixels)
    yield vector("v.patch_embd.bias", PATCH_EMBEDDING, mean=0.0)
    yield vector("v.position_embd.weight", 2, POSITIONS, PATCH_EMBEDDING, mean=0.0)
    for n, size in [(1, pixels), (2, PATCH_EMBEDDING), (3, PATCH_EMBEDDING)]:
        yield vector(f"v.patch_norm.{n}.weight", size)
        yield vector(f"v.patch_norm.{n}.bias", size, mean=0.0)


def write(path, architecture, keys, tensors):
    """A GGUF file, its tensors made one after the other."""
    out = gguf.GGUFWriter(path, architecture)
    for key, value, kind in keys:
        out.add_key_value(key, value, kind[0], kind[1] if len(kind) > 1 else None)
    tensors = list(tensors)
    for name, shape, kind, _ in tensors:
        plain = kind == Kind.F32
        size = int(np.prod(shape)) * (4 if plain else 1)
        out.add_tensor_info(name, shape, np.dtype(np.float32 if plain else np.uint8), size, None if plain else kind)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_ti_data_to_file()
    for _, _, _, make in tensors:
        out.write_tensor_data(make())
    out.close()


def keys_like(tiny, changed):
    """The keys of a tiny file of the same kind, with these changed."""
    for key, field in gguf.GGUFReader(tiny).fields.items():
        if not key.startswith("GGUF.") and key != "general.architecture":
            yield key, changed.get(key, field.contents()), field.types


def text_keys():
    tiny = os.path.join(TINY, "tiny-unified-q4_0.gguf")
    fields = gguf.GGUFReader(tiny).fields
    g, t = "gemma4.", "tokenizer.ggml."
    tokens = list(fields[t + "tokens"].contents())
    more = VOCABULARY - len(tokens)
    full = [i % 6 == 5 for i in range(LAYERS)]
    return keys_like(tiny, {
        "general.name": "random weights of the 12B's shape", g + "context_length": 262144, g + "embedding_length": HIDDEN,
        g + "block_count": LAYERS, g + "feed_forward_length": INNER, g + "attention.head_count": HEADS,
        g + "attention.head_count_kv": [KV_FULL if f else KV_SLIDING for f in full],
        g + "attention.key_length": DIM_FULL, g + "attention.value_length": DIM_FULL,
        g + "attention.key_length_swa": DIM_SLIDING, g + "attention.value_length_swa": DIM_SLIDING,
        g + "rope.dimension_count": DIM_FULL, g + "rope.dimension_count_swa": DIM_SLIDING,
        g + "attention.sliding_window": WINDOW, g + "attention.sliding_window_pattern": [not f for f in full],
        g + "vocab_size": VOCABULARY, t + "tokens": tokens + [f"<unused{10_000 + i}>" for i in range(more)],
        t + "scores": list(fields[t + "scores"].contents()) + [-1000.0] * more,
        t + "token_type": list(fields[t + "token_type"].contents()) + [3] * more,
    })  # fmt: skip


def projector_keys():
    return keys_like(os.path.join(TINY, "mmproj-tiny-unified-f32.gguf"), {
        "clip.vision.patch_size": PATCH, "clip.vision.embedding_length": PATCH_EMBEDDING, "clip.vision.projection_dim": HIDDEN,
        "clip.vision.projector.scale_factor": PATCH_GROUP, "clip.audio.projection_dim": HIDDEN,
    })  # fmt: skip


def call(parlance, *arguments):
    """Standard output, seconds and peak memory in GB of a run."""
    begin = time.time()
    done = subprocess.run([parlance, *map(str, arguments)], check=True, capture_output=True, text=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e9  # of the largest child so far
    return done.stdout, time.time() - begin, peak


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--parlance", required=True)
    p.add_argument("--folder", required=True)
    p.add_argument("--type", choices=["Q4_0", "Q4_K_M"], default="Q4_0")
    p.add_argument("--audio", help="speech to put in front of the prompt, 16 kHz")
    p.add_argument("--new", type=int, default=16, help="tokens to write")
    a = p.parse_args()
    text = os.path.join(a.folder, f"random-12b-{a.type.lower()}.gguf")
    projector = os.path.join(a.folder, "mmproj-random-12b.gguf")
    for path, what in [(text, ("gemma4", text_keys, lambda: text_tensors(a.type))), (projector, ("clip", projector_keys, projector_tensors))]:
        if not os.path.exists(path):
            begin = time.time()
            write(path + ".part", what[0], what[1](), what[2]())
            os.replace(path + ".part", path)
            print(f"{path}: {os.path.getsize(path) / 1e9:.2f} GB in {time.time() - begin:.0f} s", flush=True)
    print(call(a.parlance, "models", "inspect", text)[0])
    ids = ",".join(str(1000 + 37 * i % 9000) for i in range(64))
    run = ["models", "run", "--model", text, "--projector", projector, "--max-new-tokens", a.new, "--json"]
    out, seconds, peak = call(a.parlance, *run, "--ids", ids)
    found = json.loads(out)
    found.pop("input_ids", None)
    print(f"64 ids, {a.new} new: {seconds:.1f} s with loading, peak {peak:.2f} GB\n{json.dumps(found)}", flush=True)
    if a.audio:
        out, seconds, peak = call(a.parlance, *run, "--prompt", "Transcribe.", "--audio", a.audio)
        found = json.loads(out)
        found.pop("input_ids", None)
        print(f"{a.audio}: {seconds:.1f} s with loading, peak {peak:.2f} GB\n{json.dumps(found)}", flush=True)


if __name__ == "__main__":
    main()
