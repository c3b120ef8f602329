/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Carrying over what exists only here from a damaged mailer.db into a new one.
 *
 * What can be had from the server again is not worth reading from a file that cannot be trusted. What exists
 * only here is: drafts, outbox and operations, and the mailboxes and messages that operations are about. They
 * are copied row by row, so that a page that cannot be read costs only the rows on it. */

#include "config.h"

#include "mailer-store-recovery-private.h"

#include <string.h>

#include "mailer-store-tracker-private.h"

#define PAGE_BYTES 4096

typedef struct
{
  MailerStoreDb       *db; /* the new file, with the damaged one attached as "old" */
  MailerStoreRecovery *recovery;
} Salvage;

/* From both ends to the first page that cannot be read. */
static gboolean
list_ids (Salvage    *salvage,
          const char *table,
          const char *condition,
          const char *order,
          GHashTable *ids)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM old.%s WHERE %s ORDER BY id %s", table, condition, order);
  g_autoptr (MailerStoreStatement) rows = mailer_store_db_query (salvage->db, NULL, sql, "");
  MailerStoreStep step = MAILER_STORE_STEP_ERROR;

  while (rows != NULL && (step = mailer_store_statement_step (rows, NULL)) == MAILER_STORE_STEP_ROW)
    {
      gint64 id = mailer_store_statement_get_int (rows, 0);

      g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }

  return step == MAILER_STORE_STEP_DONE;
}

static GHashTable *
find_ids (Salvage    *salvage,
          const char *table,
          const char *condition)
{
  GHashTable *ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (!list_ids (salvage, table, condition, "ASC", ids))
    {
      salvage->recovery->is_complete = FALSE;
      list_ids (salvage, table, condition, "DESC", ids);
    }

  return ids;
}

/* An older version of the schema has fewer columns. */
static char *
list_columns (Salvage    *salvage,
              const char *table)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (salvage->db, NULL,
                                "SELECT group_concat(name) FROM pragma_table_info(?1, 'main') WHERE name IN (SELECT name FROM pragma_table_info(?1, 'old'))",
                                "s", table);
  if (rows == NULL || mailer_store_statement_step (rows, NULL) != MAILER_STORE_STEP_ROW)
    return NULL;

  return mailer_store_statement_dup_text (rows, 0);
}

static void
copy_rows (Salvage    *salvage,
           const char *table,
           const char *key,
           GHashTable *ids)
{
  g_autofree char *columns = list_columns (salvage, table);
  g_autofree char *sql = NULL;
  GHashTableIter   iter;
  gpointer         id;

  if (columns == NULL)
    {
      salvage->recovery->is_complete = FALSE;
      return;
    }

  sql = g_strdup_printf ("INSERT OR IGNORE INTO main.%s (%s) SELECT %s FROM old.%s WHERE %s = ?",
                         table, columns, columns, table, key);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!mailer_store_db_run (salvage->db, NULL, sql, "i", *(gint64 *)id))
      salvage->recovery->is_complete = FALSE;
}

static void
copy_table (Salvage    *salvage,
            const char *table,
            const char *condition)
{
  g_autoptr (GHashTable) ids = find_ids (salvage, table, condition);

  copy_rows (salvage, table, "id", ids);
}

static GHashTable *
find_wanted_messages (Salvage *salvage)
{
  GHashTable *ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (
      salvage->db, NULL,
      "SELECT message FROM operation_message UNION SELECT answered FROM outbox WHERE answered > 0",
      "");
  while (rows != NULL && mailer_store_statement_step (rows, NULL) == MAILER_STORE_STEP_ROW)
    {
      gint64 id = mailer_store_statement_get_int (rows, 0);

      g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
    }

  return ids;
}

static void
copy_operations (Salvage *salvage)
{
  g_autoptr (GHashTable) operations = find_ids (salvage, "operation", "state < 3");
  g_autoptr (GHashTable) messages = NULL;

  copy_rows (salvage, "operation", "id", operations);
  copy_rows (salvage, "operation_message", "operation", operations);
  mailer_store_db_exec (salvage->db, "DELETE FROM operation_message WHERE NOT is_pending AND NOT is_failed", NULL);

  messages = find_wanted_messages (salvage);
  copy_rows (salvage, "message", "id", messages);
  copy_rows (salvage, "message_detail", "message", messages);
}

/* Drafts and outbox of an account whose row cannot be read are kept under a name of their own. */
static gboolean
repair_references (Salvage *salvage,
                   GError **error)
{
  static const char sql[] = "INSERT OR IGNORE INTO account (id, name) SELECT DISTINCT account, 'lost-' || account FROM"
                            "  (SELECT account FROM draft UNION SELECT account FROM outbox);"
                            "DELETE FROM mailbox WHERE account NOT IN (SELECT id FROM account);"
                            "UPDATE mailbox SET uid_next = 0, highest_modseq = 0, synced = '';"
                            "DELETE FROM message WHERE mailbox NOT IN (SELECT id FROM mailbox);"
                            "DELETE FROM message_detail WHERE message NOT IN (SELECT id FROM message);"
                            "INSERT OR IGNORE INTO conversation (id, account) SELECT m.conversation, b.account FROM message m JOIN mailbox b ON b.id = m.mailbox;"
                            "DELETE FROM operation_message WHERE message NOT IN (SELECT id FROM message) OR operation NOT IN (SELECT id FROM operation);"
                            "UPDATE operation_message SET source = NULL, source_uid = NULL WHERE source NOT IN (SELECT id FROM mailbox);"
                            "UPDATE operation_message SET target = NULL WHERE target NOT IN (SELECT id FROM mailbox);"
                            "UPDATE operation SET target = NULL WHERE target NOT IN (SELECT id FROM mailbox);"
                            "DELETE FROM attachment WHERE draft NOT IN (SELECT id FROM draft);"
                            "UPDATE outbox SET draft = NULL WHERE draft NOT IN (SELECT id FROM draft);"
                            "UPDATE outbox SET answered = NULL WHERE answered NOT IN (SELECT id FROM message);"
                            "INSERT INTO search (rowid, subject, people, body) SELECT id, coalesce(subject, ''), coalesce(from_name, '') || ' ' || coalesce(from_address, ''), '' FROM message;";

  return mailer_store_db_exec (salvage->db, sql, error);
}

static gboolean
drop_lost_operations (Salvage *salvage,
                      GError **error)
{
  if (!mailer_store_db_run (salvage->db, error,
                            "DELETE FROM operation WHERE account NOT IN (SELECT id FROM account) OR"
                            " (state < 2 AND kind <= 5 AND id NOT IN (SELECT operation FROM operation_message))",
                            ""))
    return FALSE;
  salvage->recovery->n_operations_lost = mailer_store_db_get_n_changed (salvage->db);

  return TRUE;
}

/* Ids are never used twice, not even now; and what belongs together may be found again. */
static void
copy_helpful_rows (Salvage *salvage)
{
  mailer_store_db_exec (salvage->db,
                        "UPDATE main.sqlite_sequence SET seq = max(seq, (SELECT max(seq) FROM old.sqlite_sequence o WHERE o.name = main.sqlite_sequence.name))"
                        " WHERE name IN (SELECT name FROM old.sqlite_sequence)",
                        NULL);
  mailer_store_db_exec (salvage->db,
                        "INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM old.sqlite_sequence"
                        " WHERE name NOT IN (SELECT name FROM main.sqlite_sequence)",
                        NULL);
  mailer_store_db_exec (salvage->db,
                        "INSERT OR IGNORE INTO main.reference SELECT * FROM old.reference WHERE conversation IN (SELECT id FROM main.conversation)",
                        NULL);
}

static gboolean
bring_up_to_date (Salvage *salvage,
                  GError **error)
{
  g_autoptr (MailerStoreTracker) tracker = mailer_store_tracker_new ();
  g_autoptr (MailerStoreStatement) rows = mailer_store_db_query (
      salvage->db, error, "SELECT mailbox, conversation FROM message", "");
  MailerStoreStep step = MAILER_STORE_STEP_ERROR;

  while (rows != NULL && (step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    mailer_store_tracker_touch (tracker, mailer_store_statement_get_int (rows, 0),
                                mailer_store_statement_get_int (rows, 1));

  return step == MAILER_STORE_STEP_DONE && mailer_store_tracker_flush (tracker, salvage->db, error);
}

static gboolean
count_salvaged (Salvage *salvage,
                GError **error)
{
  gint64 n_operations = 0;
  gint64 n_drafts = 0;
  gint64 n_outbox = 0;

  if (!mailer_store_db_read_int (salvage->db, &n_operations, error,
                                 "SELECT count(*) FROM operation WHERE state < 2", "")
      || !mailer_store_db_read_int (salvage->db, &n_drafts, error, "SELECT count(*) FROM draft", "")
      || !mailer_store_db_read_int (salvage->db, &n_outbox, error, "SELECT count(*) FROM outbox",
                                    ""))
    return FALSE;

  salvage->recovery->n_operations = n_operations;
  salvage->recovery->n_drafts = n_drafts;
  salvage->recovery->n_outbox = n_outbox;

  return TRUE;
}

static gboolean
salvage_rows (Salvage *salvage,
              GError **error)
{
  copy_table (salvage, "account", "1");
  copy_table (salvage, "mailbox", "1");
  if (!mailer_store_db_exec (salvage->db, "UPDATE mailbox SET n_total = 0, n_unread = 0", error))
    return FALSE;
  copy_table (salvage, "draft", "1");
  copy_table (salvage, "attachment", "1");
  copy_table (salvage, "outbox", "1");
  copy_operations (salvage);

  if (!repair_references (salvage, error) || !drop_lost_operations (salvage, error)
      || !bring_up_to_date (salvage, error))
    return FALSE;
  copy_helpful_rows (salvage);

  return count_salvaged (salvage, error);
}

/* The header and the pages that describe the tables are the same in every file that was made by the same
 * statements, so where they are damaged those of the new file do as well: all its pages that do not begin a table
 * or an index. The second page only serves to make files smaller. */
static GHashTable *
find_own_pages (Salvage *salvage)
{
  GHashTable *pages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (MailerStoreStatement) rows = mailer_store_db_query (
      salvage->db, NULL,
      "SELECT rootpage FROM main.sqlite_schema WHERE rootpage > 0 UNION SELECT 2", "");

  while (rows != NULL && mailer_store_statement_step (rows, NULL) == MAILER_STORE_STEP_ROW)
    {
      gint64 page = mailer_store_statement_get_int (rows, 0);

      g_hash_table_add (pages, g_memdup2 (&page, sizeof page));
    }

  return pages;
}

static void
patch_pages (GHashTable *own_pages,
             char       *contents,
             gsize       length,
             const char *fresh,
             gsize       fresh_length)
{
  guint32 n_pages = GUINT32_TO_BE (length / PAGE_BYTES);

  for (gint64 page = 1; page * PAGE_BYTES <= (gint64)MIN (length, fresh_length); page++)
    if (!g_hash_table_contains (own_pages, &page))
      memcpy (contents + (page - 1) * PAGE_BYTES, fresh + (page - 1) * PAGE_BYTES, PAGE_BYTES);

  memcpy (contents + 28, &n_pages, 4);
  memset (contents + 32, 0, 8); /* no free pages: they need not be found */
}

static gboolean
copy_patched (Salvage    *salvage,
              const char *damaged,
              const char *fresh_path,
              const char *patched)
{
  g_autoptr (GHashTable) own_pages = find_own_pages (salvage);
  g_autofree char *log_path = g_strconcat (damaged, "-wal", NULL);
  g_autofree char *patched_log = g_strconcat (patched, "-wal", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *log = NULL;
  gsize            length;
  gsize            fresh_length;
  gsize            log_length;

  if (!g_file_get_contents (damaged, &contents, &length, NULL)
      || !g_file_get_contents (fresh_path, &fresh, &fresh_length, NULL) || length < PAGE_BYTES)
    return FALSE;
  patch_pages (own_pages, contents, length, fresh, fresh_length);
  if (g_file_get_contents (log_path, &log, &log_length, NULL)
      && !g_file_set_contents_full (patched_log, log, log_length, G_FILE_SET_CONTENTS_NONE, 0600,
                                    NULL))
    return FALSE;

  return g_file_set_contents_full (patched, contents, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static gboolean
attach (Salvage    *salvage,
        const char *path)
{
  gint64 n_tables = 0;

  if (mailer_store_db_run (salvage->db, NULL, "ATTACH ? AS old", "s", path)
      && mailer_store_db_read_int (
          salvage->db, &n_tables, NULL,
          "SELECT count(*) FROM old.sqlite_schema WHERE name IN ('draft', 'outbox', 'operation')",
          "")
      && n_tables == 3)
    return TRUE;

  mailer_store_db_exec (salvage->db, "DETACH old", NULL);

  return FALSE;
}

static gboolean
attach_damaged (Salvage    *salvage,
                const char *damaged,
                const char *fresh)
{
  g_autofree char *directory = g_path_get_dirname (damaged);
  g_autofree char *patched = g_build_filename (directory, "mailer.salvage", NULL);

  if (attach (salvage, damaged))
    return TRUE;

  salvage->recovery->is_complete = FALSE;

  return copy_patched (salvage, damaged, fresh, patched) && attach (salvage, patched);
}

/* The transaction is one of the new file only: BEGIN IMMEDIATE would lock, and so read, the damaged one. */
static gboolean
salvage_in_transaction (Salvage *salvage,
                        GError **error)
{
  if (!mailer_store_db_exec (salvage->db, "PRAGMA synchronous = FULL; BEGIN", error))
    return FALSE;

  if (!salvage_rows (salvage, error))
    {
      mailer_store_db_roll_back (salvage->db);
      return FALSE;
    }

  return mailer_store_db_commit (salvage->db, error);
}

gboolean
mailer_store_salvage (MailerStoreDb       *db,
                      const char          *damaged,
                      const char          *fresh,
                      MailerStoreRecovery *recovery,
                      GError             **error)
{
  Salvage salvage = { db, recovery };
  g_autoptr (GError) problem = NULL;

  if (!attach_damaged (&salvage, damaged, fresh) || salvage_in_transaction (&salvage, &problem))
    {
      mailer_store_db_exec (db, "DETACH old", NULL);
      return TRUE;
    }

  if (!g_error_matches (problem, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  /* What cannot be carried over must not keep the user from their mail. */
  mailer_store_db_exec (db, "DETACH old", NULL);
  *recovery = (MailerStoreRecovery){ .set_aside_path = recovery->set_aside_path };

  return TRUE;
}
