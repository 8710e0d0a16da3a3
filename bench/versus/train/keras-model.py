"""Keras on TensorFlow: `fit` as a user runs it, or (option `step`) a training step of one's own as one tf.function."""
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras
import tensorflow as tf
from peer import clock, option, read_net, serve, threads

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
net = read_net()
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True) if net.classes else keras.losses.BinaryCrossentropy(from_logits=True)
batches = [(tf.constant(net.x[i : i + net.batch]), tf.constant(net.y[i : i + net.batch])) for i in range(0, net.rows, net.batch)]


def model_of():
    layers = [keras.layers.Dense(units, activation=net.activation) for units in net.widths[1:-1]]
    model = keras.Sequential([keras.Input((net.widths[0],)), *layers, keras.layers.Dense(net.widths[-1])])
    if net.optimizer == "sgd":
        optimizer = keras.optimizers.SGD(net.learningRate)
    else:
        optimizer = keras.optimizers.Adam(net.learningRate, epsilon=net.epsilon)
    model.compile(optimizer, loss)
    optimizer.build(model.trainable_variables)
    return model


def reset(model):
    model.set_weights([values for layer in net.weights for values in layer])
    for variable in model.optimizer.variables:
        if variable is not model.optimizer.learning_rate:
            variable.assign(keras.ops.zeros_like(variable))


def contender(units, fresh):
    """fresh() gives a model and a function that trains it for so many steps."""
    model, train = fresh()

    def answer():
        reset(model)
        if option == "fit":
            rows = min(net.checked, net.batches) * net.batch
            model.fit(net.x[:rows], net.y[:rows], batch_size=net.batch, epochs=-(-net.checked // net.batches), shuffle=False, verbose=0)
        else:
            train(net.checked)
        checked = batches[: net.checked]
        return [sum(float(loss(y, model(x))) for x, y in checked) / len(checked)]

    def seconds(times):
        reset(model)
        return clock(lambda: train(times))

    return answer, seconds


def stepping(xla):
    model = model_of()

    @tf.function(jit_compile=xla)
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, model(x, training=True))
        model.optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)

    def train(steps):
        for i in range(steps):
            step(*batches[i % net.batches])

    return model, train


def fitting():
    model = model_of()
    return model, lambda epochs: model.fit(net.x, net.y, batch_size=net.batch, epochs=epochs, verbose=0)


name = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
if option == "fit":
    serve(f"{name}, fit", {"step": {"as it comes": (net.batches, lambda: contender(net.batches, fitting))}})
else:
    kinds = {"plain": False, "XLA": True}
    works = {kind: (1, lambda xla=xla: contender(1, lambda: stepping(xla))) for kind, xla in kinds.items()}
    serve(f"{name}, tf.function", {"step": works})
