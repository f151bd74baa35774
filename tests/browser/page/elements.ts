// Finding a place in the page, and writing to it so that one sees what changed.

export function find(selector: string, within: ParentNode = document): HTMLElement {
  const element = within.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`the page lacks ${selector}`);
  return element;
}

/** A copy of what a template holds. */
export function copyOf(template: string): HTMLElement {
  const { content } = find(template) as HTMLTemplateElement;
  return content.firstElementChild?.cloneNode(true) as HTMLElement;
}

/** Writes, and lets the place light up if it said something else before; `better` is -1 where less is better. */
export function write(place: HTMLElement, text: string, better: 1 | -1 = 1): void {
  const before = place.textContent ?? "";
  if (before === text) return;
  place.textContent = text;
  if (before !== "") lightUp(place, better * (Number(text) - Number(before)));
}

function lightUp(place: HTMLElement, gain: number): void {
  const colour = gain > 0 ? "--up" : gain < 0 ? "--down" : "--changed";
  place.animate([{ backgroundColor: `var(${colour})` }, { backgroundColor: "transparent" }], {
    duration: 4_000,
    easing: "ease-out",
  });
}
