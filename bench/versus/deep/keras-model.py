"""Keras on TensorFlow: `fit` as a user runs it, or (option `step`) a training step of one's own as one tf.function."""
import os
import re

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import numpy
import tensorflow as tf
from peer import clock, option, read_deep, serve, threads

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
net = read_deep()
Loss = keras.losses.SparseCategoricalCrossentropy if net.classes > 2 else keras.losses.BinaryCrossentropy
loss = Loss(from_logits=True)
batches = [(tf.constant(net.x[i : i + net.batch]), tf.constant(net.y[i : i + net.batch])) for i in range(0, net.rows, net.batch)]


class Embedding(keras.layers.Embedding):
    """With a gradient of the whole table. The one of rows that TensorFlow gives has equal rows apart, which Keras' Adam squares before
    it adds them up."""

    def call(self, inputs):
        return keras.ops.take(keras.ops.multiply(self.embeddings, 1), inputs, axis=0)


def class_named(kind):
    if kind == "embedding":
        return Embedding
    return getattr(keras.layers, {"lstm": "LSTM", "reLU": "ReLU"}.get(kind) or re.sub("d$", "D", kind[0].upper() + kind[1:]))


def options_of(options):
    return {re.sub("([A-Z])", lambda m: "_" + m[0].lower(), name): value for name, value in options.items()}


def encoder(x, options, weights, leaves):
    """After KerasHub's TransformerEncoder."""
    features, heads = x.shape[-1], options["numHeads"]
    attention = keras.layers.MultiHeadAttention(heads, features // heads)
    norms = [keras.layers.LayerNormalization(epsilon=1e-5) for _ in range(2)]
    wide, narrow = keras.layers.Dense(options["intermediateDim"], activation="relu"), keras.layers.Dense(features)
    x = norms[0](keras.layers.Add()([x, attention(x, x)]))
    x = norms[1](keras.layers.Add()([x, narrow(wide(x))]))
    leaves += [(attention, weights[:8]), (norms[0], weights[8:10]), (norms[1], weights[10:12])]
    leaves += [(wide, weights[12:14]), (narrow, weights[14:])]
    return x


def through(x, parts, leaves):
    for kind, options, weights in parts:
        if kind == "residual":
            x = keras.layers.Add()([x, through(x, weights, leaves)])
        elif kind == "transformerEncoder":
            x = encoder(x, options, weights, leaves)
        else:
            # The loss takes logits.
            logits = kind == "dense" and options["activation"] in ["softmax", "sigmoid"]
            layer = class_named(kind)(**options_of({**options, "activation": None} if logits else options))
            x = layer(x, x) if kind == "multiHeadAttention" else layer(x)
            leaves.append((layer, weights))
    return x


def model_of(**compiled):
    leaves = []
    inputs = keras.Input(net.inputShape, dtype="int32" if net.whole else "float32")
    model = keras.Model(inputs, through(inputs, net.parts, leaves))
    for layer, weights in leaves:
        for variable, values in zip(layer.trainable_variables, weights):
            variable.assign(values)
    optimizer = keras.optimizers.Adam(net.learningRate, epsilon=net.epsilon)
    model.compile(optimizer, loss, **compiled)
    optimizer.build(model.trainable_variables)
    return model, model.get_weights()


def reset(model, start):
    model.set_weights(start)
    for variable in model.optimizer.variables:
        if variable is not model.optimizer.learning_rate:
            variable.assign(keras.ops.zeros_like(variable))


def stepping(xla):
    model, start = model_of()

    @tf.function(jit_compile=xla)
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        model.optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)
        return value

    def answer():
        reset(model, start)
        return [numpy.mean([float(step(*batches[i])) for i in range(net.checked)]) for _ in range(2)]

    def train(steps):
        for i in range(steps):
            value = step(*batches[i % net.batches])
        return float(value)

    def seconds(steps):
        reset(model, start)
        return clock(lambda: train(steps))

    return answer, seconds


def fitting(xla):
    model, start = model_of(jit_compile=xla)
    options = {"batch_size": net.batch, "verbose": 0}

    def answer():
        reset(model, start)
        rows = net.checked * net.batch
        return model.fit(net.x[:rows], net.y[:rows], epochs=2, shuffle=False, **options).history["loss"]

    def seconds(epochs):
        reset(model, start)
        return clock(lambda: model.fit(net.x, net.y, epochs=epochs, **options))

    return answer, seconds


name = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
units, open_with, called = (net.batches, fitting, "fit") if option == "fit" else (1, stepping, "tf.function")
kinds = {"plain": False, "XLA": True}
serve(f"{name}, {called}", {"step": {kind: (units, lambda xla=xla: open_with(xla)) for kind, xla in kinds.items()}})
