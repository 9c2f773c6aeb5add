"""Reads an English caption into a `Description`.

A caption is a row of noun phrases joined by prepositions. The last noun of each phrase says what
it is about (a piece, a stone, a part, a ground), and the words before it say how that is.
"""

from dataclasses import replace
from functools import lru_cache

from captioning.data.attributes import Attributes
from captioning.language.attributes import attributes, coarse_type
from captioning.language.lexicon import MOTIFS, singular
from captioning.language.phrases.chunks import Chunk, Item, chunks
from captioning.language.phrases.description import Description, Phrase
from captioning.language.phrases.gems import UNCOUNTED, described_stone, stones_before
from captioning.language.phrases.modifiers import GROUND, PART, PIECE, described
from captioning.language.phrases.wording import phrases, table

_WITH_CHARMS = ("bracelet", "bangle", "anklet", "necklace")


@lru_cache(maxsize=4096)
def read(caption: str) -> Description:
    """Takes an English caption apart.

    Args:
        caption: A caption of a piece of jewelry, as the models or a gallery word it.

    Returns:
        What it says; words that no part of the description carries are in its `left`.
    """
    reader = _Reader(attributes(caption))
    for chunk in chunks(caption):
        reader.take(chunk)
    return reader.description()


class _Reader:
    """What has been read of one caption."""

    def __init__(self, said: Attributes) -> None:
        self._type, self._black = said.type or "", said.metal == "black"
        self._pieces: list[Phrase] = []
        self._said: list[str] = []  # the words of each piece
        self._stones: list[Phrase] = []
        self._parts: list[Phrase] = []
        self._grounds: dict[str, Phrase] = {}
        self._metals: tuple[str, ...] = ()
        self._left: list[str] = []
        self._pair = False
        self._worn: str | None = None

    def take(self, chunk: Chunk) -> None:
        """Puts one noun phrase where it belongs."""
        self._pair = self._pair or bool(chunk.keys("pair"))
        items = [item for item in chunk.items if "pair" not in item.kinds]
        if chunk.relation == "rim":
            self._around_rim()
        if not items:
            return
        head = self._head(items)
        if head is None:
            self._take_words(chunk.relation, items)
            return
        item = items[head]
        before, after = items[:head], items[head + 1 :]
        if chunk.relation == "shape" and self._shape(item, before + after):
            return
        if "piece" in item.kinds or ("head" in item.kinds and "part" not in item.kinds):
            self._take_piece(chunk.relation, item, before, after)
        elif "worn" in item.kinds and chunk.relation == "on":
            self._worn = self._worn or item.kinds["worn"]
            self._left += [one.said for one in before + after]
        elif "ground" in item.kinds:
            self._take_ground(chunk.relation, item.kinds["ground"], before + after)
        elif "setting" in item.kinds:
            self._take_setting(item, before + after)
        elif "part" in item.kinds or "motif" in item.kinds:
            self._take_part(item, before + after)
        else:
            self._take_stone(chunk, item, before + after)

    def _shape(self, item: Item, others: list[Item]) -> bool:
        """Takes what a piece is in the shape of."""
        motif = item.kinds.get("motif")
        if not motif or not self._pieces or self._pieces[-1].motif:
            return False
        self._pieces[-1] = replace(self._pieces[-1], motif=motif)
        self._left += [one.said for one in others]
        return True

    def _head(self, items: list[Item]) -> int | None:
        """Where the noun of the phrase is: the piece if there is one, else the last noun."""
        pieces = [place for place, item in enumerate(items) if "piece" in item.kinds]
        places = [place for place in pieces if items[place].kinds["piece"] != "set"] or pieces
        nouns = [place for place, item in enumerate(items) if item.noun]
        stones = [place for place in nouns if "stone" in items[place].kinds]
        if places or not nouns:
            return places[-1] if places else None
        named = [place for place in stones if "form" not in items[place].kinds]
        if "form" in items[nouns[-1]].kinds and (named or stones):
            return (named or stones)[-1]
        return nouns[-1]

    def _take_words(self, relation: str, items: list[Item]) -> None:
        """A phrase without a noun: "in silver", "on pink", "in a row"."""
        metals = tuple(item.kinds["metal"] for item in items if "metal" in item.kinds)
        qualities = [item.kinds["quality"] for item in items if "quality" in item.kinds]
        dark = any("dark" in item.kinds for item in items)
        if relation == "in" and (metals or dark) and len(items) <= 3:
            two_tone = ("two-tone",) if "two-tone" in qualities else ()
            self._metals = metals or ("black",)
            if two_tone:
                self._metals = (*two_tone, *metals)
        elif relation == "on" and len(qualities) == len(items) == 1:
            self._ground("on", Phrase("background", qualities=tuple(qualities)), items)
        elif qualities == ["in a row"] and self._stones:
            last = self._stones[-1]
            self._stones[-1] = replace(last, qualities=(*last.qualities, "in a row"))
        else:
            self._left += [item.said for item in items]

    def _take_piece(self, relation: str, item: Item, before: list[Item], after: list[Item]) -> None:
        noun = item.kinds.get("piece") or item.kinds["head"]
        again = [one for one in before if one.kinds.get("piece") in ("set", self._type)]
        self._left += [one.said for one in again if not _is_plain(one.said) and one.said != "set"]
        before = [one for one in before if one not in again]
        after = [one for one in after if one.kinds.get("piece") != "set"]
        if noun == "pendant" and self._pieces and relation == "with" and self._type != "set":
            self._part(Phrase("pendant", many=item.many), before + after)
            return
        if noun == "bracelet" and self._type == "watch" and self._pieces:
            self._part(Phrase("link band"), [one for one in before if one.said != "link"] + after)
            return
        if noun != "set" and "piece" in item.kinds and not _is_plain(item.said):
            self._left.append(item.said)  # a locket is more than a pendant
        styles = () if "piece" in item.kinds else (item.kinds["style"],)
        piece = Phrase(noun, many=item.many, styles=styles)
        found, others, left = stones_before(noun, before)
        self._stones += found
        self._left += left
        piece, rest = described(piece, [*others, *after], PIECE)
        if "charm" in piece.styles and piece.motif and noun in _WITH_CHARMS:
            charm = Phrase("charm", motif=piece.motif, letter=piece.letter)
            self._parts.append(charm)  # "a heart charm bracelet" is not shaped like a heart
            kept = tuple(one for one in piece.styles if one != "charm")
            piece = replace(piece, styles=kept, motif=None, letter=None)
        strands = next((one for one in piece.styles if one == "strand"), None)
        if strands:
            if piece.count and piece.count > 1:
                self._parts.append(Phrase("strands", many=True, count=piece.count))
            kept = tuple(one for one in piece.styles if one != "strand")
            piece = replace(piece, styles=kept, count=None)
        self._pieces.append(piece)
        self._said.append(" ".join(one.said for one in [*before, item, *after]))
        self._left += rest

    def _take_stone(self, chunk: Chunk, item: Item, others: list[Item]) -> None:
        relation = chunk.relation
        stone, rest = described_stone(item, others)
        self._left += rest
        many = stone.many or any(one.many for one in others)
        counted = chunk.counted or many or stone.count or "cabochon" in stone.qualities
        stone = replace(stone, many=many, uncounted=not counted and stone.noun in UNCOUNTED)
        last = self._parts[-1] if self._parts else None
        if last and last.noun == "bezel" and not last.frame and relation == "with":
            self._parts[-1] = replace(last, frame=(stone,))
        elif relation in ("around", "between") and self._stones:
            main = self._stones[-1]
            frame = replace(stone, styles=(*stone.styles, relation))
            self._stones[-1] = replace(main, frame=(*main.frame, frame))
        else:
            self._stones.append(stone)

    def _around_rim(self) -> None:
        if self._stones and self._type == "watch":
            self._parts.append(Phrase("bezel", frame=(self._stones.pop(),)))
        else:
            self._left.append("around the rim")

    def _take_setting(self, item: Item, others: list[Item]) -> None:
        setting = item.kinds["setting"]
        stones = [one for one in others if "stone" in one.kinds]
        rest = [one for one in others if one not in stones]
        if self._type == "watch" and setting == "bezel":
            bezel, left = described(Phrase("bezel"), rest, PART)
            frame = tuple(described_stone(one, [])[0] for one in stones)
            frame = tuple(replace(one, many=True) for one in frame)
            self._parts.append(replace(bezel, frame=frame))
            self._left += left
            return
        if self._stones and not self._stones[-1].setting:
            self._stones[-1] = replace(self._stones[-1], setting=setting)
        else:
            self._left.append(item.said)
        self._left += [one.said for one in others]

    def _take_part(self, item: Item, others: list[Item]) -> None:
        noun = item.kinds.get("part") or item.kinds["motif"]
        if noun == "face" and self._type == "watch":
            noun = "dial"
        part = Phrase(noun, many=item.many, letter=item.kinds.get("letter"))
        self._part(part, others)

    def _part(self, part: Phrase, others: list[Item]) -> None:
        part, rest = described(part, others, PART)
        self._left += rest
        if part.noun == "charm" and part.motif:  # "heart, key and leaf charms"
            for place, other in enumerate(self._parts):
                if other.noun in MOTIFS.values():
                    motif = other.noun
                    self._parts[place] = replace(other, noun="charm", motif=motif, many=part.many)
        self._parts.append(part)

    def _take_ground(self, relation: str, noun: str, others: list[Item]) -> None:
        where = "near" if relation == "near" else "on"
        ground, rest = described(Phrase(noun, many=noun == "pebbles"), others, GROUND)
        self._left += rest
        self._ground(where, ground, others)

    def _ground(self, where: str, ground: Phrase, items: list[Item]) -> None:
        if where in self._grounds:
            self._left += [item.said for item in items]
        self._grounds.setdefault(where, ground)

    def description(self) -> Description:
        """What was read."""
        pieces = [one for one in self._pieces if one.noun != "set"]
        named = pieces if self._type != "set" else self._pieces  # "a set of bangles" is bangles
        piece = next(iter(named or self._pieces), Phrase(self._type, self._type == "earrings"))
        members: tuple[Phrase, ...] = ()
        if self._type == "set":
            members = tuple(
                Phrase(one.noun, one.noun == "earrings" or one.many, styles=one.styles)
                for one in pieces
            )
            for other in pieces[1:]:
                self._left += [*other.qualities, *other.metals, *filter(None, [other.motif])]
            piece = replace(piece, noun="set", many=False, styles=() if members else piece.styles)
        else:
            self._left += [
                said
                for one, said in zip(self._pieces, self._said, strict=True)
                if one.noun != "set"
            ][1:]
            if coarse_type(piece.noun) != coarse_type(self._type) or piece.noun == "bracelet":
                piece = replace(piece, noun=self._type or piece.noun)
        piece = self._with_metal(piece)
        number = "several" if piece.many else "single"
        number = "set" if piece.noun == "set" else "pair" if self._pair else number
        return Description(
            piece, number, members, tuple(self._stones), tuple(self._parts),
            self._grounds.get("on"), self._grounds.get("near"), self._worn, tuple(self._left),
        )  # fmt: skip

    def _with_metal(self, piece: Phrase) -> Phrase:
        """The piece in the metal said of it, before or after it."""
        metals = piece.metals or tuple(one for one in self._metals if one != "two-tone")
        qualities = piece.qualities
        if "two-tone" in self._metals:
            qualities = (*qualities, "two-tone")
        if not metals and "black" in qualities and self._black:
            metals, qualities = ("black",), tuple(one for one in qualities if one != "black")
        return replace(piece, metals=metals, qualities=qualities)


def _is_plain(said: str) -> bool:
    """Whether a noun says no more than its type."""
    return {said, singular(said)} & set(phrases(table("en")["plain"]["types"])) != set()
