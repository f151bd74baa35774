// Shifts of a page's layout, and elements that it moves, as the browser tells of them.

export interface Watched extends Window {
  shifts: { value: number; sources: string[] }[];
  moves: number;
}

/** Runs in the page: notes each shift of the layout, and each element that is moved. */
export function watch(): void {
  const watched = window as unknown as Watched;
  watched.shifts = [];
  watched.moves = 0;
  interface Shift extends PerformanceEntry {
    value: number;
    sources: { node: Node | null }[];
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) {
      const sources = entry.sources.map(({ node }) => `${node?.nodeName} ${node?.textContent?.slice(0, 40)}`);
      watched.shifts.push({ value: entry.value, sources });
    }
  }).observe({ type: "layout-shift", buffered: true });
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    if (JSON.stringify(frames).includes("translate")) watched.moves += 1;
    return animate.call(this, frames, options);
  };
}
