"""Errors and warnings of the command line: one sentence each, and no traceback."""

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from captioning.commands.texts import text


def say(message: str) -> None:
    """Print a sentence to the person, apart from the command's output."""
    typer.echo(message, err=True)


class Misuse(ValueError):
    """Options that are missing or do not go together; the text is one sentence."""


@contextmanager
def sentences() -> Iterator[None]:
    """Turn errors that are meant for the person into a sentence and exit status 1, of `Misuse` 2.

    Those are the package's own errors, whose texts are written for people, and what the system
    says of files. Warnings become one line each. Anything else is a defect and keeps its
    traceback.
    """
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    with warnings.catch_warnings():
        warnings.showwarning = _show
        try:
            yield
        except KeyboardInterrupt:
            say(text("sentences.stopped"))
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader, such as head, has gone
            sys.stderr.close()
            raise typer.Exit(1) from None
        except OSError as error:
            if error.filename is None:
                raise
            say(f"{error.filename}: {error.strerror}.")
            raise typer.Exit(1) from error
        except (ValueError, RuntimeError) as error:
            if not type(error).__module__.startswith("captioning."):
                raise
            say(str(error))
            raise typer.Exit(2 if isinstance(error, Misuse) else 1) from error


def _show(message: Warning | str, *place: object, **more: object) -> None:
    say(text("sentences.warning", message=message))
