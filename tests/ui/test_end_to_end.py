#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole of Mailer, from its first start to a crash, as a person and a server see it.

    test_end_to_end.py PROGRAM SCHEMA_FOLDER
"""

import os
import sys

from walk import PATIENCE_S, Walk, main, make_message

SUBJECTS = ("Read me", "Star me", "Archive me", "Answer me", "Star me offline", "Archive me offline",
            "Star me before the crash", "Archive me before the crash")


class EndToEnd(Walk):
    def deliver_mail(self):
        for subject in SUBJECTS:
            self.server.deliver("ada", make_message(subject))

    def set_up_account(self):
        """The assistant finds the servers, signs in and makes the account."""
        super().set_up_account()
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
        message, raw = self.fetch("Re: Answer me", "INBOX", "bob")
        assert message["In-Reply-To"] == "<answer-me@example.test>", message["In-Reply-To"]
        assert "Here is my answer." in raw and "> This is what Answer me says." in raw, raw

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

    def have_sent_once(self):
        """After everything, restart and end included, there is one of each."""
        assert self.count("Re: Answer me", "Sent") == 1, "there are more copies in Sent"
        assert self.count("Re: Answer me", "INBOX", "bob") == 1, "it was sent more than once"

    STEPS = (set_up_account, keep_password_in_keyring_only, read, star, archive, answer, see_new_mail, act_offline,
             survive_a_crash, Walk.end_in_good_order, have_sent_once)


if __name__ == "__main__":
    sys.exit(main(EndToEnd))
