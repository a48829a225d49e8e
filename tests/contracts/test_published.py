"""What is done in public is entered in the public record: as it is written, and as it runs."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone

from kenes.journal.models import Entry as Act
from kenes.record.acts import PRIVATE, PUBLIC
from kenes.record.models import Entry
from kenes.record.services.checking import check, unrecorded
from kenes.record.subjects import kinds
from kenes.record.words import TYPES
from tests.contracts.places import SOURCE, files, read

WRITERS = {"write", "_write"}
PUBLISHERS = {"publish", "publish_many"}
_NAME = re.compile(r"[a-z_]+(\.[a-z_]+)?")  # files are written to as well
Function = ast.FunctionDef | ast.AsyncFunctionDef


def called(node: ast.AST) -> str:
    """The name of what a call calls, or nothing."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def functions() -> Iterator[tuple[str, Function]]:
    for path in files(".py", within=("src",)):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, Function):
                yield f"{path.relative_to(SOURCE)}:{node.name}", node


def writings(function: Function) -> Iterator[tuple[str, ast.Call]]:
    """The acts a function writes into the journal, by name."""
    for node in ast.walk(function):
        if called(node) in WRITERS and isinstance(node, ast.Call) and node.args:
            kind = node.args[0]
            if isinstance(kind, ast.Constant) and _NAME.fullmatch(str(kind.value)):
                yield str(kind.value), node


def published(function: Function) -> Iterator[ast.Call]:
    """The writings whose result is handed to the record, at once or by its name."""
    names: dict[str, ast.Call] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and called(node.value) in WRITERS:
            (target,) = node.targets
            assert isinstance(target, ast.Name)
            assert isinstance(node.value, ast.Call)
            names[target.id] = node.value
    for node in ast.walk(function):
        if called(node) in PUBLISHERS and isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Call):
                yield first
            elif isinstance(first, ast.Name) and first.id in names:
                yield names[first.id]


@pytest.mark.files
def test_every_act_is_listed_as_public_or_private_and_none_besides() -> None:
    written = {kind for _name, function in functions() for kind, _call in writings(function)}
    assert written == PUBLIC.keys() | PRIVATE.keys()
    assert PUBLIC.keys() & PRIVATE.keys() == set()


@pytest.mark.files
def test_what_is_public_is_published_where_it_is_written_and_nothing_else_is() -> None:
    wrong = []
    for name, function in functions():
        handed_on = list(published(function))
        for kind, call in writings(function):
            if (kind in PUBLIC) != (call in handed_on):
                wrong.append((name, kind))
    assert wrong == []


@pytest.mark.files
def test_nobody_writes_an_act_whose_name_cannot_be_read() -> None:
    """A computed name would pass the table by; signing in hands its names on, one by one."""
    computed = [
        name
        for name, function in functions()
        for node in ast.walk(function)
        if called(node) == "write"
        and isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Name)
        and ast.unparse(node.func) == "write"
    ]
    assert computed == ["accounts/signals.py:_write"]


@pytest.mark.files
def test_every_type_of_entry_has_its_words() -> None:
    assert {kind for types in PUBLIC.values() for kind in types} == TYPES.keys()


@pytest.mark.django_db
def test_every_public_act_of_the_demonstration_has_its_entries(demonstration: None) -> None:
    acts = Act.objects.filter(kind__in=PUBLIC)
    assert acts.count() > 1_000
    assert not acts.filter(entries=None).exists()
    strays = Entry.objects.select_related("act")
    assert [one for one in strays if one.type not in PUBLIC.get(one.act.kind, ())] == []


@pytest.mark.django_db
def test_all_that_the_demonstration_shows_is_what_its_record_says(demonstration: None) -> None:
    assert {kind.name for kind in kinds()} >= {"R", "body", "chamber", "organisation", "seat"}
    assert list(unrecorded()) == []
    report = check(timezone.now())
    assert report.findings == ()
    assert report.entries == Entry.objects.count()
