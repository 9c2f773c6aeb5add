"""Recipes as TOML files: those of the package by name, and anybody's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from captioning.training.recipe import Data, Models, Recipe, RecipeError, Stage

FOLDER = Path(__file__).with_name("recipes")
TABLES = ("models", "data", "base", "stages", "seed")
KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "tuple[str, ...]": "a list of texts",
}


def recipe_names() -> list[str]:
    """The recipes of the package."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def read_recipe(name: str) -> Recipe:
    """Reads a recipe.

    The file may have the tables `[models]` and `[data]`, any number of `[[stages]]`, a table
    `[base]` with values that all stages have unless they say otherwise, and a `seed`. Their keys
    are the fields of the classes in `recipe.py`.

    Args:
        name: of a recipe of the package, or the path of a TOML file.

    Raises:
        RecipeError: if there is no such recipe, or a key or value in it is wrong.
    """
    file = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not file.is_file():
        raise RecipeError(
            f"There is no recipe {name!r}; choose {', '.join(recipe_names())} or a .toml file."
        )
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:  # not TOML, or not text
        raise RecipeError(f"{file} is not TOML: {error}.") from error
    _check_keys(content, TABLES, str(file))
    base = content.get("base", {})
    stages = content.get("stages", [])
    if not isinstance(stages, list):
        raise RecipeError(f"{file}: write each stage as [[stages]], with two brackets.")
    seed = content.get("seed", Recipe.seed)
    return Recipe(
        name=file.stem,
        models=_made(Models, content.get("models", {}), f"{file}, [models]"),
        data=_made(Data, content.get("data", {}), f"{file}, [data]"),
        stages=tuple(
            _made(Stage, _merged(base, stage, str(file)), f"{file}, stage {number}")
            for number, stage in enumerate(stages, 1)
        ),
        seed=_value(seed, "int", f"{file}: seed"),
    )


def _merged(base: Any, stage: Any, file: str) -> dict[str, Any]:
    for table in (base, stage):
        if not isinstance(table, dict):
            raise RecipeError(f"{file}: base and stages are tables of keys and values.")
    return {**base, **stage}


def _made(kind: type, values: Any, where: str) -> Any:
    """A dataclass from a table, with its keys and types checked."""
    if not isinstance(values, dict):
        raise RecipeError(f"{where} is not a table of keys and values.")
    known = {field.name: field for field in fields(kind)}
    _check_keys(values, tuple(known), where)
    missing = [name for name, field in known.items() if _needed(field) and name not in values]
    if missing:
        raise RecipeError(f"{where} lacks {missing[0]!r}.")
    checked = {
        name: _value(value, str(known[name].type), f"{where}: {name}")
        for name, value in values.items()
    }
    try:
        return kind(**checked)
    except RecipeError as error:
        raise RecipeError(f"{where}: {error}") from error


def _needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _check_keys(values: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in values:
        if key not in known:
            raise RecipeError(f"{where} has an unknown key {key!r}; known are {', '.join(known)}.")


def _value(value: Any, kind: str, where: str) -> Any:
    """A value of the kind that a field is annotated with; whole numbers serve as numbers."""
    if kind == "float" and type(value) in (int, float):
        return float(value)
    if kind == "int" and type(value) is int:
        return value
    if (kind == "str" and isinstance(value, str)) or (kind == "bool" and type(value) is bool):
        return value
    texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind.startswith("tuple") and texts:
        return tuple(value)
    raise RecipeError(f"{where} is {value!r}; it must be {KINDS[kind]}.")
