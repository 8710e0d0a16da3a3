"""The memory that PyTorch takes for steps of training: prints { version, resident, tensors }, in bytes; see bench/memory.ts. Linux."""
import json

import torch
from peer import read_deep, threads
from torch import nn
from torch_net import Net


def status(name):
    with open("/proc/self/status") as file:
        return 1024 * next(int(line.split()[1]) for line in file if line.startswith(name))


torch.set_num_threads(threads)
net = read_deep()
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak begins anew
before = status("VmRSS")

made = Net(net)
x, y = made.inputs(net.x), torch.from_numpy(net.y.copy())
criterion = nn.CrossEntropyLoss() if net.classes > 2 else nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam([p for p in made.model.parameters() if p.requires_grad], lr=net.learningRate)


def step():
    optimizer.zero_grad(set_to_none=True)
    criterion(made.model(x), y).backward()
    optimizer.step()


for _ in range(3):
    step()
resident = status("VmHWM") - before

optimizer.zero_grad(set_to_none=True)
slots = [value for state in optimizer.state.values() for value in state.values() if torch.is_tensor(value)]
held = sum(t.numel() * t.element_size() for t in [x, y, *made.model.state_dict().values(), *slots])
with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profiler:
    step()
taken = most = 0
for event in profiler.profiler.kineto_results.events():
    if event.name() == "[memory]":
        taken += event.nbytes()
        most = max(most, taken)
print(json.dumps({"version": f"PyTorch {torch.__version__}", "resident": resident, "tensors": held + most}))
