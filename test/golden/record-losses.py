"""Records losses for losses.json: values of samples, reduced values, plain and weighted, and gradients, of drawn data and of corners."""
import keras
import numpy as np
import tensorflow as tf

from recording import Draw, make, tensor, write

draw = Draw(42)
REDUCTIONS = ["none", "sum", "sum_over_batch_size", "mean", "mean_with_sample_weight"]
one_hot = lambda classes, count: np.eye(count, dtype=np.float32)[classes]


def shares(*shape):
    drawn = draw.uniform(0.1, 1, *shape)
    return (drawn / drawn.sum(-1, keepdims=True)).round(3).astype(np.float32)


def record(kind, options, y_true, y_pred):
    weights = draw.uniform(0, 2, len(y_pred))
    case = {"loss": kind, "options": options, "yTrue": tensor(y_true), "yPred": tensor(y_pred), "sampleWeight": tensor(weights)}
    case["reductions"] = []
    # One weight for each sample fits values of one axis, or the one number of a whole batch.
    fits = len(make(keras.losses, kind, {**options, "reduction": "none"})(y_true, tf.constant(y_pred)).shape) < 2
    for reduction in REDUCTIONS:
        loss = make(keras.losses, kind, {**options, "reduction": reduction})
        plain = loss(y_true, tf.constant(y_pred))
        weighted = {"weighted": tensor(loss(y_true, tf.constant(y_pred), sample_weight=weights))} if fits else {}
        case["reductions"].append({"reduction": reduction, "plain": tensor(plain), **weighted})
    given = tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(given)
        loss = make(keras.losses, kind, options)
        value = loss(y_true, given, sample_weight=weights if fits else None)
    return {**case, "gradient": tensor(tape.gradient(value, given))}


values, predicted = draw.normal(5, 3) * 2, draw.normal(5, 3) * 2
predicted[0] = values[0]  # no error at all
predicted[1] = values[1] + np.array([1, -1, 0.5], np.float32)  # delta of huber
sizes, counted = np.abs(draw.normal(5, 3)), np.abs(draw.normal(5, 3))
sizes[0], counted[1] = 0, 0
flags, signs = draw.whole(0, 2, 5, 3).astype(np.float32), (2 * draw.whole(0, 2, 5, 3) - 1).astype(np.float32)
p, logits = draw.uniform(0.05, 0.95, 5, 3), draw.normal(5, 3) * 3
p[0] = [0, 1, 0.5]
classes, share = draw.whole(0, 3, 5), shares(5, 3)
# They sum to 1 to the bit: TensorFlow's gradient of a crossentropy from logits takes that for granted.
soft = np.array([[2, 5, 1], [3, 3, 2], [8, 0, 0], [1, 1, 6], [4, 0, 4]], np.float32) / 8
share[0] = [0, 0.25, 0.75]
cube_p, cube_soft, cube_logits = shares(2, 4, 3), np.stack([soft[:4], soft[1:]]), draw.normal(2, 4, 3)
cube_flags, cube_classes = draw.whole(0, 2, 2, 4, 3).astype(np.float32), draw.whole(0, 3, 2, 4)
by_rows = lambda x: np.ascontiguousarray(np.swapaxes(x, 1, 2))
embedded = draw.normal(7, 4)
embedded /= np.linalg.norm(embedded, axis=1, keepdims=True)
labels = np.array([4, 4, -7, 4, 9, -7, 12], np.int32)
ignored = np.array([2, 255, 0, 255, 1], np.int32)

cases = [
    *[record(kind, {}, values, predicted) for kind in ["meanSquaredError", "meanAbsoluteError", "logCosh", "cosineSimilarity", "huber"]],
    *[record(kind, {}, sizes, counted) for kind in ["meanAbsolutePercentageError", "meanSquaredLogarithmicError", "poisson"]],
    record("meanAbsolutePercentageError", {}, values, predicted), record("meanSquaredLogarithmicError", {}, values, predicted),
    record("huber", {"delta": 0.5}, values, predicted), record("huber", {"delta": 2}, values, predicted),
    record("cosineSimilarity", {"axis": 1}, cube_soft, cube_logits),
    *[record(kind, {}, y, predicted) for kind in ["hinge", "squaredHinge"] for y in [flags, signs, values]],
    record("categoricalHinge", {}, one_hot(classes, 3), predicted), record("categoricalHinge", {}, flags, predicted),
    record("klDivergence", {}, soft, share), record("klDivergence", {}, one_hot(classes, 3), share),
    *[record(kind, options, flags, logits if options.get("fromLogits") else p)
      for kind in ["binaryCrossentropy", "binaryFocalCrossentropy"]
      for options in [{}, {"fromLogits": True}, {"labelSmoothing": 0.2}, {"fromLogits": True, "labelSmoothing": 0.2}]],
    record("binaryCrossentropy", {"axis": 1}, cube_flags, cube_p), record("binaryFocalCrossentropy", {"axis": 1}, cube_flags, cube_p),
    *[record("binaryFocalCrossentropy", options, flags, p[:] if "fromLogits" not in options else logits)
      for options in [
          {"applyClassBalancing": True}, {"applyClassBalancing": True, "alpha": 0.75, "gamma": 3}, {"gamma": 1},
          {"applyClassBalancing": True, "labelSmoothing": 0.1, "fromLogits": True, "gamma": 2.5},
      ]],
    *[record(kind, options, y, logits if options.get("fromLogits") else share)
      for kind in ["categoricalCrossentropy", "categoricalFocalCrossentropy"] for y in [one_hot(classes, 3), soft]
      for options in [{}, {"fromLogits": True}, {"labelSmoothing": 0.2}]],
    # The classes of an axis that is not the last are smoothed by the size of the last, so that these sizes are equal here.
    *[record(kind, {"axis": 1, **options}, by_rows(cube_soft)[:, :, :3], by_rows(cube_p)[:, :, :3])
      for kind in ["categoricalCrossentropy", "categoricalFocalCrossentropy"] for options in [{}, {"labelSmoothing": 0.2}]],
    record("categoricalCrossentropy", {"axis": 1, "fromLogits": True}, by_rows(cube_soft), by_rows(cube_logits)),
    *[record("categoricalFocalCrossentropy", options, soft, share)
      for options in [{"alpha": 1, "gamma": 0}, {"alpha": [0.5, 1, 2]}, {"gamma": 1.5}]],
    record("sparseCategoricalCrossentropy", {}, classes, share),
    record("sparseCategoricalCrossentropy", {"fromLogits": True}, classes, logits),
    record("sparseCategoricalCrossentropy", {}, cube_classes, cube_p),
    *[record("sparseCategoricalCrossentropy", {"ignoreClass": ignore, **options}, y, logits if options else share)
      for ignore, y in [(255, ignored), (1, classes)] for options in [{}, {"fromLogits": True}]],
    *[record("categoricalGeneralizedCrossEntropy", options, classes, share + np.float32(0.001)) for options in [{}, {"q": 0.25}]],
    *[record(kind, options, cube_flags, cube_p)
      for kind in ["dice", "tversky"] for options in [{}, {"axis": [1, 2]}, {"axis": -1}, {"axis": 0}]],
    record("tversky", {"alpha": 0.3, "beta": 0.9}, cube_flags, cube_p), record("dice", {}, flags * 0, p * 0),
    *[record("circle", options, labels, embedded) for options in [
        {}, {"gamma": 4}, {"gamma": 4, "margin": 0.25}, {"gamma": 2, "removeDiagonal": False},
    ]],
    record("ctc", {}, np.array([[1, 2, 0], [2, 2, 1], [3, 0, 0], [0, 0, 0]], np.int32), draw.normal(4, 6, 4) * 2),
    record("ctc", {}, np.array([[1], [2]], np.int32), draw.normal(2, 1, 3)),
    record("ctc", {}, np.array([[1, 2, 2, 5, 1, 3, 3, 3], [4, 4, 1, 2, 0, 0, 0, 0]], np.int32), draw.normal(2, 20, 6) * 2),
    # Labels fill all steps. Where they do not fit, TensorFlow answers 700 and something, and so they are no case.
    record("ctc", {}, np.array([[1, 2], [2, 0]], np.int32), draw.normal(2, 2, 3)),
]

# Predictions that do not sum to 1, some of them 0 and 1: a generator of its own leaves the numbers above as they are.
draw = Draw(43)
cases += [
    *[record(kind, options, one_hot(classes, 3), p)
      for kind in ["categoricalCrossentropy", "categoricalFocalCrossentropy"] for options in [{}, {"labelSmoothing": 0.2}]],
    record("sparseCategoricalCrossentropy", {}, classes, p), record("sparseCategoricalCrossentropy", {"ignoreClass": 1}, classes, p),
    record("klDivergence", {}, flags, p), record("poisson", {}, sizes, p), record("meanSquaredLogarithmicError", {}, flags, p),
]

write("losses", cases=cases)
