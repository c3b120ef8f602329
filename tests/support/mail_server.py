#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private, real mail server for tests and for the demo.

Starts a Dovecot (IMAP, ManageSieve, LMTP) and a Postfix (submission) of its own on free ports of
127.0.0.1, with everything in one temporary folder and certificates from a throw-away authority.
No system service is read, started or changed, and any number of them run side by side.

As a program it prints what it set up (one line of JSON, or key=value lines and an empty line) and
then takes commands from standard input, one a line, words quoted as in a shell:

    deliver USER MAILBOX LENGTH        followed by LENGTH bytes: a message arrives
    doveadm WORD...                    runs doveadm on this server
    stop|start|kill imap|smtp          ends or starts Dovecot or Postfix; kill is SIGKILL
    log imap|smtp                      what the daemon logged
    queue                              what waits in Postfix's queue
    quit

Each is answered by `ok LENGTH` or `error LENGTH`, a line end, and LENGTH bytes.
It ends, and takes everything with it, when its standard input closes, on SIGTERM, and when its
parent dies. A guardian process does the same for it should it be killed itself.

From Python, `with MailServer(...) as server:` gives the same things as methods.
"""

import argparse
import ctypes
import grp
import http.server
import json
import os
import pwd
import random
import re
import shlex
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SERVICES = ("imap", "imaps", "sieve", "smtp", "submission", "smtps")
HOST_NAMES = ("localhost", "mail.example.test", "imap.example.test", "smtp.example.test",
              "example.test")
# What Dovecot 2.3 announces by itself, in its order; capabilities are hidden by leaving them out.
CAPABILITIES = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES "
    "THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN "
    "NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN "
    "CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE "
    "SAVEDATE COMPRESS=DEFLATE LITERAL+ NOTIFY SPECIAL-USE").split()
SPECIAL_FOLDERS = {"Drafts": r"\Drafts", "Sent": r"\Sent", "Archive": r"\Archive",
                   "Junk": r"\Junk", "Trash": r"\Trash"}


class MailServerError(Exception):
    """What the server could not do, in words for the person who runs the test."""


def set_parent_death_signal(number):
    """The kernel sends this process the signal when its parent ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def adopt_orphans():
    """What our daemons leave behind becomes ours, not init's, so that we can wait for its end."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(*command, **options):
    """Runs a command to its end and returns what it printed; its failure is ours."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                            **options)
    if result.returncode != 0:
        raise MailServerError("%s: %s" % (" ".join(command),
                                          (result.stderr or result.stdout).decode(errors="replace")))
    return result.stdout


def write_file(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def free_ports(count):
    """Ports that are free now. They lie below the range from which the kernel takes the ports of
    outgoing connections, so that they are still free when a server is started for the second time."""
    ports = []
    while len(ports) < count:
        port = random.randrange(10000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


def processes_of_sessions(sessions):
    """The processes that belong to one of the sessions: daemons and all their children. Those of
    them that became ours when their parent went, and have ended, are buried on the way."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                state, parent, _, session = file.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        pid = int(name)
        if int(session) not in sessions:
            continue
        if state != "Z":
            found.append(pid)
        elif int(parent) == os.getpid() and pid not in sessions:
            os.waitpid(pid, 0)
    return found


def send_signal(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def wait_until_gone(sessions, patience_s):
    deadline = time.monotonic() + patience_s
    while processes_of_sessions(sessions):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def end_sessions(sessions, is_crash=False):
    """Ends all processes of the sessions. The leaders, which are the daemons, are asked first and
    end their children in good order; what is then left, or a crash, gets SIGKILL."""
    if not is_crash:
        send_signal(sessions & set(processes_of_sessions(sessions)), signal.SIGTERM)
        if wait_until_gone(sessions, 0.5):
            return
    while True:
        send_signal(processes_of_sessions(sessions), signal.SIGKILL)
        if wait_until_gone(sessions, 0.2):
            return


class Guardian:
    """A forked process that cleans up when this one is gone, however it went."""

    def __init__(self, folder):
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._watch(reading, writing, folder)
        os.close(reading)
        self._pipe = writing

    def add_session(self, session):
        os.write(self._pipe, b"%d\n" % session)

    def release(self):
        """Lets it go; what has to be cleaned up was cleaned up, and it finds nothing to do."""
        os.close(self._pipe)
        os.waitpid(self.pid, 0)

    @staticmethod
    def _watch(reading, writing, folder):
        try:
            os.setsid()
            adopt_orphans()
            os.close(writing)
            # The caller waits for the end of our output; we must not hold its pipes open.
            null = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            told = b""
            while True:
                piece = os.read(reading, 4096)
                if not piece:
                    break
                told += piece
            end_sessions({int(line) for line in told.split()})
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(0)


class Certificates:
    """A throw-away authority and one server certificate, good or bad in a chosen way."""

    KINDS = ("good", "expired", "not-yet-valid", "wrong-name", "self-signed")

    def __init__(self, folder, kind="good"):
        if kind not in self.KINDS:
            raise MailServerError("certificate must be one of %s" % ", ".join(self.KINDS))
        self.folder = folder
        self.ca = os.path.join(folder, "ca.pem")
        self.key = os.path.join(folder, "server.key")
        self.certificate = os.path.join(folder, "server.pem")
        os.mkdir(folder, 0o755)
        self._make_authority()
        self._make_server(kind)

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _make_authority(self):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "30", "-keyout", self._path("ca.key"), "-out", self.ca,
            "-subj", "/O=Mailer tests/CN=Throw-away authority",
            "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def _make_server(self, kind):
        names = ("elsewhere.example.test",) if kind == "wrong-name" else HOST_NAMES
        addresses = () if kind == "wrong-name" else ("127.0.0.1", "::1")
        alternatives = ",".join(["DNS:" + name for name in names]
                                + ["IP:" + address for address in addresses])
        config = self._path("ca.conf")
        write_file(config, SIGNING_CONFIG % {"folder": self.folder, "names": alternatives})
        request = self._path("server.csr")
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", self.key, "-out", request, "-subj", "/CN=" + names[0])
        write_file(self._path("index.txt"), "")
        write_file(self._path("serial"), "%032x\n" % random.getrandbits(120))
        validity = {"expired": ("20200101000000Z", "20200201000000Z"),
                    "not-yet-valid": ("20900101000000Z", "20900201000000Z")}.get(kind)
        dates = (["-startdate", validity[0], "-enddate", validity[1]] if validity
                 else ["-days", "30"])
        signer = ["-selfsign", "-keyfile", self.key] if kind == "self-signed" else []
        run("openssl", "ca", "-batch", "-notext", "-config", config, "-in", request,
            "-out", self.certificate, *signer, *dates)
        os.chmod(self.key, 0o600)


class TokenServer:
    """Whom Dovecot asks whose an access token is (RFC 7662), in threads of this process."""

    def __init__(self, owners):
        """owners: {token: user}"""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                token = urllib.parse.parse_qs(asked.decode()).get("token", [""])[0]
                answer = {"active": token in owners, "username": owners.get(token, "")}
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d/" % self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


TOKEN_CONFIG = """
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = %s
}
"""
TOKEN_LOOKUP = """
introspection_mode = post
introspection_url = %s
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 20000
"""
SIGNING_CONFIG = """
[ca]
default_ca = mailer
[mailer]
database = %(folder)s/index.txt
serial = %(folder)s/serial
new_certs_dir = %(folder)s
certificate = %(folder)s/ca.pem
private_key = %(folder)s/ca.key
default_md = sha256
policy = any
x509_extensions = server
unique_subject = no
[any]
commonName = supplied
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = %(names)s
"""

DOVECOT_CONFIG = """
base_dir = %(folder)s/run
state_dir = %(folder)s/run
log_path = %(folder)s/dovecot.log
log_timestamp = "%%Y-%%m-%%d %%H:%%M:%%S "
protocols = imap lmtp sieve
listen = 127.0.0.1
hostname = mail.example.test
postmaster_address = postmaster@%(domain)s
default_login_user = dovenull
default_internal_user = dovecot
mail_uid = %(mail_user)s
mail_gid = %(mail_group)s
first_valid_uid = 1
mail_location = maildir:~/Maildir:LAYOUT=fs
mail_fsync = never
# Two processes that wait for each other's fcntl() locks are told of a deadlock, and panic.
lock_method = flock
mail_max_userip_connections = 50
mail_plugins = $mail_plugins zlib
auth_mechanisms = plain login
auth_username_format = %%Ln
auth_cache_size = 0
auth_failure_delay = 0
ssl = yes
ssl_cert = <%(certificate)s
ssl_key = <%(key)s
ssl_min_protocol = TLSv1.2
imap_capability = %(capabilities)s
lmtp_rcpt_check_quota = yes
lda_mailbox_autocreate = yes
recipient_delimiter = +
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%%n %(folder)s/users
}
userdb {
  driver = static
  args = uid=%(mail_user)s gid=%(mail_group)s home=%(folder)s/mail/%%n
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = %(imap)d
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = %(imaps)d
    ssl = yes
  }
}
service managesieve-login {
  inet_listener sieve {
    address = 127.0.0.1
    port = %(sieve)d
  }
}
service lmtp {
  unix_listener %(queue)s/private/lmtp-dovecot {
    mode = 0600
    user = postfix
    group = postfix
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener %(queue)s/private/auth-dovecot {
    mode = 0600
    user = postfix
    group = postfix
  }
}
namespace inbox {
  inbox = yes
  separator = /
%(folders)s}
protocol imap {
  mail_plugins = $mail_plugins imap_zlib
}
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
plugin {
  sieve = file:~/sieve;active=~/active.sieve
}
"""

# QUOTA, ACL and METADATA; announced only when they are asked for, as most servers are without.
PLUGIN_CAPABILITIES = ("QUOTA", "ACL", "RIGHTS=texk", "METADATA")
PLUGIN_CONFIG = """
mail_attribute_dict = file:%(folder)s/attributes
imap_metadata = yes
protocol imap {
  mail_plugins = zlib imap_zlib quota imap_quota acl imap_acl
}
plugin {
  quota = count:User quota
  quota_rule = *:storage=1M
  quota_vsizes = yes
  acl = vfile
}
"""

POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = %(queue)s
data_directory = %(folder)s/postfix-data
maillog_file = %(folder)s/postfix.log
maillog_file_prefixes = %(folder)s
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_transport = error:this server has no local users
default_transport = %(outside_transport)s
relay_transport = %(outside_transport)s
virtual_transport = lmtp:unix:private/lmtp-dovecot
virtual_mailbox_domains = %(domain)s
virtual_mailbox_maps = texthash:%(config)s/recipients
recipient_delimiter = +
local_recipient_maps =
smtputf8_enable = yes
message_size_limit = %(message_size_limit)d
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_tls_cert_file = %(certificate)s
smtpd_tls_key_file = %(key)s
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_tls_session_cache_database =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth-dovecot
smtpd_sasl_security_options = noanonymous
smtpd_sasl_tls_security_options = noanonymous
smtpd_relay_restrictions = %(relay_restrictions)s
smtpd_recipient_restrictions = %(recipient_restrictions)s
smtpd_error_sleep_time = 0
minimal_backoff_time = 5s
queue_run_delay = 5s
"""

POSTFIX_MASTER = """
127.0.0.1:%(smtp)d inet n - n - - smtpd
127.0.0.1:%(submission)d inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_recipient_restrictions=%(submission_restrictions)s
127.0.0.1:%(smtps)d inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_recipient_restrictions=%(submission_restrictions)s
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class MailServer:
    """One private Dovecot and Postfix.

    users: {name: password}; a user signs in as `name` or as `name@domain`
    without: IMAP capabilities that are not announced, for example ("IDLE", "MOVE")
    capabilities: further ones that are announced though Dovecot does not know them
    plugins: whether quota, access rights and metadata are there
    special_use: whether Drafts, Sent, Archive, Junk and Trash exist with their special use
    folders: more mailboxes that exist from the start
    certificate: one of Certificates.KINDS
    maildirs: {user: folder} with mail to start with, copied; laid out with `/` as folders
    outside: what happens to mail for other domains: "reject" or "discard"
    refuse: {address: "550 5.1.1 text"} answers to RCPT TO
    tokens: {name: access token}; by it a user signs in with OAUTHBEARER or XOAUTH2, where
        dovecot_config offers them
    dovecot_config, postfix_config: lines put at the end of dovecot.conf and main.cf
    """

    def __init__(self, users=None, domain="example.test", without=(), capabilities=(),
                 special_use=True, folders=(), certificate="good", maildirs=None, outside="reject",
                 refuse=None, message_size_limit=20 * 1024 * 1024, dovecot_config="",
                 postfix_config="", smtp=True, plugins=False, tokens=None):
        self.users = dict(users or {"ada": "ada-secret", "bob": "bob-secret"})
        self.domain = domain
        self.folders = tuple(folders)
        self.special_use = special_use
        self.has_smtp = smtp
        self.ports = {}
        self._options = {"without": {name.upper() for name in without},
                         "capabilities": tuple(capabilities), "outside": outside,
                         "refuse": dict(refuse or {}), "message_size_limit": message_size_limit,
                         "dovecot_config": dovecot_config, "postfix_config": postfix_config,
                         "plugins": plugins}
        self._daemons = {}
        self._owner = pwd.getpwnam("mail")
        self.folder = tempfile.mkdtemp(prefix="mailer-server-", dir="/tmp")
        os.chmod(self.folder, 0o755)
        adopt_orphans()
        self._guardian = Guardian(self.folder)
        self._tokens = TokenServer({token: user for user, token in tokens.items()}) if tokens else None
        try:
            self._set_up(certificate, maildirs or {})
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # What it is made of

    def _path(self, *names):
        return os.path.join(self.folder, *names)

    def _set_up(self, certificate, maildirs):
        self.certificates = Certificates(self._path("tls"), certificate)
        self.ca_file = self.certificates.ca
        write_file(self._path("users"),
                   "".join("%s:{PLAIN}%s\n" % user for user in self.users.items()), 0o640)
        shutil.chown(self._path("users"), "root", "dovecot")
        self._make_queue()
        self._make_homes(maildirs)
        for attempt in range(5):
            self.ports = dict(zip(SERVICES, free_ports(len(SERVICES))))
            self._write_configuration()
            try:
                self.start("imap")
                if self.has_smtp:
                    self.start("smtp")
                return
            except MailServerError:
                # Another program may have taken one of the ports in between.
                self._end_all()
                if attempt == 4:
                    raise

    def _make_homes(self, maildirs):
        owner = (self._owner.pw_uid, self._owner.pw_gid)
        os.mkdir(self._path("mail"), 0o755)
        for user in self.users:
            home = self._path("mail", user)
            os.mkdir(home, 0o700)
            if user in maildirs:
                shutil.copytree(maildirs[user], os.path.join(home, "Maildir"))
            for parent, names, files in os.walk(home):
                os.chown(parent, *owner)
                for name in files:
                    os.chown(os.path.join(parent, name), *owner)

    def _make_queue(self):
        postfix = pwd.getpwnam("postfix").pw_uid
        postdrop = grp.getgrnam("postdrop").gr_gid
        queue = self._path("queue")
        os.mkdir(queue, 0o755)
        for name, group, mode in [("pid", 0, 0o755), ("public", postdrop, 0o2710),
                                  ("maildrop", postdrop, 0o1730)]:
            os.mkdir(os.path.join(queue, name))
            os.chown(os.path.join(queue, name), 0 if name == "pid" else postfix, group)
            os.chmod(os.path.join(queue, name), mode)
        for name in ("private", "incoming", "active", "deferred", "defer", "bounce", "corrupt",
                     "flush", "hold", "saved", "trace"):
            os.mkdir(os.path.join(queue, name), 0o700)
            os.chown(os.path.join(queue, name), postfix, -1)
        os.mkdir(self._path("postfix-data"), 0o700)
        os.chown(self._path("postfix-data"), postfix, -1)
        os.mkdir(self._path("postfix"), 0o755)

    def _write_configuration(self):
        options = self._options
        known = CAPABILITIES + (list(PLUGIN_CAPABILITIES) if options["plugins"] else [])
        announced = [name for name in known if name not in options["without"]]
        restrictions = "permit_sasl_authenticated, reject"
        first = "check_recipient_access texthash:%s, " % self._path("postfix", "refuse")
        if options["outside"] == "discard":
            submission = first + restrictions
        else:
            submission = first + "reject_unauth_destination, " + restrictions
        values = dict(
            self.ports, folder=self.folder, queue=self._path("queue"),
            config=self._path("postfix"), domain=self.domain, mail_user=self._owner.pw_name,
            mail_group=grp.getgrgid(self._owner.pw_gid).gr_name,
            certificate=self.certificates.certificate, key=self.certificates.key,
            capabilities=" ".join(announced + list(options["capabilities"])),
            folders=self._folder_config(), message_size_limit=options["message_size_limit"],
            outside_transport="discard" if options["outside"] == "discard"
            else "error:mail to other domains stays here",
            relay_restrictions="permit_sasl_authenticated, reject_unauth_destination",
            recipient_restrictions=first + "reject_unauth_destination, permit",
            # In master.cf an option's value has no spaces.
            submission_restrictions=submission.replace(", ", ",").replace(" ", ","))
        more = PLUGIN_CONFIG % values if options["plugins"] else ""
        if self._tokens:
            write_file(self._path("tokens.conf"), TOKEN_LOOKUP % self._tokens.url)
            more += TOKEN_CONFIG % self._path("tokens.conf")
        write_file(self._path("dovecot.conf"),
                   DOVECOT_CONFIG % values + more + options["dovecot_config"] + "\n", 0o644)
        write_file(self._path("postfix", "main.cf"),
                   POSTFIX_MAIN % values + options["postfix_config"] + "\n")
        write_file(self._path("postfix", "master.cf"), POSTFIX_MASTER % values)
        write_file(self._path("postfix", "recipients"),
                   "".join("%s@%s ok\n" % (user, self.domain) for user in self.users))
        write_file(self._path("postfix", "refuse"),
                   "".join("%s %s\n" % entry for entry in options["refuse"].items()))
        # Postfix waits until a file is some seconds old, as somebody may be editing it.
        for name in ("main.cf", "master.cf", "recipients", "refuse"):
            os.utime(self._path("postfix", name), (0, 0))

    def _folder_config(self):
        text = ""
        for name, use in SPECIAL_FOLDERS.items() if self.special_use else ():
            text += ("  mailbox %s {\n    auto = subscribe\n    special_use = %s\n  }\n"
                     % (name, use))
        for name in self.folders:
            text += '  mailbox "%s" {\n    auto = subscribe\n  }\n' % name
        return text

    # Starting and ending

    def start(self, which):
        """Starts Dovecot ("imap") or Postfix ("smtp") and waits until it answers."""
        if which in self._daemons:
            return
        if which == "imap":
            command = ["/usr/sbin/dovecot", "-F", "-c", self._path("dovecot.conf")]
            ports = ("imap", "imaps", "sieve")
        else:
            command = ["/usr/lib/postfix/sbin/master", "-c", self._path("postfix"), "-d"]
            ports = ("smtp", "submission", "smtps")
        with open(self._path(which + ".out"), "ab") as output:
            daemon = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, cwd=self.folder, env={"PATH": os.defpath, "TZ": "UTC"},
                preexec_fn=lambda: set_parent_death_signal(signal.SIGTERM))
        self._guardian.add_session(daemon.pid)
        self._daemons[which] = daemon
        for port in ports:
            self._wait_for_greeting(which, daemon, self.ports[port], port not in ("imaps", "smtps"))

    def _wait_for_greeting(self, which, daemon, port, greets):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if daemon.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                    if not greets or connection.recv(1):
                        return
            except OSError:
                time.sleep(0.02)
        raise MailServerError("%s does not start: %s" % (which, self.log(which)[-2000:]))

    def stop(self, which, is_crash=False):
        """Ends one of them, with all its processes; its connections are cut."""
        daemon = self._daemons.pop(which, None)
        if daemon is not None:
            end_sessions({daemon.pid}, is_crash)
            daemon.wait()
            if which == "imap":
                shutil.rmtree(self._path("run"), ignore_errors=True)
            elif os.path.exists(self._path("queue", "pid", "master.pid")):
                os.unlink(self._path("queue", "pid", "master.pid"))

    def kill(self, which):
        """Ends one of them as a crash would."""
        self.stop(which, is_crash=True)

    def _end_all(self):
        for which in list(self._daemons):
            self.stop(which)

    def close(self):
        """Ends everything and removes the folder."""
        if self._guardian is None:
            return
        self._end_all()
        if self._tokens:
            self._tokens.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._guardian.release()
        self._guardian = None

    # What tests do with it

    def describe(self):
        """What a client needs to know, as plain values."""
        return {"host": "localhost", "domain": self.domain, "folder": self.folder,
                "ca_file": self.ca_file, "ports": self.ports, "users": self.users}

    def doveadm(self, *words):
        """Runs doveadm on this server and returns what it prints, for example
        doveadm("fetch", "-u", "ada", "uid flags", "mailbox", "INBOX")."""
        return run("doveadm", "-c", self._path("dovecot.conf"), *words,
                   stdin=subprocess.DEVNULL).decode(errors="replace")

    def flags(self, user, mailbox, query=("all",)):
        """The flags of the messages that a doveadm search finds: {uid: {flags}}."""
        output = self.doveadm("-f", "tab", "fetch", "-u", user, "uid flags", "mailbox", mailbox,
                              *query)
        rows = [line.split("\t") for line in output.splitlines()[1:]]
        return {int(row[0]): set(row[1].split()) for row in rows}

    def deliver(self, user, message, mailbox="INBOX"):
        """A message arrives: by LMTP into the inbox; otherwise it is saved to the mailbox.
        While Dovecot is down it is put into the inbox's folder, as an outside delivery would."""
        if isinstance(message, str):
            message = message.encode()
        message = re.sub(rb"\r?\n", b"\r\n", message)
        if "imap" not in self._daemons:
            self._drop_into_maildir(user, message)
        elif mailbox != "INBOX":
            run("doveadm", "-c", self._path("dovecot.conf"), "save", "-u", user, "-m", mailbox,
                input=message)
        else:
            with smtplib.LMTP(self._path("queue", "private", "lmtp-dovecot")) as client:
                client.sendmail("sender@" + self.domain, ["%s@%s" % (user, self.domain)], message)

    def _drop_into_maildir(self, user, message):
        maildir = self._path("mail", user, "Maildir")
        name = "%d.%d.test" % (time.time_ns(), random.getrandbits(30))
        for part in ("", "tmp", "new"):
            path = os.path.join(maildir, part)
            if not os.path.isdir(path):
                os.mkdir(path, 0o700)
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        path = os.path.join(maildir, "tmp", name)
        with open(path, "wb") as file:
            file.write(message)
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        os.rename(path, os.path.join(maildir, "new", name))

    def log(self, which):
        """What one of them logged so far."""
        text = ""
        for name in ("dovecot.log" if which == "imap" else "postfix.log", which + ".out"):
            try:
                with open(self._path(name), encoding="utf-8", errors="replace") as file:
                    text += file.read()
            except FileNotFoundError:
                pass
        return text

    def queue(self):
        """What waits in Postfix's queue, as `postqueue -p` prints it."""
        return run("/usr/sbin/postqueue", "-c", self._path("postfix"), "-p").decode()


class CommandLoop:
    """Answers the commands on standard input."""

    def __init__(self, server, source, sink):
        self.server = server
        self.source = source
        self.sink = sink

    def run(self):
        for line in iter(self.source.readline, b""):
            words = shlex.split(line.decode())
            if words == ["quit"]:
                return
            try:
                answer = self._obey(words) or ""
                kind = "ok"
            except (MailServerError, OSError, ValueError, smtplib.SMTPException) as error:
                kind, answer = "error", str(error)
            answer = answer.encode()
            self.sink.write(b"%s %d\n%s" % (kind.encode(), len(answer), answer))
            self.sink.flush()

    def _obey(self, words):
        verb, rest = (words[0], words[1:]) if words else ("", [])
        if verb == "deliver" and len(rest) == 3:
            message = self.source.read(int(rest[2]))
            return self.server.deliver(rest[0], message, rest[1])
        if verb == "doveadm":
            return self.server.doveadm(*rest)
        if verb == "queue":
            return self.server.queue()
        if verb in ("start", "stop", "kill", "log") and rest in (["imap"], ["smtp"]):
            return getattr(self.server, verb)(rest[0])
        raise ValueError("no such command: " + " ".join(words))


def become_root():
    """Postfix insists on being root. Without it we are root in a user namespace of our own."""
    if os.geteuid() == 0:
        return
    if os.environ.get("MAILER_TEST_SERVER_NAMESPACE"):
        raise MailServerError("cannot become root in a user namespace")
    os.environ["MAILER_TEST_SERVER_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--map-auto", "--",
                          sys.executable] + sys.argv)


def pair(text):
    key, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError("%s is not KEY=VALUE" % text)
    return key, value


def parse_arguments():
    parser = argparse.ArgumentParser(description="Run a private mail server until input ends.")
    parser.add_argument("--user", type=pair, action="append", metavar="NAME=PASSWORD")
    parser.add_argument("--token", type=pair, action="append", default=[], metavar="NAME=TOKEN")
    parser.add_argument("--domain", default="example.test")
    parser.add_argument("--without", action="append", default=[], metavar="CAPABILITY")
    parser.add_argument("--capability", action="append", default=[], metavar="CAPABILITY")
    parser.add_argument("--no-special-use", action="store_true")
    parser.add_argument("--folder", action="append", default=[], metavar="MAILBOX")
    parser.add_argument("--certificate", choices=Certificates.KINDS, default="good")
    parser.add_argument("--maildir", type=pair, action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--outside", choices=("reject", "discard"), default="reject")
    parser.add_argument("--refuse", type=pair, action="append", default=[],
                        metavar="ADDRESS=REPLY")
    parser.add_argument("--message-size-limit", type=int, default=20 * 1024 * 1024)
    parser.add_argument("--dovecot-config", action="append", default=[], metavar="LINE")
    parser.add_argument("--postfix-config", action="append", default=[], metavar="LINE")
    parser.add_argument("--no-smtp", action="store_true")
    parser.add_argument("--plugins", action="store_true")
    parser.add_argument("--format", choices=("json", "lines"), default="json")
    return parser.parse_args()


def print_description(server, form):
    described = server.describe()
    if form == "json":
        print(json.dumps(described), flush=True)
        return
    for name in ("host", "domain", "folder", "ca_file"):
        print("%s=%s" % (name, described[name]))
    for name, port in described["ports"].items():
        print("port-%s=%d" % (name, port))
    print(flush=True)


def main():
    arguments = parse_arguments()
    become_root()
    parent = os.getppid()
    set_parent_death_signal(signal.SIGTERM)
    # The parent may have gone before the kernel was asked to tell us.
    if os.getppid() != parent:
        return 1
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        server = MailServer(
            users=dict(arguments.user) if arguments.user else None, domain=arguments.domain,
            without=arguments.without, capabilities=arguments.capability,
            special_use=not arguments.no_special_use, folders=arguments.folder,
            certificate=arguments.certificate, maildirs=dict(arguments.maildir),
            outside=arguments.outside, refuse=dict(arguments.refuse),
            message_size_limit=arguments.message_size_limit,
            dovecot_config="\n".join(arguments.dovecot_config),
            postfix_config="\n".join(arguments.postfix_config), smtp=not arguments.no_smtp,
            plugins=arguments.plugins, tokens=dict(arguments.token))
    except MailServerError as error:
        print("mail_server: %s" % error, file=sys.stderr)
        return 1
    with server:
        print_description(server, arguments.format)
        CommandLoop(server, sys.stdin.buffer, sys.stdout.buffer).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
