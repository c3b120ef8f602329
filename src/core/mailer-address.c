/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-address.h"

#include <string.h>

#define MAX_LOCAL_PART_BYTES 64
#define MAX_ADDRESS_BYTES 254
#define MAX_LABEL_BYTES 63

static char *
clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }

  return g_strstrip (g_string_free (clean, FALSE));
}

MailerAddress *
mailer_address_new (const char *name,
                    const char *address)
{
  MailerAddress   *self;
  g_autofree char *clean_name = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (MailerAddress, 1);
  clean_name = name != NULL ? clean_text (name) : NULL;
  if (clean_name != NULL && *clean_name != '\0')
    self->name = g_steal_pointer (&clean_name);
  self->address = clean_text (address);

  return self;
}

MailerAddress *
mailer_address_copy (const MailerAddress *self)
{
  MailerAddress *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (MailerAddress, 1);
  copy->name = g_strdup (self->name);
  copy->address = g_strdup (self->address);

  return copy;
}

void
mailer_address_free (MailerAddress *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

/* Whether @name has something like an address in it, in letters of any width. */
static gboolean
has_address (const char *name)
{
  g_autofree char *plain = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);

  for (const char *at = plain; at != NULL && (at = strchr (at, '@')) != NULL; at++)
    {
      const gsize length = strcspn (at + 1, " \t<>()\"',;");
      const char *dot = memchr (at + 1, '.', length);

      if (at > plain && !g_ascii_isspace (at[-1]) && dot != NULL && dot > at + 1 && dot + 1 < at + 1 + length)
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_itself (const MailerAddress *self)
{
  g_autofree char *name = g_utf8_casefold (self->name, -1);
  g_autofree char *address = g_utf8_casefold (self->address, -1);

  return address[0] != '\0' && strstr (name, address) != NULL;
}

char *
mailer_address_dup_display (const MailerAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->name == NULL || (self->address[0] != '\0' && has_address (self->name) && !names_itself (self)))
    return g_strdup (self->address);
  return g_strdup (self->name);
}

static gboolean
is_atom_byte (guchar c)
{
  return c >= 0x80 || g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static gboolean
is_dot_atom (const char *text,
             gsize       length)
{
  gboolean after_dot = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '.' ? after_dot : !is_atom_byte (text[i]))
        return FALSE;
      after_dot = text[i] == '.';
    }

  return !after_dot;
}

static gboolean
is_quoted_string (const char *text,
                  gsize       length)
{
  if (length < 2 || text[0] != '"' || text[length - 1] != '"')
    return FALSE;

  for (gsize i = 1; i < length - 1; i++)
    {
      if (text[i] == '\\')
        i++;
      else if (text[i] == '"')
        return FALSE;
      if (i >= length - 1 || (guchar)text[i] < ' ' || text[i] == 0x7f)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_domain (const char *domain)
{
  gsize label_length = 0;

  if (domain[0] == '[')
    return g_str_has_suffix (domain, "]") && strlen (domain) > 2 && strpbrk (domain + 1, " \"<>()[\\") == NULL;

  for (const char *p = domain; *p != '\0'; p++)
    {
      if (*p == '.')
        {
          if (label_length == 0 || p[-1] == '-')
            return FALSE;
          label_length = 0;
        }
      else if ((guchar)*p >= 0x80 || g_ascii_isalnum (*p) || (*p == '-' && label_length > 0) || *p == '_')
        label_length++;
      else
        return FALSE;
      if (label_length > MAX_LABEL_BYTES)
        return FALSE;
    }

  return label_length > 0 && !g_str_has_suffix (domain, "-");
}

gboolean
mailer_address_is_valid (const char *address)
{
  const char *at;
  gsize       local_length;

  g_return_val_if_fail (address != NULL, FALSE);

  if (strlen (address) > MAX_ADDRESS_BYTES || !g_utf8_validate (address, -1, NULL))
    return FALSE;

  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;

  at = strrchr (address, '@');
  if (at == NULL)
    return FALSE;

  local_length = at - address;
  if (local_length == 0 || local_length > MAX_LOCAL_PART_BYTES)
    return FALSE;

  return (is_dot_atom (address, local_length) || is_quoted_string (address, local_length)) && is_domain (at + 1);
}

const char *
mailer_address_get_domain (const char *address)
{
  const char *at;

  g_return_val_if_fail (address != NULL, NULL);

  at = strrchr (address, '@');

  return at != NULL && at[1] != '\0' ? at + 1 : NULL;
}

static void
free_address_cb (gpointer address)
{
  mailer_address_free (address);
}

GPtrArray *
mailer_address_list_new (void)
{
  return g_ptr_array_new_with_free_func (free_address_cb);
}

GPtrArray *
mailer_address_list_copy (GPtrArray *list)
{
  GPtrArray *copy = mailer_address_list_new ();

  for (guint i = 0; list != NULL && i < list->len; i++)
    g_ptr_array_add (copy, mailer_address_copy (g_ptr_array_index (list, i)));

  return copy;
}
