"""Words before a noun, and which of them a noun of each kind can have."""

from dataclasses import replace

from captioning.language.lexicon import singular
from captioning.language.phrases.chunks import Item
from captioning.language.phrases.description import Phrase
from captioning.language.phrases.wording import COLOURS, phrases, table

_WORDS_OF_MOTIFS = frozenset({"floral", "leafy", "crescent", "circular", "initial", "letter"})

_STUFF = frozenset(
    {"cord", "thread", "leather", "silk", "macrame", "string", "lace", "bead", "beaded", "fabric"}
    | {"cotton", "rubber", "velvet", "suede", "wood", "leather strap"}
)

_SHADES = ("dark", "pale")
"""Shades of a ground without a colour."""

PIECE = frozenset({"count", "quality", "metal", "dark", "style", "motif"})
STONE = frozenset({"count", "form", "quality", "motif"})
PART = frozenset({"count", "quality", "metal", "dark", "motif"})
GROUND = frozenset({"quality"})


def described(noun: Phrase, items: list[Item], takes: frozenset[str]) -> tuple[Phrase, list[str]]:
    """A noun with the words that describe it, and the words that do not.

    Args:
        noun: What is described.
        items: The words, in the order said.
        takes: Kinds of words that such a noun can have in every language.
    """
    left: list[str] = []
    for item in items:
        kinds = {kind: key for kind, key in item.kinds.items() if kind in (*takes, "part")}
        if "letter" in item.kinds:
            kinds["letter"] = item.kinds["letter"]
        if "count" in kinds:
            noun = replace(noun, count=int(kinds["count"]))
        elif takes == GROUND and item.said in _SHADES:
            noun = replace(noun, qualities=(*noun.qualities, item.said))
        elif "form" in kinds:
            noun = replace(noun, styles=(*noun.styles, kinds["form"]), many=noun.many or item.many)
        elif "quality" in kinds:
            qualities = dict.fromkeys((*noun.qualities, kinds["quality"]))
            noun = replace(noun, qualities=tuple(qualities))
        elif kinds.get("dark") and item.said == "black" and _of_stuff(noun, items):
            noun = replace(noun, qualities=tuple(dict.fromkeys((*noun.qualities, "black"))))
        elif item.said == "dark" and _is_shaded(noun, items):
            left.append(item.said)
        elif "metal" in kinds or "dark" in kinds:
            noun = replace(noun, metals=(*noun.metals, kinds.get("metal", "black")))
        elif "style" in kinds:
            noun = replace(noun, styles=tuple(dict.fromkeys((*noun.styles, kinds["style"]))))
        elif takes == PIECE and kinds.get("part", "").endswith(" chain"):
            noun = replace(noun, styles=(*noun.styles, kinds["part"]))
        elif "motif" in kinds and noun.motif in (None, kinds["motif"]):
            noun = replace(noun, motif=kinds["motif"], letter=kinds.get("letter"))
            if not _says_motif(item.said, kinds["motif"]) and "letter" not in kinds:
                left.append(item.said)  # "owl" is only a bird
        else:
            left.append(item.said)
    return noun, left


def _of_stuff(noun: Phrase, items: list[Item]) -> bool:
    """Whether black is the colour of a cord, thread or beads, not of metal."""
    said = {singular(word) for item in items for word in item.said.split()}
    return noun.noun in _STUFF or not _STUFF.isdisjoint(said)


def _is_shaded(noun: Phrase, items: list[Item]) -> bool:
    """Whether something else is dark than the piece's own metal: a metal or a colour."""
    kinds = {key for item in items for key in (*item.kinds, item.kinds.get("quality", ""))}
    return "metal" in kinds or not COLOURS.isdisjoint(kinds) or _of_stuff(noun, items)


def _says_motif(said: str, motif: str) -> bool:
    """Whether words say no more than the motif: "leaves", "floral"; not "owl" for a bird."""
    own = phrases(table("en")["motifs"].get(motif, ""))
    return singular(said) in (motif, *own) or singular(said) in _WORDS_OF_MOTIFS
