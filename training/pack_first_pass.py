"""Pack the first pass: what `first_pass.py` wrote, as models/builtin/model.safetensors.

    python pack_first_pass.py --weights RUN/first_pass.safetensors --out ../models/builtin

Matrices become bytes with a factor for each row, unless they are already; what is small stays in 16 bits. Names are those of
the reader's encoder and phone head, since the product builds both of the same parts. `config.json` beside it is written by
hand: FORMAT.md.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from reader import packed, phone_head

PARTS = {"ln1": "self_attn_layer_norm", "ln2": "final_layer_norm", "o": "self_attn.out_proj", "fc1": "fc1", "fc2": "fc2"}
QKV = ("q_proj", "k_proj", "v_proj")


def floats(w):
    """The tensors as 32-bit floats: bytes times the factor of their row."""
    for name, value in w.items():
        if not name.endswith("_scale"):
            scale = w.get(name + "_scale")
            value = value.astype(np.float32)
            yield name, value if scale is None else value * scale[:, None]


def renamed(w):
    """Tensors of `whisper.Encoder` under the names of the product."""
    for name, value in w.items():
        if layer := re.fullmatch(r"encoder\.layers\.(\d+)\.(\w+)\.(weight|bias)", name):
            number, part, kind = layer.groups()
            at = f"encoder.layers.{number}"
            if part in PARTS:
                yield f"{at}.{PARTS[part]}.{kind}", value
                continue
            for one, rows in zip(QKV, np.split(value, 3)):
                if (one, kind) != ("k_proj", "bias"):  # adds the same to all scores of a query
                    yield f"{at}.self_attn.{one}.{kind}", rows
        elif name.startswith("encoder.conv"):
            yield name, value
    yield from phone_head({name.removeprefix("head."): value for name, value in w.items() if name.startswith("head.")})


def main(weights, out):
    w = dict(floats(load_file(weights)))
    tensors = {n: np.ascontiguousarray(v) for name, value in renamed(w) for n, v in packed(name, value)}
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "model.safetensors")
    print(json.dumps({"tensors": len(tensors), "bytes": sum(v.nbytes for v in tensors.values())}))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args()
    main(a.weights, a.out)
