/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-mime-picture.h"
#include "mailer-parts.h"

/* Single parts of messages: pictures, attachments, the source. */

/* More files of one name are in nobody's folder but by mistake. */
#define MAX_NAMES 1000

typedef struct
{
  char         *section;
  char         *content_id;
  GFile        *target;   /* the file, or with a new name its folder until the file is made */
  char         *new_name; /* (nullable) */
  GCancellable *cancellable;
  GBytes       *bytes;
  char         *content_type;
} PartLoading;

static void
part_loading_free (gpointer data)
{
  PartLoading *loading = data;

  g_free (loading->section);
  g_free (loading->content_id);
  g_clear_object (&loading->target);
  g_free (loading->new_name);
  g_clear_object (&loading->cancellable);
  g_clear_pointer (&loading->bytes, g_bytes_unref);
  g_free (loading->content_type);
  g_free (loading);
}

static void
return_bytes (GTask   *task,
              gpointer data)
{
  PartLoading *loading = data;

  g_task_set_task_data (task, g_steal_pointer (&loading->content_type), g_free);
  g_task_return_pointer (task, g_steal_pointer (&loading->bytes), (GDestroyNotify)g_bytes_unref);
}

static GBytes *
finish_bytes (GAsyncResult *result,
              char        **content_type,
              GError      **error)
{
  GBytes *bytes = g_task_propagate_pointer (G_TASK (result), error);

  if (content_type != NULL)
    *content_type = bytes != NULL ? g_strdup (g_task_get_task_data (G_TASK (result))) : NULL;

  return bytes;
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE, "The message has no such part");

  return FALSE;
}

/* --- Inline pictures ------------------------------------------------------------------------------ */

static void
choose_inline (const MailerParts *parts,
               GPtrArray         *sections,
               gpointer           data)
{
  PartLoading *loading = data;
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (parts->tree);
  const MailerMimeAttachment *attachment = mailer_mime_plan_find_content_id (plan, loading->content_id);

  if (attachment == NULL || !mailer_mime_picture_is_shown (attachment->type))
    return;

  g_free (loading->section);
  loading->section = g_strdup (attachment->section);
  g_free (loading->content_type);
  loading->content_type = g_strdup (attachment->type);
  g_ptr_array_add (sections, g_strdup (attachment->section));
}

static gboolean
finish_part (MailerParts *parts,
             gpointer     data,
             GError     **error)
{
  PartLoading *loading = data;

  if (loading->section != NULL)
    loading->bytes = mailer_parts_decode (parts, loading->section);

  return loading->bytes != NULL || set_gone (error);
}

void
mailer_engine_load_inline_part_async (MailerEngine       *self,
                                      gint64              message_id,
                                      const char         *content_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  PartLoading *loading;
  GTask       *task;

  g_return_if_fail (MAILER_IS_ENGINE (self) && content_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_load_inline_part_async);
  loading = g_new0 (PartLoading, 1);
  loading->content_id = g_strdup (content_id);
  mailer_parts_load (self,
                     task,
                     &(MailerPartsRequest){
                         .message_id = message_id,
                         .choose = choose_inline,
                         .finish = finish_part,
                         .return_func = return_bytes,
                         .data = loading,
                         .destroy = part_loading_free,
                     });
}

GBytes *
mailer_engine_load_inline_part_finish (MailerEngine *self,
                                       GAsyncResult *result,
                                       char        **content_type,
                                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_bytes (result, content_type, error);
}

/* --- Source --------------------------------------------------------------------------------------- */

static void
choose_source (const MailerParts *parts,
               GPtrArray         *sections,
               gpointer           data)
{
  g_ptr_array_add (sections, g_strdup (""));
}

static gboolean
finish_source (MailerParts *parts,
               gpointer     data,
               GError     **error)
{
  PartLoading *loading = data;
  GBytes      *source = mailer_parts_get (parts, "");

  if (source == NULL)
    return set_gone (error);

  loading->bytes = g_bytes_ref (source);

  return TRUE;
}

void
mailer_engine_load_source_async (MailerEngine       *self,
                                 gint64              message_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAILER_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_load_source_async);
  mailer_parts_load (self,
                     task,
                     &(MailerPartsRequest){
                         .message_id = message_id,
                         .choose = choose_source,
                         .finish = finish_source,
                         .return_func = return_bytes,
                         .data = g_new0 (PartLoading, 1),
                         .destroy = part_loading_free,
                         .may_interrupt = TRUE,
                     });
}

GBytes *
mailer_engine_load_source_finish (MailerEngine *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish_bytes (result, NULL, error);
}

/* --- Attachments ---------------------------------------------------------------------------------- */

static void
choose_attachment (const MailerParts *parts,
                   GPtrArray         *sections,
                   gpointer           data)
{
  const PartLoading *loading = data;

  g_ptr_array_add (sections, g_strdup (loading->section));
}

typedef struct
{
  GOutputStream *stream;
  GCancellable  *cancellable;
} PartWriting;

static gboolean
write_piece (const char *data,
             gsize       size,
             gpointer    user_data,
             GError    **error)
{
  const PartWriting *writing = user_data;

  return g_output_stream_write_all (writing->stream, data, size, NULL, writing->cancellable, error);
}

/* A stream that is closed without this takes the place of the old file, complete or not. */
static void
abandon (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}

/* "name.pdf", "name (2).pdf" ...: the first that is not there; no other program can take it meanwhile. */
static GOutputStream *
create_new_file (PartLoading *loading,
                 GError     **error)
{
  const char      *name = loading->new_name;
  const char      *dot = strrchr (name, '.');
  const gsize      stem = dot != NULL && dot > name ? (gsize)(dot - name) : strlen (name);
  g_autofree char *candidate = g_strdup (name);

  for (guint i = 2;; i++)
    {
      g_autoptr (GFile) file = g_file_get_child (loading->target, candidate);
      g_autoptr (GError) local_error = NULL;
      GFileOutputStream *stream = g_file_create (file, G_FILE_CREATE_NONE, loading->cancellable, &local_error);

      if (stream != NULL)
        {
          g_set_object (&loading->target, file);
          return G_OUTPUT_STREAM (stream);
        }
      if (i == MAX_NAMES || !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      g_free (candidate);
      candidate = g_strdup_printf ("%.*s (%u)%s", (int)stem, name, i, name + stem);
    }
}

/* A new file takes the place of the old one when it is complete, never before. */
static gboolean
save_part (MailerParts *parts,
           gpointer     data,
           GError     **error)
{
  PartLoading   *loading = data;
  const gboolean was_there = loading->new_name == NULL && g_file_query_exists (loading->target, loading->cancellable);
  g_autoptr (GOutputStream) stream = NULL;
  PartWriting writing = { NULL, loading->cancellable };

  if (mailer_parts_get (parts, loading->section) == NULL)
    return set_gone (error);
  if (loading->new_name != NULL)
    stream = create_new_file (loading, error);
  else
    stream = G_OUTPUT_STREAM (g_file_replace (loading->target, NULL, FALSE,
                                              G_FILE_CREATE_REPLACE_DESTINATION,
                                              loading->cancellable, error));
  if (stream == NULL)
    return FALSE;

  writing.stream = stream;
  if (mailer_parts_write (parts, loading->section, write_piece, &writing, error)
      && g_output_stream_close (stream, NULL, error))
    return TRUE;

  abandon (stream);
  if (!was_there)
    g_file_delete (loading->target, NULL, NULL);

  return FALSE;
}

static void
return_true (GTask   *task,
             gpointer data)
{
  g_task_return_boolean (task, TRUE);
}

void
mailer_engine_save_attachment_async (MailerEngine         *self,
                                     gint64                message_id,
                                     const char           *section,
                                     GFile                *target,
                                     const char           *new_name,
                                     GCancellable         *cancellable,
                                     GFileProgressCallback progress,
                                     gpointer              progress_data,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  PartLoading *loading;
  GTask       *task;

  g_return_if_fail (MAILER_IS_ENGINE (self) && section != NULL && G_IS_FILE (target));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_save_attachment_async);
  loading = g_new0 (PartLoading, 1);
  loading->section = g_strdup (section);
  loading->target = g_object_ref (target);
  loading->new_name = g_strdup (new_name);
  g_set_object (&loading->cancellable, cancellable);
  mailer_parts_load (self,
                     task,
                     &(MailerPartsRequest){
                         .message_id = message_id,
                         .choose = choose_attachment,
                         .finish = save_part,
                         .waits_for_files = TRUE,
                         .return_func = return_true,
                         .data = loading,
                         .destroy = part_loading_free,
                         .may_interrupt = TRUE,
                         .progress = progress,
                         .progress_data = progress_data,
                     });
}

gboolean
mailer_engine_save_attachment_finish (MailerEngine *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
