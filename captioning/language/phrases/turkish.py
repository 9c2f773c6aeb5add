"""Descriptions in Turkish: everything precedes its noun, and endings follow the last vowel."""

from collections.abc import Callable

from captioning.language.phrases.arrangement import shaped
from captioning.language.phrases.description import ORNAMENTED, Description, Phrase
from captioning.language.phrases.wording import (
    Wording,
    alike,
    colours_linked,
    form_of,
    has_cut,
    is_material,
    listed,
    sized,
)

_ENDINGS = {"a": "lı", "ı": "lı", "e": "li", "i": "li", "o": "lu", "u": "lu", "ö": "lü", "ü": "lü"}
_FRONT = "eiöü"
_FIRST = ("in a row", "spaced")
"""Qualities that stand before the number."""


def last_vowel(word: str) -> str:
    """The last vowel of a word, which decides on the vowels of its endings."""
    return next((letter for letter in reversed(word.lower()) if letter in _ENDINGS), "a")


def with_ending(word: str) -> str:
    """ "with": -lı, -li, -lu or -lü by vowel harmony: "yakut" -> "yakutlu"."""
    return word + _ENDINGS[last_vowel(word)]


def several(word: str) -> str:
    """The plural: "yüzük" -> "yüzükler"."""
    return word + ("ler" if last_vowel(word) in _FRONT else "lar")


def by_several(word: str) -> str:
    """ "by" several: "pırlanta" -> "pırlantalarla", "zümrüt" -> "zümrütlerle"."""
    return word + ("lerle" if last_vowel(word) in _FRONT else "larla")


class Turkish:
    """Renders descriptions in Turkish."""

    def __init__(self) -> None:
        self._words = Wording("tr")

    def text(self, said: Description) -> str:
        """The whole description as a noun phrase, without a final stop."""
        piece = said.piece
        strung = [stone for stone in said.stones if is_material(stone, piece)]
        gems = [stone for stone in said.stones if stone not in strung]
        before = [
            self._list([self._part(part, motifs) for part, motifs in shaped(said.parts)]),
            self._gem_list(gems),
        ]
        if self._is_apart(strung, piece):
            before.append(self._beaded(strung))
            strung = []
        named = [", ".join(part for part in before if part)]
        if said.number == "pair":
            named.append(self._words.words["pair"])
        named.append(self._piece(said, strung))
        return " ".join(part for part in named if part) + self._scene(said)

    def _piece(self, said: Description, strung: list[Phrase]) -> str:
        """The piece without its gems: "parlak sarı altın çivili küpe"."""
        words, piece = self._words, said.piece
        row, styles, qualities = words.piece(piece)
        metals = [words.row("metals", metal) for metal in piece.metals]
        named = [self._shape(piece), words.number(piece.count)]
        named += self._adjectives(qualities)
        named += [self._list(metals), self._base(strung[0]) if strung else ""]
        named += [words.row("styles", style) for style in styles]
        if said.members:
            members = [self._member(member) for member in said.members]
            named += [self._list(members), words.words["set"]]
        else:
            counted = piece.count or said.number == "pair" or piece.noun == "earrings"
            several_said = piece.many and not counted
            named.append(self._ended(row, "plural", several) if several_said else row)
        return " ".join(part for part in named if part)

    def _is_apart(self, strung: list[Phrase], piece: Phrase) -> bool:
        """Whether beads are said before all of the piece, so that no word goes to the wrong one.

        "küçük boncuklu iki geniş bilezik", but "beyaz inci kolye".
        """
        described = bool(piece.qualities or piece.count) and any(s.qualities for s in strung)
        return described or len(strung) > 1 or any("bead" in stone.styles for stone in strung)

    def _beaded(self, strung: list[Phrase]) -> str:
        """ "garnet ve ametist boncuklu", "siyah boncuklu ve küçük boncuklu"."""
        if not alike(strung):
            return self._list([self._with(self._base(stone)) for stone in strung])
        kinds = [self._words.row("stones", stone.noun) for stone in strung[:-1]]
        return self._with(self._list([*kinds, self._base(strung[-1])]))

    def _member(self, piece: Phrase) -> str:
        row, styles, _ = self._words.piece(piece)
        return " ".join([*(self._words.row("styles", style) for style in styles), row])

    def _shape(self, phrase: Phrase) -> str:
        if phrase.motif is None:
            return ""
        if phrase.motif == "letters":
            letter = self._with(self._words.row("motifs", phrase.motif))
            return f"{phrase.letter} {letter}" if phrase.letter else letter
        if phrase.noun in ORNAMENTED:
            return f"{self._words.row('motifs', phrase.motif)} {self._words.words['motif']}"
        return self._shapes((phrase.motif,))

    def _shapes(self, motifs: tuple[str, ...]) -> str:
        """ "yıldız ve hilal şeklinde"."""
        said = self._list([self._words.row("motifs", motif) for motif in motifs])
        return f"{said} {self._words.words['shape']}"

    def _gem_list(self, gems: list[Phrase]) -> str:
        """Stones as adjectives: "küçük pırlantalarla çevrili oval ametist taşlı".

        Several named stones share one "taşlı": "safir ve küçük pırlanta taşlı".
        """
        if not any(map(self._is_formed, gems)):
            said = self._list([self._base(gem) for gem in gems])
            return f"{said} taşlı" if said else ""
        return self._list([
            self._with(self._base(gem)) if self._is_formed(gem) else f"{self._base(gem)} taşlı"
            for gem in gems
        ])  # fmt: skip

    def _is_formed(self, gem: Phrase) -> bool:
        """Whether the ending goes to the word itself, as in "incili" and "kabaşonlu"."""
        plain = self._words.listed("plain")
        return bool(gem.styles) or "cabochon" in gem.qualities or gem.noun in plain

    def _base(self, stone: Phrase) -> str:
        """A stone with all that precedes it, without an ending."""
        words, form = self._words, form_of(stone, self._words)
        qualities = tuple(one for one in stone.qualities if one != form)
        named = [self._frame(stone), self._shape(stone)]
        if stone.setting:
            named.append(words.row("settings", stone.setting))
        named += self._counted(stone, qualities, cut=has_cut(stone, form))
        noun, made = words.row("stones", stone.noun), words.row("forms", form or "")
        named += [made, noun] if stone.noun == "stone" else [noun, made]
        return " ".join(part for part in named if part)

    def _counted(self, phrase: Phrase, qualities: tuple[str, ...], cut: bool = False) -> list[str]:
        """The number of things and their adjectives: "bir sıra küçük", "yan yana üç yuvarlak"."""
        words = self._words
        rows = {one: words.row("qualities", one) for one in qualities if one in _FIRST}
        if phrase.count and "in a row" in rows:
            rows["in a row"] = words.words["counted row"]
        rest = tuple(one for one in qualities if one not in rows)
        return [*rows.values(), words.number(phrase.count), *self._adjectives(rest, cut)]

    def _frame(self, stone: Phrase) -> str:
        said = []
        for other in stone.frame:
            base = self._base(other)
            if "between" in other.styles:
                said.append(f"{base} {self._words.words['between']}")
            else:
                said.append(f"{self._by(base)} {self._words.words['around']}")
        return " ".join(said)

    def _part(self, part: Phrase, motifs: tuple[str, ...]) -> str:
        words = self._words
        noun = words.row("parts", part.noun) or words.row("motifs", part.noun)
        metals = self._list([words.row("metals", metal) for metal in part.metals])
        named = [self._gem_list(list(part.frame)), *self._counted(part, part.qualities)]
        named += [metals, self._shapes(motifs) if len(motifs) > 1 else self._shape(part), noun]
        return self._with(" ".join(one for one in named if one))

    def _scene(self, said: Description) -> str:
        text = f", {self._words.row('worn', said.worn)}" if said.worn else ""
        for ground in (said.scene, said.near):
            if ground is None:
                continue
            fixed = self._words.row("scenes", ground.noun)
            if not fixed or ground.qualities:
                noun = self._words.row("grounds", ground.noun)
                where = self._words.words["on"] if ground is said.scene else "yanında"
                named = [*self._adjectives(ground.qualities), noun, where]
                fixed = " ".join(named)
            text += f", {fixed}"
        return text

    def _adjectives(self, qualities: tuple[str, ...], cut: bool = False) -> list[str]:
        rows = {one: self._words.quality(one, cut) for one in sized(qualities, first=True)}
        return colours_linked({one: row for one, row in rows.items() if row}, "ve")

    def _with(self, text: str) -> str:
        return self._ended(text, "with", with_ending)

    def _by(self, text: str) -> str:
        return self._ended(text, "several", by_several)

    def _ended(self, text: str, section: str, rule: Callable[[str], str]) -> str:
        """A text with an ending: by the table if it ends in one of its words, else by rule."""
        words = text.split()
        for size in (2, 1):
            row = self._words.row(section, " ".join(words[-size:]))
            if row:
                return " ".join([*words[:-size], row])
        return rule(text)

    def _list(self, parts: list[str]) -> str:
        return listed(parts, "ve")
