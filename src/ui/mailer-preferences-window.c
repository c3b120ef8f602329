/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-preferences-window.h"

#include <glib/gi18n.h>

#include "mailer-account-edit-window.h"
#include "mailer-account-row.h"
#include "mailer-assistant.h"

/* Some companies' bundles have many authorities; nothing sensible is larger. */
#define MAX_CA_FILE_BYTES (4 * 1024 * 1024)

struct _MailerPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* Template Widgets */
  GtkListBox   *accounts_list;
  GtkSwitch    *plain_text_switch;
  AdwActionRow *ca_row;
  GtkButton    *ca_clear_button;

  /* Owned References */
  MailerEngine         *engine;
  GSettings            *settings;
  GCancellable         *cancellable;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (MailerPreferencesWindow, mailer_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static GtkWidget *
make_account_row (gpointer account,
                  gpointer user_data)
{
  return mailer_account_row_new (MAILER_ACCOUNT (account));
}

static void
account_activated_cb (MailerPreferencesWindow *self,
                      GtkListBoxRow           *row)
{
  mailer_account_edit_window_present (self->engine,
                                      mailer_account_row_get_account (MAILER_ACCOUNT_ROW (row)),
                                      GTK_WINDOW (self));
}

static void
add_account_cb (MailerPreferencesWindow *self)
{
  mailer_assistant_window_present (self->engine, GTK_WINDOW (self));
}

/* An empty list would be a line of nothing. */
static void
update_accounts (MailerPreferencesWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->accounts_list),
                          g_list_model_get_n_items (mailer_engine_get_accounts (self->engine)) > 0);
}

static void
update_ca_file (MailerPreferencesWindow *self)
{
  g_autofree char *path = g_settings_get_string (self->settings, "ca-file");
  gboolean         has_file = *path != '\0';
  g_autofree char *valid = g_utf8_make_valid (path, -1);

  adw_action_row_set_subtitle (self->ca_row, has_file ? valid : _ ("Only those of the system"));
  gtk_widget_set_visible (GTK_WIDGET (self->ca_clear_button), has_file);
}

static void
set_ca_file (MailerPreferencesWindow *self,
             const char              *path)
{
  g_settings_set_string (self->settings, "ca-file", path);
  mailer_engine_set_ca_file (self->engine, *path != '\0' ? path : NULL);
  mailer_engine_retry (self->engine, NULL);
}

static void
ca_clear_cb (MailerPreferencesWindow *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_BACKWARD);
  set_ca_file (self, "");
}

static gboolean
has_certificates (const char *contents,
                  gsize       length)
{
  g_autoptr (GTlsCertificate) first = NULL;

  if (length == 0 || length > MAX_CA_FILE_BYTES)
    return FALSE;

  first = g_tls_certificate_new_from_pem (contents, (gssize)length, NULL);
  return first != NULL;
}

static void
ca_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MailerPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *path = NULL;
  gsize            length = 0;

  g_file_load_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  path = g_file_get_path (G_FILE (source));
  if (contents != NULL && path != NULL && has_certificates (contents, length))
    set_ca_file (self, path);
  else
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                      adw_toast_new (_ ("This file has no certificates in PEM format")));
}

static void
chooser_response_cb (MailerPreferencesWindow *self,
                     int                      response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

      g_file_load_contents_async (file, self->cancellable, ca_loaded_cb, g_object_ref (self));
    }

  g_clear_object (&self->chooser);
}

static void
ca_choose_cb (MailerPreferencesWindow *self)
{
  g_autoptr (GtkFileFilter) pem = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_ ("Additional Authorities"),
                                               GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Use"),
                                               _ ("_Cancel"));
  gtk_file_filter_set_name (pem, _ ("Certificates (PEM)"));
  gtk_file_filter_add_suffix (pem, "pem");
  gtk_file_filter_add_suffix (pem, "crt");
  gtk_file_filter_add_suffix (pem, "cer");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), pem);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
mailer_preferences_window_dispose (GObject *object)
{
  MailerPreferencesWindow *self = MAILER_PREFERENCES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mailer_preferences_window_parent_class)->dispose (object);
}

static void
mailer_preferences_window_finalize (GObject *object)
{
  MailerPreferencesWindow *self = MAILER_PREFERENCES_WINDOW (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mailer_preferences_window_parent_class)->finalize (object);
}

static void
mailer_preferences_window_class_init (MailerPreferencesWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_preferences_window_dispose;
  object_class->finalize = mailer_preferences_window_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerPreferencesWindow, accounts_list);
  gtk_widget_class_bind_template_child (widget_class, MailerPreferencesWindow, plain_text_switch);
  gtk_widget_class_bind_template_child (widget_class, MailerPreferencesWindow, ca_row);
  gtk_widget_class_bind_template_child (widget_class, MailerPreferencesWindow, ca_clear_button);
  gtk_widget_class_bind_template_callback (widget_class, account_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_account_cb);
  gtk_widget_class_bind_template_callback (widget_class, ca_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, ca_clear_cb);
}

static void
mailer_preferences_window_init (MailerPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "plain-text", self->plain_text_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::ca-file", G_CALLBACK (update_ca_file), self, G_CONNECT_SWAPPED);
  update_ca_file (self);
}

GtkWindow *
mailer_preferences_window_new (MailerEngine *engine)
{
  MailerPreferencesWindow *self;
  GListModel              *accounts;

  g_return_val_if_fail (MAILER_IS_ENGINE (engine), NULL);

  self = g_object_new (MAILER_TYPE_PREFERENCES_WINDOW, NULL);
  self->engine = g_object_ref (engine);
  accounts = mailer_engine_get_accounts (engine);
  gtk_list_box_bind_model (self->accounts_list, accounts, make_account_row, NULL, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update_accounts), self, G_CONNECT_SWAPPED);
  update_accounts (self);
  return GTK_WINDOW (self);
}
