# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes through Mailer as a person would and takes pictures on the way."""

import os

from driver import Application

NEWSLETTER = "Soup weather"
CONVERSATION = "Harbour Park: trees along the quay"
GERMAN = "Sonntag: Zwetschgenkuchen?"
ANSWER = {"en": "Reply", "de": "Antworten"}


class Pictures:
    """One walk through Mailer; each picture is numbered in the order of the walk."""

    def __init__(self, demo, directory, name, address, password):
        self.demo = demo
        self.directory = directory
        self.identity = (name, address, password)
        self.application = None
        self.language = "en"
        self.number = 0

    def take_all(self):
        try:
            self.take_assistant()
            self.take_main_views()
            self.restart("de")
            self.open_message(GERMAN)
            self.take("german")
            self.demo.write_settings(color_scheme="prefer-dark")
            self.restart("en")
            self.open_message(CONVERSATION)
            self.take("dark")
            self.demo.write_settings()
            self.restart("en")
            self.take_narrow()
            self.demo.session.write_toolkit_settings(text_scale=1.5)
            self.restart("en")
            self.open_message(CONVERSATION)
            self.take("large-text")
        finally:
            if self.application is not None:
                self.application.kill()

    def start(self, language):
        self.language = language
        environment = dict(self.demo.session.environment, **self.demo.make_locale(language))
        self.application = Application([self.demo.program], environment,
                                       log=os.path.join(self.directory, "mailer.log"))
        self.application.wait_until(self.application.active_window_id, "no window appears")
        self.application.place(1280, 800)

    def restart(self, language):
        self.application.quit()
        self.start(language)

    def take(self, name, whole_screen=False):
        self.number += 1
        path = os.path.join(self.directory, "%02d-%s.png" % (self.number, name))
        self.application.take_picture(path, whole_screen)
        print("  " + os.path.basename(path), flush=True)

    def open_message(self, subject):
        """Clicks a conversation in the list and waits until its message is shown."""
        self.application.wait_for_row(subject).point()
        self.application.wait_for(role="push button", name=ANSWER[self.language])

    def take_assistant(self):
        name, address, password = self.identity
        self.demo.write_provider()
        self.start("en")
        application = self.application
        application.wait_for(role="text", name="Full name").type(name)
        application.wait_for(role="text", name="Mail address").type(address)
        application.wait_for(role="text", name="Password").type(password)
        self.take("assistant")
        application.wait_for(role="push button", name="Continue").click()
        application.wait_for(role="push button", name="Sign In")
        application.wait_for(role="label", name="Kranich Mail").point()
        self.take("assistant-found-servers")
        application.wait_for(role="push button", name="Sign In").point()
        application.wait_for(role="push button", name="Start Reading")
        self.take("assistant-all-set")
        application.wait_for(role="push button", name="Start Reading").click()

    def take_main_views(self):
        application = self.application
        self.open_message(NEWSLETTER)
        application.wait_for_sync()
        self.take("newsletter-pictures-held-back")
        self.open_message(CONVERSATION)
        self.take("conversation")
        application.press("r")
        text = application.wait_for(role="text", name="Message Text")
        application.centre(720, 640)
        text.point()
        application.press("ctrl+Home")
        application.type("Dear Kwame,\n\nthank you. I went outside and looked at three.\n\nAda\n")
        self.take("composer", whole_screen=True)
        application.wait_for(role="push button", name="Discard Message").click()
        application.wait_for(role="push button", name="Discard").click()
        application.wait_until_gone(role="text", name="Message Text")
        application.press("ctrl+question")
        application.wait_until(lambda: len(application.windows()) > 1, "no window with the keys")
        self.take("keyboard-shortcuts", whole_screen=True)
        application.press("Escape")

    def take_narrow(self):
        self.application.wait_for_row(CONVERSATION)
        self.application.place(360, 720)
        self.take("narrow-list")
        self.open_message(CONVERSATION)
        self.take("narrow-reader")
