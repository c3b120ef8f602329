# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What LeakSanitizer finds and nobody can help. GLib keeps no frame pointers, so that leaks.supp cannot
name who called it; the sizes can."""

import re

KNOWN = {
    # GLib keeps the old table of its quarks on purpose when the 2048th is made, so that looking one up needs
    # no lock. A program with GTK and a web view makes more.
    (2048 * 8, 1, "g_malloc"),
    # libcloudproviders forgets two paths, once, when GTK's file chooser asks it for providers.
    (2 * 128, 2, "g_realloc"),
}
LEAK = re.compile(r"leak of (\d+) byte\(s\) in (\d+) object\(s\) allocated from:\n[^\n]*#0[^\n]*\n[^\n]*#1 \S+ in (\w+)")


def are_known(log):
    """Whether these are all that was found, and nothing else was complained of."""
    found = {(int(size), int(number), function) for size, number, function in LEAK.findall(log)}
    return bool(found) and found <= KNOWN and log.count("leak of") == len(found) and log.count("ERROR: ") == 1
