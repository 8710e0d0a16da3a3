"""Mistakes of beginners with Keras: python mistakes.py MISTAKE"""
import sys
import keras
import numpy as np

mistake = sys.argv[1]
x = [[i / 8, 1 - i / 8] for i in range(8)]
y = [[1.0 if a > 0.5 else 0.0] for a, _ in x]
if mistake == "a cell of text":
    x[3] = [0.1, "n/a"]
if mistake == "a row that is short":
    x[3] = [0.1]
model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="sgd", loss="binary_crosentropy" if mistake == "a loss misspelt" else "binary_crossentropy")
print(model.fit(np.array(x), np.array(y), epochs=2, verbose=0).history["loss"])
