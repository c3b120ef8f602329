# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the project share: a list of named checks that runs as a TAP test."""

import os
import subprocess

LAYERS = ("core", "wire", "threading", "mime", "net", "http", "imap", "smtp", "sieve", "autoconfig",
          "account", "store", "engine", "ui")


class Checks:
    """Collects checks with @checks.add("name"); each returns an iterable of complaints."""

    def __init__(self):
        self._checks = []

    def add(self, name):
        def remember(function):
            self._checks.append((name, function))
            return function
        return remember

    def run(self, *arguments):
        failed = 0
        print("1..%d" % len(self._checks))
        for number, (name, function) in enumerate(self._checks, 1):
            complaints = list(function(*arguments))
            for complaint in complaints:
                print("# " + str(complaint).replace("\n", "\n# "))
            print("%sok %d - %s" % ("not " if complaints else "", number, name), flush=True)
            failed += bool(complaints)
        return 1 if failed else 0


def files_below(root, *folders, suffixes):
    """Paths relative to root, of files that a checkout holds."""
    found = []
    for folder in folders:
        for parent, names, files in os.walk(os.path.join(root, folder)):
            names[:] = [name for name in names if name != "__pycache__"]
            found += [os.path.relpath(os.path.join(parent, name), root) for name in files
                      if name.endswith(tuple(suffixes))]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def run_tool(*command, **options):
    """Runs a validator; its output is the complaint when it fails."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False, **options)
    return result.returncode, result.stdout
