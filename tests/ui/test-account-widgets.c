/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ui-test.h"

#include <string.h>

#include "mailer-account-form.h"
#include "mailer-account-problem-row.h"
#include "mailer-account-server-group.h"
#include "mailer-assistant-found-page.h"
#include "mailer-assistant-identity-page.h"
#include "mailer-certificate-row.h"
#include "test-certificates.h"

static void
count_cb (guint *n)
{
  (*n)++;
}

static const char *
get_text (gpointer    parent,
          const char *name)
{
  return gtk_editable_get_text (ui_test_get_child (parent, name));
}

static void
set_text (gpointer    parent,
          const char *name,
          const char *text)
{
  gtk_editable_set_text (ui_test_get_child (parent, name), text);
}

static gboolean
is_shown (gpointer    parent,
          const char *name)
{
  return gtk_widget_get_visible (ui_test_get_child (parent, name));
}

static void
test_problem_row (void)
{
  MailerAccountProblemRow *row = g_object_new (MAILER_TYPE_ACCOUNT_PROBLEM_ROW, NULL);
  GtkWidget               *field = g_object_ref_sink (adw_entry_row_new ());

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row)));
  mailer_account_problem_row_show (row, field, "Wrong <b>", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (row)));
  g_assert_true (gtk_widget_has_css_class (field, "error"));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Wrong <b>");

  /* Editing the field is what takes it away. */
  gtk_editable_set_text (GTK_EDITABLE (field), "x");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row)));
  g_assert_false (gtk_widget_has_css_class (field, "error"));

  /* The field may go first. */
  mailer_account_problem_row_show (row, field, "Wrong", "Do better");
  g_assert_finalize_object (field);
  ui_test_finalize (row);
}

static MailerAccountServerGroup *
make_group (MailerCheckTarget target)
{
  MailerAccountServerGroup *group = g_object_new (MAILER_TYPE_ACCOUNT_SERVER_GROUP, NULL);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_new ();

  mailer_account_server_group_set_target (group, target);
  mailer_server_settings_set (&settings->imap,
                              "mail.example.org",
                              target == MAILER_CHECK_IMAP ? 993 : 465,
                              MAILER_SECURITY_TLS,
                              "ada",
                              MAILER_SIGN_IN_PASSWORD);
  mailer_account_server_group_set_settings (group, &settings->imap);
  return group;
}

static void
test_port_follows_encryption (void)
{
  MailerAccountServerGroup *group = make_group (MAILER_CHECK_SMTP);
  AdwComboRow              *security = ui_test_get_child (group, "security_row");

  g_assert_cmpstr (get_text (group, "port_row"), ==, "465");
  adw_combo_row_set_selected (security, MAILER_SECURITY_STARTTLS);
  g_assert_cmpstr (get_text (group, "port_row"), ==, "587");
  adw_combo_row_set_selected (security, MAILER_SECURITY_TLS);
  g_assert_cmpstr (get_text (group, "port_row"), ==, "465");

  /* One that was chosen by hand stays. */
  set_text (group, "port_row", "2525");
  adw_combo_row_set_selected (security, MAILER_SECURITY_STARTTLS);
  g_assert_cmpstr (get_text (group, "port_row"), ==, "2525");
  ui_test_finalize (group);
}

static void
test_server_settings (void)
{
  static const struct
  {
    const char *host;
    const char *port;
    const char *user_name;
    const char *result; /* host, or NULL when it is refused */
    const char *problem;
  } cases[] = {
    { "imap.example.org", "993", "ada", "imap.example.org", NULL },
    { "  imap.example.org ", " 993 ", " ada ", "imap.example.org", NULL },
    { "müller.example", "993", "ada", "xn--mller-kva.example", NULL },
    { "192.0.2.1", "993", "ada", "192.0.2.1", NULL },
    { "2001:db8::1", "993", "ada", "2001:db8::1", NULL },
    { "", "993", "ada", NULL, "host_problem" },
    { "https://example.org", "993", "ada", NULL, "host_problem" },
    { "imap example org", "993", "ada", NULL, "host_problem" },
    { "imap.example.org:993", "993", "ada", NULL, "host_problem" },
    { "imap.example.org", "", "ada", NULL, "port_problem" },
    { "imap.example.org", "0", "ada", NULL, "port_problem" },
    { "imap.example.org", "65536", "ada", NULL, "port_problem" },
    { "imap.example.org", "99x", "ada", NULL, "port_problem" },
    { "imap.example.org", "993", " ", NULL, "user_problem" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MailerAccountServerGroup *group = make_group (MAILER_CHECK_IMAP);
      g_autoptr (MailerAccountSettings) settings = mailer_account_settings_new ();

      g_test_message ("%s %s", cases[i].host, cases[i].port);
      set_text (group, "host_row", cases[i].host);
      set_text (group, "port_row", cases[i].port);
      set_text (group, "user_row", cases[i].user_name);
      g_assert_cmpint (mailer_account_server_group_read (group, &settings->imap), ==, cases[i].result != NULL);
      if (cases[i].result != NULL)
        {
          g_assert_cmpstr (settings->imap.host, ==, cases[i].result);
          g_assert_cmpuint (settings->imap.port, ==, 993);
          g_assert_cmpstr (settings->imap.user_name, ==, "ada");
        }
      else
        g_assert_true (is_shown (group, cases[i].problem));
      ui_test_finalize (group);
    }
}

static void
test_errors_at_their_fields (void)
{
  static const struct
  {
    MailerEngineError code;
    const char       *problem;
  } cases[] = {
    { MAILER_ENGINE_ERROR_HOST_NOT_FOUND, "host_problem" },
    { MAILER_ENGINE_ERROR_REFUSED, "port_problem" },
    { MAILER_ENGINE_ERROR_TIMED_OUT, "port_problem" },
    { MAILER_ENGINE_ERROR_ENCRYPTION, "security_problem" },
    { MAILER_ENGINE_ERROR_PROTOCOL, "host_problem" },
  };
  const MailerEngineConfig config = { .data_dir = g_get_tmp_dir (), .config_dir = g_get_tmp_dir () };
  MailerEngine            *engine = mailer_engine_new (&config);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MailerAccountServerGroup *group = make_group (MAILER_CHECK_IMAP);
      g_autoptr (MailerAccountSettings) settings = mailer_account_settings_new ();
      g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, cases[i].code, "tried: happened");

      g_assert_true (mailer_account_server_group_read (group, &settings->imap));
      mailer_account_server_group_show_error (group, engine, &settings->imap, error);
      g_assert_true (is_shown (group, cases[i].problem));
      mailer_account_server_group_clear_error (group);
      g_assert_false (is_shown (group, cases[i].problem));
      ui_test_finalize (group);
    }

  g_assert_finalize_object (engine);
}

static void
test_form_keeps_what_was_typed (void)
{
  MailerAccountForm *form = g_object_new (MAILER_TYPE_ACCOUNT_FORM, NULL);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_new ();
  g_autoptr (MailerAccountSettings) read = mailer_account_settings_new ();
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD, "no");
  const MailerEngineConfig config = { .data_dir = g_get_tmp_dir (), .config_dir = g_get_tmp_dir () };
  MailerEngine            *engine = mailer_engine_new (&config);

  mailer_server_settings_set (&settings->imap, "imap.example.org", 993, MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_APP_PASSWORD);
  mailer_server_settings_set (&settings->smtp, "smtp.example.org", 587, MAILER_SECURITY_STARTTLS, "ada", MAILER_SIGN_IN_PASSWORD);
  mailer_account_form_set_settings (form, settings);

  g_assert_false (mailer_account_form_read (form, read));
  g_assert_true (is_shown (form, "password_problem"));
  mailer_account_form_set_password (form, "secret");
  g_assert_true (mailer_account_form_read (form, read));
  g_assert_true (mailer_server_settings_equal (&read->imap, &settings->imap));
  g_assert_true (mailer_server_settings_equal (&read->smtp, &settings->smtp));

  mailer_account_form_show_error (form, engine, settings, MAILER_CHECK_IMAP, error);
  g_assert_true (is_shown (form, "password_problem"));
  g_assert_cmpstr (mailer_account_form_get_password (form), ==, "secret");

  mailer_account_form_set_password (form, "");
  mailer_account_form_set_keeps_password (form, TRUE);
  g_assert_true (mailer_account_form_read (form, read));
  ui_test_finalize (form);
  g_assert_finalize_object (engine);
}

static void
test_certificate_row (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .dns_name = "mail.example.org", .common_name = "mail.example.org" });
  g_autofree char         *pem = NULL;
  MailerCertificateRow    *row = g_object_new (MAILER_TYPE_CERTIFICATE_ROW, NULL);
  GtkWidget               *trust_button = ui_test_get_child (row, "trust_button");
  const MailerEngineConfig config = { .data_dir = g_get_tmp_dir (), .config_dir = g_get_tmp_dir () };
  MailerEngine            *engine = mailer_engine_new (&config);
  MailerErrorDetails       details = { .certificate_problems = MAILER_CERTIFICATE_PROBLEM_WRONG_NAME };

  /* What is no certificate cannot be trusted. */
  g_assert_false (mailer_certificate_row_show (row, engine, "other.example.org", 993, NULL));
  details.certificate_pem = (char *)"nonsense";
  g_assert_false (mailer_certificate_row_show (row, engine, "other.example.org", 993, &details));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (row)));

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  details.certificate_pem = pem;
  g_assert_true (mailer_certificate_row_show (row, engine, "other.example.org", 993, &details));
  g_assert_nonnull (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "other.example.org"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ui_test_get_child (row, "names_row")), "mail.example.org"));
  g_assert_cmpuint (strlen (adw_action_row_get_subtitle (ui_test_get_child (row, "fingerprint_row"))), ==, 32 * 3 - 1);

  /* The button works only for who compared the fingerprint, and not again for the next certificate. */
  g_assert_false (gtk_widget_get_sensitive (trust_button));
  gtk_check_button_set_active (ui_test_get_child (row, "compared_button"), TRUE);
  g_assert_true (gtk_widget_get_sensitive (trust_button));
  g_assert_true (mailer_certificate_row_show (row, engine, "other.example.org", 993, &details));
  g_assert_false (gtk_widget_get_sensitive (trust_button));

  ui_test_finalize (row);
  g_assert_finalize_object (engine);
}

static void
test_identity_page (void)
{
  static const struct
  {
    const char *name;
    const char *address;
    gboolean    goes_on;
  } cases[] = {
    { "Ada", "ada@example.org", TRUE },
    { " Ada ", "  ada@example.org ", TRUE },
    { "Ada", "ada@müller.example", TRUE },
    { "", "ada@example.org", FALSE },
    { "Ada", "", FALSE },
    { "Ada", "ada", FALSE },
    { "Ada", "ada@", FALSE },
    { "Ada", "ada lovelace@example.org", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MailerAssistantIdentityPage *page = g_object_new (MAILER_TYPE_ASSISTANT_IDENTITY_PAGE, NULL);
      g_autofree char             *address = NULL;
      guint                        n = 0;

      g_signal_connect_swapped (page, "continue", G_CALLBACK (count_cb), &n);
      set_text (page, "name_row", cases[i].name);
      set_text (page, "address_row", cases[i].address);
      mailer_assistant_identity_page_set_password (page, "secret");
      g_signal_emit_by_name (ui_test_get_child (page, "password_row"), "entry-activated");
      g_assert_cmpuint (n, ==, cases[i].goes_on ? 1 : 0);
      address = mailer_assistant_identity_page_dup_address (page);
      g_assert_false (g_str_has_suffix (address, " "));
      ui_test_finalize (page);
    }
}

static void
test_found_page (void)
{
  MailerAssistantFoundPage *page = g_object_new (MAILER_TYPE_ASSISTANT_FOUND_PAGE, NULL);
  g_autoptr (MailerLookup) lookup = g_new0 (MailerLookup, 1);
  guint n = 0;

  lookup->settings = mailer_account_settings_new ();
  lookup->settings->address = g_strdup ("ada@example.org");
  lookup->provider_name = g_strdup ("Smith & Sons <mail>");
  lookup->is_known = TRUE;
  lookup->needs_app_password = TRUE;
  lookup->help_uri = g_strdup ("javascript:alert(1)");
  mailer_server_settings_set (&lookup->settings->imap, "imap.example.org", 993, MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_APP_PASSWORD);
  mailer_server_settings_set (&lookup->settings->smtp, "smtp.example.org", 587, MAILER_SECURITY_STARTTLS, "ada", MAILER_SIGN_IN_APP_PASSWORD);
  mailer_assistant_found_page_set_lookup (page, lookup);

  g_assert_cmpstr (adw_action_row_get_subtitle (ui_test_get_child (page, "imap_row")), ==, "imap.example.org, port 993, SSL/TLS");
  g_assert_cmpstr (adw_action_row_get_subtitle (ui_test_get_child (page, "smtp_row")), ==, "smtp.example.org, port 587, STARTTLS");
  g_assert_true (is_shown (page, "help_group"));
  g_assert_false (gtk_list_box_row_get_activatable (ui_test_get_child (page, "help_row")));

  g_signal_connect_swapped (page, "sign-in", G_CALLBACK (count_cb), &n);
  g_signal_emit_by_name (ui_test_get_child (page, "password_row"), "entry-activated");
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (is_shown (page, "password_problem"));
  mailer_assistant_found_page_set_password (page, "secret");
  g_signal_emit_by_name (ui_test_get_child (page, "password_row"), "entry-activated");
  g_assert_cmpuint (n, ==, 1);

  /* Where no password helps none is asked for. */
  lookup->settings->imap.sign_in = MAILER_SIGN_IN_OAUTH2;
  mailer_assistant_found_page_set_lookup (page, lookup);
  g_assert_false (is_shown (page, "password_group"));
  g_assert_false (is_shown (page, "sign_in_button"));
  ui_test_finalize (page);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/account/problem-row", test_problem_row);
  g_test_add_func ("/ui/account/port-follows-encryption", test_port_follows_encryption);
  g_test_add_func ("/ui/account/server-settings", test_server_settings);
  g_test_add_func ("/ui/account/errors-at-their-fields", test_errors_at_their_fields);
  g_test_add_func ("/ui/account/form-keeps-what-was-typed", test_form_keeps_what_was_typed);
  g_test_add_func ("/ui/account/certificate-row", test_certificate_row);
  g_test_add_func ("/ui/assistant/identity-page", test_identity_page);
  g_test_add_func ("/ui/assistant/found-page", test_found_page);
  return g_test_run ();
}
