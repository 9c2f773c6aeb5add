"""Descriptions in Turkish: everything precedes its noun, and endings follow the last vowel."""

from captioning.language.phrases.description import Description, Phrase
from captioning.language.phrases.wording import (
    Wording,
    alike,
    colours_linked,
    is_material,
    listed,
    sized,
)

_ENDINGS = {"a": "lı", "ı": "lı", "e": "li", "i": "li", "o": "lu", "u": "lu", "ö": "lü", "ü": "lü"}
_FRONT = "eiöü"


def last_vowel(word: str) -> str:
    """The last vowel of a word, which decides on the vowels of its endings."""
    return next((letter for letter in reversed(word.lower()) if letter in _ENDINGS), "a")


def with_ending(word: str) -> str:
    """ "with": -lı, -li, -lu or -lü by vowel harmony: "yakut" -> "yakutlu"."""
    return word + _ENDINGS[last_vowel(word)]


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
        parts = [self._part(part) for part in said.parts]
        before = [self._list(parts), self._gem_list(gems)]
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
        made = [self._base(stone) for stone in strung]
        if alike(strung):  # "garnet ve ametist boncuklu"
            made[:-1] = [words.row("stones", stone.noun) for stone in strung[:-1]]
        if any("bead" in stone.styles for stone in strung):
            made[-1] = self._with(made[-1])
        named = [self._shape(piece), words.number(piece.count)]
        named += self._adjectives(qualities, gem=False)
        named += [self._list(metals), self._list(made)]
        named += [words.row("styles", style) for style in styles]
        if said.members:
            members = [self._member(member) for member in said.members]
            named += [self._list(members), words.words["set"]]
        else:
            several = piece.many and not piece.count and piece.noun != "earrings"
            named.append(self._several(row) if several else row)
        return " ".join(part for part in named if part)

    def _member(self, piece: Phrase) -> str:
        row, styles, _ = self._words.piece(piece)
        return " ".join([*(self._words.row("styles", style) for style in styles), row])

    def _several(self, noun: str) -> str:
        """The plural of a piece: "yüzükler"."""
        if noun.endswith("ğü"):  # "nişan yüzüğü" -> "nişan yüzükleri"
            return noun[:-2] + "kleri"
        return noun + ("ler" if last_vowel(noun) in _FRONT else "lar")

    def _shape(self, phrase: Phrase) -> str:
        if phrase.motif is None:
            return ""
        motif = self._words.row("motifs", phrase.motif)
        if phrase.motif == "letters":
            return f"{phrase.letter} {self._with(motif)}" if phrase.letter else self._with(motif)
        return f"{motif} {self._words.words['shape']}"

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
        words = self._words
        qualities = tuple(one for one in stone.qualities if one != "cabochon")
        form = next((one for one in stone.styles if words.row("forms", one)), None)
        if form is None and "cabochon" in stone.qualities:
            form = "cabochon"
        named = [self._frame(stone), self._shape(stone)]
        if stone.setting:
            named.append(words.row("settings", stone.setting))
        named += [words.number(stone.count), *self._adjectives(qualities, gem=True)]
        named += [words.row("stones", stone.noun), words.row("forms", form) if form else ""]
        return " ".join(part for part in named if part)

    def _frame(self, stone: Phrase) -> str:
        said = []
        for other in stone.frame:
            base = self._base(other)
            if "between" in other.styles:
                said.append(f"{base} {self._words.words['between']}")
            else:
                said.append(f"{self._by(base)} {self._words.words['around']}")
        return " ".join(said)

    def _part(self, part: Phrase) -> str:
        words = self._words
        noun = words.row("parts", part.noun) or words.row("motifs", part.noun)
        metals = self._list([words.row("metals", metal) for metal in part.metals])
        named = [self._gem_list(list(part.frame)), words.number(part.count)]
        named += [*self._adjectives(part.qualities, gem=False), metals, self._shape(part), noun]
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
                named = [*self._adjectives(ground.qualities, gem=False), noun, where]
                fixed = " ".join(named)
            text += f", {fixed}"
        return text

    def _adjectives(self, qualities: tuple[str, ...], gem: bool) -> list[str]:
        rows = {one: self._words.quality(one, gem) for one in sized(qualities, first=True)}
        return colours_linked({one: row for one, row in rows.items() if row}, "ve")

    def _with(self, text: str) -> str:
        return self._ended(text, "with", with_ending)

    def _by(self, text: str) -> str:
        return self._ended(text, "several", by_several)

    def _ended(self, text: str, section: str, rule) -> str:  # type: ignore[no-untyped-def]
        """A text with an ending: by the table if it ends in one of its words, else by rule."""
        words = text.split()
        for size in (2, 1):
            row = self._words.row(section, " ".join(words[-size:]))
            if row:
                return " ".join([*words[:-size], row])
        return str(rule(text))

    def _list(self, parts: list[str]) -> str:
        return listed(parts, "ve")
