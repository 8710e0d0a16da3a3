"""Records what callbacks do on scripted figures, for callbacks.json."""
import tempfile
import warnings
from pathlib import Path

import keras
import numpy as np

from recording import camel_case, make, number, snake_case, tensor, write

warnings.simplefilter("ignore")


def model_of_one_weight(learning_rate=0.1):
    """A model whose only weight the scripts set to the number of the epoch."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(learning_rate), "mse", metrics=["accuracy"])
    # Metrics have names once a batch was seen.
    model.evaluate(np.zeros((1, 1)), np.zeros((1, 1)), verbose=0)
    return model


def callback_of(kind, options):
    """The options as Keras takes them: a monitor is a key of the history."""
    renamed = {k: snake_case(v) if k == "monitor" else v for k, v in options.items()}
    return make(keras.callbacks, kind, renamed)


def early_stopping(options, values):
    model, callback = model_of_one_weight(), callback_of("earlyStopping", options)
    callback.set_model(model)
    callback.on_train_begin()
    key = snake_case(options.get("monitor", "valLoss"))
    for epoch, value in enumerate(values):
        model.set_weights([np.full((1, 1), epoch, np.float32)])
        callback.on_epoch_end(epoch, {key: value})
        if model.stop_training:
            break
    callback.on_train_end()
    return {
        "options": options, "values": [number(v) for v in values], "epochsRun": epoch + 1, "stopped": bool(model.stop_training),
        "stoppedEpoch": callback.stopped_epoch, "bestEpoch": callback.best_epoch,
        "best": None if callback.best is None else number(callback.best), "weightsOfEpoch": int(model.get_weights()[0][0, 0]),
    }


falling = [1, 0.8, 0.6, 0.61, 0.7, 0.55, 0.56, 0.57, 0.58, 0.3]
rising = [0.5, 0.6, 0.7, 0.65, 0.69, 0.71, 0.7, 0.7, 0.7, 0.9]
slow = [1, 0.95, 0.91, 0.88, 0.86, 0.85, 0.845, 0.84]
worst_first = [5, 0.9, 0.8, 0.85, 0.86, 0.84, 0.83]
stops = [
    *[early_stopping(options, falling) for options in [
        {}, {"patience": 1}, {"patience": 2}, {"patience": 3}, {"patience": 20}, {"patience": 2, "restoreBestWeights": True},
        {"patience": 20, "restoreBestWeights": True}, {"monitor": "loss", "patience": 2}, {"patience": 2, "mode": "max"},
        {"patience": 2, "mode": "min"},
    ]],
    *[early_stopping({"monitor": monitor, **options}, rising) for monitor, options in [
        ("valAccuracy", {"patience": 2}), ("accuracy", {"patience": 1, "mode": "auto"}), ("valAccuracy", {"patience": 2, "mode": "max"}),
        ("valAccuracy", {"patience": 2, "restoreBestWeights": True}), ("valAccuracy", {"patience": 2, "minDelta": 0.05}),
    ]],
    *[early_stopping({"patience": 2, **options}, slow) for options in [
        {"minDelta": 0.045}, {"minDelta": -0.045}, {"minDelta": 0.02, "restoreBestWeights": True},
    ]],
    # A model that does not beat the baseline has no more time than one that does not improve.
    *[early_stopping({"patience": 2, **options}, slow) for options in [
        {"baseline": 0.9}, {"baseline": 0.97}, {"baseline": 0.5}, {"baseline": 0.5, "restoreBestWeights": True},
        {"baseline": 0.9, "minDelta": 0.03},
    ]],
    early_stopping({"monitor": "valAccuracy", "baseline": 0.65, "patience": 2}, rising),
    *[early_stopping({"startFromEpoch": 3, **options}, falling) for options in [
        {}, {"patience": 2}, {"patience": 2, "restoreBestWeights": True}, {"startFromEpoch": 20, "restoreBestWeights": True},
    ]],
    early_stopping({"patience": 1, "startFromEpoch": 1, "restoreBestWeights": True}, worst_first),
    # Of the first epoch alone training does not end, and a figure that is no number is no improvement.
    early_stopping({"monitor": "valLoss", "mode": "max"}, [0.5, 0.4, 0.3]),
    early_stopping({"patience": 2, "restoreBestWeights": True}, [1, 0.9, np.nan, np.nan, 0.5]),
    early_stopping({"patience": 2, "restoreBestWeights": True}, [np.nan, np.nan, 0.9, np.nan, np.nan]),
]


def plateau(options, values):
    model, callback = model_of_one_weight(), callback_of("reduceLROnPlateau", options)
    callback.set_model(model)
    callback.on_train_begin()
    key, rates = snake_case(options.get("monitor", "valLoss")), []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {key: value})
        rates.append(number(model.optimizer.learning_rate))
    callback.on_train_end()
    return {"options": options, "learningRate": 0.1, "values": [number(v) for v in values], "learningRates": rates}


flat = [1, 0.9, 0.9, 0.95, 0.9, 0.9, 0.85, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]
plateaus = [
    *[plateau(options, flat) for options in [
        {}, {"patience": 2}, {"factor": 0.5, "patience": 2}, {"factor": 0.5, "patience": 1}, {"factor": 0.5, "patience": 0},
        {"factor": 0.5, "patience": 2, "cooldown": 2}, {"factor": 0.5, "patience": 1, "cooldown": 3},
        {"factor": 0.5, "patience": 2, "minLr": 0.03}, {"factor": 0.5, "patience": 1, "minLr": 0.03, "cooldown": 1},
        {"factor": 0.5, "patience": 2, "mode": "max"}, {"monitor": "loss", "factor": 0.5, "patience": 2},
    ]],
    *[plateau({"factor": 0.5, "patience": 2, **options}, slow) for options in [{}, {"minDelta": 0.045}, {"minDelta": 0}]],
    # The default minDelta is 1e-4.
    plateau({"factor": 0.5, "patience": 2}, [1, 0.99995, 0.9999, 0.99985, 0.9997, 0.9996]),
    plateau({"monitor": "valAccuracy", "factor": 0.5, "patience": 2}, rising),
]


def csv(options, fits):
    """The text after fits that all begin at epoch 0; names of columns are ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        callback = callback_of("csvLogger", {"filename": str(path), **options})
        callback.set_model(model_of_one_weight())
        for epochs in fits:
            callback.on_train_begin()
            for epoch, logs in enumerate(epochs):
                callback.on_epoch_end(epoch, {snake_case(k): v for k, v in logs.items()})
            callback.on_train_end()
        with open(path, newline="") as file:
            return {"options": options, "fits": fits, "text": camel_case(file.read())}


first = [{"accuracy": 0.5, "loss": 0.75, "valLoss": 0.875}, {"accuracy": 0.625, "loss": 0.5, "valLoss": 0.8125}]
second = [{"accuracy": 0.75, "loss": 0.25, "valLoss": 0.6875}]
logs = [
    csv({"append": True}, [first, second]),
    csv({}, [first, second]),
    csv({"append": False}, [first]),
    csv({"separator": ";", "append": True}, [first, second]),
    # Columns of validation are there from the beginning: it may come later.
    csv({}, [[{"loss": 0.75}, {"loss": 0.5, "valLoss": 0.625}]]),
    csv({}, [[{"valLoss": 0.875, "loss": 0.75, "accuracy": 0.5}, {"loss": 0.5}]]),
    csv({}, [[{"loss": 0.75, "recall": [0.25, 0.5], "valLoss": 0.5, "valRecall": [0.125, 0.375]}]]),
]


def terminate(losses):
    """Training on rows whose losses are these: a square root is the target, and the weight is 0."""
    model = model_of_one_weight(learning_rate=0.0)
    model.set_weights([np.zeros((1, 1), np.float32)])
    x, y = np.ones((len(losses), 1), np.float32), np.asarray(losses, np.float32).reshape(-1, 1)
    batches, ends = [], []
    seen = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: batches.append(batch), on_epoch_end=lambda epoch, logs: ends.append(epoch),
    )
    history = model.fit(
        x,
        y,
        epochs=3,
        batch_size=1,
        shuffle=False,
        verbose=0,
        callbacks=[make(keras.callbacks, "terminateOnNaN", {}), seen],
    )
    return {
        "x": tensor(x), "y": tensor(y), "batchSize": 1, "epochs": 3, "batches": batches, "epochEnds": ends,
        "loss": [number(v) for v in history.history["loss"]],
    }


terminations = [terminate(values) for values in [[1, 2, 3], [1, np.nan, 3, 4], [1, 2, np.inf, 4], [1e30, 1, 2]]]


def swapped(swap_on_epoch, validation_freq=1):
    """A weight that follows y = 3x, and its average: what is evaluated, what other callbacks see, what is left at the end."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    optimizer = keras.optimizers.SGD(0.25, use_ema=True, ema_momentum=0.5)
    model.compile(optimizer, "mse")
    model.set_weights([np.zeros((1, 1), np.float32)])
    x, y = np.ones((4, 1), np.float32), np.full((4, 1), 3, np.float32)
    begins, ends = [], []
    weight = lambda: number(model.get_weights()[0][0, 0])
    watch = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: begins.append(weight()), on_epoch_end=lambda epoch, logs: ends.append(weight()),
    )
    history = model.fit(
        x, y, epochs=4, batch_size=2, shuffle=False, verbose=0, validation_data=(x, y), validation_freq=validation_freq,
        callbacks=[keras.callbacks.SwapEMAWeights(swap_on_epoch=swap_on_epoch), watch],
    ).history
    return {
        "options": {"swapOnEpoch": swap_on_epoch}, "validationFreq": validation_freq, "begins": begins, "ends": ends, "last": weight(),
        "loss": [number(v) for v in history["loss"]], "valLoss": [number(v) for v in history["val_loss"]],
    }


def lambdas():
    """The hooks of a callback of functions, in the order of their calls."""
    model, calls = model_of_one_weight(0.0), []
    note = lambda name: lambda *args: calls.append(" ".join([name, *[str(a) for a in args if isinstance(a, int)]]))
    of = lambda what: [f"on{what}{when}" for when in ("Begin", "End", "BatchBegin", "BatchEnd")]
    names = [*of("Train"), "onEpochBegin", "onEpochEnd", *of("Test"), *of("Predict")]
    # Keras hands logs to every hook.
    hooks = {snake_case(name): (lambda f: lambda *args, logs=None: f(*args))(note(name)) for name in names}
    callback = keras.callbacks.LambdaCallback(**hooks)
    x = np.ones((3, 1), np.float32)
    model.fit(x, x, epochs=2, batch_size=2, verbose=0, validation_data=(x, x), callbacks=[callback])
    model.evaluate(x, x, batch_size=2, verbose=0, callbacks=[callback])
    model.predict(x, batch_size=2, verbose=0, callbacks=[callback])
    return {"rows": 3, "batchSize": 2, "epochs": 2, "calls": calls}


swaps = [swapped(False), swapped(True), swapped(True, 2)]

write(
    "callbacks", earlyStopping=stops, reduceLROnPlateau=plateaus, csvLogger=logs, terminateOnNaN=terminations, swapEmaWeights=swaps,
    lambdaCallback=lambdas(),
)
