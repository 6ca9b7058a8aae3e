"""How often altered and true quotations are told apart, and how long a long draft takes.

    python tests/bench/verify.py [--squad FILE] [--altered 10000] [--true 10000] [--misses 5]

The corpus is the repository's own and, with --squad, the paragraphs of a file in SQuAD's shape,
half of the cases each. Prints tables in Markdown.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' own modules

from pincite.cite.lookup import Directory
from pincite.verify.sources import Sources
from pincite.verify.types import Item, ItemKind, Status
from pincite.verify.verify import verify
from support.catalogue import MemoryCatalogue, corpus
from verify.generator import Case, Generator, squad_catalogue

_PASSED = (Status.EXACT, Status.NORMALIZED)


def judge(sources: Sources, directory: Directory, case: Case) -> Item | None:
    """The item of the case's quotation; None if it was not found in the draft."""
    items = verify(sources, directory, case.draft).items
    quotations = [item for item in items if item.kind is ItemKind.QUOTATION]
    return quotations[0] if len(quotations) == 1 else None


class Tally:
    """Outcomes by kind of case."""

    def __init__(self) -> None:
        self.cases: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.statuses: dict[str, Counter[str]] = defaultdict(Counter)
        self.misses: list[tuple[Case, Item | None]] = []

    def add(self, sources: Sources, directory: Directory, cases: Iterable[Case]) -> None:
        for case in cases:
            item = judge(sources, directory, case)
            self.cases[case.kind] += 1
            status = item.status if item is not None else None
            self.statuses[case.kind][status.value if status is not None else "no item"] += 1
            self.passed[case.kind] += status in _PASSED
            placed = item is not None and any(
                p.passage.id in case.passages for p in item.places[:2]
            )
            right = status in case.statuses and placed
            self.right[case.kind] += right
            if not right:
                self.misses.append((case, item))

    def table(self, heading: str) -> str:
        lines = [
            f"| {heading} | cases | exact or normalized | right status and passage | statuses |",
            "|---|---:|---:|---:|---|",
        ]
        for kind in [*self.cases, "all"]:
            everything = kind == "all"
            cases = self.cases.total() if everything else self.cases[kind]
            passed = self.passed.total() if everything else self.passed[kind]
            right = self.right.total() if everything else self.right[kind]
            statuses = sum(self.statuses.values(), Counter()) if everything else self.statuses[kind]
            named = ", ".join(f"{name} {n}" for name, n in statuses.most_common())
            lines.append(f"| {kind} | {cases:,} | {passed:,} | {right / cases:.2%} | {named} |")
        return "\n".join(lines)


def long_draft(catalogue: MemoryCatalogue, quotations: int, words: int, seed: int) -> str:
    """A draft of so many words with so many quotations, a third of them altered, all cited."""
    generator, choice = Generator(catalogue, seed), random.Random(seed)
    cases = [*generator.altered(quotations // 3), *generator.true(quotations - quotations // 3)]
    choice.shuffle(cases)
    filler = " ".join(catalogue.quotes(range(catalogue.passage_count()))).split()
    each = max(1, words // quotations - 40)
    paragraphs = []
    for case in cases:
        start = choice.randrange(max(1, len(filler) - each))
        paragraphs.append(f"{' '.join(filler[start : start + each])}. {case.draft}")
    return "\n\n".join(paragraphs)


HOSTILE = {
    "nothing but straight marks": '"',
    "nothing but curly opening marks": "“",
    "one endless line of letters": "a",
    "one endless line of words": "ASEAN and the ROK ",
    "quotations of one letter": '"a" ',
    "altered quotations": '"ASEAN not ROK Summit trade xyz" ',
    "ellipses in quotations": '"a … b … c" ',
    "citations": "Overview, para. 1 ",
    "block quotation marks": "> \n",
    "dates": "1 January 2010, ",
}


def hostile() -> None:
    """Time against length on texts made to be slow: quadratic would be 16 times for 4."""
    sources, directory = Sources(corpus()), Directory(corpus())
    print("\n| hostile draft | 16,000 characters, s | 64,000 characters, s | times |")
    print("|---|---:|---:|---:|")
    for name, unit in HOSTILE.items():
        seconds = []
        for size in (16_000, 64_000):
            text = unit * (size // len(unit))
            best = 60.0
            for _ in range(2):
                start = time.perf_counter()
                verify(sources, directory, text)
                best = min(best, time.perf_counter() - start)
            seconds.append(best)
        print(f"| {name} | {seconds[0]:.3f} | {seconds[1]:.3f} | {seconds[1] / seconds[0]:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--squad", type=Path, help="a JSON file of SQuAD's shape to use as well")
    parser.add_argument("--altered", type=int, default=10_000)
    parser.add_argument("--true", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, help="how many misses to print")
    options = parser.parse_args()
    catalogues = {"the two documents": corpus()}
    if options.squad is not None:
        catalogues[options.squad.name] = squad_catalogue(options.squad)
    altered, true = Tally(), Tally()
    for number, catalogue in enumerate(catalogues.values()):
        sources, directory = Sources(catalogue), Directory(catalogue)
        generator = Generator(catalogue, options.seed + number)
        altered.add(sources, directory, generator.altered(options.altered // len(catalogues)))
        true.add(sources, directory, generator.true(options.true // len(catalogues)))
    print(altered.table("altered"), true.table("true"), sep="\n\n")
    for tally in (altered, true):
        for case, item in tally.misses[: options.misses]:
            found = item and (item.status.value, item.detail, [p.passage.id for p in item.places])
            print("\n", case.kind, repr(case.draft), sorted(case.passages), found)
    hostile()
    print(
        "\n| draft | quotations | words | items | seconds | of one processor |",
        "|---|---:|---:|---:|---:|---:|",
        sep="\n",
    )
    for name, catalogue in catalogues.items():
        start = time.perf_counter()
        sources, directory = Sources(catalogue), Directory(catalogue)
        built = time.perf_counter() - start
        text = long_draft(catalogue, 300, 25_000, options.seed)
        start, busy = time.perf_counter(), time.process_time()
        items = verify(sources, directory, text).items
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        print(
            f"| 50 pages over {name} (index built in {built:.2f} s) | 300 | "
            f"{len(text.split()):,} | {len(items):,} | {seconds:.2f} | {busy:.2f} |"
        )


if __name__ == "__main__":
    main()
