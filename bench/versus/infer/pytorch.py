"""PyTorch's inference: eager, traced and frozen, or compiled."""
import torch
from peer import clock, read_net, serve, task, threads
from torch import nn

torch.set_num_threads(threads)
net = read_net()
layers = []
for kernel, bias in net.weights:
    layer = nn.Linear(*kernel.shape)
    layer.weight.data, layer.bias.data = torch.from_numpy(kernel.T.copy()), torch.from_numpy(bias.copy())
    layers += [layer, nn.ReLU()]
model = nn.Sequential(*layers[:-1], nn.Softmax(-1)).eval()


def running(rows, prepare):
    x = torch.from_numpy(net.x[:rows].copy())
    with torch.inference_mode():
        run = prepare(x)

    def answer():
        with torch.inference_mode():
            return run(x).flatten().tolist()

    def seconds(times):
        with torch.inference_mode():
            return clock(lambda: [run(x) for _ in range(times)] and None)

    return answer, seconds


def traced(x):
    with torch.inference_mode(False), torch.no_grad():
        return torch.jit.freeze(torch.jit.trace(model, x.clone()))


settings = {"eager": lambda x: model, "torch.jit": traced}
if int(torch.__version__.split(".")[0]) >= 2:
    settings["torch.compile"] = lambda x: torch.compile(model)
works = {
    work: {name: (1, lambda rows=rows, prepare=prepare: running(rows, prepare)) for name, prepare in settings.items()}
    for work, rows in task["works"].items()
}
serve(f"PyTorch {torch.__version__}", works)
