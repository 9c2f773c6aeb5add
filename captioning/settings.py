"""Tuned numbers of describing and searching: data of a checkpoint, in `describe.json`."""

import json
from dataclasses import Field, asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from captioning.shipped import shipped

FILE = "describe.json"

LISTED = 8
"""Pieces that a search lists where nobody says how many; a matter of taste, so not in the file."""


class SettingsError(ValueError):
    """Settings that cannot be used; the text is one sentence with the remedy."""


def _number(least: float = 0.0, most: float = 1.0) -> Any:
    """A number within bounds; there is no default, so that the file has every number."""
    return field(metadata={"least": least, "most": most})


@dataclass(frozen=True)
class Expectation:
    """What a photo is expected to show, from sampled captions and the attribute classifier.

    Attributes:
        drawn: Captions sampled of each photo. They ride along with the beams at little cost.
        faint_word: Least expected count of a word that is kept; fainter ones do not help search.
        faint_attribute: Least probability of a type or stone look that is kept; with fainter ones
            every piece would be a hit.
        type_share: The classifier's share in the type, against the decoder's. The two opinions are
            multiplied, because a piece has one type.
        metal_share: The classifier's share in the metal; multiplied like types.
        stones_share: The classifier's share in each stone look. The two opinions are averaged,
            because a piece may have several looks or none.
        unheard: Probability floor of a type or metal, for both opinions, so that neither has a
            veto.
    """

    drawn: int = _number(1, 100)
    faint_word: float = _number()
    faint_attribute: float = _number()
    type_share: float = _number()
    metal_share: float = _number()
    stones_share: float = _number()
    unheard: float = _number(1e-9, 0.5)


@dataclass(frozen=True)
class Choice:
    """How the caption that is shown is chosen from those found.

    Weights are relative to the rarest word. A sentence that names the wrong type or stone is
    wrong, however well it is phrased, so these weigh most.

    Attributes:
        type, stones, metal, motif: Weight of what a caption names as a whole.
        together: Weight of attributes named together; they only repeat the others.
        probability: Weight of a caption's mean log-probability. Not used where the classifier
            guided the search: a guided caption is less probable by design.
        rarity: Power of a word's inverse frequency. Above 1 it favours rare words.
    """

    type: float = _number(0, 100)
    stones: float = _number(0, 100)
    metal: float = _number(0, 100)
    motif: float = _number(0, 100)
    together: float = _number(0, 100)
    probability: float = _number(0, 100)
    rarity: float = _number(0, 10)

    def weight(self, kind: str) -> float:
        """The weight of a kind of attribute term."""
        return float(getattr(self, kind))


@dataclass(frozen=True)
class Guidance:
    """How far the attribute classifier leads the search for a caption.

    Attributes:
        threshold: Probability of a stone look at which naming it neither gains nor costs. To
            maximise F1, name what is more probable than half of the F1 that can be reached
            (Lipton et al., 2014).
        sure: A look's probability counts as no closer to 0 or 1 than this.
        unlikely: Probability floor of a type.
        told: How many times likelier a piece that fits is to be called so by its shop: the odds
            that the shop's words add to what the photo shows.
    """

    threshold: float = _number(0.01, 0.99)
    sure: float = _number(1e-9, 0.5)
    unlikely: float = _number(1e-9, 0.5)
    told: float = _number(1, 1e9)


@dataclass(frozen=True)
class CertaintySettings:
    """From the models' expectation to the probability that a caption is right.

    Each pair is a line over the log odds of what is expected (Platt scaling), fitted on shops that
    nothing was trained on.

    Attributes:
        type_bias, type_slope: Of the type.
        metal_bias, metal_slope: Of the colour of the metal.
        stones_bias, stones_slope: Of the look of the main stone.
        no_stones_bias, no_stones_slope: Of there being none.
        unclear: Probability below which a metal or stone is called unclear, and a complete caption
            does not name a metal, stone or motif.
    """

    type_bias: float = _number(-20, 20)
    type_slope: float = _number(0, 20)
    metal_bias: float = _number(-20, 20)
    metal_slope: float = _number(0, 20)
    stones_bias: float = _number(-20, 20)
    stones_slope: float = _number(0, 20)
    no_stones_bias: float = _number(-20, 20)
    no_stones_slope: float = _number(0, 20)
    unclear: float = _number()

    def line(self, kind: str) -> tuple[float, float]:
        """Bias and slope of a kind of claim."""
        return float(getattr(self, f"{kind}_bias")), float(getattr(self, f"{kind}_slope"))


@dataclass(frozen=True)
class SearchSettings:
    """How pieces are found.

    Attributes:
        attribute_weight: Weight of an attribute term relative to a word. Much higher, and a typed
            detail such as "twisted" no longer counts.
        strongest: Terms of a query that are looked up; the many faint ones of a photo mislead and
            cost time.
        minimum: Cosine below which nothing is called similar. High enough that photos of other
            things rarely find jewelry, low enough that a single typed word finds its pieces.
        alike: Cosine from which the photos of two hits are compared, so that one picture is
            listed once.
        same: Correlation of thumbnails from which two photos are copies of one picture.
        said_minimum: Least score of a piece for typed words. Lower than `minimum`, because what it
            lacks of them has lowered it.
        said_type, said_stones, said_metal, said_style, said_motif: The part of its score that a
            piece loses which lacks what a person typed, by its kind; a scene counts as a style.
        said_whole: The same where no caption of the piece has all the words typed.
        near: How far a second stone, or another stone of that look, counts as the stone typed.
    """

    attribute_weight: float = _number(0, 100)
    strongest: int = _number(1, 100_000)
    minimum: float = _number()
    alike: float = _number()
    same: float = _number(-1.0, 1.0)
    said_minimum: float = _number()
    said_type: float = _number()
    said_stones: float = _number()
    said_metal: float = _number()
    said_style: float = _number()
    said_motif: float = _number()
    said_whole: float = _number()
    near: float = _number()

    def said(self, kind: str) -> float:
        """The weight of what is typed, by the kind of its facet."""
        name = {"stone": "stones", "look": "stones", "scene": "style"}.get(kind, kind)
        return float(getattr(self, f"said_{name}"))


@dataclass(frozen=True)
class UnderstandingSettings:
    """How much of a typed query counts.

    Attributes:
        perhaps: Weight of what is implied, as diamonds are by "engagement ring", or said with a
            "perhaps".
        second: Weight of a second reading of what is said, such as rose gold by "gold".
    """

    perhaps: float = _number()
    second: float = _number()


@dataclass(frozen=True)
class SpellingSettings:
    """What counts as a slip of a known word.

    A slip costs 1: a letter too many, missing, wrong, or two in the wrong order.

    Attributes:
        first_letter: Cost of another first letter.
        sound: Cost of other consonants, as they sound.
        second_language: Cost of an English word in a query of another language.
        four_letters, five_letters, six_letters, eight_letters: Most that a word of so many letters
            or more may cost.
    """

    first_letter: float = _number(0, 10)
    sound: float = _number(0, 10)
    second_language: float = _number(0, 10)
    four_letters: float = _number(0, 10)
    five_letters: float = _number(0, 10)
    six_letters: float = _number(0, 10)
    eight_letters: float = _number(0, 10)

    def most(self, letters: int) -> float:
        """Most that a word of so many letters may cost."""
        if letters < 6:
            return self.four_letters if letters < 5 else self.five_letters
        return self.six_letters if letters < 8 else self.eight_letters


@dataclass(frozen=True)
class Settings:
    """Every tuned number, by what it is for."""

    expectation: Expectation
    choice: Choice
    guidance: Guidance
    certainty: CertaintySettings
    search: SearchSettings
    understanding: UnderstandingSettings
    spelling: SpellingSettings


def read_settings(folder: Path) -> Settings:
    """Reads `describe.json` of a checkpoint folder.

    Raises:
        SettingsError: The file is missing or damaged, or a key is missing, unknown or has a value
            that is not allowed.
    """
    try:
        record = json.loads((folder / FILE).read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"{FILE} is missing in the checkpoint folder {folder.name!r}; restore it from the "
            "repository, or copy it from checkpoints."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{FILE} in {folder.name!r} cannot be read ({error.strerror}); check its rights."
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"{FILE} in {folder.name!r} is not JSON; restore it from the repository."
        ) from error
    place = f"{FILE} of {folder.name!r}"
    groups = {one.name: one.type for one in fields(Settings)}
    whole = _object(record, list(groups), "", place)
    return Settings(**{key: _group(kind, whole[key], key, place) for key, kind in groups.items()})


def write_settings(settings: Settings, folder: Path) -> None:
    """Writes settings as `describe.json` into a folder."""
    (folder / FILE).write_text(json.dumps(asdict(settings), indent=2) + "\n", encoding="utf-8")


@cache
def shipped_settings() -> Settings:
    """The settings of the shipped checkpoint.

    Raises:
        SettingsError: As `read_settings`.
    """
    return read_settings(shipped("checkpoints"))


def _group(kind: Any, record: object, name: str, place: str) -> Any:
    """One group of settings, checked."""
    known = fields(kind)
    values = _object(record, [one.name for one in known], f"{name}.", place)
    for one in known:
        _check_value(values[one.name], one, f"{name}.{one.name} in {place}")
    return kind(**values)


def _object(record: object, known: list[str], prefix: str, place: str) -> dict[str, Any]:
    """A JSON object with exactly the known keys."""
    if not isinstance(record, dict):
        named = prefix.rstrip(".") or "The whole"
        raise SettingsError(
            f"{named} of {place} must be an object with the keys {', '.join(known)}; restore the "
            "file from the repository."
        )
    for key in record:
        if key not in known:
            raise SettingsError(
                f"{prefix}{key} in {place} is unknown; remove it, or use one of {', '.join(known)}."
            )
    for key in known:
        if key not in record:
            raise SettingsError(
                f"{prefix}{key} is missing in {place}; add it, as the repository's file has it."
            )
    return record


def _check_value(value: object, one: Field[Any], named: str) -> None:
    least, most = one.metadata["least"], one.metadata["most"]
    kinds = (int,) if one.type is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
        noun = "a whole number" if one.type is int else "a number"
        raise SettingsError(
            f"{named} is {json.dumps(value)} but must be {noun} from {least:g} to {most:g}; "
            "correct it, or restore the file from the repository."
        )
