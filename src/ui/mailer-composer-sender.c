/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-private.h"

#include <glib/gi18n.h>

/* Who the message is from. Accounts come and go while it is written; what is written stays. */

const char *
mailer_composer_get_account_id (MailerComposer *self)
{
  guint selected = gtk_drop_down_get_selected (self->from_drop_down);

  if (selected < self->account_ids->len)
    return g_ptr_array_index (self->account_ids, selected);

  return self->draft->account_id != NULL ? self->draft->account_id : "";
}

static char *
format_sender (const MailerAccountSettings *settings)
{
  if (settings->full_name == NULL || *settings->full_name == '\0')
    return g_strdup (settings->address);

  return g_strdup_printf ("%s <%s>", settings->full_name, settings->address);
}

/* Returns: whether @account_id is among them; else the first is selected. */
static gboolean
fill (MailerComposer *self,
      const char     *account_id)
{
  GListModel *accounts = mailer_engine_get_accounts (self->engine);
  g_autoptr (GtkStringList) senders = gtk_string_list_new (NULL);
  guint n = g_list_model_get_n_items (accounts);
  guint selected = n;

  g_ptr_array_set_size (self->account_ids, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (accounts, i);
      const char *id = mailer_account_get_id (account);

      gtk_string_list_take (senders, format_sender (mailer_account_get_settings (account)));
      g_ptr_array_add (self->account_ids, g_strdup (id));
      if (g_strcmp0 (id, account_id) == 0)
        selected = i;
    }

  gtk_drop_down_set_model (self->from_drop_down, G_LIST_MODEL (senders));
  gtk_drop_down_set_selected (self->from_drop_down, selected < n ? selected : 0);
  gtk_widget_set_visible (self->from_line, n > 1);
  return selected < n;
}

static gboolean
is_unsaved_yet (MailerComposer *self)
{
  return mailer_composer_saver_get_state (self->saver) == MAILER_COMPOSER_SAVER_UNTOUCHED
         && mailer_composer_get_draft_id (self) == 0;
}

/* The mail of an account that is removed goes with it, and its drafts; this one is saved elsewhere before. */
static void
accounts_changed_cb (MailerComposer *self)
{
  g_autofree char *account_id = g_strdup (mailer_composer_get_account_id (self));
  g_autofree char *problem = NULL;
  gboolean         is_loading = self->is_loading;
  gboolean         is_there;

  self->is_loading = TRUE;
  is_there = fill (self, account_id);
  self->is_loading = is_loading;
  if (is_there || is_unsaved_yet (self))
    return;

  if (self->account_ids->len > 0)
    {
      GtkStringObject *sender = gtk_drop_down_get_selected_item (self->from_drop_down);

      problem = g_strdup_printf (
          _ ("The account of this message was removed. It is sent from “%s” now."),
          gtk_string_object_get_string (sender));
      mailer_composer_show_problem (self, problem);
    }
  mailer_composer_saver_touch (self->saver);
  mailer_composer_saver_save_now (self->saver);
}

void
mailer_composer_follow_accounts (MailerComposer *self)
{
  fill (self, self->draft->account_id);
  g_signal_connect_object (mailer_engine_get_accounts (self->engine), "items-changed",
                           G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
}
