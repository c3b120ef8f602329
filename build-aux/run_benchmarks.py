#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks of a build folder; see build-aux/bench."""

import glob
import json
import os
import subprocess
import sys

COLUMNS = ("bench", "metric", "value", "unit", "baseline", "ratio", "goal")


def text_of(value):
    if value is None:
        return "-"
    return "%.4g" % value if isinstance(value, float) else str(value)


def print_table(results):
    rows = [COLUMNS] + [tuple(text_of(result[name]) for name in COLUMNS) for result in results]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        cells = [cell.ljust(width) if column in (0, 1, 3, 6) else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def run_benchmark(program):
    """Runs one and returns its results; each is shown as soon as it is there."""
    results = []
    with subprocess.Popen([program], stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            result = json.loads(line)
            missing = set(COLUMNS) - set(result)
            if missing:
                raise ValueError("%s: no %s in %s" % (program, ", ".join(sorted(missing)), line))
            print(json.dumps(result), flush=True)
            results.append(result)
    if process.returncode != 0:
        raise ValueError("%s ended with status %d" % (program, process.returncode))
    return results


def main():
    folder, words = sys.argv[1], sys.argv[2:]
    programs = sorted(path for path in glob.glob(os.path.join(folder, "tests", "bench", "bench-*"))
                      if os.path.isfile(path) and os.access(path, os.X_OK))
    results = []
    failed = False
    for program in programs:
        if words and not any(word in os.path.basename(program) for word in words):
            continue
        try:
            results += run_benchmark(program)
        except ValueError as error:
            print(error, file=sys.stderr)
            failed = True
    print()
    print_table(results)
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
