# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A walk through Mailer, step by step: real Dovecot, real Postfix, real keyring, real keys.

A test is a class of steps and gives itself to main(). Each step asserts what the server holds, asked past
IMAP, or what is on screen. A step needs the ones before it, so the first failure ends the test.
"""

import email
import email.policy
import os
import re
import shutil
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), HERE]
from leaks import are_known  # noqa: E402
from mail_server import Guardian, MailServer  # noqa: E402
from private_session import PrivateSession  # noqa: E402

PATIENCE_S = 60


def make_message(subject, sender="Bob <bob@example.test>"):
    return ("From: %s\nTo: Ada <ada@example.test>\nSubject: %s\nMessage-ID: <%s@example.test>\n"
            "Date: Mon, 02 Nov 2026 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n"
            "This is what %s says.\n" % (sender, subject, subject.lower().replace(" ", "-"), subject))


class Walk:
    """The steps, in their order. What one of them returns is not used; what it raises is its failure."""

    STEPS = ()

    def __init__(self, server, session, folder, program):
        self.server = server
        self.session = session
        self.folder = folder
        self.program = program
        self.application = None

    def deliver_mail(self):
        """What is in the mailboxes before the first step."""

    # Helpers

    def start(self, *arguments):
        from driver import Application
        self.application = Application([self.program, *arguments], dict(self.session.environment),
                                       log=os.path.join(self.folder, "mailer.log"),
                                       folder=self.session.environment["HOME"])

    def eventually(self, condition, complaint):
        """Waits for the server to agree."""
        return self.application.wait_until(condition, complaint, PATIENCE_S)

    def flags(self, subject, mailbox="INBOX", user="ada"):
        """The flags of the messages with this subject, one set each."""
        found = self.server.flags(user, mailbox, ("header", "subject", subject))
        exact = self.subjects(mailbox, user)
        return [flags for uid, flags in found.items() if exact.get(uid) == subject]

    def subjects(self, mailbox, user="ada"):
        output = self.server.doveadm("-f", "tab", "fetch", "-u", user, "uid hdr.subject", "mailbox", mailbox, "all")
        rows = [line.split("\t", 1) for line in output.splitlines()[1:]]
        return {int(row[0]): row[1].strip() for row in rows}

    def count(self, subject, mailbox, user="ada"):
        return list(self.subjects(mailbox, user).values()).count(subject)

    def fetch(self, subject, mailbox, user="ada"):
        """The message with this subject, and its text as it is on the server."""
        raw = self.server.doveadm("fetch", "-u", user, "text", "mailbox", mailbox, "header", "subject", subject)
        raw = raw.partition("\n")[2]
        return email.message_from_string(raw, policy=email.policy.default), raw

    def row(self, subject):
        return self.application.find_row(subject)

    def select(self, subject):
        self.application.wait_for_row(subject, PATIENCE_S).point()
        self.application.wait_for(role="push button", name="Reply")

    # Steps that every walk has

    def set_up_account(self):
        """The assistant finds the servers, signs in and makes the account."""
        self.start()
        self.sign_in("Ada Example", "ada")

    def sign_in(self, name, user):
        application = self.application
        application.wait_for(role="text", name="Full name").type(name)
        application.wait_for(role="text", name="Mail address").type(user + "@example.test")
        application.wait_for(role="text", name="Password").type(user + "-secret")
        application.wait_for(role="push button", name="Continue").point()
        application.wait_for(role="push button", name="Sign In").point()
        application.wait_for(role="push button", name="Start Reading", patience_s=PATIENCE_S).point()

    def end_in_good_order(self):
        """It ends by itself with success and has warned of nothing."""
        status = self.application.quit(PATIENCE_S)
        with open(os.path.join(self.folder, "mailer.log"), encoding="utf-8", errors="replace") as file:
            log = file.read()
        if are_known(log):
            log, status = log.replace("ERROR: LeakSanitizer", ""), 0
        warnings = [line for line in log.splitlines() if re.search(r"CRITICAL|WARNING|ERROR: ", line)]
        assert not warnings, "\n".join(warnings)
        assert status == 0, "it ended with status %d" % status


def write_configuration(session, server):
    """What a company would put on its machines: its authority and its servers."""
    settings = os.path.join(session.environment["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    providers = os.path.join(session.environment["XDG_DATA_HOME"], "mailer", "providers")
    os.makedirs(settings)
    os.makedirs(providers)
    with open(os.path.join(settings, "keyfile"), "w", encoding="utf-8") as file:
        file.write("[org/example/Mailer]\nca-file='%s'\n" % server.ca_file)
    with open(os.path.join(providers, "test.ini"), "w", encoding="utf-8") as file:
        file.write("[Example]\ndomains=example.test\nimap=localhost %d tls\nsmtp=localhost %d starttls\nuser=address\n"
                   % (server.ports["imaps"], server.ports["submission"]))


def explain(test, number):
    """Everything that helps to understand a failure from the log alone."""
    print("# " + traceback.format_exc().replace("\n", "\n# "))
    application = test.application
    keep = os.environ.get("MAILER_TEST_PICTURES")
    if keep and application is not None and application.process.poll() is None:
        application.take_picture(os.path.join(keep, "%s-%d.png" % (type(test).__name__, number)), whole_screen=True)
    path = os.path.join(test.folder, "mailer.log")
    if os.path.exists(path):
        with open(path, encoding="utf-8", errors="replace") as file:
            print("# mailer.log:\n# %s" % file.read()[-6000:].replace("\n", "\n# "))
    print("# dovecot:\n# " + test.server.log("imap")[-3000:].replace("\n", "\n# "))


def run_steps(test):
    print("1..%d" % len(test.STEPS), flush=True)
    for number, step in enumerate(test.STEPS, 1):
        name = step.__name__.replace("_", " ")
        try:
            step(test)
        except Exception:  # pylint: disable=broad-except
            explain(test, number)
            print("not ok %d - %s" % (number, name))
            print("Bail out! The other steps need this one.", flush=True)
            return 1
        print("ok %d - %s" % (number, name), flush=True)
    return 0


def main(walk, **server_options):
    """Runs a walk: PROGRAM SCHEMA_FOLDER are its arguments."""
    program, schemas = (os.path.abspath(word) for word in sys.argv[1:3])
    folder = tempfile.mkdtemp(prefix="mailer-walk-", dir="/tmp")
    guardian = Guardian(folder)
    try:
        with MailServer(**server_options) as server, PrivateSession(folder, size="1200x800") as session:
            write_configuration(session, server)
            session.environment.update({"GSETTINGS_SCHEMA_DIR": schemas, "GSETTINGS_BACKEND": "keyfile",
                                        "LC_ALL": "C.UTF-8", "LANGUAGE": "en"})
            # Only now: AT-SPI takes its bus from the environment when it is first used.
            os.environ.clear()
            os.environ.update(session.environment)
            # A warning of AT-SPI in this process is none of Mailer's.
            os.environ.pop("G_DEBUG", None)
            test = walk(server, session, folder, program)
            test.deliver_mail()
            try:
                return run_steps(test)
            finally:
                if test.application is not None:
                    test.application.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guardian.release()
