// A tournament's own settings, ending it, and deleting it.
import { read, write, wrong } from "./api.js";
import { bodyOf, tournamentFields } from "./create.js";
import { change, orPatch, present } from "./document.js";
import { confirmed, h } from "./dom.js";
import { eventHeading, pathOf } from "./event.js";
import { field, form, input } from "./forms.js";
import { actionButton, done } from "./notices.js";
import { me } from "./session.js";
import { now } from "./time.js";

/** @param {import("./main.js").Context} context */
export async function settingsView({ slug, signal, go, reload }) {
  const { body: tournament } = await read(pathOf(slug), signal);
  const fields = await tournamentFields(tournament);
  const before = new Map(fields.map((field) => [field, field.control.value]));
  return [
    ...eventHeading(tournament, "/settings"),
    h("h2", { tabindex: -1 }, "Settings"),
    form({
      key: `settings:${slug}`,
      fields,
      button: "Save",
      send: async () => {
        // What others changed meanwhile stays.
        const changed = fields.filter((field) => field.control.value !== before.get(field));
        if (changed.length === 0) return "Nothing has changed.";
        const body = /** @type {Record<string, any>} */ (bodyOf(changed));
        const { presentation, ...others } = body;
        if (presentation) {
          await orPatch(change(slug, (document) => {
            Object.assign(document, others);
            present(document, tournament.presentation ?? {}, presentation);
          }), pathOf(slug), body);
        } else {
          await write("PATCH", pathOf(slug), body);
        }
        return "Saved.";
      },
      then: reload,
    }),
    !hasEnded(tournament) && endSection(tournament, reload),
    deleteSection(tournament, go),
  ];
}

/** @param {import("#client").TournamentRead} tournament */
function hasEnded({ end_date }) {
  return end_date !== null && Date.parse(end_date) <= now();
}

/**
 * @param {import("#client").TournamentRead} tournament
 * @param {() => void} then
 */
function endSection({ slug, name }, then) {
  return h("section", {},
    h("h2", {}, "End it now"),
    h("p", {}, "From then on the standings are final. You can still set another end above."),
    actionButton("End it now", { class: "danger" }, async () => {
      if (!(await confirmed(`End ${name} now?`, "End it"))) return;
      // This computer's clock may have been set meanwhile.
      await me();
      await write("PATCH", pathOf(slug), { end_date: `${new Date(now()).toISOString().slice(0, 19)}Z` });
      then();
      return "It has ended: the standings are final.";
    }));
}

/**
 * @param {import("#client").TournamentRead} tournament
 * @param {(hash: string) => void} go
 */
function deleteSection({ slug, name }, go) {
  const typed = field("confirmation", `Type ${slug} to delete it`, input({ autocapitalize: "none" }));
  return h("section", {},
    h("h2", {}, "Delete the tournament"),
    h("p", {}, `The roster, the teams and the owners of ${name} go with it. This cannot be undone.`),
    form({
      key: `delete:${slug}`,
      fields: [typed],
      button: "Delete it",
      buttonAttributes: { class: "danger" },
      send: async () => {
        if (typed.control.value.trim() !== slug) throw wrong("confirmation", `This is not ${slug}.`);
        await write("DELETE", pathOf(slug));
      },
      then: () => {
        go("#/");
        done(`${name} is deleted.`);
      },
    }));
}
