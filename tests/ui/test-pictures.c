/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which pictures of a mail appear, and who learns of it. */

#include "config.h"

#include <string.h>

#include "mailer-http-fetcher.h"
#include "visit.h"

/* The linker leads this here: the fetcher refuses this machine, where our picture server is, which knows no TLS either. */

MailerHttpResponse *__real_mailer_http_fetcher_get (MailerHttpFetcher *self, const char *address, const MailerHttpOptions *options, GCancellable *cancellable, gint64 deadline_us, GError **error);
MailerHttpResponse *__wrap_mailer_http_fetcher_get (MailerHttpFetcher *self, const char *address, const MailerHttpOptions *options, GCancellable *cancellable, gint64 deadline_us, GError **error);

MailerHttpResponse *
__wrap_mailer_http_fetcher_get (MailerHttpFetcher       *self,
                                const char              *address,
                                const MailerHttpOptions *options,
                                GCancellable            *cancellable,
                                gint64                   deadline_us,
                                GError                 **error)
{
  MailerHttpOptions here = *options;
  g_autofree char  *plain = NULL;

  g_assert_true (g_str_has_prefix (address, "https://127.0.0.1:"));
  plain = g_strconcat ("http", strchr (address, ':'), NULL);
  g_assert_false (here.is_plain_allowed);
  here.is_private_allowed = TRUE;
  here.is_plain_allowed = TRUE;
  return __real_mailer_http_fetcher_get (self, plain, &here, cancellable, deadline_us, error);
}

/* Pictures */

/* One pixel: what a mail may show. */
static const char good_png[] = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==";
/* 30,000 by 30,000 pixels, of which only the first lines are there. */
static const char bomb_png[] = "iVBORw0KGgoAAAANSUhEUgAAdTAAAHUwAQAAAABOXMUXAAAAIklEQVR42u3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAACAawMr9QABpiAVRgAAAABJRU5ErkJggg==";
/* 9,000 by 9,000 pixels in some bytes, all in good order; and 9 by 9. */
static const char bomb_gif[] = "R0lGODlhKCMoI4AAAAAAAP///ywAAAAAAQABAAACAkQBADs=";
static const char good_gif[] = "R0lGODlhCQAJAIAAAAAAAP///ywAAAAAAQABAAACAkQBADs=";
static const char bomb_svg[] = "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
                               "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&c;</text></svg>";
static const char page[] = "<html><body>no picture</body></html>";

static const struct
{
  const char *name;
  const char *content_type;
  const char *base64; /* or as it is, in text */
  const char *text;
  gboolean    appears;
} pictures[] = {
  { "good", "image/png", good_png, NULL, TRUE },
  { "bomb", "image/png", bomb_png, NULL, FALSE },
  { "bomb-gif", "image/gif", bomb_gif, NULL, FALSE },
  { "small-gif", "image/gif", good_gif, NULL, TRUE },
  { "bomb-as-jpeg", "image/jpeg", bomb_png, NULL, FALSE },
  { "svg", "image/svg+xml", NULL, bomb_svg, FALSE },
  { "avif", "image/avif", good_png, NULL, FALSE },
  { "page", "text/html", NULL, page, FALSE },
  { "page-as-png", "image/png", NULL, page, FALSE },
  { "good-as-text", "text/plain", good_png, NULL, FALSE },
};

/**
 * PictureServer: gives the pictures by http.
 * @asked: every request line and header that came
 */
typedef struct
{
  GSocketService *service;
  guint16         port;
  GString        *asked;
} PictureServer;

static GBytes *
create_answer (const char *request)
{
  GByteArray *answer = g_byte_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *line = g_strdup_printf ("GET /%s ", pictures[i].name);
      gsize            size = pictures[i].text != NULL ? strlen (pictures[i].text) : 0;
      g_autofree char *decoded = pictures[i].base64 != NULL ? (char *)g_base64_decode (pictures[i].base64, &size) : NULL;
      g_autofree char *head = NULL;

      if (!g_str_has_prefix (request, line))
        continue;
      head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nSet-Cookie: who=you\r\nContent-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n", pictures[i].content_type, size);
      g_byte_array_append (answer, (const guint8 *)head, strlen (head));
      g_byte_array_append (answer, (const guint8 *)(decoded != NULL ? decoded : pictures[i].text), size);
    }
  return g_byte_array_free_to_bytes (answer);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             PictureServer     *self)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GString) request = g_string_new (NULL);
  char   buffer[1024];
  gssize n;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 5);
  while (strstr (request->str, "\r\n\r\n") == NULL && (n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (request, buffer, n);
  g_string_append (self->asked, request->str);
  answer = create_answer (request->str);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return FALSE;
}

static PictureServer *
picture_server_new (void)
{
  PictureServer *self = g_new0 (PictureServer, 1);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  self->asked = g_string_new (NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return self;
}

static void
picture_server_free (PictureServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_string_free (self->asked, TRUE);
  g_free (self);
}

/* True while pictures from the network are not there, and can be asked for. */
#define HELD "return Array.from (document.querySelectorAll ('.bar .pill')).some (pill => pill.textContent === 'Show Pictures')" \
             "  && Array.from (mail.images).every (p => !p.naturalWidth);"

/* Pictures that came with the mail: only real ones of a sane size are drawn. */

static char *
create_mail_with_pictures (const char *subject)
{
  GString *mail = g_string_new ("From: Bob <bob@example.test>\r\nTo: ada@example.test\r\nMIME-Version: 1.0\r\n");

  g_string_append_printf (mail, "Subject: %s\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>Look:", subject);
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_string_append_printf (mail, "<img alt=\"%s\" src=\"cid:%s@x\">\r\n", pictures[i].name, pictures[i].name);
  g_string_append (mail, "<img alt=nobody src=\"cid:nobody@x\">\r\n");
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *base64 = pictures[i].base64 != NULL ? g_strdup (pictures[i].base64) : g_base64_encode ((const guchar *)pictures[i].text, strlen (pictures[i].text));

      g_string_append_printf (mail, "--x\r\nContent-Type: %s\r\nContent-ID: <%s@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", pictures[i].content_type, pictures[i].name, base64);
    }
  g_string_append (mail, "--x--\r\n");
  return g_string_free (mail, FALSE);
}

/* True once every picture is there or refused, and those that should be are there. */
static char *
create_picture_script (void)
{
  GString *script = g_string_new ("const pictures = Array.from (mail.images); if (!pictures.length || pictures.some (p => !p.complete)) return false;"
                                  "const shown = pictures.filter (p => p.naturalWidth > 0).map (p => p.alt).join (); return shown === '");

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (pictures[i].appears)
      g_string_append_printf (script, "%s%s", i > 0 ? "," : "", pictures[i].name);
  g_string_append (script, "';");
  return g_string_free (script, FALSE);
}

static void
pictures_inside (Visit *visit)
{
  g_autofree char *mail = create_mail_with_pictures ("Pictures inside");
  g_autofree char *script = create_picture_script ();

  visit_deliver (visit, mail);
  visit_show (visit, "Pictures inside");
  visit_wait_for_page (visit, "return heading.textContent === 'Pictures inside' && mail.images.length > 1;");
  visit_wait_for_page (visit, script);
}

/* Pictures from the network: nobody is asked before the user says so, and then nothing is told. */

static void
pictures_from_outside (Visit *visit)
{
  static const char *const never[] = { "get /sheet", "get /font", "get /frame", "\r\ncookie:", "\r\nreferer:", "avif,", ",image/avif" };
  PictureServer           *server = picture_server_new ();
  g_autofree char         *script = create_picture_script ();
  g_autofree char         *asked = NULL;
  g_autoptr (GString) mail = g_string_new ("From: Bob <bob@example.test>\r\nSubject: Pictures outside\r\nContent-Type: text/html\r\n\r\n<p>Look:");

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_string_append_printf (mail, "<img alt=\"%s\" width=30 height=30 src=\"http://127.0.0.1:%u/%s\">\r\n", pictures[i].name, server->port, pictures[i].name);
  g_string_append_printf (mail, "<style>@import 'http://127.0.0.1:%u/sheet'; @font-face { font-family: x; src: url(http://127.0.0.1:%u/font) } p { font-family: x }</style>\r\n", server->port, server->port);
  g_string_append_printf (mail, "<iframe src=\"http://127.0.0.1:%u/frame\"></iframe>\r\n", server->port);
  visit_deliver (visit, mail->str);

  visit_show (visit, "Pictures outside");
  visit_wait_for_page (visit, "const bar = document.querySelector ('.bar'); return heading.textContent === 'Pictures outside' && bar !== null && bar.textContent.includes ('10 pictures');");
  visit_wait_for_page (visit, "return Array.from (mail.images).every (p => !p.naturalWidth);");
  g_assert_cmpstr (server->asked->str, ==, "");

  visit_press (visit, "Show Pictures");
  visit_wait_for_page (visit, script);
  visit_wait_for_page (visit, "const missing = Array.from (mail.images).filter (p => !p.naturalWidth);"
                              "return missing.length === 8 && missing.every (p => 'missing' in p.dataset && p.title.startsWith ('This picture could not be loaded'));");
  asked = g_ascii_strdown (server->asked->str, -1);
  g_assert_nonnull (strstr (asked, "get /good "));
  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_null (strstr (asked, never[i]));

  /* Nobody vouches for this sender, and what was shown once is hidden again, at once or when one comes back. */
  visit_wait_for_page (visit, "return document.querySelectorAll ('.bar .pill').length === 1;");
  visit_press (visit, "Hide Pictures");
  visit_wait_for_page (visit, HELD);
  visit_press (visit, "Show Pictures");
  visit_wait_for_page (visit, script);
  visit_show (visit, "Pictures inside");
  visit_wait_for_page (visit, "return heading.textContent === 'Pictures inside';");
  visit_show (visit, "Pictures outside");
  visit_wait_for_page (visit, "if (heading.textContent !== 'Pictures outside') return false;" HELD);
  picture_server_free (server);
}

/* Pictures of a sender: shown without asking once the user has said so, in messages for which the provider vouches. */
static void
pictures_of_a_sender (Visit *visit)
{
  static const struct
  {
    const char *subject;
    const char *results;
  } mails[] = {
    { "News 1", "Authentication-Results: localhost; dmarc=pass header.from=example.test\r\n" },
    { "News 2", "Authentication-Results: localhost; dmarc=pass header.from=example.test\r\n" },
    { "Forged", "Authentication-Results: evil.test; dmarc=pass header.from=example.test\r\n" },
  };
  PictureServer *server = picture_server_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      g_autofree char *mail = g_strdup_printf ("%sFrom: News <news@example.test>\r\nSubject: %s\r\nContent-Type: text/html\r\n\r\n<p>Look: <img src=\"http://127.0.0.1:%u/good\">\r\n", mails[i].results, mails[i].subject, server->port);

      visit_deliver (visit, mail);
    }
  visit_show (visit, "News 1");
  visit_wait_for_page (visit, "if (heading.textContent !== 'News 1') return false;" HELD);
  visit_press (visit, "Show Pictures");
  visit_press (visit, "Always for news@example.test");
  visit_wait_for_page (visit, "return document.querySelector ('.bar').textContent.includes ('always shown for news@example.test');");

  visit_show (visit, "News 2");
  visit_wait_for_page (visit, "return heading.textContent === 'News 2' && mail.images[0].naturalWidth > 0;");
  g_string_truncate (server->asked, 0);
  visit_show (visit, "Forged");
  visit_wait_for_page (visit, "if (heading.textContent !== 'Forged') return false;" HELD);
  visit_press (visit, "Show Pictures");
  visit_wait_for_page (visit, "return mail.images[0].naturalWidth > 0 && document.querySelectorAll ('.bar .pill').length === 1;");

  visit_show (visit, "News 1");
  visit_wait_for_page (visit, "return heading.textContent === 'News 1' && mail.images[0].naturalWidth > 0;");
  visit_press (visit, "Ask Again");
  visit_wait_for_page (visit, HELD);
  visit_show (visit, "News 2");
  visit_wait_for_page (visit, "if (heading.textContent !== 'News 2') return false;" HELD);
  picture_server_free (server);
}

static void
test_pictures (void)
{
  Visit visit = { 0 };

  visit.fixture = engine_fixture_new (NULL);
  visit_open (&visit);
  pictures_inside (&visit);
  pictures_from_outside (&visit);
  pictures_of_a_sender (&visit);
  visit_close (&visit);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/pictures", test_pictures);
  return g_test_run ();
}
