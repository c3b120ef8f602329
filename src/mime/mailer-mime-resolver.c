/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-resolver.h"

#include <string.h>

#include "mailer-mime-picture.h"
#include "mailer-mime-url.h"

#define MAX_DATA_BYTES (4 * 1024 * 1024)

void
mailer_mime_resolver_init (MailerMimeResolver              *self,
                           const MailerMimeSanitizeOptions *options)
{
  *self = (MailerMimeResolver){ .options = options };
  self->images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->content_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
mailer_mime_resolver_clear (MailerMimeResolver *self)
{
  g_hash_table_unref (self->images);
  g_hash_table_unref (self->others);
  g_hash_table_unref (self->content_ids);
}

char **
mailer_mime_resolver_steal_content_ids (MailerMimeResolver *self)
{
  char **ids = (char **)g_hash_table_get_keys_as_array (self->content_ids, NULL);

  g_hash_table_steal_all (self->content_ids);

  return ids;
}

void
mailer_mime_resolver_note_remote (MailerMimeResolver *self,
                                  const char         *url)
{
  g_autofree char  *clean = NULL;
  MailerMimeUrlKind kind = mailer_mime_url_classify (url, &clean);

  if (kind == MAILER_MIME_URL_WEB || kind == MAILER_MIME_URL_OTHER)
    g_hash_table_add (self->others, g_steal_pointer (&clean));
}

static gboolean
is_too_large (const char *base64)
{
  gsize              size;
  g_autofree guint8 *data = g_base64_decode (base64, &size);

  return mailer_mime_picture_is_too_large (data, size);
}

static gboolean
is_base64 (const char *text)
{
  return text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= ")] == '\0';
}

/* @url: "data:", a type, ";base64," and the picture, and nothing else. */
static char *
resolve_data (MailerMimeResolver *self,
              const char         *url)
{
  const char      *type = url + strlen ("data:");
  const char      *mark = strstr (url, ";base64,");
  const char      *bytes = mark != NULL ? mark + strlen (";base64,") : NULL;
  g_autofree char *name = mark != NULL ? g_ascii_strdown (type, mark - type) : NULL;

  if (!mailer_mime_picture_is_shown (name) || !is_base64 (bytes))
    return NULL;

  self->n_data_bytes += strlen (bytes);
  if (self->n_data_bytes <= MAX_DATA_BYTES && !is_too_large (bytes))
    return g_strconcat ("data:", name, ";base64,", bytes, NULL);
  self->has_too_much_data = TRUE;

  return NULL;
}

static const char *
get_prefix (const MailerMimeResolver *self)
{
  return self->options->cid_prefix != NULL ? self->options->cid_prefix : "";
}

static char *
resolve_cid (MailerMimeResolver *self,
             const char         *url)
{
  g_autofree char *id = g_uri_unescape_string (url + strlen ("cid:"), NULL);
  g_autofree char *escaped = NULL;

  if (id == NULL || *id == '\0' || !g_utf8_validate (id, -1, NULL))
    return NULL;
  if (self->options->content_ids != NULL && !g_strv_contains (self->options->content_ids, id))
    return NULL;

  escaped = g_uri_escape_string (id, NULL, FALSE);
  g_hash_table_add (self->content_ids, g_steal_pointer (&id));

  return g_strconcat ("mailer-cid:", get_prefix (self), escaped, NULL);
}

char *
mailer_mime_resolver_resolve_image (MailerMimeResolver *self,
                                    const char         *url,
                                    char              **out_remote)
{
  g_autofree char  *clean = NULL;
  g_autofree char  *https = NULL;
  g_autofree char  *escaped = NULL;
  MailerMimeUrlKind kind = mailer_mime_url_classify (url, &clean);

  if (kind == MAILER_MIME_URL_DATA)
    return resolve_data (self, clean);
  if (kind == MAILER_MIME_URL_CID)
    return resolve_cid (self, clean);
  if (kind == MAILER_MIME_URL_OTHER)
    g_hash_table_add (self->others, g_steal_pointer (&clean));
  if (kind != MAILER_MIME_URL_WEB)
    return NULL;

  https = mailer_mime_url_dup_https (clean);
  g_hash_table_add (self->images, g_strdup (https));
  escaped = g_uri_escape_string (https, NULL, FALSE);
  if (out_remote != NULL)
    *out_remote = g_steal_pointer (&https);

  return self->options->remote == MAILER_MIME_REMOTE_ALLOWED
             ? g_strconcat ("mailer-remote:", get_prefix (self), escaped, NULL)
             : NULL;
}
