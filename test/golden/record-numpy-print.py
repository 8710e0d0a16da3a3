"""Records for numpy-print.json how NumPy prints arrays of the dtypes that tensors have."""
import json
from pathlib import Path

import numpy as np

random = np.random.default_rng(21)
f32 = np.float32


def normal(*shape, scale=1):
    return (random.standard_normal(shape) * scale).astype(f32)


ARRAYS = [
    # Numbers alone, which are no arrays.
    *(np.array(v, f32) for v in [0, -0.0, 1, -2.5, 0.1, 1e-4, 9.9e-5, 123456.7, 1e6, 123456789, 9.9e15, 1e16, 3.4e38, 1e-45, 1 / 3]),
    *(np.array(v, f32) for v in [np.nan, np.inf, -np.inf]), np.array(7, np.int32), np.array(255, np.uint8), np.array(-128, np.int8),
    # Small rows, one kind of number each.
    *(np.array(v, f32) for v in [
        [1, 2, 3], [0.1, 0.25, 1], [-1, 10, 100], [0, -0.0], [0.5, -0.5], [1e-3, 1], [1e-3, 1.1], [0.0001, 0.09], [0.00009999, 0.05],
        [999999, 1], [1e6, 1e5], [999999.94, 1e5], [np.nan, 1], [np.inf, -np.inf, 0.125], [np.nan], [-np.inf], [np.nan, np.inf, 1e10],
        [1e-38, 1e38], [1.5e-45, 1], [1 / 512, 3 / 512, 5 / 512], [0.001953125], [0.1 + 2**-9, 2**-9], [16777216, 16777218],
        [1 / 3, 2 / 3], [123456.78, 0.5, 7], [1000, 1], [1001, 1], [0], [],
    ]),
    *(2.0 ** np.arange(i, min(i + 8, 128)) for i in range(-149, 128, 8)),
    # Wrapped lines, columns, more axes.
    normal(3, 4), normal(30), normal(2, 30), normal(2, 3, 4), normal(2, 2, 2, 2), normal(4, 4, scale=100), normal(5, 5, scale=1e5),
    normal(40, scale=1e-5), np.arange(40, dtype=np.int32), np.arange(-50, 50, dtype=np.int32).reshape(4, 25), np.zeros((3, 0), f32),
    np.zeros((0, 3), f32), np.arange(256, dtype=np.uint8).reshape(16, 16), np.arange(-8, 8, dtype=np.int8), np.ones((1, 1, 1), f32),
    np.array([[2**31 - 1, -(2**31)], [0, 1]], np.int32), np.array([[np.nan, 1.5], [-2.25, np.inf]], f32),
    # Around the threshold, and what is left out beyond it.
    np.arange(1000, dtype=f32), np.arange(1001, dtype=f32), np.arange(2000, dtype=np.int32).reshape(2, 1000), normal(1000, 2),
    normal(7, 200), normal(6, 200), normal(20, 20, 3), normal(2, 3, 4, 50), normal(1001, 1, 1),
    np.arange(1010, dtype=np.int32).reshape(-1, 10),
    np.concatenate([np.zeros(500, f32), f32([1e9]), np.zeros(500, f32)]), normal(7, 7, 7, 7, scale=1e-3),
    # Random bits.
    *(random.integers(0, 2 ** 32, 12, np.uint32).view(f32) for _ in range(30)),
    *(np.exp(random.uniform(-12, 16, 9)).astype(f32) for _ in range(60)),
]


def record(array):
    """Bits, so that each number is the same; NaN has one pattern."""
    array = np.asarray(array)
    array = array.astype(f32) if array.dtype == np.float64 else array
    flat = np.where(np.isnan(array), f32(np.nan), array) if array.dtype == f32 else array
    bits = np.ascontiguousarray(flat).view(np.int32) if array.dtype == f32 else flat
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": bits.flatten().tolist(), "text": str(array)}


cases = [record(a) for a in ARRAYS]
path = Path(__file__).parent / "numpy-print.json"
path.write_text(json.dumps({"producer": f"numpy {np.__version__}", "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases), "cases", path.stat().st_size, "bytes")
