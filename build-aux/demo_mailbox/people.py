# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who writes to whom in the demo's mailbox. All of them are made up."""

from collections import namedtuple

Person = namedtuple("Person", "name address language group sign_off")

ADA = Person("Ada Lindqvist", "ada@kranich.example", "en", "me",
             "Ada Lindqvist\nLandschaftsarchitektin · Studio Nordlicht, Hamburg")

PEOPLE = [
    Person("Jonas Petersen", "jonas.petersen@studio-nordlicht.example", "de", "work",
           "Jonas Petersen\nStudio Nordlicht · Große Elbstraße 41 · 22767 Hamburg"),
    Person("Henrike Voss", "h.voss@studio-nordlicht.example", "de", "work",
           "Henrike Voss\nGeschäftsführung, Studio Nordlicht"),
    Person("Samira Haddad", "samira@haddad-ingenieure.example", "de", "work",
           "Dr.-Ing. Samira Haddad\nHaddad Ingenieure · Tragwerk & Wasser"),
    Person("Priya Raman", "priya.raman@studio-nordlicht.example", "en", "work",
           "Priya Raman\nStudio Nordlicht"),
    Person("Tomasz Wiśniewski", "t.wisniewski@studio-nordlicht.example", "en", "work", "Tomasz"),
    Person("Kwame Mensah", "kwame.mensah@harbourtrust.example", "en", "work",
           "Kwame Mensah\nProgramme lead, Harbour Trust"),
    Person("Lucía Ortega", "lucia@ortega-fotografia.example", "en", "work",
           "Lucía Ortega · fotografía"),
    Person("Mei Tanaka", "mei.tanaka@kamo-landscape.example", "en", "work",
           "Mei Tanaka 田中芽衣\nKamo Landscape, Kyoto"),
    Person("Ruth Okafor", "ruth.okafor@harbourtrust.example", "en", "work",
           "Ruth Okafor\nHarbour Trust, community partnerships"),
    Person("Birgit Lindqvist", "birgit.lindqvist@tannenpost.example", "de", "family", "Mama"),
    Person("Lars Lindqvist", "lars@lindqvist.example", "de", "family", "Lars"),
    Person("Roswitha Kühn", "roswitha.kuehn@tannenpost.example", "de", "family", "Tante Rosi"),
    Person("Kerstin Brandt", "kerstin.brandt@deichpost.example", "de", "friend", "Kerstin"),
    Person("Malte Hansen", "malte@hansen-boote.example", "de", "friend", "Malte"),
    Person("Noor El-Amin", "noor@elamin.example", "en", "friend", "Noor"),
    Person("Ben Achterberg", "ben@achterberg.example", "en", "friend", "Ben"),
    Person("Chiara Bianchi", "chiara.bianchi@postino.example", "en", "friend", "un abbraccio, Chiara"),
    Person("Emeka Obi", "emeka.obi@tideline.example", "en", "friend", "E."),
    Person("Nguyễn Thị Anh", "anh.nguyen@lotuspost.example", "en", "friend", "Anh"),
]
BY_NAME = {person.name.split()[0]: person for person in PEOPLE}
BY_NAME["Anh"] = PEOPLE[-1]

LIST_MEMBERS = [
    ("Hedda Sørensen", "hedda@soerensen.example"), ("Oskar Blum", "oskar.blum@deichpost.example"),
    ("Yusuf Demir", "yusuf.demir@kiezmail.example"), ("Annegret Thiel", "a.thiel@tannenpost.example"),
    ("Wanjiru Kamau", "wanjiru@kamau.example"), ("Piet de Vries", "piet@devries.example"),
    ("Ilse Marquardt", "ilse.marquardt@tannenpost.example"), ("Rafael Couto", "rafael@couto.example"),
    ("Sólveig Jónsdóttir", "solveig@jonsdottir.example"), ("Dmitri Orlov", "d.orlov@tideline.example"),
    ("Fatou Diallo", "fatou.diallo@lotuspost.example"), ("Gregor Heinemann", "gregor@heinemann.example"),
]
