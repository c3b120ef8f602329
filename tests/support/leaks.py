# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What LeakSanitizer finds and nobody can help.

GLib keeps the old table of its quarks on purpose when the 2048th is made, so that looking one up needs
no lock. A program with GTK and a web view makes more. The table has no name that leaks.supp could give."""

QUARK_TABLE = "SUMMARY: AddressSanitizer: %d byte(s) leaked in 1 allocation(s)." % (2048 * 8)


def is_only_quark_table(log):
    """Whether this table is all that was found, in one process and in the others."""
    return log.count("ERROR: ") == 1 and "ERROR: LeakSanitizer" in log and QUARK_TABLE in log
