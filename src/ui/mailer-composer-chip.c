/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-chip.h"

#include <glib/gi18n.h>

#include "mailer-widget.h"

struct _MailerComposerChip
{
  GtkFlowBoxChild parent_instance;

  /* Template Widgets */
  GtkStack  *icon_stack;
  GtkImage  *icon;
  GtkLabel  *name_label;
  GtkLabel  *size_label;
  GtkButton *remove_button;

  /* Owned References */
  MailerDraftAttachment *attachment;
  GCancellable          *cancellable;

  MailerComposerChipState state;
};

G_DEFINE_FINAL_TYPE (MailerComposerChip, mailer_composer_chip, GTK_TYPE_FLOW_BOX_CHILD)

enum
{
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
remove_cb (MailerComposerChip *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
remove_action_cb (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  remove_cb (MAILER_COMPOSER_CHIP (widget));
}

static void
mailer_composer_chip_finalize (GObject *object)
{
  MailerComposerChip *self = MAILER_COMPOSER_CHIP (object);

  g_clear_pointer (&self->attachment, mailer_draft_attachment_free);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mailer_composer_chip_parent_class)->finalize (object);
}

static void
mailer_composer_chip_class_init (MailerComposerChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mailer_composer_chip_finalize;

  signals[SIGNAL_REMOVE] = mailer_widget_add_signal (klass, "remove");

  gtk_widget_class_install_action (widget_class, "chip.remove", NULL, remove_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "chip.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "chip.remove", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-composer-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, icon_stack);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, icon);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, name_label);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, size_label);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
mailer_composer_chip_init (MailerComposerChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static gboolean
is_on_its_way (MailerComposerChip *self)
{
  return self->state == MAILER_COMPOSER_CHIP_CHOSEN || self->state == MAILER_COMPOSER_CHIP_COPYING;
}

static void
show_icon (MailerComposerChip *self)
{
  g_autofree char *content_type = g_content_type_from_mime_type (self->attachment->content_type);
  g_autoptr (GIcon) icon = NULL;

  if (content_type != NULL)
    icon = g_content_type_get_symbolic_icon (content_type);
  if (icon != NULL)
    gtk_image_set_from_gicon (self->icon, icon);
}

static void
update (MailerComposerChip *self)
{
  g_autofree char *size = is_on_its_way (self) ? g_strdup (_ ("Attaching…"))
                                               : g_format_size (self->attachment->size_bytes);
  g_autofree char *label = g_strdup_printf ("%s, %s", self->attachment->name, size);
  g_autofree char *remove_label = g_strdup_printf (_ ("Remove “%s”"), self->attachment->name);

  gtk_label_set_label (self->name_label, self->attachment->name);
  gtk_label_set_label (self->size_label, size);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->attachment->name);
  gtk_stack_set_visible_child_name (self->icon_stack, is_on_its_way (self) ? "busy" : "ready");
  show_icon (self);
  mailer_widget_set_label (self, label);
  mailer_widget_set_label (self->remove_button, remove_label);
}

GtkWidget *
mailer_composer_chip_new (MailerDraftAttachment *attachment)
{
  MailerComposerChip *self;

  g_return_val_if_fail (attachment != NULL, NULL);

  self = g_object_new (MAILER_TYPE_COMPOSER_CHIP, NULL);
  mailer_composer_chip_take_attachment (self, attachment);
  return GTK_WIDGET (self);
}

GtkWidget *
mailer_composer_chip_new_for_file (GFile *file)
{
  g_autofree char *name = NULL;
  g_autofree char *valid = NULL;
  GtkWidget       *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  name = g_file_get_basename (file);
  valid = g_utf8_make_valid (name != NULL ? name : "?", -1);
  self = mailer_composer_chip_new (mailer_draft_attachment_new (file, valid, "application/octet-stream", 0));
  mailer_composer_chip_set_state (MAILER_COMPOSER_CHIP (self), MAILER_COMPOSER_CHIP_CHOSEN);
  return self;
}

const MailerDraftAttachment *
mailer_composer_chip_get_attachment (MailerComposerChip *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_CHIP (self), NULL);

  return self->attachment;
}

void
mailer_composer_chip_take_attachment (MailerComposerChip    *self,
                                      MailerDraftAttachment *attachment)
{
  g_return_if_fail (MAILER_IS_COMPOSER_CHIP (self));
  g_return_if_fail (attachment != NULL && attachment != self->attachment);

  g_clear_pointer (&self->attachment, mailer_draft_attachment_free);
  self->attachment = attachment;
  self->state = attachment->id != 0 ? MAILER_COMPOSER_CHIP_STORED : MAILER_COMPOSER_CHIP_READY;
  update (self);
}

MailerComposerChipState
mailer_composer_chip_get_state (MailerComposerChip *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_CHIP (self), MAILER_COMPOSER_CHIP_STORED);

  return self->state;
}

void
mailer_composer_chip_set_state (MailerComposerChip     *self,
                                MailerComposerChipState state)
{
  g_return_if_fail (MAILER_IS_COMPOSER_CHIP (self));

  self->state = state;
  update (self);
}

GCancellable *
mailer_composer_chip_get_cancellable (MailerComposerChip *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_CHIP (self), NULL);

  return self->cancellable;
}

void
mailer_composer_chip_cancel (MailerComposerChip *self)
{
  g_return_if_fail (MAILER_IS_COMPOSER_CHIP (self));

  g_cancellable_cancel (self->cancellable);
}
