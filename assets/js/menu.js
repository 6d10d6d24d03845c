// Menus are <details>: they open by themselves. This closes them again with
// Escape, by a click elsewhere, and when another one opens.

export function menus(root) {
  const all = [...root.querySelectorAll("details.menu")];
  if (all.length === 0) return;
  const close = (except) => all.forEach((menu) => menu !== except && (menu.open = false));

  for (const menu of all) {
    menu.addEventListener("toggle", () => menu.open && close(menu));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }
  root.addEventListener("click", (event) => close(event.target.closest("details.menu")));
}
