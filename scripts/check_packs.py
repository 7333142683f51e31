"""Print what is wrong with the packs, and what wants a look; exit 1 where something is wrong."""

import datetime
import sys
from pathlib import Path

from changai.packs import check

PACKS = Path(__file__).parents[1] / "packs"


def main() -> int:
    """Check every pack of the checkout."""
    problems = check(PACKS, datetime.datetime.now(tz=datetime.UTC).date())
    for problem in problems:
        print(problem)
    return 1 if any(problem.level == "error" for problem in problems) else 0


if __name__ == "__main__":
    sys.exit(main())
