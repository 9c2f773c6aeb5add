"""German noun phrases: strong and mixed adjectives, the dative, compound nouns."""

from captioning.language.phrases.wording import Noun, Wording, colours_linked, phrases, sized

NOMINATIVE = {"m": "er", "f": "e", "n": "es", "many": "e"}
"""Endings of adjectives without an article, by gender or in the plural."""

DATIVE = {"m": "em", "f": "er", "n": "em", "many": "en"}
"""The same endings after "mit", "aus" and "auf"."""

AFTER_ARTICLE = dict.fromkeys(DATIVE, "en")
"""The endings of the dative after "einem" and "einer"."""


def dative_plural(plural: str) -> str:
    """The dative of a plural: "Ringe" -> "Ringen", but "Creolen", "Charms" and "Zirkonia"."""
    return plural if plural.endswith(("n", "s", "a", "i")) else plural + "n"


def compound(first: str, second: str) -> str:
    """Two nouns in one: "Herz" + "Anhänger", with a hyphen where a part asks for one."""
    if second.startswith("-"):
        return first + second if first else second[1:]
    if first.endswith("-") or not first:
        return first + second
    return first + second[0].lower() + second[1:]


class Declension:
    """Nouns and adjectives of German."""

    def __init__(self) -> None:
        self._words = Wording("de")

    def _compound(self, first: str, noun: Noun) -> Noun:
        foreign = noun.one in self._words.listed("hyphen") or "-" in noun.one or " " in noun.one
        if foreign and not first.endswith("-"):
            first += "-"
        one, many = (form.replace(" ", "-") for form in (noun.one, noun.many))
        return Noun(compound(first, one), compound(first, many), noun.gender, noun.extra)

    def _dative(
        self, noun: Noun, qualities: tuple[str, ...], many: bool, count: int | None,
        cut: bool = False, weak: str = "", case: dict[str, str] = DATIVE,
    ) -> str:  # fmt: skip
        """A noun with its adjectives in the dative.

        Args:
            noun: The noun.
            qualities: What is said of it.
            many: Whether it is in the plural.
            count: How many, if said.
            cut: Whether it is a faceted stone.
            weak: Its form after an adjective, where that is another: "rundem Diamanten".
            case: Endings of the adjectives.
        """
        before, after = self._adjectives(qualities, noun, many, case, cut)
        own = [self._declined(noun.extra, noun, many, case)] if noun.extra else []
        declined = [*before, *own]
        form = dative_plural(noun.many) if many else (weak if declined else "") or noun.one
        named = [self._words.number(count), *declined, form, *after]
        return " ".join(part for part in named if part)

    def _adjectives(
        self, qualities: tuple[str, ...], noun: Noun, many: bool, case: dict[str, str],
        cut: bool = False,
    ) -> tuple[list[str], list[str]]:  # fmt: skip
        """Adjectives before a noun, declined, and set phrases after it."""
        rows = {one: self._words.quality(one, cut) for one in sized(qualities, first=True)}
        before = {
            one: self._declined(row, noun, many, case)
            for one, row in rows.items()
            if " " not in row
        }
        after = [row for row in rows.values() if " " in row]
        return colours_linked(before, "und"), after

    def _declined(self, stem: str, noun: Noun, many: bool, case: dict[str, str]) -> str:
        if stem in self._words.listed("same"):
            return stem
        if stem.endswith("el"):  # "dunkel" -> "dunklem"
            stem = stem[:-2] + "l"
        ending = case["many" if many else noun.gender]
        return stem + (ending[1:] if stem.endswith("e") else ending)


def noun_of(row: str) -> Noun:
    """The noun of a row of the table."""
    return Noun(*phrases(row))
