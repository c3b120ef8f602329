/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-list-pane-private.h"

#include "mailer-widget.h"

/* Which conversations are selected: one is read, and all of them are what actions are for. */

/* The focus goes along when it is in the list: the arrow keys go on from it. */
void
mailer_list_pane_select (MailerListPane *self,
                         guint           position)
{
  const gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list_view)) != NULL;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  if (has_focus)
    mailer_widget_focus_row (self->list_view, position);
  else
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
}

/* The first selected one, or the first. */
static guint
get_first_selected (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return gtk_bitset_is_empty (bitset) ? 0 : gtk_bitset_get_minimum (bitset);
}

gboolean
mailer_list_pane_focus_selected (MailerListPane *self)
{
  return self->selection != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0
         && mailer_widget_focus_row (self->list_view, get_first_selected (self));
}

GdkRectangle
mailer_list_pane_get_selected_area (MailerListPane *self)
{
  GtkWidget *row;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), (GdkRectangle){ 0 });

  row = self->selection != NULL ? mailer_widget_find_row (self->list_view, get_first_selected (self)) : NULL;
  return row != NULL ? mailer_widget_get_area (row, self) : (GdkRectangle){ 0 };
}

void
mailer_list_pane_note_selection (MailerListPane *self)
{
  g_autoptr (MailerConversation) conversation = mailer_list_pane_dup_selected (self);
  const guint  n = mailer_list_pane_count_selected (self);
  const gint64 id = conversation != NULL ? mailer_conversation_get_id (conversation) : 0;

  if (n == self->n_selected && (n != 1 || id == self->selected_id))
    return;
  self->n_selected = n;
  self->selected_id = id;
  g_signal_emit_by_name (self, "selection-changed");
}

GArray *
mailer_list_pane_dup_selected_ids (MailerListPane *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) bitset = NULL;
  GtkBitsetIter iter;
  guint         position;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), ids);

  if (self->selection == NULL)
    return ids;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean is_valid = gtk_bitset_iter_init_first (&iter, bitset, &position); is_valid;
       is_valid = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (MailerConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
      const gint64 id = conversation != NULL ? mailer_conversation_get_id (conversation) : 0;

      if (conversation != NULL)
        g_array_append_val (ids, id);
    }
  return ids;
}

guint
mailer_list_pane_count_selected (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = NULL;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), 0);

  if (self->selection == NULL)
    return 0;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return gtk_bitset_get_size (bitset);
}

MailerConversation *
mailer_list_pane_dup_selected (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = NULL;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), NULL);

  if (self->selection == NULL)
    return NULL;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_get_size (bitset) != 1)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->list), gtk_bitset_get_minimum (bitset));
}

gboolean
mailer_list_pane_any_selected_is (MailerListPane *self,
                                  const char     *property)
{
  g_autoptr (GtkBitset) bitset = NULL;
  GtkBitsetIter iter;
  guint         position;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), FALSE);

  if (self->selection == NULL)
    return FALSE;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean is_valid = gtk_bitset_iter_init_first (&iter, bitset, &position); is_valid;
       is_valid = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (MailerConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
      gboolean value = FALSE;

      if (conversation != NULL)
        g_object_get (conversation, property, &value, NULL);
      if (value)
        return TRUE;
    }
  return FALSE;
}

gboolean
mailer_list_pane_is_flagged (MailerListPane *self,
                             gint64          id)
{
  g_autoptr (MailerConversation) conversation = NULL;
  guint position;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), FALSE);

  if (self->list == NULL || !mailer_conversation_list_find (self->list, id, &position))
    return FALSE;
  conversation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  return conversation != NULL && mailer_conversation_get_is_flagged (conversation);
}

void
mailer_list_pane_move_selection (MailerListPane *self,
                                 int             step)
{
  g_autoptr (GtkBitset) bitset = NULL;
  guint  n;
  gint64 position;

  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  if (self->selection == NULL || (n = g_list_model_get_n_items (G_LIST_MODEL (self->selection))) == 0)
    return;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (bitset))
    position = 0;
  else
    position = (gint64)(step > 0 ? gtk_bitset_get_maximum (bitset) : gtk_bitset_get_minimum (bitset)) + step;
  if (position >= 0 && position < n)
    mailer_list_pane_select (self, (guint)position);
}

void
mailer_list_pane_prepare_removal (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = NULL;

  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  if (self->selection == NULL)
    return;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  self->removed_at = gtk_bitset_is_empty (bitset) ? -1 : (gint64)gtk_bitset_get_minimum (bitset);
}
