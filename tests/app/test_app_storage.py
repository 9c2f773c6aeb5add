"""The app's folder on disk: gone with its process, however that ends, and never before."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from captioning.ui.storage import Storage, sweep

HOME = Path(__file__).parents[2]
RUN = """
import sys
from captioning.ui.storage import process_storage
storage = process_storage()
(storage.new(storage.sessions) / "photo.jpg").write_bytes(b"photo")
(storage.uploads / "photo.jpg").write_bytes(b"photo")
print(storage.root, flush=True)
while sys.stdin.readline():
    pass
"""
SERVE = """
import sys
import drawn
from pathlib import Path
from captioning.describe.captioner import Captioner
from captioning.gallery.gallery import Gallery
from captioning.ui.page import Page
from captioning.ui.storage import process_storage
home = Path(sys.argv[1])
page = Page(Captioner.load(home / "checkpoints"), Gallery.open(home / "gallery"), docs=home)
launch = page.blocks.block_thread
def block():
    storage = process_storage()
    (storage.sessions / "photo.jpg").write_bytes(b"photo")
    print(storage.root, flush=True)
    launch()
page.blocks.block_thread = block
page.launch(quiet=True, mcp_server=False)
"""


def started(code: str, parent: Path, *arguments: str) -> tuple[subprocess.Popen, Path]:
    """A process that has written files into its folder, and the folder."""
    paths = f"{HOME}{os.pathsep}{HOME / 'tests' / 'app'}"
    environment = os.environ | {
        "GRADIO_TEMP_DIR": str(parent), "PYTHONPATH": paths, "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    for line in process.stdout:
        if "facet-" in line:
            return process, Path(line.strip())
    raise AssertionError("the process ended before it had a folder")


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
def test_a_process_that_ends_leaves_no_photo_or_the_next_start_deletes_it(tmp_path, name):
    process, root = started(RUN, tmp_path)
    assert files(root).count("photo.jpg") == 2
    assert sweep(tmp_path) == [], "another process's files are left alone while it lives"
    assert files(root).count("photo.jpg") == 2
    process.send_signal(getattr(signal, name))
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert root.exists() == (name == "SIGKILL")
    other, _ = started(RUN, tmp_path)
    assert not root.exists()
    other.communicate(timeout=60)
    assert other.returncode == 0 and list(tmp_path.iterdir()) == []


def test_a_stopped_server_leaves_nothing(shop, tmp_path):
    process, root = started(SERVE, tmp_path, str(shop.folder))
    assert "photo.jpg" in files(root)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert files(tmp_path) == []


def test_a_process_started_by_another_has_a_folder_next_to_it(tmp_path):
    first = Storage(tmp_path)
    process, root = started(RUN, first.uploads)
    assert root.parent == tmp_path
    first.remove()
    assert files(root).count("photo.jpg") == 2
    process.communicate(timeout=60)
    assert list(tmp_path.iterdir()) == []


def test_only_folders_of_ours_are_swept(tmp_path):
    mine = tmp_path / f"facet-1-{'0' * 16}"
    (mine / "sessions").mkdir(parents=True)
    (mine / "lock").touch()
    held = Storage(tmp_path)
    others = [tmp_path / name for name in ("facet-gallery", "gradio", f"facet-x-{'0' * 16}")]
    for folder in others:
        folder.mkdir()
        (folder / "lock").touch()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "lock").touch()
    link = tmp_path / f"facet-2-{'0' * 16}"
    link.symlink_to(outside)
    assert sweep(tmp_path) == [mine]
    assert not mine.exists() and held.root.is_dir() and link.is_symlink()
    assert all((folder / "lock").exists() for folder in [*others, outside])
    held.remove()
    assert not held.root.exists()
