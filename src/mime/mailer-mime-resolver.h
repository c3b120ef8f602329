/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-mime-sanitizer.h"

G_BEGIN_DECLS

/**
 * MailerMimeResolver:
 * @images: (element-type utf8): addresses of pictures on the network that were asked for
 * @others: (element-type utf8): addresses of other things on the network
 * @content_ids: (element-type utf8): content ids that were asked for
 * @has_too_much_data: data: pictures were left out for their size
 *
 * Decides about every address that a mail would have the browser fetch, and remembers it.
 */
typedef struct
{
  const MailerMimeSanitizeOptions *options;
  GHashTable                      *images;
  GHashTable                      *others;
  GHashTable                      *content_ids;
  gsize                            n_data_bytes;
  gboolean                         has_too_much_data;
} MailerMimeResolver;

/** mailer_mime_resolver_init: begins with nothing asked for; @options outlive the resolver. Thread: any. */
void mailer_mime_resolver_init (MailerMimeResolver              *self,
                                const MailerMimeSanitizeOptions *options);
/** mailer_mime_resolver_clear: frees what was remembered, but not @self. Thread: any. */
void mailer_mime_resolver_clear (MailerMimeResolver *self);

/**
 * mailer_mime_resolver_note_remote:
 *
 * Remembers @url, which stands where nothing is ever loaded from. Thread: any.
 */
void mailer_mime_resolver_note_remote (MailerMimeResolver *self,
                                       const char         *url);

/**
 * mailer_mime_resolver_resolve_image:
 * @url: as it stands in the mail
 * @out_remote: (out) (optional): the https address of a picture on the network, allowed or not; else untouched
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): the address that stands for it in the result, or %NULL for none.
 */
char *mailer_mime_resolver_resolve_image (MailerMimeResolver *self,
                                          const char         *url,
                                          char              **out_remote);

/**
 * mailer_mime_resolver_steal_content_ids:
 *
 * Returns: (transfer full) (array zero-terminated=1): what was asked for so far. Thread: any.
 */
char **mailer_mime_resolver_steal_content_ids (MailerMimeResolver *self);

G_END_DECLS
