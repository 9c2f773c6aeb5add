"""The rooms of `captioning/`: imports only point down, and there are no circles."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = (
    "data vision decoders language describe gallery catalogue training evaluation commands ui"
).split()
BASEMENT = ("settings", "shipped")
"""Modules that lie below all rooms and may be imported from everywhere."""
FRONT = ("__init__", "__main__")
"""Modules on top of all rooms, which none of them imports."""
MOST_ARROWS = 40
"""Pairs of rooms of which one imports the other; fewer is better, more needs a reason."""


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    found = {}
    for path in sorted((root / "captioning").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: set[str]) -> Iterator[str]:
    """Modules of the package that a file imports anywhere: in functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: relative imports hide what is imported"
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            named = [full if full in known else str(node.module) for full in named]
        else:
            continue
        yield from (full for full in named if full in known and full != name)


def floor(name: str) -> int:
    """How high a module lies: 0 is below all rooms."""
    room = [*name.split("."), "__init__"][1]
    if room in BASEMENT:
        return 0
    return len(ROOMS) + 1 if room in FRONT else ROOMS.index(room) + 1


def arrows(root: Path = ROOT) -> list[tuple[str, str]]:
    found = modules(root)
    return [
        (name, other) for name, path in found.items() for other in imports(name, path, set(found))
    ]


def upward(pairs: list[tuple[str, str]]) -> list[str]:
    return [f"{a} imports {b}" for a, b in pairs if floor(a) < floor(b)]


def circle(pairs: list[tuple[str, str]]) -> list[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for a, b in pairs:
        sorter.add(a, b)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def between_rooms(pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    rooms = {(a.split(".")[1], b.split(".")[1]) for a, b in pairs if "." in a and "." in b}
    return {(a, b) for a, b in rooms if a != b and a in ROOMS and b in ROOMS}


def outside(path: Path) -> set[str]:
    """Packages that a file imports, by their first name."""
    trees = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [alias.name for node in trees if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in trees if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


def test_every_module_is_in_a_room():
    for name in modules():
        floor(name)  # an unknown room is no entry of ROOMS
    assert set(ROOMS) == {p.parent.name for p in (ROOT / "captioning").glob("*/__init__.py")}


def test_imports_only_point_down():
    assert upward(arrows()) == []


def test_no_circle():
    assert circle(arrows()) == []


def test_few_arrows_between_rooms():
    found = between_rooms(arrows())
    assert len(found) <= MOST_ARROWS, f"{len(found)} arrows between rooms: {sorted(found)}"


def test_gradio_stays_in_the_ui():
    users = [name for name, path in modules().items() if "gradio" in outside(path)]
    assert users and all(name.startswith("captioning.ui.") for name in users)
    assert "torch" not in outside(ROOT / "app.py")


def at_start(path: Path) -> Iterator[str]:
    """Full names that a file imports when it is loaded: neither in functions nor for types."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_page_and_the_captioner_start_without_the_packages_for_training():
    """They take seconds and hundreds of megabytes; the engine does without them."""
    found = modules()
    waiting, seen = ["captioning.ui.page", "captioning.describe.captioner"], {}
    while waiting:
        name = waiting.pop()
        names = set(at_start(found[name]))
        seen[name] = {full.split(".")[0] for full in names}
        own = {full if full in found else full.rpartition(".")[0] for full in names}
        waiting += [one for one in own if one in found and one not in seen]
    assert len(seen) > 50
    heavy = {"torch", "torchvision", "timm", "transformers", "sklearn", "pandas", "matplotlib"}
    assert {name: heavy & used for name, used in seen.items() if heavy & used} == {}


def test_bad_imports_are_found(tmp_path):
    texts = {
        "vision/photos.py": "def f():\n    from captioning.gallery import gallery\n",
        "gallery/gallery.py": "from captioning.gallery.index import INDEX\n",
        "gallery/index.py": "if TYPE_CHECKING:\n    import captioning.gallery.gallery\n",
        "data/example.py": "from captioning.shipped import shipped\nfrom captioning import Hit\n",
        "shipped.py": "",
        "__init__.py": "from captioning.data.example import Example\n",
    }
    for name, text in texts.items():
        path = tmp_path / "captioning" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    pairs = arrows(tmp_path)
    assert upward(pairs) == [
        "captioning.data.example imports captioning",
        "captioning.vision.photos imports captioning.gallery.gallery",
    ]
    assert between_rooms(pairs) == {("vision", "gallery")}
    inside = [(a, b) for a, b in pairs if "gallery" in a]
    assert set(circle(inside)) == {"captioning.gallery.gallery", "captioning.gallery.index"}
