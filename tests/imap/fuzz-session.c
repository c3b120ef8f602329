/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A whole session against a server that says anything. The input is all that it says, before it has
 * heard anything: tags can be guessed. What must hold: every call returns, with an error or without; nothing
 * is told of messages that are none; and the session can be freed.
 */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_INPUT_BYTES (32 * 1024)

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

static MailerImapSession *
create_session (const uint8_t *data,
                size_t         size)
{
  static const MailerImapEvents     events = { .flags_changed = check_flags_cb };
  static const MailerWireImapLimits limits = { 65536, 16384, 32768, 131072 };
  static const char *const          words[] = { "IMAP4rev1", "UIDPLUS", "ESEARCH", "IDLE", "LIST-EXTENDED", "LIST-STATUS", "NAMESPACE", "SORT", "QUOTA", "ACL", NULL };
  const MailerImapConfig            config = { .events = &events, .silence_ms = 1000 };
  MailerImapSession                *session = mailer_imap_session_create (connect_to (data, size), &config);

  session->is_signed_in = TRUE;
  mailer_wire_imap_parser_set_limits (session->parser, &limits);
  mailer_imap_learn_capabilities (session, (char **)words);

  return session;
}

static void
use (MailerImapSession *session)
{
  g_autoptr (MailerImapCriteria) all = mailer_imap_criteria_new_all ();
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:4,9", -1, 9);
  const MailerImapFetchSection what = { .uid = 2, .section = "1", .max_bytes = 1000 };
  g_autoptr (GPtrArray) mailboxes = mailer_imap_session_list (session, NULL, -1, NULL);
  g_autoptr (GPtrArray) quotas = mailer_imap_session_get_quota (session, "INBOX", NULL, -1, NULL);
  MailerImapSelected selected;
  g_autoptr (MailerUidSet) found = NULL;
  g_autoptr (GArray) sorted = NULL;
  g_autoptr (GArray) nodes = NULL;
  g_autoptr (GBytes) body = NULL;

  mailer_imap_session_select (session, "INBOX", FALSE, &selected, NULL, -1, NULL);
  found = mailer_imap_session_search_uids (session, 1, G_MAXUINT32, NULL, -1, NULL);
  mailer_imap_session_fetch_headers (session, uids, MAILER_IMAP_ITEM_EMAIL_ID | MAILER_IMAP_ITEM_THREAD_ID | MAILER_IMAP_ITEM_LABELS | MAILER_IMAP_ITEM_SAVE_DATE, check_message_cb, NULL, NULL, -1, NULL);
  body = mailer_imap_session_fetch_section (session, &what, NULL, -1, NULL);
  sorted = mailer_imap_session_sort (session, all, MAILER_IMAP_SORT_SIZE, FALSE, NULL, -1, NULL);
  nodes = mailer_imap_session_thread (session, all, NULL, -1, NULL);
  mailer_imap_session_move (session, uids, "Archive", NULL, NULL, NULL, -1, NULL);
  mailer_imap_session_noop (session, NULL, -1, NULL);
  mailer_imap_session_logout (session, NULL, -1, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  MailerImapSession *session;

  if (size > MAX_INPUT_BYTES)
    return 0;
  session = create_session (data, size);
  use (session);
  mailer_imap_session_free (session);

  return 0;
}
