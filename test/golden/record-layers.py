"""Records layers one by one for layers.json: outputs, masks, losses, state, and gradients of sum(output * r)."""
import keras
import numpy as np
import tensorflow as tf

from recording import CLASSES, PARTS, Draw, make, tensor, tensors, write

draw = Draw(20)
CLASSES |= {"rmsNormalization": "RMSNormalization"} | {
    f"{kind}{n}d": f"{kind[0].upper()}{kind[1:]}{n}D"
    for kind in ["cropping", "spatialDropout", "upSampling", "zeroPadding"] for n in [1, 2, 3]
}
PARTS["layer"] = keras.layers


def masked(x, mask):
    keras.src.backend.set_keras_mask(x, tf.constant(mask))
    return x


def gradients_of(tape, value, sources):
    found = tape.gradient(value, sources, unconnected_gradients="zero")
    return [tensor(tf.convert_to_tensor(g)) for g in found]


def record(kind, options, inputs, training=False, masks=None, positive=()):
    """One call of a layer with drawn weights; those at the indices `positive` are variances."""
    layer = make(keras.layers, kind, options)
    layer.build(inputs[0].shape if len(inputs) == 1 else [x.shape for x in inputs])
    # A wrapper's own weights come first; Keras counts a kernel that it looks up as one of them.
    weights = [layer.vector_u, *layer.layer.weights] if kind == "spectralNormalization" else layer.weights
    initial = [draw.uniform(0.5, 2, *w.shape) if i in positive else draw.normal(*w.shape) for i, w in enumerate(weights)]
    for w, value in zip(weights, initial):
        w.assign(value)
    # Keras keeps masks on tensors, so that a tensor stands for each input.
    given = [tf.constant(x) for x in inputs]
    for x, mask in zip(given, masks or []):
        if mask is not None:
            masked(x, mask)
    learned = [v.value for v in weights if v.trainable and layer.trainable]
    sources = [x for x in given if x.dtype == tf.float32]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(sources)
        takes_training = {"training": training} if kind in ["batchNormalization", "spectralNormalization"] else {}
        output = layer(given[0] if len(given) == 1 else given, **takes_training)
        r = draw.normal(*output.shape)
        value, losses = tf.reduce_sum(output * r), layer.losses
        penalty = tf.add_n(losses) if losses else None
    output_mask = keras.src.backend.get_keras_mask(output)
    case = {"layer": kind, "options": options, "training": training, "inputs": tensors(inputs)}
    if masks is not None:
        case["masks"] = [None if m is None else tensor(m) for m in masks]
    case |= {"weights": tensors(initial), "output": tensor(output)}
    if output_mask is not None:
        case["outputMask"] = tensor(output_mask)
    case |= {"r": tensor(r), "inputGradients": gradients_of(tape, value, sources), "weightGradients": gradients_of(tape, value, learned)}
    if losses:
        case |= {
            "losses": [tensor(loss)["data"][0] for loss in losses], "lossSum": tensor(penalty)["data"][0],
            "lossInputGradients": gradients_of(tape, penalty, sources), "lossWeightGradients": gradients_of(tape, penalty, learned),
        }
    if len(layer.non_trainable_weights) > 0:
        case["weightsAfter"] = tensors([w.numpy() for w in weights])
    return case


def batch_normalization(options, x, training, masks=None):
    count = 2 + sum(options.get(k, True) for k in ["center", "scale"])
    return record("batchNormalization", options, [x], training, masks, positive=[count - 1])


steps = np.array([[1, 1, 0], [1, 0, 0]], bool)
rows, cube, image = draw.uniform(-3, 4, 4, 3), draw.normal(2, 3, 4), draw.normal(2, 2, 3, 2)
cases = [
    *[batch_normalization({}, rows, training) for training in [True, False]],
    *[batch_normalization(options, cube, training) for options in [{}, {"axis": 1}] for training in [True, False]],
    *[batch_normalization(options, image, True) for options in [{}, {"axis": 1}]],
    *[batch_normalization(options, rows, training)
      for options in [{"center": False}, {"scale": False}, {"center": False, "scale": False}] for training in [True, False]],
    batch_normalization({"momentum": 0.8, "epsilon": 0.01}, rows, True),
    *[batch_normalization({}, cube, training, [steps]) for training in [True, False]],
    *[batch_normalization({"trainable": False}, rows, training) for training in [True, False]],
    *[record("layerNormalization", options, [cube])
      for options in [{}, {"axis": -1}, {"axis": [1, 2]}, {"axis": 1}, {"center": False}, {"scale": False}, {"epsilon": 0.1}]],
    record("layerNormalization", {}, [rows]),
]

a, b, c = draw.normal(2, 3, 4), draw.normal(2, 3, 4), draw.normal(2, 3, 4)
other = np.array([[1, 0, 1], [0, 0, 1]], bool)
cases += [
    record("add", {}, [a, b]),
    record("add", {}, [a, b, c]),
    record("add", {}, [a, draw.normal(2, 1, 4)]),
    record("add", {}, [a, draw.normal(2, 3, 1), draw.normal(2, 1, 4)]),
    # An axis of 1 is put behind the batch of the input with fewer axes.
    record("add", {}, [a, draw.normal(2, 4)]),
    record("add", {}, [a, b], masks=[steps, other]),
    record("add", {}, [a, b], masks=[steps, None]),
    record("concatenate", {}, [a, draw.normal(2, 3, 2)]),
    record("concatenate", {"axis": -1}, [a, b, c]),
    record("concatenate", {"axis": 1}, [a, draw.normal(2, 2, 4)]),
    record("concatenate", {}, [a, b], masks=[steps, other]),
    record("concatenate", {"axis": 1}, [a, b], masks=[steps, None]),
]

ids = np.array([[1, 4, 0], [2, 0, 4]], np.int32)
quiet = draw.normal(3, 4, 2)
quiet[0, 1:], quiet[2, 0, 0], quiet[1, 3] = 0, 0, -1
cases += [
    record("embedding", {"inputDim": 5, "outputDim": 3}, [ids]),
    record("embedding", {"inputDim": 5, "outputDim": 3, "maskZero": True}, [ids]),
    record("masking", {}, [quiet]),
    record("masking", {"maskValue": -1}, [quiet]),
]

part = lambda kind, **config: {"kind": kind, "config": config}
cases += [
    record("dense", {"units": 2, **options}, [rows])
    for options in [
        {"kernelRegularizer": part("l1", l1=0.02)}, {"kernelRegularizer": part("l1")},
        {"kernelRegularizer": part("l2", l2=0.03)}, {"kernelRegularizer": part("l2")},
        {"kernelRegularizer": part("l1l2", l1=0.01, l2=0.02)}, {"biasRegularizer": part("l2", l2=0.1)},
        {"activityRegularizer": part("l1", l1=0.01)}, {"activityRegularizer": part("l2", l2=0.05), "activation": "tanh"},
        {
            "kernelRegularizer": part("l1", l1=0.1), "biasRegularizer": part("l2", l2=0.2),
            "activityRegularizer": part("l1l2", l1=0.3, l2=0.4),
        },
        {"kernelRegularizer": part("l2", l2=0.03), "trainable": False},
    ]
]
cases += [record("dense", {"units": 2, "activation": "tanh"}, [cube], masks=[steps]), record("dense", {"units": 2}, [cube])]


def normalization(options, x, data=None):
    layer = make(keras.layers, "normalization", options)
    if data is None:
        layer.build(x.shape)
    else:
        layer.adapt(data)
    case = {"options": options, **({} if data is None else {"adapt": tensor(data)})}
    if data is not None:
        mean, variance, count = layer.get_weights()
        case |= {"mean": tensor(mean), "variance": tensor(variance)}
    return {**case, "input": tensor(x), "output": tensor(layer(x))}


data = (draw.normal(7, 3) * np.array([1, 5, 0.1], np.float32) + np.array([0, -3, 2], np.float32)).round(3).astype(np.float32)
level = data.copy()
level[:, 1] = 3
normalizations = [
    *[normalization(options, rows, data)
      for options in [{}, {"axis": -1}, {"axis": None}, {"invert": True}, {"axis": None, "invert": True}]],
    # A column of one value has no variance: Keras divides by its epsilon.
    normalization({}, rows, level),
    normalization({}, cube, draw.normal(5, 3, 4)),
    normalization({"axis": 1}, cube, draw.normal(5, 3, 4)),
    normalization({"axis": [1, 2]}, cube, draw.normal(5, 3, 4)),
    normalization({"mean": 1.5, "variance": 4}, rows),
    normalization({"mean": [1, 2, 3], "variance": [4, 0.25, 1]}, rows),
    normalization({"mean": [1, 2, 3], "variance": [4, 0.25, 1], "invert": True}, rows),
    normalization({"axis": None, "mean": 1, "variance": 2.25}, rows),
]


# A generator of its own leaves the numbers above and below as they are.
draw, before = Draw(23), draw
wide = draw.normal(2, 3, 2, 4)
cases += [
    *[record("groupNormalization", options, [wide])
      for options in [
          {"groups": 2}, {"groups": -1}, {"groups": 1, "scale": False}, {"groups": 3, "axis": 1}, {"groups": 4, "center": False},
      ]],
    record("groupNormalization", {"groups": 2, "epsilon": 0.1}, [draw.normal(3, 6)], masks=[None]),
]
draw = Draw(31)
longer, small = draw.normal(2, 5, 3), draw.normal(2, 3, 4, 2)
volume = draw.normal(2, 3, 4, 3, 2)
both = ["channels_last", "channels_first"]
cases += [
    *[record("activityRegularization", options, [rows]) for options in [{}, {"l1": 0.1}, {"l1": 0.1, "l2": 0.02}]],
    record("activityRegularization", {"l2": 0.3}, [cube], masks=[steps]),
    *[record(kind, options, [cube], masks=[steps]) for kind, options in [
        ("alphaDropout", {"rate": 0.2}), ("dropout", {"rate": 0.2}), ("gaussianDropout", {"rate": 0.2}), ("gaussianNoise", {"stddev": 0.3}),
        ("identity", {}), ("spatialDropout1d", {"rate": 0.2}), ("unitNormalization", {}), ("rmsNormalization", {}),
        ("permute", {"dims": [2, 1]}), ("cropping1d", {}), ("zeroPadding1d", {}), ("upSampling1d", {}),
    ]],
    *[record("rmsNormalization", options, [cube]) for options in [{}, {"axis": [1, 2]}, {"axis": [2], "epsilon": 0.1}]],
    record("rmsNormalization", {}, [rows]),
    *[record("unitNormalization", options, [cube]) for options in [{}, {"axis": 1}, {"axis": [1, 2]}, {"axis": -2}]],
    *[record("cropping1d", options, [longer]) for options in [{}, {"cropping": 2}, {"cropping": [0, 2]}, {"cropping": [3, 0]}]],
    *[record("cropping2d", {**options, "dataFormat": f}, [small])
      for f in both for options in [{}, {"cropping": [1, 0]}, {"cropping": [[1, 0], [0, 1]]}]],
    record("cropping2d", {"cropping": 1}, [small]),
    record("cropping3d", {}, [volume]),
    *[record("cropping3d", {"cropping": [0, [1, 0], [0, 1]], "dataFormat": f}, [volume]) for f in both],
    *[record("zeroPadding1d", options, [longer]) for options in [{}, {"padding": 2}, {"padding": [0, 2]}]],
    record("zeroPadding1d", {"dataFormat": "channels_first"}, [longer]),
    *[record("zeroPadding2d", {**options, "dataFormat": f}, [small])
      for f in both for options in [{}, {"padding": [1, 2]}, {"padding": [[1, 0], [0, 2]]}]],
    record("zeroPadding3d", {}, [volume]),
    *[record("zeroPadding3d", {"padding": [0, [1, 2], [2, 0]], "dataFormat": f}, [volume]) for f in both],
    record("upSampling1d", {}, [longer]),
    record("upSampling1d", {"size": 3}, [longer]),
    *[record("upSampling2d", {**options, "dataFormat": f}, [small]) for f in both for options in [{}, {"size": [1, 3]}, {"size": 2}]],
    *[record("upSampling3d", {"size": [1, 2, 3], "dataFormat": f}, [volume]) for f in both],
    record("upSampling3d", {}, [volume]),
    *[record("permute", {"dims": dims}, [volume]) for dims in [[1, 2, 3, 4], [4, 1, 3, 2], [2, 1, 4, 3]]],
    record("repeatVector", {"n": 3}, [rows]),
    *[record("flatten", {"dataFormat": f}, [x]) for f in both for x in [rows, cube, small]],
]

pair = [a, b]
of_kinds = ["average", "maximum", "minimum", "multiply"]
cases += [
    *[record(kind, {}, inputs) for kind in of_kinds
      for inputs in [pair, [a, b, c], [a, draw.normal(2, 1, 4)], [a, draw.normal(2, 4), draw.normal(2, 3, 1)]]],
    *[record("subtract", {}, inputs) for inputs in [pair, [a, draw.normal(2, 4)]]],
    *[record(kind, {}, pair, masks=masks) for kind in [*of_kinds, "subtract"] for masks in [[steps, other], [steps, None], [None, other]]],
    *[record(kind, {}, [a, b, c], masks=masks) for kind in of_kinds
      for masks in [[steps, other, ~steps], [steps, None, other], [None, steps, other]]],
    *[record("dot", {"axes": axes}, [x, y]) for axes, x, y in [
        (1, draw.normal(3, 4), draw.normal(3, 4)), (-1, a, b), (1, a, draw.normal(2, 3, 5)), ([2, 1], a, draw.normal(2, 4, 5)),
        ([1, 2], a, draw.normal(2, 4, 3)), ([1, 2], draw.normal(2, 4), draw.normal(2, 3, 4)), ([2, 1], a, draw.normal(2, 4)),
        ([2, 3], draw.normal(2, 3, 4, 2), draw.normal(2, 3, 2, 4)), ([3, 1], draw.normal(2, 3, 2, 4), draw.normal(2, 4, 5, 2)),
    ]],
    *[record("dot", {"axes": axes, "normalize": True}, [x, y]) for axes, x, y in [
        (1, draw.normal(3, 4), draw.normal(3, 4)), ([2, 1], a, draw.normal(2, 4, 5)), (-1, a, b),
    ]],
    record("dot", {"axes": 2}, pair, masks=[steps, other]),
]

equations = [
    ("ab,bc->ac", 3, None, rows), ("abc,cd->abd", [None, 2], "d", cube), ("abc,cd->abd", [3, 2], "bd", cube),
    ("abc,bcd->ad", 2, "d", cube), ("abc,cde->abde", [None, 2, 3], "de", cube), ("abcd,cde->abe", [None, 3], "e", small),
    ("abc,bcd->adb", [2, 3], "b", cube), ("...x,xy->...y", 5, None, cube), ("...x,xy->...y", [5], "y", small),
    ("...xy,xyz->...z", 3, "z", small), ("...ab,bc->...ac", [None, 3], "c", small), ("ab...,bc->ac...", 4, None, cube),
    ("ab...,bc->ac...", [4], "c", small), ("abc,cd->adb", [2, 3], "db", cube), ("abc,b->abc", [3, 4], None, cube),
]
cases += [
    record("einsumDense", {"equation": equation, "outputShape": shape, **({} if bias is None else {"biasAxes": bias})}, [x])
    for equation, shape, bias, x in equations
]
cases += [
    record("einsumDense", {"equation": "abc,cd->abd", "outputShape": [None, 2], "activation": "tanh", "biasAxes": "d",
                           "kernelRegularizer": part("l2", l2=0.1), "biasRegularizer": part("l1", l1=0.2),
                           "activityRegularizer": part("l2", l2=0.05)}, [cube]),
    record("einsumDense", {"equation": "abc,cd->abd", "outputShape": [None, 2]}, [cube], masks=[steps]),
]

def renormalization(x, training, masks=None, **options):
    # Weights: gamma, beta, moving mean and variance, moving deviation, mean and deviation for the corrections.
    count = sum(options.get(k, True) for k in ["center", "scale"])
    return record("batchNormalization", {"renorm": True, **options}, [x], training, masks, positive=[count + i for i in [1, 2, 4]])


cases += [
    *[renormalization(rows, training) for training in [True, False]],
    renormalization(rows, True, renormClipping={"rmin": 0.9, "rmax": 1.2, "dmax": 0.3}, renormMomentum=0.7, momentum=0.6),
    renormalization(cube, True, axis=1, renormClipping={"rmax": 1.1}, scale=False),
    renormalization(cube, True, [steps], center=False, epsilon=0.1),
]

dense = lambda **config: part("dense", units=2, **config)
cases += [
    record("spectralNormalization", options, [x], training)
    for options, x in [
        ({"layer": dense()}, rows), ({"layer": dense(activation="tanh"), "powerIterations": 4}, cube),
        ({"layer": dense(useBias=False), "trainable": False}, rows),
        ({"layer": part("einsumDense", equation="abc,cde->abde", outputShape=[None, 2, 3], biasAxes="e")}, cube),
    ]
    for training in [True, False]
]
draw = Draw(37)
cases += [
    *[record("upSampling2d", {"size": [2, 4], "interpolation": how, "dataFormat": f}, [small])
      for f in both for how in ["bilinear", "bicubic", "lanczos3", "lanczos5"]],
    # The cubic weights of TensorFlow come from a table, so that those of thirds are not exact.
    *[record("upSampling2d", {"size": [3, 5], "interpolation": how}, [small]) for how in ["bilinear", "lanczos3", "lanczos5"]],
]
draw = before


def constraint(options, w):
    return {"kind": "maxNorm", "options": options, "input": tensor(w), "output": tensor(make(keras.constraints, "maxNorm", options)(w))}


kernel = draw.uniform(-3, 3, 4, 3)
kernel[:, 1] = 0
filters = draw.uniform(-3, 3, 2, 2, 3, 2)
constraints = [
    *[constraint(options, kernel)
      for options in [{}, {"axis": 0}, {"axis": 1}, {"maxValue": 2, "axis": 1}, {"maxValue": 0.5}, {"maxValue": 100}]],
    constraint({}, draw.uniform(-3, 3, 5)),
    constraint({"maxValue": 1, "axis": [0, 1, 2]}, filters),
]

write("layers", cases=cases, normalizations=normalizations, constraints=constraints)
