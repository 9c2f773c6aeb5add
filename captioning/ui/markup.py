"""The page's HTML: Jinja2 templates in `templates/`, which escape every value."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def percent(probability: float) -> str:
    """A probability as whole per cent, never rounded up to certainty."""
    return f"{min(99, round(100 * probability))} %" if probability < 1 else "100 %"


ENVIRONMENT = Environment(
    loader=PackageLoader("captioning.ui"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters["percent"] = percent


def render(name: str, **values: object) -> Markup:
    """Renders a template.

    Args:
        name: File name in `templates/` without ".html".
        values: What the template uses. Text is escaped; the output of another `render` is not.

    Returns:
        HTML that may be a value of another template.

    Raises:
        jinja2.UndefinedError: if the template uses a value that is not given.
    """
    return Markup(ENVIRONMENT.get_template(f"{name}.html").render(**values))
