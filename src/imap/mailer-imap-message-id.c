/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages found by their Message-ID: SEARCH HEADER, or by their envelopes on servers that do not find what is
 * in a header. */

#include "config.h"

#include "mailer-imap-session-private.h"

#define ENVELOPES "(UID ENVELOPE)"

typedef struct
{
  GHashTable   *wanted; /* Message-ID in brackets -> whether it was seen */
  MailerUidSet *found;
} Comparing;

static char *
bracket (const char *message_id)
{
  return message_id[0] == '<' ? g_strdup (message_id) : g_strdup_printf ("<%s>", message_id);
}

static void
compare_id_cb (MailerImapMessage *message,
               gpointer           data)
{
  const Comparing *comparing = data;
  const char      *id = message->envelope != NULL ? message->envelope->message_id : NULL;

  if (id != NULL && g_hash_table_contains (comparing->wanted, id))
    {
      g_hash_table_replace (comparing->wanted, g_strdup (id), GINT_TO_POINTER (TRUE));
      mailer_uid_set_add (comparing->found, message->uid);
    }
  mailer_imap_message_free (message);
}

static MailerUidSet *
search_header (MailerImapSession    *self,
               const char           *bracketed,
               guint32               first,
               const MailerImapCall *call,
               GError              **error)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_header ("Message-ID", bracketed);
  g_autoptr (MailerUidSet) range = mailer_uid_set_new ();
  MailerUidSet *found;

  mailer_uid_set_add_range (range, first, G_MAXUINT32);
  if (first > 1)
    criteria = mailer_imap_criteria_new_and (mailer_imap_criteria_new_uids (range), g_steal_pointer (&criteria));
  found = mailer_imap_session_search (self, criteria, 0, NULL, call->cancellable, call->deadline_us, error);
  /* "9:*" also finds the last message when its UID is lower (RFC 9051, section 6.4.8). */
  if (found != NULL && first > 1)
    mailer_uid_set_remove_range (found, 1, first - 1);

  return found;
}

MailerUidSet *
mailer_imap_session_search_message_id (MailerImapSession *self,
                                       const char        *message_id,
                                       guint32            first,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  g_autofree char *bracketed = NULL;
  g_autoptr (GHashTable) wanted = NULL;
  g_autoptr (MailerUidSet) range = NULL;
  g_autoptr (MailerUidSet) found = NULL;
  Comparing comparing;

  g_return_val_if_fail (self != NULL && message_id != NULL && first >= 1, NULL);

  bracketed = bracket (message_id);
  if (!self->quirks->cannot_search_headers)
    return search_header (self, bracketed, first, &call, error);
  wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (wanted, g_steal_pointer (&bracketed));
  range = mailer_uid_set_new ();
  mailer_uid_set_add_range (range, first, G_MAXUINT32);
  found = mailer_uid_set_new ();
  comparing = (Comparing){ wanted, found };
  if (!mailer_imap_fetch_items (self, range, ENVELOPES, MAILER_WIRE_IMAP_FETCH_ENVELOPE,
                                compare_id_cb, &comparing, &call, error))
    return NULL;

  return g_steal_pointer (&found);
}

/* --- How many of several ------------------------------------------------------------------------- */

static gboolean
count_by_search (MailerImapSession    *self,
                 const char *const    *message_ids,
                 guint                *n_found,
                 const MailerImapCall *call,
                 GError              **error)
{
  for (guint i = 0; message_ids[i] != NULL; i++)
    {
      g_autofree char *bracketed = bracket (message_ids[i]);
      g_autoptr (MailerUidSet) found = search_header (self, bracketed, 1, call, error);

      if (found == NULL)
        return FALSE;
      *n_found += !mailer_uid_set_is_empty (found);
    }

  return TRUE;
}

/* One look at the envelopes for all of them. */
static gboolean
count_by_envelope (MailerImapSession    *self,
                   const char *const    *message_ids,
                   guint                 max_compared,
                   guint                *n_found,
                   const MailerImapCall *call,
                   GError              **error)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (MailerUidSet) found = mailer_uid_set_new ();
  Comparing comparing = { wanted, found };

  for (guint i = 0; message_ids[i] != NULL; i++)
    g_hash_table_insert (wanted, bracket (message_ids[i]), GINT_TO_POINTER (FALSE));
  if (!mailer_imap_fetch_newest_items (self, max_compared, ENVELOPES,
                                       MAILER_WIRE_IMAP_FETCH_ENVELOPE, compare_id_cb, &comparing,
                                       call, error))
    return FALSE;
  for (guint i = 0; message_ids[i] != NULL; i++)
    {
      g_autofree char *bracketed = bracket (message_ids[i]);

      *n_found += GPOINTER_TO_INT (g_hash_table_lookup (wanted, bracketed));
    }

  return TRUE;
}

gboolean
mailer_imap_session_count_message_ids (MailerImapSession *self,
                                       const char *const *message_ids,
                                       guint              max_compared,
                                       guint             *n_found,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };

  g_return_val_if_fail (self != NULL && message_ids != NULL && max_compared > 0 && n_found != NULL, FALSE);

  *n_found = 0;
  if (self->quirks->cannot_search_headers)
    return count_by_envelope (self, message_ids, max_compared, n_found, &call, error);

  return count_by_search (self, message_ids, n_found, &call, error);
}
