/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-engine-private.h"
#include "mailer-mime-structure.h"
#include "mailer-store-mailbox.h"
#include "mailer-store-message.h"

G_BEGIN_DECLS

/**
 * MailerParts:
 * @message: as in the store; @mailbox: where it is
 * @tree: its parts; %NULL before @finish when the server could not tell them
 * @bodies: (element-type utf8 GBytes): section -> as the server sent it
 * @cached: (element-type utf8): set of the sections that were here before
 * @is_fresh: something had to be fetched
 *
 * Parts of one message on their way from the store, or else the server, to the one who asked for them:
 * each step has them alone.
 */
typedef struct
{
  MailerStoreMessage   *message;
  MailerStoreMailbox   *mailbox;
  const MailerBodyPart *tree;
  GHashTable           *bodies;
  GHashTable           *cached;
  gboolean              is_fresh;
} MailerParts;

/**
 * MailerPartsRequest:
 * @choose: which sections of @tree are wanted: adds owned strings to @sections; on the store's reader.
 *   Not called when there is no tree: then the whole message is fetched, and its tree made from it
 * @finish: makes the result of the parts; on the render worker, or the porter. What is wanted is in @bodies, unless
 *   the message does not have it
 * @waits_for_files: @finish waits for a file system, which may be slow or far away: it runs on the porter
 * @return_func: hands the result to the task; on the main thread
 * @data: copies of everything that @choose and @finish need, and room for the result
 * @may_interrupt: giving up drops the connection in the middle of what comes; else it comes to its end
 *   and is kept for the next time
 * @progress: (nullable): on the main thread
 */
typedef struct
{
  gint64 message_id;
  void (*choose) (const MailerParts *parts,
                  GPtrArray         *sections,
                  gpointer           data);
  gboolean (*finish) (MailerParts *parts,
                      gpointer     data,
                      GError     **error);
  MailerHubReturnFunc   return_func;
  gpointer              data;
  GDestroyNotify        destroy;
  gboolean              waits_for_files;
  gboolean              may_interrupt;
  GFileProgressCallback progress;
  gpointer              progress_data;
} MailerPartsRequest;

/**
 * mailer_parts_load:
 * @task: (transfer full): its source object is @engine
 *
 * Takes the parts from the store, fetches what is missing on the account's request worker, keeps that,
 * and ends @task.
 *
 * Thread: main. Blocks: no. Errors of the task: %MAILER_ENGINE_ERROR_GONE, %MAILER_ENGINE_ERROR_NOT_CACHED
 * when there is no line.
 */
void mailer_parts_load (MailerEngine             *engine,
                        GTask                    *task,
                        const MailerPartsRequest *request);

/**
 * mailer_parts_get:
 *
 * Returns: (transfer none) (nullable): what is to be had of @section. Thread: whoever has the parts.
 */
GBytes *mailer_parts_get (const MailerParts *self,
                          const char        *section);

/**
 * mailer_parts_decode:
 *
 * Thread: whoever has the parts.
 * Returns: (transfer full) (nullable): @section without its transfer encoding.
 */
GBytes *mailer_parts_decode (const MailerParts *self,
                             const char        *section);

/**
 * mailer_parts_write:
 *
 * The same, in pieces to @write.
 *
 * Thread: whoever has the parts. Errors: those of @write; %MAILER_ENGINE_ERROR_GONE.
 */
gboolean mailer_parts_write (const MailerParts  *self,
                             const char         *section,
                             MailerMimeWriteFunc write,
                             gpointer            data,
                             GError            **error);

G_END_DECLS
