"""The package: what it exports, what it asks for, and what a built one carries."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from typer.testing import CliRunner

import captioning
import captioning.shipped
from captioning.__main__ import app
from captioning.shipped import shipped

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


def pinned(file: str) -> list[str]:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def compatible(pins: list[str]) -> list[str]:
    """Releases that only fix defects of the pinned ones."""
    return [pin.replace("==", "~=", 1) for pin in pins]


def test_importing_it_is_fast_and_loads_no_torch():
    script = "import sys, captioning; print('torch' in sys.modules, 'PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "False"], done.stderr


@pytest.mark.parametrize("name", captioning.__all__)
def test_each_exported_name_is_there(name):
    exported = getattr(captioning, name)
    assert exported.__name__ == name
    assert getattr(import_module(exported.__module__), name) is exported
    assert name in dir(captioning)


def test_type_checkers_see_the_same_names():
    tree = ast.parse((ROOT / "captioning/__init__.py").read_text("utf-8"))
    seen = {
        alias.name: statement.module
        for block in tree.body
        if isinstance(block, ast.If)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    assert seen == captioning._HOMES
    assert sorted(seen) == sorted(captioning.__all__)


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        captioning.Nothing  # noqa: B018
    with pytest.raises(ImportError):
        exec("from captioning import Nothing")


def test_the_version_is_printed():
    result = CliRunner().invoke(app, ["--version"])
    assert result.output == f"facet {captioning.__version__}\n"
    assert Version(captioning.__version__)


@pytest.mark.parametrize(
    ("declared", "file"),
    [
        (PROJECT["project"]["dependencies"], "requirements.txt"),
        (EXTRAS["train"], "captioning/training/requirements.txt"),
        (EXTRAS["test"], "tests/requirements.txt"),
    ],
)
def test_what_is_declared_is_what_is_pinned(declared, file):
    assert declared == compatible(pinned(file))


def test_other_extras_are_pinned_too():
    assert set(EXTRAS) == {"train", "milvus", "metadata", "mcp", "test"}
    assert set(EXTRAS["milvus"]) < set(EXTRAS["test"])
    assert {text.split(";")[0] for text in EXTRAS["test"]} > set(EXTRAS["metadata"])
    (mcp,) = map(Requirement, EXTRAS["mcp"])
    (gradio,) = (
        r for r in map(Requirement, PROJECT["project"]["dependencies"]) if r.name == "gradio"
    )
    assert mcp.extras == {"mcp"} and (mcp.name, mcp.specifier) == ("gradio", gradio.specifier)


def test_answering_needs_no_package_for_training():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    training = ("torch==", "torchvision==", "timm==", "transformers==", "scikit-learn==", "#")
    kept = [line for line in lines if not line.startswith(training)]
    found = (ROOT / "requirements-answering.txt").read_text("utf-8").splitlines()[1:]
    assert found[:-1] == kept
    assert re.fullmatch(r"scipy==[\d.]+", found[-1])  # which scikit-learn brings otherwise


def test_every_import_is_declared():
    """Third-party imports; a package that another one installs is listed here."""
    modules = {"PIL": "pillow", "sklearn": "scikit-learn", "markdown_it": "markdown-it-py"}
    brought = {"numpy": "torch", "scipy": "scikit-learn"}
    brought |= dict.fromkeys(("gradio_client", "pydantic", "starlette"), "gradio")
    texts = [*PROJECT["project"]["dependencies"], *(line for e in EXTRAS.values() for line in e)]
    declared = {Requirement(text).name for text in texts}
    for file in (ROOT / "captioning").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in (full.split(".")[0] for full in names):
                if name not in sys.stdlib_module_names and name != "captioning":
                    package = modules.get(name, brought.get(name, name)).replace("_", "-")
                    assert package in declared, f"{file.name} imports {name}"


def test_a_wheel_carries_what_ships():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    packed = wheel["sources"]
    assert {"captioning", *packed} == set(wheel["only-include"])
    for source, target in packed.items():
        assert (ROOT / source).is_dir(), source
        assert target == f"captioning/_shipped/{source}"
    used = set()
    for file in [*(ROOT / "captioning").rglob("*.py"), ROOT / "app.py"]:
        used |= set(re.findall(r"shipped\(\"(\w[^\"]*)\"\)", file.read_text("utf-8")))
    assert used and used <= set(packed)


def test_a_checkout_has_what_ships_at_its_root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shipped("checkpoints") == ROOT / "checkpoints"
    assert shipped("assets/gallery") == ROOT / "assets" / "gallery"


def test_an_installed_package_carries_what_ships(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "captioning"
    (package / "_shipped").mkdir(parents=True)
    monkeypatch.setattr(captioning.shipped, "_PACKAGE", package)
    assert shipped("assets/gallery") == package / "_shipped" / "assets" / "gallery"
