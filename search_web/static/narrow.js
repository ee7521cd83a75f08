/* What narrows the results: the button of the filters says how many they would leave, and a range of years is
   chosen on the columns. Without this file the button has no number, each column is a link to its year, and the
   fields of dates take a range. */
"use strict";

for (const form of document.querySelectorAll(".filters form[data-words]")) foresee(form);
for (const chart of document.querySelectorAll(".columns[data-words]")) choose(chart);

function foresee(form) {
  const DELAY = 200; // milliseconds
  const words = JSON.parse(form.dataset.words);
  const figures = new Intl.NumberFormat(words.figures);
  const button = form.querySelector(".show button"), status = form.querySelector("[role=status]");
  const plain = button.textContent;
  let timer = 0, asked = null;

  form.addEventListener("change", () => {
    clearTimeout(timer);
    asked?.abort();
    button.textContent = plain;
    timer = setTimeout(ask, DELAY);
  });

  form.addEventListener("formdata", ({ formData }) => {
    for (const name of ["from", "to"]) if (!formData.get(name)) formData.delete(name);
  });

  async function ask() {
    const asking = asked = new AbortController();
    try {
      const wanted = new URLSearchParams(new FormData(form));
      const answer = await fetch(`${words.address}?${wanted}`, { signal: asking.signal });
      if (!answer.ok) return;
      const { total } = await answer.json();
      if (asking.signal.aborted) return;
      button.textContent = counted(total, words.show, figures);
      status.textContent = counted(total, words.counts, figures);
    } catch { /* the button keeps its words */ }
  }
}

/* Dragged over, or extended with Shift and the arrow keys from the column that has the focus and opened with Enter. */
function choose(chart) {
  const words = JSON.parse(chart.dataset.words);
  const figures = new Intl.NumberFormat(words.figures), years = new Intl.NumberFormat(words.figures, { useGrouping: false });
  const columns = [...chart.children];
  const hint = document.createElement("p"), said = document.createElement("p");
  let anchor = -1, end = -1, pressed = false;

  hint.className = "meta";
  hint.textContent = words.hint;
  said.className = "meta";
  said.setAttribute("role", "status");
  chart.after(said, hint);

  const number = (column) => Number(column.dataset.year);
  const chosen = () => columns.slice(Math.min(anchor, end), Math.max(anchor, end) + 1);
  const isRange = () => anchor >= 0 && anchor !== end;

  function show() {
    const range = isRange() ? chosen() : [];
    for (const column of columns) column.classList.toggle("chosen", range.includes(column));
    if (!range.length) return said.replaceChildren();
    const count = range.reduce((sum, column) => sum + Number(column.dataset.count), 0);
    said.textContent = words.range.replace("{first}", years.format(number(range[0])))
      .replace("{last}", years.format(number(range.at(-1)))).replace("{results}", counted(count, words.counts, figures));
  }

  function clear() {
    anchor = end = -1;
    pressed = false;
    show();
  }

  function open() {
    const range = chosen(), address = new URL(chart.dataset.range, location.href);
    address.searchParams.set("from", `${number(range[0])}-01-01`);
    address.searchParams.set("to", `${number(range.at(-1))}-12-31`);
    location.assign(address);
  }

  chart.addEventListener("dragstart", (event) => event.preventDefault()); // of a link
  chart.addEventListener("pointerdown", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    anchor = end = columns.indexOf(event.target.closest("li"));
    pressed = anchor >= 0;
  });
  addEventListener("pointermove", (event) => {
    if (!pressed) return;
    const box = chart.getBoundingClientRect();
    const over = columns.findIndex((column) => {
      const { left, right } = column.getBoundingClientRect();
      return event.clientX >= left && event.clientX <= right;
    });
    if (over < 0 || event.clientY < box.top - box.height || event.clientY > box.bottom + box.height) return;
    end = over;
    show();
  });
  addEventListener("pointerup", () => {
    if (pressed && isRange()) open();
    pressed = false;
  });
  addEventListener("pointercancel", clear);
  chart.addEventListener("click", (event) => {
    if (isRange()) event.preventDefault(); // the end of a drag, not a click on a column
  });

  chart.addEventListener("keydown", (event) => {
    const from = columns.indexOf(event.target.closest("li"));
    const forward = getComputedStyle(chart).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      if (anchor < 0) anchor = end = from;
      end = Math.max(0, Math.min(columns.length - 1, end + (event.key === forward ? 1 : -1)));
      event.preventDefault();
      show();
    } else if (event.key === "Enter" && isRange()) {
      event.preventDefault();
      open();
    } else if (event.key === "Escape" || event.key === "Tab") clear();
  });
  addEventListener("pageshow", clear);
}

function counted(count, forms, figures) {
  const form = forms[new Intl.PluralRules(document.documentElement.lang).select(count)] ?? forms.other;
  return form.replace("{n}", figures.format(count));
}
