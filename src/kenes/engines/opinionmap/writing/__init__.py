"""The files that Polis writes of a conversation, for its tools and for people's spreadsheets."""

from kenes.engines.opinionmap.writing.export import FILES, write_export

__all__ = ["FILES", "write_export"]
