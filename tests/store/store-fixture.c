/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "mailer-address.h"

static const struct
{
  const char      *name;
  MailerFolderRole role;
} tree[N_MAILBOXES] = {
  { "INBOX", MAILER_FOLDER_ROLE_INBOX },
  { "Archive", MAILER_FOLDER_ROLE_ARCHIVE },
  { "Trash", MAILER_FOLDER_ROLE_TRASH },
  { "Sent", MAILER_FOLDER_ROLE_SENT },
  { "Drafts", MAILER_FOLDER_ROLE_DRAFTS },
};

static void
unref_mailbox_cb (gpointer mailbox)
{
  mailer_store_mailbox_unref (mailbox);
}

static void
unref_message_cb (gpointer message)
{
  mailer_store_message_unref (message);
}

static GPtrArray *
make_tree (guint n_mailboxes)
{
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func (unref_mailbox_cb);

  for (guint i = 0; i < n_mailboxes; i++)
    {
      MailerStoreMailbox *mailbox = mailer_store_mailbox_new ();

      mailbox->raw_name = g_strdup (tree[i].name);
      mailbox->path = g_strsplit (tree[i].name, "/", -1);
      mailbox->delimiter = '/';
      mailbox->role = tree[i].role;
      mailbox->is_selectable = TRUE;
      mailbox->is_subscribed = TRUE;
      g_ptr_array_add (mailboxes, mailbox);
    }

  return mailboxes;
}

void
fixture_try_set_mailboxes (Fixture *self,
                           GError **error)
{
  g_autoptr (GPtrArray) mailboxes = make_tree (N_MAILBOXES);

  mailer_store_set_mailboxes (self->store, "ada", mailboxes, error);
}

void
fixture_set_mailboxes (Fixture *self,
                       guint    n_mailboxes)
{
  g_autoptr (GPtrArray) mailboxes = make_tree (n_mailboxes);
  g_autoptr (GError) error = NULL;

  mailer_store_set_mailboxes (self->store, "ada", mailboxes, &error);
  g_assert_no_error (error);
}

void
fixture_find (Fixture *self)
{
  for (guint i = 0; i < N_MAILBOXES; i++)
    {
      g_autoptr (MailerStoreMailbox) mailbox = mailer_store_find_mailbox_by_role (self->store, "ada", tree[i].role, NULL);

      self->mailboxes[i] = mailbox != NULL ? mailbox->id : 0;
    }
}

static void
open_store (Fixture *self)
{
  g_autoptr (MailerStoreRecovery) recovery = NULL;
  g_autoptr (GError) error = NULL;

  self->store = mailer_store_open (self->directory, MAILER_STORE_WRITER, &recovery, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->store);
  g_assert_null (recovery);
}

Fixture *
fixture_open (void)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  self->directory = g_dir_make_tmp ("mailer-store-XXXXXX", &error);
  g_assert_no_error (error);
  open_store (self);
  g_assert_true (mailer_store_add_account (self->store, "ada", &error));
  fixture_set_mailboxes (self, N_MAILBOXES);
  fixture_find (self);
  mailer_store_changes_unref (mailer_store_take_changes (self->store));

  return self;
}

void
fixture_reopen (Fixture *self)
{
  mailer_store_close (self->store);
  open_store (self);
}

void
directory_remove (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}

void
fixture_close (Fixture *self)
{
  mailer_store_close (self->store);
  fixture_assert_sound (self->directory);
  directory_remove (self->directory);
  g_free (self->directory);
  g_free (self);
}

MailerStoreMessage *
message_make (guint32     uid,
              const char *name,
              const char *references,
              MailerFlags flags)
{
  MailerStoreMessage *message = mailer_store_message_new ();
  g_auto (GStrv) names = g_strsplit (references != NULL ? references : "", " ", -1);
  g_autoptr (GString) header = g_string_new (NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0')
      g_string_append_printf (header, "<%s@test>\r\n ", names[i]);

  message->uid = uid;
  message->flags = flags;
  message->message_id = g_strdup_printf ("<%s@test>", name);
  message->references = g_strdup (header->str);
  message->subject = g_strdup_printf ("About %s", name);
  message->received_us = (gint64)uid * G_USEC_PER_SEC;
  message->size_bytes = 1000;
  message->preview = g_strdup ("First words");
  g_ptr_array_add (message->from, mailer_address_new ("Grace Hopper", "grace@example.org"));
  g_ptr_array_add (message->to, mailer_address_new ("Ada", "ada@example.org"));

  return message;
}

gint64
fixture_put (Fixture            *self,
             gint64              mailbox,
             MailerStoreMessage *message)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (unref_message_cb);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (messages, message);
  mailer_store_put_messages (self->store, mailbox, messages, &ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);

  return g_array_index (ids, gint64, 0);
}

gint64
fixture_deliver (Fixture    *self,
                 gint64      mailbox,
                 guint32     uid,
                 const char *name,
                 const char *references)
{
  return fixture_put (self, mailbox, message_make (uid, name, references, 0));
}

void
fixture_report (Fixture    *self,
                gint64      mailbox,
                guint32     uid,
                MailerFlags flags)
{
  g_autoptr (GArray) reports = g_array_new (FALSE, FALSE, sizeof (MailerStoreFlagReport));
  g_autoptr (GError) error = NULL;
  MailerStoreFlagReport report = { uid, flags, NULL };

  g_array_append_val (reports, report);
  mailer_store_set_server_flags (self->store, mailbox, reports, &error);
  g_assert_no_error (error);
}

void
fixture_expunge (Fixture *self,
                 gint64   mailbox,
                 guint32  uid)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();
  g_autoptr (GError) error = NULL;

  mailer_uid_set_add (uids, uid);
  mailer_store_remove_messages (self->store, mailbox, uids, &error);
  g_assert_no_error (error);
}

MailerFlags
fixture_get_flags (Fixture *self,
                   gint64   message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreMessage) record = mailer_store_read_message (self->store, message, &error);

  g_assert_no_error (error);

  return record->flags;
}

void
fixture_assert_place (Fixture *self,
                      gint64   message,
                      gint64   mailbox,
                      guint32  uid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreMessage) record = mailer_store_read_message (self->store, message, &error);

  g_assert_no_error (error);
  g_assert_cmpint (record->mailbox_id, ==, mailbox);
  g_assert_cmpuint (record->uid, ==, uid);
}

void
fixture_assert_target (Fixture *self,
                       gint64   operation,
                       gint64   mailbox,
                       guint32  uid)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) targets = mailer_store_list_targets (self->store, operation, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpint (g_array_index (targets, MailerStoreTarget, 0).mailbox_id, ==, mailbox);
  g_assert_cmpuint (g_array_index (targets, MailerStoreTarget, 0).uid, ==, uid);
}

void
fixture_assert_counts (Fixture *self,
                       gint64   mailbox,
                       guint    n_total,
                       guint    n_unread)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreMailbox) record = mailer_store_read_mailbox (self->store, mailbox, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (record->n_total, ==, n_total);
  g_assert_cmpuint (record->n_unread, ==, n_unread);
}

char *
fixture_list (Fixture *self,
              gint64   mailbox)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = mailer_store_list_conversations (self->store, mailbox, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));

  return g_string_free (text, FALSE);
}

static sqlite3 *
open_handle (const char *directory,
             const char *file)
{
  g_autofree char *path = g_build_filename (directory, file, NULL);
  sqlite3         *handle;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 5000);

  return handle;
}

static char *
query (sqlite3    *handle,
       const char *sql)
{
  sqlite3_stmt *statement;
  char         *value = NULL;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (handle));
  if (sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);

  return value;
}

char *
fixture_query (const char *directory,
               const char *file,
               const char *sql)
{
  sqlite3 *handle = open_handle (directory, file);
  char    *value = query (handle, sql);

  sqlite3_close (handle);

  return value;
}

void
fixture_assert_all_true (const char        *directory,
                         const char *const *statements)
{
  sqlite3 *handle = open_handle (directory, "mailer.db");

  for (gsize i = 0; statements[i] != NULL && *statements[i] != '\0'; i++)
    {
      g_autofree char *value = query (handle, statements[i]);

      if (g_strcmp0 (value, "1") != 0)
        g_error ("%s: %s", statements[i], value);
    }
  sqlite3_close (handle);
}

char *
fixture_query_plan (const char *directory,
                    const char *sql)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  GString         *plan = g_string_new (NULL);
  sqlite3         *handle;
  sqlite3_stmt    *statement;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, explain, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (plan, "%s\n", sqlite3_column_text (statement, 3));
  sqlite3_finalize (statement);
  sqlite3_close (handle);

  return g_string_free (plan, FALSE);
}

void
fixture_assert_sound (const char *directory)
{
  static const char *const statements[] = {
    "SELECT integrity_check = 'ok' FROM pragma_integrity_check",
    "SELECT count(*) = 0 FROM pragma_foreign_key_check",
    "SELECT count(*) = 0 FROM mailbox b WHERE n_total != (SELECT count(*) FROM message WHERE mailbox = b.id AND flags & 8 = 0)",
    "SELECT count(*) = 0 FROM mailbox b WHERE n_unread != (SELECT count(*) FROM message WHERE mailbox = b.id AND flags & 9 = 0)",
    "SELECT count(*) = 0 FROM conversation c WHERE NOT EXISTS (SELECT 1 FROM message WHERE conversation = c.id)",
    "SELECT count(*) = 0 FROM (SELECT mailbox, conversation, count(*), sum(flags & 1 = 0), max(sort_us) FROM message WHERE flags & 8 = 0 GROUP BY 1, 2"
    " EXCEPT SELECT mailbox, conversation, n_messages, n_unread, newest_us FROM mailbox_conversation)",
    "SELECT count(*) = 0 FROM (SELECT mailbox, conversation FROM mailbox_conversation EXCEPT SELECT mailbox, conversation FROM message WHERE flags & 8 = 0)",
    "SELECT count(*) = 0 FROM (SELECT rowid FROM search EXCEPT SELECT id FROM message)",
    "SELECT count(*) = 0 FROM (SELECT id FROM message EXCEPT SELECT rowid FROM search)",
    "SELECT count(*) = 0 FROM message m WHERE flags != server_flags AND NOT EXISTS (SELECT 1 FROM operation_message WHERE message = m.id AND is_pending)",
    "SELECT count(*) = 0 FROM operation_message o JOIN operation p ON p.id = o.operation WHERE o.is_pending AND p.state > 1",
    NULL,
  };

  fixture_assert_all_true (directory, statements);
}
