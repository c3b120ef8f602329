/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-extension.h"

#include <string.h>

#define ROW(name, capability, is_rev2) [MAILER_IMAP_EXTENSION_##name] = { capability, is_rev2 }

/* A capability that ends in "=" is followed by a value. */
static const struct
{
  const char *capability;
  gboolean    is_rev2;
} rows[MAILER_IMAP_N_EXTENSIONS] = {
  ROW (ACL, "ACL", FALSE),
  ROW (APPENDLIMIT, "APPENDLIMIT", FALSE),
  ROW (BINARY, "BINARY", TRUE),
  ROW (CATENATE, "CATENATE", FALSE),
  ROW (CHILDREN, "CHILDREN", TRUE),
  ROW (COMPRESS_DEFLATE, "COMPRESS=DEFLATE", FALSE),
  ROW (CONDSTORE, "CONDSTORE", FALSE),
  ROW (CREATE_SPECIAL_USE, "CREATE-SPECIAL-USE", FALSE),
  ROW (ENABLE, "ENABLE", TRUE),
  ROW (ESEARCH, "ESEARCH", TRUE),
  ROW (GMAIL, "X-GM-EXT-1", FALSE),
  ROW (ID, "ID", FALSE),
  ROW (IDLE, "IDLE", TRUE),
  ROW (LIST_EXTENDED, "LIST-EXTENDED", TRUE),
  ROW (LIST_STATUS, "LIST-STATUS", TRUE),
  ROW (LITERAL_MINUS, "LITERAL-", TRUE),
  ROW (LITERAL_PLUS, "LITERAL+", FALSE),
  ROW (MESSAGELIMIT, "MESSAGELIMIT=", FALSE),
  ROW (METADATA, "METADATA", FALSE),
  ROW (METADATA_SERVER, "METADATA-SERVER", FALSE),
  ROW (MOVE, "MOVE", TRUE),
  ROW (MULTIAPPEND, "MULTIAPPEND", FALSE),
  ROW (MULTISEARCH, "MULTISEARCH", FALSE),
  ROW (NAMESPACE, "NAMESPACE", TRUE),
  ROW (NOTIFY, "NOTIFY", FALSE),
  ROW (OBJECTID, "OBJECTID", FALSE),
  ROW (PARTIAL, "PARTIAL", FALSE),
  ROW (PREVIEW, "PREVIEW", FALSE),
  ROW (QRESYNC, "QRESYNC", FALSE),
  ROW (QUOTA, "QUOTA", FALSE),
  ROW (REPLACE, "REPLACE", FALSE),
  ROW (SASL_IR, "SASL-IR", TRUE),
  ROW (SAVEDATE, "SAVEDATE", FALSE),
  ROW (SEARCHRES, "SEARCHRES", TRUE),
  ROW (SORT, "SORT", FALSE),
  ROW (SPECIAL_USE, "SPECIAL-USE", TRUE),
  ROW (STATUS_SIZE, "STATUS=SIZE", TRUE),
  ROW (THREAD_REFERENCES, "THREAD=REFERENCES", FALSE),
  ROW (UIDONLY, "UIDONLY", FALSE),
  ROW (UIDPLUS, "UIDPLUS", TRUE),
  ROW (UNSELECT, "UNSELECT", TRUE),
  ROW (UTF8_ACCEPT, "UTF8=ACCEPT", FALSE),
  ROW (WITHIN, "WITHIN", FALSE),
};

MailerImapExtension
mailer_imap_extension_from_capability (const char *capability)
{
  g_return_val_if_fail (capability != NULL, MAILER_IMAP_N_EXTENSIONS);

  /* RFC 7889: "APPENDLIMIT" alone means that each mailbox has a limit of its own. */
  if (g_str_has_prefix (capability, "APPENDLIMIT="))
    return MAILER_IMAP_EXTENSION_APPENDLIMIT;
  /* RFC 6855: it accepts nothing but UTF-8. */
  if (strcmp (capability, "UTF8=ONLY") == 0)
    return MAILER_IMAP_EXTENSION_UTF8_ACCEPT;
  for (guint i = 0; i < MAILER_IMAP_N_EXTENSIONS; i++)
    {
      const char *wanted = rows[i].capability;

      if (g_str_has_suffix (wanted, "=") ? g_str_has_prefix (capability, wanted) : strcmp (capability, wanted) == 0)
        return i;
    }

  return MAILER_IMAP_N_EXTENSIONS;
}

MailerImapExtensions
mailer_imap_extensions_of_rev2 (void)
{
  MailerImapExtensions all = 0;

  for (guint i = 0; i < MAILER_IMAP_N_EXTENSIONS; i++)
    if (rows[i].is_rev2)
      all |= G_GUINT64_CONSTANT (1) << i;

  return all;
}
