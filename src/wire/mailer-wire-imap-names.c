/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"
#include "mailer-wire-mailbox-name.h"

static void
encode (MailerWireImapResponse *self,
        const char            **name)
{
  g_autofree char *encoded = NULL;

  if (*name == NULL || !g_utf8_validate (*name, -1, NULL))
    return;
  encoded = mailer_wire_mailbox_name_encode (*name);
  *name = mailer_arena_strdup (self->arena, encoded);
}

static void
encode_namespaces (MailerWireImapResponse  *self,
                   MailerWireImapNamespace *namespaces,
                   guint                    n_namespaces)
{
  for (guint i = 0; i < n_namespaces; i++)
    encode (self, &namespaces[i].prefix);
}

void
mailer_wire_imap_response_encode_names (MailerWireImapResponse *self)
{
  g_return_if_fail (self != NULL);

  switch ((int)self->kind)
    {
    case MAILER_WIRE_IMAP_NAMESPACE:
      encode_namespaces (self, self->namespaces.personal, self->namespaces.n_personal);
      encode_namespaces (self, self->namespaces.others, self->namespaces.n_others);
      encode_namespaces (self, self->namespaces.shared, self->namespaces.n_shared);
      break;
    case MAILER_WIRE_IMAP_LIST:
    case MAILER_WIRE_IMAP_LSUB:
      encode (self, &self->list.name);
      encode (self, &self->list.old_name);
      break;
    case MAILER_WIRE_IMAP_STATUS:
      encode (self, &self->status.name);
      break;
    case MAILER_WIRE_IMAP_SEARCH:
    case MAILER_WIRE_IMAP_ESEARCH:
      encode (self, &self->search.mailbox);
      break;
    case MAILER_WIRE_IMAP_QUOTAROOT:
      encode (self, &self->quota_roots.mailbox);
      break;
    case MAILER_WIRE_IMAP_ACL:
    case MAILER_WIRE_IMAP_METADATA:
      encode (self, &self->pairs.mailbox);
      break;
    case MAILER_WIRE_IMAP_MYRIGHTS:
    case MAILER_WIRE_IMAP_LISTRIGHTS:
      encode (self, &self->rights.mailbox);
      break;
    default:
      break;
    }
}
