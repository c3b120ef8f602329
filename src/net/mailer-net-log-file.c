/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-log-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _MailerNetLogFile
{
  char *path;
  gsize max_bytes;
  gsize n_bytes; /* in the file that is written */
  int   fd;      /* -1 when it could not be begun anew */
};

/* Always a new file: neither an old one with other rights nor a link. */
static int
create (const char *path)
{
  return g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

MailerNetLogFile *
mailer_net_log_file_new (const char *path,
                         gsize       max_bytes,
                         GError    **error)
{
  int               fd = create (path);
  int               reason = errno;
  MailerNetLogFile *self;

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (reason), "Cannot make %s: %s",
                   path, g_strerror (reason));
      return NULL;
    }
  self = g_new0 (MailerNetLogFile, 1);
  self->path = g_strdup (path);
  self->max_bytes = max_bytes;
  self->fd = fd;

  return self;
}

void
mailer_net_log_file_free (MailerNetLogFile *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_free (self->path);
  g_free (self);
}

static void
begin_anew (MailerNetLogFile *self)
{
  g_autofree char *aside = g_strconcat (self->path, ".1", NULL);

  g_close (self->fd, NULL);
  self->fd = g_rename (self->path, aside) == 0 ? create (self->path) : -1;
  self->n_bytes = 0;
}

gboolean
mailer_net_log_file_append (MailerNetLogFile *self,
                            const char       *text,
                            gsize             size)
{
  if (self->n_bytes > 0 && self->n_bytes + size > self->max_bytes / 2)
    begin_anew (self);
  while (size > 0 && self->fd >= 0)
    {
      gssize n_written = write (self->fd, text, size);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written <= 0)
        return FALSE;
      text += n_written;
      size -= n_written;
      self->n_bytes += n_written;
    }

  return self->fd >= 0;
}
