/* Says on the button how many results the filters would leave; without this file it has no number. */
"use strict";

for (const form of document.querySelectorAll(".filters form[data-words]")) foresee(form);

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

function counted(count, forms, figures) {
  const form = forms[new Intl.PluralRules(document.documentElement.lang).select(count)] ?? forms.other;
  return form.replace("{n}", figures.format(count));
}
