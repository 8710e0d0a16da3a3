"""PyTorch's inference: eager, traced and frozen, or compiled; images in both layouts."""
import copy

import torch
from peer import clock, read_deep, read_net, serve, task, threads
from torch import nn
from torch_net import Net

torch.set_num_threads(threads)


def dense_model(net):
    layers = []
    for kernel, bias in net.weights:
        layer = nn.Linear(*kernel.shape)
        layer.weight.data, layer.bias.data = torch.from_numpy(kernel.T.copy()), torch.from_numpy(bias.copy())
        layers += [layer, nn.ReLU()]
    return layers[:-1], torch.from_numpy(net.x.copy())


def deep_model(net):
    deep = Net(net)
    return [deep.model], deep.inputs(net.x)


layers, inputs = deep_model(read_deep()) if "parts" in task else dense_model(read_net())
model = nn.Sequential(*layers, nn.Softmax(-1)).eval()


def running(rows, prepare, channels_last):
    layout = {"memory_format": torch.channels_last} if channels_last else {}
    own = copy.deepcopy(model).to(**layout)
    x = inputs[:rows].contiguous(**layout)
    with torch.inference_mode():
        run = prepare(own, x)

    def answer():
        with torch.inference_mode():
            return run(x).flatten().tolist()

    def seconds(times):
        with torch.inference_mode():
            return clock(lambda: [run(x) for _ in range(times)] and None)

    return answer, seconds


def traced(own, x):
    with torch.inference_mode(False), torch.no_grad():
        return torch.jit.freeze(torch.jit.trace(own, x.clone()))


prepares = {"eager": lambda own, x: own, "torch.jit": traced}
if int(torch.__version__.split(".")[0]) >= 2:
    prepares["torch.compile"] = lambda own, x: torch.compile(own)
layouts = {"": False, ", channels_last": True} if "parts" in task else {"": False}
works = {
    work: {
        f"{name}{layout}": (1, lambda rows=rows, prepare=prepare, last=last: running(rows, prepare, last))
        for name, prepare in prepares.items()
        for layout, last in layouts.items()
    }
    for work, rows in task["works"].items()
}
serve(f"PyTorch {torch.__version__}", works)
