"""The page as each language has it.

Gradio is given a page once, when the app starts, and sends the same to everybody. Here the parts
that hold texts of ours are rendered for each language, and a browser gets those of its own.
Labels of Gradio's own controls go through Gradio's I18n, which the browser resolves.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from captioning.ui.texts import LANGUAGES, language, section, text

Rendered = Callable[[], Any]
"""Makes a property of a component in the language that is spoken."""

PREFIX = "facet/"
"""Before our keys: the browser also translates a label that happens to equal a key."""

CONTROLS = gr.I18n(
    **{
        code: {PREFIX + name: entry for name, entry in section("controls", code).items()}
        for code in LANGUAGES
    }
)
"""The labels, hints and placeholders of Gradio's own controls."""


def label(name: str) -> I18nData:
    """A label, hint or placeholder of one of Gradio's controls, which the browser translates.

    Args:
        name: Of a text in the section "controls".

    Raises:
        KeyError: There is no such text.
    """
    if name not in section("controls"):
        raise KeyError(name)
    return CONTROLS(PREFIX + name)


class Localised(gr.Blocks):
    """Blocks whose texts are those of the reader's language."""

    def __init__(self, title: str, **options: Any) -> None:
        """Begins a page.

        Args:
            title: Key of its title.
            options: For `gr.Blocks`.
        """
        self._title = title
        self._always: list[tuple[Any, dict[str, Rendered]]] = []
        self._first: list[tuple[Any, dict[str, Rendered]]] = []
        self._unseen: list[gr.Group] = []
        self._plain: Any = None
        self._by_language: dict[str, Any] = {}
        self._texts: dict[str, dict[int, dict[str, Any]]] = {}
        super().__init__(title=text(title), **options)

    def always(self, component: Any, **rendered: Rendered) -> None:
        """Properties of a component that depend on the language alone."""
        self._always.append((component, rendered))

    def first(self, component: Any, **rendered: Rendered) -> None:
        """Properties that a component has until an event changes them."""
        self._first.append((component, rendered))

    @contextmanager
    def for_programs(self) -> Iterator[None]:
        """What is added in this context stays out of the page; endpoints have it all the same.

        Gradio sends hidden controls to browsers, which fetch a script and a style sheet for each
        kind of them.
        """
        with gr.Group(visible=False) as group:
            yield
        self._unseen.append(group)

    @property
    def translated(self) -> Sequence[Any]:
        """The components that `translations` updates."""
        return [component for component, _ in self._always]

    def translations(self) -> dict[Any, dict[str, Any]]:
        """Updates of `translated` for the language that is spoken."""
        return {
            component: gr.update(**{name: render() for name, render in rendered.items()})
            for component, rendered in self._always
        }

    @property
    def config(self) -> Any:
        """What Gradio sends to the browser that asks."""
        code = language()
        if self._plain is not None and code not in self._by_language:
            self._by_language[code] = self._rendered()
        return self._by_language.get(code)

    @config.setter
    def config(self, value: Any) -> None:
        self._plain = value
        self._by_language = {}

    def prepare(self) -> None:
        """Renders the parts for the language that is spoken: the first visitor need not wait."""
        code = language()
        if code not in self._texts:
            self._texts[code] = {}
            for component, rendered in self._always + self._first:
                texts = self._texts[code].setdefault(component._id, {})
                texts |= {name: render() for name, render in rendered.items()}

    def _rendered(self) -> Any:
        self.prepare()
        config = deepcopy(self._plain)
        config["title"] = text(self._title)
        for part in config["components"]:
            part["props"] |= self._texts[language()].get(part["id"], {})
        page = config["page"][""]
        layout, unseen = page["layout"]["children"], set(_ids(self._unseen))
        page["layout"]["children"] = [part for part in layout if part["id"] not in unseen]
        page["components"] = [name for name in page["components"] if name not in unseen]
        return config


def _ids(blocks: Sequence[Any]) -> Iterator[int]:
    """The ids of blocks and of all in them."""
    for block in blocks:
        yield block._id
        yield from _ids(getattr(block, "children", ()))
