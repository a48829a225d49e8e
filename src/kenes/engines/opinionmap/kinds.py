"""The arrays this library speaks in. Shapes: N participants, M statements, G groups
or chambers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ids = NDArray[np.integer[Any]]  # of any width: files of fifty million votes are read as int32
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]  # votes: AGREE, PASS, DISAGREE
Sparse = Any  # scipy.sparse.csr_array: scipy has no types

AGREE, PASS, DISAGREE = 1, 0, -1
