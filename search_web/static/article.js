/* Buttons of the article page that need scripts: step through the marks, print, share, copy. */
"use strict";

const actions = document.querySelector(".actions");
const words = JSON.parse(actions.dataset.words);
const figures = new Intl.NumberFormat(words.figures);
const marks = [...document.querySelectorAll("mark")];

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

if (marks.length > 1) {
  let current = -1;
  const where = document.createElement("span");
  where.className = "count";
  where.setAttribute("role", "status");
  const step = (by) => {
    marks[current]?.removeAttribute("aria-current");
    current = current < 0 && by < 0 ? marks.length - 1 : (current + by + marks.length) % marks.length;
    marks[current].setAttribute("aria-current", "true");
    marks[current].scrollIntoView({ block: "center" });
    where.textContent = words.place
      .replace("{n}", figures.format(current + 1))
      .replace("{all}", figures.format(marks.length));
  };
  actions.append(button(words.previous, () => step(-1)), button(words.next, () => step(1)), where);
}

actions.append(button(words.print, () => print()));

if (navigator.share) {
  const { title } = document;
  const url = document.querySelector("link[rel=canonical]").href;
  actions.append(button(words.share, () => navigator.share({ title, url }).catch(() => {})));
}

for (const text of document.querySelectorAll(".cite blockquote")) {
  if (!navigator.clipboard) break;
  const copy = button(words.copy, async () => {
    await navigator.clipboard.writeText(text.textContent.trim());
    copy.textContent = words.copied;
  });
  text.after(copy);
}
