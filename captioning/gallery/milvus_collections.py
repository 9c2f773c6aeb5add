"""Collections of a gallery in Milvus: made under new names, and put in place by an alias."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from captioning.gallery.metadata import GalleryError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_BATCH = 1000


def terms_of(collection: str) -> str:
    """The collection of the terms of a collection of pieces."""
    return f"{collection}_terms"


def target(client: "MilvusClient", name: str) -> str:
    """The collection that a gallery's alias points at."""
    from pymilvus.exceptions import MilvusException

    try:
        return str(client.describe_alias(name)["collection_name"])
    except MilvusException as error:
        if name not in client.list_collections():
            raise
        raise GalleryError(
            f"The gallery {name!r} was put into Milvus by an earlier version; put it there again "
            "with: python -m captioning index FOLDER --milvus URL"
        ) from error


def versions(client: "MilvusClient", name: str) -> list[str]:
    """The collections of a gallery's pieces, the oldest first."""
    version = re.compile(rf"{re.escape(name)}_\d{{13}}[0-9a-f]{{4}}")
    return sorted(filter(version.fullmatch, client.list_collections()))


def create(client: "MilvusClient", collection: str, schema: Any) -> None:
    """Makes an empty collection that can be searched."""
    params = client.prepare_index_params()
    params.add_index("vector", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection(
        collection, schema=schema, index_params=params, consistency_level="Strong"
    )


def drop(client: "MilvusClient", collection: str) -> None:
    """Deletes a collection of pieces and that of its terms."""
    for old in (collection, terms_of(collection)):
        client.drop_collection(old)


def point(client: "MilvusClient", name: str, collection: str) -> None:
    """Points a gallery's alias at a collection; one of an earlier version's layout goes first."""
    if name in client.list_collections():
        drop(client, name)
    if client.has_collection(name):
        client.alter_alias(collection, name)
    else:
        client.create_alias(collection, name)


def insert(client: "MilvusClient", collection: str, rows: Iterator[dict[str, Any]]) -> None:
    """Adds entities in batches."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            client.insert(collection, batch)
            batch = []
    if batch:
        client.insert(collection, batch)


def count(client: "MilvusClient", name: str, passing: str = "") -> int:
    """Number of entities."""
    (counted,) = client.query(name, filter=passing, output_fields=["count(*)"])
    return int(counted["count(*)"])


def entities(
    client: "MilvusClient", name: str, fields: list[str], passing: str = ""
) -> Iterator[dict[str, Any]]:
    """Every entity of a collection that passes a filter, in batches."""
    iterator = client.query_iterator(name, batch_size=_BATCH, filter=passing, output_fields=fields)
    try:
        while batch := iterator.next():
            yield from batch
    finally:
        iterator.close()
