"""Bringing photos into a catalogue: those without captions are described, nothing is taken away."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from captioning.catalogue.ahead import ahead
from captioning.catalogue.contents import Contents, Found
from captioning.catalogue.shop_file import ShopFile
from captioning.data.digest import digest
from captioning.data.record import texts_by_model
from captioning.describe.caption import surest_first
from captioning.describe.shared import SharedCaptioner
from captioning.gallery.metadata import in_one_form
from captioning.language.terms import summed, weighted_terms
from captioning.ui.brought import Brought, brought_name, given_labels, open_photo, shares_by_model
from captioning.ui.catalogue_files import MOST_ENTRIES, described
from captioning.ui.downloads import SHOWS_JEWELRY
from captioning.ui.faults import noted
from captioning.ui.pictures import Pictures, shrunk
from captioning.ui.sentences import spoken
from captioning.ui.session import Entry, Session
from captioning.ui.shop_facts import take_facts
from captioning.ui.texts import text
from captioning.vision.colour import srgb_profile
from captioning.vision.evidence import Told
from captioning.vision.likeness import thumbprint
from captioning.vision.photos import UnreadablePhoto

BATCH = 4  # photos described in one pass: enough to save time, few enough to stop soon
STORED = 1024  # longest side of a stored photo in pixels


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        done: Photos looked at.
        total: Photos brought.
        left: An estimate of the seconds that remain, or None before there is one.
    """

    done: int
    total: int
    left: float | None = None


@dataclass
class _Counts:
    described: int = 0
    taken_over: int = 0
    there: int = 0
    in_file: int = 0


class Bringing:
    """Adds brought photos to a session."""

    def __init__(
        self,
        captioner: SharedCaptioner,
        pictures: Pictures,
        session: Session,
        told: Mapping[str, Told] | None = None,
    ) -> None:
        """Begins a run.

        Args:
            captioner: Describes photos.
            pictures: Show the stored photos.
            session: Whose catalogue grows.
            told: What a product file says of photos, by their names, to lead the models.
        """
        self._captioner = captioner
        self._pictures = pictures
        self._session = session
        self._told = told or {}
        self._stops = session.stops
        self._counts = _Counts()

    def run(self, contents: Contents) -> Iterator[Progress]:
        """Adds the photos a few at a time, and says after each how far it is."""
        photos, started = contents.photos, time.monotonic()
        self._session.refused += [(name, spoken(reason)) for name, reason in contents.left_out]
        yield Progress(0, len(photos))
        with closing(ahead(photos, BATCH)) as opening:
            for start in range(0, len(photos), BATCH):
                if self._stopping:
                    return
                self._add(islice(opening, BATCH))
                done = min(start + BATCH, len(photos))
                left = (time.monotonic() - started) / done * (len(photos) - done)
                yield Progress(done, len(photos), left)

    def take_facts(self, shop: ShopFile) -> None:
        """Notes what a product file says of the photos that are in the catalogue now."""
        self._counts.in_file += take_facts(self._session, shop)

    def ended(self, contents: Contents) -> str:
        """What came of the run, in a few sentences."""
        counts, total = self._counts, len(contents.photos)
        session = self._session
        if self._stopping:
            parts = [text("catalogue.stopped", n=counts.described, total=total)]
        elif counts.described:
            parts = [text("catalogue.described", n=counts.described)]
        elif counts.taken_over or counts.there or counts.in_file:
            parts = []
        else:
            parts = [text("catalogue.no_photo")]
        if counts.taken_over:
            parts.append(text("catalogue.taken_over", n=counts.taken_over))
        if counts.there:
            parts.append(text("catalogue.there", n=counts.there))
        if counts.in_file:
            parts.append(text("catalogue.in_file", n=counts.in_file))
        if len(session.entries) > counts.described + counts.taken_over:
            parts.append(text("catalogue.has", n=len(session.entries)))
        if contents.system:
            parts.append(text("catalogue.system", n=contents.system))
        return " ".join(parts)

    @property
    def _stopping(self) -> bool:
        """Whether this run was asked to stop, or its catalogue was deleted."""
        return self._session.stops != self._stops

    def _add(self, group: Iterable[Found]) -> None:
        session, coming = self._session, set[tuple[str, str]]()
        try:
            new = list(self._new(group, coming))
            if new:
                self._describe(new)
        finally:
            with session.lock:
                session.coming -= coming
                files = [entry.file for entry in session.entries]
                self._pictures.put(session.token, files)

    def _new(self, group: Iterable[Found], coming: set[tuple[str, str]]) -> Iterator[Brought]:
        """Those to describe; with `coming` no other run of the catalogue describes them too."""
        for photo in group:
            if self._stopping:
                return
            new = None
            with self._refusing(photo.name):
                opened = open_photo(photo)
                if self._is_new(opened, coming):
                    if described(photo):
                        self._take_over(opened)
                    else:
                        new = opened
            if new:
                yield new

    def _is_new(self, opened: Brought, coming: set[tuple[str, str]]) -> bool:
        """Whether the catalogue lacks the photo and has room; it is noted as coming then."""
        session, key = self._session, (brought_name(opened.photo), opened.pixels)
        with session.lock:
            if key in session.coming or self._is_there(opened):
                self._counts.there += 1
                return False
            if len(session.entries) + len(session.coming) >= MOST_ENTRIES:
                session.refused.append((opened.photo.name, text("catalogue.full")))
                return False
            session.coming.add(key)
            coming.add(key)
            return True

    def _is_there(self, opened: Brought) -> bool:
        """Whether the catalogue has this photo under this name."""
        content = digest(opened.content) if opened.content else None
        return any(
            entry.name == brought_name(opened.photo)
            and (entry.pixels == opened.pixels or entry.stored == content)
            for entry in self._session.entries
        )

    def _describe(self, group: Sequence[Brought]) -> None:
        try:
            self._describe_together(group)
        except Exception:
            if self._stopping:  # its folder may have been deleted
                return
            noted("a batch of a catalogue")  # one photo of it may be the reason
            for one in group:
                if self._stopping:
                    return
                with self._refusing(one.photo.name):
                    self._describe_together([one])

    def _describe_together(self, group: Sequence[Brought]) -> None:
        known = [self._told.get(one.photo.name, Told()) for one in group] if self._told else []
        said = self._captioner.describe_batch(
            [one.picture for one in group],
            alternatives=0,
            known=known,
            wanted=lambda: not self._stopping,
        )
        for one, captions in zip(group, said, strict=True):
            texts = {model: caption.text for model, caption in captions.items()}
            self._store(
                one,
                captions=texts,
                caption=next(iter(surest_first(captions).values())).text,
                shows_jewelry=all(c.shows_jewelry for c in captions.values()),
                expected=summed(caption.expected for caption in captions.values()),
                complete={m: c.levels["complete"] for m, c in captions.items()},
                confidence={m: round(c.sureness, 4) for m, c in captions.items()},
                record=one.photo.record,
                labels=given_labels(one.photo.record),
            )
            self._counts.described += 1

    def _take_over(self, opened: Brought) -> None:
        """Adds a photo with what its metadata says: captions, corrections, labels and marks."""
        record = opened.photo.record
        assert record is not None
        others, said = record.others, record.described
        self._store(
            opened,
            captions=texts_by_model(others.get("models")),
            caption=record.captions[0],
            expected=weighted_terms(in_one_form(said).expected) if said else {},
            complete=texts_by_model(others.get("complete")),
            confidence=shares_by_model(others.get("confidence")),
            shows_jewelry=others.get(SHOWS_JEWELRY) is not False,
            approved=others.get("approved") is True and not opened.is_replaced,
            record=record,
            labels=given_labels(record),
        )
        self._counts.taken_over += 1
        if opened.is_replaced:
            self._session.refused.append((brought_name(opened.photo), text("catalogue.replaced")))

    def _store(self, opened: Brought, **known: Any) -> None:
        session = self._session
        small, print_ = shrunk(opened.picture, STORED), thumbprint(opened.picture)
        with session.lock:  # two runs at once must not take the same name or number
            file = session.folder / "images" / f"{len(session.entries):05d}.jpg"
            file.parent.mkdir(exist_ok=True)
            if opened.is_export and opened.content:
                file.write_bytes(opened.content)
            else:
                small.save(file, "JPEG", quality=88, icc_profile=srgb_profile())
            entry = Entry(self._free_name(opened.photo), file, **known)
            entry.pixels, entry.stored = opened.pixels, digest(file) or ""
            entry.thumbprint = print_.astype(np.float16)
            session.entries.append(entry)
            session.coming.discard((brought_name(opened.photo), opened.pixels))
            session.view = None

    def _free_name(self, photo: Found) -> str:
        """The photo's path; another photo that has it already keeps it."""
        name, number = brought_name(photo), 1
        taken = {entry.name for entry in self._session.entries}
        path = PurePosixPath(name)
        while name in taken:
            number += 1
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        if number > 1:
            sentence = text("catalogue.same_name", name=name)
            self._session.refused.append((brought_name(photo), sentence))
        return name

    @contextmanager
    def _refusing(self, name: str) -> Iterator[None]:
        """Lists a photo as refused if the block fails on it, and carries on."""
        try:
            yield
        except UnreadablePhoto as error:
            self._session.refused.append((name, spoken(str(error))))
        except Exception:
            sentence = noted(f"a photo of a catalogue, {name}")
            self._session.refused.append((name, sentence))
