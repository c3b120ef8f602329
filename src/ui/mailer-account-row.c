/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-row.h"

#include <glib/gi18n.h>

#include "mailer-account-text.h"

struct _MailerAccountRow
{
  AdwActionRow parent_instance;

  /* Borrowed References */
  GtkWidget *problem_image;

  /* Owned References */
  MailerAccount *account;
};

G_DEFINE_FINAL_TYPE (MailerAccountRow, mailer_account_row, ADW_TYPE_ACTION_ROW)

static char *
describe_state (MailerAccount *account)
{
  char *problem = mailer_account_text_dup_problem (account);

  if (problem != NULL)
    return problem;
  switch (mailer_account_get_state (account))
    {
    case MAILER_ACCOUNT_STATE_CONNECTING:
      return g_strdup (_ ("Connecting…"));
    case MAILER_ACCOUNT_STATE_ONLINE:
      return g_strdup (_ ("Connected"));
    case MAILER_ACCOUNT_STATE_OFFLINE:
    case MAILER_ACCOUNT_STATE_NEEDS_HELP:
      return g_strdup (_ ("Not connected"));
    default:
      g_assert_not_reached ();
    }
}

static void
update (MailerAccountRow *self)
{
  g_autofree char *state = describe_state (self->account);
  const char      *label = mailer_account_get_label (self->account);
  const char      *address = mailer_account_get_settings (self->account)->address;
  g_autofree char *subtitle = NULL;

  if (g_strcmp0 (label, address) == 0)
    subtitle = g_steal_pointer (&state);
  else
    subtitle = g_strdup_printf ("%s · %s", address, state);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (self->problem_image,
                          mailer_account_get_state (self->account) == MAILER_ACCOUNT_STATE_NEEDS_HELP
                              || mailer_account_get_sending_error (self->account) != NULL);
}

static void
mailer_account_row_dispose (GObject *object)
{
  MailerAccountRow *self = MAILER_ACCOUNT_ROW (object);

  g_clear_object (&self->account);

  G_OBJECT_CLASS (mailer_account_row_parent_class)->dispose (object);
}

static void
mailer_account_row_class_init (MailerAccountRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mailer_account_row_dispose;
}

static void
mailer_account_row_init (MailerAccountRow *self)
{
  self->problem_image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (self->problem_image, "warning");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->problem_image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), gtk_image_new_from_icon_name ("go-next-symbolic"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

GtkWidget *
mailer_account_row_new (MailerAccount *account)
{
  static const char *const notices[] = { "notify::label", "notify::state", "notify::error", "notify::sending-error" };
  MailerAccountRow        *self;

  g_return_val_if_fail (MAILER_IS_ACCOUNT (account), NULL);

  self = g_object_new (MAILER_TYPE_ACCOUNT_ROW, NULL);
  self->account = g_object_ref (account);
  for (guint i = 0; i < G_N_ELEMENTS (notices); i++)
    g_signal_connect_object (account, notices[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

MailerAccount *
mailer_account_row_get_account (MailerAccountRow *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}
