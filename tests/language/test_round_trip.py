"""A caption in another language, typed as a search, asks for what the caption says."""

import json
from collections.abc import Iterator

import pytest

from captioning.language.attributes import coarse_type, look
from captioning.language.lexicon import MOTIFS
from captioning.language.phrases import LANGUAGES, in_language
from captioning.language.phrases.description import Description, Phrase
from captioning.language.phrases.reader import read
from captioning.language.understanding import understand
from captioning.shipped import shipped

METALS = {"gold": "yellow gold"} | dict.fromkeys(
    ("white gold", "white metal", "platinum", "steel"), "silver"
)
LOOKS = {"milky white": "milky", "teal": "turquoise"} | {
    f"{shade} {colour}": colour
    for shade, colour in (("dark", "red"), ("light", "green"), ("light", "blue"))
}


def gems(said: Description) -> Iterator[Phrase]:
    for holder in (*said.stones, *said.parts):
        yield from holder.frame
    yield from said.stones


def facets(said: Description) -> set[str]:
    """What a description says in the vocabulary of search: type, metal, looks and motif."""
    found = {f"type:{coarse_type(said.piece.noun)}"}
    if len(said.piece.metals) == 1 and "two-tone" not in said.piece.qualities:
        (metal,) = said.piece.metals
        found.add(f"metal:{METALS.get(metal, metal)}")
    if said.piece.motif in MOTIFS.values():
        found.add(f"motif:{said.piece.motif}")
    for gem in gems(said):
        names = [gem.noun] if gem.noun != "stone" else [
            f"{LOOKS.get(quality, quality)} stone" for quality in gem.qualities
        ]  # fmt: skip
        found |= {f"look:{look(name)}" for name in names if look(name)}
    return found


def understood(text: str) -> set[str]:
    """The same of a typed text, with what it implies; "plain" excludes stones."""
    found = set()
    for group in understand(text).groups:
        if group.excluded:
            found |= {f"not {choice.facet}" for choice in group.choices}
            continue
        for choice in group.choices:
            kind, value = choice.facet.kind, choice.facet.value
            if kind == "type":
                value = coarse_type(value)
            elif kind == "stone":
                kind, value = "look", look(value)
            found.add(f"{kind}:{value}")
    return found


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_captions_come_back(language):
    lines = (shipped("assets/gallery") / "metadata.jsonl").read_text("utf-8").splitlines()
    captions = [json.loads(line)["captions"][3] for line in lines]
    lost = []
    for caption in captions:
        text = in_language(caption, language).text
        said, back = read(caption), understood(text)
        missing = facets(said) - back
        if "plain" not in said.piece.qualities:
            missing |= {facet for facet in back if facet.startswith("not ")}
        if missing:
            lost.append(f"{text}: {', '.join(sorted(missing))}")
    assert lost == []
