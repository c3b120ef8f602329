/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-private.h"

#include <string.h>

#include "mailer-mime-header.h"

/* Structured values are bounded before GMime's parsers see them. */
#define MAX_VALUE_BYTES (16 * 1024)
#define MAX_PARAMETERS 100

static char *
bound_value (const char *raw)
{
  return g_strndup (raw, MAX_VALUE_BYTES);
}

static void
copy_parameters (MailerBodyPart *part,
                 GMimeParamList *list)
{
  int n = MIN (g_mime_param_list_length (list), MAX_PARAMETERS);

  for (int i = 0; i < n; i++)
    {
      GMimeParam *parameter = g_mime_param_list_get_parameter_at (list, i);
      const char *value = g_mime_param_get_value (parameter);

      if (value != NULL)
        mailer_body_part_set_parameter (part, g_mime_param_get_name (parameter), value);
    }
}

static char *
dup_lower (const char *text,
           const char *fallback)
{
  return text != NULL && *text != '\0' ? g_ascii_strdown (text, -1) : g_strdup (fallback);
}

static void
read_content_type (MailerBodyPart *part,
                   const char     *raw)
{
  g_autofree char *value = bound_value (raw);
  g_autoptr (GMimeContentType) type = NULL;

  /* RFC 2045, section 5.2: what cannot be read is text/plain. */
  if (strchr (value, '/') == NULL && strchr (value, ';') == NULL)
    {
      part->type = dup_lower (g_ascii_strcasecmp (g_strstrip (value), "text") == 0 ? "text" : "application", NULL);
      part->subtype = g_strdup (g_str_equal (part->type, "text") ? "plain" : "octet-stream");
      return;
    }

  type = g_mime_content_type_parse (mailer_mime_get_parser_options (), value);
  part->type = dup_lower (g_mime_content_type_get_media_type (type), "text");
  part->subtype = dup_lower (g_mime_content_type_get_media_subtype (type), "plain");
  copy_parameters (part, g_mime_content_type_get_parameters (type));
}

static void
read_disposition (MailerBodyPart *part,
                  const char     *raw)
{
  g_autofree char *value = bound_value (raw);
  g_autoptr (GMimeContentDisposition) disposition = g_mime_content_disposition_parse (mailer_mime_get_parser_options (), value);
  GMimeParam *filename = NULL;

  if (disposition == NULL)
    return;

  part->disposition = dup_lower (g_mime_content_disposition_get_disposition (disposition), "attachment");
  filename = g_mime_param_list_get_parameter (g_mime_content_disposition_get_parameters (disposition), "filename");
  if (filename != NULL)
    part->filename = g_strdup (g_mime_param_get_value (filename));
}

static char *
read_encoding (const char *raw)
{
  g_autofree char *value = g_strstrip (bound_value (raw));
  gsize            length = strcspn (value, " \t;(");

  return g_ascii_strdown (value, (gssize)length);
}

MailerBodyPart *
mailer_mime_read_part_header (GBytes  *header,
                              gboolean is_in_digest)
{
  MailerBodyPart *part = mailer_body_part_new ();
  g_autoptr (MailerMimeHeaders) headers = mailer_mime_headers_parse (header);
  const char *type = mailer_mime_headers_lookup (headers, "Content-Type");
  const char *disposition = mailer_mime_headers_lookup (headers, "Content-Disposition");
  const char *encoding = mailer_mime_headers_lookup (headers, "Content-Transfer-Encoding");
  const char *content_id = mailer_mime_headers_lookup (headers, "Content-ID");
  const char *description = mailer_mime_headers_lookup (headers, "Content-Description");

  read_content_type (part, type != NULL && *type != '\0' ? type : is_in_digest ? "message/rfc822"
                                                                               : "text/plain");
  part->encoding = encoding != NULL ? read_encoding (encoding) : g_strdup ("7bit");
  if (disposition != NULL && *disposition != '\0')
    read_disposition (part, disposition);
  if (part->filename == NULL && part->parameters != NULL)
    part->filename = g_strdup (g_hash_table_lookup (part->parameters, "name"));
  if (content_id != NULL)
    part->content_id = mailer_mime_parse_message_id (content_id);
  if (content_id != NULL && part->content_id == NULL && *content_id != '\0' && strlen (content_id) < 200)
    part->content_id = mailer_mime_clean_line (content_id);
  if (description != NULL)
    part->description = bound_value (description);

  return part;
}
