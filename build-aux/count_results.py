#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the results in meson's testlog.json files: `N passed, N failed` and the exit status.

Counted are the single tests in what a program printed as TAP, or the program if it speaks no TAP.
A program that failed otherwise (crash, time-out, bad plan) is one failure more. Skipped tests are
neither. The first argument is a number of failures that happened elsewhere, such as builds.
"""

import json
import re
import sys

RESULT = re.compile(r"^(not )?ok\b(?:.*?#\s*(skip|todo)\b)?", re.IGNORECASE)


def count_test(entry):
    """The passed, failed and skipped ones of one entry of testlog.json."""
    passed = failed = skipped = 0
    for line in entry.get("stdout", "").splitlines():
        match = RESULT.match(line)
        if not match:
            continue
        if match[2]:
            skipped += 1
        elif match[1]:
            failed += 1
        else:
            passed += 1
    if entry["result"] == "SKIP":
        skipped = max(skipped, 1)
    elif entry["result"] not in ("OK", "EXPECTEDFAIL"):
        failed = max(failed, 1)
    elif passed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def main():
    failed = int(sys.argv[1])
    passed = skipped = 0
    failures = []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            entries = [json.loads(line) for line in file]
        for entry in entries:
            counts = count_test(entry)
            passed, failed, skipped = passed + counts[0], failed + counts[1], skipped + counts[2]
            if counts[1]:
                failures.append("%s (%s): %s" % (entry["name"], path, entry["result"]))
            elif counts[2]:
                print("skipped: %d in %s" % (counts[2], entry["name"]))
    for failure in failures:
        print("failed: " + failure)
    if passed == 0:
        print("No test was run.")
        failed = max(failed, 1)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
