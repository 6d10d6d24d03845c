// Forms: a second click does not send twice, a changed form is not left by
// accident, and a note that saved itself says so once.

export function forms(root) {
  for (const form of root.querySelectorAll("form[method=post]")) once(form);
  for (const form of root.querySelectorAll("form[data-hx-post]")) autosave(form);
}

// once ignores the second press of a button until the answer arrives, or the
// page comes back from the browser's memory.
function once(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => (sent = false));
}

function autosave(form) {
  const note = form.querySelector("[data-saved-at]");
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    changed = false;
    note.textContent = form.dataset.saved;
  });
  addEventListener("beforeunload", (event) => changed && event.preventDefault());
}
