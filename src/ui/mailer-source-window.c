/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-source-window.h"

#include <glib/gi18n.h>

#include "mailer-error-text.h"
#include "mailer-text.h"

/* A message of many megabytes is cut: it is for looking at, not for keeping. */
#define MAX_BYTES (2 * 1024 * 1024)

struct _MailerSourceWindow
{
  AdwWindow parent_instance;

  /* Template Widgets */
  AdwWindowTitle *title;
  GtkStack       *stack;
  AdwStatusPage  *failed_page;
  GtkTextView    *text_view;

  /* Owned References */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MailerSourceWindow, mailer_source_window, ADW_TYPE_WINDOW)

static char *
dup_displayable (GBytes *bytes)
{
  gsize            size;
  const char      *data = g_bytes_get_data (bytes, &size);
  const gsize      shown = MIN (size, MAX_BYTES);
  g_autofree char *text = g_utf8_make_valid (data, (gssize)shown);
  g_autofree char *lines = mailer_text_dup_with_short_lines (text);

  if (shown < size)
    return g_strdup_printf ("%s\n\n%s\n", lines, _ ("The rest of the message is not shown."));
  return g_steal_pointer (&lines);
}

static void
load_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (MailerSourceWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mailer_engine_load_source_finish (MAILER_ENGINE (source), result, &error);
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (bytes == NULL)
    {
      g_autofree char *title = mailer_error_text_dup_title (error);
      g_autofree char *body = mailer_error_text_dup_body (error);

      adw_status_page_set_title (self->failed_page, title);
      adw_status_page_set_description (self->failed_page, body);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  text = dup_displayable (bytes);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  gtk_stack_set_visible_child_name (self->stack, "source");
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
mailer_source_window_dispose (GObject *object)
{
  MailerSourceWindow *self = MAILER_SOURCE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (mailer_source_window_parent_class)->dispose (object);
}

static void
mailer_source_window_finalize (GObject *object)
{
  g_object_unref (MAILER_SOURCE_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (mailer_source_window_parent_class)->finalize (object);
}

static void
mailer_source_window_class_init (MailerSourceWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_source_window_dispose;
  object_class->finalize = mailer_source_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-source-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerSourceWindow, title);
  gtk_widget_class_bind_template_child (widget_class, MailerSourceWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MailerSourceWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, MailerSourceWindow, text_view);
}

static void
mailer_source_window_init (MailerSourceWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mailer_source_window_present (MailerEngine  *engine,
                              MailerMessage *message,
                              GtkWindow     *parent)
{
  MailerSourceWindow *self = g_object_new (MAILER_TYPE_SOURCE_WINDOW, "transient-for", parent, NULL);

  adw_window_title_set_subtitle (self->title, message->subject);
  mailer_engine_load_source_async (engine, message->id, self->cancellable, load_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
