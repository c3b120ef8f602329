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
        mailer_body_part_add_parameter (part, g_mime_param_get_name (parameter), value);
    }
}

static const char *
dup_lower (MailerBodyPart *part,
           const char     *text,
           const char     *fallback)
{
  g_autofree char *lower = text != NULL && *text != '\0' ? g_ascii_strdown (text, -1) : NULL;

  return lower != NULL ? mailer_arena_strdup (part->arena, lower) : fallback;
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
      gboolean is_text = g_ascii_strcasecmp (g_strstrip (value), "text") == 0;

      part->type = is_text ? "text" : "application";
      part->subtype = is_text ? "plain" : "octet-stream";
      return;
    }

  type = g_mime_content_type_parse (mailer_mime_get_parser_options (), value);
  part->type = dup_lower (part, g_mime_content_type_get_media_type (type), "text");
  part->subtype = dup_lower (part, g_mime_content_type_get_media_subtype (type), "plain");
  copy_parameters (part, g_mime_content_type_get_parameters (type));
}

static void
read_disposition (MailerBodyPart *part,
                  const char     *raw)
{
  g_autofree char *value = bound_value (raw);
  g_autoptr (GMimeContentDisposition) disposition = g_mime_content_disposition_parse (
      mailer_mime_get_parser_options (), value);
  GMimeParam *filename = NULL;

  if (disposition == NULL)
    return;

  part->disposition = dup_lower (part, g_mime_content_disposition_get_disposition (disposition), "attachment");
  filename = g_mime_param_list_get_parameter (g_mime_content_disposition_get_parameters (disposition), "filename");
  if (filename != NULL)
    part->filename = mailer_arena_strdup (part->arena, g_mime_param_get_value (filename));
}

static const char *
read_encoding (MailerBodyPart *part,
               const char     *raw)
{
  g_autofree char *value = g_strstrip (bound_value (raw));

  value[strcspn (value, " \t;(")] = '\0';

  return dup_lower (part, value, "");
}

static const char *
read_content_id (MailerBodyPart *part,
                 const char     *raw)
{
  g_autofree char *id = mailer_mime_parse_message_id (raw);

  if (id == NULL && *raw != '\0' && strlen (raw) < 200)
    id = mailer_mime_clean_line (raw);

  return mailer_arena_strdup (part->arena, id);
}

void
mailer_mime_read_part_header (MailerBodyPart *part,
                              GBytes         *header,
                              gboolean        is_in_digest)
{
  g_autoptr (MailerMimeHeaders) headers = mailer_mime_headers_parse (header);
  const char *type = mailer_mime_headers_lookup (headers, "Content-Type");
  const char *disposition = mailer_mime_headers_lookup (headers, "Content-Disposition");
  const char *encoding = mailer_mime_headers_lookup (headers, "Content-Transfer-Encoding");
  const char *content_id = mailer_mime_headers_lookup (headers, "Content-ID");
  const char *description = mailer_mime_headers_lookup (headers, "Content-Description");

  read_content_type (part, type != NULL && *type != '\0' ? type : is_in_digest ? "message/rfc822"
                                                                               : "text/plain");
  part->encoding = encoding != NULL ? read_encoding (part, encoding) : "7bit";
  if (disposition != NULL && *disposition != '\0')
    read_disposition (part, disposition);
  if (part->filename == NULL)
    part->filename = mailer_body_part_get_parameter (part, "name");
  if (content_id != NULL)
    part->content_id = read_content_id (part, content_id);
  if (description != NULL)
    part->description = mailer_arena_strndup (part->arena, description, strnlen (description, MAX_VALUE_BYTES));
}
