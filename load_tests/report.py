"""How a load test ends: one JSON line, so that a person and a program read the same numbers."""

import json
import sys
from collections.abc import Sequence

import numpy as np


def percentiles(values: Sequence[float], *ranks: int) -> dict[str, float]:
    """`{"p50": ..}` for each rank, linear between neighbours; one decimal, as milliseconds are read."""
    return {f"p{rank}": round(float(np.percentile(values, rank)), 1) for rank in ranks}


def finish(result: dict[str, object], *, holds: bool) -> None:
    """Prints the result as the last line and exits: 0 when what was promised holds, else 1."""
    print(json.dumps(result | {"holds": holds}), flush=True)
    sys.exit(0 if holds else 1)
