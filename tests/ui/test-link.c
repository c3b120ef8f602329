/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens when a link of a mail is clicked: honest ones open outside, those that deceive are asked
 * about first, with the host that they really lead to, and the rest leads nowhere. */

#include "config.h"

#include <string.h>

#include "mailer-link.h"
#include "ui-test.h"

/* The linker leads the way outside here. */

static GString *opened;

void __wrap_gtk_show_uri (GtkWindow *parent, const char *uri, guint32 timestamp);

void
__wrap_gtk_show_uri (GtkWindow  *parent,
                     const char *uri,
                     guint32     timestamp)
{
  g_string_append_printf (opened, "%s ", uri);
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

static AdwMessageDialog *
click (GtkWindow  *parent,
       const char *uri,
       const char *text)
{
  const char *const texts[] = { text, NULL };

  g_string_truncate (opened, 0);
  mailer_link_open (parent, uri, texts);
  return find_dialog ();
}

static void
answer (AdwMessageDialog *dialog,
        const char       *response)
{
  g_object_ref (dialog);
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
}

static void
honest_links_open (void)
{
  static const struct
  {
    const char *uri;
    const char *text;
    gboolean    opens;
  } rows[] = {
    { "https://bank.example/login", "bank.example", TRUE },
    { "https://login.bank.example/", "https://bank.example", TRUE },
    { "http://shop.example/", "Our offers", TRUE },
    { "https://m\303\274ller.example/", "M\303\274ller", TRUE },
    { "javascript:alert(1)", "bank.example", FALSE },
    { "data:text/html,<script>", "bank.example", FALSE },
    { "file:///etc/passwd", "a file", FALSE },
    { "ftp://bank.example/", "bank.example", FALSE },
    { "mailer-cid:1/x", "bank.example", FALSE },
    { "", "nothing", FALSE },
    { "nonsense", "nothing", FALSE },
  };
  GtkWindow *parent = GTK_WINDOW (gtk_window_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%s ", rows[i].uri);

      g_test_message ("%s", rows[i].uri);
      g_assert_null (click (parent, rows[i].uri, rows[i].text));
      g_assert_cmpstr (opened->str, ==, rows[i].opens ? expected : "");
    }
  ui_test_destroy_window (parent);
}

static void
deceptive_links_are_asked_about (void)
{
  static const struct
  {
    const char *uri;
    const char *text;
    const char *says;  /* the host that the text pretends, as it is shown */
    const char *opens; /* the host that it leads to */
  } rows[] = {
    { "https://evil.example/", "https://bank.example/login", "bank.example", "evil.example" },
    { "https://evil.example/", "www.bank.example", "www.bank.example", "evil.example" },
    { "https://bank.example.evil.example/", "bank.example", "bank.example", "bank.example.evil.example" },
    /* What stands before the host to hide it. */
    { "https://evil.example/", "  \n\t\302\240 https://bank.example", "bank.example", "evil.example" },
    { "https://evil.example/", "Sign in at https://bank.example/", "bank.example", "evil.example" },
    { "https://evil.example/", "b\302\255a\342\200\213nk.example", "nk.example", "evil.example" },
    { "https://evil.example/", "\342\200\256moc.elpmaxe", "moc.elpmaxe", "evil.example" },
    { "https://evil.example/", "https://bank.example/                                              evil.example", "bank.example", "evil.example" },
    /* User names in front of the host, whatever the text is. */
    { "https://bank.example@evil.example/", "Click here", "Click here", "evil.example" },
    { "https://bank.example:443@evil.example/", "bank.example", "bank.example", "evil.example" },
    /* Letters that look like others; the true name is in ASCII. */
    { "https://xn--bnk-6cd.example/", "Click here", "Click here", "xn--bnk-6cd.example" },
    { "https://b\320\260nk.example/", "Click here", "Click here", "xn--bnk-6cd.example" },
    { "https://b\320\260nk.example/", "bank.example", "bank.example", "xn--bnk-6cd.example" },
    { "https://evil.example\\@bank.example/", "bank.example", "bank.example", "evil.example" },
  };
  GtkWindow *parent = GTK_WINDOW (gtk_window_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AdwMessageDialog *dialog = click (parent, rows[i].uri, rows[i].text);
      g_autofree char  *leads = g_strdup_printf ("opens “%s”", rows[i].opens);

      g_test_message ("%s for %s", rows[i].text, rows[i].uri);
      g_assert_nonnull (dialog);
      g_assert_cmpstr (opened->str, ==, "");
      g_test_message ("%s", adw_message_dialog_get_body (dialog));
      g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), rows[i].says));
      g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), leads));
      g_assert_false (adw_message_dialog_get_body_use_markup (dialog));
      /* What turns letters around would turn our own words around. */
      g_assert_null (strstr (adw_message_dialog_get_body (dialog), "\342\200\256"));
      /* Who presses Return or Escape stays here. */
      g_assert_cmpstr (adw_message_dialog_get_default_response (dialog), ==, "cancel");
      g_assert_cmpstr (adw_message_dialog_get_close_response (dialog), ==, "cancel");
      answer (dialog, "cancel");
      g_assert_cmpstr (opened->str, ==, "");
    }
  ui_test_destroy_window (parent);
}

static void
who_insists_gets_there (void)
{
  GtkWindow *parent = GTK_WINDOW (gtk_window_new ());

  answer (click (parent, "https://evil.example/<b>?a=1&b=2", "bank.example"), "open");
  g_assert_cmpstr (opened->str, ==, "https://evil.example/<b>?a=1&b=2 ");
  ui_test_destroy_window (parent);
}

/* Whose a host is stands at its end. */
static void
the_end_of_a_long_host_is_shown (void)
{
  GtkWindow        *parent = GTK_WINDOW (gtk_window_new ());
  g_autofree char  *fill = g_strnfill (60, 'a');
  g_autofree char  *uri = g_strdup_printf ("https://bank.example.%s.%s.%s.evil.example/", fill, fill, fill);
  AdwMessageDialog *dialog = click (parent, uri, "bank.example");

  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), ".evil.example”"));
  answer (dialog, "cancel");
  ui_test_destroy_window (parent);
}

/* All texts that a link stands under count, and none of it makes the question longer than a screen. */
static void
the_question_stays_small (void)
{
  GtkWindow        *parent = GTK_WINDOW (gtk_window_new ());
  g_autofree char  *fill = g_strnfill (200 * 1000, 'a');
  g_autofree char  *uri = g_strconcat ("https://evil.example/", fill, NULL);
  g_autofree char  *text = g_strconcat ("https://bank.example/", fill, NULL);
  const char *const texts[] = { "Our offers", fill, text, NULL };
  AdwMessageDialog *dialog;

  g_string_truncate (opened, 0);
  mailer_link_open (parent, uri, texts);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "“bank.example"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "“evil.example”"));
  g_assert_cmpint (g_utf8_strlen (adw_message_dialog_get_body (dialog), -1), <, 1000);
  answer (dialog, "cancel");
  ui_test_destroy_window (parent);
}

static void
mailto_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  g_string_append (data, g_variant_get_string (parameter, NULL));
}

/* An address becomes a message of ours, not one of another program. */
static void
addresses_are_written_to (void)
{
  static const GActionEntry entries[] = { { "mailto", mailto_cb, "s" } };
  GtkWindow                *parent = GTK_WINDOW (gtk_window_new ());
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GString) written = g_string_new (NULL);

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), written);
  gtk_widget_insert_action_group (GTK_WIDGET (parent), "win", G_ACTION_GROUP (group));
  g_assert_null (click (parent, "mailto:bob@example.org?subject=x", "alice@example.org"));
  g_assert_cmpstr (written->str, ==, "mailto:bob@example.org?subject=x");
  g_assert_cmpstr (opened->str, ==, "");
  ui_test_destroy_window (parent);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  opened = g_string_new (NULL);
  g_test_add_func ("/ui/link/honest-links-open", honest_links_open);
  g_test_add_func ("/ui/link/deceptive-links-are-asked-about", deceptive_links_are_asked_about);
  g_test_add_func ("/ui/link/the-end-of-a-long-host-is-shown", the_end_of_a_long_host_is_shown);
  g_test_add_func ("/ui/link/who-insists-gets-there", who_insists_gets_there);
  g_test_add_func ("/ui/link/the-question-stays-small", the_question_stays_small);
  g_test_add_func ("/ui/link/addresses-are-written-to", addresses_are_written_to);
  status = g_test_run ();
  g_string_free (opened, TRUE);
  return status;
}
