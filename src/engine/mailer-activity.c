/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-activity-private.h"

struct _MailerActivity
{
  GObject parent_instance;

  gint64             id;
  MailerActivityKind kind;
  char              *account_id;
  char              *subject;
  guint              n_messages;
  gboolean           is_running;
  gboolean           is_failed;
  gboolean           can_retry;
  gboolean           can_discard;
  GError            *error;
  double             fraction;
};

typedef enum
{
  PROP_IS_RUNNING = 1,
  PROP_IS_FAILED,
  PROP_CAN_RETRY,
  PROP_CAN_DISCARD,
  PROP_ERROR,
  PROP_FRACTION,
} ActivityProperty;

static GParamSpec *properties[PROP_FRACTION + 1];

G_DEFINE_FINAL_TYPE (MailerActivity, mailer_activity, G_TYPE_OBJECT)

static gboolean
errors_equal (const GError *a,
              const GError *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->domain == b->domain && a->code == b->code && g_str_equal (a->message, b->message);
}

static void
mailer_activity_finalize (GObject *object)
{
  MailerActivity *self = MAILER_ACTIVITY (object);

  g_free (self->account_id);
  g_free (self->subject);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mailer_activity_parent_class)->finalize (object);
}

static void
mailer_activity_get_property (GObject    *object,
                              guint       property_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MailerActivity *self = MAILER_ACTIVITY (object);

  switch ((ActivityProperty)property_id)
    {
    case PROP_IS_RUNNING:
      g_value_set_boolean (value, self->is_running);
      break;
    case PROP_IS_FAILED:
      g_value_set_boolean (value, self->is_failed);
      break;
    case PROP_CAN_RETRY:
      g_value_set_boolean (value, self->can_retry);
      break;
    case PROP_CAN_DISCARD:
      g_value_set_boolean (value, self->can_discard);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
mailer_activity_class_init (MailerActivityClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mailer_activity_finalize;
  object_class->get_property = mailer_activity_get_property;

  properties[PROP_IS_RUNNING] = g_param_spec_boolean ("is-running", NULL, NULL, FALSE, flags);
  properties[PROP_IS_FAILED] = g_param_spec_boolean ("is-failed", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_RETRY] = g_param_spec_boolean ("can-retry", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_DISCARD] = g_param_spec_boolean ("can-discard", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mailer_activity_init (MailerActivity *self)
{
}

MailerActivity *
mailer_activity_new (const MailerActivityFacts *facts)
{
  MailerActivity *self = g_object_new (MAILER_TYPE_ACTIVITY, NULL);

  self->id = facts->id;
  self->kind = facts->kind;
  self->account_id = g_strdup (facts->account_id);
  self->subject = g_strdup (facts->subject);
  self->n_messages = facts->n_messages;
  mailer_activity_update (self, facts);

  return self;
}

static void
update_boolean (MailerActivity  *self,
                gboolean        *field,
                gboolean         value,
                ActivityProperty property)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
mailer_activity_update (MailerActivity            *self,
                        const MailerActivityFacts *facts)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  update_boolean (self, &self->is_running, facts->is_running, PROP_IS_RUNNING);
  update_boolean (self, &self->is_failed, facts->is_failed, PROP_IS_FAILED);
  update_boolean (self, &self->can_retry, facts->can_retry, PROP_CAN_RETRY);
  update_boolean (self, &self->can_discard, facts->can_discard, PROP_CAN_DISCARD);
  if (!facts->is_running)
    mailer_activity_set_fraction (self, 0);
  if (!errors_equal (self->error, facts->error))
    {
      g_clear_error (&self->error);
      self->error = facts->error != NULL ? g_error_copy (facts->error) : NULL;
      g_object_notify_by_pspec (object, properties[PROP_ERROR]);
    }
  g_object_thaw_notify (object);
}

void
mailer_activity_set_fraction (MailerActivity *self,
                              double          fraction)
{
  if (self->fraction == fraction)
    return;

  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

double
mailer_activity_get_fraction (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), 0);

  return self->fraction;
}

gint64
mailer_activity_get_id (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), 0);

  return self->id;
}

MailerActivityKind
mailer_activity_get_kind (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), MAILER_ACTIVITY_FLAGS);

  return self->kind;
}

const char *
mailer_activity_get_account_id (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), NULL);

  return self->account_id;
}

const char *
mailer_activity_get_subject (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), NULL);

  return self->subject;
}

guint
mailer_activity_get_n_messages (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), 0);

  return self->n_messages;
}

gboolean
mailer_activity_get_is_running (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), FALSE);

  return self->is_running;
}

gboolean
mailer_activity_get_is_failed (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), FALSE);

  return self->is_failed;
}

gboolean
mailer_activity_get_can_retry (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), FALSE);

  return self->can_retry;
}

gboolean
mailer_activity_get_can_discard (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), FALSE);

  return self->can_discard;
}

const GError *
mailer_activity_get_error (MailerActivity *self)
{
  g_return_val_if_fail (MAILER_IS_ACTIVITY (self), NULL);

  return self->error;
}
