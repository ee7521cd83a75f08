/* <bahith-search>: completions for the search form within it, on these pages and on any site.
   The form works without this file. What is shown comes in the language of the address that answers:
   the attribute `suggestions`, else `suggest` beside the address that the form is sent to.
   The combobox follows the WAI-ARIA pattern (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/):
   arrow keys to the sides only move the caret, as their direction is visual in right-to-left text. */
"use strict";

(() => {
  const DEBOUNCE = 120, TIMEOUT = 3000, MIN_LENGTH = 2; // milliseconds; characters

  // Without specificity, so that any rule of a site is stronger.
  const STYLE = `
    :where(bahith-search) { display: block; position: relative; }
    :where(bahith-search > .suggestions) {
      position: absolute; inset-block-start: calc(100% + 6px); inset-inline: 0; z-index: 1000;
      max-block-size: min(31rem, 70vh); overflow-y: auto; padding: .4rem; text-align: start;
      background: var(--bahith-surface, Canvas); color: var(--bahith-text, CanvasText);
      border: 1px solid var(--bahith-line, GrayText); border-radius: var(--bahith-radius, 4px);
      box-shadow: 0 8px 24px rgb(0 0 0 / .18);
    }
    :where(bahith-search > .suggestions[hidden]) { display: none; }
    :where(bahith-search > .suggestions .label) { padding: .5rem .75rem .15rem; color: var(--bahith-muted, inherit); font-size: .875rem; }
    :where(bahith-search > .suggestions [role="option"]) {
      display: flex; align-items: baseline; justify-content: space-between; gap: 1rem;
      min-block-size: 44px; padding: .5rem .75rem; border-radius: 6px; line-height: 1.6; cursor: pointer;
    }
    :where(bahith-search > .suggestions [role="option"]:hover) { text-decoration: underline; }
    :where(bahith-search > .suggestions [aria-selected="true"]) {
      background: var(--bahith-chosen, Highlight); color: var(--bahith-chosen-text, HighlightText);
      outline: 2px solid var(--bahith-focus, currentColor); outline-offset: -2px;
    }
    :where(bahith-search .unseen) { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;

  let sheet = null, number = 0;

  class BahithSearch extends HTMLElement {
    #ready = false;

    connectedCallback() {
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.#begin(), { once: true });
      else this.#begin();
    }

    #begin() {
      const form = this.querySelector("form"), box = form?.querySelector("input[type=search], input[name=q]");
      if (!this.isConnected || !box) return;
      style(this.getRootNode());
      if (this.#ready) return;
      this.#ready = true;
      const address = this.getAttribute("suggestions") ?? "suggest";
      complete(this, form, box, new URL(address, this.hasAttribute("suggestions") ? document.baseURI : form.action));
      if (this.hasAttribute("shortcut")) shortcut(this.getAttribute("shortcut"), box);
    }
  }

  function style(root) {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  }

  function shortcut(key, box) {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== key || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      box.select();
    });
  }

  function complete(host, form, box, source) {
    const id = `bahith-${++number}`;
    const list = host.appendChild(element("div", { id, role: "listbox", className: "suggestions", hidden: true }));
    const status = host.appendChild(element("p", { role: "status", className: "unseen" }));
    const kept = new Map();
    let typed = box.value, options = [], active = -1, timer = 0, asked = null;

    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", id);
    box.setAttribute("aria-expanded", "false");
    box.autocomplete = "off";

    box.addEventListener("input", () => {
      typed = box.value;
      const direction = getComputedStyle(host).direction;
      box.dir = /\p{Script=Arabic}/u.test(typed) ? "rtl" : /\p{Script=Latin}/u.test(typed) ? "ltr" : direction;
      clearTimeout(timer);
      asked?.abort();
      if (typed.trim().length < MIN_LENGTH) close();
      else timer = setTimeout(ask, DEBOUNCE, typed);
    });

    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open && typed.trim().length >= MIN_LENGTH) ask(typed);
        else if (open) move(event.key === "ArrowDown" ? 1 : -1);
        else return;
        event.preventDefault();
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        box.value = typed;
        close();
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(options[active]);
      } else if (event.key === "Tab") close();
    });

    box.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });

    async function ask(text) {
      const asking = asked = new AbortController();
      const late = setTimeout(() => asking.abort(), TIMEOUT);
      try {
        if (!kept.has(text)) {
          const address = new URL(source);
          address.searchParams.set("q", text);
          const answer = await fetch(address, { signal: asking.signal });
          if (!answer.ok) return close();
          kept.set(text, await answer.json());
        }
        if (text === typed && box.getRootNode().activeElement === box) show(kept.get(text));
      } catch {
        if (text === typed) close();
      } finally {
        clearTimeout(late);
      }
    }

    function show(answer) {
      options = [];
      active = -1;
      list.setAttribute("aria-label", answer.label);
      list.replaceChildren(...answer.groups.map((group, place) => {
        const part = element("div", { role: "group" });
        const label = element("div", { id: `${id}-group-${place}`, className: "label", textContent: group.label });
        part.setAttribute("aria-labelledby", label.id);
        label.setAttribute("role", "presentation");
        part.append(label, ...group.items.map((item) => optionOf(item)));
        return part;
      }));
      list.hidden = !options.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      box.removeAttribute("aria-activedescendant");
      status.textContent = answer.status;
    }

    function optionOf(item) {
      const option = element("div", { id: `${id}-option-${options.length}`, role: "option" });
      option.setAttribute("aria-selected", "false");
      option.append(element("bdi", { lang: /\p{Script=Arabic}/u.test(item.text) ? "ar" : "en", textContent: item.text }));
      if (item.number) option.append(" ", element("span", { className: "count", textContent: item.number }));
      if (item.unit) option.lastChild.append(element("span", { className: "unseen", textContent: ` ${item.unit}` }));
      option.dataset.href = item.href ? new URL(item.href, source).href : "";
      options.push(option);
      return option;
    }

    function move(step) {
      options[active]?.setAttribute("aria-selected", "false");
      active = ((active + 1 + step + options.length + 1) % (options.length + 1)) - 1;
      const option = options[active];
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) box.setAttribute("aria-activedescendant", option.id);
      else box.removeAttribute("aria-activedescendant");
      box.value = option && !option.dataset.href ? option.firstChild.textContent : typed;
    }

    function choose(option) {
      if (/^https?:/.test(option.dataset.href)) location.assign(option.dataset.href);
      else {
        box.value = option.firstChild.textContent;
        form.requestSubmit();
      }
      close();
    }

    function close() {
      clearTimeout(timer);
      asked?.abort();
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
      status.textContent = "";
    }
  }

  function element(name, properties) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === "role") made.setAttribute(key, value);
      else made[key] = value;
    }
    return made;
  }

  if ("adoptedStyleSheets" in Document.prototype && !customElements.get("bahith-search")) {
    customElements.define("bahith-search", BahithSearch);
  }
})();
