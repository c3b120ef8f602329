/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-server-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mailer-account-problem-row.h"
#include "mailer-certificate-row.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

struct _MailerAccountServerGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template Widgets */
  AdwEntryRow             *host_row;
  MailerAccountProblemRow *host_problem;
  MailerCertificateRow    *certificate_row;
  AdwComboRow             *security_row;
  MailerAccountProblemRow *security_problem;
  AdwEntryRow             *port_row;
  MailerAccountProblemRow *port_problem;
  AdwEntryRow             *user_row;
  MailerAccountProblemRow *user_problem;
  AdwComboRow             *sign_in_row;

  MailerCheckTarget target;
  MailerSecurity    last_security;
};

G_DEFINE_FINAL_TYPE (MailerAccountServerGroup, mailer_account_server_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_TRUSTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint16
get_usual_port (MailerCheckTarget target,
                MailerSecurity    security)
{
  static const guint16 ports[2][2] = { { 993, 143 }, { 465, 587 } };

  return ports[target == MAILER_CHECK_SMTP][security == MAILER_SECURITY_STARTTLS];
}

static void
set_port (MailerAccountServerGroup *self,
          guint16                   port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  gtk_editable_set_text (GTK_EDITABLE (self->port_row), text);
}

/* Port 0 is none. */
static guint16
parse_port (const char *text)
{
  guint64 port = 0;

  return g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL) ? (guint16)port : 0;
}

/* A host name as the network wants it: people type international names as they are written. */
static char *
parse_host (const char *text)
{
  g_autofree char *ascii = NULL;

  if (*text == '\0' || strpbrk (text, " \t/@:?#\\,;") != NULL)
    return g_hostname_is_ip_address (text) ? g_strdup (text) : NULL;
  if ((ascii = g_hostname_to_ascii (text)) == NULL || strlen (ascii) > 253)
    return NULL;

  return g_steal_pointer (&ascii);
}

static gboolean
refuse_field (AdwEntryRow             *row,
              MailerAccountProblemRow *problem,
              const char              *title,
              const char              *body)
{
  mailer_account_problem_row_show (problem, GTK_WIDGET (row), title, body);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return FALSE;
}

static void
security_changed_cb (MailerAccountServerGroup *self)
{
  MailerSecurity   security = (MailerSecurity)adw_combo_row_get_selected (self->security_row);
  g_autofree char *text = mailer_widget_dup_trimmed (self->port_row);
  guint16          port = parse_port (text);

  if (*text == '\0' || port == get_usual_port (self->target, self->last_security))
    set_port (self, get_usual_port (self->target, security));
  self->last_security = security;
}

static void
activated_cb (MailerAccountServerGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
trusted_cb (MailerAccountServerGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_TRUSTED], 0);
}

static void
mailer_account_server_group_class_init (MailerAccountServerGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_ACTIVATED] = mailer_widget_add_signal (klass, "activated");
  signals[SIGNAL_TRUSTED] = mailer_widget_add_signal (klass, "trusted");

  g_type_ensure (MAILER_TYPE_ACCOUNT_PROBLEM_ROW);
  g_type_ensure (MAILER_TYPE_CERTIFICATE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-account-server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, host_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, host_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, security_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, security_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, port_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, port_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, user_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, user_problem);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountServerGroup, sign_in_row);
  gtk_widget_class_bind_template_callback (widget_class, security_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, trusted_cb);
}

static void
mailer_account_server_group_init (MailerAccountServerGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mailer_account_server_group_set_target (MailerAccountServerGroup *self,
                                        MailerCheckTarget         target)
{
  gboolean is_smtp = target == MAILER_CHECK_SMTP;

  g_return_if_fail (MAILER_IS_ACCOUNT_SERVER_GROUP (self));

  self->target = target;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   is_smtp ? _ ("Sending (SMTP)") : _ ("Receiving (IMAP)"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->host_row),
                                 is_smtp ? _ ("SMTP server") : _ ("IMAP server"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->security_row),
                                 is_smtp ? _ ("SMTP encryption") : _ ("IMAP encryption"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->port_row),
                                 is_smtp ? _ ("SMTP port") : _ ("IMAP port"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->user_row),
                                 is_smtp ? _ ("SMTP user name") : _ ("IMAP user name"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sign_in_row),
                                 is_smtp ? _ ("SMTP sign-in") : _ ("IMAP sign-in"));
}

void
mailer_account_server_group_set_settings (MailerAccountServerGroup   *self,
                                          const MailerServerSettings *settings)
{
  g_autofree char *host = NULL;

  g_return_if_fail (MAILER_IS_ACCOUNT_SERVER_GROUP (self));
  g_return_if_fail (settings != NULL);

  if (settings->host != NULL)
    host = g_hostname_to_unicode (settings->host);

  self->last_security = settings->security;
  adw_combo_row_set_selected (self->security_row, settings->security);
  gtk_editable_set_text (GTK_EDITABLE (self->host_row), host != NULL ? host : "");
  set_port (self, settings->port != 0 ? settings->port : get_usual_port (self->target, settings->security));
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), settings->user_name != NULL ? settings->user_name : "");
  adw_combo_row_set_selected (self->sign_in_row, settings->sign_in == MAILER_SIGN_IN_APP_PASSWORD);
}

gboolean
mailer_account_server_group_read (MailerAccountServerGroup *self,
                                  MailerServerSettings     *settings)
{
  g_autofree char *host_text = NULL;
  g_autofree char *host = NULL;
  g_autofree char *port_text = NULL;
  g_autofree char *user_name = NULL;

  g_return_val_if_fail (MAILER_IS_ACCOUNT_SERVER_GROUP (self), FALSE);
  g_return_val_if_fail (settings != NULL, FALSE);

  host_text = mailer_widget_dup_trimmed (self->host_row);
  port_text = mailer_widget_dup_trimmed (self->port_row);
  user_name = mailer_widget_dup_trimmed (self->user_row);

  if ((host = parse_host (host_text)) == NULL)
    return refuse_field (self->host_row,
                         self->host_problem,
                         *host_text == '\0' ? _ ("The name of the server is missing") : _ ("This is not the name of a server"),
                         _ ("It looks like mail.example.org, without blanks and slashes."));
  if (parse_port (port_text) == 0)
    return refuse_field (self->port_row, self->port_problem, _ ("A port is a number from 1 to 65535"), NULL);
  if (*user_name == '\0')
    return refuse_field (self->user_row, self->user_problem, _ ("The user name is missing"),
                         _ ("Often it is the whole mail address."));

  mailer_server_settings_set (settings,
                              host,
                              parse_port (port_text),
                              (MailerSecurity)adw_combo_row_get_selected (self->security_row),
                              user_name,
                              adw_combo_row_get_selected (self->sign_in_row) == 1 ? MAILER_SIGN_IN_APP_PASSWORD
                                                                                  : MAILER_SIGN_IN_PASSWORD);
  return TRUE;
}

static gboolean
is_about_port (const GError *error)
{
  return g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_REFUSED)
         || g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TIMED_OUT);
}

static gboolean
show_certificate (MailerAccountServerGroup   *self,
                  MailerEngine               *engine,
                  const MailerServerSettings *settings,
                  const GError               *error)
{
  const MailerErrorDetails *details = mailer_error_get_details (error);

  if (!g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CERTIFICATE))
    return FALSE;
  if (!mailer_certificate_row_show (self->certificate_row, engine, settings->host, settings->port, details))
    return FALSE;

  gtk_widget_child_focus (GTK_WIDGET (self->certificate_row), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

void
mailer_account_server_group_show_error (MailerAccountServerGroup   *self,
                                        MailerEngine               *engine,
                                        const MailerServerSettings *settings,
                                        const GError               *error)
{
  g_autofree char         *title = NULL;
  g_autofree char         *body = NULL;
  MailerAccountProblemRow *problem = self->host_problem;
  GtkWidget               *field = GTK_WIDGET (self->host_row);

  g_return_if_fail (MAILER_IS_ACCOUNT_SERVER_GROUP (self));
  g_return_if_fail (error != NULL);

  if (show_certificate (self, engine, settings, error))
    return;

  if (is_about_port (error))
    {
      problem = self->port_problem;
      field = GTK_WIDGET (self->port_row);
    }
  else if (g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_ENCRYPTION))
    {
      problem = self->security_problem;
      field = GTK_WIDGET (self->security_row);
    }

  title = mailer_error_text_dup_title (error);
  body = mailer_error_text_dup_body (error);
  mailer_account_problem_row_show (problem, field, title, body);
  gtk_widget_grab_focus (field);
}

void
mailer_account_server_group_clear_error (MailerAccountServerGroup *self)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_SERVER_GROUP (self));

  mailer_account_problem_row_clear (self->host_problem);
  mailer_account_problem_row_clear (self->security_problem);
  mailer_account_problem_row_clear (self->port_problem);
  mailer_account_problem_row_clear (self->user_problem);
  mailer_certificate_row_clear (self->certificate_row);
}
