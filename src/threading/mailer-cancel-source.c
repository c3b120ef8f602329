/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-cancel-source.h"

typedef struct
{
  GSource       base;
  GCancellable *cancellable;
} CancelSource;

static gboolean
dispatch_cb (GSource    *source,
             GSourceFunc callback,
             gpointer    data)
{
  return callback != NULL ? callback (data) : G_SOURCE_REMOVE;
}

static void
finalize_cb (GSource *source)
{
  CancelSource *self = (CancelSource *)source;

  g_cancellable_release_fd (self->cancellable);
  g_object_unref (self->cancellable);
}

/* The descriptor alone tells it, without a handler that would run on the other thread. */
GSource *
mailer_cancel_source_new (GCancellable *cancellable)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_cb, .finalize = finalize_cb };
  GSource            *source;

  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  source = g_source_new (&funcs, sizeof (CancelSource));
  ((CancelSource *)source)->cancellable = g_object_ref (cancellable);
  g_source_add_unix_fd (source, g_cancellable_get_fd (cancellable), G_IO_IN);

  return source;
}
