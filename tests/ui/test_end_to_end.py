#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole of Mailer, from its first start to a crash, as a person and a server see it.

    test_end_to_end.py PROGRAM SCHEMA_FOLDER

Real Dovecot, real Postfix, real keyring, real keys. Each step asserts what the server holds, asked
past IMAP, or what is on screen. A step needs the ones before it, so the first failure ends the test.
"""

import email
import os
import re
import shutil
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "support"), HERE]
from mail_server import Guardian, MailServer  # noqa: E402
from private_session import PrivateSession  # noqa: E402

SUBJECTS = ("Read me", "Star me", "Archive me", "Answer me", "Star me offline", "Archive me offline",
            "Star me before the crash", "Archive me before the crash")
PATIENCE_S = 60
# The one leak that is not ours: GLib keeps the old table of its quarks on purpose when the 2048th is made,
# so that looking one up needs no lock. A program with GTK and a web view makes more.
QUARK_TABLE_LEAK = "SUMMARY: AddressSanitizer: %d byte(s) leaked in 1 allocation(s)." % (2048 * 8)


def make_message(subject, sender="Bob <bob@example.test>"):
    return ("From: %s\nTo: Ada <ada@example.test>\nSubject: %s\nMessage-ID: <%s@example.test>\n"
            "Date: Mon, 02 Nov 2026 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n"
            "This is what %s says.\n" % (sender, subject, subject.lower().replace(" ", "-"), subject))


class EndToEnd:
    """The steps, in their order. What one of them returns is not used; what it raises is its failure."""

    def __init__(self, server, session, folder, program):
        self.server = server
        self.session = session
        self.folder = folder
        self.program = program
        self.application = None

    # Helpers

    def start(self):
        from driver import Application
        self.application = Application([self.program], dict(self.session.environment),
                                       log=os.path.join(self.folder, "mailer.log"))

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

    def row(self, subject):
        return self.application.find_row(subject)

    def select(self, subject):
        self.application.wait_for_row(subject, PATIENCE_S).point()
        self.application.wait_for(role="push button", name="Reply")

    # Steps

    def set_up_account(self):
        """The assistant finds the servers, signs in and makes the account."""
        self.start()
        application = self.application
        application.wait_for(role="text", name="Full name").type("Ada Example")
        application.wait_for(role="text", name="Mail address").type("ada@example.test")
        application.wait_for(role="text", name="Password").type("ada-secret")
        application.wait_for(role="push button", name="Continue").point()
        application.wait_for(role="push button", name="Sign In").point()
        application.wait_for(role="push button", name="Start Reading", patience_s=PATIENCE_S).point()
        for subject in SUBJECTS:
            self.eventually(lambda wanted=subject: self.row(wanted), "%s is not listed" % subject)

    def keep_password_in_keyring_only(self):
        """The password is in no file of the program."""
        for parent, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(parent, name)
                if "keyrings" in path or not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    assert b"ada-secret" not in file.read(), "the password is in " + path

    def read(self):
        """Reading a message marks it on the server."""
        assert "\\Seen" not in self.flags("Read me")[0]
        self.select("Read me")
        self.eventually(lambda: "\\Seen" in self.flags("Read me")[0], "the server has no \\Seen")

    def star(self):
        self.select("Star me")
        self.application.press("s")
        self.eventually(lambda: "\\Flagged" in self.flags("Star me")[0], "the server has no \\Flagged")

    def archive(self):
        self.select("Archive me")
        self.application.press("a")
        self.eventually(lambda: self.row("Archive me") is None, "the row stays")
        self.eventually(lambda: self.count("Archive me", "Archive") == 1, "it is not in the archive")
        assert self.count("Archive me", "INBOX") == 0, "it is still in the inbox"

    def answer(self):
        """The answer arrives, is in Sent once, and the message is marked as answered."""
        self.select("Answer me")
        self.application.press("r")
        text = self.application.wait_for(role="text", name="Message Text")
        text.point()
        self.application.press("ctrl+Home")
        self.application.type("Here is my answer.\n")
        self.application.press("ctrl+Return")
        self.eventually(lambda: self.count("Re: Answer me", "INBOX", "bob") == 1, "the answer does not arrive")
        self.eventually(lambda: self.count("Re: Answer me", "Sent") == 1, "there is no copy in Sent")
        self.eventually(lambda: "\\Answered" in self.flags("Answer me")[0], "the server has no \\Answered")
        raw = self.server.doveadm("fetch", "-u", "bob", "text", "mailbox", "INBOX", "header", "subject", "Re: Answer me")
        message = email.message_from_string(raw.partition("\n")[2])
        assert message["In-Reply-To"] == "<answer-me@example.test>", message["In-Reply-To"]
        assert "Here is my answer." in raw and "> This is what Answer me says." in raw, raw
        time.sleep(1)
        assert self.count("Re: Answer me", "Sent") == 1, "there are more copies in Sent"
        assert self.count("Re: Answer me", "INBOX", "bob") == 1, "it was sent more than once"

    def see_new_mail(self):
        """A message that arrives appears by itself."""
        self.server.deliver("ada", make_message("Out of the blue"))
        self.eventually(lambda: self.row("Out of the blue"), "the new message does not appear")

    def act_offline(self):
        """Without its server Mailer says so and goes on; the server agrees when it is back."""
        self.server.stop("imap")
        self.server.stop("smtp")
        self.application.wait_for_offline(PATIENCE_S)
        self.select("Star me offline")
        self.application.press("s")
        self.eventually(lambda: "Starred" in self.row("Star me offline").name, "the star does not show")
        self.select("Archive me offline")
        self.application.press("a")
        self.eventually(lambda: self.row("Archive me offline") is None, "the row stays")
        self.server.start("imap")
        self.server.start("smtp")
        self.eventually(lambda: "\\Flagged" in self.flags("Star me offline")[0], "the star does not reach the server")
        self.eventually(lambda: self.count("Archive me offline", "Archive") == 1, "the server has not archived it")
        assert self.count("Archive me offline", "INBOX") == 0

    def survive_a_crash(self):
        """Killed between an action and its replay, it does after the restart what was asked, once."""
        self.server.kill("imap")
        self.select("Star me before the crash")
        self.application.press("s")
        self.eventually(lambda: "Starred" in self.row("Star me before the crash").name, "the star does not show")
        self.select("Archive me before the crash")
        self.application.press("a")
        self.eventually(lambda: self.row("Archive me before the crash") is None, "the row stays")
        self.application.kill()
        self.server.start("imap")
        assert "\\Flagged" not in self.flags("Star me before the crash")[0]
        assert self.count("Archive me before the crash", "INBOX") == 1
        self.start()
        self.eventually(lambda: "\\Flagged" in self.flags("Star me before the crash")[0], "the star is lost")
        self.eventually(lambda: self.count("Archive me before the crash", "Archive") == 1, "the archiving is lost")
        assert self.count("Archive me before the crash", "INBOX") == 0
        self.eventually(lambda: self.row("Out of the blue"), "the list is not there after the restart")

    def end_in_good_order(self):
        """It ends by itself with success and has warned of nothing."""
        status = self.application.quit(PATIENCE_S)
        with open(os.path.join(self.folder, "mailer.log"), encoding="utf-8", errors="replace") as file:
            log = file.read()
        if QUARK_TABLE_LEAK in log:
            log, status = log.replace("ERROR: LeakSanitizer", ""), 0
        warnings = [line for line in log.splitlines() if re.search(r"CRITICAL|WARNING|ERROR: ", line)]
        assert not warnings, "\n".join(warnings)
        assert status == 0, "it ended with status %d" % status

    STEPS = (set_up_account, keep_password_in_keyring_only, read, star, archive, answer, see_new_mail, act_offline,
             survive_a_crash, end_in_good_order)


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
        application.take_picture(os.path.join(keep, "end-to-end-%d.png" % number), whole_screen=True)
    for name in ("mailer.log",):
        path = os.path.join(test.folder, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                print("# %s:\n# %s" % (name, file.read()[-6000:].replace("\n", "\n# ")))
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


def main():
    program, schemas = (os.path.abspath(word) for word in sys.argv[1:3])
    folder = tempfile.mkdtemp(prefix="mailer-end-to-end-", dir="/tmp")
    guardian = Guardian(folder)
    try:
        with MailServer() as server, PrivateSession(folder, size="1200x800") as session:
            for subject in SUBJECTS:
                server.deliver("ada", make_message(subject))
            write_configuration(session, server)
            session.environment.update({"GSETTINGS_SCHEMA_DIR": schemas, "GSETTINGS_BACKEND": "keyfile",
                                        "LC_ALL": "C.UTF-8", "LANGUAGE": "en"})
            # Only now: AT-SPI takes its bus from the environment when it is first used.
            os.environ.clear()
            os.environ.update(session.environment)
            # A warning of AT-SPI in this process is none of Mailer's.
            os.environ.pop("G_DEBUG", None)
            test = EndToEnd(server, session, folder, program)
            try:
                return run_steps(test)
            finally:
                if test.application is not None:
                    test.application.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        guardian.release()


if __name__ == "__main__":
    sys.exit(main())
