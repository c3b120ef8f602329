#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each SQL statement of the store, as it stands in the sources, is one that SQLite understands with the tables as the
numbered schemas make them. A statement that no test happens to run must not be the first to find a mistake."""

import os
import re
import sqlite3
import sys

from checks import Checks, files_below, read

# The place of the SQL among the arguments.
CALLS = {"query": 2, "read_row": 3, "run": 2, "read_int": 3, "exec": 1}
# The same of our own functions that hand it on.
HANDED_ON = {"read_authors": 2}
CALL = re.compile(r"\b(?:mailer_store_db_(%s)|(%s)) \(" % ("|".join(CALLS), "|".join(HANDED_ON)))
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\w+|[^\s\w]')
DEFINITION = re.compile(r"^#define (\w+)((?:.*\\\n)*.*)$", re.MULTILINE)
# Those made at run time, by file: which tests run them is said there.
MADE = {
    "mailer-store-conversation.c": {"sql"},   # handed on
    "mailer-store-salvage.c": {"sql"},   # test-damage.c: for each table
    "mailer-store-schema.c": {"g_bytes_get_data", "stamp"},   # every start
}

checks = Checks()


def take_arguments(text, start):
    """The arguments of the call whose bracket opens before start, each as its tokens."""
    arguments, depth = [[]], 0
    for match in TOKEN.finditer(text, start):
        token = match.group()
        if token == ")" and depth == 0:
            return arguments
        depth += (token in "([{") - (token in ")]}") if len(token) == 1 else 0
        if token == "," and depth == 0:
            arguments.append([])
        else:
            arguments[-1].append(token)
    raise ValueError("a call without end")


def join(tokens, macros):
    """The string that literals and macros make together; None when there is something else."""
    parts = []
    for token in tokens:
        if token.startswith('"'):
            parts.append(token[1:-1].replace('\\"', '"').replace("\\\\", "\\"))
        elif macros.get(token) is not None:
            parts.append(macros[token])
        else:
            return None
    return "".join(parts)


def read_macros(text):
    macros = {}
    for match in DEFINITION.finditer(text):
        macros[match.group(1)] = join(TOKEN.findall(match.group(2).replace("\\\n", " ")), macros)
    for match in re.finditer(r"\bchar (\w+)\[\] = ((?:\"(?:[^\"\\]|\\.)*\"\s*)+);", text):
        macros[match.group(1)] = join(TOKEN.findall(match.group(2)), macros)
    return macros


def split_choice(tokens):
    """Both sides of a condition."""
    if "?" not in tokens:
        return [tokens]
    middle = tokens.index(":")
    return [tokens[tokens.index("?") + 1:middle], tokens[middle + 1:]]


def find_statements(root):
    """Of each call: file, line, whether it is about the bodies, and the SQL, or None and what is there instead."""
    for path in files_below(root, "src/store", suffixes=[".c"]):
        text = read(root, path)
        macros = read_macros(text)
        for match in CALL.finditer(text):
            arguments = take_arguments(text, match.end())
            if arguments[0][0].startswith("MailerStore"):   # its definition
                continue
            place = CALLS[match.group(1)] if match.group(1) else HANDED_ON[match.group(2)]
            line = text.count("\n", 0, match.start()) + 1
            for side in split_choice(arguments[place]):
                yield path, line, "bodies" in arguments[0], join(side, macros), side


def open_tables(root, name):
    handle = sqlite3.connect(":memory:")
    handle.execute("ATTACH ':memory:' AS old")
    folder = os.path.join("src", "store", "schema")
    for path in sorted(files_below(root, folder, suffixes=[".sql"])):
        if os.path.basename(path).startswith(name):
            handle.executescript(read(root, path))
    # What is salvaged is read from a file of the same kind.
    for (sql,) in handle.execute("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
                                 " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'").fetchall():
        handle.execute(re.sub(r"^CREATE TABLE ", "CREATE TABLE old.", sql))
    return handle


def complain(handle, sql):
    for statement in sql.split(";"):
        # BEGIN and the like are known to work, and cannot be explained.
        if not statement.strip() or re.match(r"\s*(BEGIN|COMMIT|PRAGMA|ATTACH|DETACH)\b", statement):
            continue
        count = 0
        for number in re.findall(r"\?(\d*)", statement):
            count = max(count, int(number)) if number else count + 1
        try:
            handle.execute("EXPLAIN " + statement, (None,) * count).fetchall()
        except sqlite3.Error as error:
            return str(error)
    return None


@checks.add("statements fit the tables")
def check_statements(root):
    tables = {True: open_tables(root, "bodies"), False: open_tables(root, "mailer")}
    n_checked = 0
    for path, line, is_bodies, sql, tokens in find_statements(root):
        if sql is None:
            if tokens[0] not in MADE.get(os.path.basename(path), ()):
                yield "%s:%d: this check cannot read the statement" % (path, line)
            continue
        problem = complain(tables[is_bodies], sql)
        n_checked += 1
        if problem is not None:
            yield "%s:%d: %s" % (path, line, problem)
    print("# %d statements" % n_checked)
    if n_checked < 100:
        yield "only %d statements were found" % n_checked


if __name__ == "__main__":
    sys.exit(checks.run(sys.argv[1]))
