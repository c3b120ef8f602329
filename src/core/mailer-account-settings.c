/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-settings.h"

void
mailer_server_settings_set (MailerServerSettings *self,
                            const char           *host,
                            guint16               port,
                            MailerSecurity        security,
                            const char           *user_name,
                            MailerSignIn          sign_in)
{
  char *new_host = g_strdup (host);
  char *new_user_name = g_strdup (user_name);

  g_return_if_fail (self != NULL);

  /* Copied first: the arguments may be our own fields. */
  mailer_server_settings_clear (self);
  self->host = new_host;
  self->port = port;
  self->security = security;
  self->user_name = new_user_name;
  self->sign_in = sign_in;
}

void
mailer_server_settings_copy (const MailerServerSettings *source,
                             MailerServerSettings       *target)
{
  g_return_if_fail (source != NULL && target != NULL);

  mailer_server_settings_set (target, source->host, source->port, source->security, source->user_name, source->sign_in);
  mailer_server_settings_set_signed_in_by (target, source->signed_in_by);
}

void
mailer_server_settings_clear (MailerServerSettings *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->user_name, g_free);
  g_clear_pointer (&self->signed_in_by, g_free);
}

gboolean
mailer_server_settings_equal (const MailerServerSettings *a,
                              const MailerServerSettings *b)
{
  return g_strcmp0 (a->host, b->host) == 0
         && a->port == b->port
         && a->security == b->security
         && g_strcmp0 (a->user_name, b->user_name) == 0
         && a->sign_in == b->sign_in;
}

void
mailer_server_settings_set_signed_in_by (MailerServerSettings *self,
                                         const char           *signed_in_by)
{
  char *copy = g_strdup (signed_in_by);

  g_return_if_fail (self != NULL);

  g_free (self->signed_in_by);
  self->signed_in_by = copy;
}

void
mailer_server_settings_keep_signed_in_by (MailerServerSettings       *self,
                                          const MailerServerSettings *earlier)
{
  g_return_if_fail (self != NULL && earlier != NULL);

  if (g_strcmp0 (self->host, earlier->host) == 0
      && g_strcmp0 (self->user_name, earlier->user_name) == 0 && self->sign_in == earlier->sign_in)
    mailer_server_settings_set_signed_in_by (self, earlier->signed_in_by);
}

MailerAccountSettings *
mailer_account_settings_new (void)
{
  return g_new0 (MailerAccountSettings, 1);
}

MailerAccountSettings *
mailer_account_settings_copy (const MailerAccountSettings *self)
{
  MailerAccountSettings *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mailer_account_settings_new ();
  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->full_name = g_strdup (self->full_name);
  copy->address = g_strdup (self->address);
  mailer_server_settings_copy (&self->imap, &copy->imap);
  mailer_server_settings_copy (&self->smtp, &copy->smtp);
  copy->saves_sent_itself = self->saves_sent_itself;

  return copy;
}

void
mailer_account_settings_free (MailerAccountSettings *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->label);
  g_free (self->full_name);
  g_free (self->address);
  mailer_server_settings_clear (&self->imap);
  mailer_server_settings_clear (&self->smtp);
  g_free (self);
}

const char *
mailer_account_settings_get_label (const MailerAccountSettings *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->label != NULL && *self->label != '\0' ? self->label : self->address;
}
