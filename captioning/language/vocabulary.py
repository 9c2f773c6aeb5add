"""The words of one language, as a query is read: phrases, endings and compounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import snowballstemmer

from captioning.language.facets import Facet
from captioning.language.lexicon import CONCEPTS, LEXICONS, rows, singular
from captioning.language.lexicon import words as plain_words

LANGUAGES = tuple(
    sorted((path.stem for path in LEXICONS.glob("*.toml")), key=lambda name: (name != "en", name))
)
"""The languages that queries are read in, English first."""

MEANING = (
    "types metals looks stones colours styles motifs scenes trade marks body structure".split()
)
"""Sections whose rows mean something of a piece."""

LONGEST = 6
"""Words of the longest phrase."""

_SNOWBALL = {"es": "spanish", "fr": "french", "de": "german", "it": "italian"}
_LINKS = ("", "s", "n", "en", "e", "es", "er")


class LexiconError(ValueError):
    """A file of words that cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase is.

    Attributes:
        section: The section of its row, such as "types" or "negations".
        name: The name of its row, such as "ring"; for grammar the section again.
        denied: Whether its ending says "without".
    """

    section: str
    name: str
    denied: bool = False

    @property
    def means(self) -> bool:
        """Whether it says something of a piece, as grammar does not."""
        return self.section in MEANING


@dataclass(frozen=True)
class Meaning:
    """What an entry says of a piece outright and by implication: groups of alternatives."""

    says: tuple[tuple[Facet, ...], ...] = ()
    implies: tuple[tuple[Facet, ...], ...] = ()
    denies: tuple[Facet, ...] = ()


def folded(word: str) -> str:
    """A word in lower case without accents: "Weißgold" -> "weissgold", "küpe" -> "kupe"."""
    plain = word.lower().replace("ß", "ss").replace("ı", "i").replace("œ", "oe")
    return " ".join(plain_words(plain))


class Vocabulary:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Reads the file of a language.

        Raises:
            LexiconError: A section or row is not as the others are.
        """
        self.language = language
        data = rows(LEXICONS / f"{language}.toml")
        self.phrases: dict[tuple[str, ...], Entry] = {}
        self.stems: dict[tuple[str, ...], Entry] = {}
        stemmer = _SNOWBALL.get(language)
        self._stemmer = snowballstemmer.stemmer(stemmer) if stemmer else None
        self.gold = frozenset(map(folded, phrases_of(data["grammar"].get("gold", ""))))
        self.slips = {
            slip: word for word, row in data.get("slips", {}).items() for slip in phrases_of(row)
        }
        things = phrases_of(data["grammar"].get("coloured", ""))
        self.coloured = frozenset(map(self.key, map(folded, things)))
        self.endings = {
            kind: tuple(map(folded, phrases_of(row)))
            for kind, row in data.get("endings", {}).items()
        }
        for section, name, phrase in entries(data):
            self._add(section, name, phrase)
        self.openers = {phrase[0] for phrase in self.phrases} | {key[0] for key in self.stems}
        self.find = lru_cache(maxsize=1 << 14)(self._find)

    def _add(self, section: str, name: str, phrase: str) -> None:
        said = tuple(pieces(phrase))
        forms = [said]
        if section == "looks" and self.language == "en":
            name = canonical_stone(name, phrase)
            if phrase.endswith("z"):
                forms.append((*said[:-1], f"{said[-1]}es"))  # topazes, which no rule makes singular
        for form in forms:
            present = self.phrases.get(form)
            if present is None or (not present.means and section in MEANING):
                self.phrases[form] = Entry(section, name)
        if section in MEANING:
            self.stems.setdefault(tuple(map(self.key, said)), Entry(section, name))

    @cached_property
    def words(self) -> Mapping[str, bool]:
        """Single words to whether they mean something."""
        known: dict[str, bool] = {}
        for phrase, entry in self.phrases.items():
            for word in phrase:
                known[word] = known.get(word, False) or entry.means
        return known

    @cached_property
    def parts(self) -> dict[str, Entry]:
        """Words that a compound may be made of."""
        return {
            phrase[0]: entry
            for phrase, entry in self.phrases.items()
            if len(phrase) == 1 and entry.means and len(phrase[0]) > 2
        }

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - one for each language, kept for good
    def key(self, word: str) -> str:
        """The stem of a folded word."""
        if self.language == "en":
            return singular(word)
        if self._stemmer is None or len(word) < 4:
            return word
        return folded(self._stemmer.stemWord(word))

    def _find(self, said: tuple[str, ...]) -> Entry | None:
        """What a phrase is: as it is written, by its stems, or by its endings."""
        found = self.phrases.get(said)
        if found:
            return found
        if self.language == "tr":
            return self._turkish(said)
        return self.stems.get(tuple(map(self.key, said)))

    def _turkish(self, said: tuple[str, ...]) -> Entry | None:
        """A phrase whose last word has endings: "yuzugu", "kupeler", "tassiz"."""
        *before, last = said
        for end in range(len(last) - 1, 1, -1):
            root, ending = last[:end], last[end:]
            for denied in (False, True):
                if not _ENDINGS[denied].fullmatch(ending):
                    continue
                for form in (root, _HARDENED.sub(_harden, root)):
                    entry = self.phrases.get((*before, form))
                    if entry and entry.means:
                        return Entry(entry.section, entry.name, denied)
        return None

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def compound(self, word: str) -> tuple[Entry, ...]:
        """The parts of a compound that all have a meaning ("silberarmband"); empty if none."""
        if self.language != "de" or len(word) < 6:
            return ()
        return self._split(word) or ()

    def _split(self, word: str) -> tuple[Entry, ...] | None:
        if entry := self.parts.get(word) or self.stems.get((self.key(word),)):
            return (entry,)
        for end in range(len(word) - 3, 2, -1):
            first = next(
                (
                    self.parts[word[: end - len(link)]]
                    for link in _LINKS
                    if word[:end].endswith(link) and word[: end - len(link)] in self.parts
                ),
                None,
            )
            if first and (rest := self._split(word[end:])):
                return (first, *rest)
        return None


_GRAMMATICAL = (
    r"(?:l[ae]r)?(?:i?m|i?n|s?[iu]|imiz|iniz|umuz|unuz|u?m|u?n)?"
    r"(?:n?[iuae]|n?d[ae]n?|t[ae]n?|n?[iu]n|y?l[ae]|n?c[ae])?(?:ki)?"
)
_ENDINGS = {
    False: re.compile(rf"(?:l[iu])?{_GRAMMATICAL}"),
    True: re.compile(rf"(?:l[ae]r)?s[iu]z{_GRAMMATICAL}"),
}
_HARDENED = re.compile(r"[gbdc]$")


def _harden(found: re.Match[str]) -> str:
    return {"g": "k", "b": "p", "d": "t", "c": "c"}[found[0]]


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language, read once."""
    return Vocabulary(language)


def pieces(text: str) -> list[str]:
    """The folded words of a phrase; an elision is a word of its own: "d'or" -> d, or."""
    return [
        part
        for word in folded(text).split()
        for part in ([word] if word.endswith(("'s", "'t")) or word in _WHOLE else word.split("'"))
        if part
    ]


_WHOLE = frozenset({"i'm", "pin's"})


def phrases_of(row: str) -> Iterator[str]:
    """The phrases of a row."""
    return (phrase.strip() for phrase in row.split(",") if phrase.strip())


def entries(data: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Section, name and phrase of every row that queries are read with."""
    for section, named in data.items():
        if section in (*MEANING, "grammar"):
            for name, row in named.items():
                if section == "grammar" and name in ("gold", "coloured"):
                    continue
                for phrase in phrases_of(row):
                    yield (name if section == "grammar" else section), name, phrase


def canonical_stone(look: str, phrase: str) -> str:
    """The facet of an English stone: itself, or its look where only that is named."""
    names = phrase.split()
    general = names[-1] in ("stone", "bead") or phrase == "black beads"
    return f"look:{look}" if general and phrase not in _STONES_OF_TWO_WORDS else phrase


_STONES_OF_TWO_WORDS = frozenset({"lava stone", "japanese seed bead"})


@cache
def concepts() -> dict[str, Meaning]:
    """The meaning of every concept of `concepts.toml`."""
    found = {}
    for name, lines in rows(CONCEPTS)["concepts"].items():
        says, denied = [], []
        for line in lines.get("says", ()):
            if line.startswith("-"):
                denied.append(Facet.of(line[1:]))
            else:
                says.append(tuple(map(Facet.of, line.split("|"))))
        implies = tuple(tuple(map(Facet.of, line.split("|"))) for line in lines.get("implies", ()))
        found[name] = Meaning(tuple(says), implies, tuple(denied))
    return found


@cache
def table(section: str) -> Mapping[str, str]:
    """A section of `concepts.toml` that maps names to facets."""
    return rows(CONCEPTS)[section]
