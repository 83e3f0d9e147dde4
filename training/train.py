"""Train the acoustic model on prepared data, planned into a time budget.

    python train.py --data DATA --out RUN --minutes 80 --workers 2

Frame-wise cross-entropy on aligned phones, in part or whole replaced by the criterion of `sequence.py`
with --sequence. The learning rate follows the clock: warm-up, hold, then
linear decay to zero at the end of --minutes, when the moving average of the weights that did best on
dev is in RUN/best.pt. --resume continues RUN/last.pt with its clock; --init starts a new schedule
from given weights. On a CPU --workers processes of one thread each share the work (robust when
other programs want the cores too); with --device cuda one process does all.
"""

import argparse, csv, json, math, os, queue, threading, time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

from data import Chunks
from evaluate import load, phone_errors
from model import FRAME, Config, Model
from optim import Muon
from sequence import bigram, sequence_loss


def arguments():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--minutes", type=float, required=True)
    p.add_argument("--steps", type=int, help="let steps be the clock: --minutes pass in so many, however fast the machine is")
    p.add_argument("--device", default="cpu")
    p.add_argument("--workers", type=int, default=2, help="CPU processes of one thread")
    p.add_argument("--batch", type=int, default=8, help="chunks per worker and step")
    p.add_argument("--frames", type=int, default=300, help="frames of a chunk")
    p.add_argument("--synthetic", type=float, default=0.3, help="share of synthetic utterances")
    p.add_argument("--optimizer", choices=["adamw", "muon"], default="adamw")
    p.add_argument("--lr", type=float, default=1.5e-3)
    p.add_argument("--weight-decay", type=float, default=0.05)
    p.add_argument("--ema", type=float, default=0.998)
    p.add_argument("--loaders", type=int, default=1, help="threads that prepare batches, per worker")
    p.add_argument("--eval-minutes", type=float, default=5)
    p.add_argument("--model", default="{}", help="JSON of model.Config fields")
    p.add_argument("--sequence", type=float, default=0.0, help="share of the sequence criterion in the loss")
    p.add_argument("--dropout", type=float, default=0.0)
    p.add_argument("--frozen", type=int, default=0, help="first layers that keep what ear.py taught them")
    p.add_argument("--masks", type=float, default=1.0, help="share of the masks in time and frequency of data.py")
    p.add_argument("--real", type=float, default=1.0, help="share of the real utterances to learn from")
    p.add_argument("--layers", type=int, help="keep only so many of the layers of --init")
    p.add_argument("--grow", type=int, default=0, help="so many more layers than --init has, which change nothing at first")
    p.add_argument("--keep", action="store_true", help="keep the averaged weights of every evaluation (minute-NNN.pt), for curves.py")
    p.add_argument("--init", type=Path, help="warm start from a checkpoint or a folder of exported weights")
    p.add_argument("--resume", action="store_true")
    p.add_argument("--no-compile", action="store_true")
    p.add_argument("--seed", type=int, default=1)
    return p.parse_args()


def batches(a, config, rank, offset):
    """Batches prepared by background threads."""
    q = queue.Queue(maxsize=2 * a.loaders)

    def work(k):
        seed = a.seed + 1000 * rank + 100_000 * k + 1_000_003 * offset
        chunks = Chunks(a.data, config, a.frames, seed, a.synthetic, masks=a.masks, real=a.real)
        while True:
            wave, target = chunks.batch(a.batch)
            q.put((torch.from_numpy(wave), torch.from_numpy(target)))

    for k in range(a.loaders):
        threading.Thread(target=work, args=(k,), daemon=True).start()
    return q


def lr_scale(elapsed, total, warmup=1.5, hold=0.18):
    """Share of the peak learning rate at a time (minutes): up, hold, down to zero."""
    if elapsed < warmup:
        return max(elapsed / warmup, 0.02)
    start = hold * total
    return 1.0 if elapsed < start else max(0.0, (total - elapsed) / (total - start))


def average_gradients(model, world):
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch._utils._flatten_dense_tensors(grads)
    dist.all_reduce(flat)
    flat /= world
    for g, f in zip(grads, torch._utils._unflatten_dense_tensors(flat, grads)):
        g.copy_(f)


def make_optimizers(model, a, rank, world):
    learning = [p for p in model.parameters() if p.requires_grad]
    matrices = [p for p in model.layers.parameters() if p.dim() == 2 and p.requires_grad]
    ids = {id(p) for p in matrices}
    outer = [p for p in learning if p.dim() == 2 and id(p) not in ids]
    vectors = [p for p in learning if p.dim() < 2]
    fused = {"fused": True}
    groups = [
        {"params": outer, "lr": a.lr, "weight_decay": a.weight_decay},
        {"params": vectors, "lr": a.lr, "weight_decay": 0.0},
    ]
    if a.optimizer == "adamw":
        groups.append({"params": matrices, "lr": a.lr, "weight_decay": a.weight_decay})
        opts = [torch.optim.AdamW(groups, betas=(0.9, 0.98), **fused)]
    else:
        muon = Muon(matrices, lr=a.lr * 4, weight_decay=a.weight_decay, rank=rank, world=world)
        opts = [torch.optim.AdamW(groups, betas=(0.9, 0.98), **fused), muon]
    for o in opts:
        for g in o.param_groups:
            g["peak"] = g["lr"]
    return opts


def worker(rank, world, a):
    cuda = a.device.startswith("cuda")
    if not cuda:
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        if world > 1:
            os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29533")
            dist.init_process_group("gloo", rank=rank, world_size=world)
    torch.manual_seed(a.seed)
    state = torch.load(a.out / "last.pt", weights_only=False) if a.resume else None
    if state:
        model = Model(Config(**state["config"]))
    elif a.init:
        model = load(a.init).train()
        if a.layers:
            model.layers = model.layers[: a.layers]
            model.c.num_hidden_layers = a.layers
        model.grow(a.grow)
    else:
        model = Model(Config(**json.loads(a.model)))
    config = model.c
    model.to(a.device)
    model.regularise(a.dropout, a.frozen)
    opts = make_optimizers(model, a, rank, world)
    step, before, best = 0, 0.0, math.inf
    ema = {k: v.detach().clone() for k, v in model.state_dict().items()}
    if state:
        peaks = {id(o): [g["peak"] for g in o.param_groups] for o in opts}
        model.load_state_dict(state["model"])
        ema = {k: v.to(a.device) for k, v in state["ema"].items()}
        for o, s in zip(opts, state["optimizers"]):
            o.load_state_dict(s)
            for g, peak in zip(o.param_groups, peaks[id(o)]):
                g["peak"] = peak
        step, before, best = state["step"], state["minutes"], state["best"]
    forward = model if a.no_compile else torch.compile(model)
    if rank == 0:
        size = sum(p.numel() for p in model.parameters())
        print(f"{size / 1e6:.2f} M parameters, {a.minutes:.0f} minutes from {before:.1f}", flush=True)
    q = batches(a, config, rank, step)
    move = bigram(a.data, config.classes, FRAME // config.slots_per_frame) if a.sequence else None
    begin = last_eval = last_print = time.time()
    seconds_per_step = a.batch * a.frames * 0.04 * world
    seen, total_loss, right, count, since = 0, 0.0, 0, 0, step
    train_loss = math.nan
    finished = False
    while not finished:
        wave, target = q.get()
        wave, target = wave.to(a.device, non_blocking=True), target.to(a.device, non_blocking=True)
        with torch.autocast("cuda" if cuda else "cpu", torch.bfloat16):
            logits = forward(wave)
        loss = F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=-100)
        named = loss.item() if step % 10 == 9 else 0.0
        if a.sequence:
            loss = loss * (1 - a.sequence) + a.sequence * sequence_loss(logits.cpu(), target.cpu(), move)
        loss.backward()
        if world > 1:
            average_gradients(model, world)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        minutes = (step + 1) / a.steps * a.minutes if a.steps else before + (time.time() - begin) / 60
        # All workers must agree on the clock, for the learning rate and for the end.
        if world > 1:
            t = torch.tensor([minutes])
            dist.broadcast(t, 0)
            minutes = t.item()
        scale = lr_scale(minutes, a.minutes)
        for o in opts:
            for g in o.param_groups:
                g["lr"] = g["peak"] * scale
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        finished = minutes >= a.minutes
        if rank:
            continue
        with torch.no_grad():
            decay = min(a.ema, (1 + step) / (20 + step))
            for k, v in model.state_dict().items():
                ema[k].lerp_(v, 1 - decay)
            if step % 10 == 0:
                keep = target.flatten() >= 0
                right += int((logits.flatten(0, 1).argmax(-1) == target.flatten())[keep].sum())
                count += int(keep.sum())
                total_loss += named
                seen += 1
        now = time.time()
        if now - last_print > 30 and count:
            speed = (step - since) * seconds_per_step / (now - last_print)
            print(
                f"{minutes:6.1f} min, {a.minutes - minutes:5.1f} left, step {step}, loss {total_loss / seen:.3f}, "
                f"slots {right / count:.3f}, {speed:.0f} x real time, lr {scale:.2f}", flush=True,
            )  # fmt: skip
            train_loss = total_loss / seen
            last_print, since, seen, total_loss, right, count = now, step, 0, 0.0, 0, 0
        if now - last_eval > a.eval_minutes * 60 or finished:
            last_eval = now
            best = evaluate_and_save(a, config, model, ema, opts, step, minutes, best, train_loss)
    if world > 1:
        dist.barrier()


def evaluate_and_save(a, config, model, ema, opts, step, minutes, best, train_loss):
    judge = Model(config)
    judge.load_state_dict({k: v.cpu() for k, v in ema.items()})
    result = phone_errors(judge.to(a.device).eval(), a.data, a.device)
    row = {"minutes": round(minutes, 2), "step": step, "train_loss": round(train_loss, 4), **result}
    curve = a.out / "curve.csv"
    new = not curve.exists()
    with open(curve, "a", newline="") as f:
        w = csv.DictWriter(f, row.keys())
        if new:
            w.writeheader()
        w.writerow(row)
    print("dev", row, flush=True)
    state = {
        "config": config.as_dict(), "ema": ema, "model": model.state_dict(), "step": step, "minutes": minutes,
        "optimizers": [o.state_dict() for o in opts], "best": min(best, result["per"]), "result": row,
    }  # fmt: skip
    torch.save(state, a.out / "tmp.pt")
    os.replace(a.out / "tmp.pt", a.out / "last.pt")
    judged = {k: state[k] for k in ("config", "ema", "step", "minutes", "result")}
    if a.keep:
        torch.save(judged, a.out / f"minute-{minutes:03.0f}.pt")
    if result["per"] < best:
        torch.save(judged, a.out / "best.pt")
    return min(best, result["per"])


if __name__ == "__main__":
    a = arguments()
    a.out.mkdir(parents=True, exist_ok=True)
    world = 1 if a.device.startswith("cuda") else a.workers
    if world == 1:
        worker(0, 1, a)
    else:
        torch.multiprocessing.spawn(worker, (world, a), world)
