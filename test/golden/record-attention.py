"""Records layers of attention for attention.json: outputs, scores, masks, and gradients of sum(output * r) + sum(scores * s).
Queries that see no key are asked for on the path with scores alone: Keras' fused path has another answer for them."""
import keras
import numpy as np
import tensorflow as tf

from recording import CLASSES, PARTS, Draw, make, snake_case, tensor, tensors, write

draw = Draw(41)
CLASSES["groupQueryAttention"] = "GroupQueryAttention"
part = lambda kind, **config: {"kind": kind, "config": config}


def gradients_of(tape, value, sources):
    return tensors(tf.convert_to_tensor(g) for g in tape.gradient(value, sources, unconnected_gradients="zero"))


def record(kind, options, inputs, masks=None, **args):
    """One call with drawn weights.
    inputs: query, value and maybe key; masks: those that they carry; args: further arguments, in camelCase"""
    layer = make(keras.layers, kind, options)
    ofHeads = kind in ["multiHeadAttention", "groupQueryAttention"]
    shapes = [x.shape for x in inputs]
    layer.build(*shapes) if ofHeads else layer.build(shapes)
    initial = [draw.normal(*w.shape) * np.float32(0.5) for w in layer.weights]
    for w, value in zip(layer.weights, initial):
        w.assign(value)
    given = [tf.constant(x) for x in inputs]
    for x, mask in zip(given, masks or []):
        if mask is not None:
            keras.src.backend.set_keras_mask(x, tf.constant(mask))
    kwargs = {snake_case(k): tf.constant(v) if isinstance(v, np.ndarray) else v for k, v in args.items()}
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(given)
        if ofHeads:
            answer = layer(*given, **kwargs)
        else:
            answer = layer(given, **kwargs)
        output, *scores = answer if isinstance(answer, tuple) else (answer,)
        r = draw.normal(*output.shape)
        value = tf.reduce_sum(output * r)
        case = {"layer": kind, "options": options, "inputs": tensors(inputs)}
        if masks is not None:
            case["masks"] = [None if m is None else tensor(m) for m in masks]
        case |= {
            "args": {k: tensor(v) if isinstance(v, np.ndarray) else v for k, v in args.items()}, "weights": tensors(initial),
            "output": tensor(output), "r": tensor(r),
        }
        if scores:
            s = draw.normal(*scores[0].shape)
            value += tf.reduce_sum(scores[0] * s)
            case |= {"scores": tensor(scores[0]), "s": tensor(s)}
        losses = layer.losses
        penalty = tf.add_n(losses) if losses else None
    mask = keras.src.backend.get_keras_mask(output)
    if mask is not None:
        case["outputMask"] = tensor(mask)
    learned = [w.value for w in layer.trainable_weights]
    case |= {"inputGradients": gradients_of(tape, value, given), "weightGradients": gradients_of(tape, value, learned)}
    if losses:
        case["lossSum"] = tensor(penalty)["data"][0]
    return case


query, value, key = draw.normal(2, 3, 4), draw.normal(2, 5, 3), draw.normal(2, 5, 4)
same = draw.normal(2, 5, 4)
queries = np.array([[1, 1, 0], [1, 0, 1]], bool)
keys = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 1, 1]], bool)
other = np.array([[1, 1, 1, 1, 0], [1, 1, 1, 0, 1]], bool)
first = np.array([[1, 1, 0, 1, 0], [1, 0, 1, 1, 1]], bool)
scores = {"returnAttentionScores": True}
causal = {"useCausalMask": True}
cases = []

for kind, more in [
    ("attention", [{}, {"useScale": True}, {"scoreMode": "concat"}, {"scoreMode": "concat", "useScale": True}, {"dropout": 0.5}]),
    ("additiveAttention", [{}, {"useScale": False}, {"dropout": 0.3}]),
]:
    for options in more:
        cases += [
            record(kind, options, [query, value, key]), record(kind, options, [query, key], **scores),
            record(kind, options, [query, value, key], masks=[queries, keys, None], **scores),
            record(kind, options, [same, same], masks=[first, first], **causal),
        ]
    cases += [
        record(kind, {}, [query, value, key], masks=[None, keys, other]), record(kind, {}, [query, key], masks=[queries, None]),
        record(kind, {}, [query, value, key], **causal, **scores), record(kind, {}, [same, same], training=True),
    ]

seen = np.array([[1, 1, 0, 0, 1], [1, 0, 1, 1, 0], [0, 1, 1, 0, 0]], bool)
each = np.stack([seen, ~seen & True | np.eye(3, 5, dtype=bool)])
heads = np.stack([each, each[:, ::-1]], 1)
mha = {"numHeads": 2, "keyDim": 3}
cases += [
    record("multiHeadAttention", {**mha, **options}, inputs, **args)
    for options in [
        {}, {"valueDim": 2}, {"useBias": False}, {"outputShape": 5}, {"outputShape": [2, 3]}, {"useGate": True}, {"slidingWindow": 2},
        {"useGate": True, "valueDim": 4, "useBias": False}, {"dropout": 0.4}, {"numHeads": 1},
        {"kernelRegularizer": part("l2", l2=0.1), "biasRegularizer": part("l1", l1=0.2), "activityRegularizer": part("l2", l2=0.05)},
    ]
    for inputs, args in [([query, value, key], {}), ([same, same], scores)]
]
cases += [
    record("multiHeadAttention", mha, [same, same], **causal), record("multiHeadAttention", mha, [query, value, key], **causal, **scores),
    record("multiHeadAttention", {**mha, "slidingWindow": 3}, [same, same], **causal),
    record("multiHeadAttention", mha, [query, value], masks=[None, keys]),
    record("multiHeadAttention", mha, [query, value, key], masks=[None, keys, other]),
    record("multiHeadAttention", mha, [query, value, key], masks=[queries, keys, other], **scores),
    record("multiHeadAttention", mha, [same, same], masks=[first, first], **causal, **scores),
    record("multiHeadAttention", mha, [query, value], valueMask=keys), record("multiHeadAttention", mha, [query, value, key], keyMask=keys),
    *[record("multiHeadAttention", mha, [query, value], attentionMask=mask) for mask in [each, heads, each[:1], seen]],
    record("multiHeadAttention", mha, [query, value], attentionMask=each, **scores),
    # Masks of steps beside a mask with heads are not asked for: Keras takes the heads for the batch.
    record("multiHeadAttention", mha, [query, value], masks=[queries, keys], attentionMask=each, **scores),
    # No query sees a key of the first sample.
    record("multiHeadAttention", mha, [query, value], valueMask=keys & np.array([[False], [True]]), **scores),
]
field, other_field = draw.normal(2, 2, 3, 4), draw.normal(2, 2, 4, 4)
cases += [
    record("multiHeadAttention", mha, [field, field], **scores), record("multiHeadAttention", mha, [field, field]),
    *[record("multiHeadAttention", {**mha, "attentionAxes": axes}, [field, other], **args)
      for axes, other in [([2], other_field), (2, field), ([1], field), ([1, 2], other_field)] for args in [{}, scores]],
    record("multiHeadAttention", {**mha, "attentionAxes": 2}, [field, other_field],
           attentionMask=draw.whole(0, 2, 2, 1, 1, 3, 4) > 0, **scores),
    record("multiHeadAttention", {**mha, "outputShape": [2, 3]}, [field, field]),
]

gqa = {"headDim": 3, "numQueryHeads": 4, "numKeyValueHeads": 2}
cases += [
    record("groupQueryAttention", {**gqa, **options}, inputs, **args)
    for options in [
        {}, {"useBias": False}, {"useGate": True}, {"slidingWindow": 2}, {"dropout": 0.4}, {"numKeyValueHeads": 1}, {"numKeyValueHeads": 4},
    ]
    for inputs, args in [([query, value, key], {}), ([same, same], scores)]
]
cases += [
    record("groupQueryAttention", gqa, [same, same], **causal), record("groupQueryAttention", gqa, [query, value, key], **causal, **scores),
    record("groupQueryAttention", gqa, [query, value], valueMask=keys),
    record("groupQueryAttention", gqa, [query, value, key], queryMask=queries, valueMask=keys, keyMask=other, **scores),
    record("groupQueryAttention", gqa, [query, value], attentionMask=each),
    record("groupQueryAttention", gqa, [query, value], attentionMask=np.concatenate([heads, heads], 1)),
]
write("attention", cases=cases)
