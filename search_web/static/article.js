/* What an article's page can do where scripts run: step through the marks, print, share, copy. */
"use strict";

const actions = document.querySelector(".actions");
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
    where.textContent = `الموضع ${current + 1} من ${marks.length}`;
  };
  actions.append(button("الموضع السابق", () => step(-1)), button("الموضع التالي", () => step(1)), where);
}

actions.append(button("طباعة", () => print()));

if (navigator.share) {
  const { title } = document;
  const url = document.querySelector("link[rel=canonical]").href;
  actions.append(button("مشاركة", () => navigator.share({ title, url }).catch(() => {})));
}

for (const text of document.querySelectorAll(".cite blockquote")) {
  if (!navigator.clipboard) break;
  const copy = button("نسخ", async () => {
    await navigator.clipboard.writeText(text.textContent.trim());
    copy.textContent = "نُسخ";
  });
  text.after(copy);
}
