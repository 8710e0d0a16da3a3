"""Records layers and ops of signals for signals.json: outputs, and gradients of sum(output * r), in the form of layers.json."""
import keras
import numpy as np
import tensorflow as tf

from recording import CLASSES, Draw, snake_case, tensor, tensors, write

draw = Draw(59)
CLASSES |= {"stftSpectrogram": "STFTSpectrogram"}


def windowed(options):
    """The options with the numbers of a named window of stftSpectrogram, which Keras asks SciPy for."""
    name, length = options.get("window", "hann"), options.get("frameLength", 256)
    if not isinstance(name, str):
        return options
    window = {"hann": np.hanning, "hamming": np.hamming}[name]
    return {**options, "window": window(length + 1)[:-1] if options.get("periodic") else window(length)}


def made(kind, options):
    given = windowed(options) if kind == "stftSpectrogram" else options
    name = CLASSES.get(kind, kind[0].upper() + kind[1:])
    return getattr(keras.layers, name)(**{snake_case(k): v for k, v in given.items()})


def record(kind, options, x):
    layer = made(kind, options)
    layer.build(x.shape)
    given = tf.constant(x)
    sources = [given, *[w.value for w in layer.trainable_weights]]
    with tf.GradientTape() as tape:
        tape.watch(given)
        output = layer(given)
        r = draw.normal(*output.shape)
        value = tf.reduce_sum(output * r)
    found = tensors(tape.gradient(value, sources))
    return {
        "layer": kind, "options": options, "training": False, "inputs": [tensor(x)], "weights": tensors([w.value for w in layer.weights]),
        "output": tensor(output), "r": tensor(r), "inputGradients": found[:1], "weightGradients": found[1:],
        # Keras computes mel scales in float32, and gradients are small sums of large terms.
        **({"tolerance": 1e-4} if kind == "melSpectrogram" else {}),
    }


def answer(kind, options, x):
    return {"layer": kind, "options": options, "input": tensor(x), "output": tensor(made(kind, options)(x))}


def cosines(options, x):
    """Keras has no such layer: the orthonormal cosine transform, type II, of its mel spectrogram, as SciPy's dct and librosa have it."""
    mel = np.asarray(made("melSpectrogram", {k: v for k, v in options.items() if k != "nMfcc"})(x), np.float64)
    size, count = mel.shape[-2], options.get("nMfcc", 20)
    k, n = np.arange(count)[:, None], np.arange(size)[None, :]
    matrix = np.sqrt(np.where(k == 0, 1, 2) / size) * np.cos(np.pi * k * (2 * n + 1) / (2 * size))
    return {"layer": "mfcc", "options": options, "input": tensor(x), "output": tensor((matrix @ mel).astype(np.float32))}


stereo, planes = draw.normal(2, 30, 2), draw.normal(1, 2, 30)
small = {"frameLength": 8}
modes = ["log", "magnitude", "psd", "real", "imag", "angle", "stft"]
cases = [
    *[record("stftSpectrogram", {**small, "mode": mode}, stereo) for mode in modes],
    *[record("stftSpectrogram", {**small, "mode": "stft", **more}, stereo) for more in [
        {"frameStep": 3, "padding": "same", "expandDims": True}, {"fftLength": 16, "window": "hamming", "periodic": True},
        {"scaling": "spectrum", "frameStep": 8}, {"scaling": None}, {"window": None, "frameLength": 5, "frameStep": 2},
        {"window": [1, 2, 3, 4, 4, 3, 2, 0.5], "padding": "same"}, {"frameLength": 6, "fftLength": 7},
    ]],
    *[record("stftSpectrogram", {**small, "dataFormat": "channels_first", "expandDims": image, "padding": "same"}, planes)
      for image in [False, True]],
]
signals, sound = draw.normal(2, 100), draw.normal(1, 2600)
mel = {"fftLength": 64, "sequenceStride": 16, "numMelBins": 8, "samplingRate": 8000}
cases += [
    record("melSpectrogram", {**mel, **more}, signals) for more in [
        {}, {"window": "hamming", "sequenceLength": 40}, {"powerToDb": False, "magExp": 1}, {"magExp": 1.5, "sequenceStride": 25},
        {"minFreq": 300, "maxFreq": 3000, "topDb": 12, "refPower": 0.5}, {"window": None, "fftLength": 50, "powerToDb": False},
    ]
]
answers = [
    answer("stftSpectrogram", {}, draw.normal(1, 500, 1)), answer("melSpectrogram", {}, sound),
    cosines({}, sound), cosines({**mel, "nMfcc": 5}, signals), cosines({**mel, "powerToDb": False, "nMfcc": 8}, signals),
]


def transform(op, x, *arguments, **options):
    answers = getattr(keras.ops, snake_case(op))(tf.constant(x), *arguments, **{snake_case(k): v for k, v in options.items()})
    return {"op": op, "x": tensor(x), "arguments": arguments, "options": options, "answers": tensors(answers)}


ops = [
    *[transform("rfft", draw.normal(1 if n > 16 else 2, n)) for n in [1, 2, 3, 7, 16, 31, 256, 257, 289, 300, 375, 512]],
    transform("rfft", draw.normal(2, 3, 20), fftLength=32), transform("rfft", draw.normal(40), fftLength=26),
    *[transform("stft", signals, *arguments, **options) for arguments, options in [
        ((32, 8, 64), {}), ((64, 20, 64), {"center": False}), ((24, 7, 36), {"window": "hamming"}), ((20, 9, 20), {"window": None}),
    ]],
]
write("signals", cases=cases, answers=answers, transforms=ops)
