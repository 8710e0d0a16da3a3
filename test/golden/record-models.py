"""Records how whole models learn, for models.json: each is data (layers, calls, compile, fit), and what Keras made of it."""
import keras
import numpy as np

from gan import gan
from recording import Draw, camel_case, make, number, snake_case, tensor, tensors, write

draw = Draw(23)
part = lambda kind, **config: {"kind": kind, "config": config}


def layer_of(described):
    kind, options = described["kind"], described["options"]
    if kind != "sequential":
        return make(keras.layers, kind, options)
    return keras.Sequential([layer_of(inner) for inner in described["layers"]], **options)


def measures_of(described):
    """Losses or metrics as compile takes them; { kind, config } is one that the user made."""
    if isinstance(described, dict) and "kind" in described:
        return make(keras.metrics, described["kind"], described["config"])
    if isinstance(described, dict):
        return {name: measures_of(inner) for name, inner in described.items()}
    if isinstance(described, list):
        return [measures_of(inner) for inner in described]
    return None if described is None else snake_case(described)


def network(described):
    """The model, and its layers in the order they were described. Without calls each layer follows the one before."""
    tensors_by_name = {i["name"]: keras.Input(i["shape"], name=i["name"], dtype=i["dtype"]) for i in described["inputs"]}
    inputs = dict(tensors_by_name)
    layers = {d["options"]["name"]: layer_of(d) for d in described["layers"]}
    sequence = ["x", *layers]
    calls = described.get("calls") or [{"layer": n, "on": [before], "gives": n} for before, n in zip(sequence, sequence[1:])]
    for call in calls:
        given = [tensors_by_name[name] for name in call["on"]]
        tensors_by_name[call["gives"]] = layers[call["layer"]](given[0] if len(given) == 1 else given)
    outputs = [tensors_by_name[name] for name in described.get("outputs", sequence[-1:])]
    single = len(inputs) == 1
    return keras.Model(inputs["x"] if single else inputs, outputs[0] if single else outputs), list(layers.values())


def listed(value):
    return {name: tensor(v) for name, v in value.items()} if isinstance(value, dict) else tensor(value)


def renamed(figures):
    return {camel_case(key): number(v) if np.ndim(v) == 0 else [number(e) for e in v] for key, v in figures.items()}


def record(name, described, compiled, x, y, fit, variances=()):
    """Trains from drawn weights. `variances` names layers whose last weight must be positive."""
    keras.utils.clear_session()
    model, layers = network(described)
    weights = []
    for layer in layers:
        drawn = [draw.normal(*w.shape) / 2 for w in layer.weights]
        if layer.name in variances:
            drawn[-1] = np.abs(drawn[-1]) + 0.5
        layer.set_weights(drawn)
        weights.append(tensors(drawn))
    model.compile(
        optimizer=make(keras.optimizers, compiled["optimizer"]["kind"], compiled["optimizer"]["config"]),
        loss=measures_of(compiled["loss"]),
        loss_weights=compiled.get("lossWeights"), metrics=measures_of(compiled.get("metrics")),
        weighted_metrics=measures_of(compiled.get("weightedMetrics")),
    )
    options = {snake_case(k): v for k, v in fit.items()}
    if "classWeight" in fit:
        options["class_weight"] = {int(label): weight for label, weight in fit["classWeight"].items()}
    if "sampleWeight" in fit:
        options["sample_weight"] = np.asarray(fit["sampleWeight"], np.float32)
    history = model.fit(x, y, verbose=0, **options).history
    predictions = model.predict(x, verbose=0)
    names = described.get("outputs")
    return {
        "name": name, "model": described, "compile": compiled, "x": listed(x), "y": listed(y), "weights": weights, "fit": fit,
        "trainableWeights": len(model.trainable_weights), "history": renamed(history), "historyKeysOfKeras": list(history),
        "finalWeights": [tensors(layer.get_weights()) for layer in layers],
        "evaluate": renamed(model.evaluate(x, y, batch_size=fit["batchSize"], verbose=0, return_dict=True)),
        "predictions": listed(dict(zip(names, predictions)) if names else predictions),
    }


def chain(shape, *layers, dtype="float32"):
    return {"inputs": [{"name": "x", "shape": shape, "dtype": dtype}], "layers": [{"kind": k, "options": o} for k, o in layers]}


dense = lambda name, units, **options: ("dense", {"name": name, "units": units, **options})
described = lambda *pair: {"kind": pair[0], "options": pair[1]}
momentum = part("sgd", learningRate=0.02, momentum=0.9)
count = 15

two_towers = {
    "inputs": [
        {"name": "left", "shape": [3], "dtype": "int32"}, {"name": "right", "shape": [3], "dtype": "int32"},
        {"name": "floats", "shape": [4], "dtype": "float32"},
    ],
    "layers": [
        described("embedding", {"name": "words", "inputDim": 7, "outputDim": 2}), described("flatten", {"name": "flat"}),
        {
            "kind": "sequential", "options": {"name": "tower"},
            "layers": [described(*dense("hidden", 4, activation="tanh")), described(*dense("narrow", 3))],
        },
        described(*dense("figures", 3, activation="relu")), described("add", {"name": "sum"}), described("concatenate", {"name": "all"}),
        described(*dense("rating", 1)), described(*dense("genre", 3, activation="softmax")),
        described(*dense("chance", 1, activation="sigmoid")),
    ],
    "calls": [
        {"layer": "words", "on": ["left"], "gives": "leftWords"}, {"layer": "words", "on": ["right"], "gives": "rightWords"},
        {"layer": "flat", "on": ["leftWords"], "gives": "leftFlat"}, {"layer": "flat", "on": ["rightWords"], "gives": "rightFlat"},
        {"layer": "tower", "on": ["leftFlat"], "gives": "leftTower"}, {"layer": "tower", "on": ["rightFlat"], "gives": "rightTower"},
        {"layer": "figures", "on": ["floats"], "gives": "figures"},
        {"layer": "sum", "on": ["leftTower", "rightTower"], "gives": "sum"},
        {"layer": "all", "on": ["sum", "leftTower", "figures"], "gives": "all"},
        *[{"layer": name, "on": ["all"], "gives": name} for name in ["rating", "genre", "chance"]],
    ],
    "outputs": ["rating", "genre", "chance"],
}
functional = record(
    "functional", two_towers,
    {
        "optimizer": momentum,
        "loss": {"rating": "meanSquaredError", "genre": "sparseCategoricalCrossentropy", "chance": "binaryCrossentropy"},
        "lossWeights": {"rating": 1, "genre": 0.5, "chance": 2},
        "metrics": {"rating": ["mae"], "genre": ["accuracy"], "chance": ["accuracy", part("auc")]},
    },
    {"left": draw.whole(0, 7, count, 3), "right": draw.whole(0, 7, count, 3), "floats": draw.normal(count, 4)},
    {"rating": draw.normal(count, 1), "genre": draw.whole(0, 3, count), "chance": draw.whole(0, 2, count, 1).astype(np.float32)},
    {"epochs": 5, "batchSize": 5, "shuffle": False, "validationSplit": 0.2},
)

rows, targets = draw.normal(count, 4), draw.normal(count, 1)
plain = {"epochs": 3, "batchSize": 4, "shuffle": False}
frozen = record(
    "frozen",
    chain(
        [4], dense("frozenDense", 5, activation="tanh", trainable=False),
        ("batchNormalization", {"name": "frozenNorm", "trainable": False}),
        dense("hidden", 4, activation="tanh"), ("batchNormalization", {"name": "norm", "momentum": 0.9}), dense("out", 1),
    ),
    {"optimizer": momentum, "loss": "meanSquaredError", "metrics": ["mae"]}, rows, targets, plain, variances=["frozenNorm", "norm"],
)

classifier = chain([4], dense("hidden", 5, activation="tanh"), dense("out", 3, activation="softmax"))
labels = draw.whole(0, 3, count)
split = {**plain, "validationSplit": 0.2}
sparse = {
    "optimizer": momentum, "loss": "sparseCategoricalCrossentropy", "metrics": ["accuracy"],
    "weightedMetrics": ["sparseCategoricalAccuracy"],
}
weighted = [
    record("classWeight", classifier, sparse, rows, labels, {**split, "classWeight": {"0": 1, "1": 3, "2": 0.5}}),
    # A class that is not named counts 1.
    record("classWeight of one class", classifier, sparse, rows, labels, {**split, "classWeight": {"1": 3}}),
    record(
        "classWeight of one-hot targets", classifier,
        {**sparse, "loss": "categoricalCrossentropy", "weightedMetrics": ["categoricalAccuracy"]},
        rows, np.eye(3, dtype=np.float32)[labels], {**split, "classWeight": {"0": 1, "1": 3, "2": 0.5}},
    ),
    record("sampleWeight", classifier, sparse, rows, labels, {**split, "sampleWeight": [0.5, 2, 1, 0, 3] * 3}),
]

regularized = record(
    "regularized",
    chain(
        [4],
        dense("hidden", 5, activation="tanh", kernelRegularizer=part("l2", l2=0.02), activityRegularizer=part("l1", l1=0.01)),
        dense("out", 1, kernelRegularizer=part("l1", l1=0.01), biasRegularizer=part("l2", l2=0.1), activityRegularizer=part("l2", l2=0.05)),
    ),
    {"optimizer": momentum, "loss": "meanSquaredError", "metrics": ["mse"]}, rows, targets, split,
)

ids = draw.whole(1, 6, 10, 4)
for row, length in enumerate([4, 2, 1, 3, 4, 0, 2, 4, 1, 3]):
    ids[row, length:] = 0
sequences = draw.normal(10, 4, 2)
sequences[ids == 0] = 0
# A weight for each step: Keras 3.15 fails on a mask of steps and a weight for each row.
step_weights = draw.whole(0, 4, 10, 4) / 2
masked = [
    record(
        "masked embedding",
        chain(
            [4], ("embedding", {"name": "words", "inputDim": 6, "outputDim": 3, "maskZero": True}),
            dense("hidden", 4, activation="tanh"), dense("out", 3, activation="softmax"), dtype="int32",
        ),
        {"optimizer": momentum, "loss": "sparseCategoricalCrossentropy", "metrics": ["accuracy"]}, ids, draw.whole(0, 3, 10, 4), plain,
    ),
    record(
        "masked values", chain([4, 2], ("masking", {"name": "mask"}), dense("hidden", 3, activation="tanh"), dense("out", 1)),
        {"optimizer": momentum, "loss": "meanSquaredError", "metrics": ["mae"]}, sequences, draw.normal(10, 4, 1), plain,
    ),
    record(
        "masked values with weights", chain([4, 2], ("masking", {"name": "mask"}), dense("out", 1)),
        {"optimizer": momentum, "loss": "meanSquaredError", "metrics": ["mae"], "weightedMetrics": ["mse"]},
        sequences, draw.normal(10, 4, 1), {**plain, "sampleWeight": step_weights.tolist()},
    ),
]

write("models", models=[functional, frozen, *weighted, regularized, *masked], gan=gan())
