/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-web-image.h"

#include "mailer-mime-picture.h"

static void
answer (WebKitURISchemeRequest *request,
        GBytes                 *bytes,
        const char             *content_type)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (WebKitURISchemeResponse) response = webkit_uri_scheme_response_new (
      stream, (gint64)g_bytes_get_size (bytes));

  webkit_uri_scheme_response_set_content_type (response, content_type);
  webkit_uri_scheme_request_finish_with_response (request, response);
}

void
mailer_web_image_refuse (WebKitURISchemeRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no such picture");

  webkit_uri_scheme_request_finish_error (request, error);
}

/* What a mail calls a picture may be a page or a script. */
static void
finish (WebKitURISchemeRequest *request,
        GBytes                 *bytes,
        const char             *content_type)
{
  if (bytes != NULL && mailer_mime_picture_is_shown (content_type)
      && !mailer_mime_picture_is_too_large (g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes)))
    answer (request, bytes, content_type);
  else
    mailer_web_image_refuse (request);
}

static void
inline_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (WebKitURISchemeRequest) request = data;
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) bytes = mailer_engine_load_inline_part_finish (MAILER_ENGINE (source), result,
                                                                    &content_type, NULL);

  finish (request, bytes, content_type);
}

static void
remote_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (WebKitURISchemeRequest) request = data;
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) bytes = mailer_engine_load_remote_image_finish (MAILER_ENGINE (source), result,
                                                                     &content_type, NULL);

  finish (request, bytes, content_type);
}

void
mailer_web_image_load_inline (MailerEngine           *engine,
                              gint64                  message_id,
                              const char             *content_id,
                              WebKitURISchemeRequest *request)
{
  mailer_engine_load_inline_part_async (engine, message_id, content_id, NULL, inline_cb, g_object_ref (request));
}

void
mailer_web_image_load_remote (MailerEngine           *engine,
                              gint64                  message_id,
                              const char             *uri,
                              WebKitURISchemeRequest *request)
{
  mailer_engine_load_remote_image_async (engine, message_id, uri, NULL, remote_cb, g_object_ref (request));
}
