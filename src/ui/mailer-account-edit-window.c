/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-edit-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mailer-account-check-group.h"
#include "mailer-account-form.h"
#include "mailer-account-problem-row.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

struct _MailerAccountEditWindow
{
  AdwWindow parent_instance;

  /* Template Widgets */
  AdwWindowTitle          *title;
  AdwToastOverlay         *toasts;
  GtkButton               *save_button;
  AdwEntryRow             *label_row;
  AdwEntryRow             *name_row;
  AdwEntryRow             *address_row;
  MailerAccountProblemRow *address_problem;
  MailerAccountForm       *form;
  MailerAccountCheckGroup *check_group;
  GtkButton               *test_button;

  /* Owned References */
  MailerEngine          *engine;
  MailerAccount         *account;
  MailerAccountSettings *settings;
  GCancellable          *cancellable;

  /* What the test that is under way is for. */
  gboolean saves_after_test;
  gboolean may_save_untested;
};

G_DEFINE_FINAL_TYPE (MailerAccountEditWindow, mailer_account_edit_window, ADW_TYPE_WINDOW)

static void
show_toast (MailerAccountEditWindow *self,
            const char              *text)
{
  AdwToast        *toast;
  g_autofree char *title = g_markup_escape_text (text, -1);

  toast = adw_toast_new (title);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
show_error_toast (MailerAccountEditWindow *self,
                  const GError            *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);

  show_toast (self, title);
}

/* Whoever is sure saves what did not pass the test: the server may be down just now. */
static void
set_may_save_untested (MailerAccountEditWindow *self,
                       gboolean                 may_save_untested)
{
  self->may_save_untested = may_save_untested;
  gtk_button_set_label (self->save_button, may_save_untested ? _ ("Save Anyway") : _ ("Save"));
}

static void
replace (char **field,
         char  *value)
{
  g_free (*field);
  *field = value;
}

/* Whoever enters the password signs in anew, and takes what the server offers now. */
static void
keep_signed_in_by (MailerAccountEditWindow *self)
{
  const MailerAccountSettings *stored = mailer_account_get_settings (self->account);

  if (*mailer_account_form_get_password (self->form) != '\0')
    return;
  mailer_server_settings_keep_signed_in_by (&self->settings->imap, &stored->imap);
  mailer_server_settings_keep_signed_in_by (&self->settings->smtp, &stored->smtp);
}

/* Returns: whether everything makes sense; @settings are what stands in the window then. */
static gboolean
read_settings (MailerAccountEditWindow *self)
{
  g_autofree char *address = mailer_widget_dup_trimmed (self->address_row);
  g_autofree char *label = mailer_widget_dup_trimmed (self->label_row);

  mailer_account_problem_row_clear (self->address_problem);
  mailer_account_form_clear_errors (self->form);
  if (!mailer_address_is_valid (address))
    {
      mailer_account_problem_row_show (self->address_problem,
                                       GTK_WIDGET (self->address_row),
                                       _ ("This is not a whole mail address"),
                                       _ ("It looks like name@example.org."));
      gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
      return FALSE;
    }

  if (!mailer_account_form_read (self->form, self->settings))
    return FALSE;
  keep_signed_in_by (self);

  replace (&self->settings->label, *label != '\0' && strcmp (label, address) != 0 ? g_strdup (label) : NULL);
  replace (&self->settings->full_name, mailer_widget_dup_trimmed (self->name_row));
  replace (&self->settings->address, g_steal_pointer (&address));
  return TRUE;
}

static gboolean
has_new_sign_in (MailerAccountEditWindow *self)
{
  const MailerAccountSettings *stored = mailer_account_get_settings (self->account);

  return *mailer_account_form_get_password (self->form) != '\0'
         || !mailer_server_settings_equal (&stored->imap, &self->settings->imap)
         || !mailer_server_settings_equal (&stored->smtp, &self->settings->smtp);
}

static void
updated_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (MailerAccountEditWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mailer_engine_update_account_finish (MAILER_ENGINE (source), result, &error))
    {
      mailer_account_form_set_password (self->form, "");
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), TRUE);
      show_error_toast (self, error);
    }
}

static void
save (MailerAccountEditWindow *self)
{
  const char *password = mailer_account_form_get_password (self->form);

  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), FALSE);
  mailer_engine_update_account_async (self->engine,
                                      self->settings,
                                      *password != '\0' ? password : NULL,
                                      self->cancellable,
                                      updated_cb,
                                      g_object_ref (self));
}

static void
set_testing (MailerAccountEditWindow *self,
             gboolean                 is_testing)
{
  if (is_testing)
    gtk_widget_set_visible (GTK_WIDGET (self->check_group), TRUE);
  adw_window_title_set_subtitle (self->title, is_testing ? _ ("Signing in to test it…") : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), !is_testing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !is_testing);
}

static void
password_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (MailerAccountEditWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  char *password = mailer_engine_load_password_finish (MAILER_ENGINE (source), result, &error);

  if (password == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;

      set_testing (self, FALSE);
      if (mailer_account_error_is_about_password (error))
        mailer_account_form_show_error (self->form, self->engine, self->settings, MAILER_CHECK_IMAP, error);
      else
        show_error_toast (self, error);
      return;
    }

  mailer_account_check_group_start (self->check_group, self->engine, self->settings, password);
  mailer_engine_free_password (password);
}

static void
start_test (MailerAccountEditWindow *self,
            gboolean                 saves_after_test)
{
  const char *password = mailer_account_form_get_password (self->form);

  self->saves_after_test = saves_after_test;
  set_testing (self, TRUE);
  if (*password != '\0')
    mailer_account_check_group_start (self->check_group, self->engine, self->settings, password);
  else
    mailer_engine_load_password_async (self->engine,
                                       self->settings->id,
                                       self->cancellable,
                                       password_loaded_cb,
                                       g_object_ref (self));
}

static void
check_done_cb (MailerAccountEditWindow *self)
{
  const MailerCheckTarget targets[] = { MAILER_CHECK_SMTP, MAILER_CHECK_IMAP };

  set_testing (self, FALSE);
  if (!mailer_account_check_group_has_failed (self->check_group))
    {
      if (self->saves_after_test)
        save (self);
      else
        show_toast (self, _ ("Receiving and sending work"));
      return;
    }

  set_may_save_untested (self, self->saves_after_test);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      const GError *error = mailer_account_check_group_get_error (self->check_group, targets[i]);

      if (error != NULL)
        mailer_account_form_show_error (self->form, self->engine, self->settings, targets[i], error);
    }
}

static void
test_cb (MailerAccountEditWindow *self)
{
  if (read_settings (self))
    start_test (self, FALSE);
}

static void
save_cb (MailerAccountEditWindow *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->save_button)) || !read_settings (self))
    return;

  if (has_new_sign_in (self) && !self->may_save_untested)
    start_test (self, TRUE);
  else
    save (self);
}

static void
trusted_cb (MailerAccountEditWindow *self)
{
  if (read_settings (self))
    start_test (self, self->saves_after_test);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (MailerAccountEditWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (mailer_engine_remove_account_finish (MAILER_ENGINE (source), result, &error))
    gtk_window_destroy (GTK_WINDOW (self));
  else if (self->engine == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (MAILER_ENGINE (source), error);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error_toast (self, error);
}

/* It goes on when this window is closed. */
static void
remove_response_cb (MailerAccountEditWindow *self,
                    const char              *response)
{
  if (g_strcmp0 (response, "remove") == 0)
    mailer_engine_remove_account_async (self->engine,
                                        self->settings->id,
                                        NULL,
                                        removed_cb,
                                        g_object_ref (self));
}

static void
remove_cb (MailerAccountEditWindow *self)
{
  g_autofree char *heading = g_strdup_printf (_ ("Remove “%s”?"), mailer_account_get_label (self->account));
  GtkWidget       *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Its settings, its password and its messages are removed from this computer, with drafts "
         "and with what waits to be sent. What is on the server stays there."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
mailer_account_edit_window_dispose (GObject *object)
{
  MailerAccountEditWindow *self = MAILER_ACCOUNT_EDIT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  if (self->check_group != NULL)
    mailer_account_check_group_cancel (self->check_group);
  g_clear_object (&self->engine);
  g_clear_object (&self->account);
  g_clear_pointer (&self->settings, mailer_account_settings_free);

  G_OBJECT_CLASS (mailer_account_edit_window_parent_class)->dispose (object);
}

static void
mailer_account_edit_window_finalize (GObject *object)
{
  MailerAccountEditWindow *self = MAILER_ACCOUNT_EDIT_WINDOW (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mailer_account_edit_window_parent_class)->finalize (object);
}

static void
mailer_account_edit_window_class_init (MailerAccountEditWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_account_edit_window_dispose;
  object_class->finalize = mailer_account_edit_window_finalize;

  g_type_ensure (MAILER_TYPE_ACCOUNT_PROBLEM_ROW);
  g_type_ensure (MAILER_TYPE_ACCOUNT_FORM);
  g_type_ensure (MAILER_TYPE_ACCOUNT_CHECK_GROUP);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-account-edit-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, title);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, label_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, address_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, form);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, check_group);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountEditWindow, test_button);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, trusted_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
mailer_account_edit_window_init (MailerAccountEditWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  mailer_account_form_set_keeps_password (self->form, TRUE);
}

void
mailer_account_edit_window_present (MailerEngine  *engine,
                                    MailerAccount *account,
                                    GtkWindow     *parent)
{
  MailerAccountEditWindow     *self;
  const MailerAccountSettings *settings;

  g_return_if_fail (MAILER_IS_ENGINE (engine));
  g_return_if_fail (MAILER_IS_ACCOUNT (account));

  settings = mailer_account_get_settings (account);
  self = g_object_new (MAILER_TYPE_ACCOUNT_EDIT_WINDOW, "transient-for", parent, NULL);
  self->engine = g_object_ref (engine);
  self->account = g_object_ref (account);
  self->settings = mailer_account_settings_copy (settings);
  gtk_editable_set_text (GTK_EDITABLE (self->label_row), mailer_account_settings_get_label (settings));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), settings->full_name != NULL ? settings->full_name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), settings->address);
  mailer_account_form_set_settings (self->form, settings);
  gtk_widget_grab_focus (GTK_WIDGET (self->label_row));
  gtk_window_present (GTK_WINDOW (self));
}
