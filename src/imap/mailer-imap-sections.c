/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/*
 * Many parts at once. Each is asked for in one piece that is expected to hold all of it. The few that
 * are longer are not kept, which bounds the memory, and are fetched by themselves afterwards.
 */
#define FIRST_BYTES (256 * 1024)

typedef struct
{
  char    *section; /* upper case */
  guint64  wanted;
  GBytes  *data;
  gboolean is_there;
  gboolean is_whole;
  gboolean is_long;
} Part;

typedef struct
{
  const MailerImapFetchSection *what;
  guint                         n_what;
  Part                         *parts;
  GHashTable                   *by_key; /* "uid section" to the index + 1 */
  MailerImapSectionFunc         func;
  gpointer                      data;
} Gathering;

static char *
make_key (guint32     uid,
          const char *section)
{
  return g_strdup_printf ("%u %s", uid, section);
}

static gboolean
take_part_cb (MailerImapSession      *self,
              MailerWireImapResponse *response,
              gpointer                data)
{
  Gathering           *gathering = data;
  MailerWireImapFetch *fetch = mailer_wire_imap_response_get_fetch (response);
  gboolean             is_taken = FALSE;

  for (guint i = 0; fetch != NULL && i < fetch->n_sections; i++)
    {
      MailerWireImapSection *section = &fetch->sections[i];
      g_autofree char       *key = make_key (fetch->uid, section->name);
      guint                  index = GPOINTER_TO_UINT (g_hash_table_lookup (gathering->by_key, key));
      Part                  *part = index > 0 ? &gathering->parts[index - 1] : NULL;

      if (part == NULL || section->is_binary || section->origin > 0)
        continue;
      part->is_there = section->data != NULL;
      part->is_whole = section->origin < 0;
      part->is_long = part->is_there && g_bytes_get_size (section->data) > part->wanted;
      g_clear_pointer (&part->data, g_bytes_unref);
      if (!part->is_long)
        part->data = g_steal_pointer (&section->data);
      is_taken = TRUE;
    }

  return is_taken;
}

static MailerWireImapCommand *
build_part (MailerImapSession *self,
            guint              index,
            gpointer           data)
{
  Gathering                    *gathering = data;
  const MailerImapFetchSection *what = &gathering->what[index];
  const Part                   *part = &gathering->parts[index];
  MailerWireImapCommand        *command;
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();
  g_autofree char *items = g_strdup_printf ("(UID BODY.PEEK[%s]<0.%" G_GUINT64_FORMAT ">)",
                                            part->section, part->wanted);

  if (!mailer_imap_is_section (part->section))
    {
      g_autoptr (GError) failure = NULL;

      mailer_imap_set_error (self, &failure, MAILER_IMAP_ERROR_GONE, NULL, "There is no such part of a message");
      gathering->func (index, NULL, failure, gathering->data);
      return NULL;
    }
  command = mailer_imap_command_new (self, "UID FETCH");
  mailer_uid_set_add (uids, what->uid);
  mailer_wire_imap_command_add_uid_set (command, uids);
  mailer_wire_imap_command_add_text (command, items);

  return command;
}

/* Fewer bytes than asked for are all there are, unless more were promised. */
static gboolean
is_complete (const MailerImapFetchSection *what,
             const Part                   *part,
             gboolean                      has_wrong_sizes)
{
  gsize size = g_bytes_get_size (part->data);

  return size <= what->max_bytes
         && (part->is_whole
             || (size < part->wanted && (has_wrong_sizes || size >= what->expected_bytes)));
}

static void
done_part_cb (MailerImapSession         *self,
              guint                      index,
              const MailerWireImapState *state,
              gpointer                   data)
{
  Gathering *gathering = data;
  Part      *part = &gathering->parts[index];
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) bytes = g_steal_pointer (&part->data);

  if (state->condition != MAILER_WIRE_IMAP_OK)
    mailer_imap_set_refusal (self, &failure, state, "Cannot fetch a message");
  else if (!part->is_there)
    mailer_imap_set_error (self, &failure, MAILER_IMAP_ERROR_GONE, state, "The message is not there any more");
  if (failure != NULL)
    part->is_long = FALSE;
  else if (!part->is_long)
    {
      part->data = bytes;
      part->is_long = !is_complete (&gathering->what[index], part, self->quirks->has_wrong_sizes);
      part->data = NULL;
    }
  if (!part->is_long)
    gathering->func (index, failure == NULL ? g_steal_pointer (&bytes) : NULL, failure, gathering->data);
}

static gboolean
is_of_connection (const GError *error)
{
  const MailerErrorDetails *details = mailer_error_get_details (error);

  return error->domain != MAILER_IMAP_ERROR || details->scope >= MAILER_ERROR_SCOPE_CONNECTION;
}

static gboolean
fetch_long (MailerImapSession    *self,
            Gathering            *gathering,
            const MailerImapCall *call,
            GError              **error)
{
  for (guint i = 0; i < gathering->n_what; i++)
    {
      g_autoptr (GError) failure = NULL;
      GBytes *bytes;

      if (!gathering->parts[i].is_long)
        continue;
      bytes = mailer_imap_session_fetch_section (self, &gathering->what[i], call->cancellable,
                                                 call->deadline_us, &failure);
      if (bytes == NULL && is_of_connection (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      gathering->func (i, bytes, failure, gathering->data);
    }

  return TRUE;
}

static void
prepare (Gathering *gathering)
{
  for (guint i = 0; i < gathering->n_what; i++)
    {
      const MailerImapFetchSection *what = &gathering->what[i];
      Part                         *part = &gathering->parts[i];

      part->section = g_ascii_strup (what->section, -1);
      part->wanted = MIN (FIRST_BYTES, what->max_bytes + 1);
      g_hash_table_insert (gathering->by_key, make_key (what->uid, part->section), GUINT_TO_POINTER (i + 1));
    }
}

gboolean
mailer_imap_session_fetch_sections (MailerImapSession            *self,
                                    const MailerImapFetchSection *what,
                                    guint                         n_what,
                                    MailerImapSectionFunc         func,
                                    gpointer                      func_data,
                                    GCancellable                 *cancellable,
                                    gint64                        deadline_us,
                                    GError                      **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  g_autofree Part *parts = g_new0 (Part, n_what);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Gathering gathering = { what, n_what, parts, by_key, func, func_data };
  gboolean  is_done;

  g_return_val_if_fail (self != NULL && (what != NULL || n_what == 0) && func != NULL, FALSE);

  prepare (&gathering);
  is_done = mailer_imap_run_many (self, n_what, build_part, take_part_cb, done_part_cb, &gathering,
                                  &call, error)
            && fetch_long (self, &gathering, &call, error);
  for (guint i = 0; i < n_what; i++)
    {
      g_clear_pointer (&parts[i].data, g_bytes_unref);
      g_free (parts[i].section);
    }

  return is_done;
}
