"""The command behind `bench/run`: what was chosen is measured, printed, and written down."""

import argparse
import time
from pathlib import Path

from bench import cold, million
from bench.race import Measure, race
from bench.results import Measured, page
from bench.senders import NOTIFIER, senders
from bench.versions import versions

PAGE = Path(__file__).parent / "RESULTS.md"
QUICK, QUICK_ROWS, QUICK_MINUTES = Measure(repetitions=1, share=0.25), 20_000, 0.5


def _given() -> argparse.Namespace:
    names = [sender.name for sender in senders()]
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a short trial; RESULTS.md is left as it is"
    )
    parser.add_argument(
        "--only", default=",".join(names), help=f"who races beside notifier, of {', '.join(names)}"
    )
    parser.add_argument("--rounds", type=int, default=Measure().repetitions)
    parser.add_argument("--rows", type=int, default=million.ROWS, help="of the letter to a million")
    parser.add_argument(
        "--minutes", type=float, default=million.MINUTES, help="that it is sent for, at most"
    )
    parser.add_argument("--skip", default="", help="race, cold, million: leave these out")
    given = parser.parse_args()
    given.only, given.skip = set(given.only.split(",")) | {NOTIFIER}, set(given.skip.split(","))
    if unknown := given.only - set(names) | given.skip - {"", "race", "cold", "million"}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return given


def main() -> None:
    """Measure, print the page, and keep it unless this was a trial."""
    given, begun = _given(), time.monotonic()
    racing = [sender for sender in senders() if sender.name in given.only]
    measure = QUICK if given.quick else Measure(given.rounds)
    rows, minutes = (QUICK_ROWS, QUICK_MINUTES) if given.quick else (given.rows, given.minutes)
    results = {} if "race" in given.skip else race(racing, measure)
    print("the cold promise" if "cold" not in given.skip else "", flush=True)
    chilled = None if "cold" in given.skip else cold.measure()
    print(f"{rows:,} rows" if "million" not in given.skip else "", flush=True)
    many = None if "million" in given.skip else million.measure(rows, minutes)
    names = [sender.name for sender in racing]
    text = page(Measured(results, racing, measure, chilled, many, versions(names)))
    print(f"\n{text}\n({(time.monotonic() - begun) / 60:.1f} minutes)")
    if not given.quick:
        PAGE.write_text(text, encoding="utf-8")
        print(f"written to {PAGE.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
