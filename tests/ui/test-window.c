/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window on a real engine with mail of all kinds: what is on its page, which pictures appear, and
 * what is said of names that strangers chose. */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>
#include <webkit/webkit.h>

#include "engine-fixture.h"
#include "mailer-activity-private.h"
#include "mailer-attachment-actions.h"
#include "mailer-engine-error.h"
#include "mailer-http-fetcher.h"
#include "mailer-reader-private.h"
#include "mailer-window-private.h"
#include "ui-test.h"

/* The linker leads these here: the fetcher refuses this machine, where our picture server is, which knows no
 * TLS either, and nothing is opened outside. */

static GString *opened;

MailerHttpResponse *__real_mailer_http_fetcher_get (MailerHttpFetcher *self, const char *address, const MailerHttpOptions *options, GCancellable *cancellable, gint64 deadline_us, GError **error);
MailerHttpResponse *__wrap_mailer_http_fetcher_get (MailerHttpFetcher *self, const char *address, const MailerHttpOptions *options, GCancellable *cancellable, gint64 deadline_us, GError **error);
void                __wrap_gtk_show_uri (GtkWindow *parent, const char *uri, guint32 timestamp);

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
  here.is_private_allowed = TRUE;
  return __real_mailer_http_fetcher_get (self, plain, &here, cancellable, deadline_us, error);
}

void
__wrap_gtk_show_uri (GtkWindow  *parent,
                     const char *uri,
                     guint32     timestamp)
{
  g_string_append_printf (opened, "%s ", uri);
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

/* The window */

/**
 * Visit:
 * @subject: of the row that is waited for
 * @script: what the page has to answer with "true"
 */
typedef struct
{
  EngineFixture *fixture;
  MailerWindow  *window;
  const char    *subject;
  const char    *script;
  gboolean       is_asking;
  gboolean       is_true;
} Visit;

static void
visit_deliver (Visit      *visit,
               const char *message)
{
  mailer_test_server_deliver (visit->fixture->server, "ada", "INBOX", message, -1);
}

static void
visit_open (Visit *visit)
{
  visit->window = MAILER_WINDOW (mailer_window_new (NULL, visit->fixture->engine));
  gtk_window_set_default_size (GTK_WINDOW (visit->window), 1200, 750);
  gtk_window_present (GTK_WINDOW (visit->window));
  mailer_window_set_opened (visit->window);
}

static gboolean
is_gone (gpointer data)
{
  return ((Visit *)data)->window == NULL;
}

/* What is under way for the window comes to its end first. */
static void
visit_close (Visit *visit)
{
  g_object_add_weak_pointer (G_OBJECT (visit->window), (gpointer *)&visit->window);
  gtk_window_destroy (GTK_WINDOW (visit->window));
  ui_test_wait_for (is_gone, visit);
  g_clear_pointer (&visit->fixture, engine_fixture_free);
}

static gboolean
select_row (gpointer data)
{
  Visit       *visit = data;
  GtkListView *view = ui_test_get_child (visit->window->list_pane, "list_view");
  GListModel  *model = G_LIST_MODEL (gtk_list_view_get_model (view));

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (MailerConversation) conversation = g_list_model_get_item (model, i);

      if (mailer_conversation_get_is_loaded (conversation) && g_str_equal (mailer_conversation_get_subject (conversation), visit->subject))
        return gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), i, TRUE);
    }
  return FALSE;
}

static WebKitWebView *
get_page (Visit *visit)
{
  return WEBKIT_WEB_VIEW (adw_bin_get_child (ADW_BIN (visit->window->reader->web_view)));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Visit *visit = data;
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, NULL);

  visit->is_asking = FALSE;
  visit->is_true = value != NULL && jsc_value_is_boolean (value) && jsc_value_to_boolean (value);
}

static gboolean
does_page_agree (gpointer data)
{
  Visit *visit = data;

  if (visit->is_true || visit->is_asking || get_page (visit) == NULL)
    return visit->is_true;
  visit->is_asking = TRUE;
  webkit_web_view_call_async_javascript_function (get_page (visit), visit->script, -1, NULL, "mailer", NULL, NULL, answered_cb, visit);
  return FALSE;
}

#define COMMON "const frame = document.querySelector ('iframe'); const mail = frame && frame.contentDocument;" \
               "const heading = document.querySelector ('h1'); if (!mail || !mail.body || !heading) return false;"

/* Waits until the page of our own says so; the script sees the frame of the mail, its document and the heading. */
static void
wait_for_page (Visit      *visit,
               const char *script)
{
  g_autofree char *whole = g_strconcat (COMMON, script, NULL);

  g_test_message ("Wait for: %s", script);
  visit->script = whole;
  visit->is_true = FALSE;
  ui_test_wait_for (does_page_agree, visit);
  visit->script = NULL;
}

static void
show (Visit      *visit,
      const char *subject)
{
  visit->subject = subject;
  ui_test_wait_for (select_row, visit);
}

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
  show (visit, "Pictures inside");
  wait_for_page (visit, "return heading.textContent === 'Pictures inside' && mail.images.length > 1;");
  wait_for_page (visit, script);
}

/* Pictures from the network: nobody is asked before the user says so, and then nothing is told. */

static void
pictures_from_outside (Visit *visit)
{
  static const char *const never[] = { "get /sheet", "get /font", "get /frame", "\r\ncookie:", "\r\nreferer:" };
  PictureServer           *server = picture_server_new ();
  g_autofree char         *script = create_picture_script ();
  g_autofree char         *asked = NULL;
  g_autoptr (GString) mail = g_string_new ("From: Bob <bob@example.test>\r\nSubject: Pictures outside\r\nContent-Type: text/html\r\n\r\n<p>Look:");

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    g_string_append_printf (mail, "<img alt=\"%s\" width=30 height=30 src=\"http://127.0.0.1:%u/%s\">\r\n", pictures[i].name, server->port, pictures[i].name);
  g_string_append_printf (mail, "<style>@import 'http://127.0.0.1:%u/sheet'; @font-face { font-family: x; src: url(http://127.0.0.1:%u/font) } p { font-family: x }</style>\r\n", server->port, server->port);
  g_string_append_printf (mail, "<iframe src=\"http://127.0.0.1:%u/frame\"></iframe>\r\n", server->port);
  visit_deliver (visit, mail->str);

  show (visit, "Pictures outside");
  wait_for_page (visit, "const bar = document.querySelector ('.bar'); return heading.textContent === 'Pictures outside' && bar !== null && bar.textContent.includes ('9 pictures');");
  wait_for_page (visit, "return Array.from (mail.images).every (p => !p.naturalWidth);");
  g_assert_cmpstr (server->asked->str, ==, "");

  wait_for_page (visit, "document.querySelector ('.bar .pill').click (); return true;");
  wait_for_page (visit, "return document.querySelector ('.bar') === null;");
  wait_for_page (visit, script);
  asked = g_ascii_strdown (server->asked->str, -1);
  g_assert_nonnull (strstr (asked, "get /good "));
  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_null (strstr (asked, never[i]));
  picture_server_free (server);
}

/* What is hardly a mail is readable all the same. */
static void
odd_mails (Visit *visit)
{
  g_autofree char *fill = g_strnfill (2000, 'y');
  g_autofree char *subject = g_strconcat ("Endless ", fill, NULL);
  g_autofree char *mail = g_strdup_printf ("From: Bob <bob@example.test>\r\nSubject: %s\r\n\r\nThe text of an endless subject.\r\n", subject);

  visit_deliver (visit, mail);
  show (visit, subject);
  wait_for_page (visit, "return heading.textContent.startsWith ('Endless yyy') && heading.textContent.length < 600 && mail.body.textContent.includes ('The text of an endless subject');");
  wait_for_page (visit, "return document.documentElement.scrollWidth <= window.innerWidth;");

  visit_deliver (visit, "Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nNobody says nothing.\r\n");
  show (visit, "");
  wait_for_page (visit, "return heading.textContent === 'No subject' && document.querySelector ('.name').textContent === 'No sender' && mail.body.textContent.includes ('Nobody says nothing.');");

  visit_deliver (visit, "Subject: Not MIME\r\nFrom nobody in particular, this is no header at all\r\n\r\nJust words, \344\366\374, and <b>no markup</b>.\r\n");
  show (visit, "Not MIME");
  wait_for_page (visit, "return heading.textContent === 'Not MIME' && mail.body.textContent.includes ('and <b>no markup</b>.');");
}

/* Names of strangers in our own words: letters, never markup. */

static gboolean
find_label (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (find_label (child, text))
      return TRUE;
  return FALSE;
}

typedef struct
{
  GtkWidget  *widget;
  const char *text;
} WantedLabel;

static gboolean
has_label (gpointer data)
{
  const WantedLabel *wanted = data;

  return find_label (wanted->widget, wanted->text);
}

static void
wait_for_label (Visit      *visit,
                const char *text)
{
  WantedLabel wanted = { GTK_WIDGET (visit->window), text };

  ui_test_wait_for (has_label, &wanted);
}

static void
toasts_show_letters (Visit *visit)
{
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT, "no");
  const MailerActivityFacts facts = { .id = 1, .kind = MAILER_ACTIVITY_SEND, .account_id = "a", .subject = "Tom & Jerry</span><b> &lt;&amp; 50 %s %n", .n_messages = 1, .is_failed = TRUE, .error = error };
  g_autoptr (MailerActivity) activity = mailer_activity_new (&facts);

  g_signal_emit_by_name (visit->fixture->engine, "operation-failed", activity);
  wait_for_label (visit, "Send “Tom & Jerry</span><b> &lt;&amp; 50 %s %n”: A recipient was refused");
}

/* A message that was being written when the program ended is mentioned at the next start. */
static void
kept_drafts_are_mentioned (Visit *visit)
{
  g_autoptr (MailerDraft) draft = mailer_draft_new ();
  g_autoptr (MailerDraft) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  draft->account_id = g_strdup (mailer_account_get_id (visit->fixture->account));
  g_free (draft->subject);
  draft->subject = g_strdup ("Begun");
  mailer_engine_save_draft_async (visit->fixture->engine, draft, NULL, engine_fixture_done_cb, &result);
  saved = mailer_engine_save_draft_finish (visit->fixture->engine, engine_fixture_await (&result), NULL);
  g_assert_nonnull (saved);
  mailer_window_mention_drafts (visit->window);
  wait_for_label (visit, "A message you were writing was kept");
}

/* The focus is back where it was when the popover of what waits is closed again, or, where that is gone, in the pane
 * that is looked at. */

static gboolean
has_closed (gpointer popover)
{
  return !gtk_widget_get_mapped (popover);
}

static void
popover_gives_focus_back (Visit *visit)
{
  GtkWidget *popover = ui_test_get_child (visit->window->sidebar, "activity_popover");
  GtkWidget *button = ui_test_get_child (visit->window->sidebar, "menu_button");

  for (int is_gone = FALSE; is_gone <= TRUE; is_gone++)
    {
      GtkWidget *focus;

      gtk_widget_grab_focus (button);
      gtk_widget_activate_action (GTK_WIDGET (visit->window), "win.activity", NULL);
      ui_test_wait_for ((gboolean (*) (gpointer))gtk_widget_get_mapped, popover);
      gtk_widget_set_visible (button, !is_gone);
      gtk_popover_popdown (GTK_POPOVER (popover));
      ui_test_wait_for (has_closed, popover);
      focus = gtk_window_get_focus (GTK_WINDOW (visit->window));
      g_assert_nonnull (focus);
      g_assert_true (gtk_widget_is_ancestor (focus, is_gone ? GTK_WIDGET (visit->window->list_pane) : button));
    }
  gtk_widget_set_visible (button, TRUE);
}

/* A refused message: the server's words stand in the list, and with the message the complaint goes. */

static gboolean
waits_for_nothing (gpointer data)
{
  return mailer_account_get_n_waiting (((Visit *)data)->fixture->account) == 0;
}

static MailerActivity *
add_refused_message (Visit *visit)
{
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT, "no");
  const MailerActivityFacts facts = { .id = 2, .kind = MAILER_ACTIVITY_SEND, .account_id = "a", .subject = "Refused", .n_messages = 1, .is_failed = TRUE, .error = error };
  MailerActivity           *activity;

  mailer_error_edit_details (error)->server_text = g_strdup ("nobody@example.test: <b>No such user</b> &amp;");
  activity = mailer_activity_new (&facts);
  g_list_store_append (G_LIST_STORE (mailer_engine_get_activities (visit->fixture->engine)), activity);
  g_signal_emit_by_name (visit->fixture->engine, "operation-failed", activity);
  return activity;
}

static gboolean
lacks_label (gpointer data)
{
  return !has_label (data);
}

static void
refused_messages_are_explained (Visit *visit)
{
  g_autoptr (MailerActivity) activity = NULL;
  WantedLabel toast = { GTK_WIDGET (visit->window->toast_overlay), "Send “Refused”: A recipient was refused" };

  /* The engine makes the list anew when something in it changes. */
  ui_test_wait_for (waits_for_nothing, visit);
  activity = add_refused_message (visit);
  ui_test_wait_for (has_label, &toast);
  wait_for_label (visit, "The server says: nobody@example.test: <b>No such user</b> &amp;");
  popover_gives_focus_back (visit);
  g_list_store_remove_all (G_LIST_STORE (mailer_engine_get_activities (visit->fixture->engine)));
  ui_test_wait_for (lacks_label, &toast);
}

/* A program that calls itself a picture of something is not opened, and what can run is not even loaded. */
static void
programs_are_not_opened (Visit *visit)
{
  static const struct
  {
    const char *name;
    const char *says;
  } rows[] = {
    { "run & me.desktop", "“run & me.desktop” can run programs: it is only saved, never opened" },
    { "report.pdf", "“report.pdf” is not what its name says: it can only be saved" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char   *subject = g_strdup_printf ("Open %" G_GSIZE_FORMAT, i);
      g_autofree char   *mail = g_strdup_printf ("From: Bob <bob@example.test>\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n"
                                                   "--x\r\nContent-Type: application/pdf; name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%s\"\r\n\r\n#!/bin/sh\nrm -rf ~\n\r\n--x--\r\n",
                                                 subject, rows[i].name, rows[i].name);
      MailerMessage     *message;
      MailerMessageBody *body;
      g_autofree char   *is_there = g_strdup_printf ("return heading.textContent === '%s' && document.querySelector ('.file') !== null;", subject);

      visit_deliver (visit, mail);
      show (visit, subject);
      wait_for_page (visit, is_there);
      message = mailer_reader_get_message (visit->window->reader);
      body = g_hash_table_lookup (visit->window->reader->bodies, &message->id);
      mailer_attachment_open (GTK_WINDOW (visit->window), visit->fixture->engine, message->id, body->attachments->pdata[0]);
      wait_for_label (visit, rows[i].says);
      g_assert_cmpstr (opened->str, ==, "");
    }
}

static void
mail_of_all_kinds (void)
{
  Visit visit = { 0 };

  visit.fixture = engine_fixture_new (NULL);
  visit_open (&visit);
  pictures_inside (&visit);
  pictures_from_outside (&visit);
  odd_mails (&visit);
  programs_are_not_opened (&visit);
  kept_drafts_are_mentioned (&visit);
  toasts_show_letters (&visit);
  refused_messages_are_explained (&visit);
  visit_close (&visit);
}

/* Without the content filter there is no page, and the mail is text, all of it. */

static gboolean
shows_text (gpointer data)
{
  Visit           *visit = data;
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (visit->window->reader->text_view);
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return g_strcmp0 (gtk_stack_get_visible_child_name (visit->window->reader->stack), "text") == 0 && strstr (text, "This is the text.") != NULL;
}

static void
plain_text_without_filter (void)
{
  Visit            visit = { 0 };
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "mailer", NULL);
  g_autofree char *path = g_build_filename (folder, "filter", NULL);
  g_autofree char *away = g_strconcat (path, ".away", NULL);

  /* A file where a folder should be. */
  g_mkdir_with_parents (folder, 0700);
  g_rename (path, away);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_test_expect_message ("mailer-ui", G_LOG_LEVEL_WARNING, "The content filter cannot be compiled*");
  visit.fixture = engine_fixture_new (NULL);
  visit_deliver (&visit, "From: Bob <bob@example.test>\r\nSubject: Only text\r\nContent-Type: text/html\r\n\r\n<p>This is the <b>text</b>.</p><img src=\"http://127.0.0.1:9/x\">\r\n");
  visit_open (&visit);
  show (&visit, "Only text");
  ui_test_wait_for (shows_text, &visit);
  g_test_assert_expected_messages ();
  g_assert_null (get_page (&visit));
  visit_close (&visit);
  g_assert_cmpint (g_remove (path), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  opened = g_string_new (NULL);
  g_test_add_func ("/ui/window/mail-of-all-kinds", mail_of_all_kinds);
  g_test_add_func ("/ui/window/plain-text-without-filter", plain_text_without_filter);
  status = g_test_run ();
  g_string_free (opened, TRUE);
  return status;
}
