/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded into the processes of a web view by the loader: writes every name that they look up to the file
 * that MAILER_TEST_NAMES says. None is found. */

#include "config.h"

#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
getaddrinfo (const char            *node,
             const char            *service,
             const struct addrinfo *hints,
             struct addrinfo      **result)
{
  const char *path = getenv ("MAILER_TEST_NAMES");
  const int   file = path != NULL && node != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;
  char        line[300];

  if (file >= 0)
    {
      /* One write, so that lines of several threads do not mix. */
      const size_t length = strnlen (node, sizeof line - 1);

      memcpy (line, node, length);
      line[length] = '\n';
      if (write (file, line, length + 1) < 0)
        abort ();
      close (file);
    }
  return EAI_NONAME;
}
