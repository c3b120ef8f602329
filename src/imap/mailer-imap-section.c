/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#define CHUNK_BYTES (256 * 1024)

typedef struct
{
  guint32     uid;
  const char *section;
  gboolean    is_binary;
  guint64     offset;
  GBytes     *data;
  gboolean    is_there;
  gboolean    is_whole;
} Chunk;

static MailerWireImapSection *
find_answer (const MailerWireImapFetch *fetch,
             const Chunk               *chunk)
{
  for (guint i = 0; i < fetch->n_sections; i++)
    if (fetch->sections[i].is_binary == chunk->is_binary && strcmp (fetch->sections[i].name, chunk->section) == 0)
      return &fetch->sections[i];

  return NULL;
}

static gboolean
take_chunk_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  Chunk                 *chunk = data;
  MailerWireImapFetch   *fetch = mailer_wire_imap_response_get_fetch (response);
  MailerWireImapSection *section;

  /* Only what says itself that it is the message that was asked for. */
  if (fetch == NULL || fetch->uid != chunk->uid)
    return FALSE;
  section = find_answer (fetch, chunk);
  if (section == NULL)
    return FALSE;
  /* A server that does not know partial fetches sends all of it, without an origin. */
  if (section->origin != (gint64)chunk->offset && !(section->origin < 0 && chunk->offset == 0))
    return FALSE;

  chunk->is_there = TRUE;
  chunk->is_whole = section->origin < 0;
  g_clear_pointer (&chunk->data, g_bytes_unref);
  chunk->data = g_steal_pointer (&section->data);

  return TRUE;
}

gboolean
mailer_imap_is_section (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '.')
      return FALSE;

  return TRUE;
}

/* Fetches @size bytes from chunk->offset on; fewer mean the end of the section. */
static gboolean
fetch_chunk (MailerImapSession    *self,
             Chunk                *chunk,
             guint64               size,
             const MailerImapCall *call,
             GError              **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "UID FETCH");
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();
  g_autofree char *items = g_strdup_printf ("(UID %s.PEEK[%s]<%" G_GUINT64_FORMAT
                                            ".%" G_GUINT64_FORMAT ">)",
                                            chunk->is_binary ? "BINARY" : "BODY", chunk->section,
                                            chunk->offset, size);
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_uid_set_add (uids, chunk->uid);
  mailer_wire_imap_command_add_uid_set (command, uids);
  mailer_wire_imap_command_add_text (command, items);
  done = mailer_imap_run (self, command, "Cannot fetch a message", take_chunk_cb, chunk, call, error);
  if (done == NULL)
    return FALSE;
  if (!chunk->is_there || (chunk->data == NULL && chunk->offset == 0))
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_GONE,
                             mailer_wire_imap_response_get_state (done),
                             "The message is not there any more");
      return FALSE;
    }
  if (!chunk->is_whole && chunk->data != NULL && g_bytes_get_size (chunk->data) > size)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL,
                             "The server sent more of a message than was asked for");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_size (MailerImapSession            *self,
            const MailerImapFetchSection *what,
            guint64                       size,
            GError                      **error)
{
  if (size <= what->max_bytes)
    return TRUE;
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_TOO_LARGE, NULL,
                         "The message part is larger than %" G_GUINT64_FORMAT " bytes",
                         what->max_bytes);

  return FALSE;
}

/*
 * The end is where a chunk comes shorter than asked. When that is before the size that was told
 * elsewhere, the rest is asked for once more from there: an empty answer proves that the size was
 * wrong, anything else goes on. So a line that was cut never counts as the end, and no claim loops.
 */
static gboolean
fetch_chunks (MailerImapSession            *self,
              const MailerImapFetchSection *what,
              const char                   *section,
              gboolean                      is_binary,
              GByteArray                   *content,
              const MailerImapCall         *call,
              GError                      **error)
{
  while (TRUE)
    {
      Chunk   chunk = { what->uid, section, is_binary, content->len };
      guint64 wanted = MIN (CHUNK_BYTES, what->max_bytes - content->len + 1);
      g_autoptr (GBytes) data = NULL;
      gsize size;

      if (!fetch_chunk (self, &chunk, wanted, call, error))
        {
          g_clear_pointer (&chunk.data, g_bytes_unref);
          return FALSE;
        }
      data = chunk.data;
      size = data != NULL ? g_bytes_get_size (data) : 0;
      if (!check_size (self, what, content->len + size, error))
        return FALSE;
      if (size > 0)
        g_byte_array_append (content, g_bytes_get_data (data, NULL), size);
      if (what->progress != NULL)
        what->progress (content->len, MAX (what->expected_bytes, content->len), what->progress_data);
      if (chunk.is_whole || size == 0
          || (size < wanted
              && (self->quirks->has_wrong_sizes || content->len >= what->expected_bytes)))
        return TRUE;
    }
}

static GBytes *
fetch (MailerImapSession            *self,
       const MailerImapFetchSection *what,
       gboolean                      is_binary,
       const MailerImapCall         *call,
       GError                      **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree char *section = g_ascii_strup (what->section, -1);

  if (!mailer_imap_is_section (section))
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_GONE, NULL, "There is no such part of a message");
      return NULL;
    }
  if (!fetch_chunks (self, what, section, is_binary, content, call, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

GBytes *
mailer_imap_session_fetch_section (MailerImapSession            *self,
                                   const MailerImapFetchSection *what,
                                   GCancellable                 *cancellable,
                                   gint64                        deadline_us,
                                   GError                      **error)
{
  MailerImapCall call = { cancellable, deadline_us };

  g_return_val_if_fail (self != NULL && what != NULL && what->section != NULL && what->uid > 0, NULL);
  g_return_val_if_fail (what->max_bytes > 0 && what->max_bytes < G_MAXUINT32, NULL);

  return fetch (self, what, FALSE, &call, error);
}

/* RFC 3516 knows parts by their numbers only. */
static gboolean
is_part_number (const char *section)
{
  return *section != '\0' && strspn (section, "0123456789.") == strlen (section);
}

/* The server could not take the encoding off (RFC 3516, section 4.3: UNKNOWN-CTE), or has changed its
 * mind about being able to. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO)
         || g_error_matches (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD)
         || g_error_matches (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_GONE)
         || g_error_matches (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_UNAVAILABLE);
}

GBytes *
mailer_imap_session_fetch_decoded_section (MailerImapSession            *self,
                                           const MailerImapFetchSection *what,
                                           gboolean                     *is_decoded,
                                           GCancellable                 *cancellable,
                                           gint64                        deadline_us,
                                           GError                      **error)
{
  MailerImapCall         call = { cancellable, deadline_us };
  MailerImapFetchSection decoded;
  g_autoptr (GError) failure = NULL;
  GBytes *bytes;

  g_return_val_if_fail (self != NULL && what != NULL && what->section != NULL && what->uid > 0
                            && is_decoded != NULL,
                        NULL);
  g_return_val_if_fail (what->max_bytes > 0 && what->max_bytes < G_MAXUINT32, NULL);

  *is_decoded = FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_BINARY) || !is_part_number (what->section))
    return fetch (self, what, FALSE, &call, error);
  /* What was told of the size is that of the encoded part. */
  decoded = *what;
  decoded.expected_bytes = 0;
  bytes = fetch (self, &decoded, TRUE, &call, &failure);
  if (bytes == NULL && is_refusal (failure))
    return fetch (self, what, FALSE, &call, error);
  *is_decoded = bytes != NULL;
  if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return bytes;
}
