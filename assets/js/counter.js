// Says how many characters are left, once the person nears the limit. The limit
// itself stands in the page from the start; a number is announced only when the
// typing pauses, so that a screen reader is not interrupted by every key.

const pause = 1000; // milliseconds without typing before the number is spoken
const near = 0.75; // share of the limit from which the number is shown

export function counters(root) {
  for (const hint of root.querySelectorAll("[data-count]")) {
    const control = document.getElementById(hint.dataset.count);
    if (control && !hint.dataset.ready) attach(hint, control);
  }
}

function attach(hint, control) {
  hint.dataset.ready = "yes";
  const limit = hint.textContent;
  const spoken = document.createElement("span");
  spoken.className = "sr";
  spoken.setAttribute("role", "status");
  hint.after(spoken);
  let timer;
  const show = () => {
    hint.textContent = text(hint, control) || limit;
    hint.classList.toggle("over", left(hint, control) < 0);
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = text(hint, control)), pause);
  };
  control.addEventListener("input", show);
  if (text(hint, control)) hint.textContent = text(hint, control);
}

// The server counts characters, not UTF-16 halves; so does the spread.
function left(hint, control) {
  return Number(hint.dataset.max) - [...control.value].length;
}

function text(hint, control) {
  const rest = left(hint, control);
  if (rest > Number(hint.dataset.max) * (1 - near)) return "";
  const phrase = rest < 0 ? hint.dataset.over : hint.dataset.left;
  return phrase.replace("{n}", String(Math.abs(rest)));
}
