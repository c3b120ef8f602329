# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations, in a small notation: [a|b] is one of the two, {place} a word of the conversation.

Each is (group, subject, messages). A message is (who, text); who is "me", "you" (the other one) or
"third" (a colleague who joins). The subject may start with "Fwd: ".
"""

ENGLISH = [
    ("work", "Planting plan {project}, revision {letter}", [
        ("you", "Hi Ada,\n\n[attached is|here is] revision {letter} of the planting plan for {project}. I moved the {plant} closer to the path and left the corner by the {thing} open, [as we said on {day}|so that the mowers get through].\n\nCould you [look at|check] the soil depths before I send it on?"),
        ("me", "[Looks good to me|This is much calmer now, I like it]. Two remarks:\n\n- the {plant} needs at least 40 cm there, the slab is higher than the drawing says\n- can we take {number} instead of {number2}? The nursery delivers them in tens\n\nOtherwise: send it."),
        ("you", "Both done, sent. Thank you for the quick look!")]),
    ("work", "Site visit {project} on {day}", [
        ("you", "Hello Ada,\n\n[would|does] {day} at {time} work for the visit to {project}? The contractor wants to show us the drainage before it is covered. [It should take an hour.|Rubber boots recommended.]"),
        ("me", "{day} works. [I take the train and am there ten minutes early.|I will bring the levels.] Shall we meet at the {thing}?"),
        ("you", "Perfect, at the {thing}. [I bring coffee.|See you there.]")]),
    ("work", "Minutes: {project}, {day}", [
        ("you", "All,\n\nshort minutes from {day}:\n\n1. The {thing} moves two metres north. Agreed.\n2. Lighting: {number} posts instead of {number2}, warm white.\n3. Open: who pays for the second crane day? Kwame asks the trust.\n4. Next meeting in two weeks, same room.\n\nPlease shout if I got something wrong."),
        ("me", "Thank you! One addition to 2: the posts need the same feet as in the courtyard, otherwise the paving does not work out.")]),
    ("work", "Quote for {number} {plant}", [
        ("me", "Hello,\n\nwe need {number} {plant} (container, 40-60) for {project}, delivered in the second half of the month. Could you [quote|send a price] including transport to Hamburg?"),
        ("you", "Hi Ada,\n\n[gladly|of course]. {number} pieces are no problem, for the bigger quality I would have to ask. Price and delivery are in the attached sheet; it holds for four weeks.\n\n[The roots look great this year.|We had a good summer for them.]"),
        ("me", "That fits. Please reserve them, the written order follows from the office.")]),
    ("work", "Photos from {project}", [
        ("you", "Dear Ada,\n\nthe light on {day} was [a gift|perfect]. I put {number} pictures into the folder, the best three are attached in small. [My favourite is the one from the bridge.|The children on the steps gave their parents' consent.]"),
        ("me", "They are wonderful. May we use the second one for the competition panel? Credit as usual."),
        ("you", "Of course, with pleasure. I send you the big file tonight.")]),
    ("work", "Question about the {thing}", [
        ("you", "Ada, quick one: does the {thing} at {project} stand on the old foundation or beside it? The structural drawing says one thing and the section another."),
        ("me", "Beside it, 1.20 m to the east. The section is right, I will correct the plan today."),
        ("you", "Phew. Thanks.")]),
    ("work", "Budget {month}", [
        ("you", "Hi,\n\nthe numbers for {month} are in. We are {number} hours over on {project} and under nearly everywhere else, so nobody needs to panic. [Have a look at the third tab.|The table is attached.]\n\nCan you note until {day} what is still to come?"),
        ("me", "Noted. The remaining hours are for the tender, after that it is only supervision. I would leave the buffer as it is.")]),
    ("work", "Community workshop: {number} people said yes", [
        ("you", "Dear Ada,\n\n{number} neighbours signed up for the workshop on {day}, among them two school classes. Could you bring the big model and [the coloured pins|the tracing paper]? Catering is settled, vegetarian.\n\nI am really looking forward to this one."),
        ("me", "How good! Model and pins come with me. Is there a projector, or shall I bring ours?"),
        ("you", "There is one, and a person who knows how to switch it on."),
        ("me", "Even better. See you on {day}.")]),
    ("work", "Kyoto study trip", [
        ("you", "Dear Ada-san,\n\nit would be an honour to show you the gardens in {month}. The moss is at its best after the rain. I attach a first plan: Shisen-dō, Murin-an, and one morning in the nursery of my uncle.\n\nPlease tell me whether {number} days are enough."),
        ("me", "Dear Mei,\n\nthis is so generous. {number} days are perfect; I would rather see three gardens slowly than ten in a hurry. Shall I bring anything from Hamburg?"),
        ("you", "Only strong shoes and time. And perhaps the marzipan you brought last year, my mother still speaks of it.")]),
    ("friend", "{day}?", [
        ("you", "Are you [around|in town] on {day}? There is [a concert|a reading|an open rehearsal] at {place} and I have a spare ticket. [No pressure.|Say yes.]"),
        ("me", "Yes! [I finish at six.|I can be there at {time}.] Shall we eat something before?"),
        ("you", "Noodles at the corner at {time}. I reserve."), ]),
    ("friend", "The recipe you asked for", [
        ("you", "Here it is, as my grandmother dictated it:\n\n- {number2} g chickpeas, soaked overnight\n- one big onion, patience\n- cumin, coriander, a little cinnamon\n- lemon at the very end\n\nDo not let it boil after the lemon. [She will know.|She would notice from there.]"),
        ("me", "I made it last night and the pot is empty. [Tell her she has a fan in Hamburg.|Even Lars asked for more.]")]),
    ("friend", "Weekend at {place}", [
        ("you", "So, the hut is ours from {day} on. We are {small} people, there is a stove, no reception and a lake. Who brings what?\n\nI take bread, cheese and the cards."),
        ("me", "I bring soup for the first evening, apples, and the first-aid kit that we never need. [Do we need firewood?|Is there a boat this time?]"),
        ("you", "There is, and it even floats. Bring the warm sweater.")]),
    ("friend", "Bike for sale?", [
        ("you", "Hey Ada, is the blue bike still in your cellar? A colleague is looking for exactly such a one and would [pay properly|treat it well]."),
        ("me", "It is, and it needs a new chain. If she takes it as it is: {number2} euros and one cake."),
        ("you", "Deal, she says. The cake will be lemon.")]),
    ("friend", "Book club: what next?", [
        ("you", "Our candidates for {month}:\n\n1. the one about the lighthouse\n2. the one with the unreliable gardener\n3. short stories, because nobody finished the last one\n\nVote by {day}, silence counts as 3."),
        ("me", "2, obviously. [I know such gardeners.|Professional interest.]"),
        ("you", "2 it is. We meet at {place}, {time}, bring something to drink.")]),
    ("friend", "Moving help on {day}", [
        ("you", "The day has come: we are moving. Two floors down and three up, no piano this time. Could you lend us [two hours|an arm] on {day}? There will be pizza and eternal gratitude."),
        ("me", "I come with the cargo bike and gloves. Until {time}, then I have to catch a train."),
        ("you", "You are the best. Bell says \"Obi / Marsh\", third floor.")]),
    ("friend", "Pictures from {place}", [
        ("you", "Finally sorted the pictures from {place}. The one where you [argue with the goose|sleep on the ferry] is a masterpiece and will be printed large."),
        ("me", "I deny everything. Please send me the one with the fog over the water in full size, I want it for the wall.")]),
]

GERMAN = [
    ("work", "Leistungsverzeichnis {project}", [
        ("you", "Hallo Ada,\n\nanbei das Leistungsverzeichnis für {project}, Stand {day}. [Die Positionen 3.2 bis 3.7|Die Wege] habe ich neu gegliedert, damit der Bauhof einzeln anbieten kann.\n\nKannst du [bis {day}|heute noch] drüberschauen?"),
        ("me", "Hallo,\n\nsehr übersichtlich geworden. In 3.4 fehlt die Entsorgung des Altbelags, und beim {plantde} stimmt die Stückzahl nicht: es sind {number}. Sonst kann es raus."),
        ("you", "Beides korrigiert und verschickt. Danke!")]),
    ("work", "Bemusterung am {dayde}", [
        ("you", "Liebe Ada,\n\nam {dayde} um {time} Uhr zeigt uns der Steinmetz drei Muster für die Stufen. [Der Kalkstein ist überraschend schön.|Bitte fest einplanen, der Bauherr kommt mit.]"),
        ("me", "Bin dabei. Ich bringe das Farbkonzept mit, dann sehen wir gleich, was neben dem Klinker besteht."),
        ("you", "Prima, bis {dayde}!")]),
    ("work", "Statik der Pergola", [
        ("you", "Hallo Ada,\n\ndie Pergola in {project} trägt die Glyzinie, aber nur mit {number2}er Stützen. Schneelast und Wind sind nachgewiesen, die Berechnung liegt bei.\n\nWenn du schlanker bleiben willst, [bräuchten wir ein Zugband|rechne ich es in Stahl]."),
        ("me", "Danke dir! Dann lieber das Zugband, das sieht man hinter den Blättern nicht. Schickst du mir das Detail als DWG?"),
        ("you", "Ist unterwegs. Schönes Wochenende!")]),
    ("work", "Urlaubsplanung {month}", [
        ("you", "Liebe alle,\n\nbitte tragt bis {dayde} eure Urlaubstage für {month} ein. [Es sollten immer zwei von uns da sein.|Der Kalender hängt wie immer in der Teeküche und im Netz.]"),
        ("me", "Eingetragen: eine Woche Mitte des Monats. Die Bauleitung in {project} übernimmt Priya, das ist abgesprochen.")]),
    ("work", "Wettbewerb Kurpark", [
        ("you", "Guten Morgen,\n\nwir sind in der zweiten Runde! Die Jury hebt [die Wasserführung|den alten Baumbestand] hervor und wünscht sich mehr Sitzplätze im Schatten.\n\nAbgabe in sechs Wochen. Besprechung am {dayde}, {time} Uhr?"),
        ("me", "Großartig! {dayde} passt. Ich bringe Skizzen mit, die Idee mit dem schwebenden Steg lässt mich nicht los."),
        ("third", "Glückwunsch euch! Für den Steg rechne ich gern etwas vor, damit er auch wirklich schwebt."),
        ("you", "So machen wir das. Kuchen steht in der Küche.")]),
    ("work", "Baumgutachten Linde", [
        ("you", "Hallo Ada,\n\ndie alte Linde am {thingde} ist gesünder, als wir dachten: Restwandstärke ausreichend, Krone leicht einkürzen, in drei Jahren wieder ansehen. Das Gutachten hängt an."),
        ("me", "Das ist die beste Nachricht der Woche. Dann bleibt sie der Mittelpunkt, und der Weg macht einen Bogen.")]),
    ("family", "Sonntag", [
        ("you", "Hallo mein Schatz,\n\nkommst du am Sonntag zum Essen? Es gibt [Rouladen|Grünkohl|Zwetschgenkuchen], und Papa möchte dir das neue Hochbeet zeigen. [Bring ruhig jemanden mit.|Lars kommt auch.]\n\nSag nur kurz Bescheid wegen der Menge."),
        ("me", "Hallo Mama,\n\nsehr gern! Ich nehme den Zug um {time} und bin gegen Mittag da. Soll ich etwas mitbringen?"),
        ("you", "Nur Hunger und die Tupperdose vom letzten Mal. Wir freuen uns!")]),
    ("family", "Papas Geburtstag", [
        ("you", "Na du,\n\nPapa wird bald wieder ein Jahr weiser. Ich dachte an [eine Bootsfahrt|die Kamera], zusammen so um die {number2} Euro. Machst du mit? [Mama ist eingeweiht.|Kein Wort zu Mama, sie verplappert sich.]"),
        ("me", "Ich bin dabei! Karte male ich. Überweise dir meinen Teil heute Abend."),
        ("you", "Perfekt, dann bestelle ich. Schick mir noch dein schönstes Foto von ihm.")]),
    ("family", "Der Garten im {month}", [
        ("you", "Liebe Ada,\n\ndie Dahlien sind [alle gekommen|über Nacht schwarz geworden], nur die gelbe von Oma ziert sich. Sag, wann schneidet man noch mal den {plantde}? Du hast es mir bestimmt schon dreimal erklärt.\n\nIch habe dir ein Bild angehängt."),
        ("me", "Liebe Mama,\n\nden {plantde} erst nach der Blüte, und dann beherzt. Die gelbe braucht nur Geduld, die war immer die letzte. Das Bild ist wunderschön!")]),
    ("family", "Alte Fotos", [
        ("you", "Liebe Ada,\n\nbeim Aufräumen habe ich Fotos von deinem Opa auf der Werft gefunden, {number} Stück, teils beschriftet. Möchtest du sie haben, bevor ich sie einklebe?"),
        ("me", "Liebe Tante Rosi,\n\nunbedingt! Ich scanne sie alle ein und schicke jedem eine Kopie. Am {dayde} könnte ich sie abholen."),
        ("you", "Wie schön, dann backe ich etwas.")]),
    ("friend", "Segeln am {dayde}?", [
        ("you", "Moin Ada,\n\nam {dayde} sagen sie Südwest vier bis fünf und Sonne. Das Boot ist [frisch gestrichen|endlich dicht]. Ablegen {time} Uhr, zurück mit dem Abendlicht. Kommst du mit?"),
        ("me", "Moin! Was für eine Frage. Ich bringe Brote und die Kanne mit."),
        ("you", "Und die Handschuhe. Letztes Mal hast du geschimpft.")]),
    ("friend", "Probe verschoben", [
        ("you", "Hallo ihr Lieben,\n\ndie Probe am {dayde} fällt aus, [der Saal ist belegt|die Heizung streikt]. Wir treffen uns dafür eine Woche später schon um {time} Uhr. Bitte den zweiten Satz ansehen, vor allem der Alt."),
        ("me", "Alles klar, der Alt übt. Soll ich den Schlüssel weiter behalten?"),
        ("you", "Ja bitte, bei dir ist er am sichersten.")]),
    ("friend", "Danke für gestern", [
        ("you", "Liebe Ada,\n\ndas war ein so schöner Abend bei dir. Die Suppe, der Balkon, und dass wir endlich mal wieder [nicht auf die Uhr|drei Stunden nicht aufs Telefon] gesehen haben. Nächstes Mal bei mir!"),
        ("me", "Jederzeit wieder. Du hast deinen Schal hier gelassen, er hängt neben der Tür und wartet.")]),
    ("friend", "Wohnung in {placede}", [
        ("you", "Hallo Ada,\n\nich habe vielleicht eine Wohnung in {placede}! Altbau, dritter Stock, Blick auf einen Innenhof mit Kastanie. Besichtigung am {dayde} um {time} Uhr. Würdest du mitkommen? Vier Augen, und du siehst immer gleich, wo es feucht wird."),
        ("me", "Na klar komme ich mit. Ich drücke die Daumen und bringe das Feuchtemessgerät mit, kein Scherz."),
        ("you", "Ich habe nichts anderes erwartet.")]),
    ("friend", "Flohmarktfund", [
        ("you", "Du glaubst nicht, was ich gestern für {small} Euro gefunden habe: den Atlas, von dem du erzählt hast! Einband etwas lose, aber alle Karten da. Er gehört dir."),
        ("me", "Nein! Den suche ich seit Jahren. Dafür bekommst du Marmelade, und zwar die gute.")]),
]

# Mailing lists: (subject, first message, answers)
LISTS = {
    "stadtgarten": [
        ("Gießdienst im {month}", "Hallo zusammen,\n\nfür den Gießdienst im {month} fehlen noch zwei Wochen. Tragt euch bitte in die Liste am Schuppen ein. Die Tonnen sind voll, der Schlauch ist geflickt.", ["Ich nehme die zweite Woche.", "Dann mache ich die letzte. Wer hat den Schlüssel?", "Der Schlüssel liegt wieder beim Kiosk."]),
        ("Kompost ist reif", "Liebe Gärtnerinnen und Gärtner,\n\nder vordere Haufen ist gesiebt. Jedes Beet darf sich zwei Eimer nehmen, bitte den Deckel wieder schließen, die Ratten lesen nicht mit.", ["Danke fürs Sieben! Ich hole am {dayde}.", "Bleibt etwas für das Schulbeet übrig?", "Ja, der dritte Sack ist für die Schule."]),
        ("Sommerfest: wer macht was", "Moin,\n\nam letzten Samstag im {month} feiern wir. Wir brauchen: Bänke, Lichterkette, zwei Leute am Grill, viele Salate und jemanden mit einer Gitarre.", ["Bänke kann ich aus der Gemeinde leihen.", "Salat mit Bohnen, wie jedes Jahr.", "Gitarre ja, singen nein.", "Wunderbar, dann fehlt nur noch das Wetter."]),
        ("Schnecken", "Hat jemand ein Mittel, das wirklich hilft? Der ganze Salat ist weg, {number} Pflanzen in einer Nacht.", ["Laufenten.", "Abends mit der Lampe absammeln, es hilft nichts anderes.", "Laufenten haben in Parzelle 9 auch den Salat gefressen."]),
    ],
    "openroutes": [
        ("[RFC] Tagging of {thing} along cycle routes", "Hi all,\n\nI would like to settle how we map a {thing} next to a cycle route. At the moment there are three variants in the data, about {number} uses each. My proposal is on the wiki; please comment for two weeks.", ["+1 from me, variant B is the only one that renders sensibly.", "I disagree mildly: B loses the direction. Could we keep it as a separate key?", "Good point about the direction. I added an example.", "With the example I am fine with B."]),
        ("Import of the {place} tree register", "Dear list,\n\nthe city published its tree register under an open licence: {number} trees with species and year of planting. I wrote a plan for an import in small steps, with a check by hand for each district.", ["Please do not import trees that are mapped already, we had that before.", "The plan has a step for that (section 3). Looks careful to me.", "I can check the western districts."]),
        ("Release 4.{small} of the route editor", "The new version of the route editor is out.\n\n- undo works across uploads\n- the validator finds loops in relations\n- {number} fixes, thanks to {small} new contributors\n\nPackages are on the mirrors.", ["Undo! Finally! Thank you!", "Small regression: the icon for a {thing} is missing at zoom 17. I opened a ticket.", "Fixed in the branch, will be in the next point release."]),
    ],
    "chor": [
        ("Notes for {month}", "Dear singers,\n\nthe notes for {month} are on the shelf and in the folder. Please bring a pencil; the second page has a wrong bar in the alto.", ["Altos never sing wrong bars.", "Is there a recording of the tenor voice?", "Recording is in the folder now."]),
        ("Concert at {place}: who can help with chairs", "We need eight people at {time} to carry {number} chairs up the stairs. There is soup afterwards, and a warm room.", ["I am in.", "Me too, plus one strong son.", "I can do the soup instead."]),
        ("Lost: a grey scarf", "Somebody left a grey scarf and {small} pairs of glasses after the rehearsal on {day}. They live in the box under the piano.", ["The scarf is mine, thank you!", "One of the glasses might be mine. I cannot see which."]),
    ],
}

PROJECTS = ["Harbour Park", "Library Roof", "Kastanienhof", "Kurpark", "Schoolyard West", "Elbe Steps"]
SLOTS = {
    "letter": list("BCDEFGH"), "plant": ["hornbeams", "serviceberries", "irises", "grasses", "wild roses", "ferns"],
    "plantde": ["Felsenbirne", "Hortensie", "Kletterrose", "Flieder", "Schmetterlingsstrauch"],
    "thing": ["bench", "fountain", "footbridge", "kiosk", "bike shelter", "water trough"],
    "thingde": ["Spielplatz", "Brunnen", "Nordtor", "Teich"],
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    "dayde": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
    "time": ["8:30", "9:15", "10:00", "11:45", "14:30", "16:00", "18:30", "19:00"],
    "place": ["the old mill", "Haus Drei", "the harbour church", "Sylt", "the lake", "Lisbon", "the botanical garden", "Ghent"],
    "placede": ["Ottensen", "Altona", "Barmbek", "Eimsbüttel", "der Schanze"],
    "number": ["12", "14", "18", "24", "30", "36", "42", "60", "85", "120"],
    "number2": ["10", "16", "20", "25", "40", "80", "100"], "small": ["3", "4", "5", "6", "7"],
}
MONTHS = {"en": ["January", "February", "March", "April", "May", "June", "July", "August",
                 "September", "October", "November", "December"],
          "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
                 "September", "Oktober", "November", "Dezember"]}
