/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-web-view-walls.h"

#include <string.h>

/* Everything is blocked, then what never leaves the process is let through again. */
static const char filter_source[] = "["
                                    "{\"trigger\":{\"url-filter\":\".*\"},\"action\":{\"type\":\"block\"}},"
                                    "{\"trigger\":{\"url-filter\":\"^about:\"},\"action\":{\"type\":\"ignore-previous-rules\"}},"
                                    "{\"trigger\":{\"url-filter\":\"^data:\"},\"action\":{\"type\":\"ignore-previous-rules\"}},"
                                    "{\"trigger\":{\"url-filter\":\"^mailer-cid:\"},\"action\":{\"type\":\"ignore-previous-rules\"}},"
                                    "{\"trigger\":{\"url-filter\":\"^mailer-remote:\"},\"action\":{\"type\":\"ignore-previous-rules\"}}"
                                    "]";

GBytes *
mailer_web_view_walls_create_filter (void)
{
  return g_bytes_new_static (filter_source, strlen (filter_source));
}

/* Nothing listens at the discard port: what would get past the filter ends there. */
WebKitNetworkSession *
mailer_web_view_walls_create_session (void)
{
  WebKitNetworkSession       *session = webkit_network_session_new_ephemeral ();
  WebKitNetworkProxySettings *proxy = webkit_network_proxy_settings_new ("socks5://127.0.0.1:9", NULL);

  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_session_set_persistent_credential_storage_enabled (session, FALSE);
  webkit_network_proxy_settings_free (proxy);
  return session;
}

WebKitSettings *
mailer_web_view_walls_create_settings (void)
{
  return g_object_new (WEBKIT_TYPE_SETTINGS,
                       /* Text and pictures gain nothing from it; a broken driver would leave the page empty. */
                       "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
                       "enable-javascript", TRUE,
                       "enable-javascript-markup", FALSE,
                       "javascript-can-access-clipboard", FALSE,
                       "javascript-can-open-windows-automatically", FALSE,
                       "allow-modal-dialogs", FALSE,
                       "enable-media", FALSE,
                       "enable-media-stream", FALSE,
                       "enable-mediasource", FALSE,
                       "enable-webaudio", FALSE,
                       "enable-webgl", FALSE,
                       "enable-html5-database", FALSE,
                       "enable-html5-local-storage", FALSE,
                       "enable-page-cache", FALSE,
                       "enable-fullscreen", FALSE,
                       "enable-site-specific-quirks", FALSE,
                       "enable-back-forward-navigation-gestures", FALSE,
                       "enable-developer-extras", FALSE,
                       "enable-tabs-to-links", TRUE,
                       "enable-caret-browsing", FALSE,
                       NULL);
}
