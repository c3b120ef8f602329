#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: its mailbox holds mail of every kind that it is to show, and nothing is left when it ends."""

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import checks

FEWEST_MESSAGES = 2000
FEWEST_BROKEN = 3
# A window that is closed at once, and one that stays open; both tell where they lived.
PROGRAM = "#!/bin/sh\nprintf '%%s' \"$HOME\" > '%s'\n%s\n"
PATIENCE = 60
# As build-aux/demo has it: the one that sees the system's modules.
PYTHON = "/usr/bin/python3"

demo = checks.Checks()


def text_of(message):
    """All text of a message, as far as it can be read."""
    found = []
    for part in message.walk():
        if part.get_content_maintype() == "text":
            data = part.get_payload(decode=True) or b""
            found.append(data.decode("utf-8", errors="replace"))
    return "\n".join(found)


def has_part(message, is_wanted):
    return any(is_wanted(part) for part in message.walk())


def has_remote_picture(message):
    return has_part(message, lambda part: part.get_content_type() == "text/html") and \
        re.search(r"<img[^>]*src=\"https?://", text_of(message)) is not None


def is_broken(message):
    return has_part(message, lambda part: bool(part.defects)) or not message.get("Date", "x")[:1].isalpha() \
        or "yesterday" in message.get("Date", "")


KINDS = {
    "newsletter with remote pictures": has_remote_picture,
    "attachment": lambda message: has_part(message, lambda part: part.get_content_disposition() == "attachment"),
    "inline picture": lambda message: has_part(
        message, lambda part: part.get_content_maintype() == "image" and part.get("Content-ID")),
    "signature": lambda message: re.search(r"^-- \r?$", text_of(message), re.M),
    "quoted reply": lambda message: message.get("In-Reply-To") and re.search(r"^> ?\S", text_of(message), re.M),
    "German": lambda message: re.search(r"\bfür\b|\büber\b|\bGrüße\b", text_of(message)),
    "Japanese": lambda message: re.search("[\u3040-\u30ff]", text_of(message)),
    "Arabic": lambda message: re.search("[\u0600-\u06ff]", text_of(message)),
    "emoji": lambda message: re.search("[\U0001f300-\U0001faff]", text_of(message)),
    "calendar invitation": lambda message: has_part(message, lambda part: part.get_content_type() == "text/calendar"),
    "mailing list": lambda message: message.get("List-Id"),
}


def read_mailbox(folder):
    """Pairs of a folder's name ("" for the Inbox) and a message."""
    for parent, _, files in os.walk(folder):
        if os.path.basename(parent) in ("cur", "new"):
            for name in files:
                with open(os.path.join(parent, name), "rb") as file:
                    yield os.path.relpath(os.path.dirname(parent), folder).replace(".", "", 1), \
                        email.message_from_binary_file(file, policy=email.policy.compat32)


@demo.add("mailbox has every kind of mail")
def check_mailbox(root):
    with tempfile.TemporaryDirectory(prefix="mailer-demo-mail-") as folder:
        path = os.path.join(folder, "Maildir")
        status, output = checks.run_tool(PYTHON, os.path.join(root, "build-aux", "demo-mailbox.py"), path)
        if status != 0:
            return [output]
        messages = list(read_mailbox(path))
    complaints = ["no message is a %s" % kind for kind, is_one in KINDS.items()
                  if not any(is_one(message) for _, message in messages)]
    if len(messages) < FEWEST_MESSAGES:
        complaints.append("there are only %d messages" % len(messages))
    if sum(is_broken(message) for _, message in messages) < FEWEST_BROKEN:
        complaints.append("hardly a message is broken")
    sent = {message.get("Message-ID") for name, message in messages if name == "Sent"}
    received = {message.get("Message-ID") for name, message in messages if name == ""}
    if not any(name == "" and message.get("In-Reply-To") in sent for name, message in messages):
        complaints.append("nobody answers what is in Sent")
    if not any(name == "Sent" and message.get("In-Reply-To") in received for name, message in messages):
        complaints.append("nothing in Sent answers what is in the Inbox")
    return complaints


def processes_of(folders):
    """Command lines of the processes that belong to one of the folders."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % number, "rb") as file:
                command = file.read()
            with open("/proc/%s/environ" % number, "rb") as file:
                environment = file.read()
        except OSError:
            continue
        if int(number) != os.getpid() and any(folder.encode() in command + environment for folder in folders):
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def wait_for(is_true):
    until = time.monotonic() + PATIENCE
    while not is_true() and time.monotonic() < until:
        time.sleep(0.05)
    return is_true()


def run_demo(root, stays_open):
    """Returns what is left of a demo that ended: because its window was closed, or by a signal."""
    with tempfile.TemporaryDirectory(prefix="mailer-demo-test-") as installed:
        told = os.path.join(installed, "told")
        program = os.path.join(installed, "bin", "mailer")
        os.makedirs(os.path.dirname(program))
        with open(program, "w", encoding="utf-8") as file:
            file.write(PROGRAM % (told, "exec sleep 1000" if stays_open else "exit 0"))
        os.chmod(program, 0o755)
        # A display that nobody looks at: the program has no window.
        environment = dict(os.environ, DISPLAY=":987")
        environment.pop("WAYLAND_DISPLAY", None)
        process = subprocess.Popen([PYTHON, os.path.join(root, "build-aux", "demo_session.py"), installed],
                                   env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        wait_for(lambda: process.poll() is not None or (os.path.exists(told) and os.path.getsize(told) > 0))
        is_open = os.path.exists(told)
        if stays_open:
            process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE)
        if not is_open:
            return ["Mailer was not opened: " + output]
        with open(told, encoding="utf-8") as file:
            home = file.read()
    server = re.search(r"A private mail server runs in (\S+)\.", output)
    folders = [os.path.join("/tmp", home.split("/")[2])] + ([server.group(1)] if server else [])
    wait_for(lambda: not processes_of(folders))
    return ["still runs: " + command for command in processes_of(folders)] + \
        ["still there: " + folder for folder in folders if os.path.exists(folder)]


@demo.add("nothing is left when the window is closed")
def check_closed(root):
    return run_demo(root, False)


@demo.add("nothing is left when the demo is ended")
def check_ended(root):
    return run_demo(root, True)


if __name__ == "__main__":
    sys.exit(demo.run(sys.argv[1]))
