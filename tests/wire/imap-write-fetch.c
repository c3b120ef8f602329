/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "imap-write.h"

#include <string.h>

#include "mailer-wire-imap-date.h"

static void
write_addresses (GString                  *text,
                 const MailerRawAddresses *list)
{
  if (list->length == 0)
    {
      g_string_append (text, " NIL");
      return;
    }
  g_string_append (text, " (");
  for (guint i = 0; i < list->length; i++)
    {
      g_string_append_c (text, '(');
      imap_write_string (text, list->addresses[i].name);
      imap_write_string (text, list->addresses[i].route);
      imap_write_string (text, list->addresses[i].mailbox);
      imap_write_string (text, list->addresses[i].host);
      g_string_append_c (text, ')');
    }
  g_string_append_c (text, ')');
}

static void
write_envelope (GString              *text,
                const MailerEnvelope *envelope)
{
  g_string_append (text, " (");
  imap_write_string (text, envelope->date);
  imap_write_string (text, envelope->subject);
  write_addresses (text, &envelope->from);
  write_addresses (text, &envelope->sender);
  write_addresses (text, &envelope->reply_to);
  write_addresses (text, &envelope->to);
  write_addresses (text, &envelope->cc);
  write_addresses (text, &envelope->bcc);
  imap_write_string (text, envelope->in_reply_to);
  imap_write_string (text, envelope->message_id);
  g_string_append_c (text, ')');
}

static void
write_parameters (GString                   *text,
                  const MailerBodyParameter *parameters,
                  guint                      n)
{
  if (n == 0)
    {
      g_string_append (text, " NIL");
      return;
    }
  g_string_append (text, " (");
  for (guint i = 0; i < n; i++)
    {
      imap_write_string (text, parameters[i].name);
      imap_write_string (text, parameters[i].value);
    }
  g_string_append_c (text, ')');
}

static void
write_extension (GString              *text,
                 const MailerBodyPart *part)
{
  if (part->disposition == NULL && part->n_disposition_parameters == 0)
    g_string_append (text, " NIL");
  else
    {
      g_string_append (text, " (");
      imap_write_string (text, part->disposition);
      write_parameters (text, part->disposition_parameters, part->n_disposition_parameters);
      g_string_append_c (text, ')');
    }
  if (part->languages != NULL)
    imap_write_words (text, part->languages);
  else
    g_string_append (text, " NIL");
  imap_write_string (text, part->location);
}

static void write_body (GString              *text,
                        const MailerBodyPart *part);

static void
write_message (GString              *text,
               const MailerBodyPart *part)
{
  if (part->envelope != NULL)
    write_envelope (text, part->envelope);
  else
    g_string_append (text, part->n_children > 0 ? " ()" : " NIL");
  if (part->n_children > 0)
    {
      g_string_append_c (text, ' ');
      write_body (text, part->children[0]);
    }
  else if (part->envelope != NULL)
    g_string_append (text, " NIL");
}

static void
write_single (GString              *text,
              const MailerBodyPart *part)
{
  g_autofree char *id = part->content_id != NULL ? g_strdup_printf ("<%s>", part->content_id) : NULL;
  gboolean         is_message = mailer_body_part_is (part, "message", "rfc822") || mailer_body_part_is (part, "message", "global");

  imap_write_string (text, part->type);
  imap_write_string (text, part->subtype);
  write_parameters (text, part->parameters, part->n_parameters);
  imap_write_string (text, id);
  imap_write_string (text, part->description);
  imap_write_string (text, part->encoding);
  g_string_append_printf (text, " %" G_GUINT64_FORMAT, part->size_bytes);
  if (is_message)
    write_message (text, part);
  if (is_message || part->n_lines > 0)
    g_string_append_printf (text, " %" G_GUINT64_FORMAT, part->n_lines);
  imap_write_string (text, part->md5);
}

static void
write_body (GString              *text,
            const MailerBodyPart *part)
{
  gboolean is_multipart = part->n_children > 0 && !mailer_body_part_is (part, "message", NULL);

  g_string_append_c (text, '(');
  for (guint i = 0; is_multipart && i < part->n_children; i++)
    write_body (text, part->children[i]);
  if (is_multipart)
    {
      imap_write_string (text, part->subtype);
      write_parameters (text, part->parameters, part->n_parameters);
    }
  else
    write_single (text, part);
  write_extension (text, part);
  g_string_append_c (text, ')');
}

static void
write_flags (GString                   *text,
             const MailerWireImapFetch *fetch)
{
  g_string_append (text, " FLAGS (");
  for (guint bit = 0; bit < 32; bit++)
    if ((fetch->flags & (1u << bit)) != 0)
      g_string_append_printf (text, " %s", mailer_flag_get_name (1u << bit));
  for (guint i = 0; fetch->keywords != NULL && fetch->keywords[i] != NULL; i++)
    imap_write_string (text, fetch->keywords[i]);
  g_string_append_c (text, ')');
}

static gboolean
write_date (GString    *text,
            const char *item,
            gint64      seconds)
{
  g_autofree char *date = mailer_wire_imap_date_format (seconds);

  g_string_append_printf (text, " %s \"%s\"", item, date);

  return date != NULL;
}

static gboolean
write_section (GString                     *text,
               const MailerWireImapSection *section)
{
  gsize size;

  if (strchr (section->name, '\n') != NULL)
    return FALSE;
  g_string_append_printf (text, " %s[%s]", section->is_binary ? "BINARY" : "BODY", section->name);
  if (section->origin >= 0)
    g_string_append_printf (text, "<%" G_GINT64_FORMAT ">", section->origin);
  if (section->data == NULL)
    {
      g_string_append (text, " NIL");
      return TRUE;
    }
  size = g_bytes_get_size (section->data);
  g_string_append_printf (text, " %s{%" G_GSIZE_FORMAT "}\r\n", section->is_binary ? "~" : "", size);
  if (size > 0)
    g_string_append_len (text, g_bytes_get_data (section->data, NULL), (gssize)size);

  return TRUE;
}

static void
write_extensions (GString                   *text,
                  const MailerWireImapFetch *fetch)
{
  for (guint i = 0; i < fetch->n_binary_sizes; i++)
    g_string_append_printf (text, " BINARY.SIZE[%s] %" G_GUINT64_FORMAT, fetch->binary_sizes[i].section, fetch->binary_sizes[i].size_bytes);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_PREVIEW) != 0)
    {
      g_string_append (text, " PREVIEW");
      imap_write_string (text, fetch->preview);
    }
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_EMAIL_ID) != 0)
    {
      g_string_append (text, " EMAILID (");
      imap_write_string (text, fetch->email_id);
      g_string_append_c (text, ')');
    }
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_THREAD_ID) != 0)
    {
      g_string_append (text, " THREADID");
      g_string_append (text, fetch->thread_id != NULL ? " (" : "");
      imap_write_string (text, fetch->thread_id);
      g_string_append (text, fetch->thread_id != NULL ? ")" : "");
    }
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_MESSAGE_ID) != 0)
    g_string_append_printf (text, " X-GM-MSGID %" G_GUINT64_FORMAT, fetch->gm_message_id);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_THREAD_ID) != 0)
    g_string_append_printf (text, " X-GM-THRID %" G_GUINT64_FORMAT, fetch->gm_thread_id);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_LABELS) != 0)
    {
      g_string_append (text, " X-GM-LABELS");
      imap_write_words (text, fetch->gm_labels);
    }
}

static gboolean
write_items (GString                   *text,
             const MailerWireImapFetch *fetch)
{
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_UID) != 0)
    g_string_append_printf (text, " UID %u", fetch->uid);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_FLAGS) != 0)
    write_flags (text, fetch);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_MODSEQ) != 0)
    g_string_append_printf (text, " MODSEQ (%" G_GUINT64_FORMAT ")", fetch->modseq);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE) != 0 && !write_date (text, "INTERNALDATE", fetch->internal_date))
    return FALSE;
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_SAVE_DATE) != 0 && fetch->save_date == G_MININT64)
    g_string_append (text, " SAVEDATE NIL");
  else if ((fetch->items & MAILER_WIRE_IMAP_FETCH_SAVE_DATE) != 0 && !write_date (text, "SAVEDATE", fetch->save_date))
    return FALSE;
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_SIZE) != 0)
    g_string_append_printf (text, " RFC822.SIZE %" G_GUINT64_FORMAT, fetch->size_bytes);
  if (fetch->envelope != NULL)
    {
      g_string_append (text, " ENVELOPE");
      write_envelope (text, fetch->envelope);
    }
  if (fetch->body != NULL)
    {
      g_string_append (text, " BODYSTRUCTURE ");
      write_body (text, fetch->body);
    }
  for (guint i = 0; i < fetch->n_sections; i++)
    if (!write_section (text, &fetch->sections[i]))
      return FALSE;
  write_extensions (text, fetch);

  return TRUE;
}

gboolean
imap_write_fetch (GString                   *text,
                  const MailerWireImapFetch *fetch)
{
  /* What was left out of a broken one cannot be told. */
  if (fetch->is_broken)
    return FALSE;
  if (fetch->sequence != 0)
    g_string_append_printf (text, "* %u FETCH (", fetch->sequence);
  else
    g_string_append_printf (text, "* %u UIDFETCH (", fetch->uid);
  if (!write_items (text, fetch))
    return FALSE;
  g_string_append_c (text, ')');

  return TRUE;
}
