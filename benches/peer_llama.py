#!/usr/bin/env python3
"""parlance against llama.cpp on the same GGUF files: which token is best after every prefix.

    python3 -m venv venv
    venv/bin/pip install numpy safetensors gguf==0.19.0 llama-cpp-python==0.3.36   (builds llama.cpp, minutes)
    venv/bin/python benches/peer_llama.py --parlance target/debug/parlance

The files: the fixtures, and a made-up checkpoint whose rows are long enough for every block format, written here in
F32 and quantised by llama.cpp itself to each type that parlance promises to read. Nothing of the tests needs this.
"""
import argparse, ctypes, importlib.util, json, os, shutil, subprocess, sys, tempfile

import llama_cpp
import numpy as np
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "fixtures", "gemma")
SUPPRESSED = [764, 765]
PROMPTS = [
    [2, 105, 430, 611, 9, 77, 301, 302, 555, 640, 13, 240, 241, 700, 5, 88, 90, 106, 107, 3, 422, 77, 9, 610],
    [2] + [(37 * i * i + 11 * i) % 700 + 10 for i in range(47)],
]
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
            value = 1 + 0.3 * random.standard_normal(shape)
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


def best_of_llama(path, ids):
    model = llama_cpp.Llama(path, n_ctx=128, n_batch=128, n_threads=2, logits_all=True, n_gpu_layers=0, verbose=False)
    model.eval(ids)
    scores = np.array(model.scores[: len(ids)])
    model.close()
    scores[:, SUPPRESSED] = -np.inf
    order = np.sort(scores, axis=1)
    return scores.argmax(axis=1), order[:, -1] - order[:, -2]


def best_of_parlance(program, path, ids):
    best = []
    for end in range(1, len(ids) + 1):
        wanted = ",".join(map(str, ids[:end]))
        command = [program, "models", "run", "--model", path, "--ids", wanted, "--max-new-tokens", "1", "--json", "--device", "cpu"]
        best.append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["output_ids"][0])
    return np.array(best)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--parlance", required=True, help="the program")
    program = arguments.parse_args().parlance
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{version} against llama.cpp of llama-cpp-python {llama_cpp.__version__}")
    print("| file | prefixes | same best token | smallest gap of llama.cpp's best two | gap where they differ |\n|---|---|---|---|---|")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        wide_checkpoint(os.path.join(folder, "wide"))
        plain = write_gguf(folder, "wide")
        files = [os.path.join(FIXTURES, f"tiny-unified-{kind}.gguf") for kind in ("f32", "q8_0", "q4_0")] + [plain]
        for kind in TYPES:
            files.append(os.path.join(folder, f"wide-{kind}.gguf"))
            quantise(plain, files[-1], kind)
        for path in files:
            same, gaps, differ = 0, [], []
            for ids in PROMPTS:
                theirs, gap = best_of_llama(path, ids)
                ours = best_of_parlance(program, path, ids)
                same += int((ours == theirs).sum())
                gaps += list(gap)
                differ += list(gap[ours != theirs])
            wrong += len(differ)
            shown = ", ".join(f"{gap:.4f}" for gap in differ) or "-"
            print(f"| {os.path.basename(path)} | {len(gaps)} | {same} | {min(gaps):.4f} | {shown} |", flush=True)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
