"""Records recurrent layers for recurrent.json: what they answer, gradients of sum(answers * r), and their weights after steps of Adam."""
import keras
import numpy as np
import tensorflow as tf

from recording import CLASSES, PARTS, Draw, make, snake_case, tensor, tensors, write

draw = Draw(41)
CLASSES |= {
    "simpleRNN": "SimpleRNN", "simpleRNNCell": "SimpleRNNCell", "lstm": "LSTM", "lstmCell": "LSTMCell", "gru": "GRU",
    "gruCell": "GRUCell", "rnn": "RNN", "stackedRNNCells": "StackedRNNCells",
    "convLstm1d": "ConvLSTM1D", "convLstm2d": "ConvLSTM2D", "convLstm3d": "ConvLSTM3D",
}
PARTS |= {
    "recurrentRegularizer": keras.regularizers, "kernelConstraint": keras.constraints, "recurrentConstraint": keras.constraints,
    "biasConstraint": keras.constraints, "layer": keras.layers, "backwardLayer": keras.layers, "cell": keras.layers,
}
part = lambda kind, **config: {"kind": kind, "config": config}


def layer_of(kind, options):
    """The layer. Keras takes the batch size of a stateful one from its input."""
    options = {k: v for k, v in options.items() if k != "batchSize"}
    if "dataFormat" in options:
        options["dataFormat"] = snake_case(options["dataFormat"])
    if kind == "rnn" and isinstance(options["cell"], list):
        cells = [make(keras.layers, c["kind"], c["config"]) for c in options.pop("cell")]
        return keras.layers.RNN(cells, **{snake_case(k): v for k, v in options.items()})
    if kind == "bidirectional":
        inner = {k: layer_of(options[k]["kind"], options[k]["config"]) for k in ["layer", "backwardLayer"] if k in options}
        others = {snake_case(k): v for k, v in options.items() if k not in inner}
        return keras.layers.Bidirectional(**{snake_case(k): v for k, v in inner.items()}, **others)
    if kind == "timeDistributed":
        return keras.layers.TimeDistributed(layer_of(options["layer"]["kind"], options["layer"]["config"]))
    return make(keras.layers, kind, options)


def record(kind, options, x, mask=None, initial=None, training=False, calls=1, positive=()):
    """One layer with drawn weights; those at the indices `positive` are variances.
    calls: how often a stateful layer is called, the states going on"""
    layer = layer_of(kind, options)
    layer.build(x.shape)
    weights = layer.weights
    values = [draw.uniform(0.5, 2, *w.shape) if i in positive else draw.normal(*w.shape) * np.float32(0.5) for i, w in enumerate(weights)]
    for w, value in zip(weights, values):
        w.assign(value)
    given = tf.constant(x)
    kwargs = {}
    if mask is not None:
        kwargs["mask"] = tf.constant(mask)
    states = None if initial is None else [tf.constant(s) for s in initial]
    if states is not None:
        kwargs["initial_state"] = states
    if kind != "timeDistributed" or training:
        kwargs["training"] = training
    case = {"layer": kind, "options": options, "input": tensor(x), "weights": tensors(values)}
    if training:
        case["training"] = True
    if mask is not None:
        case["mask"] = tensor(mask)
    if initial is not None:
        case["initialState"] = tensors(initial)
    flat = lambda y: [y] if tf.is_tensor(y) else tf.nest.flatten(y)
    learned = [w.value for w in layer.trainable_weights]
    sources = [given, *(states or [])]
    if calls > 1:
        case["calls"] = [tensors(flat(layer(given, **kwargs))) for _ in range(calls)]
        # Keras' reset_state fails for the nested states of stacked cells.
        for v in keras.tree.flatten(layer.states):
            v.assign(tf.zeros_like(v))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(sources)
        outputs = flat(layer(given, **kwargs))
        r = [draw.normal(*y.shape) for y in outputs]
        value = tf.add_n([tf.reduce_sum(y * s) for y, s in zip(outputs, r)])
        losses = layer.losses
        penalty = tf.add_n(losses) if losses else None
    gradient = lambda v, of: [tensor(tf.convert_to_tensor(g)) for g in tape.gradient(v, of, unconnected_gradients="zero")]
    case |= {"outputs": tensors(outputs), "r": tensors(r), "gradients": gradient(value, [*sources, *learned])}
    if penalty is not None:
        case["penalty"] = tensor(penalty)["data"][0]
    if kind in ["bidirectional", "timeDistributed"] or training or calls > 1:
        return case
    # Steps of training towards 0.3.
    optimizer = keras.optimizers.Adam(learning_rate=0.05)
    found = []
    for _ in range(3):
        with tf.GradientTape() as tape:
            answer = flat(layer(given, **kwargs))[0]
            loss = tf.add_n([tf.reduce_mean(tf.square(answer - 0.3)), *layer.losses])
        found.append(tensor(loss)["data"][0])
        optimizer.apply(tape.gradient(loss, [w.value for w in layer.trainable_weights]), layer.trainable_weights)
    return case | {"trained": {"losses": found, "weights": tensors([w.numpy() for w in weights])}}


x = draw.normal(3, 5, 2)
mask = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 0, 1], [1, 0, 0, 0, 0]], bool)
state = lambda count=1, units=3: [draw.normal(3, units) for _ in range(count)]
KINDS = {"simpleRNN": 1, "lstm": 2, "gru": 1}
cases = []
for kind, count in KINDS.items():
    base = {"units": 3}
    go = lambda options, **more: cases.append(record(kind, {**base, **options}, x, **more))
    go({})
    go({"returnSequences": True})
    go({"returnSequences": True, "returnState": True})
    go({"returnState": True}, initial=state(count))
    go({"goBackwards": True, "returnSequences": True, "returnState": True})
    go({"goBackwards": True}, mask=mask)
    go({"useBias": False, "activation": "relu"})
    go({"activation": None, "returnSequences": True})
    go({"unroll": True, "returnSequences": True, "returnState": True}, initial=state(count))
    go({"unroll": True, "goBackwards": True}, mask=mask)
    for options in [{}, {"zeroOutputForMask": True}, {"unroll": True}]:
        go({"returnSequences": True, "returnState": True, **options}, mask=mask)
        go({"returnState": True, **options}, mask=mask)
        go({"returnSequences": True, "returnState": True, **options}, mask=mask, initial=state(count))
    go({"zeroOutputForMask": True, "goBackwards": True, "returnSequences": True}, mask=mask)
    go({"stateful": True, "batchSize": 3, "returnSequences": True, "returnState": True}, calls=3)
    go({"stateful": True, "batchSize": 3, "goBackwards": True}, calls=2, mask=mask)
    go({"kernelRegularizer": part("l2", l2=0.1), "recurrentRegularizer": part("l1", l1=0.05), "biasRegularizer": part("l2", l2=0.2)})
    go({"kernelConstraint": part("maxNorm", maxValue=0.5), "recurrentConstraint": part("maxNorm", maxValue=0.7),
        "biasConstraint": part("nonNeg")})
    if kind != "simpleRNN":
        go({"recurrentActivation": "relu", "activation": "sigmoid"})
        go({"recurrentActivation": None, "returnSequences": True})
        go({"activityRegularizer": part("l2", l2=0.1), "returnSequences": True, "returnState": True})
    if kind == "gru":
        for options in [{}, {"returnSequences": True, "returnState": True}, {"useBias": False}, {"unroll": True}]:
            go({"resetAfter": False, **options})
        go({"resetAfter": False, "returnSequences": True}, mask=mask, initial=state())
    if kind == "lstm":
        go({"unitForgetBias": False})

cell = lambda kind, units, **config: part(f"{kind}Cell", units=units, **config)
stack = [cell("lstm", 3), cell("gru", 2), cell("simpleRNN", 4)]
for options, more in [
    ({"cell": cell("simpleRNN", 3)}, {}), ({"cell": cell("lstm", 3), "returnSequences": True, "returnState": True}, {"mask": mask}),
    ({"cell": cell("gru", 3, resetAfter=False), "goBackwards": True}, {}), ({"cell": stack}, {}),
    ({"cell": stack, "returnSequences": True}, {"mask": mask}), ({"cell": stack, "returnState": True, "unroll": True}, {"mask": mask}),
    ({"cell": stack, "returnState": True, "returnSequences": True, "goBackwards": True}, {}),
    ({"cell": stack[:2], "stateful": True, "batchSize": 3}, {"calls": 2}),
]:
    cases.append(record("rnn", options, x, **more))

both = lambda options, **more: cases.append(record("bidirectional", options, x, **more))
for kind, count in KINDS.items():
    inner = lambda **config: part(kind, units=3, **config)
    for mode in ["concat", "sum", "mul", "ave", None]:
        both({"layer": inner(), "mergeMode": mode})
        both({"layer": inner(returnSequences=True), "mergeMode": mode}, mask=mask)
    both({"layer": inner(returnSequences=True, returnState=True)}, initial=state(2 * count))
    both({"layer": inner(returnState=True), "mergeMode": None}, mask=mask)
    both({"layer": inner(returnSequences=True), "backwardLayer": part("gru", units=2, returnSequences=True, goBackwards=True)})
    both({"layer": inner(returnSequences=True, stateful=True, batchSize=3)}, calls=2)

longer = draw.normal(3, 4, 5, 2)
for layer, sample, more in [
    (part("dense", units=2, activation="tanh"), x, {}), (part("dense", units=2), x, {"mask": mask}),
    (part("dense", units=2), longer, {}), (part("lstm", units=2), longer, {}), (part("flatten"), longer, {}),
    (part("layerNormalization"), x, {}),
]:
    cases.append(record("timeDistributed", {"layer": layer}, sample, **more))

# Batch normalisation takes the statistics of each step by itself.
cases.append(record("timeDistributed", {"layer": part("batchNormalization", momentum=0.5)}, x, training=True, positive=[3]))

# Convolutional ones, over places of uneven sizes.
INPUTS = {1: draw.normal(2, 4, 6, 2), 2: draw.normal(2, 3, 5, 4, 2), 3: draw.normal(2, 3, 3, 4, 3, 1)}
rows = {1: mask[:2, :4], 2: mask[:2, :3], 3: mask[:2, :3]}
places = lambda d, n: [3, 2, 2][:d] if n == "kernelSize" else [2, 1, 2][:d]


def convolved(d, options, masked=False, initial=None, calls=1, channels_first=False):
    sample = np.moveaxis(INPUTS[d], -1, 2) if channels_first else INPUTS[d]
    options = {"filters": 2, "kernelSize": places(d, "kernelSize"), **options}
    states = None if initial is None else [draw.normal(*initial) for _ in range(2)]
    cases.append(record(f"convLstm{d}d", options, sample, mask=rows[d] if masked else None, initial=states, calls=calls))


for d in INPUTS:
    convolved(d, {})
    convolved(d, {"padding": "same", "returnSequences": True, "returnState": True})
    convolved(d, {"strides": places(d, "strides"), "padding": "same", "returnState": True}, masked=True)
    convolved(d, {"padding": "same", "goBackwards": True, "returnSequences": True}, masked=True)
convolved(2, {"dilationRate": 2, "padding": "same"})
convolved(2, {"dilationRate": [2, 1], "kernelSize": 2, "returnSequences": True})
convolved(2, {"strides": 2, "kernelSize": 3, "returnSequences": True})
convolved(2, {"useBias": False, "activation": "relu", "recurrentActivation": "hard_sigmoid"})
convolved(2, {"activation": None, "unitForgetBias": False})
convolved(2, {"padding": "same", "returnState": True}, initial=(2, 5, 4, 2))
convolved(2, {"padding": "same", "returnState": True, "returnSequences": True}, masked=True, initial=(2, 5, 4, 2))
convolved(2, {"zeroOutputForMask": True, "returnSequences": True}, masked=True)
convolved(2, {"unroll": True, "returnSequences": True}, masked=True)
convolved(2, {"stateful": True, "batchSize": 2, "returnSequences": True, "returnState": True}, calls=3)
convolved(2, {"kernelRegularizer": part("l2", l2=0.1), "recurrentRegularizer": part("l1", l1=0.05), "biasRegularizer": part("l2", l2=0.2),
              "activityRegularizer": part("l2", l2=0.1)})
convolved(2, {"kernelConstraint": part("maxNorm", maxValue=0.5), "recurrentConstraint": part("maxNorm", maxValue=0.7),
              "biasConstraint": part("nonNeg")})
for d in INPUTS:
    convolved(d, {"dataFormat": "channelsFirst", "padding": "same", "returnSequences": True, "returnState": True}, channels_first=True)
convolved(2, {"dataFormat": "channelsFirst", "strides": 2, "goBackwards": True}, masked=True, channels_first=True)
cases.append(record("bidirectional", {
    "layer": part("convLstm2d", filters=2, kernelSize=2, padding="same", returnSequences=True), "mergeMode": "concat",
}, INPUTS[2], mask=rows[2]))


def forget(units, bias):
    layer = keras.layers.LSTM(units, bias_initializer=bias)
    layer.build((None, 4, 2))
    return tensor(layer.cell.bias.numpy())


write("recurrent", cases=cases, forgetBias=[{"biasInitializer": b, "bias": forget(2, b)} for b in ["zeros", "ones"]])
