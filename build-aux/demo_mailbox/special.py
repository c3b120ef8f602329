# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on top of the inbox, written one by one, and the odd ones that every mailbox has."""

from .people import ADA, BY_NAME

# The conversation along the quay, oldest first: (minutes ago, who, to, text).
QUAY_SUBJECT = "Harbour Park: trees along the quay"
QUAY = [
    (1710, "Kwame", "Dear Ada,\n\nthe trust's board looked at your plan yesterday. They love the steps down to the water, and they have one worry: the trees along the quay. Salt, wind, lorries. Somebody on the board remembers the poplars of the eighties, and none of them is left.\n\nHow sure are you about the oaks? I need two or three sentences that I can read out on Thursday.\n\nBest wishes,\nKwame"),
    (1655, "me", "Dear Kwame,\n\nthe poplars died of thirst, not of salt. The quay wall drains everything within hours, and they stood in holes of one cubic metre.\n\nFor Thursday:\n\n  - We plant holm oaks and field maples, both at home on windy coasts.\n  - Each tree gets twelve cubic metres of soil under the paving.\n  - The first three summers are paid for, water included.\n\nIf somebody asks about lorries: the kerb is 18 cm and the trunks stand 90 cm behind it.\n\nAda"),
    (1600, "Priya", "Hi both,\n\none more thing from the soil report: at the northern end the groundwater is brackish below 2.80 m. I would move the last two oaks eight metres inland. It also opens the view to the crane, which the neighbours asked for.\n\nSketch follows.\n\nPriya"),
    (1395, "Kwame", "This is exactly what I needed, thank you. The sentence about the three summers will win them.\n\nPriya, yes to the view to the crane! Ruth promised the neighbours \"something with the crane\" and has not slept well since.\n\nKwame"),
    (62, "Kwame", "Ada, Priya,\n\nthe board said yes. Unanimously, with applause, and the gentleman of the poplars wants to pay for the first oak.\n\nI will send the signed letter tomorrow. For today: go outside and look at a tree.\n\nKwame"),
]

# (minutes ago, who, subject, text, flags, extras)
TOP = [
    (4, "Mei", "苔の朝 – a morning of moss", "Dear Ada-san,\n\nthis morning the fog stayed until nine, and I thought of your steps in the harbour. I attach one picture. The gardener says: moss does not hurry, and it never asks how long it takes.\n\n来月お会いできるのを楽しみにしています。\nI look forward to seeing you next month.", "", "picture"),
    (31, "Birgit", "Sonntag: Zwetschgenkuchen?", "Hallo mein Schatz,\n\nder Baum trägt dieses Jahr wie verrückt, Papa steht auf der Leiter und lässt sich nicht helfen. Kommst du am Sonntag? Es gibt Kuchen, und du darfst so viele Zwetschgen mitnehmen, wie du tragen kannst.\n\nLars bringt die Kleine mit, sie läuft jetzt!", "", None),
    (190, "Henrike", "Einladung: Jour fixe Kurpark", "Liebe alle,\n\nunser Jour fixe zum Kurpark wandert auf den Vormittag. Die Einladung hängt an, bitte kurz zusagen.", "S", "invitation"),
    (265, "Jonas", "Leistungsverzeichnis Kurpark, letzte Fassung", "Moin Ada,\n\nanbei das LV und die Mengen. Wenn du heute noch einen Blick auf Titel 4 wirfst, geht es morgen früh raus. Die Fontäne habe ich optional gesetzt, wie besprochen.", "FS", "tender"),
    (420, "Noor", "Tickets!! 🎶", "We got them. Row seven, both of us, and the encore will be the one you hum in the kitchen.\n\nDoors 19:30, dinner before at the usual place? My treat, you carried the sofa.", "RS", None),
    (1130, "Samira", "Retention basin: the numbers", "Hi Ada,\n\nI ran the basin again with the new rain series. We need 46 m³ instead of 38, and if we lower the lawn by 12 cm we get it for nothing. The chart shows both variants.\n\nShall we go for the lawn?", "S", "chart"),
    (1500, "Lucía", "The pictures from the roof 📷", "Hola Ada,\n\nthe roof in the evening light. I could not decide, so I send two. Use whichever you like for the panel; the second one is the one I would hang on a wall.\n\nun beso,\nLucía", "S", "pictures"),
    (1980, "Anh", "Kitchen plan, third try", "I moved the window. Do not laugh. It is all in the file, and the sink looks at the garden now.\n\nIf you have ten minutes, tell me where I am wrong.", "S", "odt"),
    (2700, "Emeka", "Rowing on Saturday?", "Four seats, three rowers. The fourth could be you. We start at 7:00 and I know how that sounds, but the river at that hour is glass.\n\nCoffee is in the thermos, cake afterwards.", "RS", None),
    (3300, "Malte", "Das Boot ist im Wasser", "Moin Ada,\n\nsie schwimmt! Der neue Mast steht, der Lack glänzt, und ich habe nur einen Pinsel ins Hafenbecken verloren. Am Wochenende wird getauft. Du hältst die Rede, das war abgemacht.", "FS", "harbour"),
]

JAPANESE = ("図面の確認について", "リンドクヴィスト様\n\nいつもお世話になっております。\n先日いただいた図面を確認いたしました。石段の高さについて一点だけご相談がございます。\n\n来週のお打ち合わせで詳しくご説明いたします。\nどうぞよろしくお願いいたします。\n\n田中芽衣\n鴨川造園 京都\n")
JAPANESE_UTF8 = ("Re: 庭園の写真", "アダさん、こんにちは。\n\n写真をありがとうございます。霧の中の橋がとても美しいですね。\n母も「絵のようだ」と言っていました。\n\n芽衣\n")
ARABIC = ("دعوة إلى العشاء", "عزيزتي آدا،\n\nنود أن ندعوك إلى العشاء يوم الجمعة في بيتنا. ستطبخ أمي المقلوبة، وسيأتي نور أيضاً.\n\nالعنوان كما تعرفين، والباب مفتوح من السابعة مساءً.\n\nمع أطيب التحيات،\nسميرة\n")
EMOJI = ("🚲🌧️☕", "👋 Ada!\n\n🚲 + 🌧️ = 😅 but we made it to the ferry. 🌈 over the harbour, 🥐 in the bag.\n\nNext time: 🧤🧤.\n\n👩‍🌾👨‍🍳 Kerstin & Malte\n")

SPAM = [
    ("You have been selected", "Dear customer, you have been selected from 4 000 000 addresses. Confirm your delivery within 24 hours."),
    ("Invoice overdue!!!", "Open the attached invoice now. This is your last reminder before the last reminder."),
    ("Cheap roof cleaning in your area", "Our drones clean your roof while you sleep. Reply YES."),
    ("Ihr Paket konnte nicht zugestellt werden", "Bitte bestätigen Sie Ihre Anschrift und entrichten Sie eine Gebühr von 1,99."),
    ("Re: Re: our meeting", "As discussed I send you the file, please look at it urgently and do not tell anybody."),
    ("Make your garden rich", "One secret soil trick that professors do not want you to know."),
]

DRAFTS = [
    ("Kwame", "Re: " + QUAY_SUBJECT, "Dear Kwame,\n\nI went outside and looked at three. What wonderful news, please tell the gentleman of the poplars that "),
    ("Roswitha", "Fotos", "Liebe Tante Rosi,\n\ndie Bilder sind alle eingescannt, und auf einem "),
]


def broken_messages(when):
    """Messages that somebody's software got wrong: (name, bytes)."""
    date = "Date: %s\n" % when
    head = date + "From: Old Scanner <scanner@studio-nordlicht.example>\nTo: ada@kranich.example\n"
    nested = head + "Subject: Fwd: Fwd: Fwd: Parking\nMIME-Version: 1.0\n"
    for depth in range(12):
        nested += 'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth)
    nested += "Content-Type: text/plain\n\nThe car park is closed on Thursday.\n"
    for depth in reversed(range(12)):
        nested += "--b%d--\n" % depth
    return [
        ("no headers at all", b"this is only text, somebody's script piped it into the mailer\nwithout a single header.\n\nBackup finished with 0 errors.\n"),
        ("charset lie", head.encode() + "Subject: Gebühren für Stellplätze\nContent-Type: text/plain; charset=us-ascii\n\nDie Gebühr beträgt 45 € und ist bis zum Fünfzehnten fällig.\n".encode("cp1252")),
        ("unknown charset", (head + "Subject: Scan 0412\nContent-Type: text/plain; charset=x-mac-fancy\n\nScanned pages: 3\n").encode()),
        ("broken base64", (head + "Subject: Scan 0413\nMIME-Version: 1.0\nContent-Type: application/pdf; name=scan0413.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK!!!!%%%%\nMSAwIG9iag==\n==trailing garbage\n").encode()),
        ("unclosed HTML", (head + "Subject: Offer <b>for</b> you\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body><table><tr><td><b>Spring offer<div><p>Ten bags of soil<a href=\"https://soil.example\">order").encode()),
        ("nested multiparts", nested.encode()),
        ("missing boundary", (head + "Subject: Scan 0414\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=never\n\nThe boundary never comes.\n").encode()),
        ("bad date and address", b"Date: yesterday around noon\nFrom: \"Undisclosed <<\nTo: ;\nSubject: =?utf-8?q?half_an_encoded_wor\nMessage-ID: broken\n\nStill readable.\n"),
    ]


def person(name):
    return ADA if name == "me" else BY_NAME[name]
