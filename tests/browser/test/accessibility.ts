// The browser's accessibility tree of a page: what assistive technology is told of it.
import type { Page } from "playwright-core";

interface AxNode {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  childIds?: string[];
}

/** A table as screen readers go through it. */
export interface Table {
  name: string;
  /** What each column is called. */
  columns: string[];
  /** What each row is called, and how many cells it has besides. */
  rows: { headers: string[]; cells: number }[];
}

export interface Tree {
  tables: Table[];
  /** The names of all that a reader can follow or press, by role. */
  controls: { role: string; name: string }[];
}

const CONTROLS = ["link", "button", "DisclosureTriangle", "textbox", "checkbox", "combobox"];

export async function tree(page: Page): Promise<Tree> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send("Accessibility.getFullAXTree")) as { nodes: AxNode[] };
  await session.detach();
  const known = new Map(nodes.map((node) => [node.nodeId, node]));
  const below = (node: AxNode): AxNode[] => (node.childIds ?? []).flatMap((id) => {
    const child = known.get(id);
    return child ? [child, ...below(child)] : [];
  });
  const role = (node: AxNode) => (node.ignored ? "" : (node.role?.value ?? ""));
  const name = (node: AxNode) => (node.name?.value ?? "").trim();
  const names = (row: AxNode, wanted: string) => below(row).filter((node) => role(node) === wanted).map(name);
  const tables = nodes.filter((node) => role(node) === "table").map((table) => {
    const [head, ...rows] = below(table).filter((node) => role(node) === "row");
    return {
      name: name(table),
      columns: head ? below(head).filter((node) => ["columnheader", "cell"].includes(role(node))).map(name) : [],
      rows: rows.map((row) => ({ headers: names(row, "rowheader"), cells: names(row, "cell").length })),
    };
  });
  const controls = nodes.filter((node) => CONTROLS.includes(role(node)));
  return { tables, controls: controls.map((node) => ({ role: role(node), name: name(node) })) };
}
