/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-certificate-row.h"

#include <glib/gi18n.h>

#include "mailer-widget.h"

struct _MailerCertificateRow
{
  AdwExpanderRow parent_instance;

  /* Template Widgets */
  AdwActionRow   *fingerprint_row;
  AdwActionRow   *names_row;
  AdwActionRow   *subject_row;
  AdwActionRow   *issuer_row;
  AdwActionRow   *dates_row;
  GtkCheckButton *compared_button;
  GtkButton      *trust_button;

  /* Owned References */
  MailerEngine *engine;
  char         *host;
  char         *pem;
  guint16       port;
};

G_DEFINE_FINAL_TYPE (MailerCertificateRow, mailer_certificate_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  SIGNAL_TRUSTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Everything that is wrong, what the user can do something about first. */
static char *
describe_problems (MailerCertificateProblem problems,
                   const char              *host)
{
  static const struct
  {
    MailerCertificateProblem problem;
    const char              *text;
  } texts[] = {
    { MAILER_CERTIFICATE_PROBLEM_NOT_YET_VALID, N_ ("It is not valid yet. Check the date of this computer.") },
    { MAILER_CERTIFICATE_PROBLEM_EXPIRED, N_ ("It has expired. If the date of this computer is right, the operator of the server has to renew it.") },
    { MAILER_CERTIFICATE_PROBLEM_REVOKED, N_ ("It was withdrawn by the authority that issued it.") },
    { MAILER_CERTIFICATE_PROBLEM_WRONG_PURPOSE, N_ ("It was not made for a mail server.") },
    { MAILER_CERTIFICATE_PROBLEM_INSECURE, N_ ("Its signature or key is too weak to be safe.") },
    { MAILER_CERTIFICATE_PROBLEM_SELF_SIGNED, N_ ("The server made it itself; no authority vouches for it.") },
    { MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY, N_ ("It comes from an authority that this computer does not know.") },
  };
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);

  if (problems & MAILER_CERTIFICATE_PROBLEM_WRONG_NAME)
    g_ptr_array_add (reasons, g_strdup_printf (_ ("It was made for another server, not for %s."), host));

  /* Of those two the first says more. */
  if (problems & MAILER_CERTIFICATE_PROBLEM_SELF_SIGNED)
    problems &= ~MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (problems & texts[i].problem)
      g_ptr_array_add (reasons, g_strdup (_ (texts[i].text)));

  if (reasons->len == 0)
    g_ptr_array_add (reasons, g_strdup (_ ("It does not pass the checks of this computer.")));
  g_ptr_array_add (reasons, NULL);
  return g_strjoinv ("\n", (char **)reasons->pdata);
}

static char *
format_date (gint64 seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (seconds);

  return date != NULL ? g_date_time_format (date, "%x") : g_strdup ("?");
}

static void
set_subtitle (AdwActionRow *row,
              const char   *text)
{
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && *text != '\0');
}

static void
fill_rows (MailerCertificateRow    *self,
           const MailerCertificate *certificate)
{
  g_autofree char *names = NULL;
  g_autofree char *begin = format_date (certificate->not_before);
  g_autofree char *end = format_date (certificate->not_after);
  /* Translators: the first and the last day on which a certificate is valid */
  g_autofree char *dates = g_strdup_printf (_ ("%s to %s"), begin, end);

  if (certificate->host_names != NULL)
    names = g_strjoinv (", ", certificate->host_names);

  set_subtitle (self->fingerprint_row, certificate->fingerprint);
  set_subtitle (self->names_row, names);
  set_subtitle (self->subject_row, certificate->subject);
  set_subtitle (self->issuer_row, certificate->issuer);
  set_subtitle (self->dates_row, dates);
}

static void
compared_toggled_cb (MailerCertificateRow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->trust_button), gtk_check_button_get_active (self->compared_button));
}

static void
trust_clicked_cb (MailerCertificateRow *self)
{
  mailer_engine_trust_certificate (self->engine, self->host, self->port, self->pem);
  mailer_certificate_row_clear (self);
  g_signal_emit (self, signals[SIGNAL_TRUSTED], 0);
}

static void
mailer_certificate_row_dispose (GObject *object)
{
  MailerCertificateRow *self = MAILER_CERTIFICATE_ROW (object);

  g_clear_object (&self->engine);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->pem, g_free);

  G_OBJECT_CLASS (mailer_certificate_row_parent_class)->dispose (object);
}

static void
mailer_certificate_row_class_init (MailerCertificateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_certificate_row_dispose;

  signals[SIGNAL_TRUSTED] = mailer_widget_add_signal (klass, "trusted");

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-certificate-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, names_row);
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, subject_row);
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, dates_row);
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, compared_button);
  gtk_widget_class_bind_template_child (widget_class, MailerCertificateRow, trust_button);
  gtk_widget_class_bind_template_callback (widget_class, compared_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, trust_clicked_cb);
}

static void
mailer_certificate_row_init (MailerCertificateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mailer_certificate_row_clear (MailerCertificateRow *self)
{
  g_return_if_fail (MAILER_IS_CERTIFICATE_ROW (self));

  gtk_check_button_set_active (self->compared_button, FALSE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

gboolean
mailer_certificate_row_show (MailerCertificateRow     *self,
                             MailerEngine             *engine,
                             const char               *host,
                             guint16                   port,
                             const MailerErrorDetails *details)
{
  g_autoptr (MailerCertificate) certificate = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (MAILER_IS_CERTIFICATE_ROW (self), FALSE);
  g_return_val_if_fail (MAILER_IS_ENGINE (engine), FALSE);
  g_return_val_if_fail (host != NULL, FALSE);

  mailer_certificate_row_clear (self);
  if (details == NULL || details->certificate_pem == NULL)
    return FALSE;
  if ((certificate = mailer_engine_describe_certificate (details->certificate_pem)) == NULL)
    return FALSE;

  g_set_object (&self->engine, engine);
  g_free (self->host);
  self->host = g_strdup (host);
  g_free (self->pem);
  self->pem = g_strdup (details->certificate_pem);
  self->port = port;

  fill_rows (self, certificate);
  reason = describe_problems (details->certificate_problems, host);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), reason);
  /* Translators: a button; the placeholder is the name of a mail server */
  label = g_strdup_printf (_ ("Trust for %s"), host);
  gtk_button_set_label (self->trust_button, label);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return TRUE;
}
