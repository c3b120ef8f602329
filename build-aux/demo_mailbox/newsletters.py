# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newsletters: each sender has a layout, a rhythm and a stock of things to say."""

from collections import namedtuple

Newsletter = namedtuple("Newsletter", "name address list_id every_days hour subjects render")


def page(background, body, style=""):
    return ('<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" '
            'content="width=device-width"><style>%s</style></head>'
            '<body style="margin:0;background:%s">%s</body></html>' % (style, background, body))


def footer(colour, sender, link):
    return ('<p style="color:%s;font:12px/1.6 sans-serif;text-align:center;margin:24px 16px">'
            'You receive this letter because you asked for it.<br>%s · '
            '<a href="%s" style="color:%s">Unsubscribe</a> · <a href="%s" style="color:%s">View in '
            'browser</a></p>' % (colour, sender, link, colour, link, colour))


def picture(host, name, number, width, height, alternative, style=""):
    return ('<img src="https://%s/%s/%d.jpg" width="%d" height="%d" alt="%s" '
            'style="display:block;border:0;max-width:100%%;%s">'
            % (host, name, number, width, height, alternative, style))


def pixel(host, number):
    return '<img src="https://%s/open.gif?u=%08x" width="1" height="1" alt="">' % (host, number * 7919)


def long_table(random, number, subject):
    dishes = random.sample([
        ("Roast squash with brown butter", "Forty minutes, one tray, and a handful of sage that turns crisp."),
        ("Leek and white bean soup", "It tastes like a long evening and needs no more than a lemon at the end."),
        ("Tomatoes, bread, nothing else", "The secret is to salt early and to wait. The bread does the rest."),
        ("Buckwheat crêpes", "A batter that rests overnight, and the courage to turn them late."),
        ("Pears in black tea", "Cook them the day before, they get darker and better."),
        ("Green lentils with mustard", "A weekday dish that guests ask about."),
        ("Potato salad, two schools", "One with broth, one with cream, and a truce in the middle.")], 3)
    cards = "".join(
        '<tr><td style="padding:0 0 28px"><div style="background:#efe4d2;border-radius:10px;overflow:hidden">%s</div>'
        '<h2 style="font:600 21px Georgia,serif;color:#3d2b1f;margin:16px 0 6px">%s</h2>'
        '<p style="font:15px/1.6 Georgia,serif;color:#5d4a3c;margin:0 0 12px">%s</p>'
        '<a href="https://longtable.example/recipes/%d" style="background:#b5532a;color:#fff;text-decoration:none;'
        'font:600 14px sans-serif;padding:10px 18px;border-radius:20px;display:inline-block">Read the recipe</a></td></tr>'
        % (picture("img.longtable.example", "dish", number * 3 + index, 520, 240, dish),
           dish, text, number * 3 + index) for index, (dish, text) in enumerate(dishes))
    return page("#faf4ea",
                '<table role="presentation" align="center" width="560" style="max-width:100%%;margin:auto;padding:24px 20px">'
                '<tr><td style="text-align:center;padding-bottom:24px"><div style="font:italic 34px Georgia,serif;color:#b5532a">'
                'The Long Table</div><div style="font:12px sans-serif;letter-spacing:2px;color:#9a8570">RECIPES FOR PEOPLE WHO STAY</div>'
                '</td></tr><tr><td style="font:16px/1.7 Georgia,serif;color:#3d2b1f;padding-bottom:24px">Dear Ada,<br>%s. '
                'Three things to cook this week, none of them in a hurry.</td></tr>%s</table>%s%s'
                % (subject, cards, footer("#9a8570", "The Long Table, 3 Mill Lane", "https://longtable.example/u"),
                   pixel("t.longtable.example", number)))


def fernweh(random, number, subject):
    tours = random.sample([
        ("Hamburg", "Stockholm", "14 h", "59"), ("Berlin", "Wien", "9 h", "44"), ("Köln", "Barcelona", "16 h", "79"),
        ("München", "Rom", "12 h", "64"), ("Hamburg", "Zürich", "11 h", "49"), ("Dresden", "Prag", "2 h", "19"),
        ("Basel", "Kopenhagen", "15 h", "69"), ("Bremen", "Oslo", "17 h", "74")], 4)
    rows = "".join(
        '<tr><td style="padding:14px 18px;border-bottom:1px solid #e3ebf3;font:600 16px sans-serif;color:#12355b">%s '
        '<span style="color:#2a9d8f">→</span> %s<div style="font:13px sans-serif;color:#6b7f94">Nachtzug · %s · eigenes Abteil</div></td>'
        '<td align="right" style="padding:14px 18px;border-bottom:1px solid #e3ebf3;font:700 18px sans-serif;color:#e76f51;white-space:nowrap">'
        'ab %s €</td></tr>' % tour for tour in tours)
    return page("#eaf1f8",
                '<table role="presentation" align="center" width="600" style="max-width:100%%;margin:24px auto;background:#fff;'
                'border-radius:14px;overflow:hidden;border-collapse:collapse"><tr><td colspan="2" style="background:#12355b;padding:30px 24px">'
                '<div style="font:800 28px sans-serif;color:#fff">fernweh<span style="color:#e9c46a">.</span></div>'
                '<div style="font:15px sans-serif;color:#b9cfe6">Einschlafen. Ankommen.</div></td></tr>'
                '<tr><td colspan="2" style="background:#d5e4f2">%s</td></tr>'
                '<tr><td colspan="2" style="padding:24px 18px 8px;font:700 22px sans-serif;color:#12355b">%s</td></tr>%s'
                '<tr><td colspan="2" align="center" style="padding:26px"><a href="https://fernweh.example/nacht" style="background:#2a9d8f;'
                'color:#fff;text-decoration:none;font:700 16px sans-serif;padding:14px 30px;border-radius:8px">Alle Verbindungen</a></td></tr></table>'
                '<p style="color:#6b7f94;font:12px/1.6 sans-serif;text-align:center">Fernweh Reisen, Speicherstadt 9, Hamburg · '
                '<a href="https://fernweh.example/abmelden" style="color:#6b7f94">Abmelden</a></p>%s'
                % (picture("bilder.fernweh.example", "zug", number, 600, 220, "Ein Nachtzug vor den Alpen"), subject, rows,
                   pixel("z.fernweh.example", number)))


def morning(random, number, subject):
    stories = random.sample([
        ("World", "Rivers get the right to their own bed", "A parliament decided that floods may go where they always went."),
        ("City", "Night buses every ten minutes", "The trial in three districts was so full that it stays."),
        ("Science", "Why old forests hum", "Researchers listened to roots for two years and found a rhythm."),
        ("Economy", "Repair shops grow faster than shops", "For the third year in a row, mending beats buying."),
        ("Culture", "The smallest opera house in Europe opens", "Forty seats, one piano, and a waiting list until spring."),
        ("Technology", "A chip that sleeps most of the day", "It wakes when the light changes and lives ten years on one cell."),
        ("Health", "Walking meetings, measured", "Shorter, and people remember more of them."),
        ("Sport", "The eight that trains at dawn", "How a club without money came to the final.")], 5)
    items = "".join(
        '<div style="padding:18px 0;border-top:1px solid #ddd"><span style="font:700 11px sans-serif;letter-spacing:1px;color:#c1121f">%s</span>'
        '<h3 style="font:700 19px/1.3 Georgia,serif;margin:4px 0;color:#111"><a href="https://morningpost.example/%d/%d" style="color:#111;'
        'text-decoration:none">%s</a></h3><p style="font:15px/1.55 Georgia,serif;color:#444;margin:0">%s</p></div>'
        % (section.upper(), number, index, head, text) for index, (section, head, text) in enumerate(stories))
    return page("#ffffff",
                '<div style="max-width:580px;margin:auto;padding:20px"><div style="border-top:4px solid #111;border-bottom:1px solid #111;'
                'text-align:center;padding:10px 0"><div style="font:900 30px Georgia,serif;color:#111">The Morning Post</div>'
                '<div style="font:12px sans-serif;color:#777">Five stories with your coffee</div></div>'
                '<h2 style="font:700 25px/1.25 Georgia,serif;margin:22px 0 12px;color:#111">%s</h2>%s<div style="height:14px"></div>%s%s</div>%s'
                % (subject, picture("cdn.morningpost.example", "lead", number, 580, 300, "Photo of the day"), items,
                   footer("#777", "The Morning Post", "https://morningpost.example/u"), pixel("cdn.morningpost.example", number)))


def paper(random, number, subject):
    things = random.sample([
        ("Notizbuch Leinen", "18,90"), ("Füller Nr. 4", "64,00"), ("Tinte Moosgrün", "12,50"), ("Kalender", "24,00"),
        ("Briefpapier Bütten", "21,00"), ("Bleistifte, 12 Stück", "15,80"), ("Siegellack", "9,90"), ("Skizzenblock A4", "16,40")], 4)
    cells = ["<td width=\"50%%\" style=\"padding:10px;vertical-align:top\"><div style=\"background:#f4f1ec\">%s</div>"
             "<div style=\"font:15px Georgia,serif;color:#222;margin-top:10px\">%s</div>"
             "<div style=\"font:14px sans-serif;color:#7a6f5d\">%s €</div></td>"
             % (picture("shop.papierundtinte.example", "p", number * 4 + index, 260, 200, name, "width:100%;"), name, price)
             for index, (name, price) in enumerate(things)]
    return page("#ffffff",
                '<table role="presentation" align="center" width="580" style="max-width:100%%;margin:20px auto;border:1px solid #222;padding:24px">'
                '<tr><td colspan="2" align="center" style="font:28px Georgia,serif;letter-spacing:6px;color:#222;padding-bottom:6px">PAPIER &amp; TINTE</td></tr>'
                '<tr><td colspan="2" align="center" style="font:italic 16px Georgia,serif;color:#7a6f5d;padding-bottom:20px">%s</td></tr>'
                '<tr>%s%s</tr><tr>%s%s</tr><tr><td colspan="2" align="center" style="padding-top:18px"><a href="https://papierundtinte.example" '
                'style="color:#222;font:15px Georgia,serif">Zum Laden</a></td></tr></table>'
                '<p style="font:12px sans-serif;color:#888;text-align:center">Papier &amp; Tinte, Marktstraße 12, Lübeck · '
                '<a href="https://papierundtinte.example/abmelden" style="color:#888">Abbestellen</a></p>' % (subject, *cells))


def lumen(random, number, subject):
    events = random.sample([
        ("12", "Light that stays: photographs without a camera"), ("15", "Guided tour in plain language"), ("18", "Drawing in the depot"),
        ("21", "Talk: who owns a shadow?"), ("24", "Late opening with a string trio"), ("27", "Children's studio: paper lanterns")], 3)
    rows = "".join(
        '<tr><td style="font:800 34px sans-serif;color:#ffd166;padding:12px 18px 12px 0;vertical-align:top">%s</td>'
        '<td style="font:17px/1.4 sans-serif;color:#fff;padding:18px 0">%s</td></tr>' % event for event in events)
    return page("#101014",
                '<div style="max-width:600px;margin:auto;padding:34px 24px;background:#101014"><div style="font:200 40px sans-serif;color:#fff;letter-spacing:10px">'
                'LUMEN</div><div style="font:13px sans-serif;color:#8d8d99;margin-bottom:22px">Museum of Light, Rotterdam</div>%s'
                '<h1 style="font:300 28px/1.3 sans-serif;color:#fff;margin:24px 0 10px">%s</h1><table role="presentation">%s</table>'
                '<a href="https://lumen.example/tickets" style="display:inline-block;margin-top:18px;border:1px solid #ffd166;color:#ffd166;'
                'text-decoration:none;font:15px sans-serif;padding:12px 26px">Tickets</a>%s</div>'
                % (picture("media.lumen.example", "hall", number, 552, 280, "The great hall at night"), subject, rows,
                   footer("#8d8d99", "Lumen, Wilhelminakade 88", "https://lumen.example/u")))


def wheelhouse(random, number, subject):
    offers = random.sample([
        ("Touring lamp", "USB, 80 lux", "49"), ("Pannier pair", "Waterproof, 2 × 20 l", "119"), ("Chain & cassette", "Fitted while you wait", "75"),
        ("Wool jersey", "Made in Portugal", "89"), ("Winter tyres", "With reflex strip", "58"), ("Tool roll", "Waxed canvas", "39")], 3)
    cells = "".join(
        '<td style="padding:8px;vertical-align:top;width:33%%"><div style="background:#fff;border-radius:12px;padding:12px;text-align:center">%s'
        '<div style="font:700 15px sans-serif;color:#1b4332;margin-top:10px">%s</div><div style="font:13px sans-serif;color:#52796f">%s</div>'
        '<div style="font:800 20px sans-serif;color:#d62828;margin-top:6px">€ %s</div></div></td>'
        % (picture("wheelhouse.example", "offer", number * 3 + index, 150, 110, name, "margin:auto;"), name, text, price)
        for index, (name, text, price) in enumerate(offers))
    return page("#d8f3dc",
                '<div style="max-width:620px;margin:auto;padding:20px"><div style="background:#1b4332;border-radius:16px;padding:28px;text-align:center">'
                '<div style="font:900 32px sans-serif;color:#fff">WHEELHOUSE</div><div style="font:700 20px sans-serif;color:#95d5b2;margin-top:8px">%s</div>'
                '<a href="https://wheelhouse.example/sale" style="display:inline-block;margin-top:16px;background:#ffb703;color:#1b4332;'
                'text-decoration:none;font:800 16px sans-serif;padding:12px 28px;border-radius:30px">See the offers</a></div>'
                '<table role="presentation" width="100%%" style="margin-top:12px"><tr>%s</tr></table>%s</div>%s'
                % (subject, cells, footer("#52796f", "Wheelhouse Cycles", "https://wheelhouse.example/u"),
                   pixel("track.wheelhouse.example", number)))


NEWSLETTERS = [
    Newsletter("The Long Table", "hello@longtable.example", "weekly.longtable.example", 7, 7,
               ["Soup weather", "The first asparagus", "What to do with too many plums", "Bread that forgives", "A table for eleven",
                "Cooking for one, properly", "The slow Sunday", "Everything from one pot"], long_table),
    Newsletter("Fernweh", "post@fernweh.example", "reisen.fernweh.example", 9, 10,
               ["Im Schlaf nach Süden", "Neue Nachtzüge ab Hamburg", "Drei Länder, ein Abteil", "Das lange Wochenende wartet",
                "Aufwachen am Meer", "Bahnhöfe, die man sehen muss"], fernweh),
    Newsletter("The Morning Post", "editors@morningpost.example", "briefing.morningpost.example", 3, 6,
               ["The river that moved a border", "What the night buses taught a city", "A quiet revolution in the repair shop",
                "The forest that hums", "Forty seats and one piano", "The people who count swifts", "Mending beats buying"], morning),
    Newsletter("Papier & Tinte", "laden@papierundtinte.example", "laden.papierundtinte.example", 21, 11,
               ["Neu im Regal", "Für lange Briefe", "Herbsttinten", "Schöne Dinge zum Schenken", "Wieder da: das Leinenbuch"], paper),
    Newsletter("Lumen", "visit@lumen.example", "programme.lumen.example", 28, 15,
               ["Light that stays", "The programme of the month", "After dark at Lumen", "Last days: shadows"], lumen),
    Newsletter("Wheelhouse Cycles", "offers@wheelhouse.example", "offers.wheelhouse.example", 14, 9,
               ["Ready for the rain?", "Spring service, while you wait", "Three days, three offers", "Lights on!"], wheelhouse),
]
