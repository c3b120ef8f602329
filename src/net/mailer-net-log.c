/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-log.h"

#include <string.h>

#include "mailer-net-log-file-private.h"
#include "mailer-net-log-mask-private.h"

enum
{
  RING_BYTES = 64 * 1024,
  FILE_BYTES = 16 * 1024 * 1024, /* in the folder that somebody asked for */
};

/* What one direction has said of a line that is not finished. */
typedef struct
{
  char    text[MAILER_NET_LOG_LINE_BYTES];
  gsize   n_kept;
  char    tail[24];  /* the line's last bytes, where a literal is announced */
  gsize   n_bytes;   /* of the whole line so far */
  guint64 n_literal; /* bytes of a literal still to be skipped */
} Unfinished;

struct _MailerNetLog
{
  Unfinished        unfinished[2];
  MailerNetLogMask  mask;
  MailerNetLogFile *file; /* (nullable) */
  gint64            stamp_ms;
  char              stamp[16]; /* that of stamp_ms */
  gsize             head;      /* where the next byte goes */
  gboolean          is_wrapped;
  char              ring[RING_BYTES];
};

MailerNetLog *
mailer_net_log_new (void)
{
  return g_atomic_rc_box_new0 (MailerNetLog);
}

MailerNetLog *
mailer_net_log_ref (MailerNetLog *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
append_to_ring (MailerNetLog *self,
                const char   *text,
                gsize         size)
{
  gsize n_first = MIN (size, RING_BYTES - self->head);

  memcpy (self->ring + self->head, text, n_first);
  memcpy (self->ring, text + n_first, size - n_first);
  self->is_wrapped |= self->head + size >= RING_BYTES;
  self->head = (self->head + size) % RING_BYTES;
}

/* Many lines come in one millisecond. */
static const char *
get_stamp (MailerNetLog *self)
{
  gint64 now_ms = g_get_real_time () / 1000;

  if (now_ms != self->stamp_ms)
    g_snprintf (self->stamp, sizeof self->stamp, "%02d:%02d:%02d.%03d ",
                (int)(now_ms / 3600000 % 24), (int)(now_ms / 60000 % 60), (int)(now_ms / 1000 % 60),
                (int)(now_ms % 1000));
  self->stamp_ms = now_ms;

  return self->stamp;
}

/* Lines of valid UTF-8; @text is overwritten on the way. */
static char *
clean (char *text,
       gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (g_ascii_iscntrl (text[i]) && text[i] != '\n')
      text[i] = '.';

  return g_utf8_make_valid (text, size);
}

static void
append_to_file (MailerNetLog *self,
                const char   *stamp,
                const char   *mark,
                const char   *text,
                gsize         size)
{
  g_autoptr (GString) line = g_string_new (stamp);
  g_autofree char *cleaned = NULL;

  g_string_append_printf (line, "%s ", mark);
  g_string_append_len (line, text, size);
  g_string_append_c (line, '\n');
  cleaned = clean (line->str, line->len);
  /* A log that cannot be written is no reason to do anything else differently. */
  if (!mailer_net_log_file_append (self->file, cleaned, strlen (cleaned)))
    g_clear_pointer (&self->file, mailer_net_log_file_free);
}

static void
append_line (MailerNetLog *self,
             const char   *mark,
             const char   *text,
             gsize         size)
{
  const char *stamp = get_stamp (self);

  append_to_ring (self, stamp, strlen (stamp));
  append_to_ring (self, mark, strlen (mark));
  append_to_ring (self, " ", 1);
  append_to_ring (self, text, size);
  append_to_ring (self, "\n", 1);
  if (self->file != NULL)
    append_to_file (self, stamp, mark, text, size);
}

static const char *
mark_for (MailerNetDirection direction)
{
  return direction == MAILER_NET_DIRECTION_OUT ? "C:" : "S:";
}

/* The size in a line that ends in "{123}" or "{123+}" (RFC 9051, section 4.3), or 0. */
static guint64
announced_literal (const Unfinished *line)
{
  gsize       size = MIN (line->n_bytes, sizeof line->tail);
  char        tail[sizeof line->tail + 1] = { 0 };
  const char *open;
  char       *end;
  guint64     n_bytes;

  memcpy (tail, line->tail, size);
  open = strrchr (tail, '{');
  if (open == NULL || !g_ascii_isdigit (open[1]))
    return 0;
  n_bytes = g_ascii_strtoull (open + 1, &end, 10);
  if (*end == '+')
    end++;

  return g_str_equal (end, "}") || g_str_equal (end, "}\r") ? n_bytes : 0;
}

static void
finish_line (MailerNetLog      *self,
             MailerNetDirection direction)
{
  Unfinished *line = &self->unfinished[direction];
  guint64     n_literal = announced_literal (line);
  gboolean    is_secret;

  if (line->n_kept > 0 && line->n_kept == line->n_bytes && line->text[line->n_kept - 1] == '\r')
    line->n_kept--;
  line->n_kept = mailer_net_log_mask_line (&self->mask, direction, line->text, line->n_kept, n_literal > 0);
  append_line (self, mark_for (direction), line->text, line->n_kept);
  line->n_kept = line->n_bytes = 0;
  line->n_literal = n_literal;
  /* The length of a password is a part of it. */
  is_secret = self->mask.is_signing_in && direction == MAILER_NET_DIRECTION_OUT;
  if (n_literal > 0 && !is_secret)
    {
      g_autofree char *text = g_strdup_printf ("[%" G_GUINT64_FORMAT " bytes]", n_literal);

      append_line (self, mark_for (direction), text, strlen (text));
    }
}

static void
extend_line (Unfinished *line,
             const char *data,
             gsize       size)
{
  gsize n_kept = MIN (size, sizeof line->text - line->n_kept);
  gsize n_tail = MIN (size, sizeof line->tail);
  gsize n_old = MIN (MIN (line->n_bytes, sizeof line->tail), sizeof line->tail - n_tail);
  gsize n_before = MIN (line->n_bytes, sizeof line->tail);

  memcpy (line->text + line->n_kept, data, n_kept);
  line->n_kept += n_kept;
  memmove (line->tail, line->tail + n_before - n_old, n_old);
  memcpy (line->tail + n_old, data + size - n_tail, n_tail);
  line->n_bytes += size;
}

void
mailer_net_log_add (MailerNetLog      *self,
                    MailerNetDirection direction,
                    const void        *data,
                    gsize              size)
{
  Unfinished *line = &self->unfinished[direction];
  const char *text = data;

  while (size > 0)
    {
      const char *end;
      gsize       n_line;

      if (line->n_literal > 0)
        {
          gsize n_skipped = MIN (line->n_literal, size);

          line->n_literal -= n_skipped;
          text += n_skipped;
          size -= n_skipped;
          continue;
        }
      end = memchr (text, '\n', size);
      n_line = end == NULL ? size : (gsize)(end - text);
      extend_line (line, text, n_line);
      if (end != NULL)
        {
          finish_line (self, direction);
          n_line++;
        }
      text += n_line;
      size -= n_line;
    }
}

void
mailer_net_log_hide (MailerNetLog *self,
                     const char   *label,
                     gsize         size)
{
  Unfinished *line = &self->unfinished[MAILER_NET_DIRECTION_OUT];

  if (line->n_literal > 0)
    {
      line->n_literal -= MIN (line->n_literal, size);
      return;
    }
  mailer_net_log_add (self, MAILER_NET_DIRECTION_OUT, label, strlen (label));
  mailer_net_log_add (self, MAILER_NET_DIRECTION_OUT, "\n", 1);
}

void
mailer_net_log_remark (MailerNetLog *self,
                       const char   *text)
{
  append_line (self, "--", text, strlen (text));
}

/* As it is so far. */
static void
append_unfinished (MailerNetLog      *self,
                   MailerNetDirection direction,
                   GString           *text)
{
  Unfinished       line = self->unfinished[direction];
  MailerNetLogMask mask = self->mask;

  if (line.n_kept == 0)
    return;
  line.n_kept = mailer_net_log_mask_line (&mask, direction, line.text, line.n_kept, FALSE);
  g_string_append_printf (text, "%s ", mark_for (direction));
  g_string_append_len (text, line.text, line.n_kept);
  g_string_append_c (text, '\n');
}

char *
mailer_net_log_dup_text (MailerNetLog *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->is_wrapped)
    {
      const char *second;

      g_string_append_len (text, self->ring + self->head, RING_BYTES - self->head);
      g_string_append_len (text, self->ring, self->head);
      /* The oldest line has lost its beginning. */
      second = (const char *)memchr (text->str, '\n', text->len) + 1;
      g_string_erase (text, 0, second - text->str);
    }
  else
    g_string_append_len (text, self->ring, self->head);
  append_unfinished (self, MAILER_NET_DIRECTION_OUT, text);
  append_unfinished (self, MAILER_NET_DIRECTION_IN, text);

  return clean (text->str, text->len);
}

gboolean
mailer_net_log_write_to (MailerNetLog *self,
                         const char   *path,
                         gsize         max_bytes,
                         GError      **error)
{
  MailerNetLogFile *file;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  file = mailer_net_log_file_new (path, max_bytes, error);
  if (file == NULL)
    return FALSE;
  g_clear_pointer (&self->file, mailer_net_log_file_free);
  self->file = file;

  return TRUE;
}

/* In one folder there are the logs of several connections and of several runs. */
static char *
make_path (const char *folder,
           const char *host,
           guint16     port)
{
  static gint n_made;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s-%u-%s-%d.log", host, port, stamp, g_atomic_int_add (&n_made, 1));

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.", '_');

  return g_build_filename (folder, name, NULL);
}

MailerNetLog *
mailer_net_log_new_for (const char *host,
                        guint16     port)
{
  MailerNetLog    *self = mailer_net_log_new ();
  const char      *folder = g_getenv ("MAILER_TRAFFIC_LOG");
  g_autofree char *path = folder == NULL ? NULL : make_path (folder, host, port);
  g_autoptr (GError) error = NULL;

  if (path != NULL && !mailer_net_log_write_to (self, path, FILE_BYTES, &error))
    g_message ("No traffic log: %s", error->message);

  return self;
}

void
mailer_net_log_begin (MailerNetLog *self,
                      const char   *text)
{
  memset (self->unfinished, 0, sizeof self->unfinished);
  memset (&self->mask, 0, sizeof self->mask);
  mailer_net_log_remark (self, text);
}

/* What was begun and will not be finished is a part of what happened. */
static void
close_file (gpointer data)
{
  MailerNetLog *self = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *cleaned = NULL;

  if (self->file == NULL)
    return;
  append_unfinished (self, MAILER_NET_DIRECTION_OUT, text);
  append_unfinished (self, MAILER_NET_DIRECTION_IN, text);
  cleaned = clean (text->str, text->len);
  mailer_net_log_file_append (self->file, cleaned, strlen (cleaned));
  g_clear_pointer (&self->file, mailer_net_log_file_free);
}

void
mailer_net_log_unref (MailerNetLog *self)
{
  g_atomic_rc_box_release_full (self, close_file);
}
