/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-address.h"
#include "mailer-flags.h"
#include "mailer-folder-role.h"

G_BEGIN_DECLS

#define MAILER_TYPE_MESSAGE (mailer_message_get_type ())

/**
 * MailerMessage:
 * @id: of this copy in the store
 * @folder_id: where this copy is
 * @addresses: lists of #MailerAddress, never %NULL
 * @date: Unix seconds of the Date header, or of arrival when that makes no sense
 * @sender_differs: (nullable): the Sender when its address is none of @from
 *
 * Headers of one message of a conversation, a snapshot. Immutable and atomically counted: any thread.
 */
typedef struct
{
  gint64           id;
  gint64           folder_id;
  MailerFolderRole folder_role;
  char            *account_id;
  MailerFlags      flags;
  char            *subject;
  GPtrArray       *from;
  GPtrArray       *to;
  GPtrArray       *cc;
  GPtrArray       *bcc;
  GPtrArray       *reply_to;
  MailerAddress   *sender_differs;
  gint64           date;
  gint64           size_bytes;
  char            *message_id;
  char            *list_id;
  gboolean         has_attachments;
  char            *preview;
} MailerMessage;

/** mailer_message_get_type: the boxed type of #MailerMessage, which counts references. Thread: any. */
GType mailer_message_get_type (void);
/** mailer_message_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerMessage *mailer_message_ref (MailerMessage *self);
/** mailer_message_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_message_unref (MailerMessage *self);

/**
 * MailerAttachment:
 * @section: names the part in calls to the engine
 * @name: safe to use as a file name; never empty
 * @content_type: such as "application/pdf", lower case
 * @size_bytes: decoded size, or the nearest guess
 * @is_cached: it can be opened without a line
 */
typedef struct
{
  char    *section;
  char    *name;
  char    *content_type;
  guint64  size_bytes;
  gboolean is_cached;
} MailerAttachment;

#define MAILER_TYPE_MESSAGE_BODY (mailer_message_body_get_type ())

/**
 * MailerMessageBody:
 * @document: a whole HTML document for a sandboxed frame: sanitized, with its Content-Security-Policy,
 *   without any reference to the network; remote pictures as "mailer-remote:" or left out
 * @plain_text: the text to quote and to show when HTML is not wanted
 * @n_remote_images: pictures on the network; left out without %MAILER_BODY_REMOTE_IMAGES
 * @attachments: (element-type MailerAttachment): never %NULL
 * @is_html: it was written as HTML
 * @is_damaged: something could not be shown as it was meant
 *
 * What the reader shows of one message. Immutable and atomically counted: any thread.
 */
typedef struct
{
  gint64     message_id;
  char      *document;
  char      *plain_text;
  guint      n_remote_images;
  GPtrArray *attachments;
  gboolean   is_html;
  gboolean   is_damaged;
} MailerMessageBody;

/** mailer_message_body_get_type: the boxed type of #MailerMessageBody, which counts references. Thread: any. */
GType mailer_message_body_get_type (void);
/** mailer_message_body_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerMessageBody *mailer_message_body_ref (MailerMessageBody *self);
/** mailer_message_body_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_message_body_unref (MailerMessageBody *self);

/** MailerBodyOptions: how mailer_engine_load_body_async() prepares a body. */
typedef enum
{
  MAILER_BODY_DEFAULT = 0,
  MAILER_BODY_REMOTE_IMAGES = 1 << 0, /* rewrite pictures to "mailer-remote:" instead of leaving them out */
  MAILER_BODY_PLAIN_TEXT = 1 << 1,    /* the text alternative, or HTML turned into text */
  MAILER_BODY_DARK = 1 << 3,          /* what was written as plain text follows the dark style */
} MailerBodyOptions;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMessage, mailer_message_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMessageBody, mailer_message_body_unref)

G_END_DECLS
