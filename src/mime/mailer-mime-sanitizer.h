/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* HTML of strangers in, HTML that can be put into our page out. All functions: Thread: any one at a
 * time, not the main thread. No errors. */

/**
 * MailerMimeRemoteMode:
 * @MAILER_MIME_REMOTE_BLOCKED: pictures from the network are taken out; their address stays in `data-remote`
 * @MAILER_MIME_REMOTE_ALLOWED: pictures in `img` and CSS backgrounds point to `mailer-remote:` + prefix
 *   + the percent-encoded https URL (http becomes https); fonts, style sheets, media and frames never
 */
typedef enum
{
  MAILER_MIME_REMOTE_BLOCKED,
  MAILER_MIME_REMOTE_ALLOWED,
} MailerMimeRemoteMode;

/**
 * MailerMimeLimits:
 *
 * Which bounds of the sanitizer a document hit: what is beyond is not in the result.
 */
typedef enum
{
  MAILER_MIME_LIMIT_NONE = 0,
  MAILER_MIME_LIMIT_INPUT = 1 << 0,  /* 4 MiB of HTML */
  MAILER_MIME_LIMIT_NODES = 1 << 1,  /* 100,000 nodes */
  MAILER_MIME_LIMIT_DEPTH = 1 << 2,  /* 200 levels */
  MAILER_MIME_LIMIT_OUTPUT = 1 << 3, /* 8 MiB of HTML */
  MAILER_MIME_LIMIT_DATA = 1 << 4,   /* data: pictures of 4 MiB together */
} MailerMimeLimits;

/**
 * MailerMimeSanitizeOptions:
 * @remote: what to do with pictures from the network
 * @cid_prefix: (nullable): put behind `mailer-cid:` and `mailer-remote:`, such as "42/", so that the scheme
 *   handlers know the message: `mailer-cid:42/` + percent-encoded content id
 * @content_ids: (nullable) (array zero-terminated=1): the content ids of this message; `cid:`
 *   references to others are taken out. %NULL keeps all.
 */
typedef struct
{
  MailerMimeRemoteMode remote;
  const char          *cid_prefix;
  const char *const   *content_ids;
} MailerMimeSanitizeOptions;

/**
 * MailerMimeSanitized:
 * @html: a fragment: `<style>` elements, then one `<div class="mail-body">`
 * @n_remote_images: pictures from the network that the mail wants, tracking pixels not counted
 * @n_remote_others: what else it wants from the network, such as fonts, style sheets, media: never loaded
 * @n_tracking_pixels: pictures that nobody is meant to see (1 by 1, hidden); never loaded
 * @n_deceptive_links: links whose text names another host; they carry the class "deceptive" and the
 *   real host in `data-target`
 * @content_ids: (array zero-terminated=1): content ids that are referenced
 * @limits: #MailerMimeLimits
 */
typedef struct
{
  char  *html;
  guint  n_remote_images;
  guint  n_remote_others;
  guint  n_tracking_pixels;
  guint  n_deceptive_links;
  char **content_ids;
  guint  limits;
} MailerMimeSanitized;

/**
 * mailer_mime_sanitize_html:
 * @html: UTF-8
 *
 * Keeps what an allow-list of elements, attributes and CSS properties knows and drops the rest:
 * scripts, event handlers, base, link, meta, forms, frames, objects, media, foreign names. Nothing in
 * the result can make a browser fetch anything but `mailer-cid:`, `mailer-remote:` and `data:`
 * pictures. Links keep http, https and mailto only, and get rel="noopener noreferrer".
 *
 * Returns: (transfer full).
 */
MailerMimeSanitized *mailer_mime_sanitize_html (const char                      *html,
                                                const MailerMimeSanitizeOptions *options);
/** mailer_mime_sanitized_free: @self: (nullable) (transfer full). */
void mailer_mime_sanitized_free (MailerMimeSanitized *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimeSanitized, mailer_mime_sanitized_free)

G_END_DECLS
