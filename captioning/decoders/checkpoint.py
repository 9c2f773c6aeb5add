"""Saving and loading decoders together with the encoder they were trained with."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers.utils import logging as transformers_logging

from captioning.decoders import registry
from captioning.decoders.base import CaptionDecoder
from captioning.decoders.marks import ENCODER, weights_mark
from captioning.decoders.tokenizer import WordTokenizer, load_tokenizer
from captioning.decoders.training_record import Record, write_training
from captioning.settings import Settings, shipped_settings, write_settings
from captioning.vision.encoder import CONFIG, WEIGHTS, CheckpointError, ImageEncoder
from captioning.vision.evidence import FILE as ATTRIBUTES


def save_checkpoint(
    folder: str | Path,
    encoder: ImageEncoder,
    decoders: Mapping[str, CaptionDecoder],
    tokenizer: WordTokenizer,
    training: Sequence[Record],
    settings: Settings | None = None,
) -> None:
    """Writes `describe.json`, `encoder/` and a folder for each decoder, weights in 16 bits.

    An attribute classifier of another encoder in the folder is removed.

    Args:
        folder: receives the folders.
        encoder: the shared encoder.
        decoders: by their names in the registry.
        tokenizer: saved with each decoder.
        training: the stages that the weights came from, in order.
        settings: tuned numbers of describing and searching; the shipped ones if None.

    Raises:
        CheckpointError: if a decoder has no row in the registry; nothing is written then.
    """
    folder = Path(folder)
    for name, decoder in decoders.items():
        _check_row(name, decoder.config.model_type)
    encoder.save(folder / ENCODER)
    (folder / ENCODER / ATTRIBUTES).unlink(missing_ok=True)  # fitted to the previous encoder
    write_training(folder / ENCODER, training)
    write_settings(settings or shipped_settings(), folder)
    mark = weights_mark(folder / ENCODER)
    for name, decoder in decoders.items():
        slim = copy.deepcopy(decoder).half().cpu()
        slim.config.encoder_mark = mark
        slim.generation_config.update(
            bos_token_id=tokenizer.bos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            decoder_start_token_id=tokenizer.bos_token_id,
        )
        slim.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
        write_training(folder / name, training)


def _check_row(name: str, model_type: str) -> registry.Row:
    """The row of a decoder in a folder of this name.

    Raises:
        CheckpointError: if there is none, or its decoders are kept under another name.
    """
    found = [row for row in registry.rows() if row.config.model_type == model_type]
    if not found:
        known = ", ".join(row.config.model_type for row in registry.rows())
        raise CheckpointError(
            f"The decoder {name!r} is of the unknown model_type {model_type!r} (known: {known}); "
            "add its row to captioning/decoders/registry.py, or leave it out."
        )
    if found[0].name != name:
        raise CheckpointError(
            f"The decoder {name!r} is of the kind {found[0].title} ({model_type}); "
            f"name its folder {found[0].name!r}."
        )
    return found[0]


Loaded = tuple[CaptionDecoder, WordTokenizer]


def load_decoders(directory: str | Path) -> dict[str, Loaded]:
    """Loads the decoders that a checkpoint has, each with its tokenizer.

    Args:
        directory: holds `encoder/` and a folder for each decoder; other folders are left alone.

    Returns:
        Decoders and tokenizers by name, in the order of the registry.

    Raises:
        CheckpointError: if there is no decoder or one cannot be loaded; one sentence with the
            remedy.
    """
    directory = Path(directory)
    folders = sorted(filter(_holds_decoder, directory.iterdir())) if directory.is_dir() else []
    loaded = {folder.name: load_decoder(folder, directory / ENCODER) for folder in folders}
    if not loaded:
        raise CheckpointError(
            f"No decoder is in the checkpoint folder {directory.name!r}; "
            "restore it from the repository or train one."
        )
    return {name: loaded[name] for name in registry.names() if name in loaded}


def _holds_decoder(folder: Path) -> bool:
    if not folder.is_dir() or folder.name == ENCODER:
        return False
    files = (folder / CONFIG, folder / WEIGHTS)
    return folder.name in registry.names() or any(file.is_file() for file in files)


def load_decoder(folder: str | Path, encoder_folder: str | Path) -> Loaded:
    """Loads one decoder with its tokenizer; no network, no pickle.

    Args:
        folder: its checkpoint folder, named after the decoder.
        encoder_folder: the encoder's, to check that they belong together.

    Raises:
        CheckpointError: if a file is missing, damaged, of another size, of an unknown decoder,
            or belongs to another encoder; one sentence with the remedy.
    """
    folder = Path(folder)
    for name in (CONFIG, WEIGHTS, "tokenizer.json"):
        if not (folder / name).is_file():
            raise CheckpointError(
                f"{name} is missing in the checkpoint folder {folder.name!r}; "
                "restore it from the repository or train again."
            )
    decoder = _load_weights(folder, _check_row(folder.name, _model_type(folder)).decoder)
    try:
        tokenizer = load_tokenizer(folder)
    except ValueError as error:
        raise CheckpointError(str(error)) from error
    if len(tokenizer) != decoder.config.vocab_size:
        raise CheckpointError(
            f"tokenizer.json in {folder.name!r} has {len(tokenizer)} words but its weights have "
            f"{decoder.config.vocab_size}; restore the folder from the repository."
        )
    if getattr(decoder.config, "encoder_mark", None) != weights_mark(Path(encoder_folder)):
        raise CheckpointError(
            f"The weights in {folder.name!r} were trained with another encoder than the one in "
            f"{Path(encoder_folder).name!r}; restore both folders from the same version."
        )
    return decoder, tokenizer


def _model_type(folder: Path) -> str:
    try:
        return str(json.loads((folder / CONFIG).read_text(encoding="utf-8"))["model_type"])
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError(
            f"{CONFIG} in {folder.name!r} is damaged; restore it from the repository."
        ) from error


def _load_weights(folder: Path, decoder_class: type[CaptionDecoder]) -> CaptionDecoder:
    level = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(logging.CRITICAL)  # our sentence says it better
    transformers_logging.disable_progress_bar()
    try:
        loaded: Any = decoder_class.from_pretrained(
            folder,
            dtype=torch.float32,
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
        )
    except Exception as error:  # any damage gets the same remedy
        raise CheckpointError(
            f"The weights in {folder.name!r} are damaged or do not fit its config.json "
            f"({type(error).__name__}); restore the folder from the repository."
        ) from error
    finally:
        transformers_logging.set_verbosity(level)
        transformers_logging.enable_progress_bar()
    decoder: CaptionDecoder
    decoder, info = loaded
    wrong = [name for key in ("missing_keys", "unexpected_keys", "mismatched_keys")
             for name in info.get(key) or ()]  # fmt: skip
    if wrong:
        raise CheckpointError(
            f"The weights in {folder.name!r} do not fit its config.json (first: {wrong[0]}); "
            "restore the folder from the repository."
        )
    return decoder.eval()
