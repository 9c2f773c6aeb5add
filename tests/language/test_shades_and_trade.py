"""Shades, words of the trade, sets and two metals, as people of each language write them."""

from functools import cache

import pytest

from captioning.gallery.gallery import Gallery
from captioning.language.understanding import understand
from captioning.shipped import shipped

SHADES = {
    "Ring mit grünlichem Stein": "ring · stones: green",
    "rötlicher Ring": "stones: red · ring",
    "himmelblauer Anhänger": "stones: blue · pendant",
    "knallrote Ohrringe": "stones: red · earrings",
    "smaragdgrüne Ohrringe": "stones: green · earrings",
    "honigfarbener Ring": "stones: yellow · ring",
    "pulsera rojiza": "bracelet · stones: red",
    "collar color vino": "necklace · stones: red",
    "pendientes verde esmeralda": "earrings · stones: green",
    "esmeralda verde": "stones: emerald",
    "bague verdâtre": "ring · stones: green",
    "pierre bleutée": "stones: blue",
    "collier lie de vin": "necklace · stones: red",
    "anello verdognolo": "ring · stones: green",
    "bracciale color vinaccia": "bracelet · stones: red",
    "yeşilimsi küpe": "stones: green · earrings",
    "sarımtırak taş": "stones: yellow",
    "masmavi küpe": "stones: blue · earrings",
    "bal rengi yüzük": "stones: yellow · ring",
    "zümrüt yeşili kolye": "stones: green · necklace",
    "ring with a cognac stone": "ring · stones: brown",
}

TRADE = {
    "broqueles de perla": "style: stud · earrings · stones: pearl",
    "anillo churumbela": "ring · style: eternity",
    "reloj malla de acero": "watch · style: mesh band",
    "dormeuses argent": "style: drop or dangle · metal: silver · perhaps: earrings",
    "gourmette en argent": "style: chain or bar · metal: silver · perhaps: bracelet",
    "collier gourmette": "necklace · style: chain or bar",
    "clous en or": "style: stud · earrings · metal: yellow gold or rose gold",
    "bracelet clou": "bracelet · motif: nail",
    "Halbmemoirering": "style: eternity · ring",
    "Zuchtperlenkette": "stones: pearl · necklace",
    "collana punto luce": "necklace · style: solitaire or stud · perhaps: diamond",
    "fedine": "style: band or eternity · ring",
    "orecchini pendenti a lampadario": "earrings · style: chandelier",
    "künye kolye": "style: chain or bar · necklace",
    "burma bilezik": "style: woven · bangle",
    "lal yüzük": "stones: garnet · ring",
    "lale küpe": "motif: flower · earrings",
    "ayak bileziği": "anklet",
    "halka küpe rose": "style: hoop · earrings · metal: rose gold",
    "ankle bracelet": "anklet",
    "cz studs": "stones: zirconia or cubic zirconia · style: stud · earrings",
    "dress watch on leather": "watch · style: leather strap",
    "watch lying on leather": "watch · scene: leather",
    "ring on leather": "ring · scene: leather",
    "reloj de piel": "watch · style: leather strap",
}

SETS_AND_METALS = {
    "juego de collar y aretes": "set",
    "parure collier et boucles": "set",
    "Set aus Kette und Ohrringen": "set",
    "set di collana e orecchini": "set",
    "kolye küpe takımı": "set",
    "set o anillo": "set or ring",
    "reloj de oro y plata": "watch · metal: mixed",
    "montre or et argent": "watch · metal: mixed",
    "Uhr Gold und Silber": "watch · metal: mixed",
    "orologio oro e argento": "watch · metal: mixed",
    "altın ve gümüş saat": "metal: mixed · watch",
    "oro o plata": "metal: yellow gold or rose gold or silver",
    "sin oro y plata": "not: yellow gold or rose gold, silver",
    "plata y oro blanco": "metal: silver",
    "Goldring und Silberkette": ("metal: yellow gold or rose gold or silver · ring or necklace"),
    "anillo de oro y negro": "ring · metal: yellow gold or rose gold or black",
}

STRUCTURE = {
    "diamonds all the way round the finger": (
        "stones: diamond · style: eternity or tennis or three-stone · ring"
    ),
    "something to wear round my ankle": "anklet",
    "tres diamantes en fila": "stones: diamond · style: three-stone · perhaps: ring",
    "pearls spaced along a chain": "stones: pearl · style: station",
    "Saphir mit kleinen Steinen drumherum": "stones: sapphire · style: halo or cluster",
}


@cache
def known() -> frozenset[str]:
    return Gallery.open(shipped("assets/gallery"))._known


def line_of(text: str) -> str:
    return understand(text, known()).line


@pytest.mark.parametrize(
    ("text", "line"), [*(SHADES | TRADE | SETS_AND_METALS | STRUCTURE).items()]
)
def test_what_is_understood(text: str, line: str) -> None:
    assert line_of(text) == line


@pytest.mark.parametrize(
    "text",
    ["Ring zum Abendbrot", "Ring herzlich", "ein Ring, Schweiß", "anillo de nosotros",
     "bague de Pierrot", "a ring from Melrose", "anello di Ambrose"],
)  # fmt: skip
def test_no_shade_is_seen_where_none_is(text: str) -> None:
    assert line_of(text) == "ring"


def test_black_and_white_is_both() -> None:
    assert line_of("schwarzweißer Ring").count("stones") == 2


def test_burmese_rubies_are_no_twisted_bangles() -> None:
    assert line_of("Burma ruby ring") == "stones: ruby · ring"
