# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the mailbox that build-aux/demo-mailbox.py writes."""
