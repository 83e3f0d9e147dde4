"""A sequence criterion on slots: what the aligned phones score against everything that could be said.

Maximum mutual information (Bahl et al., 1986) without lattices (Povey et al., 2016), for a model whose
output is one class per slot: the logits x[t, k] and a fixed bigram over the classes of neighbouring
slots score every sequence of classes; the loss is

    log sum over all sequences of exp(score) - log sum over allowed sequences of exp(score)

divided by the number of labelled slots. Allowed is, at slot t, the label of t or of a slot at most
`TOLERANCE` away, so that the place of a border between phones is left to the model, and everything
where nothing is labelled. Both sums are forward-backward recursions in linear space, rescaled at every
slot; the gradient of the logits is the difference of their posteriors.
"""

import json
from pathlib import Path

import numpy as np
import torch

from prepare import UNIT

IGNORE, TOLERANCE = -100, 1


def bigram(folder, classes, slot, smooth=5.0):
    """P(class of a slot | class of the slot before) [classes, classes] in the aligned real speech;
    slot in samples."""
    folder = Path(folder)
    lab = np.memmap(folder / "real.lab", np.uint8, "r")
    counts = np.full((classes, classes), smooth * 0.01)
    step = slot // UNIT
    for item in json.loads((folder / "real.json").read_text()):
        if item["split"] == "train" and item["aligned"]:
            at = item["start"] // UNIT
            x = lab[at : at + item["samples"] // UNIT][::step].astype(np.int64)
            x = x[x < classes]
            np.add.at(counts, (x[:-1], x[1:]), 1)
    return torch.from_numpy(counts / counts.sum(1, keepdims=True)).float()


def allowed(target, classes):
    """target [B, S] -> mask [B, S, classes] of the classes a slot may have."""
    mask = torch.zeros(*target.shape, classes)
    S = target.shape[1]
    for shift in range(-TOLERANCE, TOLERANCE + 1):
        index = (torch.arange(S) + shift).clamp(0, S - 1)
        near = target[:, index]
        mask.scatter_reduce_(2, near.clamp_min(0)[..., None], (near >= 0).float()[..., None], "sum")
    mask[target == IGNORE] = 1.0
    return mask.clamp_max_(1.0)


def full_sum(emit, move):
    """log of the sum over all sequences, up to the scale of emit, and the posteriors of the classes.

    emit [S, B, K] >= 0, move [K, K]. Returns [B] and [S, B, K]."""
    S = len(emit)
    forward, backward = torch.empty_like(emit), torch.empty_like(emit)
    total = torch.zeros(emit.shape[1])
    a = emit[0]
    for t in range(S):
        if t:
            a = (a @ move) * emit[t]
        norm = a.sum(-1, keepdim=True).clamp_min(1e-30)
        a = a / norm
        total = total + norm[:, 0].log()
        forward[t] = a
    b = torch.ones_like(a)
    back = move.T.contiguous()
    for t in range(S - 1, -1, -1):
        backward[t] = b
        b = (b * emit[t]) @ back
        b = b / b.sum(-1, keepdim=True).clamp_min(1e-30)
    posterior = forward * backward
    return total, posterior / posterior.sum(-1, keepdim=True).clamp_min(1e-30)


class Sequence(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, target, move):
        x = logits.detach().float()
        emit = (x - x.amax(-1, keepdim=True)).exp().clamp_min(1e-20).transpose(0, 1).contiguous()
        mask = allowed(target, x.shape[-1]).transpose(0, 1)
        every, free = full_sum(emit, move)
        meant, tied = full_sum(emit * mask, move)
        slots = (target >= 0).sum().clamp_min(1)
        ctx.save_for_backward(((free - tied) / slots).transpose(0, 1))
        return (every - meant).sum() / slots

    @staticmethod
    def backward(ctx, grad):
        return ctx.saved_tensors[0] * grad, None, None


def sequence_loss(logits, target, move):
    """logits [B, S, K], target [B, S] (IGNORE: unknown), move [K, K] from `bigram` -> nats per slot."""
    return Sequence.apply(logits, target, move)


if __name__ == "__main__":
    # The recursions against the sum over every sequence written out, and the gradient against
    # finite differences.
    import itertools

    torch.manual_seed(0)
    B, S, K = 2, 5, 3
    logits, move = torch.randn(B, S, K, requires_grad=True), torch.rand(K, K).softmax(-1)
    target = torch.tensor([[0, 1, 1, IGNORE, 2], [2, 2, 0, 0, 1]])
    mask = allowed(target, K)

    def slow(x):
        loss = 0.0
        for b in range(B):
            sums = [0.0, 0.0]
            for path in itertools.product(range(K), repeat=S):
                score = torch.stack([x[b, t, k] for t, k in enumerate(path)]).sum()
                score = score + sum(move[i, j].log() for i, j in zip(path, path[1:]))
                sums[0] = sums[0] + score.exp()
                if all(mask[b, t, k] for t, k in enumerate(path)):
                    sums[1] = sums[1] + score.exp()
            loss = loss + sums[0].log() - sums[1].log()
        return loss / (target >= 0).sum()

    (want,) = torch.autograd.grad(slow(logits), logits)
    (got,) = torch.autograd.grad(sequence_loss(logits, target, move), logits)
    assert abs(slow(logits) - sequence_loss(logits, target, move)) < 1e-4, (slow(logits), sequence_loss(logits, target, move))
    assert (want - got).abs().max() < 1e-4
    print("sequence criterion agrees with the sum over all sequences")
