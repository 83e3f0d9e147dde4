"""Training throughput of one configuration: seconds of sound per second, forward to step."""

import argparse, time
import torch, torch.nn.functional as F
from model import Config, Model

p = argparse.ArgumentParser()
p.add_argument("--threads", type=int, default=2)
p.add_argument("--hidden", type=int, default=256)
p.add_argument("--inter", type=int, default=768)
p.add_argument("--layers", type=int, default=6)
p.add_argument("--dtype", default="bf16")
p.add_argument("--compile", action="store_true")
p.add_argument("--batch", type=int, default=10)
p.add_argument("--frames", type=int, default=300)
a = p.parse_args()
torch.set_num_threads(a.threads)
torch.set_flush_denormal(True)
m = Model(Config(hidden_size=a.hidden, intermediate_size=a.inter, num_hidden_layers=a.layers))
opt = torch.optim.AdamW(m.parameters(), lr=1e-3, fused=True)
f = torch.compile(m) if a.compile else m
x = torch.randn(a.batch, a.frames, 640) * 0.05
y = torch.randint(0, 40, (a.batch, a.frames * 2))
def step():
    with torch.autocast("cpu", torch.bfloat16, enabled=a.dtype == "bf16"):
        z = f(x)
    loss = F.cross_entropy(z.flatten(0, 1), y.flatten())
    loss.backward(); opt.step(); opt.zero_grad(set_to_none=True)
t = time.time(); step(); step(); warm = time.time() - t
n = 0; t = time.time()
while time.time() - t < 8: step(); n += 1
e = (time.time() - t) / n
print(f"{vars(a)} params {sum(q.numel() for q in m.parameters())/1e6:.2f}M warm {warm:.1f}s step {e*1000:.0f} ms  {a.batch*a.frames*0.04/e:.0f} x real time")
