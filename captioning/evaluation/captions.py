"""Generated captions against reference captions: BLEU, METEOR, ROUGE-L, CIDEr and variety.

The scores are those of `pycocoevalcap`, the package of the COCO captions challenge. Words are
split by `decoders.tokenizer.split_words`, not by its Java tokenizer, so that only METEOR needs
Java; the two agree except on inner apostrophes ("man's" is one word here).
"""

import importlib.util
import io
import shutil
import threading
import warnings
from collections.abc import Collection, Mapping, Sequence

from captioning.decoders.tokenizer import split_words

LEAST_FOR_CIDER = 10
"""Photos below which CIDEr is left out: it weighs words by how few photos they describe, so that it
is 0 for one photo, however good the caption, and means little for a few."""

NOTHING = "∅"  # in place of a sentence without words, which the package does not accept


def caption_scores(
    captions: Mapping[str, str],
    references: Mapping[str, Sequence[str]],
    vocabulary: Collection[str] | None = None,
) -> dict[str, float | int | None]:
    """Score one caption a photo against its references.

    Args:
        captions: The generated caption of each photo, by the photo's name.
        references: One or more reference captions of each of these photos.
        vocabulary: Every word that the model knows, for `oov_rate`.

    Returns:
        `bleu1` to `bleu4`, `meteor`, `rouge_l` in [0, 1] and `cider` in [0, 10], over the whole
        set, None where a package or Java is missing and for `cider` below `LEAST_FOR_CIDER`
        photos; `distinct_captions` and `vocabulary_used`
        (different captions, and different words in them); `oov_rate` (the share of the
        references' words that the model does not know, in [0, 1], None without `vocabulary`).

    Raises:
        ValueError: Captions and references are not of the same photos, or there are none.
    """
    if not captions or captions.keys() != references.keys():
        raise ValueError("Scoring needs a caption and references for each photo, and one photo.")
    said = {name: [_sentence(text)] for name, text in captions.items()}
    meant = {name: [_sentence(text) for text in texts] for name, texts in references.items()}
    return {
        **_coco_scores(meant, said),
        "distinct_captions": len({sentence for (sentence,) in said.values()}),
        "vocabulary_used": len({word for text in captions.values() for word in split_words(text)}),
        "oov_rate": None if vocabulary is None else _oov_rate(references, vocabulary),
    }


def _sentence(text: str) -> str:
    return " ".join(split_words(text)) or NOTHING


def _oov_rate(references: Mapping[str, Sequence[str]], vocabulary: Collection[str]) -> float:
    said = [word for texts in references.values() for text in texts for word in split_words(text)]
    known = frozenset(vocabulary)
    return sum(word not in known for word in said) / max(1, len(said))


def _coco_scores(
    meant: Mapping[str, list[str]], said: Mapping[str, list[str]]
) -> dict[str, float | None]:
    names = ("bleu1", "bleu2", "bleu3", "bleu4", "meteor", "rouge_l", "cider")
    if importlib.util.find_spec("pycocoevalcap") is None:
        warnings.warn(
            "BLEU, METEOR, ROUGE-L and CIDEr are left out: run "
            "`pip install -r captioning/training/requirements.txt` to have them.",
            stacklevel=3,
        )
        return dict.fromkeys(names)
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.rouge.rouge import Rouge

    bleu, _ = Bleu(4).compute_score(meant, said, verbose=0)
    rouge, _ = Rouge().compute_score(meant, said)
    values = (*bleu, meteor(meant, said), rouge, _cider(meant, said))
    return {n: None if v is None else float(v) for n, v in zip(names, values, strict=True)}


def _cider(meant: Mapping[str, list[str]], said: Mapping[str, list[str]]) -> float | None:
    if len(said) < LEAST_FOR_CIDER:
        warnings.warn(
            f"CIDEr is left out: it needs at least {LEAST_FOR_CIDER} photos and has {len(said)}.",
            stacklevel=4,
        )
        return None
    from pycocoevalcap.cider.cider import Cider

    score, _ = Cider().compute_score(meant, said)
    return float(score)


def meteor(meant: Mapping[str, list[str]], said: Mapping[str, list[str]]) -> float | None:
    """METEOR 1.5 (Denkowski and Lavie, 2014) with the original Java program.

    Args:
        meant: Reference sentences of each photo, words separated by spaces.
        said: A list with the one generated sentence of each photo.

    Returns:
        The score in [0, 1], or None with a warning where Java is missing or fails.
    """
    if shutil.which("java") is None:
        warnings.warn("METEOR is left out: install Java (11 or later) to have it.", stacklevel=2)
        return None
    from pycocoevalcap.meteor.meteor import Meteor

    scorer = Meteor()
    try:
        score, _ = scorer.compute_score(meant, said)
    except (OSError, ValueError) as error:  # a broken pipe, or an answer that is no number
        warnings.warn(f"METEOR is left out: its Java program failed ({error}).", stacklevel=2)
        # The package keeps its lock after a failure and then writes into the broken pipe.
        scorer.lock, scorer.meteor_p.stdin = threading.Lock(), io.BytesIO()
        return None
    return score
