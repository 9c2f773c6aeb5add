"""The tables of the jeweller's language: types, metals, stones, colours and motifs.

Data rather than code: to teach the program a word, add it to its row. A photo shows a look, not a
mineral, so metals are named by the colour seen and stones are grouped by look.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache


def words(text: str) -> list[str]:
    """Lower-case words without accents and punctuation; a hyphen parts two words.

    Reads the first 20,000 characters: no caption is longer, and nobody waits for a pasted book.

    >>> words("Pavé two-tone tiger's-eye RING!")
    ['pave', 'two', 'tone', "tiger's", 'eye', 'ring']
    """
    plain = text[:20_000].lower().replace("\u2019", "'")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain).lower()
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain)


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """The singular of a regular plural: "leaves" -> "leaf", "rubies" -> "ruby"."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word in {"leaves", "halves", "wolves"}:
        return word[:-3] + "f"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and len(word) > 3:
        return word[:-1]
    return word


class Phrases(dict[str, str]):
    """Phrases of up to three words to what they name.

    Attributes:
        openers: First words of all phrases; most words of a caption open none.
    """

    def __init__(self, rows: Mapping[str, str]) -> None:
        """Turns {name: "word, two words"} round: {"word": name, "two words": name}."""
        super().__init__(
            (part.strip(), name) for name, row in rows.items() for part in row.split(",")
        )
        self.openers = frozenset(phrase.split()[0] for phrase in self)


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def matches(said: Sequence[str], table: Phrases) -> Iterator[tuple[int, int, str]]:
    """Finds the longest phrases of a table in the words, from the left.

    Yields:
        Start and end of a phrase among the words, and what the table says it names.
    """
    passed = 0
    for start, word in enumerate(said):
        if word not in table.openers or start < passed:
            continue
        for end in range(min(start + 3, len(said)), start, -1):
            named = table.get(" ".join(said[start:end]))
            if named:
                yield start, end, named
                passed = end
                break


HEAD_ENDS = word_set(
    "with of on in at from set by over under above below against beside inside holding hanging "
    "worn lined topped framed featuring surrounded spelling made laid lying shown resting held "
    "hung ending each carrying dotted finished joined covered filled edged that whose for to "
    "engraved studded shaped centred centered like without having using"
)
"""Words that end the noun phrase that names a piece."""

TYPES = Phrases(
    {
        "ring": "ring, rings",
        "earrings": "earring, earrings, stud, studs, hoop, hoops, jhumka, jhumkas, huggie, "
        "huggies, ear cuff, ear cuffs, ear climber, ear climbers, eardrop, eardrops, danglers, "
        "threaders",
        "necklace": "necklace, necklaces, choker, chokers, lariat, mangalsutra",
        "pendant": "pendant, pendants, locket, lockets",
        "bracelet": "bracelet, bracelets",
        "bangle": "bangle, bangles, cuff, cuffs, kada, kadas, armlet",
        "anklet": "anklet, anklets, payal",
        "brooch": "brooch, brooches, lapel pin, hat pin, stick pin",
        "watch": "watch, watches, wristwatch, wristwatches, chronograph, timepiece, smartwatch",
        "set": "jewelry set, jewellery set, bridal set, gift set, matching set, parure",
    }
)
"""Nouns that name a piece, to the type they name."""

SINGLE_PIECES = word_set(
    "ring earring necklace choker pendant locket bracelet bangle anklet payal brooch watch "
    "wristwatch set"
)
"""Nouns for one piece that no other noun follows, as "earrings" may follow "hoop" or "cuff"."""

HINTS = Phrases(
    {
        "watch": "dial, dials, subdials, numerals",
        "ring": "finger, shank, shanks, band, bands, solitaire, signet, knuckle",
        "bracelet": "wrist, wrists",
        "anklet": "ankle, ankles, foot",
        "pendant": "bail, charm, medallion",
        "necklace": "neck, neckline, chain, chains, collar, strand, strands",
        "earrings": "hook, hooks, earwires, ear, ears, posts, pair",
    }
)
"""Words that only suggest a type, read in this order where no noun of `TYPES` is said."""

METALS = Phrases(
    {
        "yellow gold": "gold, golden, goldtone, gilt, gilded, brass, yellow gold, yellow metal",
        "rose gold": "rose gold, pink gold, red gold, rose golden, rose tone, rose toned, "
        "rose metal, pink metal, rosegold",
        "silver": "silver, silvery, silvertone, white gold, white metal, pale metal, grey metal, "
        "gray metal, platinum, palladium, rhodium, steel, titanium, tungsten, chrome, pewter",
        "copper": "copper, coppery",
        "bronze": "bronze, antique brass, aged brass",
        "black": "gunmetal, blackened, black metal, dark metal, black steel, black gold, "
        "black rhodium, black ceramic",
        "mixed": "two tone, twotone, two toned, three tone, bicolour, bicolor, mixed metal, "
        "mixed metals",
    }
)
"""What metals are called, to the colour they show."""

LOOKS = Phrases(
    {
        "clear": "diamond, moissanite, zircon, zirconia, cubic zirconia, crystal, rhinestone, "
        "glass, kundan, polki, clear quartz, white sapphire, white topaz, clear stone",
        "pearl": "pearl",
        "milky": "moonstone, opal, mother of pearl, nacre, shell, quartz, howlite, labradorite, "
        "dolomite, cat's eye, white agate, white onyx, white bead, white stone, milky stone",
        "red": "ruby, garnet, carnelian, red agate, red jasper, red stone",
        "pink": "morganite, rhodochrosite, rose quartz, pink sapphire, pink tourmaline, pink stone",
        "orange": "coral, fire opal, orange calcite, orange stone",
        "yellow": "amber, citrine, yellow diamond, yellow topaz, yellow stone",
        "brown": "agate, bronzite, jasper, smoky quartz, sunstone, tiger eye, tiger's eye, "
        "brown stone",
        "green": "emerald, peridot, jade, malachite, tsavorite, aventurine, chrysoprase, "
        "green agate, green onyx, green quartz, green stone, dark green stone",
        "turquoise": "turquoise, amazonite, larimar, teal stone",
        "blue": "sapphire, blue sapphire, aquamarine, topaz, blue topaz, tanzanite, kyanite, "
        "lapis lazuli, lapis, sodalite, blue quartz, blue chalcedony, blue goldstone, goldstone, "
        "blue stone",
        "purple": "amethyst, lepidolite, purple stone",
        "black": "onyx, hematite, jet, lava, lava stone, obsidian, black diamond, black spinel, "
        "black beads, black stone, dark stone",
        "enamel": "enamel, resin",
        "beads": "beads, seed beads, japanese seed bead, glass beads, wooden beads",
    }
)
"""Names of stones to what a photo shows of them; other names have no agreed look."""

COLOURS = Phrases(
    {
        "clear": "clear, colourless, colorless, sparkling, sparkly, transparent, brilliant",
        "red": "red, crimson, scarlet, burgundy, maroon, wine, brick, reddish",
        "pink": "pink, fuchsia, magenta, blush, pinkish, peach",
        "blue": "blue, navy, cobalt, azure, bluish, aqua",
        "teal": "teal, turquoise",
        "green": "green, olive, mint, greenish, lime",
        "purple": "purple, violet, lilac, lavender, mauve, plum",
        "yellow": "yellow, honey, mustard, lemon",
        "orange": "orange, apricot, rust",
        "brown": "brown, tan, caramel, cocoa, chocolate, champagne, bronze, smoky, brownish",
        "black": "black, dark, jet",
        "milky": "milky, white, opalescent, whitish, cream, creamy, iridescent, moonlike",
    }
)
"""Colours of stones as people write them, to the colour in a stone's name."""

MOTIFS = Phrases(
    {
        "flower": "flower, flowers, floral, blossom, blossoms, daisy, daisies, petal, petals, "
        "roses, lotus, orchid, tulip, sunflower",
        "leaf": "leaf, leaves, leafy, branch, twig, vine, fern, laurel",
        "heart": "heart, hearts",
        "butterfly": "butterfly, butterflies",
        "clover": "clover, clovers, shamrock, quatrefoil",
        "cross": "cross, crosses, crucifix",
        "star": "star, stars, starburst",
        "moon": "moon, moons, crescent, crescents",
        "sun": "sun, sunburst",
        "infinity": "infinity",
        "knot": "knot, knotted",
        "bow": "bow, bows",
        "snake": "snake, serpent",
        "feather": "feather, feathers, peacock",
        "bird": "bird, birds, swallow, dove, owl, swan",
        "animal": "cat, dog, elephant, turtle, fish, dragonfly, bee, lion, panther, horse",
        "crown": "crown, tiara",
        "evil eye": "evil eye, evil eyes",
        "anchor": "anchor",
        "key": "key",
        "tree": "tree",
        "cactus": "cactus, cacti",
        "letters": "letter, letters, initial, script, lettering, monogram",
        "shell": "starfish, seashell",
        "nail": "nail",
        "teardrop": "teardrop, teardrops",
        "geometric": "triangle, triangles, hexagon, hexagons, square, squares, chevron, geometric, "
        "rhombus, lozenge",
        "circle": "circle, circles, circular",
    }
)
"""What a piece is shaped like, to the motif; the first said counts, shapes after pictures."""
