"""What the scripts record-*.py share: options written once, in camelCase; tensors; files of one form."""
import json
import os
import re
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow

# Names of classes that are more than a capital first letter.
CLASSES = {
    "adamw": "AdamW", "auc": "AUC", "csvLogger": "CSVLogger", "ctc": "CTC", "elu": "ELU", "iou": "IoU",
    "klDivergence": "KLDivergence", "l1": "L1", "l1l2": "L1L2", "l2": "L2", "prelu": "PReLU", "rmsprop": "RMSprop", "sgd": "SGD",
    "terminateOnNaN": "TerminateOnNaN",
}
# Options that hold something made from a kind and its own options: { kind, config }, as a saved model tells them.
PARTS = {
    "kernelRegularizer": keras.regularizers, "biasRegularizer": keras.regularizers, "activityRegularizer": keras.regularizers,
    "learningRate": keras.optimizers.schedules,
}


def snake_case(name):
    parted = re.sub(r"(?<=[a-z0-9])([A-Z])|(?<=[a-z]Y)([A-Z])", lambda m: "_" + m[0].lower(), name)
    return re.sub(r"(?<=beta)(?=\d)|(?<=epsilon)(?=\d)", "_", parted)


def camel_case(name):
    """'val_mean_squared_error' is valMeanSquaredError; the number of a duplicate keeps its underscore: mse_1."""
    return re.sub(r"_([a-z])", lambda m: m[1].upper(), name)


def make(module, kind, options):
    """The object of Keras that a kind and its options in camelCase mean."""
    kwargs = {
        snake_case(k): make(PARTS[k], v["kind"], v["config"]) if k in PARTS and isinstance(v, dict) else v
        for k, v in options.items()
    }
    return getattr(module, CLASSES.get(kind, kind[0].upper() + kind[1:]))(**kwargs)


def number(value):
    """The shortest decimal that is this float32; JSON has no NaN and no infinities, so that these are strings."""
    if isinstance(value, (bool, np.bool_, int, np.integer)):
        return int(value)
    value = np.float32(value)
    if np.isfinite(value):
        return float(str(value))
    return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def tensor(value):
    """{ shape, data } in row-major order, with the dtype if it is not float32."""
    value = np.asarray(value)
    dtype = {} if value.dtype.kind == "f" else {"dtype": "bool" if value.dtype == bool else "int32"}
    return {**dtype, "shape": list(value.shape), "data": [number(v) for v in value.flat]}


def tensors(values):
    return [tensor(v) for v in values]


def result(value):
    """A number, or a list of them."""
    value = np.asarray(value)
    return number(value[()]) if value.ndim == 0 else [number(v) for v in value]


class Draw:
    """Numbers of two decimals, the same at every recording."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def normal(self, *shape):
        return self.generator.normal(size=shape).round(2).astype(np.float32)

    def uniform(self, low, high, *shape):
        return self.generator.uniform(low, high, size=shape).round(2).astype(np.float32)

    def whole(self, low, high, *shape):
        return self.generator.integers(low, high, size=shape).astype(np.int32)


def write(topic, **parts):
    """Writes <topic>.json beside the scripts, a line for each list of numbers and each tensor."""
    recorded = {
        "producer": "Keras", "version": keras.__version__, "backend": f"TensorFlow {tensorflow.__version__}", **parts,
    }
    text = json.dumps(recorded, indent=1)
    line = lambda m: re.sub(r"([\[{]) | ([\]}])", r"\1\2", re.sub(r"\s+", " ", m[0]))
    text = re.sub(r"\[[^\[\]{}]*\]", line, text)
    text = re.sub(r'\{\s+("dtype": "\w+",\s+)?"shape": \[[^\]]*\],\s+"data": \[[^\]]*\]\s+\}', line, text)
    Path(__file__).with_name(f"{topic}.json").write_text(text + "\n")
