/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#define SYSTEM_FLAGS (MAILER_FLAG_SEEN | MAILER_FLAG_ANSWERED | MAILER_FLAG_FLAGGED | MAILER_FLAG_DELETED | MAILER_FLAG_DRAFT)

typedef struct
{
  MailerImapSelected    *selected;
  gboolean               has_permanent_flags;
  MailerImapResponseFunc func;
  gpointer               data;
} Selecting;

static MailerFlags
known_flags (char    **words,
             gboolean *is_open)
{
  MailerFlags flags = 0;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      flags |= mailer_flag_from_name (words[i]);
      if (strcmp (words[i], "\\*") == 0)
        *is_open = TRUE;
    }

  return flags;
}

static void
take_code (Selecting                 *selecting,
           const MailerWireImapState *state)
{
  MailerImapSelected *selected = selecting->selected;

  switch ((int)state->code)
    {
    case MAILER_WIRE_IMAP_CODE_CLOSED:
      /* RFC 7162, section 3.2.11: what came before was still about the last mailbox. */
      *selected = (MailerImapSelected){ .permanent_flags = SYSTEM_FLAGS };
      selecting->has_permanent_flags = FALSE;
      break;
    case MAILER_WIRE_IMAP_CODE_UIDVALIDITY:
      selected->uid_validity = (guint32)state->number;
      break;
    case MAILER_WIRE_IMAP_CODE_UIDNEXT:
      selected->uid_next = (guint32)state->number;
      break;
    case MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ:
      selected->highest_modseq = state->number;
      break;
    case MAILER_WIRE_IMAP_CODE_NOMODSEQ:
      selected->highest_modseq = 0;
      break;
    case MAILER_WIRE_IMAP_CODE_PERMANENTFLAGS:
      selecting->has_permanent_flags = TRUE;
      selected->can_create_keywords = FALSE;
      selected->permanent_flags = known_flags (state->words, &selected->can_create_keywords);
      break;
    case MAILER_WIRE_IMAP_CODE_READ_ONLY:
      selected->is_read_only = TRUE;
      break;
    case MAILER_WIRE_IMAP_CODE_READ_WRITE:
      selected->is_read_only = FALSE;
      break;
    default:
      break;
    }
}

static gboolean
take_selected_cb (MailerImapSession      *self,
                  MailerWireImapResponse *response,
                  gpointer                data)
{
  Selecting                 *selecting = data;
  const MailerWireImapState *state = mailer_wire_imap_response_get_state (response);
  guint32                    number;
  gboolean                   ignored = FALSE;

  if (state != NULL)
    {
      take_code (selecting, state);
      return FALSE;
    }
  if (mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_EXISTS
      && mailer_wire_imap_response_get_number (response, &number))
    selecting->selected->n_messages = number;
  /* RFC 9051, section 7.3.1: without PERMANENTFLAGS all flags of the mailbox last. */
  if (mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_FLAGS && !selecting->has_permanent_flags)
    selecting->selected->permanent_flags = known_flags (mailer_wire_imap_response_get_words (response), &ignored);

  return selecting->func != NULL && selecting->func (self, response, selecting->data);
}

gboolean
mailer_imap_run_select (MailerImapSession     *self,
                        MailerWireImapCommand *command,
                        const char            *mailbox,
                        MailerImapSelected    *selected,
                        MailerImapResponseFunc func,
                        gpointer               data,
                        const MailerImapCall  *call,
                        GError               **error)
{
  Selecting selecting = { selected, FALSE, func, data };
  g_autoptr (MailerWireImapResponse) done = NULL;

  /* Until the new mailbox is there, what comes belongs to none. */
  mailer_imap_view_clear (&self->view);
  *selected = (MailerImapSelected){ .permanent_flags = SYSTEM_FLAGS };
  done = mailer_imap_run (self, command, "Cannot open the mailbox", take_selected_cb, &selecting, call, error);
  if (done == NULL)
    return FALSE;

  take_code (&selecting, mailer_wire_imap_response_get_state (done));
  self->view.name = g_strdup (mailbox);
  self->view.uid_validity = selected->uid_validity;
  self->view.n_messages = selected->n_messages;
  self->view.has_modseq = selected->highest_modseq > 0;

  return TRUE;
}

gboolean
mailer_imap_session_select (MailerImapSession  *self,
                            const char         *mailbox,
                            gboolean            read_only,
                            MailerImapSelected *selected,
                            GCancellable       *cancellable,
                            gint64              deadline_us,
                            GError            **error)
{
  MailerImapCall         call = { cancellable, deadline_us };
  MailerWireImapCommand *command;

  g_return_val_if_fail (self != NULL && mailbox != NULL && selected != NULL, FALSE);

  command = mailer_imap_command_new (self, read_only ? "EXAMINE" : "SELECT");
  mailer_imap_add_mailbox (self, command, mailbox);
  if (!self->has_condstore && mailer_imap_has (self, MAILER_IMAP_EXTENSION_CONDSTORE))
    mailer_wire_imap_command_add_text (command, "(CONDSTORE)");
  if (!mailer_imap_run_select (self, command, mailbox, selected, NULL, NULL, &call, error))
    return FALSE;
  selected->is_read_only = selected->is_read_only || read_only;

  return TRUE;
}

/* Without UNSELECT (RFC 3691), CLOSE does the same when the mailbox may only be looked at: otherwise it
 * would remove what is marked \Deleted. */
gboolean
mailer_imap_session_unselect (MailerImapSession *self,
                              GCancellable      *cancellable,
                              gint64             deadline_us,
                              GError           **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  gboolean         has_unselect;
  g_autofree char *name = NULL;
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  name = g_strdup (self->view.name);
  if (name == NULL)
    return mailer_imap_check_usable (self, error);
  has_unselect = mailer_imap_has (self, MAILER_IMAP_EXTENSION_UNSELECT);
  if (!has_unselect)
    {
      MailerImapSelected ignored;

      if (!mailer_imap_session_select (self, name, TRUE, &ignored, cancellable, deadline_us, error))
        return FALSE;
    }
  mailer_imap_view_clear (&self->view);
  done = mailer_imap_run (self, mailer_imap_command_new (self, has_unselect ? "UNSELECT" : "CLOSE"),
                          "Cannot leave the mailbox", NULL, NULL, &call, error);

  return done != NULL;
}
