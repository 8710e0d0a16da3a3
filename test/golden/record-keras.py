"""Records what Keras answers, for test/model/golden.test.ts: `python record-keras.py > keras.json` (Keras 3, TensorFlow)."""
import json
import os
import re

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

x = np.array([[-3.5, -1.25, -0.5, -0.1], [0.0, 0.3, 0.75, 1.0], [1.5, 2.25, 3.0, 6.5]], np.float32)


def listed(t):
    return np.asarray(t, np.float64).tolist()


a = keras.activations
activations = {
    name: listed(f(keras.ops.convert_to_tensor(x)))
    for name, f in {
        "relu": a.relu, "relu6": a.relu6, "leakyRelu": a.leaky_relu, "elu": a.elu, "selu": a.selu, "celu": a.celu,
        "gelu": lambda t: a.gelu(t, approximate=False), "silu": a.silu, "mish": a.mish, "glu": a.glu, "sigmoid": a.sigmoid,
        "logSigmoid": a.log_sigmoid, "hardSigmoid": a.hard_sigmoid, "hardSilu": a.hard_silu, "hardTanh": a.hard_tanh,
        "hardShrink": a.hard_shrink, "softShrink": a.soft_shrink, "tanh": a.tanh, "tanhShrink": a.tanh_shrink,
        "softplus": a.softplus, "softsign": a.softsign, "exponential": a.exponential, "linear": a.linear,
        "squareplus": a.squareplus, "sparsePlus": a.sparse_plus, "sparseSigmoid": a.sparse_sigmoid,
        # Not sparsemax: that of Keras 3.15 sums the cumulative sums of its support, and its rows do not sum to 1.
        "softmax": a.softmax, "logSoftmax": a.log_softmax,
        "threshold": lambda t: a.threshold(t, 0.5, -1.0),
    }.items()
}

probabilities = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25], [0.9, 0.05, 0.05]], np.float32)
logits = np.array([[2.0, -1.0, 0.5], [0.1, 0.2, -0.3], [-4.0, 3.0, 1.0]], np.float32)
onehot = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]], np.float32)
labels = np.array([2, 0, 1], np.int32)
binary = np.array([[0, 1, 1], [1, 0, 0], [0, 1, 0]], np.float32)
weights = np.array([1.0, 0.5, 2.0], np.float32)
L = keras.losses
losses = []
for name, make, targets in [
    ("meanSquaredError", L.MeanSquaredError, binary),
    ("meanAbsoluteError", L.MeanAbsoluteError, binary),
    ("binaryCrossentropy", L.BinaryCrossentropy, binary),
    ("categoricalCrossentropy", L.CategoricalCrossentropy, onehot),
    ("sparseCategoricalCrossentropy", L.SparseCategoricalCrossentropy, labels),
]:
    for options in [
        {},
        {"fromLogits": True},
        {"labelSmoothing": 0.1},
        {"reduction": "sum"},
        {"reduction": "none"},
        {"reduction": "mean_with_sample_weight"},
    ]:
        if "fromLogits" in options and "Crossentropy" not in name:
            continue
        if "labelSmoothing" in options and ("Crossentropy" not in name or name.startswith("sparse")):
            continue
        kwargs = {{"fromLogits": "from_logits", "labelSmoothing": "label_smoothing"}.get(k, k): v for k, v in options.items()}
        prediction = logits if options.get("fromLogits") else probabilities
        loss = make(**kwargs)
        losses.append({
            "name": name, "options": options, "yTrue": targets.tolist(), "yPred": listed(prediction),
            "plain": listed(loss(targets, prediction)), "weighted": listed(loss(targets, prediction, sample_weight=weights)),
        })

M = keras.metrics
metrics = []
for name, metric, targets in [
    ("accuracy", M.Accuracy(), binary),
    ("binaryAccuracy", M.BinaryAccuracy(), binary),
    ("categoricalAccuracy", M.CategoricalAccuracy(), onehot),
    ("sparseCategoricalAccuracy", M.SparseCategoricalAccuracy(), labels),
    ("topKCategoricalAccuracy", M.TopKCategoricalAccuracy(k=2), onehot),
    ("sparseTopKCategoricalAccuracy", M.SparseTopKCategoricalAccuracy(k=2), labels),
    ("meanSquaredError", M.MeanSquaredError(), binary),
    ("meanAbsoluteError", M.MeanAbsoluteError(), binary),
]:
    row = {
        "name": name,
        "options": {"k": 2} if "TopK" in name or "topK" in name else {},
        "yTrue": targets.tolist(),
        "yPred": listed(probabilities),
    }
    metric.update_state(targets, probabilities)
    row["plain"] = float(metric.result())
    metric.reset_state()
    metric.update_state(targets, probabilities, sample_weight=weights)
    row["weighted"] = float(metric.result())
    metrics.append(row)

O = keras.optimizers
optimizers = []
for name, options, make in [
    ("sgd", {"learningRate": 0.1}, lambda: O.SGD(0.1)),
    ("sgd", {"learningRate": 0.1, "momentum": 0.9}, lambda: O.SGD(0.1, momentum=0.9)),
    ("sgd", {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}, lambda: O.SGD(0.1, momentum=0.9, nesterov=True)),
    ("adam", {}, lambda: O.Adam()),
    (
        "adam",
        {"learningRate": 0.05, "beta1": 0.8, "beta2": 0.99, "epsilon": 0.001},
        lambda: O.Adam(0.05, beta_1=0.8, beta_2=0.99, epsilon=0.001),
    ),
    *[
        (
            name,
            {"learningRate": 0.1, **extra, clip: bound},
            lambda make=make, extra=extra, keyword=keyword, bound=bound: make(0.1, **extra, **{keyword: bound}),
        )
        for name, make, extra in [("sgd", O.SGD, {}), ("sgd", O.SGD, {"momentum": 0.9}), ("adam", O.Adam, {})]
        for clip, keyword, bound in [
            ("clipnorm", "clipnorm", 0.25),
            ("clipvalue", "clipvalue", 0.2),
            ("globalClipnorm", "global_clipnorm", 0.5),
        ]
    ],
]:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(1)])
    kernels = [
        np.array([[0.5, -0.3, 0.1], [0.2, 0.4, -0.6]]),
        np.array([0.1, -0.1, 0.0]),
        np.array([[0.7], [-0.2], [0.3]]),
        np.array([0.05]),
    ]
    model.set_weights(kernels)
    model.compile(optimizer=make(), loss="mse")
    inputs = np.array([[0.1, 0.9], [0.8, -0.4], [-0.5, 0.3], [1.0, 1.0]], np.float32)
    targets = np.array([[1.0], [0.0], [0.5], [-1.0]], np.float32)
    steps = []
    for _ in range(5):
        loss = float(model.train_on_batch(inputs, targets))
        steps.append({"loss": loss, "weights": [listed(w) for w in model.get_weights()]})
    optimizers.append(
        {
            "name": name,
            "options": options,
            "initial": [k.tolist() for k in kernels],
            "x": listed(inputs),
            "y": listed(targets),
            "steps": steps,
        }
    )

draw = np.random.default_rng(8)
model = keras.Sequential([keras.Input((9,)), keras.layers.Dense(7, activation="relu"), keras.layers.Dense(3)])
# 0.5, 1.5 and so on of a kernel whose largest weight is 127: ties, as far as epsilon lets them be.
initial = [draw.normal(size=w.shape).round(3).astype(np.float32) for w in model.get_weights()]
initial[0][:, 0] = [127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 63.5, 0]
initial[0][:, 1] = 0
model.set_weights(initial)
inputs = draw.normal(size=(4, 9)).round(2).astype(np.float32)
inputs[2] = 0
inputs[3] *= 1e6
model.quantize("int8")
int8 = {
    "initial": [listed(w) for w in initial],
    "x": listed(inputs),
    "y": listed(model.predict(inputs, verbose=0)),
    "params": model.count_params(),
    "weights": [{"dtype": w.dtype, "values": listed(w)} for w in model.weights],
}

# mixed_bfloat16. Keras rounds what layers put out, too, and gradients. So three things can be told: a product alone; a step whose
# numbers have so few bits, but for 2^-9 that rounding takes off inputs and kernels, that only gradients of kernels are rounded
# besides; and steps as they come, to a tolerance.
mixed_dense = lambda units, **options: keras.layers.Dense(units, dtype="mixed_bfloat16", **options)
draw = np.random.default_rng(16)
layer = mixed_dense(7, use_bias=False)
x_product, kernel = draw.normal(size=(5, 9)).astype(np.float32), draw.normal(size=(9, 7)).astype(np.float32)
layer.build(x_product.shape)
layer.set_weights([kernel])
mixed = {
    "product": {"x": listed(x_product), "kernel": listed(kernel), "y": listed(layer(x_product))},
    "dtypes": {"compute": layer.compute_dtype, "variable": layer.variable_dtype},
}


def trained(make, initial, inputs, targets, count, activation):
    model = keras.Sequential(
        [
            keras.Input((inputs.shape[1],)),
            mixed_dense(initial[0].shape[1], activation=activation),
            mixed_dense(initial[2].shape[1]),
        ]
    )
    model.set_weights(initial)
    model.compile(optimizer=make(), loss="mse")
    steps = []
    for _ in range(count):
        loss = float(model.train_on_batch(inputs, targets))
        steps.append({"loss": loss, "weights": [listed(w) for w in model.get_weights()]})
    mixed["dtypes"]["slots"] = sorted({v.dtype for v in model.optimizer.variables if len(v.shape) > 0})
    return {"initial": [listed(w) for w in initial], "x": listed(inputs), "y": listed(targets), "steps": steps}


odd = 1 + 2**-9
whole = lambda low, high, *shape: draw.integers(low, high, size=shape).astype(np.float32)
mixed["few bits"] = trained(
    lambda: O.SGD(1.0),
    [whole(-1, 2, 6, 4) * odd, np.zeros(4), whole(-1, 2, 4, 2) * odd, np.zeros(2)],
    whole(-3, 4, 4, 6) * odd,
    whole(-20, 21, 4, 2),
    1,
    "relu",
)
initial = [draw.normal(size=(3, 8)) / 2, np.zeros(8), draw.normal(size=(8, 1)) / 2, np.zeros(1)]
inputs, targets = draw.normal(size=(16, 3)).astype(np.float32), draw.normal(size=(16, 1)).astype(np.float32)
mixed["steps"] = [
    {
        "name": name,
        "options": options,
        **trained(make, [w.astype(np.float32) for w in initial], inputs, targets, 5, "tanh"),
    }
    for name, options, make in [
        ("sgd", {"learningRate": 0.1, "momentum": 0.9}, lambda: O.SGD(0.1, momentum=0.9)),
        ("adam", {"learningRate": 0.01}, lambda: O.Adam(0.01)),
    ]
]

import tensorflow

recorded = {
    "producer": f"Keras {keras.__version__} on TensorFlow {tensorflow.__version__}",
    "x": listed(x),
    "activations": activations,
    "losses": losses,
    "metrics": metrics,
    "optimizers": optimizers,
    "int8": int8,
    "mixed": mixed,
    "weights": weights.tolist(),
}
# A line for each innermost list keeps the file short.
print(re.sub(r"\[\s+([-\d.e,\s+]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m.group(1)) + "]", json.dumps(recorded, indent=1)))
