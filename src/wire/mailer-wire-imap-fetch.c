/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

#include "mailer-wire-imap-date.h"

void
mailer_wire_imap_fetch_clear (MailerWireImapFetch *self)
{
  g_strfreev (self->keywords);
  mailer_envelope_free (self->envelope);
  mailer_body_part_free (self->body);
  g_clear_pointer (&self->sections, g_ptr_array_unref);
}

static void
free_section_cb (gpointer data)
{
  MailerWireImapSection *section = data;

  g_free (section->name);
  g_clear_pointer (&section->data, g_bytes_unref);
  g_free (section);
}

MailerWireImapSection *
mailer_wire_imap_fetch_find_section (const MailerWireImapFetch *self,
                                     const char                *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; self->sections != NULL && i < self->sections->len; i++)
    {
      MailerWireImapSection *section = g_ptr_array_index (self->sections, i);

      if (strcmp (section->name, name) == 0)
        return section;
    }

  return NULL;
}

gboolean
mailer_wire_imap_take_flags (MailerWireImapCursor *cursor,
                             MailerFlags          *flags,
                             char               ***keywords)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) unknown = NULL;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  words = mailer_wire_imap_take_words (cursor, ')');
  if (words == NULL)
    return FALSE;

  *flags = 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      MailerFlags flag = mailer_flag_from_name (words[i]);

      *flags |= flag;
      if (flag != 0 || words[i][0] == '\0' || g_ascii_strcasecmp (words[i], "\\Recent") == 0)
        continue;
      if (unknown == NULL)
        unknown = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (unknown, g_steal_pointer (&words[i]));
      /* What was taken out would hide the rest from being freed. */
      words[i] = g_strdup ("");
    }
  g_clear_pointer (keywords, g_strfreev);
  if (unknown != NULL)
    {
      g_ptr_array_add (unknown, NULL);
      *keywords = (char **)g_ptr_array_free (g_steal_pointer (&unknown), FALSE);
    }

  return TRUE;
}

static gboolean
take_parenthesized_number (MailerWireImapCursor *cursor,
                           guint64              *number)
{
  return mailer_wire_imap_cursor_take_byte (cursor, '(') && mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, number) && mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_internal_date (MailerWireImapCursor *cursor,
                    gint64               *seconds)
{
  MailerWireImapString text;

  return mailer_wire_imap_cursor_take_string (cursor, &text) && mailer_wire_imap_date_parse (text.data, text.size, seconds);
}

/* "[HEADER.FIELDS (SUBJECT)]<0>"; a header field may be a quoted string. */
static gboolean
take_section_name (MailerWireImapCursor  *cursor,
                   MailerWireImapSection *section)
{
  const char *closing;
  guint64     origin;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '['))
    return FALSE;
  closing = memchr (cursor->p, ']', cursor->end - cursor->p);
  if (closing == NULL)
    return FALSE;
  section->name = g_ascii_strup (cursor->p, closing - cursor->p);
  cursor->p = closing + 1;
  section->origin = -1;
  if (mailer_wire_imap_cursor_take_byte (cursor, '<'))
    {
      if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &origin) || !mailer_wire_imap_cursor_take_byte (cursor, '>'))
        return FALSE;
      section->origin = origin;
    }

  return TRUE;
}

static gboolean
take_section_data (MailerWireImapCursor  *cursor,
                   MailerWireImapSection *section)
{
  MailerWireImapString data;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_nstring (cursor, &data))
    return FALSE;
  if (data.data != NULL && data.has_escapes)
    {
      char *text = mailer_wire_imap_string_dup (&data);

      section->data = g_bytes_new_take (text, strlen (text));
    }
  else if (data.data != NULL)
    section->data = g_bytes_new (data.data, data.size);

  return TRUE;
}

static gboolean
take_section (MailerWireImapCursor *cursor,
              MailerWireImapFetch  *fetch)
{
  MailerWireImapSection *section = g_new0 (MailerWireImapSection, 1);

  if (!take_section_name (cursor, section) || !take_section_data (cursor, section))
    {
      free_section_cb (section);
      return FALSE;
    }
  if (fetch->sections == NULL)
    fetch->sections = g_ptr_array_new_with_free_func (free_section_cb);
  g_ptr_array_add (fetch->sections, section);

  return TRUE;
}

static gboolean
take_uid (MailerWireImapCursor *cursor,
          guint32              *uid)
{
  guint64 number;

  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number) || number == 0)
    return FALSE;
  *uid = (guint32)number;

  return TRUE;
}

static gboolean
take_envelope (MailerWireImapCursor *cursor,
               MailerWireImapFetch  *fetch)
{
  g_clear_pointer (&fetch->envelope, mailer_envelope_free);
  fetch->envelope = mailer_wire_imap_take_envelope (cursor);

  return fetch->envelope != NULL;
}

static gboolean
take_body (MailerWireImapCursor *cursor,
           MailerWireImapFetch  *fetch)
{
  g_clear_pointer (&fetch->body, mailer_body_part_free);
  fetch->body = mailer_wire_imap_take_body (cursor);

  return fetch->body != NULL;
}

/* The value of a known item; @item stays 0 for others, whose value is skipped. */
static gboolean
take_value (MailerWireImapCursor       *cursor,
            const MailerWireImapString *name,
            MailerWireImapFetch        *fetch,
            MailerWireImapFetchItem    *item)
{
#define IS(text, bit) (mailer_wire_imap_string_is (name, text) && (*item = (bit), TRUE))
  if (IS ("UID", MAILER_WIRE_IMAP_FETCH_UID))
    return take_uid (cursor, &fetch->uid);
  if (IS ("FLAGS", MAILER_WIRE_IMAP_FETCH_FLAGS))
    return mailer_wire_imap_take_flags (cursor, &fetch->flags, &fetch->keywords);
  if (IS ("MODSEQ", MAILER_WIRE_IMAP_FETCH_MODSEQ))
    return take_parenthesized_number (cursor, &fetch->modseq);
  if (IS ("INTERNALDATE", MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE))
    return take_internal_date (cursor, &fetch->internal_date);
  if (IS ("RFC822.SIZE", MAILER_WIRE_IMAP_FETCH_SIZE))
    return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &fetch->size_bytes);
  if (IS ("ENVELOPE", MAILER_WIRE_IMAP_FETCH_ENVELOPE))
    return take_envelope (cursor, fetch);
  if (IS ("BODYSTRUCTURE", MAILER_WIRE_IMAP_FETCH_BODY))
    return take_body (cursor, fetch);
#undef IS

  return mailer_wire_imap_cursor_skip_value (cursor);
}

/* The name of an item: letters, digits, dots and dashes; a bracket begins its section. */
static gboolean
take_item_name (MailerWireImapCursor *cursor,
                MailerWireImapString *name)
{
  const char *start = cursor->p;

  while (cursor->p < cursor->end && (g_ascii_isalnum (*cursor->p) || strchr ("._-$", *cursor->p) != NULL) && *cursor->p != '\0')
    cursor->p++;
  *name = (MailerWireImapString){ start, cursor->p - start, FALSE };

  return name->size > 0;
}

static gboolean
take_item (MailerWireImapCursor *cursor,
           MailerWireImapFetch  *fetch)
{
  MailerWireImapString    name;
  MailerWireImapCursor    value;
  MailerWireImapFetchItem item = 0;

  if (!take_item_name (cursor, &name))
    return FALSE;
  if (mailer_wire_imap_cursor_peek (cursor) == '[' && (mailer_wire_imap_string_is (&name, "BODY") || mailer_wire_imap_string_is (&name, "BINARY")))
    return take_section (cursor, fetch);
  if (mailer_wire_imap_cursor_peek (cursor) == '[' && !mailer_wire_imap_cursor_skip_value (cursor))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  value = *cursor;
  if (take_value (&value, &name, fetch, &item))
    {
      *cursor = value;
      fetch->items |= item;
      return TRUE;
    }
  /* One item that makes no sense does not take the others with it. */
  fetch->is_broken = TRUE;
  fetch->items &= ~item;

  return mailer_wire_imap_cursor_skip_value (cursor);
}

void
mailer_wire_imap_parse_fetch (MailerWireImapCursor *cursor,
                              MailerWireImapFetch  *fetch)
{
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    {
      fetch->is_broken = TRUE;
      return;
    }
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    if (!take_item (cursor, fetch))
      {
        fetch->is_broken = TRUE;
        return;
      }
}
