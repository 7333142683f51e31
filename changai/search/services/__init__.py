"""Keeping the index. It is derived: it holds nothing that is not written elsewhere."""

from changai.search.services._index import index_waiting, reindex

__all__ = ["index_waiting", "reindex"]
