// Comfort only: every page does its work without this file. htmx serves the two
// forms that ask for it (filters that follow the typing, notes that save
// themselves); the rest is small help with focus, menus and limits.

import htmx from "htmx.org/dist/htmx.esm.js";
import { counters } from "./counter.js";
import { menus } from "./menu.js";
import { forms } from "./form.js";
import { conditions } from "./when.js";
import { keys } from "./keys.js";

window.htmx = htmx; // htmx looks for itself there

menus(document);
counters(document);
forms(document);
conditions(document);
keys(document);

document.getElementById("errors")?.focus();
document.addEventListener("htmx:afterSwap", (event) => counters(event.target));
