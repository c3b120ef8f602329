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
  MailerBodyParameter *data;
  guint                length;
} Parameters;

static gboolean take_part (MailerWireImapCursor *cursor,
                           MailerBodyPart       *part,
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
starts_multipart (MailerWireImapCursor cursor)
{
  if (!mailer_wire_imap_cursor_take_byte (&cursor, '('))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (&cursor);

  return mailer_wire_imap_cursor_peek (&cursor) == '(';
}

static gboolean
take_lower (MailerWireImapCursor *cursor,
            const char          **text,
            const char           *fallback)
{
  MailerWireImapString string;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_nstring (cursor, &string))
    return FALSE;
  *text = string.data != NULL && string.size > 0 ? mailer_wire_imap_string_copy_lower (&string, cursor->arena) : fallback;

  return TRUE;
}

static gboolean
take_parameters (MailerWireImapCursor *cursor,
                 Parameters           *parameters)
{
  MailerWireImapString nil;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return mailer_wire_imap_cursor_take_nstring (cursor, &nil);

  while (!is_at_end (cursor))
    {
      MailerBodyParameter *parameter;

      if (parameters->length == MAILER_BODY_PART_MAX_PARAMETERS)
        return FALSE;
      parameters->data = mailer_arena_grow (cursor->arena, parameters->data, parameters->length,
                                            sizeof *parameters->data);
      parameter = &parameters->data[parameters->length];
      if (!take_lower (cursor, &parameter->name, "") || !mailer_wire_imap_cursor_take_text (cursor, &parameter->value))
        return FALSE;
      if (parameter->value == NULL)
        parameter->value = "";
      parameters->length++;
    }

  return mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_type_parameters (MailerWireImapCursor *cursor,
                      MailerBodyPart       *part)
{
  Parameters parameters = { NULL, 0 };

  if (!take_parameters (cursor, &parameters))
    return FALSE;
  mailer_body_part_set_parameters (part, parameters.data, parameters.length);
  part->filename = mailer_wire_parameter_find (parameters.data, parameters.length, "name", cursor->arena);

  return TRUE;
}

static gboolean
take_disposition (MailerWireImapCursor *cursor,
                  MailerBodyPart       *part)
{
  Parameters  parameters = { NULL, 0 };
  const char *filename;

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
      part->disposition_parameters = parameters.data;
      part->n_disposition_parameters = parameters.length;
      filename = mailer_wire_parameter_find (parameters.data, parameters.length, "filename", cursor->arena);
      if (filename != NULL)
        part->filename = filename;
    }

  return take_end (cursor);
}

static gboolean
take_content_id (MailerWireImapCursor *cursor,
                 const char          **content_id)
{
  const char *raw;
  gsize       length;

  if (!mailer_wire_imap_cursor_take_text (cursor, &raw))
    return FALSE;
  if (raw == NULL)
    return TRUE;
  while (g_ascii_isspace (*raw))
    raw++;
  length = strlen (raw);
  while (length > 0 && g_ascii_isspace (raw[length - 1]))
    length--;

  if (length > 1 && raw[0] == '<' && raw[length - 1] == '>')
    *content_id = mailer_arena_strndup (cursor->arena, raw + 1, length - 2);
  else if (length > 0)
    *content_id = mailer_arena_strndup (cursor->arena, raw, length);

  return TRUE;
}

/* NIL, one language, or a list of them. */
static gboolean
take_languages (MailerWireImapCursor *cursor,
                MailerBodyPart       *part)
{
  const char *language;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) == '(')
    {
      part->languages = mailer_wire_imap_take_word_list (cursor);
      return part->languages != NULL;
    }
  if (!mailer_wire_imap_cursor_take_text (cursor, &language))
    return FALSE;
  if (language != NULL)
    {
      part->languages = mailer_arena_alloc0 (cursor->arena, 2 * sizeof *part->languages);
      part->languages[0] = (char *)language;
    }

  return TRUE;
}

/* What every part ends with. Servers that put other things there lose no more than these. */
static gboolean
take_extension (MailerWireImapCursor *cursor,
                MailerBodyPart       *part)
{
  MailerWireImapCursor ahead = *cursor;

  if (!is_at_end (&ahead) && !take_disposition (&ahead, part))
    return FALSE;
  *cursor = ahead;
  if (!is_at_end (&ahead) && take_languages (&ahead, part))
    {
      *cursor = ahead;
      if (!is_at_end (&ahead) && mailer_wire_imap_cursor_take_text (&ahead, &part->location))
        *cursor = ahead;
    }

  return take_end (cursor);
}

/* The number of a part below @section: "" and the "TEXT" of an enclosing message are not repeated. */
static const char *
child_section (MailerArena *arena,
               const char  *section,
               guint        number)
{
  gsize    length = strlen (section);
  gboolean is_text = length >= 4 && memcmp (section + length - 4, "TEXT", 4) == 0;
  char     digits[10];
  guint    n_digits = 0;
  char    *text;

  if (is_text)
    length -= 4;
  for (; number > 0; number /= 10)
    digits[n_digits++] = '0' + number % 10;

  text = mailer_arena_alloc_text (arena, length + n_digits + 2);
  memcpy (text, section, length);
  if (length > 0 && !is_text)
    text[length++] = '.';
  while (n_digits > 0)
    text[length++] = digits[--n_digits];
  text[length] = '\0';

  return text;
}

static const char *
text_section (MailerArena *arena,
              const char  *section)
{
  gsize length = strlen (section);
  char *text = mailer_arena_alloc_text (arena, length + sizeof ".TEXT");

  memcpy (text, section, length);
  memcpy (text + length, ".TEXT", sizeof ".TEXT");

  return text;
}

/* The ENVELOPE of a message in the message; one that cannot be read is not worth the body. */
static gboolean
take_inner_envelope (MailerWireImapCursor *cursor,
                     MailerBodyPart       *part)
{
  MailerWireImapCursor ahead = *cursor;
  MailerEnvelope      *envelope = mailer_arena_alloc0 (cursor->arena, sizeof *envelope);

  envelope->arena = cursor->arena;
  if (!mailer_wire_imap_take_envelope (&ahead, envelope))
    return mailer_wire_imap_cursor_skip_value (cursor);
  part->envelope = envelope;
  *cursor = ahead;

  return TRUE;
}

/* message/rfc822 goes on with the message's ENVELOPE and body; some servers treat it as any part. */
static gboolean
take_message (MailerWireImapCursor *cursor,
              MailerBodyPart       *part,
              guint                 depth,
              guint                *n_left)
{
  MailerWireImapString ignored;
  MailerBodyPart      *body;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) != '(')
    return mailer_wire_imap_cursor_take_nstring (cursor, &ignored);
  if (!take_inner_envelope (cursor, part))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) != '(')
    return mailer_wire_imap_cursor_take_nstring (cursor, &ignored);

  /* A multipart is addressed as the text of the message, a single part as its first. */
  body = mailer_body_part_add_child (part);
  body->section = starts_multipart (*cursor) ? text_section (cursor->arena, part->section)
                                             : child_section (cursor->arena, part->section, 1);

  return take_part (cursor, body, depth + 1, n_left);
}

static gboolean
holds_message (const MailerBodyPart *part)
{
  return strcmp (part->type, "message") == 0
         && (strcmp (part->subtype, "rfc822") == 0 || strcmp (part->subtype, "global") == 0);
}

/* The number of lines of a text or a message; -1 has been seen. Other parts have none. */
static gboolean
take_n_lines (MailerWireImapCursor *cursor,
              MailerBodyPart       *part)
{
  if (mailer_wire_imap_cursor_peek (cursor) == '-')
    return mailer_wire_imap_cursor_skip_value (cursor);
  if (!g_ascii_isdigit (mailer_wire_imap_cursor_peek (cursor)))
    return TRUE;

  return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &part->n_lines);
}

static gboolean
take_single (MailerWireImapCursor *cursor,
             MailerBodyPart       *part,
             guint                 depth,
             guint                *n_left)
{
  if (!take_lower (cursor, &part->type, "application"))
    return FALSE;
  /* ("X-ZIP" ("NAME" "a.zip")...: a type without a slash. */
  mailer_wire_imap_cursor_skip_blanks (cursor);
  part->subtype = "octet-stream";
  if (mailer_wire_imap_cursor_peek (cursor) != '(' && !take_lower (cursor, &part->subtype, "octet-stream"))
    return FALSE;
  if (!is_at_end (cursor) && !take_type_parameters (cursor, part))
    return FALSE;
  if (!is_at_end (cursor) && !take_content_id (cursor, &part->content_id))
    return FALSE;
  if (!is_at_end (cursor) && !mailer_wire_imap_cursor_take_text (cursor, &part->description))
    return FALSE;
  if (!is_at_end (cursor) && !take_lower (cursor, &part->encoding, "7bit"))
    return FALSE;
  if (!is_at_end (cursor)
      && !mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &part->size_bytes)
      && !mailer_wire_imap_cursor_skip_value (cursor))
    return FALSE;

  if (holds_message (part) && !is_at_end (cursor) && !take_message (cursor, part, depth, n_left))
    return FALSE;
  if (!is_at_end (cursor) && !take_n_lines (cursor, part))
    return FALSE;
  if (!is_at_end (cursor) && !mailer_wire_imap_cursor_take_text (cursor, &part->md5))
    return FALSE;

  return take_extension (cursor, part);
}

static gboolean
take_multipart (MailerWireImapCursor *cursor,
                MailerBodyPart       *part,
                guint                 depth,
                guint                *n_left)
{
  for (guint number = 1;
       mailer_wire_imap_cursor_skip_blanks (cursor), mailer_wire_imap_cursor_peek (cursor) == '(';
       number++)
    {
      MailerBodyPart *child = mailer_body_part_add_child (part);

      child->section = child_section (cursor->arena, part->section, number);
      if (!take_part (cursor, child, depth + 1, n_left))
        return FALSE;
    }

  part->type = "multipart";
  part->subtype = "mixed";
  if (!is_at_end (cursor) && !take_lower (cursor, &part->subtype, "mixed"))
    return FALSE;
  if (!is_at_end (cursor) && !take_type_parameters (cursor, part))
    return FALSE;

  return take_extension (cursor, part);
}

/* Fills in @part, which has its section already. */
static gboolean
take_part (MailerWireImapCursor *cursor,
           MailerBodyPart       *part,
           guint                 depth,
           guint                *n_left)
{
  if (depth >= MAILER_BODY_PART_MAX_DEPTH || *n_left == 0 || !mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  (*n_left)--;

  part->encoding = "7bit";
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_peek (cursor) == '(' ? take_multipart (cursor, part, depth, n_left)
                                                      : take_single (cursor, part, depth, n_left);
}

MailerBodyPart *
mailer_wire_imap_take_body (MailerWireImapCursor *cursor)
{
  g_autoptr (MailerBodyPart) root = mailer_body_part_new (cursor->arena);
  guint n_left = MAILER_BODY_PART_MAX_PARTS;

  root->section = starts_multipart (*cursor) ? "" : "1";

  return take_part (cursor, root, 0, &n_left) ? g_steal_pointer (&root) : NULL;
}
