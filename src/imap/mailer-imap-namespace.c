/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* More namespaces than this are not looked into. */
#define MAX_NAMESPACES 50

/*
 * Where mailboxes live (RFC 2342). What a server tells at the sign-in is kept: a mailbox at the top has to
 * be made with the prefix of the user's own namespace (Courier and old Cyrus: "INBOX."), and a mailbox
 * under another prefix is not the user's own.
 */
typedef struct
{
  char           *prefix;
  MailerImapOwner owner;
} Namespace;

static void
free_namespace_cb (gpointer data)
{
  Namespace *namespace = data;

  g_free (namespace->prefix);
  g_free (namespace);
}

static void
add_namespaces (MailerImapSession             *self,
                const MailerWireImapNamespace *told,
                guint                          n_told,
                MailerImapOwner                owner)
{
  for (guint i = 0; i < n_told && self->namespaces->len < MAX_NAMESPACES; i++)
    {
      Namespace *namespace = g_new0 (Namespace, 1);

      namespace->prefix = g_strdup (told[i].prefix);
      namespace->owner = owner;
      g_ptr_array_add (self->namespaces, namespace);
    }
}

void
mailer_imap_learn_namespaces (MailerImapSession              *self,
                              const MailerWireImapNamespaces *told)
{
  g_clear_pointer (&self->namespaces, g_ptr_array_unref);
  self->namespaces = g_ptr_array_new_with_free_func (free_namespace_cb);
  add_namespaces (self, told->personal, told->n_personal, MAILER_IMAP_OWNER_SELF);
  add_namespaces (self, told->others, told->n_others, MAILER_IMAP_OWNER_OTHERS);
  add_namespaces (self, told->shared, told->n_shared, MAILER_IMAP_OWNER_SHARED);
}

const char *
mailer_imap_get_personal_prefix (MailerImapSession *self)
{
  const Namespace *first = self->namespaces != NULL && self->namespaces->len > 0
                               ? g_ptr_array_index (self->namespaces, 0)
                               : NULL;

  return first != NULL && first->owner == MAILER_IMAP_OWNER_SELF ? first->prefix : "";
}

guint
mailer_imap_count_foreign_prefixes (MailerImapSession *self)
{
  return self->namespaces != NULL ? self->namespaces->len : 0;
}

const char *
mailer_imap_get_foreign_prefix (MailerImapSession *self,
                                guint              index)
{
  const Namespace *namespace = g_ptr_array_index (self->namespaces, index);

  return namespace->owner != MAILER_IMAP_OWNER_SELF && *namespace->prefix != '\0' ? namespace->prefix : NULL;
}

/* The longest prefix counts: the user's own is often the empty one. */
MailerImapOwner
mailer_imap_find_owner (MailerImapSession *self,
                        const char        *name)
{
  MailerImapOwner owner = MAILER_IMAP_OWNER_SELF;
  gsize           longest = 0;

  for (guint i = 0; self->namespaces != NULL && i < self->namespaces->len; i++)
    {
      const Namespace *namespace = g_ptr_array_index (self->namespaces, i);
      gsize length = strlen (namespace->prefix);

      if (length > longest && g_str_has_prefix (name, namespace->prefix))
        {
          longest = length;
          owner = namespace->owner;
        }
    }

  return owner;
}
