"""PyTorch's kernels into outputs that are there already; Adam in each form there is."""
import numpy
import torch
from peer import clock, serve, take, task, threads

torch.set_num_threads(threads)
torch.set_grad_enabled(False)
values = take(2**20)
second = int(torch.__version__.split(".")[0]) >= 2


def tensor(n, shift=0):
    return torch.from_numpy(numpy.resize(numpy.roll(values, shift), n))


SWEEPS = {
    "copy": lambda x, y, out: out.copy_(x),
    "relu": lambda x, y, out: torch.clamp_min(x, 0, out=out),
    "add": lambda x, y, out: torch.add(x, y, out=out),
    "mul": lambda x, y, out: torch.mul(x, y, out=out),
    "exp": lambda x, y, out: torch.exp(x, out=out),
    "sigmoid": lambda x, y, out: torch.sigmoid(x, out=out),
    "tanh": lambda x, y, out: torch.tanh(x, out=out),
    "gelu": lambda x, y, out: torch._C._nn.gelu(x, out=out),
    "softmax": lambda x, y, out: torch._softmax(x, 1, False, out=out),
}


def some(result):
    return result.flatten()[:: max(1, result.numel() // 1000)].tolist()


def repeat(run, times):
    for _ in range(times):
        run()


def sweep(op, n, cols=None):
    x, y, out = tensor(n), tensor(n, 1), torch.zeros(n)
    if cols:
        x, out = x.reshape(-1, cols), out.reshape(-1, cols)
    run = lambda: SWEEPS[op](x, y, out)
    return lambda: (run(), some(out))[1], lambda times: clock(lambda: repeat(run, times))


def adam(n, kind):
    w = torch.nn.Parameter(tensor(n))
    w.grad = tensor(n, 1)
    options = {"fused": True} if kind == "fused" else {"foreach": kind == "foreach"}
    optimizer = torch.optim.Adam([w], lr=1e-3, eps=1e-7, **options)
    return lambda: (optimizer.step(), some(w))[1], lambda times: clock(lambda: repeat(optimizer.step, times))


def settings(op, n, cols=None):
    if op == "adam":
        return {kind: (1, lambda kind=kind: adam(n, kind)) for kind in ["plain", "foreach"] + ["fused"] * second}
    return {"out=": (1, lambda: sweep(op, n, cols))}


serve(f"PyTorch {torch.__version__}", {work: settings(**case) for work, case in task["works"].items() if case["op"] in (*SWEEPS, "adam")})
