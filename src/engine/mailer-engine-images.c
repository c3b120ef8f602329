/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-http-fetcher.h"
#include "mailer-mime-picture.h"
#include "mailer-net-authorities.h"

/* Pictures from the network, once the user has allowed them: fetched by a few workers side by side, so that
 * one slow host does not hold up the rest of a newsletter. */

#define MAX_IMAGE_BYTES (10 * 1024 * 1024)
#define IMAGE_TIMEOUT_US (20 * G_USEC_PER_SEC)

struct _MailerImageWorker
{
  MailerWorker      *worker;
  MailerHttpFetcher *fetcher; /* the worker's own */
};

typedef struct
{
  GTask              *task;
  MailerImageWorker  *worker;
  char               *uri;
  char               *ca_file;
  GCancellable       *closing;
  MailerHttpResponse *response;
  GError             *error;
} ImageFetch;

static void
image_fetch_free (gpointer data)
{
  ImageFetch *fetch = data;

  g_object_unref (fetch->task);
  g_object_unref (fetch->closing);
  g_free (fetch->uri);
  g_free (fetch->ca_file);
  g_clear_pointer (&fetch->response, mailer_http_response_free);
  g_clear_error (&fetch->error);
  g_free (fetch);
}

static void
return_image_cb (gpointer data)
{
  ImageFetch *fetch = data;

  if (fetch->error != NULL)
    {
      g_task_return_error (fetch->task, mailer_engine_error_translate (g_steal_pointer (&fetch->error)));
      return;
    }

  g_task_set_task_data (fetch->task, g_strdup (fetch->response->content_type), g_free);
  g_task_return_pointer (fetch->task, g_bytes_ref (fetch->response->body), (GDestroyNotify)g_bytes_unref);
}

static void
cancel_cb (GCancellable *source,
           gpointer      target)
{
  g_cancellable_cancel (target);
}

static gboolean
make_fetcher (ImageFetch *fetch)
{
  MailerImageWorker *self = fetch->worker;
  g_autoptr (GTlsDatabase) authorities = NULL;

  if (self->fetcher != NULL)
    return TRUE;
  authorities = mailer_net_authorities_new (fetch->ca_file, &fetch->error);
  self->fetcher = authorities == NULL ? NULL : mailer_http_fetcher_new (authorities);

  return self->fetcher != NULL;
}

static void
get_image (ImageFetch   *fetch,
           GCancellable *cancellable)
{
  const MailerHttpOptions options = {
    .max_bytes = MAX_IMAGE_BYTES,
    .accept = mailer_mime_picture_get_accept (),
  };

  if (!make_fetcher (fetch))
    return;
  fetch->response = mailer_http_fetcher_get (fetch->worker->fetcher, fetch->uri, &options,
                                             cancellable,
                                             g_get_monotonic_time () + IMAGE_TIMEOUT_US,
                                             &fetch->error);
  if (fetch->response == NULL || mailer_mime_picture_is_shown (fetch->response->content_type))
    return;

  g_set_error_literal (&fetch->error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_UNREADABLE,
                       "What the address gave is not a picture");
}

static void
fetch_image_job (gpointer data)
{
  ImageFetch   *fetch = data;
  GCancellable *callers = g_task_get_cancellable (fetch->task);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const gulong closing_handler = g_cancellable_connect (fetch->closing, G_CALLBACK (cancel_cb), cancellable, NULL);
  const gulong handler = callers != NULL ? g_cancellable_connect (callers, G_CALLBACK (cancel_cb),
                                                                  cancellable, NULL)
                                         : 0;

  if (!g_cancellable_set_error_if_cancelled (cancellable, &fetch->error))
    get_image (fetch, cancellable);
  g_cancellable_disconnect (fetch->closing, closing_handler);
  g_cancellable_disconnect (callers, handler);
  mailer_main_post (return_image_cb, fetch, image_fetch_free);
}

static MailerImageWorker *
pick_worker (MailerEngine *self)
{
  MailerImageWorker **slot = &self->image_workers[self->next_image_worker];

  self->next_image_worker = (self->next_image_worker + 1) % G_N_ELEMENTS (self->image_workers);
  if (*slot == NULL)
    {
      *slot = g_new0 (MailerImageWorker, 1);
      (*slot)->worker = mailer_worker_new ("images");
    }

  return *slot;
}

static void
drop_fetcher_job (gpointer data)
{
  MailerImageWorker *self = data;

  g_clear_pointer (&self->fetcher, mailer_http_fetcher_free);
}

void
mailer_engine_stop_image_worker (MailerImageWorker *self)
{
  mailer_worker_push (self->worker, drop_fetcher_job, self);
  mailer_worker_stop (self->worker);
  g_free (self);
}

void
mailer_engine_load_remote_image_async (MailerEngine       *self,
                                       gint64              message_id,
                                       const char         *uri,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  ImageFetch *fetch;

  g_return_if_fail (MAILER_IS_ENGINE (self) && uri != NULL);

  fetch = g_new0 (ImageFetch, 1);
  fetch->task = g_task_new (self, cancellable, callback, user_data);
  fetch->uri = g_strdup (uri);
  fetch->ca_file = g_strdup (self->ca_file);
  fetch->closing = g_object_ref (self->closing);
  g_task_set_source_tag (fetch->task, mailer_engine_load_remote_image_async);
  if (self->is_closed)
    {
      g_set_error_literal (&fetch->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine is closed");
      mailer_main_post (return_image_cb, fetch, image_fetch_free);
      return;
    }

  fetch->worker = pick_worker (self);
  mailer_worker_push (fetch->worker->worker, fetch_image_job, fetch);
}

GBytes *
mailer_engine_load_remote_image_finish (MailerEngine *self,
                                        GAsyncResult *result,
                                        char        **content_type,
                                        GError      **error)
{
  GBytes *bytes;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  bytes = g_task_propagate_pointer (G_TASK (result), error);
  if (content_type != NULL)
    *content_type = bytes != NULL ? g_strdup (g_task_get_task_data (G_TASK (result))) : NULL;

  return bytes;
}
