/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#include "mailer-wire-mailbox-name.h"

#define MAX_MAILBOXES 20000

typedef struct
{
  GPtrArray  *mailboxes;
  GHashTable *by_name; /* borrows both */
  gboolean    tells_subscribed;
  gboolean    has_status;
  guint64     n_left; /* mailboxes that are still taken */
  GError     *failure;
} Listing;

void
mailer_imap_mailbox_free (MailerImapMailbox *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_strfreev (self->path);
  g_free (self->id);
  g_free (self);
}

static gboolean
has_attribute (const MailerWireImapList *list,
               const char               *attribute)
{
  for (guint i = 0; list->attributes[i] != NULL; i++)
    if (g_ascii_strcasecmp (list->attributes[i], attribute) == 0)
      return TRUE;

  return FALSE;
}

/* Each component by itself: the delimiter is a byte of the name as it is spelt. Empty ones, as in
 * "a//b" or "a/", are nothing to show. */
static char **
split_path (const char *name,
            char        delimiter)
{
  GPtrArray  *path = g_ptr_array_new ();
  const char *start = name;

  while (TRUE)
    {
      const char *end = delimiter != '\0' ? strchr (start, delimiter) : NULL;
      gsize       length = end != NULL ? (gsize)(end - start) : strlen (start);

      if (length > 0)
        g_ptr_array_add (path, mailer_wire_mailbox_name_decode (start, length));
      if (end == NULL)
        break;
      start = end + 1;
    }
  if (path->len == 0)
    g_ptr_array_add (path, mailer_wire_mailbox_name_decode (name, strlen (name)));
  g_ptr_array_add (path, NULL);

  return (char **)g_ptr_array_free (path, FALSE);
}

static MailerFolderRole
find_role (const MailerWireImapList *list)
{
  MailerFolderRole role = strcmp (list->name, "INBOX") == 0 ? MAILER_FOLDER_ROLE_INBOX : MAILER_FOLDER_ROLE_NONE;

  for (guint i = 0; role == MAILER_FOLDER_ROLE_NONE && list->attributes[i] != NULL; i++)
    role = mailer_folder_role_from_attribute (list->attributes[i]);

  return role;
}

static MailerImapMailbox *
create_mailbox (MailerImapSession        *self,
                const MailerWireImapList *list,
                gboolean                  tells_subscribed)
{
  MailerImapMailbox *mailbox = g_new0 (MailerImapMailbox, 1);

  mailbox->path = split_path (list->name, list->delimiter);
  mailbox->delimiter = list->delimiter;
  mailbox->role = find_role (list);
  mailbox->is_selectable = !has_attribute (list, "\\Noselect") && !has_attribute (list, "\\NonExistent");
  mailbox->is_subscribed = !tells_subscribed || has_attribute (list, "\\Subscribed")
                           || mailbox->role == MAILER_FOLDER_ROLE_INBOX;
  mailbox->has_children = has_attribute (list, "\\HasChildren");
  mailbox->owner = mailer_imap_find_owner (self, list->name);
  mailbox->name = g_strdup (list->name);

  return mailbox;
}

MailerImapStatus
mailer_imap_status_from_wire (const MailerWireImapStatus *status)
{
  static const struct
  {
    MailerWireImapStatusItem from;
    MailerImapStatusItem     to;
  } pairs[] = {
    { MAILER_WIRE_IMAP_STATUS_MESSAGES, MAILER_IMAP_STATUS_N_MESSAGES },
    { MAILER_WIRE_IMAP_STATUS_UNSEEN, MAILER_IMAP_STATUS_N_UNSEEN },
    { MAILER_WIRE_IMAP_STATUS_UIDNEXT, MAILER_IMAP_STATUS_UID_NEXT },
    { MAILER_WIRE_IMAP_STATUS_UIDVALIDITY, MAILER_IMAP_STATUS_UID_VALIDITY },
    { MAILER_WIRE_IMAP_STATUS_HIGHESTMODSEQ, MAILER_IMAP_STATUS_HIGHEST_MODSEQ },
    { MAILER_WIRE_IMAP_STATUS_SIZE, MAILER_IMAP_STATUS_SIZE },
  };
  MailerImapStatus translated = {
    .n_messages = status->messages,
    .n_unseen = status->unseen,
    .uid_next = status->uid_next,
    .uid_validity = status->uid_validity,
    .highest_modseq = status->highest_modseq,
    .size_bytes = status->size_bytes,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if ((status->items & pairs[i].from) != 0)
      translated.items |= pairs[i].to;

  return translated;
}

static gboolean
take_listed_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  Listing                    *listing = data;
  const MailerWireImapList   *list = mailer_wire_imap_response_get_list (response);
  const MailerWireImapStatus *status = mailer_wire_imap_response_get_status (response);
  MailerImapMailbox          *mailbox;

  if (status != NULL)
    {
      mailbox = g_hash_table_lookup (listing->by_name, status->name);
      /* All of it answers us; a part of it is news (RFC 5465, section 5.4). */
      if (mailbox == NULL || (status->items & MAILER_WIRE_IMAP_STATUS_MESSAGES) == 0)
        return FALSE;
      mailbox->has_status = TRUE;
      mailbox->status = mailer_imap_status_from_wire (status);
      if (status->mailbox_id != NULL && mailbox->id == NULL)
        mailbox->id = g_strdup (status->mailbox_id);
      return TRUE;
    }
  if (list == NULL)
    return FALSE;

  if (!g_hash_table_contains (listing->by_name, list->name) && mailer_imap_spend (self, &listing->n_left, 1))
    {
      mailbox = create_mailbox (self, list, listing->tells_subscribed);
      g_ptr_array_add (listing->mailboxes, mailbox);
      g_hash_table_insert (listing->by_name, mailbox->name, mailbox);
    }

  return TRUE;
}

/* The sizes cost some servers a look at every message, so they are asked for one mailbox only. */
static void
add_status_items (MailerImapSession     *self,
                  MailerWireImapCommand *command,
                  gboolean               wants_size)
{
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_text (command, "MESSAGES UNSEEN UIDNEXT UIDVALIDITY");
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_CONDSTORE))
    mailer_wire_imap_command_add_text (command, "HIGHESTMODSEQ");
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_OBJECTID))
    mailer_wire_imap_command_add_text (command, "MAILBOXID");
  if (wants_size && mailer_imap_has (self, MAILER_IMAP_EXTENSION_STATUS_SIZE))
    mailer_wire_imap_command_add_text (command, "SIZE");
  mailer_wire_imap_command_add_close (command);
}

static MailerWireImapCommand *
build_status (MailerImapSession *self,
              const char        *name,
              gboolean           wants_size)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "STATUS");

  mailer_imap_add_mailbox (self, command, name);
  add_status_items (self, command, wants_size);

  return command;
}

static MailerWireImapCommand *
build_missing_status (MailerImapSession *self,
                      guint              index,
                      gpointer           data)
{
  const Listing           *listing = data;
  const MailerImapMailbox *mailbox = g_ptr_array_index (listing->mailboxes, index);

  return mailbox->is_selectable && !mailbox->has_status ? build_status (self, mailbox->name, FALSE) : NULL;
}

/* A mailbox whose status is refused has none. */
static void
done_status_cb (MailerImapSession         *self,
                guint                      index,
                const MailerWireImapState *state,
                gpointer                   data)
{
}

static void
free_mailbox_cb (gpointer mailbox)
{
  mailer_imap_mailbox_free (mailbox);
}

/* All mailboxes whose names begin with @prefix. */
static MailerWireImapCommand *
build_list (MailerImapSession *self,
            const char        *prefix,
            gboolean           is_extended,
            gboolean           has_status)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "LIST \"\"");
  g_autofree char       *pattern = g_strconcat (prefix, "*", NULL);

  mailer_imap_add_mailbox (self, command, pattern);
  if (!is_extended)
    return command;

  mailer_wire_imap_command_add_text (command, "RETURN");
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_text (command, "SUBSCRIBED");
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_CHILDREN))
    mailer_wire_imap_command_add_text (command, "CHILDREN");
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_SPECIAL_USE))
    mailer_wire_imap_command_add_text (command, "SPECIAL-USE");
  if (has_status)
    {
      mailer_wire_imap_command_add_text (command, "STATUS");
      add_status_items (self, command, FALSE);
    }
  mailer_wire_imap_command_add_close (command);

  return command;
}

/* The first is "*", which on many servers is all there is; then the namespaces of others, which a server
 * need not count among it (RFC 2342, section 5). */
static MailerWireImapCommand *
build_listing (MailerImapSession *self,
               guint              index,
               gpointer           data)
{
  const Listing *listing = data;
  const char    *prefix = index == 0 ? "" : mailer_imap_get_foreign_prefix (self, index - 1);

  return prefix != NULL ? build_list (self, prefix, listing->tells_subscribed, listing->has_status) : NULL;
}

static void
done_listing_cb (MailerImapSession         *self,
                 guint                      index,
                 const MailerWireImapState *state,
                 gpointer                   data)
{
  Listing *listing = data;

  if (index == 0 && state->condition != MAILER_WIRE_IMAP_OK)
    mailer_imap_set_refusal (self, &listing->failure, state, "Cannot list the mailboxes");
}

/* What the server did not say about children, the list itself does. */
static void
find_children (Listing *listing)
{
  for (guint i = 0; i < listing->mailboxes->len; i++)
    {
      const MailerImapMailbox *mailbox = g_ptr_array_index (listing->mailboxes, i);
      const char              *end = mailbox->delimiter != '\0' ? strrchr (mailbox->name, mailbox->delimiter) : NULL;
      g_autofree char         *parent_name = end != NULL ? g_strndup (mailbox->name, end - mailbox->name) : NULL;
      MailerImapMailbox       *parent = parent_name != NULL
                                            ? g_hash_table_lookup (listing->by_name, parent_name)
                                            : NULL;

      if (parent != NULL)
        parent->has_children = TRUE;
    }
}

static gboolean
run_list (MailerImapSession    *self,
          Listing              *listing,
          const MailerImapCall *call,
          GError              **error)
{
  guint n_lists = 1 + mailer_imap_count_foreign_prefixes (self);

  listing->tells_subscribed = mailer_imap_has (self, MAILER_IMAP_EXTENSION_LIST_EXTENDED);
  listing->has_status = listing->tells_subscribed && mailer_imap_has (self, MAILER_IMAP_EXTENSION_LIST_STATUS);
  listing->n_left = MAX_MAILBOXES;
  mailer_imap_expect (self, MAX_MAILBOXES);
  if (!mailer_imap_run_many (self, n_lists, build_listing, take_listed_cb, done_listing_cb, listing, call, error))
    {
      g_clear_error (&listing->failure);
      return FALSE;
    }
  if (listing->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&listing->failure));
      return FALSE;
    }
  find_children (listing);

  /* Where there is no LIST-STATUS, a command for each mailbox. */
  return listing->has_status
         || mailer_imap_run_many (self, listing->mailboxes->len, build_missing_status,
                                  take_listed_cb, done_status_cb, listing, call, error);
}

GPtrArray *
mailer_imap_session_list (MailerImapSession *self,
                          GCancellable      *cancellable,
                          gint64             deadline_us,
                          GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (GPtrArray) mailboxes = g_ptr_array_new_with_free_func (free_mailbox_cb);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { mailboxes, by_name };

  g_return_val_if_fail (self != NULL, NULL);

  return run_list (self, &listing, &call, error) ? g_steal_pointer (&mailboxes) : NULL;
}

typedef struct
{
  const char       *name;
  MailerImapStatus *status;
  gboolean          is_there;
} StatusAnswer;

static gboolean
take_status_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  StatusAnswer               *answer = data;
  const MailerWireImapStatus *status = mailer_wire_imap_response_get_status (response);

  if (status == NULL || strcmp (status->name, answer->name) != 0
      || (status->items & MAILER_WIRE_IMAP_STATUS_MESSAGES) == 0)
    return FALSE;
  *answer->status = mailer_imap_status_from_wire (status);
  answer->is_there = TRUE;

  return TRUE;
}

gboolean
mailer_imap_session_status (MailerImapSession *self,
                            const char        *mailbox,
                            MailerImapStatus  *status,
                            GCancellable      *cancellable,
                            gint64             deadline_us,
                            GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  StatusAnswer   answer = { mailbox, status, FALSE };
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL && mailbox != NULL && status != NULL, FALSE);

  done = mailer_imap_run (self, build_status (self, mailbox, TRUE),
                          "Cannot ask for the status of a mailbox", take_status_cb, &answer, &call,
                          error);
  if (done != NULL && !answer.is_there)
    mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_NO,
                           mailer_wire_imap_response_get_state (done),
                           "The server tells no status of the mailbox");

  return done != NULL && answer.is_there;
}

static gboolean
subscribe (MailerImapSession    *self,
           const char           *name,
           const MailerImapCall *call,
           GError              **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "SUBSCRIBE");
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_imap_add_mailbox (self, command, name);
  done = mailer_imap_send (self, command, NULL, NULL, NULL, NULL, NULL, call, error);

  return done != NULL;
}

const char *
mailer_imap_role_attribute (MailerFolderRole role)
{
  switch (role)
    {
    case MAILER_FOLDER_ROLE_DRAFTS:
      return "\\Drafts";
    case MAILER_FOLDER_ROLE_SENT:
      return "\\Sent";
    case MAILER_FOLDER_ROLE_ARCHIVE:
      return "\\Archive";
    case MAILER_FOLDER_ROLE_JUNK:
      return "\\Junk";
    case MAILER_FOLDER_ROLE_TRASH:
      return "\\Trash";
    case MAILER_FOLDER_ROLE_NONE:
    case MAILER_FOLDER_ROLE_INBOX:
    case MAILER_FOLDER_ROLE_ALL:
    case MAILER_FOLDER_ROLE_FLAGGED:
    case MAILER_FOLDER_ROLE_IMPORTANT:
    default:
      return NULL;
    }
}

/* The title as the server spells it, below @parent. NULL when it holds what a name cannot. */
static char *
spell_name (MailerImapSession       *self,
            const MailerImapMailbox *parent,
            const char              *title)
{
  g_autofree char *encoded = NULL;

  if (*title == '\0' || !g_utf8_validate (title, -1, NULL))
    return NULL;
  for (const char *p = title; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return NULL;

  encoded = mailer_wire_mailbox_name_encode (title);
  if (parent == NULL)
    return g_strconcat (mailer_imap_get_personal_prefix (self), encoded, NULL);
  if (parent->delimiter == '\0' || strchr (encoded, parent->delimiter) != NULL)
    return NULL;

  return g_strdup_printf ("%s%c%s", parent->name, parent->delimiter, encoded);
}

static MailerWireImapResponse *
run_create (MailerImapSession    *self,
            const char           *name,
            const char           *attribute,
            const MailerImapCall *call,
            GError              **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "CREATE");

  mailer_imap_add_mailbox (self, command, name);
  if (attribute != NULL)
    {
      mailer_wire_imap_command_add_open (command);
      mailer_wire_imap_command_add_text (command, "USE");
      mailer_wire_imap_command_add_open (command);
      mailer_wire_imap_command_add_text (command, attribute);
      mailer_wire_imap_command_add_close (command);
      mailer_wire_imap_command_add_close (command);
    }

  return mailer_imap_send (self, command, NULL, NULL, NULL, NULL, NULL, call, error);
}

/* RFC 6154, section 3: a server that does not want another mailbox for this has not created any. Without the
 * use it does; perhaps it keeps it as an annotation. */
static MailerWireImapResponse *
create_for (MailerImapSession    *self,
            const char           *name,
            MailerFolderRole      role,
            const MailerImapCall *call,
            GError              **error)
{
  const char *attribute = mailer_imap_has (self, MAILER_IMAP_EXTENSION_CREATE_SPECIAL_USE)
                              ? mailer_imap_role_attribute (role)
                              : NULL;
  gboolean    is_kept;
  g_autoptr (MailerWireImapResponse) done = run_create (self, name, attribute, call, error);
  const MailerWireImapState *state = done != NULL ? mailer_wire_imap_response_get_state (done) : NULL;

  if (attribute == NULL || state == NULL || state->condition == MAILER_WIRE_IMAP_OK
      || (state->code != MAILER_WIRE_IMAP_CODE_USEATTR && state->condition != MAILER_WIRE_IMAP_BAD))
    return g_steal_pointer (&done);
  mailer_wire_imap_response_free (done);
  done = run_create (self, name, NULL, call, error);
  if (done != NULL && mailer_wire_imap_response_get_state (done)->condition == MAILER_WIRE_IMAP_OK
      && !mailer_imap_session_set_role (self, name, role, &is_kept, call->cancellable,
                                        call->deadline_us, error))
    return NULL;

  return g_steal_pointer (&done);
}

gboolean
mailer_imap_session_create_mailbox (MailerImapSession       *self,
                                    const MailerImapMailbox *parent,
                                    const char              *title,
                                    MailerFolderRole         role,
                                    char                   **name,
                                    GCancellable            *cancellable,
                                    gint64                   deadline_us,
                                    GError                 **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  g_autofree char *spelt = NULL;
  g_autoptr (MailerWireImapResponse) done = NULL;
  const MailerWireImapState *state;

  g_return_val_if_fail (self != NULL && title != NULL, FALSE);

  spelt = spell_name (self, parent, title);
  if (spelt == NULL)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BAD, NULL, "The mailbox cannot have this name");
      return FALSE;
    }
  done = create_for (self, spelt, role, &call, error);
  if (done == NULL)
    return FALSE;
  state = mailer_wire_imap_response_get_state (done);
  if (state->condition != MAILER_WIRE_IMAP_OK && state->code != MAILER_WIRE_IMAP_CODE_ALREADYEXISTS)
    {
      mailer_imap_set_refusal (self, error, state, "Cannot create a mailbox");
      return FALSE;
    }
  if (!subscribe (self, spelt, &call, error))
    return FALSE;
  if (name != NULL)
    *name = g_steal_pointer (&spelt);

  return TRUE;
}
