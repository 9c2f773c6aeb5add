"""Alt texts in a shop's house style, and with what the shop itself says of a piece."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from captioning.catalogue.alt_wording import alt_text, shortened
from captioning.catalogue.gallery_alts import gallery_alts
from captioning.catalogue.house_style import HouseStyle, StyleError, read_style
from captioning.catalogue.shop_file import Facts
from captioning.catalogue.shop_words import conflicts, in_shops_words, known, with_known


def text(caption: str, facts: Facts | None = None, **rules) -> str:
    return alt_text([caption], HouseStyle.of(rules), facts).text


TITLES = {
    "Platinum Solitaire Ring 1ct Diamond": ("ring", "platinum", {"silver"}, ("diamond",)),
    "Weißgoldring mit Saphir, 585": ("ring", "white gold", {"silver"}, ("sapphire",)),
    "Silberkette mit Perle": ("necklace", "silver", {"silver"}, ("pearl",)),
    "Bague en or rose et rubis": ("ring", "rose gold", {"rose gold"}, ("ruby",)),
    "Anillo de platino con diamante": ("ring", "platinum", {"silver"}, ("diamond",)),
    "Gümüş küpe, zümrüt taşlı": ("earrings", "silver", {"silver"}, ("emerald",)),
    "Orecchini in argento": ("earrings", "silver", {"silver"}, ()),
    "Gold plated sterling silver ring": ("ring", "gold-plated", {"yellow gold", "rose gold"}, ()),
    "14k Gold Diamond Ring": ("ring", None, {"yellow gold", "rose gold"}, ("diamond",)),
    "Pearla, model 5": (None, None, set(), ()),
    "": (None, None, set(), ()),
}


@pytest.mark.parametrize("title", TITLES)
def test_what_a_title_says(title):
    said = known(Facts(title=title))
    assert (said.type, said.metal, set(said.colours), said.stones) == TITLES[title]


def test_what_the_shop_says_becomes_a_caption():
    said = known(Facts(title="Platinum bangle", tags="Bracelets"))
    assert in_shops_words("a gold ring with a ruby", said) == "platinum bangle with ruby"
    said = known(Facts(title="Pendant necklace with diamond and pearl, gold"))
    assert in_shops_words("a silver ring", said) == "gold pendant with diamond and pearl"
    assert in_shops_words("a silver ring", known(Facts())) == "silver ring"


def test_tags_count_where_the_title_is_silent():
    said = known(Facts(title="The Nord", tags="Ring, platinum, sapphire"))
    assert (said.type, said.metal, said.stones) == ("ring", "platinum", ("sapphire",))
    assert known(Facts(title="Gold ring", tags="platinum")).metal is None


@pytest.mark.parametrize(
    "caption, title, wanted",
    [
        ("a silver ring with a round clear stone", "Platinum ring, moissanite",
         "a platinum ring with a round moissanite"),
        ("white metal hoops set with clear stones", "White gold diamond hoops",
         "white gold hoops set with diamonds"),
        ("a pendant with a large round diamond", "Cubic zirconia pendant",
         "a pendant with a large round cubic zirconia"),
        ("a silver halo ring with an emerald cut sapphire", "Aquamarine ring",
         "a silver halo ring with an emerald cut aquamarine"),
        ("an opal bead bracelet", "Moonstone bracelet", "a moonstone bead bracelet"),
        ("a red stone ring", "Emerald ring", "a red stone ring"),
        ("a yellow gold ring", "Platinum ring", "a yellow gold ring"),
        ("a gold ring", "14k gold ring", "a gold ring"),
    ],
)  # fmt: skip
def test_a_caption_takes_over_what_the_photo_allows(caption, title, wanted):
    assert with_known(caption, known(Facts(title=title))) == wanted


@pytest.mark.parametrize(
    "caption, title, kinds",
    [
        ("a yellow gold ring", "Platinum ring", ["metal"]),
        ("a silver bracelet", "Gold necklace", ["type", "metal"]),
        ("a silver ring with an emerald", "Ruby ring", ["stones"]),
        ("a silver ring", "Ruby ring", []),
        ("a silver pendant on a chain", "Silver necklace", []),
        ("a moonstone ring", "Pearl ring", []),
        ("a two-tone ring", "Gold ring", []),
        ("a rose gold ring", "14k gold ring", []),
        ("a woman on a couch", "Gold ring", ["piece"]),
        ("a woman on a couch", "The Nord", []),
    ],
)
def test_contradictions(caption, title, kinds):
    assert [one.kind for one in conflicts(caption, known(Facts(title=title)))] == kinds


def test_the_first_caption_that_agrees_with_the_shop_is_taken():
    facts = Facts(title="Rose gold ring")
    made = alt_text(["a yellow gold ring", "a rose gold band"], HouseStyle(), facts)
    assert made.text == "A rose gold band" and not made.conflicts
    made = alt_text(["a yellow gold ring", "a silver necklace"], HouseStyle(), facts)
    assert made.text == "A yellow gold ring" and len(made.conflicts) == 1
    assert (
        alt_text(["rose gold on white", "a rose gold band"], HouseStyle()).text
        == "A rose gold band"
    )


def test_languages_have_the_shops_metal_where_it_can_be_carried():
    style = HouseStyle.of({"languages": ["en", "de", "fr", "tr"]})
    made = alt_text(["a silver ring with a round clear stone"], style, Facts(title="Platinum ring"))
    assert made.text == "A platinum ring with a round clear stone"
    assert made.others["de"].startswith("Platinring") and "platine" in made.others["fr"]
    assert (
        alt_text(["a gold hoop"], style, Facts(title="gold plated hoops")).others["de"]
        == "Vergoldete Creole"
    )


def test_what_a_person_wrote_in_a_language_stays_in_it():
    style = HouseStyle.of({"languages": ["de", "fr", "en"]})
    made = alt_text(["Ring aus Gold mit Rubin meiner Tante"], style)
    assert made.text == "Ring aus Gold mit Rubin meiner Tante"
    assert made.others == {"fr": "Bague en or ornée d'un rubis", "en": "Gold ring with ruby"}


def test_turkish_capitals():
    assert text("a pearl necklace", languages=["tr"]) == "İnci kolye"


@pytest.mark.parametrize(
    "rules, wanted",
    [
        ({}, "A silver ring with a ruby"),
        ({"capital": False}, "a silver ring with a ruby"),
        ({"level": "basic"}, "Silver ring"),
        ({"level": "normal"}, "A silver ring with a ruby"),
        ({"template": "{caption} – {brand}", "brand": "Nord"}, "A silver ring with a ruby – Nord"),
        ({"template": "{caption} – {brand}"}, "A silver ring with a ruby"),
        ({"template": "{brand}: {caption} ({sku})"}, "A silver ring with a ruby (R1)"),
        ({"template": "{title}, {metal} {type} | {caption}"},
         "Silver ring | a silver ring with a ruby"),
        ({"must_have": ["handmade", "ring"]}, "A silver ring with a ruby, handmade"),
        ({"must_have": {"de": ["handgefertigt"]}}, "A silver ring with a ruby"),
        ({"never": ["silver"]}, "A ring with a ruby"),
        ({"longest": 20}, "A silver ring"),
    ],
)  # fmt: skip
def test_the_rules_of_a_style(rules, wanted):
    assert text("a silver ring with a ruby", Facts(sku="R1"), **rules) == wanted


@pytest.mark.parametrize(
    "caption", ["image of a gold ring", "Photo of a gold ring", "a close-up of a gold ring"]
)
def test_no_text_begins_with_image_of(caption):
    assert text(caption) == "A gold ring"


def test_views_of_a_product_have_texts_of_their_own():
    captions = ["a gold ring", "a plain gold band"]
    taken: set[str] = set()
    for _ in range(4):
        taken.add(alt_text(captions, HouseStyle(), taken=taken).text)
    assert taken == {
        "A gold ring",
        "A plain gold band",
        "A gold ring, view 2",
        "A gold ring, view 3",
    }


@pytest.mark.parametrize(
    "long, longest, wanted",
    [
        ("a gold ring with a round ruby on a grey cloth", 40, "a gold ring with a round ruby"),
        ("a gold ring with a round ruby", 18, "a gold ring"),
        ("a gold ring, with a ruby", 15, "a gold ring"),
        ("Silberring mit rundem Stein auf grauem Stoff", 33, "Silberring mit rundem Stein"),
        ("a gold ring", 11, "a gold ring"),
        ("Verlobungsringgarnitur", 10, "Verlobungs"),
    ],
)
def test_a_text_is_cut_where_it_makes_sense(long, longest, wanted):
    assert shortened(long, longest) == wanted


titles = [
    "",
    "Silver ring",
    "{odd} \u0130\u00df title",
    "A very long title of a ring, " * 9,
    "x" * 200,
]
facts = st.builds(
    Facts, title=st.sampled_from(titles), brand=st.text(max_size=40), sku=st.text(max_size=12)
)
templates = st.sampled_from(["{caption}", "{caption} – {brand}", "{title}: {caption} | {sku}"])


@settings(max_examples=50)
@given(facts, templates, st.integers(20, 130), st.sampled_from(["en", "de", "tr"]))
def test_no_text_is_longer_than_allowed(facts, template, longest, language):
    rules = {"template": template, "longest": longest, "languages": [language],
             "must_have": ["handmade in our workshop"]}  # fmt: skip
    said = text("a polished silver ring with a large round ruby on grey linen", facts, **rules)
    assert 0 < len(said) <= longest


def test_a_style_is_read_from_a_file_and_comes_back(tmp_path):
    toml, as_json = tmp_path / "style.toml", tmp_path / "style.json"
    toml.write_text(
        'longest = "shopify"\nlanguages = ["EN", "de-AT"]\nnever = "bling"\n'
        'must_have = {de = ["handgefertigt"]}\n',
        encoding="utf-8",
    )
    style = read_style(toml)
    assert (style.longest, style.languages, style.never) == (512, ("en", "de"), ("bling",))
    assert style.must("de") == ("handgefertigt",) and style.must("en") == ()
    as_json.write_text(json.dumps(style.to_json()), encoding="utf-8")
    assert read_style(as_json) == style


@pytest.mark.parametrize(
    "rules, said",
    [
        ({"longer": 5}, "unknown rule 'longer': use longest"),
        ({"longest": 5}, "from 20 to 5,000"),
        ({"longest": True}, "whole number"),
        ({"longest": "etsy"}, '"advised" or "shopify"'),
        ({"level": "full"}, "basic, normal, complete"),
        ({"languages": ["xx"]}, "There are no captions in 'xx'"),
        ({"languages": []}, "must name one of"),
        ({"template": "{brand}"}, "lacks {caption}"),
        ({"template": "{caption} {colour}"}, "unknown slot {colour}"),
        ({"template": "{caption:>5}"}, "unknown slot"),
        ({"template": "{caption"}, "brace"),
        ({"never": [5]}, "list of texts"),
        ({"capital": "yes"}, "true or false"),
    ],
)
def test_a_wrong_rule_is_named_with_the_remedy(rules, said):
    with pytest.raises(StyleError) as caught:
        HouseStyle.of(rules, "style.toml")
    assert said in str(caught.value) and "style.toml" in str(caught.value)


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "style.toml").write_text("longest = ")
    with pytest.raises(StyleError, match=r"style\.toml is not TOML"):
        read_style(tmp_path / "style.toml")
    with pytest.raises(StyleError, match="cannot be read"):
        read_style(tmp_path / "none.toml")


def test_views_in_a_folder_have_texts_of_their_own(tmp_path):
    captions = {
        "ring-1_front.jpg": ["a gold ring", "a gold band"],
        "ring-1_back.jpg": ["a gold ring", "a gold band"],
        "ring-2_front.jpg": ["a gold ring"],
    }
    lines = [json.dumps({"file_name": name, "captions": texts}) for name, texts in captions.items()]
    (tmp_path / "metadata.jsonl").write_text("\n".join(lines))
    for name in captions:
        Image.new("RGB", (40, 40)).save(tmp_path / name)
    alts = gallery_alts(tmp_path, HouseStyle())
    assert [made.text for made in alts.values()] == ["A gold ring", "A gold band", "A gold ring"]


def test_a_complete_text_is_what_the_models_say_completely(tmp_path):
    said = {"transformer": "a gold ring", "lstm": "a gold band"}
    complete = {"transformer": "a gold ring with claws", "lstm": "a gold band with a bezel"}
    texts = [*said.values(), *complete.values()]
    line = {"captions": texts, "described": {"captions": texts}, "models": said}
    lines = {
        "models.jpg": line | {"complete": complete},
        "lstm.jpg": line | {"complete": complete, "captions": texts[1::-1],
                            "described": {"captions": texts[1::-1]}},
        "mine.jpg": line | {"complete": complete, "captions": ["my ring", *texts]},
        "approved.jpg": line | {"complete": complete, "approved": True},
        "earlier.jpg": line,
        "odd.jpg": line | {"complete": ["by hand"]},
    }  # fmt: skip
    (tmp_path / "metadata.jsonl").write_text(
        "".join(f"{json.dumps({'file_name': name, **one})}\n" for name, one in lines.items())
    )
    for name in lines:
        Image.new("RGB", (40, 40)).save(tmp_path / name)
    alts = gallery_alts(tmp_path, HouseStyle())
    assert {name: made.text for name, made in alts.items()} == {
        "models.jpg": "A gold ring with claws",
        "lstm.jpg": "A gold band with a bezel",
        "mine.jpg": "My ring",
        "approved.jpg": "A gold ring",
        "earlier.jpg": "A gold ring",
        "odd.jpg": "A gold ring",
    }
    alts = gallery_alts(tmp_path, HouseStyle(level="normal"))
    assert alts["models.jpg"].text == "A gold ring" and alts["lstm.jpg"].text == "A gold band"
