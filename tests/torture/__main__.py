"""What convanim promises, tried thousands of times: python -m tests.torture [--quick] [--seed N] [NAME …]."""

from __future__ import annotations

import argparse
import sys

import click

from tests.own_cache import own_cache
from tests.torture.tortures import TORTURES, replay, torture


def main() -> int:
    """Run them, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(TORTURES)}; all unless given")
    parser.add_argument("--quick", action="store_true", help="a hundredth of each")
    parser.add_argument("--count", type=int, help="so many of each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="only this case, and what it is")
    given = parser.parse_args()
    names = given.names or list(TORTURES)
    if unknown := set(names) - set(TORTURES):
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(TORTURES)}")
    if given.case is not None:
        return replay(names[0], given.seed, given.case)
    click.echo(f"seed {given.seed}\n{'':<10}{'tried':>7}{'seconds':>9}{'slowest':>9}  {'ended':<64} lost")
    lost, slowest = 0, (0.0, "")
    for name in names:
        count = given.count or max(1, TORTURES[name].times // (100 if given.quick else 1))
        result = torture(name, given.seed, count)
        ended = ", ".join(f"{count} {kind}" for kind, count in sorted(result.endings.items()))
        row = f"{name:<10}{result.tried:>7}{result.seconds:>9.1f}{result.slowest:>9.2f}  {ended:<64}"
        click.echo(f"{row} {len(result.lost) or 'nothing'}")
        for number, why in result.lost[:20]:
            click.echo(f"  python -m tests.torture {name} --seed {given.seed} --case {number}\n    {why}", err=True)
        lost += len(result.lost)
        slowest = max(slowest, (result.slowest, f"{name} --case {result.slowest_case}"))
    click.echo(f"lost: {lost or 'nothing'}; the slowest answer: {slowest[0]:.1f} s, {slowest[1]}")
    return int(lost > 0)


if __name__ == "__main__":
    with own_cache():
        sys.exit(main())
