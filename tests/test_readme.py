"""The README and `assets/docs`: commands work, links resolve, figures are those that were kept.

Cheap commands run in a copy of the project. Of training, of evaluation on data sets that are not
shipped and of Milvus the arguments are parsed. Of set-up commands the files that they name are
checked, since they made the environment that the tests run in.
"""

import glob
import os
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import typer
import yaml
from packaging.requirements import Requirement
from typer.testing import CliRunner

from captioning.__main__ import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "assets/docs").glob("*.md"))]
SHIPPED = (ROOT / "checkpoints/lstm/model.safetensors").is_file()
MOST_LINES = 260


def blocks(language: str, document: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    """All commands of the README, then those that only other documents have."""
    found = [block for file in DOCUMENTS for block in blocks("bash", file.read_text("utf-8"))]
    lines = "\n".join(found).replace("\\\n", " ").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def only_parsed(command: str) -> bool:
    """Whether a command needs models or data that are not shipped, a server, or hours."""
    return bool(
        re.search(r"captioning (train|average|attributes|export|evaluate)|milvus://", command)
    )


OURS = [line for line in commands() if line.startswith("python -m captioning")]
RUN = [line for line in OURS if not only_parsed(line)]
OTHERS = [line for line in commands() if line not in OURS]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project in which commands may write, with a photo and a shop's folder."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("checkpoints", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("studio"))
    shutil.copy(ROOT / "README.md", folder)
    pictures = sorted((folder / "assets/gallery/images").iterdir())
    (folder / "my-shop").mkdir()
    for picture in pictures[:2]:
        shutil.copy(picture, folder / "my-shop")
    shutil.copy(pictures[0], folder / "ring.jpg")
    shop = (folder / "assets/docs/shop.md").read_text("utf-8")
    (folder / "style.toml").write_text(blocks("toml", shop)[0], "utf-8")
    rows = "".join(f"{n},{picture.name},\n" for n, picture in enumerate(pictures[:2]))
    (folder / "products.csv").write_text(f"sku,photo,alt\n{rows}", "utf-8")
    return folder


def arguments(command: str) -> list[str]:
    words = shlex.split(command)[3:]
    return [path for word in words for path in (sorted(glob.glob(word)) or [word])]


@pytest.mark.skipif(not SHIPPED, reason="needs the shipped checkpoints")
@pytest.mark.parametrize("command", RUN)
def test_a_command_of_ours_runs(command, project, monkeypatch):
    if re.search(r"--(sidecar|copies|in-place)", command):
        pytest.importorskip("pyexiv2", reason="has no wheel for this system")
    monkeypatch.chdir(project)
    result = CliRunner().invoke(app, arguments(command))
    assert result.exit_code == 0, result.output
    assert result.output.strip()


@pytest.mark.parametrize("command", [line for line in OURS if only_parsed(line)])
def test_arguments_of_long_commands_are_understood(command):
    name, *rest = arguments(command)
    group = typer.main.get_command(app)
    context = group.commands[name].make_context(name, rest)
    assert context.params


@pytest.mark.parametrize("command", OTHERS)
def test_other_commands_name_what_is_there(command):
    known = (
        r"python3 -m venv \.venv && \.venv/bin/pip install .+( && \.venv/bin/python .+)?"
        r"|source \.venv/bin/activate|pip install .+|(sudo )?apt-get install .+"
        r"|hf upload \S+ \. \. --repo-type space .+|python (app\.py|assets/\S+\.py|tests/\S+\.py).*"
        r"|python -m pytest.*|ruff check \. && ruff format --check \.|mypy"
        r"|.*milvus.*"
    )
    assert re.fullmatch(known, command), f"teach this test the command {command!r}"
    for file in re.findall(r"(?<!\S)(?!\.venv/)[\w./-]+\.(?:txt|py)(?!\S)", command):
        assert (ROOT / file).is_file(), file


@pytest.mark.parametrize("command", [line for line in OTHERS if line.startswith("hf upload")])
def test_arguments_of_the_hubs_command_are_understood(command):
    from huggingface_hub.cli.hf import app as hub

    upload = hub.get_command(None, "upload").materialize()
    parsed = upload.make_context("upload", shlex.split(command)[2:]).params
    assert parsed["repo_type"] and ".venv/*" in parsed["exclude"]


def test_the_first_two_commands_start_the_app_and_pass_the_tests():
    start, check = commands()[:2]
    assert start.endswith("&& .venv/bin/python app.py")
    assert check.endswith("&& .venv/bin/python -m pytest")
    assert "-r requirements.txt -r tests/requirements.txt" in check


@pytest.mark.skipif(not SHIPPED, reason="needs the shipped checkpoints")
@pytest.mark.parametrize("snippet", [b for b in blocks("python") if "gradio_client" not in b])
def test_python_snippets_run(snippet, project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    exec(compile(snippet, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip()


def requirements(file: str) -> list[Requirement]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize(
    "file", ["requirements.txt", "tests/requirements.txt", "captioning/training/requirements.txt"]
)
def test_requirements_are_pinned_exactly(file):
    for requirement in requirements(file):
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), str(requirement)


def test_one_version_of_each_package_everywhere():
    files = ("requirements.txt", "tests/requirements.txt", "captioning/training/requirements.txt")
    pins: dict[str, str] = {}
    for requirement in (r for file in files for r in requirements(file)):
        version = str(requirement.specifier)
        assert pins.setdefault(requirement.name.lower(), version) == version, requirement.name


def test_front_matter_is_complete_for_a_space():
    matter = yaml.safe_load(README.split("---")[1])
    pins = {r.name: str(r.specifier).removeprefix("==") for r in requirements("requirements.txt")}
    assert matter["sdk"] == "gradio"
    assert matter["sdk_version"] == pins["gradio"]
    assert (ROOT / matter["app_file"]).is_file()
    assert matter["python_version"] in ("3.11", "3.12")
    assert matter["license"] == "apache-2.0"
    assert len(matter["short_description"]) <= 60
    colours = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
    assert {matter["colorFrom"], matter["colorTo"]} <= colours
    assert matter["title"] and matter["emoji"] and matter["models"] and matter["tags"]


def anchors(document: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_lead_to_files_and_headings_that_exist(document):
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)|(?:src|href)=\"(?!https?:)([^\"]+)\"", text)
    for link in (first or second for first, second in links):
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_the_readme_names_the_pythons_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = [
        text.rpartition(" ")[2] for text in project["classifiers"] if "Python :: 3." in text
    ]
    said = f"Python {versions[0]} to {versions[-1]}"
    assert said in README
    assert said in (ROOT / "assets/docs/contributing.md").read_text(encoding="utf-8")
    assert project["requires-python"] == f">={versions[0]}"


def test_every_document_is_linked_from_the_readme():
    for file in DOCUMENTS[1:]:
        assert f"](assets/docs/{file.name})" in README, file.name


def test_the_readme_is_short():
    assert len(README.splitlines()) <= MOST_LINES


@pytest.mark.skipif(not SHIPPED, reason="needs the shipped checkpoints")
def test_results_are_the_figures_kept_with_the_weights(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("<!-- results:begin -->\n<!-- results:end -->\n", encoding="utf-8")
    result = CliRunner().invoke(
        app, ["report", "--readme", str(readme), "--docs", str(tmp_path / "docs")]
    )
    assert result.exit_code == 0, result.output
    table = readme.read_text(encoding="utf-8").strip()
    assert table in README
    assert 3 <= len(table.splitlines()) - 2 <= 2 + 10  # markers; heading and rule; ten rows
    written = {file.relative_to(tmp_path) for file in (tmp_path / "docs").rglob("*.*")}
    assert len([file for file in written if file.suffix == ".svg"]) >= 3
    for file in written:
        ours = (ROOT / "assets" / file).read_text(encoding="utf-8")
        assert ours == (tmp_path / file).read_text(encoding="utf-8"), f"run report: {file} is old"
    assert {Path(file.name) for file in written} >= {Path("results.md"), Path("architecture.svg")}
    drawn = {file.name for file in (ROOT / "assets/docs/curves").glob("*.svg")}
    assert drawn == {file.name for file in written if file.parent.name == "curves"}


def test_continuous_integration_runs_the_readmes_command():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "README.md" in text and "FACET_REQUIRE_BROWSER=1" in text
    for step in ("ruff", "mypy", "pytest tests/studio", "facet"):
        assert step in text, step
