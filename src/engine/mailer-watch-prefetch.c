/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

#include "mailer-mime-render.h"
#include "mailer-mime-text.h"
#include "mailer-store-body.h"
#include "mailer-store-conversation.h"
#include "mailer-store-search.h"

/* When everything else is done, the texts of the newest mail of what is looked at come here: for the first
 * words in the list, for the search, and to be read at once and without a line. A few at a time, so that
 * whatever happens meanwhile does not wait. */

#define MAX_CONVERSATIONS 100
#define MESSAGES_PER_STEP 5
/* Longer texts wait until somebody opens the message. */
#define MAX_TEXT_BYTES (128 * 1024)

typedef struct
{
  gint64      mailbox_id;
  GHashTable *tried;    /* ids that had their turn in this session */
  GPtrArray  *messages; /* of MailerStoreMessage: without preview, newest first */
} Candidates;

static gboolean
is_candidate (const Candidates         *candidates,
              const MailerStoreMessage *message)
{
  return message->mailbox_id == candidates->mailbox_id && message->uid != 0
         && message->preview == NULL && message->parts != NULL
         && !g_hash_table_contains (candidates->tried, &message->id);
}

static gboolean
find_candidates (MailerStore *store,
                 gpointer     data,
                 GError     **error)
{
  Candidates *candidates = data;
  g_autoptr (GArray) ids = mailer_store_list_conversations (store, candidates->mailbox_id, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (ids == NULL)
    return FALSE;
  rows = mailer_store_read_conversation_rows (store, candidates->mailbox_id,
                                              (gint64 *)(gpointer)ids->data,
                                              MIN (ids->len, MAX_CONVERSATIONS), error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const MailerStoreConversation *row = g_ptr_array_index (rows, i);
      g_autoptr (MailerStoreMessage) message = NULL;

      if (row == NULL || row->preview != NULL)
        continue;
      message = mailer_store_read_message (store, row->newest_message_id, NULL);
      if (message != NULL && is_candidate (candidates, message))
        g_ptr_array_add (candidates->messages, g_steal_pointer (&message));
    }

  return TRUE;
}

typedef struct
{
  const MailerStoreMessage *message;
  GHashTable               *bodies; /* section -> GBytes */
  char                     *text;
  char                     *preview;
} Text;

static gboolean
keep_text (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  const Text    *text = data;
  const gint64   id = text->message->id;
  GHashTableIter iter;
  gpointer       section;
  gpointer       bytes;

  g_hash_table_iter_init (&iter, text->bodies);
  while (g_hash_table_iter_next (&iter, &section, &bytes))
    if (!mailer_store_put_body (store, id, section, bytes, error))
      return FALSE;

  return mailer_store_set_message_details (store, id, NULL, text->preview, error)
         && mailer_store_set_search_text (store, id, text->text, error);
}

/* Sections that are too long or not there are left out. */
static gboolean
fetch_section (MailerWatch              *self,
               const MailerStoreMessage *message,
               const char               *section,
               GHashTable               *bodies,
               GError                  **error)
{
  const MailerBodyPart *part = mailer_body_part_find (message->parts, section);
  g_autoptr (GError) local_error = NULL;
  MailerImapFetchSection what = { .uid = message->uid, .section = section, .max_bytes = MAX_TEXT_BYTES };
  GBytes                *bytes;

  if (part == NULL || part->size_bytes > MAX_TEXT_BYTES)
    return TRUE;

  what.expected_bytes = part->size_bytes;
  bytes = mailer_imap_session_fetch_section (self->session, &what,
                                             mailer_watch_get_cancellable (self), -1, &local_error);
  if (bytes != NULL)
    g_hash_table_insert (bodies, g_strdup (section), bytes);
  if (local_error == NULL || !mailer_remote_breaks_session (local_error))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* A message without a text within bounds gets an empty preview, and is not looked at again. */
static gboolean
fetch_text (MailerWatch              *self,
            const MailerStoreMessage *message,
            GError                  **error)
{
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (message->parts);
  g_auto (GStrv) sections = mailer_mime_plan_dup_sections (plan, FALSE);
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify)g_bytes_unref);
  g_autofree char *rendered = NULL;
  g_autofree char *preview = NULL;
  Text             text = { .message = message, .bodies = bodies };

  for (guint i = 0; sections[i] != NULL; i++)
    if (!fetch_section (self, message, sections[i], bodies, error))
      return FALSE;

  rendered = mailer_mime_render_text (message->parts, plan, bodies);
  preview = mailer_mime_make_preview (rendered);
  text.text = rendered;
  text.preview = preview;
  /* What cannot be kept is not worth the session. */
  mailer_watch_write (self, keep_text, &text, NULL);

  return TRUE;
}

gboolean
mailer_watch_prefetch (MailerWatch *self,
                       GError     **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_store_message_unref);
  Candidates candidates = { self->plan.mailbox->id, self->prefetched, messages };

  if (!mailer_hub_call (self->hub, MAILER_HUB_READER, find_candidates, &candidates, error))
    return FALSE;

  self->plan.is_prefetched = messages->len <= MESSAGES_PER_STEP;
  for (guint i = 0; i < MIN (messages->len, MESSAGES_PER_STEP); i++)
    {
      const MailerStoreMessage *message = g_ptr_array_index (messages, i);

      g_hash_table_add (self->prefetched, g_memdup2 (&message->id, sizeof message->id));
      if (!fetch_text (self, message, error))
        return FALSE;
    }

  return mailer_watch_flush_events (self, error);
}
