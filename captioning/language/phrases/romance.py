"""Descriptions in Spanish, French and Italian: adjectives agree and mostly follow their noun."""

from captioning.language.phrases.description import Description, Phrase
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
    alike,
    colours_linked,
    is_material,
    listed,
    phrases,
    sized,
)


class Romance:
    """Renders descriptions in one of the three languages."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._words = Wording(language)

    def text(self, said: Description) -> str:
        """The whole description as a noun phrase, without a final stop."""
        piece = said.piece
        strung = [stone for stone in said.stones if is_material(stone, piece)]
        gems = [stone for stone in said.stones if stone not in strung]
        name, noun = self._piece(said, strung)
        text = name
        if gems:
            text += f" {self._gems(gems, noun, piece.many)}"
        if said.parts:
            parts = [self._part(part) for part in said.parts]
            text += f"{',' if said.stones else ''} {self._words.words['with']} {self._list(parts)}"
        return text + self._scene(said)

    def _piece(self, said: Description, strung: list[Phrase]) -> tuple[str, Noun]:
        """The piece without its gems: "par de pendientes de botón pulidos de oro"."""
        words, piece = self._words, said.piece
        row, styles, qualities = words.piece(piece)
        noun = self._noun(row)
        styled = self._styles(styles, noun, piece.many)
        before, after = self._adjectives(qualities, noun, piece.many, gem=False)
        named = [*before, words.number(piece.count), noun.form(piece.many)]
        named += [*styled, *after]
        if said.members:
            members = [self._member(member) for member in said.members]
            named += [words.words["members"], self._list(members)]
        if piece.metals:
            metals = [words.row("metals", metal) for metal in piece.metals]
            named += [words.words["in"], self._list(metals)]
        named.append(self._motif(piece))
        if strung:
            named.append(self._made_of(strung))
        text = " ".join(part for part in named if part)
        if said.number == "pair":
            paired = words.words["pair"]
            article = "une" if self._language == "fr" else "un"
            text = f"{article} {paired[: -len('de')]}{self._of(text)}"
        return text, noun

    def _made_of(self, strung: list[Phrase]) -> str:
        """ "de cuentas de granate y amatista"."""
        first, *others = strung
        if alike(strung):
            kinds = [self._noun(self._words.row("stones", stone.noun)).one for stone in others]
            if self._language == "fr":
                kinds = [self._of(kind) for kind in kinds]
        else:
            kinds = [self._stone(stone, article=False) for stone in others]
        return self._list([self._of(self._stone(first, article=False)), *kinds])

    def _member(self, piece: Phrase) -> str:
        row, styles, _ = self._words.piece(piece)
        noun = self._noun(row)
        return " ".join([noun.form(piece.many), *self._styles(styles, noun, piece.many)])

    def _styles(self, styles: tuple[str, ...], noun: Noun, many: bool) -> list[str]:
        """Styles after the noun; English has the closest one last."""
        rows = [self._words.row("styles", style) for style in reversed(styles)]
        return [self._agreeing(row, noun.gender, many) for row in rows]

    def _motif(self, phrase: Phrase) -> str:
        """ "en forma de corazón", "con la letra A"."""
        words = self._words
        if phrase.motif == "letters":
            letter = words.words["letter"], phrase.letter
            return " ".join(letter) if phrase.letter else words.words["initial"]  # type: ignore[arg-type]
        if phrase.motif is None:
            return ""
        shape = words.words["shape"]
        noun = self._noun(words.row("motifs", phrase.motif)).one
        start, _, link = shape.rpartition(" ")
        return f"{start} {self._of(noun)}" if self._language == "fr" else f"{start} {link} {noun}"

    def _gems(self, gems: list[Phrase], noun: Noun, many: bool) -> str:
        """Stones after the piece: "con un rubí", "ornée d'un rubis"."""
        if self._language != "fr":
            said = [self._stone(gem, article=True) for gem in gems]
            return f"{self._words.words['with']} {self._list(said)}"
        set_with = adjective_forms("orné", "fr")[_place(noun.gender, many)]
        said = [french_of(self._stone(gem, article=True), self._aspirated) for gem in gems]
        return f"{set_with} {self._list(said)}"

    def _stone(self, stone: Phrase, article: bool) -> str:
        words = self._words
        own = self._noun(words.row("stones", stone.noun))
        form = next((one for one in stone.styles if words.row("forms", one)), None)
        noun = self._noun(words.row("forms", form)) if form else own
        before, after = self._adjectives(stone.qualities, noun, stone.many, gem=True)
        made = self._of(own.one) if form else ""
        named = [words.number(stone.count), *before, noun.form(stone.many), made, *after]
        named.append(self._motif(stone))
        if stone.setting:
            named.append(words.row("settings", stone.setting))
        text = " ".join(part for part in named if part)
        if article and not stone.many and not words.number(stone.count):
            text = self._one(text, noun.gender)
        return text + self._frame(stone, noun)

    def _frame(self, stone: Phrase, noun: Noun) -> str:
        """Stones around a stone or at its sides."""
        text = ""
        for other in stone.frame:
            said = self._stone(other, article=True)
            if "between" in other.styles:
                text += f" {self._words.words['between']} {said}"
                continue
            around, _, link = self._words.words["around"].partition(" ")
            place = _place(noun.gender, stone.many)
            around = adjective_forms(around, self._language)[place]
            said = self._of(said) if self._language == "fr" else f"{link} {said}"
            text += f" {around} {said}"
        return text

    def _part(self, part: Phrase) -> str:
        words = self._words
        noun = self._noun(words.row("parts", part.noun) or words.row("motifs", part.noun))
        before, after = self._adjectives(part.qualities, noun, part.many, gem=False)
        named = [words.number(part.count), *before, noun.form(part.many), *after]
        named.append(self._motif(part))
        if part.metals:
            metals = [words.row("metals", metal) for metal in part.metals]
            named += [words.words["in"], self._list(metals)]
        for stone in part.frame:
            named += [words.words["with"], self._stone(stone, article=True)]
        return " ".join(one for one in named if one)

    def _scene(self, said: Description) -> str:
        text = f", {self._words.row('worn', said.worn)}" if said.worn else ""
        for where, ground in (("on", said.scene), ("near", said.near)):
            if ground is None:
                continue
            fixed = self._words.row("scenes", ground.noun)
            if not fixed or ground.qualities:
                noun = self._noun(self._words.row("grounds", ground.noun))
                before, after = self._adjectives(ground.qualities, noun, ground.many, False)
                named = " ".join([*before, noun.form(ground.many), *after])
                fixed = f"{self._words.words[where]} {named}"
                if where == "near" and self._language == "fr":
                    fixed = f"près {self._of(named)}"
            text += f", {fixed}"
        return text

    def _noun(self, row: str) -> Noun:
        parts = phrases(row)
        if len(parts) == 2:
            return Noun(parts[0], plural(parts[0], self._language), parts[1])
        return Noun(*parts)

    def _adjectives(
        self, qualities: tuple[str, ...], noun: Noun, many: bool, gem: bool
    ) -> tuple[list[str], list[str]]:
        """Adjectives before and after a noun, in its gender and number; set phrases come last."""
        leading = self._words.listed("before")
        before = {one: self._words.quality(one, gem) for one in qualities if one in leading}
        rest = sized(tuple(one for one in qualities if one not in leading), first=False)
        rows = {one: self._words.quality(one, gem) for one in rest}
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
        return forms[_place(gender, many)]

    def _one(self, text: str, gender: str) -> str:
        if self._language == "it":
            return italian_article(text, gender)
        if self._language == "es":
            return spanish_article(text, gender, self._words.listed("stressed"))
        return f"{'une' if gender == 'f' else 'un'} {text}"

    def _of(self, text: str) -> str:
        if self._language == "fr":
            return french_of(text, self._aspirated)
        return f"{self._words.words['of']} {text}"

    @property
    def _aspirated(self) -> tuple[str, ...]:
        return self._words.listed("aspirated")

    def _list(self, parts: list[str]) -> str:
        """ "A, B y C"; Spanish "y" is "e" before i-, Italian "e" is "ed" before e-."""
        link = self._words.words["and"]
        last = parts[-1].lower() if parts else ""
        if self._language == "es" and last.startswith(("i", "hi")) and last[:3] != "hie":
            link = "e"
        if self._language == "it" and last.startswith("e"):
            link = "ed"
        return listed(parts, link)


def _place(gender: str, many: bool) -> int:
    """Where a form stands among masculine, feminine and their plurals."""
    return (gender == "f") + 2 * many
