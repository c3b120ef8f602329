/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The reader page, driven by mailer-reader.c through mailer-web-view.c. This script runs in a world of its
 * own, which no mail can reach; pages may not run scripts at all. Texts of a mail only become text nodes
 * and attributes here; its document goes into a sandboxed frame and nowhere else. */

"use strict";

const mailer = (() => {
  const MAX_HEIGHT = 60000; /* of one mail; what is longer scrolls inside */
  const MIN_ZOOM = 0.5;
  const MAX_ADJUSTMENTS = 40; /* of one frame at one width: some mails grow with their frame */
  const main = document.querySelector ("main");
  let strings = {};
  let cards = new Map ();

  const tell = (name, id, index) => window.webkit.messageHandlers.mailer.postMessage ([name, String (id), index | 0]);

  function element (tag, className, text)
  {
    const node = document.createElement (tag);
    if (className)
      node.className = className;
    if (text !== undefined)
      node.textContent = text;
    return node;
  }

  function button (className, label, action)
  {
    const node = element ("button", className);
    node.type = "button";
    if (label)
      {
        node.setAttribute ("aria-label", label);
        node.title = label;
      }
    node.addEventListener ("click", event => { event.stopPropagation (); action (); });
    return node;
  }

  /* Frames */

  function adjust (frame)
  {
    const page = frame.contentDocument;
    if (!page || !page.body || !frame.clientWidth)
      return;
    if (frame.lastWidth !== frame.clientWidth)
      {
        frame.lastWidth = frame.clientWidth;
        frame.adjustments = 0;
        page.body.style.zoom = "";
        const wide = Math.max (page.body.scrollWidth, page.documentElement.scrollWidth);
        const zoom = frame.clientWidth / wide;
        /* What would become too small to read is scrolled sideways instead. */
        if (wide > frame.clientWidth + 1 && zoom >= MIN_ZOOM)
          page.body.style.zoom = String (zoom);
      }
    if (frame.adjustments++ > MAX_ADJUSTMENTS)
      return;
    const height = Math.min (MAX_HEIGHT, Math.ceil (Math.max (page.body.getBoundingClientRect ().bottom + parseFloat (page.defaultView.getComputedStyle (page.body).marginBottom || 0), page.body.scrollHeight * (parseFloat (page.body.style.zoom) || 1))));
    const scrollbar = page.documentElement.scrollWidth > frame.clientWidth + 1 ? 16 : 0;
    if (Math.abs (frame.clientHeight - height - scrollbar) > 1)
      frame.style.height = (height + scrollbar) + "px";
  }

  /* Long quotes fold away: <details> needs no script inside of the frame. */
  function foldQuotes (page)
  {
    for (const quote of page.querySelectorAll ("blockquote.long"))
      {
        if (quote.parentNode.closest ("details"))
          continue;
        const details = page.createElement ("details");
        const summary = page.createElement ("summary");
        summary.textContent = strings.quote;
        summary.style.cssText = "cursor:default;opacity:.65;font-size:.92em;margin:4px 0";
        quote.replaceWith (details);
        details.append (summary, quote);
      }
  }

  /* What could not be had says so in its place, and not only that there was something. */
  function markMissing (page)
  {
    for (const image of page.images)
      {
        if (!(image.getAttribute ("src") || "").startsWith ("mailer-remote:") || !image.complete || image.naturalWidth)
          continue;
        image.dataset.missing = "";
        image.title = strings.noPicture;
        if (!image.alt)
          image.alt = strings.noPicture;
      }
  }

  const observer = new ResizeObserver (entries => {
    for (const entry of entries)
      {
        const frame = entry.target.tagName === "IFRAME" ? entry.target : entry.target.ownerDocument.defaultView && entry.target.ownerDocument.defaultView.frameElement;
        if (frame)
          adjust (frame);
      }
  });

  function frameLoaded (card, frame)
  {
    const page = frame.contentDocument;
    if (!page || !page.body)
      return;
    page.documentElement.style.overflowY = "hidden";
    foldQuotes (page);
    markMissing (page);
    frame.lastWidth = -1;
    adjust (frame);
    observer.observe (page.body);
    observer.observe (frame);
    tell ("shown", card.id, 0);
  }

  function setDocument (card, body)
  {
    const frame = document.createElement ("iframe");
    frame.setAttribute ("sandbox", "allow-same-origin");
    frame.title = card.title;
    frame.addEventListener ("load", () => frameLoaded (card, frame));
    frame.srcdoc = body.document;
    card.body.classList.toggle ("html", body.isHtml);
    card.body.replaceChildren (frame);
  }

  /* Parts of a card */

  /* buttons: [label, what it tells] each */
  function bar (card, text, buttons, className)
  {
    const node = element ("div", "bar " + (className || ""));
    node.append (element ("span", "", text));
    for (const [label, name] of buttons)
      {
        const pill = button ("pill", "", () => tell (name, card.id, 0));
        pill.textContent = label;
        node.append (pill);
      }
    return node;
  }

  function attachment (card, file, index)
  {
    const item = element ("li");
    const open = button ("file", "", () => tell (file.isRisky ? "save-attachment" : "open-attachment", card.id, index));
    const label = element ("span", "label");
    open.title = file.tooltip;
    label.append (element ("div", "filename", file.name), element ("div", "size", file.size));
    open.append (element ("span", "glyph " + file.kind), label);
    item.append (open, button ("save", file.saveLabel, () => tell ("save-attachment", card.id, index)));
    return item;
  }

  function setBody (body)
  {
    const card = cards.get (body.id);
    if (!card)
      return;
    card.damage.replaceChildren (...(body.isDamaged ? [bar (card, strings.damaged, [[strings.source, "view-source"]], "warn")] : []));
    card.files.replaceChildren (...body.attachments.map ((file, index) => attachment (card, file, index)));
    card.files.hidden = body.attachments.length === 0;
    card.hasBody = true;
    setDocument (card, body);
  }

  /* What became of the pictures from the network, and what can be done about it. */
  function setImages (images)
  {
    const card = cards.get (images.id);
    if (card)
      card.images.replaceChildren (...(images.text ? [bar (card, images.text, images.buttons)] : []));
  }

  function setFailed (failure)
  {
    const card = cards.get (failure.id);
    if (!card)
      return;
    const node = element ("div", "failed");
    node.setAttribute ("role", "alert");
    node.append (element ("b", "", failure.title), element ("p", "", failure.text));
    const pill = button ("pill", "", () => { wait (card); tell ("load", card.id, 0); });
    pill.textContent = strings.again;
    node.append (pill, element ("div", "technical", failure.details));
    card.body.classList.remove ("html");
    card.body.replaceChildren (node);
  }

  function wait (card)
  {
    card.body.classList.remove ("html");
    card.body.replaceChildren (element ("div", "wait"));
  }

  function setExpanded (card, isExpanded)
  {
    card.node.classList.toggle ("collapsed", !isExpanded);
    card.toggle.setAttribute ("aria-expanded", String (isExpanded));
    if (isExpanded && !card.wanted)
      {
        card.wanted = true;
        wait (card);
        tell ("load", card.id, 0);
      }
    else if (isExpanded && card.hasBody)
      tell ("shown", card.id, 0);
    for (const frame of card.node.querySelectorAll ("iframe"))
      adjust (frame);
  }

  function showDetails (card, isShown)
  {
    card.details.hidden = !isShown;
    card.more.setAttribute ("aria-expanded", String (isShown));
  }

  function update (card, message)
  {
    card.node.classList.toggle ("unread", message.isUnread);
    card.node.classList.toggle ("starred", message.isStarred);
    card.star.setAttribute ("aria-pressed", String (message.isStarred));
    card.star.title = message.isStarred ? strings.unstar : strings.star;
    card.star.setAttribute ("aria-label", strings.star);
  }

  function details (rows)
  {
    const list = element ("dl", "details");
    for (const row of rows)
      list.append (element ("dt", "", row[0]), element ("dd", "", row[1]));
    list.hidden = true;
    return list;
  }

  // All of it is shown; where it does not fit, it breaks behind the "@".
  function addressLine (address)
  {
    const line = element ("div", "address");
    const end = address.lastIndexOf ("@") + 1;
    line.append (address.slice (0, end), document.createElement ("wbr"), address.slice (end));
    return line;
  }

  function makeCard (message)
  {
    const card = { id: message.id, title: message.title, wanted: false, hasBody: false };
    card.node = element ("article", "collapsed");
    card.node.setAttribute ("aria-label", message.title);
    const head = element ("header", "head");
    card.toggle = button ("toggle", "", () => setExpanded (card, card.node.classList.contains ("collapsed")));
    card.toggle.setAttribute ("aria-label", message.title);
    const avatar = element ("span", "avatar", message.initials);
    avatar.setAttribute ("aria-hidden", "true");
    avatar.style.background = message.avatarColor;
    avatar.style.color = message.avatarText;
    const who = element ("span", "who");
    const name = element ("div", "name", message.name);
    who.append (name);
    if (message.address)
      who.append (addressLine (message.address));
    who.append (element ("div", "to", message.to), element ("div", "preview", message.preview));
    card.toggle.append (avatar, who);
    const side = element ("span", "side");
    const date = element ("span", "date", message.date);
    date.title = message.dateLong;
    card.star = button ("icon star", strings.star, () => tell ("star", card.id, 0));
    const reply = button ("icon reply", strings.reply, () => tell ("reply", card.id, 0));
    card.more = button ("icon more", strings.details, () => showDetails (card, card.details.hidden));
    card.more.setAttribute ("aria-expanded", "false");
    side.append (date, card.star, reply, card.more);
    head.append (card.toggle, side);
    head.addEventListener ("click", () => setExpanded (card, card.node.classList.contains ("collapsed")));
    card.details = details (message.rows);
    card.images = element ("div");
    card.damage = element ("div");
    card.bars = element ("div", "bars");
    card.bars.append (card.images, card.damage);
    card.body = element ("div", "body");
    card.files = element ("ul", "attachments");
    card.files.setAttribute ("aria-label", strings.attachments);
    card.files.hidden = true;
    card.node.append (head, card.details, card.bars, card.body, card.files);
    card.node.addEventListener ("focusin", () => tell ("current", card.id, 0));
    card.node.addEventListener ("pointerdown", () => tell ("current", card.id, 0));
    update (card, message);
    return card;
  }

  /* What mailer-reader.c calls */

  function setStyle (style)
  {
    document.documentElement.classList.toggle ("dark", style.isDark);
    document.documentElement.classList.toggle ("contrast", style.isContrast);
    document.documentElement.dir = style.isRtl ? "rtl" : "ltr";
    document.documentElement.lang = style.language;
    strings = style.strings;
  }

  function show (conversation)
  {
    const seen = new Map ();
    observer.disconnect ();
    main.replaceChildren (element ("h1", "", conversation.subject));
    for (const message of conversation.messages)
      {
        const card = makeCard (message);
        seen.set (message.id, card);
        main.append (card.node);
      }
    cards = seen;
    for (const message of conversation.messages)
      if (message.isExpanded)
        setExpanded (cards.get (message.id), true);
    window.scrollTo (0, 0);
    const first = conversation.messages.find (message => message.isExpanded);
    if (first && first !== conversation.messages[0])
      cards.get (first.id).node.scrollIntoView ({ block: "start" });
  }

  /* The same conversation with other flags, with new mails, with some gone. */
  function refresh (conversation)
  {
    const seen = new Map ();
    let last = main.firstElementChild;
    for (const message of conversation.messages)
      {
        const old = cards.get (message.id);
        const card = old || makeCard (message);
        seen.set (message.id, card);
        update (card, message);
        if (last.nextElementSibling !== card.node)
          last.after (card.node);
        last = card.node;
      }
    for (const [id, card] of cards)
      if (!seen.has (id))
        card.node.remove ();
    const added = conversation.messages.filter (message => !cards.has (message.id));
    cards = seen;
    for (const message of added)
      setExpanded (cards.get (message.id), true);
  }

  function clear ()
  {
    observer.disconnect ();
    cards = new Map ();
    main.replaceChildren ();
  }

  function reload ()
  {
    for (const card of cards.values ())
      {
        card.wanted = !card.node.classList.contains ("collapsed");
        card.hasBody = false;
        if (card.wanted)
          tell ("load", card.id, 0);
      }
  }

  function toggleDetails (id)
  {
    const card = cards.get (id);
    if (!card)
      return;
    setExpanded (card, true);
    showDetails (card, card.details.hidden);
  }

  function linkTexts (uri)
  {
    const texts = new Set ();
    for (const frame of document.querySelectorAll ("iframe"))
      for (const link of frame.contentDocument ? frame.contentDocument.links : [])
        if (link.href === uri)
          texts.add (link.textContent.trim ());
    /* All of them: those that deceive may stand behind many that do not. */
    return Array.from (texts);
  }

  return { setStyle, show, refresh, setBody, setImages, setFailed, clear, reload, toggleDetails, linkTexts };
}) ();
