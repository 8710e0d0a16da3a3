"""Records what Hugging Face's tokenizers learn and answer: `python3 test/golden/record-tokenizers.py > test/golden/tokenizers.json`."""
import json
import tokenizers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

TEXTS = [
    "the cat sat on the mat, and the dog sat on the log",
    "  Two spaces\tand a tab;\nlines\r\n\r\nbelow. It's 1234 o'clock, we'll say they've gone.",
    "Zürich, Ελλάδα, 東京 and \U0001f600\U0001f600 cost 12,50 €",
    "aaaaaaaa aaaa aaa aa a banana bananas",
    "", " ", "<|end|> the cat<|end|>",
]
CASES = [
    {"size": 280, "special": ["[PAD]"], "prefix": False},
    {"size": 330, "special": ["[PAD]", "<|end|>"], "prefix": False},
    {"size": 300, "special": ["[PAD]", "<|end|>"], "prefix": True},
    {"size": 2000, "special": ["[PAD]"], "prefix": False},
]


def answer(case):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=case["prefix"])
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        TEXTS, trainers.BpeTrainer(vocab_size=case["size"], special_tokens=case["special"], initial_alphabet=alphabet, show_progress=False))
    ids = [tokenizer.encode(text).ids for text in TEXTS]
    return {**case, "merges": json.loads(tokenizer.to_str())["model"]["merges"], "ids": ids, "texts": [tokenizer.decode(i) for i in ids]}


print(json.dumps({"producer": f"tokenizers {tokenizers.__version__}", "texts": TEXTS, "cases": [answer(c) for c in CASES]}, indent=1))
