/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A whole session against a server that says anything. The input begins with what is done (a byte) and what
 * the server can (six); the rest is all that it says, before it has heard anything: tags can be guessed. What
 * must hold: every call returns, with an error or without; nothing is told of messages that are none; and the
 * session can be freed.
 */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_INPUT_BYTES (32 * 1024)
#define N_CAPABILITY_BYTES 6
#define HEADER_BYTES (1 + N_CAPABILITY_BYTES)
/* Of the first byte: whether both sides agree on extensions first. */
#define AGREES 0x80

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_message_cb (MailerImapMessage *message,
                  gpointer           data)
{
  if (message->uid == 0)
    abort ();
  mailer_imap_message_free (message);
}

static void
check_flags_cb (guint32            uid,
                MailerFlags        flags,
                const char *const *keywords,
                guint64            modseq,
                gpointer           data)
{
  if (uid == 0)
    abort ();
}

static void
close_cb (gpointer descriptor)
{
  close (GPOINTER_TO_INT (descriptor));
}

/* All it will ever say lies in the socket before the first call, and its end behind it. */
static MailerNetConnection *
connect_to (const uint8_t *data,
            size_t         size)
{
  const MailerNetEndpoint endpoint = { .host = "fuzz.example", .security = MAILER_SECURITY_TLS };
  int                     ends[2];
  int                     room = 4 * MAX_INPUT_BYTES;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) base = NULL;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    abort ();
  setsockopt (ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  if (size > 0 && write (ends[1], data, size) != (gssize)size)
    abort ();
  shutdown (ends[1], SHUT_WR);
  /* The other end lives as long as ours: what the client says goes nowhere. */
  socket = g_socket_new_from_fd (ends[0], NULL);
  base = g_socket_connection_factory_create_connection (socket);
  g_object_set_data_full (G_OBJECT (socket), "other-end", GINT_TO_POINTER (ends[1]), close_cb);

  return mailer_net_connection_new_for_socket (base, &endpoint);
}

/* The order is that of the bits in the input: what comes new stands at the end. */
static const char *const capabilities[] = {
  "UIDPLUS",
  "ESEARCH",
  "IDLE",
  "LIST-EXTENDED",
  "LIST-STATUS",
  "NAMESPACE",
  "SORT",
  "QUOTA",
  "ACL",
  "QRESYNC",
  "CONDSTORE",
  "ENABLE",
  "UTF8=ACCEPT",
  "UIDONLY",
  "PARTIAL",
  "NOTIFY",
  "MOVE",
  "X-GM-EXT-1",
  "OBJECTID",
  "SEARCHRES",
  "THREAD=REFERENCES",
  "MULTISEARCH",
  "BINARY",
  "LITERAL+",
  "MULTIAPPEND",
  "CATENATE",
  "REPLACE",
  "APPENDLIMIT",
  "METADATA",
  "MESSAGELIMIT=3",
  "PREVIEW",
  "COMPRESS=DEFLATE",
  "SAVEDATE",
  "CREATE-SPECIAL-USE",
  "SPECIAL-USE",
  "LITERAL-",
  "UNSELECT",
  "ID",
  "STATUS=SIZE",
  "IMAP4rev2",
  "STARTTLS",
  "SASL-IR",
  "AUTH=PLAIN",
  "AUTH=LOGIN",
  "AUTH=CRAM-MD5",
  "AUTH=SCRAM-SHA-256",
  "AUTH=XOAUTH2",
  "LOGINDISABLED",
};

G_STATIC_ASSERT (G_N_ELEMENTS (capabilities) == 8 * N_CAPABILITY_BYTES);

static void
learn_capabilities (MailerImapSession *session,
                    const uint8_t     *bits)
{
  const char *words[G_N_ELEMENTS (capabilities) + 2] = { "IMAP4rev1" };
  guint       n_words = 1;

  for (guint i = 0; i < G_N_ELEMENTS (capabilities); i++)
    if ((bits[i / 8] >> i % 8 & 1) != 0)
      words[n_words++] = capabilities[i];
  mailer_imap_learn_capabilities (session, (char **)words);
}

static const MailerImapEvents events = { .flags_changed = check_flags_cb };
static const MailerImapConfig config = {
  .endpoint = { .host = "fuzz.example", .security = MAILER_SECURITY_STARTTLS },
  .credentials = { .user_name = "ada", .secret = "secret" },
  .client_name = "Fuzz",
  .events = &events,
  .silence_ms = 1000,
  .idle_refresh_ms = 1,
  .poll_ms = 1,
  .max_unasked = 100000,
  .compresses_locally = TRUE,
};

static const MailerImapCall call = { NULL, -1 };

/* --- What is done ------------------------------------------------------------------------------- */

static void
look_around (MailerImapSession *session)
{
  g_autoptr (GPtrArray) mailboxes = mailer_imap_session_list (session, NULL, -1, NULL);
  g_autoptr (GPtrArray) quotas = mailer_imap_session_get_quota (session, "INBOX", NULL, -1, NULL);
  MailerImapStatus status;
  MailerImapRights rights;
  gboolean         is_kept;
  g_autofree char *contact = NULL;
  g_autofree char *name = NULL;

  mailer_imap_session_status (session, "Sent", &status, NULL, -1, NULL);
  mailer_imap_session_get_rights (session, "INBOX", &rights, NULL, -1, NULL);
  mailer_imap_session_set_role (session, "Sent", MAILER_FOLDER_ROLE_SENT, &is_kept, NULL, -1, NULL);
  contact = mailer_imap_session_dup_admin_contact (session, NULL, -1, NULL);
  mailer_imap_session_create_mailbox (session, NULL, "New", MAILER_FOLDER_ROLE_ARCHIVE, &name, NULL, -1, NULL);
}

static void
select_inbox (MailerImapSession *session)
{
  MailerImapSelected selected;
  g_autoptr (MailerUidSet) found = NULL;

  mailer_imap_session_select (session, "INBOX", FALSE, &selected, NULL, -1, NULL);
  found = mailer_imap_session_search_uids (session, 1, G_MAXUINT32, NULL, -1, NULL);
}

static void
read_mail (MailerImapSession *session)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:4,9", -1, 9);
  const MailerImapFetchSection what = { .uid = 2, .section = "1", .max_bytes = 1000 };
  gboolean                     is_decoded;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) decoded = NULL;

  select_inbox (session);
  mailer_imap_session_fetch_newest (session, 2, check_message_cb, NULL, NULL, -1, NULL);
  mailer_imap_session_fetch_headers (session, uids, MAILER_IMAP_ITEM_EMAIL_ID | MAILER_IMAP_ITEM_THREAD_ID | MAILER_IMAP_ITEM_LABELS | MAILER_IMAP_ITEM_SAVE_DATE, check_message_cb, NULL, NULL, -1, NULL);
  mailer_imap_session_fetch_previews (session, uids, check_message_cb, NULL, NULL, -1, NULL);
  body = mailer_imap_session_fetch_section (session, &what, NULL, -1, NULL);
  decoded = mailer_imap_session_fetch_decoded_section (session, &what, &is_decoded, NULL, -1, NULL);
}

/* Each is told of once, with bytes or with a reason. */
static void
check_section_cb (guint         index,
                  GBytes       *bytes,
                  const GError *failure,
                  gpointer      data)
{
  guint *n_told = data;

  if (n_told[index]++ > 0 || (bytes == NULL) == (failure == NULL))
    abort ();
  g_clear_pointer (&bytes, g_bytes_unref);
}

static void
read_parts (MailerImapSession *session)
{
  const MailerImapFetchSection what[] = { { .uid = 2, .section = "1", .max_bytes = 10 }, { .uid = 2, .section = "2.MIME", .max_bytes = 1000 }, { .uid = 9, .section = "1", .max_bytes = 1000, .expected_bytes = 5 } };
  guint                        n_told[G_N_ELEMENTS (what)] = { 0 };

  select_inbox (session);
  mailer_imap_session_fetch_sections (session, what, G_N_ELEMENTS (what), check_section_cb, n_told, NULL, -1, NULL);
}

static void
resync (MailerImapSession *session)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:4,9", -1, 9);
  g_autoptr (MailerUidSet) vanished = NULL;
  g_autoptr (MailerUidSet) gone = NULL;
  const MailerImapKnown known = { 7, 80, 10, uids };
  MailerImapSelected    selected;

  if (mailer_imap_session_select_known (session, "INBOX", &known, &selected, check_message_cb, NULL, &vanished, NULL, -1, NULL) && vanished != NULL)
    {
      g_autoptr (MailerUidSet) others = mailer_uid_set_copy (vanished);

      mailer_uid_set_remove_set (others, uids);
      if (!mailer_uid_set_is_empty (others))
        abort ();
    }
  mailer_imap_session_fetch_flags (session, uids, 80, check_message_cb, NULL, &gone, NULL, -1, NULL);
}

static void
listen_for_news (MailerImapSession *session)
{
  select_inbox (session);
  mailer_imap_session_watch (session, NULL, -1, NULL);
  for (guint i = 0; i < 3; i++)
    mailer_imap_session_idle (session, NULL, NULL, g_get_monotonic_time () + 3000, NULL);
  mailer_imap_session_unselect (session, NULL, -1, NULL);
}

static void
ignore_found_cb (const char         *mailbox,
                 guint32             uid_validity,
                 const MailerUidSet *found,
                 gpointer            data)
{
  if (mailer_uid_set_is_empty (found))
    abort ();
}

static void
look_for_mail (MailerImapSession *session)
{
  static const char *const mailboxes[] = { "Sent", "Archive", NULL };
  static const char *const message_ids[] = { "a@b", "c@d", NULL };
  g_autoptr (MailerImapCriteria) all = mailer_imap_criteria_new_all ();
  g_autoptr (MailerUidSet) found = NULL;
  g_autoptr (MailerUidSet) newest = NULL;
  g_autoptr (GArray) sorted = NULL;
  g_autoptr (GArray) nodes = NULL;
  guint n_found;

  select_inbox (session);
  found = mailer_imap_session_search_message_id (session, "a@b", 1, NULL, -1, NULL);
  mailer_imap_session_count_message_ids (session, message_ids, 5, &n_found, NULL, -1, NULL);
  newest = mailer_imap_session_search (session, all, 2, NULL, NULL, -1, NULL);
  sorted = mailer_imap_session_sort (session, all, MAILER_IMAP_SORT_SIZE, FALSE, NULL, -1, NULL);
  nodes = mailer_imap_session_thread (session, all, NULL, -1, NULL);
  mailer_imap_session_search_mailboxes (session, mailboxes, all, ignore_found_cb, NULL, NULL, -1, NULL);
}

static void
add_mail (MailerImapSession *session)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("Subject: x\r\n\r\n", 14);
  const MailerImapPiece  pieces[] = { { .text = text }, { .uid = 2, .section = "1" } };
  const MailerImapAppend whole = { .mailbox = "Sent", .message = text, .flags = MAILER_FLAG_SEEN, .internal_date = 0 };
  const MailerImapAppend put_together = { .mailbox = "Sent", .pieces = pieces, .n_pieces = 2, .internal_date = -1 };
  const MailerImapAppend several[] = { whole, whole, whole };
  guint32                uids[3];
  guint32                uid_validity;
  guint                  n_added;
  gboolean               is_removed;

  select_inbox (session);
  mailer_imap_session_append (session, &whole, &uid_validity, uids, NULL, -1, NULL);
  mailer_imap_session_append (session, &put_together, &uid_validity, uids, NULL, -1, NULL);
  mailer_imap_session_append_many (session, several, 3, &uid_validity, uids, &n_added, NULL, -1, NULL);
  mailer_imap_session_replace (session, 2, &whole, &uid_validity, uids, &is_removed, NULL, -1, NULL);
}

static void
change_mail (MailerImapSession *session)
{
  static const char *const   labels[] = { "Work", NULL };
  const MailerImapFlagChange change = { .add = MAILER_FLAG_SEEN, .remove = MAILER_FLAG_FLAGGED };
  const MailerImapFlagChange relabel = { .add_labels = labels };
  g_autoptr (MailerImapCriteria) all = mailer_imap_criteria_new_all ();
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:4,9", -1, 9);
  g_autoptr (MailerImapUidMap) map = NULL;

  select_inbox (session);
  mailer_imap_session_store_flags (session, uids, &change, NULL, -1, NULL);
  mailer_imap_session_store_flags (session, uids, &relabel, NULL, -1, NULL);
  mailer_imap_session_store_found (session, all, &change, NULL, -1, NULL);
  mailer_imap_session_copy (session, uids, "Archive", &map, NULL, -1, NULL);
  mailer_imap_session_move (session, uids, "Archive", NULL, NULL, NULL, -1, NULL);
  mailer_imap_session_expunge (session, uids, NULL, NULL, -1, NULL);
}

/* From the greeting on, in clear, up to a handshake that cannot succeed: nobody is signed in by it. */
static void
log_in (MailerImapSession *session)
{
  mailer_imap_learn_capabilities (session, NULL);
  session->is_signed_in = FALSE;
  if (mailer_imap_login (session, &config, &call, NULL))
    abort ();
}

static void
sign_in (MailerImapSession *session)
{
  session->is_signed_in = FALSE;
  mailer_imap_sign_in (session, &config.credentials, FALSE, &call, NULL);
}

typedef void (*Work) (MailerImapSession *session);

/* A digit as the first byte is its index. */
static const Work works[] = { look_around, read_mail, read_parts, resync, listen_for_news, look_for_mail, add_mail, change_mail, log_in, sign_in };

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const MailerWireImapLimits limits = { 65536, 16384, 32768, 131072 };
  MailerImapSession                *session;

  if (size < HEADER_BYTES || size > MAX_INPUT_BYTES)
    return 0;
  session = mailer_imap_session_create (connect_to (data + HEADER_BYTES, size - HEADER_BYTES), &config);
  session->is_signed_in = TRUE;
  mailer_wire_imap_parser_set_limits (session->parser, &limits);
  learn_capabilities (session, data + 1);
  if ((data[0] & AGREES) == 0 || mailer_imap_agree (session, &config, &call, NULL))
    works[((data[0] & ~AGREES) + G_N_ELEMENTS (works) - '0' % G_N_ELEMENTS (works)) % G_N_ELEMENTS (works)](session);
  mailer_imap_session_logout (session, NULL, -1, NULL);
  mailer_imap_session_free (session);

  return 0;
}
