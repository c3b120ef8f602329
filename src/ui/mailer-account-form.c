/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-form.h"

#include <glib/gi18n.h>

#include "mailer-account-problem-row.h"
#include "mailer-account-server-group.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

struct _MailerAccountForm
{
  GtkBox parent_instance;

  /* Template Widgets */
  AdwPreferencesGroup      *password_group;
  AdwPasswordEntryRow      *password_row;
  MailerAccountProblemRow  *password_problem;
  MailerAccountServerGroup *imap_group;
  MailerAccountServerGroup *smtp_group;

  gboolean keeps_password;
};

G_DEFINE_FINAL_TYPE (MailerAccountForm, mailer_account_form, GTK_TYPE_BOX)

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_TRUSTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
activated_cb (MailerAccountForm *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
trusted_cb (MailerAccountForm *self)
{
  g_signal_emit (self, signals[SIGNAL_TRUSTED], 0);
}

static gboolean
mailer_account_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MAILER_ACCOUNT_FORM (widget)->password_row));
}

static void
mailer_account_form_class_init (MailerAccountFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = mailer_account_form_grab_focus;
  signals[SIGNAL_ACTIVATED] = mailer_widget_add_signal (klass, "activated");
  signals[SIGNAL_TRUSTED] = mailer_widget_add_signal (klass, "trusted");

  g_type_ensure (MAILER_TYPE_ACCOUNT_PROBLEM_ROW);
  g_type_ensure (MAILER_TYPE_ACCOUNT_SERVER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-account-form.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAccountForm, password_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountForm, password_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountForm, imap_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountForm, smtp_group);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, trusted_cb);
}

static void
mailer_account_form_init (MailerAccountForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mailer_account_server_group_set_target (self->imap_group, MAILER_CHECK_IMAP);
  mailer_account_server_group_set_target (self->smtp_group, MAILER_CHECK_SMTP);
}

void
mailer_account_form_set_settings (MailerAccountForm           *self,
                                  const MailerAccountSettings *settings)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_FORM (self));
  g_return_if_fail (settings != NULL);

  mailer_account_server_group_set_settings (self->imap_group, &settings->imap);
  mailer_account_server_group_set_settings (self->smtp_group, &settings->smtp);
  mailer_account_form_clear_errors (self);
}

static void
refuse_password (MailerAccountForm *self,
                 const char        *title,
                 const char        *body)
{
  mailer_account_problem_row_show (self->password_problem, GTK_WIDGET (self->password_row), title, body);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

gboolean
mailer_account_form_read (MailerAccountForm     *self,
                          MailerAccountSettings *settings)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT_FORM (self), FALSE);
  g_return_val_if_fail (settings != NULL, FALSE);

  if (!self->keeps_password && *mailer_account_form_get_password (self) == '\0')
    {
      refuse_password (self, _ ("The password is missing"), NULL);
      return FALSE;
    }

  return mailer_account_server_group_read (self->imap_group, &settings->imap)
         && mailer_account_server_group_read (self->smtp_group, &settings->smtp);
}

void
mailer_account_form_set_keeps_password (MailerAccountForm *self,
                                        gboolean           keeps_password)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_FORM (self));

  self->keeps_password = keeps_password;
  adw_preferences_group_set_description (self->password_group,
                                         keeps_password ? _ (
                                             "Leave it empty to go on with the stored password.")
                                                        : NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 keeps_password ? _ ("New password") : _ ("Password"));
}

const char *
mailer_account_form_get_password (MailerAccountForm *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT_FORM (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->password_row));
}

void
mailer_account_form_set_password (MailerAccountForm *self,
                                  const char        *password)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_FORM (self));
  g_return_if_fail (password != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), password);
}

void
mailer_account_form_show_error (MailerAccountForm           *self,
                                MailerEngine                *engine,
                                const MailerAccountSettings *settings,
                                MailerCheckTarget            target,
                                const GError                *error)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_FORM (self));
  g_return_if_fail (error != NULL);

  if (mailer_account_error_is_about_password (error))
    {
      g_autofree char *title = mailer_error_text_dup_title (error);
      g_autofree char *body = mailer_error_text_dup_body (error);

      refuse_password (self, title, body);
    }
  else if (target == MAILER_CHECK_IMAP)
    mailer_account_server_group_show_error (self->imap_group, engine, &settings->imap, error);
  else
    mailer_account_server_group_show_error (self->smtp_group, engine, &settings->smtp, error);
}

void
mailer_account_form_clear_errors (MailerAccountForm *self)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_FORM (self));

  mailer_account_problem_row_clear (self->password_problem);
  mailer_account_server_group_clear_error (self->imap_group);
  mailer_account_server_group_clear_error (self->smtp_group);
}

gboolean
mailer_account_error_is_about_password (const GError *error)
{
  return g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD)
         || g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_NO_PASSWORD)
         || g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SIGN_IN_WEAKER);
}
