/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MAILER_MIME_URL_NONE,   /* relative, unknown or broken: leads nowhere */
  MAILER_MIME_URL_WEB,    /* http or https */
  MAILER_MIME_URL_MAILTO, /* mailto */
  MAILER_MIME_URL_CID,    /* cid */
  MAILER_MIME_URL_DATA,   /* data */
  MAILER_MIME_URL_OTHER,  /* a scheme of no use to a mail that may go to the network: ftp, ws, file ... */
} MailerMimeUrlKind;

/**
 * mailer_mime_url_classify:
 * @raw: an address as it stands in HTML or CSS
 * @out_url: (out) (transfer full) (nullable): the address as a browser understands it: blanks and line
 *   ends taken out, "//" and backslashes resolved; %NULL for NONE
 *
 * Reads @raw as the URL Standard of the WHATWG does. Thread: any.
 */
MailerMimeUrlKind mailer_mime_url_classify (const char *raw,
                                            char      **out_url);

/**
 * mailer_mime_url_dup_host:
 * @url: of mailer_mime_url_classify(), WEB
 * @out_has_user: (out) (optional): whether something stands before an "@" in front of the host
 *
 * Returns: (transfer full) (nullable): the host in lower case ASCII (punycode). Thread: any.
 */
char *mailer_mime_url_dup_host (const char *url,
                                gboolean   *out_has_user);

/**
 * mailer_mime_url_dup_https:
 * @url: of mailer_mime_url_classify(), WEB
 *
 * Returns: (transfer full): @url with the scheme https. Thread: any.
 */
char *mailer_mime_url_dup_https (const char *url);

/** mailer_mime_url_is_host_within: whether @host is @domain or below it; both in lower case. Thread: any. */
gboolean mailer_mime_url_is_host_within (const char *host,
                                         const char *domain);

/**
 * mailer_mime_url_dup_pretence:
 * @text: what a link shows
 * @url: of mailer_mime_url_classify(), WEB
 *
 * What people may take the link for although it leads elsewhere. A host and what is below it are one, and so is
 * "www." before it. A file name is no host.
 *
 * Returns: (transfer full) (nullable): the host that @text names, another one than that of @url; or @text as it is when
 *   it runs backwards or the host itself deceives: a user name in front, letters of several scripts. %NULL for an
 *   honest link. Thread: any.
 */
char *mailer_mime_url_dup_pretence (const char *text,
                                    const char *url);

G_END_DECLS
