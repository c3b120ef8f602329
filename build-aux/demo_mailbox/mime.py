# SPDX-FileCopyrightText: The Mailer developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages as bytes, made by hand: faster than a general library, and able to be broken on purpose."""

import base64
import binascii
from email.header import Header
from email.utils import formatdate


class Part:
    """A MIME entity: header lines and encoded content."""

    def __init__(self, kind, content, encoding=None, more=()):
        self.headers = ["Content-Type: " + kind]
        if encoding:
            self.headers.append("Content-Transfer-Encoding: " + encoding)
        self.headers += list(more)
        self.content = content

    def as_bytes(self):
        return "\n".join(self.headers).encode() + b"\n\n" + self.content


def encode_word(text, charset="utf-8"):
    return text if text.isascii() else Header(text, charset, maxlinelen=70).encode()


def mailbox(person, charset="utf-8"):
    name, address = person[0], person[1]
    if name.isascii():
        quoted = '"%s"' % name if any(sign in name for sign in ".,&()") else name
        return "%s <%s>" % (quoted, address)
    return "%s <%s>" % (encode_word(name, charset), address)


def text(value, kind="plain", charset="utf-8"):
    if value.isascii() and max(map(len, value.split("\n"))) < 900:
        return Part("text/%s; charset=%s" % (kind, charset), value.encode(), "7bit")
    data = value.encode(charset)
    if charset == "iso-2022-jp":
        return Part("text/%s; charset=iso-2022-jp" % kind, data, "7bit")
    return Part("text/%s; charset=%s" % (kind, charset), binascii.b2a_qp(data, istext=True),
                "quoted-printable")


def attachment(name, kind, data, content_id=None):
    plain = name if name.isascii() else None
    parameter = ('filename="%s"' % plain if plain
                 else "filename*=utf-8''" + "".join("%%%02X" % byte if not chr(byte).isalnum() or byte > 127
                                                    else chr(byte) for byte in name.encode()))
    more = ["Content-Disposition: %s; %s" % ("inline" if content_id else "attachment", parameter)]
    if content_id:
        more.append("Content-ID: <%s>" % content_id)
    return Part(kind, base64.encodebytes(data), "base64", more)


def multipart(kind, parts, boundary, more=""):
    content = b"".join(b"--%s\n%s\n" % (boundary.encode(), part.as_bytes().rstrip(b"\n")) for part in parts)
    return Part('multipart/%s; boundary="%s"%s' % (kind, boundary, more),
                content + b"--%s--\n" % boundary.encode())


def message(when, sender, to, subject, body, message_id, references=(), more=(), cc=(),
            charset="utf-8"):
    lines = ["Date: " + formatdate(when, localtime=True), "From: " + mailbox(sender, charset),
             "To: " + ",\n ".join(mailbox(person, charset) for person in to)]
    if cc:
        lines.append("Cc: " + ",\n ".join(mailbox(person, charset) for person in cc))
    lines += ["Subject: " + encode_word(subject, charset), "Message-ID: <%s>" % message_id]
    if references:
        lines.append("In-Reply-To: <%s>" % references[-1])
        lines.append("References: " + "\n ".join("<%s>" % one for one in references))
    lines += ["MIME-Version: 1.0", *more]
    return "\n".join(lines).encode() + b"\n" + body.as_bytes()
