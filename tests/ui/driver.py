# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses Mailer as a person does: by what a screen reader sees, with real keys and clicks.

Must be imported after the environment of the session is in os.environ (see private_session.py),
since AT-SPI connects to the session's bus when it is first used.
"""

import os
import re
import signal
import subprocess
import time

# It is meant for Mailer, whose environment is its own, and GLib reads it when it is loaded: libatspi
# warns of what GTK 4.8 lacks.
os.environ.pop("G_DEBUG", None)

import gi  # noqa: E402

from private_session import die_with_parent

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, lambda *_: None, None)
Atspi.set_timeout(5000, 10000)
PATIENCE_S = 120


class NotThere(AssertionError):
    """Something did not appear in time; says what was there instead."""


class Element:
    """One accessible object. Its state is asked for each time."""

    def __init__(self, application, accessible):
        self.application = application
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def role(self):
        return self.accessible.get_role_name()

    def has_state(self, state):
        return self.accessible.get_state_set().contains(state)

    @property
    def is_visible(self):
        return self.has_state(Atspi.StateType.VISIBLE)

    @property
    def extents(self):
        """Where it is in its window."""
        return Atspi.Component.get_extents(self.accessible.get_component_iface(), Atspi.CoordType.WINDOW)

    def is_at(self, x, y, window):
        """Whether this is what one sees at that place of the window; None if that cannot be told."""
        found = Atspi.Component.get_accessible_at_point(window.accessible.get_component_iface(), x, y,
                                                        Atspi.CoordType.WINDOW)
        if found is None:
            return None
        while found is not None and found != window.accessible:
            if found == self.accessible:
                return True
            found = found.get_parent()
        return False

    def is_shown(self, window):
        """Whether one can see and reach it. GTK 4.8 calls everything visible that was not hidden
        itself, also what lies on another page of a stack, so we look what is at its place."""
        if self.accessible == window.accessible:
            return True
        if not self.is_visible or self.accessible.get_component_iface() is None:
            return False
        box = self.extents
        if box.width <= 0 or box.height <= 0:
            return False
        # Inside of an entry GTK does not say what is there; at its edge it does.
        for x, y in ((box.x + box.width // 2, box.y + box.height // 2), (box.x + 3, box.y + box.height // 2),
                     (box.x + box.width - 3, box.y + 3)):
            answer = self.is_at(x, y, window)
            if answer is not None:
                return answer
        return False

    def is_called(self, name):
        """Whether this is its name. GTK 4.8 names a button after its label with the mnemonic's
        underscore and after the label inside: "_Try Again Try Again"."""
        own = self.name
        return own == name or (own.endswith(" " + name) and own[:-len(name) - 1].replace("_", "") == name)

    @property
    def is_sensitive(self):
        return self.has_state(Atspi.StateType.SENSITIVE)

    @property
    def text(self):
        """The text inside: of itself, or of the first text below it."""
        for element in self.walk():
            iface = element.accessible.get_text_iface()
            if iface is not None and element.role in ("text", "password text", "entry", "terminal"):
                return Atspi.Text.get_text(iface, 0, -1)
        return self.name

    def children(self):
        for index in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(index)
            if child is not None:
                yield Element(self.application, child)

    def walk(self):
        """Itself and what is below, as it is on screen."""
        yield self
        try:
            for child in self.children():
                if child.is_visible:
                    yield from child.walk()
        except GLib.Error:
            # It went away while we looked.
            return

    def find_all(self, role=None, name=None, contains=None):
        """What is on screen below this window and fits."""
        for element in self.walk():
            try:
                if ((role is None or element.role == role) and (name is None or element.is_called(name))
                        and (contains is None or contains in element.name) and element.is_shown(self)):
                    yield element
            except GLib.Error:
                continue

    def click(self):
        """Does what a click on it does."""
        action = self.accessible.get_action_iface()
        if action is not None and Atspi.Action.get_n_actions(action) > 0:
            Atspi.Action.do_action(action, 0)
            return
        self.point()

    def point(self, button=1):
        """A real click of the mouse in its middle."""
        box = self.extents
        self.application.click_at(box.x + box.width // 2, box.y + box.height // 2, button)

    def type(self, text):
        """Clicks there and types, replacing what it holds."""
        self.point()
        self.application.press("ctrl+a")
        self.application.type(text)


class Application:
    """A running Mailer.

    folder: where it is started; None for this process's own
    """

    def __init__(self, command, environment=None, log=None, folder=None):
        self._log = open(log, "ab") if log else None
        self.process = subprocess.Popen(command, env=environment, stdout=self._log, stderr=self._log, cwd=folder,
                                        preexec_fn=die_with_parent)
        self.element = None

    # Looking

    def _root(self):
        """The application on the accessibility bus, or None while it is not there yet."""
        if self.process.poll() is not None:
            raise NotThere("Mailer ended with status %d" % self.process.returncode)
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            try:
                child = desktop.get_child_at_index(index)
                if child is not None and child.get_process_id() == self.process.pid:
                    child.clear_cache()
                    return Element(self, child)
            except GLib.Error:
                continue
        return None

    def windows(self):
        root = self._root()
        return list(root.children()) if root else []

    def find_all(self, role=None, name=None, contains=None):
        found = []
        for window in self.windows():
            try:
                found += window.find_all(role, name, contains)
            except GLib.Error:
                continue
        return found

    def is_there(self, **wanted):
        return bool(self.find_all(**wanted))

    def wait_for(self, role=None, name=None, contains=None, patience_s=PATIENCE_S):
        """The first element that fits; waits until there is one."""
        def look():
            found = self.find_all(role, name, contains)
            return found[0] if found else None
        return self.wait_until(look, "no %s named %s" % (role or "element", name or contains), patience_s)

    def wait_until_gone(self, patience_s=PATIENCE_S, **wanted):
        self.wait_until(lambda: not self.is_there(**wanted), "%s is still there" % wanted, patience_s)

    def wait_until(self, condition, complaint, patience_s=PATIENCE_S):
        """Waits for a condition and returns its value."""
        deadline = time.monotonic() + patience_s
        while True:
            # On a busy machine one look may take longer than all the patience: what came meanwhile counts.
            is_last = time.monotonic() > deadline
            try:
                value = condition()
                if value:
                    return value
            except GLib.Error:
                pass
            if is_last:
                raise NotThere("%s after %d s. On screen:\n%s" % (complaint, patience_s, self.describe()))
            time.sleep(0.05)

    def find_row(self, subject):
        """The row of the list of conversations with exactly this subject. Its name is everything that
        it shows: senders, subject, date."""
        pattern = re.compile(r", (Re: )?%s(,|$)" % re.escape(subject))
        return next((row for row in self.find_all(contains=subject) if pattern.search(row.name)), None)

    def wait_for_row(self, subject, patience_s=PATIENCE_S):
        return self.wait_until(lambda: self.find_row(subject), "no row for %s" % subject, patience_s)

    def wait_for_sync(self, patience_s=PATIENCE_S):
        """Waits until nothing is being fetched any more."""
        self.wait_until_gone(patience_s=patience_s, role="progress bar")

    def wait_for_offline(self, patience_s=PATIENCE_S):
        """Waits until the window says that there is no connection to the server, and why."""
        reasons = ("does not accept connections", "ended the connection", "There is no connection")
        self.wait_until(lambda: any(self.is_there(role="label", contains=reason) for reason in reasons),
                        "nothing says that the server is gone", patience_s)

    def describe(self):
        """What is on screen, for the log of a test that failed."""
        lines = []

        for window in self.windows():
            for element in window.walk():
                try:
                    if element.name and element.is_shown(window):
                        lines.append("  %s: %s" % (element.role, element.name))
                except GLib.Error:
                    continue
        return "\n".join(lines)

    # Acting

    def press(self, *keys):
        """Presses keys, in xdotool's names, for example "ctrl+Return"."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", "--delay", "20", *keys], check=True)

    def type(self, text):
        for index, line in enumerate(text.split("\n")):
            if index > 0:
                self.press("Return")
            if line:
                subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "8", "--", line], check=True)

    def window_ids(self):
        output = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                                stdout=subprocess.PIPE, text=True, check=False).stdout
        return [int(line) for line in output.split()]

    def active_window_id(self):
        """The window with the focus, if it is one of Mailer's."""
        output = subprocess.run(["xdotool", "getactivewindow", "getwindowpid"], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True, check=False).stdout.split()
        if output != [str(self.process.pid)]:
            return None
        return int(subprocess.run(["xdotool", "getactivewindow"], stdout=subprocess.PIPE, text=True,
                                  stderr=subprocess.DEVNULL, check=True).stdout)

    def click_at(self, x, y, button=1):
        """Clicks at a place of the active window."""
        subprocess.run(["xdotool", "mousemove", "--window", str(self.active_window_id()), str(x), str(y),
                        "click", str(button)], check=True)

    def place(self, width, height, x=0, y=0):
        """Gives the active window a size and a place on the screen, and waits until it has them."""
        window = str(self.active_window_id())
        subprocess.run(["xdotool", "windowsize", window, str(width), str(height)], check=True)
        subprocess.run(["xdotool", "windowmove", window, str(x), str(y)], check=True)

        # Without a compositor GTK draws a border of some pixels around the window it was asked for.
        def has_size():
            output = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], check=True,
                                    stdout=subprocess.PIPE, text=True).stdout
            found = dict(line.split("=") for line in output.split())
            return abs(int(found["WIDTH"]) - width) <= 12 and abs(int(found["HEIGHT"]) - height) <= 12
        self.wait_until(has_size, "the window has not the size %dx%d" % (width, height))

    def centre(self, width, height, screen=(1280, 800)):
        """The same, in the middle of the screen."""
        self.place(width, height, (screen[0] - width) // 2, (screen[1] - height) // 2)

    def activate_window(self, title):
        subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title, "windowactivate", "--sync"],
                       check=True, stdout=subprocess.DEVNULL)

    def take_picture(self, path, whole_screen=False):
        """A PNG of the active window once it stands still."""
        target = "root" if whole_screen else str(self.active_window_id())
        previous, stands_still = None, 0
        for _ in range(60):
            time.sleep(0.15)
            picture = subprocess.run(["import", "-silent", "-window", target, "png:-"],
                                     stdout=subprocess.PIPE, check=True).stdout
            pixels = subprocess.run(["convert", "png:-", "-strip", "rgb:-"], input=picture,
                                    stdout=subprocess.PIPE, check=True).stdout
            stands_still = stands_still + 1 if pixels == previous else 0
            if stands_still == 5:
                break
            previous = pixels
        with open(path, "wb") as file:
            file.write(picture)

    # Ending

    def quit(self, patience_s=PATIENCE_S):
        """Asks it to end, and returns its status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._close_log()
        return self.process.returncode

    def kill(self):
        """Ends it as a crash or a power failure would."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close_log()

    def _close_log(self):
        if self._log is not None:
            self._log.close()
            self._log = None
