"""Which rows have a thing: an ascending list of rows for each thing."""

from array import array
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

import numpy as np
from scipy.sparse import csr_matrix

Thing = TypeVar("Thing", bound=Hashable)

NONE = np.zeros(0, np.int32)


class Postings(Generic[Thing]):
    """Lists of rows.

    Attributes:
        numbers: The things and the places of their lists.
        starts: (things + 1,) where each list starts in `rows`.
        rows: int32, the lists one after the other, each ascending.
    """

    def __init__(self, things: Iterable[Thing], starts: np.ndarray, rows: np.ndarray) -> None:
        self.numbers: Mapping[Thing, int] = {one: place for place, one in enumerate(things)}
        self.starts = starts
        self.rows = rows

    def of(self, thing: Thing) -> np.ndarray:
        """The rows that have a thing."""
        number = self.numbers.get(thing)
        return NONE if number is None else self.rows[self.starts[number] : self.starts[number + 1]]


class Gatherer(Generic[Thing]):
    """Gathers what each row has, row by row, in compact arrays."""

    def __init__(self) -> None:
        self._numbers: dict[Thing, int] = {}
        self._columns = array("i")
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def numbered(self, things: Iterable[Thing]) -> tuple[int, ...]:
        """The numbers of things, which are remembered."""
        numbers = self._numbers
        return tuple([numbers.setdefault(one, len(numbers)) for one in things])

    def add(self, numbers: Iterable[int]) -> None:
        """Adds the numbers of the next row's things, each once."""
        self._columns.extend(numbers)
        self._ends.append(len(self._columns))

    def postings(self) -> Postings[Thing]:
        """What was gathered, by thing."""
        columns = np.asarray(self._columns, np.int32)
        marks = np.ones(len(columns), np.int8)
        shape = (len(self), len(self._numbers))
        by_row = csr_matrix((marks, columns, np.asarray(self._ends)), shape=shape)
        by_thing = by_row.tocsc()
        rows = by_thing.indices.astype(np.int32, copy=False)
        return Postings(self._numbers, by_thing.indptr.astype(np.int64), rows)


def within(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which of some rows are among others.

    Args:
        rows: (n,) int32, ascending.
        others: (m,) int32, ascending.

    Returns:
        (n,) bool.
    """
    found = np.zeros(len(rows), bool)
    if not len(rows) or not len(others):
        return found
    few, many = (others, rows) if len(others) < len(rows) else (rows, others)
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    same = many[places] == few
    if few is rows:
        return same
    found[places[same]] = True
    return found
