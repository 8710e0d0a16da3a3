"""Records metrics after each of three batches, and the keys that histories have, for metrics.json."""
import keras
import numpy as np

from recording import Draw, camel_case, make, result, tensor, write

draw = Draw(22)
ROUNDS = 3


def batches(y_true, y_pred):
    return [{"yTrue": y_true(), "yPred": y_pred(), "sampleWeight": draw.uniform(0, 2, 6)} for _ in range(ROUNDS)]


def shares(*shape):
    drawn = draw.uniform(0.1, 1, *shape)
    return (drawn / drawn.sum(-1, keepdims=True)).round(3).astype(np.float32)


flags = lambda *shape: draw.whole(0, 2, *shape).astype(np.float32)
one_hot = lambda: np.eye(4, dtype=np.float32)[draw.whole(0, 4, 6)]
data = {
    "binary": batches(lambda: flags(6, 1), lambda: draw.uniform(0, 1, 6, 1)),
    "logits": batches(lambda: flags(6, 1), lambda: draw.normal(6, 1) * 2),
    "labels": batches(lambda: flags(6, 3), lambda: draw.uniform(0, 1, 6, 3)),
    "labelLogits": batches(lambda: flags(6, 3), lambda: draw.normal(6, 3) * 2),
    "oneHot": batches(one_hot, lambda: shares(6, 4)),
    "classes": batches(lambda: draw.whole(0, 4, 6), lambda: shares(6, 4)),
    "values": batches(lambda: draw.normal(6, 3), lambda: draw.normal(6, 3)),
    "equals": batches(lambda: draw.whole(0, 2, 6, 3).astype(np.float32), lambda: draw.whole(0, 2, 6, 3).astype(np.float32)),
}
# Predictions on thresholds: what equals one is not above it.
for batch, ties in zip(data["binary"], [[0.25, 0.5], [0.75, 0], [1, 0.5]]):
    batch["yPred"][:2, 0] = ties


def record(kind, options, name, **kwargs):
    """@param kwargs  more options for Keras alone"""
    case = {"metric": kind, "options": options, "data": name}
    for column, weighted in [("plain", False), ("weighted", True)]:
        metric = make(keras.metrics, kind, {**options, **kwargs})
        case[column] = []
        for batch in data[name]:
            given = [batch["yPred"]] if kind in ["mean", "sum"] else [batch["yTrue"], batch["yPred"]]
            metric.update_state(*given, batch["sampleWeight"] if weighted else None)
            case[column].append(result(metric.result()))
    return case


cases = [
    *[record("auc", {"numThresholds": count, **options}, "binary")
      for count in [200, 5] for curve in ["ROC", "PR"]
      for options in [{"curve": curve}, {"curve": curve, "summationMethod": "minoring"}, {"curve": curve, "summationMethod": "majoring"}]],
    record("auc", {}, "binary"),
    record("auc", {"thresholds": [0.1, 0.3, 0.35, 0.8]}, "binary"),
    record("auc", {"thresholds": [0.8, 0.25, 0.5], "curve": "PR"}, "binary"),
    record("auc", {"fromLogits": True}, "logits"),
    record("auc", {"fromLogits": True, "numThresholds": 5, "curve": "PR"}, "logits"),
    # Without multiLabel all labels are one.
    record("auc", {}, "labels"),
    *[record("auc", {"multiLabel": True, **options}, "labels")
      for options in [
          {}, {"curve": "PR"}, {"numThresholds": 5}, {"labelWeights": [0.5, 2, 1]},
          {"numLabels": 3, "labelWeights": [0.5, 2, 1], "curve": "PR"},
      ]],
    record("auc", {"multiLabel": True, "numLabels": 3, "fromLogits": True}, "labelLogits"),
]
for kind in ["precision", "recall"]:
    cases += [
        record(kind, options, "binary")
        for options in [{}, {"thresholds": 0.25}, {"thresholds": [0.25, 0.5, 0.75]}, {"thresholds": [0, 1]}]
    ]
    cases += [
        record(kind, options, "labels")
        for options in [
            {}, {"thresholds": [0.2, 0.6]}, {"topK": 1}, {"topK": 2}, {"classId": 1}, {"classId": 2, "topK": 2},
            {"topK": 2, "thresholds": 0.5},
        ]
    ]
    cases += [record(kind, options, "oneHot") for options in [{"topK": 1}, {"topK": 2}, {"classId": 0, "thresholds": 0.3}]]
cases += [record(kind, {}, "values") for kind in ["rootMeanSquaredError", "meanSquaredError", "meanAbsoluteError"]]
cases += [
    record("accuracy", {}, "equals"),
    record("binaryAccuracy", {}, "binary"), record("binaryAccuracy", {"threshold": 0.25}, "binary"), record("binaryAccuracy", {}, "labels"),
    record("categoricalAccuracy", {}, "oneHot"), record("sparseCategoricalAccuracy", {}, "classes"),
    *[record("topKCategoricalAccuracy", {"k": k}, "oneHot") for k in [1, 2, 3]],
    *[record("sparseTopKCategoricalAccuracy", {"k": k}, "classes") for k in [1, 2, 3]],
]


def parts(described):
    """Metrics as compile takes them; { kind, config } is one that the user made."""
    if isinstance(described, dict) and "kind" in described:
        return make(keras.metrics, described["kind"], described["config"])
    if isinstance(described, dict):
        return {name: parts(part) for name, part in described.items()}
    return [parts(part) for part in described] if isinstance(described, list) else described


def keys(outputs, loss, metrics=None, weighted=None):
    """The keys of a history with validation, of a model with one output or with outputs of these names."""
    keras.utils.clear_session()
    x = keras.Input((2,))
    heads = [keras.layers.Dense(1, name=name, activation="sigmoid")(x) for name in outputs]
    model = keras.Model(x, heads[0] if len(heads) == 1 else heads)
    model.compile("sgd", loss, metrics=parts(metrics) if metrics else None, weighted_metrics=parts(weighted) if weighted else None)
    y = [flags(4, 1) for _ in heads]
    found = model.fit(draw.normal(4, 2), y[0] if len(y) == 1 else y, validation_split=0.5, verbose=0).history
    case = {"outputs": outputs, "loss": loss, "metrics": metrics or [], "weightedMetrics": weighted or []}
    return {**case, "keys": [camel_case(k) for k in found], "keysOfKeras": list(found)}


part = lambda kind, **config: {"kind": kind, "config": config}
named_mse = part("meanSquaredError", name="mse")
names = [
    *[keys(["out"], "mse", metrics, weighted) for metrics, weighted in [
        ([], None), (["mse"], None), (["mse", "mse"], None), (["mse", named_mse], None), ([named_mse, named_mse, "mse"], None),
        (["mse", "mae", part("meanSquaredError")], None), ([part("meanSquaredError"), part("meanSquaredError")], None),
        (["accuracy", "acc"], None), (["accuracy", part("binaryAccuracy")], None), ([part("auc"), part("auc", curve="PR")], None),
        ([part("auc", name="roc"), part("auc", curve="PR", name="pr")], None), (["mse"], ["mse"]), ([named_mse], [named_mse]),
        (["mse"], ["mae"]), (["accuracy"], ["accuracy", "mse"]), ([part("rootMeanSquaredError")], None),
        ([part("meanSquaredError", name="myError")], None),
    ]],
    keys(["left", "right"], "mse"),
    keys(["left", "right"], ["mse", "mae"], [["mse"], ["mse", "mse"]]),
    keys(["left", "right"], {"left": "mse", "right": "mae"}, {"right": ["mae", part("meanAbsoluteError", name="mae")]}),
    keys(["left", "right"], "mse", {"left": "accuracy", "right": ["accuracy"]}, {"left": ["accuracy"]}),
    keys(["leftHand", "rightHand"], "mse", {"leftHand": ["mse"]}),
]

cases += [
    record("r2Score", options, name)
    for name in ["values", "binary"]
    for options in [{}, {"classAggregation": "variance_weighted_average"}, {"classAggregation": None}, {"numRegressors": 2}]
]



def several(make_true, make_pred, *weight_shape, low=0):
    """Batches of other shapes, whose weights have a shape of their own."""
    return [
        {"yTrue": make_true(i), "yPred": make_pred(i), "sampleWeight": draw.uniform(low, 2, *(weight_shape or (6,)))}
        for i in range(ROUNDS)
    ]


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return (e / e.sum(axis, keepdims=True)).round(3).astype(np.float32)


unit = lambda *shape: draw.uniform(0, 1, *shape)
positive = lambda *shape: draw.uniform(0.1, 2, *shape)
first_axis = lambda shape: np.moveaxis(np.eye(3, dtype=np.float32)[draw.whole(0, 3, *shape)], -1, 1)
ranked = lambda: np.stack([draw.generator.permutation(4)[:3] for _ in range(6)]).astype(np.float32)
data |= {
    "flat": several(lambda i: flags(6), lambda i: unit(6)),
    "elements": several(lambda i: flags(6, 3), lambda i: unit(6, 3), 6, 3),
    "steps": several(lambda i: flags(4, 3, 2), lambda i: unit(4, 3, 2), 4, 3),
    "stepValues": several(lambda i: draw.normal(4, 3, 2), lambda i: draw.normal(4, 3, 2), 4, 3),
    # Batches whose samples have more values than those of others.
    "lengths": several(lambda i: flags(4, i + 2, 2), lambda i: unit(4, i + 2, 2), 4),
    "stepClasses": several(lambda i: draw.whole(0, 4, 4, 3), lambda i: shares(4, 3, 4), 4, 3),
    "noPositives": several(lambda i: np.zeros((6, 1), np.float32), lambda i: unit(6, 1)),
    "noNegatives": several(lambda i: np.ones((6, 1), np.float32), lambda i: unit(6, 1)),
    "noWeight": [{**batch, "sampleWeight": np.zeros(6, np.float32)} for batch in data["binary"]],
    "noScores": several(lambda i: one_hot(), lambda i: shares(6, 4) * (draw.whole(0, 2, 6, 1) == 1)),
    "classNumbers": several(lambda i: draw.whole(0, 4, 4, 3), lambda i: draw.whole(0, 4, 4, 3), 4, 3),
    "fewClasses": several(lambda i: draw.whole(0, 2, 6), lambda i: draw.whole(0, 3, 6)),
    "voidLabels": several(lambda i: draw.whole(-1, 4, 4, 3), lambda i: shares(4, 3, 4), 4, 3),
    "scores": several(lambda i: shares(4, 3, 4), lambda i: shares(4, 3, 4), 4, 3),
    "firstAxis": several(lambda i: first_axis((4, 2)), lambda i: softmax(draw.normal(4, 3, 2), 1), 4, 2),
    "oneHotOfNumbers": several(lambda i: one_hot(), lambda i: draw.whole(0, 4, 6)),
    "classLogits": several(lambda i: one_hot(), lambda i: draw.normal(6, 4)),
    "ranked": several(lambda i: draw.whole(0, 4, 6), lambda i: ranked()),
    "positives": several(lambda i: positive(6, 3), lambda i: positive(6, 3)),
    "signs": several(lambda i: flags(6, 3) * 2 - 1, lambda i: draw.normal(6, 3)),
    "flagsOfScores": several(lambda i: flags(6, 3), lambda i: draw.normal(6, 3)),
    "sequences": several(lambda i: draw.normal(4, 5, 2), lambda i: draw.normal(4, 5, 2), 4),
}

# means
cases += [record("accuracy", {}, name) for name in ["fewClasses", "classNumbers"]]
cases += [
    record("binaryAccuracy", options, name)
    for name in ["flat", "elements", "steps", "lengths", "noPositives", "noWeight"] for options in [{}, {"threshold": 0.25}]
]
cases += [record(kind, {}, "stepClasses") for kind in ["sparseCategoricalAccuracy"]]
cases += [record("sparseTopKCategoricalAccuracy", {"k": k}, "stepClasses") for k in [1, 2]]
cases += [record("sparseTopKCategoricalAccuracy", {"k": k, "fromSortedIds": True}, "ranked") for k in [1, 2, 3]]
cases += [
    record(kind, {}, name)
    for kind in ["rootMeanSquaredError", "meanSquaredError", "meanAbsoluteError"] for name in ["stepValues", "lengths", "noWeight"]
]
cases += [record("rootMeanSquaredError", {}, "elements")]
# over thresholds
for name in ["flat", "elements", "labels", "steps", "noPositives", "noNegatives", "noWeight"]:
    for kind in ["truePositives", "trueNegatives", "falsePositives", "falseNegatives"]:
        cases += [record(kind, options, name) for options in [{}, {"thresholds": [0.15, 0.5, 0.85]}]]
    cases += [record(kind, {"thresholds": [0.2, 0.6]}, name) for kind in ["precision", "recall"]]
    for least, count in [(0.4, 200), (0.75, 200), (0.75, 1), (0.75, 2), (0.4, 5)]:
        cases += [
            record(kind, {rate: least, "numThresholds": count}, name)
            for kind, rate in [
                ("sensitivityAtSpecificity", "specificity"), ("specificityAtSensitivity", "sensitivity"),
                ("precisionAtRecall", "recall"), ("recallAtPrecision", "precision"),
            ]
        ]
cases += [
    record("sensitivityAtSpecificity", {"specificity": 0.5, "classId": 2}, "labels"),
    record("precisionAtRecall", {"recall": 0.6, "classId": 1}, "oneHot"),
]
cases += [
    record("auc", {"curve": "PRGAIN", "numThresholds": count, "summationMethod": method}, name)
    for name in ["binary", "labels", "noPositives", "noNegatives"] for count in [5, 200]
    for method in ["interpolation", "minoring", "majoring"]
]
cases += [record("auc", {"curve": curve}, name) for curve in ["ROC", "PR"] for name in ["noPositives", "noNegatives", "noWeight", "steps"]]
# of classes
for name in ["labels", "oneHot", "noScores", "noPositives", "noWeight"]:
    for average in [None, "micro", "macro", "weighted"]:
        cases += [record("f1Score", {"average": average, **options}, name) for options in [{}, {"threshold": 0.5}]]
        cases += [record("fBetaScore", {"average": average, "beta": beta}, name) for beta in [0.5, 2.0]]
    cases += [record("fBetaScore", {}, name)]
cases += [record("fBetaScore", {"threshold": 0.3, "beta": 2.0, "average": "weighted"}, "values")]
whole = {"dtype": "float32"}  # of another type, Keras truncates weights
for name in ["classNumbers", "fewClasses"]:
    for options in [{}, {"ignoreClass": 1}]:
        cases += [record("meanIoU", {"numClasses": 4, **options}, name, **whole)]
        cases += [record("iou", {"numClasses": 4, "targetClassIds": ids, **options}, name, **whole) for ids in [[0], [1, 3]]]
cases += [
    record("meanIoU", {"numClasses": 4, "sparseYPred": False, "ignoreClass": -1}, "voidLabels", **whole),
    record("meanIoU", {"numClasses": 3, "sparseYPred": False}, "voidLabels", **whole),
    record("iou", {"numClasses": 4, "targetClassIds": [0, 2], "sparseYPred": False}, "stepClasses", **whole),
    record("iou", {"numClasses": 4, "targetClassIds": [3], "sparseYPred": False, "sparseYTrue": False}, "scores", **whole),
    record("oneHotMeanIoU", {"numClasses": 4}, "scores", **whole),
    record("oneHotMeanIoU", {"numClasses": 4, "ignoreClass": 0}, "scores", **whole),
    record("oneHotIoU", {"numClasses": 4, "targetClassIds": [1, 2]}, "oneHot", **whole),
    record("oneHotIoU", {"numClasses": 4, "targetClassIds": [1, 2], "sparseYPred": True}, "oneHotOfNumbers", **whole),
    record("oneHotMeanIoU", {"numClasses": 4, "sparseYPred": True}, "oneHotOfNumbers", **whole),
]
cases += [
    record("binaryIoU", options, name, **whole)
    for name in ["binary", "flat", "elements", "noPositives", "noWeight"]
    for options in [{}, {"targetClassIds": [0]}, {"targetClassIds": [1], "threshold": 0.25}]
]
# of values
cases += [
    record(kind, options, name)
    for kind in ["pearsonCorrelation", "concordanceCorrelation"]
    for name, options in [("values", {}), ("stepValues", {}), ("sequences", {"axis": -2}), ("sequences", {"axis": [1, 2]})]
]
cases += [
    *[record("binaryCrossentropy", options, name) for name in ["labels", "steps", "noWeight"] for options in [{}, {"labelSmoothing": 0.2}]],
    *[record("binaryCrossentropy", {"fromLogits": True, **options}, "labelLogits") for options in [{}, {"labelSmoothing": 0.2}]],
    *[record("categoricalCrossentropy", options, "oneHot") for options in [{}, {"labelSmoothing": 0.2}]],
    *[record("categoricalCrossentropy", {"fromLogits": True, **options}, "classLogits") for options in [{}, {"labelSmoothing": 0.2}]],
    record("categoricalCrossentropy", {}, "scores"), record("categoricalCrossentropy", {"axis": 1}, "firstAxis"),
    record("sparseCategoricalCrossentropy", {}, "classes"), record("sparseCategoricalCrossentropy", {}, "stepClasses"),
    record("sparseCategoricalCrossentropy", {"ignoreClass": -1}, "voidLabels"),
    record("sparseCategoricalCrossentropy", {"ignoreClass": 2}, "stepClasses"),
]
cases += [
    record(kind, {}, name)
    for kind in ["mean", "sum"] for name in ["flat", "values", "elements", "stepValues", "lengths", "noWeight"]
]

# of losses
cases += [
    record(kind, {}, name)
    for kind in ["meanAbsolutePercentageError", "logCoshError"] for name in ["values", "stepValues", "labels", "positives"]
]
cases += [record("meanSquaredLogarithmicError", {}, name) for name in ["values", "positives", "steps"]]
cases += [
    record("cosineSimilarity", options, name)
    for name, options in [("values", {}), ("stepValues", {}), ("sequences", {"axis": 1}), ("noScores", {})]
]
cases += [
    record(kind, {}, name)
    for kind in ["hinge", "squaredHinge"] for name in ["signs", "flagsOfScores", "values", "steps", "noWeight"]
]
cases += [record("categoricalHinge", {}, name) for name in ["classLogits", "oneHot", "scores"]]
cases += [record("klDivergence", {}, name) for name in ["scores", "oneHot", "noScores"]]
cases += [record("poisson", {}, name) for name in ["positives", "steps", "noPositives"]]


def described(kind, options):
    """What a history calls the metric, and which of its results are better."""
    keras.utils.clear_session()
    metric = make(keras.metrics, kind, options)
    return {"metric": kind, "options": options, "name": camel_case(metric.name), "direction": getattr(metric, "_direction", None)}


options_of = {case["metric"]: case["options"] for case in cases}
kinds = [described(kind, options) for kind, options in options_of.items()]

listed = {
    name: [{column: tensor(values) for column, values in batch.items()} for batch in rounds]
    for name, rounds in data.items()
}
write("metrics", data=listed, cases=cases, names=names, kinds=kinds)
