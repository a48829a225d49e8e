"""What was learned, in one file of arrays with what they are as JSON: nothing runs on loading."""

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engines.likeness.errors import ModelError

_ABOUT = "about"


def save(path: Path, *, kind: str, version: int, about: Any, arrays: Mapping[str, Any]) -> None:
    """Write all or nothing: whoever reads meanwhile reads what was there before."""
    told = json.dumps({"kind": kind, "version": version, "about": about}, ensure_ascii=False)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        np.savez(file, **{_ABOUT: np.frombuffer(told.encode(), np.uint8), **arrays})
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path, *, kind: str, version: int) -> tuple[Any, dict[str, NDArray[Any]]]:
    """``(about, arrays)``. Raises ModelError for a missing, damaged, foreign or other file."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        told = json.loads(arrays.pop(_ABOUT).tobytes())
        found = told["kind"], told["version"]
        about = told["about"]
    except FileNotFoundError as error:
        raise ModelError(f"{path.name} is not there.") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
        raise ModelError(f"{path.name} is damaged, or no saved model.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError) as error:
        raise ModelError(f"{path.name} is damaged, or no saved model.") from error
    if found != (kind, version):
        raise ModelError(
            f"{path.name} holds {found[0]} of version {found[1]}, not {kind} of {version}."
        )
    return about, arrays
