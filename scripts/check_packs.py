"""Print what is wrong with the packs, and what wants a look, or that all is in order; 1 if not."""

import datetime
import sys
from pathlib import Path

from changai.packs import checked

PACKS = Path(__file__).parents[1] / "packs"


def main() -> int:
    """Check every pack of the checkout."""
    done = checked(PACKS, datetime.datetime.now(tz=datetime.UTC).date())
    for problem in done.problems:
        print(problem)
    wrong = sum(problem.level == "error" for problem in done.problems)
    if wrong:
        print(f"Errors to repair: {wrong}.")
        return 1
    print(
        f"Packs are in order: {done.packs} packs, {done.files} files, "
        f"{done.indicators} indicators, {done.examples} worked examples."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
