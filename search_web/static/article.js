/* What the article page does with scripts alone: walk through the marks, say which part is being read,
   print, share, copy. All of the text is there without this file. */
"use strict";

const actions = document.querySelector(".actions");
const words = JSON.parse(actions.dataset.words);
const figures = new Intl.NumberFormat(words.figures);
const bar = document.querySelector(".walk");
const marks = [...document.querySelectorAll("mark[id]")];

if (bar) {
  const back = bar.querySelector(".back");
  if (back) back.addEventListener("click", (event) => backTo(back.href, event));
  if (marks.length) walk(bar.querySelector(".matches"));
}
follow([...document.querySelectorAll(".contents a[href^='#s']")]);
tools();

/* The buttons of the bar, and the keys n and p. The first step goes to the passage that the reader came for. */
function walk(matches) {
  const [where, said, previous, next] = [".count", "[role=status]", ".previous", ".next"].map((one) => matches.querySelector(one));
  const wanted = marks.findIndex((mark) => mark.id === "here");
  const first = wanted < 0 ? Math.max(0, marks.findIndex((mark) => mark.closest(".prose"))) : wanted;
  let current = -1;
  const show = () => {
    where.textContent = written(words.place, current + 1);
    if (current >= 0) said.textContent = written(words.match, current + 1);
  };
  const step = (by) => {
    marks[current]?.removeAttribute("aria-current");
    current = current < 0 ? (by > 0 ? first : (first || marks.length) - 1) : (current + by + marks.length) % marks.length;
    marks[current].setAttribute("aria-current", "true");
    marks[current].scrollIntoView({ block: "center" });
    show();
  };
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  for (const shown of [previous, where, next]) shown.hidden = false;
  matches.querySelector(".first")?.remove();
  if (location.hash === "#here" && wanted >= 0) step(1);
  else show();
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = { n: next, N: next, "\u0649": next, p: previous, P: previous, "\u062d": previous }[event.key];
    if (!key) return;
    event.preventDefault();
    key.click();
  });
}

function written(message, number) {
  return message.replace("{n}", figures.format(number)).replace("{all}", figures.format(marks.length));
}

/* Back in the history, where the browser knows how far the reader had scrolled. */
function backTo(address, event) {
  const plain = (url) => url.split("#")[0];
  const entries = globalThis.navigation?.entries() ?? [];
  const before = entries.slice(0, globalThis.navigation?.currentEntry?.index ?? 0);
  const entry = before.reverse().find((one) => plain(one.url) === plain(address));
  if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  navigation.traverseTo(entry.key);
}

/* Marks the part of the contents that is being read. */
function follow(links) {
  const parts = links.map((link) => document.getElementById(link.hash.slice(1)));
  if (!parts.length) return;
  let current = null, asked = false;
  const mark = () => {
    asked = false;
    const read = parts.filter((part) => part.getBoundingClientRect().top < innerHeight / 3).length;
    const link = links[read - 1] ?? null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
    const list = link?.closest(".contents");
    if (list && list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.clientHeight / 2;
  };
  addEventListener("scroll", () => {
    if (!asked) requestAnimationFrame(mark);
    asked = true;
  }, { passive: true });
  mark();
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function tools() {
  const { title } = document;
  const url = document.querySelector("meta[property='og:url']").content;
  actions.append(button(words.print, () => print()));
  if (navigator.clipboard) actions.append(copier(words.link, () => url));
  if (navigator.share) {
    actions.append(button(words.share, () => navigator.share({ title, url }).catch(() => {})));
  }
  for (const text of document.querySelectorAll(".cite blockquote")) {
    if (!navigator.clipboard) break;
    text.after(copier(words.copy, () => text.textContent.trim()));
  }
}

function copier(label, text) {
  const made = button(label, async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = words.copied;
  });
  return made;
}
