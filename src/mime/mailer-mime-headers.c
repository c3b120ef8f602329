/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-header.h"

#include <string.h>

#include "mailer-mime-private.h"

#define MAX_FIELDS 10000
#define MAX_HEADER_BYTES (4 * 1024 * 1024)
#define MAX_FIELD_NAME_BYTES 200

typedef struct
{
  char *name;
  char *value;
} Field;

struct _MailerMimeHeaders
{
  GArray *fields; /* Field */
};

static void
clear_field_cb (gpointer data)
{
  Field *field = data;

  g_free (field->name);
  g_free (field->value);
}

/* RFC 5322, section 2.2: printable ASCII but the colon. Blanks before the colon are obsolete syntax. */
static gsize
measure_field_name (const char *line,
                    gsize       length)
{
  gsize n = 0;

  while (n < length && (guchar)line[n] > ' ' && (guchar)line[n] < 0x7f && line[n] != ':')
    n++;
  if (n == 0 || n > MAX_FIELD_NAME_BYTES)
    return 0;
  for (gsize i = n; i < length; i++)
    {
      if (line[i] == ':')
        return n;
      if (line[i] != ' ' && line[i] != '\t')
        break;
    }

  return 0;
}

gboolean
mailer_mime_is_field_line (const char *line,
                           gsize       length)
{
  return measure_field_name (line, length) > 0;
}

static void
append_line (GString    *value,
             const char *text,
             gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] != '\0' && text[i] != '\r')
      g_string_append_c (value, text[i]);
}

static void
finish_field (MailerMimeHeaders *self,
              char             **name,
              GString           *value)
{
  Field field = { 0 };

  if (*name == NULL)
    return;

  field.name = g_steal_pointer (name);
  field.value = g_strstrip (g_strdup (value->str));
  g_array_append_val (self->fields, field);
  g_string_truncate (value, 0);
}

MailerMimeHeaders *
mailer_mime_headers_parse (GBytes *bytes)
{
  MailerMimeHeaders *self = g_new0 (MailerMimeHeaders, 1);
  gsize              size;
  const char        *data = mailer_mime_get_data (bytes, &size);
  const char        *end = data + MIN (size, MAX_HEADER_BYTES);
  g_autofree char   *name = NULL;
  g_autoptr (GString) value = g_string_new (NULL);

  self->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  g_array_set_clear_func (self->fields, clear_field_cb);

  for (const char *line = data; line < end && self->fields->len < MAX_FIELDS;)
    {
      const char *newline = memchr (line, '\n', end - line);
      gsize       length = (newline != NULL ? newline : end) - line;
      gsize       name_length;

      if (length == 0 || (length == 1 && *line == '\r'))
        break;

      name_length = measure_field_name (line, length);
      if (*line == ' ' || *line == '\t')
        append_line (value, line, name != NULL ? length : 0);
      else
        finish_field (self, &name, value);
      if (name_length > 0)
        {
          const char *colon = memchr (line, ':', length);

          name = g_strndup (line, name_length);
          append_line (value, colon + 1, length - (colon + 1 - line));
        }
      line = newline != NULL ? newline + 1 : end;
    }
  finish_field (self, &name, value);

  return self;
}

void
mailer_mime_headers_free (MailerMimeHeaders *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->fields);
  g_free (self);
}

guint
mailer_mime_headers_get_size (const MailerMimeHeaders *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->fields->len;
}

const char *
mailer_mime_headers_get_name (const MailerMimeHeaders *self,
                              guint                    index)
{
  g_return_val_if_fail (self != NULL && index < self->fields->len, NULL);

  return g_array_index (self->fields, Field, index).name;
}

const char *
mailer_mime_headers_get_value (const MailerMimeHeaders *self,
                               guint                    index)
{
  g_return_val_if_fail (self != NULL && index < self->fields->len, NULL);

  return g_array_index (self->fields, Field, index).value;
}

const char *
mailer_mime_headers_lookup (const MailerMimeHeaders *self,
                            const char              *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->fields->len; i++)
    if (g_ascii_strcasecmp (g_array_index (self->fields, Field, i).name, name) == 0)
      return g_array_index (self->fields, Field, i).value;

  return NULL;
}

guint
mailer_mime_headers_count (const MailerMimeHeaders *self,
                           const char              *name)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL && name != NULL, 0);

  for (guint i = 0; i < self->fields->len; i++)
    n += g_ascii_strcasecmp (g_array_index (self->fields, Field, i).name, name) == 0;

  return n;
}
