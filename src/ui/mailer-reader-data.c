/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-reader-data.h"

#include <string.h>

#include <glib/gi18n.h>
#include <pango/pango.h>

#include "mailer-date-text.h"
#include "mailer-error-text.h"
#include "mailer-mime-header.h"
#include "mailer-text.h"

#define MAX_NAMES_IN_LINE 6
#define MAX_NAMES_IN_DETAILS 200

/* The background and text colours of avatars, as the list's have them. */
static const char *const avatar_colors[][2] = {
  { "#83b6ec", "#1b3a66" },
  { "#7ad9f1", "#0c4a5e" },
  { "#8de6b1", "#125c34" },
  { "#b5e98a", "#2f5c0f" },
  { "#f8e359", "#5c4a00" },
  { "#ffcb62", "#6b3d00" },
  { "#ffa95a", "#6b2600" },
  { "#f78773", "#5e1405" },
  { "#e973ab", "#520a2f" },
  { "#cb78d4", "#430c4a" },
  { "#9e91e8", "#271a63" },
  { "#e3cf9c", "#53401a" },
  { "#be916d", "#3b2209" },
  { "#c0bfbc", "#35343a" },
};

static void
add_string (GVariantBuilder *builder,
            const char      *key,
            const char      *value)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (value != NULL ? value : ""));
}

static void
add_boolean (GVariantBuilder *builder,
             const char      *key,
             gboolean         value)
{
  g_variant_builder_add (builder, "{sv}", key, g_variant_new_boolean (value));
}

static void
add_id (GVariantBuilder *builder,
        gint64           id)
{
  g_variant_builder_add (builder, "{sv}", "id", mailer_reader_data_new_id (id));
}

/* A number of JavaScript would lose digits. */
GVariant *
mailer_reader_data_new_id (gint64 message_id)
{
  return g_variant_new_printf ("%" G_GINT64_FORMAT, message_id);
}

GVariant *
mailer_reader_data_new_style (gboolean is_dark,
                              gboolean has_high_contrast,
                              gboolean is_rtl)
{
  GVariantBuilder builder, strings;

  g_variant_builder_init (&strings, G_VARIANT_TYPE_VARDICT);
  add_string (&strings, "quote", _ ("Show quoted text"));
  add_string (&strings, "noPicture", _ ("This picture could not be loaded over an encrypted connection"));
  add_string (&strings, "damaged", _ ("Parts of this message cannot be shown as they were meant."));
  add_string (&strings, "source", _ ("View Source"));
  add_string (&strings, "again", _ ("Try Again"));
  add_string (&strings, "star", _ ("Star"));
  add_string (&strings, "unstar", _ ("Remove Star"));
  add_string (&strings, "reply", _ ("Reply"));
  add_string (&strings, "details", _ ("Details"));
  add_string (&strings, "attachments", _ ("Attachments"));

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_boolean (&builder, "isDark", is_dark);
  add_boolean (&builder, "isContrast", has_high_contrast);
  add_boolean (&builder, "isRtl", is_rtl);
  add_string (&builder, "language", pango_language_to_string (pango_language_get_default ()));
  g_variant_builder_add (&builder, "{sv}", "strings", g_variant_builder_end (&strings));
  return g_variant_builder_end (&builder);
}

/* Names */

static gboolean
is_own (const MailerAddress *address,
        const char          *own_address)
{
  return own_address != NULL && g_ascii_strcasecmp (address->address, own_address) == 0;
}

static char *
dup_names (GPtrArray  *addresses,
           const char *own_address)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *name = NULL;

      if (i == MAX_NAMES_IN_LINE)
        {
          const guint n = addresses->len - i;

          g_string_append_printf (text, ngettext (" and %u other", " and %u others", n), n);
          break;
        }
      name = is_own (addresses->pdata[i], own_address)
                 ? g_strdup (C_ ("recipient", "me"))
                 : mailer_address_dup_display (addresses->pdata[i]);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_full (const MailerAddress *address)
{
  if (address->name == NULL || address->name[0] == '\0')
    return g_strdup (address->address);
  if (address->address[0] == '\0')
    return g_strdup (address->name);
  return g_strdup_printf ("%s <%s>", address->name, address->address);
}

static char *
dup_full_list (GPtrArray *addresses)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *full = dup_full (addresses->pdata[i]);

      if (i == MAX_NAMES_IN_DETAILS)
        {
          const guint n = addresses->len - i;

          g_string_append_printf (text, ngettext (" and %u other", " and %u others", n), n);
          break;
        }
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", full);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* One or two letters, as AdwAvatar chooses them. */
static char *
dup_initials (const char *name)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autofree char *upper = normal != NULL ? g_utf8_strup (normal, -1) : g_strdup ("");
  g_autoptr (GString) initials = g_string_new (NULL);
  const char *blank;

  g_strstrip (upper);
  if (upper[0] == '\0')
    return g_strdup ("");
  g_string_append_unichar (initials, g_utf8_get_char (upper));
  blank = strrchr (upper, ' ');
  if (blank != NULL && g_unichar_isalnum (g_utf8_get_char (blank + 1)))
    g_string_append_unichar (initials, g_utf8_get_char (blank + 1));
  return g_string_free (g_steal_pointer (&initials), FALSE);
}

/* Messages */

static void
add_row (GVariantBuilder *rows,
         const char      *label,
         const char      *value)
{
  const char *const row[] = { label, value, NULL };

  if (value != NULL && value[0] != '\0')
    g_variant_builder_add (rows, "v", g_variant_new_strv (row, -1));
}

static void
add_addresses_row (GVariantBuilder *rows,
                   const char      *label,
                   GPtrArray       *addresses)
{
  g_autofree char *text = dup_full_list (addresses);

  add_row (rows, label, text);
}

static GVariant *
create_rows (const MailerMessage *message)
{
  g_autofree char *date = mailer_date_text_dup_long (message->date);
  g_autofree char *sender = message->sender_differs != NULL ? dup_full (message->sender_differs) : NULL;
  g_autofree char *size = g_format_size ((guint64)MAX (message->size_bytes, 0));
  GVariantBuilder  rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("av"));
  add_addresses_row (&rows, _ ("From"), message->from);
  add_row (&rows, _ ("Sent by"), sender);
  add_addresses_row (&rows, _ ("To"), message->to);
  add_addresses_row (&rows, _ ("Cc"), message->cc);
  add_addresses_row (&rows, _ ("Bcc"), message->bcc);
  add_addresses_row (&rows, _ ("Reply to"), message->reply_to);
  add_row (&rows, _ ("Subject"), message->subject);
  add_row (&rows, _ ("Date"), date);
  add_row (&rows, _ ("Mailing list"), message->list_id);
  add_row (&rows, _ ("Size"), size);
  return g_variant_builder_end (&rows);
}

/* Whom the message says it is from: everybody by name and address, one author by address. */
static char *
dup_from_addresses (const MailerMessage *message)
{
  const MailerAddress *from = message->from->len > 0 ? message->from->pdata[0] : NULL;

  if (message->from->len > 1)
    return dup_full_list (message->from);
  if (from == NULL)
    return g_strdup ("");
  return g_strdup (from->address[0] != '\0' ? from->address : from->name);
}

/* The address stands beside every name: a name proves nothing. */
static char *
dup_sender_address (const MailerMessage *message)
{
  const MailerAddress *from = message->from->len > 0 ? message->from->pdata[0] : NULL;
  g_autofree char     *addresses = dup_from_addresses (message);

  if (message->sender_differs != NULL && addresses[0] != '\0')
    /* Translators: the address in From, then the one that really sent the message. */
    return g_strdup_printf (_ ("%s, sent by %s"), addresses, message->sender_differs->address);
  if (message->sender_differs != NULL)
    return g_strdup (message->sender_differs->address);
  if (message->from->len == 1 && (from->name == NULL || from->name[0] == '\0'))
    return g_strdup ("");
  return g_steal_pointer (&addresses);
}

static char *
dup_recipients (const MailerMessage *message,
                const char          *own_address)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *names = NULL;

  g_ptr_array_extend (all, message->to, NULL, NULL);
  g_ptr_array_extend (all, message->cc, NULL, NULL);
  g_ptr_array_extend (all, message->bcc, NULL, NULL);
  if (all->len == 0)
    return g_strdup ("");
  names = dup_names (all, own_address);
  /* Translators: the recipients of a message. */
  return g_strdup_printf (_ ("to %s"), names);
}

static void
add_avatar (GVariantBuilder *builder,
            const char      *name)
{
  const guint      color = g_str_hash (name) % G_N_ELEMENTS (avatar_colors);
  g_autofree char *initials = dup_initials (name);

  add_string (builder, "initials", initials);
  add_string (builder, "avatarColor", avatar_colors[color][0]);
  add_string (builder, "avatarText", avatar_colors[color][1]);
}

static GVariant *
create_message (const MailerMessage *message,
                const char          *own_address,
                gboolean             is_newest)
{
  g_autofree char *full_name = message->from->len > 0
                                   ? mailer_address_dup_display (message->from->pdata[0])
                                   : g_strdup (_ ("No sender"));
  g_autofree char *name = mailer_text_dup_shortened (full_name);
  g_autofree char *address = dup_sender_address (message);
  g_autofree char *to = dup_recipients (message, own_address);
  g_autofree char *date = mailer_date_text_dup_short (message->date, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *date_long = mailer_date_text_dup_long (message->date);
  /* Translators: what a screen reader says of a message: its sender and date. */
  g_autofree char *title = g_strdup_printf (_ ("Message from %s, %s"), name, date_long);
  const gboolean   is_unread = (message->flags & MAILER_FLAG_SEEN) == 0;
  GVariantBuilder  builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_id (&builder, message->id);
  add_string (&builder, "name", name);
  add_string (&builder, "address", address);
  add_string (&builder, "to", to);
  add_string (&builder, "date", date);
  add_string (&builder, "dateLong", date_long);
  add_string (&builder, "title", title);
  add_string (&builder, "preview", message->preview);
  add_avatar (&builder, name);
  add_boolean (&builder, "isUnread", is_unread);
  add_boolean (&builder, "isStarred", (message->flags & MAILER_FLAG_FLAGGED) != 0);
  add_boolean (&builder, "isExpanded", is_unread || is_newest);
  g_variant_builder_add (&builder, "{sv}", "rows", create_rows (message));
  return g_variant_builder_end (&builder);
}

GVariant *
mailer_reader_data_new_conversation (GPtrArray  *messages,
                                     const char *own_address)
{
  const MailerMessage *first = messages->len > 0 ? messages->pdata[0] : NULL;
  g_autofree char     *subject = mailer_text_dup_shortened (
          first != NULL && first->subject != NULL && first->subject[0] != '\0' ? first->subject
                                                                               : _ ("No subject"));
  GVariantBuilder builder, list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < messages->len; i++)
    g_variant_builder_add (&list, "v", create_message (messages->pdata[i], own_address, i == messages->len - 1));
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_string (&builder, "subject", subject);
  g_variant_builder_add (&builder, "{sv}", "messages", g_variant_builder_end (&list));
  return g_variant_builder_end (&builder);
}

/* Bodies */

/* Until an attachment is loaded its size is known to within two bytes, so that single bytes would be made up. */
static char *
dup_size (guint64 bytes)
{
  if (bytes == 0)
    return g_strdup ("");
  return bytes < 1000 ? g_strdup (_ ("under 1 kB")) : g_format_size (bytes);
}

static GVariant *
create_attachment (const MailerAttachment *attachment)
{
  const gboolean   is_risky = mailer_mime_is_risky_filename (attachment->name);
  g_autofree char *size = dup_size (attachment->size_bytes);
  g_autofree char *save_label = g_strdup_printf (_ ("Save “%s”"), attachment->name);
  g_autofree char *tooltip = is_risky ? g_strdup_printf (
                                 _ ("“%s” can run programs: it is only saved, never opened"),
                                 attachment->name)
                                      : g_strdup_printf (_ ("Open “%s”"), attachment->name);
  GVariantBuilder  builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_string (&builder, "name", attachment->name);
  add_string (&builder, "size", size);
  add_string (&builder, "tooltip", tooltip);
  add_string (&builder, "saveLabel", save_label);
  add_string (&builder, "kind", is_risky ? "risky" : g_str_has_prefix (attachment->content_type, "image/") ? "image"
                                                                                                           : "other");
  add_boolean (&builder, "isRisky", is_risky);
  return g_variant_builder_end (&builder);
}

GVariant *
mailer_reader_data_new_body (const MailerMessageBody *body)
{
  GVariantBuilder builder, attachments;

  g_variant_builder_init (&attachments, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < body->attachments->len; i++)
    g_variant_builder_add (&attachments, "v", create_attachment (body->attachments->pdata[i]));
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_id (&builder, body->message_id);
  add_string (&builder, "document", body->document);
  add_boolean (&builder, "isHtml", body->is_html);
  add_boolean (&builder, "isDamaged", body->is_damaged);
  g_variant_builder_add (&builder, "{sv}", "attachments", g_variant_builder_end (&attachments));
  return g_variant_builder_end (&builder);
}

/* @name: what the page tells when the button is used */
static void
add_button (GVariantBuilder *buttons,
            const char      *label,
            const char      *name)
{
  const char *const button[] = { label, name, NULL };

  g_variant_builder_add (buttons, "v", g_variant_new_strv (button, -1));
}

static char *
dup_held_text (guint n)
{
  return g_strdup_printf (
      ngettext (
          "%u picture from the internet was not loaded: loading it tells the sender that you read this.",
          "%u pictures from the internet were not loaded: loading them tells the sender that you read this.",
          n),
      n);
}

static char *
add_images (GVariantBuilder   *buttons,
            guint              n,
            MailerReaderImages images,
            const char        *sender)
{
  g_autofree char *always = NULL;

  switch (images)
    {
    case MAILER_READER_IMAGES_SHOWN:
      /* Translators: always show the pictures from the internet in messages of this address. */
      always = sender != NULL ? g_strdup_printf (_ ("Always for %s"), sender) : NULL;
      if (always != NULL)
        add_button (buttons, always, "show-images-of-sender");
      add_button (buttons, _ ("Hide Pictures"), "hide-images");
      return g_strdup (_ ("Pictures from the internet are shown."));
    case MAILER_READER_IMAGES_OF_SENDER:
      add_button (buttons, _ ("Ask Again"), "hide-images-of-sender");
      return g_strdup_printf (_ ("Pictures from the internet are always shown for %s."), sender);
    case MAILER_READER_IMAGES_HELD:
    default:
      add_button (buttons, _ ("Show Pictures"), "show-images");
      return dup_held_text (n);
    }
}

GVariant *
mailer_reader_data_new_images (const MailerMessageBody *body,
                               MailerReaderImages       images,
                               const char              *sender)
{
  g_autofree char *text = NULL;
  GVariantBuilder  builder, buttons;

  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("av"));
  if (body->n_remote_images > 0)
    text = add_images (&buttons, body->n_remote_images, images, sender);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_id (&builder, body->message_id);
  add_string (&builder, "text", text);
  g_variant_builder_add (&builder, "{sv}", "buttons", g_variant_builder_end (&buttons));
  return g_variant_builder_end (&builder);
}

GVariant *
mailer_reader_data_new_failure (gint64        message_id,
                                const GError *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *text = mailer_error_text_dup_body (error);
  g_autofree char *details = mailer_error_text_dup_details (error);
  GVariantBuilder  builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_id (&builder, message_id);
  add_string (&builder, "title", title);
  add_string (&builder, "text", text);
  add_string (&builder, "details", details);
  return g_variant_builder_end (&builder);
}

static char *
dup_under_header (const MailerMessage *message,
                  const char          *text)
{
  g_autofree char *from = dup_full_list (message->from);
  g_autofree char *to = dup_full_list (message->to);
  g_autofree char *date = mailer_date_text_dup_long (message->date);

  return g_strdup_printf ("%s: %s\n%s: %s\n%s: %s\n%s: %s\n\n%s\n",
                          _ ("From"), from, _ ("To"), to, _ ("Date"), date, _ ("Subject"), message->subject, text);
}

char *
mailer_reader_data_dup_text (const MailerMessage     *message,
                             const MailerMessageBody *body)
{
  g_autofree char *text = mailer_text_dup_with_short_lines (body->plain_text);

  return dup_under_header (message, text);
}

char *
mailer_reader_data_dup_failure_text (const MailerMessage *message,
                                     const GError        *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *body = mailer_error_text_dup_body (error);
  g_autofree char *details = mailer_error_text_dup_details (error);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n\n%s", title, body, details);

  return dup_under_header (message, text);
}
