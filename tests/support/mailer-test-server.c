/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Talks to mail_server.py over its standard input and output. Our end of its input is the only
 * one, so that it ends when this process does, however that happens. */

#include "config.h"

#include "mailer-test-server.h"

#include <stdio.h>
#include <string.h>

struct _MailerTestServer
{
  GSubprocess      *process;
  GDataInputStream *answers;
  GOutputStream    *commands;
  GHashTable       *description; /* (owned) char * → (owned) char * */
};

/* ASan's options and preloads are for the program under test, not for Python or the daemons. */
static GSubprocess *
spawn (const char *const *options)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  g_subprocess_launcher_unsetenv (launcher, "ASAN_OPTIONS");

  g_ptr_array_add (words, (char *)"/usr/bin/python3");
  g_ptr_array_add (words, (char *)MAILER_TEST_SERVER_SCRIPT);
  g_ptr_array_add (words, (char *)"--format=lines");
  for (gsize i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (words, (char *)options[i]);
  g_ptr_array_add (words, NULL);

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)words->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static char *
read_line (MailerTestServer *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

  g_assert_no_error (error);
  if (line == NULL)
    g_error ("The mail server ended; its own words are above");
  return line;
}

static void
read_description (MailerTestServer *self)
{
  while (TRUE)
    {
      g_autofree char *line = read_line (self);
      char            *separator = strchr (line, '=');

      if (*line == '\0')
        return;
      g_assert_nonnull (separator);
      g_hash_table_insert (self->description, g_strndup (line, separator - line), g_strdup (separator + 1));
    }
}

static void
send_bytes (MailerTestServer *self,
            const char       *bytes,
            gsize             length)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (self->commands, bytes, length, NULL, NULL, &error);
  g_assert_no_error (error);
}

static char *
receive_answer (MailerTestServer *self,
                const char       *command)
{
  g_autofree char *line = read_line (self);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *separator = strchr (line, ' ');
  gsize length;

  g_assert_nonnull (separator);
  length = g_ascii_strtoull (separator, NULL, 10);
  text = g_malloc0 (length + 1);
  g_input_stream_read_all (G_INPUT_STREAM (self->answers), text, length, NULL, NULL, &error);
  g_assert_no_error (error);
  if (!g_str_has_prefix (line, "ok "))
    g_error ("The mail server refused \"%s\": %s", g_strstrip ((char *)command), text);
  return g_steal_pointer (&text);
}

static char *
obey (MailerTestServer *self,
      const char       *verb,
      const char       *argument)
{
  g_autofree char *command = g_strdup_printf ("%s %s\n", verb, argument);

  send_bytes (self, command, strlen (command));
  return receive_answer (self, command);
}

MailerTestServer *
mailer_test_server_new (const char *const *options)
{
  MailerTestServer *self = g_new0 (MailerTestServer, 1);

  self->process = spawn (options);
  self->commands = g_subprocess_get_stdin_pipe (self->process);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->description = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_description (self);
  return self;
}

void
mailer_test_server_free (MailerTestServer *self)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (self->commands, NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);

  g_clear_object (&self->answers);
  g_clear_object (&self->process);
  g_clear_pointer (&self->description, g_hash_table_unref);
  g_free (self);
}

guint16
mailer_test_server_get_port (const MailerTestServer *self,
                             const char             *service)
{
  g_autofree char *key = g_strconcat ("port-", service, NULL);
  const char      *port = g_hash_table_lookup (self->description, key);

  g_assert_nonnull (port);
  return (guint16)g_ascii_strtoull (port, NULL, 10);
}

const char *
mailer_test_server_get_ca_file (const MailerTestServer *self)
{
  return g_hash_table_lookup (self->description, "ca_file");
}

const char *
mailer_test_server_get_folder (const MailerTestServer *self)
{
  return g_hash_table_lookup (self->description, "folder");
}

void
mailer_test_server_deliver (MailerTestServer *self,
                            const char       *user,
                            const char       *mailbox,
                            const char       *message,
                            gssize            length)
{
  gsize            size = length < 0 ? strlen (message) : (gsize)length;
  g_autofree char *quoted = g_shell_quote (mailbox);
  g_autofree char *command = g_strdup_printf ("deliver %s %s %" G_GSIZE_FORMAT "\n", user, quoted, size);
  g_autofree char *answer = NULL;

  send_bytes (self, command, strlen (command));
  send_bytes (self, message, size);
  answer = receive_answer (self, command);
}

char *
mailer_test_server_doveadm (MailerTestServer *self,
                            ...)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const char *word;
  va_list     arguments;

  va_start (arguments, self);
  while ((word = va_arg (arguments, const char *)) != NULL)
    {
      g_autofree char *quoted = g_shell_quote (word);

      g_string_append_printf (words, " %s", quoted);
    }
  va_end (arguments);
  return obey (self, "doveadm", words->str);
}

void
mailer_test_server_stop_imap (MailerTestServer *self)
{
  g_free (obey (self, "stop", "imap"));
}

void
mailer_test_server_kill_imap (MailerTestServer *self)
{
  g_free (obey (self, "kill", "imap"));
}

void
mailer_test_server_start_imap (MailerTestServer *self)
{
  g_free (obey (self, "start", "imap"));
}

void
mailer_test_server_configure_imap (MailerTestServer *self,
                                   const char       *line)
{
  g_autofree char *path = g_build_filename (mailer_test_server_get_folder (self), "dovecot.conf", NULL);
  FILE            *file;

  mailer_test_server_stop_imap (self);
  file = fopen (path, "a");
  g_assert_nonnull (file);
  g_assert_cmpint (fprintf (file, "%s\n", line), >, 0);
  g_assert_cmpint (fclose (file), ==, 0);
  mailer_test_server_start_imap (self);
}

void
mailer_test_server_stop_smtp (MailerTestServer *self)
{
  g_free (obey (self, "stop", "smtp"));
}

void
mailer_test_server_start_smtp (MailerTestServer *self)
{
  g_free (obey (self, "start", "smtp"));
}

char *
mailer_test_server_dup_log (MailerTestServer *self,
                            const char       *service)
{
  return obey (self, "log", service);
}
