"""What typed sentences mean, construction by construction: each line was read by a person."""

import pytest

from captioning.language.understanding import understand

GOLD = "yellow gold or rose gold"


@pytest.mark.parametrize(
    ("query", "line"),
    [
        # a list after a negation
        ("no gold, silver or copper ring", f"ring · not: {GOLD}, silver, copper"),
        ("neither gold, silver nor copper bracelet", f"bracelet · not: {GOLD}, silver, copper"),
        ("anything but earrings, necklaces or rings, amethyst",
         "stones: amethyst · not: earrings, necklace, ring"),
        ("ring, no pearls, diamonds, rubies", "ring · not: pearl, diamond, ruby"),
        ("Ring ohne Perlen, Diamanten und Rubine", "ring · not: pearl, diamond, ruby"),
        ("bague sans perles, diamants ou rubis", "ring · not: pearl, diamond, ruby"),
        ("anillo sin perlas, diamantes ni rubíes", "ring · not: pearl, diamond, ruby"),
        ("anello senza perle, diamanti o rubini", "ring · not: pearl, diamond, ruby"),
        ("ne altın ne gümüş bilezik", f"bangle · not: {GOLD}, silver"),
        # two are no list, nor are things of two kinds
        ("no pearls, silver", "metal: silver · not: pearl"),
        ("no pearls, silver or gold ring", f"metal: silver or {GOLD} · ring · not: pearl"),
        ("ring, no gold, emerald or ruby", f"ring · stones: emerald or ruby · not: {GOLD}"),
        # a list of alternatives
        ("emerald, peridot or jade earrings", "stones: emerald or peridot or jade · earrings"),
        ("emerald, peridot, or jade earrings", "stones: emerald or peridot or jade · earrings"),
        ("silver, copper or bronze ring", "metal: silver or copper or bronze · ring"),
        ("ruby and/or garnet ring", "stones: ruby or garnet · ring"),
        ("Ring mit Rubin bzw. Granat", "ring · stones: ruby or garnet"),
        ("bague soit rubis soit grenat", "ring · stones: ruby or garnet"),
        ("citrine - or maybe topaz - pendant", "stones: citrine or topaz · pendant"),
    ],
)  # fmt: skip
def test_lists(query: str, line: str) -> None:
    assert understand(query).line == line


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("can't wear gold, need earrings with amethyst",
         f"earrings · stones: amethyst · not: {GOLD}"),
        ("I'm allergic to silver: ring with diamonds", "ring · stones: diamond · not: silver"),
        ("not too keen on gold, ring", f"ring · not: {GOLD}"),
        ("earrings that don't hang", "earrings · not: drop or dangle"),
        ("silver studs, sans pearls", "metal: silver · style: stud · earrings · not: pearl"),
        ("ring w/out diamonds", "ring · not: diamond"),
        ("ring excl. diamonds", "ring · not: diamond"),
        ("earings witout stones", "earrings · not: stones"),
        ("anillo que no tenga diamantes", "ring · not: diamond"),
        ("collar, no me gustan las perlas", "necklace · not: pearl"),
        ("plata en lugar de oro, anillo", f"metal: silver · ring · not: {GOLD}"),
        ("anello che non abbia diamanti", "ring · not: diamond"),
        ("argento invece dell'oro, anello", f"metal: silver · ring · not: {GOLD}"),
        ("bague en argent plutôt qu'en or", f"ring · metal: silver · not: {GOLD}"),
        ("boucles d'oreilles autres que des créoles", "earrings · not: hoop"),
        ("Ring mit keinem Diamanten", "ring · not: diamond"),
        ("Ring frei von Diamanten", "ring · not: diamond"),
        ("perlenlose Ohrringe", "earrings · not: pearl"),
        ("diamantfreier Ring", "ring · not: diamond"),
        ("altın yerine gümüş yüzük", f"metal: silver · ring · not: {GOLD}"),
        ("altın dışındaki yüzükler", f"ring · not: {GOLD}"),
    ],
)  # fmt: skip
def test_ways_to_refuse(query: str, line: str) -> None:
    assert understand(query).line == line


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("pearls aren't her thing, necklace", "necklace · not: pearl"),
        ("gold I can't wear, earrings", f"earrings · not: {GOLD}"),
        ("pearls? no thanks, necklace", "necklace · not: pearl"),
        ("Diamanten will ich nicht, Ring", "ring · not: diamond"),
        ("les perles, je n'en veux pas, collier", "necklace · not: pearl"),
        ("le perle non le voglio, collana", "necklace · not: pearl"),
        ("auf Perlen verzichte ich, Halskette", "necklace · not: pearl"),
        ("eşim altın sevmez, ona gümüş yüzük", f"metal: silver · ring · not: {GOLD}"),
        ("Ringe, ausgenommen Siegelringe", "ring · not: signet"),
        ("signet rings excluded, rings", "ring · not: signet"),
        ("gold but not rose ring", "metal: yellow gold · ring · not: rose gold"),
        ("oro pero no rosa, anillo", "metal: yellow gold · ring · not: rose gold"),
        ('ring -"rose gold"', "ring · not: rose gold"),
        ("ring -(gold, silver)", f"ring · not: {GOLD}, silver"),
        ("silver ring sin perlas", "metal: silver · ring · not: pearl"),
        # no refusals
        ("18k not 14k ring", f"metal: {GOLD} · ring"),
        ("not too big gold hoops", f"metal: {GOLD} · style: hoop · earrings"),
        ("nicht zu große goldene Creolen", f"metal: {GOLD} · style: hoop · earrings"),
        ("I can't find a ruby ring", "stones: ruby · ring"),
        ("don't you have gold rings?", f"metal: {GOLD} · ring"),
        ("haben Sie keine Goldringe?", f"metal: {GOLD} · ring"),
        ("altın yüzüğünüz yok mu?", f"metal: {GOLD} · ring"),
        ("şans bilekliği", "bracelet"),
    ],
)
def test_who_refuses_what(query: str, line: str) -> None:
    assert understand(query).line == line


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("a ella no le gustan las perlas, un collar", "necklace · not: pearl"),
        ("non deve essere d'oro, anello", f"ring · not: {GOLD}"),
        ("ear cuffs, no piercing needed", "earrings · style: ear cuff"),
    ],
)
def test_a_negation_reaches_over_words_that_nobody_knows(query: str, line: str) -> None:
    known = frozenset({"gold", "pearl", "ring"})
    assert understand(query, known).line == line


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("hoop-free earrings", "earrings · not: hoop"),
        ("studs excluded, earrings", "earrings · not: stud"),
        ("halka olmayan küpeler", "earrings · not: hoop"),
        ("alyans olmayan yüzük", "ring · not: band or eternity"),
        ("earrings, not dangling",
         "earrings · not: drop or dangle or chandelier or threader"),
        ("diamonds no, pearls yes, earrings", "stones: pearl · earrings · not: diamond"),
        ("ring minus diamonds plus pearl", "ring · stones: pearl · not: diamond"),
        ("why not gold ring", f"metal: {GOLD} · ring"),
    ],
)  # fmt: skip
def test_what_a_refusal_covers(query: str, line: str) -> None:
    assert understand(query).line == line


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("18kt white gold earrings", "metal: silver · earrings"),
        ("Ring 18 Karat Weißgold", "ring · metal: silver"),
        ("bague or blanc 750", "ring · metal: silver"),
        ("585 rose gold ring", "metal: rose gold · ring"),
        ("gold plated silver ring", "metal: yellow gold · ring"),
        ("18k or silver ring", f"metal: {GOLD} or silver · ring"),
        ("1 carat diamond ring", "stones: diamond · ring"),
        ("Au750 ring", f"metal: {GOLD} · ring"),
        ("white goldring", "metal: silver · ring"),
    ],
)
def test_marks_of_metals(query: str, line: str) -> None:
    assert understand(query).line == line


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("Halskete Gold", f"necklace · metal: {GOLD}"),
        ("orechini oro", f"earrings · metal: {GOLD}"),
        ("moon stones earrings", "stones: moonstone · earrings"),
        ("Ring mit lilafarbenem Stein", "ring · stones: purple"),
        ("bague, pierre de naissance février", "ring · stones: amethyst"),
        ("Anhänger am Lederband", "pendant · style: cord or leather strap"),
        ("four-leaf clover pendant", "motif: clover · pendant"),
        ("charms hanging off a bracelet", "style: charm · bracelet"),
    ],
)
def test_words_of_the_trade_and_slips(query: str, line: str) -> None:
    assert understand(query).line == line
