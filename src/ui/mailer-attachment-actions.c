/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-attachment-actions.h"

#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "mailer-error-text.h"
#include "mailer-mime-header.h"
#include "mailer-window.h"

/* Shorter waits are not worth a word. */
#define PATIENCE_MS 600
#define SNIFF_BYTES 4096

/* Transfers: one attachment on its way into one file */

typedef enum
{
  TRANSFER_SAVE,
  TRANSFER_INTO_FOLDER, /* the target is a folder, and what is there already stays */
  TRANSFER_OPEN,
} TransferKind;

/**
 * Transfer:
 *
 * What is saved is told; what is opened is a copy of our own.
 */
typedef struct
{
  MailerWindow *window;
  MailerEngine *engine;
  GCancellable *cancellable;
  GFile        *target;
  char         *name;
  AdwToast     *toast;
  guint         patience_source;
  TransferKind  kind;
} Transfer;

static void
transfer_free (Transfer *transfer)
{
  g_clear_handle_id (&transfer->patience_source, g_source_remove);
  if (transfer->toast != NULL)
    adw_toast_dismiss (transfer->toast);
  g_clear_object (&transfer->toast);
  g_object_unref (transfer->window);
  g_object_unref (transfer->engine);
  g_object_unref (transfer->cancellable);
  g_object_unref (transfer->target);
  g_free (transfer->name);
  g_free (transfer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transfer, transfer_free)

static void
say (MailerWindow *window,
     char         *text)
{
  /* Titles of toasts are markup: names of files are not. */
  g_autofree char *title = g_markup_escape_text (text, -1);

  mailer_window_add_toast (window, adw_toast_new (title));
  g_free (text);
}

static gboolean
impatient_cb (gpointer data)
{
  Transfer        *transfer = data;
  g_autofree char *title = g_markup_printf_escaped (_ ("Loading “%s”…"), transfer->name);

  transfer->patience_source = 0;
  transfer->toast = g_object_ref (adw_toast_new (title));
  adw_toast_set_timeout (transfer->toast, 0);
  adw_toast_set_button_label (transfer->toast, _ ("_Cancel"));
  g_signal_connect_object (transfer->toast, "button-clicked", G_CALLBACK (g_cancellable_cancel),
                           transfer->cancellable, G_CONNECT_SWAPPED);
  mailer_window_add_toast (transfer->window, g_object_ref (transfer->toast));
  return G_SOURCE_REMOVE;
}

/* Of what has no telling name, only this is opened: no pages, no programs, no launchers. */
static gboolean
is_harmless (const char *content_type)
{
  g_autofree char *mime = g_content_type_get_mime_type (content_type);

  if (mime == NULL || strstr (mime, "svg") != NULL)
    return FALSE;
  return g_str_has_prefix (mime, "image/") || g_str_has_prefix (mime, "audio/")
         || g_str_has_prefix (mime, "video/") || g_str_equal (mime, "text/plain")
         || g_str_equal (mime, "application/pdf") || g_str_equal (mime, "message/rfc822");
}

gboolean
mailer_attachment_is_as_named (const char *name,
                               const char *data,
                               gsize       size)
{
  gboolean         is_uncertain;
  g_autofree char *by_data = g_content_type_guess (NULL, (const guchar *)data, size, &is_uncertain);
  g_autofree char *by_name = NULL;

  if (size == 0 || is_uncertain || g_content_type_is_unknown (by_data))
    return TRUE;
  by_name = g_content_type_guess (name, NULL, 0, NULL);
  /* Everything is an unknown: what the name does not promise, only harmless data may have. */
  if (g_content_type_is_unknown (by_name))
    return is_harmless (by_data);
  if (g_content_type_is_a (by_data, by_name) || g_content_type_is_a (by_name, by_data))
    return TRUE;
  /* Archives and plain text carry many formats that the name alone tells apart. */
  return g_content_type_equals (by_data, "application/zip")
         || g_content_type_equals (by_data, "application/x-ole-storage")
         || g_content_type_equals (by_data, "text/plain")
         || g_content_type_equals (by_data, "application/xml");
}

static gboolean
is_file_as_named (GFile      *file,
                  const char *name)
{
  g_autofree char *data = g_malloc (SNIFF_BYTES);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  gsize size = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), data, SNIFF_BYTES, &size, NULL, NULL))
    return FALSE;
  return mailer_attachment_is_as_named (name, data, size);
}

static void
open_copy (Transfer *transfer)
{
  g_autofree char *path = g_file_get_path (transfer->target);
  g_autofree char *uri = g_file_get_uri (transfer->target);

  if (!is_file_as_named (transfer->target, transfer->name))
    {
      g_file_delete (transfer->target, NULL, NULL);
      say (transfer->window,
           g_strdup_printf (_ ("“%s” is not what its name says: it can only be saved"),
                            transfer->name));
      return;
    }
  /* To be read, by nobody else, and never to be run. */
  g_chmod (path, 0400);
  gtk_show_uri (GTK_WINDOW (transfer->window), uri, GDK_CURRENT_TIME);
}

static void
transferred_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (Transfer) transfer = data;
  g_autoptr (GError) error = NULL;

  if (!mailer_engine_save_attachment_finish (MAILER_ENGINE (source), result, &error))
    {
      g_autofree char *title = mailer_error_text_dup_title (error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (transfer->window, g_strdup_printf (_ ("“%s” was not loaded: %s"), transfer->name, title));
      return;
    }
  if (transfer->kind == TRANSFER_OPEN)
    open_copy (transfer);
  else
    say (transfer->window, g_strdup_printf (_ ("“%s” saved"), transfer->name));
}

static void
transfer (GtkWindow              *parent,
          MailerEngine           *engine,
          gint64                  message_id,
          const MailerAttachment *attachment,
          GFile                  *target,
          TransferKind            kind)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  transfer->window = MAILER_WINDOW (g_object_ref (parent));
  transfer->engine = g_object_ref (engine);
  transfer->cancellable = g_cancellable_new ();
  transfer->target = g_object_ref (target);
  transfer->name = g_strdup (attachment->name);
  transfer->kind = kind;
  transfer->patience_source = g_timeout_add (PATIENCE_MS, impatient_cb, transfer);
  mailer_engine_save_attachment_async (engine, message_id, attachment->section, target,
                                       kind == TRANSFER_INTO_FOLDER ? attachment->name : NULL,
                                       transfer->cancellable, NULL, NULL, transferred_cb, transfer);
}

/* Saving */

/**
 * Choice: while the user chooses where to.
 * @attachments: (element-type MailerAttachment): copies
 */
typedef struct
{
  GtkWindow    *parent;
  MailerEngine *engine;
  gint64        message_id;
  GPtrArray    *attachments;
} Choice;

static void
attachment_free (MailerAttachment *attachment)
{
  g_free (attachment->section);
  g_free (attachment->name);
  g_free (attachment->content_type);
  g_free (attachment);
}

static MailerAttachment *
attachment_copy (const MailerAttachment *attachment)
{
  MailerAttachment *copy = g_memdup2 (attachment, sizeof *attachment);

  copy->section = g_strdup (attachment->section);
  copy->name = g_strdup (attachment->name);
  copy->content_type = g_strdup (attachment->content_type);
  return copy;
}

static Choice *
choice_new (GtkWindow    *parent,
            MailerEngine *engine,
            gint64        message_id)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->parent = g_object_ref (parent);
  choice->engine = g_object_ref (engine);
  choice->message_id = message_id;
  choice->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify)attachment_free);
  return choice;
}

static void
choice_free (gpointer  data,
             GClosure *closure)
{
  Choice *choice = data;

  g_object_unref (choice->parent);
  g_object_unref (choice->engine);
  g_ptr_array_unref (choice->attachments);
  g_free (choice);
}

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                Choice          *choice)
{
  g_autoptr (GFile) target = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && target != NULL)
    transfer (choice->parent, choice->engine, choice->message_id, choice->attachments->pdata[0], target, TRANSFER_SAVE);
  g_object_unref (dialog);
}

void
mailer_attachment_save (GtkWindow              *parent,
                        MailerEngine           *engine,
                        gint64                  message_id,
                        const MailerAttachment *attachment)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save Attachment"), parent,
                                                              GTK_FILE_CHOOSER_ACTION_SAVE,
                                                              _ ("_Save"), _ ("_Cancel"));
  Choice               *choice = choice_new (parent, engine, message_id);

  g_ptr_array_add (choice->attachments, attachment_copy (attachment));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), attachment->name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (file_chosen_cb), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
folder_chosen_cb (GtkNativeDialog *dialog,
                  int              response,
                  Choice          *choice)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  for (guint i = 0; response == GTK_RESPONSE_ACCEPT && folder != NULL && i < choice->attachments->len; i++)
    transfer (choice->parent, choice->engine, choice->message_id, choice->attachments->pdata[i],
              folder, TRANSFER_INTO_FOLDER);
  g_object_unref (dialog);
}

void
mailer_attachment_save_all (GtkWindow    *parent,
                            MailerEngine *engine,
                            gint64        message_id,
                            GPtrArray    *attachments)
{
  GtkFileChooserNative *dialog = NULL;
  Choice               *choice;

  if (attachments->len == 1)
    {
      mailer_attachment_save (parent, engine, message_id, attachments->pdata[0]);
      return;
    }
  dialog = gtk_file_chooser_native_new (_ ("Save All Attachments"), parent,
                                        GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Save"),
                                        _ ("_Cancel"));
  choice = choice_new (parent, engine, message_id);
  for (guint i = 0; i < attachments->len; i++)
    g_ptr_array_add (choice->attachments, attachment_copy (attachments->pdata[i]));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (folder_chosen_cb), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Opening */

static char *
dup_copies_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "mailer", "opened", NULL);
}

void
mailer_attachment_open (GtkWindow              *parent,
                        MailerEngine           *engine,
                        gint64                  message_id,
                        const MailerAttachment *attachment)
{
  g_autofree char *folder = dup_copies_folder ();
  g_autofree char *template = g_build_filename (folder, "XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) target = NULL;

  if (mailer_mime_is_risky_filename (attachment->name))
    {
      say (MAILER_WINDOW (parent),
           g_strdup_printf (_ ("“%s” can run programs: it is only saved, never opened"),
                            attachment->name));
      return;
    }
  if (g_mkdir_with_parents (folder, 0700) != 0 || g_mkdtemp_full (template, 0700) == NULL)
    {
      say (MAILER_WINDOW (parent), g_strdup (_ ("There is no place for a copy of the file")));
      return;
    }
  path = g_build_filename (template, attachment->name, NULL);
  target = g_file_new_for_path (path);
  transfer (parent, engine, message_id, attachment, target, TRANSFER_OPEN);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!g_file_test (child, G_FILE_TEST_IS_SYMLINK) && g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
mailer_attachment_remove_copies (void)
{
  g_autofree char *folder = dup_copies_folder ();

  remove_folder (folder);
}
