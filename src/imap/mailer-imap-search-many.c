/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* Searches that go beyond telling UIDs of the selected mailbox: other mailboxes (MULTISEARCH, RFC 7377),
 * and what is found changed by the server itself (SEARCHRES, RFC 5182). */

typedef struct
{
  const char         *tag;
  MailerImapFoundFunc func;
  gpointer            data;
} Searching;

static gboolean
take_mailbox_cb (MailerImapSession      *self,
                 MailerWireImapResponse *response,
                 gpointer                data)
{
  const Searching            *searching = data;
  const MailerWireImapSearch *search = mailer_wire_imap_response_get_search (response);

  if (search == NULL || search->mailbox == NULL || g_strcmp0 (search->tag, searching->tag) != 0)
    return FALSE;
  if (search->is_uid && !mailer_uid_set_is_empty (search->found))
    searching->func (search->mailbox, search->uid_validity, search->found, searching->data);

  return TRUE;
}

static gboolean
add_criteria (MailerImapSession        *self,
              MailerWireImapCommand    *command,
              const MailerImapCriteria *criteria,
              GError                  **error)
{
  const char *charset = mailer_imap_criteria_get_charset (criteria, self);

  if (charset != NULL)
    {
      mailer_wire_imap_command_add_text (command, "CHARSET");
      mailer_wire_imap_command_add_text (command, charset);
    }
  if (mailer_imap_criteria_add (criteria, self, command))
    return TRUE;
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BAD, NULL, "What is searched for cannot be said to a server");

  return FALSE;
}

static gboolean
search_at_once (MailerImapSession        *self,
                const char *const        *mailboxes,
                const MailerImapCriteria *criteria,
                MailerImapFoundFunc       func,
                gpointer                  func_data,
                const MailerImapCall     *call,
                GError                  **error)
{
  g_autoptr (MailerWireImapCommand) command = mailer_imap_command_new (self, "ESEARCH IN");
  g_autofree char *tag = g_strdup (mailer_wire_imap_command_get_tag (command));
  Searching        searching = { tag, func, func_data };
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_text (command, "mailboxes");
  mailer_wire_imap_command_add_open (command);
  for (guint i = 0; mailboxes[i] != NULL; i++)
    mailer_imap_add_mailbox (self, command, mailboxes[i]);
  mailer_wire_imap_command_add_close (command);
  mailer_wire_imap_command_add_close (command);
  mailer_wire_imap_command_add_text (command, "RETURN (ALL)");
  if (!add_criteria (self, command, criteria, error))
    return FALSE;
  mailer_imap_expect (self, g_strv_length ((char **)mailboxes));
  done = mailer_imap_run (self, g_steal_pointer (&command), "Cannot search", take_mailbox_cb, &searching, call, error);

  return done != NULL;
}

static gboolean
is_of_connection (const GError *error)
{
  const MailerErrorDetails *details = mailer_error_get_details (error);

  return error->domain != MAILER_IMAP_ERROR || details->scope >= MAILER_ERROR_SCOPE_CONNECTION;
}

/* A mailbox that cannot be opened or searched keeps nothing from the others. */
static gboolean
search_one (MailerImapSession        *self,
            const char               *mailbox,
            const MailerImapCriteria *criteria,
            MailerImapFoundFunc       func,
            gpointer                  func_data,
            const MailerImapCall     *call,
            GError                  **error)
{
  MailerImapSelected selected;
  g_autoptr (GError) failure = NULL;
  g_autoptr (MailerUidSet) found = NULL;

  if (mailer_imap_session_select (self, mailbox, TRUE, &selected, call->cancellable, call->deadline_us, &failure))
    found = mailer_imap_session_search (self, criteria, 0, NULL, call->cancellable, call->deadline_us, &failure);
  if (failure != NULL && is_of_connection (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (found != NULL && !mailer_uid_set_is_empty (found))
    func (mailbox, selected.uid_validity, found, func_data);

  return TRUE;
}

gboolean
mailer_imap_session_search_mailboxes (MailerImapSession        *self,
                                      const char *const        *mailboxes,
                                      const MailerImapCriteria *criteria,
                                      MailerImapFoundFunc       func,
                                      gpointer                  func_data,
                                      GCancellable             *cancellable,
                                      gint64                    deadline_us,
                                      GError                  **error)
{
  MailerImapCall call = { cancellable, deadline_us };

  g_return_val_if_fail (self != NULL && mailboxes != NULL && criteria != NULL && func != NULL, FALSE);

  if (mailboxes[0] == NULL)
    return mailer_imap_check_usable (self, error);
  /* How many messages the others hold is not known, and the answer for each would be a part of it. */
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_MULTISEARCH)
      && !mailer_imap_has (self, MAILER_IMAP_EXTENSION_MESSAGELIMIT))
    return search_at_once (self, mailboxes, criteria, func, func_data, &call, error);
  for (guint i = 0; mailboxes[i] != NULL; i++)
    if (!search_one (self, mailboxes[i], criteria, func, func_data, &call, error))
      return FALSE;

  return mailer_imap_session_unselect (self, cancellable, deadline_us, error);
}

/* --- Changing what is found -------------------------------------------------------------------- */

typedef struct
{
  const MailerImapFlagChange *change;
  GError                     *failure;
} Changing;

static MailerWireImapCommand *
build_change (MailerImapSession *self,
              guint              index,
              gpointer           data)
{
  const Changing             *changing = data;
  const MailerImapFlagChange *change = changing->change;
  gboolean                    adds = index == 0;
  MailerFlags                 flags = adds ? change->add : change->remove;
  const char *const          *keywords = adds ? change->add_keywords : change->remove_keywords;
  MailerWireImapCommand      *command;

  if (flags == 0 && (keywords == NULL || keywords[0] == NULL))
    return NULL;
  command = mailer_imap_command_new (self, adds ? "UID STORE $ +FLAGS.SILENT" : "UID STORE $ -FLAGS.SILENT");
  mailer_wire_imap_command_add_flags (command, flags, keywords);

  return command;
}

static void
done_change_cb (MailerImapSession         *self,
                guint                      index,
                const MailerWireImapState *state,
                gpointer                   data)
{
  Changing *changing = data;

  if (state->condition != MAILER_WIRE_IMAP_OK && changing->failure == NULL)
    mailer_imap_set_refusal (self, &changing->failure, state, "Cannot change flags");
}

/*
 * Searches and has the server keep what is found; @is_saved: it has. RFC 5182, section 2.1: NO leaves
 * nothing in "$", but BAD leaves what an earlier search has found. So nothing may speak of it before the OK
 * has come.
 */
static gboolean
save_found (MailerImapSession        *self,
            const MailerImapCriteria *criteria,
            gboolean                 *is_saved,
            const MailerImapCall     *call,
            GError                  **error)
{
  g_autoptr (MailerWireImapCommand) command = mailer_imap_command_new (self, "UID SEARCH RETURN (SAVE)");
  g_autoptr (MailerWireImapResponse) done = NULL;

  if (!add_criteria (self, command, criteria, error))
    return FALSE;
  done = mailer_imap_send (self, g_steal_pointer (&command), NULL, NULL, NULL, NULL, NULL, call, error);
  if (done == NULL)
    return FALSE;
  mailer_imap_tell_news (self);
  *is_saved = mailer_wire_imap_response_get_state (done)->condition == MAILER_WIRE_IMAP_OK;

  return TRUE;
}

static gboolean
change_saved (MailerImapSession          *self,
              const MailerImapFlagChange *change,
              const MailerImapCall       *call,
              GError                    **error)
{
  Changing changing = { change, NULL };
  gboolean is_done = mailer_imap_run_many (self, 2, build_change, NULL, done_change_cb, &changing, call, error);

  if (!is_done)
    g_clear_error (&changing.failure);
  if (changing.failure != NULL)
    g_propagate_error (error, g_steal_pointer (&changing.failure));
  else if (is_done)
    return TRUE;

  return FALSE;
}

gboolean
mailer_imap_session_store_found (MailerImapSession          *self,
                                 const MailerImapCriteria   *criteria,
                                 const MailerImapFlagChange *change,
                                 GCancellable               *cancellable,
                                 gint64                      deadline_us,
                                 GError                    **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  gboolean       is_saved = FALSE;
  g_autoptr (MailerUidSet) found = NULL;

  g_return_val_if_fail (self != NULL && criteria != NULL && change != NULL, FALSE);
  g_return_val_if_fail (change->add_labels == NULL && change->remove_labels == NULL, FALSE);

  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_SEARCHRES) && mailer_imap_may_touch_all (self)
      && !save_found (self, criteria, &is_saved, &call, error))
    return FALSE;
  if (is_saved)
    return change_saved (self, change, &call, error);
  found = mailer_imap_session_search (self, criteria, 0, NULL, cancellable, deadline_us, error);

  return found != NULL
         && (mailer_uid_set_is_empty (found)
             || mailer_imap_session_store_flags (self, found, change, cancellable, deadline_us,
                                                 error));
}
