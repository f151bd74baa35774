/**
 * Brings the page up to date with a newer document of the same address. Elements with a `data-key` are the units: what
 * has not changed stays as it is, with its focus; what has changed is replaced at its place, so that the layout never
 * shifts; what has another place is then moved there from its old one, if the reader wants motion.
 */

import { localize, tick } from "./time.js";

const KEYED = "[data-key]";
/** What lights up when its text changes. */
const CELLS = "td, dd";
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {[Element, DOMRect][]} */
let moved = [];
/** @type {Element[]} */
let lit = [];

/** @param {Document} next */
export function update(next) {
  const main = document.querySelector("main");
  const newMain = next.querySelector("main");
  if (!main || !newMain) {
    return;
  }
  localize(newMain);
  const places = new Map([...main.querySelectorAll(KEYED)].map((element) => [key(element), element]));
  const rects = new Map([...places].map(([name, element]) => [name, element.getBoundingClientRect()]));
  const focus = focused();
  patch(main, newMain, places, rects);
  const [polled, newPolled] = [document.getElementById("polled"), next.getElementById("polled")];
  if (polled && newPolled && polled.querySelector("time")?.dateTime !== newPolled.querySelector("time")?.dateTime) {
    polled.replaceChildren(...document.importNode(newPolled, true).childNodes);
    tick();
  }
  focus();
  animate();
}

/**
 * @param {Element} old
 * @param {Element} next
 * @param {Map<string, Element>} places
 * @param {Map<string, DOMRect>} rects
 */
function patch(old, next, places, rects) {
  if (old.isEqualNode(next)) {
    return;
  }
  if (key(old) !== key(next) || old.localName !== next.localName || !next.querySelector(KEYED)) {
    replace(old, next, places, rects);
    return;
  }
  for (const { name, value } of next.attributes) {
    old.setAttribute(name, value);
  }
  const [olds, nexts] = [[...old.children], [...next.children]];
  nexts.forEach((child, index) => {
    const before = olds[index];
    if (before) {
      patch(before, child, places, rects);
    } else {
      old.append(fresh(child, places, rects));
    }
  });
  olds.slice(nexts.length).forEach((child) => child.remove());
}

/** @type {typeof patch} */
function replace(old, next, places, rects) {
  old.replaceWith(fresh(next, places, rects));
}

/**
 * An element of the newer document for this one; notes what of it lights up, and from where it moves.
 *
 * @param {Element} next
 * @param {Map<string, Element>} places
 * @param {Map<string, DOMRect>} rects
 */
function fresh(next, places, rects) {
  const made = document.importNode(next, true);
  const known = places.get(key(next));
  const rect = rects.get(key(next));
  if (!known || !rect) {
    if (key(next) !== "") {
      lit.push(made);
    }
    return made;
  }
  moved.push([made, rect]);
  const [before, after] = [known.querySelectorAll(CELLS), made.querySelectorAll(CELLS)];
  after.forEach((cell, index) => {
    if (before[index]?.textContent !== cell.textContent) {
      lit.push(cell);
    }
  });
  for (const details of known.querySelectorAll("details[open]")) {
    made.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute("open", "");
  }
  return made;
}

/** Shows what changed. */
function animate() {
  for (const [element, from] of moved) {
    const to = element.getBoundingClientRect();
    const [x, y] = [from.left - to.left, from.top - to.top];
    if (!STILL.matches && (x !== 0 || y !== 0)) {
      element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
        duration: 700,
        easing: "cubic-bezier(0.2, 0.8, 0.2, 1)",
      });
    }
  }
  for (const element of lit) {
    element.animate([{ backgroundColor: "var(--lit)" }, { backgroundColor: "transparent" }], 2500);
  }
  [moved, lit] = [[], []];
}

/** Returns a function that focuses again what has the focus now, if it was replaced. */
function focused() {
  const active = document.activeElement;
  const unit = active?.closest(KEYED);
  const href = active?.getAttribute("href");
  return () => {
    if (!active || active.isConnected || !(unit || href)) {
      return;
    }
    const same = unit && document.querySelector(`[data-key="${CSS.escape(key(unit))}"]`);
    const within = same ?? (href ? document.querySelector("main") : null);
    const links = [...(within?.querySelectorAll("a[href], summary, button") ?? [])];
    const link = links.find((link) => link.getAttribute("href") === href) ?? (same && links[0]);
    if (link instanceof HTMLElement) {
      link.focus({ preventScroll: true });
    }
  };
}

function key(/** @type {Element} */ element) {
  return element.getAttribute("data-key") ?? "";
}
