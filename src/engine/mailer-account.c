/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-private.h"

#include "mailer-account-secrets.h"
#include "mailer-folder-tree.h"

struct _MailerAccount
{
  GObject parent_instance;

  MailerAccountSettings *settings;
  MailerRemote          *remote;
  MailerSender          *sender;
  MailerSenderLedger    *ledger;
  char                  *next_password; /* of the start that waits for the end of the last remote */
  GListStore            *folders;
  GHashTable            *folders_by_id; /* id -> MailerFolder, borrowed from the list */

  MailerAccountState state;
  GError            *error;
  GError            *sending_error;
  double             sync_fraction;
  guint              n_waiting;
};

typedef enum
{
  PROP_LABEL = 1,
  PROP_STATE,
  PROP_ERROR,
  PROP_SENDING_ERROR,
  PROP_SYNC_FRACTION,
  PROP_N_WAITING,
} AccountProperty;

static GParamSpec *properties[PROP_N_WAITING + 1];

G_DEFINE_FINAL_TYPE (MailerAccount, mailer_account, G_TYPE_OBJECT)

static char *
join_path (char **path)
{
  return g_strjoinv (" / ", path);
}

static MailerFolder *
take_place (MailerAccount           *self,
            const MailerFolderPlace *place)
{
  const MailerStoreMailbox *mailbox = place->mailbox;
  MailerFolder             *folder = g_hash_table_lookup (self->folders_by_id, &mailbox->id);
  g_autofree char          *path = join_path (mailbox->path);
  const MailerFolderFacts   facts = {
      .name = mailbox->path[g_strv_length (mailbox->path) - 1],
      .path = path,
      .role = mailbox->role,
      .depth = place->depth,
      .n_unread = mailbox->n_unread,
      .n_total = mailbox->n_total,
      .is_selectable = mailbox->is_selectable,
      .sync_fraction = mailer_folder_tree_measure (mailbox),
  };

  if (folder == NULL)
    return mailer_folder_new (mailbox->id, self->settings->id, &facts);

  mailer_folder_update (folder, &facts);

  return g_object_ref (folder);
}

static void
index_folders (MailerAccount *self,
               GPtrArray     *folders)
{
  g_hash_table_remove_all (self->folders_by_id);
  for (guint i = 0; i < folders->len; i++)
    {
      MailerFolder *folder = g_ptr_array_index (folders, i);
      const gint64  id = mailer_folder_get_id (folder);

      g_hash_table_insert (self->folders_by_id, g_memdup2 (&id, sizeof id), folder);
    }
}

/* One splice of what lies between the equal beginnings and ends: a tree seldom changes in two places. */
static void
replace_folders (MailerAccount *self,
                 GPtrArray     *folders)
{
  GListModel *model = G_LIST_MODEL (self->folders);
  guint       n_old = g_list_model_get_n_items (model);
  guint       n_new = folders->len;
  guint       start = 0;

  while (start < MIN (n_old, n_new))
    {
      g_autoptr (MailerFolder) old = g_list_model_get_item (model, start);

      if (old != g_ptr_array_index (folders, start))
        break;
      start++;
    }
  while (n_old > start && n_new > start)
    {
      g_autoptr (MailerFolder) old = g_list_model_get_item (model, n_old - 1);

      if (old != g_ptr_array_index (folders, n_new - 1))
        break;
      n_old--;
      n_new--;
    }
  if (n_old > start || n_new > start)
    g_list_store_splice (self->folders, start, n_old - start, folders->pdata + start, n_new - start);
}

static void
measure_sync (MailerAccount *self,
              GArray        *places)
{
  double here = 0;
  double there = 0;
  double fraction;

  for (guint i = 0; i < places->len; i++)
    {
      const MailerStoreMailbox *mailbox = g_array_index (places, MailerFolderPlace, i).mailbox;

      here += mailer_folder_tree_measure (mailbox) * mailbox->server_total;
      there += mailbox->server_total;
    }
  fraction = there > 0 ? here / there : 1;
  if (self->sync_fraction == fraction)
    return;

  self->sync_fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNC_FRACTION]);
}

static void
mailer_account_finalize (GObject *object)
{
  MailerAccount *self = MAILER_ACCOUNT (object);

  g_assert (self->remote == NULL && self->sender == NULL);
  mailer_sender_ledger_unref (self->ledger);
  g_hash_table_unref (self->folders_by_id);
  g_object_unref (self->folders);
  g_clear_pointer (&self->settings, mailer_account_settings_free);
  g_clear_error (&self->error);
  g_clear_error (&self->sending_error);
  mailer_account_secrets_free (self->next_password);

  G_OBJECT_CLASS (mailer_account_parent_class)->finalize (object);
}

static void
mailer_account_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MailerAccount *self = MAILER_ACCOUNT (object);

  switch ((AccountProperty)property_id)
    {
    case PROP_LABEL:
      g_value_set_string (value, mailer_account_get_label (self));
      break;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_SENDING_ERROR:
      g_value_set_boxed (value, self->sending_error);
      break;
    case PROP_SYNC_FRACTION:
      g_value_set_double (value, self->sync_fraction);
      break;
    case PROP_N_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
mailer_account_class_init (MailerAccountClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mailer_account_finalize;
  object_class->get_property = mailer_account_get_property;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0,
                                             MAILER_ACCOUNT_STATE_NEEDS_HELP,
                                             MAILER_ACCOUNT_STATE_CONNECTING, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_SENDING_ERROR] = g_param_spec_boxed ("sending-error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_SYNC_FRACTION] = g_param_spec_double ("sync-fraction", NULL, NULL, 0, 1, 1, flags);
  properties[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mailer_account_init (MailerAccount *self)
{
  self->ledger = mailer_sender_ledger_new ();
  self->folders = g_list_store_new (MAILER_TYPE_FOLDER);
  self->folders_by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->sync_fraction = 1;
}

MailerAccount *
mailer_account_new (const MailerAccountSettings *settings)
{
  MailerAccount *self = g_object_new (MAILER_TYPE_ACCOUNT, NULL);

  self->settings = mailer_account_settings_copy (settings);

  return self;
}

void
mailer_account_set_settings (MailerAccount               *self,
                             const MailerAccountSettings *settings)
{
  g_return_if_fail (MAILER_IS_ACCOUNT (self));

  mailer_account_settings_free (self->settings);
  self->settings = mailer_account_settings_copy (settings);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

void
mailer_account_set_signed_in_by (MailerAccount *self,
                                 gboolean       is_outgoing,
                                 const char    *signed_in_by)
{
  g_return_if_fail (MAILER_IS_ACCOUNT (self));

  mailer_server_settings_set_signed_in_by (is_outgoing ? &self->settings->smtp : &self->settings->imap, signed_in_by);
}

void
mailer_account_set_state (MailerAccount     *self,
                          MailerAccountState state,
                          const GError      *error)
{
  const gboolean has_changed = self->state != state;

  g_object_freeze_notify (G_OBJECT (self));
  self->state = state;
  if (self->error != NULL || error != NULL)
    {
      g_clear_error (&self->error);
      self->error = error != NULL ? g_error_copy (error) : NULL;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
    }
  if (has_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
mailer_account_set_sending_error (MailerAccount *self,
                                  const GError  *error)
{
  g_return_if_fail (MAILER_IS_ACCOUNT (self));

  if (self->sending_error == NULL && error == NULL)
    return;

  g_clear_error (&self->sending_error);
  self->sending_error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDING_ERROR]);
}

void
mailer_account_set_n_waiting (MailerAccount *self,
                              guint          n_waiting)
{
  if (self->n_waiting == n_waiting)
    return;

  self->n_waiting = n_waiting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAITING]);
}

void
mailer_account_set_places (MailerAccount *self,
                           GArray        *places)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_full (places->len, g_object_unref);

  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (folders, take_place (self, &g_array_index (places, MailerFolderPlace, i)));
  index_folders (self, folders);
  replace_folders (self, folders);
  measure_sync (self, places);
}

MailerFolder *
mailer_account_find_folder_by_id (MailerAccount *self,
                                  gint64         folder_id)
{
  return g_hash_table_lookup (self->folders_by_id, &folder_id);
}

MailerRemote *
mailer_account_get_remote (MailerAccount *self)
{
  return self->remote;
}

void
mailer_account_set_remote (MailerAccount *self,
                           MailerRemote  *remote)
{
  g_return_if_fail (self->remote == NULL);

  self->remote = remote;
}

MailerRemote *
mailer_account_steal_remote (MailerAccount *self)
{
  return g_steal_pointer (&self->remote);
}

void
mailer_account_set_next_password (MailerAccount *self,
                                  const char    *password)
{
  mailer_account_secrets_free (self->next_password);
  self->next_password = g_strdup (password);
}

gboolean
mailer_account_has_next_password (MailerAccount *self)
{
  return self->next_password != NULL;
}

char *
mailer_account_steal_next_password (MailerAccount *self)
{
  return g_steal_pointer (&self->next_password);
}

const char *
mailer_account_get_id (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  return self->settings->id;
}

const char *
mailer_account_get_label (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  return mailer_account_settings_get_label (self->settings);
}

const MailerAccountSettings *
mailer_account_get_settings (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  return self->settings;
}

MailerAccountState
mailer_account_get_state (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), MAILER_ACCOUNT_STATE_OFFLINE);

  return self->state;
}

const GError *
mailer_account_get_error (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  return self->error;
}

const GError *
mailer_account_get_sending_error (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  return self->sending_error;
}

const GError *
mailer_account_get_problem (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  if (self->state == MAILER_ACCOUNT_STATE_OFFLINE || self->state == MAILER_ACCOUNT_STATE_NEEDS_HELP)
    return self->error;

  return self->sending_error;
}

double
mailer_account_get_sync_fraction (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), 1);

  return self->sync_fraction;
}

guint
mailer_account_get_n_waiting (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), 0);

  return self->n_waiting;
}

GListModel *
mailer_account_get_folders (MailerAccount *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->folders);
}

MailerFolder *
mailer_account_find_folder (MailerAccount   *self,
                            MailerFolderRole role)
{
  GHashTableIter iter;
  gpointer       folder;

  g_return_val_if_fail (MAILER_IS_ACCOUNT (self), NULL);

  g_hash_table_iter_init (&iter, self->folders_by_id);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    if (mailer_folder_get_role (folder) == role)
      return folder;

  return NULL;
}

MailerSender *
mailer_account_get_sender (MailerAccount *self)
{
  return self->sender;
}

void
mailer_account_set_sender (MailerAccount *self,
                           MailerSender  *sender)
{
  g_return_if_fail (self->sender == NULL);

  self->sender = sender;
}

MailerSenderLedger *
mailer_account_get_ledger (MailerAccount *self)
{
  return self->ledger;
}

MailerSender *
mailer_account_steal_sender (MailerAccount *self)
{
  return g_steal_pointer (&self->sender);
}
