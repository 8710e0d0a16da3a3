"""Records ten steps of optimizers on given gradients, and schedules, for optimizers.json."""
import keras
import tensorflow as tf

from recording import Draw, make, number, tensors, write

draw = Draw(21)
COUNT = 10
start = [draw.normal(3, 2), draw.normal(2)]
gradients = [[draw.normal(3, 2), draw.normal(2)] for _ in range(COUNT)]


def record(name, options, exclude=None):
    optimizer = make(keras.optimizers, name, options)
    variables = [keras.Variable(w, name=n) for w, n in zip(start, ["kernel", "bias"])]
    optimizer.build(variables)
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    case = {"name": name, "options": options, **({"excludeFromWeightDecay": {"varNames": exclude}} if exclude else {})}
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

schedules = [
    {"kind": kind, "options": config, "values": [number(make(keras.optimizers.schedules, kind, config)(step)) for step in range(21)]}
    for kind, config in [
        *[(s["kind"], s["config"]) for s in [decay, stairs, cosine, warm]],
        ("cosineDecay", {"initialLearningRate": 0.1, "decaySteps": 15}),
        ("cosineDecay", {"initialLearningRate": 0.02, "decaySteps": 10, "warmupTarget": 0.2, "warmupSteps": 4}),
    ]
]

write("optimizers", start=tensors(start), gradients=[tensors(g) for g in gradients], cases=cases, schedules=schedules)
