/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ui-test.h"

#include "engine-fixture.h"
#include "mailer-account-form.h"
#include "mailer-assistant.h"

/* The assistant as a whole, on a real engine and a private mail server whose domain no table knows. */

/**
 * Visit:
 * @account_id: (nullable): what "finished" told
 */
typedef struct
{
  EngineFixture   *fixture;
  GtkWindow       *window;
  MailerAssistant *assistant;
  char            *account_id;
  const char      *page;
} Visit;

static void
finished_cb (Visit      *visit,
             const char *account_id)
{
  visit->account_id = g_strdup (account_id);
}

static void
begin (Visit *visit)
{
  visit->fixture = engine_fixture_new (NULL);
  visit->assistant = MAILER_ASSISTANT (mailer_assistant_new (visit->fixture->engine));
  visit->window = g_object_new (ADW_TYPE_WINDOW, "content", visit->assistant, NULL);
  g_signal_connect_swapped (visit->assistant, "finished", G_CALLBACK (finished_cb), visit);
  gtk_window_present (visit->window);
}

static void
end (Visit *visit)
{
  GtkWidget *assistant = g_object_ref (GTK_WIDGET (visit->assistant));

  ui_test_destroy_window (visit->window);
  g_assert_finalize_object (assistant);
  g_clear_pointer (&visit->account_id, g_free);
  engine_fixture_free (visit->fixture);
}

static gboolean
is_at_page (gpointer data)
{
  Visit    *visit = data;
  GtkStack *pages = ui_test_get_child (visit->assistant, "pages");

  return g_strcmp0 (gtk_stack_get_visible_child_name (pages), visit->page) == 0;
}

static void
wait_for_page (Visit      *visit,
               const char *page)
{
  visit->page = page;
  ui_test_wait_for (is_at_page, visit);
}

static void
set_text (gpointer    parent,
          const char *child,
          const char *text)
{
  gtk_editable_set_text (ui_test_get_child (parent, child), text);
}

static const char *
get_text (gpointer    parent,
          const char *child)
{
  return gtk_editable_get_text (ui_test_get_child (parent, child));
}

static void
click (Visit      *visit,
       const char *button)
{
  g_signal_emit_by_name (ui_test_get_child (visit->assistant, button), "clicked");
}

static void
say_who (Visit      *visit,
         const char *password)
{
  gpointer page = ui_test_get_child (visit->assistant, "identity_page");

  set_text (page, "name_row", "Bob Example");
  set_text (page, "address_row", "bob@example.test");
  set_text (page, "password_row", password);
  g_signal_emit_by_name (ui_test_get_child (page, "password_row"), "entry-activated");
  wait_for_page (visit, "servers");
}

static void
enter_servers (Visit *visit)
{
  g_autoptr (MailerAccountSettings) settings = engine_fixture_make_settings (visit->fixture, "bob");

  mailer_account_form_set_settings (ui_test_get_child (visit->assistant, "form"), settings);
}

static void
test_set_up (void)
{
  Visit    visit = { 0 };
  gpointer form;
  gpointer imap;

  begin (&visit);
  form = ui_test_get_child (visit.assistant, "form");
  imap = ui_test_get_child (form, "imap_group");
  say_who (&visit, "wrong");
  g_assert_cmpstr (mailer_account_form_get_password (form), ==, "wrong");
  g_assert_cmpuint (g_list_model_get_n_items (mailer_engine_get_accounts (visit.fixture->engine)), ==, 1);

  /* A wrong password is said at the password, and everything stays. */
  enter_servers (&visit);
  click (&visit, "test_button");
  wait_for_page (&visit, "checking");
  wait_for_page (&visit, "servers");
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (form, "password_problem")));
  g_assert_cmpstr (get_text (imap, "host_row"), ==, "localhost");
  g_assert_cmpstr (mailer_account_form_get_password (form), ==, "wrong");

  mailer_account_form_set_password (form, "bob-secret");
  click (&visit, "test_button");
  wait_for_page (&visit, "done");
  g_assert_cmpuint (g_list_model_get_n_items (mailer_engine_get_accounts (visit.fixture->engine)), ==, 2);

  /* No password is left in a field. */
  g_assert_cmpstr (mailer_account_form_get_password (form), ==, "");
  g_assert_cmpstr (get_text (ui_test_get_child (visit.assistant, "identity_page"), "password_row"), ==, "");
  click (&visit, "done_button");
  g_assert_nonnull (mailer_engine_find_account (visit.fixture->engine, visit.account_id));
  end (&visit);
}

/* Each problem is said at the field that it is about, and nothing that was typed is lost. */
static void
test_problems_at_their_fields (void)
{
  static const struct
  {
    const char *host;
    const char *port; /* NULL: the server's */
    gboolean    is_trusted;
    const char *problem;
  } cases[] = {
    { "localhost", "1", TRUE, "port_problem" },
    { "localhost", NULL, FALSE, "certificate_row" },
  };
  Visit    visit = { 0 };
  gpointer form;
  gpointer imap;

  begin (&visit);
  form = ui_test_get_child (visit.assistant, "form");
  imap = ui_test_get_child (form, "imap_group");
  say_who (&visit, "bob-secret");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *port = NULL;

      enter_servers (&visit);
      set_text (imap, "host_row", cases[i].host);
      if (cases[i].port != NULL)
        set_text (imap, "port_row", cases[i].port);
      if (!cases[i].is_trusted)
        mailer_engine_set_ca_file (visit.fixture->engine, NULL);
      port = g_strdup (get_text (imap, "port_row"));
      click (&visit, "test_button");
      wait_for_page (&visit, "checking");
      wait_for_page (&visit, "servers");
      g_assert_true (gtk_widget_get_visible (ui_test_get_child (imap, cases[i].problem)));
      g_assert_cmpstr (gtk_button_get_label (ui_test_get_child (visit.assistant, "test_button")), ==, "Test Again");
      g_assert_cmpstr (get_text (imap, "host_row"), ==, cases[i].host);
      g_assert_cmpstr (get_text (imap, "port_row"), ==, port);
      g_assert_cmpstr (mailer_account_form_get_password (form), ==, "bob-secret");
    }
  g_assert_cmpuint (g_list_model_get_n_items (mailer_engine_get_accounts (visit.fixture->engine)), ==, 1);
  end (&visit);
}

static void
test_back (void)
{
  Visit    visit = { 0 };
  gpointer identity;
  gpointer imap;

  begin (&visit);
  identity = ui_test_get_child (visit.assistant, "identity_page");
  imap = ui_test_get_child (ui_test_get_child (visit.assistant, "form"), "imap_group");
  say_who (&visit, "first");
  set_text (imap, "host_row", "mine.example.test");
  mailer_account_form_set_password (ui_test_get_child (visit.assistant, "form"), "second");

  click (&visit, "back_button");
  wait_for_page (&visit, "identity");
  g_assert_cmpstr (get_text (identity, "name_row"), ==, "Bob Example");
  g_assert_cmpstr (get_text (identity, "password_row"), ==, "second");

  /* The same address again: what was entered by hand is still there. */
  say_who (&visit, "third");
  g_assert_cmpstr (get_text (imap, "host_row"), ==, "mine.example.test");
  g_assert_cmpstr (mailer_account_form_get_password (ui_test_get_child (visit.assistant, "form")), ==, "third");

  /* Going away in the middle of signing in makes no account. */
  enter_servers (&visit);
  click (&visit, "test_button");
  wait_for_page (&visit, "checking");
  click (&visit, "cancel_button");
  wait_for_page (&visit, "servers");
  g_assert_cmpuint (g_list_model_get_n_items (mailer_engine_get_accounts (visit.fixture->engine)), ==, 1);
  end (&visit);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/assistant/set-up", test_set_up);
  g_test_add_func ("/ui/assistant/problems-at-their-fields", test_problems_at_their_fields);
  g_test_add_func ("/ui/assistant/back", test_back);
  return g_test_run ();
}
