/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-arena.h"

#include <string.h>

/*
 * The first block is one piece of memory with the arena itself, so that a small value costs one
 * allocation. Nodes are taken from the front of a block and texts from its end: no gap is lost to
 * alignment between them.
 */
typedef struct _Block Block;

struct _Block
{
  Block *next;
};

struct _MailerArena
{
  gatomicrefcount ref_count;
  char           *front; /* aligned */
  char           *back;
  Block          *blocks; /* those after the first */
  gsize           next_size;
};

#define ALIGNMENT (2 * sizeof (gpointer))
#define ALIGN(size) (((size) + ALIGNMENT - 1) & ~(gsize)(ALIGNMENT - 1))
#define SMALLEST_BLOCK 1024
#define LARGEST_BLOCK (64 * 1024)
#define FIRST_CAPACITY 4

MailerArena *
mailer_arena_new (gsize size_hint)
{
  gsize        size = ALIGN (sizeof (MailerArena)) + ALIGN (size_hint);
  MailerArena *self = g_malloc (size);

  g_atomic_ref_count_init (&self->ref_count);
  self->front = (char *)self + ALIGN (sizeof (MailerArena));
  self->back = (char *)self + size;
  self->blocks = NULL;
  self->next_size = SMALLEST_BLOCK;

  return self;
}

MailerArena *
mailer_arena_ref (MailerArena *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
mailer_arena_unref (MailerArena *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (Block *block = self->blocks; block != NULL;)
    {
      Block *next = block->next;

      g_free (block);
      block = next;
    }
  g_free (self);
}

/* A piece that would waste most of a block gets one of its own; the current one stays in use. */
static char *
add_block (MailerArena *self,
           gsize        size)
{
  gboolean is_own = size > self->next_size / 2;
  gsize    block_size = is_own ? size : self->next_size;
  Block   *block = g_malloc (ALIGN (sizeof (Block)) + block_size);
  char    *data = (char *)block + ALIGN (sizeof (Block));

  block->next = self->blocks;
  self->blocks = block;
  if (is_own)
    return data;
  self->front = data;
  self->back = data + block_size;
  self->next_size = MIN (self->next_size * 2, LARGEST_BLOCK);

  return NULL;
}

gpointer
mailer_arena_alloc (MailerArena *self,
                    gsize        size)
{
  char *piece;

  size = ALIGN (size);
  if (G_UNLIKELY (size > (gsize)(self->back - self->front)))
    {
      piece = add_block (self, size);
      if (piece != NULL)
        return piece;
    }
  piece = self->front;
  self->front += size;

  return piece;
}

gpointer
mailer_arena_alloc0 (MailerArena *self,
                     gsize        size)
{
  return memset (mailer_arena_alloc (self, size), 0, size);
}

static inline char *
alloc_text (MailerArena *self,
            gsize        size)
{
  if (G_UNLIKELY (size > (gsize)(self->back - self->front)))
    {
      char *piece = add_block (self, ALIGN (size));

      if (piece != NULL)
        return piece;
    }
  self->back -= size;

  return self->back;
}

char *
mailer_arena_alloc_text (MailerArena *self,
                         gsize        size)
{
  return alloc_text (self, size);
}

char *
mailer_arena_strndup (MailerArena *self,
                      const char  *text,
                      gsize        length)
{
  char *copy = alloc_text (self, length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';

  return copy;
}

char *
mailer_arena_strdup (MailerArena *self,
                     const char  *text)
{
  return text != NULL ? mailer_arena_strndup (self, text, strlen (text)) : NULL;
}

gpointer
mailer_arena_grow (MailerArena *self,
                   gpointer     array,
                   gsize        length,
                   gsize        element_size)
{
  gpointer larger;

  /* The capacity is the power of two that holds the length, so nobody has to keep it. */
  if (length > 0 && (length < FIRST_CAPACITY || (length & (length - 1)) != 0))
    return array;
  larger = mailer_arena_alloc (self, MAX (2 * length, FIRST_CAPACITY) * element_size);
  if (length > 0)
    memcpy (larger, array, length * element_size);

  return larger;
}
