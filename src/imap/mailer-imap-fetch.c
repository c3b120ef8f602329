/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

typedef struct
{
  const MailerUidSet     *uids;
  MailerWireImapFetchItem wanted; /* an answer has at least one of them */
  MailerImapMessageFunc   func;
  gpointer                data;
  MailerUidSet           *vanished;
  MailerUidSet           *missing; /* of @uids, what has not come yet */
  guint                   n_told;
  guint                   n_lost; /* answers that could not be told whose they are */
} Fetching;

void
mailer_imap_message_free (MailerImapMessage *self)
{
  if (self == NULL)
    return;

  mailer_envelope_free (self->envelope);
  mailer_body_part_free (self->body);
  g_clear_pointer (&self->header, g_bytes_unref);
  mailer_arena_unref (self->arena);
  g_free (self);
}

static MailerImapItem
translate_items (MailerWireImapFetchItem items)
{
  static const struct
  {
    MailerWireImapFetchItem from;
    MailerImapItem          to;
  } pairs[] = {
    { MAILER_WIRE_IMAP_FETCH_FLAGS, MAILER_IMAP_ITEM_FLAGS },
    { MAILER_WIRE_IMAP_FETCH_MODSEQ, MAILER_IMAP_ITEM_MODSEQ },
    { MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE, MAILER_IMAP_ITEM_INTERNAL_DATE },
    { MAILER_WIRE_IMAP_FETCH_SIZE, MAILER_IMAP_ITEM_SIZE },
    { MAILER_WIRE_IMAP_FETCH_ENVELOPE, MAILER_IMAP_ITEM_ENVELOPE },
    { MAILER_WIRE_IMAP_FETCH_BODY, MAILER_IMAP_ITEM_BODY },
  };
  MailerImapItem translated = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if ((items & pairs[i].from) != 0)
      translated |= pairs[i].to;

  return translated;
}

/* Servers spell the list of fields in their own way, so only the beginning is compared. */
static GBytes *
steal_header (MailerWireImapFetch *fetch)
{
  for (guint i = 0; i < fetch->n_sections; i++)
    {
      MailerWireImapSection *section = &fetch->sections[i];

      if (g_str_has_prefix (section->name, "HEADER.FIELDS") && section->data != NULL)
        return g_steal_pointer (&section->data);
    }

  return NULL;
}

MailerImapMessage *
mailer_imap_message_new_from_fetch (MailerWireImapResponse *response,
                                    guint32                 uid)
{
  MailerImapMessage   *message = g_new0 (MailerImapMessage, 1);
  MailerWireImapFetch *fetch = mailer_wire_imap_response_get_fetch (response);

  message->uid = uid;
  message->items = translate_items (fetch->items);
  message->flags = fetch->flags;
  message->arena = mailer_arena_ref (mailer_wire_imap_response_get_arena (response));
  message->keywords = (const char *const *)fetch->keywords;
  message->modseq = fetch->modseq;
  message->internal_date = fetch->internal_date;
  message->size_bytes = fetch->size_bytes;
  message->envelope = g_steal_pointer (&fetch->envelope);
  message->body = g_steal_pointer (&fetch->body);
  message->header = steal_header (fetch);
  if (message->header != NULL)
    message->items |= MAILER_IMAP_ITEM_HEADER;

  return message;
}

static gboolean
take_vanished (MailerImapSession      *self,
               MailerWireImapResponse *response,
               Fetching               *fetching)
{
  const MailerWireImapVanished *vanished = mailer_wire_imap_response_get_vanished (response);

  if (vanished == NULL || !vanished->is_earlier || fetching->vanished == NULL)
    return FALSE;
  mailer_uid_set_add_set (fetching->vanished, vanished->uids);

  return TRUE;
}

static gboolean
take_message_cb (MailerImapSession      *self,
                 MailerWireImapResponse *response,
                 gpointer                data)
{
  Fetching            *fetching = data;
  MailerWireImapFetch *fetch = mailer_wire_imap_response_get_fetch (response);
  guint32              uid;

  if (fetch == NULL)
    return take_vanished (self, response, fetching);
  /* A UID that got lost in a broken item can be known from elsewhere. */
  uid = fetch->uid != 0 ? fetch->uid : mailer_imap_view_find_uid (&self->view, fetch->sequence);
  if (uid == 0 && fetch->is_broken)
    {
      fetching->n_lost++;
      return TRUE;
    }
  if (uid == 0 || !mailer_uid_set_contains (fetching->uids, uid))
    return FALSE;
  if ((fetch->items & fetching->wanted) == 0 && !fetch->is_broken)
    return FALSE;
  if (fetching->missing != NULL)
    mailer_uid_set_remove_range (fetching->missing, uid, uid);
  fetching->n_told++;
  fetching->func (mailer_imap_message_new_from_fetch (response, uid), fetching->data);

  return TRUE;
}

static gboolean
fetch_piece (MailerImapSession    *self,
             Fetching             *fetching,
             const MailerUidSet   *piece,
             const char           *items,
             const MailerImapCall *call,
             GError              **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "UID FETCH");
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_wire_imap_command_add_uid_set (command, piece);
  mailer_wire_imap_command_add_text (command, items);
  done = mailer_imap_run (self, command, "Cannot fetch messages", take_message_cb, fetching, call, error);

  return done != NULL;
}

static gboolean
fetch_all (MailerImapSession    *self,
           Fetching             *fetching,
           const char           *items,
           const MailerImapCall *call,
           GError              **error)
{
  guint index = 0;

  while (TRUE)
    {
      g_autoptr (MailerUidSet) piece = mailer_imap_next_piece (fetching->uids, &index);

      if (piece == NULL)
        return TRUE;
      if (!fetch_piece (self, fetching, piece, items, call, error))
        return FALSE;
    }
}

static gboolean
is_refusal (const GError *error)
{
  return error->domain == MAILER_IMAP_ERROR && mailer_error_get_details (error)->scope < MAILER_ERROR_SCOPE_CONNECTION;
}

/*
 * One message that a server cannot describe must not keep the others away: Gmail and Yahoo answer NO to
 * the whole command then, others send what no one can read. What is missing is asked for again without
 * the parts that need its content; what is refused even so is left out.
 */
static gboolean
fetch_missing (MailerImapSession    *self,
               const Fetching       *fetching,
               const MailerImapCall *call,
               GError              **error)
{
  g_autoptr (MailerUidSet) missing = mailer_uid_set_copy (fetching->missing);
  g_autoptr (GError) failure = NULL;
  Fetching again = *fetching;

  again.uids = missing;
  if (fetch_all (self, &again, "(UID FLAGS INTERNALDATE RFC822.SIZE)", call, &failure))
    return TRUE;
  if (again.n_told > 0 && is_refusal (failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
mailer_imap_session_fetch_headers (MailerImapSession    *self,
                                   const MailerUidSet   *uids,
                                   MailerImapMessageFunc func,
                                   gpointer              func_data,
                                   GCancellable         *cancellable,
                                   gint64                deadline_us,
                                   GError              **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  Fetching         fetching = { uids, MAILER_WIRE_IMAP_FETCH_ENVELOPE | MAILER_WIRE_IMAP_FETCH_BODY | MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE | MAILER_WIRE_IMAP_FETCH_SIZE, func, func_data };
  g_autofree char *items = NULL;
  g_autoptr (MailerUidSet) missing = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL && uids != NULL && func != NULL, FALSE);

  /* UID first, so that a message that breaks the rest is still known by it. */
  items = g_strdup_printf ("(UID FLAGS%s INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (%s)])", self->view.has_modseq ? " MODSEQ" : "", MAILER_IMAP_HEADER_FIELDS);
  missing = mailer_uid_set_copy (uids);
  fetching.missing = missing;
  if (!fetch_all (self, &fetching, items, &call, &failure) && !is_refusal (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if ((failure == NULL && fetching.n_lost == 0) || mailer_uid_set_is_empty (missing))
    return TRUE;

  return fetch_missing (self, &fetching, &call, error);
}

static char *
build_flag_items (MailerImapSession *self,
                  guint64            changed_since)
{
  if (!self->view.has_modseq)
    return g_strdup ("(UID FLAGS)");
  if (changed_since == 0)
    return g_strdup ("(UID FLAGS MODSEQ)");

  return g_strdup_printf ("(UID FLAGS MODSEQ) (CHANGEDSINCE %" G_GUINT64_FORMAT "%s)", changed_since, self->has_qresync ? " VANISHED" : "");
}

/* RFC 7162, section 3.2.6: VANISHED may tell UIDs that were not asked for. */
static void
keep_asked (MailerUidSet       *vanished,
            const MailerUidSet *uids)
{
  g_autoptr (MailerUidSet) others = mailer_uid_set_copy (vanished);

  mailer_uid_set_remove_set (others, uids);
  mailer_uid_set_remove_set (vanished, others);
}

gboolean
mailer_imap_session_fetch_flags (MailerImapSession    *self,
                                 const MailerUidSet   *uids,
                                 guint64               changed_since,
                                 MailerImapMessageFunc func,
                                 gpointer              func_data,
                                 MailerUidSet        **vanished,
                                 GCancellable         *cancellable,
                                 gint64                deadline_us,
                                 GError              **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  Fetching         fetching = { uids, MAILER_WIRE_IMAP_FETCH_FLAGS, func, func_data };
  g_autofree char *items = NULL;
  g_autoptr (MailerUidSet) gone = NULL;

  g_return_val_if_fail (self != NULL && uids != NULL && func != NULL, FALSE);

  items = build_flag_items (self, changed_since);
  if (changed_since > 0 && self->has_qresync && self->view.has_modseq)
    gone = mailer_uid_set_new ();
  fetching.vanished = gone;
  if (!fetch_all (self, &fetching, items, &call, error))
    return FALSE;
  if (gone != NULL)
    keep_asked (gone, uids);
  if (vanished != NULL)
    *vanished = g_steal_pointer (&gone);

  return TRUE;
}
