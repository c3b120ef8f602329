/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "imap-write.h"

#include <string.h>

/* In quotes, where no literal may stand: in the code of a state. */
static void
write_quoted (GString    *text,
              const char *value)
{
  g_string_append (text, " \"");
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

void
imap_write_string (GString    *text,
                   const char *value)
{
  if (value == NULL)
    g_string_append (text, " NIL");
  else if (strpbrk (value, "\r\n\"\\") != NULL)
    g_string_append_printf (text, " {%" G_GSIZE_FORMAT "}\r\n%s", strlen (value), value);
  else
    write_quoted (text, value);
}

void
imap_write_words (GString *text,
                  char   **words)
{
  g_string_append (text, " (");
  for (guint i = 0; words[i] != NULL; i++)
    imap_write_string (text, words[i]);
  g_string_append_c (text, ')');
}

static void
write_open_words (GString    *text,
                  const char *name,
                  char      **words)
{
  g_string_append_printf (text, "* %s", name);
  for (guint i = 0; words[i] != NULL; i++)
    imap_write_string (text, words[i]);
}

static void
write_ranges (GString *text,
              GArray  *ranges)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const MailerWireImapRange *range = &g_array_index (ranges, MailerWireImapRange, i);

      g_string_append_printf (text, "%s%u:%u", i == 0 ? " " : ",", range->first, range->last);
    }
}

static void
write_code_words (GString                   *text,
                  const MailerWireImapState *state)
{
  gboolean is_list = state->code != MAILER_WIRE_IMAP_CODE_CAPABILITY;

  g_string_append (text, is_list ? " (" : "");
  for (guint i = 0; state->words[i] != NULL; i++)
    write_quoted (text, state->words[i]);
  g_string_append (text, is_list ? ")" : "");
}

static void
write_progress (GString                   *text,
                const MailerWireImapState *state)
{
  g_string_append (text, " (");
  if (state->value != NULL)
    write_quoted (text, state->value);
  else
    g_string_append (text, "NIL");
  g_string_append_printf (text, " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT ")", state->number, state->second_number);
}

/* What is no value for a code that is known: nothing, except where that is one. */
static void
write_no_value (GString                   *text,
                const MailerWireImapState *state)
{
  static const char *const lenient[] = { "BADCHARSET", "CAPABILITY", "INPROGRESS", NULL };

  if (state->code_name != NULL && g_strv_contains (lenient, state->code_name))
    g_string_append (text, " \001");
}

static void
write_code_value (GString                   *text,
                  const MailerWireImapState *state)
{
  switch ((int)state->code)
    {
    case MAILER_WIRE_IMAP_CODE_OTHER:
      write_no_value (text, state);
      return;
    case MAILER_WIRE_IMAP_CODE_INPROGRESS:
      write_progress (text, state);
      return;
    case MAILER_WIRE_IMAP_CODE_MAILBOXID:
      g_string_append (text, " (");
      write_quoted (text, state->value);
      g_string_append_c (text, ')');
      return;
    case MAILER_WIRE_IMAP_CODE_METADATA:
      g_string_append_printf (text, " %s %" G_GUINT64_FORMAT, state->value, state->number);
      return;
    case MAILER_WIRE_IMAP_CODE_MESSAGELIMIT:
      g_string_append_printf (text, " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, state->number, state->second_number);
      return;
    case MAILER_WIRE_IMAP_CODE_APPENDUID:
    case MAILER_WIRE_IMAP_CODE_COPYUID:
    case MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ:
    case MAILER_WIRE_IMAP_CODE_UIDNEXT:
    case MAILER_WIRE_IMAP_CODE_UIDVALIDITY:
    case MAILER_WIRE_IMAP_CODE_UNSEEN:
      g_string_append_printf (text, " %" G_GUINT64_FORMAT, state->number);
      break;
    default:
      break;
    }
  if (state->words != NULL)
    write_code_words (text, state);
  if (state->value != NULL)
    write_quoted (text, state->value);
  if (state->sources != NULL)
    write_ranges (text, state->sources);
  if (state->targets != NULL)
    write_ranges (text, state->targets);
}

static void
write_state (GString                   *text,
             const MailerWireImapState *state)
{
  static const char *const names[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };

  g_string_append_printf (text, "%s %s", state->tag != NULL ? state->tag : "*", names[state->condition]);
  if (state->code != MAILER_WIRE_IMAP_CODE_NONE)
    {
      g_string_append_printf (text, " [%s", state->code_name != NULL ? state->code_name : "\xff");
      write_code_value (text, state);
      g_string_append_c (text, ']');
    }
  else if (state->text[0] == '[')
    g_string_append (text, " []");
  g_string_append_printf (text, " %s", state->text);
}

static void
write_delimiter (GString *text,
                 char     delimiter)
{
  const char string[] = { delimiter, '\0' };

  imap_write_string (text, delimiter != '\0' ? string : NULL);
}

static void
write_list (GString                  *text,
            const MailerWireImapList *list,
            const char               *name)
{
  g_string_append_printf (text, "* %s", name);
  imap_write_words (text, list->attributes);
  write_delimiter (text, list->delimiter);
  imap_write_string (text, list->name);
  g_string_append (text, " (");
  if (list->child_info != NULL)
    {
      g_string_append (text, "CHILDINFO");
      imap_write_words (text, list->child_info);
    }
  if (list->old_name != NULL)
    {
      g_string_append (text, " OLDNAME (");
      /* No blank: the grammar has none, and neither do servers. */
      g_string_append_printf (text, "{%" G_GSIZE_FORMAT "}\r\n%s)", strlen (list->old_name), list->old_name);
    }
  g_string_append_c (text, ')');
}

static void
write_status (GString                    *text,
              const MailerWireImapStatus *status)
{
  g_string_append (text, "* STATUS");
  imap_write_string (text, status->name);
  g_string_append (text, " (");
#define ITEM(item, name, value)                              \
  if ((status->items & MAILER_WIRE_IMAP_STATUS_##item) != 0) \
    g_string_append_printf (text, " " name " %" G_GUINT64_FORMAT, (guint64)(value));
  ITEM (MESSAGES, "MESSAGES", status->messages)
  ITEM (RECENT, "RECENT", status->recent)
  ITEM (UNSEEN, "UNSEEN", status->unseen)
  ITEM (DELETED, "DELETED", status->deleted)
  ITEM (UIDNEXT, "UIDNEXT", status->uid_next)
  ITEM (UIDVALIDITY, "UIDVALIDITY", status->uid_validity)
  ITEM (HIGHESTMODSEQ, "HIGHESTMODSEQ", status->highest_modseq)
  ITEM (SIZE, "SIZE", status->size_bytes)
  ITEM (DELETED_STORAGE, "DELETED-STORAGE", status->deleted_storage_bytes)
#undef ITEM
  if ((status->items & MAILER_WIRE_IMAP_STATUS_APPENDLIMIT) != 0 && status->append_limit_bytes == G_MAXUINT64)
    g_string_append (text, " APPENDLIMIT NIL");
  else if ((status->items & MAILER_WIRE_IMAP_STATUS_APPENDLIMIT) != 0)
    g_string_append_printf (text, " APPENDLIMIT %" G_GUINT64_FORMAT, status->append_limit_bytes);
  if (status->mailbox_id != NULL)
    g_string_append_printf (text, " MAILBOXID (%s)", status->mailbox_id);
  g_string_append_c (text, ')');
}

static void
write_search (GString                    *text,
              const MailerWireImapSearch *search)
{
  g_string_append (text, "* SEARCH");
  for (guint i = 0; i < mailer_uid_set_get_n_ranges (search->found); i++)
    {
      guint32 first;
      guint32 last;

      mailer_uid_set_get_range (search->found, i, &first, &last);
      for (guint64 number = first; number <= last; number++)
        g_string_append_printf (text, " %" G_GUINT64_FORMAT, number);
    }
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_MODSEQ) != 0)
    g_string_append_printf (text, " (MODSEQ %" G_GUINT64_FORMAT ")", search->modseq);
}

static void
write_correlator (GString                    *text,
                  const MailerWireImapSearch *search)
{
  g_string_append (text, " (");
  if (search->tag != NULL)
    {
      g_string_append (text, "TAG");
      imap_write_string (text, search->tag);
    }
  if (search->mailbox != NULL)
    {
      g_string_append (text, " MAILBOX");
      imap_write_string (text, search->mailbox);
    }
  if (search->uid_validity != 0)
    g_string_append_printf (text, " UIDVALIDITY %u", search->uid_validity);
  g_string_append_c (text, ')');
}

static void
write_esearch (GString                    *text,
               const MailerWireImapSearch *search)
{
  gboolean has_all = (search->items & MAILER_WIRE_IMAP_SEARCH_ALL) != 0;

  g_string_append (text, "* ESEARCH");
  write_correlator (text, search);
  if (search->is_uid)
    g_string_append (text, " UID");
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_MIN) != 0)
    g_string_append_printf (text, " MIN %u", search->min);
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_MAX) != 0)
    g_string_append_printf (text, " MAX %u", search->max);
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_COUNT) != 0)
    g_string_append_printf (text, " COUNT %u", search->count);
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_MODSEQ) != 0)
    g_string_append_printf (text, " MODSEQ %" G_GUINT64_FORMAT, search->modseq);
  if ((search->items & MAILER_WIRE_IMAP_SEARCH_PARTIAL) != 0)
    {
      g_string_append_printf (text, " PARTIAL (%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, search->partial_first, search->partial_last);
      if (search->ordered != NULL && !has_all)
        write_ranges (text, search->ordered);
      else
        g_string_append (text, " NIL");
      g_string_append_c (text, ')');
    }
  if (has_all)
    {
      g_string_append (text, " ALL");
      write_ranges (text, search->ordered);
    }
}

static void
write_sort (GString                  *text,
            const MailerWireImapSort *sort)
{
  g_string_append (text, "* SORT");
  for (guint i = 0; i < sort->found->len; i++)
    g_string_append_printf (text, " %u", g_array_index (sort->found, guint32, i));
  if (sort->modseq != 0)
    g_string_append_printf (text, " (MODSEQ %" G_GUINT64_FORMAT ")", sort->modseq);
}

#define NODE(nodes, i) (&g_array_index ((nodes), MailerWireImapThreadNode, (i)))

/* Behind the last node below the one at @i. */
static guint
find_thread_end (GArray *nodes,
                 guint   i)
{
  guint end = i + 1;

  while (end < nodes->len && NODE (nodes, end)->depth > NODE (nodes, i)->depth)
    end++;

  return end;
}

/* Follows a chain of only children in a loop, so that it nests no deeper than the parentheses do. */
static void
write_thread_node (GString *text,
                   GArray  *nodes,
                   guint    i)
{
  guint end = find_thread_end (nodes, i);

  g_string_append_c (text, '(');
  while (NODE (nodes, i)->number != 0)
    {
      g_string_append_printf (text, "%u ", NODE (nodes, i)->number);
      if (i + 1 == end || NODE (nodes, i + 1)->number == 0 || find_thread_end (nodes, i + 1) != end)
        break;
      i++;
    }
  if (NODE (nodes, i)->number == 0 && i + 1 == end)
    g_string_append (text, "()");
  for (guint child = i + 1; child < end; child = find_thread_end (nodes, child))
    write_thread_node (text, nodes, child);
  g_string_append_c (text, ')');
}

static void
write_thread (GString                    *text,
              const MailerWireImapThread *thread)
{
  g_string_append (text, "* THREAD ");
  for (guint root = 0; root < thread->nodes->len; root = find_thread_end (thread->nodes, root))
    write_thread_node (text, thread->nodes, root);
}

static void
write_pairs (GString                   *text,
             const char                *name,
             const MailerWireImapPairs *pairs,
             gboolean                   is_list)
{
  g_string_append_printf (text, "* %s", name);
  if (pairs->mailbox != NULL)
    imap_write_string (text, pairs->mailbox);
  g_string_append (text, is_list ? " (" : "");
  for (guint i = 0; i < pairs->n_pairs; i++)
    {
      imap_write_string (text, pairs->pairs[i].name);
      imap_write_string (text, pairs->pairs[i].value);
    }
  g_string_append (text, is_list ? ")" : "");
}

static void
write_namespace_list (GString                       *text,
                      const MailerWireImapNamespace *namespaces,
                      guint                          n)
{
  g_string_append (text, n > 0 ? " (" : " NIL");
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (text, '(');
      imap_write_string (text, namespaces[i].prefix);
      write_delimiter (text, namespaces[i].delimiter);
      g_string_append_c (text, ')');
    }
  g_string_append (text, n > 0 ? ")" : "");
}

static void
write_namespaces (GString                        *text,
                  const MailerWireImapNamespaces *namespaces)
{
  g_string_append (text, "* NAMESPACE");
  write_namespace_list (text, namespaces->personal, namespaces->n_personal);
  write_namespace_list (text, namespaces->others, namespaces->n_others);
  write_namespace_list (text, namespaces->shared, namespaces->n_shared);
}

static void
write_vanished (GString                      *text,
                const MailerWireImapVanished *vanished)
{
  g_autofree char *set = mailer_uid_set_to_string (vanished->uids);

  g_string_append_printf (text, "* VANISHED %s%s", vanished->is_earlier ? "(EARLIER) " : "", set);
}

static void
write_quota (GString                   *text,
             const MailerWireImapQuota *quota)
{
  g_string_append (text, "* QUOTA");
  imap_write_string (text, quota->root);
  g_string_append (text, " (");
  for (guint i = 0; i < quota->n_resources; i++)
    {
      imap_write_string (text, quota->resources[i].name);
      g_string_append_printf (text, " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, quota->resources[i].usage, quota->resources[i].limit);
    }
  g_string_append_c (text, ')');
}

static void
write_rights (GString                    *text,
              const char                 *name,
              const MailerWireImapRights *rights)
{
  g_string_append_printf (text, "* %s", name);
  imap_write_string (text, rights->mailbox);
  if (rights->identifier != NULL)
    imap_write_string (text, rights->identifier);
  imap_write_string (text, rights->rights);
  for (guint i = 0; rights->optional != NULL && rights->optional[i] != NULL; i++)
    imap_write_string (text, rights->optional[i]);
}

static void
write_number (GString                      *text,
              const MailerWireImapResponse *response,
              const char                   *name)
{
  guint32 number;

  g_assert_true (mailer_wire_imap_response_get_number (response, &number));
  g_string_append_printf (text, "* %u %s", number, name);
}

static gboolean
write_content (GString                *text,
               MailerWireImapResponse *response)
{
  switch (mailer_wire_imap_response_get_kind (response))
    {
    case MAILER_WIRE_IMAP_CONTINUATION:
      g_string_append_printf (text, "+ %s", mailer_wire_imap_response_get_text (response));
      return TRUE;
    case MAILER_WIRE_IMAP_STATE:
      write_state (text, mailer_wire_imap_response_get_state (response));
      return TRUE;
    case MAILER_WIRE_IMAP_CAPABILITY:
      write_open_words (text, "CAPABILITY", mailer_wire_imap_response_get_words (response));
      return TRUE;
    case MAILER_WIRE_IMAP_ENABLED:
      write_open_words (text, "ENABLED", mailer_wire_imap_response_get_words (response));
      return TRUE;
    case MAILER_WIRE_IMAP_FLAGS:
      g_string_append (text, "* FLAGS");
      imap_write_words (text, mailer_wire_imap_response_get_words (response));
      return TRUE;
    case MAILER_WIRE_IMAP_ID:
      write_pairs (text, "ID", mailer_wire_imap_response_get_pairs (response), TRUE);
      return TRUE;
    case MAILER_WIRE_IMAP_NAMESPACE:
      write_namespaces (text, mailer_wire_imap_response_get_namespaces (response));
      return TRUE;
    case MAILER_WIRE_IMAP_LIST:
      write_list (text, mailer_wire_imap_response_get_list (response), "LIST");
      return TRUE;
    case MAILER_WIRE_IMAP_LSUB:
      write_list (text, mailer_wire_imap_response_get_list (response), "LSUB");
      return TRUE;
    case MAILER_WIRE_IMAP_STATUS:
      write_status (text, mailer_wire_imap_response_get_status (response));
      return TRUE;
    case MAILER_WIRE_IMAP_SEARCH:
      write_search (text, mailer_wire_imap_response_get_search (response));
      return TRUE;
    case MAILER_WIRE_IMAP_ESEARCH:
      write_esearch (text, mailer_wire_imap_response_get_search (response));
      return TRUE;
    case MAILER_WIRE_IMAP_SORT:
      write_sort (text, mailer_wire_imap_response_get_sort (response));
      return TRUE;
    case MAILER_WIRE_IMAP_THREAD:
      write_thread (text, mailer_wire_imap_response_get_thread (response));
      return TRUE;
    case MAILER_WIRE_IMAP_EXISTS:
      write_number (text, response, "EXISTS");
      return TRUE;
    case MAILER_WIRE_IMAP_RECENT:
      write_number (text, response, "RECENT");
      return TRUE;
    case MAILER_WIRE_IMAP_EXPUNGE:
      write_number (text, response, "EXPUNGE");
      return TRUE;
    case MAILER_WIRE_IMAP_VANISHED:
      write_vanished (text, mailer_wire_imap_response_get_vanished (response));
      return TRUE;
    case MAILER_WIRE_IMAP_FETCH:
    case MAILER_WIRE_IMAP_UIDFETCH:
      return imap_write_fetch (text, mailer_wire_imap_response_get_fetch (response));
    case MAILER_WIRE_IMAP_QUOTA:
      write_quota (text, mailer_wire_imap_response_get_quota (response));
      return TRUE;
    case MAILER_WIRE_IMAP_QUOTAROOT:
      g_string_append (text, "* QUOTAROOT");
      imap_write_string (text, mailer_wire_imap_response_get_quota_roots (response)->mailbox);
      for (char **root = mailer_wire_imap_response_get_quota_roots (response)->roots; *root != NULL; root++)
        imap_write_string (text, *root);
      return TRUE;
    case MAILER_WIRE_IMAP_ACL:
      write_pairs (text, "ACL", mailer_wire_imap_response_get_pairs (response), FALSE);
      return TRUE;
    case MAILER_WIRE_IMAP_MYRIGHTS:
      write_rights (text, "MYRIGHTS", mailer_wire_imap_response_get_rights (response));
      return TRUE;
    case MAILER_WIRE_IMAP_LISTRIGHTS:
      write_rights (text, "LISTRIGHTS", mailer_wire_imap_response_get_rights (response));
      return TRUE;
    case MAILER_WIRE_IMAP_METADATA:
      write_pairs (text, "METADATA", mailer_wire_imap_response_get_pairs (response), TRUE);
      return TRUE;
    case MAILER_WIRE_IMAP_OTHER:
    default:
      return FALSE;
    }
}

gboolean
imap_write_response (GString                *text,
                     MailerWireImapResponse *response)
{
  gsize before = text->len;

  if (!write_content (text, response))
    {
      g_string_truncate (text, before);
      return FALSE;
    }
  g_string_append (text, "\r\n");

  return TRUE;
}
