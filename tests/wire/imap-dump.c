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
  if (state->second_number != 0)
    g_string_append_printf (text, " second=%" G_GUINT64_FORMAT, state->second_number);
  dump_words (text, "words", state->words);
  dump_string (text, "value", state->value);
  dump_ranges (text, "source", state->sources);
  dump_ranges (text, "target", state->targets);
  dump_string (text, "text", state->text);
}

static void
dump_addresses (GString                  *text,
                const char               *name,
                const MailerRawAddresses *list)
{
  for (guint i = 0; i < list->length; i++)
    {
      const MailerRawAddress *address = &list->addresses[i];

      g_string_append_printf (text, " %s:", name);
      dump_string (text, "name", address->name);
      dump_string (text, "route", address->route);
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
  dump_addresses (text, "from", &envelope->from);
  dump_addresses (text, "sender", &envelope->sender);
  dump_addresses (text, "reply-to", &envelope->reply_to);
  dump_addresses (text, "to", &envelope->to);
  dump_addresses (text, "cc", &envelope->cc);
  dump_addresses (text, "bcc", &envelope->bcc);
  dump_string (text, "in-reply-to", envelope->in_reply_to);
  dump_string (text, "message-id", envelope->message_id);
  g_string_append (text, " )");
}

static void
dump_parameters (GString                   *text,
                 const char                *name,
                 const MailerBodyParameter *parameters,
                 guint                      n)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, " %s:", name);
      dump_string (text, "name", parameters[i].name);
      dump_string (text, "value", parameters[i].value);
    }
}

static void
dump_body (GString              *text,
           const MailerBodyPart *part)
{
  g_string_append_printf (text, " [%s %s/%s %s %" G_GUINT64_FORMAT, part->section, part->type, part->subtype, part->encoding, part->size_bytes);
  if (part->n_lines != 0)
    g_string_append_printf (text, " lines=%" G_GUINT64_FORMAT, part->n_lines);
  dump_parameters (text, "parameter", part->parameters, part->n_parameters);
  dump_string (text, "charset", part->charset);
  dump_string (text, "disposition", part->disposition);
  dump_string (text, "filename", part->filename);
  dump_string (text, "id", part->content_id);
  dump_string (text, "description", part->description);
  dump_parameters (text, "disposition", part->disposition_parameters, part->n_disposition_parameters);
  dump_string (text, "md5", part->md5);
  dump_words (text, "languages", part->languages);
  dump_string (text, "location", part->location);
  if (part->envelope != NULL)
    dump_envelope (text, part->envelope);
  for (guint i = 0; i < part->n_children; i++)
    dump_body (text, part->children[i]);
  g_string_append_c (text, ']');
}

static void
dump_section (GString                     *text,
              const MailerWireImapSection *section)
{
  g_autofree char *data = section->data != NULL ? g_strndup (g_bytes_get_data (section->data, NULL), g_bytes_get_size (section->data)) : NULL;

  g_string_append_printf (text, " %s(%s origin=%" G_GINT64_FORMAT " size=%" G_GSIZE_FORMAT, section->is_binary ? "binary" : "section", section->name, section->origin, section->data != NULL ? g_bytes_get_size (section->data) : 0);
  dump_string (text, "data", data);
  g_string_append_c (text, ')');
}

static void
dump_extensions (GString                   *text,
                 const MailerWireImapFetch *fetch)
{
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_PREVIEW) != 0)
    dump_string (text, "preview", fetch->preview != NULL ? fetch->preview : "(NIL)");
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_SAVE_DATE) != 0)
    g_string_append_printf (text, " saved=%" G_GINT64_FORMAT, fetch->save_date);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_EMAIL_ID) != 0)
    dump_string (text, "email-id", fetch->email_id);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_THREAD_ID) != 0)
    dump_string (text, "thread-id", fetch->thread_id != NULL ? fetch->thread_id : "(NIL)");
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_MESSAGE_ID) != 0)
    g_string_append_printf (text, " gm-message=%" G_GUINT64_FORMAT, fetch->gm_message_id);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_THREAD_ID) != 0)
    g_string_append_printf (text, " gm-thread=%" G_GUINT64_FORMAT, fetch->gm_thread_id);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_LABELS) != 0)
    dump_words (text, "gm-labels", fetch->gm_labels);
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
  for (guint i = 0; i < fetch->n_sections; i++)
    dump_section (text, &fetch->sections[i]);
  for (guint i = 0; i < fetch->n_binary_sizes; i++)
    g_string_append_printf (text, " binary-size(%s %" G_GUINT64_FORMAT ")", fetch->binary_sizes[i].section, fetch->binary_sizes[i].size_bytes);
  dump_extensions (text, fetch);
}

static void
dump_list (GString                  *text,
           const MailerWireImapList *list,
           const char               *name)
{
  g_string_append_printf (text, "%s delimiter=%d", name, list->delimiter);
  dump_words (text, "attributes", list->attributes);
  dump_string (text, "name", list->name);
  dump_string (text, "old-name", list->old_name);
  dump_words (text, "child-info", list->child_info);
}

static void
dump_status (GString                    *text,
             const MailerWireImapStatus *status)
{
  g_string_append_printf (text, "STATUS items=%x messages=%u unseen=%u uidnext=%u uidvalidity=%u modseq=%" G_GUINT64_FORMAT, status->items, status->messages, status->unseen, status->uid_next, status->uid_validity, status->highest_modseq);
  if (status->items >= MAILER_WIRE_IMAP_STATUS_RECENT)
    g_string_append_printf (text, " recent=%u deleted=%u size=%" G_GUINT64_FORMAT " deleted-storage=%" G_GUINT64_FORMAT " append-limit=%" G_GUINT64_FORMAT, status->recent, status->deleted, status->size_bytes, status->deleted_storage_bytes, status->append_limit_bytes);
  dump_string (text, "mailbox-id", status->mailbox_id);
  dump_string (text, "name", status->name);
}

static void
dump_search (GString                    *text,
             const MailerWireImapSearch *search,
             const char                 *name)
{
  g_string_append_printf (text, "%s uid=%d items=%x modseq=%" G_GUINT64_FORMAT, name, search->is_uid, search->items, search->modseq);
  if ((search->items & (MAILER_WIRE_IMAP_SEARCH_MIN | MAILER_WIRE_IMAP_SEARCH_MAX | MAILER_WIRE_IMAP_SEARCH_COUNT)) != 0)
    g_string_append_printf (text, " min=%u max=%u count=%u", search->min, search->max, search->count);
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_PARTIAL) != 0)
    g_string_append_printf (text, " partial=%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, search->partial_first, search->partial_last);
  dump_string (text, "tag", search->tag);
  dump_string (text, "mailbox", search->mailbox);
  if (search->uid_validity != 0)
    g_string_append_printf (text, " uidvalidity=%u", search->uid_validity);
  dump_set (text, search->found);
  dump_ranges (text, "range", search->ordered);
}

static void
dump_sort (GString                  *text,
           const MailerWireImapSort *sort)
{
  g_string_append_printf (text, "SORT modseq=%" G_GUINT64_FORMAT, sort->modseq);
  for (guint i = 0; i < sort->found->len; i++)
    g_string_append_printf (text, " %u", g_array_index (sort->found, guint32, i));
}

static void
dump_thread (GString                    *text,
             const MailerWireImapThread *thread)
{
  g_string_append (text, "THREAD");
  for (guint i = 0; i < thread->nodes->len; i++)
    {
      const MailerWireImapThreadNode *node = &g_array_index (thread->nodes, MailerWireImapThreadNode, i);

      g_string_append_printf (text, " %u@%u", node->number, node->depth);
    }
}

static void
dump_pairs (GString                   *text,
            const MailerWireImapPairs *pairs,
            const char                *name)
{
  g_string_append (text, name);
  dump_string (text, "mailbox", pairs->mailbox);
  for (guint i = 0; i < pairs->n_pairs; i++)
    {
      dump_string (text, "name", pairs->pairs[i].name);
      dump_string (text, "value", pairs->pairs[i].value);
    }
}

static void
dump_namespace_list (GString                       *text,
                     const MailerWireImapNamespace *namespaces,
                     guint                          n,
                     const char                    *name)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, " %s delimiter=%d", name, namespaces[i].delimiter);
      dump_string (text, "prefix", namespaces[i].prefix);
    }
}

static void
dump_namespaces (GString                        *text,
                 const MailerWireImapNamespaces *namespaces)
{
  g_string_append (text, "NAMESPACE");
  dump_namespace_list (text, namespaces->personal, namespaces->n_personal, "personal");
  dump_namespace_list (text, namespaces->others, namespaces->n_others, "others");
  dump_namespace_list (text, namespaces->shared, namespaces->n_shared, "shared");
}

static void
dump_quota (GString                   *text,
            const MailerWireImapQuota *quota)
{
  g_string_append (text, "QUOTA");
  dump_string (text, "root", quota->root);
  for (guint i = 0; i < quota->n_resources; i++)
    g_string_append_printf (text, " %s=%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, quota->resources[i].name, quota->resources[i].usage, quota->resources[i].limit);
}

static void
dump_quota_roots (GString                        *text,
                  const MailerWireImapQuotaRoots *roots)
{
  g_string_append (text, "QUOTAROOT");
  dump_string (text, "mailbox", roots->mailbox);
  dump_words (text, "roots", roots->roots);
}

static void
dump_rights (GString                    *text,
             const MailerWireImapRights *rights,
             const char                 *name)
{
  g_string_append (text, name);
  dump_string (text, "mailbox", rights->mailbox);
  dump_string (text, "identifier", rights->identifier);
  dump_string (text, "rights", rights->rights);
  dump_words (text, "optional", rights->optional);
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
      dump_list (text, mailer_wire_imap_response_get_list (response), "LIST");
      break;
    case MAILER_WIRE_IMAP_LSUB:
      dump_list (text, mailer_wire_imap_response_get_list (response), "LSUB");
      break;
    case MAILER_WIRE_IMAP_ID:
      dump_pairs (text, mailer_wire_imap_response_get_pairs (response), "ID");
      break;
    case MAILER_WIRE_IMAP_ACL:
      dump_pairs (text, mailer_wire_imap_response_get_pairs (response), "ACL");
      break;
    case MAILER_WIRE_IMAP_METADATA:
      dump_pairs (text, mailer_wire_imap_response_get_pairs (response), "METADATA");
      break;
    case MAILER_WIRE_IMAP_NAMESPACE:
      dump_namespaces (text, mailer_wire_imap_response_get_namespaces (response));
      break;
    case MAILER_WIRE_IMAP_QUOTA:
      dump_quota (text, mailer_wire_imap_response_get_quota (response));
      break;
    case MAILER_WIRE_IMAP_QUOTAROOT:
      dump_quota_roots (text, mailer_wire_imap_response_get_quota_roots (response));
      break;
    case MAILER_WIRE_IMAP_MYRIGHTS:
      dump_rights (text, mailer_wire_imap_response_get_rights (response), "MYRIGHTS");
      break;
    case MAILER_WIRE_IMAP_LISTRIGHTS:
      dump_rights (text, mailer_wire_imap_response_get_rights (response), "LISTRIGHTS");
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
    case MAILER_WIRE_IMAP_SORT:
      dump_sort (text, mailer_wire_imap_response_get_sort (response));
      break;
    case MAILER_WIRE_IMAP_THREAD:
      dump_thread (text, mailer_wire_imap_response_get_thread (response));
      break;
    case MAILER_WIRE_IMAP_EXISTS:
      dump_number (text, response, "EXISTS");
      break;
    case MAILER_WIRE_IMAP_RECENT:
      dump_number (text, response, "RECENT");
      break;
    case MAILER_WIRE_IMAP_EXPUNGE:
      dump_number (text, response, "EXPUNGE");
      break;
    case MAILER_WIRE_IMAP_VANISHED:
      g_string_append_printf (text, "VANISHED earlier=%d", mailer_wire_imap_response_get_vanished (response)->is_earlier);
      dump_set (text, mailer_wire_imap_response_get_vanished (response)->uids);
      break;
    case MAILER_WIRE_IMAP_FETCH:
    case MAILER_WIRE_IMAP_UIDFETCH:
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
