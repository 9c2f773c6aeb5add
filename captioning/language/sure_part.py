"""The part of a caption that is sure: "a ring with green stones", its metal left open."""

from collections.abc import Collection

from captioning.language.attributes import attributes, looks

UNCLEAR = ("type", "metal", "stone")
"""What can be unclear."""

_STUFF = {"pearl": "pearls", "beads": "beads", "enamel": "enamel", "shell": "shell"}


def sure_part(caption: str, unclear: Collection[str]) -> str:
    """What is left of a caption of a piece without what is unclear.

    Stones are named by their look, because that is what is sure of them.

    Args:
        caption: In English.
        unclear: Some of `UNCLEAR`.

    Returns:
        Such as "a silver ring"; the caption itself if nothing is unclear.
    """
    said = attributes(caption)
    if not unclear or not said.type:
        return caption
    kind = "piece of jewelry" if "type" in unclear else said.type
    kind = "jewelry set" if kind == "set" else kind
    metal = {"mixed": "two-tone"}.get(said.metal or "", said.metal or "")
    noun = f"{metal} {kind}" if metal and "metal" not in unclear else kind
    if kind != "earrings":
        noun = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    seen = () if "stone" in unclear else looks(said.stones)[:1]
    return " with ".join([noun, *(_STUFF.get(look, f"{look} stones") for look in seen)])
