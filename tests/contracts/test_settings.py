"""The variables that are told of are those that are read."""

import ast
import re

import pytest

from kenes.config.variables import VARIABLES
from tests.contracts.places import SOURCE, files, read

pytestmark = pytest.mark.files


def test_every_variable_that_is_read_is_described_and_none_besides() -> None:
    named = {
        node.value
        for path in files(".py", within=("src",))
        if path != SOURCE / "config" / "variables.py" and "tests" not in path.parts
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"KENES_[A-Z_]+", node.value)
    }
    assert named == set(VARIABLES)


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        path.relative_to(SOURCE).as_posix()
        for path in files(".py", within=("src",))
        if "tests" not in path.parts and re.search(r"os\.environ\.get|os\.getenv", read(path))
    }
    assert readers == set(), "read variables through kenes.config.env"
