// Single keys where the page lists them (WCAG 2.1.4): never while somebody types,
// never with Ctrl, Alt or Meta, and off when switched off. The browser keeps that
// choice; the server does not learn of it. A key presses what carries it, or
// moves there; near the focus first, so that one letter serves every card.

const stored = "domubiedrs-keys";

export function keys(root) {
  const help = root.querySelector("[data-keys]");
  if (!help) return;
  const on = help.querySelector("input");
  on.checked = recall() !== "off";
  on.addEventListener("change", () => keep(on.checked ? "on" : "off"));
  help.hidden = false;
  root.addEventListener("keydown", (event) => {
    const target = on.checked && plain(event) && carrier(root, event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    if ("focus" in target.dataset) target.focus();
    else target.click();
  });
}

function plain(event) {
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  return !typing && !event.isComposing && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
}

function carrier(root, key) {
  if (!/^[a-z1-9]$/.test(key)) return null;
  const wanted = `[data-key="${key}"]`;
  return document.activeElement?.closest("[data-near]")?.querySelector(wanted) ?? root.querySelector(wanted);
}

// A browser that keeps nothing has the keys on in each page.
function recall() {
  try {
    return localStorage.getItem(stored);
  } catch {
    return null;
  }
}

function keep(choice) {
  try {
    localStorage.setItem(stored, choice);
  } catch {
    return;
  }
}
