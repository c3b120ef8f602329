/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-web-view.h"

#include <string.h>

#include "mailer-json.h"
#include "mailer-web-image.h"
#include "mailer-web-view-walls.h"
#include "mailer-widget.h"

#define WORLD "mailer"
#define PAGE "/org/example/Mailer/ui/mailer-reader-page"
#define FILTER_NAME "nothing"

struct _MailerWebView
{
  AdwBin parent_instance;

  /* Owned References */
  MailerEngine                 *engine;
  WebKitUserContentManager     *manager;
  WebKitUserContentFilterStore *filter_store;
  WebKitWebView                *web_view;
  GHashTable                   *allowed; /* (element-type gint64): messages that may have remote pictures */
  GCancellable                 *cancellable;

  gboolean is_ready;
  gboolean is_page_allowed; /* the one navigation that we make ourselves */
};

G_DEFINE_FINAL_TYPE (MailerWebView, mailer_web_view, ADW_TYPE_BIN)

enum
{
  SIGNAL_READY,
  SIGNAL_UNAVAILABLE,
  SIGNAL_CRASHED,
  SIGNAL_MESSAGE,
  SIGNAL_LINK_ACTIVATED,
  SIGNAL_LINK_HOVERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_resource (const char *path)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize       size;
  const char *data;

  g_assert (bytes != NULL);
  data = g_bytes_get_data (bytes, &size);
  return g_strndup (data, size);
}

static void
load_page (MailerWebView *self)
{
  g_autofree char *html = dup_resource (PAGE ".html");

  self->is_ready = FALSE;
  self->is_page_allowed = TRUE;
  webkit_web_view_load_html (self->web_view, html, NULL);
}

static void
load_changed_cb (MailerWebView  *self,
                 WebKitLoadEvent event)
{
  if (event != WEBKIT_LOAD_FINISHED || self->is_ready)
    return;
  self->is_page_allowed = FALSE;
  self->is_ready = TRUE;
  g_signal_emit (self, signals[SIGNAL_READY], 0);
}

static void
terminated_cb (MailerWebView                    *self,
               WebKitWebProcessTerminationReason reason)
{
  if (reason == WEBKIT_WEB_PROCESS_TERMINATED_BY_API)
    return;
  g_signal_emit (self, signals[SIGNAL_CRASHED], 0);
  load_page (self);
}

/* Links */

static void
emit_link (MailerWebView *self,
           const char    *uri,
           JSCValue      *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  for (guint i = 0; texts != NULL && jsc_value_is_array (texts); i++)
    {
      g_autoptr (JSCValue) value = jsc_value_object_get_property_at_index (texts, i);
      g_autofree char *text = NULL;

      if (value == NULL || !jsc_value_is_string (value))
        break;
      text = jsc_value_to_string (value);
      g_strv_builder_add (builder, text);
    }
  strv = g_strv_builder_end (builder);
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, uri, strv);
}

typedef struct
{
  MailerWebView *self;
  char          *uri;
} Link;

static void
link_free (Link *link)
{
  g_object_unref (link->self);
  g_free (link->uri);
  g_free (link);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Link, link_free)

static void
link_texts_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (Link) link = data;
  g_autoptr (JSCValue) texts = webkit_web_view_call_async_javascript_function_finish (
      WEBKIT_WEB_VIEW (source), result, NULL);

  if (link->self->web_view != NULL)
    emit_link (link->self, link->uri, texts);
}

/* The page's policy lets frames navigate, or a click on a link in one would end in silence before it came
 * here. Nothing navigates: decide_policy_cb() refuses it all, and the filter would too.
 *
 * The text that a link stands under is asked of the page: what does not fit its target is shown to the
 * user first. */
static void
activate_link (MailerWebView *self,
               const char    *uri)
{
  Link           *link = g_new0 (Link, 1);
  GVariantBuilder arguments;

  link->self = g_object_ref (self);
  link->uri = g_strdup (uri);
  g_variant_builder_init (&arguments, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&arguments, "{sv}", "uri", g_variant_new_string (uri));
  webkit_web_view_call_async_javascript_function (self->web_view, "return mailer.linkTexts (uri);",
                                                  -1, g_variant_builder_end (&arguments), WORLD,
                                                  NULL, self->cancellable, link_texts_cb, link);
}

static gboolean
decide_policy_cb (MailerWebView           *self,
                  WebKitPolicyDecision    *decision,
                  WebKitPolicyDecisionType type)
{
  WebKitNavigationAction *action;
  const char             *uri;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
      webkit_policy_decision_use (decision);
      return TRUE;
    }
  action = webkit_navigation_policy_decision_get_navigation_action (WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  if (webkit_navigation_action_get_navigation_type (action) == WEBKIT_NAVIGATION_TYPE_LINK_CLICKED
      && webkit_navigation_action_is_user_gesture (action))
    activate_link (self, uri);
  /* Our page itself is about:blank, and its frames have their documents given. */
  else if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION
           && (g_str_equal (uri, "about:srcdoc")
               || (self->is_page_allowed && g_str_equal (uri, "about:blank"))))
    {
      webkit_policy_decision_use (decision);
      return TRUE;
    }
  webkit_policy_decision_ignore (decision);
  return TRUE;
}

static void
mouse_target_cb (MailerWebView       *self,
                 WebKitHitTestResult *hit)
{
  const char *uri = webkit_hit_test_result_context_is_link (hit) ? webkit_hit_test_result_get_link_uri (hit) : NULL;

  g_signal_emit (self, signals[SIGNAL_LINK_HOVERED], 0, uri);
}

static gboolean
context_menu_cb (MailerWebView       *self,
                 WebKitContextMenu   *menu,
                 WebKitHitTestResult *hit)
{
  GList *items = g_list_copy (webkit_context_menu_get_items (menu));

  for (GList *l = items; l != NULL; l = l->next)
    switch ((int)webkit_context_menu_item_get_stock_action (l->data))
      {
      case WEBKIT_CONTEXT_MENU_ACTION_COPY:
      case WEBKIT_CONTEXT_MENU_ACTION_COPY_LINK_TO_CLIPBOARD:
      case WEBKIT_CONTEXT_MENU_ACTION_COPY_IMAGE_TO_CLIPBOARD:
      case WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL:
        break;
      default:
        webkit_context_menu_remove (menu, l->data);
      }
  g_list_free (items);
  return webkit_context_menu_get_n_items (menu) == 0;
}

static gboolean
permission_cb (MailerWebView           *self,
               WebKitPermissionRequest *request)
{
  webkit_permission_request_deny (request);
  return TRUE;
}

/* The page says: [name, id of the message, index]. Only our script has the channel. */
static void
script_message_cb (MailerWebView *self,
                   JSCValue      *value)
{
  g_autoptr (JSCValue) name = jsc_value_object_get_property_at_index (value, 0);
  g_autoptr (JSCValue) id = jsc_value_object_get_property_at_index (value, 1);
  g_autoptr (JSCValue) index = jsc_value_object_get_property_at_index (value, 2);
  g_autofree char *name_text = jsc_value_to_string (name);
  g_autofree char *id_text = jsc_value_to_string (id);

  if (g_str_equal (name_text, "focus-link"))
    g_signal_emit (self, signals[SIGNAL_LINK_HOVERED], 0, id_text[0] != '\0' ? id_text : NULL);
  else
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, name_text, g_ascii_strtoll (id_text, NULL, 10),
                   jsc_value_to_int32 (index));
}

/* Pictures */

static gboolean
split_image_uri (const char *uri,
                 gint64     *message_id,
                 char      **rest)
{
  const char *colon = strchr (uri, ':');
  char       *end;

  if (colon == NULL)
    return FALSE;
  *message_id = g_ascii_strtoll (colon + 1, &end, 10);
  if (*message_id <= 0 || *end != '/')
    return FALSE;
  *rest = g_uri_unescape_string (end + 1, NULL);
  return *rest != NULL && **rest != '\0';
}

static void
cid_cb (WebKitURISchemeRequest *request,
        gpointer                data)
{
  MailerWebView   *self = g_weak_ref_get (data);
  gint64           message_id;
  g_autofree char *content_id = NULL;

  if (self != NULL && self->engine != NULL
      && split_image_uri (webkit_uri_scheme_request_get_uri (request), &message_id, &content_id))
    mailer_web_image_load_inline (self->engine, message_id, content_id, request);
  else
    mailer_web_image_refuse (request);
  g_clear_object (&self);
}

static void
remote_cb (WebKitURISchemeRequest *request,
           gpointer                data)
{
  MailerWebView   *self = g_weak_ref_get (data);
  gint64           message_id;
  g_autofree char *uri = NULL;

  if (self != NULL && self->engine != NULL
      && split_image_uri (webkit_uri_scheme_request_get_uri (request), &message_id, &uri)
      && mailer_web_view_get_images_allowed (self, message_id))
    mailer_web_image_load_remote (self->engine, message_id, uri, request);
  else
    mailer_web_image_refuse (request);
  g_clear_object (&self);
}

/* Building the view */

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gpointer
new_weak_ref (MailerWebView *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

static WebKitWebContext *
create_context (MailerWebView *self)
{
  WebKitWebContext *context = webkit_web_context_new ();

  webkit_web_context_set_cache_model (context, WEBKIT_CACHE_MODEL_DOCUMENT_VIEWER);
  webkit_web_context_register_uri_scheme (context, "mailer-cid", cid_cb, new_weak_ref (self), free_weak_ref);
  webkit_web_context_register_uri_scheme (context, "mailer-remote", remote_cb, new_weak_ref (self), free_weak_ref);
  return context;
}

/* From 2.46 on WebKit enlarges pages with the desktop's text by itself. */
static double
get_text_scale (GtkSettings *settings)
{
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  return dpi <= 0 || webkit_get_major_version () > 2 || webkit_get_minor_version () >= 46 ? 1.0 : dpi / 1024.0 / 96.0;
}

/* Large text is the whole page larger: mails set sizes in pixels. */
static void
update_text_size (MailerWebView *self)
{
  GtkSettings          *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  g_autofree char      *font_name = NULL;
  PangoFontDescription *font;

  g_object_get (settings, "gtk-font-name", &font_name, NULL);
  font = pango_font_description_from_string (font_name);
  if (pango_font_description_get_family (font) != NULL)
    webkit_settings_set_default_font_family (webkit_web_view_get_settings (self->web_view),
                                             pango_font_description_get_family (font));
  pango_font_description_free (font);
  webkit_web_view_set_zoom_level (self->web_view, CLAMP (get_text_scale (settings)
                                                             * mailer_widget_get_font_scale (self),
                                                         0.5, 4.0));
}

static void
create_web_view (MailerWebView *self)
{
  g_autoptr (WebKitWebContext) context = create_context (self);
  g_autoptr (WebKitNetworkSession) session = mailer_web_view_walls_create_session ();
  g_autoptr (WebKitSettings) settings = mailer_web_view_walls_create_settings ();
  g_autofree char  *script_source = dup_resource (PAGE ".js");
  WebKitUserScript *script = webkit_user_script_new_for_world (
      script_source, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
      WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_END, WORLD, NULL, NULL);

  webkit_user_content_manager_add_script (self->manager, script);
  webkit_user_script_unref (script);
  webkit_user_content_manager_register_script_message_handler (self->manager, "mailer", WORLD);
  g_signal_connect_object (self->manager, "script-message-received::mailer",
                           G_CALLBACK (script_message_cb), self, G_CONNECT_SWAPPED);
  self->web_view = g_object_new (WEBKIT_TYPE_WEB_VIEW,
                                 "web-context", context,
                                 "network-session", session,
                                 "user-content-manager", self->manager,
                                 "settings", settings,
                                 "default-content-security-policy", MAILER_WEB_VIEW_WALLS_POLICY,
                                 NULL);
  g_signal_connect_object (self->web_view, "load-changed", G_CALLBACK (load_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web_view, "web-process-terminated", G_CALLBACK (terminated_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web_view, "decide-policy", G_CALLBACK (decide_policy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web_view, "mouse-target-changed", G_CALLBACK (mouse_target_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web_view, "context-menu", G_CALLBACK (context_menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->web_view, "permission-request", G_CALLBACK (permission_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-font-name",
                           G_CALLBACK (update_text_size), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (update_text_size), self, G_CONNECT_SWAPPED);
  update_text_size (self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->web_view));
}

static void
filter_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (MailerWebView) self = data;
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter = webkit_user_content_filter_store_save_finish (
      WEBKIT_USER_CONTENT_FILTER_STORE (source), result, &error);

  if (filter == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("The content filter cannot be compiled, mails are shown as plain text: %s", error->message);
      g_signal_emit (self, signals[SIGNAL_UNAVAILABLE], 0);
      return;
    }
  if (!g_cancellable_is_cancelled (self->cancellable))
    {
      webkit_user_content_manager_add_filter (self->manager, filter);
      create_web_view (self);
      load_page (self);
    }
  webkit_user_content_filter_unref (filter);
}

static void
compile_filter (MailerWebView *self)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "mailer", "filter", NULL);
  g_autoptr (GBytes) source = mailer_web_view_walls_create_filter ();

  self->filter_store = webkit_user_content_filter_store_new (path);
  webkit_user_content_filter_store_save (self->filter_store, FILTER_NAME, source, self->cancellable,
                                         filter_saved_cb, g_object_ref (self));
}

static void
mailer_web_view_dispose (GObject *object)
{
  MailerWebView *self = MAILER_WEB_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  self->is_ready = FALSE;
  self->web_view = NULL;
  g_clear_object (&self->manager);
  g_clear_object (&self->filter_store);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (mailer_web_view_parent_class)->dispose (object);
}

static void
mailer_web_view_finalize (GObject *object)
{
  MailerWebView *self = MAILER_WEB_VIEW (object);

  g_hash_table_unref (self->allowed);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (mailer_web_view_parent_class)->finalize (object);
}

static void
mailer_web_view_class_init (MailerWebViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mailer_web_view_dispose;
  object_class->finalize = mailer_web_view_finalize;
  signals[SIGNAL_READY] = mailer_widget_add_signal (klass, "ready");
  signals[SIGNAL_UNAVAILABLE] = mailer_widget_add_signal (klass, "unavailable");
  signals[SIGNAL_CRASHED] = mailer_widget_add_signal (klass, "crashed");
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", MAILER_TYPE_WEB_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING,
                                          G_TYPE_INT64, G_TYPE_INT);
  signals[SIGNAL_LINK_ACTIVATED] = g_signal_new ("link-activated", MAILER_TYPE_WEB_VIEW,
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRV);
  signals[SIGNAL_LINK_HOVERED] = g_signal_new ("link-hovered", MAILER_TYPE_WEB_VIEW,
                                               G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                               1, G_TYPE_STRING);
}

static void
mailer_web_view_init (MailerWebView *self)
{
  self->cancellable = g_cancellable_new ();
  self->allowed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->manager = webkit_user_content_manager_new ();
  compile_filter (self);
}

GtkWidget *
mailer_web_view_new (void)
{
  return g_object_new (MAILER_TYPE_WEB_VIEW, NULL);
}

void
mailer_web_view_set_engine (MailerWebView *self,
                            MailerEngine  *engine)
{
  g_return_if_fail (MAILER_IS_WEB_VIEW (self));

  g_set_object (&self->engine, engine);
}

gboolean
mailer_web_view_get_is_ready (MailerWebView *self)
{
  g_return_val_if_fail (MAILER_IS_WEB_VIEW (self), FALSE);

  return self->is_ready;
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (
      WEBKIT_WEB_VIEW (source), result, &error);

  if (value == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("The page did not take a call: %s", error->message);
}

void
mailer_web_view_call (MailerWebView *self,
                      const char    *function,
                      GVariant      *argument)
{
  g_autoptr (GVariant) sunk = argument != NULL ? g_variant_ref_sink (argument) : NULL;
  g_autofree char *body = NULL;
  g_autofree char *json = NULL;
  GVariantBuilder  arguments;

  g_return_if_fail (MAILER_IS_WEB_VIEW (self));

  if (!self->is_ready)
    return;
  body = g_strdup_printf ("mailer.%s (JSON.parse (json));", function);
  json = sunk != NULL ? mailer_json_from_variant (sunk) : g_strdup ("null");
  g_variant_builder_init (&arguments, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&arguments, "{sv}", "json", g_variant_new_take_string (g_steal_pointer (&json)));
  webkit_web_view_call_async_javascript_function (self->web_view, body, -1,
                                                  g_variant_builder_end (&arguments), WORLD, NULL,
                                                  self->cancellable, called_cb, NULL);
}

void
mailer_web_view_set_images_allowed (MailerWebView *self,
                                    gint64         message_id,
                                    gboolean       is_allowed)
{
  g_return_if_fail (MAILER_IS_WEB_VIEW (self));

  if (is_allowed)
    g_hash_table_add (self->allowed, g_memdup2 (&message_id, sizeof message_id));
  else
    g_hash_table_remove (self->allowed, &message_id);
}

void
mailer_web_view_forbid_images (MailerWebView *self)
{
  g_return_if_fail (MAILER_IS_WEB_VIEW (self));

  g_hash_table_remove_all (self->allowed);
}

gboolean
mailer_web_view_get_images_allowed (MailerWebView *self,
                                    gint64         message_id)
{
  g_return_val_if_fail (MAILER_IS_WEB_VIEW (self), FALSE);

  return g_hash_table_contains (self->allowed, &message_id);
}
