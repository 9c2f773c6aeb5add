"""Descriptions in German: strong adjectives, the dative after prepositions, compound nouns."""

from dataclasses import replace

from captioning.language.phrases.arrangement import shaped, strand_count
from captioning.language.phrases.declension import (
    AFTER_ARTICLE,
    DATIVE,
    NOMINATIVE,
    Declension,
    compound,
    dative_plural,
    noun_of,
)
from captioning.language.phrases.description import Description, Phrase
from captioning.language.phrases.wording import (
    Noun,
    alike,
    form_of,
    has_cut,
    is_material,
    listed,
)


class German(Declension):
    """Renders descriptions in German."""

    def text(self, said: Description) -> str:
        """The whole description as a noun phrase, without a final stop."""
        made = [stone for stone in said.stones if is_material(stone, said.piece)]
        strung = [] if said.members else made
        gems = [stone for stone in said.stones if stone not in strung]
        strands, others = strand_count(said)
        text = self._piece(said, strung, strands)
        added = [*self._motif_apart(said.piece), *map(self._stone, gems)]
        parts = [self._part(part, motifs) for part, motifs in shaped(others)]
        if parts and any(gem.frame for gem in gems):
            # In one row the parts would seem to be around the stone, as the diamonds are.
            text += f" mit {self._list(added)},"
            added = []
        if added or parts:
            text += f" mit {self._list([*added, *parts])}"
        return text + self._scene(said)

    def _piece(self, said: Description, strung: list[Phrase], strands: int | None) -> str:
        """The piece without its gems: "ein Paar polierte Ohrstecker aus Gelbgold"."""
        words, piece = self._words, said.piece
        row, styles, qualities = words.piece(piece)
        noun = self._styled(noun_of(row), styles)
        plain = not styles and row == words.row("types", piece.noun) and not piece.motif
        noun = noun if self._motif_apart(piece) else self._motif(noun, piece)
        if plain and self._is_string(strung):
            noun, strung = self._string(noun, piece, strung[0]), []
        metals = [words.row("metals", metal) for metal in piece.metals]
        joint = words.row("compounds", piece.metals[0]) if len(metals) == 1 else ""
        if plain and joint and piece.noun not in words.listed("apart"):
            noun, metals = self._compound(joint, noun), []
        before, after = self._adjectives(qualities, noun, piece.many, NOMINATIVE)
        own = [words.row("styles", style) for style in styles]
        own = [one for one in own if one.islower()]
        if strands:
            own.append(f"{words.number(strands)}reihig")
        declined = [self._declined(one, noun, piece.many, NOMINATIVE) for one in own]
        named = [words.number(piece.count), *declined, *before, noun.form(piece.many), *after]
        if piece.letter:
            named.append(f"„{piece.letter}“")
        if said.members:
            named += ["aus", self._list([self._member(member) for member in said.members])]
        if metals:
            named += ["in" if said.members else "aus", self._list(metals)]
        if strung:
            named += ["aus", self._made_of(strung)]
        text = " ".join(part for part in named if part)
        return f"ein {words.words['pair']} {text}" if said.number == "pair" else text

    def _made_of(self, strung: list[Phrase]) -> str:
        if alike(strung):  # "Granat- und Amethyst-Kugeln"
            joints = [self._joint(stone) + "-" for stone in strung[:-1]]
            return self._list([*joints, self._stone(strung[-1])])
        return self._list([self._stone(stone) for stone in strung])

    def _is_string(self, strung: list[Phrase]) -> bool:
        """Whether a piece is of pearls of which nothing is said: "Perlenarmband"."""
        return [Phrase(stone.noun, True) for stone in strung] == strung and len(strung) == 1

    def _string(self, noun: Noun, piece: Phrase, stone: Phrase) -> Noun:
        """A necklace of pearls is a "Perlenkette"."""
        row = self._words.row("pieces", f"strung {piece.noun}")
        return self._compound(self._joint(stone), noun_of(row) if row else noun)

    def _styled(self, noun: Noun, styles: tuple[str, ...]) -> Noun:
        """The noun with its styles as first parts of a compound: "Halo-Ring"."""
        for style in reversed(styles):
            first = self._words.row("styles", style)
            if first[:1].isupper():
                noun = self._compound(first, noun)
        return noun

    def _motif_apart(self, piece: Phrase) -> list[str]:
        """A motif after its noun, where that is long already: "Siegelring mit Herzmotiv"."""
        words = self._words
        if piece.motif in (None, "letters"):
            return []
        _, styles, _ = words.piece(piece)
        long = any(words.row("styles", style)[:1].isupper() for style in styles)
        long = long or any(style.split()[-1] in words.listed("long") for style in piece.styles)
        if not long and piece.noun not in words.listed("apart"):
            return []
        return [
            compound(noun_of(words.row("motifs", piece.motif or "")).extra, words.words["motif"])
        ]

    def _motif(self, noun: Noun, phrase: Phrase) -> Noun:
        if phrase.motif is None:
            return noun
        return self._compound(noun_of(self._words.row("motifs", phrase.motif)).extra, noun)

    def _member(self, piece: Phrase) -> str:
        row, styles, _ = self._words.piece(piece)
        noun = self._styled(noun_of(row), styles)
        return dative_plural(noun.many) if piece.many else noun.one

    def _stone(self, stone: Phrase) -> str:
        """A stone in the dative: "drei runden Rubinen in Krappenfassung"."""
        words = self._words
        noun, form = noun_of(words.row("stones", stone.noun)), form_of(stone, words)
        qualities = tuple(one for one in stone.qualities if one != form)
        weak = words.row("weak", stone.noun) if form is None else ""
        if form:
            joint = self._joint(stone) if stone.noun != "stone" else ""
            last = noun_of(words.row("forms", form))
            noun = Noun(compound(joint, last.one), compound(joint, last.many), last.gender)
        cut = has_cut(stone, form)
        text = self._dative(noun, qualities, stone.many, stone.count, cut, weak)
        if stone.motif:
            text += f" in {compound(noun_of(words.row('motifs', stone.motif)).extra, 'Form')}"
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
        return joint or noun_of(self._words.row("stones", stone.noun)).one

    def _part(self, part: Phrase, motifs: tuple[str, ...]) -> str:
        words = self._words
        noun = noun_of(words.row("parts", part.noun) or words.row("motifs", part.noun))
        if words.row("motifs", part.noun) and not words.row("parts", part.noun):
            noun = Noun(noun.one, noun.many, noun.gender)
        noun = self._motif(noun, replace(part, motif=motifs[-1] if motifs else None))
        if len(motifs) > 1:  # "Stern- und Herz-Charms"
            firsts = [noun_of(words.row("motifs", motif)).extra for motif in motifs[:-1]]
            many = self._list([*(f"{first.removesuffix('-')}-" for first in firsts), noun.many])
            noun = replace(noun, many=many)
        text = self._dative(noun, part.qualities, part.many, part.count)
        if part.letter:
            text += f" „{part.letter}“"
        if part.metals:
            text += f" aus {self._list([words.row('metals', metal) for metal in part.metals])}"
        for stone in part.frame:
            text += f" mit {self._stone(stone)}"
        return text

    def _scene(self, said: Description) -> str:
        grounds = (("on", said.scene), ("near", said.near))
        worn = f", {self._words.row('worn', said.worn)}" if said.worn else ""
        return worn + "".join(f", {self._ground(where, one)}" for where, one in grounds if one)

    def _ground(self, where: str, ground: Phrase) -> str:
        """ "auf einer weißen Schmuckbüste", but "auf schwarzem Samt"."""
        noun = noun_of(self._words.row("grounds", ground.noun))
        counted = ground.noun in self._words.listed("counted") and not ground.many
        case = AFTER_ARTICLE if counted else DATIVE
        named = self._dative(noun, ground.qualities, ground.many, None, case=case)
        article = ("einer " if noun.gender == "f" else "einem ") if counted else ""
        return f"{self._words.words[where]} {article}{named}"

    def _list(self, parts: list[str]) -> str:
        return listed(parts, "und")
