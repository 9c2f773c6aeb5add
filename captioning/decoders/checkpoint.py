"""Saving and loading decoders beside the encoder they were trained with."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
from pathlib import Path

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast
from transformers.utils import logging as transformers_logging

from captioning.decoders.lstm import LstmDecoder
from captioning.decoders.tokenizer import load_tokenizer
from captioning.decoders.transformer import TransformerDecoder
from captioning.vision.attribute_classifier import FILE as ATTRIBUTES
from captioning.vision.encoder import WEIGHTS, CheckpointError, ImageEncoder

# A third decoder is one file and one line here.
DECODERS: dict[str, type[PreTrainedModel]] = {
    "transformer": TransformerDecoder,
    "lstm": LstmDecoder,
}
TRAINING = "training.json"


def save_checkpoint(
    folder: str | Path,
    encoder: ImageEncoder,
    decoders: dict[str, PreTrainedModel],
    tokenizer: PreTrainedTokenizerFast,
    training: dict,
) -> None:
    """Writes `encoder/` and a folder for each decoder, each complete in itself, in 16 bits.

    An attribute classifier of another encoder in the folder is taken away.

    Args:
        folder: receives the folders.
        encoder: the shared encoder.
        decoders: by name, as in `DECODERS`.
        tokenizer: saved beside each decoder.
        training: how the weights came about: recipe, seed, data fingerprints.
    """
    folder = Path(folder)
    encoder.save(folder / "encoder")
    (folder / "encoder" / ATTRIBUTES).unlink(missing_ok=True)  # fitted to the encoder before
    _write_json(folder / "encoder" / TRAINING, training)
    mark = weights_mark(folder / "encoder")
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
        _write_json(folder / name / TRAINING, training)


def weights_mark(folder: Path) -> str:
    """A short hash of a folder's weights, by which a decoder knows its encoder."""
    return hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:16]


def load_decoder(
    folder: str | Path, encoder_folder: str | Path
) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """Loads one decoder with its tokenizer; no network, no pickle.

    Args:
        folder: its checkpoint folder, named after the decoder.
        encoder_folder: the encoder's, to check that they belong together.

    Raises:
        CheckpointError: if a file is missing, damaged, of another size, or belongs to another
            encoder; one sentence with the remedy.
    """
    folder = Path(folder)
    for name in ("config.json", WEIGHTS, "tokenizer.json"):
        if not (folder / name).is_file():
            raise CheckpointError(
                f"{name} is missing in the checkpoint folder {folder.name!r}; "
                "restore it from the repository or train again."
            )
    decoder = _load_weights(folder)
    tokenizer = load_tokenizer(folder)
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


def _load_weights(folder: Path) -> PreTrainedModel:
    level = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(logging.CRITICAL)  # our sentence says it better
    transformers_logging.disable_progress_bar()
    try:
        decoder, info = DECODERS[folder.name].from_pretrained(
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
    wrong = [name for key in ("missing_keys", "unexpected_keys", "mismatched_keys")
             for name in info.get(key) or ()]  # fmt: skip
    if wrong:
        raise CheckpointError(
            f"The weights in {folder.name!r} do not fit its config.json (first: {wrong[0]}); "
            "restore the folder from the repository."
        )
    return decoder.eval()


def _write_json(file: Path, content: dict) -> None:
    # on one line: the record grows with each stage, and indented it would be twice as large
    file.write_text(json.dumps(content, sort_keys=True) + "\n")
