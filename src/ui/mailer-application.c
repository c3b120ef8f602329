/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-application.h"

#include <string.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "mailer-assistant.h"
#include "mailer-attachment-actions.h"
#include "mailer-composer.h"
#include "mailer-preferences-window.h"
#include "mailer-window.h"

struct _MailerApplication
{
  AdwApplication parent_instance;

  GSettings    *settings;
  MailerEngine *engine;
  GQueue        mailto_uris; /* (element-type utf8): to open when the engine is open */
  gboolean      is_open;
  gboolean      is_closing;
  gboolean      is_wanted; /* somebody started Mailer while the engine was closing */
  gboolean      is_new_message_wanted;
  guint         signal_sources[2];
};

G_DEFINE_FINAL_TYPE (MailerApplication, mailer_application, ADW_TYPE_APPLICATION)

static MailerWindow *
find_window (MailerApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (MAILER_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static GtkWindow *
get_parent_window (MailerApplication *self)
{
  return GTK_WINDOW (find_window (self));
}

static gboolean
has_account (MailerApplication *self)
{
  return self->is_open && g_list_model_get_n_items (mailer_engine_get_accounts (self->engine)) > 0;
}

static char *
dup_ca_file (MailerApplication *self)
{
  g_autofree char *path = g_settings_get_string (self->settings, "ca-file");

  return path[0] != '\0' ? g_steal_pointer (&path) : NULL;
}

static void
ca_file_changed_cb (MailerApplication *self)
{
  g_autofree char *path = dup_ca_file (self);

  if (self->engine != NULL)
    mailer_engine_set_ca_file (self->engine, path);
}

static void
open_what_waits (MailerApplication *self)
{
  if (!has_account (self))
    return;
  if (self->is_new_message_wanted)
    mailer_composer_start (self->engine, MAILER_DRAFT_NEW, NULL, NULL, get_parent_window (self));
  self->is_new_message_wanted = FALSE;
  while (!g_queue_is_empty (&self->mailto_uris))
    {
      g_autofree char *uri = g_queue_pop_head (&self->mailto_uris);

      mailer_composer_start_mailto (self->engine, uri, get_parent_window (self));
    }
}

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (MailerApplication) self = data;
  g_autoptr (GError) error = NULL;
  MailerWindow *window = find_window (self);

  self->is_open = mailer_engine_open_finish (MAILER_ENGINE (source), result, &error);
  if (window != NULL && self->is_open)
    mailer_window_set_opened (window);
  else if (window != NULL)
    mailer_window_set_failed (window, error);
  if (window != NULL && has_account (self))
    mailer_window_mention_drafts (window);
  open_what_waits (self);
}

static void
open_engine (MailerApplication *self)
{
  g_autofree char         *data_dir = g_build_filename (g_get_user_data_dir (), "mailer", NULL);
  g_autofree char         *config_dir = g_build_filename (g_get_user_config_dir (), "mailer", NULL);
  g_autofree char         *ca_file = dup_ca_file (self);
  const MailerEngineConfig config = { data_dir, config_dir, ca_file };

  self->engine = mailer_engine_new (&config);
  /* Held until the engine is closed: the process ends after its last write. */
  g_application_hold (G_APPLICATION (self));
  mailer_engine_open_async (self->engine, NULL, open_cb, g_object_ref (self));
}

static void
close_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (MailerApplication) self = data;

  mailer_engine_close_finish (MAILER_ENGINE (source), result);
  g_clear_object (&self->engine);
  self->is_closing = FALSE;
  if (self->is_wanted)
    g_application_activate (G_APPLICATION (self));
  g_application_release (G_APPLICATION (self));
}

static void
close_engine (MailerApplication *self)
{
  if (self->engine == NULL || self->is_closing)
    return;
  self->is_closing = TRUE;
  self->is_open = FALSE;
  mailer_engine_close_async (self->engine, close_cb, g_object_ref (self));
}

static void
mailer_application_activate (GApplication *application)
{
  MailerApplication *self = MAILER_APPLICATION (application);
  MailerWindow      *window = find_window (self);

  /* The engine is going. What is wanted now is shown when it has gone: no other process will do so. */
  self->is_wanted = self->is_closing;
  if (self->is_closing)
    return;
  if (self->engine == NULL)
    open_engine (self);
  if (window == NULL)
    {
      window = MAILER_WINDOW (mailer_window_new (GTK_APPLICATION (self), self->engine));
      g_signal_connect_object (window, "set-up", G_CALLBACK (open_what_waits), self, G_CONNECT_SWAPPED);
      if (self->is_open)
        mailer_window_set_opened (window);
    }
  gtk_window_present (GTK_WINDOW (window));
}

static void
mailer_application_open (GApplication *application,
                         GFile       **files,
                         int           n_files,
                         const char   *hint)
{
  MailerApplication *self = MAILER_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    if (g_file_has_uri_scheme (files[i], "mailto"))
      g_queue_push_tail (&self->mailto_uris, g_file_get_uri (files[i]));
  g_application_activate (application);
  open_what_waits (self);
}

static void
new_message_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  MailerApplication *self = data;

  self->is_new_message_wanted = TRUE;
  if (find_window (self) == NULL)
    g_application_activate (G_APPLICATION (self));
  open_what_waits (self);
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  MailerApplication *self = data;
  GtkWindow         *window;

  if (!self->is_open)
    return;
  window = mailer_preferences_window_new (self->engine);
  gtk_window_set_transient_for (window, get_parent_window (self));
  gtk_window_present (window);
}

static void
add_account_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  MailerApplication *self = data;

  if (has_account (self))
    mailer_assistant_window_present (self->engine, get_parent_window (self));
}

static void
drafts_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  MailerApplication *self = data;

  if (has_account (self))
    mailer_composer_open_saved_drafts (self->engine, get_parent_window (self));
}

static void
draft_kept_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  MailerApplication *self = data;
  MailerWindow      *window = find_window (self);
  AdwToast          *toast;

  if (window == NULL)
    return;
  toast = adw_toast_new (_ ("Draft kept"));
  adw_toast_set_button_label (toast, _ ("_Continue"));
  adw_toast_set_action_name (toast, "app.continue-draft");
  adw_toast_set_action_target_value (toast, parameter);
  mailer_window_add_toast (window, toast);
}

static void
continue_draft_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  MailerApplication *self = data;

  if (self->is_open)
    mailer_composer_open_draft (self->engine, g_variant_get_int64 (parameter), get_parent_window (self));
}

static void
message_queued_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  MailerWindow *window = find_window (data);

  if (window != NULL)
    mailer_window_add_toast (window, adw_toast_new (_ ("Sending message…")));
}

static void
show_shortcuts_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  MailerApplication *self = data;
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/example/Mailer/ui/mailer-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, get_parent_window (self));
  gtk_window_present (window);
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  MailerApplication *self = data;

  adw_show_about_window (get_parent_window (self),
                         "application-name", _ ("Mailer"),
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _ ("The Mailer developers"),
                         "copyright", _ ("© The Mailer developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _ ("Read, write and keep your mail"),
                         /* Translators: put your names here, one per line; they are shown in the about window. */
                         "translator-credits", _ ("translator-credits"),
                         NULL);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  g_autoptr (GList) windows = g_list_copy_deep (gtk_application_get_windows (data),
                                                (GCopyFunc)(void (*) (void))g_object_ref, NULL);

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_foreach (windows, (GFunc)(void (*) (void))g_object_unref, NULL);
}

static gboolean
terminate_cb (gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
mailer_application_window_removed (GtkApplication *application,
                                   GtkWindow      *window)
{
  GTK_APPLICATION_CLASS (mailer_application_parent_class)->window_removed (application, window);
  if (gtk_application_get_windows (application) == NULL)
    close_engine (MAILER_APPLICATION (application));
}

static const GActionEntry actions[] = {
  { "new-message", new_message_cb },
  { "drafts", drafts_cb },
  { "preferences", preferences_cb },
  { "add-account", add_account_cb },
  { "draft-kept", draft_kept_cb, "x" },
  { "continue-draft", continue_draft_cb, "x" },
  { "message-queued", message_queued_cb, "x" },
  { "shortcuts", show_shortcuts_cb },
  { "about", about_cb },
  { "quit", quit_cb },
};

/* Keys with a modifier or a name of their own work everywhere; plain letters belong to the window, where
 * they only count while nobody types (see mailer-window.ui). */
static const struct
{
  const char *action;
  const char *keys[3];
} accels[] = {
  { "app.new-message", { "<Control>n" } },
  { "app.drafts", { "<Control><Shift>d" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.add-account", { "<Control><Shift>n" } },
  { "app.shortcuts", { "<Control>question", "F1" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.reply", { "<Control>r" } },
  { "win.reply-all", { "<Control><Shift>r" } },
  { "win.forward", { "<Control>l" } },
  { "win.search", { "<Control>f" } },
  { "win.junk", { "<Control>j" } },
  { "win.move", { "<Control>m" } },
  { "win.mark-read", { "<Control>i" } },
  { "win.mark-unread", { "<Control>u" } },
  { "win.star", { "<Control>d" } },
  { "win.archive", { "<Control>e" } },
  { "win.next", { "<Control>Page_Down" } },
  { "win.previous", { "<Control>Page_Up" } },
  { "win.retry", { "F5" } },
  { "win.activity", { "<Control><Shift>a" } },
  { "win.back", { "<Alt>Left" } },
  { "win.next-pane", { "F6" } },
  { "win.previous-pane", { "<Shift>F6" } },
  { "win.plain-text", { "<Control><Shift>p" } },
  { "win.details", { "<Control><Shift>h" } },
  { "win.show-images", { "<Control><Shift>i" } },
  { "win.view-source", { "<Control><Shift>u" } },
  { "win.save-attachments", { "<Control><Shift>s" } },
  { "win.menu", { "F10" } },
};

static void
mailer_application_startup (GApplication *application)
{
  MailerApplication *self = MAILER_APPLICATION (application);

  G_APPLICATION_CLASS (mailer_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  self->settings = g_settings_new (APPLICATION_ID);
  /* Of a time that ended in a crash. */
  mailer_attachment_remove_copies ();
  g_signal_connect_object (self->settings, "changed::ca-file", G_CALLBACK (ca_file_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    {
      const char *const keys[] = { accels[i].keys[0], accels[i].keys[1], NULL };

      gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, keys);
    }
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, terminate_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, terminate_cb, self);
}

static void
mailer_application_shutdown (GApplication *application)
{
  MailerApplication *self = MAILER_APPLICATION (application);

  for (gsize i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_clear_object (&self->settings);
  mailer_attachment_remove_copies ();
  G_APPLICATION_CLASS (mailer_application_parent_class)->shutdown (application);
}

/* Done by the program that runs already, or by this one when it has opened. */
static int
start_with_new_message (MailerApplication *self)
{
  self->is_new_message_wanted = TRUE;
  if (!g_application_register (G_APPLICATION (self), NULL, NULL) || !g_application_get_is_remote (G_APPLICATION (self)))
    return -1;
  g_action_group_activate_action (G_ACTION_GROUP (self), "new-message", NULL);
  return 0;
}

static int
mailer_application_handle_local_options (GApplication *application,
                                         GVariantDict *options)
{
  g_autofree char *version = NULL;

  if (g_variant_dict_contains (options, "new-message"))
    return start_with_new_message (MAILER_APPLICATION (application));
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  version = g_strdup_printf ("%s %s\n", g_get_application_name (), PACKAGE_VERSION);
  return write (STDOUT_FILENO, version, strlen (version)) < 0 ? 1 : 0;
}

static void
mailer_application_finalize (GObject *object)
{
  MailerApplication *self = MAILER_APPLICATION (object);

  g_queue_clear_full (&self->mailto_uris, g_free);
  G_OBJECT_CLASS (mailer_application_parent_class)->finalize (object);
}

static void
mailer_application_class_init (MailerApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mailer_application_finalize;
  application_class->activate = mailer_application_activate;
  application_class->open = mailer_application_open;
  application_class->startup = mailer_application_startup;
  application_class->shutdown = mailer_application_shutdown;
  application_class->handle_local_options = mailer_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = mailer_application_window_removed;
}

static void
mailer_application_init (MailerApplication *self)
{
  g_queue_init (&self->mailto_uris);
  g_application_add_main_option (G_APPLICATION (self), "new-message", 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE, _ ("Open a new message"), NULL);
  g_application_add_main_option (G_APPLICATION (self), "version", 'v', G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE, _ ("Print the version and exit"), NULL);
}

GApplication *
mailer_application_new (void)
{
  return g_object_new (MAILER_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/example/Mailer",
                       NULL);
}
