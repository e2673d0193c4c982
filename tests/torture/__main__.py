"""What convanim promises, tried thousands of times: python -m tests.torture [--quick] [--seed N] [NAME …]."""

from __future__ import annotations

import argparse
import sys

from tests.torture.tortures import TORTURES, replay, torture


def main() -> int:
    """Run them, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(TORTURES)}; all unless given")
    parser.add_argument("--quick", action="store_true", help="a hundredth of each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="only this case, and what it is")
    given = parser.parse_args()
    names = given.names or list(TORTURES)
    if unknown := set(names) - set(TORTURES):
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(TORTURES)}")
    if given.case is not None:
        return replay(names[0], given.seed, given.case)
    print(f"seed {given.seed}\n{'':<10}{'tried':>7}{'seconds':>9}  {'ended':<44} lost", flush=True)
    lost = 0
    for name in names:
        count = TORTURES[name].count // (100 if given.quick else 1) or 1
        result = torture(name, given.seed, count)
        ended = ", ".join(f"{count} {kind}" for kind, count in sorted(result.endings.items()))
        print(f"{name:<10}{result.tried:>7}{result.seconds:>9.1f}  {ended:<44} {len(result.lost) or 'nothing'}", flush=True)
        for number, why in result.lost[:20]:
            print(f"  python -m tests.torture {name} --seed {given.seed} --case {number}\n    {why}", file=sys.stderr)
        lost += len(result.lost)
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
