/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Replacing a damaged mailer.db.
 *
 * What can be had from the server again is not worth reading from a file that cannot be trusted. What exists
 * only here is: drafts, outbox and operations, and the mailboxes and messages that operations are about. They
 * are copied row by row, so that a page that cannot be read costs only the rows on it.
 *
 * Order, so that a crash at any moment loses nothing: the new file is written completely under the name
 * mailer.rebuilt and synchronised; the damaged file gets its other name; the new file gets the name mailer.db.
 * A mailer.rebuilt beside a mailer.db is not complete. One without is. */

#include "config.h"

#include "mailer-store-recovery-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "mailer-store-tracker-private.h"

#define FILE_ID 0x4d6c7253
#define MAX_SET_ASIDE 2
#define PAGE_BYTES 4096

static const char *const schemas[] = {
  "/org/example/Mailer/store/schema/mailer-1.sql",
  "/org/example/Mailer/store/schema/mailer-2.sql",
};

typedef struct
{
  MailerStoreDb       *db; /* the new file, with the damaged one attached as "old" */
  MailerStoreRecovery *recovery;
} Salvage;

void
mailer_store_recovery_free (MailerStoreRecovery *self)
{
  if (self == NULL)
    return;

  g_free (self->set_aside_path);
  g_free (self);
}

gboolean
mailer_store_migrate (MailerStoreDb *db,
                      GError       **error)
{
  return mailer_store_db_migrate (db, FILE_ID, schemas, G_N_ELEMENTS (schemas), error);
}

gboolean
mailer_store_check_version (MailerStoreDb *db,
                            GError       **error)
{
  gint64 version = 0;

  if (!mailer_store_db_read_int (db, &version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version == G_N_ELEMENTS (schemas))
    return TRUE;

  if (version > (gint64)G_N_ELEMENTS (schemas))
    mailer_store_set_error (error, MAILER_STORE_ERROR_NEWER, "The file was written by a newer version of Mailer");
  else
    mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "No writer has prepared the store yet");

  return FALSE;
}

static gboolean
rename_file (const char *from,
             const char *to,
             const char *ending,
             GError    **error)
{
  g_autofree char *source = g_strconcat (from, ending, NULL);
  g_autofree char *target = g_strconcat (to, ending, NULL);

  if (g_rename (source, target) == 0 || errno == ENOENT)
    return TRUE;

  mailer_store_set_error (error, errno == EROFS || errno == EACCES ? MAILER_STORE_ERROR_READ_ONLY : MAILER_STORE_ERROR_IO, "Renaming the store's file failed");

  return FALSE;
}

static void
remove_database (const char *path)
{
  static const char *const endings[] = { "-wal", "-shm", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static void
sync_directory (const char *directory)
{
  int fd = g_open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

gboolean
mailer_store_finish_recovery (const char *directory,
                              GError    **error)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autofree char *rebuilt = g_build_filename (directory, "mailer.rebuilt", NULL);
  g_autofree char *patched = g_build_filename (directory, "mailer.salvage", NULL);

  remove_database (patched);
  if (!g_file_test (rebuilt, G_FILE_TEST_EXISTS))
    return TRUE;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      remove_database (rebuilt);
      return TRUE;
    }

  /* A log beside it is that of the damaged file. */
  remove_database (path);

  return rename_file (rebuilt, path, "", error);
}

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

  sql = g_strdup_printf ("INSERT OR IGNORE INTO main.%s (%s) SELECT %s FROM old.%s WHERE %s = ?", table, columns, columns, table, key);
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

  rows = mailer_store_db_query (salvage->db, NULL, "SELECT message FROM operation_message UNION SELECT answered FROM outbox WHERE answered > 0", "");
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
  g_autoptr (MailerStoreStatement) rows = mailer_store_db_query (salvage->db, error, "SELECT mailbox, conversation FROM message", "");
  MailerStoreStep step = MAILER_STORE_STEP_ERROR;

  while (rows != NULL && (step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    mailer_store_tracker_touch (tracker, mailer_store_statement_get_int (rows, 0), mailer_store_statement_get_int (rows, 1));

  return step == MAILER_STORE_STEP_DONE && mailer_store_tracker_flush (tracker, salvage->db, error);
}

static gboolean
count_salvaged (Salvage *salvage,
                GError **error)
{
  gint64 n_operations = 0;
  gint64 n_drafts = 0;
  gint64 n_outbox = 0;

  if (!mailer_store_db_read_int (salvage->db, &n_operations, error, "SELECT count(*) FROM operation WHERE state < 2", "") || !mailer_store_db_read_int (salvage->db, &n_drafts, error, "SELECT count(*) FROM draft", "") || !mailer_store_db_read_int (salvage->db, &n_outbox, error, "SELECT count(*) FROM outbox", ""))
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

  if (!repair_references (salvage, error) || !drop_lost_operations (salvage, error) || !bring_up_to_date (salvage, error))
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
  g_autoptr (MailerStoreStatement) rows = mailer_store_db_query (salvage->db, NULL, "SELECT rootpage FROM main.sqlite_schema WHERE rootpage > 0 UNION SELECT 2", "");

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

  if (!g_file_get_contents (damaged, &contents, &length, NULL) || !g_file_get_contents (fresh_path, &fresh, &fresh_length, NULL) || length < PAGE_BYTES)
    return FALSE;
  patch_pages (own_pages, contents, length, fresh, fresh_length);
  if (g_file_get_contents (log_path, &log, &log_length, NULL) && !g_file_set_contents_full (patched_log, log, log_length, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return FALSE;

  return g_file_set_contents_full (patched, contents, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static gboolean
attach (Salvage    *salvage,
        const char *path)
{
  gint64 n_tables = 0;

  if (mailer_store_db_run (salvage->db, NULL, "ATTACH ? AS old", "s", path) && mailer_store_db_read_int (salvage->db, &n_tables, NULL, "SELECT count(*) FROM old.sqlite_schema WHERE name IN ('draft', 'outbox', 'operation')", "") && n_tables == 3)
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

/* What cannot be carried over must not keep the user from their mail. */
static gboolean
salvage_what_is_there (Salvage    *salvage,
                       const char *damaged,
                       const char *fresh,
                       GError    **error)
{
  g_autoptr (GError) problem = NULL;

  if (!attach_damaged (salvage, damaged, fresh) || salvage_in_transaction (salvage, &problem))
    return TRUE;

  if (!g_error_matches (problem, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  *salvage->recovery = (MailerStoreRecovery){ .set_aside_path = salvage->recovery->set_aside_path };

  return TRUE;
}

static gboolean
rebuild (const char          *damaged,
         const char          *rebuilt,
         MailerStoreRecovery *recovery,
         GError             **error)
{
  g_autoptr (MailerStoreDb) db = NULL;
  Salvage salvage = { .recovery = recovery };

  remove_database (rebuilt);
  if (!mailer_store_prepare_file (rebuilt, error))
    return FALSE;
  db = mailer_store_db_open (rebuilt, TRUE, error);
  if (db == NULL || !mailer_store_migrate (db, error))
    return FALSE;
  if (!mailer_store_db_exec (db, "PRAGMA foreign_keys = OFF; PRAGMA wal_checkpoint(TRUNCATE)", error))
    return FALSE;

  salvage.db = db;
  if (!salvage_what_is_there (&salvage, damaged, rebuilt, error))
    return FALSE;
  mailer_store_db_exec (db, "DETACH old", NULL);

  /* From here on the file must be complete without its log. */
  return mailer_store_db_exec (db, "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)", error);
}

static int
compare_names_cb (gconstpointer a,
                  gconstpointer b)
{
  return strcmp (*(const char *const *)b, *(const char *const *)a);
}

/* A disk that damages files again and again must not fill up with them. */
static void
limit_set_aside (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "mailer-damaged-") && g_str_has_suffix (name, ".db"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names_cb);

  for (guint i = MAX_SET_ASIDE; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (directory, g_ptr_array_index (names, i), NULL);

      remove_database (path);
    }
}

static char *
build_set_aside_path (const char *directory)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("mailer-damaged-%s-%06d.db", stamp, g_date_time_get_microsecond (now));

  return g_build_filename (directory, name, NULL);
}

static gboolean
replace (const char *damaged,
         const char *set_aside,
         const char *rebuilt,
         GError    **error)
{
  /* The file first: without it mailer_store_finish_recovery() knows what to do. */
  if (!rename_file (damaged, set_aside, "", error) || !rename_file (damaged, set_aside, "-wal", error))
    return FALSE;
  remove_database (damaged);

  return rename_file (rebuilt, damaged, "", error);
}

gboolean
mailer_store_recover (const char           *directory,
                      MailerStoreRecovery **recovery,
                      GError              **error)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autofree char *rebuilt = g_build_filename (directory, "mailer.rebuilt", NULL);
  g_autofree char *patched = g_build_filename (directory, "mailer.salvage", NULL);
  g_autofree char *mark = g_build_filename (directory, "mailer.damaged", NULL);
  g_autoptr (MailerStoreRecovery) done = g_new0 (MailerStoreRecovery, 1);

  done->is_complete = TRUE;
  done->set_aside_path = build_set_aside_path (directory);
  if (!rebuild (path, rebuilt, done, error) || !replace (path, done->set_aside_path, rebuilt, error))
    return FALSE;

  sync_directory (directory);
  g_unlink (mark);
  remove_database (patched);
  limit_set_aside (directory);
  *recovery = g_steal_pointer (&done);

  return TRUE;
}
