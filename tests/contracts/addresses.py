"""Every address the house has, by the name of its view."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


def views() -> dict[str, list[str]]:
    """What the address of every view takes: {"members:body": ["slug"], …}."""
    return dict(_views(get_resolver()))


def _views(
    resolver: URLResolver, spaces: tuple[str, ...] = (), taken: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        takes = (*taken, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name: nothing can link to it"
            yield ":".join((*spaces, pattern.name)), list(takes)
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _views(pattern, inner, takes)


def address(name: str, facts: Mapping[str, Any]) -> str:
    """The address of a view, each part that it takes out of ``facts``."""
    return reverse(name, kwargs={part: facts[part] for part in views()[name]})
