#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo itself; see build-aux/demo, which builds Mailer and calls this."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tests", "support"), os.path.join(HERE, "..", "tests", "ui")]
from mail_server import Guardian, MailServer, MailServerError  # noqa: E402
from private_session import PrivateSession, store_secret  # noqa: E402

NAME, ADDRESS, DOMAIN, USER, PASSWORD = (
    "Ada Lindqvist", "ada@kranich.example", "kranich.example", "ada", "a quiet harbour")
ACCOUNT_ID = "account-demo"
LOCALES = {"en": "en_GB", "de": "de_DE"}


class Demo:
    """The server with its mail, and the files that let Mailer find it."""

    def __init__(self, installed, folder, server, session):
        self.program = os.path.join(installed, "bin", "mailer")
        self.folder = folder
        self.server = server
        self.session = session
        share = os.path.join(installed, "share")
        self.session.environment["XDG_DATA_DIRS"] = "%s:%s" % (
            share, os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share")

    def _write(self, path, text, mode=0o600):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def write_settings(self, color_scheme="default"):
        """GSettings: whom to trust, and what a desktop's settings would say."""
        self._write(os.path.join(self.session.environment["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile"),
                    "[org/example/Mailer]\nca-file='%s'\n\n[org/gnome/desktop/interface]\ncolor-scheme='%s'\n"
                    % (self.server.ca_file, color_scheme))

    def write_provider(self):
        """The servers of the demo's domain, as a company would tell Mailer of its own."""
        self._write(os.path.join(self.session.environment["XDG_DATA_HOME"], "mailer", "providers", "demo.ini"),
                    "[Kranich Mail]\ndomains=%s\nimap=localhost %d tls\nsmtp=localhost %d starttls\nuser=address\n"
                    % (DOMAIN, self.server.ports["imaps"], self.server.ports["submission"]))

    def write_account(self):
        """The account as the assistant would have made it."""
        server = "[%s]\nhost=localhost\nport=%d\nsecurity=%s\nuser-name=" + ADDRESS + "\nsign-in=password\n\n"
        self._write(os.path.join(self.session.environment["XDG_CONFIG_HOME"], "mailer", "accounts", ACCOUNT_ID + ".ini"),
                    "[account]\nfull-name=%s\naddress=%s\nsaves-sent-itself=false\n\n" % (NAME, ADDRESS)
                    + server % ("imap", self.server.ports["imaps"], "tls")
                    + server % ("smtp", self.server.ports["submission"], "starttls"))
        store_secret(self.session, "Password of " + ADDRESS, PASSWORD,
                     {"xdg:schema": "org.example.Mailer.Password", "account-id": ACCOUNT_ID})

    def make_locale(self, language):
        """A locale of our own, as the machine may have none but C; returns what to put in the environment."""
        folder = os.path.join(self.folder, "locale")
        name = LOCALES[language]
        if not os.path.exists(os.path.join(folder, name + ".UTF-8")):
            os.makedirs(folder, exist_ok=True)
            subprocess.run(["localedef", "--no-archive", "-i", name, "-f", "UTF-8",
                            os.path.join(folder, name + ".UTF-8")], check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return {"LOCPATH": folder, "LANG": name + ".UTF-8", "LC_ALL": name + ".UTF-8", "LANGUAGE": language}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="build-aux/demo", description="Show Mailer on a mailbox of its own.")
    parser.add_argument("installed", help=argparse.SUPPRESS)
    parser.add_argument("--screenshots", metavar="DIR", help="take pictures into DIR and end")
    parser.add_argument("--assistant", action="store_true", help="begin without an account")
    return parser.parse_args()


def has_display():
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_mailbox(folder):
    path = os.path.join(folder, "maildir")
    output = subprocess.run(["/usr/bin/python3", os.path.join(HERE, "demo-mailbox.py"), path], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    print("Wrote a mailbox with %s." % output.strip(), flush=True)
    return path


def run_window(demo, begin_with_assistant):
    """Opens Mailer on the caller's display and waits until it is closed."""
    demo.write_provider()
    if begin_with_assistant:
        print("The address is %s, the password: %s" % (ADDRESS, PASSWORD), flush=True)
    else:
        demo.write_account()
    print("Mailer opens. The demo ends when its last window is closed.", flush=True)
    program = demo.session.spawn(demo.program)
    return program.wait()


def take_pictures(demo, directory):
    # Only now: AT-SPI takes its bus from the environment when it is first used.
    os.environ.clear()
    os.environ.update(demo.session.environment)
    from demo_pictures import Pictures
    os.makedirs(directory, exist_ok=True)
    Pictures(demo, os.path.abspath(directory), NAME, ADDRESS, PASSWORD).take_all()
    print("The pictures are in %s" % os.path.abspath(directory), flush=True)
    return 0


def main():
    arguments = parse_arguments()
    directory = arguments.screenshots
    if directory is None and not has_display():
        directory = tempfile.mkdtemp(prefix="mailer-screenshots-")
        print("There is no display, so pictures are taken into %s" % directory, flush=True)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    folder = tempfile.mkdtemp(prefix="mailer-demo-", dir="/tmp")
    guardian = Guardian(folder)
    try:
        with MailServer(users={USER: PASSWORD}, domain=DOMAIN, maildirs={USER: make_mailbox(folder)},
                        outside="discard") as server, \
                PrivateSession(folder, size="1280x800" if directory else None) as session:
            print("A private mail server runs in %s." % server.folder, flush=True)
            demo = Demo(arguments.installed, folder, server, session)
            demo.write_settings()
            return take_pictures(demo, directory) if directory else run_window(demo, arguments.assistant)
    except MailServerError as error:
        print("demo: %s" % error, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guardian.release()


if __name__ == "__main__":
    sys.exit(main())
