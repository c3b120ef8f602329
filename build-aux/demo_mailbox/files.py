# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small real files, made without further modules: PDF, PNG, OpenDocument, calendar, text."""

import io
import math
import struct
import zipfile
import zlib


def pdf(title, lines):
    """One page of text in Helvetica."""
    def text(value):
        return value.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(
            b"(", b"\\(").replace(b")", b"\\)")
    content = b"BT /F2 20 Tf 70 760 Td (" + text(title) + b") Tj ET\n0.6 G 70 745 m 525 745 l S\n"
    content += b"BT /F1 11 Tf 70 715 Td 16 TL\n"
    content += b"".join(b"(" + text(line) + b") Tj T*\n" for line in lines) + b"ET\n"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream",
        font % b"Helvetica", font % b"Helvetica-Bold"]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start)


def png(width, height, rows):
    """A PNG of 8-bit RGB; rows are bytes of 3 * width."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    raw = b"".join(b"\0" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b""))


def mix(first, second, share):
    return tuple(int(a + (b - a) * share) for a, b in zip(first, second))


def landscape(width, height, palette, seed):
    """A view with sky, sun and four ranges of hills, each nearer one darker."""
    sky_top, sky_low, sun, far, near = palette
    ranges = []
    for layer in range(4):
        base = height * (0.5 + 0.13 * layer)
        phase = seed * 1.7 + layer * 2.3
        ranges.append([base + height * 0.07 * math.sin(x / width * (5 + layer * 2) + phase)
                       + height * 0.03 * math.sin(x / width * 17 + phase * 3) for x in range(width)])
    colours = [bytes(mix(far, near, layer / 3)) for layer in range(4)]
    sun_x, sun_y, radius = width * (0.3 + 0.1 * (seed % 5)), height * 0.3, height * 0.09
    rows = []
    for y in range(height):
        sky = bytes(mix(sky_top, sky_low, min(1, y / (height * 0.62))))
        row = bytearray(sky * width)
        reach = radius * radius - (y - sun_y) ** 2
        if reach > 0:
            half = int(math.sqrt(reach))
            left = max(0, int(sun_x) - half)
            row[left * 3:(left + 2 * half) * 3] = bytes(sun) * (2 * half)
        for layer, line in enumerate(ranges):
            if y >= min(line):
                for x in range(width):
                    if y >= line[x]:
                        row[x * 3:x * 3 + 3] = colours[layer]
        rows.append(bytes(row[:width * 3]))
    return png(width, height, rows)


PALETTES = {
    "morning": ((120, 170, 215), (250, 225, 190), (255, 244, 214), (140, 165, 170), (45, 80, 75)),
    "evening": ((70, 60, 120), (245, 150, 105), (255, 214, 140), (130, 85, 115), (45, 35, 60)),
    "garden": ((175, 215, 225), (235, 245, 225), (255, 250, 220), (150, 190, 130), (50, 95, 55)),
}


def chart(values, colour=(53, 132, 228)):
    """Bars on white, as a spreadsheet would draw them."""
    width, height, gap = 40 * len(values) + 20, 220, 12
    white, line = b"\xff\xff\xff", b"\xdd\xdd\xdd"
    top = max(values)
    rows = []
    for y in range(height):
        row = bytearray((line if (height - y) % 50 == 0 else white) * width)
        for index, value in enumerate(values):
            if y >= height - value / top * (height - 25):
                left = 10 + index * 40 + gap // 2
                row[left * 3:(left + 40 - gap) * 3] = bytes(colour) * (40 - gap)
        rows.append(bytes(row))
    return png(width, height, rows)


def odt(title, paragraphs):
    def escape(text):
        return text.replace("&", "&amp;").replace("<", "&lt;")
    body = "".join("<text:p>%s</text:p>" % escape(line) for line in paragraphs)
    content = ('<?xml version="1.0" encoding="UTF-8"?><office:document-content '
               'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
               'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
               '<office:body><office:text><text:h text:outline-level="1">%s</text:h>%s'
               '</office:text></office:body></office:document-content>' % (escape(title), body))
    manifest = ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
                'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
                'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
                'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
                '<manifest:file-entry manifest:full-path="content.xml" '
                'manifest:media-type="text/xml"/></manifest:manifest>')
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        when = (2024, 1, 1, 0, 0, 0)
        archive.writestr(zipfile.ZipInfo("mimetype", when), "application/vnd.oasis.opendocument.text")
        archive.writestr(zipfile.ZipInfo("content.xml", when), content, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("META-INF/manifest.xml", when), manifest,
                         zipfile.ZIP_DEFLATED)
    return output.getvalue()


def invitation(uid, summary, place, organizer, attendee, start, minutes):
    """A calendar request (RFC 5545, RFC 6047)."""
    form = "%Y%m%dT%H%M%SZ"
    end = start.fromtimestamp(start.timestamp() + minutes * 60, tz=start.tzinfo)
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kalender//DE", "METHOD:REQUEST", "BEGIN:VEVENT",
        "UID:" + uid, "DTSTAMP:" + start.strftime(form), "DTSTART:" + start.strftime(form),
        "DTEND:" + end.strftime(form), "SUMMARY:" + summary, "LOCATION:" + place,
        "ORGANIZER;CN=%s:mailto:%s" % (organizer.name, organizer.address),
        "ATTENDEE;CN=%s;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:%s"
        % (attendee.name, attendee.address), "END:VEVENT", "END:VCALENDAR", ""]).encode()
