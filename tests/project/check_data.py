#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed beside the program, and the top level, are as they should be.

Usage: check_data.py SOURCE_FOLDER BUILD_FOLDER
"""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from checks import Checks, files_below, read, run_tool

ID = "org.example.Mailer"
TOP_LEVEL = {"src", "data", "po", "tests", "build-aux", "meson.build", ID + ".json", "README.md",
             "LICENSE", "CONTRIBUTING.md", ".ci", ".clang-format", ".editorconfig", ".gitignore"}
NOT_OURS = {".git", ".flatpak-builder"}
# README.md says of each what it is for.
PERMISSIONS = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri"}

checks = Checks()


def complain(*command, **options):
    """The validator's output, if it found anything."""
    if shutil.which(command[0]) is None:
        return [command[0] + " is not installed"]
    status, output = run_tool(*command, **options)
    return [] if status == 0 else [output]


@checks.add("top level")
def check_top_level(source, build):
    present = {name for name in os.listdir(source)
               if name not in NOT_OURS and not name.startswith("_build")
               and os.path.join(source, name) != build}
    yield from ("there should be no " + name for name in sorted(present - TOP_LEVEL))
    yield from ("missing: " + name for name in sorted(TOP_LEVEL - present))


@checks.add("desktop file")
def check_desktop(source, build):
    path = os.path.join(build, "data", ID + ".desktop")
    yield from complain("desktop-file-validate", path)
    desktop = configparser.ConfigParser(interpolation=None, strict=False)
    desktop.optionxform = str
    desktop.read(path, encoding="utf-8")
    entry = desktop["Desktop Entry"]
    if "x-scheme-handler/mailto" not in entry.get("MimeType", ""):
        yield "does not handle mailto:"
    if not entry.get("Actions"):
        yield "has no action"
    if "Comment[de]" not in entry:
        yield "is not translated"


@checks.add("metainfo")
def check_metainfo(source, build):
    path = os.path.join(build, "data", ID + ".metainfo.xml")
    yield from complain("appstreamcli", "validate", "--no-net", "--explain", path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for element in ("screenshots", "releases", "content_rating", "launchable"):
        if "<" + element not in text:
            yield "has no " + element


@checks.add("settings schema")
def check_schema(source, build):
    yield from complain("glib-compile-schemas", "--strict", "--dry-run", os.path.join(source, "data"))


@checks.add("flatpak manifest")
def check_flatpak(source, build):
    manifest = os.path.join(source, ID + ".json")
    with tempfile.TemporaryDirectory() as home:
        yield from complain("flatpak-builder", "--show-manifest", manifest, cwd=home,
                            env=dict(os.environ, HOME=home, XDG_DATA_HOME=home))
    with open(manifest, encoding="utf-8") as file:
        content = json.load(file)
    if content["id"] != ID or content["runtime"] != "org.gnome.Platform":
        yield "wrong id or runtime"
    for permission in sorted(set(content["finish-args"]) - PERMISSIONS):
        yield "asks for " + permission
    with open(os.path.join(source, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    for permission in content["finish-args"]:
        if "`%s`" % permission not in readme:
            yield "README.md does not say what %s is for" % permission
    for module in content["modules"]:
        for origin in module["sources"]:
            if origin["type"] == "archive" and not re.fullmatch("[0-9a-f]{64}", origin.get("sha256", "")):
                yield "%s is not pinned" % module["name"]
            if origin["type"] == "git" and "commit" not in origin:
                yield "%s is not pinned" % module["name"]


@checks.add("D-Bus service")
def check_service(source, build):
    service = configparser.ConfigParser(interpolation=None)
    service.read(os.path.join(build, "data", ID + ".service"), encoding="utf-8")
    if service["D-BUS Service"]["Name"] != ID:
        yield "has another name"
    if "--gapplication-service" not in service["D-BUS Service"]["Exec"]:
        yield "does not start as a service"


@checks.add("manual page")
def check_manual(source, build):
    # man says what groff says, and ends well all the same.
    result = subprocess.run(["man", "--warnings=all", "--encoding=UTF-8", "--local-file",
                             os.path.join(source, "data", "mailer.1")], check=False, text=True,
                            capture_output=True, env=dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8"))
    if result.returncode != 0 or result.stderr:
        yield result.stderr
    if "mailer" not in result.stdout:
        yield "is empty"


@checks.add("icons")
def check_icons(source, build):
    folder = os.path.join(source, "data", "icons")
    for name in (ID + ".svg", ID + "-symbolic.svg", ID + ".Devel.svg"):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            yield "missing: " + name
            continue
        yield from complain("xmllint", "--noout", "--nonet", path)
        if re.search(r"<image|href=\"http", read(folder, name)):
            yield name + " refers to something outside"


@checks.add("XML is well-formed")
def check_xml(source, build):
    for path in files_below(source, "src", "data", suffixes=(".ui", ".xml", ".xml.in", ".svg")):
        yield from complain("xmllint", "--noout", "--nonet", os.path.join(source, path))


@checks.add("every interface file is in the resources")
def check_resources(source, build):
    listed = read(source, "src/ui/mailer.gresource.xml")
    for path in files_below(source, "src/ui", suffixes=(".ui", ".css")):
        if os.path.basename(path) not in listed:
            yield path


if __name__ == "__main__":
    sys.exit(checks.run(*[os.path.abspath(word) for word in sys.argv[1:]]))
