/* The reader's last searches, kept in this browser alone: a page of results adds its query, the start page
   lists them. Nothing here asks the network, and without scripts there is no such list. */
"use strict";

(() => {
  const KEY = "bahith-searches", OFF = "off", MOST = 8;

  const searched = document.querySelector("[data-searched]"), section = document.querySelector(".recent");
  if (searched) keep(searched.dataset.searched);
  if (section) list(section);

  /* The queries, the last one first; null if the reader wants none kept, or the browser keeps nothing. */
  function read() {
    try {
      const kept = localStorage.getItem(KEY);
      if (kept === OFF) return null;
      const queries = JSON.parse(kept ?? "[]");
      return Array.isArray(queries) ? queries.filter((one) => typeof one === "string") : [];
    } catch (error) {
      return error instanceof SyntaxError ? [] : null;
    }
  }

  function write(value) {
    try {
      localStorage.setItem(KEY, value);
    } catch { /* a full or forbidden store keeps what it has */ }
  }

  function keep(query) {
    const queries = read();
    if (queries) write(JSON.stringify([query, ...queries.filter((one) => one !== query)].slice(0, MOST)));
  }

  function list(section) {
    const links = section.querySelector("ul"), note = section.querySelector("[role=status]");
    const [empty, change] = section.querySelectorAll("button");
    const words = JSON.parse(section.dataset.words);
    let touched = false;

    const show = () => {
      const queries = read();
      links.replaceChildren(...(queries ?? []).map(linkTo));
      links.hidden = empty.hidden = !queries?.length;
      note.textContent = !queries ? words.off : queries.length ? words.here : words.none;
      change.textContent = queries ? words.stop : words.keep;
      section.hidden = !touched && queries?.length === 0;
    };

    const linkTo = (query) => {
      const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("bdi");
      link.className = "pill";
      link.href = `${section.dataset.results}?${new URLSearchParams({ q: query })}`;
      text.textContent = query;
      link.append(text);
      item.append(link);
      return item;
    };

    const set = (value) => {
      touched = true;
      write(value);
      show();
      change.focus();
    };
    empty.addEventListener("click", () => set("[]"));
    change.addEventListener("click", () => set(read() ? OFF : "[]"));
    if (!storable()) return;
    addEventListener("pageshow", show); // also when the page comes back out of the history
    show();
  }

  function storable() {
    try {
      return Boolean(localStorage);
    } catch {
      return false;
    }
  }
})();
