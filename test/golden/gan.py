"""Twenty steps of a generator against a discriminator, each with an optimizer of its own: a part of models.json."""
import keras
import numpy as np
import tensorflow as tf

from recording import Draw, make, number, tensor, tensors

BATCH, NOISE, STEPS = 4, 3, 20
DESCRIBED = {
    "generator": {
        "inputShape": [NOISE],
        "layers": [{"kind": "dense", "options": {"units": 6, "activation": "relu"}}, {"kind": "dense", "options": {"units": 2}}],
    },
    "discriminator": {
        "inputShape": [2],
        "layers": [{"kind": "dense", "options": {"units": 6, "activation": "tanh"}}, {"kind": "dense", "options": {"units": 1}}],
    },
}
ADAM = {"learningRate": 0.02, "beta1": 0.5}


def network(described):
    layers = [make(keras.layers, layer["kind"], layer["options"]) for layer in described["layers"]]
    return keras.Sequential([keras.Input(described["inputShape"]), *layers])


def gan():
    draw = Draw(24)
    models = {name: network(described) for name, described in DESCRIBED.items()}
    optimizers = {name: make(keras.optimizers, "adam", ADAM) for name in models}
    initial = {name: [draw.normal(*w.shape) for w in model.weights] for name, model in models.items()}
    for name, model in models.items():
        model.set_weights(initial[name])
    generator, discriminator = models["generator"], models["discriminator"]
    crossentropy = keras.losses.BinaryCrossentropy(from_logits=True)
    ones, zeros = np.ones((BATCH, 1), np.float32), np.zeros((BATCH, 1), np.float32)

    def learn(name, tape, loss):
        variables = models[name].trainable_variables
        optimizers[name].apply(tape.gradient(loss, [v.value for v in variables]), variables)
        return number(loss)

    steps = []
    for _ in range(STEPS):
        noise, real = draw.normal(BATCH, NOISE), draw.uniform(0, 2, BATCH, 2)
        # The discriminator learns first, the generator against what it has become, from the same noise.
        with tf.GradientTape() as tape:
            loss = crossentropy(ones, discriminator(real)) + crossentropy(zeros, discriminator(generator(noise)))
        against = learn("discriminator", tape, loss)
        with tf.GradientTape() as tape:
            loss = crossentropy(ones, discriminator(generator(noise)))
        steps.append({
            "noise": tensor(noise), "real": tensor(real),
            "discriminatorLoss": against, "generatorLoss": learn("generator", tape, loss),
        })
    return {
        **DESCRIBED, "optimizer": {"kind": "adam", "config": ADAM},
        "loss": {"kind": "binaryCrossentropy", "config": {"fromLogits": True}},
        "weights": {name: tensors(w) for name, w in initial.items()}, "steps": steps,
        "finalWeights": {name: tensors(model.get_weights()) for name, model in models.items()},
    }
