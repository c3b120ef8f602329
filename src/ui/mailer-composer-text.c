/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-text.h"

#include "mailer-widget.h"

#define N_QUOTE_TAGS 2

struct _MailerComposerText
{
  GtkTextView parent_instance;

  /* Borrowed References */
  GtkTextTag *quote_tags[N_QUOTE_TAGS];

  /* Owned References */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MailerComposerText, mailer_composer_text, GTK_TYPE_TEXT_VIEW)

enum
{
  SIGNAL_EDITED,
  SIGNAL_FILES_PASTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One of the palette's blues and greens each, dark on light and light on dark. */
static const char *const quote_colors[2][N_QUOTE_TAGS] = {
  { "#1a5fb4", "#1d7a4c" },
  { "#99c1f1", "#8ff0a4" },
};

/* How many quotation marks stand before a line; blanks between them do not count. */
static guint
get_quote_depth (const GtkTextIter *line_start)
{
  GtkTextIter iter = *line_start;
  guint       depth = 0;

  for (; !gtk_text_iter_ends_line (&iter); gtk_text_iter_forward_char (&iter))
    {
      gunichar c = gtk_text_iter_get_char (&iter);

      if (c == '>')
        depth++;
      else if (c != ' ' || depth == 0)
        break;
    }

  return depth;
}

static void
tag_line (MailerComposerText *self,
          GtkTextBuffer      *buffer,
          const GtkTextIter  *start)
{
  GtkTextIter end = *start;
  guint       depth = get_quote_depth (start);

  gtk_text_iter_forward_line (&end);
  for (guint i = 0; i < N_QUOTE_TAGS; i++)
    gtk_text_buffer_remove_tag (buffer, self->quote_tags[i], start, &end);
  if (depth > 0)
    gtk_text_buffer_apply_tag (buffer, self->quote_tags[(depth - 1) % N_QUOTE_TAGS], start, &end);
}

static void
tag_lines (MailerComposerText *self,
           GtkTextBuffer      *buffer,
           const GtkTextIter  *from,
           const GtkTextIter  *to)
{
  GtkTextIter line = *from;

  gtk_text_iter_set_line_offset (&line, 0);
  do
    tag_line (self, buffer, &line);
  while (gtk_text_iter_forward_line (&line) && gtk_text_iter_compare (&line, to) <= 0);
}

static void
inserted_cb (MailerComposerText *self,
             GtkTextIter        *end,
             const char         *text,
             int                 n_bytes,
             GtkTextBuffer      *buffer)
{
  GtkTextIter start = *end;

  gtk_text_iter_backward_chars (&start, (int)g_utf8_strlen (text, n_bytes));
  tag_lines (self, buffer, &start, end);
}

static void
deleted_cb (MailerComposerText *self,
            GtkTextIter        *start,
            GtkTextIter        *end,
            GtkTextBuffer      *buffer)
{
  tag_lines (self, buffer, start, end);
}

static void
changed_cb (MailerComposerText *self)
{
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static void
update_colors (MailerComposerText *self)
{
  gboolean is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  for (guint i = 0; i < N_QUOTE_TAGS; i++)
    g_object_set (self->quote_tags[i], "foreground", quote_colors[is_dark ? 1 : 0][i], NULL);
}

static void
files_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (MailerComposerText) self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    g_signal_emit (self, signals[SIGNAL_FILES_PASTED], 0, g_value_get_boxed (value));
  else
    g_debug ("The files of the clipboard cannot be read: %s", error->message);
}

static void
mailer_composer_text_paste_clipboard (GtkTextView *view)
{
  MailerComposerText *self = MAILER_COMPOSER_TEXT (view);
  GdkClipboard       *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  if (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard,
                                    GDK_TYPE_FILE_LIST,
                                    G_PRIORITY_DEFAULT,
                                    self->cancellable,
                                    files_read_cb,
                                    g_object_ref (self));
  else
    GTK_TEXT_VIEW_CLASS (mailer_composer_text_parent_class)->paste_clipboard (view);
}

static void
mailer_composer_text_dispose (GObject *object)
{
  MailerComposerText *self = MAILER_COMPOSER_TEXT (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (mailer_composer_text_parent_class)->dispose (object);
}

static void
mailer_composer_text_finalize (GObject *object)
{
  MailerComposerText *self = MAILER_COMPOSER_TEXT (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mailer_composer_text_parent_class)->finalize (object);
}

static void
mailer_composer_text_class_init (MailerComposerTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mailer_composer_text_dispose;
  object_class->finalize = mailer_composer_text_finalize;
  GTK_TEXT_VIEW_CLASS (klass)->paste_clipboard = mailer_composer_text_paste_clipboard;

  signals[SIGNAL_EDITED] = mailer_widget_add_signal (klass, "edited");
  signals[SIGNAL_FILES_PASTED] = g_signal_new ("files-pasted",
                                               G_TYPE_FROM_CLASS (klass),
                                               G_SIGNAL_RUN_LAST,
                                               0,
                                               NULL,
                                               NULL,
                                               NULL,
                                               G_TYPE_NONE,
                                               1,
                                               GDK_TYPE_FILE_LIST);
}

static void
mailer_composer_text_init (MailerComposerText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));

  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < N_QUOTE_TAGS; i++)
    self->quote_tags[i] = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  update_colors (self);

  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::dark",
                           G_CALLBACK (update_colors),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (inserted_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (buffer, "delete-range", G_CALLBACK (deleted_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

void
mailer_composer_text_set_text (MailerComposerText *self,
                               const char         *text)
{
  GtkTextBuffer *buffer;
  GtkTextIter    start;

  g_return_if_fail (MAILER_IS_COMPOSER_TEXT (self));
  g_return_if_fail (text != NULL);

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_end_irreversible_action (buffer);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

char *
mailer_composer_text_dup_text (MailerComposerText *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter    start;
  GtkTextIter    end;

  g_return_val_if_fail (MAILER_IS_COMPOSER_TEXT (self), NULL);

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}
