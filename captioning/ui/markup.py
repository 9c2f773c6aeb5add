"""The page's HTML: Jinja2 templates in `templates/`, which escape every value."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from captioning.ui.texts import LANGUAGES, decimal, language, listed, percent, section, text

ENVIRONMENT = Environment(
    loader=PackageLoader("captioning.ui"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters |= {"percent": percent, "decimal": decimal, "listed": listed}
ENVIRONMENT.globals |= {
    "text": text,
    "section": section,
    "language": language,
    "languages": LANGUAGES,
}


def render(name: str, **values: object) -> Markup:
    """Renders a template in the language of the person who is answered.

    Args:
        name: File name in `templates/` without ".html".
        values: What the template uses. Text is escaped; the output of another `render` is not.

    Returns:
        HTML that may be a value of another template.

    Raises:
        jinja2.UndefinedError: if the template uses a value that is not given.
    """
    return Markup(ENVIRONMENT.get_template(f"{name}.html").render(**values))
