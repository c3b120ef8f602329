/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-quirks.h"

#include <string.h>

#define BROKEN(name) MAILER_IMAP_EXTENSION_BIT (name)

/*
 * How a server is recognized: by a word of its capabilities, or by what its greeting or its answer to ID
 * holds. Lower case, but capabilities. The first row that fits counts, so the particular ones stand
 * first.
 */
typedef struct
{
  const char      *capability;
  const char      *word;
  MailerImapQuirks quirks;
} Row;

static const MailerImapQuirks none = { .name = "" };

static const Row rows[] = {
  /* Nothing to do otherwise; the name is for the log. */
  { "X-GM-EXT-1", NULL, { .name = "Gmail" } },
};

static gboolean
holds (const char *text,
       const char *word)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return lower != NULL && strstr (lower, word) != NULL;
}

const MailerImapQuirks *
mailer_imap_quirks_find (const char *greeting,
                         const char *server_name,
                         GHashTable *capabilities)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];

      if (row->capability != NULL && capabilities != NULL && g_hash_table_contains (capabilities, row->capability))
        return &row->quirks;
      if (row->word != NULL && (holds (greeting, row->word) || holds (server_name, row->word)))
        return &row->quirks;
    }

  return &none;
}
