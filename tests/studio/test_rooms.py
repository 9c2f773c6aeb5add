"""The studio's rooms: imports only point down, without circles, and its commands start."""

import ast
import importlib.util
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from assets.studio.families.workshop import BUILDERS
from assets.studio.sampling.proportions import FAMILIES

ROOT = Path(__file__).parents[2]
STUDIO = ROOT / "assets/studio"
# From the top down; the commands are the modules of the folder itself.
ROOMS = (
    "commands rendering scenes families charms strands words settings sampling stones pieces "
    "materials geometry"
).split()
Arrows = dict[str, set[str]]


def module(path: Path) -> str:
    """The dotted name of a file below the studio, such as "stones.cuts"."""
    return ".".join(path.relative_to(STUDIO).with_suffix("").parts)


def imported(path: Path) -> set[str]:
    """Dotted names of the studio's modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module(path)} has a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return {name.removeprefix("assets.studio.") for name in found}


FILES = {module(path): path for path in sorted(STUDIO.rglob("*.py")) if path.stem != "__init__"}


@pytest.fixture(scope="module")
def arrows() -> Arrows:
    return {name: imported(path) & set(FILES) for name, path in FILES.items()}


def room(name: str) -> str:
    first, _, rest = name.partition(".")
    return first if rest else "commands"


def family(name: str) -> str:
    """The family that a module belongs to, or ""."""
    parts = name.split(".")
    return parts[1] if parts[0] == "families" and len(parts) == 3 else ""


def test_every_module_has_a_room_and_every_room_a_row_in_the_readme():
    assert {room(name) for name in FILES} == set(ROOMS)
    rows = re.findall(r"^\| `(\w+)/` \|", (STUDIO / "README.md").read_text(), re.MULTILINE)
    assert rows == ROOMS[1:]
    assert all((STUDIO / name / "__init__.py").is_file() for name in ROOMS[1:])


def test_imports_point_down(arrows):
    up = [
        f"{name} imports {other}"
        for name, others in arrows.items()
        for other in others
        if ROOMS.index(room(name)) > ROOMS.index(room(other))
    ]
    assert sum(map(len, arrows.values())) > 300  # the imports were found
    assert not up


def test_imports_have_no_circles(arrows):
    assert set(TopologicalSorter(arrows).static_order()) == set(FILES)


def test_families_do_not_import_each_other(arrows):
    pairs = {
        (family(name), family(other))
        for name, others in arrows.items()
        for other in others
        if family(name) and family(other) and family(name) != family(other)
    }
    assert pairs == {("sets", "pendants")}


def test_only_rendering_needs_blender():
    users = {name for name, path in FILES.items() if "bpy" in imported(path)}
    assert users and {room(name) for name in users} == {"rendering"}


def test_the_workshop_builds_every_family_that_is_drawn():
    assert set(BUILDERS) == set(FAMILIES.values())


def start(*words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", *words]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", [name for name in FILES if room(name) == "commands"])
def test_commands_start_from_the_repository_root(name):
    done = start(f"assets.studio.{name}", "--help")
    assert done.returncode == 0, done.stderr
    assert "--help" in done.stdout


def test_workers_find_the_studio(tmp_path):
    options = "--count 1 --seed 62 --size 32 --samples 1 --workers 1 --out".split()
    done = start("assets.studio.render", *options, str(tmp_path))
    if importlib.util.find_spec("bpy"):
        assert done.returncode == 0, done.stderr
        assert len(list((tmp_path / "images").iterdir())) == 1
    else:  # a worker gets as far as Blender
        assert done.returncode == 1
        assert "Piece 0 was left out: ModuleNotFoundError: No module named 'bpy'" in done.stderr
