"""Numbers that people and programs give, kept within bounds, with a sentence where they were not.

Gradio refuses a number that is out of bounds with a sentence of its own, and fails on what is none.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from gradio.components import Component

from captioning.ui.texts import decimal, text


@dataclass(frozen=True)
class Bounds:
    """Bounds of a number.

    Attributes:
        least, most: The bounds.
        usual: The number where none is given, or what is given is none.
        whole: Whether it is a whole number.
    """

    least: float
    most: float
    usual: float
    whole: bool = False

    def number(self, given: object) -> float:
        """The nearest number within the bounds."""
        chosen = self.chosen(given)
        return self.usual if chosen is None else chosen

    def chosen(self, given: object) -> float | None:
        """The same, but None where none is given, or what is given is none."""
        number = _number(given)
        if number is None:
            return None
        within = min(self.most, max(self.least, number))
        return round(within) if self.whole else within

    def remark(self, name: str, given: object) -> str:
        """What was taken in place of a number that cannot be; "" if it can.

        Args:
            name: Key of the sentence in the section "bounds" of the texts.
            given: As given; None for nothing.
        """
        taken = self.number(given)
        if given is None or _number(given) == taken:
            return ""
        least, most, used = (
            decimal(one, 0 if one == round(one) else 2) for one in (self.least, self.most, taken)
        )
        return text(f"bounds.{name}", least=least, most=most, used=used)


def _number(given: object) -> float | None:
    """A finite number, or None."""
    try:
        number = float(str(given))
    except ValueError:
        return None
    return number if isfinite(number) else None


def taken_as_given(component: Component) -> Component:
    """Has a number's component hand over whatever was given.

    The method is set on the one component, as in `photo_input`.
    """

    def preprocess(payload: Any) -> Any:
        return payload

    component.preprocess = preprocess  # type: ignore[method-assign]
    return component
