"""Keras at work: a case in each line, what came of it in a line of the same order. See case.ts for what a case is."""
import base64
import gc
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


class OfSingles:
    """TensorFlow finds the largest of float32 values alone."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        singles = tf.cast(y_pred, tf.float32)
        singles._keras_mask = getattr(y_pred, "_keras_mask", None)
        super().update_state(y_true, singles, sample_weight)


class TopK(OfSingles, keras.metrics.TopKCategoricalAccuracy):
    pass


class SparseTopK(OfSingles, keras.metrics.SparseTopKCategoricalAccuracy):
    pass


class Kept(keras.Variable):
    """A variable whose value stays what it was when it was read. That of TensorFlow changes with the variable, so that
    ScheduleFreeAdamW takes its new momentum for the old one."""

    @property
    def value(self):
        return tf.identity(super().value)


# Decays of means, which are taken as float32 has them. Keras corrects by powers of beta in float32, but takes 1 - beta of the value in
# float64, which for 0.999 is 1.3e-5 of it larger: the first steps are half as much too short.
BETAS = ["beta_1", "beta_2", "adam_beta_1", "adam_beta_2"]
OWN = {"embedding": Embedding, "sparseTopKCategoricalAccuracy": SparseTopK, "topKCategoricalAccuracy": TopK}


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
    maker = OWN.get(kind) or getattr(module, CLASSES.get(kind, kind[0].upper() + kind[1:]))
    made = maker(**{snake_case(k): value_of(k, v) for k, v in options.items()})
    if excluded is not None:
        made.exclude_from_weight_decay(var_names=excluded["varNames"])
    for name in BETAS:
        if hasattr(made, name):
            setattr(made, name, float(np.float32(getattr(made, name))))
    return made


def array(values, floats):
    dtype = np.int32 if values["dtype"] == "int32" else floats
    return np.asarray(values["data"], dtype).reshape(values["shape"])


def build(graph, leaves, outermost):
    """Makes a model, and adds the layers in it to the list, each with its kind and the weights that it begins with."""
    dtype = lambda of: "int32" if of["dtype"] == "int32" else keras.config.floatx()
    name = lambda i: f"in{i}" if outermost else None
    results = [keras.Input(of["shape"], dtype=dtype(of), name=name(i)) for i, of in enumerate(graph["inputs"])]
    inputs, parts = list(results), []
    for call in graph["calls"]:
        parts.append(part_of(call, parts, leaves))
        if not graph["sequential"]:
            on = [results[at] for at in call["on"]]
            results.append(parts[-1](on[0] if len(on) == 1 else on))
    if graph["sequential"]:
        model = keras.Sequential([inputs[0], *parts])
    else:
        ends = [results[at] for at in graph["outputs"]]
        model = keras.Model(inputs[0] if len(inputs) == 1 else inputs, ends[0] if len(ends) == 1 else ends)
    if not graph["trainable"]:
        model.trainable = False
    return model


def part_of(call, parts, leaves):
    layer = call["layer"]
    if isinstance(layer, int):
        return parts[layer]
    if "calls" in layer:
        return build(layer, leaves, False)
    made = make(keras.layers, layer)
    leaves.append((made, layer["kind"], call["weights"]))
    return made


def placed(values, place, by_name):
    """What is given for each input or output: alone, by position or by name."""
    if by_name:
        return {f"{place}{i}": value for i, value in enumerate(values)}
    return values[0] if len(values) == 1 else values


class Noise:
    """Rounding of losses: each value may be some units in the last place away from what it is. Where the gradients of samples cancel
    each other out, what is left depends on it."""

    def __init__(self):
        self.size, self.turn = tf.Variable(0.0, trainable=False), tf.Variable(0, trainable=False)

    def set(self, turn, ulps):
        self.size.assign(0 if turn == 0 else ulps * 2.0**-23)
        self.turn.assign(turn)

    def upon(self, loss):
        values_of = loss.call

        def call(y_true, y_pred):
            values = values_of(y_true, y_pred)
            drawn = tf.random.stateless_uniform(tf.shape(values), [self.turn, 0], -1, 1)
            moved = values * tf.cast(1 + self.size * drawn, values.dtype)
            mask = getattr(values, "_keras_mask", None)
            if mask is not None:
                moved._keras_mask = mask
            return moved

        loss.call = call
        return loss


def compile_model(model, case, floats, noise):
    # As integers, as they are by themselves, ratios of intersection and union would cut off what is behind the point of weights.
    dtype = lambda part: {"dtype": floats.name} if part["kind"].lower().endswith("iou") else {}
    outputs = case["outputs"]
    each = lambda values: placed(values, "out", case["byName"]["compile"])
    metrics = lambda of, prefix: each(
        [[make(keras.metrics, p, name=f"{prefix}{i}", **dtype(p)) for i, p in enumerate(output[of])] for output in outputs]
    )
    losses = [noise.upon(make(keras.losses, output["loss"])) if "loss" in output else None for output in outputs]
    weights = [output["lossWeight"] for output in outputs] if "lossWeight" in outputs[0] else None
    if weights is not None and case["byName"]["compile"]:
        weights = each(weights)
    model.compile(
        make(keras.optimizers, case["optimizer"]), losses[0] if case["oneLoss"] else each(losses), loss_weights=weights,
        metrics=metrics("metrics", "m"), weighted_metrics=metrics("weightedMetrics", "w"), jit_compile=False,
        # In a graph, the mean of the losses of an output does not know how many rows each batch has: a short one counts as much.
        run_eagerly=len(outputs) > 1,
    )


def nudged(values, generator, ulps):
    """The float32 values moved by so many units in the last place at most, up or down, but for zeros, which masks look for."""
    bits = np.asarray(values, np.float32).view(np.int32)
    moved = (bits + generator.integers(-ulps, ulps + 1, bits.shape).astype(np.int32)).view(np.float32)
    return np.where(values == 0, values, moved).astype(values.dtype)


class Told(keras.callbacks.Callback):
    def __init__(self, tell, leaves):
        super().__init__()
        self.tell, self.leaves = tell, leaves

    def weights(self, prefix):
        for i, (layer, kind, _) in enumerate(self.leaves):
            for j, weight in enumerate(layer.weights):
                self.tell(f"{prefix} {i} {kind} {j}", weight)

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
    leaves = []
    model = build(case["graph"], leaves, True)
    noise = Noise()
    compile_model(model, case, floats, noise)
    # Some slots begin as the weights.
    for layer, _, weights in leaves:
        layer.set_weights([array(w, floats) for w in weights])
    model.optimizer.build(model.trainable_variables)
    keep_momentums(model.optimizer)
    began = [np.array(v) for v in model.optimizer.variables]
    options = {snake_case(k): v for k, v in case["fit"].items()}
    if "class_weight" in options:
        options["class_weight"] = {int(label): weight for label, weight in options["class_weight"].items()}
    by_name = case["byName"]["data"]

    def given(rows, move):
        """x, y and, if there are any, weights."""
        parts = [
            placed([move(array(v, floats)) for v in rows["x"]], "in", by_name),
            placed([array(v, floats) for v in rows["y"]], "out", by_name),
        ]
        weights = [array(v, floats) for v in rows.get("sampleWeight", [])]
        if len(weights) > 0:
            parts.append(placed(weights, "out", by_name) if len(weights) == len(case["outputs"]) else weights[0])
        return parts

    answers = []
    for turn in range(runs):
        generator = np.random.default_rng(turn)
        move = lambda values: nudged(values, generator, ulps) if turn > 0 and values.dtype.kind == "f" else values
        answer = []
        tell = lambda name, value: answer.append([name, base64.b64encode(np.asarray(value, np.float64).tobytes()).decode()])

        def predict(when):
            values = model(x, training=False)
            for i, value in enumerate(values if isinstance(values, (list, tuple)) else [values]):
                tell(f"predictions {i} {when}", value)

        noise.set(turn, ulps)
        for layer, _, weights in leaves:
            layer.set_weights([move(array(w, floats)) for w in weights])
        for variable, value in zip(model.optimizer.variables, began):
            variable.assign(value)
        x, y, *weights = given(case["rows"], move)
        if len(weights) > 0:
            options["sample_weight"] = weights[0]
        if "validation" in case:
            options["validation_data"] = tuple(given(case["validation"], move))
        predict("before")
        told = Told(tell, leaves)
        history = model.fit(x, y, shuffle=False, verbose=0, callbacks=[told], **options).history
        tell("epochs", len(history["loss"]))
        told.weights("weights after")
        predict("after")
        answers.append(answer)
    return answers


def say(message):
    print(json.dumps(message), file=spoken, flush=True)


# What TensorFlow or a layer prints must not stand between the answers.
spoken, sys.stdout = sys.stdout, sys.stderr
# Without the modules, what there is to collect is small; clear_session collects.
gc.collect()
gc.freeze()
gc.disable()
# To filter tracebacks takes time at every call.
keras.config.disable_traceback_filtering()
tf.debugging.disable_traceback_filtering()
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
