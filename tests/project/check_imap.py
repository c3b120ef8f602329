#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of IMAP extensions in src/imap/README.md is true."""

import os
import re
import sys

from checks import Checks, read

EXTENSIONS = """ENABLE ID NAMESPACE LIST-EXTENDED LIST-STATUS SPECIAL-USE CREATE-SPECIAL-USE CHILDREN
STATUS=SIZE CONDSTORE QRESYNC NOTIFY IDLE UIDPLUS MOVE ESEARCH SEARCHRES SORT THREAD WITHIN MULTISEARCH
BINARY LITERAL+ LITERAL- SASL-IR COMPRESS=DEFLATE UNSELECT PREVIEW OBJECTID SAVEDATE MULTIAPPEND CATENATE
REPLACE APPENDLIMIT QUOTA ACL METADATA UTF8=ACCEPT INPROGRESS PARTIAL UIDONLY MESSAGELIMIT
X-GM-EXT-1""".split()
# Where the code calls an extension otherwise.
NAMES = {"LITERAL+": "LITERAL_PLUS", "LITERAL-": "LITERAL_MINUS", "THREAD": "THREAD_REFERENCES",
         "X-GM-EXT-1": "GMAIL", "UTF8=ACCEPT": "UTF8_ACCEPT"}

# Servers whose deviations are taken care of, and the beginning of their fixtures.
SERVERS = {"Gmail": "gmail", "Exchange": "exchange", "Yahoo": "yahoo", "iCloud": "icloud", "GMX": "gmx", "WEB.DE": "gmx",
           "T-Online": "tonline", "Yandex": "yandex", "QQ": "qq", "Courier": "courier", "Cyrus": "cyrus",
           "hMailServer": "hmailserver", "Zimbra": "zimbra", "MDaemon": "mdaemon", "Proton Bridge": "protonbridge",
           "DavMail": "davmail"}

checks = Checks()


def rows(root):
    """The lines of the table: extension, file, tests as (file, name)."""
    for line in read(root, "src/imap/README.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or len(cells) != 5 or not cells[1].startswith("`"):
            continue
        tests = [test.split(": ", 1) for test in re.findall(r"`([^`]+)`", cells[4])]
        yield cells[0], cells[1].strip("`"), tests


@checks.add("every extension stands in the table, once")
def check_complete(root):
    listed = [row[0] for row in rows(root)]
    for name in EXTENSIONS:
        if listed.count(name) != 1:
            yield "%s: %d times" % (name, listed.count(name))
    yield from sorted(set(listed) - set(EXTENSIONS))


@checks.add("the file that uses an extension says so")
def check_used(root):
    for name, file, _ in rows(root):
        path = "src/imap/" + file
        if not os.path.exists(os.path.join(root, path)):
            yield path + " is not there"
            continue
        words = {NAMES.get(name, name), NAMES.get(name, re.sub("[-=]", "_", name))}
        if not any("EXTENSION_" + word in read(root, path) or "CODE_" + word in read(root, path)
                   or "BIT (%s)" % word in read(root, path) for word in words):
            yield "%s does not ask for %s" % (path, name)


def has_test(text, name):
    """As a name, or as a row of a table whose tests have what comes before it in front of their names."""
    prefix, _, row = name.rpartition("/")
    return name in text or (row != "" and '"%s/"' % prefix in text and '{ "%s",' % row in text)


@checks.add("the tests are there")
def check_tests(root):
    for name, _, tests in rows(root):
        if not tests:
            yield name + " has no test"
        for file, test in tests:
            path = "tests/imap/" + file
            if not os.path.exists(os.path.join(root, path)):
                yield path + " is not there"
            elif not has_test(read(root, path), test):
                yield "%s has no test %s" % (path, test)


@checks.add("every server has a row, a comment, a fixture and a test")
def check_servers(root):
    quirks = read(root, "src/imap/mailer-imap-quirks.c")
    fixtures = os.listdir(os.path.join(root, "tests/fixtures/imap"))
    for name, prefix in SERVERS.items():
        row = quirks.find('.name = "%s"' % name)
        if row < 0:
            yield name + " is not in the table"
        elif not re.search(re.escape(name) + "|Nothing|" + re.escape(name.split()[0]), quirks[:row].rsplit("/*", 1)[-1]):
            yield name + " has no comment"
        if not any(file.startswith(prefix + "-") and file.endswith(".txt") for file in fixtures):
            yield name + " has no fixture"
        if '"%s" }' % name not in read(root, "tests/imap/test-agree.c"):
            yield name + " has no test"


if __name__ == "__main__":
    sys.exit(checks.run(sys.argv[1]))
