"""Fixtures for all tests: where the real data is."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real documents; under CI its absence is a failure."""
    folder = Path(os.environ.get("KENES_TEST_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    reason = f"real data is not at {folder}; KENES_TEST_DATA names another place"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
