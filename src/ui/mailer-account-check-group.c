/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-check-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mailer-account-form.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

#define N_TARGETS 2

struct _MailerAccountCheckGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template Widgets */
  AdwActionRow *imap_row;
  AdwActionRow *smtp_row;
  GtkStack     *imap_mark;
  GtkStack     *smtp_mark;

  /* Owned References */
  MailerEngine          *engine;
  MailerAccountSettings *settings;
  char                  *password;
  GCancellable          *cancellable;
  GError                *errors[N_TARGETS];
};

G_DEFINE_FINAL_TYPE (MailerAccountCheckGroup, mailer_account_check_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void start_target (MailerAccountCheckGroup *self,
                          MailerCheckTarget        target);

/* The mark's pages: "waiting", "running", "passed", "failed". */
static void
show_step (MailerAccountCheckGroup *self,
           MailerCheckTarget        target,
           const char              *mark,
           const char              *subtitle)
{
  AdwActionRow *row = target == MAILER_CHECK_IMAP ? self->imap_row : self->smtp_row;

  gtk_stack_set_visible_child_name (target == MAILER_CHECK_IMAP ? self->imap_mark : self->smtp_mark, mark);
  adw_action_row_set_subtitle (row, subtitle);
}

static const char *
get_host (MailerAccountCheckGroup *self,
          MailerCheckTarget        target)
{
  return target == MAILER_CHECK_IMAP ? self->settings->imap.host : self->settings->smtp.host;
}

static void
wipe_password (MailerAccountCheckGroup *self)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_clear_pointer (&self->password, g_free);
}

static void
show_result (MailerAccountCheckGroup *self,
             MailerCheckTarget        target,
             const GError            *error)
{
  g_autofree char *subtitle = NULL;

  if (error == NULL)
    subtitle = g_strdup_printf (_ ("Signed in to %s"), get_host (self, target));
  else
    subtitle = mailer_error_text_dup_title (error);

  show_step (self, target, error == NULL ? "passed" : "failed", subtitle);
}

/* Returns: %FALSE when nobody waits for the result any more. */
static gboolean
take_result (MailerAccountCheckGroup *self,
             MailerCheckTarget        target,
             GObject                 *source,
             GAsyncResult            *result)
{
  g_autoptr (GError) error = NULL;

  if (!mailer_engine_check_server_finish (MAILER_ENGINE (source), result, &error)
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  show_result (self, target, error);
  self->errors[target] = g_steal_pointer (&error);
  return TRUE;
}

static void
finish (MailerAccountCheckGroup *self)
{
  wipe_password (self);
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
imap_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MailerAccountCheckGroup) self = user_data;

  if (!take_result (self, MAILER_CHECK_IMAP, source, result))
    return;

  if (mailer_account_error_is_about_password (self->errors[MAILER_CHECK_IMAP]))
    {
      show_step (self, MAILER_CHECK_SMTP, "waiting", _ ("Not tried with this password"));
      finish (self);
      return;
    }

  start_target (self, MAILER_CHECK_SMTP);
}

static void
smtp_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MailerAccountCheckGroup) self = user_data;

  if (take_result (self, MAILER_CHECK_SMTP, source, result))
    finish (self);
}

static void
start_target (MailerAccountCheckGroup *self,
              MailerCheckTarget        target)
{
  gboolean         is_imap = target == MAILER_CHECK_IMAP;
  g_autofree char *subtitle = g_strdup_printf (_ ("Signing in to %s…"), get_host (self, target));

  show_step (self, target, "running", subtitle);
  mailer_engine_check_server_async (self->engine,
                                    is_imap ? &self->settings->imap : &self->settings->smtp,
                                    target,
                                    self->password,
                                    self->cancellable,
                                    is_imap ? imap_checked_cb : smtp_checked_cb,
                                    g_object_ref (self));
}

static void
mailer_account_check_group_dispose (GObject *object)
{
  MailerAccountCheckGroup *self = MAILER_ACCOUNT_CHECK_GROUP (object);

  mailer_account_check_group_cancel (self);
  g_clear_error (&self->errors[MAILER_CHECK_IMAP]);
  g_clear_error (&self->errors[MAILER_CHECK_SMTP]);
  g_clear_pointer (&self->settings, mailer_account_settings_free);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mailer_account_check_group_parent_class)->dispose (object);
}

static void
mailer_account_check_group_class_init (MailerAccountCheckGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_account_check_group_dispose;

  signals[SIGNAL_DONE] = mailer_widget_add_signal (klass, "done");

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-account-check-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerAccountCheckGroup, imap_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountCheckGroup, smtp_row);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountCheckGroup, imap_mark);
  gtk_widget_class_bind_template_child (widget_class, MailerAccountCheckGroup, smtp_mark);
}

static void
mailer_account_check_group_init (MailerAccountCheckGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mailer_account_check_group_cancel (MailerAccountCheckGroup *self)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_CHECK_GROUP (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  wipe_password (self);
}

void
mailer_account_check_group_start (MailerAccountCheckGroup     *self,
                                  MailerEngine                *engine,
                                  const MailerAccountSettings *settings,
                                  const char                  *password)
{
  g_return_if_fail (MAILER_IS_ACCOUNT_CHECK_GROUP (self));
  g_return_if_fail (MAILER_IS_ENGINE (engine));
  g_return_if_fail (settings != NULL && password != NULL);

  mailer_account_check_group_cancel (self);
  g_clear_error (&self->errors[MAILER_CHECK_IMAP]);
  g_clear_error (&self->errors[MAILER_CHECK_SMTP]);
  g_set_object (&self->engine, engine);
  g_clear_pointer (&self->settings, mailer_account_settings_free);
  self->settings = mailer_account_settings_copy (settings);
  self->password = g_strdup (password);
  self->cancellable = g_cancellable_new ();

  show_step (self, MAILER_CHECK_SMTP, "waiting", settings->smtp.host);
  start_target (self, MAILER_CHECK_IMAP);
}

const GError *
mailer_account_check_group_get_error (MailerAccountCheckGroup *self,
                                      MailerCheckTarget        target)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT_CHECK_GROUP (self), NULL);

  return self->errors[target];
}

gboolean
mailer_account_check_group_has_failed (MailerAccountCheckGroup *self)
{
  g_return_val_if_fail (MAILER_IS_ACCOUNT_CHECK_GROUP (self), FALSE);

  return self->errors[MAILER_CHECK_IMAP] != NULL || self->errors[MAILER_CHECK_SMTP] != NULL;
}
