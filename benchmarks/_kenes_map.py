"""The engine of Kenes as the shared tool of measuring runs one: the work that red-dwarf does.

Groups, what represents them, consensus and priorities; not what red-dwarf does not have (certainty
by resampling, bridging, blocs). ``kenes map`` does all of it.
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any


def run(
    votes_csv: str,
    comments_csv: str | None,
    stage: Callable[[str], AbstractContextManager[None]],
    **_ignored: Any,
) -> dict[str, Any]:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, and as early
    with stage("import"):
        from kenes.engines.opinionmap import OpinionMap
        from kenes.engines.opinionmap.reading import read_conversation
    with stage("load"):
        comments = Path(comments_csv) if comments_csv else None
        found = read_conversation(Path(votes_csv), comments=comments)
    with stage("fit"):
        alone = OpinionMap(resamples=0, with_bridging=False, with_blocs=False)
        result = alone.fit(found.votes, out=found.out, meta=found.meta)
    with stage("as_dict"):
        said = result.as_dict()
    return {
        "k": said["k"],
        "groups": {int(one): group for one, group in said["groups"].items()},
        "repness": said["representative"],
        "consensus": said["consensus"],
        "gac": {one["statement"]: one["gac"] for one in said["common_ground"]},
        "n_votes": said["votes"],
    }
