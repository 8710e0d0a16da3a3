"""Records activations, one by one, and the layers of activations, for activations.json: values, and derivatives where functions bend."""
import keras
import numpy as np
import tensorflow as tf

from recording import Draw, make, snake_case, tensor, tensors, write

draw = Draw(41)
# Where pieces meet, then what lies between and far out.
BENDS = [-6, -3, -1, -0.5, 0, 0.5, 1, 3, 6]
BETWEEN = [-1e4, -30, -8.5, -4.25, -1.75, -0.3, -0.01, 0.02, 0.4, 0.77, 2.1, 4.4, 7.5, 25, 1e4]
line = np.array([BENDS + BETWEEN], np.float32)
near = np.array([[v for v in BENDS + BETWEEN if abs(v) < 50]], np.float32)
rows, cube = draw.normal(3, 4) * 2, draw.normal(2, 4, 3)
ties = np.array([[1, 1, 1, 0], [0.25, 0.25, -0.5, 0], [9, -9, 9, 8.5]], np.float32)
# Keras has no default for its options.
NEEDED = {"threshold": {"threshold": 0, "defaultValue": 0}}


def record(name, x, options):
    """f(x), the gradient of sum(f(x) r) and, where TensorFlow has it, the gradient of sum(that q)."""
    f = getattr(keras.activations, snake_case(name))
    kwargs = {snake_case(k): v for k, v in {**NEEDED.get(name, {}), **options}.items()}
    given = tf.constant(x)
    with tf.GradientTape() as outer:
        outer.watch(given)
        with tf.GradientTape() as inner:
            inner.watch(given)
            y = f(given, **kwargs)
            r = draw.uniform(0.5, 2, *y.shape)
            value = tf.reduce_sum(y * r)
        first = inner.gradient(value, given)
        q = draw.uniform(0.5, 2, *first.shape)
        value = tf.reduce_sum(first * q)
    try:
        second = {"q": q, "second": outer.gradient(value, given, unconnected_gradients="zero")}
    except LookupError:
        second = {}
    found = {"y": y, "r": r, "first": first, **second}
    return {"name": name, "options": options, "x": tensor(x), **{k: tensor(tf.convert_to_tensor(v)) for k, v in found.items()}}


cases = [
    *[record(name, line, options) for name, options in [
        ("relu", {}), ("relu", {"negativeSlope": 0.25}), ("relu", {"maxValue": 3}), ("relu", {"maxValue": 6}),
        ("relu", {"threshold": 1}), ("relu", {"threshold": -1}), ("relu", {"threshold": -1, "maxValue": 3}),
        ("relu", {"negativeSlope": 0.5, "maxValue": 3}), ("relu", {"negativeSlope": 0.5, "maxValue": 6, "threshold": 1}),
        ("relu6", {}), ("leakyRelu", {}), ("leakyRelu", {"negativeSlope": 0.5}), ("elu", {}), ("elu", {"alpha": 0.5}), ("selu", {}),
        ("celu", {}), ("celu", {"alpha": 2}), ("threshold", {}), ("threshold", {"threshold": 0.5, "defaultValue": -1}),
        ("hardShrink", {}), ("hardShrink", {"threshold": 1}), ("softShrink", {}), ("softShrink", {"threshold": 1}), ("tanhShrink", {}),
        ("gelu", {}), ("gelu", {"approximate": True}), ("silu", {}), ("mish", {}),
        ("sigmoid", {}), ("logSigmoid", {}), ("hardSigmoid", {}), ("hardSilu", {}), ("hardTanh", {}), ("tanh", {}), ("softplus", {}),
        ("softsign", {}), ("linear", {}), ("sparsePlus", {}), ("sparseSigmoid", {}),
    ]],
    # Not far out, where the one overflows and the other is rounded to 0 although it is not.
    record("exponential", near, {}), record("squareplus", near, {}), record("squareplus", near, {"b": 0.5}),
    *[record(name, x, options) for name, x, options in [
        ("glu", rows, {}), ("glu", cube, {"axis": 1}), ("glu", cube, {"axis": -2}),
        ("softmax", rows, {}), ("softmax", ties, {}), ("softmax", cube, {"axis": 1}), ("softmax", cube, {"axis": 0}),
        ("logSoftmax", rows, {}), ("logSoftmax", ties, {}), ("logSoftmax", cube, {"axis": 1}),
    ]],
    # Not sparsemax: that of Keras 3.15 sums the cumulative sums of its support, and its rows do not sum to 1.
]


def layer(kind, options, x, mask=None):
    """A call of a layer with drawn weights, and the gradients of sum(output * r)."""
    made = make(keras.layers, kind, options)
    made.build(x.shape)
    initial = [draw.normal(*w.shape) for w in made.weights]
    made.set_weights(initial)
    given, learned = tf.constant(x), [v.value for v in made.trainable_weights]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(given)
        output = made(given) if mask is None else made(given, mask=tf.constant(mask))
        r = draw.normal(*output.shape)
        value = tf.reduce_sum(output * r)
    found = lambda sources: [tensor(tf.convert_to_tensor(g)) for g in tape.gradient(value, sources)]
    return {
        "layer": kind, "options": options, "training": False, "inputs": [tensor(x)],
        **({} if mask is None else {"masks": [tensor(mask)], "outputMask": tensor(mask)}), "weights": tensors(initial),
        "output": tensor(output), "r": tensor(r), "inputGradients": found([given]), "weightGradients": found(learned),
    }


image, wide = draw.normal(2, 3, 2, 4), np.concatenate([line, line[:, ::-1]])
flags = np.array([[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]], bool)
layers = [
    *[layer("reLU", options, wide) for options in [
        {}, {"maxValue": 3}, {"maxValue": 6}, {"negativeSlope": 0.25}, {"threshold": 1},
        {"maxValue": 3, "negativeSlope": 0.5, "threshold": 1},
    ]],
    layer("leakyReLU", {}, wide), layer("leakyReLU", {"negativeSlope": 0.5}, wide),
    layer("elu", {}, wide), layer("elu", {"alpha": 0.5}, wide),
    layer("prelu", {}, wide), layer("prelu", {}, image),
    *[layer("prelu", {"sharedAxes": axes}, image) for axes in [[1], [1, 2], [3], [1, 2, 3]]],
    layer("softmax", {}, rows), layer("softmax", {}, rows, flags), layer("softmax", {"axis": 1}, cube),
    layer("softmax", {"axis": [1]}, cube), layer("softmax", {"axis": [1, 2]}, cube), layer("softmax", {"axis": [-1, -3]}, image),
]

write("activations", cases=cases, layers=layers)
