"""Descriptions in German: strong adjectives, the dative after prepositions, compound nouns."""

from captioning.language.phrases.description import Description, Phrase
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

NOMINATIVE = {"m": "er", "f": "e", "n": "es", "many": "e"}
"""Endings of adjectives without an article, by gender or in the plural."""

DATIVE = {"m": "em", "f": "er", "n": "em", "many": "en"}
"""The same endings after "mit", "aus" and "auf"."""


def dative_plural(plural: str) -> str:
    """The dative of a plural: "Ringe" -> "Ringen", but "Creolen", "Charms"."""
    return plural if plural.endswith(("n", "s")) else plural + "n"


def compound(first: str, second: str) -> str:
    """Two nouns in one: "Herz" + "Anhänger", with a hyphen where a part asks for one."""
    if second.startswith("-"):
        return first + second
    if first.endswith("-") or not first:
        return first + second
    return first + second[0].lower() + second[1:]


class German:
    """Renders descriptions in German."""

    def __init__(self) -> None:
        self._words = Wording("de")

    def text(self, said: Description) -> str:
        """The whole description as a noun phrase, without a final stop."""
        piece = said.piece
        strung = [stone for stone in said.stones if is_material(stone, piece)]
        gems = [stone for stone in said.stones if stone not in strung]
        text = self._piece(said, strung)
        if gems:
            text += f" mit {self._list([self._stone(gem) for gem in gems])}"
        if said.parts:
            parts = [self._part(part) for part in said.parts]
            text += f"{',' if said.stones else ''} mit {self._list(parts)}"
        return text + self._scene(said)

    def _piece(self, said: Description, strung: list[Phrase]) -> str:
        """The piece without its gems: "ein Paar polierte Ohrstecker aus Gelbgold"."""
        words, piece = self._words, said.piece
        row, styles, qualities = words.piece(piece)
        noun = self._styled(_noun(row), styles)
        plain = not styles and row == words.row("types", piece.noun) and not piece.motif
        own = [words.row("styles", style) for style in styles]
        apart = piece.noun in words.listed("apart")
        noun = noun if apart else self._motif(noun, piece)
        metals = [words.row("metals", metal) for metal in piece.metals]
        joint = words.row("compounds", piece.metals[0]) if len(metals) == 1 else ""
        if plain and joint and not apart:
            noun = Noun(compound(joint, noun.one), compound(joint, noun.many), noun.gender)
            metals = []
        before, after = self._adjectives(qualities, noun, piece.many, NOMINATIVE, gem=False)
        adjectives = [
            self._declined(one, noun, piece.many, NOMINATIVE) for one in own if one.islower()
        ]
        named = [words.number(piece.count), *adjectives, *before, noun.form(piece.many), *after]
        if piece.letter:
            named.append(f"„{piece.letter}“")
        if said.members:
            named += ["aus", self._list([self._member(member) for member in said.members])]
        made = self._list([self._stone(stone) for stone in strung])
        if alike(strung):  # "Granat- und Amethyst-Kugeln"
            joints = [self._joint(stone) + "-" for stone in strung[:-1]]
            made = self._list([*joints, self._stone(strung[-1])])
        if metals:
            named += ["in" if said.members else "aus", self._list(metals)]
        if apart and piece.motif:
            motif = _noun(words.row("motifs", piece.motif)).extra
            named += ["mit", compound(motif, words.words["motif"])]
        if made:
            named += ["mit" if metals or said.members else "aus", made]
        text = " ".join(part for part in named if part)
        return f"ein {words.words['pair']} {text}" if said.number == "pair" else text

    def _styled(self, noun: Noun, styles: tuple[str, ...]) -> Noun:
        """The noun with its styles as first parts of a compound: "Halo-Ring"."""
        for style in reversed(styles):
            first = self._words.row("styles", style)
            if first[:1].isupper():
                noun = self._compound(first, noun)
        return noun

    def _motif(self, noun: Noun, phrase: Phrase) -> Noun:
        if phrase.motif is None:
            return noun
        return self._compound(_noun(self._words.row("motifs", phrase.motif)).extra, noun)

    def _compound(self, first: str, noun: Noun) -> Noun:
        foreign = noun.one in self._words.listed("hyphen") or "-" in noun.one or " " in noun.one
        if foreign and not first.endswith("-"):
            first += "-"
        one, many = (form.replace(" ", "-") for form in (noun.one, noun.many))
        return Noun(compound(first, one), compound(first, many), noun.gender, noun.extra)

    def _member(self, piece: Phrase) -> str:
        row, styles, _ = self._words.piece(piece)
        noun = self._styled(_noun(row), styles)
        return dative_plural(noun.many) if piece.many else noun.one

    def _stone(self, stone: Phrase) -> str:
        """A stone in the dative: "drei runden Rubinen in Krappenfassung"."""
        words = self._words
        noun, qualities = _noun(words.row("stones", stone.noun)), stone.qualities
        form = next((one for one in stone.styles if words.row("forms", one)), None)
        if form is None and "cabochon" in qualities and stone.noun != "stone":
            form, qualities = "cabochon", tuple(one for one in qualities if one != "cabochon")
        weak = words.row("weak", stone.noun) if form is None else ""
        if form:
            joint, last = self._joint(stone), _noun(words.row("forms", form))
            noun = Noun(compound(joint, last.one), compound(joint, last.many), last.gender)
        text = self._dative(noun, qualities, stone.many, stone.count, gem=True, weak=weak)
        if stone.motif:
            text += f" in {compound(_noun(words.row('motifs', stone.motif)).extra, 'Form')}"
        if stone.setting:
            text += f" {words.row('settings', stone.setting)}"
        for other in stone.frame:
            if "between" in other.styles:
                text += f" zwischen {self._stone(other)}"
            else:
                text += f", umgeben von {self._stone(other)}"
        return text

    def _joint(self, stone: Phrase) -> str:
        """A stone as the first part of a compound."""
        joint = self._words.row("joints", stone.noun)
        return joint or _noun(self._words.row("stones", stone.noun)).one

    def _part(self, part: Phrase) -> str:
        words = self._words
        noun = _noun(words.row("parts", part.noun) or words.row("motifs", part.noun))
        if words.row("motifs", part.noun) and not words.row("parts", part.noun):
            noun = Noun(noun.one, noun.many, noun.gender)
        noun = self._motif(noun, part)
        text = self._dative(noun, part.qualities, part.many, part.count, gem=False)
        if part.letter:
            text += f" „{part.letter}“"
        if part.metals:
            text += f" aus {self._list([words.row('metals', metal) for metal in part.metals])}"
        for stone in part.frame:
            text += f" mit {self._stone(stone)}"
        return text

    def _scene(self, said: Description) -> str:
        text = f", {self._words.row('worn', said.worn)}" if said.worn else ""
        for where, ground in (("on", said.scene), ("near", said.near)):
            if ground is None:
                continue
            fixed = self._words.row("scenes", ground.noun)
            if not fixed or ground.qualities:
                noun = _noun(self._words.row("grounds", ground.noun))
                named = self._dative(noun, ground.qualities, ground.many, None, gem=False)
                fixed = f"{self._words.words[where]} {named}"
            text += f", {fixed}"
        return text

    def _dative(
        self, noun: Noun, qualities: tuple[str, ...], many: bool, count: int | None,
        gem: bool, weak: str = "",
    ) -> str:  # fmt: skip
        before, after = self._adjectives(qualities, noun, many, DATIVE, gem)
        own = [self._declined(noun.extra, noun, many, DATIVE)] if noun.extra else []
        form = dative_plural(noun.many) if many else weak or noun.one
        named = [self._words.number(count), *before, *own, form, *after]
        return " ".join(part for part in named if part)

    def _adjectives(
        self, qualities: tuple[str, ...], noun: Noun, many: bool, case: dict[str, str], gem: bool
    ) -> tuple[list[str], list[str]]:
        """Adjectives before a noun, declined, and set phrases after it."""
        rows = {one: self._words.quality(one, gem) for one in sized(qualities, first=True)}
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
        ending = case["many" if many else noun.gender]
        return stem + (ending[1:] if stem.endswith("e") else ending)

    def _list(self, parts: list[str]) -> str:
        return listed(parts, "und")


def _noun(row: str) -> Noun:
    return Noun(*phrases(row))
