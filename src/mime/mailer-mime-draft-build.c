/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-draft.h"

#include <string.h>

#include "mailer-mime-header.h"
#include "mailer-mime-private.h"
#include "mailer-mime-text-private.h"

#define WRAP_COLUMNS 72
#define MAX_LINE_BYTES 998

/* Everything that comes from people passes mailer_mime_clean_line() on its way into a header, so no CR,
 * LF or NUL reaches GMime, which writes and folds the fields. */

static void
set_address_error (GError    **error,
                   const char *address)
{
  GError *local = g_error_new (MAILER_MIME_ERROR, MAILER_MIME_ERROR_ADDRESS,
                               "cannot build the message: an address is not valid");

  mailer_error_edit_details (local)->scope = MAILER_ERROR_SCOPE_MESSAGE;
  mailer_error_edit_details (local)->retry = MAILER_ERROR_RETRY_NEVER;
  mailer_error_edit_details (local)->server_text = g_strdup (address);
  g_propagate_error (error, local);
}

static char *
make_wire_address (const char *address)
{
  const char      *domain = mailer_address_get_domain (address);
  g_autofree char *ascii = domain != NULL && mailer_address_is_valid (address) ? g_hostname_to_ascii (domain) : NULL;

  if (ascii == NULL)
    return NULL;

  return g_strdup_printf ("%.*s%s", (int)(domain - address), address, ascii);
}

/* In a draft a bad address is kept as far as a header can hold it. */
static char *
make_loose_address (const char *address)
{
  g_autofree char *clean = mailer_mime_clean_line (address);

  return g_strdelimit (g_steal_pointer (&clean), "<>,;:()\\", '_');
}

static gboolean
add_addresses (GMimeMessage       *message,
               GMimeAddressType    type,
               GPtrArray          *list,
               MailerMimeBuildMode mode,
               GError            **error)
{
  for (guint i = 0; i < list->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (list, i);
      g_autofree char     *name = address->name != NULL ? mailer_mime_clean_line (address->name) : NULL;
      g_autofree char     *wire = make_wire_address (address->address);

      if (mode == MAILER_MIME_BUILD_FOR_SENDING && (wire == NULL || !g_str_is_ascii (wire)))
        {
          set_address_error (error, address->address);
          return FALSE;
        }
      if (wire == NULL)
        wire = make_loose_address (address->address);
      g_mime_message_add_mailbox (message, type, name, wire);
    }

  return TRUE;
}

static gboolean
add_all_addresses (GMimeMessage          *message,
                   const MailerMimeDraft *draft,
                   MailerMimeBuildMode    mode,
                   GError               **error)
{
  g_autoptr (GPtrArray) from = g_ptr_array_new ();

  if (draft->from != NULL)
    g_ptr_array_add (from, draft->from);
  else if (mode == MAILER_MIME_BUILD_FOR_SENDING)
    {
      set_address_error (error, "");
      return FALSE;
    }

  return add_addresses (message, GMIME_ADDRESS_TYPE_FROM, from, mode, error)
         && add_addresses (message, GMIME_ADDRESS_TYPE_REPLY_TO, draft->reply_to, mode, error)
         && add_addresses (message, GMIME_ADDRESS_TYPE_TO, draft->to, mode, error)
         && add_addresses (message, GMIME_ADDRESS_TYPE_CC, draft->cc, mode, error)
         && (mode == MAILER_MIME_BUILD_FOR_SENDING
             || add_addresses (message, GMIME_ADDRESS_TYPE_BCC, draft->bcc, mode, error));
}

/* Only what can stand between angle brackets. */
static char *
clean_message_id (const char *id)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = id; p != NULL && *p != '\0' && clean->len < MAX_LINE_BYTES - 20; p++)
    if ((guchar)*p > ' ' && (guchar)*p < 0x7f && *p != '<' && *p != '>')
      g_string_append_c (clean, *p);

  return g_string_free (clean, FALSE);
}

static void
append_message_id (GString    *ids,
                   const char *id)
{
  g_autofree char *clean = clean_message_id (id);

  if (*clean != '\0')
    g_string_append_printf (ids, "%s<%s>", ids->len > 0 ? " " : "", clean);
}

static void
add_thread_headers (GMimeMessage          *message,
                    const MailerMimeDraft *draft)
{
  g_autofree char *id = clean_message_id (draft->message_id);
  g_autoptr (GString) in_reply_to = g_string_new (NULL);
  g_autoptr (GString) references = g_string_new (NULL);

  if (*id == '\0')
    {
      g_free (id);
      id = mailer_mime_generate_message_id (draft->from != NULL ? draft->from->address : NULL);
    }
  g_mime_message_set_message_id (message, id);
  append_message_id (in_reply_to, draft->in_reply_to);
  if (in_reply_to->len > 0)
    g_mime_object_set_header (GMIME_OBJECT (message), "In-Reply-To", in_reply_to->str, NULL);
  for (guint i = 0; draft->references[i] != NULL; i++)
    append_message_id (references, draft->references[i]);
  if (references->len > 0)
    g_mime_object_set_header (GMIME_OBJECT (message), "References", references->str, NULL);
}

/* RFC 3676, section 4.2 */
static gboolean
needs_stuffing (const char *text,
                guint       depth)
{
  return depth > 0 || *text == ' ' || *text == '>' || strncmp (text, "From ", 5) == 0;
}

/* Where to break @text: behind the last blank within the width, or the first one behind it. */
static gsize
find_break (const char *text,
            gsize       columns)
{
  const char *best = NULL;
  gsize       n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p), n++)
    {
      if (n >= columns && best != NULL)
        break;
      if (*p == ' ' && p[1] != ' ' && p[1] != '\0')
        best = p + 1;
      if (n >= columns && best != NULL)
        break;
    }

  return n < columns || best == NULL ? 0 : (gsize)(best - text);
}

static void
append_flowed_paragraph (GString              *flowed,
                         const MailerMimeLine *line)
{
  g_autofree char *text = g_strdup (line->text);
  const char      *rest = text;
  gsize            columns = line->depth < WRAP_COLUMNS / 2 ? WRAP_COLUMNS - line->depth - 1 : WRAP_COLUMNS / 2;

  /* A blank at the end would join the next line. */
  if (!line->is_separator)
    g_strchomp (text);
  for (;;)
    {
      gsize length = line->is_separator ? 0 : find_break (rest, columns);

      for (guint i = 0; i < line->depth; i++)
        g_string_append_c (flowed, '>');
      if (needs_stuffing (rest, line->depth) && (line->depth == 0 || *rest != '\0'))
        g_string_append_c (flowed, ' ');
      g_string_append_len (flowed, rest, length > 0 ? (gssize)length : (gssize)strlen (rest));
      g_string_append_c (flowed, '\n');
      if (length == 0)
        return;
      rest += length;
    }
}

static char *
make_flowed (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GPtrArray) lines = mailer_mime_split_lines (valid, MAILER_MIME_TEXT_NONE);
  GString *flowed = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    append_flowed_paragraph (flowed, g_ptr_array_index (lines, i));

  return g_string_free (flowed, FALSE);
}

static gboolean
is_plain_ascii (const char *data,
                gsize       size)
{
  gsize line_length = 0;

  for (gsize i = 0; i < size; i++)
    {
      guchar c = (guchar)data[i];

      line_length = c == '\n' ? 0 : line_length + 1;
      if (c >= 0x80 || c == '\0' || line_length > MAX_LINE_BYTES - 2
          || (c == '\r' && (i + 1 == size || data[i + 1] != '\n')))
        return FALSE;
    }

  return TRUE;
}

static void
set_content (GMimePart           *part,
             const char          *data,
             gsize                size,
             GMimeContentEncoding encoding)
{
  GMimeStream      *stream = g_mime_stream_mem_new_with_buffer (data, size);
  GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_part_set_content (part, wrapper);
  g_mime_part_set_content_encoding (part, encoding);
  g_object_unref (wrapper);
  g_object_unref (stream);
}

static GMimeObject *
make_text_part (const char *text)
{
  g_autofree char *flowed = make_flowed (text);
  gsize            size = strlen (flowed);
  GMimePart       *part = g_mime_part_new_with_type ("text", "plain");

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "format", "flowed");
  set_content (part, flowed, size,
               is_plain_ascii (flowed, size) ? GMIME_CONTENT_ENCODING_7BIT
                                             : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);

  return GMIME_OBJECT (part);
}

static gboolean
is_token (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$&-^_.+", *p) == NULL)
      return FALSE;

  return *text != '\0' && strlen (text) < 100;
}

/* Containers and messages must not be base64 (RFC 2045, section 6.4): where that is needed they travel as bytes. */
static GMimePart *
make_typed_part (const char *type,
                 gboolean    is_ascii)
{
  g_auto (GStrv) pieces = g_strsplit (type, "/", 2);
  gboolean is_composite;

  if (g_strv_length (pieces) != 2 || !is_token (pieces[0]) || !is_token (pieces[1]))
    return g_mime_part_new_with_type ("application", "octet-stream");

  is_composite = g_ascii_strcasecmp (pieces[0], "multipart") == 0
                 || (g_ascii_strcasecmp (pieces[0], "message") == 0 && !is_ascii);

  return is_composite ? g_mime_part_new_with_type ("application", "octet-stream")
                      : g_mime_part_new_with_type (pieces[0], pieces[1]);
}

static GBytes *
read_attachment (const MailerMimeDraftAttachment *attachment,
                 GError                         **error)
{
  g_autoptr (GError) file_error = NULL;
  GError *local;
  char   *data = NULL;
  gsize   size = 0;

  if (attachment->bytes != NULL)
    return g_bytes_ref (attachment->bytes);
  if (g_file_get_contents (attachment->path, &data, &size, &file_error))
    return g_bytes_new_take (data, size);

  local = g_error_new (MAILER_MIME_ERROR, MAILER_MIME_ERROR_ATTACHMENT,
                       "cannot read the copy of an attachment: %s",
                       g_strerror (file_error->code == G_FILE_ERROR_NOENT ? 2 : 5));
  mailer_error_edit_details (local)->scope = MAILER_ERROR_SCOPE_MESSAGE;
  mailer_error_edit_details (local)->retry = MAILER_ERROR_RETRY_NEVER;
  mailer_error_edit_details (local)->server_text = g_strdup (attachment->name);
  g_propagate_error (error, local);

  return NULL;
}

static GMimeObject *
make_attachment_part (const MailerMimeDraftAttachment *attachment,
                      GError                         **error)
{
  g_autoptr (GBytes) bytes = read_attachment (attachment, error);
  g_autofree char *line = mailer_mime_clean_line (attachment->name);
  g_autofree char *name = mailer_mime_sanitize_filename (line);
  GMimePart       *part;
  gsize            size;
  const char      *data;
  gboolean         is_ascii;
  gboolean         is_message;

  if (bytes == NULL)
    return NULL;

  data = mailer_mime_get_data (bytes, &size);
  is_ascii = is_plain_ascii (data, size);
  part = make_typed_part (attachment->type, is_ascii);
  is_message = g_mime_content_type_is_type (g_mime_object_get_content_type (GMIME_OBJECT (part)), "message", "*");
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, name != NULL ? name : "attachment");
  set_content (part, data, size, is_message ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_BASE64);

  return GMIME_OBJECT (part);
}

static GMimeObject *
make_body (const MailerMimeDraft *draft,
           GError               **error)
{
  GMimeObject    *text = make_text_part (draft->text);
  GMimeMultipart *mixed;

  if (draft->attachments->len == 0)
    return text;

  mixed = g_mime_multipart_new_with_subtype ("mixed");
  g_mime_multipart_add (mixed, text);
  g_object_unref (text);
  for (guint i = 0; i < draft->attachments->len; i++)
    {
      GMimeObject *part = make_attachment_part (g_ptr_array_index (draft->attachments, i), error);

      if (part == NULL)
        {
          g_object_unref (mixed);
          return NULL;
        }
      g_mime_multipart_add (mixed, part);
      g_object_unref (part);
    }

  return GMIME_OBJECT (mixed);
}

static GBytes *
write_message (GMimeMessage *message)
{
  GMimeFormatOptions *options = g_mime_format_options_new ();
  GMimeStream        *stream = g_mime_stream_mem_new ();
  GByteArray         *array;
  GBytes             *bytes;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  bytes = g_bytes_new (array->data, array->len);
  g_object_unref (stream);
  g_mime_format_options_free (options);

  return bytes;
}

GBytes *
mailer_mime_draft_build (const MailerMimeDraft *self,
                         MailerMimeBuildMode    mode,
                         GError               **error)
{
  g_autoptr (GMimeMessage) message = NULL;
  g_autoptr (GMimeObject) body = NULL;
  g_autofree char *date = NULL;
  g_autofree char *subject = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  mailer_mime_init ();
  body = make_body (self, error);
  if (body == NULL)
    return NULL;

  message = g_mime_message_new (FALSE);
  date = mailer_mime_format_date (self->date_s, self->date_offset_min);
  g_mime_object_set_header (GMIME_OBJECT (message), "Date", date, NULL);
  if (!add_all_addresses (message, self, mode, error))
    return NULL;
  subject = mailer_mime_clean_line (self->subject);
  g_mime_message_set_subject (message, subject, "utf-8");
  add_thread_headers (message, self);
  g_mime_message_set_mime_part (message, body);

  return write_message (message);
}
