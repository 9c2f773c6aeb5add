"""Names of facets in each language: as the trade says them, and understood when typed again."""

import pytest

from captioning.language.facet_names import alternatives, facet_name
from captioning.language.facets import METAL, MOTIF, STONE, STYLE, TYPE, Facet
from captioning.language.lexicon import LEXICONS, rows
from captioning.language.phrases import LANGUAGES
from captioning.language.understanding import understand

OTHERS = [code for code in LANGUAGES if code != "en"]
SECTIONS = {TYPE: "types", METAL: "metals", STONE: "stones", STYLE: "styles", MOTIF: "motifs"}
ANOTHER_LANGUAGE = {("fr", "nacre"), ("it", "zircone")}
"""Names that alone are also English or French words."""


@pytest.mark.parametrize("language", OTHERS)
def test_a_name_is_understood_as_the_facet_that_it_names(language):
    lost = []
    for kind, section in SECTIONS.items():
        for value in rows(LEXICONS / f"{language}.toml")[section]:
            name = facet_name(Facet(kind, value), language)
            found = {facet for group in understand(name).wanted for facet in group.facets}
            if Facet(kind, value) not in found and (language, name) not in ANOTHER_LANGUAGE:
                lost.append(name)
    assert lost == []


@pytest.mark.parametrize(
    ("language", "gold"),
    [("es", "oro amarillo"), ("fr", "or jaune"), ("de", "Gelbgold"), ("it", "oro giallo"),
     ("tr", "sarı altın")],
)  # fmt: skip
def test_yellow_gold_is_named_with_its_colour_because_rose_gold_is_another_filter(language, gold):
    assert facet_name(Facet(METAL, "yellow gold"), language) == gold


def test_spanish_says_u_before_the_sound_of_o():
    assert alternatives(["rubí", "granate"], "es") == "rubí o granate"
    assert alternatives(["plata", "oro amarillo", "oro amarillo"], "es") == "plata u oro amarillo"
    assert alternatives(["rubino", "opale"], "it") == "rubino o opale"
    assert alternatives(["flor", "hoja"], "es") == "flor u hoja"
