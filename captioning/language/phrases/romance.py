"""Descriptions in Spanish, French and Italian: adjectives agree and mostly follow their noun."""

from dataclasses import replace

from captioning.language.phrases.agreement import Agreement
from captioning.language.phrases.arrangement import shaped, strand_count
from captioning.language.phrases.description import ORNAMENTED, Description, Phrase
from captioning.language.phrases.wording import (
    Noun,
    alike,
    form_of,
    has_cut,
    is_material,
)


class Romance(Agreement):
    """Renders descriptions in one of the three languages."""

    def text(self, said: Description) -> str:
        """The whole description as a noun phrase, without a final stop."""
        said = _paved(said)
        strung = [stone for stone in said.stones if is_material(stone, said.piece)]
        gems = [stone for stone in said.stones if stone not in strung]
        _, others = strand_count(said)
        name, noun = self._piece(said, strung)
        parts = [self._part(part, motifs) for part, motifs in shaped(others)]
        return name + self._additions(gems, parts, noun, said) + self._scene(said)

    def _additions(
        self, gems: list[Phrase], parts: list[str], noun: Noun, said: Description
    ) -> str:
        """Gems and parts: "con un rubí y cierre de barra", "orné d'un rubis, avec fermoir en T".

        In one row, unless the parts would seem to be around the stone: "con un rubí rodeado de
        diamantes, con cierre de barra".
        """
        if self._language == "fr":
            text = self._set_with(gems, noun, said.piece.many)
        else:
            stones = [self._stone(gem, article=True) for gem in gems]
            if stones and parts and not any(gem.frame for gem in gems):
                return self._with([*stones, *parts])
            text = self._with(stones) if stones else ""
        if parts:
            text += ("," if said.stones else "") + self._with(parts)
        return text

    def _set_with(self, gems: list[Phrase], noun: Noun, many: bool) -> str:
        """ "orné d'un rubis", "pavée de diamants"."""
        if not gems:
            return ""
        said = [self._of(self._stone(gem, article=True)) for gem in gems]
        participle = "orné"
        if "pave" in gems[0].styles:
            participle, said[0] = "pavé", self._of(self._stone(_unpaved(gems[0]), article=True))
        return f" {self._agreeing(participle, noun.gender, many)} {self._list(said)}"

    def _piece(self, said: Description, strung: list[Phrase]) -> tuple[str, Noun]:
        """The piece without its gems: "par de pendientes de botón pulidos de oro"."""
        words, piece = self._words, said.piece
        row, styles, qualities = words.piece(piece)
        noun = self._noun(row)
        before, after = self._adjectives(qualities, noun, piece.many)
        named = [*before, words.number(piece.count), noun.form(piece.many)]
        styled = self._styles(styles, noun, piece.many)
        having = [one for one in styled if one.startswith(f"{words.words['with']} ")]
        named += [*(one for one in styled if one not in having), *after, *having]
        if said.members:
            members = [self._member(member) for member in said.members]
            named += [words.words["members"], self._list(members)]
        shape, metals = self._motif(piece), self._metals(piece)
        # French "collier initiale en or": the letter is a second noun right after the piece.
        first = self._language == "fr" and piece.motif == "letters"
        named += [shape, metals] if first else [metals, shape]
        if strung:
            named.append(self._made_of(strung))
        strands, _ = strand_count(said)
        if strands:
            named.append(words.words["strands"].format(words.number(strands)))
        text = " ".join(part for part in named if part)
        if said.number == "pair":
            paired = words.words["pair"]
            article = "une" if self._language == "fr" else "un"
            text = f"{article} {paired[: -len('de')]}{self._of(text)}"
        return text, noun

    def _metals(self, phrase: Phrase) -> str:
        metals = [self._words.row("metals", metal) for metal in phrase.metals]
        return f"{self._words.words['in']} {self._list(metals)}" if metals else ""

    def _made_of(self, strung: list[Phrase]) -> str:
        """ "de cuentas de granate y amatista"; French repeats "de": "de billes et de perles"."""
        first, *others = strung
        if alike(strung):
            kinds = [self._noun(self._words.row("stones", stone.noun)).one for stone in others]
        else:
            kinds = [self._stone(stone, article=False) for stone in others]
        if self._language == "fr":
            kinds = [self._of(kind) for kind in kinds]
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
        if phrase.noun in ORNAMENTED and phrase.motif:
            noun = self._noun(words.row("motifs", phrase.motif)).one
            return f"{words.words['motif']} {noun}"
        return self._shape((phrase.motif,)) if phrase.motif else ""

    def _shape(self, motifs: tuple[str, ...]) -> str:
        """ "en forma de estrella y luna"; French repeats "de": "en forme d'étoile et de lune"."""
        nouns = [self._noun(self._words.row("motifs", motif)).one for motif in motifs]
        start, _, link = self._words.words["shape"].rpartition(" ")
        if self._language == "fr":
            return f"{start} {self._list([self._of(noun) for noun in nouns])}"
        return f"{start} {link} {self._list(nouns)}"

    def _stone(self, stone: Phrase, article: bool) -> str:
        words = self._words
        if "pave" in stone.styles:
            text = f"pavé {self._of(self._stone(_unpaved(stone), article=False))}"
            return self._one(text, "m") if article and self._language == "fr" else text
        form = form_of(stone, words)
        own = self._noun(words.row("stones", stone.noun))
        noun = self._noun(words.row("forms", form)) if form else own
        qualities = tuple(one for one in stone.qualities if one != form)
        before, after = self._adjectives(qualities, noun, stone.many, has_cut(stone, form))
        made = self._of(own.one) if form and stone.noun != "stone" else ""
        named = [words.number(stone.count), *before, noun.form(stone.many), made, *after]
        named.append(self._motif(stone))
        if stone.setting:
            named.append(words.row("settings", stone.setting))
        text = " ".join(part for part in named if part)
        if article and not (stone.many or stone.uncounted or words.number(stone.count)):
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
            around = self._agreeing(around, noun.gender, stone.many)
            said = self._of(said) if self._language == "fr" else f"{link} {said}"
            text += f" {around} {said}"
        return text

    def _part(self, part: Phrase, motifs: tuple[str, ...]) -> str:
        words = self._words
        noun = self._noun(words.row("parts", part.noun) or words.row("motifs", part.noun))
        before, after = self._adjectives(part.qualities, noun, part.many)
        named = [words.number(part.count), *before, noun.form(part.many), *after]
        named += [self._shape(motifs) if len(motifs) > 1 else self._motif(part), self._metals(part)]
        for stone in part.frame:
            named += [words.words["with"], self._stone(stone, article=True)]
        return " ".join(one for one in named if one)

    def _scene(self, said: Description) -> str:
        grounds = (("on", said.scene), ("near", said.near))
        worn = f", {self._words.row('worn', said.worn)}" if said.worn else ""
        return worn + "".join(f", {self._ground(where, one)}" for where, one in grounds if one)

    def _ground(self, where: str, ground: Phrase) -> str:
        """ "sobre un busto blanco", but "sobre terciopelo negro"."""
        noun = self._noun(self._words.row("grounds", ground.noun))
        before, after = self._adjectives(ground.qualities, noun, ground.many)
        named = " ".join([*before, noun.form(ground.many), *after])
        if ground.noun in self._words.listed("counted") and not ground.many:
            named = self._one(named, noun.gender)
        if where == "near" and self._language == "fr":
            return f"près {self._of(named)}"
        return f"{self._words.words[where]} {named}"


def _paved(said: Description) -> Description:
    """A pavé piece is set with a pavé of its last stones that are several."""
    gems = [gem for gem in said.stones if gem.many and gem.setting in (None, "pave")]
    if "pave" not in said.piece.styles or not gems:
        return said
    paved = replace(gems[-1], styles=(*gems[-1].styles, "pave"), setting=None)
    stones = tuple(paved if stone is gems[-1] else stone for stone in said.stones)
    styles = tuple(style for style in said.piece.styles if style != "pave")
    return replace(said, piece=replace(said.piece, styles=styles), stones=stones)


def _unpaved(stone: Phrase) -> Phrase:
    return replace(stone, styles=tuple(style for style in stone.styles if style != "pave"))
