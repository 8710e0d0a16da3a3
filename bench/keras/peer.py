"""Keras at work: a case in each line, what came of it in a line of the same order. See case.ts for what a case is."""
import base64
import json
import os
import re
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
# A graph runs some steps only: to make it better takes longer than to run it as it is.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})

# Names of classes that are more than a capital first letter.
CLASSES = {
    "adamw": "AdamW", "auc": "AUC", "ctc": "CTC", "elu": "ELU", "gru": "GRU", "iou": "IoU", "klDivergence": "KLDivergence", "l1": "L1",
    "l1l2": "L1L2", "l2": "L2", "lstm": "LSTM", "prelu": "PReLU", "rmsprop": "RMSprop",
    "rnn": "RNN", "rmsNormalization": "RMSNormalization", "sgd": "SGD", "simpleRNN": "SimpleRNN",
}
INNER = {
    "Regularizer": keras.regularizers, "Constraint": keras.constraints, "learningRate": keras.optimizers.schedules,
    "innerOptimizer": keras.optimizers,
}


class Embedding(keras.layers.Embedding):
    """With a gradient of the whole table. The one of rows that TensorFlow gives has equal rows apart: Keras squares them before it
    adds them up, and it cannot divide them."""

    def call(self, inputs):
        return keras.ops.take(keras.ops.multiply(self.embeddings, 1), inputs, axis=0)


class Kept(keras.Variable):
    """A variable whose value stays what it was when it was read. That of TensorFlow changes with the variable, so that
    ScheduleFreeAdamW takes its new momentum for the old one."""

    @property
    def value(self):
        return tf.identity(super().value)


def keep_momentums(optimizer):
    for inner in [optimizer, getattr(optimizer, "inner_optimizer", None)]:
        if isinstance(inner, keras.optimizers.ScheduleFreeAdamW):
            for momentum in inner._momentums:
                momentum.__class__ = Kept
            inner.assign_sub = lambda variable, step: variable.assign(variable - step)


def snake_case(name):
    parted = re.sub(r"(?<=[a-z0-9])([A-Z])|(?<=[a-z]Y)([A-Z])", lambda m: "_" + m[0].lower(), name)
    return re.sub(r"(?<=beta)(?=\d)|(?<=epsilon)(?=\d)", "_", parted)


def value_of(name, value):
    if isinstance(value, dict) and "kind" in value:
        module = next(m for end, m in INNER.items() if name.endswith(end))
        return make(module, value)
    if isinstance(value, str) and name not in ["name", "dtype"]:
        return snake_case(value)
    return value


def make(module, part, **more):
    options = dict(part["config"], **more)
    excluded = options.pop("excludeFromWeightDecay", None)
    kind = part["kind"]
    maker = Embedding if kind == "embedding" else getattr(module, CLASSES.get(kind, kind[0].upper() + kind[1:]))
    made = maker(**{snake_case(k): value_of(k, v) for k, v in options.items()})
    if excluded is not None:
        made.exclude_from_weight_decay(var_names=excluded["varNames"])
    return made


def array(values, floats):
    dtype = np.int32 if values["dtype"] == "int32" else floats
    return np.asarray(values["data"], dtype).reshape(values["shape"])


def build(case):
    of = case["input"]
    layers = [make(keras.layers, call["layer"]) for call in case["calls"]]
    given = keras.Input(of["shape"], dtype=of["dtype"] if of["dtype"] == "int32" else keras.config.floatx())
    if case["sequential"]:
        return keras.Sequential([given, *layers]), layers
    results = [given]
    for call, layer in zip(case["calls"], layers):
        on = [results[at + 1] for at in call["on"]]
        results.append(layer(on[0] if len(on) == 1 else on))
    return keras.Model(given, results[-1]), layers


def nudged(values, generator, ulps):
    """The float32 values moved by so many units in the last place at most, up or down, but for zeros, which masks look for."""
    bits = np.asarray(values, np.float32).view(np.int32)
    moved = (bits + generator.integers(-ulps, ulps + 1, bits.shape).astype(np.int32)).view(np.float32)
    return np.where(values == 0, values, moved).astype(values.dtype)


class Told(keras.callbacks.Callback):
    def __init__(self, tell, layers, kinds):
        super().__init__()
        self.tell, self.layers, self.kinds = tell, layers, kinds

    def weights(self, prefix):
        for i, layer in enumerate(self.layers):
            for j, weight in enumerate(layer.weights):
                self.tell(f"{prefix} {i} {self.kinds[i]} {j}", weight)

    def on_epoch_end(self, epoch, logs=None):
        renamed = {re.sub(r"_([a-z])", lambda m: m[1].upper(), name): value for name, value in logs.items()}
        for name, value in sorted(renamed.items(), key=lambda item: (item[0].startswith("val"), item[0])):
            self.tell(f"epoch {epoch} {name}", value)
        self.weights(f"epoch {epoch} weights")


def run(case, runs, ulps):
    """Trains from the weights of the case, then from such as lie beside them.
    @returns  a list of [name, base64 of float64] for each run"""
    keras.utils.clear_session()
    floats = np.dtype(keras.config.floatx())
    model, layers = build(case)
    # As integers, as they are by themselves, ratios of intersection and union would cut off what is behind the point of weights.
    dtype = lambda part: {"dtype": floats.name} if part["kind"].lower().endswith("iou") else {}
    metrics = lambda of, prefix: [make(keras.metrics, p, name=f"{prefix}{i}", **dtype(p)) for i, p in enumerate(case[of])]
    model.compile(
        make(keras.optimizers, case["optimizer"]), make(keras.losses, case["loss"]), metrics=metrics("metrics", "m"),
        weighted_metrics=metrics("weightedMetrics", "w"), jit_compile=False,
    )
    # Some slots begin as the weights.
    for layer, weights in zip(layers, case["weights"]):
        layer.set_weights([array(w, floats) for w in weights])
    model.optimizer.build(model.trainable_variables)
    keep_momentums(model.optimizer)
    began = [np.array(v) for v in model.optimizer.variables]
    options = {snake_case(k): v for k, v in case["fit"].items()}
    if "class_weight" in options:
        options["class_weight"] = {int(label): weight for label, weight in options["class_weight"].items()}
    if "sampleWeight" in case:
        options["sample_weight"] = array(case["sampleWeight"], floats)
    kinds = [call["layer"]["kind"] for call in case["calls"]]
    answers = []
    for turn in range(runs):
        generator = np.random.default_rng(turn)
        move = lambda values: nudged(values, generator, ulps) if turn > 0 and values.dtype.kind == "f" else values
        answer = []
        tell = lambda name, value: answer.append([name, base64.b64encode(np.asarray(value, np.float64).tobytes()).decode()])
        for layer, weights in zip(layers, case["weights"]):
            layer.set_weights([move(array(w, floats)) for w in weights])
        for variable, value in zip(model.optimizer.variables, began):
            variable.assign(value)
        x, y = move(array(case["x"], floats)), array(case["y"], floats)
        if "validation" in case:
            of_x, *others = [array(v, floats) for v in case["validation"]]
            options["validation_data"] = (move(of_x), *others)
        tell("predictions before", model(x, training=False))
        told = Told(tell, layers, kinds)
        history = model.fit(x, y, shuffle=False, verbose=0, callbacks=[told], **options).history
        tell("epochs", len(history["loss"]))
        told.weights("weights after")
        tell("predictions after", model(x, training=False))
        answers.append(answer)
    return answers


def say(message):
    print(json.dumps(message), file=spoken, flush=True)


# What TensorFlow or a layer prints must not stand between the answers.
spoken, sys.stdout = sys.stdout, sys.stderr
say({"version": f"Keras {keras.__version__}, TensorFlow {tf.__version__}"})
for line in sys.stdin:
    asked = json.loads(line)
    try:
        keras.config.set_floatx(asked["floatx"])
        say({"answers": run(asked["case"], asked["runs"], asked["ulps"])})
    except Exception as error:
        # Without the places of the call, which TensorFlow repeats in its messages.
        lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.strip().startswith("File ")]
        say({"error": f"{type(error).__name__}: {' '.join(lines)}"[:1000]})
