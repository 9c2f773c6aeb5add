"""The caption of a photo of a catalogue: in the visitor's language, and in English to be read.

The models describe in English. A visitor reads and corrects their captions in the language of the
page; what a person has written stays as it is.
"""

from captioning.catalogue.doubt import read
from captioning.catalogue.shop_file import Facts
from captioning.catalogue.shop_words import in_shops_words, known
from captioning.language.phrases import ENGLISH, in_language
from captioning.ui.session import Entry
from captioning.ui.texts import language


def shown(entry: Entry) -> str:
    """The caption that counts, as the visitor reads it."""
    return entry.caption if is_own(entry) else translated(entry.caption)


def translated(caption: str) -> str:
    """A model's caption in the visitor's language."""
    return caption if language() == ENGLISH else in_language(caption, language()).text


def is_own(entry: Entry) -> bool:
    """Whether the caption that counts is a person's words, no model's."""
    return entry.caption not in entry.captions.values()


def meant(entry: Entry, text: str) -> str:
    """The caption that is meant by what is in a visitor's text box.

    Args:
        entry: The photo.
        text: What the box holds, perhaps the translation of a caption.

    Returns:
        The model's caption of which it is the translation, or the text.
    """
    if text == shown(entry):
        return entry.caption
    said = entry.captions.values()
    return next((caption for caption in said if text == translated(caption)), text)


def english(entry: Entry) -> str:
    """The caption in English: what a person wrote in another language, by the pieces it names."""
    if not is_own(entry) or read(entry.caption).type:
        return entry.caption
    said = known(Facts(title=entry.caption))
    return in_shops_words("", said) if said.type else entry.caption
