"""Captions of a photo become an alt text in a shop's house style."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from captioning.catalogue.house_style import HouseStyle
from captioning.catalogue.shop_file import Facts
from captioning.catalogue.shop_words import (
    Conflict,
    Known,
    conflicts,
    in_shops_words,
    known,
    with_known,
)
from captioning.language.attributes import attributes
from captioning.language.phrases import ENGLISH, in_language
from captioning.language.understanding import understand

IMAGE_OF = re.compile(
    r"^\W*(?:an?\s+|the\s+)?(?:image|photo(?:graph)?|picture|pic|close-?\s?up|shot|graphic)\s+"
    r"(?:of|showing|with)\s+|^\W*(?:foto|imagen|fotografía|bild|immagine|photo|image|fotoğraf)\s+"
    r"(?:de(?:\s+una?|\s+la|l'?)?|d'une?|d'|von\s+(?:einem|einer)|von|di|del)\s+",
    re.IGNORECASE,
)
"""What screen readers say anyway, at the beginning of an alt text."""

# Words after which a text must not be cut off, in all languages.
_DANGLING = frozenset(
    "a an the with and or of in on at by for from to set as next its around between no each "
    "un una uno el la los las con y o de del en sobre junto por al le les avec et ou du des sur "
    "dans près d'un d'une ornée orné ein eine einem einer mit und oder auf aus in im von am der "
    "die das den dem il lo gli i e ed su sul sulla di da ve ile üzerinde bir".split()
)
_VIEW = {"en": "view", "es": "vista", "fr": "vue", "de": "Ansicht", "it": "vista", "tr": "görünüm"}
_GAP = "\0"
_JOINTS = r"[\s,;:|/·•–—-]"


@dataclass(frozen=True)
class AltText:
    """An alt text of a photo.

    Attributes:
        text: In the first language of the style.
        others: In its further languages, by their codes.
        caption: The English caption that was chosen.
        conflicts: Where it contradicts the shop's words.
        notes: What a person should know: cut, a word left out, another view.
    """

    text: str
    others: dict[str, str]
    caption: str
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def texts(self) -> frozenset[str]:
        """The texts in all languages."""
        return frozenset((self.text, *self.others.values()))


def alt_text(
    candidates: Sequence[str],
    style: HouseStyle,
    facts: Facts | None = None,
    taken: Collection[str] = (),
    by_shop: bool = False,
) -> AltText:
    """Words the alt text of a photo.

    The first caption counts that agrees with what the shop says and has no word that the style
    forbids; if another photo of the product has its text in any language, the next one.

    Args:
        candidates: Captions of the photo in English, the best first; at least one.
        style: The house style.
        facts: What the shop says of the product.
        taken: Alt texts of the product's other photos, in all languages.
        by_shop: Whether the shop's words make the text where every caption contradicts them.
    """
    facts = facts or Facts()
    said = known(facts)
    captions = sorted(dict.fromkeys(candidates), key=lambda one: _faults(one, said, style))
    best = captions[0]
    if by_shop and (against := conflicts(best, said)):
        made = _made(in_shops_words(best, said), style, facts, said)
        made = replace(made, conflicts=against, notes=(*made.notes, "made of the shop's own words"))
        return _of_its_own(made, style, taken)
    least, nearest = _faults(best, said, style), None
    for caption in captions:
        if _faults(caption, said, style) > least:
            break
        made = _made(caption, style, facts, said)
        if made.texts.isdisjoint(taken):
            return made
        if nearest is None or (nearest.text in taken and made.text not in taken):
            nearest = made
    return _of_its_own(nearest or _made(best, style, facts, said), style, taken)


def shortened(text: str, longest: int) -> str:
    """A text cut to at most `longest` characters before a phrase, or else between words.

    >>> shortened("a gold ring with a round ruby on a grey cloth", 40)
    'a gold ring with a round ruby'
    """
    if len(text) <= longest:
        return text
    cut = text[: longest + 1]
    words = cut[: cut.rfind(" ")].split(" ") if " " in cut else [text[:longest]]
    starts = [place for place, word in enumerate(words) if _opens(word)]
    phrase = len(" ".join(words[: starts[-1]])) if starts else 0
    if 2 * phrase > longest and not _opens(text[len(" ".join(words)) :].split()[0]):
        words = words[: starts[-1]]
    while len(words) > 1 and _opens(words[-1]):
        words.pop()
    return " ".join(words).rstrip(" ,;:–—-")


def _opens(word: str) -> bool:
    """Whether a phrase begins with this word, so that a text may end before it, not after it."""
    return word.strip(",;:–—-").lower() in _DANGLING | {""}


def _faults(caption: str, said: Known, style: HouseStyle) -> tuple[int, int, bool]:
    """How often a caption contradicts the shop, its forbidden words, whether it has no type."""
    forbidden = sum(_has(caption, word) for word in style.never)
    return len(conflicts(caption, said)), forbidden, attributes(caption).type is None


def _made(caption: str, style: HouseStyle, facts: Facts, said: Known) -> AltText:
    notes: list[str] = []
    first, *others = (
        _in_style(caption, style, facts, said, language, notes) for language in style.languages
    )
    named = dict(zip(style.languages[1:], others, strict=True))
    return AltText(first, named, caption, conflicts(caption, said), tuple(dict.fromkeys(notes)))


def _in_style(
    caption: str, style: HouseStyle, facts: Facts, said: Known, language: str, notes: list[str]
) -> str:
    text, left = _worded(caption, said, language, style.level)
    if left:
        notes.append(f'"{", ".join(left)}" was left out')
    text = IMAGE_OF.sub("", text)
    for word in style.never:
        if _has(text, word):
            text, notes[len(notes) :] = _without(text, word), [f'"{word}" was left out']
    slots = _slots(caption, style, facts)
    more = [word for word in style.must(language) if not _has(text, word)]
    whole = _filled(style.template, slots | {"caption": ", ".join([text, *more])})
    if len(whole) > style.longest:
        rest = len(_filled(style.template, slots | {"caption": ", ".join(["x", *more])})) - 1
        room = style.longest - rest
        notes.append("cut to length")
        if room < len(text.split()[0]):  # a long title leaves no room for a caption
            whole = shortened(text, style.longest)
        else:
            caption_part = ", ".join([shortened(text, room), *more])
            whole = _filled(style.template, slots | {"caption": caption_part})
    whole = shortened(whole, style.longest)
    return _capital(whole, language) if style.capital else whole


def _capital(text: str, language: str) -> str:
    first = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


def _worded(caption: str, said: Known, language: str, level: str) -> tuple[str, tuple[str, ...]]:
    """The caption in a language with the shop's names of metal and stones, if they carry over.

    What a person wrote in that language stays; from a third one, what it names is carried over.

    Returns:
        The text, and the English words that it does not carry.
    """
    written = _written_in(caption)
    if written == language != ENGLISH:
        return caption, ()
    if written != ENGLISH:
        caption = in_shops_words("", known(Facts(title=caption)))
    precise = with_known(caption, said)
    rendering = in_language(precise, language)
    if len(rendering.left) > len((plain := in_language(caption, language)).left):
        rendering = plain
    if language == ENGLISH and level == "basic":
        return _basic_english(precise, said), ()
    lost = language != ENGLISH and level != "basic"
    return rendering.levels[level], rendering.left if lost else ()


@lru_cache(maxsize=4096)
def _written_in(caption: str) -> str:
    """The language of a caption: the models' is English, a person's may be another."""
    if not in_language(caption, "de").left:  # read as English, every word of it
        return ENGLISH
    return understand(caption[:300]).language


def _basic_english(caption: str, said: Known) -> str:
    """`levels` names the colour of a metal ("silver"); the shop's name counts ("platinum")."""
    text = in_language(caption, ENGLISH).levels["basic"]
    return with_known(text, said)


def _slots(caption: str, style: HouseStyle, facts: Facts) -> dict[str, str]:
    seen, said = attributes(caption), known(facts)
    return {
        "brand": facts.brand or style.brand,
        "title": facts.title,
        "sku": facts.sku,
        "price": facts.price,
        "type": seen.type or "",
        "metal": said.metal or seen.metal or "",
        "stones": ", ".join(said.stones or seen.stones),
    }


def _filled(template: str, slots: dict[str, str]) -> str:
    """The template with its slots; a slot without a value goes with the sign that joins it."""
    text = template.format(**{name: value or _GAP for name, value in slots.items()})
    text = re.sub(rf"^{_GAP}{_JOINTS}*|{_JOINTS}*{_GAP}", "", text)
    return " ".join(text.split())


def _of_its_own(made: AltText, style: HouseStyle, taken: Collection[str]) -> AltText:
    """The same with the number of the view in each language in which another photo has the text."""
    if made.texts.isdisjoint(taken):
        return made
    text = _numbered(made.text, style, style.languages[0], taken)
    others = {code: _numbered(one, style, code, taken) for code, one in made.others.items()}
    note = "told from the product's other photos by a number alone"
    return AltText(text, others, made.caption, made.conflicts, (*made.notes, note))


def _numbered(text: str, style: HouseStyle, language: str, taken: Collection[str]) -> str:
    """A text that no other photo has, short enough with a number of the view if it needs one."""
    number, own = 2, text
    while own in taken:
        own, number = _viewed(text, style, language, number), number + 1
    return own


def _viewed(text: str, style: HouseStyle, language: str, number: int) -> str:
    end = f", {_VIEW[language]} {number}"
    return shortened(text, style.longest - len(end)) + end


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def _without(text: str, word: str) -> str:
    gone = re.sub(rf"(?<!\w){re.escape(word)}(?!\w),?\s*", "", text, flags=re.IGNORECASE)
    gone = re.sub(r"\b(a)(?= [aeiou])", "an", re.sub(r"\b(an)(?= [^aeiou\W])", "a", gone))
    return " ".join(gone.split()).strip(" ,") or text
