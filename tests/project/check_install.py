#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What build-aux/install-dependencies leaves behind, however it ends: in a root folder of our own, with packages that
only pretend."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

from checks import Checks, read

WANTS = "etc/systemd/system/multi-user.target.wants"
OWN = WANTS + "/own.service"
NEW = WANTS + "/postfix.service"
POLICY = "usr/sbin/policy-rc.d"
# What apt-get does while the packages are installed.
ENDINGS = {"well": "true", "failure": "exit 100", "interruption": "kill -TERM $PPID; exit 100",
           "kill": "kill -KILL $PPID; exit 100"}

checks = Checks()


class Machine:
    """A root folder with one service that the administrator enabled, and tools that believe in it."""

    def __init__(self, source):
        self.root = tempfile.mkdtemp(prefix="mailer-install-")
        for folder in (WANTS, "etc/init.d", "usr/sbin", "bin", "tmp"):
            os.makedirs(os.path.join(self.root, folder))
        self.link(OWN)
        script = read(source, "build-aux/install-dependencies")
        for path in ("/etc/", "/usr/sbin/", "/run/"):
            script = script.replace(path, self.root + path)
        self.write("bin/script", script)
        self.write("bin/id", "#!/bin/sh\necho 0\n")
        for name in ("dpkg-query", "dpkg", "debconf-set-selections", "update-rc.d", "systemctl"):
            self.write("bin/" + name, "#!/bin/sh\nexit 0\n")

    def path(self, name):
        return os.path.join(self.root, name)

    def link(self, name):
        os.symlink("/lib/systemd/system/some.service", self.path(name))

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), 0o755)

    def run(self, ending):
        """Installs: the new service is enabled, and then it ends that way."""
        self.write("bin/apt-get", "#!/bin/sh\n[ \"$2\" = install ] || exit 0\nln -sf /lib/systemd/system/some.service %s\n%s\n"
                   % (self.path(NEW), ENDINGS[ending]))
        environment = dict(os.environ, PATH=self.path("bin") + ":" + os.environ["PATH"], TMPDIR=self.path("tmp"))
        return subprocess.run([self.path("bin/script"), "demo"], env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False, timeout=60).returncode

    def complaints(self, when):
        for name, is_there in ((OWN, True), (NEW, False), (POLICY, False)):
            if os.path.lexists(self.path(name)) != is_there:
                yield "%s: %s is %s" % (when, name, "missing" if is_there else "left")


@checks.add("nothing new is enabled")
def leaves_nothing(source):
    for ending in ("well", "failure", "interruption"):
        machine = Machine(source)
        status = machine.run(ending)
        if (status == 0) != (ending == "well"):
            yield "%s: it ends with status %d" % (ending, status)
        yield from machine.complaints(ending)
        shutil.rmtree(machine.root)


@checks.add("a run after a killed one")
def after_a_kill(source):
    for is_installed in (False, True):
        machine = Machine(source)
        if machine.run("kill") != -signal.SIGKILL:
            yield "it was not killed"
        if is_installed:
            machine.write("bin/dpkg-query", "#!/bin/sh\nfor package; do echo \"$package installed\"; done\n")
        machine.run("well")
        yield from machine.complaints("a kill")
        shutil.rmtree(machine.root)


@checks.add("the administrator's policy stays")
def keeps_a_policy(source):
    machine = Machine(source)
    machine.write(POLICY, "#!/bin/sh\nexit 0\n")
    machine.run("well")
    if read(machine.root, POLICY) != "#!/bin/sh\nexit 0\n":
        yield "it was changed"
    shutil.rmtree(machine.root)


if __name__ == "__main__":
    sys.exit(checks.run(*sys.argv[1:]))
