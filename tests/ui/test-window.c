/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window on a real engine with mail of all kinds: what is on its page, and what is said of names that
 * strangers chose. */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "mailer-activity-private.h"
#include "mailer-attachment-actions.h"
#include "mailer-composer-private.h"
#include "mailer-engine-error.h"
#include "mailer-error-text.h"
#include "mailer-mime-header.h"
#include "mailer-reader-private.h"
#include "ui-test.h"
#include "visit.h"

/* The linker leads this here: nothing is opened outside. */

static GString *opened;

void __wrap_gtk_show_uri (GtkWindow *parent, const char *uri, guint32 timestamp);

void
__wrap_gtk_show_uri (GtkWindow  *parent,
                     const char *uri,
                     guint32     timestamp)
{
  g_string_append_printf (opened, "%s ", uri);
}

/* What is hardly a mail is readable all the same. */
static void
odd_mails (Visit *visit)
{
  g_autofree char *fill = g_strnfill (2000, 'y');
  g_autofree char *subject = g_strconcat ("Endless ", fill, NULL);
  g_autofree char *mail = g_strdup_printf ("From: Bob <bob@example.test>\r\nSubject: %s\r\n\r\nThe text of an endless subject.\r\n", subject);

  visit_deliver (visit, mail);
  visit_show (visit, subject);
  visit_wait_for_page (visit, "return heading.textContent.startsWith ('Endless yyy') && heading.textContent.length < 600 && mail.body.textContent.includes ('The text of an endless subject');");
  visit_wait_for_page (visit, "return document.documentElement.scrollWidth <= window.innerWidth;");

  visit_deliver (visit, "Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nNobody says nothing.\r\n");
  visit_show (visit, "");
  visit_wait_for_page (visit, "return heading.textContent === 'No subject' && document.querySelector ('.name').textContent === 'No sender' && mail.body.textContent.includes ('Nobody says nothing.');");

  visit_deliver (visit, "Subject: Not MIME\r\nFrom nobody in particular, this is no header at all\r\n\r\nJust words, \344\366\374, and <b>no markup</b>.\r\n");
  visit_show (visit, "Not MIME");
  visit_wait_for_page (visit, "return heading.textContent === 'Not MIME' && mail.body.textContent.includes ('and <b>no markup</b>.');");
}

/* Names of strangers in our own words: letters, never markup. */

static void
toasts_show_letters (Visit *visit)
{
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT, "no");
  const MailerActivityFacts facts = { .id = 1, .kind = MAILER_ACTIVITY_SEND, .account_id = "a", .subject = "Tom & Jerry</span><b> &lt;&amp; 50 %s %n", .n_messages = 1, .is_failed = TRUE, .error = error };
  g_autoptr (MailerActivity) activity = mailer_activity_new (&facts);

  g_signal_emit_by_name (visit->fixture->engine, "operation-failed", activity);
  visit_wait_for_label (visit, "Send “Tom & Jerry</span><b> &lt;&amp; 50 %s %n”: A recipient was refused");
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
  visit_wait_for_label (visit, "A message you were writing was kept");
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

static void
refused_messages_are_explained (Visit *visit)
{
  g_autoptr (MailerActivity) activity = NULL;
  UiTestLabel toast = { GTK_WIDGET (visit->window->toast_overlay), "Send “Refused”: A recipient was refused" };

  /* The engine makes the list anew when something in it changes. */
  ui_test_wait_for (waits_for_nothing, visit);
  activity = add_refused_message (visit);
  ui_test_wait_for (ui_test_has_label, &toast);
  visit_wait_for_label (visit, "The server says: nobody@example.test: <b>No such user</b> &amp;");
  popover_gives_focus_back (visit);
  g_list_store_remove_all (G_LIST_STORE (mailer_engine_get_activities (visit->fixture->engine)));
  ui_test_wait_for (ui_test_lacks_label, &toast);
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
      visit_show (visit, subject);
      visit_wait_for_page (visit, is_there);
      /* A click on what can run only saves it, so that opening it has to be asked for past the page. */
      if (mailer_mime_is_risky_filename (rows[i].name))
        {
          visit_wait_for_page (visit, "return document.querySelector ('.file').title.includes ('it is only saved, never opened');");
          message = mailer_reader_get_message (visit->window->reader);
          body = g_hash_table_lookup (visit->window->reader->bodies, &message->id);
          mailer_attachment_open (GTK_WINDOW (visit->window), visit->fixture->engine, message->id, body->attachments->pdata[0]);
        }
      else
        visit_wait_for_page (visit, "document.querySelector ('.file').click (); return true;");
      visit_wait_for_label (visit, rows[i].says);
      g_assert_cmpstr (opened->str, ==, "");
    }
}

static gboolean
has_opened_something (gpointer data)
{
  return opened->len > 0;
}

/* What is harmless is opened: a copy for nobody else's eyes, never to be run, and gone with the program. */
static void
copies_are_opened (Visit *visit)
{
  g_autofree char *uri = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  GStatBuf         status;

  visit_deliver (visit, "From: Bob <bob@example.test>\r\nSubject: Notes\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n"
                        "--x\r\nContent-Type: text/plain; name=\"notes.txt\"\r\nContent-Disposition: attachment; filename=\"notes.txt\"\r\n\r\na needle\r\n--x--\r\n");
  visit_show (visit, "Notes");
  visit_wait_for_page (visit, "if (heading.textContent !== 'Notes' || document.querySelector ('.file') === null) return false; document.querySelector ('.file').click (); return true;");
  ui_test_wait_for (has_opened_something, NULL);
  uri = g_strndup (opened->str, opened->len - 1);
  g_string_truncate (opened, 0);
  path = g_filename_from_uri (uri, NULL, NULL);
  g_assert_true (g_str_has_suffix (path, "/notes.txt"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0400);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "a needle"));
  mailer_attachment_remove_copies ();
  g_assert_cmpint (g_stat (path, &status), !=, 0);
}

/* Forwarding takes along what is attached, and the server knows of it. */

static gboolean
find_composer (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (MAILER_IS_COMPOSER (l->data) && gtk_widget_get_visible (l->data))
      *(gpointer *)data = l->data;
  return *(gpointer *)data != NULL;
}

static void
forwarding_takes_files_along (Visit *visit)
{
  gpointer composer = NULL;

  gtk_widget_activate_action (GTK_WIDGET (visit->window), "win.forward", NULL);
  ui_test_wait_for (find_composer, &composer);
  g_assert_cmpuint (mailer_composer_attachments_get_n (ui_test_get_child (composer, "attachments")), ==, 1);
  mailer_recipient_row_set_text (ui_test_get_child (composer, "to_row"), "bob@example.test");
  gtk_widget_activate_action (composer, "composer.send", NULL);
  engine_fixture_wait_for_count (visit->fixture, "bob", "INBOX", "body needle", 1);
  engine_fixture_wait_for_count (visit->fixture, "ada", "INBOX", "keyword $Forwarded", 1);
}

/* One mail, as its sender made it, as plain text, and with all of its header that tells something. */
static void
mail_is_seen_in_other_ways (Visit *visit)
{
  GtkWidget *window = GTK_WIDGET (visit->window);

  visit_deliver (visit, "From: Bob <bob@example.test>\r\nTo: Ada <ada@example.test>\r\nSubject: Two ways\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
                        "--x\r\n\r\nIn plain words\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>In <b>bold</b> ones</p>\r\n--x--\r\n");
  visit_show (visit, "Two ways");
  visit_wait_for_page (visit, "return heading.textContent === 'Two ways' && mail.querySelector ('b') !== null && document.querySelector ('.details').hidden;");
  gtk_widget_activate_action (window, "win.details", NULL);
  visit_wait_for_page (visit, "const list = document.querySelector ('.details'); return !list.hidden && list.textContent.includes ('ada@example.test');");
  gtk_widget_activate_action (window, "win.plain-text", NULL);
  visit_wait_for_page (visit, "return mail.querySelector ('b') === null && mail.body.textContent.includes ('In plain words');");
  gtk_widget_activate_action (window, "win.plain-text", NULL);
  visit_wait_for_page (visit, "return mail.querySelector ('b') !== null;");
}

static void
mail_of_all_kinds (void)
{
  Visit visit = { 0 };

  visit.fixture = engine_fixture_new (NULL);
  visit_open (&visit);
  odd_mails (&visit);
  programs_are_not_opened (&visit);
  copies_are_opened (&visit);
  forwarding_takes_files_along (&visit);
  mail_is_seen_in_other_ways (&visit);
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
  visit_show (&visit, "Only text");
  ui_test_wait_for (shows_text, &visit);
  g_test_assert_expected_messages ();
  g_assert_null (visit_get_page (&visit));
  visit_close (&visit);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* A new account's mail comes for a while: how far it is stands below the folders, and goes when all is there. */

#define N_MESSAGES 1500

static char *
make_mailbox (void)
{
  char *folder = g_dir_make_tmp ("mailer-mailbox-XXXXXX", NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *sub = g_build_filename (folder, ((const char *const[]){ "cur", "new", "tmp" })[i], NULL);

      g_mkdir (sub, 0700);
    }
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.x:2,S", i + 1);
      g_autofree char *path = g_build_filename (folder, "cur", name, NULL);
      g_autofree char *text = g_strdup_printf ("From: Carol <carol@example.test>\nSubject: Number %u\nMessage-ID: <%u@example.test>\n\nText\n", i, i);

      g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  return folder;
}

static void
remove_mailbox (const char *folder)
{
  const char *const argv[] = { "rm", "-r", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
progress_cb (GtkLabel   *label,
             GParamSpec *pspec,
             GString    *said)
{
  g_string_append_printf (said, "%s\n", gtk_label_get_label (label));
}

static gboolean
is_all_there (gpointer data)
{
  Visit         *visit = data;
  MailerFolder  *folder = mailer_sidebar_get_folder (visit->window->sidebar);
  GtkRevealer   *revealer = ui_test_get_child (visit->window->sidebar, "progress_revealer");
  MailerAccount *account = folder != NULL ? mailer_engine_find_account (visit->fixture->engine, mailer_folder_get_account_id (folder)) : NULL;

  return account != NULL && mailer_folder_get_n_total (folder) == N_MESSAGES && mailer_account_get_sync_fraction (account) >= 1 && !gtk_revealer_get_reveal_child (revealer);
}

static gboolean
has_inbox (gpointer data)
{
  return mailer_account_find_folder (data, MAILER_FOLDER_ROLE_INBOX) != NULL;
}

static void
first_sync_is_shown (void)
{
  g_autofree char *mailbox = make_mailbox ();
  g_autofree char *option = g_strdup_printf ("--maildir=bob=%s", mailbox);
  g_autoptr (MailerAccountSettings) settings = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MailerAccount) account = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  Visit visit = { 0 };

  visit.fixture = engine_fixture_new ((const char *const[]){ option, NULL });
  remove_mailbox (mailbox);
  visit_open (&visit);
  g_signal_connect (ui_test_get_child (visit.window->sidebar, "progress_label"), "notify::label", G_CALLBACK (progress_cb), said);
  settings = engine_fixture_make_settings (visit.fixture, "bob");
  mailer_engine_add_account_async (visit.fixture->engine, settings, "bob-secret", NULL, engine_fixture_done_cb, &result);
  account = mailer_engine_add_account_finish (visit.fixture->engine, engine_fixture_await (&result), NULL);
  g_assert_nonnull (account);
  ui_test_wait_for (has_inbox, account);
  mailer_window_show_folder (visit.window, mailer_account_find_folder (account, MAILER_FOLDER_ROLE_INBOX));
  ui_test_wait_for (is_all_there, &visit);
  g_test_message ("%s", said->str);
  g_assert_nonnull (strstr (said->str, "Loading messages: "));
  g_clear_object (&result);
  g_clear_object (&account);
  visit_close (&visit);
}

/* An account that never reached its server has no folders; why is said where they would be. */

static gboolean
is_told_why (gpointer data)
{
  Visit           *visit = data;
  UiTestLabel      title = { GTK_WIDGET (visit->window), "No Folders Yet" };
  const GError    *error = mailer_account_get_error (visit->fixture->account);
  g_autofree char *why = error != NULL ? mailer_error_text_dup_title (error) : NULL;
  UiTestLabel      reason = { GTK_WIDGET (visit->window->list_pane), why };

  return why != NULL && ui_test_has_label (&title) && ui_test_has_label (&reason) && g_strcmp0 (gtk_stack_get_visible_child_name (ui_test_get_child (visit->window->list_pane, "stack")), "no-folders") == 0;
}

static void
account_without_folders (void)
{
  Visit visit = { 0 };

  visit.fixture = engine_fixture_new ((const char *const[]){ "--certificate=expired", NULL });
  visit_open (&visit);
  ui_test_wait_for (is_told_why, &visit);
  visit_close (&visit);
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
  g_test_add_func ("/ui/window/first-sync-is-shown", first_sync_is_shown);
  g_test_add_func ("/ui/window/account-without-folders", account_without_folders);
  status = g_test_run ();
  g_string_free (opened, TRUE);
  return status;
}
