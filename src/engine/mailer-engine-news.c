/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-conversation-list-private.h"
#include "mailer-folder-tree.h"

/* What the news of the store do to folders, lists and activities. */

/* --- Folders -------------------------------------------------------------------------------------- */

typedef struct
{
  MailerEngine *engine;
  char        **account_ids;
  GPtrArray    *mailboxes; /* of GPtrArray: keeps alive what the places point to */
  GPtrArray    *places;    /* of GArray */
} FolderReading;

static void
folder_reading_free (gpointer data)
{
  FolderReading *reading = data;

  g_object_unref (reading->engine);
  g_strfreev (reading->account_ids);
  g_ptr_array_unref (reading->places);
  g_ptr_array_unref (reading->mailboxes);
  g_free (reading);
}

static gboolean
read_folders (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  FolderReading *reading = data;

  for (guint i = 0; reading->account_ids[i] != NULL; i++)
    {
      GPtrArray *mailboxes = mailer_store_list_mailboxes (store, reading->account_ids[i], error);

      if (mailboxes == NULL)
        return FALSE;
      g_ptr_array_add (reading->mailboxes, mailboxes);
      g_ptr_array_add (reading->places, mailer_folder_tree_arrange (mailboxes));
    }

  return TRUE;
}

static void
show_folders_cb (gpointer      data,
                 const GError *error)
{
  FolderReading *reading = data;
  MailerEngine  *self = reading->engine;

  self->is_reading_folders = FALSE;
  for (guint i = 0; error == NULL && reading->account_ids[i] != NULL; i++)
    {
      MailerAccount *account = mailer_engine_find_account (self, reading->account_ids[i]);

      if (account != NULL)
        mailer_account_set_places (account, g_ptr_array_index (reading->places, i));
    }
  if (self->is_stale_folders)
    mailer_engine_refresh_folders (self);
}

static char **
list_account_ids (MailerEngine *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_strv_builder_add (builder, mailer_account_get_id (account));
    }

  return g_strv_builder_end (builder);
}

void
mailer_engine_refresh_folders (MailerEngine *self)
{
  FolderReading *reading;

  self->is_stale_folders = self->is_reading_folders;
  if (self->is_reading_folders)
    return;

  self->is_reading_folders = TRUE;
  reading = g_new0 (FolderReading, 1);
  reading->engine = g_object_ref (self);
  reading->account_ids = list_account_ids (self);
  reading->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  reading->places = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  mailer_hub_push (self->hub, MAILER_HUB_READER, read_folders, show_folders_cb, reading, folder_reading_free);
}

/* --- News of the store ---------------------------------------------------------------------------- */

/* Another file is in the place of the damaged one. Folders and what waits kept their ids; the mail comes again, and
 * whoever compared the old file with the server begins anew. */
static void
show_replaced_store (MailerEngine              *self,
                     const MailerStoreRecovery *recovery)
{
  mailer_engine_tell_recovery (self, recovery);
  mailer_engine_introduce_accounts (self);
  mailer_engine_restart_accounts (self);
  for (guint i = 0; i < self->lists->len; i++)
    mailer_conversation_list_refresh (g_ptr_array_index (self->lists, i));
  mailer_engine_refresh_folders (self);
  mailer_engine_refresh_activities (self);
}

void
mailer_engine_handle_news_cb (const MailerHubNews *news,
                              gpointer             data)
{
  MailerEngine *self = data;

  if (news->problem != NULL)
    mailer_engine_tell_problem (self, news->problem);
  if (news->recovery != NULL)
    {
      show_replaced_store (self, news->recovery);
      return;
    }

  for (guint i = 0; i < self->lists->len; i++)
    {
      MailerConversationList *list = g_ptr_array_index (self->lists, i);
      const gint64            id = mailer_folder_get_id (mailer_conversation_list_get_folder (list));

      if (g_hash_table_contains (news->listed, &id))
        mailer_conversation_list_refresh (list);
    }
  if (news->has_tree || news->has_counts)
    mailer_engine_refresh_folders (self);
  if (news->has_operations || news->has_outbox)
    mailer_engine_refresh_activities (self);
}

typedef struct
{
  MailerEngine    *engine;
  MailerWorkerFunc func;
  gpointer         data;
  guint            n_rounds;
} Settling;

static gboolean
is_reading (MailerEngine *self)
{
  for (guint i = 0; i < self->lists->len; i++)
    if (mailer_conversation_list_is_reading (g_ptr_array_index (self->lists, i)))
      return TRUE;

  return self->is_reading_folders || self->is_reading_activities;
}

static gboolean
read_nothing (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  return TRUE;
}

/* One round through the reader's queue ends the readings that were under way, the next one those that were
 * asked for meanwhile. What changes after that is not waited for. */
static void
go_on_settling_cb (gpointer      data,
                   const GError *error)
{
  Settling     *settling = data;
  MailerEngine *self = settling->engine;

  if (error == NULL && settling->n_rounds < 2 && is_reading (self))
    {
      settling->n_rounds++;
      mailer_hub_push (self->hub, MAILER_HUB_READER, read_nothing, go_on_settling_cb, settling, NULL);
      return;
    }

  settling->func (settling->data);
  g_object_unref (settling->engine);
  g_free (settling);
}

void
mailer_engine_settle (MailerEngine    *self,
                      MailerWorkerFunc func,
                      gpointer         data)
{
  Settling *settling = g_new0 (Settling, 1);

  settling->engine = g_object_ref (self);
  settling->func = func;
  settling->data = data;
  for (guint i = 0; i < self->lists->len; i++)
    mailer_conversation_list_refresh (g_ptr_array_index (self->lists, i));
  mailer_engine_refresh_folders (self);
  mailer_engine_refresh_activities (self);
  mailer_hub_push (self->hub, MAILER_HUB_READER, read_nothing, go_on_settling_cb, settling, NULL);
}
