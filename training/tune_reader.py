"""Tune the reader: Whisper base at low rates on the training speech, with the original as a teacher, and a phone head beside.

    python tune_reader.py --data DATA --whisper WHISPER --phones phone_head.safetensors --out RUN --seconds 150

WHISPER holds model.bin (the CTranslate2 file that `reader.py` describes), mel_filters.npz and multilingual.tiktoken of
`openai-whisper`. RUN/reader.safetensors and RUN/phone_head.safetensors go into `reader.py --tuned`. What is learnt:
- words: the transcripts lack marks and capitals, so the target is the original's own reading with the transcript's words put
  in; half of the loss is the original's own distribution, wherever it gives the right token at least 0.3 (so that nothing is
  forgotten);
- short contexts: with 0.6 to 7 s of silence behind the sound to read as with 30 (FUTO's ACFT has the same aim), which halves
  the price of a short utterance;
- phones, from the same rows.
The embedding, the positions and the convolutions stay as they are.
"""

import argparse
import difflib
import json
import re
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from data import IGNORE
from device_data import LEVEL, Augment, Speech, targets
from evaluate import collapse, viterbi
from normalise import normalise
from prepare import UNIT
from score import counts, distance
from whisper import END, ENGLISH, NO_TIMES, ROW, SPECIAL, START, TRANSCRIBE, Mel, PhoneHead, Whisper, load_numpy, original, tokenizer

WRITTEN = ("kathleen", "ljspeech", "philipp_lj")  # transcripts with marks and capitals
SPELLED = ("an4", "fsdd")
SHARE = {"speechocean762": 0.33, "librispeech": 0.14, "librispeech_tc100": 0.24, "kathleen": 0.08, "an4": 0.06, "fsdd": 0.005,
         "ljspeech": 0.005, "pocketsphinx_librivox": 0.005}  # fmt: skip
SYNTHETIC = 0.12
SILENCES = (0.6, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0)  # seconds behind the sound
LONGEST = 480_000


def batches(speech, ids, silence, device, seconds=1200):
    """(utterances, waves [B, n]) of like lengths with `silence` seconds behind the longest."""
    order, k = sorted(ids, key=lambda i: speech.items[i]["samples"]), 0
    while k < len(order):
        n = 1
        while k + n < len(order) and (n + 1) * (speech.items[order[k + n]]["samples"] / 16000 + silence) <= seconds:
            n += 1
        part = order[k : k + n]
        k += n
        longest = max(speech.items[i]["samples"] for i in part) + int(silence * 16000)
        waves = torch.zeros(len(part), min(-(-longest // 640) * 640, LONGEST), device=device)
        for row, i in zip(waves, part):
            wave = speech.cut(i)[: len(row)]
            row[: len(wave)] = wave
        yield part, waves


@torch.no_grad()
def read(model, mel, speech, ids, decode, device, silence):
    """Greedy readings {utterance: text}."""
    model.eval()
    found = {}
    for part, waves in batches(speech, ids, silence, device):
        with torch.autocast(device, torch.bfloat16):
            sound = model.encoder(mel(waves))
            most = torch.tensor([speech.items[i]["samples"] // 2000 + 12 for i in part], device=device)
            found |= {i: decode(t) for i, t in zip(part, model.decoder.greedy(sound, most))}
    return found


def word_errors(speech, found):
    """Word errors in % by source and in all."""
    total = {}
    for i, text in found.items():
        errors, words, _, _ = counts(speech.items[i]["transcript"], text)
        for source in (speech.items[i]["source"], "all"):
            e, n = total.get(source, (0, 0))
            total[source] = (e + errors, n + words)
    return {source: round(100 * e / n, 2) for source, (e, n) in sorted(total.items())}


@torch.no_grad()
def phone_errors(encoder, head, mel, speech, ids, device, mask=None, silence=2.0):
    """Phone errors by source and their mean; `mask` makes the mask of so many rows."""
    errors, phones = {}, {}
    for part, waves in batches(speech, ids, silence, device, 600):
        with torch.autocast(device, torch.bfloat16):
            x = encoder.stem(mel(waves))
            rows = encoder.rows(x, mask(x.shape[1], device=device) if mask else None)
            scores = head(rows).log_softmax(-1).cpu().numpy()
        for logp, i in zip(scores, part):
            lab, source = speech.labels(i), speech.items[i]["source"]
            said = collapse(lab)
            errors[source] = errors.get(source, 0) + distance(collapse(viterbi(logp[: len(lab) // 2])), said)
            phones[source] = phones.get(source, 0) + len(said)
    rates = {s: round(errors[s] / phones[s], 4) for s in sorted(errors)}
    return rates | {"mean": round(sum(rates.values()) / len(rates), 4)}


def sentence(words):
    text = " ".join("I" if w == "i" else re.sub("^i(?=')", "I", w) for w in words)
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".?!" else text.rstrip(",;:") + "."


def wanted(reading, transcript, source):
    """What the reader should write: the transcript's words with the reading's marks and capitals."""
    if source in WRITTEN:
        return transcript.strip()
    if source in SPELLED:
        return sentence([w if len(w) == 1 else w.lower() for w in transcript.split()])
    if source not in SHARE:
        return sentence([transcript.strip()])
    said, written, heard, place = normalise(transcript).split(), reading.split(), [], []
    for k, word in enumerate(written):
        parts = normalise(word).split()
        heard += parts
        place += [k] * len(parts)
    out, used = [], set()
    for what, a, b, c, d in difflib.SequenceMatcher(None, heard, said, autojunk=False).get_opcodes():
        if what == "equal":
            out += [written[k] for k in dict.fromkeys(place[a:b]) if k not in used]
        elif c < d:
            out += said[c:d]
            mark = re.search(r"[.,?!;:]+$", written[place[b - 1]]) if what == "replace" else None
            out[-1] += mark.group() if mark else ""
        used.update(place[a:b])
    text = sentence(out)
    # A written word may stand for several spoken ones ("7:30"), half of them replaced: then the words alone.
    return text if normalise(text).split() == said else sentence(said)


class Batches:
    """Endless batches of utterances of like length: waves, vocal tracts, tokens in, tokens out, phones."""

    def __init__(self, sets, tokens, augment, seconds, seed, device):
        self.sets, self.tokens, self.augment, self.seconds, self.device = sets, tokens, augment, seconds, device
        self.random, self.keys = np.random.default_rng(seed), list(tokens)
        source = [self.sets[k].items[i]["source"] if k == 0 else "synthetic" for k, i in self.keys]
        self.samples = np.array([self.sets[k].items[i]["samples"] for k, i in self.keys])
        total = {s: self.samples[[x == s for x in source]].sum() for s in set(source)}
        share = SHARE | {"synthetic": SYNTHETIC}
        p = np.array([share[s] / total[s] for s in source])
        self.cdf = np.cumsum(p / p.sum())

    def pick(self):
        r = self.random
        some = np.minimum(np.searchsorted(self.cdf, r.random(1024)), len(self.cdf) - 1)
        some = some[np.argsort(self.samples[some], kind="stable")]
        at, n = r.integers(len(some)), 1
        while at + n < len(some) and (n + 1) * (self.samples[some[at + n]] / 16000 + 4) < self.seconds:
            n += 1
        return some[at : at + n]

    def __call__(self):
        r, chosen = self.random, self.pick()
        n = len(chosen)
        speed = np.where(r.random(n) < 0.7, np.exp(r.uniform(-0.12, 0.12, n)), 1.0)
        length = (self.samples[chosen] / speed).astype(np.int64) // UNIT * UNIT
        lead = r.integers(0, 30, n) * UNIT
        longest = -(-int((length + lead).max()) // 8000) * 8000
        waves = torch.zeros(n, longest, device=self.device)
        lab = torch.zeros(n, longest // UNIT, dtype=torch.uint8, device=self.device)
        kind = np.array([self.keys[q][0] for q in chosen])
        for k in set(kind):
            rows = np.flatnonzero(kind == k)
            on = lambda x: torch.from_numpy(x[rows]).to(self.device)  # noqa: E731
            which = torch.tensor([self.keys[q][1] for q in chosen[rows]], device=self.device)
            x, y, j, place = self.sets[k].played(which, on(speed), on(length))
            row, at = torch.from_numpy(rows).to(self.device)[j], on(lead)[j] + place
            waves[row, at] = x
            middle = place % UNIT == UNIT // 2
            lab[row[middle], at[middle] // UNIT] = y[middle]
        if r.random() < 0.8:
            waves = self.augment(waves, masks=0.25, level=(-12, 8), noisy=0.5)
        else:
            waves = waves * 10 ** (r.uniform(-10, 8) / 20)
        # Noise ends with the utterance; behind it is silence, as in the product.
        end = torch.from_numpy(length + lead + r.integers(0, 20, n) * UNIT).to(self.device)[:, None]
        waves = torch.where(torch.arange(longest, device=self.device)[None] < end, waves, torch.zeros_like(waves))
        total = min(-(-int(longest + r.choice(SILENCES) * 16000) // 640) * 640, LONGEST)
        waves = F.pad(waves, (0, max(0, total - longest)))[:, :total]
        warp = torch.from_numpy(np.where(r.random(n) < 0.5, r.integers(0, 9, n), 4)).to(self.device)
        phones = torch.zeros(n, total // ROW, dtype=torch.long, device=self.device)
        known = targets(lab)[:, : phones.shape[1]]
        phones[:, : known.shape[1]] = known
        return waves, warp, *self.texts(chosen), phones

    def texts(self, chosen):
        """Tokens before and behind each step [B, M]."""
        tokens = [self.tokens[self.keys[q]] for q in chosen]
        begin = [START, ENGLISH, TRANSCRIBE, NO_TIMES]
        longest = max(map(len, tokens))
        before = torch.full((len(tokens), longest + 4), END)
        behind = torch.full((len(tokens), longest + 1), IGNORE)
        for k, t in enumerate(tokens):
            before[k, : 4 + len(t)] = torch.tensor(begin + t)
            behind[k, : len(t) + 1] = torch.tensor(t + [END])
        return before.to(self.device), behind.to(self.device)


def losses(model, teacher, head, mel, batch, device):
    """(words, teacher, phones) losses of one batch."""
    waves, warp, before, behind, phones = batch
    with torch.autocast(device, torch.bfloat16):
        with torch.no_grad():
            taught = teacher.decoder(before, teacher.encoder(mel(waves)))[:, 3:]
            x = model.encoder.stem(mel(waves, warp))
        rows = model.encoder.rows(x)
        logits, classes = model.decoder(before, model.encoder.norm(rows[-1]))[:, 3:], head(rows)
    there = behind != IGNORE
    mine, its = (z[there].float().log_softmax(-1) for z in (logits, taught))
    right = behind[there]
    trusted = (its.exp().gather(1, right[:, None])[:, 0] > 0.3).float()
    apart = ((its.exp() * (its - mine)).sum(-1) * trusted).sum() / trusted.sum().clamp_min(1)
    heard = F.cross_entropy(classes.flatten(0, 1), phones.flatten(), ignore_index=IGNORE)
    return F.nll_loss(mine, right), apart, heard


def train(model, teacher, head, mel, batch, a, say):
    """Changes model and head in place: the moving average of what a schedule of `a.seconds` gives."""
    for part in (model.decoder.emb, model.encoder.conv1, model.encoder.conv2):
        part.requires_grad_(False)
    model.decoder.pos.requires_grad_(False)
    for layer in [*model.encoder.layers, *model.decoder.layers]:
        layer.dropout = 0.05
    learnt = {k: v for k, v in model.named_parameters() if v.requires_grad}
    groups = [
        {"params": [v for v in learnt.values() if v.dim() > 1], "weight_decay": 0.01, "peak": a.lr},
        {"params": [v for v in learnt.values() if v.dim() < 2], "weight_decay": 0.0, "peak": a.lr},
        {"params": list(head.parameters()), "weight_decay": 0.01, "peak": 3e-4},
    ]
    optimiser = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98))
    mean = {k: v.detach().clone() for k, v in learnt.items()}
    begin = last = time.time()
    step, shown = 0, []
    model.train()
    while (gone := (time.time() - begin) / a.seconds) < 1:
        words, apart, heard = losses(model, teacher, head, mel, batch(), a.device)
        loss = (1 - a.teacher) * words + a.teacher * apart + a.phone_loss * heard
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(learnt.values()), 1.0)
        rate = min(1, step / 60) * min(1.0, max(0.02, (1 - gone) / 0.6))
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * rate
        optimiser.step()
        step += 1
        with torch.no_grad():
            keep = min(0.995, (1 + step) / (20 + step))
            for k, v in learnt.items():
                mean[k].lerp_(v, 1 - keep)
        shown.append(torch.stack([words, apart, heard]).detach())
        if time.time() - last > 15:
            say("step", step, "words, teacher, phones", torch.stack(shown).mean(0).tolist(), "rate", round(rate, 2))
            last, shown = time.time(), []
    say("steps", step)
    with torch.no_grad():
        for k, v in learnt.items():
            v.copy_(mean[k])


def main(a):
    begin = time.time()

    def say(*x):
        print(f"{time.time() - begin:.0f}s", *x, flush=True)

    torch.backends.cuda.matmul.allow_tf32 = True
    torch.manual_seed(a.seed)
    generator = torch.Generator(device=a.device)
    generator.manual_seed(a.seed)
    encode, decode = tokenizer(a.whisper / "multilingual.tiktoken")
    mel = Mel(a.whisper / "mel_filters.npz").to(a.device)
    teacher = original(a.whisper / "model.bin").to(a.device).eval().requires_grad_(False)
    model = Whisper().load(load_numpy(a.start / "reader.safetensors")) if a.start else original(a.whisper / "model.bin")
    model, head = model.to(a.device), PhoneHead().to(a.device)
    head.load_state_dict({k: v.float() for k, v in load_file(a.phones).items()})
    speech = Speech(a.data, "real", lambda i: i["split"] in ("train", "dev"), a.device)
    synthetic = Speech(a.data, "synth", lambda i: i["split"] == "train", a.device)
    ids = {s: [k for k, i in enumerate(speech.items) if i["split"] == s][: a.limit] for s in ("train", "dev")}
    aligned = [k for k in ids["dev"] if speech.items[k]["aligned"]]

    def judge(name, model):
        for silence in (7.0, 1.5):
            say(name, silence, word_errors(speech, read(model, mel, speech, ids["dev"], decode, a.device, silence)))
        say(name, "phones", phone_errors(model.encoder, head, mel, speech, aligned, a.device))

    judge("original", teacher)
    mine = [i for i in ids["train"] if speech.items[i]["source"] in SHARE]
    readings = read(teacher, mel, speech, [i for i in mine if speech.items[i]["source"] not in WRITTEN + SPELLED], decode, a.device, 7.0)
    texts = {(0, i): wanted(readings.get(i, ""), speech.items[i]["transcript"], speech.items[i]["source"]) for i in mine}
    texts |= {(1, i): wanted("", item["transcript"], "synthetic") for i, item in enumerate(synthetic.items)}
    tokens = {key: encode(" " + text) for key, text in texts.items()}
    assert max(map(max, tokens.values())) < SPECIAL
    batch = Batches((speech, synthetic), tokens, Augment(a.data, a.device, generator), a.batch, a.seed, a.device)
    train(model, teacher, head, mel, batch, a, say)
    judge("tuned", model)
    a.out.mkdir(parents=True, exist_ok=True)
    save_file({k: torch.from_numpy(v.copy()) for k, v in model.named()}, a.out / "reader.safetensors")
    save_file({k: v.half().cpu() for k, v in head.state_dict().items()}, a.out / "phone_head.safetensors")
    (a.out / "recipe.json").write_text(json.dumps({k: str(v) for k, v in vars(a).items()}, indent=2) + "\n")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--whisper", type=Path, required=True)
    p.add_argument("--phones", type=Path, required=True, help="the phone head to begin with")
    p.add_argument("--start", type=Path, help="what this script wrote before, to go on from")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--seconds", type=float, default=150)
    p.add_argument("--batch", type=float, default=700, help="seconds of sound in a step")
    p.add_argument("--lr", type=float, default=3e-5)
    p.add_argument("--teacher", type=float, default=0.5, help="share of the original's distribution in the words' loss")
    p.add_argument("--phone-loss", type=float, default=0.3)
    p.add_argument("--seed", type=int, default=3)
    p.add_argument("--limit", type=int, help="so many utterances of each split, for trying it out")
    p.add_argument("--device", default="cuda")
    main(p.parse_args())
