#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day with Mailer: every deed and its undoing, files, drafts, addresses that are clicked, a second account.

    test_everyday.py PROGRAM SCHEMA_FOLDER
"""

import os
import subprocess
import sys

from walk import PATIENCE_S, Walk, main, make_message
from private_session import count_secrets  # noqa: I001, E402

LONG_SUBJECT = "Long " + "subject " * 250 + "END"
MARKUP_FOLDER = "R&D <b>bold"
PICTURE = bytes(range(256)) * 40
NAMES = ("../../..\x07/evil <i>&.dat", "same.dat", "same.dat")
# What each key does: the folder that the conversation is in afterwards, and what is said.
DEEDS = (("a", "Archive", "Conversation archived"),
         ("Delete", "Trash", "Conversation moved to the trash"),
         ("j", "Junk", "Conversation moved to junk"),
         ("m", MARKUP_FOLDER, "Conversation moved"))


def make_message_with_files(subject, names):
    import email.message
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "Bob <bob@example.test>", "ada@example.test", subject
    message["Date"], message["Message-ID"] = "Mon, 02 Nov 2026 11:00:00 +0000", "<%s@example.test>" % subject.lower()
    message.set_content("With files.\n")
    for index, _ in enumerate(names):
        message.add_attachment(PICTURE + bytes([index]), "application", "octet-stream", filename="NAME%d" % index)
    text = message.as_string()
    for index, name in enumerate(names):
        text = text.replace("NAME%d" % index, name.replace("\\", "\\\\"))
    return text


class Everyday(Walk):
    def deliver_mail(self):
        for subject in ("Plan", "Second plan"):
            self.server.deliver("ada", make_message(subject))
        self.server.deliver("ada", make_message(LONG_SUBJECT).replace(LONG_SUBJECT.lower().replace(" ", "-"), "long"))
        self.server.deliver("ada", "Date: Mon, 02 Nov 2026 10:00:00 +0000\n\nNobody says nothing about it.\n")
        self.server.deliver("ada", make_message_with_files("One file", NAMES[:1]))
        self.server.deliver("ada", make_message_with_files("Two files", NAMES[1:]))
        self.server.deliver("bob", make_message("Only bob knows", "Carol <carol@example.test>"))

    # Helpers

    def wait_for_toast(self, text):
        self.application.wait_for(role="label", name=text)

    def files(self):
        home = self.session.environment["HOME"]
        return {name: open(os.path.join(home, name), "rb").read() for name in os.listdir(home)
                if os.path.isfile(os.path.join(home, name)) and not name.startswith(".")}

    def wait_for_unseen(self, role, name):
        """What GTK 4.8 does not say where it is, as fields without a frame, or what must be scrolled to."""
        return self.application.wait_until(
            lambda: next((element for window in self.application.windows() for element in window.walk()
                          if element.role == role and element.is_called(name)), None), "no %s named %s" % (role, name))

    def account_files(self):
        return len(os.listdir(os.path.join(self.session.environment["XDG_CONFIG_HOME"], "mailer", "accounts")))

    def passwords(self):
        return count_secrets(self.session, {"xdg:schema": "org.example.Mailer.Password"})

    # Steps

    def set_up_account_by_a_link(self):
        """At the first start, what was asked for waits until there is an account to write from."""
        self.start("mailto:bob@example.test?subject=Before%20everything")
        self.sign_in("Ada Example", "ada")
        self.application.wait_for(role="label", name="Before everything", patience_s=PATIENCE_S)
        self.application.press("ctrl+w")
        self.application.wait_until_gone(role="text", name="Message Text")

    def undo_every_deed(self):
        """Each key does its deed at once, here and on the server; each undo takes it back."""
        for number, (key, mailbox, text) in enumerate(DEEDS):
            self.select("Plan")
            self.application.press(key)
            if key == "m":
                self.application.wait_for(role="list item", contains=MARKUP_FOLDER)
                self.application.type("bold")
                self.application.press("Return")
            if number % 2 == 0:
                # At once: the toast goes by itself.
                self.application.wait_for(role="push button", name="Undo").point()
            else:
                self.wait_for_toast(text)
                self.eventually(lambda: self.row("Plan") is None, "the row stays")
                self.eventually(lambda where=mailbox: self.count("Plan", where) == 1, "it is not in " + mailbox)
                assert self.count("Plan", "INBOX") == 0
                self.application.press("ctrl+z")
            self.eventually(lambda: self.row("Plan"), "the row does not come back")
            self.eventually(lambda: self.count("Plan", "INBOX") == 1, "it does not come back on the server")
            self.eventually(lambda where=mailbox: self.count("Plan", where) == 0, "it is still in " + mailbox)
            self.application.wait_until_gone(role="label", name=text)

    def mark_by_key(self):
        self.select("Second plan")
        self.eventually(lambda: "\\Seen" in self.flags("Second plan")[0], "the server has no \\Seen")
        self.application.press("u")
        self.eventually(lambda: "\\Seen" not in self.flags("Second plan")[0], "the server still has \\Seen")
        assert "Unread" in self.row("Second plan").name
        self.application.press("ctrl+z")
        self.eventually(lambda: "\\Seen" in self.flags("Second plan")[0], "undo does not reach the server")
        self.application.press("s")
        self.eventually(lambda: "\\Flagged" in self.flags("Second plan")[0], "the server has no \\Flagged")
        self.application.press("s")
        self.eventually(lambda: "\\Flagged" not in self.flags("Second plan")[0], "the server still has \\Flagged")

    def show_odd_messages(self):
        """No subject and no sender have words of their own; two thousand letters of subject are cut."""
        row = self.application.wait_for(role="list item", contains="No subject")
        assert "No sender" in row.name, row.name
        row.point()
        self.application.wait_for(role="push button", name="Reply")
        row = self.application.wait_for(role="list item", contains="Long subject subject")
        assert "END" not in row.name and "…" in row.name, row.name
        row.point()
        self.application.wait_for(role="push button", name="Reply")
        assert self.application.find_all(role="list item", contains="Second plan"), "the list is out of shape"

    def show_an_empty_folder(self):
        self.application.wait_for(role="list item", contains=MARKUP_FOLDER).point()
        self.application.wait_for(role="label", name="The Folder Is Empty")
        self.application.wait_for(role="list item", contains="Trash").point()
        self.application.wait_for(role="label", name="The Trash Is Empty")
        self.application.wait_for(role="list item", contains="Inbox").point()
        self.application.wait_for_row("Plan")

    def save_one_attachment(self):
        """Under a harmless name, with its bytes; what is there is replaced only when one says so."""
        application = self.application
        self.select("One file")
        application.press("ctrl+shift+s")
        application.wait_for(role="push button", name="Save").point()
        self.eventually(self.files, "no file is saved")
        application.wait_for(role="label", contains="” saved")
        [(name, content)] = self.files().items()
        assert content == PICTURE + b"\0", "these are not the bytes of the attachment"
        assert "evil" in name and name.endswith(".dat") and not set("/<>\a") & set(name), name
        path = os.path.join(self.session.environment["HOME"], name)
        with open(path, "wb") as file:
            file.write(b"mine")
        application.press("ctrl+shift+s")
        application.wait_for(role="push button", name="Save").point()
        application.wait_for(role="push button", name="Replace")
        application.press("Escape")
        application.wait_until_gone(role="push button", name="Replace")
        application.wait_for(role="push button", name="Cancel").point()
        application.wait_until_gone(role="push button", name="Save")
        assert self.files() == {name: b"mine"}, "the file was replaced without a question"

    def save_all_attachments(self):
        """Into one folder: two of one name do not become one."""
        folder = os.path.join(self.session.environment["HOME"], "all")
        os.mkdir(folder)
        with open(os.path.join(folder, "same.dat"), "wb") as file:
            file.write(b"mine")
        self.select("Two files")
        self.application.press("ctrl+shift+s")
        self.application.wait_for(role="push button", name="Save")
        self.application.press("ctrl+l")
        self.application.type(folder)
        self.application.wait_for(role="push button", name="Save").point()
        expected = {"same.dat": b"mine", "same (2).dat": PICTURE + b"\0", "same (3).dat": PICTURE + b"\1"}
        self.eventually(lambda: {name: open(os.path.join(folder, name), "rb").read()
                                 for name in os.listdir(folder)} == expected, "not all files are saved")

    def continue_a_draft(self):
        """A message that is closed is kept, opened again, and arrives once it is sent."""
        application = self.application
        application.press("ctrl+n")
        application.wait_for(role="text", name="Message Text")
        application.type("bob@example.test")
        self.wait_for_unseen("text", "Subject").type("Begun <b>&amp;")
        application.wait_for(role="text", name="Message Text").point()
        application.type("First half,")
        application.press("ctrl+w")
        self.wait_for_toast("Draft kept")
        application.press("ctrl+shift+d")
        application.wait_for(role="list item", contains="Begun <b>&amp;").point()
        text = application.wait_for(role="text", name="Message Text")
        assert "First half," in text.text, text.text
        text.point()
        application.press("ctrl+End")
        application.type(" second half.")
        application.press("ctrl+Return")
        self.eventually(lambda: self.count("Begun <b>&amp;", "INBOX", "bob") == 1, "it does not arrive")
        message, _ = self.fetch("Begun", "INBOX", "bob")
        assert message.get_content().strip() == "First half, second half.", message.get_content()
        self.wait_for_toast("Message sent")
        application.press("ctrl+shift+d")
        application.wait_for(role="label", name="No Drafts")
        application.press("Escape")
        application.wait_until_gone(role="label", name="No Drafts")

    def write_to_an_address(self):
        """What the desktop hands over becomes a message of the running program, and nothing else."""
        uri = "mailto:bob@example.test?cc=carol@example.test&subject=From%20a%20page&attach=/etc/passwd"
        subprocess.run([self.program, uri], env=self.session.environment, check=True, timeout=PATIENCE_S)
        self.application.wait_for(role="label", name="From a page")
        assert not self.application.is_there(contains="passwd")
        self.application.press("ctrl+w")
        self.application.wait_until_gone(role="text", name="Message Text")

    def write_from_the_desktop(self):
        """What the desktop file's action runs is done by the running program."""
        subprocess.run([self.program, "--new-message"], env=self.session.environment, check=True, timeout=PATIENCE_S)
        self.application.wait_for(role="text", name="Message Text")
        self.application.press("ctrl+w")
        self.application.wait_until_gone(role="text", name="Message Text")

    def add_a_second_account(self):
        self.application.press("ctrl+shift+n")
        self.sign_in("Bob Example", "bob")
        self.application.wait_for(contains="bob@example.test")
        inboxes = self.eventually(lambda: self.application.find_all(role="list item", contains="Inbox")[1:], "no second inbox")
        inboxes[0].point()
        self.application.wait_for_row("Only bob knows", PATIENCE_S)
        assert self.account_files() == 2

    def remove_the_second_account(self):
        """Settings, password and messages go; the first account stays as it is."""
        assert self.passwords() == 2
        self.application.press("ctrl+comma")
        row = self.application.wait_until(
            lambda: [row for window in self.application.windows() if any(window.find_all(name="Add Account"))
                     for row in window.find_all(role="list item", contains="bob@example.test")], "no row for the account")
        row[0].point()
        self.wait_for_unseen("push button", "Remove…").click()
        self.application.wait_for(role="push button", name="Remove").point()
        self.application.wait_until_gone(contains="bob@example.test")
        self.application.press("Escape")
        self.application.wait_for_row("Second plan")
        self.eventually(lambda: self.account_files() == 1, "the settings stay")
        self.eventually(lambda: self.passwords() == 1, "the password stays")

    def keep_nothing_of_the_removed_account(self):
        """After the end no file of the program has a word of its mail."""
        self.end_in_good_order()
        for parent, _, names in os.walk(self.session.environment["XDG_DATA_HOME"]):
            for name in names:
                with open(os.path.join(parent, name), "rb") as file:
                    assert b"Only bob knows" not in file.read(), "the mail is still in " + name

    STEPS = (set_up_account_by_a_link, undo_every_deed, mark_by_key, show_odd_messages, show_an_empty_folder,
             save_one_attachment, save_all_attachments, continue_a_draft, write_to_an_address,
             write_from_the_desktop, add_a_second_account,
             remove_the_second_account, keep_nothing_of_the_removed_account)


if __name__ == "__main__":
    sys.exit(main(Everyday, folders=[MARKUP_FOLDER]))
