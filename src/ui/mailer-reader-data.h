/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-message.h"

G_BEGIN_DECLS

/* Turns messages into the values that mailer-reader-page.js shows. All texts are made here: the page only
 * puts them into place. */

/** mailer_reader_data_new_style: Returns: (transfer floating): for setStyle(). Thread: main. */
GVariant *mailer_reader_data_new_style (gboolean is_dark,
                                        gboolean has_high_contrast,
                                        gboolean is_rtl);

/**
 * mailer_reader_data_new_conversation:
 * @messages: (element-type MailerMessage): oldest first
 * @own_address: (nullable): who is "me"
 *
 * Thread: main.
 * Returns: (transfer floating): for show() and refresh(). Unread messages and the newest are open.
 */
GVariant *mailer_reader_data_new_conversation (GPtrArray  *messages,
                                               const char *own_address);

/** mailer_reader_data_new_body: Returns: (transfer floating): for setBody(). Thread: main. */
GVariant *mailer_reader_data_new_body (const MailerMessageBody *body);

/** MailerReaderImages: what became of pictures from the network. */
typedef enum
{
  MAILER_READER_IMAGES_HELD,
  MAILER_READER_IMAGES_SHOWN,     /* of this message */
  MAILER_READER_IMAGES_OF_SENDER, /* of all messages of the sender */
} MailerReaderImages;

/**
 * mailer_reader_data_new_images:
 * @sender: (nullable): the address of whom the message is from, if that is certain
 *
 * Returns: (transfer floating): for setImages(). Thread: main.
 */
GVariant *mailer_reader_data_new_images (const MailerMessageBody *body,
                                         MailerReaderImages       images,
                                         const char              *sender);

/** mailer_reader_data_new_failure: Returns: (transfer floating): for setFailed(). Thread: main. */
GVariant *mailer_reader_data_new_failure (gint64        message_id,
                                          const GError *error);

/** mailer_reader_data_new_id: Returns: (transfer floating): how the page names @message_id. Thread: main. */
GVariant *mailer_reader_data_new_id (gint64 message_id);

/**
 * mailer_reader_data_dup_text:
 *
 * Returns: (transfer full): header and text of a message for where there is no web view. Thread: main.
 */
char *mailer_reader_data_dup_text (const MailerMessage     *message,
                                   const MailerMessageBody *body);

/**
 * mailer_reader_data_dup_failure_text:
 *
 * Thread: main.
 * Returns: (transfer full): header of a message and why its text is not there, for where there is no web view.
 */
char *mailer_reader_data_dup_failure_text (const MailerMessage *message,
                                           const GError        *error);

G_END_DECLS
