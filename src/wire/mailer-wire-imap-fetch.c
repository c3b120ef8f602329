/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include "mailer-wire-imap-date.h"

/* Content up to this size is copied to where all small things are; what is longer is worth memory of
 * its own, or the memory that it came in when it fills a good part of that. */
#define SMALL_CONTENT_BYTES 4096
#define WORTHWHILE_PART 4

void
mailer_wire_imap_fetch_clear (MailerWireImapFetch *self)
{
  g_clear_pointer (&self->envelope, mailer_envelope_free);
  g_clear_pointer (&self->body, mailer_body_part_free);
  for (guint i = 0; i < self->n_sections; i++)
    g_clear_pointer (&self->sections[i].data, g_bytes_unref);
}

MailerWireImapSection *
mailer_wire_imap_fetch_find_section (const MailerWireImapFetch *self,
                                     const char                *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->n_sections; i++)
    if (!self->sections[i].is_binary && strcmp (self->sections[i].name, name) == 0)
      return &self->sections[i];

  return NULL;
}

static gboolean
take_uid (MailerWireImapCursor *cursor,
          MailerWireImapFetch  *fetch)
{
  guint64 number;

  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number) || number == 0)
    return FALSE;
  fetch->uid = (guint32)number;

  return TRUE;
}

/* \Recent is dropped. */
static gboolean
take_flags (MailerWireImapCursor *cursor,
            MailerWireImapFetch  *fetch)
{
  MailerFlags flags = 0;
  char      **keywords = NULL;
  guint       n_keywords = 0;
  guint       n_left = MAILER_WIRE_IMAP_MAX_ELEMENTS;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      MailerWireImapString word;
      MailerFlags          flag;

      if (n_left-- == 0 || !mailer_wire_imap_cursor_take_astring (cursor, &word))
        return FALSE;
      flag = mailer_flag_from_bytes (word.data, word.size);
      flags |= flag;
      if (flag != 0 || word.size == 0 || mailer_wire_imap_string_is (&word, "\\RECENT"))
        continue;
      keywords = mailer_arena_grow (cursor->arena, keywords, n_keywords, sizeof *keywords);
      keywords[n_keywords++] = mailer_wire_imap_string_copy (&word, cursor->arena);
    }
  if (n_keywords > 0)
    {
      keywords = mailer_arena_grow (cursor->arena, keywords, n_keywords, sizeof *keywords);
      keywords[n_keywords] = NULL;
    }
  fetch->flags = flags;
  fetch->keywords = keywords;

  return TRUE;
}

static gboolean
take_modseq (MailerWireImapCursor *cursor,
             MailerWireImapFetch  *fetch)
{
  return mailer_wire_imap_cursor_take_byte (cursor, '(')
         && mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &fetch->modseq)
         && mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_internal_date (MailerWireImapCursor *cursor,
                    MailerWireImapFetch  *fetch)
{
  MailerWireImapString text;

  return mailer_wire_imap_cursor_take_string (cursor, &text)
         && mailer_wire_imap_date_parse (text.data, text.size, &fetch->internal_date);
}

static gboolean
take_size (MailerWireImapCursor *cursor,
           MailerWireImapFetch  *fetch)
{
  return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &fetch->size_bytes);
}

static gboolean
take_envelope (MailerWireImapCursor *cursor,
               MailerWireImapFetch  *fetch)
{
  g_clear_pointer (&fetch->envelope, mailer_envelope_free);
  fetch->envelope = mailer_envelope_new (cursor->arena);
  if (mailer_wire_imap_take_envelope (cursor, fetch->envelope))
    return TRUE;
  g_clear_pointer (&fetch->envelope, mailer_envelope_free);

  return FALSE;
}

static gboolean
take_body (MailerWireImapCursor *cursor,
           MailerWireImapFetch  *fetch)
{
  g_clear_pointer (&fetch->body, mailer_body_part_free);
  fetch->body = mailer_wire_imap_take_body (cursor);

  return fetch->body != NULL;
}

static gboolean
take_preview (MailerWireImapCursor *cursor,
              MailerWireImapFetch  *fetch)
{
  return mailer_wire_imap_cursor_take_text (cursor, &fetch->preview);
}

static gboolean
take_save_date (MailerWireImapCursor *cursor,
                MailerWireImapFetch  *fetch)
{
  MailerWireImapString text;

  if (!mailer_wire_imap_cursor_take_nstring (cursor, &text))
    return FALSE;
  fetch->save_date = G_MININT64;

  return text.data == NULL || mailer_wire_imap_date_parse (text.data, text.size, &fetch->save_date);
}

static gboolean
take_email_id (MailerWireImapCursor *cursor,
               MailerWireImapFetch  *fetch)
{
  return mailer_wire_imap_cursor_take_byte (cursor, '(')
         && mailer_wire_imap_cursor_take_text (cursor, &fetch->email_id) && fetch->email_id != NULL
         && mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_thread_id (MailerWireImapCursor *cursor,
                MailerWireImapFetch  *fetch)
{
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return mailer_wire_imap_cursor_take_text (cursor, &fetch->thread_id) && fetch->thread_id == NULL;

  return mailer_wire_imap_cursor_take_text (cursor, &fetch->thread_id)
         && mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_gm_message_id (MailerWireImapCursor *cursor,
                    MailerWireImapFetch  *fetch)
{
  return mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT64, &fetch->gm_message_id);
}

static gboolean
take_gm_thread_id (MailerWireImapCursor *cursor,
                   MailerWireImapFetch  *fetch)
{
  return mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT64, &fetch->gm_thread_id);
}

static gboolean
take_gm_labels (MailerWireImapCursor *cursor,
                MailerWireImapFetch  *fetch)
{
  fetch->gm_labels = mailer_wire_imap_take_word_list (cursor);

  return fetch->gm_labels != NULL;
}

/* The usual ones first. BODY without a section is BODYSTRUCTURE without what may be missing there. */
static const struct
{
  const char             *name;
  gsize                   length;
  MailerWireImapFetchItem item;
  gboolean (*take) (MailerWireImapCursor *cursor,
                    MailerWireImapFetch  *fetch);
} items[] = {
#define ITEM(name, item, take)                                 \
  {                                                            \
    name, sizeof name - 1, MAILER_WIRE_IMAP_FETCH_##item, take \
  }
  ITEM ("UID", UID, take_uid),
  ITEM ("FLAGS", FLAGS, take_flags),
  ITEM ("MODSEQ", MODSEQ, take_modseq),
  ITEM ("INTERNALDATE", INTERNAL_DATE, take_internal_date),
  ITEM ("RFC822.SIZE", SIZE, take_size),
  ITEM ("ENVELOPE", ENVELOPE, take_envelope),
  ITEM ("BODYSTRUCTURE", BODY, take_body),
  ITEM ("BODY", BODY, take_body),
  ITEM ("PREVIEW", PREVIEW, take_preview),
  ITEM ("SAVEDATE", SAVE_DATE, take_save_date),
  ITEM ("EMAILID", EMAIL_ID, take_email_id),
  ITEM ("THREADID", THREAD_ID, take_thread_id),
  ITEM ("X-GM-MSGID", GM_MESSAGE_ID, take_gm_message_id),
  ITEM ("X-GM-THRID", GM_THREAD_ID, take_gm_thread_id),
  ITEM ("X-GM-LABELS", GM_LABELS, take_gm_labels),
#undef ITEM
};

/* What RFC 3501 has beside sections. */
static const struct
{
  const char *name;
  const char *section;
} old_sections[] = {
  { "RFC822", "" },
  { "RFC822.HEADER", "HEADER" },
  { "RFC822.TEXT", "TEXT" },
};

/* "[HEADER.FIELDS (SUBJECT)]"; a header field may be a quoted string. */
static gboolean
take_section_name (MailerWireImapCursor *cursor,
                   const char          **name)
{
  const char *closing;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '['))
    return FALSE;
  closing = memchr (cursor->p, ']', cursor->end - cursor->p);
  if (closing == NULL)
    return FALSE;
  *name = mailer_wire_imap_string_copy_upper (&(MailerWireImapString){ cursor->p, closing - cursor->p, FALSE, TRUE }, cursor->arena);
  cursor->p = closing + 1;

  return TRUE;
}

static gboolean
take_origin (MailerWireImapCursor *cursor,
             gint64               *origin)
{
  guint64 number;

  *origin = -1;
  if (!mailer_wire_imap_cursor_take_byte (cursor, '<'))
    return TRUE;
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &number)
      || !mailer_wire_imap_cursor_take_byte (cursor, '>'))
    return FALSE;
  *origin = (gint64)number;

  return TRUE;
}

static void
unref_arena_cb (gpointer arena)
{
  mailer_arena_unref (arena);
}

static void
unref_block_cb (gpointer block)
{
  mailer_wire_imap_block_unref (block);
}

/* Long content is never copied again when that would cost less memory than it saves. */
static GBytes *
make_content (MailerWireImapCursor       *cursor,
              const MailerWireImapString *string)
{
  if (string->has_escapes || string->size <= SMALL_CONTENT_BYTES)
    {
      gboolean    needs_care = string->has_escapes;
      const char *copy = needs_care
                             ? mailer_wire_imap_string_copy (string, cursor->arena)
                             : mailer_arena_strndup (cursor->arena, string->data, string->size);

      return g_bytes_new_with_free_func (copy, needs_care ? strlen (copy) : string->size,
                                         unref_arena_cb, mailer_arena_ref (cursor->arena));
    }
  if (cursor->block == NULL || string->size < cursor->block->capacity / WORTHWHILE_PART)
    return g_bytes_new (string->data, string->size);
  g_atomic_ref_count_inc (&cursor->block->ref_count);

  return g_bytes_new_with_free_func (string->data, string->size, unref_block_cb, cursor->block);
}

static gboolean
add_section (MailerWireImapCursor        *cursor,
             MailerWireImapFetch         *fetch,
             const MailerWireImapSection *section)
{
  MailerWireImapString data = { "", 0, FALSE, FALSE };

  mailer_wire_imap_cursor_skip_blanks (cursor);
  /* Yandex leaves out the value of a section that is empty. */
  if (fetch->n_sections == MAILER_WIRE_IMAP_MAX_ELEMENTS || (mailer_wire_imap_cursor_peek (cursor) != ')' && !mailer_wire_imap_cursor_take_nstring (cursor, &data)))
    return FALSE;
  fetch->sections = mailer_arena_grow (cursor->arena, fetch->sections, fetch->n_sections, sizeof *section);
  fetch->sections[fetch->n_sections] = *section;
  fetch->sections[fetch->n_sections++].data = data.data != NULL ? make_content (cursor, &data) : NULL;

  return TRUE;
}

static gboolean
take_section (MailerWireImapCursor *cursor,
              MailerWireImapFetch  *fetch,
              gboolean              is_binary)
{
  MailerWireImapSection section = { NULL, -1, is_binary, NULL };

  return take_section_name (cursor, &section.name) && take_origin (cursor, &section.origin)
         && add_section (cursor, fetch, &section);
}

static gboolean
take_binary_size (MailerWireImapCursor *cursor,
                  MailerWireImapFetch  *fetch)
{
  MailerWireImapBinarySize size;

  if (fetch->n_binary_sizes == MAILER_WIRE_IMAP_MAX_ELEMENTS || !take_section_name (cursor, &size.section))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &size.size_bytes))
    return FALSE;
  fetch->binary_sizes = mailer_arena_grow (cursor->arena, fetch->binary_sizes, fetch->n_binary_sizes, sizeof size);
  fetch->binary_sizes[fetch->n_binary_sizes++] = size;

  return TRUE;
}

/* The value of a known item; @item stays 0 for others, whose value is skipped. */
static gboolean
take_value (MailerWireImapCursor       *cursor,
            const MailerWireImapString *name,
            MailerWireImapFetch        *fetch,
            MailerWireImapFetchItem    *item)
{
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    if (items[i].length == name->size && mailer_wire_imap_bytes_are (name->data, items[i].name, name->size))
      {
        *item = items[i].item;
        return items[i].take (cursor, fetch);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (old_sections); i++)
    if (mailer_wire_imap_string_is (name, old_sections[i].name))
      return add_section (cursor, fetch, &(MailerWireImapSection){ old_sections[i].section, -1, FALSE, NULL });

  return mailer_wire_imap_cursor_skip_value (cursor);
}

/* The name of an item: letters, digits, dots and dashes; a bracket begins its section. */
static gboolean
take_item_name (MailerWireImapCursor *cursor,
                MailerWireImapString *name)
{
  const char *p = cursor->p;

  while (p < cursor->end && (g_ascii_isalnum (*p) || *p == '.' || *p == '-' || *p == '_' || *p == '$'))
    p++;
  *name = (MailerWireImapString){ cursor->p, p - cursor->p, FALSE, FALSE };
  cursor->p = p;

  return name->size > 0;
}

/* An item whose name goes on in brackets. */
static gboolean
take_bracketed (MailerWireImapCursor       *cursor,
                const MailerWireImapString *name,
                MailerWireImapFetch        *fetch)
{
  if (mailer_wire_imap_string_is (name, "BODY"))
    return take_section (cursor, fetch, FALSE);
  if (mailer_wire_imap_string_is (name, "BINARY"))
    return take_section (cursor, fetch, TRUE);
  if (mailer_wire_imap_string_is (name, "BINARY.SIZE"))
    return take_binary_size (cursor, fetch);
  if (!mailer_wire_imap_cursor_skip_value (cursor))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_skip_value (cursor);
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
  if (mailer_wire_imap_cursor_peek (cursor) == '[')
    return take_bracketed (cursor, &name, fetch);
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
