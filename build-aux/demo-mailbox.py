#!/usr/bin/python3
# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the demo's mailbox, a year in the mail of Ada Lindqvist, as a Maildir.

    demo-mailbox.py FOLDER [--seed N] [--now SECONDS]

The same seed and time give the same mailbox. Folders are laid out as Dovecot's LAYOUT=fs has them.
"""

import argparse
import os
import random
import re
import sys
import time
from datetime import datetime, timezone
from email.utils import formatdate
from html import unescape

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from demo_mailbox import conversations, files, mime, special  # noqa: E402
from demo_mailbox.newsletters import NEWSLETTERS  # noqa: E402
from demo_mailbox.people import ADA, LIST_MEMBERS, PEOPLE  # noqa: E402

MINUTE, HOUR, DAY = 60, 3600, 86400
CONVERSATIONS, LIST_THREADS, RECEIPTS = 430, 110, 150
FOLDERS = ["Archive", "Drafts", "Junk", "Rechnungen", "Reisen", "Sent", "Trash"] + [
    "Projects/" + name for name in conversations.PROJECTS]
LIST_NAMES = {"stadtgarten": "Stadtgarten Ottensen", "openroutes": "OpenRoutes talk", "chor": "Chor am Hafen"}


class Maildir:
    """Writes messages with their flags and times; UIDs will be in the order of the times."""

    def __init__(self, root):
        self.root = root
        self.entries = []
        for name in [""] + FOLDERS:
            for part in ("cur", "new", "tmp"):
                os.makedirs(os.path.join(root, name, part), exist_ok=True)
        with open(os.path.join(root, "subscriptions"), "w", encoding="utf-8") as file:
            file.write("".join(name + "\n" for name in FOLDERS))

    def add(self, folder, when, data, flags="S"):
        self.entries.append((when, folder, data, flags))

    def write(self):
        self.entries.sort(key=lambda entry: entry[0])
        for number, (when, folder, data, flags) in enumerate(self.entries):
            name = "%d.M%06dP1.demo,S=%d,W=%d:2,%s" % (
                when, number, len(data), len(data) + data.count(b"\n"), "".join(sorted(flags)))
            path = os.path.join(self.root, folder, "cur", name)
            with open(path, "wb") as file:
                file.write(data)
            os.utime(path, (when, when))


class Year:
    """Fills a Maildir with the year that ends at `now`."""

    def __init__(self, maildir, now, seed):
        self.maildir = maildir
        self.now = now
        self.random = random.Random(seed)
        self.number = 0

    # Words

    def expand(self, text, slots):
        def choose(match):
            return self.random.choice(match[1].split("|"))
        return re.sub(r"\[([^\[\]]+\|[^\[\]]*)\]", choose, text).format_map(slots)

    def make_slots(self, when, language):
        slots = {name: self.random.choice(words) for name, words in conversations.SLOTS.items()}
        slots["project"] = self.random.choice(conversations.PROJECTS)
        slots["month"] = conversations.MONTHS[language][time.localtime(when).tm_mon - 1]
        return slots

    def message_id(self, address):
        self.number += 1
        return "%08x.%04x@%s" % (self.random.getrandbits(32), self.number, address.partition("@")[2])

    def boundary(self):
        return "=_%016x" % self.random.getrandbits(64)

    # Times

    def moment(self, newest_days=1.2):
        """Some time in the year, more often lately, by day rather than by night."""
        age = newest_days + (365 - newest_days) * self.random.random() ** 1.15
        when = self.now - age * DAY
        return self.by_day(when)

    def by_day(self, when):
        local = time.localtime(when)
        return int(when - (local.tm_hour - self.random.randint(7, 20)) * HOUR
                   + self.random.randint(-30, 29) * MINUTE)

    def later(self, when):
        return when + int(self.random.choice([25, 50, 90, 180, 400, 900, 1400]) * MINUTE
                          * self.random.uniform(0.7, 1.4))

    # Bodies

    def quote(self, language, when, sender, text):
        date = time.strftime("%d.%m.%Y, %H:%M" if language == "de" else "%d %b %Y, %H:%M", time.localtime(when))
        head = "Am %s schrieb %s:" if language == "de" else "On %s, %s wrote:"
        lines = [">" + (line if line.startswith(">") else " " + line if line else "") for line in text.split("\n")]
        return head % (date, sender.name) + "\n" + "\n".join(lines)

    def body(self, text, with_html):
        if not with_html:
            return mime.text(text)
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        paragraphs = "".join("<p>%s</p>" % part.replace("\n", "<br>") for part in escaped.split("\n\n"))
        html = "<html><body style=\"font-family:Calibri,sans-serif;font-size:11pt\">%s</body></html>" % paragraphs
        return mime.multipart("alternative", [mime.text(text), mime.text(html, "html")], self.boundary())

    def attachments_for(self, subject, slots, language):
        """What somebody would attach to a message with this subject."""
        if re.search(r"plan|Planting|Statik|Leistung|gutachten", subject):
            title = re.sub(r"[^\w-]+", "-", subject).strip("-")
            lines = (["Projekt: " + slots["project"], "Stand: " + slots["dayde"], "", "Pos. 1  Boden lösen und lagern",
                      "Pos. 2  %s Stück %s" % (slots["number"], slots["plantde"])] if language == "de"
                     else ["Project: " + slots["project"], "Revision " + slots["letter"], "",
                           "%s x %s" % (slots["number"], slots["plant"]), "soil depth 40 cm, mulch 5 cm"])
            return [mime.attachment(title + ".pdf", "application/pdf", files.pdf(subject, lines))]
        if re.search(r"Budget|Quote", subject):
            rows = "item;hours;price\n" + "".join("%s;%d;%d\n" % (
                name, self.random.randint(4, 60), self.random.randint(200, 4000)) for name in conversations.PROJECTS)
            return [mime.attachment(subject.replace(" ", "_") + ".csv", "text/csv; charset=utf-8", rows.encode())]
        if re.search(r"Minutes|Community", subject):
            return [mime.attachment("Minutes.odt", "application/vnd.oasis.opendocument.text",
                                    files.odt(subject, ["Present: Ada, Kwame, Priya", "Next meeting in two weeks"]))]
        if re.search(r"Photos|Pictures|Garten|Fotos", subject):
            return [mime.attachment("IMG_%04d.png" % self.random.randint(1000, 9999), "image/png", self.photo())]
        return []

    def photo(self):
        """One of a few pictures; drawing one takes longer than everything else."""
        if not hasattr(self, "_photos"):
            self._photos = [files.landscape(320, 200, palette, seed)
                            for seed, palette in enumerate(files.PALETTES.values())]
        return self.random.choice(self._photos)

    # Kinds of mail

    def flags(self, when, was_answered=False, is_list=False):
        age = (self.now - when) / DAY
        flags = "R" if was_answered else ""
        unread = 0.45 if age < 2 else 0.12 if age < 14 else 0.01
        if was_answered or self.random.random() > (unread * 2 if is_list else unread):
            flags += "S"
        if self.random.random() < (0.0 if is_list else 0.035):
            flags += "F"
        return flags

    def folder_of(self, when, slots, group):
        age = (self.now - when) / DAY
        if age > 25 and group == "work" and self.random.random() < 0.55:
            return "Projects/" + slots["project"]
        return "Archive" if age > 45 and self.random.random() < 0.6 else ""

    def conversation(self):
        language = "en" if self.random.random() < 0.6 else "de"
        group, subject, turns = self.random.choice(
            conversations.ENGLISH if language == "en" else conversations.GERMAN)
        other = self.random.choice([person for person in PEOPLE if (person.group, person.language) == (group, language)])
        third = self.random.choice([person for person in PEOPLE if person.group == "work" and person != other])
        when = self.moment()
        slots = self.make_slots(when, language)
        subject = self.expand(subject, slots)
        with_html = other.group == "work" and self.random.random() < 0.5
        folder = self.folder_of(when, slots, group)
        references, previous = [], None
        for index, (who, text) in enumerate(turns):
            sender = {"me": ADA, "you": other, "third": third}[who]
            to = [other if who == "me" else ADA]
            if group != "work" and language == "en":
                text = re.sub(r"^(?![A-Z][a-z]+,)(Hi|Hello) Ada", "Hey Ada", text)
            text = self.expand(text, slots) + "\n\n-- \n" + sender.sign_off
            full = text + ("\n\n" + self.quote(language, *previous) if previous else "") + "\n"
            self.file_turn(index, turns, who, sender, to, when, subject, full, references, folder,
                           self.attachments_for(subject, slots, language) if index == 0 else [],
                           with_html and who == "you")
            previous = (when, sender, full.strip())
            when = self.later(when)
            if when > self.now - 2 * HOUR:
                return

    def file_turn(self, index, turns, who, sender, to, when, subject, text, references, folder, extras, with_html):
        body = self.body(text, with_html)
        if extras:
            body = mime.multipart("mixed", [body] + extras, self.boundary())
        identifier = self.message_id(sender.address)
        data = mime.message(when, sender, to, ("Re: " if index else "") + subject, body, identifier, tuple(references))
        references.append(identifier)
        if who == "me":
            self.maildir.add("Sent", when, data)
        else:
            was_answered = index + 1 < len(turns) and turns[index + 1][0] == "me"
            self.maildir.add(folder, when, data, self.flags(when, was_answered))

    def list_thread(self):
        name = self.random.choice(list(conversations.LISTS))
        subject, first, answers = self.random.choice(conversations.LISTS[name])
        when = self.moment()
        slots = self.make_slots(when, "de" if name == "stadtgarten" else "en")
        subject = "[%s] %s" % (name, self.expand(subject, slots))
        address = name + "@listen.example"
        more = ['List-Id: "%s" <%s.listen.example>' % (LIST_NAMES[name], name), "List-Post: <mailto:%s>" % address,
                "List-Unsubscribe: <https://listen.example/%s/abmelden>, <mailto:%s-leave@listen.example>" % (name, name),
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Precedence: list"]
        folder = "Archive" if (self.now - when) / DAY > 30 else ""
        references, previous = [], None
        members = self.random.sample(LIST_MEMBERS, len(answers) + 1)
        for index, text in enumerate([first] + answers):
            member = members[index]
            text = self.expand(text, slots)
            full = ("%s\n%s\n\n" % (self.quote("en", *previous), "") if previous else "") + text + "\n\n" + member[0].split()[0] + "\n"
            identifier = self.message_id(member[1])
            data = mime.message(when, member, [(LIST_NAMES[name], address)], ("Re: " if index else "") + subject, mime.text(full),
                                identifier, tuple(references), more)
            references.append(identifier)
            self.maildir.add(folder, when, data, self.flags(when, is_list=True))
            previous = (when, ADA._replace(name=member[0]), text)
            when = self.later(when)
            if when > self.now - 2 * HOUR:
                return

    def newsletter(self, letter):
        when = self.now - self.random.randint(2, letter.every_days + 2) * DAY
        number = 52
        while when > self.now - 365 * DAY:
            self.issue(letter, self.by_hour(when, letter.hour), number)
            when -= letter.every_days * DAY
            number += 1

    @staticmethod
    def plain_text(html):
        """What the sender's tool would make of it for those who read plain text."""
        lines = re.sub(r"</(p|div|h\d|tr|td|a)>|<br>", "\n", re.sub(r"<style>.*?</style>", "", html))
        words = unescape(re.sub(r"<[^>]+>", "", lines))
        return re.sub(r"\n\s*\n\s*", "\n\n", words).strip() + "\n"

    def by_hour(self, when, hour):
        local = time.localtime(when)
        return int(when - (local.tm_hour - hour) * HOUR - local.tm_min * MINUTE + self.random.randint(0, 9) * MINUTE)

    def issue(self, letter, when, number, flags=None, subject=None):
        subject = subject or letter.subjects[number % len(letter.subjects)]
        html = letter.render(self.random, number, subject)
        plain = self.plain_text(html)
        body = mime.multipart("alternative", [mime.text(plain), mime.text(html, "html")], self.boundary())
        more = ['List-Id: "%s" <%s>' % (letter.name if letter.name.isascii() else "Letter", letter.list_id),
                "List-Unsubscribe: <https://%s/unsubscribe>" % letter.address.partition("@")[2],
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
        data = mime.message(when, letter, [ADA], subject, body, self.message_id(letter.address), more=more)
        age = (self.now - when) / DAY
        folder = "" if age < 40 or self.random.random() < 0.4 else self.random.choice(["Archive", "Trash"])
        self.maildir.add(folder, when, data, self.flags(when, is_list=True) if flags is None else flags)

    def receipt(self):
        when = self.moment()
        number = self.random.randint(100000, 999999)
        kind = self.random.choice(["rail", "power", "parcel", "library", "nursery"])
        amount = "%d,%02d" % (self.random.randint(9, 240), self.random.randint(0, 99))
        sender, subject, text, name, folder = {
            "rail": (("Nordbahn", "tickets@nordbahn.example"), "Ihre Fahrkarte %d" % number,
                     "Guten Tag,\n\nvielen Dank für Ihre Buchung. Ihre Fahrkarte finden Sie im Anhang.\n\nHamburg Hbf – Lübeck Hbf, 2. Klasse, %s €\n\nGute Reise!\nIhre Nordbahn" % amount, "Fahrkarte-%d.pdf" % number, "Reisen"),
            "power": (("Stadtwerke Hafen", "rechnung@stadtwerke-hafen.example"), "Ihre Rechnung Nr. %d" % number,
                      "Sehr geehrte Frau Lindqvist,\n\nanbei erhalten Sie Ihre Rechnung über %s €. Der Betrag wird in 14 Tagen abgebucht.\n\nMit freundlichen Grüßen\nStadtwerke Hafen" % amount, "Rechnung-%d.pdf" % number, "Rechnungen"),
            "parcel": (("Kurier Nord", "service@kurier-nord.example"), "Ihr Paket %d ist unterwegs" % number,
                       "Hallo Ada Lindqvist,\n\nIhr Paket kommt morgen zwischen 10 und 13 Uhr.\n\nIhr Kurier Nord", None, ""),
            "library": (("Stadtbibliothek", "ausleihe@stadtbibliothek.example"), "Erinnerung: Rückgabe in drei Tagen",
                        "Guten Tag,\n\nbitte geben Sie bis in drei Tagen zurück:\n\n- Wege aus Stein (Ausleihe %d)\n\nOder verlängern Sie in Ihrem Konto." % number, None, ""),
            "nursery": (("Baumschule Krüger", "buero@baumschule-krueger.example"), "Rechnung %d, Lieferung Gehölze" % number,
                        "Liebe Frau Lindqvist,\n\nvielen Dank für den Auftrag. Die Rechnung über %s € liegt bei, die Pflanzen haben den Weg gut überstanden.\n\nHerzlich\nBaumschule Krüger" % amount, "Rechnung_%d.pdf" % number, "Rechnungen"),
        }[kind]
        body = mime.text(text + "\n")
        if name:
            body = mime.multipart("mixed", [body, mime.attachment(name, "application/pdf", files.pdf(
                subject, ["Ada Lindqvist", "Hamburg", "", "Betrag: %s EUR" % amount]))], self.boundary())
        data = mime.message(when, sender, [ADA], subject, body, self.message_id(sender[1]))
        self.maildir.add(folder if (self.now - when) / DAY > 10 else "", when, data, self.flags(when, is_list=True))

    # The newest, written by hand

    def quay(self):
        references, previous = [], None
        for index, (ago, who, text) in enumerate(special.QUAY):
            sender, when = special.person(who), self.now - ago * MINUTE
            to = [ADA] if who != "me" else [special.person("Kwame")]
            full = text + ("\n\n" + self.quote("en", *previous) if previous and index < 3 else "") + "\n"
            identifier = self.message_id(sender.address)
            data = mime.message(when, sender, to, ("Re: " if index else "") + special.QUAY_SUBJECT, mime.text(full), identifier,
                                tuple(references), cc=[special.person("Priya")] if who != "Priya" else [special.person("Kwame")])
            references.append(identifier)
            last = index == len(special.QUAY) - 1
            self.maildir.add("Sent" if who == "me" else "", when, data, "FS" if last else "S" if who == "me" else "RS")
            previous = (when, sender, text)

    def extra_body(self, extra, text, sender):
        """The body of one of the top messages, with what it carries."""
        plain = mime.text(text)
        if extra == "picture":
            image = mime.attachment("moss-garden.png", "image/png", files.landscape(560, 340, files.PALETTES["garden"], 3), "moss@kamo")
            html = ("<html><body>%s<p><img src=\"cid:moss@kamo\" alt=\"Fog over a moss garden\" width=\"560\"></p></body></html>"
                    % "".join("<p>%s</p>" % part.replace("\n", "<br>") for part in text.split("\n\n")))
            related = mime.multipart("related", [mime.text(html, "html"), image], self.boundary())
            return mime.multipart("alternative", [plain, related], self.boundary())
        parts = {
            "invitation": lambda: [mime.Part("text/calendar; charset=utf-8; method=REQUEST", files.invitation(
                "kurpark-%d@studio-nordlicht.example" % self.now, "Jour fixe Kurpark", "Studio\\, großer Tisch", sender, ADA,
                datetime.fromtimestamp(self.now + 3 * DAY, timezone.utc).replace(hour=9, minute=30, second=0), 60).replace(b"\r\n", b"\n"), "8bit")],
            "tender": lambda: [mime.attachment("LV-Kurpark-2.pdf", "application/pdf", files.pdf("Leistungsverzeichnis Kurpark", [
                "Titel 1  Baustelleneinrichtung", "Titel 2  Erdarbeiten", "Titel 3  Wege und Stufen", "Titel 4  Wasser", "Titel 5  Pflanzung"])),
                mime.attachment("Mengen Übersicht.csv", "text/csv; charset=utf-8", "Titel;Menge;Einheit\nWege;1240;m²\nStufen;86;Stück\n".encode())],
            "chart": lambda: [mime.attachment("basin.png", "image/png", files.chart([18, 26, 31, 38, 46, 41, 29])),
                              mime.attachment("basin.pdf", "application/pdf", files.pdf("Retention basin", ["Variant A: 38 m3", "Variant B: 46 m3"]))],
            "pictures": lambda: [mime.attachment("roof-1.png", "image/png", files.landscape(480, 300, files.PALETTES["evening"], 2)),
                                 mime.attachment("roof-2.png", "image/png", files.landscape(480, 300, files.PALETTES["evening"], 4))],
            "odt": lambda: [mime.attachment("kitchen-3.odt", "application/vnd.oasis.opendocument.text", files.odt("Kitchen", ["The sink looks at the garden."]))],
            "harbour": lambda: [mime.attachment("taufe.png", "image/png", files.landscape(480, 300, files.PALETTES["morning"], 1))],
        }
        return mime.multipart("mixed", [plain] + parts[extra](), self.boundary()) if extra else plain

    def top(self):
        for ago, who, subject, text, flags, extra in special.TOP:
            sender, when = special.person(who), self.now - ago * MINUTE
            body = self.extra_body(extra, text + "\n\n-- \n" + sender.sign_off + "\n", sender)
            data = mime.message(when, sender, [ADA], subject, body, self.message_id(sender.address))
            self.maildir.add("", when, data, flags)
        for index, (letter, ago, flags, subject) in enumerate([
                (0, 95, "", "Soup weather"), (2, 330, "S", "The forest that hums"), (1, 560, "", "Im Schlaf nach Süden"),
                (4, 1290, "S", "Light that stays"), (5, 2210, "S", "Lights on!")]):
            self.issue(NEWSLETTERS[letter], self.now - ago * MINUTE, index, flags, subject)

    def languages(self):
        mei, samira, kerstin = (special.person(name) for name in ("Mei", "Samira", "Kerstin"))
        for sender, (subject, text), days, charset in [
                (mei, special.JAPANESE, 3.1, "iso-2022-jp"), (mei, special.JAPANESE_UTF8, 6.4, "utf-8"),
                (samira, special.ARABIC, 2.6, "utf-8"), (kerstin, special.EMOJI, 3.6, "utf-8")]:
            when = int(self.now - days * DAY)
            self.maildir.add("", when, mime.message(when, sender._replace(name="田中芽衣") if sender is mei else sender, [ADA], subject,
                                                    mime.text(text, charset=charset), self.message_id(sender.address), charset=charset))

    def rest(self):
        for index, (_, data) in enumerate(special.broken_messages(formatdate(self.now - 5 * DAY))):
            self.maildir.add("", int(self.now - (4.5 + index * 0.8) * DAY), data)
        for index in range(36):
            when = self.moment(0.3)
            subject, text = special.SPAM[index % len(special.SPAM)]
            sender = ("Service", "notice%d@prize-%d.example" % (index, index * 7))
            self.maildir.add("Junk", when, mime.message(when, sender, [ADA], subject, mime.text(text + "\n"), self.message_id(sender[1])), "")
        for index, (who, subject, text) in enumerate(special.DRAFTS):
            when = self.now - (40 + index * 3000) * MINUTE
            self.maildir.add("Drafts", when, mime.message(when, ADA, [special.person(who)], subject, mime.text(text),
                                                          self.message_id(ADA.address)), "DS")

    def fill(self):
        for _ in range(CONVERSATIONS):
            self.conversation()
        for _ in range(LIST_THREADS):
            self.list_thread()
        for letter in NEWSLETTERS:
            self.newsletter(letter)
        for _ in range(RECEIPTS):
            self.receipt()
        self.quay()
        self.top()
        self.languages()
        self.rest()


def main():
    parser = argparse.ArgumentParser(description="Write the demo's mailbox.")
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--now", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    maildir = Maildir(arguments.folder)
    Year(maildir, arguments.now, arguments.seed).fill()
    maildir.write()
    print("%d messages" % len(maildir.entries))


if __name__ == "__main__":
    main()
