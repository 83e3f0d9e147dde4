#!/usr/bin/env python3
"""parlance against llama.cpp on the same GGUF files: which token is best after every prefix.

    apt-get install libopenblas-dev
    python3 -m venv venv && venv/bin/pip install numpy safetensors gguf==0.19.0
    venv/bin/pip download --no-deps --no-binary llama-cpp-python llama-cpp-python==0.3.36
    tar xf llama_cpp_python-0.3.36.tar.gz
    sed -i '/^#define GGML_GELU_FP16/d' llama_cpp_python-0.3.36/vendor/llama.cpp/ggml/src/ggml-cpu/vec.h
    CMAKE_ARGS="-DGGML_BLAS=ON -DGGML_BLAS_VENDOR=OpenBLAS -DGGML_CPU_REPACK=OFF" venv/bin/pip install ./llama_cpp_python-0.3.36
    venv/bin/python benches/peer_llama.py --parlance target/debug/parlance

Why not the package as it is: for chunks of 32 ids and more BLAS multiplies the blocks' values with unrounded activations,
unless blocks were repacked; and the line taken out rounds GELU to 16 bits. (An Intel processor whose AMX a hypervisor hides
wants -DGGML_NATIVE=OFF -DGGML_AVX512=ON -DGGML_AVX512_VNNI=ON too.)

The files: the fixtures, and a made-up checkpoint whose rows are long enough for every block format, written here in
F32 and quantised by llama.cpp itself to each type that parlance promises to read. Nothing of the tests needs this.

Each file is run twice. Exactly: llama.cpp by BLAS, parlance with `--exact`; there nothing may differ. As users run them:
both round activations to 8 bits, each in its own way, and tokens of nearly equal score may change places.
"""
import argparse, ctypes, glob, importlib.util, json, os, re, resource, shutil, subprocess, sys, tempfile, time

import gguf
import llama_cpp
import numpy as np
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "fixtures", "gemma")
SUPPRESSED = [764, 765]
PROMPTS = [
    [2, 105, 430, 611, 9, 77, 301, 302, 555, 640, 13, 240, 241, 700, 5, 88, 90, 106, 107, 3, 422, 77, 9, 610]
    + [(53 * i * i + 7 * i) % 700 + 10 for i in range(24)],
    [2] + [(37 * i * i + 11 * i) % 700 + 10 for i in range(47)],
]
# ggml's BLAS takes products of at least so many rows.
BLAS_ROWS = 32
# llama.cpp's names of file types, by which its quantiser is asked.
TYPES = {"F16": 1, "Q4_0": 2, "Q4_1": 3, "Q8_0": 7, "Q5_0": 8, "Q5_1": 9, "Q2_K": 10, "Q3_K": 11, "Q4_K": 15, "Q5_K": 17,
         "Q6_K": 18, "BF16": 32}


def wide_checkpoint(folder):
    """Random weights: hidden 256, six layers, window 16; vocabulary and tokenizer of the tiny fixture."""
    source = os.path.join(FIXTURES, "tiny-unified")
    os.makedirs(folder)
    for name in ("tokenizer.json", "generation_config.json"):
        shutil.copy(os.path.join(source, name), folder)
    config = json.load(open(os.path.join(source, "config.json")))
    t = config["text_config"]
    t.update(hidden_size=256, intermediate_size=512, head_dim=64, global_head_dim=128, sliding_window=16)
    json.dump(config, open(os.path.join(folder, "config.json"), "w"))
    random = np.random.default_rng(12)
    tensors, hidden, heads = {}, 256, t["num_attention_heads"]

    def add(name, *shape):
        if len(shape) == 2:
            value = random.standard_normal(shape) / np.sqrt(shape[1])
        else:
            # What a layer adds is smaller than what it adds to, and attention is no hard choice of one position, as in
            # trained models: in a network of plain noise the last bit of a rounding grows to another token.
            size = 0.4 if "post_" in name else 0.5 if "q_norm" in name or "k_norm" in name else 1
            value = size * (1 + 0.3 * random.standard_normal(shape))
        tensors["model.language_model." + name] = value.astype(np.float32)

    add("embed_tokens.weight", t["vocab_size"], hidden)
    add("norm.weight", hidden)
    for i, kind in enumerate(t["layer_types"]):
        full = kind == "full_attention"
        dim = t["global_head_dim"] if full else t["head_dim"]
        kv = t["num_global_key_value_heads"] if full else t["num_key_value_heads"]
        layer = f"layers.{i}."
        add(layer + "self_attn.q_proj.weight", heads * dim, hidden)
        add(layer + "self_attn.k_proj.weight", kv * dim, hidden)
        if not full:
            add(layer + "self_attn.v_proj.weight", kv * dim, hidden)
        add(layer + "self_attn.o_proj.weight", hidden, heads * dim)
        add(layer + "self_attn.q_norm.weight", dim)
        add(layer + "self_attn.k_norm.weight", dim)
        for name in ("gate_proj", "up_proj"):
            add(f"{layer}mlp.{name}.weight", t["intermediate_size"], hidden)
        add(layer + "mlp.down_proj.weight", hidden, t["intermediate_size"])
        for name in ("input", "post_attention", "pre_feedforward", "post_feedforward"):
            add(f"{layer}{name}_layernorm.weight", hidden)
        add(layer + "layer_scalar", 1)
    save_file(tensors, os.path.join(folder, "model.safetensors"))


def write_gguf(folder, name):
    """By the script that wrote the fixtures."""
    path = os.path.join(FIXTURES, "scripts", "make_gguf.py")
    spec = importlib.util.spec_from_file_location("make_gguf", path)
    module = importlib.util.module_from_spec(spec)
    text = open(path).read().split("if __name__ != ")[0]
    argv, sys.argv = sys.argv, ["make_gguf.py", folder]
    exec(compile(text, path, "exec"), module.__dict__)
    sys.argv = argv
    # The vocabulary is looked for beside the model, under the fixture's name.
    shutil.copytree(os.path.join(folder, name), os.path.join(folder, "tiny-unified"), dirs_exist_ok=True)
    module.text_gguf(name, name + "-F32.gguf", "gemma4")
    return os.path.join(folder, name + "-F32.gguf")


def quantise(source, target, kind):
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.nthread, parameters.ftype = 2, TYPES[kind]
    # One type for all matrices: what is tested is the type, not llama.cpp's mixtures of them.
    parameters.pure = True
    if llama_cpp.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters)) != 0:
        raise SystemExit(f"llama.cpp could not write {target}")


def best_of_llama(path, ids, exact):
    """Best ids after every prefix, and by how much each leads the second best."""
    # Keys and values in 32 bits, as parlance keeps them on a CPU.
    cache = {"type_k": llama_cpp.GGML_TYPE_F32, "type_v": llama_cpp.GGML_TYPE_F32}
    rows = len(ids) if exact else BLAS_ROWS // 2
    model = llama_cpp.Llama(path, n_ctx=128, n_batch=rows, n_ubatch=rows, n_threads=2, logits_all=True, n_gpu_layers=0, verbose=False, **cache)
    model.eval(ids)
    scores = np.array(model.scores[: len(ids)])
    model.close()
    scores[:, SUPPRESSED] = -np.inf
    order = np.sort(scores, axis=1)
    return scores.argmax(axis=1), order[:, -1] - order[:, -2]


def best_of_parlance(program, path, ids, exact):
    best = []
    for end in range(1, len(ids) + 1):
        wanted = ",".join(map(str, ids[:end]))
        command = [program, "models", "run", "--model", path, "--ids", wanted, "--max-new-tokens", "1", "--json", "--device", "cpu"]
        command += ["--exact"] if exact else []
        best.append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["output_ids"][0])
    return np.array(best)


def has_blas():
    """Whether llama.cpp was built with BLAS: the library lies beside the others."""
    return bool(glob.glob(os.path.join(os.path.dirname(llama_cpp.__file__), "lib", "*ggml-blas*")))


def full_width(path, kind, layers=6):
    """Random blocks in the 12B's true shape, a few layers; the table in Q6_K beside Q4_0, as in the released file."""
    types = gguf.GGMLQuantizationType
    random = np.random.default_rng(3)
    scales = {types.Q4_0: (0, 3.5e-3), types.Q8_0: (0, 2.2e-4), types.Q6_K: (208, 1.2e-5)}
    hidden, sliding = 3840, [(i + 1) % 6 != 0 for i in range(layers)]
    w = gguf.GGUFWriter(path, "gemma4")
    w.add_name("wide"); w.add_context_length(4096); w.add_embedding_length(hidden); w.add_block_count(layers)
    w.add_feed_forward_length(4 * hidden); w.add_head_count(16); w.add_head_count_kv([8 if s else 1 for s in sliding])
    w.add_layer_norm_rms_eps(1e-6); w.add_rope_freq_base(1e6); w.add_rope_freq_base_swa(1e4)
    w.add_key_length(512); w.add_value_length(512); w.add_key_length_swa(256); w.add_value_length_swa(256)
    w.add_rope_dimension_count(512); w.add_rope_dimension_count_swa(256); w.add_sliding_window(1024)
    w.add_sliding_window_pattern(sliding); w.add_shared_kv_layers(0); w.add_embedding_length_per_layer_input(0)
    w.add_final_logit_softcapping(30.0); w.add_vocab_size(262144); w.add_tokenizer_model("none")

    def blocks(name, quant, rows, columns):
        values, size = gguf.GGML_QUANT_SIZES[quant]
        data = random.integers(0, 256, (rows * columns // values, size), dtype=np.uint8)
        at, scale = scales[quant]
        data[:, at:at + 2] = np.array([scale], np.float16).view(np.uint8)
        w.add_tensor(name, data.reshape(rows, columns // values * size), raw_dtype=quant)

    def ones(name, size):
        w.add_tensor(name, np.ones(size, np.float32))

    quant = types[kind]
    blocks("token_embd.weight", types.Q6_K if kind == "Q4_0" else quant, 262144, hidden)
    ones("output_norm.weight", hidden)
    w.add_tensor("rope_freqs.weight", np.array([1.0] * 64 + [1e30] * 192, np.float32))
    for i, s in enumerate(sliding):
        dim, kv = (256, 8) if s else (512, 1)
        for name, rows, columns in [("attn_q", 16 * dim, hidden), ("attn_k", kv * dim, hidden), ("attn_v", kv * dim, hidden),
                                    ("attn_output", hidden, 16 * dim), ("ffn_gate", 4 * hidden, hidden),
                                    ("ffn_up", 4 * hidden, hidden), ("ffn_down", hidden, 4 * hidden)]:
            if s or name != "attn_v":
                blocks(f"blk.{i}.{name}.weight", quant, rows, columns)
        for name, size in [("attn_norm", hidden), ("attn_q_norm", dim), ("attn_k_norm", dim), ("post_attention_norm", hidden),
                           ("ffn_norm", hidden), ("post_ffw_norm", hidden), ("layer_output_scale", 1)]:
            ones(f"blk.{i}.{name}.weight", size)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()


def speed(program, folder, kind, prompt=64, tokens=24):
    """Seconds for each token of a prompt and of an answer, by the wall and of processor time, two threads each."""
    path = os.path.join(folder, f"full-width-{kind}.gguf")
    full_width(path, kind)
    ids = [1000 + 37 * i for i in range(prompt)]

    def clocks(work):
        wall, cpu = time.perf_counter(), time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        result = work()
        return (time.perf_counter() - wall, time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - cpu), result

    model = llama_cpp.Llama(path, n_ctx=512, n_batch=512, n_threads=2, n_threads_batch=2, logits_all=False, n_gpu_layers=0, verbose=False)
    model.eval(ids[:2])
    prefill, _ = clocks(lambda: model.eval(ids[2:]))
    decode, _ = clocks(lambda: [model.eval([2000 + i]) for i in range(tokens)])
    model.close()
    theirs = [x / (prompt - 2) for x in prefill] + [x / tokens for x in decode]

    def run(length, count):
        wanted = ",".join(map(str, ids[:length]))
        command = [program, "models", "run", "--model", path, "--ids", wanted, "--max-new-tokens", str(count), "--json", "--device", "cpu"]
        return clocks(lambda: json.loads(subprocess.run(command, check=True, capture_output=True).stdout))

    # Loading is in the processor time of every run: differences leave it out.
    (_, short_cpu), _ = run(2, 1)
    (_, prompt_cpu), long = run(prompt, 1)
    (_, all_cpu), answer = run(prompt, 1 + tokens)
    count = len(answer["output_ids"]) - 1
    ours = [1 / long["prefill_tokens_per_second"], (prompt_cpu - short_cpu) / (prompt - 2),
            1 / max(answer["decode_tokens_per_second"], 1e-9), (all_cpu - prompt_cpu) / max(count, 1)]
    print(f"\n{kind}, 6 layers and the table at full width, prompt of {prompt}, {tokens} tokens ({count} in parlance), seconds a token")
    print("| | prompt, wall | prompt, processor | answer, wall | answer, processor |\n|---|---|---|---|---|")
    for name, row in (("llama.cpp", theirs), ("parlance", ours)):
        print(f"| {name} | " + " | ".join(f"{x:.4f}" for x in row) + " |", flush=True)
    os.remove(path)


@llama_cpp.llama_log_callback
def quiet(*_):
    """llama.cpp tells every tensor that it quantises."""


def main():
    llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--parlance", required=True, help="the program")
    arguments.add_argument("--only", default="", help="a regular expression: files whose names it does not match are left out")
    arguments.add_argument("--speed", metavar="TYPE", help="seconds a token at the 12B's width instead: Q4_0 or Q8_0 (3 GB of disk)")
    given = arguments.parse_args()
    program = given.parlance
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{version} against llama.cpp of llama-cpp-python {llama_cpp.__version__}")
    if given.speed:
        with tempfile.TemporaryDirectory() as folder:
            speed(program, folder, given.speed)
        return 0
    if not has_blas():
        raise SystemExit("llama.cpp rounds activations in every product here: install it with BLAS, as the head of this script says")
    print("| file | prefixes | exactly: both the same | smallest lead | rounded: both the same | parlance as exact | llama.cpp as exact | largest lead where parlance is not |")
    print("|---|---|---|---|---|---|---|---|")
    wrong = nearer = 0
    with tempfile.TemporaryDirectory() as folder:
        wide_checkpoint(os.path.join(folder, "wide"))
        plain = write_gguf(folder, "wide")
        files = [os.path.join(FIXTURES, f"tiny-unified-{kind}.gguf") for kind in ("f32", "q8_0", "q4_0")] + [plain]
        for kind in TYPES:
            files.append(os.path.join(folder, f"wide-{kind}.gguf"))
            quantise(plain, files[-1], kind)
        for path in files:
            if not re.search(given.only, os.path.basename(path)):
                continue
            name = os.path.basename(path).removesuffix(".gguf")
            right, lead = map(np.concatenate, zip(*(best_of_llama(path, ids, True) for ids in PROMPTS)))
            theirs = np.concatenate([best_of_llama(path, ids, False)[0] for ids in PROMPTS])
            exact = np.concatenate([best_of_parlance(program, path, ids, True) for ids in PROMPTS])
            ours = np.concatenate([best_of_parlance(program, path, ids, False) for ids in PROMPTS])
            missed = max(lead[ours != right], default=0.0)
            same = [int((a == b).sum()) for a, b in ((exact, right), (ours, theirs), (ours, right), (theirs, right))]
            # Where nothing is rounded nothing may differ; else parlance has to be as near to the truth as its peer, over all files.
            wrong += len(right) - same[0]
            nearer += same[2] - same[3]
            print(f"| {name} | {len(right)} | {same[0]} | {min(lead):.4f} | {same[1]} | {same[2]} | {same[3]} | {missed:.4f} |", flush=True)
    return int(wrong > 0 or nearer < 0)


if __name__ == "__main__":
    sys.exit(main())
