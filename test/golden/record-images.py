"""Records resized and transformed images for images.json."""
import keras
import numpy as np

from recording import Draw, snake_case, tensor, write

draw = Draw(43)
image = draw.uniform(0, 10, 1, 6, 8, 2)


def layer(kind, options, x):
    kwargs = {snake_case(k): v for k, v in options.items()}
    answer = getattr(keras.layers, kind[0].upper() + kind[1:])(**kwargs)(x)
    return {"layer": kind, "options": options, "input": tensor(x), "output": tensor(answer)}


small, wide = draw.uniform(0, 10, 1, 3, 4, 1), draw.uniform(0, 10, 1, 5, 13, 2)
kinds = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]
layers = [
    layer("resizing", {"height": h, "width": w, "interpolation": kind, "antialias": antialias}, image)
    for kind in kinds for antialias in [False, True] for h, w in [(3, 4), (9, 5), (7, 16), (6, 3)]
]
layers += [
    layer("resizing", {"height": h, "width": w, option: True, **more}, x)
    for option, more in [("cropToAspectRatio", {}), ("padToAspectRatio", {"fillValue": 1.5})]
    for x in [image, small, wide] for h, w in [(4, 4), (3, 7), (9, 2)]
]
layers += [layer("centerCrop", {"height": h, "width": w}, image) for h, w in [(3, 4), (6, 8), (5, 3), (1, 1), (9, 4), (4, 12), (10, 10)]]

seen = draw.uniform(0, 10, 2, 6, 8, 1)

colours, levels = draw.uniform(0, 255, 2, 5, 4, 3), draw.uniform(0, 1, 2, 5, 4, 3)
colours[0, :, :, 1] = 7
levels[:, :, :, 2] = 0.5
unit = {"valueRange": (0, 1)}
# Ranges of one value leave nothing to chance.
layers += [
    layer(kind, {**options, **more}, x)
    for x, more in [(colours, {}), (levels, unit)]
    for kind, options in [
        ("autoContrast", {}), ("equalization", {}), ("equalization", {"bins": 16}), ("solarization", {}),
        ("randomPosterization", {"factor": (3, 3)}), ("randomPosterization", {"factor": 1}), ("randomPosterization", {"factor": (8, 8)}),
        ("randomSharpness", {"factor": (0, 0)}), ("randomSharpness", {"factor": (1, 1)}), ("randomSharpness", {"factor": (0.625, 0.625)}),
        ("randomColorDegeneration", {"factor": (1, 1)}), ("randomColorDegeneration", {"factor": (-0.25, -0.25)}),
        ("randomBrightness", {"factor": (0.25, 0.25)}),
    ]
]
turned = [0.8, 0.3, 1.2, -0.4, 1.1, 0.7]
moves = [
    turned, [1, 0, 0, 0, 1, 0], [1, 0, 2.5, 0, 1, -1.5], [1, 0, -11.25, 0, 1, 17.5], [-1, 0, 7, 0, -1, 5], [3, 0, -8, 0, 2.5, -6],
    [1, 0.5, 0, 0.25, 1, 0], [1, 0, 40.5, 0, 1, -31.25],
]
transforms = [
    {
        "fillMode": fill, "interpolation": kind, "transform": move,
        "output": tensor(keras.ops.image.affine_transform(
            seen, np.array([[*move, 0, 0], [*turned, 0, 0]], np.float32), interpolation=kind, fill_mode=fill, fill_value=2.5)),
    }
    for fill in ["constant", "nearest", "reflect", "wrap"] for kind in ["nearest", "bilinear"] for move in moves
]

write("images", layers=layers, image=tensor(seen), second=turned, transforms=transforms)
