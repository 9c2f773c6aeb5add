"""The words of one language, as a query is read: phrases, endings and compounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property, lru_cache

import snowballstemmer

from captioning.language.lexicon import LEXICONS, rows, singular
from captioning.language.stems import stem as stem_of
from captioning.language.understanding import endings
from captioning.language.understanding.entries import canonical_stone, described_with, entries
from captioning.language.understanding.folding import folded, phrases_of, pieces
from captioning.language.understanding.meaning import CAPTIONS, SECTIONS, Entry
from captioning.language.understanding.shades import shade

LANGUAGES = tuple(
    sorted((path.stem for path in LEXICONS.glob("*.toml")), key=lambda name: (name != "en", name))
)
"""The languages that queries are read in, English first."""

_SNOWBALL = {"es": "spanish", "fr": "french", "de": "german", "it": "italian"}
_LINKS = ("", "s", "n", "en", "e", "es", "er")
_SHORTEST_HEAD = 5
"""Letters of a type that tells what a compound is, whatever is before it; "ring" ends "Hering"."""
_SUFFIXED = re.compile(r"(.{3,}?)(?:(frei|los|allergie)|farben|farbig)(?:e[rnms]?)?")
_OF_NAMES = ("types", "metals", "looks", "stones", "styles", "motifs", "trade", "marks")

_SAME = 3
"""First letters that an ending leaves as they are."""


class Vocabulary:
    """The words of one language.

    Attributes:
        language: Its code ("en").
        phrases: Phrases as they are written, folded, to what they are.
        stems: Phrases by the stems of their words; only those that mean something.
        gold: Words for gold of no colour.
        coloured: Stems of things whose colour is no stone's.
        slips: Slips that are words of their own or too far off, to the word meant.
        find: What a phrase is: as it is written, by its stems, or by its endings.
    """

    def __init__(self, language: str) -> None:
        """Reads the file of a language."""
        self.language = language
        data = rows(LEXICONS / f"{language}.toml")
        self.phrases: dict[tuple[str, ...], Entry] = {}
        self.stems: dict[tuple[str, ...], Entry] = {}
        self._reach: dict[str, int] = {}
        stemmer = _SNOWBALL.get(language)
        self._stemmer = snowballstemmer.stemmer(stemmer) if stemmer else None
        self.gold = frozenset(map(folded, phrases_of(data["grammar"].get("gold", ""))))
        self.slips = {
            slip: word for word, row in data.get("slips", {}).items() for slip in phrases_of(row)
        }
        things = list(phrases_of(data["grammar"].get("coloured", "")))
        phrases = list(entries(data))
        described = described_with(language)
        said = [word for _, _, phrase in phrases for word in pieces(phrase)]
        said += [word for phrase in described for word in phrase]
        self._starts = frozenset(word[:_SAME] for word in (*said, *map(folded, things)))
        self.coloured = frozenset(map(self.key, map(folded, things)))
        for section, name, phrase in phrases:
            self._add(section, name, phrase)
        for phrase_said, english in described.items():
            self._describe(phrase_said, english)
        self.find = lru_cache(maxsize=1 << 14)(self._find)

    def _add(self, section: str, name: str, phrase: str) -> None:
        said = pieces(phrase)
        forms = [said]
        if section == "looks" and self.language == "en":
            name = canonical_stone(name, phrase)
        for form in forms:
            present = self.phrases.get(form)
            if present is None or (not present.means and section in SECTIONS):
                self.phrases[form] = Entry(section, name)
        openers = {said[0]}
        if section in SECTIONS:
            stems = tuple(map(self.key, said))
            self.stems.setdefault(stems, Entry(section, name))
            openers.add(stems[0])
        for opener in openers:
            self._reach[opener] = max(len(said), self._reach.get(opener, 1))

    def _describe(self, said: tuple[str, ...], english: str) -> None:
        """A word of captions that no row has: "martillado" for what is hammered in English."""
        stems = tuple(map(self.key, said))
        if said in self.phrases or stems in self.stems or self.compound(said[0]):
            return
        self.phrases[said] = self.stems[stems] = Entry(CAPTIONS, english)
        if self.language == "fr":  # without accents no rule knows the feminine of "martelé"
            self.stems.setdefault((self.key(f"{said[0]}e"),), Entry(CAPTIONS, english))

    @cached_property
    def words(self) -> frozenset[str]:
        """All single words, those within phrases included."""
        return frozenset(word for phrase in self.phrases for word in phrase)

    @cached_property
    def telling(self) -> frozenset[str]:
        """Words that a slip may stand for: they mean something, alone or in a name."""
        return frozenset(
            word
            for phrase, entry in self.phrases.items()
            if entry.means and (len(phrase) == 1 or entry.section in _OF_NAMES)
            for word in phrase
        )

    @cached_property
    def _type_starts(self) -> frozenset[str]:
        """First letters of types, because a stem for each end of a word takes long."""
        named = (phrase for phrase, entry in self.phrases.items() if entry.section == "types")
        return frozenset(phrase[0][:3] for phrase in named)

    @cached_property
    def types(self) -> frozenset[str]:
        """Stems of single words that name a type."""
        named = (phrase for phrase, entry in self.phrases.items() if entry.section == "types")
        return frozenset(stem_of(phrase[0]) for phrase in named if len(phrase) == 1)

    @cached_property
    def metal_colours(self) -> frozenset[str]:
        """Words next to gold that tell its colour: "yellow", "white"."""
        named = (phrase for phrase, entry in self.phrases.items() if entry.section == "metals")
        return frozenset(word for phrase in named if len(phrase) > 1 for word in phrase) - self.gold

    @cached_property
    def parts(self) -> Mapping[str, Entry]:
        """Words that a compound may be made of."""
        return {
            phrase[0]: entry
            for phrase, entry in self.phrases.items()
            if len(phrase) == 1 and entry.means and len(phrase[0]) > 2
        }

    def key(self, word: str) -> str:
        """The stem of a folded word, if a phrase may have it: stemming takes long.

        No ending is taken off the first letters, so only words that begin as one of a phrase does
        are stemmed; another stays as it is.
        """
        return self.stem(word) if word[:_SAME] in self._starts else word

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - one for each language, kept for good
    def stem(self, word: str) -> str:
        """The stem of a folded word."""
        if self.language == "en":
            return singular(word.removesuffix("'s"))
        if self._stemmer is None or len(word) < 4:
            return word
        return folded(self._stemmer.stemWord(word))

    def reach(self, word: str) -> int:
        """Words of the longest phrase that a word may begin."""
        return max(self._reach.get(word, 1), self._reach.get(self.key(word), 1))

    def forms(self, word: str) -> Iterator[str]:
        """A word, its stem, and the roots that it may be an ending of."""
        yield word
        if self.language == "tr":
            yield from (root for root, _ in endings.roots(word))
        else:
            yield self.stem(word)

    def _find(self, said: tuple[str, ...]) -> Entry | None:
        found = self.phrases.get(said)
        if found:
            return found
        if self.language == "tr":
            return self._turkish(said)
        return self.stems.get(tuple(map(self.key, said)))

    def _turkish(self, said: tuple[str, ...]) -> Entry | None:
        """A phrase whose last word has endings."""
        *before, last = said
        for root, denied in endings.roots(last):
            for form in endings.possessed(root) if before else (root,):
                entry = self.phrases.get((*before, form))
                if entry and (entry.means or (entry.section == CAPTIONS and not denied)):
                    return Entry(entry.section, entry.name, denied)
        return None

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def compound(self, word: str) -> tuple[Entry, ...]:
        """The parts of a compound that all have a meaning ("silberarmband"); empty if none."""
        if self.language != "de" or len(word) < 6:
            return ()
        if colour := shade(word, self.parts):
            return (colour,)
        if found := self._split(word) or self._suffixed(word):
            return found
        head = self.head(word, _SHORTEST_HEAD) or self._known_before(word)
        return (head,) if head else ()

    def _suffixed(self, word: str) -> tuple[Entry, ...]:
        """What "perlenlose" and "diamantfreier" deny, and the colour of "lilafarbenem"."""
        match = _SUFFIXED.fullmatch(word)
        first = self._linked(match[1]) if match else None
        return (replace(first, denied=bool(match[2])),) if match and first else ()

    def _known_before(self, word: str) -> Entry | None:
        """The type after a word of grammar: "damenring" is a ring."""
        for end in range(len(word) - 3, 3, -1):
            part = self.parts.get(word[end:])
            if part and part.section == "types" and (word[:end],) in self.phrases:
                return part
        return None

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def head(self, word: str, shortest: int) -> Entry | None:
        """The type that a German compound ends with: "kaferbrosche" is a brooch.

        Args:
            word: Folded; a longer word than the type.
            shortest: Letters that the type has at least.
        """
        if self.language != "de":
            return None
        for start in range(3, len(word) - shortest + 1):
            if word[start : start + 3] not in self._type_starts:
                continue
            part = self._part(word[start:])
            known = part and part.section == "types"
            if known and not (shortest == _SHORTEST_HEAD and word[start:].startswith("ring")):
                return part
        return None

    def _part(self, word: str) -> Entry | None:
        return self.parts.get(word) or self.stems.get((self.key(word),))

    def _split(self, word: str) -> tuple[Entry, ...] | None:
        if entry := self._part(word):
            return (entry,)
        for end in range(len(word) - 3, 2, -1):
            first = self._linked(word[:end])
            if first and (rest := self._split(word[end:])):
                return (first, *rest)
        return None

    def _linked(self, start: str) -> Entry | None:
        """The first part of a compound, with the letters that link it to the next."""
        starts = [start.removesuffix(link) for link in _LINKS if start.endswith(link)]
        found = (self.parts.get(one) for one in (*starts, f"{start}e"))
        return next((part for part in found if part), None)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language, read once."""
    return Vocabulary(language)


@cache
def sizes() -> frozenset[str]:
    """Words for sizes and prices in all languages, folded."""
    files = (rows(LEXICONS / f"{name}.toml")["grammar"]["sizes"] for name in LANGUAGES)
    return frozenset(folded(word) for row in files for word in phrases_of(row))
