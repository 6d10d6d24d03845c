// Questions that depend on another answer come and go at once. Without this file
// the server shows them after the answer was saved; until then they wait in a
// <template>, which takes no part in the form.

export function conditions(root) {
  for (const waiting of root.querySelectorAll("template[data-when]")) unfold(waiting);
  for (const part of root.querySelectorAll("[data-when]")) {
    const form = part.closest("form");
    const follow = () => show(part, met(part, form));
    form.addEventListener("change", follow);
    follow();
  }
}

function unfold(waiting) {
  const part = document.createElement("div");
  Object.assign(part.dataset, waiting.dataset);
  part.append(waiting.content);
  waiting.replaceWith(part);
}

// met tells whether one of the deciding answers is chosen now.
function met(part, form) {
  const wanted = part.dataset.in.split(" ");
  return new FormData(form).getAll(part.dataset.when).some((value) => wanted.includes(value));
}

// What is hidden is not sent.
function show(part, visible) {
  part.hidden = !visible;
  for (const control of part.querySelectorAll("input, select, textarea")) control.disabled = !visible;
}
