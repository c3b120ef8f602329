/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "damaged-index.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define PAGE_BYTES 4096

static gint64
run (const char *path,
     const char *sql,
     const char *parameter)
{
  sqlite3      *handle;
  sqlite3_stmt *statement;
  gint64        value = 0;
  int           result;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 5000);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (parameter != NULL)
    sqlite3_bind_text (statement, 1, parameter, -1, SQLITE_STATIC);
  result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  else
    g_assert_cmpint (result, ==, SQLITE_DONE);
  sqlite3_finalize (statement);
  sqlite3_close (handle);

  return value;
}

void
damage_index (const char *directory,
              const char *index)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  gint64           page;
  char             garbage[PAGE_BYTES];
  int              fd;

  /* The log has newer copies of pages. */
  g_assert_cmpint (run (path, "PRAGMA wal_checkpoint(TRUNCATE)", NULL), ==, 0);
  page = run (path, "SELECT rootpage FROM sqlite_schema WHERE name = ?", index);
  g_assert_cmpint (page, >, 1);

  memset (garbage, 0xa5, sizeof garbage);
  fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, garbage, sizeof garbage, (page - 1) * PAGE_BYTES), ==, sizeof garbage);
  close (fd);

  /* Connections keep pages until somebody else has written. */
  run (path, "UPDATE account SET name = name", NULL);
}
