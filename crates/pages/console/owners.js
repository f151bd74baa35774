// Who may change a tournament.
import { read, write } from "./api.js";
import { confirmed, h } from "./dom.js";
import { eventHeading, pathOf } from "./event.js";
import { field, form, input } from "./forms.js";
import { actionButton } from "./notices.js";
import { when } from "./time.js";

/** @typedef {import("#client").TournamentOwnerRead} Owner */

/** @param {import("./main.js").Context} context */
export async function ownersView({ slug, me, signal, go, reload }) {
  const [tournament, owners] = await Promise.all([read(pathOf(slug), signal), read(`${pathOf(slug)}/owners`, signal)]);
  const path = `${pathOf(slug)}/owners`;
  const user = field("user_id", "User id", input({ autocapitalize: "none", maxlength: 36 }),
    "They find it on their own page of tournaments here. It looks like 5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001.");
  return [
    ...eventHeading(tournament.body, "/owners"),
    h("h2", { tabindex: -1 }, "Owners"),
    h("p", {}, "All owners have the same rights. The last one cannot be removed."),
    h("ul", { class: "cards" }, owners.body.map((/** @type {Owner} */ owner) => {
      const isMe = owner.user_id === me.user_id;
      const name = owner.display_name ?? owner.email ?? owner.user_id;
      const question = isMe ? "Stop being an owner yourself? You cannot undo this." : `Is ${name} no owner any more?`;
      const revoke = actionButton("Remove", { "aria-label": `Remove ${name}` }, async () => {
        if (!(await confirmed(question, "Remove"))) return;
        await write("DELETE", `${path}/${owner.user_id}`);
        if (isMe) go("#/");
        else reload();
        return `${name} is no owner any more.`;
      });
      return h("li", { class: "row" },
        h("div", {}, h("strong", {}, name), isMe && " (you)",
          h("p", { class: "hint" }, [name !== owner.email && owner.email, `since ${when(owner.created_at)}`]
            .filter(Boolean).join(" · ")),
          name !== owner.user_id && h("p", { class: "hint" }, h("code", {}, owner.user_id))),
        revoke);
    })),
    h("section", {}, h("h2", {}, "Add an owner"), form({
      key: `owner:${slug}`,
      fields: [user],
      button: "Add",
      send: async () => {
        await write("POST", path, { user_id: user.control.value.trim() });
        return "They are an owner now.";
      },
      then: reload,
    })),
  ];
}
