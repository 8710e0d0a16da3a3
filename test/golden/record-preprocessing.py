"""Records hashes, tables, texts and feature spaces, for preprocessing.json."""
import keras
import numpy as np
import tensorflow as tf

from recording import Draw, make, number, tensor, write

draw = Draw(31)
BINS = 2**62  # nearly all bits of a hash

alphabet = "The quick brown fox jumps over the lazy dog; žluťoučký kůň úpěl ďábelské ódy. "
texts = [alphabet[:n] for n in range(0, 40)]
texts += [(alphabet * 5)[:n] for n in [46, 47, 48, 49, 63, 64, 65, 66, 80, 110, 118, 119, 120, 121, 180, 300]]


def hashes(values, key=None):
    if key is None:
        return [str(v) for v in tf.strings.to_hash_bucket_fast(values, BINS).numpy()]
    return [str(v) for v in tf.strings.to_hash_bucket_strong(values, BINS, key=key).numpy()]


def crossed(*columns):
    answer = tf.sparse.to_dense(tf.sparse.cross_hashed([tf.constant(np.array(c)[:, None]) for c in columns], BINS))
    return [str(v) for v in answer.numpy()[:, 0]]


names = ["A", "B", "lazy dog", "", "kůň"]
numbers = [101, -7, 0, 2**31 - 1, 5]
hashing = {
    "texts": texts, "bins": str(BINS), "fast": hashes(texts), "strong": hashes(texts, [133, 137]),
    "crossed": {"names": names, "numbers": numbers, "answer": crossed(names, numbers), "three": crossed(names, numbers, names)},
}


def outputs(layer, *inputs, **more):
    answer = layer(*inputs, **more)
    answer = answer.numpy() if hasattr(answer, "numpy") else np.asarray(answer)
    if answer.dtype == object:
        return {"shape": list(answer.shape), "data": [v.decode() for v in answer.flat]}
    return tensor(answer)


def case(kind, options, inputs, pieces=None, call=None, **more):
    """A layer, adapted to pieces of data one after another if there are any, and what it makes of the inputs."""
    kwargs = {}
    options_of_keras = dict(options)
    if isinstance(options_of_keras.get("ngrams"), list):
        options_of_keras["ngrams"] = tuple(options_of_keras["ngrams"])
    for name in ["outputMode", "standardize", "oovMethod"]:
        if isinstance(options_of_keras.get(name), str):
            options_of_keras[name] = SNAKE.get(options_of_keras[name], options_of_keras[name])
    layer = make(keras.layers, kind, options_of_keras)
    made = {"layer": kind, "options": options}
    if pieces is not None:
        made["pieces"] = [plain(p) for p in pieces]
        layer.adapt(as_dataset(pieces))
        if hasattr(layer, "get_vocabulary"):
            made["vocabulary"] = [int(v) if isinstance(v, (np.integer, int)) else str(v) for v in layer.get_vocabulary()]
        else:
            made["binBoundaries"] = [number(v) for v in layer.bin_boundaries]
    given = inputs if call is None else call(inputs)
    made["inputs"] = plain(inputs)
    if more:
        made["more"] = {k: v for k, v in more.items()}
        more = {"count_weights": np.array(more["countWeights"], "float32")}
    made["outputs"] = outputs(layer, given, **more)
    return made


SNAKE = {
    "oneHot": "one_hot", "multiHot": "multi_hot", "tfIdf": "tf_idf", "lowerAndStripPunctuation": "lower_and_strip_punctuation",
    "stripPunctuation": "strip_punctuation",
}


def plain(value):
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return {"shape": list(value.shape), "data": [number(v) for v in value.flat]}
    if isinstance(value, np.ndarray):
        return value.tolist()
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def as_dataset(pieces):
    """Pieces of any sizes."""
    first = np.asarray(pieces[0])
    shape = [None, *first.shape[1:]]
    dtype = tf.string if first.dtype.kind in "US" else first.dtype
    return tf.data.Dataset.from_generator(lambda: (np.asarray(p) for p in pieces), output_signature=tf.TensorSpec(shape, dtype))


values = np.array([[-1.5, 1.0, 3.4, 0.5], [0.0, 3.0, 1.3, np.nan], [2.0, -np.inf, np.inf, 1.99]], "float32")
column = values[:, :1]
bounds = [0.0, 1.0, 2.0]
# No two values are equal: NumPy sorts equal ones in an order of its own, and each has a weight.
distinct = ((draw.generator.permutation(1060) - 500) / 100).astype("float32") ** 3
pieces = [p.reshape(-1, 2) for p in np.split(distinct, [14, 314, 394])]
tables = [
    *[case("discretization", {"binBoundaries": bounds, "outputMode": mode}, x)
      for mode in ["int", "oneHot", "multiHot", "count"] for x in [values, column, values[0], values.reshape(3, 2, 2)]],
    *[case("discretization", {"numBins": bins, **more}, values, pieces=given)
      for bins, more in [(4, {}), (7, {"epsilon": 0.05}), (2, {"epsilon": 0.1, "outputMode": "count"}), (200, {})]
      for given in [pieces[:1], pieces]],
]

tokens = np.array([[0, 1, 1, 3], [2, 2, 2, 0]], "int32")
tables += [
    *[case("categoryEncoding", {"numTokens": 4, "outputMode": mode}, x)
      for mode in ["multiHot", "oneHot", "count"] for x in [tokens, tokens[:, :1], tokens[0], tokens.reshape(2, 2, 2)]],
    case("categoryEncoding", {"numTokens": 4, "outputMode": "count"}, tokens, countWeights=[[0.1, 0.2, 0.3, 0.4], [1, 2, 0, 3]]),
    case("categoryEncoding", {"numTokens": 5}, tokens),
]

words = [["A", "B", "lazy dog"], ["", "kůň", "A"]]
whole = [[5, -3, 0], [2147483647, 7, 5]]
tables += [
    *[case("hashing", {"numBins": 5, **more}, x, call=np.array)
      for more in [{}, {"salt": 133}, {"salt": [133, 137]}, {"outputMode": "oneHot"}, {"outputMode": "multiHot"},
                   {"outputMode": "count", "salt": 1}]
      for x in [words, whole, [["A"], ["B"]]]],
    case("hashing", {"numBins": 3, "maskValue": "A"}, words, call=np.array),
    case("hashing", {"numBins": 3, "maskValue": 5}, whole, call=np.array),
    case("hashing", {"numBins": 1, "maskValue": 5}, whole, call=np.array),
    *[case("hashedCrossing", {"numBins": 7, **more}, x, call=lambda x: tuple(np.array(c) for c in x))
      for more in [{}, {"outputMode": "oneHot"}]
      for x in [[names, numbers], [numbers, names, numbers], [[[n] for n in names], [[n] for n in numbers]]]],
]

seen = [[["b"], ["a"], ["c"], ["c"]], [["a"], ["d"], ["[UNK]"], ["é"], ["zz"]], [["c"], ["Z"]]]
asked = [["a", "c", "q"], ["zz", "", "b"]]
ints = [[[3], [1], [12], [12]], [[1], [-5], [-1], [100], [7]]]
asks = [[1, 12, 8], [-5, 0, -1]]
documents = [[["a", "b", "b"], ["c", "a", "a"]], [["c", "c", "c"], ["a", "d", "e"], ["c", "b", "a"]]]
tables += [
    *[case("stringLookup", options, asked, pieces=seen, call=np.array) for options in [
        {}, {"maxTokens": 4}, {"maskToken": ""}, {"maskToken": "", "numOovIndices": 3}, {"numOovIndices": 4},
        {"numOovIndices": 4, "salt": [3, 9]}, {"oovToken": "c"}, {"outputMode": "multiHot"}, {"outputMode": "count", "maskToken": ""},
        {"outputMode": "oneHot"}, {"outputMode": "count", "maxTokens": 20, "padToMaxTokens": True},
    ]],
    *[case("stringLookup", {"outputMode": "tfIdf", **more}, [["a", "c", "c"], ["zz", "q", "b"]], pieces=documents, call=np.array)
      for more in [{}, {"maxTokens": 4}, {"maxTokens": 9, "padToMaxTokens": True}, {"numOovIndices": 2}]],
    *[case("stringLookup", {"vocabulary": vocabulary, **more}, asked, call=np.array)
      for vocabulary, more in [(["a", "b"], {}), (["[UNK]", "a", "b"], {}), (["", "[UNK]", "a"], {"maskToken": ""}),
                               (["a", "b"], {"outputMode": "tfIdf", "idfWeights": [0.5, 0.25]}),
                               (["[UNK]", "a", "b"], {"outputMode": "tfIdf", "idfWeights": [0.75, 0.5, 0.25]}),
                               (["a", "b"], {"outputMode": "tfIdf", "idfWeights": [0.5, 0.25], "maxTokens": 5, "padToMaxTokens": True})]],
    *[case("stringLookup", {"vocabulary": ["a", "b"], "invert": True, **more}, [[0, 1, 2], [3, 2, 9]], call=np.array)
      for more in [{}, {"maskToken": "-"}, {"numOovIndices": 2}]],
    *[case("integerLookup", options, asks, pieces=ints, call=np.array) for options in [
        {}, {"maxTokens": 4}, {"maskToken": 0}, {"numOovIndices": 3}, {"maskToken": 0, "numOovIndices": 3},
        {"numOovIndices": 4, "oovMethod": "farmhash"}, {"numOovIndices": 4, "oovMethod": "farmhash", "salt": 5},
        {"outputMode": "multiHot"}, {"outputMode": "count"}, {"outputMode": "oneHot"}, {"outputMode": "tfIdf"},
    ]],
    case("integerLookup", {"vocabulary": [12, 36, 1138, 42], "numOovIndices": 0}, [[36, 42], [12, 12]], call=np.array),
    case("integerLookup", {"vocabulary": [12, 36, 1138, 42], "invert": True}, [[1, 3, 4], [4, 0, 2]], call=np.array),
]

sentences = ["The cat, the DOG!", "\t\ta\tcat's (hat)\n", "", "Bird_bird Él ÜBER the", "the\u00a0cat ran"]
learnt = [["The cat sat.", "the hat"], ["A dog; the cat?", "Él über", "ran far away"]]
tables += [
    *[case("textVectorization", options, sentences, pieces=learnt) for options in [
        {}, {"maxTokens": 5}, {"outputSequenceLength": 3}, {"outputSequenceLength": 6}, {"standardize": "lower"},
        {"standardize": "stripPunctuation"}, {"standardize": None}, {"split": "character"}, {"ngrams": 2}, {"ngrams": [3, 1]},
        {"outputMode": "multiHot"}, {"outputMode": "count", "ngrams": 2}, {"outputMode": "tfIdf"},
        {"outputMode": "tfIdf", "maxTokens": 20, "padToMaxTokens": True},
    ]],
    case("textVectorization", {"split": None}, [[s] for s in sentences], pieces=[[[s] for s in learnt[0]], [[s] for s in learnt[1]]]),
    *[case("textVectorization", {"split": None, **more}, [["the", "CAT.", "dog"], ["hat", "", "the"]],
           pieces=[[["the", "cat"], ["the", "hat"]]])
      for more in [{}, {"outputSequenceLength": 2}, {"outputSequenceLength": 4}, {"outputMode": "count"}, {"ngrams": 2}]],
    case("textVectorization", {"vocabulary": ["cat", "the"]}, sentences),
    case("textVectorization", {"vocabulary": ["", "[UNK]", "cat", "the"], "outputSequenceLength": 4}, [[s] for s in sentences]),
    case("textVectorization", {"vocabulary": ["cat", "the"], "outputMode": "tfIdf", "idfWeights": [0.5, 0.25]}, sentences),
]

columns = {
    "age": [31.0, 45.5, 22.25, 60.0, 31.0, 18.0], "pulse": [60.0, 72.5, 80.0, 55.0, 91.0, 66.0], "size": [1, 2, 3, 4, 5, 6],
    "rate": [0.5, 0.1, 0.9, 0.3, 0.7, 0.2], "rooms": [3, 1, 3, 2, 9, 1], "city": ["Oslo", "Bern", "Oslo", "Rome", "Bern", "Oslo"],
    "zip": [100, 7, 100, 3, 9, 55], "street": ["A", "B", "C", "A", "B", "Z"],
}
asking = {
    "age": [20.0, 45.5], "pulse": [50.0, 73.0], "size": [2, 8], "rate": [0.35, 0.95], "rooms": [3, 77], "city": ["Rome", "Paris"],
    "zip": [7, 12], "street": ["C", "Q"],
}
types = {
    "age": "floatNormalized", "pulse": "floatDiscretized", "size": "float", "rate": "floatRescaled", "rooms": "integerCategorical",
    "city": "stringCategorical", "zip": "integerHashed", "street": "stringHashed",
}
MAKERS = {
    "floatRescaled": lambda o: keras.utils.FeatureSpace.float_rescaled(scale=o["scale"], offset=o["offset"]),
    "floatDiscretized": lambda o: keras.utils.FeatureSpace.float_discretized(o["numBins"], output_mode=mode_of(o)),
    "integerCategorical": lambda o: keras.utils.FeatureSpace.integer_categorical(
        max_tokens=o.get("maxTokens"), num_oov_indices=o.get("numOovIndices", 1), output_mode=mode_of(o)),
    "stringCategorical": lambda o: keras.utils.FeatureSpace.string_categorical(
        max_tokens=o.get("maxTokens"), num_oov_indices=o.get("numOovIndices", 1), output_mode=mode_of(o)),
    "integerHashed": lambda o: keras.utils.FeatureSpace.integer_hashed(o["numBins"], output_mode=mode_of(o)),
    "stringHashed": lambda o: keras.utils.FeatureSpace.string_hashed(o["numBins"], output_mode=mode_of(o)),
}
TYPES = {
    "floatNormalized": "float_normalized", "floatDiscretized": "float_discretized", "float": "float", "floatRescaled": "float_rescaled",
    "integerCategorical": "integer_categorical", "stringCategorical": "string_categorical", "integerHashed": "integer_hashed",
    "stringHashed": "string_hashed",
}


def mode_of(options):
    return SNAKE.get(options.get("outputMode", "oneHot"), "int")


def space(options):
    """A space that has adapted to the columns, and what it makes of others."""
    features = {n: TYPES[f] if isinstance(f, str) else MAKERS[f["type"]](f) for n, f in options["features"].items()}
    crosses = [
        keras.utils.FeatureSpace.cross(c["featureNames"], c["crossingDim"], mode_of(c)) if isinstance(c, dict) else tuple(c)
        for c in options.get("crosses", [])
    ]
    sizes = {name: options[key] for name, key in [
        ("crossing_dim", "crossingDim"), ("hashing_dim", "hashingDim"), ("num_discretization_bins", "numDiscretizationBins"),
        ("output_mode", "outputMode"),
    ] if key in options}
    made = keras.utils.FeatureSpace(features=features, crosses=crosses, **sizes)
    made.adapt(tf.data.Dataset.from_tensor_slices({n: columns[n] for n in features}).batch(6))
    answer = made({n: np.array(asking[n]) for n in features})
    outputs = {n: tensor(v.numpy()) for n, v in answer.items()} if isinstance(answer, dict) else tensor(answer.numpy())
    return {"options": options, "outputs": outputs}


spaces = [
    space({"features": types}),
    space({"features": types, "crosses": [["rooms", "city"], ["city", "pulse"]], "crossingDim": 8, "hashingDim": 5,
           "numDiscretizationBins": 3}),
    space({
        "features": {
            "rate": {"type": "floatRescaled", "scale": 10, "offset": -1}, "pulse": {"type": "floatDiscretized", "numBins": 4},
            "rooms": {"type": "integerCategorical", "maxTokens": 3, "numOovIndices": 2}, "street": {"type": "stringHashed", "numBins": 3},
        },
        "crosses": [{"featureNames": ["street", "rooms"], "crossingDim": 6}],
    }),
    space({
        "features": {
            "age": "floatNormalized", "city": {"type": "stringCategorical", "outputMode": "int"},
            "zip": {"type": "integerHashed", "numBins": 4, "outputMode": "int"},
            "rooms": "integerCategorical",
        },
        "crosses": [{"featureNames": ["city", "zip"], "crossingDim": 9, "outputMode": "int"}], "outputMode": "dict",
    }),
]

write("preprocessing", hashing=hashing, cases=tables, columns=columns, asking=asking, spaces=spaces)
