"""Names of facets in each language: as the trade says them, and understood when typed again."""

import pytest

from captioning.language.facet_names import alternatives, facet_name, group_name
from captioning.language.facets import METAL, MOTIF, SCENE, STONE, STYLE, TYPE, Facet
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


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("anillo sobre madera", "wood / madera / bois / Holz / legno / ahşap"),
        ("bague sur velours noir", "black velvet / terciopelo negro / velours noir / "
         "schwarzer Samt / velluto nero / siyah kadife"),
        ("ring on a white background", "white background / fondo blanco / fond blanc / "
         "weißer Hintergrund / sfondo bianco / beyaz arka plan"),
        ("Ring auf schwarzem Schiefer", "black slate / pizarra negra / ardoise noire / "
         "schwarzer Schiefer / ardesia nera / siyah arduvaz"),
        ("ring on white leather", "white leather / piel blanca / surface en cuir blanche / "
         "weißes Leder / pelle bianca / beyaz deri"),
        ("ring on pink linen", "pink linen / lino rosa / lin rose / rosa Leinen / lino rosa / "
         "pembe keten"),
        ("ring on a wooden board", "wooden board / madera / bois / Holz / legno / ahşap"),
        ("ring on pink", "pink / rosa / rose / rosa / rosa / pembe"),
    ],
)  # fmt: skip
def test_a_ground_is_named_in_each_language(typed, names):
    (group,) = (one for one in understand(typed).groups if one.kind == SCENE)
    said = [group_name(group, code) for code in ("en", "es", "fr", "de", "it", "tr")]
    assert said == names.split(" / ")


@pytest.mark.parametrize("language", OTHERS)
def test_every_ground_has_a_name_in_every_colour(language):
    for ground in rows(LEXICONS / "en.toml")["scenes"]:
        name = facet_name(Facet(SCENE, ground), language)
        assert name == rows(LEXICONS / f"{language}.toml")["scenes"][ground].split(",")[0]
        for colour in ("milky", "black", "red", "pink", "blue", "green", "teal", "brown"):
            coloured = facet_name(Facet(SCENE, f"{colour} {ground}"), language)
            assert name in coloured and len(coloured) > len(name) + 2


@pytest.mark.parametrize("language", OTHERS)
def test_genders_are_those_of_grounds(language):
    data = rows(LEXICONS / f"{language}.toml")
    named = {row.split(",")[0] for row in data["scenes"].values()}
    for gender, row in data.get("genders", {}).items():
        assert gender in ("f", "n") and set(row.split(", ")) <= named


def test_a_ground_with_an_unknown_word_keeps_its_words():
    assert facet_name(Facet(SCENE, "golden velvet"), "es") == "golden velvet"


def test_spanish_says_u_before_the_sound_of_o():
    assert alternatives(["rubí", "granate"], "es") == "rubí o granate"
    assert alternatives(["plata", "oro amarillo", "oro amarillo"], "es") == "plata u oro amarillo"
    assert alternatives(["rubino", "opale"], "it") == "rubino o opale"
    assert alternatives(["flor", "hoja"], "es") == "flor u hoja"
