"""XML from outside: nothing it names is fetched, and none of its entities is opened."""

from lxml import etree


def parser(**more: bool) -> etree.XMLParser:
    """A parser for one document; ``more``: what else lxml is told."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, **more
    )
