/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "leak-ear.h"

#include <string.h>

#include <glib/gstdio.h>

/* Fewer would mean that it is not the mail that was heard. */
#define ENOUGH_HEARD 20

static char *names_folder;
static char *names_path;

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             LeakEar           *self)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char          request[200] = "";

  self->n_heard++;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 1);
  if (g_input_stream_read (stream, request, sizeof request - 1, NULL, NULL) > 0 && strstr (request, "/refresh") != NULL)
    self->has_heard_refresh = TRUE;
  g_test_message ("%s heard: %.60s", self->name, request);
  return FALSE;
}

void
leak_ear_open (LeakEar    *self,
               const char *name)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  self->name = name;
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
}

void
leak_ear_close (LeakEar *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

void
leak_ear_forget (LeakEar *self)
{
  self->n_heard = 0;
  self->has_heard_refresh = FALSE;
}

gboolean
leak_ear_has_heard_all (gpointer self)
{
  const LeakEar *ear = self;

  return ear->n_heard >= ENOUGH_HEARD && ear->has_heard_refresh;
}

char *
leak_ear_dup_mail (LeakEar *self)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "web", "leaks.html", NULL);
  g_autofree char *host = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *url = g_strdup_printf ("http://%s", host);
  g_autofree char *names = g_strdup_printf ("%u.%s.leak.test", ++self->n_mails, self->name);
  g_autofree char *html = NULL;
  GString         *mail;

  g_assert_true (g_file_get_contents (path, &html, NULL, NULL));
  mail = g_string_new (html);
  g_string_replace (mail, "@URL@", url, 0);
  g_string_replace (mail, "@HOST@", host, 0);
  g_string_replace (mail, "@NAME@", names, 0);
  return g_string_free (mail, FALSE);
}

void
leak_names_watch (const char *module)
{
  g_autofree char *path = NULL;

  names_folder = g_dir_make_tmp ("mailer-names-XXXXXX", NULL);
  names_path = g_build_filename (names_folder, "names", NULL);
  path = g_canonicalize_filename (module, NULL);
  /* This process is loaded already: only the views' own have it. */
  g_setenv ("LD_PRELOAD", path, TRUE);
  g_setenv ("MAILER_TEST_NAMES", names_path, TRUE);
}

gboolean
leak_names_contain (const char *part)
{
  g_autofree char *names = NULL;

  return g_file_get_contents (names_path, &names, NULL, NULL) && strstr (names, part) != NULL;
}

void
leak_names_forget (void)
{
  g_remove (names_path);
  g_rmdir (names_folder);
  g_clear_pointer (&names_path, g_free);
  g_clear_pointer (&names_folder, g_free);
}
