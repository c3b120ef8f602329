/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

typedef struct
{
  const char           *tag;
  gboolean              is_plain;   /* without ESEARCH */
  MailerImapEverything *everything; /* (nullable): all messages are looked for */
  MailerUidSet         *found;
  guint64               n_ranges; /* of it, that are still taken */
  guint32               count;
} Searching;

/* Adds what @response tells to @found when it answers the search @tag. */
static gboolean
take_found (MailerImapSession      *self,
            MailerWireImapResponse *response,
            const char             *tag,
            guint64                *n_ranges,
            MailerUidSet          **found)
{
  MailerWireImapSearch *search = mailer_wire_imap_response_get_search (response);

  if (search == NULL)
    return FALSE;
  if (mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_ESEARCH
      && (!search->is_uid || (search->tag != NULL && strcmp (search->tag, tag) != 0)))
    return TRUE;
  if (!mailer_imap_spend (self, n_ranges, mailer_uid_set_get_n_ranges (search->found)))
    return TRUE;

  /* More than one SEARCH is one answer in pieces. */
  if (*found == NULL)
    *found = g_steal_pointer (&search->found);
  else
    mailer_uid_set_add_set (*found, search->found);

  return TRUE;
}

/*
 * All are told when they are as many as the mailbox holds at that moment: an EXPUNGE that follows before the
 * command has ended takes from both. One that comes between two parts of an answer leaves no way to compare
 * them.
 */
gboolean
mailer_imap_take_everything (MailerImapSession      *self,
                             MailerWireImapResponse *response,
                             MailerImapEverything   *everything)
{
  gboolean is_first = everything->there == NULL;

  if (!take_found (self, response, everything->tag, &everything->n_ranges, &everything->there))
    return FALSE;
  if (is_first)
    everything->n_removals = self->view.n_removals;
  everything->is_whole = everything->there != NULL
                         && everything->n_removals == self->view.n_removals
                         && mailer_uid_set_get_size (everything->there) == self->view.n_messages;
  if (everything->is_whole)
    mailer_imap_view_set_uids (&self->view, everything->there);

  return TRUE;
}

void
mailer_imap_everything_clear (MailerImapEverything *self)
{
  g_clear_pointer (&self->there, mailer_uid_set_free);
  g_free (self->tag);
  *self = (MailerImapEverything)MAILER_IMAP_EVERYTHING_INIT;
}

static gboolean
take_found_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  Searching                  *searching = data;
  const MailerWireImapSearch *search = mailer_wire_imap_response_get_search (response);

  if (search != NULL && (search->items & MAILER_WIRE_IMAP_SEARCH_COUNT) != 0
      && g_strcmp0 (search->tag, searching->tag) == 0)
    searching->count += search->count;
  if (searching->everything != NULL)
    return mailer_imap_take_everything (self, response, searching->everything);

  return take_found (self, response, searching->tag, &searching->n_ranges, &searching->found);
}

static void
add_return (MailerImapSession     *self,
            MailerWireImapCommand *command,
            guint32                max_newest)
{
  g_autofree char *partial = g_strdup_printf ("RETURN (PARTIAL -1:-%u COUNT)", max_newest);

  if (max_newest > 0 && mailer_imap_has (self, MAILER_IMAP_EXTENSION_PARTIAL))
    mailer_wire_imap_command_add_text (command, partial);
  else if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_ESEARCH))
    mailer_wire_imap_command_add_text (command, "RETURN (ALL)");
}

void
mailer_imap_add_below (MailerWireImapCommand *command,
                       guint32                below)
{
  g_autofree char *range = g_strdup_printf ("UID 1:%u", below - 1);

  if (below > 1)
    mailer_wire_imap_command_add_text (command, range);
}

/* The charset and what is looked for. */
static gboolean
add_criteria (MailerImapSession        *self,
              MailerWireImapCommand    *command,
              const MailerImapCriteria *criteria,
              guint32                   below)
{
  const char *charset = mailer_imap_criteria_get_charset (criteria, self);

  if (charset != NULL)
    {
      mailer_wire_imap_command_add_text (command, "CHARSET");
      mailer_wire_imap_command_add_text (command, charset);
    }
  mailer_imap_add_below (command, below);

  return mailer_imap_criteria_add (criteria, self, command);
}

/* One SEARCH of the messages below @below, and then what the next one is to look at: 0 for nothing. */
static gboolean
search_once (MailerImapSession        *self,
             Searching                *searching,
             const MailerImapCriteria *criteria,
             guint32                   max_newest,
             guint32                  *below,
             const MailerImapCall     *call,
             GError                  **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "UID SEARCH");
  g_autofree char       *tag = g_strdup (mailer_wire_imap_command_get_tag (command));
  g_autoptr (MailerWireImapResponse) done = NULL;

  searching->tag = tag;
  if (searching->everything != NULL)
    {
      g_free (searching->everything->tag);
      searching->everything->tag = g_strdup (tag);
    }
  if (!searching->is_plain)
    add_return (self, command, max_newest);
  if (!add_criteria (self, command, criteria, *below))
    {
      mailer_wire_imap_command_free (command);
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BAD, NULL,
                             "What is searched for cannot be said to a server");
      return FALSE;
    }
  done = mailer_imap_run (self, command, "Cannot search", take_found_cb, searching, call, error);

  return done != NULL && mailer_imap_find_search_rest (self, mailer_wire_imap_response_get_state (done), below, error);
}

static gboolean
run_search (MailerImapSession        *self,
            Searching                *searching,
            const MailerImapCriteria *criteria,
            guint32                   max_newest,
            const MailerImapCall     *call,
            GError                  **error)
{
  guint32  below = 0;
  gboolean is_done;

  do
    is_done = search_once (self, searching, criteria, max_newest, &below, call, error);
  while (is_done && below > 0);

  return is_done;
}

static MailerUidSet *
search (MailerImapSession        *self,
        const MailerImapCriteria *criteria,
        guint32                   max_newest,
        guint64                  *count,
        const MailerImapCall     *call,
        GError                  **error)
{
  Searching searching = { .n_ranges = MAILER_IMAP_MAX_NUMBERS };
  gboolean  is_done = run_search (self, &searching, criteria, max_newest, call, error);
  g_autoptr (MailerUidSet) found = searching.found;

  if (!is_done)
    return NULL;
  if (count != NULL)
    *count = MAX (searching.count, found != NULL ? mailer_uid_set_get_size (found) : 0);

  return found != NULL ? g_steal_pointer (&found) : mailer_uid_set_new ();
}

static gboolean
search_all (MailerImapSession    *self,
            MailerImapEverything *everything,
            gboolean              is_plain,
            const MailerImapCall *call,
            GError              **error)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();
  Searching searching = { .is_plain = is_plain, .everything = everything };

  return run_search (self, &searching, criteria, 0, call, error);
}

/* After NOOP both sides know of the same messages; and iCloud, among others, leaves out of an ESEARCH what
 * a SEARCH finds. More than the mailbox holds hides nothing, so that is taken, but the numbers are not. */
gboolean
mailer_imap_complete_everything (MailerImapSession    *self,
                                 MailerImapEverything *everything,
                                 const MailerImapCall *call,
                                 GError              **error)
{
  guint64 n_found;

  if (everything->is_whole || (self->view.n_messages == 0 && everything->there == NULL))
    return TRUE;
  mailer_imap_everything_clear (everything);
  if (!mailer_imap_session_noop (self, call->cancellable, call->deadline_us, error)
      || !search_all (self, everything, TRUE, call, error))
    return FALSE;
  n_found = everything->there != NULL ? mailer_uid_set_get_size (everything->there) : 0;
  if (everything->is_whole || n_found >= self->view.n_messages)
    return TRUE;
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL,
                         "The server tells of %u messages and finds %" G_GUINT64_FORMAT,
                         self->view.n_messages, n_found);

  return FALSE;
}

static MailerUidSet *
search_everything (MailerImapSession    *self,
                   const MailerImapCall *call,
                   GError              **error)
{
  MailerImapEverything everything = MAILER_IMAP_EVERYTHING_INIT;
  gboolean             is_done = search_all (self, &everything, FALSE, call, error)
                     && mailer_imap_complete_everything (self, &everything, call, error);
  MailerUidSet *there = g_steal_pointer (&everything.there);

  mailer_imap_everything_clear (&everything);
  if (is_done)
    return there != NULL ? there : mailer_uid_set_new ();
  g_clear_pointer (&there, mailer_uid_set_free);

  return NULL;
}

static void
keep_newest (MailerUidSet *found,
             guint32       max_newest)
{
  guint64 size = mailer_uid_set_get_size (found);
  guint32 oldest = max_newest > 0 && size > max_newest ? mailer_uid_set_get_nth (found, size - max_newest) : 0;

  if (oldest > 1)
    mailer_uid_set_remove_range (found, 1, oldest - 1);
}

MailerUidSet *
mailer_imap_session_search (MailerImapSession        *self,
                            const MailerImapCriteria *criteria,
                            guint32                   max_newest,
                            guint64                  *n_found,
                            GCancellable             *cancellable,
                            gint64                    deadline_us,
                            GError                  **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  MailerUidSet  *found;

  g_return_val_if_fail (self != NULL && criteria != NULL, NULL);

  found = search (self, criteria, max_newest, n_found, &call, error);
  if (found != NULL)
    keep_newest (found, max_newest);

  return found;
}

/* "9:*" also finds the last message when its UID is lower (RFC 9051, section 6.4.8). */
static void
keep_range (MailerUidSet *found,
            guint32       first,
            guint32       last)
{
  if (first > 1)
    mailer_uid_set_remove_range (found, 1, first - 1);
  if (last < G_MAXUINT32)
    mailer_uid_set_remove_range (found, last + 1, G_MAXUINT32);
}

static MailerImapCriteria *
create_range (guint32 first,
              guint32 last)
{
  g_autoptr (MailerUidSet) range = mailer_uid_set_new ();

  mailer_uid_set_add_range (range, first, last);

  return mailer_imap_criteria_new_uids (range);
}

MailerUidSet *
mailer_imap_session_search_uids (MailerImapSession *self,
                                 guint32            first,
                                 guint32            last,
                                 GCancellable      *cancellable,
                                 gint64             deadline_us,
                                 GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerImapCriteria) criteria = NULL;
  MailerUidSet *found;

  g_return_val_if_fail (self != NULL && first >= 1 && first <= last, NULL);

  if (first == 1 && last == G_MAXUINT32)
    return search_everything (self, &call, error);
  criteria = create_range (first, last);
  found = search (self, criteria, 0, NULL, &call, error);
  if (found != NULL)
    keep_range (found, first, last);

  return found;
}
