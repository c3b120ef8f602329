#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every action has a key, the shortcuts window tells of it, and it tells of nothing that is not there."""

import re
import sys
from xml.etree import ElementTree

from checks import Checks, files_below, read

WINDOW = "src/ui/mailer-shortcuts.ui"
# Reached from the menu alone: it does nothing to anything.
MENU_ONLY = {"app.about"}
# Keys that the toolkit or a widget of ours binds by itself.
BUILT_IN = {"Tab", "Menu", "<Control>a", "<Control>z", "<Control><Shift>z"}

checks = Checks()


def normalize(key):
    """One spelling of each: "<shift><Control>R" is "<Control><Shift>r"."""
    modifiers = sorted(word.capitalize() for word in re.findall(r"<(\w+)>", key))
    name = re.sub(r"<\w+>", "", key)
    return "".join("<%s>" % word for word in modifiers) + (name.lower() if len(name) == 1 else name)


def interfaces(root):
    return [path for path in files_below(root, "src/ui", suffixes=[".ui"]) if path != WINDOW]


def find_actions(root):
    """Names of all actions that take no argument: what a key can call."""
    found = set()
    for path in files_below(root, "src/ui", suffixes=[".c"]):
        text = read(root, path)
        prefix = "app." if path.endswith("application.c") else "win."
        found |= {prefix + name for name in re.findall(r'^  \{ "([a-z-]+)", [a-z_]+_cb \},$', text, re.MULTILINE)}
        found |= set(re.findall(r'install_action \(widget_class, "([a-z.-]+)", NULL', text))
        found |= {"win." + name for name in re.findall(r'g_settings_create_action \([^,]+, "([a-z-]+)"\)', text)}
    return found


def find_keys(root):
    """{action: {keys}}, of the application's table and of the interface files."""
    found = {}
    table = read(root, "src/ui/mailer-application.c")
    for action, keys in re.findall(r'^  \{ "([a-z.-]+)", \{ ([^}]+) \} \},$', table, re.MULTILINE):
        found.setdefault(action, set()).update(normalize(key) for key in re.findall(r'"([^"]+)"', keys))
    for path in interfaces(root):
        for shortcut in ElementTree.fromstring(read(root, path)).iter("object"):
            if shortcut.get("class") != "GtkShortcut":
                continue
            values = {node.get("name"): node.text for node in shortcut.findall("property")}
            action = re.fullmatch(r"action\((.+)\)", values["action"])[1]
            found.setdefault(action, set()).update(normalize(key) for key in values["trigger"].split("|"))
    return found


def find_shown(root):
    """What the shortcuts window shows."""
    return {normalize(key) for node in ElementTree.fromstring(read(root, WINDOW)).iter("property")
            if node.get("name") == "accelerator" for key in node.text.split()}


@checks.add("every action has a key")
def every_action_has_a_key(root):
    keys = find_keys(root)
    actions = find_actions(root)
    if len(actions) < 30:
        yield "only %d actions were found" % len(actions)
    bound = {action for action in actions if action.startswith(("app.", "win.", "composer."))}
    return (yield from ("%s has no key" % action for action in sorted(bound - set(keys) - MENU_ONLY)))


@checks.add("the shortcuts window shows every action")
def every_action_is_shown(root):
    shown = find_shown(root)
    for action, keys in sorted(find_keys(root).items()):
        if not keys & shown:
            yield "%s (%s) is not in the shortcuts window" % (action, ", ".join(sorted(keys)))


@checks.add("the shortcuts window shows nothing else")
def nothing_else_is_shown(root):
    known = BUILT_IN.union(*find_keys(root).values())
    for key in sorted(find_shown(root) - known):
        yield "nothing happens at %s" % key


if __name__ == "__main__":
    sys.exit(checks.run(sys.argv[1]))
