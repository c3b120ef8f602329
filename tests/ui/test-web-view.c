/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Three mails in a row that try every known way to reach the network are shown by the reader's web view.
 * Nobody may hear of it: not a listener, and not who is asked for the addresses of names. Next to it a web
 * view without our walls shows the same mail: what is heard of that one proves that the test can hear, and
 * that the mails had their time. */

#include "config.h"

#include <webkit/webkit.h>

#include "leak-ear.h"
#include "mailer-message-private.h"
#include "mailer-reader-data.h"
#include "mailer-web-view.h"
#include "ui-test.h"

#define N_MAILS 3

typedef struct
{
  LeakEar        walls;
  LeakEar        control;
  MailerWebView *view;
  gint64         shown_id;
  gboolean       is_ready;
  gboolean       is_answered;
  char          *text;
  double         wanted_scale;
} Test;

static MailerMessage *
create_message (gint64 id)
{
  MailerMessage *message = mailer_message_new ();

  message->id = id;
  g_free (message->subject);
  message->subject = g_strdup ("You have won");
  g_ptr_array_add (message->from, mailer_address_new ("A friend", "friend@example.org"));
  return message;
}

static void
show (MailerWebView *view,
      gint64         id)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_message_unref);

  g_ptr_array_add (messages, create_message (id));
  mailer_web_view_call (view, "show", mailer_reader_data_new_conversation (messages, NULL));
}

static void
give_body (Test  *test,
           gint64 id)
{
  g_autoptr (MailerMessageBody) body = mailer_message_body_new (id);

  body->document = leak_ear_dup_mail (&test->walls);
  body->is_html = TRUE;
  mailer_web_view_call (test->view, "setBody", mailer_reader_data_new_body (body));
}

static void
ready_cb (Test *test)
{
  mailer_web_view_call (test->view, "setStyle", mailer_reader_data_new_style (FALSE, FALSE, FALSE));
  test->is_ready = TRUE;
}

static void
message_cb (Test       *test,
            const char *name,
            gint64      id,
            int         index)
{
  if (g_str_equal (name, "load"))
    give_body (test, id);
  else if (g_str_equal (name, "shown"))
    test->shown_id = id;
}

static gboolean
is_ready (gpointer data)
{
  return ((Test *)data)->is_ready;
}

static gboolean
is_shown (gpointer data)
{
  Test *test = data;

  return test->shown_id != 0;
}

static gboolean
is_answered (gpointer data)
{
  return ((Test *)data)->is_answered;
}

static void
text_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Test *test = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, &error);

  g_assert_no_error (error);
  test->text = jsc_value_to_string (value);
  test->is_answered = TRUE;
}

/* An empty page would look like a perfect score. */
static void
assert_drawn (Test *test)
{
  static const char script[] = "const frame = document.querySelector ('iframe');"
                               "const marker = frame.contentDocument.getElementById ('marker');"
                               "return marker.textContent + (frame.clientHeight > 100 && marker.getBoundingClientRect ().height > 0 ? ' It has a size.' : '');";
  WebKitWebView    *web_view = WEBKIT_WEB_VIEW (adw_bin_get_child (ADW_BIN (test->view)));

  test->is_answered = FALSE;
  g_clear_pointer (&test->text, g_free);
  webkit_web_view_call_async_javascript_function (web_view, script, -1, NULL, "mailer", NULL, NULL, text_cb, test);
  ui_test_wait_for (is_answered, test);
  g_assert_cmpstr (test->text, ==, "The mail is drawn. It has a size.");
}

static GtkWidget *
create_control (Test *test)
{
  g_autoptr (WebKitNetworkSession) session = webkit_network_session_new_ephemeral ();
  g_autoptr (WebKitSettings) settings = webkit_settings_new ();
  g_autofree char *mail = leak_ear_dup_mail (&test->control);
  WebKitWebView   *view;

  webkit_settings_set_enable_javascript (settings, FALSE);
  webkit_settings_set_hardware_acceleration_policy (settings, WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER);
  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_NO_PROXY, NULL);
  view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", session, "settings", settings, NULL);
  webkit_web_view_load_html (view, mail, "http://127.0.0.1/");
  return GTK_WIDGET (view);
}

static void
nobody_hears_of_three_mails (void)
{
  Test       test = { 0 };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  leak_ear_open (&test.walls, "walls");
  leak_ear_open (&test.control, "control");
  test.view = MAILER_WEB_VIEW (mailer_web_view_new ());
  gtk_widget_set_size_request (GTK_WIDGET (test.view), 500, 500);
  g_signal_connect_swapped (test.view, "ready", G_CALLBACK (ready_cb), &test);
  g_signal_connect_swapped (test.view, "message", G_CALLBACK (message_cb), &test);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (test.view));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for (is_ready, &test);

  for (gint64 id = 1; id <= N_MAILS; id++)
    {
      GtkWidget *control = create_control (&test);

      test.shown_id = 0;
      leak_ear_forget (&test.control);
      show (test.view, id);
      ui_test_wait_for (is_shown, &test);
      g_assert_cmpint (test.shown_id, ==, id);
      assert_drawn (&test);
      gtk_widget_set_size_request (control, 300, 500);
      gtk_box_append (GTK_BOX (box), control);
      ui_test_wait_for (leak_ear_has_heard_all, &test.control);
      gtk_box_remove (GTK_BOX (box), control);
      g_assert_cmpuint (test.walls.n_heard, ==, 0);
    }
  g_assert_false (leak_names_contain ("walls."));
  g_assert_true (leak_names_contain ("control."));

  g_free (test.text);
  leak_ear_close (&test.walls);
  leak_ear_close (&test.control);
  ui_test_destroy_window (window);
}

/* A click on a link goes nowhere; the reader is told where it would have gone, and what it says. */

typedef struct
{
  char *uri;
  char *text;
} Activated;

static void
link_cb (Activated         *activated,
         const char        *uri,
         const char *const *texts)
{
  g_free (activated->uri);
  activated->uri = g_strdup (uri);
  activated->text = g_strdup (texts[0]);
}

static gboolean
is_activated (gpointer data)
{
  return ((Activated *)data)->uri != NULL;
}

static void
give_link (Test       *test,
           const char *name,
           gint64      id,
           int         index)
{
  g_autoptr (MailerMessageBody) body = NULL;

  if (g_str_equal (name, "shown"))
    test->shown_id = id;
  if (!g_str_equal (name, "load"))
    return;
  body = mailer_message_body_new (id);
  body->document = g_strdup ("<!DOCTYPE html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head><body><a href=\"https://elsewhere.test/page\">bank.test</a></body></html>");
  mailer_web_view_call (test->view, "setBody", mailer_reader_data_new_body (body));
}

static void
tells_of_links (void)
{
  Test       test = { 0 };
  Activated  activated = { 0 };
  GtkWidget *window = gtk_window_new ();

  test.view = MAILER_WEB_VIEW (mailer_web_view_new ());
  g_signal_connect_swapped (test.view, "ready", G_CALLBACK (ready_cb), &test);
  g_signal_connect_swapped (test.view, "message", G_CALLBACK (give_link), &test);
  g_signal_connect_swapped (test.view, "link-activated", G_CALLBACK (link_cb), &activated);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (test.view));
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for (is_ready, &test);
  show (test.view, 7);
  ui_test_wait_for (is_shown, &test);
  webkit_web_view_call_async_javascript_function (WEBKIT_WEB_VIEW (adw_bin_get_child (ADW_BIN (test.view))), "document.querySelector ('iframe').contentDocument.links[0].click (); return '';", -1, NULL, "mailer", NULL, NULL, text_cb, &test);
  ui_test_wait_for (is_activated, &activated);
  g_assert_cmpstr (activated.uri, ==, "https://elsewhere.test/page");
  g_assert_cmpstr (activated.text, ==, "bank.test");
  ui_test_wait_for (is_answered, &test);
  g_free (activated.uri);
  g_free (activated.text);
  g_free (test.text);
  ui_test_destroy_window (window);
}

/* The web process is killed under the view: it says so, and comes back with an empty page. */

static gboolean
is_crashed (gpointer data)
{
  return *(gboolean *)data;
}

static void
set_true_cb (gboolean *flag)
{
  *flag = TRUE;
}

static void
comes_back_after_a_crash (void)
{
  Test       test = { 0 };
  gboolean   has_crashed = FALSE;
  GtkWidget *window = gtk_window_new ();

  test.view = MAILER_WEB_VIEW (mailer_web_view_new ());
  g_signal_connect_swapped (test.view, "ready", G_CALLBACK (ready_cb), &test);
  g_signal_connect_swapped (test.view, "crashed", G_CALLBACK (set_true_cb), &has_crashed);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (test.view));
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for (is_ready, &test);
  test.is_ready = FALSE;
  g_signal_emit_by_name (adw_bin_get_child (ADW_BIN (test.view)), "web-process-terminated", WEBKIT_WEB_PROCESS_CRASHED);
  ui_test_wait_for (is_crashed, &has_crashed);
  ui_test_wait_for (is_ready, &test);
  g_assert_true (mailer_web_view_get_is_ready (test.view));
  ui_test_destroy_window (window);
}

/* The desktop's larger text makes everything larger that a mail shows, at once. */

static double
measure_scale (Test *test)
{
  WebKitWebView *web_view = WEBKIT_WEB_VIEW (adw_bin_get_child (ADW_BIN (test->view)));

  test->is_answered = FALSE;
  g_clear_pointer (&test->text, g_free);
  webkit_web_view_call_async_javascript_function (web_view, "return window.innerWidth;", -1, NULL, "mailer", NULL, NULL, text_cb, test);
  ui_test_wait_for (is_answered, test);
  return gtk_widget_get_width (GTK_WIDGET (web_view)) / g_ascii_strtod (test->text, NULL);
}

static gboolean
has_wanted_scale (gpointer data)
{
  Test *test = data;

  return ABS (measure_scale (test) - test->wanted_scale) < 0.02;
}

static void
follows_the_size_of_text (void)
{
  Test             test = { 0 };
  GtkWidget       *window = gtk_window_new ();
  GtkSettings     *settings = gtk_widget_get_settings (window);
  g_autofree char *font_name = NULL;
  int              dpi;
  const struct
  {
    const char *font_name;
    int         dpi;
    double      scale;
  } rows[] = {
    { "Sans 11", 96, 1.0 },
    { "Sans 11", 144, 1.5 },
    { "Sans 22", 96, 2.0 },
    { "Sans 16.5", 120, 1.875 },
    /* Mails are made for text of the usual size. */
    { "Sans 9", 96, 1.0 },
    { "Sans 11", 96, 1.0 },
  };

  g_object_get (settings, "gtk-font-name", &font_name, "gtk-xft-dpi", &dpi, NULL);
  test.view = MAILER_WEB_VIEW (mailer_web_view_new ());
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 400);
  g_signal_connect_swapped (test.view, "ready", G_CALLBACK (ready_cb), &test);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (test.view));
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for (is_ready, &test);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_object_set (settings, "gtk-font-name", rows[i].font_name, "gtk-xft-dpi", rows[i].dpi * 1024, NULL);
      test.wanted_scale = rows[i].scale;
      ui_test_wait_for (has_wanted_scale, &test);
    }
  g_object_set (settings, "gtk-font-name", font_name, "gtk-xft-dpi", dpi, NULL);
  g_free (test.text);
  ui_test_destroy_window (window);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_assert_cmpint (argc, >, 1);
  leak_names_watch (argv[1]);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/web-view/nobody-hears-of-three-mails", nobody_hears_of_three_mails);
  g_test_add_func ("/ui/web-view/tells-of-links", tells_of_links);
  g_test_add_func ("/ui/web-view/comes-back-after-a-crash", comes_back_after_a_crash);
  g_test_add_func ("/ui/web-view/follows-the-size-of-text", follows_the_size_of_text);
  status = g_test_run ();
  leak_names_forget ();
  return status;
}
