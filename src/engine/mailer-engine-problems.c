/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

/* What went wrong without anybody waiting for it. It is kept in a list, not emitted: most of it is found while the
 * engine opens, before there is anybody to listen, and one problem must not hide another. */

/* What servers want to be read in one run of the program: no more than a person would. */
#define MAX_ALERTS 50

struct _MailerProblem
{
  GObject parent_instance;

  GError *error;
};

G_DEFINE_FINAL_TYPE (MailerProblem, mailer_problem, G_TYPE_OBJECT)

static void
mailer_problem_finalize (GObject *object)
{
  MailerProblem *self = MAILER_PROBLEM (object);

  g_clear_error (&self->error);
  G_OBJECT_CLASS (mailer_problem_parent_class)->finalize (object);
}

static void
mailer_problem_class_init (MailerProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mailer_problem_finalize;
}

static void
mailer_problem_init (MailerProblem *self)
{
}

const GError *
mailer_problem_get_error (MailerProblem *self)
{
  g_return_val_if_fail (MAILER_IS_PROBLEM (self), NULL);

  return self->error;
}

/* What comes again and again is read once. */
static gboolean
is_told (MailerEngine *self,
         const GError *error)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->problems));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      if (g_error_matches (error, problem->error->domain, problem->error->code)
          && g_str_equal (error->message, problem->error->message))
        return TRUE;
    }

  return FALSE;
}

void
mailer_engine_tell_problem (MailerEngine *self,
                            const GError *error)
{
  g_autoptr (MailerProblem) problem = NULL;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (error != NULL);

  if (is_told (self, error))
    return;

  problem = g_object_new (MAILER_TYPE_PROBLEM, NULL);
  problem->error = g_error_copy (error);
  g_list_store_append (self->problems, problem);
}

void
mailer_engine_tell_alert (MailerEngine *self,
                          const char   *account_id,
                          const GError *error)
{
  g_autofree char *key = g_strconcat (account_id, "\n", mailer_error_get_details (error)->server_text, NULL);

  if (g_hash_table_size (self->alerts) >= MAX_ALERTS || !g_hash_table_add (self->alerts, g_steal_pointer (&key)))
    return;

  mailer_engine_tell_problem (self, error);
}

void
mailer_engine_tell_recovery (MailerEngine              *self,
                             const MailerStoreRecovery *recovery)
{
  g_autoptr (GError) error = NULL;

  g_set_error (&error,
               MAILER_ENGINE_ERROR,
               MAILER_ENGINE_ERROR_STORE_DAMAGED,
               "The store was damaged and set aside as %s: %u operations, %u drafts and %u outgoing messages kept, %u operations lost",
               recovery->set_aside_path != NULL ? recovery->set_aside_path : "nothing",
               recovery->n_operations,
               recovery->n_drafts,
               recovery->n_outbox,
               recovery->n_operations_lost);
  mailer_engine_tell_problem (self, error);
}

void
mailer_engine_tell_failure_cb (GObject      *object,
                               GAsyncResult *result,
                               gpointer      data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (MAILER_ENGINE (object), error);
}

GListModel *
mailer_engine_get_problems (MailerEngine *self)
{
  g_return_val_if_fail (MAILER_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->problems);
}

void
mailer_engine_dismiss_problem (MailerEngine  *self,
                               MailerProblem *problem)
{
  guint position;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (MAILER_IS_PROBLEM (problem));

  if (g_list_store_find (self->problems, problem, &position))
    g_list_store_remove (self->problems, position);
}
