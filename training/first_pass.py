"""The streaming first pass: the tuned reader's encoder with a streaming mask, taught by the same encoder with everything in sight.

    python first_pass.py --data DATA --whisper WHISPER --reader RUN --out STUDENT --seconds 200

RUN is what `tune_reader.py` wrote. The student begins as its teacher; a row sees 75 frames of 40 ms behind and one ahead in
each layer. The loss: the teacher's phones and the (normed) rows of layers 2, 4 and 6, the labels, and from a quarter of the
time on the sequence criterion of `sequence.py`, here as one recorded graph. In 15 % of the batches everything is in sight, so that
the same weights also read whole utterances. `--align` first makes all labels anew from the teacher's phones, on all cores.

RUN may also be a folder of the product (models/builtin): its reader teaches, its weights rounded to bytes.

What else could be learnt, for trying out on a processor (`--steps`; LOG.md has what came of it): `--layers 4` leaves the last
layers out; `--chunk 6` has a row see to the end of its chunk of frames instead of one frame ahead in each layer (Zhang et al.,
2020); `--views 0.2` has two views of a sound agree, each changed in its own way (consistency regularisation; Yao et al.,
2024); `--states 2` gives a phone a first and a second half, told apart by place within the phone's labels.
"""

import argparse
import copy
import json
import time
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from data import IGNORE
from device_data import Augment, Speech, Streams
from first_pass_reference import unpacked
from g2p import dictionary
from normalise import normalise
from prepare import UNIT
from realign import best_path, graph
from sequence import allowed, bigram
from tune_reader import batches, phone_errors
from whisper import LAYERS, ROW, WIDTH, Encoder, Mel, PhoneHead, Whisper, chunk_mask, load_numpy, stream_mask


# ---- labels ----------------------------------------------------------------------------------


def prepare_worker(path, prior):
    global KNOWN, PRIOR
    PRIOR, KNOWN = prior, {}
    for word, phones in dictionary(path):
        KNOWN.setdefault(word, []).append(phones)


def align(job):
    """(utterance, classes of its rows or None, mean log posterior where it says speech)."""
    i, transcript, logp = job
    words = [KNOWN.get(w) for w in normalise(transcript).split()]
    found = best_path(logp - 0.5 * PRIOR, graph(words)) if words and all(words) else None
    if found is None:
        return i, None, 0.0
    path, speech = found[0], found[0] > 0
    return i, path.astype(np.uint8), float(logp[np.arange(len(path)), path][speech].mean()) if speech.any() else -9.0


@torch.no_grad()
def align_all(folder, teacher, head, mel, device, cores, worst=-3.0):
    """Labels of the training speech from the teacher's phones; where the path is unlikely or a word unknown, none."""
    lab = np.fromfile(folder / "real.lab", np.uint8)
    prior = np.bincount(lab[lab < 40], minlength=40) + 1.0
    items = json.loads((folder / "real.json").read_text())
    by_path = {item["path"]: item for item in items}
    speech, jobs, scores = Speech(folder, "real", lambda i: i["split"] == "train", device), [], []
    with get_context("spawn").Pool(cores, prepare_worker, (folder / "cmudict.dict", np.log(prior / prior.sum()))) as pool:
        for part, waves in batches(speech, range(len(speech.items)), 2.0, device):
            with torch.autocast(device, torch.bfloat16):
                logp = head(teacher.rows(teacher.stem(mel(waves)))).log_softmax(-1).cpu().numpy()
            rows = [max(1, speech.items[i]["samples"] // ROW) for i in part]
            jobs.append(pool.map_async(align, [(i, speech.items[i]["transcript"], z[:n]) for i, z, n in zip(part, logp, rows)]))
        for i, path, score in (result for job in jobs for result in job.get()):
            if path is None:
                continue
            item = by_path[speech.items[i]["path"]]
            first, units = item["start"] // UNIT, item["samples"] // UNIT
            item["aligned"] = score > worst
            lab[first : first + units] = path[np.minimum(np.arange(units) // 2, len(path) - 1)] if score > worst else 255
            scores.append(score)
    lab.tofile(folder / "real.lab")
    (folder / "real.json").write_text(json.dumps(items))
    return len(scores), np.percentile(scores, [1, 5, 25, 50, 75]).round(2).tolist()


# ---- states of a phone -----------------------------------------------------------------------


def halves(target, classes=40):
    """Labels of rows [B, T] with a class of its own for the second half of each phone; silence stays one class."""
    out = target.clone()
    for row, new in zip(target.cpu().numpy(), out):
        border = np.flatnonzero(np.diff(row)) + 1
        for begin, end in zip(np.r_[0, border], np.r_[border, len(row)]):
            if row[begin] > 0:
                new[(begin + end + 1) // 2 : end] += classes - 1
    return out


class Halved(torch.nn.Module):
    """A head with two states for each phone, both of which begin as the phone was."""

    def __init__(self, head):
        super().__init__()
        self.head, old = copy.deepcopy(head), head.b
        self.head.b = torch.nn.Linear(WIDTH, 2 * len(old.bias) - 1)
        with torch.no_grad():
            self.head.b.weight.copy_(torch.cat([old.weight, old.weight[1:]]))
            self.head.b.bias.copy_(torch.cat([old.bias[:1], old.bias[1:].repeat(2) - np.log(2)]))

    def states(self, rows):
        return self.head(rows)

    def forward(self, rows):
        """Scores of the phones: those of both halves added up."""
        z = self.head(rows)
        first, second = z[..., 1:40], z[..., 40:]
        return torch.cat([z[..., :1], torch.logaddexp(first, second)], -1)


# ---- sequence criterion ------------------------------------------------------------------------


def full_sum(emit, move):
    """As `sequence.full_sum`, without changing anything in place, so that it can be recorded as a graph."""
    forward, backward, total, a = [], [None] * len(emit), 0.0, emit[0]
    for t in range(len(emit)):
        if t:
            a = (a @ move) * emit[t]
        norm = a.sum(-1, keepdim=True).clamp_min(1e-30)
        a = a / norm
        total = total + norm[:, 0].log()
        forward.append(a)
    b, back = torch.ones_like(a), move.T.contiguous()
    for t in range(len(emit) - 1, -1, -1):
        backward[t] = b
        b = (b * emit[t]) @ back
        b = b / b.sum(-1, keepdim=True).clamp_min(1e-30)
    posterior = torch.stack(forward) * torch.stack(backward)
    return total, posterior / posterior.sum(-1, keepdim=True).clamp_min(1e-30)


class Recorded:
    """`full_sum` of one shape as a CUDA graph: thousands of small kernels without their launches."""

    def __init__(self, shape, move):
        self.emit = torch.rand(shape, device=move.device) + 0.1
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            full_sum(self.emit, move)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.result = full_sum(self.emit, move)

    def __call__(self, emit, move):
        self.emit.copy_(emit)
        self.graph.replay()
        return tuple(x.clone() for x in self.result)


class Sequence(torch.autograd.Function):
    """The criterion of `sequence.py` with both of its sums in one recursion."""

    run = staticmethod(full_sum)

    @staticmethod
    def forward(ctx, logits, target, move):
        x = logits.detach().float()
        emit = (x - x.amax(-1, keepdim=True)).exp().clamp_min(1e-20).transpose(0, 1).contiguous()
        tied = emit * allowed(target.cpu(), x.shape[-1]).to(x.device).transpose(0, 1)
        total, posterior = Sequence.run(torch.cat([emit, tied], 1), move)
        n, rows = len(x), (target >= 0).sum().clamp_min(1)
        ctx.save_for_backward(((posterior[:, :n] - posterior[:, n:]) / rows).transpose(0, 1))
        return (total[:n] - total[n:]).sum() / rows

    @staticmethod
    def backward(ctx, grad):
        return ctx.saved_tensors[0] * grad, None, None


# ---- training ----------------------------------------------------------------------------------


def normed(x):
    return F.layer_norm(x.float(), (WIDTH,))


class Trainer:
    def __init__(self, a, teacher, teacher_head, mel):
        self.a, self.teacher, self.teacher_head, self.mel = a, teacher, teacher_head, mel
        self.student, self.head = copy.deepcopy(teacher).train(), copy.deepcopy(teacher_head)
        self.student.layers = self.student.layers[: a.layers]
        self.head = Halved(self.head) if a.states == 2 else self.head
        self.student.requires_grad_(True), self.head.requires_grad_(True)
        for part in (self.student.conv1, self.student.conv2, self.student.norm):
            part.requires_grad_(False)
        for layer in self.student.layers:
            layer.dropout = a.dropout
        self.random = np.random.default_rng(a.seed)
        self.mask = a.mask(a.length * 50, device=a.device)
        self.move = bigram(a.data, 40, ROW).to(a.device)
        if a.device == "cuda":
            Sequence.run = Recorded((a.length * 50, 2 * a.chunks, 40), self.move)
        self.names = [f"encoder.{k}" for k, _ in self.student.named_parameters()] + [f"head.{k}" for k, _ in self.head.named_parameters()]
        self.values = [*self.student.parameters(), *self.head.parameters()]
        self.mean = [v.detach().clone() for v in self.values]

    def optimiser(self):
        """Rates fall from layer to layer towards the sound: what lies there is right already."""
        last = len(self.student.layers) - 1
        groups = [{"params": list(self.head.parameters()), "peak": 4e-4, "weight_decay": 0.01}]
        for i, layer in enumerate(self.student.layers):
            peak = self.a.lr * self.a.decay ** (last - i)
            for decay, flat in ((0.01, False), (0.0, True)):
                groups.append({"params": [v for v in layer.parameters() if (v.dim() < 2) == flat], "peak": peak, "weight_decay": decay})
        return torch.optim.AdamW(groups, lr=self.a.lr, betas=(0.9, 0.98))

    def loss(self, waves, target, gone):
        a, r, n = self.a, self.random, len(waves)
        full = r.random() < a.full
        warp = torch.from_numpy(np.where(r.random(n) < 0.5, r.integers(0, 9, n), 4)).to(a.device)
        offset = None if full else torch.from_numpy(r.integers(0, 3000 - len(self.mask), (n, 1))).to(a.device)
        with torch.autocast(a.device, torch.bfloat16):
            with torch.no_grad():
                x = self.teacher.stem(self.mel(waves, warp))
                its_rows = self.teacher.rows(x)
                its = self.teacher_head(its_rows)
            rows = self.student.rows(x, None if full else self.mask, offset)
            states = self.head.states(rows) if a.states == 2 else None
            mine = self.head(rows)
        taught = [i for i in (2, 4, 6) if i < len(rows)]
        like = 0.0 if full else sum((normed(rows[i]) - normed(its_rows[i])).pow(2).mean() for i in taught) / len(taught)
        kl = F.kl_div(mine.log_softmax(-1), its.log_softmax(-1), log_target=True, reduction="none").sum(-1).mean()
        if states is None:
            labels = F.cross_entropy(mine.flatten(0, 1), target.flatten(), ignore_index=IGNORE)
        else:
            labels = F.cross_entropy(states.flatten(0, 1), halves(target).flatten(), ignore_index=IGNORE)
        if gone > 0.25:
            labels = (1 - a.sequence) * labels + a.sequence * Sequence.apply(mine, target, self.move)
        agree = 0.0
        if a.views:  # the second half of the batch is the first half, changed in another way
            one, two = mine.log_softmax(-1).chunk(2)
            for here, there in ((one, two), (two, one)):
                agree = agree + F.kl_div(here, there.detach(), log_target=True, reduction="none").sum(-1).mean() / 2
        return a.teach * kl + (1 - a.teach) * labels + a.rows * like + a.views * agree

    def run(self, streams, augment, judge, say):
        a, optimiser = self.a, self.optimiser()
        begin = last = time.time()
        step = 0
        while (gone := step / a.steps if a.steps else (time.time() - begin) / a.seconds) < 1:
            waves, target = streams.chunks(a.length, a.chunks // 2 if a.views else a.chunks)
            if a.views:
                waves, target = torch.cat([waves, waves]), torch.cat([target, target])
            if self.random.random() < 0.03:  # nothing but noise
                waves, target = waves * 0, torch.zeros_like(target)
            loss = self.loss(augment(waves, masks=a.masks, level=(-14, 10), noisy=0.6), target, gone)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.values, 1.0)
            rate = min(1, step / a.warm) * min(1.0, max(0.01, (1 - gone) / 0.65))
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * rate
            optimiser.step()
            step += 1
            with torch.no_grad():
                torch._foreach_lerp_(self.mean, [v.detach() for v in self.values], 1 - min(0.998, (1 + step) / (20 + step)))
            if time.time() - last > a.judge:
                say("step", step, "loss", round(loss.item(), 4), "dev", judge(self))
                last = time.time()
        say("steps", step, "hours", round(step * a.chunks * a.length / 3600))

    def averaged(self):
        """(encoder, head) with the moving average of all weights."""
        encoder, head = copy.deepcopy(self.student).eval(), copy.deepcopy(self.head)
        with torch.no_grad():
            for v, mean in zip([*encoder.parameters(), *head.parameters()], self.mean):
                v.copy_(mean)
        return encoder, head


def teaches(folder, device):
    """The reader's encoder and its phone head, from what `tune_reader.py` wrote or from a folder of the product."""
    head = PhoneHead()
    if (folder / "phone_head.safetensors").exists():
        encoder = Whisper().load(load_numpy(folder / "reader.safetensors")).encoder
        head.load_state_dict({k: v.float() for k, v in load_file(folder / "phone_head.safetensors").items()})
    else:
        encoder, packed = Encoder(), {k: v.numpy() for k, v in load_file(folder / "reader.safetensors").items()}
        w = {k: torch.from_numpy(v) for k, v in unpacked({k: v for k, v in packed.items() if k.startswith(("enc", "ph"))}).items()}
        # the norm behind the last layer is for the reader's decoder alone
        encoder.load_state_dict({k[8:]: v for k, v in w.items() if k.startswith("encoder.")}, strict=False)
        head.load_state_dict({k[5:]: v for k, v in w.items() if k.startswith("head.")})
    return encoder.to(device).eval().requires_grad_(False), head.to(device).requires_grad_(False)


def main(a):
    begin = time.time()

    def say(*x):
        print(f"{time.time() - begin:.0f}s", *x, flush=True)

    torch.backends.cuda.matmul.allow_tf32 = True
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    generator = torch.Generator(device=a.device)
    generator.manual_seed(a.seed)
    mel = Mel(a.whisper / "mel_filters.npz").to(a.device)
    teacher, head = teaches(a.reader, a.device)
    if a.align:
        say("labels made anew, scores at 1, 5, 25, 50, 75 %", *align_all(a.data, teacher, head, mel, a.device, a.cores))
    real = Speech(a.data, "real", lambda i: i["split"] == "train" and i["aligned"], a.device)
    synthetic = Speech(a.data, "synth", lambda i: i["split"] == "train", a.device)
    dev = Speech(a.data, "real", lambda i: i["split"] == "dev" and i["aligned"], a.device)
    ids = list(range(0, len(dev.items), max(1, len(dev.items) // a.limit) if a.limit else 1))

    a.mask = partial(chunk_mask, chunk=a.chunk) if a.chunk else stream_mask

    def judge(trainer, mask=a.mask, silence=0.6):
        return phone_errors(*trainer.averaged(), mel, dev, ids, a.device, mask, silence)

    say("teacher", phone_errors(teacher, head, mel, dev, ids, a.device))
    trainer = Trainer(a, teacher, head, mel)
    streams = Streams(real, synthetic, a.synthetic, a.seed, a.device)
    trainer.run(streams, Augment(a.data, a.device, generator), judge, say)
    say("streaming", judge(trainer), "everything in sight", judge(trainer, None, 2.0))
    encoder, head = trainer.averaged()
    a.out.mkdir(parents=True, exist_ok=True)
    whole = {f"encoder.{k}": v for k, v in encoder.state_dict().items()} | {f"head.{k}": v for k, v in head.state_dict().items()}
    save_file({k: v.half().cpu().contiguous() for k, v in whole.items()}, a.out / "first_pass.safetensors")
    (a.out / "recipe.json").write_text(json.dumps({k: str(v) for k, v in vars(a).items()}, indent=2) + "\n")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--whisper", type=Path, required=True)
    p.add_argument("--reader", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--align", action="store_true", help="make the labels anew first; needs DATA/cmudict.dict")
    p.add_argument("--cores", type=int, default=16)
    p.add_argument("--seconds", type=float, default=200)
    p.add_argument("--steps", type=int, help="so many steps, however long they last")
    p.add_argument("--warm", type=int, default=100, help="steps until the rate is at its peak")
    p.add_argument("--threads", type=int)
    p.add_argument("--chunks", type=int, default=40)
    p.add_argument("--length", type=int, default=16, help="seconds of a chunk")
    p.add_argument("--lr", type=float, default=2e-4)
    p.add_argument("--decay", type=float, default=0.85, help="of the rate from one layer to the one before")
    p.add_argument("--teach", type=float, default=0.5, help="share of the teacher's phones in the loss")
    p.add_argument("--rows", type=float, default=0.15, help="weight of the teacher's rows")
    p.add_argument("--sequence", type=float, default=0.5)
    p.add_argument("--full", type=float, default=0.15, help="share of batches with everything in sight")
    p.add_argument("--masks", type=float, default=0.8)
    p.add_argument("--dropout", type=float, default=0.06)
    p.add_argument("--synthetic", type=float, default=0.12)
    p.add_argument("--judge", type=float, default=40, help="seconds between two looks at dev")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--limit", type=int, help="about so many utterances of dev, for trying it out")
    p.add_argument("--device", default="cuda")
    p.add_argument("--layers", type=int, default=LAYERS)
    p.add_argument("--chunk", type=int, default=0, help="frames of a chunk; 0: one frame ahead in each layer")
    p.add_argument("--views", type=float, default=0.0, help="weight of the agreement of two views of each sound")
    p.add_argument("--states", type=int, default=1, choices=(1, 2), help="classes of a phone")
    main(p.parse_args())
