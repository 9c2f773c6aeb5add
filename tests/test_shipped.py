"""The files that ship are found in a checkout and in an installed package."""

from pathlib import Path

import pytest

import captioning.shipped
from captioning.shipped import shipped

ROOT = Path(__file__).parents[1]


def test_a_checkout_has_them_at_its_root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shipped("checkpoints") == ROOT / "checkpoints"
    assert shipped("assets/gallery") == ROOT / "assets" / "gallery"


def test_an_installed_package_carries_them(tmp_path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "site-packages" / "captioning"
    (package / "_shipped").mkdir(parents=True)
    monkeypatch.setattr(captioning.shipped, "_PACKAGE", package)
    assert shipped("assets/gallery") == package / "_shipped" / "assets" / "gallery"
