/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ui-test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-fixture.h"
#include "mailer-composer-drafts.h"
#include "mailer-composer-private.h"
#include "mailer-composer-text.h"
#include "mailer-recipient-row.h"

/* The composer on a real engine with an account on a private mail server. */

static GPtrArray *
list_drafts (EngineFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts;

  mailer_engine_list_drafts_async (fixture->engine, NULL, engine_fixture_done_cb, &result);
  drafts = mailer_engine_list_drafts_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
  return drafts;
}

static guint
count_drafts (EngineFixture *fixture)
{
  g_autoptr (GPtrArray) drafts = list_drafts (fixture);

  return drafts->len;
}

static MailerComposer *
open_composer (EngineFixture     *fixture,
               const MailerDraft *draft)
{
  g_autoptr (MailerDraft) empty = mailer_draft_new ();
  GtkWindow *window = mailer_composer_new (fixture->engine, draft != NULL ? draft : empty);

  gtk_window_present (window);
  return MAILER_COMPOSER (window);
}

static void
type_subject (MailerComposer *composer,
              const char     *subject)
{
  gtk_editable_set_text (ui_test_get_child (composer, "subject_entry"), subject);
}

static gboolean
is_saved (gpointer composer)
{
  return strcmp (adw_window_title_get_subtitle (ui_test_get_child (composer, "title")), "Saved") == 0;
}

static gboolean
is_gone (gpointer pointer)
{
  return *(gpointer *)pointer == NULL;
}

/* Closes as the user does, and waits until nothing is left of the window. */
static void
close_and_wait (MailerComposer *composer)
{
  gpointer pointer = composer;

  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  gtk_window_close (GTK_WINDOW (composer));
  ui_test_wait_for (is_gone, &pointer);
}

static void
test_untouched (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);

  close_and_wait (open_composer (fixture, NULL));
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

static void
test_saved_while_writing (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_composer (fixture, NULL);
  g_autoptr (GPtrArray) drafts = NULL;
  const MailerDraft *draft;

  type_subject (composer, "A");
  type_subject (composer, "A plan");
  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "bob@exam");
  ui_test_wait_for (is_saved, composer);

  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
  draft = g_ptr_array_index (drafts, 0);
  g_assert_cmpint (draft->id, ==, mailer_composer_get_draft_id (composer));
  g_assert_cmpstr (draft->subject, ==, "A plan");
  g_assert_cmpstr (draft->to, ==, "bob@exam");
  g_assert_cmpstr (draft->account_id, ==, mailer_account_get_id (fixture->account));
  close_and_wait (composer);
}

static void
test_closed_and_continued (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_composer (fixture, NULL);
  g_autoptr (GPtrArray) drafts = NULL;

  /* Nothing waits for the clock. */
  type_subject (composer, "Kept");
  close_and_wait (composer);
  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);

  composer = open_composer (fixture, g_ptr_array_index (drafts, 0));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (composer)), ==, "Kept");
  mailer_composer_text_set_text (ui_test_get_child (composer, "text"), "More");
  close_and_wait (composer);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  /* Emptied is discarded. */
  g_clear_pointer (&drafts, g_ptr_array_unref);
  drafts = list_drafts (fixture);
  composer = open_composer (fixture, g_ptr_array_index (drafts, 0));
  mailer_composer_text_set_text (ui_test_get_child (composer, "text"), " \n");
  type_subject (composer, "");
  close_and_wait (composer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

static gboolean
bob_has_mail (EngineFixture *fixture,
              gpointer       data)
{
  return engine_fixture_count (fixture, "bob", "INBOX", "ALL") == 1;
}

static void
test_sent (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_composer (fixture, NULL);
  gpointer        pointer = composer;

  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  type_subject (composer, "Grüße");
  mailer_composer_text_set_text (ui_test_get_child (composer, "text"), "Hello Bob");

  /* Not to nobody, and not to what is no address. */
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (ui_test_get_child (composer, "to_row"), "problem_label")));
  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "bob");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (ui_test_get_child (composer, "to_row"), "problem_label")));

  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "bob@example.test");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  ui_test_wait_for (is_gone, &pointer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
  engine_fixture_wait_for (bob_has_mail, fixture, NULL);
}

/* Attachments */

static MailerComposer *
open_with_file (EngineFixture *fixture,
                const char    *path)
{
  g_autoptr (MailerDraft) draft = mailer_draft_new ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  engine_fixture_set_text (&draft->to, "bob@example.test");
  engine_fixture_set_text (&draft->subject, "Files");
  g_ptr_array_add (draft->attachments, mailer_draft_attachment_new (file, "plan.txt", "text/plain", 1));
  return open_composer (fixture, draft);
}

static guint
count_attached (MailerComposer *composer)
{
  return mailer_composer_attachments_get_n (ui_test_get_child (composer, "attachments"));
}

static gboolean
has_nothing_attached (gpointer composer)
{
  return count_attached (composer) == 0;
}

/* What cannot be read costs no word, and makes no second draft. */
static void
test_unreadable_file (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_with_file (fixture, "/nonexistent/plan.txt");
  gpointer        pointer = composer;

  type_subject (composer, "First");
  ui_test_wait_for (has_nothing_attached, composer);
  g_assert_true (gtk_revealer_get_reveal_child (ui_test_get_child (composer, "problem_revealer")));
  g_assert_nonnull (strstr (gtk_label_get_label (ui_test_get_child (composer, "problem_label")), "plan.txt"));
  for (guint i = 0; i < 3; i++)
    {
      type_subject (composer, i % 2 == 0 ? "Even" : "Odd");
      ui_test_wait_for (is_saved, composer);
      g_assert_cmpuint (count_drafts (fixture), ==, 1);
    }

  type_subject (composer, "");
  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "");
  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.discard", NULL);
  ui_test_wait_for (is_gone, &pointer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

static gboolean
bob_has_the_file (EngineFixture *fixture,
                  gpointer       data)
{
  return engine_fixture_count (fixture, "bob", "INBOX", "body needle") == 1;
}

/* Attached and sent in one breath. */
static void
test_sent_with_file (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer  *composer = open_composer (fixture, NULL);
  gpointer         pointer = composer;
  g_autofree char *path = g_build_filename (fixture->folder, "plan.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList files = { file, NULL };

  g_assert_true (g_file_set_contents (path, "a needle", -1, NULL));
  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "bob@example.test");
  type_subject (composer, "Files");
  mailer_composer_attachments_add_files (ui_test_get_child (composer, "attachments"), &files);
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  ui_test_wait_for (is_gone, &pointer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
  engine_fixture_wait_for (bob_has_the_file, fixture, NULL);
}

static gboolean
is_waiting (gpointer composer)
{
  return gtk_revealer_get_reveal_child (ui_test_get_child (composer, "waiting_revealer"));
}

/* A pipe that nobody writes to is as slow as a file can be: words are saved meanwhile, and what waits can be
 * taken back. */
static void
test_slow_file (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "slow.txt", NULL);
  MailerComposer  *composer;
  gpointer         pointer;
  int              pipe;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  pointer = composer = open_with_file (fixture, path);
  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  gtk_window_close (GTK_WINDOW (composer));
  ui_test_wait_for (is_gone, &pointer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);

  pointer = composer = open_with_file (fixture, path);
  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  g_assert_true (is_waiting (composer));
  type_subject (composer, "Typed meanwhile");
  while (count_drafts (fixture) == 0)
    ui_test_wait_for (is_waiting, composer);
  gtk_window_close (GTK_WINDOW (composer));
  g_assert_true (is_waiting (composer));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (composer)));
  mailer_composer_stop_waiting (composer);
  g_assert_false (is_waiting (composer));
  g_assert_cmpuint (engine_fixture_count (fixture, "bob", "INBOX", "ALL"), ==, 0);

  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  pipe = open (path, O_WRONLY);
  g_assert_cmpint (write (pipe, "a needle", 8), ==, 8);
  close (pipe);
  ui_test_wait_for (is_gone, &pointer);
  engine_fixture_wait_for (bob_has_the_file, fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (fixture, "bob", "INBOX", "subject meanwhile"), ==, 1);
}

static gboolean
has_problem (gpointer fixture)
{
  return g_list_model_get_n_items (mailer_engine_get_problems (((EngineFixture *)fixture)->engine)) == 1;
}

/* What is in the outbox cannot be discarded any more, and that is said. */
static void
test_not_discarded (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_composer (fixture, NULL);
  gpointer        pointer = composer;
  g_autoptr (MailerDraft) draft = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  mailer_test_server_stop_smtp (fixture->server);
  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "bob@example.test");
  ui_test_wait_for (is_saved, composer);
  draft = mailer_composer_collect_draft (composer);
  draft->id = mailer_composer_get_draft_id (composer);
  mailer_engine_send_async (fixture->engine, draft, NULL, engine_fixture_done_cb, &result);
  g_assert_cmpint (mailer_engine_send_finish (fixture->engine, engine_fixture_await (&result), NULL), >, 0);

  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "");
  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.discard", NULL);
  ui_test_wait_for (is_gone, &pointer);
  ui_test_wait_for (has_problem, fixture);
}

/* Accounts */

static void
add_bob (EngineFixture *fixture)
{
  g_autoptr (MailerAccountSettings) settings = engine_fixture_make_settings (fixture, "bob");
  g_autoptr (MailerAccount) account = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_add_account_async (fixture->engine, settings, "bob-secret", NULL, engine_fixture_done_cb, &result);
  account = mailer_engine_add_account_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static void
remove_account (EngineFixture *fixture,
                const char    *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_remove_account_async (fixture->engine, account_id, NULL, engine_fixture_done_cb, &result);
  mailer_engine_remove_account_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static gboolean
is_bobs (gpointer fixture)
{
  g_autoptr (GPtrArray) drafts = list_drafts (fixture);
  g_autoptr (MailerAccount) bob = g_list_model_get_item (mailer_engine_get_accounts (((EngineFixture *)fixture)->engine), 0);
  const MailerDraft *draft;

  if (drafts->len == 0)
    return FALSE;
  g_assert_cmpuint (drafts->len, ==, 1);
  draft = g_ptr_array_index (drafts, 0);
  return g_str_equal (draft->account_id, mailer_account_get_id (bob));
}

/* What is written outlives its account, with what is attached, and goes out from another. */
static void
test_account_removed (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "plan.txt", NULL);
  MailerComposer  *composer;
  gpointer         pointer;

  add_bob (fixture);
  g_assert_true (g_file_set_contents (path, "a needle", -1, NULL));
  pointer = composer = open_with_file (fixture, path);
  g_object_add_weak_pointer (G_OBJECT (composer), &pointer);
  type_subject (composer, "From Ada");
  ui_test_wait_for (is_saved, composer);
  g_assert_cmpint (unlink (path), ==, 0);

  type_subject (composer, "Written on");
  remove_account (fixture, mailer_account_get_id (fixture->account));
  ui_test_wait_for (is_saved, composer);
  g_assert_true (is_bobs (fixture));
  g_assert_cmpuint (count_attached (composer), ==, 1);
  g_assert_nonnull (strstr (gtk_label_get_label (ui_test_get_child (composer, "problem_label")), "bob@"));

  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  ui_test_wait_for (is_gone, &pointer);
  engine_fixture_wait_for (bob_has_the_file, fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (fixture, "bob", "INBOX", "from bob"), ==, 1);
  g_assert_cmpuint (engine_fixture_count (fixture, "bob", "INBOX", "subject Written"), ==, 1);
}

static gboolean
is_not_saved (gpointer composer)
{
  return strcmp (adw_window_title_get_subtitle (ui_test_get_child (composer, "title")), "Not saved") == 0;
}

/* Without any account there is no place for it, which is said; with the next one it is saved. */
static void
test_last_account_removed (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_composer (fixture, NULL);

  type_subject (composer, "From Ada");
  ui_test_wait_for (is_saved, composer);
  remove_account (fixture, mailer_account_get_id (fixture->account));
  type_subject (composer, "From nobody");
  ui_test_wait_for (is_not_saved, composer);
  g_assert_nonnull (strstr (gtk_label_get_label (ui_test_get_child (composer, "problem_label")), "no account left"));
  add_bob (fixture);
  ui_test_wait_for (is_saved, composer);
  g_assert_true (is_bobs (fixture));
  close_and_wait (composer);
}

static MailerComposer *
find_composer (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (MAILER_IS_COMPOSER (l->data))
      return l->data;
  return NULL;
}

static void
test_mailto (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autofree char *text = NULL;
  MailerComposer  *composer;
  const char      *uri = "mailto:bob@example.test,Carol%20%3Ccarol@example.test%3E?cc=dan%40example.test&subject=Caf%C3%A9%0ABcc:%20x"
                         "&body=One%0D%0ATwo+&attach=/etc/passwd&In-Reply-To=%3Cx%3E";

  g_assert_false (mailer_composer_start_mailto (fixture->engine, "https://example.test", NULL));
  g_assert_true (mailer_composer_start_mailto (fixture->engine, uri, NULL));
  composer = find_composer ();
  g_assert_nonnull (composer);
  g_assert_cmpstr (mailer_recipient_row_get_text (ui_test_get_child (composer, "to_row")), ==, "bob@example.test, Carol <carol@example.test>");
  g_assert_cmpstr (mailer_recipient_row_get_text (ui_test_get_child (composer, "cc_row")), ==, "dan@example.test");
  g_assert_true (gtk_widget_get_visible (ui_test_get_child (composer, "cc_row")));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (composer)), ==, "Café Bcc: x");
  text = mailer_composer_text_dup_text (ui_test_get_child (composer, "text"));
  g_assert_cmpstr (text, ==, "One\nTwo+");
  g_assert_false (gtk_widget_get_visible (ui_test_get_child (composer, "attachments")));

  /* Nothing of it stays when it was not touched. */
  close_and_wait (composer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* What a page may put into an address is without end; what is made of it is not lost, and is one message. */
static void
test_mailto_without_end (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (GString) uri = g_string_new ("mailto:first@example.test");
  g_autofree char *text = NULL;
  MailerComposer  *composer;
  guint            n = 0;

  for (guint i = 1; i < 3000; i++)
    g_string_append_printf (uri, ",p%u@example.test", i);
  g_string_append (uri, "?subject=Big%0d%0aBcc:%20x@evil.example&cc=a@example.test%0aBcc:%20x@evil.example&attachment=/etc/passwd&bcc=&body=");
  for (guint i = 0; i < 64 * 1024; i++)
    g_string_append (uri, "sixteen%20bytes%0a");
  for (guint i = 0; i < 5000; i++)
    g_string_append (uri, "&X-Header=1&attach=/etc/passwd");

  g_assert_true (mailer_composer_start_mailto (fixture->engine, uri->str, NULL));
  composer = find_composer ();
  g_assert_nonnull (composer);
  g_assert_true (mailer_recipient_row_check (ui_test_get_child (composer, "to_row"), &n));
  g_assert_cmpuint (n, ==, 3000);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (composer)), ==, "Big Bcc: x@evil.example");
  g_assert_cmpstr (mailer_recipient_row_get_text (ui_test_get_child (composer, "bcc_row")), ==, "");
  /* What would have been a line of its own makes no second recipient. */
  g_assert_cmpstr (mailer_recipient_row_get_text (ui_test_get_child (composer, "cc_row")), ==, "a@example.test Bcc: x@evil.example");
  g_assert_false (mailer_recipient_row_check (ui_test_get_child (composer, "cc_row"), &n));
  g_assert_cmpuint (n, ==, 0);
  text = mailer_composer_text_dup_text (ui_test_get_child (composer, "text"));
  g_assert_cmpuint (strlen (text), ==, 64 * 1024 * 14);
  g_assert_false (gtk_widget_get_visible (ui_test_get_child (composer, "attachments")));
  close_and_wait (composer);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

static gboolean
has_focus_in (gpointer window,
              gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* From line to line and into the text; Enter goes the same way, but past the button. */
static void
test_tab (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  MailerComposer *composer = open_composer (fixture, NULL);
  GtkWidget      *to = ui_test_get_child (composer, "to_row");
  gpointer        stops[] = { ui_test_get_child (composer, "copies_button"), ui_test_get_child (composer, "subject_entry"), ui_test_get_child (composer, "text") };

  ui_test_wait_for ((gboolean (*) (gpointer))gtk_widget_get_mapped, composer);
  gtk_widget_grab_focus (to);
  g_assert_true (has_focus_in (composer, to));
  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      gtk_widget_child_focus (GTK_WIDGET (composer), GTK_DIR_TAB_FORWARD);
      g_assert_true (has_focus_in (composer, stops[i]));
    }
  gtk_widget_grab_focus (to);
  g_signal_emit_by_name (ui_test_get_child (to, "entry"), "activate");
  g_assert_true (has_focus_in (composer, stops[1]));
  close_and_wait (composer);
}

static gboolean
shows_no_drafts (gpointer window)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (ui_test_get_child (window, "pages")), "empty") == 0;
}

/* Also an empty list hears the keyboard. */
static void
test_no_drafts (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  GtkWindow *window = mailer_composer_drafts_new (fixture->engine);

  gtk_window_present (window);
  ui_test_wait_for (shows_no_drafts, window);
  g_assert_true (has_focus_in (window, gtk_stack_get_visible_child (ui_test_get_child (window, "pages"))));
  ui_test_destroy_window (window);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/composer/tab", test_tab);
  g_test_add_func ("/ui/composer/no-drafts", test_no_drafts);
  g_test_add_func ("/ui/composer/untouched", test_untouched);
  g_test_add_func ("/ui/composer/saved-while-writing", test_saved_while_writing);
  g_test_add_func ("/ui/composer/closed-and-continued", test_closed_and_continued);
  g_test_add_func ("/ui/composer/sent", test_sent);
  g_test_add_func ("/ui/composer/unreadable-file", test_unreadable_file);
  g_test_add_func ("/ui/composer/sent-with-file", test_sent_with_file);
  g_test_add_func ("/ui/composer/slow-file", test_slow_file);
  g_test_add_func ("/ui/composer/not-discarded", test_not_discarded);
  g_test_add_func ("/ui/composer/account-removed", test_account_removed);
  g_test_add_func ("/ui/composer/last-account-removed", test_last_account_removed);
  g_test_add_func ("/ui/composer/mailto", test_mailto);
  g_test_add_func ("/ui/composer/mailto-without-end", test_mailto_without_end);
  return g_test_run ();
}
