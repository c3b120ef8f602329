/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "visit.h"

#include "mailer-reader-private.h"
#include "ui-test.h"

void
visit_deliver (Visit      *visit,
               const char *message)
{
  mailer_test_server_deliver (visit->fixture->server, "ada", "INBOX", message, -1);
}

void
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

void
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

WebKitWebView *
visit_get_page (Visit *visit)
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

  if (visit->is_true || visit->is_asking || visit_get_page (visit) == NULL)
    return visit->is_true;
  visit->is_asking = TRUE;
  webkit_web_view_call_async_javascript_function (visit_get_page (visit), visit->script, -1, NULL, "mailer", NULL, NULL, answered_cb, visit);
  return FALSE;
}

#define COMMON "const frame = document.querySelector ('iframe'); const mail = frame && frame.contentDocument;" \
               "const heading = document.querySelector ('h1'); if (!mail || !mail.body || !heading) return false;"

void
visit_wait_for_page (Visit      *visit,
                     const char *script)
{
  g_autofree char *whole = g_strconcat (COMMON, script, NULL);

  g_test_message ("Wait for: %s", script);
  visit->script = whole;
  visit->is_true = FALSE;
  ui_test_wait_for (does_page_agree, visit);
  visit->script = NULL;
}

void
visit_press (Visit      *visit,
             const char *label)
{
  g_autofree char *script = g_strdup_printf ("const pill = Array.from (document.querySelectorAll ('.bar .pill')).find (one => one.textContent === '%s'); if (pill) pill.click (); return !!pill;", label);

  visit_wait_for_page (visit, script);
}

void
visit_show (Visit      *visit,
            const char *subject)
{
  visit->subject = subject;
  ui_test_wait_for (select_row, visit);
}

void
visit_wait_for_label (Visit      *visit,
                      const char *text)
{
  UiTestLabel label = { GTK_WIDGET (visit->window), text };

  ui_test_wait_for (ui_test_has_label, &label);
}
