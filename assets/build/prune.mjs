// The theme names some nine hundred custom properties; we use some sixty. prune
// drops every declaration of a property that nothing reads, until none is left,
// and then the rules that became empty.

// Scopes that no page of ours has: other sizes, other palettes.
const unused = /\[data-(color|typography)="(?!accent|primary|danger)/;

export function prune(css, readers) {
  let text = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/@charset[^;]*;/g, "");
  text = text.replace(/([^{}]+)\{[^{}]*\}/g, (rule, head) => (unused.test(head) ? "" : rule));
  for (let before; before !== text; ) {
    before = text;
    const read = new Set([...(text + readers).matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]));
    text = text.replace(/(--[\w-]+)\s*:[^;{}]*(;|(?=\}))/g, (all, name) => (read.has(name) ? all : ""));
  }
  for (let before; before !== text; ) {
    before = text;
    text = text.replace(/[^{};]+\{\s*\}/g, "");
  }
  return text;
}
