"""Records how scikit-learn divides rows, where nothing is drawn at random, for splits.json."""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split


def sizes(rows, test_size, train_size):
    train, test = train_test_split(np.arange(rows), test_size=test_size, train_size=train_size)
    return {"rows": rows, "testSize": test_size, "trainSize": train_size, "train": len(train), "test": len(test)}


def folds(rows, splits):
    return {"rows": rows, "splits": splits, "tests": [test.tolist() for _, test in KFold(splits).split(np.zeros(rows))]}


def stratified_folds(labels, splits):
    found = StratifiedKFold(splits).split(np.zeros(len(labels)), labels)
    return {"labels": labels, "splits": splits, "tests": [test.tolist() for _, test in found]}


def stratified_counts(labels, test_size):
    """The shares of the classes leave no remainders that are equal, so that they do not depend on the draw."""
    _, test = train_test_split(labels, test_size=test_size, stratify=labels)
    return {"labels": labels, "testSize": test_size, "test": np.bincount(test).tolist()}


mixed = [0, 1, 1, 2, 0, 1, 1, 0, 2, 1, 1, 2, 0, 1, 1, 1, 2, 0, 1]
recorded = {
    "producer": "scikit-learn", "version": sklearn.__version__,
    "sizes": [sizes(*case) for case in [
        (10, None, None), (11, 0.2, None), (7, 0.33, None), (10, 3, None), (10, None, 0.75), (10, None, 4), (20, 0.25, 0.5), (9, 0.5, 0.33),
        (10, 2, 5), (10, 0.25, 3),
    ]],
    "kFold": [folds(*case) for case in [(10, 5), (11, 3), (7, 2), (5, 5)]],
    "stratifiedKFold": [stratified_folds(*case) for case in [
        (mixed, 3), (mixed, 4), ([2, 2, 0, 0, 0, 1, 1, 1, 1], 2), ([0] * 6 + [1] * 6, 3),
    ]],
    "stratifiedCounts": [stratified_counts(*case) for case in [
        ([0] * 60 + [1] * 40, 0.2), ([0] * 9 + [1] * 5 + [2] * 6, 4), ([0] * 70 + [1] * 21 + [2] * 9, 10),
    ]],
}
lines = [f" {json.dumps(key)}: " + (json.dumps(value) if isinstance(value, str) else
         "[\n  " + ",\n  ".join(json.dumps(case) for case in value) + "\n ]") for key, value in recorded.items()]
Path(__file__).with_name("splits.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
