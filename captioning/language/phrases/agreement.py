"""Noun phrases of Spanish, French and Italian: adjectives that agree, articles and elision."""

from captioning.language.phrases.inflection import (
    adjective_forms,
    french_of,
    italian_article,
    plural,
    spanish_article,
)
from captioning.language.phrases.wording import (
    Noun,
    Wording,
    colours_linked,
    listed,
    phrases,
    sized,
)


class Agreement:
    """What the grammars of the three languages share."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._words = Wording(language)

    def _noun(self, row: str) -> Noun:
        parts = phrases(row)
        if len(parts) == 2:
            return Noun(parts[0], plural(parts[0], self._language), parts[1])
        return Noun(*parts)

    def _adjectives(
        self, qualities: tuple[str, ...], noun: Noun, many: bool, cut: bool = False
    ) -> tuple[list[str], list[str]]:
        """Adjectives before and after a noun, in its gender and number; set phrases come last."""
        leading = self._words.listed("before")
        before = {one: self._words.quality(one, cut) for one in qualities if one in leading}
        rest = sized(tuple(one for one in qualities if one not in leading), first=False)
        rows = {one: self._words.quality(one, cut) for one in rest}
        after = {
            one: self._agreeing(row, noun.gender, many)
            for one, row in sorted(rows.items(), key=lambda item: " " in item[1])
        }
        return (
            [self._agreeing(row, noun.gender, many) for row in before.values()],
            colours_linked(after, self._words.words["and"]),
        )

    def _agreeing(self, adjective: str, gender: str, many: bool) -> str:
        irregular = self._words.row("irregular", adjective)
        if not irregular and (" " in adjective or adjective in self._words.listed("same")):
            return adjective
        forms = phrases(irregular) if irregular else adjective_forms(adjective, self._language)
        return forms[(gender == "f") + 2 * many]

    def _one(self, text: str, gender: str) -> str:
        """A noun phrase with its indefinite article."""
        if self._language == "it":
            return italian_article(text, gender)
        if self._language == "es":
            return spanish_article(text, gender, self._words.listed("stressed"))
        return f"{'une' if gender == 'f' else 'un'} {text}"

    def _of(self, text: str) -> str:
        if self._language == "fr":
            return french_of(text, self._words.listed("aspirated"))
        return f"{self._words.words['of']} {text}"

    def _with(self, parts: list[str]) -> str:
        return f" {self._words.words['with']} {self._list(parts)}"

    def _list(self, parts: list[str]) -> str:
        """ "A, B y C"; Spanish "y" is "e" before i-, Italian "e" is "ed" before e-."""
        link = self._words.words["and"]
        last = parts[-1].lower() if parts else ""
        if self._language == "es" and last.startswith(("i", "hi")) and last[:3] != "hie":
            link = "e"
        if self._language == "it" and last.startswith("e"):
            link = "ed"
        return listed(parts, link)
