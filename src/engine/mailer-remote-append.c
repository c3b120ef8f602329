/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-remote-private.h"

#include "mailer-local-folder.h"

/* What the send worker needs of the IMAP server: a folder for copies, and the copy in it exactly once. */

/* --- Making folders ------------------------------------------------------------------------------- */

typedef struct
{
  gint64      mailbox_id;
  const char *name;
  char      **path;
} Renaming;

static gboolean
rename_mailbox (MailerStore *store,
                gpointer     data,
                GError     **error)
{
  const Renaming *renaming = data;

  return mailer_store_rename_mailbox (store, renaming->mailbox_id, renaming->name,
                                      (const char *const *)renaming->path, error);
}

gboolean
mailer_remote_create_folder (MailerRemote       *self,
                             MailerImapSession  *session,
                             MailerStoreMailbox *mailbox,
                             GCancellable       *cancellable,
                             GError            **error)
{
  const char      *title = mailbox->path[g_strv_length (mailbox->path) - 1];
  g_autofree char *name = NULL;
  Renaming         renaming = { mailbox->id, NULL, mailbox->path };

  if (!mailer_imap_session_create_mailbox (session, NULL, title, mailbox->role, &name, cancellable, -1, error))
    return FALSE;
  if (g_strcmp0 (name, mailbox->raw_name) == 0)
    return TRUE;

  renaming.name = name;

  return mailer_hub_call (self->hub, MAILER_HUB_WRITER, rename_mailbox, &renaming, error);
}

typedef struct
{
  MailerRemote       *remote;
  MailerFolderRole    role;
  MailerStoreMailbox *mailbox;
} Ensuring;

static gboolean
ensure_here (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  Ensuring    *ensuring = data;
  const gint64 id = mailer_local_folder_ensure (store, ensuring->remote->settings->id, ensuring->role, error);

  if (id > 0)
    ensuring->mailbox = mailer_store_read_mailbox (store, id, error);

  return ensuring->mailbox != NULL;
}

static gboolean
ensure_there (MailerImapSession *session,
              gpointer           data,
              GCancellable      *cancellable,
              GError           **error)
{
  Ensuring *ensuring = data;

  return mailer_remote_create_folder (ensuring->remote, session, ensuring->mailbox, cancellable, error);
}

gint64
mailer_remote_ensure_folder (MailerRemote    *self,
                             MailerFolderRole role,
                             GCancellable    *cancellable,
                             GError         **error)
{
  Ensuring ensuring = { self, role, NULL };
  g_autoptr (MailerStoreMailbox) mailbox = NULL;

  if (!mailer_hub_call (self->hub, MAILER_HUB_WRITER, ensure_here, &ensuring, error))
    return -1;

  mailbox = ensuring.mailbox;
  if (mailer_local_folder_is_local (mailbox)
      && !mailer_remote_request (self, ensure_there, &ensuring, cancellable, error))
    return -1;

  return mailbox->id;
}

/* --- Appending ------------------------------------------------------------------------------------ */

typedef struct
{
  gint64                  mailbox_id;
  MailerStoreMailbox     *mailbox;
  const MailerRemoteCopy *copy;
} Appending;

static gboolean
read_mailbox (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Appending *appending = data;

  appending->mailbox = mailer_store_read_mailbox (store, appending->mailbox_id, error);

  return appending->mailbox != NULL;
}

/* What the watch has seen meanwhile includes that very copy, so no UID that the store knows now says where to begin. */
static guint32
get_first_uid (const Appending          *appending,
               const MailerImapSelected *selected)
{
  const MailerRemoteCopy *copy = appending->copy;

  if (copy->known_mailbox_id != appending->mailbox_id || copy->known_uid_validity != selected->uid_validity)
    return 1;

  return MAX (copy->known_uid_next, 1);
}

/* Whether an earlier attempt, whose answer was lost, or the server itself has put it there. */
static gboolean
is_appended (MailerImapSession *session,
             const Appending   *appending,
             gboolean          *result,
             GCancellable      *cancellable,
             GError           **error)
{
  g_autoptr (MailerUidSet) found = NULL;
  MailerImapSelected selected;

  if (!mailer_imap_session_select (session, appending->mailbox->raw_name, TRUE, &selected, cancellable, -1, error))
    return FALSE;
  found = mailer_imap_session_search_message_id (session, appending->copy->message_id,
                                                 get_first_uid (appending, &selected), cancellable,
                                                 -1, error);
  if (found == NULL)
    return FALSE;

  *result = !mailer_uid_set_is_empty (found);

  return TRUE;
}

static gboolean
append (MailerImapSession *session,
        gpointer           data,
        GCancellable      *cancellable,
        GError           **error)
{
  const Appending       *appending = data;
  const MailerImapAppend what = {
    .mailbox = appending->mailbox->raw_name,
    .message = appending->copy->message,
    .flags = appending->copy->flags,
    .internal_date = -1,
  };
  gboolean is_there = FALSE;

  if (!is_appended (session, appending, &is_there, cancellable, error))
    return FALSE;

  return is_there || mailer_imap_session_append (session, &what, NULL, NULL, cancellable, -1, error);
}

gboolean
mailer_remote_append (MailerRemote           *self,
                      gint64                  mailbox_id,
                      const MailerRemoteCopy *copy,
                      GCancellable           *cancellable,
                      GError                **error)
{
  Appending appending = { mailbox_id, NULL, copy };
  gboolean  is_done;

  if (!mailer_hub_call (self->hub, MAILER_HUB_READER, read_mailbox, &appending, error))
    return FALSE;

  is_done = mailer_remote_request (self, append, &appending, cancellable, error);
  mailer_store_mailbox_unref (appending.mailbox);
  mailer_remote_note_mailbox (self, mailbox_id);

  return is_done;
}
