/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-conversation-list-private.h"

#include <string.h>

#include "mailer-conversation-private.h"
#include "mailer-splice.h"
#include "mailer-store-conversation.h"
#include "mailer-store-search.h"
#include "mailer-worker.h"

/* The list knows the ids of all rows. One reading at a time is under way: it reads the ids anew, finds the
 * splices from the ids that the list shows to them, and reads the rows that somebody holds; all of this on
 * the reader, so the main thread only applies the result. What is asked for in the meantime makes it run
 * once more. Rows that were asked for while scrolling are read together, before the next frame. */

/* More hits than a person would look through. */
#define MAX_HITS 5000
#define ROWS_PER_PAGE 200

struct _MailerConversationList
{
  GObject parent_instance;

  MailerHub    *hub;
  MailerFolder *folder;
  char         *search;

  GArray     *ids;
  GHashTable *rows;   /* id -> MailerConversation, borrowed */
  GArray     *wanted; /* ids of rows that wait to be read */

  gboolean is_loading;
  gboolean is_reading;
  gboolean is_stale;
  gboolean is_paging;
};

typedef enum
{
  PROP_IS_LOADING = 1,
} ListProperty;

static GParamSpec *properties[PROP_IS_LOADING + 1];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MailerConversationList,
                               mailer_conversation_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

typedef struct
{
  MailerConversationList *list;
  gint64                  mailbox_id;
  char                   *search;
  GArray                 *before;
  GArray                 *row_ids;
  GArray                 *after;
  GArray                 *splices;
  GPtrArray              *rows;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->list);
  g_free (reading->search);
  g_clear_pointer (&reading->before, g_array_unref);
  g_array_unref (reading->row_ids);
  g_clear_pointer (&reading->after, g_array_unref);
  g_clear_pointer (&reading->splices, g_array_unref);
  g_clear_pointer (&reading->rows, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_rows (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  Reading *reading = data;

  reading->rows = mailer_store_read_conversation_rows (store,
                                                       reading->mailbox_id,
                                                       (gint64 *)(gpointer)reading->row_ids->data,
                                                       reading->row_ids->len,
                                                       error);

  return reading->rows != NULL;
}

static gboolean
read_list (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  Reading *reading = data;

  if (reading->search != NULL)
    reading->after = mailer_store_search (store, NULL, reading->mailbox_id, reading->search, MAX_HITS, error);
  else
    reading->after = mailer_store_list_conversations (store, reading->mailbox_id, error);
  if (reading->after == NULL)
    return FALSE;

  reading->splices = mailer_splice_compare (reading->before, reading->after);

  return read_rows (store, data, error);
}

static MailerFolderRole
get_role (MailerConversationList *self)
{
  return mailer_folder_get_role (self->folder);
}

/* In one's own letters the readers are of interest. */
static GPtrArray *
list_people (MailerConversationList        *self,
             const MailerStoreConversation *row)
{
  const gboolean is_own = get_role (self) == MAILER_FOLDER_ROLE_SENT || get_role (self) == MAILER_FOLDER_ROLE_DRAFTS;
  GPtrArray     *people;

  if (is_own)
    return mailer_address_list_copy (row->recipients);

  people = mailer_address_list_new ();
  for (guint i = 0; i < row->participants->len; i++)
    {
      const MailerStoreParticipant *participant = g_ptr_array_index (row->participants, i);

      g_ptr_array_add (people, mailer_address_copy (participant->address));
    }

  return people;
}

static void
update_row (MailerConversationList        *self,
            const MailerStoreConversation *row)
{
  MailerConversation *conversation = g_hash_table_lookup (self->rows, &row->id);
  g_autoptr (GPtrArray) people = NULL;

  if (conversation == NULL)
    return;

  people = list_people (self, row);
  mailer_conversation_update (conversation,
                              &(MailerConversationFacts){
                                  .subject = row->subject != NULL ? row->subject : "",
                                  .senders = people,
                                  .preview = row->preview != NULL ? row->preview : "",
                                  .date = row->newest_us / G_USEC_PER_SEC,
                                  .n_messages = MAX (row->n_messages, row->n_messages_overall),
                                  .is_unread = row->n_unread > 0,
                                  .is_flagged = row->is_flagged,
                                  .is_answered = row->is_answered,
                                  .has_attachments = row->has_attachments,
                              });
}

static void
update_rows (MailerConversationList *self,
             GPtrArray              *rows)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_ptr_array_index (rows, i) != NULL)
      update_row (self, g_ptr_array_index (rows, i));
}

/* A row that only changes its place goes and comes back: hold it, or it would come back empty. */
static GPtrArray *
hold_rows (MailerConversationList *self)
{
  GPtrArray     *held = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (held, g_object_ref (row));

  return held;
}

static void
apply_splices (MailerConversationList *self,
               GArray                 *splices,
               GArray                 *after)
{
  g_autoptr (GPtrArray) held = hold_rows (self);

  for (guint i = 0; i < splices->len; i++)
    {
      const MailerSplice *splice = &g_array_index (splices, MailerSplice, i);

      if (splice->n_removed > 0)
        g_array_remove_range (self->ids, splice->position, splice->n_removed);
      if (splice->n_added > 0)
        g_array_insert_vals (self->ids, splice->position,
                             &g_array_index (after, gint64, splice->position), splice->n_added);
      g_list_model_items_changed (G_LIST_MODEL (self), splice->position, splice->n_removed, splice->n_added);
    }
}

static void
set_loading (MailerConversationList *self,
             gboolean                is_loading)
{
  if (self->is_loading == is_loading)
    return;

  self->is_loading = is_loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
}

static void
finish_reading_cb (gpointer      data,
                   const GError *error)
{
  Reading                *reading = data;
  MailerConversationList *self = reading->list;

  self->is_reading = FALSE;
  /* A list that cannot be read keeps what it shows; the writer tells about a broken disk. */
  if (error == NULL)
    {
      apply_splices (self, reading->splices, reading->after);
      update_rows (self, reading->rows);
    }
  set_loading (self, FALSE);
  if (self->is_stale)
    mailer_conversation_list_refresh (self);
}

static void
finish_page_cb (gpointer      data,
                const GError *error)
{
  Reading *reading = data;

  if (error == NULL)
    update_rows (reading->list, reading->rows);
}

static Reading *
reading_new (MailerConversationList *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->list = g_object_ref (self);
  reading->mailbox_id = mailer_folder_get_id (self->folder);
  reading->search = g_strdup (self->search);
  reading->row_ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  return reading;
}

static void
push_page (MailerConversationList *self,
           guint                   first,
           guint                   n)
{
  Reading *reading = reading_new (self);

  g_array_append_vals (reading->row_ids, &g_array_index (self->wanted, gint64, first), n);
  mailer_hub_push (self->hub, MAILER_HUB_READER, read_rows, finish_page_cb, reading, reading_free);
}

static void
read_wanted_cb (gpointer data)
{
  MailerConversationList *self = data;

  self->is_paging = FALSE;
  for (guint first = 0; first < self->wanted->len; first += ROWS_PER_PAGE)
    push_page (self, first, MIN (self->wanted->len - first, ROWS_PER_PAGE));
  g_array_set_size (self->wanted, 0);
}

static void
want_row (MailerConversationList *self,
          gint64                  id)
{
  g_array_append_val (self->wanted, id);
  if (self->is_paging)
    return;

  self->is_paging = TRUE;
  mailer_main_post (read_wanted_cb, g_object_ref (self), g_object_unref);
}

static void
forget_row_cb (gint64   id,
               gpointer data)
{
  MailerConversationList *self = data;

  g_hash_table_remove (self->rows, &id);
}

static GType
get_item_type (GListModel *model)
{
  return MAILER_TYPE_CONVERSATION;
}

static guint
get_n_items (GListModel *model)
{
  return MAILER_CONVERSATION_LIST (model)->ids->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  MailerConversationList *self = MAILER_CONVERSATION_LIST (model);
  MailerConversation     *row;
  gint64                  id;

  if (position >= self->ids->len)
    return NULL;

  id = g_array_index (self->ids, gint64, position);
  row = g_hash_table_lookup (self->rows, &id);
  if (row != NULL)
    return g_object_ref (row);

  row = mailer_conversation_new (id, forget_row_cb, self);
  g_hash_table_insert (self->rows, g_memdup2 (&id, sizeof id), row);
  want_row (self, id);

  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
mailer_conversation_list_finalize (GObject *object)
{
  MailerConversationList *self = MAILER_CONVERSATION_LIST (object);
  GHashTableIter          iter;
  gpointer                row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    mailer_conversation_disown (row);
  g_hash_table_unref (self->rows);
  g_array_unref (self->ids);
  g_array_unref (self->wanted);
  g_free (self->search);
  g_object_unref (self->folder);
  mailer_hub_unref (self->hub);

  G_OBJECT_CLASS (mailer_conversation_list_parent_class)->finalize (object);
}

static void
mailer_conversation_list_get_property (GObject    *object,
                                       guint       property_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  MailerConversationList *self = MAILER_CONVERSATION_LIST (object);

  switch ((ListProperty)property_id)
    {
    case PROP_IS_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
mailer_conversation_list_class_init (MailerConversationListClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mailer_conversation_list_finalize;
  object_class->get_property = mailer_conversation_list_get_property;

  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
mailer_conversation_list_init (MailerConversationList *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

MailerConversationList *
mailer_conversation_list_new (MailerHub    *hub,
                              MailerFolder *folder)
{
  MailerConversationList *self = g_object_new (MAILER_TYPE_CONVERSATION_LIST, NULL);

  self->hub = mailer_hub_ref (hub);
  self->folder = g_object_ref (folder);
  self->is_loading = TRUE;
  mailer_conversation_list_refresh (self);

  return self;
}

void
mailer_conversation_list_refresh (MailerConversationList *self)
{
  Reading       *reading;
  GHashTableIter iter;
  gpointer       id;

  self->is_stale = self->is_reading;
  if (self->is_reading)
    return;

  self->is_reading = TRUE;
  reading = reading_new (self);
  reading->before = g_array_copy (self->ids);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (reading->row_ids, id, 1);
  mailer_hub_push (self->hub, MAILER_HUB_READER, read_list, finish_reading_cb, reading, reading_free);
}

gboolean
mailer_conversation_list_is_reading (MailerConversationList *self)
{
  return self->is_reading;
}

MailerFolder *
mailer_conversation_list_get_folder (MailerConversationList *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION_LIST (self), NULL);

  return self->folder;
}

gboolean
mailer_conversation_list_get_is_loading (MailerConversationList *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION_LIST (self), FALSE);

  return self->is_loading;
}

const char *
mailer_conversation_list_get_search (MailerConversationList *self)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION_LIST (self), NULL);

  return self->search;
}

void
mailer_conversation_list_set_search (MailerConversationList *self,
                                     const char             *words)
{
  g_autofree char *search = NULL;

  g_return_if_fail (MAILER_IS_CONVERSATION_LIST (self));

  if (words != NULL && words[strspn (words, " \t\r\n")] != '\0')
    search = g_strdup (words);
  if (g_strcmp0 (self->search, search) == 0)
    return;

  g_free (self->search);
  self->search = g_steal_pointer (&search);
  mailer_conversation_list_refresh (self);
}

gboolean
mailer_conversation_list_find (MailerConversationList *self,
                               gint64                  id,
                               guint                  *position)
{
  g_return_val_if_fail (MAILER_IS_CONVERSATION_LIST (self), FALSE);

  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == id)
      {
        *position = i;
        return TRUE;
      }

  return FALSE;
}
