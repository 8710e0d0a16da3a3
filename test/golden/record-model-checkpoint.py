"""Records when ModelCheckpoint saves on scripted figures, and under which names, for model-checkpoint.json."""
import os
import tempfile
import warnings

import keras
import numpy as np

from recording import make, number, snake_case, write

warnings.simplefilter("ignore")
BATCHES = 5


def saves(options, values, key="valLoss"):
    """The names of what is saved over epochs of five batches, whose losses are the figure of the epoch and count down from it."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["accuracy"])
    # Metrics have names once a batch was seen.
    model.evaluate(np.zeros((1, 1)), np.zeros((1, 1)), verbose=0)
    saved = []
    note = lambda path, *args, **more: saved.append(os.path.basename(path))
    model.save = model.save_weights = note
    with tempfile.TemporaryDirectory() as folder:
        ending = ".weights.h5" if options.get("saveWeightsOnly") else ".keras"
        path = os.path.join(folder, snake_case_fields(options["filepath"]) + ending)
        renamed = {k: snake_case(v) if k == "monitor" else v for k, v in options.items()}
        callback = make(keras.callbacks, "modelCheckpoint", {**renamed, "filepath": path})
        callback.set_model(model)
        callback.on_train_begin()
        for epoch, value in enumerate(values):
            callback.on_epoch_begin(epoch)
            for batch in range(BATCHES):
                callback.on_train_batch_end(batch, {"loss": value + (BATCHES - batch) / 8})
            callback.on_epoch_end(epoch, {"loss": value, snake_case(key): value})
    return {"options": options, "key": key, "values": [number(v) for v in values], "saved": [name[: -len(ending)] for name in saved]}


def snake_case_fields(pattern):
    return pattern.replace("valLoss", "val_loss").replace("valAccuracy", "val_accuracy")


falling = [1, 0.8, 0.625, 0.65, 0.7, 0.5, 0.53125, 12.5, 0.58, 0.25]
rising = [0.5, 0.6, 0.7, 0.65, 0.69, 0.71, 0.7, 0.9]
cases = [
    saves({"filepath": "m-{epoch}"}, falling),
    saves({"filepath": "m-{epoch:02d}-{valLoss:.2f}"}, falling),
    saves({"filepath": "{{x}}-{epoch:4d}-{valLoss:08.3f}-{loss:e}-{loss:.3g}-{loss:.1%}"}, falling),
    saves({"filepath": "m-{epoch}", "saveBestOnly": True}, falling),
    saves({"filepath": "m-{epoch}", "saveBestOnly": True, "saveWeightsOnly": True, "monitor": "loss"}, falling),
    saves({"filepath": "m-{epoch}", "saveBestOnly": True, "mode": "max"}, falling),
    saves({"filepath": "m-{epoch}", "saveBestOnly": True, "initialValueThreshold": 0.6}, falling),
    saves({"filepath": "m-{epoch}-{valAccuracy:.3f}", "saveBestOnly": True, "monitor": "valAccuracy"}, rising, "valAccuracy"),
    # Of the first figures, NaN is the best for Keras 3.15, and nothing is saved from then on.
    saves({"filepath": "{epoch:d}{epoch:03d}-{valLoss:.0f}-{valLoss:.1f}-{valLoss:.3g}"}, [0.5, 1.5, 2.5, -0.25, 0.75, 1e-5, 123456]),
    *[saves({"filepath": "m-{epoch}-{batch:02d}", "saveFreq": n}, falling[:4]) for n in (1, 3, 5, 7)],
    # With saveBestOnly and steps Keras 3.15 has no direction before the first epoch ends, and fails.
]
write("model-checkpoint", cases=cases)
