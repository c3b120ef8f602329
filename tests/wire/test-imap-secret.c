/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A password in a command leaves no copy in memory that is given back: looked for where it is given back. */

#define _GNU_SOURCE /* memmem () */

#include "config.h"

#include "mailer-wire-imap-command.h"

#include <malloc.h>
#include <string.h>

#define SECRET "correct-horse-battery-staple"

extern void  __libc_free (void *memory);
extern void *__libc_malloc (size_t size);

static gboolean is_looking;
static guint    n_found;

static void
look (void *memory)
{
  if (is_looking && memory != NULL && memmem (memory, malloc_usable_size (memory), SECRET, strlen (SECRET)) != NULL)
    n_found++;
}

void
free (void *memory)
{
  look (memory);
  __libc_free (memory);
}

/* Always somewhere else, as it may be. */
void *
realloc (void  *memory,
         size_t size)
{
  void  *moved = __libc_malloc (size);
  size_t n_bytes = memory != NULL ? malloc_usable_size (memory) : 0;

  if (moved != NULL && memory != NULL)
    {
      memcpy (moved, memory, MIN (size, n_bytes));
      free (memory);
    }

  return moved;
}

static void
test_no_copy (gconstpointer data)
{
  MailerWireImapCommand *command;
  gboolean               waits;

  n_found = 0;
  is_looking = TRUE;
  command = mailer_wire_imap_command_new ("A1", "LOGIN", MAILER_WIRE_IMAP_LITERALS_PLUS);
  mailer_wire_imap_command_add_string (command, "ada");
  mailer_wire_imap_command_add_string (command, data);
  g_assert_true (mailer_wire_imap_command_end (command));
  for (guint i = 0; i < mailer_wire_imap_command_get_n_chunks (command); i++)
    mailer_wire_imap_command_get_chunk (command, i, &waits);
  mailer_wire_imap_command_free (command);
  is_looking = FALSE;
  g_assert_cmpuint (n_found, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/wire/imap-secret/quoted", SECRET, test_no_copy);
  g_test_add_data_func ("/wire/imap-secret/escaped", SECRET "\\\"" SECRET "\\\"" SECRET "\\\"" SECRET, test_no_copy);
  g_test_add_data_func ("/wire/imap-secret/literal", SECRET "\xc3\xa4", test_no_copy);

  return g_test_run ();
}
