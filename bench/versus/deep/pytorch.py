"""PyTorch in the loop its tutorials write, with each of the options that may make it fastest."""
import copy

import torch
from peer import clock, read_deep, serve, threads
from torch import nn
from torch_net import Net

torch.set_num_threads(threads)
net = read_deep()
first = Net(net)
x, y = first.inputs(net.x), torch.from_numpy(net.y.copy())
start = copy.deepcopy(first.model.state_dict())
criterion = nn.CrossEntropyLoss() if net.classes > 2 else nn.BCEWithLogitsLoss()


def open_with(kind, channels_last, compiled):
    layout = {"memory_format": torch.channels_last} if channels_last else {}
    model = Net(net).model.to(**layout)
    # Batches lie ready, in the layout of the model.
    batches = [(part.contiguous(**layout), labels) for part, labels in zip(x.split(net.batch), y.split(net.batch))]
    options = {"fused": True} if kind == "fused" else {"foreach": kind == "foreach"}
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=net.learningRate, eps=net.epsilon, **options)
    forward = lambda inputs, targets: criterion(model(inputs), targets)
    if compiled:
        forward = torch.compile(forward)

    def reset():
        model.load_state_dict(start)
        for state in optimizer.state.values():
            for value in state.values():
                if torch.is_tensor(value):
                    value.zero_()

    def step(i):
        inputs, targets = batches[i]
        optimizer.zero_grad(set_to_none=True)
        loss = forward(inputs, targets)
        loss.backward()
        optimizer.step()
        return loss

    def answer():
        reset()
        losses = [sum(step(i).item() for i in range(net.checked)) / net.checked for _ in range(2)]
        return losses

    def train(steps):
        for i in range(steps):
            step(i % net.batches)

    def seconds(steps):
        reset()
        return clock(lambda: train(steps))

    return answer, seconds


# The first version has no fused optimizer for processors, nor a compiler.
second = int(torch.__version__.split(".")[0]) >= 2
kinds = [("foreach", False), ("fused", False), ("fused", True)] if second else [("plain", False), ("foreach", False)]
layouts = [False, True] if first.image else [False]
works = {
    f"{kind}{', channels_last' if last else ''}{', torch.compile' if compiled else ''}": (
        1, lambda kind=kind, last=last, compiled=compiled: open_with(kind, last, compiled)
    )
    for kind, compiled in kinds
    for last in layouts
}
serve(f"PyTorch {torch.__version__}", {"step": works})
