"""Trains the punctuation model: words and pauses in, the mark after each word, its case and whether direct speech
begins before it or ends behind it out.

A residual stack of dilated convolutions over word embeddings, small enough for one core. Pauses are simulated:
the shares per boundary below were read off forced alignments of one home reader (559 sentences with commas) for
commas and plain boundaries, and widened for people who think while they speak; some of the examples have none.

The four kinds of text punctuate differently (old novels set far more commas than manuals), so each word also gets a
vector of its text's kind. One mixture of these vectors is folded into the pause vectors when the file is written
(every word has exactly one of those), so the program need not know of it: `--style`, and `--export` to write a
file of another mixture from finished weights.

    python punctuation_data.py --text DIR --out training/data/punctuation
    python punctuation.py --data training/data/punctuation --out models/builtin/punctuation.bin --cpu-seconds 3600
    python punctuation.py --data training/data/punctuation --out FILE --export --style sentences=0.5,docs=0.5
"""

import argparse
import math
import pathlib
import struct
import time

import numpy as np
import torch
from torch import nn

from punctuation_data import KINDS, MARKS, SUFFIXES

D, H = 144, 144
DILATIONS = [1, 2, 4, 8, 16, 2, 1]
PAUSES = 7  # 0 unknown, 1 under 80 ms, 2 under 200, 3 under 400, 4 under 800, 5 longer, 6 end of utterance, unknown
MAX_WORDS = 80
QUOTES = 4  # none, opens before the word, closes behind it, both
QUOTED = KINDS.index("prose")  # the only kind with enough direct speech to learn from
#                none                            comma                        sentence end                   colon
SHARES = {
    "read": ([0.945, 0.02, 0.022, 0.01, 0.003], [0.5, 0.09, 0.29, 0.1, 0.02], [0.08, 0.06, 0.22, 0.4, 0.24]),
    "thinking": ([0.82, 0.06, 0.06, 0.04, 0.02], [0.42, 0.12, 0.22, 0.16, 0.08], [0.12, 0.08, 0.2, 0.3, 0.3]),
}
END_SHARES = [0.02, 0.03, 0.1, 0.3, 0.55]


class Punctuator(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.word = nn.Embedding(vocab, D)
        self.suffix = nn.Embedding(SUFFIXES, D)
        self.pause = nn.Embedding(PAUSES, D)
        self.style = nn.Embedding(len(KINDS) + 1, D)  # the last one: not told
        nn.init.zeros_(self.style.weight)
        for table in (self.word, self.suffix, self.pause):
            nn.init.normal_(table.weight, std=0.3)
        self.conv = nn.ModuleList(nn.Linear(3 * D, H) for _ in DILATIONS)
        self.out = nn.ModuleList(nn.Linear(H, D, bias=False) for _ in DILATIONS)
        self.marks = nn.Linear(D, len(MARKS))
        self.cases = nn.Linear(D, 3)
        self.quotes = nn.Linear(D, QUOTES)

    @staticmethod
    def rms(x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)

    def forward(self, words, pauses, mask, styles):
        x = self.word(words[..., 0]) + self.suffix(words[..., 1]) + self.pause(pauses)
        x = x + self.style(styles).unsqueeze(1)
        mask = mask.unsqueeze(-1)
        x = x * mask
        for dilation, conv, out in zip(DILATIONS, self.conv, self.out):
            y = self.rms(x) * mask
            left = nn.functional.pad(y, (0, 0, dilation, 0))[:, : y.shape[1]]
            right = nn.functional.pad(y, (0, 0, 0, dilation))[:, dilation:]
            x = x + out(torch.relu(conv(torch.cat([left, y, right], -1)))) * mask
        y = self.rms(x)
        return self.marks(y), self.cases(y), self.quotes(y)


def chunks(data, rng):
    """Start and end of utterances of one to four sentences; some cut at either end."""
    starts, total = data["starts"], len(data["words"])
    out, line = [], 0
    while line < len(starts):
        n = min(1 + rng.geometric(0.5), 5) - 1
        begin = starts[line]
        end = starts[line + n] if line + n < len(starts) else total
        line += n
        if end - begin > 3 and rng.random() < 0.2:
            end = begin + rng.integers(2, end - begin)
        if end - begin > 3 and rng.random() < 0.1:
            begin = begin + rng.integers(1, end - begin - 1)
        out.append((begin, min(end, begin + MAX_WORDS)))
    return out


def batch_of(items, rng):
    """Pads chunks to one batch and draws pauses."""
    width = max(end - begin for _, begin, end in items)
    words = np.zeros((len(items), width, 2), np.int64)
    marks = np.full((len(items), width), -1, np.int64)
    cases = np.full((len(items), width), -1, np.int64)
    pauses = np.zeros((len(items), width), np.int64)
    styles = np.full(len(items), len(KINDS), np.int64)
    quotes = np.full((len(items), width), -1, np.int64)
    for row, (data, begin, end) in enumerate(items):
        n = end - begin
        words[row, :n] = data["words"][begin:end]
        mark = data["marks"][begin:end]
        marks[row, :n] = mark
        cap = data["caps"][begin:end].astype(np.int64)
        cases[row, :n] = np.where(cap == 3, -1, cap)
        if data["kind"] == QUOTED:
            quotes[row, :n] = data["quotes"][begin:end]
        if rng.random() > 0.2:
            styles[row] = data["kind"]
        if rng.random() > 0.45:
            pauses[row, :n] = draw(mark, rng)
        pauses[row, n - 1] = 6 if rng.random() < 0.5 else 1 + rng.choice(5, p=END_SHARES)
    return tuple(map(torch.from_numpy, (words, pauses, marks, cases, styles, quotes)))


def draw(marks, rng):
    none, comma, full = SHARES["read" if rng.random() < 0.5 else "thinking"]
    table = np.cumsum(np.array([none, comma, full, full, full, comma]), 1)
    return 1 + (rng.random(len(marks))[:, None] > table[marks]).sum(1).clip(max=4)


def load(folder, split):
    return [dict(np.load(folder / f"{kind}.{split}.npz"), kind=n) for n, kind in enumerate(KINDS)]


def epochs(sets, rng, size=6000):
    """Batches of about `size` words, chunks of like length together, forever."""
    while True:
        items = [(data, b, e) for data in sets for b, e in chunks(data, rng)]
        short = len(sets) - 1  # the short sentences three times
        for _ in range(2):
            items += [(sets[short], b, e) for b, e in chunks(sets[short], rng)]
        order = rng.permutation(len(items))
        items = [items[i] for i in order]
        for at in range(0, len(items), 4096):
            pool = sorted(items[at : at + 4096], key=lambda item: item[2] - item[1])
            groups, group = [], []
            for item in pool:
                group.append(item)
                if len(group) * (item[2] - item[1]) >= size:
                    groups.append(group)
                    group = []
            for index in rng.permutation(len(groups)):
                yield batch_of(groups[index], rng)
        print("epoch done", flush=True)


def losses(model, batch):
    words, pauses, marks, cases, styles, quotes = batch
    mask = (marks >= 0).float()
    mark_logits, case_logits, quote_logits = model(words, pauses, mask, styles)
    mark = nn.functional.cross_entropy(mark_logits.flatten(0, 1), marks.flatten(), ignore_index=-1)
    case = nn.functional.cross_entropy(case_logits.flatten(0, 1), cases.flatten(), ignore_index=-1)
    quote = nn.functional.cross_entropy(quote_logits.flatten(0, 1), quotes.flatten(), ignore_index=-1, reduction="sum")
    return mark, case, quote / max(1, int((quotes >= 0).sum()))


def predict(model, sets, seed):
    """Mark probabilities and labels on one draw of the given sets, interior and utterance-final apart."""
    rng = np.random.default_rng(seed)
    probs, labels, final = [], [], []
    with torch.no_grad():
        for data in sets:
            items = [(data, b, e) for b, e in chunks(data, rng)]
            for at in range(0, len(items), 128):
                words, pauses, marks, _, styles, _ = batch_of(items[at : at + 128], rng)
                out = torch.softmax(model(words, pauses, (marks >= 0).float(), styles)[0], -1)
                keep = marks >= 0
                last = torch.zeros_like(keep)
                last[torch.arange(len(marks)), keep.sum(1) - 1] = True
                probs.append(out[keep]), labels.append(marks[keep]), final.append(last[keep])
    return torch.cat(probs).numpy(), torch.cat(labels).numpy(), torch.cat(final).numpy()


def f1(chosen, labels, k):
    right = ((chosen == k) & (labels == k)).sum()
    return 2 * right / max(1, (chosen == k).sum() + (labels == k).sum())


# The mark with the largest weighted probability wins. Chosen by trying a few settings on training text: F1 of
# commas gains from a weight above 1; at an utterance's end a full stop is likelier than the cut examples say.
WEIGHTS = [
    np.array([1.0, 1.2, 1.0, 1.1, 2.0, 2.5], np.float32),  # inside
    np.array([1.0, 0.7, 1.5, 1.5, 2.0, 2.0], np.float32),  # at the end
]


def quantise(matrix):
    matrix = matrix.detach().numpy()
    scale = np.maximum(np.abs(matrix).max(1), 1e-8) / 127.0
    return scale.astype("<f4"), np.rint(matrix / scale[:, None]).clip(-127, 127).astype(np.int8)


def mixture(text):
    """`sentences=0.5,docs=0.5` → a weight per kind and one for "not told", which takes what is left of one."""
    shares = dict(part.split("=") for part in text.split(",") if part)
    weights = [float(shares.pop(kind, 0)) for kind in KINDS]
    assert not shares, f"kinds are {KINDS}, not {list(shares)}"
    return torch.tensor(weights + [1 - sum(weights)])


def write(path, model, weights, folder, style):
    """The format of src/transcript/polish/punctuate/file.rs."""
    pause = model.pause.weight + mixture(style) @ model.style.weight
    vocab = (folder / "vocab.txt").read_bytes()
    canonical = (folder / "canonical.txt").read_bytes()
    with open(path, "wb") as file:
        file.write(b"PARLPUN2")
        n_words = model.word.weight.shape[0]
        file.write(struct.pack("<9I", D, H, len(DILATIONS), n_words, SUFFIXES, PAUSES, len(MARKS), 3, QUOTES))
        file.write(struct.pack(f"<{len(DILATIONS)}I", *DILATIONS))
        for table in weights:
            file.write(table.astype("<f4").tobytes())
        for blob in (vocab, canonical):
            file.write(struct.pack("<I", len(blob)) + blob)
        for matrix in (model.word.weight, model.suffix.weight, pause):
            for part in quantise(matrix):
                file.write(part.tobytes())
        for conv, out in zip(model.conv, model.out):
            for part in (*quantise(conv.weight), conv.bias.detach().numpy().astype("<f4"), *quantise(out.weight)):
                file.write(part.tobytes())
        for head in (model.marks, model.cases, model.quotes):
            for part in (*quantise(head.weight), head.bias.detach().numpy().astype("<f4")):
                file.write(part.tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--cpu-seconds", type=float, default=3600)
    parser.add_argument("--style", default="dialogue=0.2,sentences=0.2", help="mixture of the kinds' vectors in the file, such as sentences=0.5,docs=0.5")
    parser.add_argument("--export", action="store_true", help="write the file from finished weights, train nothing")
    parser.add_argument("--from-share", type=float, default=0, help="go on from saved weights, this share of the time done")
    parser.add_argument("--seed", type=int, default=6)
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    vocab = len((args.data / "vocab.txt").read_text().split("\n")) + 2
    model = Punctuator(vocab)
    if args.export:
        model.load_state_dict(torch.load(args.data / "punctuation.pt"))
        return finish(model, args)
    if args.from_share:
        model.load_state_dict(torch.load(args.data / "punctuation.pt"))
    optimiser = torch.optim.Adam(model.parameters(), lr=1.0, betas=(0.9, 0.98))
    began, step, seen, shown, saved = time.process_time(), 0, 0, args.from_share, args.from_share
    running = [0.0, 0.0, 0.0]
    for batch in epochs(load(args.data, "train"), rng):
        done = args.from_share + (time.process_time() - began) / args.cpu_seconds
        if done >= 1:
            break
        rate = 3e-3 * min(1.0, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * done)) + 0.01)
        for group in optimiser.param_groups:
            group["lr"] = rate
        mark, case, quote = losses(model, batch)
        optimiser.zero_grad(set_to_none=True)
        (mark + case + 0.5 * quote).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step, seen = step + 1, seen + int((batch[2] >= 0).sum())
        running = [0.98 * old + 0.02 * new.item() for old, new in zip(running, (mark, case, quote))]
        if done - shown > 0.02:
            shown = done
            print(f"{done:5.1%} step {step} words {seen/1e6:.2f}M mark {running[0]:.4f} case {running[1]:.4f} quote {running[2]:.4f}", flush=True)
        if done - saved > 0.25:
            saved = done
            torch.save(model.state_dict(), args.data / "punctuation.pt")
            finish(model, args)
    torch.save(model.state_dict(), args.data / "punctuation.pt")
    finish(model, args)


def finish(model, args):
    """Reports on held-out text, then writes the file."""
    test, weights = load(args.data, "test"), WEIGHTS
    for kind, data in zip(KINDS, test):
        data["starts"] = data["starts"][:1500]
        end = data["starts"][-1]
        arrays = {name: data[name][:end] for name in ("words", "marks", "caps", "quotes")}
        data = arrays | {"starts": data["starts"][:-1], "kind": data["kind"]}
        probs, labels, final = predict(model, [data], 2)
        chosen = np.where(final, (probs * weights[1]).argmax(1), (probs * weights[0]).argmax(1))
        print(" ", kind, {m or "none": round(float(f1(chosen, labels, k)), 3) for k, m in enumerate(MARKS)}, flush=True)
    print("  weights", weights, flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    write(args.out, model, weights, args.data, args.style)


if __name__ == "__main__":
    main()
