#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layer may include which is held by the build. This tries it, with each layer's own flags.

Usage: check_layers.py SOURCE_FOLDER BUILD_FOLDER
"""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from checks import LAYERS, Checks, files_below

# What each layer may see, with what those layers' own headers need.
ALLOWED = {
    "core": (), "wire": ("core",), "threading": ("core",), "mime": ("core", "threading"),
    "net": ("core", "threading"), "http": ("core", "threading"), "store": ("core", "threading"),
    "imap": ("core", "wire", "net", "threading"), "smtp": ("core", "wire", "net", "threading"),
    "sieve": ("core", "wire", "net", "threading"),
    "autoconfig": ("core", "http", "net", "threading"),
    "account": ("core", "http", "net", "threading"),
    "engine": tuple(layer for layer in LAYERS if layer not in ("engine", "ui")),
    "ui": ("core", "mime", "engine"),
}
checks = Checks()


def compile_flags(build, layer):
    """The flags with which the first file of a layer is compiled, without that file itself."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            if os.path.basename(os.path.dirname(path)) == layer and "/src/" in path:
                words = shlex.split(entry["command"])
                drop = {"-c", "-o", "-MD", "-MQ", "-MF", entry["file"]}
                takes_value = {"-o", "-MQ", "-MF"}
                return entry["directory"], [
                    word for index, word in enumerate(words)
                    if word not in drop and (index == 0 or words[index - 1] not in takes_value)]
    return None, None


def compile_include(build, layer, header):
    folder, words = compile_flags(build, layer)
    return subprocess.run(words + ["-fsyntax-only", "-x", "c", "-"], cwd=folder, text=True,
                          input='#include "%s"\n' % header, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)


def public_headers(source, layer):
    return [os.path.basename(path) for path in files_below(source, "src/" + layer, suffixes=(".h",))
            if not path.endswith("-private.h")]


def layers_with_code(source, build):
    return [layer for layer in LAYERS
            if public_headers(source, layer) and compile_flags(build, layer)[1]]


@checks.add("a layer sees its own headers and those it may")
def check_allowed(source, build):
    present = layers_with_code(source, build)
    direct = {"core": "core", "wire": "core", "threading": "core", "mime": "core", "net": "core",
              "http": "core", "store": "core", "imap": "net", "smtp": "net", "sieve": "net",
              "autoconfig": "core", "account": "core", "engine": "store", "ui": "engine"}

    def attempt(pair):
        result = compile_include(build, pair[0], public_headers(source, pair[1])[0])
        return None if result.returncode == 0 else "%s cannot include %s: %s" % (*pair, result.stdout)
    pairs = [(layer, seen) for layer in present for seen in {layer, direct[layer]} if seen in present]
    with ThreadPoolExecutor(2) as pool:
        yield from filter(None, pool.map(attempt, pairs))


@checks.add("a forbidden include does not compile")
def check_forbidden(source, build):
    present = layers_with_code(source, build)

    def attempt(pair):
        header = public_headers(source, pair[1])[0]
        result = compile_include(build, pair[0], header)
        if result.returncode == 0:
            return "%s can include %s of %s" % (pair[0], header, pair[1])
        if "%s: No such file" % header in result.stdout or "'%s' file not found" % header in result.stdout:
            return None
        return "%s fails on %s for another reason: %s" % (pair[0], header, result.stdout)
    pairs = [(layer, other) for layer in present for other in present
             if other != layer and other not in ALLOWED[layer]]
    with ThreadPoolExecutor(2) as pool:
        yield from filter(None, pool.map(attempt, pairs))


@checks.add("GTK is out of reach below ui")
def check_toolkit(source, build):
    for layer in layers_with_code(source, build):
        found = compile_include(build, layer, "gtk/gtk.h").returncode == 0
        if found != (layer == "ui"):
            yield "%s %s include gtk/gtk.h" % (layer, "can" if found else "cannot")


@checks.add("every layer is checked")
def check_complete(source, build):
    present = layers_with_code(source, build)
    for layer in LAYERS:
        if layer not in present and files_below(source, "src/" + layer, suffixes=(".c",)):
            yield "%s has code and is not compiled" % layer
    for name in os.listdir(os.path.join(source, "src")):
        if os.path.isdir(os.path.join(source, "src", name)) and name not in LAYERS:
            yield "src/%s is not a layer" % name


if __name__ == "__main__":
    sys.exit(checks.run(*sys.argv[1:]))
