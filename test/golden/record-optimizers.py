"""Records ten steps of optimizers on given gradients, and schedules, for optimizers.json."""
import keras
import numpy as np
import tensorflow as tf

from recording import Draw, make, number, snake_case, tensors, write

draw = Draw(21)
COUNT = 10
start = [draw.normal(3, 2), draw.normal(2)]
gradients = [[draw.normal(3, 2), draw.normal(2)] for _ in range(COUNT)]


class Kept(keras.Variable):
    """A variable whose value stays what it was when it was read, as that of the JAX backend does. The value of the TensorFlow
    backend changes with the variable, so that ScheduleFreeAdamW takes its new momentum for the old one."""

    @property
    def value(self):
        return tf.identity(super().value)


def record(name, options, exclude=None, constraint=None):
    optimizer = make(keras.optimizers, name, options)
    variables = [keras.Variable(w, name=n) for w, n in zip(start, ["kernel", "bias"])]
    if constraint:
        for v in variables:
            v.constraint = make(keras.constraints, constraint["kind"], constraint["config"])
    optimizer.build(variables)
    if name == "scheduleFreeAdamW":
        for momentum in optimizer._momentums:
            momentum.__class__ = Kept
        optimizer.assign_sub = lambda v, step: v.assign(v - step)
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    case = {
        "name": name, "options": options, **({"excludeFromWeightDecay": {"varNames": exclude}} if exclude else {}),
        **({"constraint": constraint} if constraint else {}),
    }
    weights, iterations, rates, averages = [], [], [], []
    for step in gradients:
        rates.append(number(optimizer.learning_rate))
        optimizer.apply([tf.constant(g) for g in step], variables)
        weights.append(tensors(variables))
        iterations.append(int(optimizer.iterations))
        if optimizer.use_ema:
            averages.append(tensors(optimizer._model_variables_moving_average))
    case["weights"] = weights
    if isinstance(options.get("learningRate"), dict):
        case["learningRates"] = rates
    if "gradientAccumulationSteps" in options:
        case["iterations"] = iterations
    if optimizer.use_ema:
        optimizer.finalize_variable_values(variables)
        case |= {"averages": averages, "finalized": tensors(variables)}
    return case


cases = [
    record(name, {"learningRate": 0.1, **options})
    for name, options in [
        ("sgd", {}), ("sgd", {"momentum": 0.9}), ("sgd", {"momentum": 0.9, "nesterov": True}),
        ("rmsprop", {}), ("rmsprop", {"rho": 0.8, "epsilon": 0.001}), ("rmsprop", {"momentum": 0.9}),
        ("rmsprop", {"centered": True}), ("rmsprop", {"momentum": 0.9, "centered": True}),
        ("adagrad", {}), ("adagrad", {"initialAccumulatorValue": 0.5, "epsilon": 0.001}),
        ("adam", {}), ("adam", {"beta1": 0.8, "beta2": 0.99, "epsilon": 0.001}), ("adamw", {"weightDecay": 0.004}),
    ]
]
# What an optimizer is without options.
cases += [record(name, {}) for name in ["sgd", "rmsprop", "adagrad", "adam", "adamw"]]
cases += [record("adamw", {"learningRate": 0.1, "weightDecay": 0.004}, exclude=["bias"])]

accumulation = {"gradientAccumulationSteps": 3}
average = {"useEma": True, "emaMomentum": 0.9}
decay = {"kind": "exponentialDecay", "config": {"initialLearningRate": 0.1, "decaySteps": 4, "decayRate": 0.5}}
stairs = {"kind": "exponentialDecay", "config": {**decay["config"], "staircase": True}}
cosine = {"kind": "cosineDecay", "config": {"initialLearningRate": 0.1, "decaySteps": 8, "alpha": 0.1}}
warm = {
    "kind": "cosineDecay",
    "config": {"initialLearningRate": 0.0, "decaySteps": 12, "alpha": 0.1, "warmupTarget": 0.1, "warmupSteps": 5},
}
cases += [
    record(name, {"learningRate": rate, **options})
    for name, rate in [("sgd", 0.1), ("adam", 0.02)]
    for options in [
        {"weightDecay": 0.01}, average, {**average, "emaOverwriteFrequency": 3}, accumulation,
        {"clipnorm": 0.25, **accumulation}, {"globalClipnorm": 0.5, **accumulation}, {"clipvalue": 0.2, **accumulation},
        {"weightDecay": 0.01, "clipnorm": 0.25}, {**average, **accumulation},
        *[{"learningRate": schedule} for schedule in [decay, stairs, cosine, warm]],
    ]
]
cases += [
    record("sgd", {"learningRate": 0.1, "momentum": 0.9, **accumulation}),
    record("sgd", {"learningRate": decay, **accumulation}),
    record("sgd", {"learningRate": 0.1, "weightDecay": 0.01}, exclude=["bias"]),
]

cases += [record("adamax", options) for options in [{}, {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01}]]

# The first-order methods, each with what is its own and with the options of all.
loss_scale = {"lossScaleFactor": 8.0}
several = [
    {}, {"learningRate": 0.1, "weightDecay": 0.01, "clipnorm": 0.5}, {"learningRate": 0.1, "globalClipnorm": 0.5, **accumulation},
    {"learningRate": decay, "clipvalue": 0.3, **loss_scale}, {"learningRate": 0.1, **average, "emaOverwriteFrequency": 3},
]
own = [
    ("adadelta", [{"learningRate": 1.0}, {"learningRate": 1.0, "rho": 0.8, "epsilon": 0.001}]),
    ("adafactor", [
        {"learningRate": 0.1}, {"learningRate": 1.0, "clipThreshold": 0.5, "beta2Decay": -0.5},
        {"learningRate": 0.9, "relativeStep": False, "epsilon2": 0.5, "epsilon1": 0.01},
    ]),
    ("adam", [{"learningRate": 0.1, "amsgrad": True, "beta2": 0.5}]),
    ("adamw", [{"learningRate": 0.1, "amsgrad": True, "beta2": 0.5}]),
    ("ftrl", [
        {"learningRate": 0.1}, {"learningRate": 0.1, "learningRatePower": -0.7, "initialAccumulatorValue": 0.5},
        {"learningRate": 0.5, "l1RegularizationStrength": 0.5, "l2RegularizationStrength": 0.1},
        {"learningRate": 0.5, "l2ShrinkageRegularizationStrength": 0.2, "beta": 0.3, "learningRatePower": 0.0},
    ]),
    ("lamb", [{"learningRate": 0.1}, {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01}]),
    ("lion", [{"learningRate": 0.01}, {"learningRate": 0.01, "beta1": 0.5, "beta2": 0.8}]),
    ("muon", [
        {"learningRate": 0.1}, {"learningRate": 0.1, "nesterov": False, "momentum": 0.8, "nsSteps": 2, "rmsRate": 1.0},
        {"learningRate": 0.1, "adamWeightDecay": 0.2, "adamLrRatio": 0.5, "adamBeta1": 0.8, "adamBeta2": 0.9, "epsilon": 0.01},
        {"learningRate": 0.1, "excludeLayers": ["kern"], "weightDecay": 0.3},
        {"learningRate": 0.1, "muonA": 2.0, "muonB": -1.5, "muonC": 0.5},
    ]),
    ("nadam", [{"learningRate": 0.1}, {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01}]),
    ("scheduleFreeAdamW", [
        {"learningRate": 0.1}, {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01, "warmupSteps": 4},
    ]),
]
cases += [
    record(name, options)
    for name, options_of in own for options in options_of + ([] if name.startswith("adam") else several)
]
cases += [record("sgd", {"learningRate": 0.1, **loss_scale, **accumulation}), record("adam", {"amsgrad": True, **loss_scale})]
cases += [record("muon", {"learningRate": 0.1, "adamWeightDecay": 0.2}, exclude=["bias"])]
norm = {"kind": "maxNorm", "config": {"maxValue": 0.5}}
cases += [
    record(name, {"learningRate": 0.1, **options}, constraint=norm)
    for name in ["adam", "scheduleFreeAdamW"] for options in [{}, accumulation, {"weightDecay": 0.1, **accumulation}]
]


def record_loss_scale(inner, options):
    """Gradients of the loss times the scale, two of which are not finite."""
    optimizer = keras.optimizers.LossScaleOptimizer(
        make(keras.optimizers, inner["kind"], inner["config"]), **{snake_case(k): v for k, v in options.items()},
    )
    variables = [keras.Variable(w, name=n) for w, n in zip(start, ["kernel", "bias"])]
    optimizer.build(variables)
    weights, scales, iterations = [], [], []
    for step, scaled in enumerate(gradients):
        scale = float(optimizer.dynamic_scale)
        given = [g * np.float32(scale) for g in scaled]
        if step in (3, 7):
            given[step % 2] = np.full_like(given[step % 2], np.inf if step == 3 else np.nan)
        optimizer.apply([tf.constant(g) for g in given], variables)
        weights.append(tensors(variables))
        scales.append(number(optimizer.dynamic_scale))
        iterations.append(int(optimizer.iterations))
    return {"options": {"innerOptimizer": inner, **options}, "weights": weights, "scales": scales, "iterations": iterations}


scaled = [
    record_loss_scale({"kind": "sgd", "config": {"learningRate": 0.1, "momentum": 0.9}}, {"initialScale": 64.0, "dynamicGrowthSteps": 2}),
    record_loss_scale({"kind": "adam", "config": {"learningRate": 0.1, "weightDecay": 0.1}}, {}),
]

schedules = [
    {"kind": kind, "options": config, "values": [number(make(keras.optimizers.schedules, kind, config)(step)) for step in range(21)]}
    for kind, config in [
        *[(s["kind"], s["config"]) for s in [decay, stairs, cosine, warm]],
        ("cosineDecay", {"initialLearningRate": 0.1, "decaySteps": 15}),
        ("piecewiseConstantDecay", {"boundaries": [3, 9.5, 15], "values": [1.0, 0.5, 0.1, 0.025]}),
        ("polynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 8}),
        ("polynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 8, "endLearningRate": 0.01, "power": 2.0, "cycle": True}),
        ("polynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 15, "endLearningRate": 0.2, "power": 0.5}),
        ("inverseTimeDecay", {"initialLearningRate": 0.1, "decaySteps": 3, "decayRate": 0.5}),
        ("inverseTimeDecay", {"initialLearningRate": 0.1, "decaySteps": 3, "decayRate": 0.5, "staircase": True}),
        ("cosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 3}),
        ("cosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 4, "tMul": 1.0, "mMul": 0.5, "alpha": 0.1}),
        ("cosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 4, "tMul": 1.5, "mMul": 0.9}),
        ("cosineDecay", {"initialLearningRate": 0.02, "decaySteps": 10, "warmupTarget": 0.2, "warmupSteps": 4}),
    ]
]

write("optimizers", start=tensors(start), gradients=[tensors(g) for g in gradients], cases=cases, lossScale=scaled, schedules=schedules)
