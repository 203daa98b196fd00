"""How many examples a property is tried on: few in `make check`, all in `make test`, more in `make trials`."""

import os


def examples(usual: int, *, trials: int | None = None) -> int:
    """`usual` in a test run; 100 when only checking, `trials` in the long runs."""
    if os.environ.get("COUNTERFOIL_QUICK") == "1":
        return 100
    return trials if trials and os.environ.get("COUNTERFOIL_TRIALS") == "1" else usual
