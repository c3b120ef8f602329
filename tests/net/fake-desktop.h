/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** FakeAnswer: what the name service says about one family of addresses. */
typedef enum
{
  FAKE_ANSWER_NONE,  /* there are no such addresses */
  FAKE_ANSWER_LOOP,  /* the loopback address */
  FAKE_ANSWER_NEVER, /* nothing, until it is cancelled */
  FAKE_ANSWER_LATE,  /* the loopback address, from a thread that takes its time and heeds nobody */
} FakeAnswer;

/**
 * fake_desktop_install:
 *
 * Puts a name service and a proxy resolver of ours in the place of the system's, for the whole process.
 * Before any other call of GIO.
 */
void fake_desktop_install (void);

/** fake_desktop_set_names: what every look-up of a name is answered with from now on. */
void fake_desktop_set_names (FakeAnswer ipv6,
                             FakeAnswer ipv4);

/** fake_desktop_get_n_lookups: names asked for since fake_desktop_set_names(). */
guint fake_desktop_get_n_lookups (void);

/** fake_desktop_set_proxy: @uri: as of GProxyResolver, "direct://" for none. */
void fake_desktop_set_proxy (const char *uri);

/**
 * FakeListener:
 *
 * Listens on the loopback address of a family. A deaf one lets nobody in and says nothing, as a host
 * that is gone does.
 */
typedef struct _FakeListener FakeListener;

/** fake_listener_new: @port: 0 for any. Returns: (nullable): %NULL where @family is not there or @port is taken. */
FakeListener *fake_listener_new (GSocketFamily family,
                                 guint16       port,
                                 gboolean      is_deaf);
void          fake_listener_free (FakeListener *self);
guint16       fake_listener_get_port (FakeListener *self);

/** fake_listener_has_visitor: whether somebody has connected. */
gboolean fake_listener_has_visitor (FakeListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeListener, fake_listener_free)

G_END_DECLS
