"""Which form of "everything a model can say" finds most, and what the words are worth.

    python -m tests.benchmarks.forms --data flickr8k --limit 500

Prints mean average precision and Recall@10 of both protocols for several forms of query and
document, and for the shipped form with one thing changed at a time. Photos are described once, by
both models; everything after that is words.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from tqdm import tqdm

from captioning.data import read_dataset
from captioning.describe.beam_search import beam_search
from captioning.describe.captioner import Captioner
from captioning.describe.engine.eager import EagerDecoder
from captioning.language.grammar import Grammar
from captioning.language.lexicon import words
from captioning.language.stems import STOP_WORDS, stem
from captioning.settings import shipped_settings
from captioning.vision.dataset_photos import decoded

SETTINGS = shipped_settings()
DRAWN = SETTINGS.expectation.drawn

Bag = Mapping[str, float]
Forms = dict[str, list[Bag]]
"""For each form of saying, a bag of texts for each photo."""


def sayings(captioner: Captioner, photos: Sequence) -> Forms:
    """What both models say of encoded photos, in every form."""
    features = captioner.features(photos)
    forms: Forms = {}
    for name, decoder in captioner.trained.decoders.items():
        tokenizer = captioner.tokenizers[name]
        rules = Grammar.of(tokenizer.get_vocab())
        said = beam_search(
            EagerDecoder(decoder), features, beams=3, kept=3, drawn=DRAWN, grammar=rules
        )
        for photo in range(len(photos)):
            three = [tokenizer.text(row) for row in said.captions[photo].tolist()]
            drawn = [tokenizer.text(row) for row in said.draws.tokens[photo].tolist()]
            counts = said.draws.expected(photo, tokenizer, SETTINGS.expectation.faint_word)
            expected = {term.text: count for term, count in counts.items() if term.kind == "word"}
            bags = {
                "one caption": {three[0]: 1.0},
                "captions of three beams": Counter(three),
                f"{DRAWN} drawn captions": {t: n / DRAWN for t, n in Counter(drawn).items()},
                f"expected words of {DRAWN} draws": expected,
            }
            for form, bag in bags.items():
                forms.setdefault(f"{form}, {name}", []).append(bag)
    return forms


def both(forms: Forms) -> Forms:
    """The forms with those of both models together added."""
    for form in [name.removesuffix(", lstm") for name in forms if name.endswith(", lstm")]:
        pairs = zip(forms[f"{form}, transformer"], forms[f"{form}, lstm"], strict=True)
        forms[f"{form}, both"] = [dict(Counter(a) + Counter(b)) for a, b in pairs]
    return forms


def counted(bag: Bag, split: Callable[[str], list[str]]) -> Counter:
    """Terms of a bag of texts."""
    counts: Counter = Counter()
    for said, weight in bag.items():
        for term in split(said):
            counts[term] += weight
    return counts


def plain(said: str) -> list[str]:
    """Stems without stop words: what the search uses, but for what captions name as a whole."""
    return [stem(word) for word in words(said) if word not in STOP_WORDS]


def pairs_too(said: str) -> list[str]:
    """Stems and pairs of neighbours."""
    stems = plain(said)
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]


def matrix(bags: Sequence[Counter], columns: Mapping[str, int], power: float) -> np.ndarray:
    """(N, V) damped counts; terms without a column are left out."""
    rows = np.zeros((len(bags), len(columns)), np.float32)
    for row, bag in enumerate(bags):
        for term, count in bag.items():
            if term in columns:
                rows[row, columns[term]] = count**power
    return rows


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def figures(asked: list[Counter], bags: list[Counter], owners: np.ndarray, power: float,
            strongest: int, times: float) -> str:  # fmt: skip
    """Mean average precision and Recall@10 where each query's own photo is to be found."""
    columns = {term: place for place, term in enumerate(dict.fromkeys(t for b in bags for t in b))}
    documents = matrix(bags, columns, power)
    rarity = (np.log((1 + len(bags)) / (1 + (documents > 0).sum(0))) + 1) ** (times / 2)
    queries = matrix(asked, columns, power) * rarity
    if strongest < queries.shape[1]:
        bar = np.partition(queries, -strongest, axis=1)[:, -strongest][:, None]
        queries = np.where(queries >= bar, queries, 0)
    scores = (unit(queries) @ unit(documents * rarity).T).round(6)
    own = scores[np.arange(len(owners)), owners][:, None]
    ranks = (scores > own).sum(1) + ((scores == own).sum(1) + 1) / 2
    return f"{(1 / ranks).mean():.3f} | {(ranks <= 10).mean():.3f}"


def line(name: str, said: list[Bag], references: Sequence[Sequence[str]],
         split: Callable[[str], list[str]] = plain, power: float = 0.5,
         strongest: int = SETTINGS.search.strongest, times: float = 1.0) -> None:  # fmt: skip
    """Prints a row of the Markdown table; `times` is how often a cosine counts a term's rarity."""
    ours = [counted(bag, split) for bag in said]
    theirs = [counted(dict.fromkeys(texts, 1.0), split) for texts in references]
    typed = [counted({caption: 1.0}, split) for texts in references for caption in texts]
    owners = np.repeat(np.arange(len(references)), [len(texts) for texts in references])
    to_image = figures(ours, theirs, np.arange(len(ours)), power, strongest, times)
    from_text = figures(typed, ours, owners, power, strongest, times)
    print(f"| {name} | {to_image} | {from_text} |", flush=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int, default=None, help="only the first N photos")
    parser.add_argument("--checkpoints", type=Path, default=Path("checkpoints"))
    args = parser.parse_args()
    captioner = Captioner.load(args.checkpoints)
    examples = read_dataset(args.data, args.split)[: args.limit]
    references, forms = [], {}
    batch: list = []
    for place, (example, photo) in enumerate(tqdm(decoded(examples), total=len(examples)), start=1):
        references.append(example.captions)
        batch.append(photo)
        if len(batch) == 16 or place == len(examples):
            for form, bags in sayings(captioner, batch).items():
                forms.setdefault(form, []).extend(bags)
            batch = []
    print("| form | caption-to-image mAP | R@10 | text-to-image mAP | R@10 |")
    print("| --- | --- | --- | --- | --- |")
    for form, said in both(forms).items():
        line(form, said, references)
    said = forms[f"expected words of {DRAWN} draws, both"]
    for times, often in ((0.0, "not counted"), (2.0, "counted twice, in query and document")):
        line(f"expected words, rarity {often}", said, references, times=times)
    one = forms["one caption, both"]
    line("one caption, both, rarity counted twice", one, references, times=2.0)
    line("expected words, counts not damped", said, references, power=1.0)
    line("expected words, damped by a fourth root", said, references, power=0.25)
    line("expected words, no stop words left out, no endings cut", said, references, split=words)
    line("expected words, all terms of a query", said, references, strongest=10**6)
    drawn = forms[f"{DRAWN} drawn captions, both"]
    line(f"{DRAWN} drawn captions, both, with pairs of neighbours", drawn, references, pairs_too)


if __name__ == "__main__":
    main()
