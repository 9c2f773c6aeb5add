"""The word-level tokenizer: what counts as a word, and a vocabulary from training captions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast

PAD, BOS, EOS, UNK = "<pad>", "<s>", "</s>", "<unk>"

# A word keeps inner apostrophes and hyphens ("children's", "three-stone"); all else separates.
_WORD = r"\w+(?:['’-]\w+)*"


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])


def _splitter() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Split(Regex(_WORD), behavior="removed", invert=True)


def split_words(text: str) -> list[str]:
    """Splits a text into words the way the models see them.

    Args:
        text: any text.

    Returns:
        Its words: NFKC-normalised, lower case, without punctuation.
    """
    normalised = _normalizer().normalize_str(text)
    return [word for word, _ in _splitter().pre_tokenize_str(normalised)]


def build_tokenizer(
    captions: Iterable[str], *, vocabulary: int = 10_000, minimum_count: int = 1
) -> PreTrainedTokenizerFast:
    """Builds a tokenizer from the captions of a training split.

    Args:
        captions: training captions only; validation words must stay unknown.
        vocabulary: the most entries V, the four special tokens included.
        minimum_count: rarer words become the unknown word.

    Returns:
        A tokenizer with ids 0 to 3 for padding, begin, end and the unknown word, then the words
        from most to least frequent (ties in alphabetical order, so that a rebuild is identical).

    Raises:
        ValueError: if no word is frequent enough.
    """
    counts = Counter(word for caption in captions for word in split_words(caption))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kept = [word for word, count in ranked if count >= minimum_count][: vocabulary - 4]
    if not kept:
        raise ValueError(
            f"No word occurs {minimum_count} times in the captions; lower minimum_count."
        )
    table = {token: index for index, token in enumerate([PAD, BOS, EOS, UNK, *kept])}
    tokenizer = Tokenizer(models.WordLevel(table, unk_token=UNK))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = _splitter()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=PAD, bos_token=BOS, eos_token=EOS, unk_token=UNK
    )


def load_tokenizer(folder: str | Path) -> PreTrainedTokenizerFast:
    """Loads the tokenizer saved with a decoder's weights.

    Args:
        folder: a checkpoint folder that holds `tokenizer.json`.

    Raises:
        FileNotFoundError: if the file is not there; the sentence names it.
        ValueError: if it is damaged; the sentence names it.
    """
    file = Path(folder) / "tokenizer.json"
    if not file.is_file():
        raise FileNotFoundError(
            f"{file.name} is missing in the checkpoint folder {Path(folder).name!r}; "
            "restore it from the repository or train again."
        )
    try:
        return PreTrainedTokenizerFast(
            tokenizer_file=str(file), pad_token=PAD, bos_token=BOS, eos_token=EOS, unk_token=UNK
        )
    except Exception as error:  # the library raises a bare Exception
        raise ValueError(
            f"{file.name} in {Path(folder).name!r} is damaged; restore the folder from the "
            "repository."
        ) from error


def encode_caption(tokenizer: PreTrainedTokenizerFast, caption: str, length: int = 25) -> list[int]:
    """Token ids of a caption: begin, words, end.

    Args:
        tokenizer: as `build_tokenizer` returns it.
        caption: one caption.
        length: the most tokens T, begin and end included; further words are cut off.

    Returns:
        At most `length` ids. A cut caption has no end token, so that the models do not learn to
        stop there.
    """
    ids = tokenizer(caption, add_special_tokens=False)["input_ids"]
    ids = [tokenizer.bos_token_id, *ids, tokenizer.eos_token_id]
    return ids[:length]
