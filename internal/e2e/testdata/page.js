// What the browser tests ask of a page; it runs at the start of each one, after
// axe-core. Nothing of it is part of the program.
window.e2e = (() => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const squeeze = (s) => (s || "").replace(/\s+/g, " ").trim();
  const name = (e) => {
    const words = squeeze(e.getAttribute("aria-label") || e.innerText || e.value).slice(0, 40);
    return e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (typeof e.className === "string" && e.className ? "." + e.className.split(" ")[0] : "") + " “" + words + "”";
  };

  // axe returns one line for each violation; only some rules where the page is
  // the same but for its colours.
  const axe = async (rules) => {
    const runOnly = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
    const found = await window.axe.run(document, { resultTypes: ["violations"], preload: false, runOnly });
    return found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + squeeze(n.failureSummary)));
  };

  // sideways returns what makes the page scroll to the side (WCAG 1.4.10).
  const sideways = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 0.5 && !inScroller(e));
    return ["the page is " + document.documentElement.scrollWidth + " wide, the window " + width, ...out.slice(0, 5).map(name)];
  };
  const inScroller = (e) => {
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };

  // wide sets the spacing that people may set for themselves (WCAG 1.4.12).
  const wide = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  // clipped returns elements whose own text is cut off.
  const clipped = () =>
    [...document.querySelectorAll("body *")].filter((e) => {
      if (![...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())) return false;
      const s = getComputedStyle(e);
      if (hidden(e) || !e.checkVisibility() || ["INPUT", "TEXTAREA", "SELECT", "OPTION"].includes(e.tagName)) return false;
      const cuts = (o) => o === "hidden" || o === "clip";
      return (cuts(s.overflowX) && e.scrollWidth > e.clientWidth + 1) || (cuts(s.overflowY) && e.scrollHeight > e.clientHeight + 1);
    }).map(name);
  // hidden tells whether an element is there for the ear only.
  const hidden = (e) => {
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const s = getComputedStyle(up);
      if (up.getBoundingClientRect().width <= 1 || s.clipPath !== "none") return true;
    }
    return false;
  };

  // moving returns what moves although less motion is asked for.
  const moving = () =>
    [...document.querySelectorAll("*")].filter((e) => {
      const s = getComputedStyle(e);
      const long = (list) => list.split(",").some((d) => parseFloat(d) * (d.includes("ms") ? 1 : 1000) > 10);
      return s.scrollBehavior === "smooth" || long(s.transitionDuration) || (s.animationName !== "none" && long(s.animationDuration));
    }).map(name);

  // small returns targets under 24 by 24 pixels that stand closer to another
  // one than they may (WCAG 2.5.8); links within sentences are let be.
  const small = () => {
    const boxes = stops().filter((e) => !hidden(e) && getComputedStyle(e).display !== "inline").map((e) => [e, e.getBoundingClientRect()]);
    return boxes.filter(([e, r]) => (r.width < 24 || r.height < 24) && e.type !== "radio" && e.type !== "checkbox" &&
      boxes.some(([o, q]) => o !== e && Math.hypot(r.x + r.width / 2 - q.x - q.width / 2, r.y + r.height / 2 - q.y - q.height / 2) < 24)).map(([e]) => name(e));
  };

  // stops are the controls that Tab should reach, in the order of the page. Of
  // radio buttons of one name only one is a stop.
  const stops = () => {
    const groups = new Set();
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((e) => {
      if (e.tabIndex < 0 || e.matches(":disabled") || e.type === "hidden" || e.closest("[inert]") || !e.checkVisibility({ visibilityProperty: true })) return false;
      if (e.type !== "radio") return true;
      const group = (e.form?.id || "") + "/" + e.name;
      const chosen = e.form?.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]:checked`);
      if (chosen) return chosen === e;
      if (groups.has(group)) return false;
      groups.add(group);
      return true;
    });
  };

  // The look of the focus is compared with the look without it.
  let order = [], looks = new Map();
  const look = (e) => {
    const s = getComputedStyle(e);
    const outline = s.outlineStyle === "none" || parseFloat(s.outlineWidth) === 0 ? "" : s.outlineStyle + s.outlineWidth + s.outlineColor;
    return outline + "|" + s.boxShadow;
  };
  const around = (e) => [e, e.parentElement, e.closest("label, .choice, .card, li")].filter(Boolean);
  const walk = () => {
    document.activeElement?.blur();
    order = stops();
    looks = new Map();
    for (const e of order) for (const a of around(e)) looks.set(a, look(a));
    return order.length;
  };
  // step tells what the focus is on: its number in the order, its name, whether
  // it can be seen that it has the focus, and whether something covers it.
  const step = () => {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return { number: -1, name: "", ring: true, seen: true };
    const ring = around(e).some((a) => looks.has(a) && look(a) !== looks.get(a));
    const r = [...e.getClientRects()].find((b) => b.width > 0 && b.height > 0);
    let seen = false;
    if (r) {
      const x = Math.max(r.left + 1, Math.min(r.left + r.width / 2, innerWidth - 2)), y = Math.max(1, Math.min(r.top + r.height / 2, innerHeight - 2));
      const hit = x >= 0 && y >= 0 && r.top < innerHeight && r.bottom > 0 ? document.elementFromPoint(x, y) : null;
      seen = !!hit && (e.contains(hit) || hit.contains(e) || hit.closest("label")?.control === e);
    }
    return { number: order.indexOf(e), name: name(e), ring, seen };
  };
  const named = (n) => (order[n] ? name(order[n]) : "nothing");

  return { axe, sideways, wide, clipped, moving, small, walk, step, named };
})();
