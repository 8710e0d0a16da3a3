"""Records keras.ops.ctc_decode for ctc-decode.json."""
import keras
import numpy as np

from recording import Draw, snake_case, tensor, write

draw = Draw(61)


def decode(x, lengths, **options):
    kwargs = {snake_case(k): "beam_search" if v == "beamSearch" else v for k, v in options.items()}
    decoded, scores = keras.ops.ctc_decode(x, np.array(lengths, np.int32), **kwargs)
    return {"x": tensor(x), "lengths": lengths, "options": options, "decoded": tensor(decoded), "scores": tensor(scores)}


long, short, sure = draw.normal(3, 12, 5), draw.normal(2, 4, 3), 4 * draw.normal(2, 20, 4)
beam = {"strategy": "beamSearch"}
cases = [
    *[decode(x, lengths, **more) for x, lengths in [(long, [12, 7, 1]), (short, [4, 3]), (sure, [20, 0])]
      for more in [{}, {"mergeRepeated": False}, {"maskIndex": 2}, {"maskIndex": None}]],
    *[decode(x, lengths, **beam, **more) for x, lengths in [(long, [12, 7, 2]), (short, [4, 3]), (sure, [20, 13])]
      for more in [{}, {"topPaths": 3}, {"maskIndex": None}, {"maskIndex": 1, "topPaths": 2}, {"maskIndex": -2}]],
    *[decode(long, [12, 9, 4], **beam, beamWidth=width, topPaths=paths) for width, paths in [(1, 1), (2, 1), (3, 3), (7, 2), (20, 20)]],
]
write("ctc-decode", cases=cases)
