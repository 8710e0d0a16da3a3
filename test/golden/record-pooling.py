"""Records layers of pooling for pooling.json, in the form of layers.json: outputs, and gradients of sum(output * r)."""
import keras
import numpy as np
import tensorflow as tf

from recording import CLASSES, Draw, make, tensor, tensors, write

draw = Draw(41)
KINDS = ["max", "average", "globalMax", "globalAverage", "adaptiveMax", "adaptiveAverage"]
CLASSES |= {f"{kind}Pooling{n}d": f"{kind[0].upper()}{kind[1:]}Pooling{n}D" for kind in KINDS for n in [1, 2, 3]}


def record(kind, options, x, mask=None):
    layer = make(keras.layers, kind, options)
    given = tf.constant(x)
    if mask is not None:
        keras.src.backend.set_keras_mask(given, tf.constant(mask))
    with tf.GradientTape() as tape:
        tape.watch(given)
        output = layer(given)
        r = draw.normal(*output.shape)
        value = tf.reduce_sum(output * r)
    return {
        "layer": kind, "options": options, "training": False, "inputs": tensors([x]),
        **({} if mask is None else {"masks": [tensor(mask)]}),
        "weights": [], "output": tensor(output), "r": tensor(r), "inputGradients": tensors([tape.gradient(value, given)]),
        "weightGradients": [],
    }


def turned(x):
    """The same with channels first."""
    return np.moveaxis(x, -1, 1).copy()


inputs = {1: draw.normal(2, 7, 3), 2: draw.normal(2, 6, 5, 3), 3: draw.normal(1, 4, 5, 3, 2)}
# TensorFlow has no pooling of volumes with channels first on a CPU.
windows = {
    1: [{"poolSize": 2}, {"poolSize": 3, "strides": 2}, {"poolSize": 3, "strides": 1, "padding": "same"},
        {"poolSize": 2, "padding": "same"}],
    2: [{"poolSize": 2}, {"poolSize": [3, 2], "strides": [1, 2]}, {"poolSize": 3, "strides": 2, "padding": "same"},
        {"poolSize": 2, "strides": 1, "padding": "same"}, {"poolSize": [2, 5], "padding": "same"}],
    3: [{"poolSize": 2}, {"poolSize": [1, 2, 3], "strides": [2, 1, 1]}, {"poolSize": 3, "strides": 2, "padding": "same"}],
}
cases = [
    record(f"{kind}Pooling{n}d", options, inputs[n]) for kind in ["max", "average"] for n in [1, 2, 3] for options in windows[n]
]
cases += [record(f"maxPooling{n}d", {}, inputs[n]) for n in [1, 2, 3]]
# The first of equal values gets the gradient.
cases += [record("maxPooling2d", {"poolSize": 3, "strides": 1}, draw.whole(0, 2, 1, 5, 5, 2).astype(np.float32))]
cases += [
    record(f"{kind}Pooling{n}d", {"poolSize": 2, "dataFormat": "channels_first"}, turned(inputs[n]))
    for kind in ["max", "average"] for n in [1, 2]
]
cases += [
    record(f"global{kind}Pooling{n}d", options, inputs[n] if options.get("dataFormat") is None else turned(inputs[n]))
    for kind in ["Max", "Average"] for n in [1, 2, 3]
    for options in [{}, {"keepdims": True}, {"dataFormat": "channels_first"}, {"keepdims": True, "dataFormat": "channels_first"}]
]
steps = np.array([[1, 1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1]], bool)
cases += [record("globalAveragePooling1d", {"keepdims": keep}, inputs[1], steps) for keep in [False, True]]
cases += [record("globalAveragePooling1d", {"dataFormat": "channels_first"}, turned(inputs[1]), steps)]
cases += [
    record(f"adaptive{kind}Pooling{n}d", {"outputSize": size}, inputs[n])
    for kind in ["Max", "Average"] for n, size in [(1, 3), (1, 2), (1, 5), (2, 2), (2, [3, 4]), (2, [4, 2]), (3, [2, 3, 2]), (3, [3, 2, 2])]
]
cases += [
    record(f"adaptive{kind}Pooling2d", {"outputSize": [3, 2], "dataFormat": "channels_first"}, turned(inputs[2]))
    for kind in ["Max", "Average"]
]

write("pooling", cases=cases)
