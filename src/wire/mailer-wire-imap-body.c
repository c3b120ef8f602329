/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

#include "mailer-wire-parameter-private.h"

/*
 * BODYSTRUCTURE (RFC 9051, section 7.5.2) as a tree. Servers leave out what stands at the end of a
 * part, so everything behind the size may be missing, and what follows that is not known is skipped.
 * Recursion ends at MAILER_BODY_PART_MAX_DEPTH; a tree that is deeper or larger is none.
 */
typedef struct
{
  GPtrArray *names;
  GPtrArray *values;
} Parameters;

static MailerBodyPart *take_part (MailerWireImapCursor *cursor,
                                  const char           *section,
                                  guint                 depth,
                                  guint                *n_left);

static gboolean
is_at_end (MailerWireImapCursor *cursor)
{
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_peek (cursor) == ')';
}

static gboolean
take_end (MailerWireImapCursor *cursor)
{
  while (!is_at_end (cursor))
    if (!mailer_wire_imap_cursor_skip_value (cursor))
      return FALSE;

  return mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
starts_multipart (const MailerWireImapCursor *cursor)
{
  return cursor->end - cursor->p > 1 && cursor->p[0] == '(' && cursor->p[1] == '(';
}

static gboolean
take_text (MailerWireImapCursor *cursor,
           char                **text)
{
  MailerWireImapString string;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_nstring (cursor, &string))
    return FALSE;
  *text = mailer_wire_imap_string_dup (&string);

  return TRUE;
}

static gboolean
take_lower (MailerWireImapCursor *cursor,
            char                **text,
            const char           *fallback)
{
  MailerWireImapString string;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_nstring (cursor, &string))
    return FALSE;
  g_free (*text);
  *text = string.data != NULL && string.size > 0 ? mailer_wire_imap_string_dup_lower (&string) : g_strdup (fallback);

  return TRUE;
}

static void
clear_parameters (Parameters *parameters)
{
  g_clear_pointer (&parameters->names, g_ptr_array_unref);
  g_clear_pointer (&parameters->values, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parameters, clear_parameters)

static gboolean
take_parameters (MailerWireImapCursor *cursor,
                 Parameters           *parameters)
{
  MailerWireImapString nil;

  parameters->names = g_ptr_array_new_with_free_func (g_free);
  parameters->values = g_ptr_array_new_with_free_func (g_free);
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return mailer_wire_imap_cursor_take_nstring (cursor, &nil);

  while (!is_at_end (cursor))
    {
      char *name = NULL;
      char *value = NULL;

      if (parameters->names->len == MAILER_WIRE_IMAP_MAX_ELEMENTS || !take_lower (cursor, &name, ""))
        return FALSE;
      g_ptr_array_add (parameters->names, name);
      if (!take_text (cursor, &value))
        return FALSE;
      g_ptr_array_add (parameters->values, value != NULL ? value : g_strdup (""));
    }

  return mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static void
set_parameters (MailerBodyPart   *part,
                const Parameters *parameters)
{
  for (guint i = 0; i < parameters->names->len; i++)
    mailer_body_part_set_parameter (part, g_ptr_array_index (parameters->names, i), g_ptr_array_index (parameters->values, i));
  if (part->filename == NULL)
    part->filename = mailer_wire_parameter_find (parameters->names, parameters->values, "name");
}

static gboolean
take_type_parameters (MailerWireImapCursor *cursor,
                      MailerBodyPart       *part)
{
  g_auto (Parameters) parameters = { NULL };

  if (!take_parameters (cursor, &parameters))
    return FALSE;
  set_parameters (part, &parameters);

  return TRUE;
}

static gboolean
take_disposition (MailerWireImapCursor *cursor,
                  MailerBodyPart       *part)
{
  g_auto (Parameters) parameters = { NULL };
  char *filename;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  /* NIL, or the bare word of servers that forget the list. */
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return take_lower (cursor, &part->disposition, NULL);
  if (!take_lower (cursor, &part->disposition, NULL))
    return FALSE;
  if (!is_at_end (cursor))
    {
      if (!take_parameters (cursor, &parameters))
        return FALSE;
      filename = mailer_wire_parameter_find (parameters.names, parameters.values, "filename");
      if (filename != NULL)
        {
          g_free (part->filename);
          part->filename = filename;
        }
    }

  return take_end (cursor);
}

static gboolean
take_content_id (MailerWireImapCursor *cursor,
                 char                **content_id)
{
  g_autofree char *raw = NULL;

  if (!take_text (cursor, &raw))
    return FALSE;
  if (raw != NULL)
    {
      const char *start = g_strstrip (raw);
      gsize       length = strlen (start);

      if (length > 1 && start[0] == '<' && start[length - 1] == '>')
        *content_id = g_strndup (start + 1, length - 2);
      else if (length > 0)
        *content_id = g_strdup (start);
    }

  return TRUE;
}

/* The number of a part below @section: "" and the "TEXT" of an enclosing message are not repeated. */
static char *
child_section (const char *section,
               guint       number)
{
  gsize length = strlen (section);

  if (g_str_has_suffix (section, "TEXT"))
    length -= strlen ("TEXT");
  else if (length > 0)
    return g_strdup_printf ("%s.%u", section, number);

  return g_strdup_printf ("%.*s%u", (int)length, section, number);
}

/* message/rfc822 goes on with the message's ENVELOPE and body; some servers treat it as any part. */
static gboolean
take_message (MailerWireImapCursor *cursor,
              MailerBodyPart       *part,
              guint                 depth,
              guint                *n_left)
{
  g_autofree char     *section = NULL;
  MailerBodyPart      *body;
  MailerWireImapString ignored;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) != '(')
    return mailer_wire_imap_cursor_take_nstring (cursor, &ignored);
  if (!mailer_wire_imap_cursor_skip_value (cursor))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) != '(')
    return mailer_wire_imap_cursor_take_nstring (cursor, &ignored);

  /* A multipart is addressed as the text of the message, a single part as its first. */
  section = starts_multipart (cursor) ? g_strconcat (part->section, ".TEXT", NULL) : child_section (part->section, 1);
  body = take_part (cursor, section, depth + 1, n_left);
  if (body == NULL)
    return FALSE;
  mailer_body_part_add_child (part, body);

  return TRUE;
}

static gboolean
take_extension (MailerWireImapCursor *cursor,
                MailerBodyPart       *part)
{
  g_autofree char *md5 = NULL;

  if (!is_at_end (cursor) && !take_text (cursor, &md5))
    return FALSE;
  if (!is_at_end (cursor) && !take_disposition (cursor, part))
    return FALSE;

  return take_end (cursor);
}

static gboolean
take_single (MailerWireImapCursor *cursor,
             MailerBodyPart       *part,
             guint                 depth,
             guint                *n_left)
{
  guint64 n_lines;

  if (!take_lower (cursor, &part->type, "application") || !take_lower (cursor, &part->subtype, "octet-stream"))
    return FALSE;
  if (!is_at_end (cursor) && !take_type_parameters (cursor, part))
    return FALSE;
  if (!is_at_end (cursor) && !take_content_id (cursor, &part->content_id))
    return FALSE;
  if (!is_at_end (cursor) && !take_text (cursor, &part->description))
    return FALSE;
  if (!is_at_end (cursor) && !take_lower (cursor, &part->encoding, "7bit"))
    return FALSE;
  if (!is_at_end (cursor) && !mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &part->size_bytes) && !mailer_wire_imap_cursor_skip_value (cursor))
    return FALSE;

  if (strcmp (part->type, "message") == 0 && (strcmp (part->subtype, "rfc822") == 0 || strcmp (part->subtype, "global") == 0))
    if (!is_at_end (cursor) && !take_message (cursor, part, depth, n_left))
      return FALSE;
  /* The number of lines of a text or a message. */
  if (!is_at_end (cursor) && g_ascii_isdigit (mailer_wire_imap_cursor_peek (cursor)) && !mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &n_lines))
    return FALSE;

  return take_extension (cursor, part);
}

static gboolean
take_multipart (MailerWireImapCursor *cursor,
                MailerBodyPart       *part,
                guint                 depth,
                guint                *n_left)
{
  for (guint number = 1; mailer_wire_imap_cursor_skip_blanks (cursor), mailer_wire_imap_cursor_peek (cursor) == '('; number++)
    {
      g_autofree char *section = child_section (part->section, number);
      MailerBodyPart  *child = take_part (cursor, section, depth + 1, n_left);

      if (child == NULL)
        return FALSE;
      mailer_body_part_add_child (part, child);
    }

  part->type = g_strdup ("multipart");
  part->subtype = g_strdup ("mixed");
  if (!is_at_end (cursor) && !take_lower (cursor, &part->subtype, "mixed"))
    return FALSE;
  if (!is_at_end (cursor) && !take_type_parameters (cursor, part))
    return FALSE;
  if (!is_at_end (cursor) && !take_disposition (cursor, part))
    return FALSE;

  return take_end (cursor);
}

static MailerBodyPart *
take_part (MailerWireImapCursor *cursor,
           const char           *section,
           guint                 depth,
           guint                *n_left)
{
  g_autoptr (MailerBodyPart) part = NULL;
  gboolean is_taken;

  if (depth >= MAILER_BODY_PART_MAX_DEPTH || *n_left == 0 || !mailer_wire_imap_cursor_take_byte (cursor, '('))
    return NULL;
  (*n_left)--;

  part = mailer_body_part_new ();
  part->section = g_strdup (section);
  part->encoding = g_strdup ("7bit");
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) == '(')
    is_taken = take_multipart (cursor, part, depth, n_left);
  else
    is_taken = take_single (cursor, part, depth, n_left);

  return is_taken ? g_steal_pointer (&part) : NULL;
}

MailerBodyPart *
mailer_wire_imap_take_body (MailerWireImapCursor *cursor)
{
  guint n_left = MAILER_BODY_PART_MAX_PARTS;

  return take_part (cursor, starts_multipart (cursor) ? "" : "1", 0, &n_left);
}
