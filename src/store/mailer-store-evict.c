/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping bodies.db within bounds, in steps that are short whatever the size of the file.
 *
 * Two things go. What is too much goes by the time it was last used. What belongs to no message any more is
 * found by a sweep through the file, a window each time, that begins again when mailer.db has changed since. */

#include "config.h"

#include "mailer-store-body.h"

#include "mailer-store-private.h"

#define SWEPT_AT_ONCE 2000
#define EVICTED_AT_ONCE "200"
#define FREE_PAGES_AT_ONCE "2000"

typedef struct
{
  gint64 id;
  gint64 key;
  gint64 stored;
} Body;

static GArray *
read_bodies (MailerStoreStatement *rows,
             GError              **error)
{
  g_autoptr (GArray) bodies = g_array_new (FALSE, FALSE, sizeof (Body));
  MailerStoreStep step;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      Body body = {
        mailer_store_statement_get_int (rows, 0),
        mailer_store_statement_get_int (rows, 1),
        mailer_store_statement_get_int (rows, 2),
      };

      g_array_append_val (bodies, body);
    }

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&bodies) : NULL;
}

/* What its message says of a body: whether it stays whatever happens; -1 when there is no message. */
static gboolean
ask_message (MailerStore *self,
             const Body  *body,
             gint64      *is_kept,
             GError     **error)
{
  *is_kept = -1;

  return mailer_store_db_read_int (self->db, is_kept, error,
                                   "SELECT max(m.flags & 16 OR b.role = 2) FROM message m JOIN mailbox b ON b.id = m.mailbox WHERE m.body_key = ?",
                                   "i", body->key);
}

static gboolean
drop_body (MailerStore *self,
           const Body  *body,
           GError     **error)
{
  return mailer_store_db_run (self->bodies, error, "DELETE FROM body WHERE id = ?", "i", body->id);
}

static gboolean
sweep_bodies (MailerStore *self,
              GArray      *bodies,
              GError     **error)
{
  for (guint i = 0; i < bodies->len; i++)
    {
      const Body *body = &g_array_index (bodies, Body, i);
      gint64      is_kept;

      if (!ask_message (self, body, &is_kept, error) || (is_kept < 0 && !drop_body (self, body, error)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
sweep (MailerStore *self,
       GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;
  g_autoptr (GArray) bodies = NULL;
  gint64 n_changes = mailer_store_db_get_n_changes_so_far (self->db);

  if (self->swept_to == 0 && self->swept_at == n_changes)
    return TRUE;
  if (self->swept_to == 0)
    self->swept_at = n_changes;

  rows = mailer_store_db_query (self->bodies, error,
                                "SELECT id, key, 0 FROM body WHERE id > ? ORDER BY id LIMIT ?",
                                "id", self->swept_to, SWEPT_AT_ONCE);
  bodies = rows != NULL ? read_bodies (rows, error) : NULL;
  if (bodies == NULL || !sweep_bodies (self, bodies, error))
    return FALSE;
  self->swept_to = bodies->len == SWEPT_AT_ONCE ? g_array_index (bodies, Body, bodies->len - 1).id : 0;

  return TRUE;
}

/* Whatever is kept goes to the end of the queue, or it would be in the way of every later step. */
static gboolean
keep_body (MailerStore *self,
           const Body  *body,
           GError     **error)
{
  return mailer_store_db_run (self->bodies, error, "UPDATE body SET used_us = ? WHERE id = ?", "ii",
                              g_get_real_time (), body->id);
}

static gboolean
evict_bodies (MailerStore *self,
              GArray      *bodies,
              gint64       excess,
              gboolean    *is_done,
              GError     **error)
{
  guint n_dropped = 0;

  for (guint i = 0; i < bodies->len && excess > 0; i++)
    {
      const Body *body = &g_array_index (bodies, Body, i);
      gint64      is_kept;

      if (!ask_message (self, body, &is_kept, error))
        return FALSE;
      if (is_kept > 0 ? !keep_body (self, body, error) : !drop_body (self, body, error))
        return FALSE;
      if (is_kept > 0)
        continue;
      excess -= body->stored;
      n_dropped++;
    }

  *is_done = excess <= 0 || n_dropped == 0;

  return TRUE;
}

static gboolean
evict (MailerStore *self,
       gint64       account,
       guint64      budget,
       gboolean    *is_done,
       GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;
  g_autoptr (GArray) bodies = NULL;
  gint64 total = 0;

  *is_done = TRUE;
  if (!mailer_store_db_read_int (self->bodies, &total, error,
                                 "SELECT sum(stored) FROM body WHERE account = ?", "i", account))
    return FALSE;
  if ((guint64)total <= budget)
    return TRUE;

  rows = mailer_store_db_query (
      self->bodies, error,
      "SELECT id, key, stored FROM body WHERE account = ? ORDER BY used_us LIMIT " EVICTED_AT_ONCE,
      "i", account);
  bodies = rows != NULL ? read_bodies (rows, error) : NULL;

  return bodies != NULL && evict_bodies (self, bodies, total - (gint64)budget, is_done, error);
}

static gboolean
evict_in_transaction (MailerStore *self,
                      gint64       account,
                      guint64      budget,
                      gboolean    *is_done,
                      GError     **error)
{
  if (!mailer_store_db_begin (self->bodies, MAILER_STORE_SYNC_NORMAL, error))
    return FALSE;

  if (!sweep (self, error) || !evict (self, account, budget, is_done, error))
    {
      mailer_store_db_roll_back (self->bodies);
      return FALSE;
    }

  return mailer_store_db_commit (self->bodies, error)
         && mailer_store_db_exec (self->bodies, "PRAGMA incremental_vacuum(" FREE_PAGES_AT_ONCE ")",
                                  error);
}

gboolean
mailer_store_evict_bodies (MailerStore *self,
                           const char  *account_id,
                           guint64      budget_bytes,
                           gboolean    *is_done,
                           GError     **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 account;

  g_return_val_if_fail (self != NULL && account_id != NULL && is_done != NULL, FALSE);

  *is_done = TRUE;
  if (!mailer_store_require_bodies (self, error) || !mailer_store_find_account (self, account_id, &account, error))
    return FALSE;
  if (evict_in_transaction (self, account, budget_bytes, is_done, &problem)
      || mailer_store_heal_bodies (self, problem, error))
    return TRUE;
  if (error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}
