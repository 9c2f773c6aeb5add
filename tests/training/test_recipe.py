"""Recipes as files: the two of the package, anybody's own, and a sentence for each mistake."""

import pytest

from captioning.training.recipe import Data, Models, Recipe, RecipeError, Stage
from captioning.training.recipe_file import FOLDER, read_recipe, recipe_names
from captioning.vision.encoder import EncoderConfig

OWN = """
seed = 3
[models]
width = 64
margin = 0
[base]
photos = 8
warmup = 0
[[stages]]
name = "first"
frozen_stages = 3
[[stages]]
name = "second"
objective = "distillation"
teachers = ["first", "checkpoints/lstm"]
photos = 4
"""


@pytest.fixture
def own(tmp_path):
    def write(text):
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return read_recipe(str(file))

    return write


def test_a_recipe_of_ones_own(own):
    recipe = own(OWN)
    assert recipe == Recipe(
        "mine",
        models=Models(width=64, margin=0.0),
        stages=(
            Stage("first", photos=8, warmup=0.0, frozen_stages=3),
            Stage("second", objective="distillation", teachers=("first", "checkpoints/lstm"),
                  photos=4, warmup=0.0),
        ),
        seed=3,
    )  # fmt: skip
    assert isinstance(recipe.models.margin, float)


def test_best_is_cross_entropy_and_then_self_critical_at_the_size_that_is_served():
    assert recipe_names() == ["best", "further", "student"]
    best = read_recipe("best")
    assert [stage.objective for stage in best.stages] == ["cross-entropy", "self-critical"]
    assert best.models.size == EncoderConfig().size == 299
    learns, polishes = best.stages
    assert (learns.size, learns.frozen_stages, learns.encoder_rate) == (256, 0, 1.5e-4)
    assert (polishes.size, polishes.frozen_stages, polishes.encoder_rate) == (0, 0, 0)
    assert best.cached_size(learns) == 299
    assert learns.decay == polishes.decay == "cosine"


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("stages = [", "is not TOML"),
        ("", "has no stages"),
        ("[stages]\nname = 'a'", r"write each stage as \[\[stages\]\]"),
        ("[model]\nwidth = 3", "unknown key 'model'; known are models, data, base, stages, seed"),
        ("[models]\nwidht = 3", r"\[models\] has an unknown key 'widht'; known are architecture"),
        ("[models]\nwidth = 3.5", r"\[models\]: width is 3.5; it must be a whole number"),
        ("[models]\nwidth = true", "width is True; it must be a whole number"),
        ("[data]\nrender_weight = 'much'", "render_weight is 'much'; it must be a number"),
        ("models = 3", "is not a table"),
        ("seed = 'x'", "seed is 'x'; it must be a whole number"),
        ("[[stages]]\nepochs = 3", "stage 1 lacks 'name'"),
        ("[[stages]]\nname = 'a'\nteachers = 'b'", "teachers is 'b'; it must be a list of texts"),
        ("[[stages]]\nname = 'a b'", "cannot be named 'a b'"),
        ("[[stages]]\nname = 'a'\nobjective = 'x'", "no objective 'x'; choose cross-entropy, dist"),
        ("[[stages]]\nname = 'a'\nlearners = ['gru']", "no learner 'gru'; choose transformer, lst"),
        ("[[stages]]\nname = 'a'\nteachers = ['c']", "cross-entropy learns from none"),
        ("[[stages]]\nname = 'a'\nepochs = -1", "epochs is -1; it must be from 0 to"),
        ("[[stages]]\nname = 'a'\nlabelled_share = 1.5", "labelled_share is 1.5; .* from 0 to 1"),
        ("[[stages]]\nname = 'a'\nstart = 'a'", "cannot use 'a', which does not come before it"),
        ("[[stages]]\nname = 'a'\n[[stages]]\nname = 'a'", "two stages named 'a'"),
        (
            "[[stages]]\nname = 'a'\nobjective = 'distillation'\nteachers = ['c']\n"
            "frozen_stages = 0",
            "set frozen_stages to 1 or more",
        ),
    ],
)
def test_a_mistake_is_one_sentence(own, text, sentence):
    with pytest.raises(RecipeError, match=sentence) as error:
        own(text)
    assert "\n" not in str(error.value)


def test_a_recipe_that_there_is_not():
    with pytest.raises(
        RecipeError, match=r"no recipe 'report'; choose best, further, student or a \.toml"
    ):
        read_recipe("report")


def test_teachers_need_a_distillation_stage(own, tmp_path):
    with pytest.raises(RecipeError, match="best has no distillation stage"):
        read_recipe("best").taught_by([tmp_path])
    taught = own(OWN).taught_by([tmp_path])
    assert [stage.teachers[2:] for stage in taught.stages] == [(), (str(tmp_path),)]


def test_the_recipes_ship_with_the_package():
    assert {file.name for file in FOLDER.iterdir()} == {"best.toml", "further.toml", "student.toml"}


def test_averaging_with_the_start_needs_its_vocabulary():
    with pytest.raises(RecipeError, match="set own_words to false or start_share to 0"):
        Recipe("some", (Stage("plain", start_share=0.5),), data=Data(own_words=True))
