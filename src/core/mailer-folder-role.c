/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-folder-role.h"

typedef struct
{
  const char      *name;
  MailerFolderRole role;
} RoleName;

static const RoleName attributes[] = {
  { "\\Drafts", MAILER_FOLDER_ROLE_DRAFTS },
  { "\\Sent", MAILER_FOLDER_ROLE_SENT },
  { "\\Archive", MAILER_FOLDER_ROLE_ARCHIVE },
  { "\\Junk", MAILER_FOLDER_ROLE_JUNK },
  { "\\Trash", MAILER_FOLDER_ROLE_TRASH },
  { "\\All", MAILER_FOLDER_ROLE_ALL },
  { "\\Flagged", MAILER_FOLDER_ROLE_FLAGGED },
  { "\\Important", MAILER_FOLDER_ROLE_IMPORTANT },
  /* Gmail before RFC 6154. */
  { "\\AllMail", MAILER_FOLDER_ROLE_ALL },
  { "\\Spam", MAILER_FOLDER_ROLE_JUNK },
  { "\\Starred", MAILER_FOLDER_ROLE_FLAGGED },
};

/* Compared after case folding. */
static const RoleName usual_names[] = {
  { "inbox", MAILER_FOLDER_ROLE_INBOX },
  { "drafts", MAILER_FOLDER_ROLE_DRAFTS },
  { "draft", MAILER_FOLDER_ROLE_DRAFTS },
  { "entwürfe", MAILER_FOLDER_ROLE_DRAFTS },
  { "entwurf", MAILER_FOLDER_ROLE_DRAFTS },
  { "brouillons", MAILER_FOLDER_ROLE_DRAFTS },
  { "borradores", MAILER_FOLDER_ROLE_DRAFTS },
  { "bozze", MAILER_FOLDER_ROLE_DRAFTS },
  { "rascunhos", MAILER_FOLDER_ROLE_DRAFTS },
  { "concepten", MAILER_FOLDER_ROLE_DRAFTS },
  { "utkast", MAILER_FOLDER_ROLE_DRAFTS },
  { "kladder", MAILER_FOLDER_ROLE_DRAFTS },
  { "luonnokset", MAILER_FOLDER_ROLE_DRAFTS },
  { "szkice", MAILER_FOLDER_ROLE_DRAFTS },
  { "koncepty", MAILER_FOLDER_ROLE_DRAFTS },
  { "piszkozatok", MAILER_FOLDER_ROLE_DRAFTS },
  { "черновики", MAILER_FOLDER_ROLE_DRAFTS },
  { "taslaklar", MAILER_FOLDER_ROLE_DRAFTS },
  { "下書き", MAILER_FOLDER_ROLE_DRAFTS },
  { "草稿", MAILER_FOLDER_ROLE_DRAFTS },
  { "草稿箱", MAILER_FOLDER_ROLE_DRAFTS },
  { "sent", MAILER_FOLDER_ROLE_SENT },
  { "sent mail", MAILER_FOLDER_ROLE_SENT },
  { "sent items", MAILER_FOLDER_ROLE_SENT },
  { "sent messages", MAILER_FOLDER_ROLE_SENT },
  { "gesendet", MAILER_FOLDER_ROLE_SENT },
  { "gesendete objekte", MAILER_FOLDER_ROLE_SENT },
  { "gesendete elemente", MAILER_FOLDER_ROLE_SENT },
  { "gesendete nachrichten", MAILER_FOLDER_ROLE_SENT },
  { "envoyés", MAILER_FOLDER_ROLE_SENT },
  { "messages envoyés", MAILER_FOLDER_ROLE_SENT },
  { "éléments envoyés", MAILER_FOLDER_ROLE_SENT },
  { "enviados", MAILER_FOLDER_ROLE_SENT },
  { "elementos enviados", MAILER_FOLDER_ROLE_SENT },
  { "itens enviados", MAILER_FOLDER_ROLE_SENT },
  { "inviata", MAILER_FOLDER_ROLE_SENT },
  { "posta inviata", MAILER_FOLDER_ROLE_SENT },
  { "verzonden", MAILER_FOLDER_ROLE_SENT },
  { "verzonden items", MAILER_FOLDER_ROLE_SENT },
  { "skickat", MAILER_FOLDER_ROLE_SENT },
  { "sendt", MAILER_FOLDER_ROLE_SENT },
  { "lähetetyt", MAILER_FOLDER_ROLE_SENT },
  { "wysłane", MAILER_FOLDER_ROLE_SENT },
  { "odeslaná pošta", MAILER_FOLDER_ROLE_SENT },
  { "elküldött", MAILER_FOLDER_ROLE_SENT },
  { "отправленные", MAILER_FOLDER_ROLE_SENT },
  { "gönderilmiş", MAILER_FOLDER_ROLE_SENT },
  { "送信済み", MAILER_FOLDER_ROLE_SENT },
  { "已发送", MAILER_FOLDER_ROLE_SENT },
  { "archive", MAILER_FOLDER_ROLE_ARCHIVE },
  { "archives", MAILER_FOLDER_ROLE_ARCHIVE },
  { "archiv", MAILER_FOLDER_ROLE_ARCHIVE },
  { "archivo", MAILER_FOLDER_ROLE_ARCHIVE },
  { "archivio", MAILER_FOLDER_ROLE_ARCHIVE },
  { "arquivo", MAILER_FOLDER_ROLE_ARCHIVE },
  { "archief", MAILER_FOLDER_ROLE_ARCHIVE },
  { "arkiv", MAILER_FOLDER_ROLE_ARCHIVE },
  { "archiwum", MAILER_FOLDER_ROLE_ARCHIVE },
  { "архив", MAILER_FOLDER_ROLE_ARCHIVE },
  { "junk", MAILER_FOLDER_ROLE_JUNK },
  { "junk e-mail", MAILER_FOLDER_ROLE_JUNK },
  { "junk email", MAILER_FOLDER_ROLE_JUNK },
  { "spam", MAILER_FOLDER_ROLE_JUNK },
  { "spamverdacht", MAILER_FOLDER_ROLE_JUNK },
  { "bulk mail", MAILER_FOLDER_ROLE_JUNK },
  { "unerwünscht", MAILER_FOLDER_ROLE_JUNK },
  { "werbung", MAILER_FOLDER_ROLE_JUNK },
  { "junk-e-mail", MAILER_FOLDER_ROLE_JUNK },
  { "indésirables", MAILER_FOLDER_ROLE_JUNK },
  { "correo no deseado", MAILER_FOLDER_ROLE_JUNK },
  { "posta indesiderata", MAILER_FOLDER_ROLE_JUNK },
  { "ongewenste e-mail", MAILER_FOLDER_ROLE_JUNK },
  { "skräppost", MAILER_FOLDER_ROLE_JUNK },
  { "roskaposti", MAILER_FOLDER_ROLE_JUNK },
  { "спам", MAILER_FOLDER_ROLE_JUNK },
  { "迷惑メール", MAILER_FOLDER_ROLE_JUNK },
  { "垃圾邮件", MAILER_FOLDER_ROLE_JUNK },
  { "trash", MAILER_FOLDER_ROLE_TRASH },
  { "deleted items", MAILER_FOLDER_ROLE_TRASH },
  { "deleted messages", MAILER_FOLDER_ROLE_TRASH },
  { "deleted", MAILER_FOLDER_ROLE_TRASH },
  { "bin", MAILER_FOLDER_ROLE_TRASH },
  { "papierkorb", MAILER_FOLDER_ROLE_TRASH },
  { "gelöscht", MAILER_FOLDER_ROLE_TRASH },
  { "gelöschte objekte", MAILER_FOLDER_ROLE_TRASH },
  { "gelöschte elemente", MAILER_FOLDER_ROLE_TRASH },
  { "corbeille", MAILER_FOLDER_ROLE_TRASH },
  { "papelera", MAILER_FOLDER_ROLE_TRASH },
  { "cestino", MAILER_FOLDER_ROLE_TRASH },
  { "lixeira", MAILER_FOLDER_ROLE_TRASH },
  { "lixo", MAILER_FOLDER_ROLE_TRASH },
  { "prullenbak", MAILER_FOLDER_ROLE_TRASH },
  { "prullenmand", MAILER_FOLDER_ROLE_TRASH },
  { "papperskorgen", MAILER_FOLDER_ROLE_TRASH },
  { "papirkurv", MAILER_FOLDER_ROLE_TRASH },
  { "roskakori", MAILER_FOLDER_ROLE_TRASH },
  { "kosz", MAILER_FOLDER_ROLE_TRASH },
  { "koš", MAILER_FOLDER_ROLE_TRASH },
  { "lomtár", MAILER_FOLDER_ROLE_TRASH },
  { "корзина", MAILER_FOLDER_ROLE_TRASH },
  { "удаленные", MAILER_FOLDER_ROLE_TRASH },
  { "çöp kutusu", MAILER_FOLDER_ROLE_TRASH },
  { "ゴミ箱", MAILER_FOLDER_ROLE_TRASH },
  { "已删除", MAILER_FOLDER_ROLE_TRASH },
  { "all mail", MAILER_FOLDER_ROLE_ALL },
  { "alle nachrichten", MAILER_FOLDER_ROLE_ALL },
};

MailerFolderRole
mailer_folder_role_from_attribute (const char *attribute)
{
  g_return_val_if_fail (attribute != NULL, MAILER_FOLDER_ROLE_NONE);

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (g_ascii_strcasecmp (attribute, attributes[i].name) == 0)
      return attributes[i].role;

  return MAILER_FOLDER_ROLE_NONE;
}

MailerFolderRole
mailer_folder_role_from_name (const char *name)
{
  g_autofree char *normalized = NULL;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (name != NULL, MAILER_FOLDER_ROLE_NONE);

  normalized = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  if (normalized == NULL)
    return MAILER_FOLDER_ROLE_NONE;

  folded = g_utf8_casefold (normalized, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (usual_names); i++)
    if (g_strcmp0 (folded, usual_names[i].name) == 0)
      return usual_names[i].role;

  return MAILER_FOLDER_ROLE_NONE;
}
