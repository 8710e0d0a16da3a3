import csv
import keras
import numpy as np

rows = list(csv.DictReader(open("birds.csv")))
names = ["bill", "depth", "mass"]
numbers = np.array([[float(row[n]) if row[n] else np.nan for n in names] for row in rows], "float32")
missing = np.isnan(numbers)
mean = np.nanmean(numbers, axis=0)
std = np.nanstd(numbers, axis=0)
islands = sorted({row["island"] for row in rows})
species = sorted({row["species"] for row in rows})


def encode(numbers, island):
    missing = np.isnan(numbers)
    scaled = np.where(missing, 0, (numbers - mean) / std)
    return np.concatenate([scaled, missing, np.eye(len(islands))[[islands.index(i) for i in island]]], axis=1).astype("float32")


x = encode(numbers, [row["island"] for row in rows])
y = np.array([species.index(row["species"]) for row in rows])
model = keras.Sequential([
    keras.Input(shape=(x.shape[1],)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(len(species), activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=20, validation_split=0.2)
probabilities = model.predict(encode(np.array([[47, 14.5, 5200]]), ["Biscoe"]))
print(species[int(np.argmax(probabilities[0]))])
model.save("birds.keras")
