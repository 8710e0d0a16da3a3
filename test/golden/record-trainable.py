"""Records what `trainable` does that changes after compile and between fits, for trainable.json: the weights after each phase."""
import warnings

import keras

from recording import Draw, make, tensor, tensors, write

warnings.simplefilter("ignore")

LAYERS = [
    {"kind": "dense", "options": {"units": 3, "activation": "tanh", "name": "first", "kernelRegularizer": "l2"}},
    {"kind": "batchNormalization", "options": {"name": "norm", "momentum": 0.8}},
    {"kind": "dense", "options": {"units": 1, "name": "last"}},
]
SGD = {"learningRate": 0.1, "momentum": 0.9}
# Each phase sets layers, compiles if it says so, and fits.
PHASES = [
    {"set": {}, "compile": True},
    {"set": {"first": False, "norm": False}, "compile": False},
    {"set": {}, "compile": True},
    {"set": {"first": True, "norm": True, "last": False}, "compile": False},
    {"set": {}, "compile": True},
]
EPOCHS = 2

draw = Draw(31)
model = keras.Sequential([keras.Input((2,)), *[make(keras.layers, d["kind"], d["options"]) for d in LAYERS]])
initial = [abs(draw.normal(*w.shape)) if "variance" in w.path else draw.normal(*w.shape) for w in model.weights]
model.set_weights(initial)
x, y = draw.normal(8, 2), draw.normal(8, 1)

phases = []
for phase in PHASES:
    for name, trainable in phase["set"].items():
        model.get_layer(name).trainable = trainable
    if phase["compile"]:
        model.compile(make(keras.optimizers, "sgd", SGD), "mse")
    model.fit(x, y, epochs=EPOCHS, batch_size=8, shuffle=False, verbose=0)
    phases.append({**phase, "weights": {layer.name: tensors(layer.get_weights()) for layer in model.layers}})

write(
    "trainable", layers=LAYERS, optimizer=SGD, epochs=EPOCHS, x=tensor(x), y=tensor(y), initial=tensors(initial), phases=phases,
)
