/* A button that copies the address of the feed; without scripts the reader selects it. */
"use strict";

const field = document.querySelector("[data-copy]");

if (navigator.clipboard) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = field.dataset.copied;
  });
  field.after(button);
}
field.addEventListener("focus", () => field.select());
