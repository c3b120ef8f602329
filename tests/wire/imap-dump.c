/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "imap-dump.h"

static void
dump_string (GString    *text,
             const char *name,
             const char *value)
{
  g_autofree char *escaped = value != NULL ? g_strescape (value, NULL) : NULL;

  if (value != NULL)
    g_string_append_printf (text, " %s=\"%s\"", name, escaped);
}

static void
dump_words (GString    *text,
            const char *name,
            char      **words)
{
  g_autofree char *joined = words != NULL ? g_strjoinv ("|", words) : NULL;

  dump_string (text, name, joined);
}

static void
dump_set (GString            *text,
          const MailerUidSet *set)
{
  g_autofree char *ranges = mailer_uid_set_to_string (set);

  g_string_append_printf (text, " set=%s", ranges);
}

static void
dump_ranges (GString    *text,
             const char *name,
             GArray     *ranges)
{
  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      const MailerWireImapRange *range = &g_array_index (ranges, MailerWireImapRange, i);

      g_string_append_printf (text, " %s=%u:%u", name, range->first, range->last);
    }
}

static void
dump_state (GString                   *text,
            const MailerWireImapState *state)
{
  static const char *const names[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };

  g_string_append_printf (text, "%s %s", state->tag != NULL ? state->tag : "*", names[state->condition]);
  if (state->code != MAILER_WIRE_IMAP_CODE_NONE)
    g_string_append_printf (text, " code=%s%s number=%" G_GUINT64_FORMAT, state->code == MAILER_WIRE_IMAP_CODE_OTHER ? "other:" : "", state->code_name != NULL ? state->code_name : "?", state->number);
  dump_words (text, "words", state->words);
  dump_ranges (text, "source", state->sources);
  dump_ranges (text, "target", state->targets);
  dump_string (text, "text", state->text);
}

static void
dump_addresses (GString    *text,
                const char *name,
                GPtrArray  *addresses)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const MailerRawAddress *address = g_ptr_array_index (addresses, i);

      g_string_append_printf (text, " %s:", name);
      dump_string (text, "name", address->name);
      dump_string (text, "mailbox", address->mailbox);
      dump_string (text, "host", address->host);
    }
}

static void
dump_envelope (GString              *text,
               const MailerEnvelope *envelope)
{
  g_string_append (text, " envelope(");
  dump_string (text, "date", envelope->date);
  dump_string (text, "subject", envelope->subject);
  dump_addresses (text, "from", envelope->from);
  dump_addresses (text, "sender", envelope->sender);
  dump_addresses (text, "reply-to", envelope->reply_to);
  dump_addresses (text, "to", envelope->to);
  dump_addresses (text, "cc", envelope->cc);
  dump_addresses (text, "bcc", envelope->bcc);
  dump_string (text, "in-reply-to", envelope->in_reply_to);
  dump_string (text, "message-id", envelope->message_id);
  g_string_append (text, " )");
}

static void
dump_body (GString              *text,
           const MailerBodyPart *part)
{
  g_string_append_printf (text, " [%s %s/%s %s %" G_GUINT64_FORMAT, part->section, part->type, part->subtype, part->encoding, part->size_bytes);
  dump_string (text, "charset", part->charset);
  dump_string (text, "disposition", part->disposition);
  dump_string (text, "filename", part->filename);
  dump_string (text, "id", part->content_id);
  dump_string (text, "description", part->description);
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    dump_body (text, g_ptr_array_index (part->children, i));
  g_string_append_c (text, ']');
}

static void
dump_section (GString                     *text,
              const MailerWireImapSection *section)
{
  g_autofree char *data = section->data != NULL ? g_strndup (g_bytes_get_data (section->data, NULL), g_bytes_get_size (section->data)) : NULL;

  g_string_append_printf (text, " section(%s origin=%" G_GINT64_FORMAT " size=%" G_GSIZE_FORMAT, section->name, section->origin, section->data != NULL ? g_bytes_get_size (section->data) : 0);
  dump_string (text, "data", data);
  g_string_append_c (text, ')');
}

static void
dump_fetch (GString                   *text,
            const MailerWireImapFetch *fetch)
{
  g_string_append_printf (text, "FETCH %u%s", fetch->sequence, fetch->is_broken ? " broken" : "");
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_UID) != 0)
    g_string_append_printf (text, " uid=%u", fetch->uid);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_FLAGS) != 0)
    g_string_append_printf (text, " flags=%x", fetch->flags);
  dump_words (text, "keywords", fetch->keywords);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_MODSEQ) != 0)
    g_string_append_printf (text, " modseq=%" G_GUINT64_FORMAT, fetch->modseq);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE) != 0)
    g_string_append_printf (text, " date=%" G_GINT64_FORMAT, fetch->internal_date);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_SIZE) != 0)
    g_string_append_printf (text, " size=%" G_GUINT64_FORMAT, fetch->size_bytes);
  if (fetch->envelope != NULL)
    dump_envelope (text, fetch->envelope);
  if (fetch->body != NULL)
    dump_body (text, fetch->body);
  for (guint i = 0; fetch->sections != NULL && i < fetch->sections->len; i++)
    dump_section (text, g_ptr_array_index (fetch->sections, i));
}

static void
dump_list (GString                  *text,
           const MailerWireImapList *list)
{
  g_string_append_printf (text, "LIST delimiter=%d", list->delimiter);
  dump_words (text, "attributes", list->attributes);
  dump_string (text, "name", list->name);
}

static void
dump_status (GString                    *text,
             const MailerWireImapStatus *status)
{
  g_string_append_printf (text, "STATUS items=%x messages=%u unseen=%u uidnext=%u uidvalidity=%u modseq=%" G_GUINT64_FORMAT, status->items, status->messages, status->unseen, status->uid_next, status->uid_validity, status->highest_modseq);
  dump_string (text, "name", status->name);
}

static void
dump_search (GString                    *text,
             const MailerWireImapSearch *search,
             const char                 *name)
{
  g_string_append_printf (text, "%s uid=%d modseq=%" G_GUINT64_FORMAT, name, search->is_uid, search->modseq);
  dump_string (text, "tag", search->tag);
  dump_set (text, search->found);
}

static void
dump_number (GString                      *text,
             const MailerWireImapResponse *response,
             const char                   *name)
{
  guint32 number;

  g_assert_true (mailer_wire_imap_response_get_number (response, &number));
  g_string_append_printf (text, "%s %u", name, number);
}

void
imap_dump_response (GString                *text,
                    MailerWireImapResponse *response)
{
  switch (mailer_wire_imap_response_get_kind (response))
    {
    case MAILER_WIRE_IMAP_CONTINUATION:
      g_string_append_c (text, '+');
      dump_string (text, "text", mailer_wire_imap_response_get_text (response));
      break;
    case MAILER_WIRE_IMAP_STATE:
      dump_state (text, mailer_wire_imap_response_get_state (response));
      break;
    case MAILER_WIRE_IMAP_CAPABILITY:
    case MAILER_WIRE_IMAP_ENABLED:
    case MAILER_WIRE_IMAP_FLAGS:
      g_string_append_printf (text, "WORDS %d", mailer_wire_imap_response_get_kind (response));
      dump_words (text, "words", mailer_wire_imap_response_get_words (response));
      break;
    case MAILER_WIRE_IMAP_LIST:
      dump_list (text, mailer_wire_imap_response_get_list (response));
      break;
    case MAILER_WIRE_IMAP_STATUS:
      dump_status (text, mailer_wire_imap_response_get_status (response));
      break;
    case MAILER_WIRE_IMAP_SEARCH:
      dump_search (text, mailer_wire_imap_response_get_search (response), "SEARCH");
      break;
    case MAILER_WIRE_IMAP_ESEARCH:
      dump_search (text, mailer_wire_imap_response_get_search (response), "ESEARCH");
      break;
    case MAILER_WIRE_IMAP_EXISTS:
      dump_number (text, response, "EXISTS");
      break;
    case MAILER_WIRE_IMAP_EXPUNGE:
      dump_number (text, response, "EXPUNGE");
      break;
    case MAILER_WIRE_IMAP_VANISHED:
      g_string_append_printf (text, "VANISHED earlier=%d", mailer_wire_imap_response_get_vanished (response)->is_earlier);
      dump_set (text, mailer_wire_imap_response_get_vanished (response)->uids);
      break;
    case MAILER_WIRE_IMAP_FETCH:
      dump_fetch (text, mailer_wire_imap_response_get_fetch (response));
      break;
    case MAILER_WIRE_IMAP_OTHER:
    default:
      g_string_append (text, "OTHER");
      dump_string (text, "text", mailer_wire_imap_response_get_text (response));
      break;
    }
  g_string_append_c (text, '\n');
}
