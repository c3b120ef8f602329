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
  guint64                 n_ranges; /* of @vanished, that are still taken */
  MailerUidSet           *told;     /* what has come; NULL when nobody asks */
  guint                   n_told;
  guint                   n_lost; /* answers that could not be told whose they are */
  const char             *items;
  GPtrArray              *pieces;
  MailerUidSet           *rest;    /* what the server has left out for being too many */
  GError                 *failure; /* the first refusal */
} Fetching;

void
mailer_imap_message_free (MailerImapMessage *self)
{
  if (self == NULL)
    return;

  mailer_envelope_free (self->envelope);
  mailer_body_part_free (self->body);
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->beginning, g_bytes_unref);
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
    { MAILER_WIRE_IMAP_FETCH_EMAIL_ID | MAILER_WIRE_IMAP_FETCH_GM_MESSAGE_ID, MAILER_IMAP_ITEM_EMAIL_ID },
    { MAILER_WIRE_IMAP_FETCH_THREAD_ID | MAILER_WIRE_IMAP_FETCH_GM_THREAD_ID, MAILER_IMAP_ITEM_THREAD_ID },
    { MAILER_WIRE_IMAP_FETCH_GM_LABELS, MAILER_IMAP_ITEM_LABELS },
    { MAILER_WIRE_IMAP_FETCH_PREVIEW, MAILER_IMAP_ITEM_PREVIEW },
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

/* The header fields and the beginning of the body of a preview, put together. */
static GBytes *
steal_beginning (MailerWireImapFetch *fetch)
{
  MailerWireImapSection *text = mailer_wire_imap_fetch_find_section (fetch, "TEXT");
  g_autoptr (GBytes) header = NULL;
  g_autoptr (GByteArray) beginning = NULL;

  if (text == NULL || text->data == NULL || text->origin > 0)
    return NULL;
  header = steal_header (fetch);
  if (header == NULL)
    return NULL;
  beginning = g_byte_array_new ();
  g_byte_array_append (beginning, g_bytes_get_data (header, NULL), g_bytes_get_size (header));
  g_byte_array_append (beginning, g_bytes_get_data (text->data, NULL), g_bytes_get_size (text->data));

  return g_byte_array_free_to_bytes (g_steal_pointer (&beginning));
}

static const char *
format_number (MailerArena *arena,
               guint64      number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  return mailer_arena_strdup (arena, text);
}

/* Gmail has had ids before RFC 8474 gave them a name: decimal numbers. */
static void
take_ids (MailerImapMessage         *message,
          const MailerWireImapFetch *fetch)
{
  message->email_id = fetch->email_id;
  message->thread_id = fetch->thread_id;
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_MESSAGE_ID) != 0)
    message->email_id = format_number (message->arena, fetch->gm_message_id);
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_GM_THREAD_ID) != 0)
    message->thread_id = format_number (message->arena, fetch->gm_thread_id);
  message->labels = (const char *const *)fetch->gm_labels;
  message->preview = fetch->preview;
  if ((fetch->items & MAILER_WIRE_IMAP_FETCH_SAVE_DATE) != 0 && fetch->save_date != G_MININT64)
    {
      message->save_date = fetch->save_date;
      message->items |= MAILER_IMAP_ITEM_SAVE_DATE;
    }
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
  take_ids (message, fetch);
  message->beginning = steal_beginning (fetch);
  if (message->beginning != NULL)
    message->items |= MAILER_IMAP_ITEM_BEGINNING;
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
  if (mailer_imap_spend (self, &fetching->n_ranges, mailer_uid_set_get_n_ranges (vanished->uids)))
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
  if (fetching->told != NULL)
    mailer_uid_set_add (fetching->told, uid);
  fetching->n_told++;
  fetching->func (mailer_imap_message_new_from_fetch (response, uid), fetching->data);

  return TRUE;
}

static MailerWireImapCommand *
build_fetch (MailerImapSession *self,
             guint              index,
             gpointer           data)
{
  const Fetching        *fetching = data;
  MailerWireImapCommand *command = mailer_imap_command_new (self, "UID FETCH");

  mailer_wire_imap_command_add_uid_set (command, g_ptr_array_index (fetching->pieces, index));
  mailer_wire_imap_command_add_text (command, fetching->items);

  return command;
}

static void
done_fetch_cb (MailerImapSession         *self,
               guint                      index,
               const MailerWireImapState *state,
               gpointer                   data)
{
  Fetching *fetching = data;
  g_autoptr (MailerUidSet) rest = mailer_imap_find_rest (g_ptr_array_index (fetching->pieces, index), state);

  if (rest != NULL)
    mailer_uid_set_add_set (fetching->rest, rest);
  if (state->condition != MAILER_WIRE_IMAP_OK && fetching->failure == NULL)
    mailer_imap_set_refusal (self, &fetching->failure, state, "Cannot fetch messages");
}

/* Asks for all of fetching->uids; what the server refuses is an error when the rest has come. */
static gboolean
fetch_all (MailerImapSession    *self,
           Fetching             *fetching,
           const char           *items,
           const MailerImapCall *call,
           GError              **error)
{
  g_autoptr (MailerUidSet) wanted = mailer_uid_set_copy (fetching->uids);
  gboolean is_done = TRUE;

  fetching->items = items;
  while (is_done && !mailer_uid_set_is_empty (wanted))
    {
      g_autoptr (GPtrArray) pieces = mailer_imap_split (self, wanted, FALSE);
      g_autoptr (MailerUidSet) rest = mailer_uid_set_new ();

      fetching->pieces = pieces;
      fetching->rest = rest;
      mailer_imap_expect (self, mailer_imap_count_there (self, wanted));
      is_done = mailer_imap_run_many (self, pieces->len, build_fetch, take_message_cb,
                                      done_fetch_cb, fetching, call, error);
      mailer_uid_set_free (wanted);
      wanted = g_steal_pointer (&rest);
    }
  if (is_done && fetching->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fetching->failure));
      return FALSE;
    }
  g_clear_error (&fetching->failure);

  return is_done;
}

gboolean
mailer_imap_fetch_items (MailerImapSession      *self,
                         const MailerUidSet     *uids,
                         const char             *items,
                         MailerWireImapFetchItem wanted,
                         MailerImapMessageFunc   func,
                         gpointer                func_data,
                         const MailerImapCall   *call,
                         GError                **error)
{
  Fetching fetching = { uids, wanted, func, func_data };

  return fetch_all (self, &fetching, items, call, error);
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
  g_autoptr (MailerUidSet) missing = mailer_uid_set_copy (fetching->uids);
  g_autoptr (GError) failure = NULL;
  Fetching again = *fetching;

  mailer_uid_set_remove_set (missing, fetching->told);
  if (mailer_uid_set_is_empty (missing))
    return TRUE;
  again.uids = missing;
  if (fetch_all (self, &again, "(UID FLAGS INTERNALDATE RFC822.SIZE)", call, &failure))
    return TRUE;
  if (again.n_told > 0 && is_refusal (failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

#define HEADER_WANTED (MAILER_WIRE_IMAP_FETCH_ENVELOPE | MAILER_WIRE_IMAP_FETCH_BODY | MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE | MAILER_WIRE_IMAP_FETCH_SIZE)

/* The first that the server knows is asked for. */
static const struct
{
  MailerImapItem      item;
  MailerImapExtension extension;
  const char         *name;
} extra_items[] = {
  { MAILER_IMAP_ITEM_EMAIL_ID, MAILER_IMAP_EXTENSION_GMAIL, "X-GM-MSGID" },
  { MAILER_IMAP_ITEM_EMAIL_ID, MAILER_IMAP_EXTENSION_OBJECTID, "EMAILID" },
  { MAILER_IMAP_ITEM_THREAD_ID, MAILER_IMAP_EXTENSION_GMAIL, "X-GM-THRID" },
  { MAILER_IMAP_ITEM_THREAD_ID, MAILER_IMAP_EXTENSION_OBJECTID, "THREADID" },
  { MAILER_IMAP_ITEM_LABELS, MAILER_IMAP_EXTENSION_GMAIL, "X-GM-LABELS" },
  { MAILER_IMAP_ITEM_SAVE_DATE, MAILER_IMAP_EXTENSION_SAVEDATE, "SAVEDATE" },
};

/* UID first, so that a message that breaks the rest is still known by it. */
static char *
build_header_items (MailerImapSession *self,
                    MailerImapItem     extras)
{
  GString *items = g_string_new ("(UID FLAGS");

  if (self->view.has_modseq)
    g_string_append (items, " MODSEQ");
  g_string_append (items, " INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE");
  for (gsize i = 0; i < G_N_ELEMENTS (extra_items); i++)
    if ((extras & extra_items[i].item) != 0 && mailer_imap_has (self, extra_items[i].extension))
      {
        g_string_append_printf (items, " %s", extra_items[i].name);
        extras &= ~extra_items[i].item;
      }
  g_string_append (items, " BODY.PEEK[HEADER.FIELDS (" MAILER_IMAP_HEADER_FIELDS ")])");

  return g_string_free (items, FALSE);
}

gboolean
mailer_imap_session_fetch_headers (MailerImapSession    *self,
                                   const MailerUidSet   *uids,
                                   MailerImapItem        extras,
                                   MailerImapMessageFunc func,
                                   gpointer              func_data,
                                   GCancellable         *cancellable,
                                   gint64                deadline_us,
                                   GError              **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  Fetching         fetching = { uids, HEADER_WANTED, func, func_data };
  g_autofree char *items = NULL;
  g_autoptr (MailerUidSet) told = mailer_uid_set_new ();
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL && uids != NULL && func != NULL, FALSE);

  items = build_header_items (self, extras);
  fetching.told = told;
  if (!fetch_all (self, &fetching, items, &call, &failure) && !is_refusal (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return (failure == NULL && fetching.n_lost == 0) || fetch_missing (self, &fetching, &call, error);
}

/* --- The newest -------------------------------------------------------------------------------- */

/* By their number from the end (RFC 9394), or by sequence number: nothing is on its way that could have
 * changed what the numbers mean. A server that knows UIDs only has PARTIAL as well (RFC 9586). */
static MailerWireImapCommand *
build_newest (MailerImapSession *self,
              guint              n_before, /* newer ones, which have come */
              guint              n_wanted,
              const char        *items)
{
  g_autofree char       *range = NULL;
  guint32                last = self->view.n_messages - n_before;
  MailerWireImapCommand *command;

  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_PARTIAL))
    {
      command = mailer_imap_command_new (self, "UID FETCH 1:*");
      range = g_strdup_printf ("(PARTIAL -%u:-%u)", n_before + 1, n_before + n_wanted);
      mailer_wire_imap_command_add_text (command, items);
      mailer_wire_imap_command_add_text (command, range);
      return command;
    }
  command = mailer_imap_command_new (self, "FETCH");
  range = g_strdup_printf (n_before > 0 ? "%u:%u" : "%u:*", last > n_wanted ? last - n_wanted + 1 : 1, last);
  mailer_wire_imap_command_add_text (command, range);
  mailer_wire_imap_command_add_text (command, items);

  return command;
}

gboolean
mailer_imap_fetch_newest_items (MailerImapSession      *self,
                                guint                   n_newest,
                                const char             *items,
                                MailerWireImapFetchItem wanted,
                                MailerImapMessageFunc   func,
                                gpointer                func_data,
                                const MailerImapCall   *call,
                                GError                **error)
{
  g_autoptr (MailerUidSet) all = mailer_uid_set_new ();
  Fetching fetching = { all, wanted, func, func_data };
  guint    at_once = mailer_imap_find_message_limit (self);

  mailer_uid_set_add_range (all, 1, G_MAXUINT32);
  at_once = at_once > 0 ? at_once : n_newest;
  for (guint n_before = 0; n_before < MIN (n_newest, self->view.n_messages); n_before += at_once)
    {
      g_autoptr (MailerWireImapResponse) done = NULL;

      mailer_imap_expect (self, at_once);
      done = mailer_imap_run (self,
                              build_newest (self, n_before, MIN (at_once, n_newest - n_before),
                                            items),
                              "Cannot fetch messages", take_message_cb, &fetching, call, error);
      if (done == NULL)
        return FALSE;
    }

  return mailer_imap_check_usable (self, error);
}

gboolean
mailer_imap_session_fetch_newest (MailerImapSession    *self,
                                  guint                 n_newest,
                                  MailerImapMessageFunc func,
                                  gpointer              func_data,
                                  GCancellable         *cancellable,
                                  gint64                deadline_us,
                                  GError              **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  g_autofree char *items = NULL;

  g_return_val_if_fail (self != NULL && n_newest > 0 && func != NULL, FALSE);

  items = build_header_items (self, 0);

  return mailer_imap_fetch_newest_items (self, n_newest, items, HEADER_WANTED, func, func_data, &call, error);
}

/* --- Previews ---------------------------------------------------------------------------------- */

#define PREVIEW_BYTES "2048"

typedef struct
{
  MailerUidSet         *without;
  MailerImapMessageFunc func;
  gpointer              data;
} Previewing;

static void
take_preview_cb (MailerImapMessage *message,
                 gpointer           data)
{
  Previewing *previewing = data;

  if (message->preview == NULL || *message->preview == '\0')
    {
      mailer_imap_message_free (message);
      return;
    }
  mailer_uid_set_remove_range (previewing->without, message->uid, message->uid);
  previewing->func (message, previewing->data);
}

static void
take_beginning_cb (MailerImapMessage *message,
                   gpointer           data)
{
  Previewing *previewing = data;

  if (message->beginning != NULL)
    previewing->func (message, previewing->data);
  else
    mailer_imap_message_free (message);
}

gboolean
mailer_imap_session_fetch_previews (MailerImapSession    *self,
                                    const MailerUidSet   *uids,
                                    MailerImapMessageFunc func,
                                    gpointer              func_data,
                                    GCancellable         *cancellable,
                                    gint64                deadline_us,
                                    GError              **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerUidSet) without = NULL;
  Previewing previewing = { NULL, func, func_data };

  g_return_val_if_fail (self != NULL && uids != NULL && func != NULL, FALSE);

  previewing.without = without = mailer_uid_set_copy (uids);
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_PREVIEW)
      && !mailer_imap_fetch_items (self, uids, "(UID PREVIEW)", MAILER_WIRE_IMAP_FETCH_PREVIEW,
                                   take_preview_cb, &previewing, &call, error))
    return FALSE;

  return mailer_uid_set_is_empty (without)
         || mailer_imap_fetch_items (
             self, without,
             "(UID BODY.PEEK[HEADER.FIELDS (MIME-VERSION CONTENT-TYPE CONTENT-TRANSFER-ENCODING)] BODY.PEEK[TEXT]<0." PREVIEW_BYTES
             ">)",
             MAILER_WIRE_IMAP_FETCH_UID, take_beginning_cb, &previewing, &call, error);
}

static char *
build_flag_items (MailerImapSession *self,
                  guint64            changed_since)
{
  if (!self->view.has_modseq)
    return g_strdup ("(UID FLAGS)");
  if (changed_since == 0)
    return g_strdup ("(UID FLAGS MODSEQ)");

  return g_strdup_printf ("(UID FLAGS MODSEQ) (CHANGEDSINCE %" G_GUINT64_FORMAT "%s)",
                          changed_since, mailer_imap_uses_qresync (self) ? " VANISHED" : "");
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
  if (changed_since > 0 && mailer_imap_uses_qresync (self) && self->view.has_modseq)
    gone = mailer_uid_set_new ();
  fetching.vanished = gone;
  fetching.n_ranges = MAILER_IMAP_MAX_NUMBERS;
  if (!fetch_all (self, &fetching, items, &call, error))
    return FALSE;
  if (gone != NULL)
    keep_asked (gone, uids);
  if (vanished != NULL)
    *vanished = g_steal_pointer (&gone);

  return TRUE;
}
