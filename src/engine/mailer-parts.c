/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-parts.h"

#include "mailer-store-body.h"

/* The way of the parts: the reader looks what is here; when something is missing, the main thread hands the
 * job to the account's request worker, which fetches it and has it stored; the render worker makes the
 * result. Each step owns the job alone, so there is nothing to lock. */

/* What one part may have; what is larger is refused before it is read. */
#define MAX_PART_BYTES (256 * 1024 * 1024)
/* Larger ones are not kept for offline. */
#define MAX_KEPT_BYTES (32 * 1024 * 1024)

typedef struct
{
  GTask             *task;
  MailerEngine      *engine; /* borrowed from the task */
  MailerHub         *hub;
  MailerPartsRequest request;
  MailerParts        parts;
  MailerBodyPart    *own_tree;
  GPtrArray         *sections;
  GPtrArray         *missing; /* of the same strings */
  GError            *error;

  /* Progress: one post at a time */
  int     is_telling;
  int     is_finished;
  guint64 done_bytes;
  guint64 total_bytes;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->request.destroy != NULL)
    job->request.destroy (job->request.data);
  g_clear_pointer (&job->parts.message, mailer_store_message_unref);
  g_clear_pointer (&job->parts.mailbox, mailer_store_mailbox_unref);
  g_hash_table_unref (job->parts.bodies);
  g_hash_table_unref (job->parts.cached);
  g_clear_pointer (&job->own_tree, mailer_body_part_free);
  g_ptr_array_unref (job->sections);
  g_ptr_array_unref (job->missing);
  g_clear_error (&job->error);
  mailer_hub_unref (job->hub);
  g_object_unref (job->task);
  g_free (job);
}

GBytes *
mailer_parts_get (const MailerParts *self,
                  const char        *section)
{
  return g_hash_table_lookup (self->bodies, section);
}

static const MailerBodyPart *
find_part (const MailerParts *self,
           const char        *section)
{
  return self->tree != NULL ? mailer_body_part_find (self->tree, section) : NULL;
}

GBytes *
mailer_parts_decode (const MailerParts *self,
                     const char        *section)
{
  const MailerBodyPart *part = find_part (self, section);
  GBytes               *encoded = mailer_parts_get (self, section);

  return part != NULL && encoded != NULL ? mailer_mime_decode_bytes (part, encoded) : NULL;
}

gboolean
mailer_parts_write (const MailerParts  *self,
                    const char         *section,
                    MailerMimeWriteFunc write,
                    gpointer            data,
                    GError            **error)
{
  const MailerBodyPart *part = find_part (self, section);
  GBytes               *encoded = mailer_parts_get (self, section);

  if (part != NULL && encoded != NULL)
    return mailer_mime_decode_in_pieces (part, encoded, write, data, error);

  g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE, "The message has no such part");

  return FALSE;
}

/* --- Reader --------------------------------------------------------------------------------------- */

/* A message whose parts nobody could tell is read as a whole. */
static void
choose_sections (Job *job)
{
  if (job->parts.tree == NULL)
    g_ptr_array_add (job->sections, g_strdup (""));
  else
    job->request.choose (&job->parts, job->sections, job->request.data);
}

static gboolean
read_sections (MailerStore *store,
               Job         *job,
               GError     **error)
{
  g_auto (GStrv) cached = mailer_store_list_body_sections (store, job->request.message_id, error);

  if (cached == NULL)
    return FALSE;
  for (guint i = 0; cached[i] != NULL; i++)
    g_hash_table_add (job->parts.cached, g_strdup (cached[i]));

  for (guint i = 0; i < job->sections->len; i++)
    {
      char *section = g_ptr_array_index (job->sections, i);
      g_autoptr (GError) local_error = NULL;
      GBytes *bytes = mailer_store_get_body (store, job->request.message_id, section, &local_error);

      if (bytes != NULL)
        g_hash_table_insert (job->parts.bodies, g_strdup (section), bytes);
      else if (local_error == NULL)
        g_ptr_array_add (job->missing, section);
      else
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
look_here (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  Job *job = data;

  job->parts.message = mailer_store_read_message (store, job->request.message_id, error);
  if (job->parts.message == NULL)
    return FALSE;
  job->parts.mailbox = mailer_store_read_mailbox (store, job->parts.message->mailbox_id, error);
  if (job->parts.mailbox == NULL)
    return FALSE;

  job->parts.tree = job->parts.message->parts;
  choose_sections (job);

  return read_sections (store, job, error);
}

/* --- Render worker and end ------------------------------------------------------------------------ */

static void
return_cb (gpointer data)
{
  Job *job = data;

  g_atomic_int_set (&job->is_finished, TRUE);
  if (job->error != NULL)
    g_task_return_error (job->task, mailer_engine_error_translate (g_steal_pointer (&job->error)));
  else if (!g_task_return_error_if_cancelled (job->task))
    job->request.return_func (job->task, job->request.data);
}

static gboolean
touch (MailerStore *store,
       gpointer     data,
       GError     **error)
{
  Job *job = data;

  return mailer_store_touch_body (store, job->request.message_id, error);
}

static void
make_own_tree (Job *job)
{
  GBytes *source = mailer_parts_get (&job->parts, "");
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);

  if (job->parts.tree != NULL || source == NULL)
    return;

  job->own_tree = mailer_mime_parse_structure (source);
  job->parts.tree = job->own_tree;
  job->request.choose (&job->parts, wanted, job->request.data);
  for (guint i = 0; i < wanted->len; i++)
    {
      const char *section = g_ptr_array_index (wanted, i);
      GBytes     *bytes = *section != '\0' ? mailer_mime_get_part (source, section) : NULL;

      if (bytes != NULL)
        g_hash_table_insert (job->parts.bodies, g_strdup (section), bytes);
    }
}

static void
finish_job (gpointer data)
{
  Job *job = data;

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
    {
      make_own_tree (job);
      job->request.finish (&job->parts, job->request.data, &job->error);
      /* Which bodies are used decides only about which go first when space is needed. */
      if (job->error == NULL && !job->parts.is_fresh)
        mailer_hub_call (job->hub, MAILER_HUB_WRITER, touch, job, NULL);
    }
  mailer_main_post (return_cb, job, job_free);
}

static void
push_finish (Job *job)
{
  MailerWorker *worker = job->request.waits_for_files ? job->engine->porter : job->engine->render;

  if (worker != NULL)
    {
      mailer_worker_push (worker, finish_job, job);
      return;
    }

  g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine is closed");
  mailer_main_post (return_cb, job, job_free);
}

/* --- Request worker ------------------------------------------------------------------------------- */

static void
tell_progress_cb (gpointer data)
{
  Job *job = data;

  g_atomic_int_set (&job->is_telling, FALSE);
  if (!g_atomic_int_get (&job->is_finished))
    job->request.progress ((goffset)job->done_bytes, (goffset)job->total_bytes, job->request.progress_data);
}

/* The job lives until its own last post, which comes after this one. */
static void
progress_cb (guint64  done,
             guint64  total,
             gpointer data)
{
  Job *job = data;

  if (!g_atomic_int_compare_and_exchange (&job->is_telling, FALSE, TRUE))
    return;

  job->done_bytes = done;
  job->total_bytes = total;
  mailer_main_post (tell_progress_cb, job, NULL);
}

typedef struct
{
  Job        *job;
  const char *section;
  GBytes     *bytes;
} Keeping;

static gboolean
keep_body (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  const Keeping *keeping = data;

  return mailer_store_put_body (store, keeping->job->request.message_id, keeping->section, keeping->bytes, error);
}

/* A body that cannot be kept can be shown all the same. */
static void
take_section (Job        *job,
              const char *section,
              GBytes     *bytes)
{
  Keeping keeping = { job, section, bytes };

  if (g_bytes_get_size (bytes) <= MAX_KEPT_BYTES)
    mailer_hub_call (job->hub, MAILER_HUB_WRITER, keep_body, &keeping, NULL);
  g_hash_table_insert (job->parts.bodies, g_strdup (section), bytes);
}

static guint64
guess_size (Job        *job,
            const char *section)
{
  const MailerBodyPart *part = NULL;

  if (*section == '\0')
    return job->parts.message->size_bytes;
  if (job->parts.tree != NULL)
    part = mailer_body_part_find (job->parts.tree, section);

  return part != NULL ? part->size_bytes : 0;
}

/* Where the message is by UID, or, after a move that the server did not confirm in full, by Message-ID. */
static gboolean
find_message (Job               *job,
              MailerImapSession *session,
              guint32           *uid,
              GCancellable      *cancellable,
              GError           **error)
{
  const MailerStoreMessage *message = job->parts.message;
  const MailerStoreMailbox *mailbox = job->parts.mailbox;
  g_autoptr (MailerUidSet) found = NULL;
  MailerImapSelected selected;
  guint32            first;

  if (!mailer_imap_session_select (session, mailbox->raw_name, TRUE, &selected, cancellable, -1, error))
    return FALSE;

  *uid = message->uid;
  if (*uid != 0 && (selected.uid_validity == mailbox->uid_validity || selected.uid_validity == 0))
    return TRUE;

  *uid = 0;
  if (message->message_id != NULL)
    {
      found = mailer_imap_session_search_message_id (session, message->message_id, 1, cancellable, -1, error);
      if (found == NULL)
        return FALSE;
      if (!mailer_uid_set_is_empty (found))
        mailer_uid_set_get_range (found, mailer_uid_set_get_n_ranges (found) - 1, &first, uid);
    }
  if (*uid != 0)
    return TRUE;

  g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE,
                       "The server does not show the message where it should be");

  return FALSE;
}

static gboolean
fetch_section (Job               *job,
               MailerImapSession *session,
               guint32            uid,
               const char        *section,
               GCancellable      *cancellable,
               GError           **error)
{
  const MailerImapFetchSection what = {
    .uid = uid,
    .section = section,
    .expected_bytes = guess_size (job, section),
    .max_bytes = MAX_PART_BYTES,
    .progress = job->request.progress != NULL ? progress_cb : NULL,
    .progress_data = job,
  };
  GBytes *bytes;

  /* A second run of the request goes on with what is still missing. */
  if (mailer_parts_get (&job->parts, section) != NULL)
    return TRUE;
  bytes = mailer_imap_session_fetch_section (session, &what, cancellable, -1, error);
  if (bytes == NULL)
    return FALSE;

  take_section (job, section, bytes);

  return TRUE;
}

static gboolean
fetch_missing (Job               *job,
               MailerImapSession *session,
               guint32            uid,
               GCancellable      *cancellable,
               GError           **error)
{
  for (guint i = 0; i < job->missing->len; i++)
    if (!fetch_section (job, session, uid, g_ptr_array_index (job->missing, i), cancellable, error))
      return FALSE;

  return TRUE;
}

static gboolean
fetch (MailerImapSession *session,
       gpointer           data,
       GCancellable      *cancellable,
       GError           **error)
{
  Job *job = data;
  g_autoptr (GError) local_error = NULL;
  guint32 uid;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), error)
      || !find_message (job, session, &uid, cancellable, error))
    return FALSE;

  job->parts.is_fresh = TRUE;
  if (fetch_missing (job, session, uid, cancellable, &local_error))
    return TRUE;
  if (!g_error_matches (local_error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_GONE) || job->parts.tree == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* The server told parts that it does not have: the message as a whole says what there is. */
  job->parts.tree = NULL;

  return fetch_section (job, session, uid, "", cancellable, error);
}

/* --- Main thread ---------------------------------------------------------------------------------- */

static gboolean
is_line_error (const GError *error)
{
  static const MailerEngineError codes[] = {
    MAILER_ENGINE_ERROR_HOST_NOT_FOUND,
    MAILER_ENGINE_ERROR_OFFLINE,
    MAILER_ENGINE_ERROR_REFUSED,
    MAILER_ENGINE_ERROR_TIMED_OUT,
    MAILER_ENGINE_ERROR_CLOSED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MAILER_ENGINE_ERROR, (int)codes[i]))
      return TRUE;

  return FALSE;
}

static void
set_not_cached (Job          *job,
                const GError *cause)
{
  g_set_error (&job->error,
               MAILER_ENGINE_ERROR,
               MAILER_ENGINE_ERROR_NOT_CACHED,
               "The message is not here, and there is no line to fetch it: %s",
               cause != NULL ? cause->message : "the account is not connected");
}

static void
fetched_cb (gpointer      data,
            const GError *error)
{
  Job *job = data;

  if (error == NULL)
    {
      push_finish (job);
      return;
    }

  if (is_line_error (error))
    set_not_cached (job, error);
  else
    job->error = g_error_copy (error);
  mailer_main_post (return_cb, job, job_free);
}

static MailerRemote *
find_remote (Job *job)
{
  MailerAccount *account = mailer_engine_find_account (job->engine, job->parts.mailbox->account_id);

  return account != NULL ? mailer_account_get_remote (account) : NULL;
}

static void
looked_here_cb (gpointer      data,
                const GError *error)
{
  Job          *job = data;
  MailerRemote *remote;

  if (error == NULL && job->missing->len == 0)
    {
      push_finish (job);
      return;
    }

  remote = error == NULL ? find_remote (job) : NULL;
  if (remote != NULL)
    {
      GCancellable *cancellable = job->request.may_interrupt ? g_task_get_cancellable (job->task) : NULL;

      mailer_remote_request_async (remote, fetch, fetched_cb, job, NULL, cancellable);
      return;
    }

  if (error != NULL)
    job->error = g_error_copy (error);
  else
    set_not_cached (job, NULL);
  mailer_main_post (return_cb, job, job_free);
}

void
mailer_parts_load (MailerEngine             *engine,
                   GTask                    *task,
                   const MailerPartsRequest *request)
{
  Job *job;

  if (engine->hub == NULL)
    {
      g_task_return_new_error (task, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_FAILED, "The engine is not open");
      g_object_unref (task);
      if (request->destroy != NULL)
        request->destroy (request->data);
      return;
    }

  job = g_new0 (Job, 1);
  job->task = task;
  job->engine = engine;
  job->hub = mailer_hub_ref (engine->hub);
  job->request = *request;
  job->parts.bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  job->parts.cached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  job->sections = g_ptr_array_new_with_free_func (g_free);
  job->missing = g_ptr_array_new ();
  mailer_hub_push (engine->hub, MAILER_HUB_READER, look_here, looked_here_cb, job, NULL);
}
