/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The windows in which an account is changed and helped, on a real engine and a private mail server. */

#include "config.h"

#include "engine-fixture.h"
#include "mailer-account-check-group.h"
#include "mailer-account-edit-window.h"
#include "mailer-account-form.h"
#include "mailer-account-help-window.h"
#include "ui-test.h"

/**
 * Visit:
 * @window: the one that is looked at; %NULL when it has gone
 */
typedef struct
{
  EngineFixture *fixture;
  GtkWindow     *window;
} Visit;

static void
begin (Visit *visit)
{
  visit->fixture = engine_fixture_new (NULL);
}

static void
end (Visit *visit)
{
  g_clear_weak_pointer (&visit->window);
  engine_fixture_free (visit->fixture);
}

static gboolean
is_online (EngineFixture *fixture,
           gpointer       data)
{
  return mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_ONLINE;
}

static gboolean
needs_help (EngineFixture *fixture,
            gpointer       data)
{
  return mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_NEEDS_HELP;
}

/* The window that has just been opened is the only one. */
static void
take_window (Visit *visit)
{
  g_autoptr (GtkWindow) window = g_list_model_get_item (gtk_window_get_toplevels (), 0);

  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
  g_set_weak_pointer (&visit->window, window);
}

static void
open_edit (Visit *visit)
{
  mailer_account_edit_window_present (visit->fixture->engine, visit->fixture->account, NULL);
  take_window (visit);
}

static void
open_help (Visit *visit)
{
  mailer_account_help_window_present (visit->fixture->engine, visit->fixture->account, NULL);
  take_window (visit);
}

static gpointer
get_child (Visit      *visit,
           const char *name)
{
  return ui_test_get_child (visit->window, name);
}

static void
set_text (gpointer    parent,
          const char *child,
          const char *text)
{
  gtk_editable_set_text (ui_test_get_child (parent, child), text);
}

static void
click (Visit      *visit,
       const char *button)
{
  g_assert_true (gtk_widget_get_sensitive (get_child (visit, button)));
  g_signal_emit_by_name (get_child (visit, button), "clicked");
}

static gboolean
is_gone (gpointer data)
{
  return ((Visit *)data)->window == NULL;
}

/* The test of the servers is over. */
static gboolean
can_save (gpointer data)
{
  return gtk_widget_get_sensitive (get_child (data, "save_button"));
}

static gboolean
can_sign_in (gpointer data)
{
  return gtk_widget_get_sensitive (get_child (data, "main_button"));
}

static const MailerAccountSettings *
get_settings (Visit *visit)
{
  return mailer_account_get_settings (visit->fixture->account);
}

/* What has nothing to do with the servers is saved without asking them. */
static void
test_edit_names (void)
{
  Visit visit = { NULL };

  begin (&visit);
  open_edit (&visit);
  set_text (visit.window, "address_row", "ada");
  click (&visit, "save_button");
  g_assert_true (gtk_widget_get_visible (get_child (&visit, "address_problem")));

  set_text (visit.window, "address_row", " ada@example.test ");
  set_text (visit.window, "label_row", "At home");
  set_text (visit.window, "name_row", "Countess of Lovelace");
  mailer_test_server_kill_imap (visit.fixture->server);
  click (&visit, "save_button");
  ui_test_wait_for (is_gone, &visit);
  g_assert_cmpstr (mailer_account_get_label (visit.fixture->account), ==, "At home");
  g_assert_cmpstr (get_settings (&visit)->full_name, ==, "Countess of Lovelace");
  g_assert_cmpstr (get_settings (&visit)->address, ==, "ada@example.test");

  engine_fixture_reopen (visit.fixture);
  g_assert_cmpstr (mailer_account_get_label (visit.fixture->account), ==, "At home");
  end (&visit);
}

/* A server that does not answer is said at its field; whoever is sure saves it all the same. */
static void
test_edit_server (void)
{
  Visit    visit = { NULL };
  gpointer imap;

  begin (&visit);
  open_edit (&visit);
  imap = ui_test_get_child (get_child (&visit, "form"), "imap_group");
  click (&visit, "test_button");
  ui_test_wait_for (can_save, &visit);
  g_assert_false (mailer_account_check_group_has_failed (get_child (&visit, "check_group")));

  set_text (imap, "port_row", "1");
  click (&visit, "test_button");
  ui_test_wait_for (can_save, &visit);
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (imap, "port_problem")));
  g_assert_cmpstr (gtk_button_get_label (get_child (&visit, "save_button")), ==, "Save");
  click (&visit, "save_button");
  ui_test_wait_for (can_save, &visit);
  g_assert_cmpint (get_settings (&visit)->imap.port, !=, 1);
  g_assert_cmpstr (gtk_button_get_label (get_child (&visit, "save_button")), ==, "Save Anyway");
  click (&visit, "save_button");
  ui_test_wait_for (is_gone, &visit);
  g_assert_cmpint (get_settings (&visit)->imap.port, ==, 1);
  end (&visit);
}

/* A new password is tried before it takes the place of the old one. */
static void
test_edit_password (void)
{
  Visit    visit = { NULL };
  gpointer form;

  begin (&visit);
  engine_fixture_wait_for (is_online, visit.fixture, NULL);
  open_edit (&visit);
  form = get_child (&visit, "form");
  mailer_account_form_set_password (form, "wrong");
  click (&visit, "save_button");
  ui_test_wait_for (can_save, &visit);
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (form, "password_problem")));
  g_assert_true (is_online (visit.fixture, NULL));

  mailer_account_form_set_password (form, "ada-secret");
  click (&visit, "test_button");
  ui_test_wait_for (can_save, &visit);
  g_assert_false (mailer_account_check_group_has_failed (get_child (&visit, "check_group")));
  click (&visit, "save_button");
  ui_test_wait_for (is_gone, &visit);
  engine_fixture_wait_for (is_online, visit.fixture, NULL);
  end (&visit);
}

static void
set_password (Visit      *visit,
              const char *password)
{
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (get_settings (visit));
  g_autoptr (GAsyncResult) result = NULL;

  mailer_engine_update_account_async (visit->fixture->engine, settings, password, NULL, engine_fixture_done_cb, &result);
  g_assert_true (mailer_engine_update_account_finish (visit->fixture->engine, engine_fixture_await (&result), NULL));
}

/* The password has changed somewhere else: one that is refused is said so, the right one makes it work. */
static void
test_help_with_password (void)
{
  Visit visit = { NULL };

  begin (&visit);
  set_password (&visit, "outdated");
  engine_fixture_wait_for (needs_help, visit.fixture, NULL);
  open_help (&visit);
  g_assert_true (gtk_widget_get_visible (get_child (&visit, "password_group")));
  g_assert_false (gtk_widget_get_visible (get_child (&visit, "certificate_group")));
  click (&visit, "main_button");
  g_assert_true (gtk_widget_get_visible (get_child (&visit, "password_problem")));

  set_text (visit.window, "password_row", "wrong");
  click (&visit, "main_button");
  g_assert_false (gtk_widget_get_visible (get_child (&visit, "password_problem")));
  ui_test_wait_for (can_sign_in, &visit);
  g_assert_true (gtk_widget_get_visible (get_child (&visit, "password_problem")));

  set_text (visit.window, "password_row", "ada-secret");
  click (&visit, "main_button");
  ui_test_wait_for (is_gone, &visit);
  engine_fixture_wait_for (is_online, visit.fixture, NULL);
  end (&visit);
}

/* Nobody vouches for the certificate: it can be trusted only after one says that one has compared it. */
static void
test_help_with_certificate (void)
{
  Visit    visit = { NULL };
  gpointer row;

  begin (&visit);
  engine_fixture_wait_for (is_online, visit.fixture, NULL);
  mailer_engine_set_ca_file (visit.fixture->engine, NULL);
  engine_fixture_wait_for (needs_help, visit.fixture, NULL);
  open_help (&visit);
  g_assert_false (gtk_widget_get_visible (get_child (&visit, "password_group")));
  g_assert_true (gtk_widget_get_visible (get_child (&visit, "certificate_group")));
  row = get_child (&visit, "certificate_row");
  g_assert_false (gtk_widget_get_sensitive (ui_test_get_child (row, "trust_button")));
  gtk_check_button_set_active (ui_test_get_child (row, "compared_button"), TRUE);
  g_assert_true (gtk_widget_get_sensitive (ui_test_get_child (row, "trust_button")));
  g_signal_emit_by_name (ui_test_get_child (row, "trust_button"), "clicked");
  ui_test_wait_for (is_gone, &visit);
  engine_fixture_wait_for (is_online, visit.fixture, NULL);
  end (&visit);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/account-windows/edit-names", test_edit_names);
  g_test_add_func ("/ui/account-windows/edit-server", test_edit_server);
  g_test_add_func ("/ui/account-windows/edit-password", test_edit_password);
  g_test_add_func ("/ui/account-windows/help-with-password", test_help_with_password);
  g_test_add_func ("/ui/account-windows/help-with-certificate", test_help_with_certificate);

  return g_test_run ();
}
