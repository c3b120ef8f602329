/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include "mailer-wire-mailbox-name.h"

/* What one STORE does: a flag change is up to four of them for each piece of its UIDs. */
typedef enum
{
  STEP_ADD_FLAGS,
  STEP_REMOVE_FLAGS,
  STEP_ADD_LABELS,
  STEP_REMOVE_LABELS,
} StepKind;

typedef struct
{
  guint               job;
  StepKind            kind;
  const MailerUidSet *piece;
} Step;

typedef struct
{
  const MailerImapFlagJob *jobs;
  GPtrArray               *pieces; /* of GPtrArray: those of each job */
  GArray                  *steps;
  guint                   *n_pending; /* steps of each job */
  GError                 **failures;  /* the first of each job */
  guint                    n_done;    /* steps of the rounds before */
  MailerImapResultFunc     func;
  gpointer                 data;
} Storing;

static gboolean
has_words (const char *const *words)
{
  return words != NULL && words[0] != NULL;
}

/* Gmail's labels are no flags. Elsewhere a label is a keyword. */
static gboolean
has_step (MailerImapSession          *self,
          const MailerImapFlagChange *change,
          StepKind                    kind)
{
  switch (kind)
    {
    case STEP_ADD_FLAGS:
      return change->add != 0 || has_words (change->add_keywords);
    case STEP_REMOVE_FLAGS:
      return change->remove != 0 || has_words (change->remove_keywords);
    case STEP_ADD_LABELS:
      return has_words (change->add_labels);
    case STEP_REMOVE_LABELS:
    default:
      return has_words (change->remove_labels);
    }
}

static void
add_labels (MailerImapSession     *self,
            MailerWireImapCommand *command,
            const char            *sign,
            const char *const     *labels)
{
  g_autofree char *item = NULL;

  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_GMAIL))
    {
      item = g_strdup_printf ("%sFLAGS.SILENT", sign);
      mailer_wire_imap_command_add_text (command, item);
      mailer_wire_imap_command_add_flags (command, 0, labels);
      return;
    }
  item = g_strdup_printf ("%sX-GM-LABELS.SILENT", sign);
  mailer_wire_imap_command_add_text (command, item);
  mailer_wire_imap_command_add_open (command);
  for (guint i = 0; labels[i] != NULL; i++)
    {
      g_autofree char *encoded = mailer_wire_mailbox_name_encode (labels[i]);

      mailer_wire_imap_command_add_string (command, encoded);
    }
  mailer_wire_imap_command_add_close (command);
}

static MailerWireImapCommand *
build_step (MailerImapSession *self,
            guint              index,
            gpointer           data)
{
  const Storing              *storing = data;
  const Step                 *step = &g_array_index (storing->steps, Step, storing->n_done + index);
  const MailerImapFlagChange *change = storing->jobs[step->job].change;
  MailerWireImapCommand      *command = mailer_imap_command_new (self, "UID STORE");

  mailer_wire_imap_command_add_uid_set (command, step->piece);
  switch (step->kind)
    {
    case STEP_ADD_FLAGS:
      mailer_wire_imap_command_add_text (command, "+FLAGS.SILENT");
      mailer_wire_imap_command_add_flags (command, change->add, change->add_keywords);
      break;
    case STEP_REMOVE_FLAGS:
      mailer_wire_imap_command_add_text (command, "-FLAGS.SILENT");
      mailer_wire_imap_command_add_flags (command, change->remove, change->remove_keywords);
      break;
    case STEP_ADD_LABELS:
      add_labels (self, command, "+", change->add_labels);
      break;
    case STEP_REMOVE_LABELS:
    default:
      add_labels (self, command, "-", change->remove_labels);
      break;
    }

  return command;
}

static void
add_step (Storing      *storing,
          guint         job,
          StepKind      kind,
          MailerUidSet *piece)
{
  const Step step = { job, kind, piece };

  g_array_append_val (storing->steps, step);
  storing->n_pending[job]++;
}

/* What a server with a limit has left undone comes in the next round. */
static void
done_step_cb (MailerImapSession         *self,
              guint                      index,
              const MailerWireImapState *state,
              gpointer                   data)
{
  Storing *storing = data;
  Step     step = g_array_index (storing->steps, Step, storing->n_done + index);
  guint    job = step.job;
  g_autoptr (MailerUidSet) rest = mailer_imap_find_rest (step.piece, state);

  if (rest != NULL)
    {
      add_step (storing, job, step.kind, rest);
      g_ptr_array_add (g_ptr_array_index (storing->pieces, job), g_steal_pointer (&rest));
    }
  if (state->condition != MAILER_WIRE_IMAP_OK && storing->failures[job] == NULL)
    mailer_imap_set_refusal (self, &storing->failures[job], state, "Cannot change flags");
  if (--storing->n_pending[job] == 0 && storing->func != NULL)
    storing->func (job, storing->failures[job], storing->data);
}

static gboolean
are_keywords (const char *const *words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (!mailer_wire_imap_is_keyword (words[i]))
      return FALSE;

  return TRUE;
}

/* What can be no keyword would be left out, and the change would look done. No message has it, so taking it
 * away is. */
static gboolean
can_be_said (MailerImapSession          *self,
             const MailerImapFlagChange *change)
{
  return are_keywords (change->add_keywords)
         && (mailer_imap_has (self, MAILER_IMAP_EXTENSION_GMAIL)
             || are_keywords (change->add_labels));
}

static void
refuse (MailerImapSession *self,
        const Storing     *storing,
        guint              job)
{
  g_autoptr (GError) failure = NULL;

  mailer_imap_set_error (self, &failure, MAILER_IMAP_ERROR_BAD, NULL, "Cannot change flags: a keyword cannot be said");
  if (storing->func != NULL)
    storing->func (job, failure, storing->data);
}

static void
add_steps (MailerImapSession *self,
           Storing           *storing,
           guint              job)
{
  GPtrArray *pieces = mailer_imap_split (self, storing->jobs[job].uids, TRUE);

  g_ptr_array_add (storing->pieces, pieces);
  if (!can_be_said (self, storing->jobs[job].change))
    {
      refuse (self, storing, job);
      return;
    }
  for (guint i = 0; i < pieces->len; i++)
    for (StepKind kind = STEP_ADD_FLAGS; kind <= STEP_REMOVE_LABELS; kind++)
      if (has_step (self, storing->jobs[job].change, kind))
        add_step (storing, job, kind, g_ptr_array_index (pieces, i));
  if (storing->n_pending[job] == 0 && storing->func != NULL)
    storing->func (job, NULL, storing->data);
}

static void
unref_pieces_cb (gpointer pieces)
{
  g_ptr_array_unref (pieces);
}

gboolean
mailer_imap_session_store_many (MailerImapSession       *self,
                                const MailerImapFlagJob *jobs,
                                guint                    n_jobs,
                                MailerImapResultFunc     func,
                                gpointer                 func_data,
                                GCancellable            *cancellable,
                                gint64                   deadline_us,
                                GError                 **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (unref_pieces_cb);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autofree guint   *n_pending = g_new0 (guint, n_jobs);
  g_autofree GError **failures = g_new0 (GError *, n_jobs);
  Storing             storing = { jobs, pieces, steps, n_pending, failures, 0, func, func_data };
  gboolean            is_done;
  guint               n_steps;

  g_return_val_if_fail (self != NULL && (jobs != NULL || n_jobs == 0), FALSE);

  for (guint i = 0; i < n_jobs; i++)
    add_steps (self, &storing, i);
  do
    {
      n_steps = steps->len;
      is_done = mailer_imap_run_many (self, n_steps - storing.n_done, build_step, NULL,
                                      done_step_cb, &storing, &call, error);
      storing.n_done = n_steps;
    }
  while (is_done && steps->len > n_steps);
  for (guint i = 0; i < n_jobs; i++)
    g_clear_error (&failures[i]);

  return is_done;
}

static void
keep_failure_cb (guint         index,
                 const GError *failure,
                 gpointer      data)
{
  if (failure != NULL)
    *(GError **)data = g_error_copy (failure);
}

gboolean
mailer_imap_session_store_flags (MailerImapSession          *self,
                                 const MailerUidSet         *uids,
                                 const MailerImapFlagChange *change,
                                 GCancellable               *cancellable,
                                 gint64                      deadline_us,
                                 GError                    **error)
{
  const MailerImapFlagJob job = { uids, change };
  GError                 *failure = NULL;

  g_return_val_if_fail (self != NULL && uids != NULL && change != NULL, FALSE);

  if (!mailer_imap_session_store_many (self, &job, 1, keep_failure_cb, &failure, cancellable, deadline_us, error))
    {
      g_clear_error (&failure);
      return FALSE;
    }
  if (failure != NULL)
    g_propagate_error (error, failure);

  return failure == NULL;
}
