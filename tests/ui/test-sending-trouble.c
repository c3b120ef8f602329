/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The server for sending does not take the password that the other one takes: the window says so, asks for the
 * password, and the message that waited goes out. */

#include "config.h"

#include <string.h>

#include "engine-fixture.h"
#include "mailer-account-help-window.h"
#include "mailer-window-private.h"
#include "test-certificates.h"
#include "test-server.h"
#include "ui-test.h"

#define GREETING "TLS\nS: 220 hello\nC: EHLO [127.0.0.1]\nS: 250-hello\nS: 250 AUTH PLAIN\nC* AUTH PLAIN *\n"
#define GOOD_BYE "C: QUIT\nS: 221 bye\nEOF\n"
/* Nine header lines, a blank one, one of text. */
#define MAIL                                                              \
  "C: MAIL FROM:<ada@example.test>\nS: 250 ok\n"                          \
  "C: RCPT TO:<bob@example.test>\nS: 250 ok\n"                            \
  "C: DATA\nS: 354 go\n"                                                  \
  "C* *\nC* *\nC* *\nC* *\nC* *\nC* *\nC* *\nC* *\nC: \nC: Hello\nC: .\n" \
  "S: 250 ok\n"

/* Refused; then the help window asks, and then the message goes out. */
static const char                                                            script[] = GREETING "S: 535 5.7.8 not with this one\nEOF\n"
                                                                                                 "ACCEPT\n" GREETING "S: 235 ok\nC: NOOP\nS: 250 ok\n" GOOD_BYE
                                      "ACCEPT\n" GREETING "S: 235 ok\n" MAIL GOOD_BYE;

typedef struct
{
  EngineFixture *fixture;
  TestAuthority *authority;
  TestServer    *smtp;
  MailerWindow  *window;
} Setup;

static void
trust_both_authorities (Setup *setup)
{
  g_autofree char *path = g_build_filename (setup->fixture->folder, "authorities.pem", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *both = NULL;

  g_assert_true (g_file_get_contents (mailer_test_server_get_ca_file (setup->fixture->server), &first, NULL, NULL));
  g_assert_true (g_file_get_contents (test_authority_get_file (setup->authority), &second, NULL, NULL));
  both = g_strconcat (first, "\n", second, NULL);
  g_assert_true (g_file_set_contents (path, both, -1, NULL));
  mailer_engine_set_ca_file (setup->fixture->engine, path);
}

static void
use_scripted_server (Setup *setup)
{
  const TestCertificate wanted = { .dns_name = "localhost" };
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (setup->authority, &wanted);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (mailer_account_get_settings (setup->fixture->account));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  setup->smtp = test_server_new (script, certificate);
  mailer_server_settings_set (&settings->smtp, "localhost", test_server_get_port (setup->smtp), MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_PASSWORD);
  mailer_engine_update_account_async (setup->fixture->engine, settings, NULL, NULL, engine_fixture_done_cb, &result);
  mailer_engine_update_account_finish (setup->fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static void
send_a_message (Setup *setup)
{
  g_autoptr (MailerDraft) draft = mailer_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  draft->account_id = g_strdup (mailer_account_get_id (setup->fixture->account));
  engine_fixture_set_text (&draft->to, "bob@example.test");
  engine_fixture_set_text (&draft->subject, "Once");
  engine_fixture_set_text (&draft->text, "Hello");
  mailer_engine_send_async (setup->fixture->engine, draft, NULL, engine_fixture_done_cb, &result);
  mailer_engine_send_finish (setup->fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static gboolean
is_notice_shown (gpointer data)
{
  Setup *setup = data;

  return gtk_revealer_get_reveal_child (ui_test_get_child (ui_test_get_child (setup->window->list_pane, "account_notice"), "revealer"));
}

static gboolean
is_sending_notice_shown (gpointer data)
{
  Setup    *setup = data;
  GtkLabel *title = ui_test_get_child (ui_test_get_child (setup->window->list_pane, "account_notice"), "title");

  return is_notice_shown (setup)
         && g_str_equal (gtk_label_get_text (title), "Messages cannot be sent: “localhost” did not accept the user name or password");
}

static gboolean
is_one_undecided (gpointer data)
{
  Setup            *setup = data;
  AdwButtonContent *content = ui_test_get_child (setup->window->sidebar, "activity_content");

  return g_str_equal (adw_button_content_get_label (content), "1 failed");
}

static GtkWindow *
find_help_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      /* The list keeps it. */
      if (MAILER_IS_ACCOUNT_HELP_WINDOW (window))
        return window;
    }

  return NULL;
}

static gboolean
is_all_well (gpointer data)
{
  Setup *setup = data;

  return find_help_window () == NULL && !is_notice_shown (setup)
         && g_list_model_get_n_items (mailer_engine_get_activities (setup->fixture->engine)) == 0;
}

static gboolean
is_window_gone (gpointer data)
{
  return ((Setup *)data)->window == NULL;
}

/* The row of the message that waits: all that the notice says, by keyboard and to be copied. */
static void
check_row (Setup      *setup,
           const char *port)
{
  GtkListBox *list_box = ui_test_get_child (ui_test_get_child (setup->window->sidebar, "activity_popover"), "list_box");
  GtkWidget  *row = GTK_WIDGET (gtk_list_box_get_row_at_index (list_box, 0));
  GtkWidget  *expander = ui_test_get_child (row, "expander");
  GtkButton  *copy = GTK_BUTTON (gtk_widget_get_last_child (gtk_expander_get_child (GTK_EXPANDER (expander))));
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_true (gtk_widget_get_visible (expander));
  g_assert_true (gtk_widget_get_focusable (expander));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (ui_test_get_child (row, "body")), "Check both."));
  g_value_init (&value, G_TYPE_STRING);
  g_signal_emit_by_name (copy, "clicked");
  g_assert_true (gdk_content_provider_get_value (gdk_clipboard_get_content (gtk_widget_get_clipboard (row)), &value, NULL));
  g_assert_nonnull (strstr (g_value_get_string (&value), "Send “Once”"));
  g_assert_nonnull (strstr (g_value_get_string (&value), port));
  g_assert_nonnull (strstr (g_value_get_string (&value), "not with this one"));

  g_assert_true (gtk_widget_get_visible (ui_test_get_child (row, "help_button")));
  g_signal_emit_by_name (ui_test_get_child (row, "help_button"), "clicked");
  g_assert_nonnull (find_help_window ());
  gtk_window_destroy (find_help_window ());
}

static void
password_for_sending (void)
{
  Setup            setup = { NULL };
  GtkWindow       *help;
  g_autofree char *port = NULL;
  const char      *details;

  setup.fixture = engine_fixture_new (NULL);
  setup.authority = test_authority_new ();
  trust_both_authorities (&setup);
  engine_fixture_find_folder (setup.fixture, MAILER_FOLDER_ROLE_SENT);
  use_scripted_server (&setup);
  setup.window = MAILER_WINDOW (mailer_window_new (NULL, setup.fixture->engine));
  gtk_window_present (GTK_WINDOW (setup.window));
  mailer_window_set_opened (setup.window);

  send_a_message (&setup);
  ui_test_wait_for (is_sending_notice_shown, &setup);
  ui_test_wait_for (is_one_undecided, &setup);

  port = g_strdup_printf ("localhost, port %u", test_server_get_port (setup.smtp));
  check_row (&setup, port);
  g_signal_emit_by_name (ui_test_get_child (ui_test_get_child (setup.window->list_pane, "account_notice"), "button"), "clicked");
  help = find_help_window ();
  g_assert_nonnull (help);
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (help, "password_group")));
  details = gtk_label_get_label (ui_test_get_child (help, "details_label"));
  g_assert_nonnull (strstr (details, port));
  g_assert_nonnull (strstr (details, "not with this one"));

  gtk_editable_set_text (ui_test_get_child (help, "password_row"), "ada-secret");
  g_signal_emit_by_name (ui_test_get_child (help, "main_button"), "clicked");
  ui_test_wait_for (is_all_well, &setup);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);

  g_object_add_weak_pointer (G_OBJECT (setup.window), (gpointer *)&setup.window);
  gtk_window_destroy (GTK_WINDOW (setup.window));
  ui_test_wait_for (is_window_gone, &setup);
  test_server_finish (setup.smtp);
  engine_fixture_free (setup.fixture);
  test_authority_free (setup.authority);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/sending-trouble/password", password_for_sending);

  return g_test_run ();
}
