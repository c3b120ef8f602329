# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session of one's own for tests and the demo: display, window manager, D-Bus, keyring.

Everything is a direct child of this process and is told by the kernel when it goes, so that nothing
is left however the session ends.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# What a program would otherwise take from the caller's session.
FOREIGN = ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK",
           "XAUTHORITY", "AT_SPI_BUS_ADDRESS", "DESKTOP_SESSION", "XDG_CURRENT_DESKTOP", "LANGUAGE",
           "XDG_SESSION_TYPE", "XDG_SESSION_ID", "GTK_THEME", "GTK_A11Y", "NO_AT_BRIDGE")
BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path=%(folder)s/run/bus</listen>
  <auth>EXTERNAL</auth>
%(services)s
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
# What may be started by the bus: accessibility, and nothing that would reach outside.
BUS_SERVICES = {"org.a11y.Bus": "/usr/libexec/at-spi-bus-launcher"}
OPENBOX_CONFIGURATION = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard/>
  <applications><application class="*"><decor>no</decor></application></applications>
</openbox_config>
"""


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class PrivateSession:
    """Runs a session whose files lie in `folder`. `environment` is what programs in it get.

    size: of the virtual screen; None keeps the caller's display
    """

    def __init__(self, folder, size="1280x800", bus_services=None):
        self.folder = folder
        self.environment = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        self._size = size
        self._services = dict(BUS_SERVICES, **(bus_services or {}))
        self._processes = []

    def __enter__(self):
        # What the bus starts becomes ours when the bus ends, so that we can wait for its end.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        try:
            self._make_folders()
            if self._size:
                self.write_toolkit_settings()
            self._start_bus()
            if self._size:
                self._start_display()
            self._start_keyring()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _path(self, *names):
        return os.path.join(self.folder, *names)

    def _make_folders(self):
        for name in ("home", "run", "data", "config", "cache", "state", "services"):
            os.makedirs(self._path(name), mode=0o700, exist_ok=True)
        if self._size:
            for name in ("DISPLAY", "WAYLAND_DISPLAY"):
                self.environment.pop(name, None)
            self.environment["GDK_BACKEND"] = "x11"
        elif "WAYLAND_DISPLAY" in os.environ:
            # The runtime folder becomes ours, but the compositor's socket lies in the caller's.
            self.environment["WAYLAND_DISPLAY"] = os.path.join(
                os.environ.get("XDG_RUNTIME_DIR", ""), os.environ["WAYLAND_DISPLAY"])
        if not self._size and "XAUTHORITY" in os.environ:
            self.environment["XAUTHORITY"] = os.environ["XAUTHORITY"]
        elif not self._size and os.path.exists(os.path.expanduser("~/.Xauthority")):
            self.environment["XAUTHORITY"] = os.path.expanduser("~/.Xauthority")
        self.environment.update({
            "HOME": self._path("home"), "XDG_RUNTIME_DIR": self._path("run"),
            "XDG_DATA_HOME": self._path("data"), "XDG_CONFIG_HOME": self._path("config"),
            "XDG_CACHE_HOME": self._path("cache"), "XDG_STATE_HOME": self._path("state"),
            "GSETTINGS_BACKEND": "keyfile",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + self._path("run", "bus")})

    def write_toolkit_settings(self, text_scale=1.0):
        """What a desktop would tell GTK over the display. Nothing moves or blinks, so that a picture
        stands still when everything is drawn."""
        folder = self._path("config", "gtk-4.0")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as file:
            file.write("[Settings]\ngtk-font-name=Cantarell %g\ngtk-xft-antialias=1\ngtk-xft-hinting=1\n"
                       "gtk-xft-hintstyle=hintslight\ngtk-xft-rgba=none\ngtk-xft-dpi=98304\n"
                       "gtk-decoration-layout=appmenu:close\n"
                       "gtk-enable-animations=false\ngtk-cursor-blink=false\n" % (11 * text_scale))

    def spawn(self, *command, **options):
        """Starts a program of the session; it ends with the session."""
        environment = dict(options.pop("env", self.environment))
        # The sanitizers' and GLib's debugging are meant for the program under test.
        for name in ("LD_PRELOAD", "G_DEBUG"):
            environment.pop(name, None)
        process = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent, **options)
        self._processes.append(process)
        return process

    def _start_bus(self):
        for name, program in self._services.items():
            with open(self._path("services", name + ".service"), "w", encoding="utf-8") as file:
                file.write("[D-BUS Service]\nName=%s\nExec=%s\n" % (name, program))
        configuration = self._path("bus.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIGURATION % {
                "folder": self.folder,
                "services": "  <servicedir>%s</servicedir>" % self._path("services")})
        self.spawn("dbus-daemon", "--nofork", "--config-file=" + configuration,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_for(lambda: os.path.exists(self._path("run", "bus")), "the D-Bus daemon")

    def _start_display(self):
        reading, writing = os.pipe()
        self.spawn("Xvfb", "-displayfd", str(writing), "-screen", "0", self._size + "x24",
                   "-nolisten", "tcp", "-noreset", "-dpi", "96", pass_fds=(writing,),
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as file:
            number = file.readline().strip()
        if not number:
            raise RuntimeError("Xvfb does not start")
        self.environment["DISPLAY"] = ":" + number
        # There is no graphics hardware: cairo is faster and truer than a GL drawn in software.
        self.environment["GSK_RENDERER"] = "cairo"
        self.environment["LIBGL_ALWAYS_SOFTWARE"] = "1"
        with open(self._path("openbox.xml"), "w", encoding="utf-8") as file:
            file.write(OPENBOX_CONFIGURATION)
        self.spawn("openbox", "--sm-disable", "--config-file", self._path("openbox.xml"),
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_for(self._has_window_manager, "openbox")

    def _has_window_manager(self):
        answer = subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], check=False,
                                env=self.environment, capture_output=True, text=True).stdout
        return "window id" in answer

    def _start_keyring(self):
        keyring = self.spawn("gnome-keyring-daemon", "--foreground", "--unlock",
                             "--components=secrets", stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(b"throw-away")
        keyring.stdin.close()
        self._wait_for(self._has_keyring, "the keyring")

    def _has_keyring(self):
        command = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets",
                   "/org/freedesktop/secrets/aliases/default",
                   "org.freedesktop.DBus.Properties.Get",
                   "string:org.freedesktop.Secret.Collection", "string:Locked"]
        answer = subprocess.run(command, check=False, env=self.environment, capture_output=True,
                                text=True).stdout
        return "boolean false" in answer

    @staticmethod
    def _wait_for(condition, what):
        deadline = time.monotonic() + 20
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError("%s does not start" % what)
            time.sleep(0.05)

    def close(self):
        """Ends everything, the last started first. What the bus started goes with the bus."""
        for process in reversed(self._processes):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes = []
        self._wait_for_orphans()
        shutil.rmtree(self._path("run"), ignore_errors=True)

    @staticmethod
    def _wait_for_orphans():
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                time.sleep(0.02)


SECRETS_NAME, SECRETS_PATH = "org.freedesktop.secrets", "/org/freedesktop/secrets"


def call_secret_service(session, calls):
    """Runs `calls` with a function that calls a method of the session's keyring: (path, interface, method,
    parameters) -> results."""
    from gi.repository import Gio
    bus = Gio.DBusConnection.new_for_address_sync(
        session.environment["DBUS_SESSION_BUS_ADDRESS"],
        Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    try:
        return calls(lambda path, interface, method, parameters: bus.call_sync(
            SECRETS_NAME, path, "org.freedesktop.Secret." + interface, method, parameters, None,
            Gio.DBusCallFlags.NONE, -1, None))
    finally:
        bus.close_sync(None)


def store_secret(session, label, secret, attributes):
    """Puts a password into the session's keyring, through the Secret Service's interface."""
    from gi.repository import GLib
    properties = {"org.freedesktop.Secret.Item.Label": GLib.Variant("s", label),
                  "org.freedesktop.Secret.Item.Attributes": GLib.Variant("a{ss}", attributes)}

    def store(call):
        secrets = call(SECRETS_PATH, "Service", "OpenSession", GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))[1]
        call(SECRETS_PATH + "/aliases/default", "Collection", "CreateItem",
             GLib.Variant("(a{sv}(oayays)b)", (properties, (secrets, b"", secret.encode(), "text/plain"), True)))
    call_secret_service(session, store)


def count_secrets(session, attributes):
    """How many passwords with these attributes the session's keyring holds."""
    from gi.repository import GLib
    unlocked, locked = call_secret_service(session, lambda call: call(
        SECRETS_PATH, "Service", "SearchItems", GLib.Variant("(a{ss})", (attributes,))))
    return len(unlocked) + len(locked)
