"""What the libraries written for Python share. Speaks as peer.mjs says."""
import json
import sys
import time
from types import SimpleNamespace

import numpy

folder = sys.argv[1]
option = sys.argv[2] if len(sys.argv) > 2 else None
with open(f"{folder}/task.json") as file:
    task = json.load(file)
threads = task["threads"]
data = numpy.fromfile(f"{folder}/data.f32", dtype=numpy.float32)
taken = 0


def take(*shape):
    """The next values of the data."""
    global taken
    size = int(numpy.prod(shape))
    taken += size
    return data[taken - size : taken].reshape(shape)


def read_net():
    """The net of a task with its data, as peer.mjs reads it; labels are integers where there are classes."""
    net = SimpleNamespace(**task)
    net.rows = net.batch * net.batches
    net.x = take(net.rows, net.widths[0])
    net.y = take(net.rows)
    net.classes = net.widths[-1] > 1
    net.y = net.y.astype(numpy.int64) if net.classes else net.y.reshape(net.rows, 1)
    net.weights = [(take(inputs, units), take(units)) for inputs, units in zip(net.widths, net.widths[1:])]
    return net


def read_deep():
    """The deep net of a task with its data; parts are (kind, options, weights), or ("residual", {}, parts)."""
    net = SimpleNamespace(**task)
    net.rows = net.batch * net.batches
    net.whole = "tokens" in task
    net.x = take(net.rows, *net.inputShape).astype(numpy.int32 if net.whole else numpy.float32)
    net.y = take(net.rows)
    net.y = net.y.astype(numpy.int64) if net.classes > 2 else net.y.reshape(net.rows, 1)

    def read(parts):
        return [
            (part["kind"], part["options"], read(part["parts"]) if "parts" in part else [take(*shape) for shape in part["weights"]])
            for part in parts
        ]

    net.parts = read(task["parts"])
    return net


def clock(run):
    """The seconds that a function takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def say(message):
    print(json.dumps(message), flush=True)


def serve(version, works):
    """Serves works {work: {setting: (units, open)}}; open() gives, once it is needed, answer() and seconds(times)."""
    say({"version": version, "works": {work: {name: units for name, (units, _) in settings.items()} for work, settings in works.items()}})
    opened = {}
    for line in sys.stdin:
        ask = json.loads(line)
        work, setting = ask["work"], ask["setting"]
        try:
            if (work, setting) not in opened:
                opened[work, setting] = works[work][setting][1]()
            answer, seconds = opened[work, setting]
            say({"seconds": seconds(ask["times"])} if "times" in ask else {"answer": [float(value) for value in answer()]})
        except Exception as error:
            say({"error": f"{type(error).__name__}: {error}"[:500]})
