"""PyTorch, in the loop its tutorials write, with the options that make it fastest. Speaks as peer.mjs says."""
import json
import sys
import time

import numpy
import torch
from torch import nn

folder = sys.argv[1]
with open(f"{folder}/net.json") as file:
    net = json.load(file)
data = numpy.fromfile(f"{folder}/data.f32", dtype=numpy.float32)
torch.set_num_threads(1)


def take(*shape):
    """The next values of the data, in a tensor of its own memory."""
    global data
    size = int(numpy.prod(shape))
    values, data = data[:size], data[size:]
    return torch.from_numpy(values.reshape(shape).copy())


widths = net["widths"]
rows = net["batch"] * net["batches"]
x, y = take(rows, widths[0]), take(rows)
weights = [(take(inputs, units), take(units)) for inputs, units in zip(widths, widths[1:])]
y = y.long() if widths[-1] > 1 else y.reshape(rows, 1)
# Batches are views: nothing is copied in a step.
batches = list(zip(x.split(net["batch"]), y.split(net["batch"])))
criterion = nn.CrossEntropyLoss() if widths[-1] > 1 else nn.BCEWithLogitsLoss()


def fresh():
    layers = []
    for kernel, bias in weights:
        layer = nn.Linear(*kernel.shape)
        layer.weight.data = kernel.t().contiguous()
        layer.bias.data = bias.clone()
        layers += [layer, nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    return model, torch.optim.Adam(model.parameters(), lr=net["learningRate"], eps=net["epsilon"], foreach=True)


def epoch(model, optimizer):
    for inputs, targets in batches:
        optimizer.zero_grad(set_to_none=True)
        criterion(model(inputs), targets).backward()
        optimizer.step()


def loss():
    model, optimizer = fresh()
    epoch(model, optimizer)
    with torch.no_grad():
        return criterion(model(x), y).item()


def seconds(epochs):
    model, optimizer = fresh()
    epoch(model, optimizer)
    begun = time.perf_counter()
    for _ in range(epochs):
        epoch(model, optimizer)
    return time.perf_counter() - begun


def say(message):
    print(json.dumps(message), flush=True)


capability = torch.backends.cpu.get_cpu_capability() if hasattr(torch.backends, "cpu") and hasattr(torch.backends.cpu, "get_cpu_capability") else torch.__config__.show().split("CPU capability usage: ")[1].split()[0]
say({"version": f"PyTorch {torch.__version__}, {capability}, threads: {torch.get_num_threads()}", "loss": loss()})
for line in sys.stdin:
    say({"seconds": seconds(int(line))})
