/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The content filter by itself, as every other wall of the reader may fall with the next version of the
 * engine: a bare web view with a network, without a policy for content or navigation, is given mails as they
 * come, three in a row in the same view, as names are looked up ahead from the second on. The same view
 * without the filter proves that the mails do what they are made for, and that there was time for it. */

#include "config.h"

#include <webkit/webkit.h>

#include "leak-ear.h"
#include "mailer-web-view-walls.h"
#include "mailer-web-view.h"
#include "ui-test.h"

#define N_MAILS 3

/* What the reader's view does with the filter and with pages, in the order in which it does it. The linker
 * leads its calls here. */

static GString *calls;

void __real_webkit_user_content_manager_add_filter (WebKitUserContentManager *manager, WebKitUserContentFilter *filter);
void __wrap_webkit_user_content_manager_add_filter (WebKitUserContentManager *manager, WebKitUserContentFilter *filter);
void __real_webkit_web_view_load_html (WebKitWebView *view, const char *html, const char *base_uri);
void __wrap_webkit_web_view_load_html (WebKitWebView *view, const char *html, const char *base_uri);

void
__wrap_webkit_user_content_manager_add_filter (WebKitUserContentManager *manager,
                                               WebKitUserContentFilter  *filter)
{
  if (calls != NULL)
    g_string_append (calls, "filter, ");
  __real_webkit_user_content_manager_add_filter (manager, filter);
}

void
__wrap_webkit_web_view_load_html (WebKitWebView *view,
                                  const char    *html,
                                  const char    *base_uri)
{
  if (calls != NULL)
    g_string_append (calls, webkit_web_view_get_uri (view) == NULL && !webkit_web_view_is_loading (view) ? "first page, " : "page, ");
  __real_webkit_web_view_load_html (view, html, base_uri);
}

/* The bare views */

/**
 * Bare:
 * @says: (nullable): what the mail says of itself once it is drawn
 */
typedef struct
{
  LeakEar        ear;
  WebKitWebView *view;
  gboolean       is_loaded;
  gboolean       is_answered;
  char          *says;
} Bare;

static void
load_changed_cb (Bare           *bare,
                 WebKitLoadEvent event)
{
  if (event == WEBKIT_LOAD_FINISHED)
    bare->is_loaded = TRUE;
}

static gboolean
is_loaded (gpointer data)
{
  return ((Bare *)data)->is_loaded;
}

static gboolean
is_answered (gpointer data)
{
  return ((Bare *)data)->is_answered;
}

static void
said_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Bare *bare = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (WEBKIT_WEB_VIEW (source), result, &error);

  g_assert_no_error (error);
  bare->says = jsc_value_to_string (value);
  bare->is_answered = TRUE;
}

/* The scripts of pages are off, ours are not. */
static void
bare_open (Bare                     *bare,
           const char               *name,
           WebKitUserContentManager *manager,
           GtkBox                   *box)
{
  g_autoptr (WebKitNetworkSession) session = webkit_network_session_new_ephemeral ();
  g_autoptr (WebKitSettings) settings = webkit_settings_new ();

  leak_ear_open (&bare->ear, name);
  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_NO_PROXY, NULL);
  webkit_settings_set_enable_javascript_markup (settings, FALSE);
  webkit_settings_set_hardware_acceleration_policy (settings, WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER);
  bare->view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", session, "settings", settings, "user-content-manager", manager, NULL);
  g_signal_connect_swapped (bare->view, "load-changed", G_CALLBACK (load_changed_cb), bare);
  gtk_widget_set_size_request (GTK_WIDGET (bare->view), 400, 500);
  gtk_box_append (box, GTK_WIDGET (bare->view));
}

static void
bare_close (Bare *bare)
{
  leak_ear_close (&bare->ear);
  g_clear_pointer (&bare->says, g_free);
}

static void
bare_show_mail (Bare *bare)
{
  g_autofree char *mail = leak_ear_dup_mail (&bare->ear);

  leak_ear_forget (&bare->ear);
  bare->is_loaded = FALSE;
  webkit_web_view_load_html (bare->view, mail, NULL);
}

/* An empty page would look like a perfect score. */
static void
bare_assert_drawn (Bare *bare)
{
  static const char script[] = "const marker = document.getElementById ('marker');"
                               "return marker.textContent + (marker.getBoundingClientRect ().height > 0 ? ' It has a size.' : '');";

  ui_test_wait_for (is_loaded, bare);
  bare->is_answered = FALSE;
  g_clear_pointer (&bare->says, g_free);
  webkit_web_view_call_async_javascript_function (bare->view, script, -1, NULL, "test", NULL, NULL, said_cb, bare);
  ui_test_wait_for (is_answered, bare);
  g_assert_cmpstr (bare->says, ==, "The mail is drawn. It has a size.");
}

static void
compiled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  WebKitUserContentFilter **filter = data;
  g_autoptr (GError) error = NULL;

  *filter = webkit_user_content_filter_store_save_finish (WEBKIT_USER_CONTENT_FILTER_STORE (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_compiled (gpointer filter)
{
  return *(WebKitUserContentFilter **)filter != NULL;
}

static WebKitUserContentManager *
create_manager_with_filter (void)
{
  WebKitUserContentManager *manager = webkit_user_content_manager_new ();
  g_autofree char          *path = g_build_filename (g_get_user_cache_dir (), "alone", NULL);
  g_autoptr (WebKitUserContentFilterStore) store = webkit_user_content_filter_store_new (path);
  g_autoptr (WebKitUserContentFilter) filter = NULL;
  g_autoptr (GBytes) source = mailer_web_view_walls_create_filter ();

  webkit_user_content_filter_store_save (store, "alone", source, NULL, compiled_cb, &filter);
  ui_test_wait_for (is_compiled, &filter);
  webkit_user_content_manager_add_filter (manager, filter);
  return manager;
}

static void
stands_alone (void)
{
  g_autoptr (WebKitUserContentManager) with = create_manager_with_filter ();
  g_autoptr (WebKitUserContentManager) without = webkit_user_content_manager_new ();
  GtkWidget *window = gtk_window_new ();
  GtkBox    *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  Bare       filtered = { 0 };
  Bare       control = { 0 };

  bare_open (&filtered, "filtered", with, box);
  bare_open (&control, "control", without, box);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (box));
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < N_MAILS; i++)
    {
      bare_show_mail (&filtered);
      bare_assert_drawn (&filtered);
      bare_show_mail (&control);
      ui_test_wait_for (leak_ear_has_heard_all, &control.ear);
      g_assert_cmpuint (filtered.ear.n_heard, ==, 0);
    }
  g_assert_false (leak_names_contain ("filtered."));
  g_assert_true (leak_names_contain ("link-dns-prefetch.2.control."));
  bare_close (&filtered);
  bare_close (&control);
  ui_test_destroy_window (window);
}

static void
set_true_cb (gboolean *flag)
{
  *flag = TRUE;
}

static gboolean
is_set (gpointer flag)
{
  return *(gboolean *)flag;
}

static void
is_there_before_anything_is_loaded (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = mailer_web_view_new ();
  gboolean   is_ready = FALSE;

  calls = g_string_new (NULL);
  g_signal_connect_swapped (view, "ready", G_CALLBACK (set_true_cb), &is_ready);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_null (adw_bin_get_child (ADW_BIN (view)));
  ui_test_wait_for (is_set, &is_ready);
  g_assert_cmpstr (calls->str, ==, "filter, first page, ");
  g_string_free (g_steal_pointer (&calls), TRUE);
  ui_test_destroy_window (window);
}

/* Without the filter there is no view at all: the reader shows plain text, see test-reader.c. */
static void
nothing_is_shown_without_it (void)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "mailer", "filter", NULL);
  g_autofree char *away = g_strconcat (path, ".away", NULL);
  GtkWidget       *window = gtk_window_new ();
  GtkWidget       *view;
  gboolean         is_unavailable = FALSE;

  /* A file where a folder should be. */
  g_assert_cmpint (rename (path, away), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_test_expect_message ("mailer-ui", G_LOG_LEVEL_WARNING, "The content filter cannot be compiled*");
  view = mailer_web_view_new ();
  g_signal_connect_swapped (view, "unavailable", G_CALLBACK (set_true_cb), &is_unavailable);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for (is_set, &is_unavailable);
  g_test_assert_expected_messages ();
  g_assert_null (adw_bin_get_child (ADW_BIN (view)));
  g_assert_false (mailer_web_view_get_is_ready (MAILER_WEB_VIEW (view)));
  g_assert_cmpint (remove (path), ==, 0);
  g_assert_cmpint (rename (away, path), ==, 0);
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
  g_test_add_func ("/ui/web-filter/stands-alone", stands_alone);
  g_test_add_func ("/ui/web-filter/is-there-before-anything-is-loaded", is_there_before_anything_is_loaded);
  g_test_add_func ("/ui/web-filter/nothing-is-shown-without-it", nothing_is_shown_without_it);
  status = g_test_run ();
  leak_names_forget ();
  return status;
}
