/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-notice.h"

#include "mailer-engine-error.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

struct _MailerNotice
{
  AdwBin parent_instance;

  /* Template Widgets */
  GtkRevealer *revealer;
  GtkImage    *icon;
  GtkLabel    *title;
  GtkLabel    *body;
  GtkButton   *button;
  GtkWidget   *details_button;
  GtkLabel    *details;
  GtkSpinner  *spinner;
  GtkWidget   *close_button;
};

G_DEFINE_FINAL_TYPE (MailerNotice, mailer_notice, ADW_TYPE_BIN)

enum
{
  SIGNAL_ACTION,
  SIGNAL_DISMISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
button_clicked_cb (MailerNotice *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTION], 0);
}

static void
close_clicked_cb (MailerNotice *self)
{
  g_signal_emit (self, signals[SIGNAL_DISMISSED], 0);
}

static gboolean
is_one_of (const GError            *error,
           const MailerEngineError *codes,
           gsize                    n_codes)
{
  for (gsize i = 0; i < n_codes; i++)
    if (g_error_matches (error, MAILER_ENGINE_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static const char *
choose_icon_name (const GError *error)
{
  static const MailerEngineError insecure[] = { MAILER_ENGINE_ERROR_CERTIFICATE, MAILER_ENGINE_ERROR_ENCRYPTION, MAILER_ENGINE_ERROR_SIGN_IN_WEAKER, MAILER_ENGINE_ERROR_UNPROVEN };
  static const MailerEngineError secret[] = { MAILER_ENGINE_ERROR_PASSWORD, MAILER_ENGINE_ERROR_NO_PASSWORD, MAILER_ENGINE_ERROR_KEYRING };

  if (is_one_of (error, insecure, G_N_ELEMENTS (insecure)))
    return "channel-insecure-symbolic";
  if (is_one_of (error, secret, G_N_ELEMENTS (secret)))
    return "dialog-password-symbolic";
  if (error->domain == MAILER_ENGINE_ERROR && error->code <= MAILER_ENGINE_ERROR_CLOSED)
    return "network-offline-symbolic";
  return "dialog-warning-symbolic";
}

static void
mailer_notice_class_init (MailerNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_ACTION] = mailer_widget_add_signal (klass, "action");
  signals[SIGNAL_DISMISSED] = mailer_widget_add_signal (klass, "dismissed");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, icon);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, title);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, body);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, button);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, details_button);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, details);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, spinner);
  gtk_widget_class_bind_template_child (widget_class, MailerNotice, close_button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked_cb);
}

static void
mailer_notice_init (MailerNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mailer_notice_new (void)
{
  return g_object_new (MAILER_TYPE_NOTICE, NULL);
}

void
mailer_notice_set_error (MailerNotice *self,
                         const char   *context,
                         const GError *error,
                         const char   *button)
{
  g_autofree char *title = NULL;
  g_autofree char *full_title = NULL;
  g_autofree char *body = NULL;
  g_autofree char *details = NULL;

  g_return_if_fail (MAILER_IS_NOTICE (self));

  gtk_revealer_set_reveal_child (self->revealer, error != NULL);
  if (error == NULL)
    return;
  title = mailer_error_text_dup_title (error);
  full_title = context != NULL ? g_strdup_printf ("%s: %s", context, title) : g_steal_pointer (&title);
  body = mailer_error_text_dup_body (error);
  details = mailer_error_text_dup_details (error);
  gtk_image_set_from_icon_name (self->icon, choose_icon_name (error));
  gtk_label_set_label (self->title, full_title);
  gtk_label_set_label (self->body, body);
  gtk_label_set_label (self->details, details);
  gtk_widget_set_visible (self->details_button, details[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->button, button);
}

void
mailer_notice_set_is_closable (MailerNotice *self,
                               gboolean      is_closable)
{
  g_return_if_fail (MAILER_IS_NOTICE (self));

  gtk_widget_set_visible (self->close_button, is_closable);
}

void
mailer_notice_set_is_busy (MailerNotice *self,
                           gboolean      is_busy)
{
  g_return_if_fail (MAILER_IS_NOTICE (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}
