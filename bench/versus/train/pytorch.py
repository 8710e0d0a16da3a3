"""PyTorch, in the loop its tutorials write, with each of the options that may make it fastest."""
import torch
from peer import clock, read_net, serve, threads
from torch import nn

torch.set_num_threads(threads)
net = read_net()
x, y = torch.from_numpy(net.x.copy()), torch.from_numpy(net.y.copy())
weights = [torch.from_numpy(values.T.copy()) for layer in net.weights for values in layer]
# Batches are views: nothing is copied in a step.
batches = list(zip(x.split(net.batch), y.split(net.batch)))
criterion = nn.CrossEntropyLoss() if net.classes else nn.BCEWithLogitsLoss()


def optimizer_of(parameters, kind):
    options = {"fused": True} if kind == "fused" else {"foreach": kind == "foreach"}
    if net.optimizer == "sgd":
        return torch.optim.SGD(parameters, lr=net.learningRate, **options)
    return torch.optim.Adam(parameters, lr=net.learningRate, eps=net.epsilon, **options)


def open_with(kind, compiled):
    hidden = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}[net.activation]
    layers = [part for inputs, units in zip(net.widths, net.widths[1:]) for part in (nn.Linear(inputs, units), hidden())]
    model = nn.Sequential(*layers[:-1])
    optimizer = optimizer_of(model.parameters(), kind)
    forward = lambda inputs, targets: criterion(model(inputs), targets)
    if compiled:
        forward = torch.compile(forward)

    def reset():
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), weights):
                parameter.copy_(value)
            for state in optimizer.state.values():
                for value in state.values():
                    if torch.is_tensor(value):
                        value.zero_()

    def train(steps):
        for i in range(steps):
            inputs, targets = batches[i % net.batches]
            optimizer.zero_grad(set_to_none=True)
            forward(inputs, targets).backward()
            optimizer.step()

    def answer():
        reset()
        train(net.checked)
        with torch.no_grad():
            checked = batches[: net.checked]
            return [sum(criterion(model(a), b).item() for a, b in checked) / len(checked)]

    def seconds(steps):
        reset()
        return clock(lambda: train(steps))

    return answer, seconds


second = int(torch.__version__.split(".")[0]) >= 2
kinds = [("plain", False), ("foreach", False), *([("fused", False), ("fused", True)] if second else [])]
works = {
    f"{kind}{', torch.compile' if compiled else ''}": (1, lambda kind=kind, compiled=compiled: open_with(kind, compiled))
    for kind, compiled in kinds
}
serve(f"PyTorch {torch.__version__}", {"step": works})
