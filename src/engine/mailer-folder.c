/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-folder-private.h"

struct _MailerFolder
{
  GObject parent_instance;

  gint64           id;
  char            *account_id;
  char            *name;
  char            *path;
  MailerFolderRole role;
  guint            depth;
  guint            n_unread;
  guint            n_total;
  gboolean         is_selectable;
  double           sync_fraction;
};

typedef enum
{
  PROP_NAME = 1,
  PROP_ROLE,
  PROP_N_UNREAD,
  PROP_N_TOTAL,
  PROP_IS_SELECTABLE,
  PROP_DEPTH,
  PROP_SYNC_FRACTION,
} FolderProperty;

static GParamSpec *properties[PROP_SYNC_FRACTION + 1];

G_DEFINE_FINAL_TYPE (MailerFolder, mailer_folder, G_TYPE_OBJECT)

static void
mailer_folder_finalize (GObject *object)
{
  MailerFolder *self = MAILER_FOLDER (object);

  g_free (self->account_id);
  g_free (self->name);
  g_free (self->path);

  G_OBJECT_CLASS (mailer_folder_parent_class)->finalize (object);
}

static void
mailer_folder_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MailerFolder *self = MAILER_FOLDER (object);

  switch ((FolderProperty)property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ROLE:
      g_value_set_int (value, self->role);
      break;
    case PROP_N_UNREAD:
      g_value_set_uint (value, self->n_unread);
      break;
    case PROP_N_TOTAL:
      g_value_set_uint (value, self->n_total);
      break;
    case PROP_IS_SELECTABLE:
      g_value_set_boolean (value, self->is_selectable);
      break;
    case PROP_DEPTH:
      g_value_set_uint (value, self->depth);
      break;
    case PROP_SYNC_FRACTION:
      g_value_set_double (value, self->sync_fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
mailer_folder_class_init (MailerFolderClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mailer_folder_finalize;
  object_class->get_property = mailer_folder_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_ROLE] = g_param_spec_int ("role", NULL, NULL, 0, G_MAXINT, MAILER_FOLDER_ROLE_NONE, flags);
  properties[PROP_N_UNREAD] = g_param_spec_uint ("n-unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_IS_SELECTABLE] = g_param_spec_boolean ("is-selectable", NULL, NULL, FALSE, flags);
  properties[PROP_DEPTH] = g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SYNC_FRACTION] = g_param_spec_double ("sync-fraction", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mailer_folder_init (MailerFolder *self)
{
}

MailerFolder *
mailer_folder_new (gint64                   id,
                   const char              *account_id,
                   const MailerFolderFacts *facts)
{
  MailerFolder *self = g_object_new (MAILER_TYPE_FOLDER, NULL);

  self->id = id;
  self->account_id = g_strdup (account_id);
  mailer_folder_update (self, facts);

  return self;
}

void
mailer_folder_update (MailerFolder            *self,
                      const MailerFolderFacts *facts)
{
  MailerFolder old = *self;
  GObject     *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (g_strcmp0 (self->path, facts->path) != 0)
    {
      g_free (self->path);
      self->path = g_strdup (facts->path);
    }
  if (g_strcmp0 (self->name, facts->name) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (facts->name);
      g_object_notify_by_pspec (object, properties[PROP_NAME]);
    }
  self->role = facts->role;
  self->depth = facts->depth;
  self->n_unread = facts->n_unread;
  self->n_total = facts->n_total;
  self->is_selectable = facts->is_selectable;
  self->sync_fraction = facts->sync_fraction;
  if (old.role != self->role)
    g_object_notify_by_pspec (object, properties[PROP_ROLE]);
  if (old.depth != self->depth)
    g_object_notify_by_pspec (object, properties[PROP_DEPTH]);
  if (old.n_unread != self->n_unread)
    g_object_notify_by_pspec (object, properties[PROP_N_UNREAD]);
  if (old.n_total != self->n_total)
    g_object_notify_by_pspec (object, properties[PROP_N_TOTAL]);
  if (old.is_selectable != self->is_selectable)
    g_object_notify_by_pspec (object, properties[PROP_IS_SELECTABLE]);
  if (old.sync_fraction != self->sync_fraction)
    g_object_notify_by_pspec (object, properties[PROP_SYNC_FRACTION]);
  g_object_thaw_notify (object);
}

gint64
mailer_folder_get_id (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), 0);

  return self->id;
}

const char *
mailer_folder_get_account_id (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), NULL);

  return self->account_id;
}

const char *
mailer_folder_get_name (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), NULL);

  return self->name;
}

const char *
mailer_folder_get_path (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), NULL);

  return self->path;
}

MailerFolderRole
mailer_folder_get_role (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), MAILER_FOLDER_ROLE_NONE);

  return self->role;
}

guint
mailer_folder_get_depth (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), 0);

  return self->depth;
}

guint
mailer_folder_get_n_unread (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), 0);

  return self->n_unread;
}

guint
mailer_folder_get_n_total (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), 0);

  return self->n_total;
}

gboolean
mailer_folder_get_is_selectable (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), FALSE);

  return self->is_selectable;
}

double
mailer_folder_get_sync_fraction (MailerFolder *self)
{
  g_return_val_if_fail (MAILER_IS_FOLDER (self), 1);

  return self->sync_fraction;
}
