#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string that people read is offered for translation, and the German one is complete."""

import os
import re
import subprocess
import sys
import tempfile

from checks import Checks, files_below, read

# As meson's preset for GLib.
KEYWORDS = ["--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
            "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3",
            "--keyword=g_dpgettext2:2c,3"]
TRANSLATABLE = {
    ".c": r"(?<![\w])(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2)\s*\(\s*\"",
    ".ui": r"translatable=\"(yes|true)\"",
    ".desktop.in": r"^(Name|Comment|Keywords)=",
    ".metainfo.xml.in": r"<summary>",
    ".gschema.xml": r"<summary>",
}

checks = Checks()


def listed_files(root):
    lines = read(root, "po/POTFILES").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def languages(root):
    return re.findall(r"^[a-z]{2,3}\S*", read(root, "po/LINGUAS"), re.MULTILINE)


def translatable_files(root):
    for suffix, pattern in TRANSLATABLE.items():
        for path in files_below(root, "src", "data", suffixes=(suffix,)):
            if re.search(pattern, read(root, path), re.MULTILINE):
                yield path


@checks.add("POTFILES lists what has strings, and nothing else")
def check_potfiles(root):
    listed = listed_files(root)
    present = set(translatable_files(root))
    for path in sorted(present - set(listed)):
        yield path + " has strings and is not listed"
    for path in sorted(set(listed) - present):
        yield path + (" has no strings" if os.path.exists(os.path.join(root, path)) else " is missing")
    if listed != sorted(listed):
        yield "the list is not sorted"


@checks.add("translations are complete")
def check_complete(root):
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, "mailer.pot")
        subprocess.run(["xgettext", *KEYWORDS, "--directory=" + root, "--output=" + template,
                        *listed_files(root)], check=True, stderr=subprocess.DEVNULL)
        for language in languages(root):
            merged = os.path.join(folder, language + ".po")
            subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=" + merged,
                            os.path.join(root, "po", language + ".po"), template], check=True)
            result = subprocess.run(["msgfmt", "--check", "--statistics", "--output-file=/dev/null", merged],
                                    capture_output=True, text=True, check=False,
                                    env=dict(os.environ, LC_ALL="C.UTF-8"))
            if result.returncode != 0 or not re.fullmatch(r"\d+ translated messages?\.\s*", result.stderr):
                yield "%s: %s" % (language, result.stderr)
                missing = subprocess.run(["msgattrib", "--untranslated", "--no-wrap", merged],
                                         capture_output=True, text=True, check=True).stdout
                yield from re.findall(r'^msgid "(.+)"$', missing, re.MULTILINE)[:10]


if __name__ == "__main__":
    sys.exit(checks.run(sys.argv[1]))
