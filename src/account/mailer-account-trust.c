/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-trust.h"

#include <string.h>

#include "mailer-account-key-file-private.h"

#define FILE_NAME "certificates.ini"
#define GROUP "exceptions"
#define FINGERPRINT_LENGTH 64

struct _MailerAccountTrust
{
  GHashTable *fingerprints; /* "host:port" in lower case -> fingerprint */
};

static MailerAccountTrust *
new_trust (void)
{
  MailerAccountTrust *self = g_atomic_rc_box_new0 (MailerAccountTrust);

  self->fingerprints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

static char *
make_key (const char *host,
          guint16     port)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  return g_strdup_printf ("%s:%u", lower, port);
}

static gboolean
is_fingerprint (const char *text)
{
  return strlen (text) == FINGERPRINT_LENGTH && strspn (text, "0123456789abcdef") == FINGERPRINT_LENGTH;
}

/* Returns: %FALSE when something in @file makes no sense. */
static gboolean
take_fingerprints (MailerAccountTrust *self,
                   GKeyFile           *file)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, GROUP, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *fingerprint = g_key_file_get_string (file, GROUP, keys[i], NULL);

      if (fingerprint == NULL || !is_fingerprint (fingerprint))
        return FALSE;
      g_hash_table_replace (self->fingerprints, g_strdup (keys[i]), g_steal_pointer (&fingerprint));
    }

  return keys != NULL;
}

MailerAccountTrust *
mailer_account_trust_load (const char *config_dir,
                           GPtrArray  *problems)
{
  MailerAccountTrust *self;
  g_autofree char    *path = NULL;
  g_autoptr (GKeyFile) file = NULL;
  GError *error = NULL;

  g_return_val_if_fail (config_dir != NULL && problems != NULL, NULL);

  self = new_trust ();
  path = g_build_filename (config_dir, FILE_NAME, NULL);
  mailer_account_key_file_read (path, MAILER_ACCOUNT_ERROR_TRUST_DAMAGED, &file, &error);
  if (file != NULL && !take_fingerprints (self, file))
    {
      g_hash_table_remove_all (self->fingerprints);
      mailer_account_key_file_set_damaged (path, MAILER_ACCOUNT_ERROR_TRUST_DAMAGED, &error);
    }
  if (error != NULL)
    mailer_account_key_file_tell (path, error, problems);

  return self;
}

MailerAccountTrust *
mailer_account_trust_ref (MailerAccountTrust *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_trust_cb (gpointer data)
{
  MailerAccountTrust *self = data;

  g_hash_table_unref (self->fingerprints);
}

void
mailer_account_trust_unref (MailerAccountTrust *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_trust_cb);
}

const char *
mailer_account_trust_get_fingerprint (MailerAccountTrust *self,
                                      const char         *host,
                                      guint16             port)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL && host != NULL, NULL);

  key = make_key (host, port);

  return g_hash_table_lookup (self->fingerprints, key);
}

MailerAccountTrust *
mailer_account_trust_add (MailerAccountTrust *self,
                          const char         *host,
                          guint16             port,
                          const char         *fingerprint)
{
  MailerAccountTrust *copy;
  GHashTableIter      iter;
  gpointer            key;
  gpointer            value;

  g_return_val_if_fail (self != NULL && host != NULL, NULL);
  g_return_val_if_fail (fingerprint != NULL && is_fingerprint (fingerprint), NULL);

  copy = new_trust ();
  g_hash_table_iter_init (&iter, self->fingerprints);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_replace (copy->fingerprints, g_strdup (key), g_strdup (value));
  g_hash_table_replace (copy->fingerprints, make_key (host, port), g_strdup (fingerprint));

  return copy;
}

gboolean
mailer_account_trust_save (MailerAccountTrust *self,
                           const char         *config_dir,
                           GError            **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = NULL;
  GHashTableIter   iter;
  gpointer         key;
  gpointer         value;

  g_return_val_if_fail (self != NULL && config_dir != NULL, FALSE);

  g_hash_table_iter_init (&iter, self->fingerprints);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_key_file_set_string (file, GROUP, key, value);
  path = g_build_filename (config_dir, FILE_NAME, NULL);

  return mailer_account_key_file_write (path, file, error);
}
