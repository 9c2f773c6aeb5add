"""The texts of the command line stand in one file, and each is used."""

import re
import tomllib
from pathlib import Path

import pytest

import captioning.commands
from captioning.commands.texts import text

HOME = Path(captioning.commands.__file__).parent
SOURCES = [*HOME.glob("*.py"), HOME.parent / "__main__.py"]


def keys() -> set[str]:
    tables = tomllib.loads((HOME / "texts.toml").read_text("utf-8"))
    return {f"{section}.{name}" for section, table in tables.items() for name in table}


def test_every_text_is_used_and_every_one_used_is_there():
    code = "\n".join(file.read_text("utf-8") for file in SOURCES)
    used = set(re.findall(r'\btext\(\s*f?["\']([\w.{}]+)["\']', code))
    commands = re.search(r"for command in \((.*?)\)", code, re.DOTALL)[1].split(",")
    used |= {f"{name.strip()}.about" for name in commands}
    families = tuple(
        key.partition("{")[0] for key in used if not key.startswith("{") and "{" in key
    )
    assert {key for key in keys() - used if not key.startswith(families)} == set()
    assert {key for key in used - keys() if "{" not in key} == set()


def test_no_sentence_is_written_elsewhere():
    for file in SOURCES:
        code = file.read_text("utf-8")
        assert not re.findall(
            r'(?:help=|\b(?:say|echo|confirm|Misuse|\w*Error)\()f?"\w+ \w+', code
        ), file


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 photo could not be read:"), (1200, "1,200 photos could not be read:")],
)
def test_a_number_chooses_its_form(n, said):
    assert text("index_says.unreadable", n=n) == said
