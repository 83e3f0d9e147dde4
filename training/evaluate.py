"""Phone error rate on dev, per source: Viterbi over the slots, collapsed, against aligned phones."""

import argparse
from pathlib import Path

import numpy as np
import torch

from data import Store
from model import FRAME, Config, Model
from prepare import UNIT
from score import distance


def collapse(classes):
    """A class per slot or label unit -> the phone sequence without silence."""
    out, last = [], -1
    for c in classes:
        if c != last and c != 0:
            out.append(int(c))
        last = c
    return out


def viterbi(logp, stay=0.0, move=-2.5):
    """Best class sequence [slots] under a fixed cost of changing class; logp [slots, classes]."""
    score, back = logp[0].copy(), []
    for row in logp[1:]:
        top = int(score.argmax())
        moved = score[top] + move
        keep = score + stay >= moved
        back.append(np.where(keep, np.arange(len(score)), top))
        score = np.where(keep, score + stay, moved) + row
    at = int(score.argmax())
    path = [at]
    for b in reversed(back):
        at = int(b[at])
        path.append(at)
    return path[::-1]


@torch.no_grad()
def log_posteriors(model, waves, device="cpu"):
    """Waves of any length -> log probabilities [slots, classes] each, delay removed."""
    c = model.c
    longest = max(len(w) for w in waves)
    frames = -(-longest // FRAME) + c.delay_frames
    x = np.zeros((len(waves), frames * FRAME), np.float32)
    for i, w in enumerate(waves):
        x[i, : len(w)] = w
    with torch.autocast(device.split(":")[0], torch.bfloat16, enabled=device != "cpu"):
        z = model(torch.from_numpy(x).view(len(waves), frames, FRAME).to(device))
    z = z.float().log_softmax(-1).cpu().numpy()
    skip = c.delay_frames * c.slots_per_frame
    return [z[i, skip : skip + -(-len(w) // FRAME) * c.slots_per_frame] for i, w in enumerate(waves)]


def phone_errors(model, folder, device="cpu", batch=8):
    """Phone error rates {source: rate, 'per': mean over sources}, and dev slot accuracy and loss."""
    c = model.c
    dev = Store(folder, "real", lambda i: i["split"] == "dev" and i["aligned"])
    order = sorted(range(len(dev.items)), key=lambda i: dev.items[i]["samples"])
    errors, lengths, right, total, nll = {}, {}, 0, 0, 0.0
    for k in range(0, len(order), batch):
        got = [dev.get(i) for i in order[k : k + batch]]
        for i, (wave, lab), logp in zip(order[k:], got, log_posteriors(model, [g[0] for g in got], device)):
            source = dev.items[i]["source"]
            reference = collapse(lab)
            errors[source] = errors.get(source, 0) + distance(collapse(viterbi(logp)), reference)
            lengths[source] = lengths.get(source, 0) + len(reference)
            per = FRAME // c.slots_per_frame
            middle = (np.arange(len(logp)) * per + per // 2) // UNIT
            inside = middle < len(lab)
            slots = np.flatnonzero(inside & (lab[np.minimum(middle, len(lab) - 1)] < 255))
            truth = lab[middle[slots]]
            right += int((logp[slots].argmax(-1) == truth).sum())
            nll -= float(logp[slots, truth].sum())
            total += len(slots)
    rates = {s: round(errors[s] / lengths[s], 4) for s in sorted(errors)}
    mean = round(sum(rates.values()) / len(rates), 4)
    return {"per": mean, "dev_loss": round(nll / total, 4), "dev_slots": round(right / total, 4), **rates}


def load(path, device="cpu"):
    """The moving-average model of a checkpoint or of a folder that export.py wrote, or the mean of several.

    Several must descend from one another (--init): weights of separate starts have no common mean
    (Wortsman et al., "Model soups", 2022). One with fewer layers is one that others have grown from.
    """
    paths = path if isinstance(path, list) else [path]
    models = []
    for path in paths:
        if Path(path).is_dir():
            from export import from_file

            models.append(from_file(path))
            continue
        state = torch.load(path, weights_only=False, map_location=device)
        model = Model(Config(**state["config"]))
        model.load_state_dict(state["ema"])
        models.append(model)
    layers = max(len(model.layers) for model in models)
    for model in models:
        model.grow(layers - len(model.layers))
    states = [model.state_dict() for model in models]
    models[0].load_state_dict({k: torch.stack([s[k].float() for s in states]).mean(0) for k in states[0]})
    return models[0].to(device).eval()


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--checkpoint", type=Path, nargs="+", required=True,
                   help="a checkpoint (float), several to average, or an exported folder (int8)")  # fmt: skip
    p.add_argument("--device", default="cpu")
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)
    if a.checkpoint[0].is_dir():
        # Deferred: export.py imports this module.
        from export import from_file, with_int8_activations

        model = with_int8_activations(from_file(a.checkpoint[0])).to(a.device)
    else:
        model = load(a.checkpoint, a.device)
    print(phone_errors(model, a.data, a.device))
