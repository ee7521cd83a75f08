/* Completions in the search box, and "/" to focus it. All pages work without this file.
   The combobox follows the WAI-ARIA pattern (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/):
   arrow keys to the sides only move the caret, as their direction is visual in right-to-left text. */
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.getElementById("q").select();
});

for (const form of document.querySelectorAll("form.search")) complete(form, form.elements.q);

function complete(form, box) {
  const DEBOUNCE = 120, TIMEOUT = 3000, MIN_LENGTH = 2; // milliseconds; characters
  const words = JSON.parse(form.dataset.words);
  const figures = new Intl.NumberFormat(words.figures, { useGrouping: false });
  const list = form.appendChild(element("div", { id: "suggestions", role: "listbox", className: "suggestions", hidden: true }));
  list.setAttribute("aria-label", words.label);
  const status = form.appendChild(element("p", { role: "status", className: "unseen" }));
  const kept = new Map();
  let typed = box.value, options = [], active = -1, timer = 0, asked = null;

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  box.addEventListener("input", () => {
    typed = box.value;
    box.dir = /\p{Script=Arabic}/u.test(typed) ? "rtl" : /\p{Script=Latin}/u.test(typed) ? "ltr" : document.dir;
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
        const answer = await fetch(`${words.address}?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
        if (!answer.ok) return close();
        kept.set(text, (await answer.json()).groups);
      }
      if (text === typed && document.activeElement === box) show(kept.get(text));
    } catch {
      if (text === typed) close();
    } finally {
      clearTimeout(late);
    }
  }

  function show(groups) {
    options = [];
    active = -1;
    list.replaceChildren(...groups.map((group, number) => {
      const part = element("div", { role: "group" });
      const label = element("div", { id: `group-${number}`, className: "label", textContent: group.label });
      part.setAttribute("aria-labelledby", label.id);
      label.setAttribute("role", "presentation");
      part.append(label, ...group.items.map((item) => optionOf(item)));
      return part;
    }));
    list.hidden = !options.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
    status.textContent = counted(options.length, words.counts, figures);
  }

  function optionOf(item) {
    const option = element("div", { id: `option-${options.length}`, role: "option" });
    option.setAttribute("aria-selected", "false");
    option.append(element("bdi", { lang: /\p{Script=Arabic}/u.test(item.text) ? "ar" : "en", textContent: item.text }));
    const number = item.year ?? item.count;
    if (number) option.append(" ", element("span", { className: "count", textContent: figures.format(number) }));
    if (item.count) option.lastChild.append(element("span", { className: "unseen", textContent: ` ${words.publications}` }));
    option.dataset.href = item.href ?? "";
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
    if (option.dataset.href) location.assign(option.dataset.href);
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

function counted(count, forms, figures) {
  const form = forms[new Intl.PluralRules(document.documentElement.lang).select(count)] ?? forms.other;
  return form.replace("{n}", figures.format(count));
}

function element(name, properties) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "role") made.setAttribute(key, value);
    else made[key] = value;
  }
  return made;
}
