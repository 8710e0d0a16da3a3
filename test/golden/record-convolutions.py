"""Records layers of convolutions for convolutions.json: outputs, and gradients of sum(output * r), in the form of layers.json."""
import keras
import tensorflow as tf

from recording import CLASSES, Draw, make, tensor, tensors, write

draw = Draw(31)
CLASSES |= {f"conv{n}d": f"Conv{n}D" for n in [1, 2, 3]} | {f"conv{n}dTranspose": f"Conv{n}DTranspose" for n in [1, 2, 3]}
CLASSES |= {f"{kind}Conv{n}d": f"{kind.capitalize()}Conv{n}D" for kind in ["depthwise", "separable"] for n in [1, 2]}


def record(kind, options, x):
    layer = make(keras.layers, kind, options)
    layer.build(x.shape)
    initial = [draw.normal(*w.shape) for w in layer.weights]
    for w, value in zip(layer.weights, initial):
        w.assign(value)
    given = tf.constant(x)
    sources = [given, *[w.value for w in layer.trainable_weights]]
    with tf.GradientTape() as tape:
        tape.watch(given)
        output = layer(given)
        r = draw.normal(*output.shape)
        value = tf.reduce_sum(output * r)
    found = tensors(tape.gradient(value, sources))
    return {
        "layer": kind, "options": options, "training": False, "inputs": [tensor(x)], "weights": tensors(initial), "output": tensor(output),
        "r": tensor(r), "inputGradients": found[:1], "weightGradients": found[1:],
    }


steps, image, volume = draw.normal(2, 7, 3), draw.normal(2, 5, 6, 2), draw.normal(1, 4, 3, 5, 2)
even, channels, places = draw.normal(1, 8, 4), draw.normal(1, 5, 4, 4), draw.normal(2, 2, 5, 4)
sides = ["valid", "same"]
cases = [
    *[record("conv1d", {"filters": 2, "kernelSize": 3, "padding": p, **more}, steps)
      for p in [*sides, "causal"] for more in [{}, {"strides": 2}, {"dilationRate": 2}]],
    record("conv1d", {"filters": 4, "kernelSize": 2, "padding": "causal", "groups": 2, "activation": "tanh"}, even),
    record("conv1d", {"filters": 3, "kernelSize": 4, "strides": 3, "padding": "same", "useBias": False}, even),
    *[record("conv2d", {"filters": 3, "kernelSize": k, "padding": p, **more}, image)
      for p in sides for k, more in [(3, {}), ([2, 3], {"strides": [2, 1]}), (2, {"dilationRate": [1, 3]}), (1, {"strides": 2})]],
    record("conv2d", {"filters": 3, "kernelSize": 3, "activation": "relu"}, image),
    record("conv2d", {"filters": 6, "kernelSize": [3, 2], "groups": 2, "padding": "same", "activation": "sigmoid"}, channels),
    record("conv2d", {"filters": 3, "kernelSize": 2, "dataFormat": "channels_first", "padding": "same"}, places),
    record("conv2d", {"filters": 4, "kernelSize": 1}, image),
    *[record("conv3d", {"filters": 2, "kernelSize": [2, 1, 3], "padding": p, **more}, volume)
      for p in sides for more in [{}, {"strides": [1, 2, 2]}]],
    *[record("conv1dTranspose", {"filters": 2, "kernelSize": k, "padding": p, **more}, steps)
      for p in sides for k in [2, 3] for more in [{}, {"strides": 2}, {"strides": 3, "outputPadding": 1}, {"strides": 4}]],
    *[record("conv2dTranspose", {"filters": 3, "kernelSize": k, "padding": p, **more}, image)
      for p in sides for k, more in [(3, {}), ([2, 3], {"strides": [2, 1]}), (4, {"strides": 2, "activation": "relu"})]],
    record("conv2dTranspose", {"filters": 3, "kernelSize": 3, "strides": 2, "outputPadding": [1, 0], "padding": "same"}, image),
    *[record("conv3dTranspose", {"filters": 2, "kernelSize": [2, 1, 3], "padding": p, "strides": [1, 2, 2]}, volume) for p in sides],
    *[record("depthwiseConv1d", {"kernelSize": 3, "padding": p, **more}, steps)
      for p in sides for more in [{}, {"depthMultiplier": 2}, {"strides": 2}]],
    *[record("depthwiseConv2d", {"kernelSize": [2, 3], "padding": p, **more}, image)
      for p in sides for more in [{}, {"depthMultiplier": 3, "activation": "tanh"}, {"strides": 2, "useBias": False}, {"dilationRate": 2}]],
    *[record("separableConv1d", {"filters": 4, "kernelSize": 3, "padding": p, "depthMultiplier": 2}, steps) for p in sides],
    *[record("separableConv2d", {"filters": 3, "kernelSize": 3, "padding": p, **more}, image)
      for p in sides for more in [{}, {"depthMultiplier": 2, "activation": "relu"}, {"strides": 2}]],
]

write("convolutions", cases=cases)
