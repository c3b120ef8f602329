/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-attachments.h"

#include <glib/gi18n.h>

#include "mailer-composer-chip.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

/* From here on many servers refuse a message; what is attached grows by a third on its way. */
#define LARGE_BYTES (15 * 1000 * 1000)

struct _MailerComposerAttachments
{
  GtkWidget parent_instance;

  /* Template Widgets */
  GtkWidget  *box;
  GtkWidget  *scroller;
  GtkFlowBox *chips;
  GtkLabel   *size_hint;

  /* Owned References */
  MailerEngine *engine;
  GArray       *removed;

  gint64 draft_id;
  guint  n_removed_collected;
};

G_DEFINE_FINAL_TYPE (MailerComposerAttachments, mailer_composer_attachments, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_EDITED,
  SIGNAL_COMPLETE,
  SIGNAL_PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static MailerComposerChip *
get_first (MailerComposerAttachments *self)
{
  return (MailerComposerChip *)gtk_widget_get_first_child (GTK_WIDGET (self->chips));
}

static MailerComposerChip *
get_next (MailerComposerChip *chip)
{
  return (MailerComposerChip *)gtk_widget_get_next_sibling (GTK_WIDGET (chip));
}

static guint64
get_size (MailerComposerAttachments *self)
{
  guint64 size_bytes = 0;

  for (MailerComposerChip *chip = get_first (self); chip != NULL; chip = get_next (chip))
    size_bytes += mailer_composer_chip_get_attachment (chip)->size_bytes;

  return size_bytes;
}

static void
update (MailerComposerAttachments *self)
{
  guint64          size_bytes = get_size (self);
  g_autofree char *size = g_format_size (size_bytes);
  g_autofree char *hint = g_strdup_printf (_ ("%s together: many servers refuse messages this large."), size);

  gtk_widget_set_visible (GTK_WIDGET (self), mailer_composer_attachments_get_n (self) > 0);
  gtk_label_set_label (self->size_hint, hint);
  gtk_widget_set_visible (GTK_WIDGET (self->size_hint), size_bytes >= LARGE_BYTES);
}

/* Who works with the keyboard goes on beside what is gone. */
static void
move_focus_away (GtkWidget *chip)
{
  GtkRoot   *root = gtk_widget_get_root (chip);
  GtkWidget *neighbour = gtk_widget_get_next_sibling (chip);

  if (neighbour == NULL)
    neighbour = gtk_widget_get_prev_sibling (chip);
  if (neighbour != NULL)
    gtk_widget_grab_focus (neighbour);
  else if (root != NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_BACKWARD);
}

static void
tell_when_complete (MailerComposerAttachments *self)
{
  if (mailer_composer_attachments_is_complete (self))
    g_signal_emit (self, signals[SIGNAL_COMPLETE], 0);
}

/* What the draft has of it is forgotten with the next saving. */
static void
take_off (MailerComposerAttachments *self,
          MailerComposerChip        *chip)
{
  const gint64 id = mailer_composer_chip_get_attachment (chip)->id;

  if (id != 0)
    g_array_append_val (self->removed, id);
  mailer_composer_chip_cancel (chip);
  move_focus_away (GTK_WIDGET (chip));
  gtk_flow_box_remove (self->chips, GTK_WIDGET (chip));
  update (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
  tell_when_complete (self);
}

static void
refuse (MailerComposerAttachments *self,
        MailerComposerChip        *chip,
        const char                *reason)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” cannot be attached: %s"),
                                           mailer_composer_chip_get_attachment (chip)->name,
                                           reason);

  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, text);
  take_off (self, chip);
}

static void
append_chip (MailerComposerAttachments *self,
             GtkWidget                 *chip)
{
  g_signal_connect_object (chip, "remove", G_CALLBACK (take_off), self, G_CONNECT_SWAPPED);
  gtk_flow_box_append (self->chips, chip);
  update (self);
}

/**
 * Step:
 *
 * Something that is done with the file of one attachment.
 */
typedef struct
{
  MailerComposerAttachments *self;
  MailerComposerChip        *chip;
} Step;

static Step *
step_new (MailerComposerAttachments *self,
          MailerComposerChip        *chip)
{
  Step *step = g_new (Step, 1);

  step->self = g_object_ref (self);
  step->chip = g_object_ref (chip);
  return step;
}

static void
step_free (Step *step)
{
  g_object_unref (step->self);
  g_object_unref (step->chip);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

/* Copying */

static char *
make_limit_text (void)
{
  g_autofree char *limit = g_format_size (MAILER_DRAFT_MAX_ATTACHMENT_BYTES);

  return g_strdup_printf (_ ("it is larger than %s."), limit);
}

static void
refuse_for_error (MailerComposerAttachments *self,
                  MailerComposerChip        *chip,
                  const GError              *error)
{
  g_autofree char *reason = NULL;

  if (g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TOO_LARGE))
    reason = make_limit_text ();
  else if (g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_UNREADABLE))
    reason = g_strdup (_ ("it cannot be read."));
  else
    reason = mailer_error_text_dup_title (error);

  refuse (self, chip, reason);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerDraftAttachment) stored = mailer_engine_attach_finish (MAILER_ENGINE (source), result, &error);

  /* The window has gone. */
  if (step->self->engine == NULL)
    return;

  if (stored != NULL && gtk_widget_get_parent (GTK_WIDGET (step->chip)) == NULL)
    {
      g_array_append_val (step->self->removed, stored->id);
      g_signal_emit (step->self, signals[SIGNAL_EDITED], 0);
    }
  else if (stored != NULL)
    {
      mailer_composer_chip_take_attachment (step->chip, g_steal_pointer (&stored));
      update (step->self);
      tell_when_complete (step->self);
    }
  else if (g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE))
    {
      /* The draft has gone: the next saving makes another one, and copies there. */
      mailer_composer_chip_set_state (step->chip, MAILER_COMPOSER_CHIP_READY);
      g_signal_emit (step->self, signals[SIGNAL_EDITED], 0);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    refuse_for_error (step->self, step->chip, error);
}

static void
copy_if_ready (MailerComposerAttachments *self,
               MailerComposerChip        *chip)
{
  if (self->draft_id == 0 || mailer_composer_chip_get_state (chip) != MAILER_COMPOSER_CHIP_READY)
    return;

  mailer_composer_chip_set_state (chip, MAILER_COMPOSER_CHIP_COPYING);
  mailer_engine_attach_async (self->engine,
                              self->draft_id,
                              mailer_composer_chip_get_attachment (chip),
                              mailer_composer_chip_get_cancellable (chip),
                              copied_cb,
                              step_new (self, chip));
}

/* Looking at what was chosen */

static void
take_info (MailerComposerAttachments *self,
           MailerComposerChip        *chip,
           GFile                     *file,
           GFileInfo                 *info)
{
  const char      *type = g_file_info_get_content_type (info);
  g_autofree char *mime_type = type != NULL ? g_content_type_get_mime_type (type) : NULL;

  mailer_composer_chip_take_attachment (
      chip, mailer_draft_attachment_new (file, g_file_info_get_display_name (info),
                                         mime_type != NULL ? mime_type : "application/octet-stream",
                                         (guint64)MAX (g_file_info_get_size (info), 0)));
  update (self);
  copy_if_ready (self, chip);
}

static void
file_queried_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  g_autofree char *limit = make_limit_text ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (info == NULL)
    refuse (step->self, step->chip, error->message);
  else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    refuse (step->self, step->chip, _ ("it is a folder, not a file."));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    refuse (step->self, step->chip, _ ("it is no ordinary file."));
  else if (g_file_info_get_size (info) > MAILER_DRAFT_MAX_ATTACHMENT_BYTES)
    refuse (step->self, step->chip, limit);
  else
    take_info (step->self, step->chip, G_FILE (source), info);
}

static void
mailer_composer_attachments_dispose (GObject *object)
{
  MailerComposerAttachments *self = MAILER_COMPOSER_ATTACHMENTS (object);

  for (MailerComposerChip *chip = self->chips != NULL ? get_first (self) : NULL; chip != NULL; chip = get_next (chip))
    mailer_composer_chip_cancel (chip);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (mailer_composer_attachments_parent_class)->dispose (object);
}

static GtkSizeRequestMode
mailer_composer_attachments_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* What scrolls asks for the height of its narrowest form, one chip below the other, however wide it is. */
static void
mailer_composer_attachments_measure (GtkWidget     *widget,
                                     GtkOrientation orientation,
                                     int            for_size,
                                     int           *minimum,
                                     int           *natural,
                                     int           *minimum_baseline,
                                     int           *natural_baseline)
{
  MailerComposerAttachments *self = MAILER_COMPOSER_ATTACHMENTS (widget);
  int                        asked, needed;

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    return;
  gtk_widget_measure (self->scroller, orientation, for_size, NULL, &asked, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->chips), orientation, for_size, NULL, &needed, NULL, NULL);
  *natural = MAX (*natural - asked + MIN (asked, needed), *minimum);
}

static void
mailer_composer_attachments_size_allocate (GtkWidget *widget,
                                           int        width,
                                           int        height,
                                           int        baseline)
{
  gtk_widget_allocate (MAILER_COMPOSER_ATTACHMENTS (widget)->box, width, height, baseline, NULL);
}

static void
mailer_composer_attachments_finalize (GObject *object)
{
  MailerComposerAttachments *self = MAILER_COMPOSER_ATTACHMENTS (object);

  g_clear_pointer (&self->removed, g_array_unref);

  G_OBJECT_CLASS (mailer_composer_attachments_parent_class)->finalize (object);
}

static void
mailer_composer_attachments_class_init (MailerComposerAttachmentsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_composer_attachments_dispose;
  object_class->finalize = mailer_composer_attachments_finalize;
  widget_class->get_request_mode = mailer_composer_attachments_get_request_mode;
  widget_class->measure = mailer_composer_attachments_measure;
  widget_class->size_allocate = mailer_composer_attachments_size_allocate;

  signals[SIGNAL_EDITED] = mailer_widget_add_signal (klass, "edited");
  signals[SIGNAL_COMPLETE] = mailer_widget_add_signal (klass, "complete");
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-composer-attachments.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, box);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, scroller);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, chips);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, size_hint);
}

static void
mailer_composer_attachments_init (MailerComposerAttachments *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->removed = g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
mailer_composer_attachments_add_files (MailerComposerAttachments *self,
                                       GSList                    *files)
{
  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));

  for (GSList *l = files; l != NULL; l = l->next)
    {
      GtkWidget *chip = mailer_composer_chip_new_for_file (l->data);

      append_chip (self, chip);
      g_file_query_info_async (l->data,
                               G_FILE_ATTRIBUTE_STANDARD_TYPE
                               "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                               "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME
                               "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
                               G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                               mailer_composer_chip_get_cancellable (MAILER_COMPOSER_CHIP (chip)),
                               file_queried_cb, step_new (self, MAILER_COMPOSER_CHIP (chip)));
    }
  if (files != NULL)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

void
mailer_composer_attachments_add (MailerComposerAttachments   *self,
                                 const MailerDraftAttachment *attachment)
{
  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));
  g_return_if_fail (attachment != NULL);

  append_chip (self, mailer_composer_chip_new (mailer_draft_attachment_copy (attachment)));
}

guint
mailer_composer_attachments_get_n (MailerComposerAttachments *self)
{
  guint n = 0;

  g_return_val_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self), 0);

  for (MailerComposerChip *chip = get_first (self); chip != NULL; chip = get_next (chip))
    n++;

  return n;
}

gboolean
mailer_composer_attachments_is_complete (MailerComposerAttachments *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self), FALSE);

  for (MailerComposerChip *chip = get_first (self); chip != NULL; chip = get_next (chip))
    if (mailer_composer_chip_get_state (chip) != MAILER_COMPOSER_CHIP_STORED)
      return FALSE;

  return TRUE;
}

void
mailer_composer_attachments_collect (MailerComposerAttachments *self,
                                     MailerDraft               *draft)
{
  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));
  g_return_if_fail (draft != NULL);

  for (MailerComposerChip *chip = get_first (self); chip != NULL; chip = get_next (chip))
    g_ptr_array_add (draft->attachments, mailer_draft_attachment_copy (mailer_composer_chip_get_attachment (chip)));

  g_array_append_vals (draft->removed, self->removed->data, self->removed->len);
  self->n_removed_collected = self->removed->len;
}

/* What was in a draft that has gone is copied anew, where its file is known still. */
static void
forget_stored (MailerComposerAttachments *self)
{
  MailerComposerChip *next;

  for (MailerComposerChip *chip = get_first (self); chip != NULL; chip = next)
    {
      const MailerDraftAttachment *attachment = mailer_composer_chip_get_attachment (chip);

      next = get_next (chip);
      if (attachment->id == 0)
        continue;

      mailer_composer_chip_take_attachment (
          chip, mailer_draft_attachment_new (attachment->file, attachment->name,
                                             attachment->content_type, attachment->size_bytes));
      if (mailer_composer_chip_get_attachment (chip)->file == NULL)
        refuse (self, chip, _ ("it went with the draft that it was in."));
    }
}

void
mailer_composer_attachments_set_draft (MailerComposerAttachments *self,
                                       MailerEngine              *engine,
                                       gint64                     draft_id)
{
  MailerComposerChip *chip;

  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));
  g_return_if_fail (MAILER_IS_ENGINE (engine) && draft_id != 0);

  g_array_remove_range (self->removed, 0, self->n_removed_collected);
  self->n_removed_collected = 0;
  g_set_object (&self->engine, engine);

  if (self->draft_id != 0 && self->draft_id != draft_id)
    forget_stored (self);
  self->draft_id = draft_id;
  for (chip = get_first (self); chip != NULL; chip = get_next (chip))
    copy_if_ready (self, chip);
}
