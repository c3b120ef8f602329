/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fake-desktop.h"

#include <string.h>
#include <sys/socket.h>

enum
{
  LATE_US = 200 * 1000,
  N_FILLERS = 3,
};

/* Set between connections only; a look-up on a thread gets a copy. */
static FakeAnswer answers[2]; /* IPv6, IPv4 */
static guint      n_lookups;
static char      *proxy;

/* --- The name service -------------------------------------------------------------------------- */

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

struct _FakeResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static GList *
append_address (GList        *addresses,
                GSocketFamily family,
                FakeAnswer    answer)
{
  return answer == FAKE_ANSWER_NONE ? addresses : g_list_append (addresses, g_inet_address_new_loopback (family));
}

static void
return_addresses (GTask                   *task,
                  GResolverNameLookupFlags flags)
{
  GList *addresses = NULL;

  if (!(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY))
    addresses = append_address (addresses, G_SOCKET_FAMILY_IPV6, answers[0]);
  if (!(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY))
    addresses = append_address (addresses, G_SOCKET_FAMILY_IPV4, answers[1]);
  if (addresses != NULL)
    g_task_return_pointer (task, addresses, (GDestroyNotify)g_resolver_free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No such name");
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      task)
{
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
answer_late (GTask        *task,
             gpointer      object,
             gpointer      flags,
             GCancellable *cancellable)
{
  g_usleep (LATE_US);
  return_addresses (task, GPOINTER_TO_INT (flags));
}

static void
lookup_async (GResolver               *resolver,
              const char              *name,
              GResolverNameLookupFlags flags,
              GCancellable            *cancellable,
              GAsyncReadyCallback      callback,
              gpointer                 data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  FakeAnswer answer = answers[flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY ? 1 : 0];

  n_lookups++;
  g_task_set_task_data (task, GINT_TO_POINTER (flags), NULL);
  if (answer == FAKE_ANSWER_NEVER)
    {
      g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

      g_task_attach_source (task, source, G_SOURCE_FUNC (cancelled_cb));
    }
  else if (answer == FAKE_ANSWER_LATE)
    {
      g_task_set_return_on_cancel (task, TRUE);
      g_task_run_in_thread (task, answer_late);
    }
  else
    return_addresses (task, flags);
}

static void
lookup_any_async (GResolver          *resolver,
                  const char         *name,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            data)
{
  lookup_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, data);
}

static GList *
lookup_finish (GResolver    *resolver,
               GAsyncResult *result,
               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A blocking look-up is one that nobody can cancel: there is none in what is tested. */
static GList *
lookup (GResolver    *resolver,
        const char   *name,
        GCancellable *cancellable,
        GError      **error)
{
  g_assert_not_reached ();
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = lookup;
  resolver_class->lookup_by_name_async = lookup_any_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
fake_resolver_init (FakeResolver *self)
{
}

/* --- The proxy settings ------------------------------------------------------------------------ */

#define FAKE_TYPE_PROXIES (fake_proxies_get_type ())
G_DECLARE_FINAL_TYPE (FakeProxies, fake_proxies, FAKE, PROXIES, GObject)

struct _FakeProxies
{
  GObject parent_instance;
};

static void fake_proxies_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeProxies, fake_proxies, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, fake_proxies_iface_init))

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
find_proxies (GProxyResolver *resolver,
              const char     *uri,
              GCancellable   *cancellable,
              GError        **error)
{
  const char *found[] = { proxy, NULL };

  return g_strdupv ((char **)found);
}

static void
find_proxies_async (GProxyResolver     *resolver,
                    const char         *uri,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);

  g_task_return_pointer (task, find_proxies (resolver, uri, cancellable, NULL), (GDestroyNotify)g_strfreev);
}

static char **
find_proxies_finish (GProxyResolver *resolver,
                     GAsyncResult   *result,
                     GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_proxies_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = find_proxies;
  iface->lookup_async = find_proxies_async;
  iface->lookup_finish = find_proxies_finish;
}

static void
fake_proxies_class_init (FakeProxiesClass *klass)
{
}

static void
fake_proxies_init (FakeProxies *self)
{
}

void
fake_desktop_install (void)
{
  g_autoptr (GResolver) resolver = NULL;

  /* The extension point is there once GIO has looked for extensions; the first use chooses. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "fake", TRUE);
  g_type_ensure (G_TYPE_PROXY_RESOLVER);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, FAKE_TYPE_PROXIES, "fake", 100);
  fake_desktop_set_proxy ("direct://");
  g_assert_true (FAKE_IS_PROXIES (g_proxy_resolver_get_default ()));

  resolver = g_object_new (FAKE_TYPE_RESOLVER, NULL);
  g_resolver_set_default (resolver);
}

void
fake_desktop_set_names (FakeAnswer ipv6,
                        FakeAnswer ipv4)
{
  answers[0] = ipv6;
  answers[1] = ipv4;
  n_lookups = 0;
}

guint
fake_desktop_get_n_lookups (void)
{
  return n_lookups;
}

void
fake_desktop_set_proxy (const char *uri)
{
  g_free (proxy);
  proxy = g_strdup (uri);
}

/* --- Hosts ------------------------------------------------------------------------------------- */

struct _FakeListener
{
  GSocket *socket;
  GSocket *fillers[N_FILLERS];
  guint16  port;
};

static GSocketAddress *
make_address (GSocketFamily family,
              guint16       port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);

  return g_inet_socket_address_new (loopback, port);
}

/* Linux drops what would connect to a queue that is full, as if nobody were there. */
static void
fill_queue (FakeListener *self,
            GSocketFamily family)
{
  g_autoptr (GSocketAddress) address = make_address (family, self->port);

  for (gsize i = 0; i < N_FILLERS; i++)
    {
      self->fillers[i] = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
      g_socket_set_blocking (self->fillers[i], FALSE);
      g_socket_connect (self->fillers[i], address, NULL, NULL);
    }
}

FakeListener *
fake_listener_new (GSocketFamily family,
                   guint16       port,
                   gboolean      is_deaf)
{
  g_autoptr (FakeListener) self = g_new0 (FakeListener, 1);
  g_autoptr (GSocketAddress) wanted = make_address (family, port);
  g_autoptr (GSocketAddress) bound = NULL;

  self->socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  if (self->socket == NULL || !g_socket_bind (self->socket, wanted, TRUE, NULL))
    return NULL;
  g_socket_set_listen_backlog (self->socket, is_deaf ? 0 : 10);
  g_assert_true (g_socket_listen (self->socket, NULL));
  bound = g_socket_get_local_address (self->socket, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  if (is_deaf)
    fill_queue (self, family);

  return g_steal_pointer (&self);
}

void
fake_listener_free (FakeListener *self)
{
  if (self == NULL)
    return;
  for (gsize i = 0; i < N_FILLERS; i++)
    g_clear_object (&self->fillers[i]);
  g_clear_object (&self->socket);
  g_free (self);
}

guint16
fake_listener_get_port (FakeListener *self)
{
  return self->port;
}

gboolean
fake_listener_has_visitor (FakeListener *self)
{
  g_autoptr (GSocket) visitor = NULL;

  g_socket_set_blocking (self->socket, FALSE);
  visitor = g_socket_accept (self->socket, NULL, NULL);

  return visitor != NULL;
}
