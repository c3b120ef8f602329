/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-help-window.h"

#include <glib/gi18n.h>

#include "mailer-account-check-group.h"
#include "mailer-account-edit-window.h"
#include "mailer-account-form.h"
#include "mailer-account-problem-row.h"
#include "mailer-account-text.h"
#include "mailer-certificate-row.h"
#include "mailer-error-text.h"

struct _MailerAccountHelpWindow
{
  AdwWindow parent_instance;

  /* Template Widgets */
  GtkLabel                *account_label;
  GtkLabel                *title_label;
  GtkLabel                *body_label;
  AdwPreferencesGroup     *password_group;
  AdwPasswordEntryRow     *password_row;
  MailerAccountProblemRow *password_problem;
  AdwPreferencesGroup     *certificate_group;
  MailerCertificateRow    *certificate_row;
  MailerAccountCheckGroup *check_group;
  AdwPreferencesGroup     *details_group;
  GtkLabel                *details_label;
  GtkButton               *main_button;

  /* Owned References */
  MailerEngine  *engine;
  MailerAccount *account;
  GCancellable  *cancellable;

  GError *error; /* what it was opened for; nullable */

  gboolean is_about_sending;
  gboolean asks_password;
};

G_DEFINE_FINAL_TYPE (MailerAccountHelpWindow, mailer_account_help_window, ADW_TYPE_WINDOW)

static void
retry_and_close (MailerAccountHelpWindow *self)
{
  mailer_engine_retry (self->engine, mailer_account_get_id (self->account));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
show_password_problem (MailerAccountHelpWindow *self,
                       const GError            *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *body = mailer_error_text_dup_body (error);

  mailer_account_problem_row_show (self->password_problem, GTK_WIDGET (self->password_row), title, body);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
updated_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (MailerAccountHelpWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mailer_engine_update_account_finish (MAILER_ENGINE (source), result, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
      retry_and_close (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->main_button), TRUE);
      show_password_problem (self, error);
    }
}

/* The one of the account's servers in @settings that there is trouble with. */
static MailerServerSettings *
get_server (MailerAccountHelpWindow *self,
            MailerAccountSettings   *settings)
{
  return self->is_about_sending ? &settings->smtp : &settings->imap;
}

/* Whoever signs in after having read that the server offers less than before takes what it offers now. */
static MailerAccountSettings *
dup_settings (MailerAccountHelpWindow *self)
{
  MailerAccountSettings *settings = mailer_account_settings_copy (mailer_account_get_settings (self->account));

  if (g_error_matches (self->error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SIGN_IN_WEAKER))
    mailer_server_settings_set_signed_in_by (get_server (self, settings), NULL);

  return settings;
}

/* Only a password that was refused stays out of the keyring: what else failed is tried again anyway. */
static void
check_done_cb (MailerAccountHelpWindow *self)
{
  const GError *imap = mailer_account_check_group_get_error (self->check_group, MAILER_CHECK_IMAP);
  const GError *smtp = mailer_account_check_group_get_error (self->check_group, MAILER_CHECK_SMTP);
  g_autoptr (MailerAccountSettings) settings = NULL;

  if (mailer_account_error_is_about_password (imap) || mailer_account_error_is_about_password (smtp))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->main_button), TRUE);
      show_password_problem (self, mailer_account_error_is_about_password (imap) ? imap : smtp);
      return;
    }

  settings = dup_settings (self);
  mailer_engine_update_account_async (self->engine,
                                      settings,
                                      gtk_editable_get_text (GTK_EDITABLE (self->password_row)),
                                      self->cancellable,
                                      updated_cb,
                                      g_object_ref (self));
}

static void
sign_in (MailerAccountHelpWindow *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));
  g_autoptr (MailerAccountSettings) settings = NULL;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->main_button)))
    return;

  if (*password == '\0')
    {
      mailer_account_problem_row_show (self->password_problem,
                                       GTK_WIDGET (self->password_row),
                                       _ ("The password is missing"),
                                       NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      return;
    }

  mailer_account_problem_row_clear (self->password_problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->main_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->check_group), TRUE);
  settings = dup_settings (self);
  mailer_account_check_group_start (self->check_group, self->engine, settings, password);
}

static void
main_cb (MailerAccountHelpWindow *self)
{
  if (self->asks_password)
    sign_in (self);
  else
    retry_and_close (self);
}

static void
settings_cb (MailerAccountHelpWindow *self)
{
  mailer_account_edit_window_present (self->engine, self->account, gtk_window_get_transient_for (GTK_WINDOW (self)));
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
show_certificate (MailerAccountHelpWindow *self)
{
  const MailerErrorDetails *details = mailer_error_get_details (self->error);
  g_autoptr (MailerAccountSettings) settings = NULL;
  const MailerServerSettings *server;

  if (!g_error_matches (self->error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CERTIFICATE) || details == NULL)
    return FALSE;

  settings = mailer_account_settings_copy (mailer_account_get_settings (self->account));
  server = get_server (self, settings);
  return mailer_certificate_row_show (self->certificate_row, self->engine, server->host, server->port, details);
}

static void
show_error (MailerAccountHelpWindow *self)
{
  g_autofree char *title = mailer_account_text_dup_problem (self->account);
  g_autofree char *body = mailer_error_text_dup_body (self->error);
  g_autofree char *details = mailer_error_text_dup_details (self->error);

  self->asks_password = mailer_account_error_is_about_password (self->error);
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->body_label, body);
  gtk_label_set_label (self->details_label, details);
  gtk_widget_set_visible (GTK_WIDGET (self->password_group), self->asks_password);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_group), show_certificate (self));
  gtk_button_set_label (self->main_button, self->asks_password ? _ ("Sign In") : _ ("Try Again"));
}

static void
show_no_error (MailerAccountHelpWindow *self)
{
  gtk_label_set_label (self->title_label, _ ("Everything works"));
  gtk_label_set_label (self->body_label, _ ("The account is connected or about to connect."));
  gtk_widget_set_visible (GTK_WIDGET (self->password_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->details_group), FALSE);
}

static void
copy_cb (MailerAccountHelpWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_label_get_label (self->details_label));
}

static void
mailer_account_help_window_dispose (GObject *object)
{
  MailerAccountHelpWindow *self = MAILER_ACCOUNT_HELP_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->check_group != NULL)
    mailer_account_check_group_cancel (self->check_group);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (mailer_account_help_window_parent_class)->dispose (object);
}

static void
mailer_account_help_window_finalize (GObject *object)
{
  MailerAccountHelpWindow *self = MAILER_ACCOUNT_HELP_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mailer_account_help_window_parent_class)->finalize (object);
}

static void
mailer_account_help_window_class_init (MailerAccountHelpWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_account_help_window_dispose;
  object_class->finalize = mailer_account_help_window_finalize;

  g_type_ensure (MAILER_TYPE_ACCOUNT_PROBLEM_ROW);
  g_type_ensure (MAILER_TYPE_ACCOUNT_CHECK_GROUP);
  g_type_ensure (MAILER_TYPE_CERTIFICATE_ROW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-account-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, account_label);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, body_label);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, password_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, password_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, password_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, check_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, details_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, details_label);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountHelpWindow, main_button);
  gtk_widget_class_bind_template_callback (widget_class, main_cb);
  gtk_widget_class_bind_template_callback (widget_class, settings_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_and_close);
  gtk_widget_class_bind_template_callback (widget_class, check_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
mailer_account_help_window_init (MailerAccountHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

void
mailer_account_help_window_present (MailerEngine  *engine,
                                    MailerAccount *account,
                                    GtkWindow     *parent)
{
  MailerAccountHelpWindow *self;
  const GError            *problem;

  g_return_if_fail (MAILER_IS_ENGINE (engine));
  g_return_if_fail (MAILER_IS_ACCOUNT (account));

  self = g_object_new (MAILER_TYPE_ACCOUNT_HELP_WINDOW, "transient-for", parent, NULL);
  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  gtk_label_set_label (self->account_label, mailer_account_get_label (account));

  problem = mailer_account_get_problem (account);
  self->error = problem != NULL ? g_error_copy (problem) : NULL;
  self->is_about_sending = problem != NULL && problem == mailer_account_get_sending_error (account);
  if (self->error != NULL)
    show_error (self);
  else
    show_no_error (self);

  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->asks_password ? GTK_WIDGET (self->password_row) : GTK_WIDGET (self->main_button));
}
