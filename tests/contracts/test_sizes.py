"""No file is too long to read at one sitting."""

import pytest

from tests.contracts.places import ROOT, files, read

pytestmark = pytest.mark.files
MOST = 500  # lines
# One file by design: an observer takes it along, and reads it from its top to its end.
WHOLE = {"src/kenes/record/static/record/kenes_verify.py": 600}


def test_no_file_is_longer_than_can_be_read_at_one_sitting() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): read(path).count("\n")
        for path in files(".py", ".html", ".css", ".js", ".toml", ".sh")
        if "migrations" not in path.parts and "data" not in path.parts
    }
    assert {
        name: length for name, length in lengths.items() if length > WHOLE.get(name, MOST)
    } == {}
