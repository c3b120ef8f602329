/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#define MAX_QUOTAS 100

void
mailer_imap_quota_free (MailerImapQuota *self)
{
  if (self == NULL)
    return;

  g_free (self->root);
  g_free (self->resource);
  g_free (self);
}

static void
free_quota_cb (gpointer quota)
{
  mailer_imap_quota_free (quota);
}

/* RFC 9208, section 5.1: STORAGE counts units of 1024 bytes. */
static void
add_resource (GPtrArray                    *quotas,
              const char                   *root,
              const MailerWireImapResource *resource)
{
  guint64          unit = strcmp (resource->name, "STORAGE") == 0 ? 1024 : 1;
  MailerImapQuota *quota = g_new0 (MailerImapQuota, 1);

  quota->root = g_strdup (root);
  quota->resource = g_strdup (resource->name);
  quota->usage = MIN (resource->usage, G_MAXUINT64 / unit) * unit;
  quota->limit = MIN (resource->limit, G_MAXUINT64 / unit) * unit;
  g_ptr_array_add (quotas, quota);
}

static gboolean
take_quota_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  GPtrArray                 *quotas = data;
  const MailerWireImapQuota *quota = mailer_wire_imap_response_get_quota (response);

  for (guint i = 0; quota != NULL && i < quota->n_resources && quotas->len < MAX_QUOTAS; i++)
    add_resource (quotas, quota->root, &quota->resources[i]);

  return quota != NULL || mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_QUOTAROOT;
}

GPtrArray *
mailer_imap_session_get_quota (MailerImapSession *self,
                               const char        *mailbox,
                               GCancellable      *cancellable,
                               gint64             deadline_us,
                               GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (GPtrArray) quotas = g_ptr_array_new_with_free_func (free_quota_cb);
  MailerWireImapCommand *command;
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL && mailbox != NULL, NULL);

  if (!mailer_imap_check_usable (self, error))
    return NULL;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_QUOTA))
    return g_steal_pointer (&quotas);
  command = mailer_imap_command_new (self, "GETQUOTAROOT");
  mailer_imap_add_mailbox (self, command, mailbox);
  done = mailer_imap_run (self, command, "Cannot ask for the quota", take_quota_cb, quotas, &call, error);

  return done != NULL ? g_steal_pointer (&quotas) : NULL;
}
