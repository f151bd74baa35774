// Participants of a stage in the order of seeds, as names one a line that can be typed, pasted, added and moved.
import { wrong } from "../api.js";
import { h, replace } from "../dom.js";
import { area, field, RESTORED, select } from "../forms.js";
import { folded } from "../lines.js";
import { actionButton } from "../notices.js";
import { byName, count, idOf } from "./facts.js";

/** @typedef {import("./facts.js").Choice} Choice */
/** @typedef {import("./facts.js").Stage} Stage */

/**
 * @typedef {object} Participants
 * @property {number[]} ids in the order of seeds
 * @property {number[][] | null} groups when empty lines separate some
 */

/**
 * The participants that a text names. Empty lines separate groups.
 *
 * @param {string} text
 * @param {Choice[]} choices
 * @returns {Participants}
 */
export function participantsOf(text, choices) {
  const known = byName(choices);
  const numberOf = (/** @type {string} */ name) => known.get(folded(name))?.id;
  const blocks = text.trim().split(/\n[ \t\r]*\n\s*/).map((block) => lines(block));
  /** @type {Set<number>} */
  const seen = new Set();
  const mistakes = blocks.flat().flatMap((name) => {
    const id = numberOf(name);
    if (id === undefined) return [`${name} is not among those who can take part.`];
    if (seen.has(id)) return [`${name} is there twice.`];
    seen.add(id);
    return [];
  });
  if (mistakes.length > 0) throw wrong("participants", mistakes.join(" "));
  const groups = blocks.map((block) => block.map((name) => numberOf(name) ?? 0)).filter(({ length }) => length > 0);
  return { ids: groups.flat(), groups: groups.length > 1 ? groups : null };
}

/** @param {string} text */
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

/**
 * The field: the text, and the same as a list to move and remove them in.
 *
 * @param {() => Choice[]} choices who can take part as the form is now
 * @param {Stage | null} stage
 */
export function participantsField(choices, stage) {
  const control = area(textOf(stage, choices()), { id: "participants", rows: 8 });
  const list = h("div", { class: "seeds" });
  const put = (/** @type {string[]} */ names) => {
    control.value = names.join("\n");
    control.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const draw = () => replace(list, seedList(control.value.split("\n"), choices(), put));
  for (const event of ["input", RESTORED]) control.addEventListener(event, draw);
  const shown = field("participants", "Participants", control,
    "One name a line, the strongest first: this is the order of seeds. Of a round robin, an empty line begins the next "
      + "group; without any, groups are made by seeds.");
  shown.element.append(list);
  draw();
  return shown;
}

/**
 * The names of a stage's participants: by seed, or by group when seeds do not explain the groups.
 *
 * @param {Stage | null} stage
 * @param {Choice[]} choices
 */
function textOf(stage, choices) {
  const participants = [...(stage?.participants ?? [])].sort((one, other) => one.seed - other.seed);
  const number = Math.max(1, ...participants.map(({ group }) => group ?? 1));
  const nameOf = (/** @type {import("./facts.js").Side} */ side) =>
    choices.find(({ id }) => id === idOf(side))?.name ?? side.name;
  const isDealt = participants.every(({ group }, index) => (group ?? 1) === dealt(index, number));
  const names = (/** @type {typeof participants} */ some) => some.map(({ side }) => nameOf(side)).join("\n");
  if (isDealt) return names(participants);
  const groups = Array.from({ length: number }, (_, index) => participants.filter(({ group }) => group === index + 1));
  return groups.map(names).join("\n\n");
}

/**
 * The group of a seed when seeds are dealt out forwards and backwards in turn.
 *
 * @param {number} index of the seed, from 0
 * @param {number} number of groups
 */
export function dealt(index, number) {
  const [turn, at] = [Math.floor(index / number), index % number];
  return turn % 2 === 0 ? at + 1 : number - at;
}

/**
 * @param {string[]} typed the lines of the text
 * @param {Choice[]} choices
 * @param {(names: string[]) => void} put
 */
function seedList(typed, choices, put) {
  const known = byName(choices);
  const present = new Set(typed.map((line) => known.get(folded(line))));
  const absent = choices.filter((choice) => !present.has(choice));
  const trimmed = typed.join("\n").trimEnd().split("\n");
  const add = (/** @type {string[]} */ names) => put([...trimmed.filter((line, index) => line || index > 0), ...names]);
  const chosen = select(absent.map(({ name }) => /** @type {[string, string]} */ ([name, name])), "",
    { id: "absent", "aria-label": "Who is not taking part" });
  const move = async (/** @type {number} */ index, /** @type {number} */ by) => {
    const names = typed.map((line) => line.trim());
    names.splice(index + by, 0, ...names.splice(index, 1));
    put(names);
    // The next press moves the same one on.
    const [way, back] = by < 0 ? ["up", "down"] : ["down", "up"];
    const moved = document.getElementById(`${way}-${index + by}`);
    (moved?.hidden ? document.getElementById(`${back}-${index + by}`) : moved)?.focus();
    return `${typed[index]?.trim()} is moved ${by < 0 ? "up" : "down"}.`;
  };
  let seed = 0;
  return [
    h("div", { class: "actions" },
      absent.length > 0 && chosen,
      absent.length > 0 && actionButton("Add", { id: "add-absent", "aria-label": "Add the chosen one" }, async () => {
        const name = chosen.value;
        add([name]);
        return `${name} is added.`;
      }),
      absent.length > 0 && actionButton(`Add all ${absent.length}`, { id: "add-all" }, async () => {
        add(absent.map(({ name }) => name));
        return "All are added.";
      })),
    h("ol", { class: "seed-list", "aria-label": "The order of seeds" }, typed.map((line, index) => {
      const name = line.trim();
      if (!name) return null;
      seed += 1;
      const isKnown = known.has(folded(name));
      return h("li", { value: seed, class: isKnown ? null : "wrong" },
        h("span", { class: "who" }, name, !isKnown && h("span", { class: "error" }, " is not known")),
        actionButton("↑", { id: `up-${index}`, class: "quiet", "aria-label": `Move ${name} up`, hidden: index === 0 },
          () => move(index, -1)),
        actionButton("↓", { id: `down-${index}`, class: "quiet", "aria-label": `Move ${name} down`,
          hidden: index === typed.length - 1 }, () => move(index, 1)),
        actionButton("×", { id: `out-${index}`, class: "quiet", "aria-label": `Take ${name} out` }, async () => {
          put(typed.filter((_, at) => at !== index));
          if (document.activeElement === document.body) document.getElementById("participants")?.focus();
          return `${name} is taken out.`;
        }));
    })),
    h("p", { class: "hint" }, `${count(seed, "participant")}.`),
  ];
}
