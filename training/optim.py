"""Muon: momentum whose matrix updates are made orthogonal by Newton-Schulz iterations."""

import torch
import torch.distributed as dist


def orthogonal(g, steps=5):
    """An approximately orthogonal matrix of the same shape and row/column spaces."""
    x = g.bfloat16()
    x = x / (x.norm() + 1e-7)
    wide = x.shape[0] <= x.shape[1]
    x = x if wide else x.T
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return (x if wide else x.T).float()


class Muon(torch.optim.Optimizer):
    """Each worker makes every world-th matrix's update; they are shared by one all-reduce."""

    def __init__(self, params, lr=0.02, momentum=0.95, weight_decay=0.0, rank=0, world=1):
        super().__init__(list(params), {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.rank, self.world = rank, world

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            updates = []
            for i, p in enumerate(group["params"]):
                m = self.state[p].setdefault("momentum", torch.zeros_like(p))
                m.lerp_(p.grad, 1 - group["momentum"])
                if i % self.world == self.rank:
                    nesterov = p.grad.lerp(m, group["momentum"])
                    u = orthogonal(nesterov) * max(1, p.shape[0] / p.shape[1]) ** 0.5
                else:
                    u = torch.zeros_like(p)
                updates.append(u)
            if self.world > 1:
                flat = torch._utils._flatten_dense_tensors(updates)
                dist.all_reduce(flat)
                updates = torch._utils._unflatten_dense_tensors(flat, updates)
            for p, u in zip(group["params"], updates):
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(u, alpha=-group["lr"])
