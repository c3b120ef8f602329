/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-conversation-private.h"

#include "mailer-address.h"

struct _MailerConversation
{
  GObject parent_instance;

  MailerConversationGoneFunc gone;
  gpointer                   gone_data;

  gint64     id;
  gboolean   is_loaded;
  char      *subject;
  GPtrArray *senders;
  char      *preview;
  gint64     date;
  guint      n_messages;
  gboolean   is_unread;
  gboolean   is_flagged;
  gboolean   is_answered;
  gboolean   has_attachments;
};

typedef enum
{
  PROP_IS_LOADED = 1,
  PROP_SUBJECT,
  PROP_SENDERS,
  PROP_PREVIEW,
  PROP_DATE,
  PROP_N_MESSAGES,
  PROP_IS_UNREAD,
  PROP_IS_FLAGGED,
  PROP_IS_ANSWERED,
  PROP_HAS_ATTACHMENTS,
} ConversationProperty;

static GParamSpec *properties[PROP_HAS_ATTACHMENTS + 1];

G_DEFINE_FINAL_TYPE (MailerConversation, mailer_conversation, G_TYPE_OBJECT)

static gboolean
addresses_equal (GPtrArray *a,
                 GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    {
      const MailerAddress *left = g_ptr_array_index (a, i);
      const MailerAddress *right = g_ptr_array_index (b, i);

      if (g_strcmp0 (left->name, right->name) != 0 || g_strcmp0 (left->address, right->address) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
update_string (MailerConversation  *self,
               char               **field,
               const char          *value,
               ConversationProperty property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
update_boolean (MailerConversation  *self,
                gboolean            *field,
                gboolean             value,
                ConversationProperty property)
{
  if (*field == !!value)
    return;

  *field = !!value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
mailer_conversation_finalize (GObject *object)
{
  MailerConversation *self = MAILER_CONVERSATION (object);

  if (self->gone != NULL)
    self->gone (self->id, self->gone_data);
  g_free (self->subject);
  g_ptr_array_unref (self->senders);
  g_free (self->preview);

  G_OBJECT_CLASS (mailer_conversation_parent_class)->finalize (object);
}

static void
mailer_conversation_get_property (GObject    *object,
                                  guint       property_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MailerConversation *self = MAILER_CONVERSATION (object);

  switch ((ConversationProperty)property_id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, self->subject);
      break;
    case PROP_SENDERS:
      g_value_set_boxed (value, self->senders);
      break;
    case PROP_PREVIEW:
      g_value_set_string (value, self->preview);
      break;
    case PROP_DATE:
      g_value_set_int64 (value, self->date);
      break;
    case PROP_N_MESSAGES:
      g_value_set_uint (value, self->n_messages);
      break;
    case PROP_IS_UNREAD:
      g_value_set_boolean (value, self->is_unread);
      break;
    case PROP_IS_FLAGGED:
      g_value_set_boolean (value, self->is_flagged);
      break;
    case PROP_IS_ANSWERED:
      g_value_set_boolean (value, self->is_answered);
      break;
    case PROP_HAS_ATTACHMENTS:
      g_value_set_boolean (value, self->has_attachments);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
mailer_conversation_class_init (MailerConversationClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mailer_conversation_finalize;
  object_class->get_property = mailer_conversation_get_property;

  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, "", flags);
  properties[PROP_SENDERS] = g_param_spec_boxed ("senders", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  properties[PROP_PREVIEW] = g_param_spec_string ("preview", NULL, NULL, "", flags);
  properties[PROP_DATE] = g_param_spec_int64 ("date", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_N_MESSAGES] = g_param_spec_uint ("n-messages", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_IS_UNREAD] = g_param_spec_boolean ("is-unread", NULL, NULL, FALSE, flags);
  properties[PROP_IS_FLAGGED] = g_param_spec_boolean ("is-flagged", NULL, NULL, FALSE, flags);
  properties[PROP_IS_ANSWERED] = g_param_spec_boolean ("is-answered", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_ATTACHMENTS] = g_param_spec_boolean ("has-attachments", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mailer_conversation_init (MailerConversation *self)
{
  self->subject = g_strdup ("");
  self->preview = g_strdup ("");
  self->senders = mailer_address_list_new ();
}

MailerConversation *
mailer_conversation_new (gint64                     id,
                         MailerConversationGoneFunc gone,
                         gpointer                   gone_data)
{
  MailerConversation *self = g_object_new (MAILER_TYPE_CONVERSATION, NULL);

  self->id = id;
  self->gone = gone;
  self->gone_data = gone_data;

  return self;
}

void
mailer_conversation_disown (MailerConversation *self)
{
  self->gone = NULL;
}

void
mailer_conversation_update (MailerConversation            *self,
                            const MailerConversationFacts *facts)
{
  g_return_if_fail (MAILER_IS_CONVERSATION (self));

  g_object_freeze_notify (G_OBJECT (self));
  update_string (self, &self->subject, facts->subject, PROP_SUBJECT);
  update_string (self, &self->preview, facts->preview, PROP_PREVIEW);
  if (!addresses_equal (self->senders, facts->senders))
    {
      g_ptr_array_unref (self->senders);
      self->senders = g_ptr_array_ref (facts->senders);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENDERS]);
    }
  if (self->date != facts->date)
    {
      self->date = facts->date;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATE]);
    }
  if (self->n_messages != facts->n_messages)
    {
      self->n_messages = facts->n_messages;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MESSAGES]);
    }
  update_boolean (self, &self->is_unread, facts->is_unread, PROP_IS_UNREAD);
  update_boolean (self, &self->is_flagged, facts->is_flagged, PROP_IS_FLAGGED);
  update_boolean (self, &self->is_answered, facts->is_answered, PROP_IS_ANSWERED);
  update_boolean (self, &self->has_attachments, facts->has_attachments, PROP_HAS_ATTACHMENTS);
  update_boolean (self, &self->is_loaded, TRUE, PROP_IS_LOADED);
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
mailer_conversation_get_id (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), 0);

  return self->id;
}

gboolean
mailer_conversation_get_is_loaded (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), FALSE);

  return self->is_loaded;
}

const char *
mailer_conversation_get_subject (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), NULL);

  return self->subject;
}

GPtrArray *
mailer_conversation_get_senders (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), NULL);

  return self->senders;
}

const char *
mailer_conversation_get_preview (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), NULL);

  return self->preview;
}

gint64
mailer_conversation_get_date (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), 0);

  return self->date;
}

guint
mailer_conversation_get_n_messages (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), 0);

  return self->n_messages;
}

gboolean
mailer_conversation_get_is_unread (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), FALSE);

  return self->is_unread;
}

gboolean
mailer_conversation_get_is_flagged (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), FALSE);

  return self->is_flagged;
}

gboolean
mailer_conversation_get_is_answered (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), FALSE);

  return self->is_answered;
}

gboolean
mailer_conversation_get_has_attachments (MailerConversation *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION (self), FALSE);

  return self->has_attachments;
}
