#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of our C that a machine can hold; see CONTRIBUTING.md."""

import os
import re
import subprocess
import sys

from checks import Checks, files_below, read, run_tool

MAX_FUNCTION_LINES = 100
MAX_FILE_LINES = 1000
C_FILES = (".c", ".h")

# What must not be called, and what to do instead.
BANNED_EVERYWHERE = {
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|strncpy|alloca|g_alloca)\s*\(":
        "unbounded or ambiguous copying: use GLib's",
    r"\b(system|popen)\s*\(": "no shell: GSubprocess",
    r"\bgoto\b": "no goto: g_autoptr",
    r"\bg_set_str\b|\bG_MUTEX_AUTO_LOCK\b|\bADW_TYPE_(BANNER|DIALOG|SWITCH_ROW|TOOLBAR_VIEW|"
    r"NAVIGATION_SPLIT_VIEW|BREAKPOINT)\b|\bgtk_(file|alert)_dialog_": "newer than our floor",
}
BANNED_IN_SOURCE = {
    r"\b(atoi|atol|atof|strtol|strtoul)\s*\(": "unchecked or locale-dependent: g_ascii_string_to_*",
    r"\bg_main_loop_(run|new)\b|\bg_main_context_iteration\s*\(\s*NULL|\bgtk_dialog_run\b":
        "no nested main loops",
    r"\bg_task_run_in_thread": "GTask's pool is not for connections or the store: MailerWorker",
    r"\bg_main_context_invoke": "may run on the worker: attach an idle source",
    r"\b(g_print|g_printerr|printf|puts|fprintf)\s*\(": "no printing: g_debug, g_message, g_warning",
    r"\bg_critical\s*\(": "a caller's bug is g_return_*, our own g_assert",
    r"\bset_enable_javascript\s*\([^;]*TRUE|\bset_allow_(file|universal)_access": "a mail is not ours to run",
}
BANNED_IN_LAYERS = [
    (r"\b(gtk|gdk|adw)/|\bwebkit/|<(gtk|adwaita|webkit)", ("ui",), "GTK and WebKit only in ui"),
    (r"<sqlite3\.h>", ("store",), "sqlite3 only in store"),
    (r"<libsoup/", ("http",), "libsoup only in http"),
    (r"<gmime/", ("mime",), "GMime only in mime"),
    (r"<libxml/HTML", ("mime",), "libxml2's HTML parser only in mime"),
    (r"<libsecret/", ("account",), "libsecret only in account"),
    (r"<gnutls/", ("net",), "GnuTLS only in net"),
    (r"<pthread\.h>|\bG(Rec)?Mutex\b|\bGRWLock\b|\bGCond\b|\bg_thread_(try_)?new\b",
     ("threading",), "threads and locks only in threading"),
]
MAIN = "src/main.c"
# What somebody asked for on the command line is printed.
ALLOWED = {"src/ui/mailer-application.c": "g_print ("}
# What a program says when it is asked on the command line.
ANSWERS = ("src/ui/mailer-application.c", "g_print")

checks = Checks()


def strip_comments_and_strings(text):
    """The code alone, with line numbers kept."""
    def blank(match):
        token = match[0]
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        return token[0] + token[0]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.DOTALL)


def search(root, paths, pattern, keep_strings=False):
    for path in paths:
        text = read(root, path)
        if not keep_strings:
            text = strip_comments_and_strings(text)
        for match in re.finditer(pattern, text):
            yield "%s:%d: %s" % (path, text.count("\n", 0, match.start()) + 1, match[0].strip())


def layer_of(path):
    parts = path.split(os.sep)
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


@checks.add("clang-format")
def check_format(root):
    paths = files_below(root, "src", "tests", suffixes=C_FILES)
    for start in range(0, len(paths), 50):
        status, output = run_tool("clang-format", "--dry-run", "-Werror", "--ferror-limit=1",
                                  *paths[start:start + 50], cwd=root)
        if status != 0:
            yield from [line for line in output.splitlines() if "error:" in line]


@checks.add("function length")
def check_functions(root):
    paths = files_below(root, "src", "tests", suffixes=(".c",))
    output = subprocess.run(
        ["ctags", "--languages=C", "--kinds-C=f", "--fields=+ne", "-f", "-", "--sort=no", "-L", "-"],
        input="\n".join(paths), stdout=subprocess.PIPE, text=True, check=True, cwd=root).stdout
    for line in output.splitlines():
        fields = line.split("\t")
        values = dict(field.split(":", 1) for field in fields[3:] if ":" in field)
        # Tables of properties are lists, not code.
        if "end" not in values or fields[0].endswith("_class_init"):
            continue
        length = int(values["end"]) - int(values["line"]) + 1
        if length > MAX_FUNCTION_LINES:
            yield "%s:%s: %s() has %d lines" % (fields[1], values["line"], fields[0], length)


@checks.add("comment of each function in a header")
def check_header_comments(root):
    # A declaration begins at the edge, which nothing does inside of a type or of a function.
    function = re.compile(r"^(?!#|typedef\b|G_)(?:[A-Za-z][\w *]*?)??\b([a-z]\w+) \((?!\*)", re.MULTILINE)
    # The comment begins with the name; below it is the function, with its type perhaps on a line of its own.
    documented = re.compile(r"^/\*\*(?: |\n \* )(\w+):(?:(?!\*/).)*\*/\n(?:[^\n;{}]+\n)?[^\n;{}]*?\b\1 \(",
                            re.MULTILINE | re.DOTALL)
    for path in files_below(root, "src", suffixes=(".h",)):
        text = read(root, path)
        with_comment = set(documented.findall(text))
        for name in function.findall(strip_comments_and_strings(text)):
            if name not in with_comment:
                yield "%s: %s() has no comment of its own" % (path, name)


@checks.add("file length")
def check_files(root):
    for path in files_below(root, "src", "tests", "build-aux",
                            suffixes=C_FILES + (".py", ".ui", ".build", ".css")):
        lines = read(root, path).count("\n")
        if lines > MAX_FILE_LINES:
            yield "%s has %d lines" % (path, lines)


@checks.add("banned calls")
def check_banned(root):
    everywhere = files_below(root, "src", "tests", suffixes=C_FILES)
    source = [path for path in files_below(root, "src", suffixes=C_FILES) if path != MAIN]
    for paths, table in ((everywhere, BANNED_EVERYWHERE), (source, BANNED_IN_SOURCE)):
        for pattern, reason in table.items():
            for found in search(root, paths, pattern):
                if not (found.startswith(ANSWERS[0]) and ANSWERS[1] in found):
                    yield "%s (%s)" % (found, reason)


@checks.add("libraries in their layers")
def check_libraries(root):
    source = files_below(root, "src", suffixes=C_FILES)
    for pattern, layers, reason in BANNED_IN_LAYERS:
        paths = [path for path in source if layer_of(path) not in layers and path != MAIN]
        for found in search(root, paths, pattern):
            yield "%s (%s)" % (found, reason)
    for layer in ("core", "wire"):
        yield from search(root, files_below(root, "src/" + layer, suffixes=C_FILES),
                          r"#\s*include\s*<gio/[^>]*>")


@checks.add("translatable strings only in ui")
def check_translations_in_ui(root):
    paths = [path for path in files_below(root, "src", suffixes=C_FILES)
             if layer_of(path) != "ui" and path != MAIN]
    yield from search(root, paths, r"\b(_|N_|C_|NC_|Q_|gettext|ngettext|g_dgettext|g_dngettext)\s*\(")
    yield from search(root, paths, r"#\s*include\s*<(glib/gi18n|libintl)[^>]*>")


@checks.add("licence of each file")
def check_licence(root):
    suffixes = C_FILES + (".py", ".ui", ".css", ".sql", "meson.build", ".xml", ".in", ".ini", ".svg")
    paths = files_below(root, "src", "tests", "build-aux", "data", "po", ".ci", suffixes=suffixes)
    scripts = [path for path in files_below(root, "build-aux", "tests/support", ".ci", suffixes=("",))
               if "." not in os.path.basename(path)]
    for path in sorted(set(paths + scripts + ["meson.build"])):
        if path.startswith("tests/fixtures/"):
            continue
        head = read(root, path)[:600]
        if ("SPDX-FileCopyrightText: " not in head
                or "SPDX-License-Identifier: " not in head):
            yield path


@checks.add("order of includes")
def check_includes(root):
    for path in files_below(root, "src", suffixes=(".h",)):
        if "#pragma once" not in read(root, path):
            yield path + ": no #pragma once"
    for path in files_below(root, "src", "tests", suffixes=(".c",)):
        includes = re.findall(r'^#\s*include\s*([<"][^>"]+[>"])', read(root, path), re.MULTILINE)
        if includes and includes[0] != '"config.h"':
            yield "%s: config.h is not the first include" % path


@checks.add("nothing left to do")
def check_unfinished(root):
    # Written so that this line is not found.
    pattern = r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b"
    paths = files_below(root, "src", "tests", "build-aux", "data",
                        suffixes=C_FILES + (".py", ".ui", ".css", ".sql", "meson.build", ".in"))
    paths = [path for path in paths if not path.startswith("tests/fixtures/")]
    yield from search(root, paths, pattern, keep_strings=True)


@checks.add("white space")
def check_white_space(root):
    paths = files_below(root, "src", "tests", "build-aux", "data", ".ci",
                        suffixes=C_FILES + (".py", ".ui", ".css", ".sql", "meson.build"))
    for path in paths + ["meson.build"]:
        if path.startswith("tests/fixtures/"):
            continue
        text = read(root, path)
        if "\t" in text:
            yield path + ": a tab"
        if re.search(r"[ ]+$", text, re.MULTILINE):
            yield path + ": blanks at the end of a line"
        if text and not text.endswith("\n"):
            yield path + ": no end of line at its end"


if __name__ == "__main__":
    sys.exit(checks.run(sys.argv[1]))
