"""Records constraints, regularizers, and what initializers are made of, for weight-parts.json."""
import keras
import numpy as np
import tensorflow as tf
from keras.src.initializers.random_initializers import compute_fans

from recording import Draw, make, number, snake_case, tensor, write

draw = Draw(23)
kernel, filters = draw.normal(4, 3), draw.normal(2, 2, 3, 2)


def constraint(kind, options, w):
    output = make(keras.constraints, kind, options)(w)
    return {"kind": kind, "options": options, "input": tensor(w), "output": tensor(output)}


constraints = [
    constraint("nonNeg", {}, kernel),
    *[constraint("unitNorm", options, kernel) for options in [{}, {"axis": 1}, {"axis": [0, 1]}]],
    constraint("unitNorm", {"axis": [0, 1, 2]}, filters),
    constraint("unitNorm", {}, np.zeros((2, 2), np.float32)),
    *[constraint("minMaxNorm", options, kernel)
      for options in [{}, {"minValue": 1.5, "maxValue": 2.0}, {"minValue": 3.0, "maxValue": 4.0, "rate": 0.25, "axis": -1}]],
    constraint("minMaxNorm", {"minValue": 0.5, "maxValue": 0.75, "axis": [0, 1, 2]}, filters),
    constraint("maxNorm", {"maxValue": 0.75, "axis": [0, 1, 2]}, filters),
]


def regularizer(options, w):
    made = keras.regularizers.OrthogonalRegularizer(**options)
    x = tf.constant(w)
    with tf.GradientTape() as tape:
        tape.watch(x)
        penalty = made(x)
    return {"options": options, "input": tensor(w), "penalty": number(penalty), "gradient": tensor(tape.gradient(penalty, x))}


regularizers = [regularizer(options, kernel) for options in [{}, {"factor": 0.5}, {"factor": 0.5, "mode": "columns"}]]


def orthonormal(a):
    """What Orthogonal makes of the numbers that it draws."""
    q, r = keras.ops.qr(a)
    return {"input": tensor(a), "output": tensor(q * keras.ops.sign(keras.ops.diag(r)))}


def fans(shape, options):
    fan_in, fan_out = compute_fans(shape, **{snake_case(k): v for k, v in options.items()})
    return {"shape": shape, "options": options, "fanIn": fan_in, "fanOut": fan_out}


axes = {"inputAxes": [0, 1], "outputAxes": [-1]}
write(
    "weight-parts", constraints=constraints, regularizers=regularizers,
    orthonormal=[orthonormal(draw.normal(*shape)) for shape in [(1, 1), (3, 3), (5, 2), (4, 1)]],
    fans=[fans(shape, options) for shape, options in [
        ([], {}), ([5], {}), ([5, 3], {}), ([3, 4, 5], {}), ([3, 3, 4, 8], {}), ([2, 3, 4, 5, 6], {}), ([4, 2, 8], axes),
    ]],
)
