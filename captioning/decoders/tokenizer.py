"""The word-level tokenizer: what counts as a word, and a vocabulary from training captions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

PAD, BOS, EOS, UNK = "<pad>", "<s>", "</s>", "<unk>"
COMPLETE = "<complete>"
"""Begins a caption of the level "complete"."""
COMPLETE_WORDS = 12
"""The fewest words of a caption of that level."""

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


class WordTokenizer:
    """A vocabulary of words and the special tokens before them.

    It has the names of `transformers.PreTrainedTokenizerFast`, which reads its files too and takes
    seconds to import: answering needs only the library under it.

    Attributes:
        pad_token_id: of padding.
        bos_token_id: of the begin token.
        eos_token_id: of the end token.
        unk_token_id: of words that the vocabulary lacks.
        complete_token_id: begins complete captions; the begin token where the vocabulary has none.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Takes a tokenizer; special tokens that its vocabulary lacks are added to it."""
        special = (PAD, BOS, EOS, UNK)
        tokenizer.add_special_tokens(list(special))
        self._tokenizer = tokenizer
        ids = map(tokenizer.get_vocab().__getitem__, special)
        self.pad_token_id, self.bos_token_id, self.eos_token_id, self.unk_token_id = ids
        self.complete_token_id = tokenizer.get_vocab().get(COMPLETE, self.bos_token_id)
        if self.has_levels:
            tokenizer.add_special_tokens([COMPLETE])

    @property
    def has_levels(self) -> bool:
        """Whether complete captions begin with a token of their own."""
        return self.complete_token_id != self.bos_token_id

    def __len__(self) -> int:
        return len(self.words)

    @property
    def all_special_ids(self) -> list[int]:
        """Ids of the tokens that are no words."""
        special = [self.bos_token_id, self.eos_token_id, self.unk_token_id, self.pad_token_id]
        return list(dict.fromkeys([*special, self.complete_token_id]))

    def get_vocab(self) -> dict[str, int]:
        """Id of each word and special token."""
        return self._tokenizer.get_vocab()

    def convert_ids_to_tokens(self, ids: Sequence[int]) -> list[str]:
        """The words with these ids."""
        return [self.words[one] for one in ids]

    def ids(self, text: str) -> list[int]:
        """Ids of a text's words, without begin and end."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    @cached_property
    def special(self) -> frozenset[int]:
        """Ids of the tokens that are no words."""
        return frozenset(self.all_special_ids)

    def text(self, tokens: Iterable[int]) -> str:
        """The words of a caption's ids, joined by spaces, without special tokens."""
        return " ".join(self.words[token] for token in tokens if token not in self.special)

    def save_pretrained(self, folder: str | Path) -> None:
        """Writes the files that `load_tokenizer` and transformers' `from_pretrained` read."""
        from transformers import PreTrainedTokenizerFast

        PreTrainedTokenizerFast(
            tokenizer_object=self._tokenizer,
            pad_token=PAD, bos_token=BOS, eos_token=EOS, unk_token=UNK,
            additional_special_tokens=[COMPLETE] * self.has_levels,
        ).save_pretrained(folder)  # fmt: skip

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words and special tokens by id."""
        ids = self.get_vocab()
        return tuple(sorted(ids, key=ids.__getitem__))


def build_tokenizer(
    captions: Iterable[str], *, vocabulary: int = 10_000, minimum_count: int = 1
) -> WordTokenizer:
    """Builds a tokenizer from the captions of a training split.

    Args:
        captions: training captions only; validation words must stay unknown.
        vocabulary: the most entries V, the five special tokens included.
        minimum_count: rarer words become the unknown word.

    Returns:
        A tokenizer with ids 0 to 4 for padding, begin, end, the unknown word and the begin of
        complete captions, then the words from most to least frequent (ties in alphabetical order,
        so that a rebuild is identical).

    Raises:
        ValueError: if no word is frequent enough.
    """
    counts = Counter(word for caption in captions for word in split_words(caption))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kept = [word for word, count in ranked if count >= minimum_count][: vocabulary - 5]
    if not kept:
        raise ValueError(
            f"No word occurs {minimum_count} times in the captions; lower minimum_count."
        )
    table = {token: index for index, token in enumerate([PAD, BOS, EOS, UNK, COMPLETE, *kept])}
    tokenizer = Tokenizer(models.WordLevel(table, unk_token=UNK))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = _splitter()
    return WordTokenizer(tokenizer)


def load_tokenizer(folder: str | Path) -> WordTokenizer:
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
        return WordTokenizer(Tokenizer.from_file(str(file)))
    except Exception as error:  # the library raises a bare Exception
        raise ValueError(
            f"{file.name} in {Path(folder).name!r} is damaged; restore the folder from the "
            "repository."
        ) from error


def encode_caption(
    tokenizer: WordTokenizer, caption: str, length: int = 25, *, of_piece: bool = False
) -> list[int]:
    """Token ids of a caption: begin, words, end.

    Args:
        tokenizer: as `build_tokenizer` returns it.
        caption: one caption.
        length: the most tokens T, begin and end included; further words are cut off.
        of_piece: whether it describes a piece of jewelry; long captions of pieces begin with the
            token of the level "complete".

    Returns:
        At most `length` ids. A cut caption has no end token, so that the models do not learn to
        stop there.
    """
    words = tokenizer.ids(caption)
    complete = of_piece and len(words) >= COMPLETE_WORDS
    begin = tokenizer.complete_token_id if complete else tokenizer.bos_token_id
    return [begin, *words, tokenizer.eos_token_id][:length]
