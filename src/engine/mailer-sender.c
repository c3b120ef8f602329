/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sender.h"

#include "mailer-engine-error-private.h"
#include "mailer-engine.h"
#include "mailer-sender-store.h"
#include "mailer-smtp-session.h"
#include "mailer-store.h"
#include "mailer-worker.h"

/* One job runs on the worker from start to end: a loop that sends what is due, files what was sent, and
 * then sleeps on the worker's wake descriptor. The job owns the sender's state; the other threads only
 * set the atomic number and wake it. */

#define SIGN_IN_TIMEOUT_US (60 * G_TIME_SPAN_SECOND)
#define SEND_TIMEOUT_US (30 * G_TIME_SPAN_MINUTE)
#define FIRST_DELAY_US (10 * G_TIME_SPAN_SECOND)
#define LONGEST_DELAY_US (15 * G_TIME_SPAN_MINUTE)
/* Being online again hurries it, so this is for a server that refuses the copy. */
#define FILING_DELAY_US (5 * G_TIME_SPAN_MINUTE)
/* How often a store that takes or says nothing is asked again. */
#define NOTING_DELAY_US (20 * G_TIME_SPAN_SECOND)

/* What makes it try now what waits for a better moment: the line that is back, or the user's word. Only the word is
 * a reason to think that a refused password is better now. */
typedef enum
{
  HURRY_NOT,
  HURRY_LINE,
  HURRY_WORD,
} Hurry;

struct _MailerSender
{
  gatomicrefcount        ref_count;
  MailerWorker          *worker;
  MailerHub             *hub;
  MailerRemote          *remote;
  GCancellable          *cancellable;
  MailerAccountSettings *settings;

  MailerSenderEvents events; /* main thread */
  gpointer           events_data;
  gboolean           is_retired;

  int hurry; /* atomic: Hurry */

  /* Worker */
  GError                 *
      trouble;    /* password or certificate: nothing is tried before somebody has done something about it */
  gboolean            has_told;   /* of the trouble, or of its end */
  gboolean            is_resumed; /* what an earlier sender left behind has been looked at */
  MailerSenderLedger *ledger;     /* nothing is sent before it is empty */
};

static MailerSender *
ref_sender (MailerSender *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
unref_sender (MailerSender *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  mailer_hub_unref (self->hub);
  mailer_sender_ledger_unref (self->ledger);
  g_clear_error (&self->trouble);
  g_object_unref (self->cancellable);
  mailer_account_settings_free (self->settings);
  g_free (self);
}

/* Telling the main thread */

typedef enum
{
  TALE_SENT,
  TALE_DELAYED,
  TALE_FAILED,
  TALE_TROUBLE,
} TaleKind;

typedef struct
{
  MailerSender *sender;
  TaleKind      kind;
  gint64        outbox_id;
  char         *subject;
  GError       *error;
} Tale;

static void
free_tale_cb (gpointer data)
{
  Tale *tale = data;

  unref_sender (tale->sender);
  g_free (tale->subject);
  g_clear_error (&tale->error);
  g_free (tale);
}

static void
tell_cb (gpointer data)
{
  Tale         *tale = data;
  MailerSender *self = tale->sender;

  if (self->is_retired)
    return;

  switch (tale->kind)
    {
    case TALE_SENT:
      self->events.message_sent (self->settings->id, tale->outbox_id, tale->subject, self->events_data);
      break;
    case TALE_DELAYED:
      self->events.message_delayed (self->settings->id, tale->outbox_id, tale->error, self->events_data);
      break;
    case TALE_FAILED:
      self->events.message_failed (self->settings->id, tale->outbox_id, tale->error, self->events_data);
      break;
    case TALE_TROUBLE:
      self->events.trouble_changed (self->settings->id, tale->error, self->events_data);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* @item: (nullable): what it is about, if not the server.
 * @error: (nullable): why @item was not sent, or waits. What else there is to say is seen in the store. */
static void
tell (MailerSender                *self,
      TaleKind                     kind,
      const MailerStoreOutboxItem *item,
      const GError                *error)
{
  Tale *tale = g_new0 (Tale, 1);

  tale->sender = ref_sender (self);
  tale->kind = kind;
  tale->outbox_id = item != NULL ? item->id : 0;
  tale->subject = g_strdup (item != NULL && item->subject != NULL ? item->subject : "");
  tale->error = error != NULL ? g_error_copy (error) : NULL;
  mailer_main_post (tell_cb, tale, free_tale_cb);
}

/* Trouble: what only the user can mend */

static void
set_trouble (MailerSender *self,
             const GError *error)
{
  self->has_told = FALSE;
  g_clear_error (&self->trouble);
  if (error != NULL && mailer_engine_error_needs_help (error))
    self->trouble = g_error_copy (error);
}

static void
tell_trouble (MailerSender *self)
{
  if (self->has_told)
    return;

  self->has_told = TRUE;
  tell (self, TALE_TROUBLE, NULL, self->trouble);
}

/* Noting */

/* The user took it back while it was on its way: there is nothing left to send or to note. */
static gboolean
is_taken_back (const GError *error)
{
  return g_error_matches (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
}

static gboolean
has_notes (MailerSender *self)
{
  return mailer_sender_ledger_get_first (self->ledger) != NULL;
}

static gboolean
write_note (MailerSender           *self,
            const MailerSenderNote *note,
            GError                **error)
{
  if (!mailer_sender_note_write (note, self->hub, error))
    return FALSE;

  if (mailer_sender_note_is_arrival (note))
    {
      tell (self, TALE_SENT, note->item, NULL);
      mailer_remote_note_operations (self->remote);
    }
  else if (note->state == MAILER_STORE_OUTBOX_UNKNOWN || note->state == MAILER_STORE_OUTBOX_FAILED)
    tell (self, TALE_FAILED, note->item, note->problem);

  return TRUE;
}

/* What the store does not take is kept, and told: as long as the message is SENDING there, it is never sent again
 * by itself, neither in this run nor in the next. */
static void
note_down (MailerSender                *self,
           const MailerStoreOutboxItem *item,
           MailerStoreOutboxState       state,
           const GError                *problem,
           gint64                       not_before_us)
{
  g_autoptr (MailerSenderNote) note = mailer_sender_note_new (item, state, problem, not_before_us);
  g_autoptr (GError) reason = NULL;
  GError  *error = NULL;
  gboolean is_arrival = mailer_sender_note_is_arrival (note);

  if (write_note (self, note, &error))
    return;

  mailer_sender_ledger_add (self->ledger, g_steal_pointer (&note));
  if (is_arrival)
    {
      reason = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SENT_NOT_NOTED,
                            "Cannot note that the message was sent: %s", error->message);
      g_error_free (error);
    }
  else
    reason = mailer_engine_error_translate (error);
  tell (self, is_arrival ? TALE_FAILED : TALE_DELAYED, item, reason);
}

/* Returns whether the store knows everything. */
static gboolean
write_notes (MailerSender *self)
{
  const MailerSenderNote *note;

  while ((note = mailer_sender_ledger_get_first (self->ledger)) != NULL)
    {
      if (!write_note (self, note, NULL))
        return FALSE;
      /* The reason that was told is over. What asks for a decision was told with the note, anything else that it
       * brings is in the store. */
      if (!mailer_sender_note_is_arrival (note) && note->state != MAILER_STORE_OUTBOX_FAILED
          && note->state != MAILER_STORE_OUTBOX_UNKNOWN)
        tell (self, TALE_DELAYED, note->item, NULL);
      mailer_sender_ledger_remove_first (self->ledger);
    }

  return TRUE;
}

/* Sending */

static gint64
next_attempt (const MailerStoreOutboxItem *item)
{
  gint64 delay_us = FIRST_DELAY_US << MIN (item->attempts, 10);

  return g_get_real_time () + MIN (delay_us, LONGEST_DELAY_US);
}

static char *
describe_refusals (GPtrArray *refusals)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < refusals->len; i++)
    {
      const MailerSmtpRefusal *refusal = g_ptr_array_index (refusals, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "", refusal->address, refusal->text);
    }

  return g_string_free (text, FALSE);
}

static void
add_refusals (GError           *error,
              MailerSmtpResult *result)
{
  MailerErrorDetails *details = mailer_error_edit_details (error);

  if (result == NULL || result->refusals == NULL || result->refusals->len == 0)
    return;

  g_free (details->server_text);
  details->server_text = describe_refusals (result->refusals);
}

/* Whether the user has to decide; everything else is tried again later. */
static gboolean
is_permanent (const GError *error)
{
  const MailerErrorDetails *details = mailer_error_get_details (error);

  return details != NULL
         && details->scope == MAILER_ERROR_SCOPE_MESSAGE
         && details->retry == MAILER_ERROR_RETRY_NEVER;
}

static MailerStoreOutboxState
state_after (const GError     *error,
             MailerSmtpOutcome outcome)
{
  if (outcome == MAILER_SMTP_OUTCOME_UNKNOWN)
    return MAILER_STORE_OUTBOX_UNKNOWN;

  return is_permanent (error) ? MAILER_STORE_OUTBOX_FAILED : MAILER_STORE_OUTBOX_WAITING;
}

/* Takes @error. */
static void
note_failure (MailerSender                *self,
              const MailerStoreOutboxItem *item,
              MailerSmtpOutcome            outcome,
              GError                      *error)
{
  MailerStoreOutboxState state = state_after (error, outcome);
  g_autoptr (GError) problem = NULL;

  if (outcome == MAILER_SMTP_OUTCOME_UNKNOWN)
    {
      problem = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SEND_UNKNOWN, "%s", error->message);
      g_error_free (error);
    }
  else
    problem = mailer_engine_error_translate (error);

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      note_down (self, item, state, NULL, 0);
      return;
    }

  set_trouble (self, problem);
  note_down (self, item, state, problem, next_attempt (item));
}

static MailerSmtpSession *
open_session (MailerSender *self,
              GError      **error)
{
  MailerNetEndpoint          endpoint = mailer_remote_get_endpoint (self->remote, &self->settings->smtp);
  const MailerNetCredentials credentials = mailer_remote_get_credentials (self->remote, TRUE);
  MailerSmtpSession         *session;

  session = mailer_smtp_session_open (&endpoint, &credentials, self->cancellable,
                                      g_get_monotonic_time () + SIGN_IN_TIMEOUT_US, error);
  if (session != NULL)
    mailer_remote_note_sign_in (self->remote, TRUE, mailer_smtp_session_get_remembered (session));
  else
    mailer_engine_error_name_server (error, &self->settings->smtp);

  return session;
}

/* The session is open: from here on the server may get to know the message. */
static void
send_item (MailerSender                *self,
           MailerSmtpSession           *session,
           const MailerStoreOutboxItem *item)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (MailerSmtpResult) result = NULL;
  GError        *error = NULL;
  MailerSmtpMail mail;

  bytes = mailer_sender_store_begin (self->hub, item->id, &error);
  if (bytes == NULL && is_taken_back (error))
    {
      g_error_free (error);
      return;
    }
  if (bytes == NULL)
    {
      note_failure (self, item, MAILER_SMTP_OUTCOME_NOT_SENT, error);
      return;
    }

  stream = g_memory_input_stream_new_from_bytes (bytes);
  mail = (MailerSmtpMail){
    .sender = item->sender,
    .recipients = (const char *const *)item->recipients,
    .message = stream,
    .size_bytes = g_bytes_get_size (bytes),
  };
  if (!mailer_smtp_session_send (session, &mail, self->cancellable,
                                 g_get_monotonic_time () + SEND_TIMEOUT_US, &result, &error))
    {
      if (error->domain == MAILER_SMTP_ERROR)
        add_refusals (error, result);
      note_failure (self, item, result->outcome, error);
      return;
    }

  /* Before anything else: the server has it. */
  note_down (self, item, MAILER_STORE_OUTBOX_SENT, NULL, 0);
}

static void
send_due_items (MailerSender *self,
                GPtrArray    *due)
{
  g_autoptr (MailerSmtpSession) session = NULL;

  for (guint i = 0; i < due->len && self->trouble == NULL && !has_notes (self)
                    && !g_cancellable_is_cancelled (self->cancellable);
       i++)
    {
      const MailerStoreOutboxItem *item = g_ptr_array_index (due, i);
      GError                      *error = NULL;

      /* A session of its own for each message: servers limit what one may carry, and a broken one never
       * spoils the next. */
      g_clear_pointer (&session, mailer_smtp_session_free);
      session = open_session (self, &error);
      if (session == NULL)
        {
          note_failure (self, item, MAILER_SMTP_OUTCOME_NOT_SENT, error);
          return;
        }
      send_item (self, session, item);
      mailer_smtp_session_close (g_steal_pointer (&session));
    }
}

/* Filing */

static gboolean
append_copy (MailerSender                *self,
             const MailerStoreOutboxItem *item,
             GError                     **error)
{
  g_autoptr (GBytes) bytes = mailer_sender_store_read_copy (self->hub, item->id, error);
  const MailerRemoteCopy copy = {
    .message = bytes,
    .message_id = item->header_id,
    .flags = MAILER_FLAG_SEEN,
    .known_mailbox_id = item->sent_mailbox_id,
    .known_uid_validity = item->sent_uid_validity,
    .known_uid_next = item->sent_uid_next,
  };
  gint64 mailbox_id;

  if (bytes == NULL)
    return FALSE;

  mailbox_id = mailer_remote_ensure_folder (self->remote, MAILER_FOLDER_ROLE_SENT, self->cancellable, error);
  if (mailbox_id < 0)
    return FALSE;

  return mailer_remote_append (self->remote, mailbox_id, &copy, self->cancellable, error);
}

static void
file_item (MailerSender                *self,
           const MailerStoreOutboxItem *item)
{
  g_autoptr (GError) problem = NULL;
  GError *error = NULL;

  if ((self->settings->saves_sent_itself || append_copy (self, item, &error))
      && mailer_sender_store_set_filed (self->hub, item->id, &error))
    return;

  problem = mailer_engine_error_translate (error);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  note_down (self, item, MAILER_STORE_OUTBOX_SENT, problem, g_get_real_time () + FILING_DELAY_US);
}

/* The loop */

static GPtrArray *
list_items (MailerSender *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = mailer_sender_store_list (self->hub, self->settings->id, &error);

  if (items == NULL)
    g_message ("Cannot read the outbox: %s", error->message);

  return items;
}

/* Puts what is due into @to_send and @to_file. Returns: when the next one is due, or -1 for never. */
static gint64
collect_due (MailerSender *self,
             gboolean      is_hurried,
             GPtrArray    *to_send,
             GPtrArray    *to_file)
{
  g_autoptr (GPtrArray) items = list_items (self);
  gint64 now = g_get_real_time ();
  gint64 next = -1;

  if (items == NULL)
    return now + NOTING_DELAY_US;

  for (guint i = 0; i < items->len; i++)
    {
      MailerStoreOutboxItem *item = g_ptr_array_index (items, i);
      gboolean               is_sent = item->state == MAILER_STORE_OUTBOX_SENT;

      if (self->trouble != NULL || (!is_sent && item->state != MAILER_STORE_OUTBOX_WAITING))
        continue;
      if (is_hurried || item->not_before_us <= now)
        g_ptr_array_add (is_sent ? to_file : to_send, mailer_store_outbox_item_ref (item));
      else if (next < 0 || item->not_before_us < next)
        next = item->not_before_us;
    }

  return next;
}

static void
unref_item_cb (gpointer item)
{
  mailer_store_outbox_item_unref (item);
}

/* An earlier sender of this run ended without being able to say how far it came. What the ledger has is known. */
static gboolean
resume (MailerSender *self)
{
  g_autoptr (GError) problem = g_error_new_literal (MAILER_ENGINE_ERROR,
                                                    MAILER_ENGINE_ERROR_SEND_UNKNOWN,
                                                    "Sending was interrupted");
  g_autoptr (GPtrArray) items = list_items (self);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const MailerStoreOutboxItem *item = g_ptr_array_index (items, i);

      if (item->state == MAILER_STORE_OUTBOX_SENDING && !mailer_sender_ledger_has (self->ledger, item->id))
        note_down (self, item, MAILER_STORE_OUTBOX_UNKNOWN, problem, 0);
    }

  return items != NULL;
}

static gboolean
work_once (MailerSender *self,
           gint64       *next)
{
  const Hurry hurry = g_atomic_int_exchange (&self->hurry, HURRY_NOT);
  g_autoptr (GPtrArray) to_send = g_ptr_array_new_with_free_func (unref_item_cb);
  g_autoptr (GPtrArray) to_file = g_ptr_array_new_with_free_func (unref_item_cb);

  *next = g_get_real_time () + NOTING_DELAY_US;
  if (hurry == HURRY_WORD)
    set_trouble (self, NULL);
  self->is_resumed = self->is_resumed || resume (self);
  if (!self->is_resumed || !write_notes (self))
    return FALSE;

  *next = collect_due (self, hurry != HURRY_NOT, to_send, to_file);
  send_due_items (self, to_send);
  for (guint i = 0; i < to_file->len && !has_notes (self) && !g_cancellable_is_cancelled (self->cancellable); i++)
    file_item (self, g_ptr_array_index (to_file, i));
  tell_trouble (self);

  return to_send->len > 0 || to_file->len > 0;
}

static void
sleep_until (MailerSender *self,
             gint64        next)
{
  GPollFD fds[2] = { { .fd = mailer_worker_get_wake_fd (self->worker), .events = G_IO_IN } };
  guint   n_fds = g_cancellable_make_pollfd (self->cancellable, &fds[1]) ? 2 : 1;
  int     timeout_ms = -1;

  if (next >= 0)
    timeout_ms = CLAMP ((next - g_get_real_time ()) / 1000 + 1, 0, LONGEST_DELAY_US / 1000);
  g_poll (fds, n_fds, timeout_ms);
  if (n_fds == 2)
    g_cancellable_release_fd (self->cancellable);
  mailer_worker_clear_wake (self->worker);
}

static void
run_cb (gpointer data)
{
  MailerSender *self = data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      gint64 next;

      if (!work_once (self, &next) && g_atomic_int_get (&self->hurry) == HURRY_NOT)
        sleep_until (self, next);
    }

  /* There may not be a next sender before the program ends. */
  write_notes (self);
  unref_sender (self);
}

MailerSender *
mailer_sender_start (const MailerSenderConfig *config)
{
  MailerSender *self;

  g_return_val_if_fail (config != NULL && config->settings->id != NULL, NULL);

  self = g_new0 (MailerSender, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->hub = mailer_hub_ref (config->hub);
  self->remote = config->remote;
  self->ledger = mailer_sender_ledger_ref (config->ledger);
  self->has_told = TRUE;
  self->cancellable = g_cancellable_new ();
  self->settings = mailer_account_settings_copy (config->settings);
  self->events = *config->events;
  self->events_data = config->events_data;
  self->worker = mailer_worker_new ("send");
  mailer_worker_push (self->worker, run_cb, ref_sender (self));

  return self;
}

static void
reap_cb (gpointer data)
{
  MailerSender *self = data;

  mailer_worker_stop (self->worker);
  unref_sender (self);
}

void
mailer_sender_retire (MailerSender *self,
                      MailerWorker *reaper)
{
  g_return_if_fail (self != NULL && reaper != NULL);

  self->is_retired = TRUE;
  g_cancellable_cancel (self->cancellable);
  mailer_worker_push (reaper, reap_cb, self);
}

void
mailer_sender_note_outbox (MailerSender *self)
{
  g_return_if_fail (self != NULL);

  mailer_worker_wake (self->worker);
}

void
mailer_sender_retry (MailerSender *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->hurry, HURRY_WORD);
  mailer_worker_wake (self->worker);
}

void
mailer_sender_note_line (MailerSender *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_compare_and_exchange (&self->hurry, HURRY_NOT, HURRY_LINE);
  mailer_worker_wake (self->worker);
}
