/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-account-pictures.h"
#include "mailer-mime-origin.h"
#include "mailer-parts.h"

/* Whose pictures from the network are shown without asking. What is remembered is an address, which anybody can write
 * into From, so that it counts only for messages of which the provider says that they come from its domain. */

/* --- Remembering ---------------------------------------------------------------------------------- */

void
mailer_engine_use_picture_senders (MailerEngine      *self,
                                   const char *const *addresses)
{
  g_hash_table_remove_all (self->picture_senders);
  for (gsize i = 0; addresses[i] != NULL; i++)
    g_hash_table_add (self->picture_senders, g_ascii_strdown (addresses[i], -1));
}

typedef struct
{
  char  *config_dir;
  char **addresses;
} SaveJob;

static void
free_save_job_cb (gpointer data)
{
  SaveJob *job = data;

  g_free (job->config_dir);
  g_strfreev (job->addresses);
  g_free (job);
}

static gboolean
save_senders (gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  const SaveJob *job = data;

  return mailer_account_pictures_save (job->config_dir, (const char *const *)job->addresses, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (MAILER_ENGINE (object), error);
}

static void
save (MailerEngine *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  SaveJob       *job = g_new0 (SaveJob, 1);
  GHashTableIter iter;
  gpointer       address;

  g_hash_table_iter_init (&iter, self->picture_senders);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_strv_builder_add (builder, address);
  job->config_dir = g_strdup (self->config_dir);
  job->addresses = g_strv_builder_end (builder);
  mailer_engine_run_chore (self, g_task_new (self, NULL, saved_cb, NULL), save_senders, NULL, job, free_save_job_cb);
}

gboolean
mailer_engine_get_shows_pictures_of (MailerEngine *self,
                                     const char   *address)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (MAILER_IS_ENGINE (self) && address != NULL, FALSE);

  lower = g_ascii_strdown (address, -1);

  return g_hash_table_contains (self->picture_senders, lower);
}

void
mailer_engine_set_shows_pictures_of (MailerEngine *self,
                                     const char   *address,
                                     gboolean      is_shown)
{
  g_autofree char *lower = NULL;
  gboolean         has_changed;

  g_return_if_fail (MAILER_IS_ENGINE (self) && address != NULL);

  lower = g_ascii_strdown (address, -1);
  if (is_shown)
    has_changed = g_hash_table_add (self->picture_senders, g_steal_pointer (&lower));
  else
    has_changed = g_hash_table_remove (self->picture_senders, lower);
  if (has_changed)
    save (self);
}

/* --- Verifying ------------------------------------------------------------------------------------ */

#define HEADER "HEADER"

typedef struct
{
  char    *address;
  char    *host;
  gboolean is_verified;
} Verifying;

static void
verifying_free (gpointer data)
{
  Verifying *verifying = data;

  g_free (verifying->address);
  g_free (verifying->host);
  g_free (verifying);
}

static void
choose_header (const MailerParts *parts,
               GPtrArray         *sections,
               gpointer           data)
{
  g_ptr_array_add (sections, g_strdup (HEADER));
}

/* Of a message whose parts the server could not tell there is the whole, which begins with its header. */
static gboolean
look_at_header (MailerParts *parts,
                gpointer     data,
                GError     **error)
{
  Verifying *verifying = data;
  GBytes    *header = mailer_parts_get (parts, HEADER);

  if (header == NULL)
    header = mailer_parts_get (parts, "");
  verifying->is_verified = header != NULL
                           && mailer_mime_is_origin_verified (header, verifying->address,
                                                              verifying->host);

  return TRUE;
}

static void
return_verified (GTask   *task,
                 gpointer data)
{
  const Verifying *verifying = data;

  g_task_return_boolean (task, verifying->is_verified);
}

void
mailer_engine_verify_sender_async (MailerEngine       *self,
                                   MailerMessage      *message,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MailerAccount *account;
  Verifying     *verifying;
  GTask         *task;

  g_return_if_fail (MAILER_IS_ENGINE (self) && message != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_verify_sender_async);
  account = mailer_engine_find_account (self, message->account_id);
  if (account == NULL || message->from->len != 1 || message->sender_differs != NULL)
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
      return;
    }

  verifying = g_new0 (Verifying, 1);
  verifying->address = g_strdup (((const MailerAddress *)g_ptr_array_index (message->from, 0))->address);
  verifying->host = g_strdup (mailer_account_get_settings (account)->imap.host);
  mailer_parts_load (self,
                     task,
                     &(MailerPartsRequest){
                         .message_id = message->id,
                         .choose = choose_header,
                         .finish = look_at_header,
                         .return_func = return_verified,
                         .data = verifying,
                         .destroy = verifying_free,
                     });
}

gboolean
mailer_engine_verify_sender_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
