/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-problem-row.h"

struct _MailerAccountProblemRow
{
  AdwActionRow parent_instance;

  /* Borrowed References */
  GtkWidget *field;
};

G_DEFINE_FINAL_TYPE (MailerAccountProblemRow, mailer_account_problem_row, ADW_TYPE_ACTION_ROW)

static void
mark_field (MailerAccountProblemRow *self)
{
  gtk_widget_add_css_class (self->field, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->field),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->field),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self,
                                  NULL,
                                  -1);
}

static void
unmark_field (MailerAccountProblemRow *self)
{
  gtk_widget_remove_css_class (self->field, "error");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
}

static void
mailer_account_problem_row_dispose (GObject *object)
{
  MailerAccountProblemRow *self = MAILER_ACCOUNT_PROBLEM_ROW (object);

  g_clear_weak_pointer (&self->field);

  G_OBJECT_CLASS (mailer_account_problem_row_parent_class)->dispose (object);
}

static void
mailer_account_problem_row_class_init (MailerAccountProblemRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mailer_account_problem_row_dispose;
}

static void
mailer_account_problem_row_init (MailerAccountProblemRow *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");

  gtk_widget_add_css_class (icon, "error");
  gtk_widget_add_css_class (GTK_WIDGET (self), "mailer-problem");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), icon);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
mailer_account_problem_row_clear (MailerAccountProblemRow *self)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_PROBLEM_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (self->field == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->field, mailer_account_problem_row_clear, self);
  unmark_field (self);
  g_clear_weak_pointer (&self->field);
}

void
mailer_account_problem_row_show (MailerAccountProblemRow *self,
                                 GtkWidget               *field,
                                 const char              *title,
                                 const char              *body)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_PROBLEM_ROW (self));
  g_return_if_fail (GTK_IS_EDITABLE (field) || ADW_IS_COMBO_ROW (field));
  g_return_if_fail (title != NULL);

  mailer_account_problem_row_clear (self);
  g_set_weak_pointer (&self->field, field);
  mark_field (self);
  g_signal_connect_object (field,
                           GTK_IS_EDITABLE (field) ? "changed" : "notify::selected",
                           G_CALLBACK (mailer_account_problem_row_clear),
                           self,
                           G_CONNECT_SWAPPED);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), body != NULL ? body : "");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
