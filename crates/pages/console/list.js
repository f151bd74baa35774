// The tournaments that the signed-in user owns.
import { h } from "./dom.js";
import { ladderName } from "./event.js";
import { signOutButton } from "./session.js";
import { windowState } from "./time.js";

/** @param {import("./main.js").Context} context */
export async function listView({ me, reload }) {
  const owned = me.owned_tournaments.map((tournament) =>
    h("li", {},
      h("a", { href: `#/t/${tournament.slug}` }, tournament.name),
      h("p", { class: "meta" }, `${ladderName(tournament.leaderboard_id)} · ${windowState(tournament)} · `,
        h("code", {}, tournament.slug))));
  return [
    h("h1", { tabindex: -1 }, "My tournaments"),
    owned.length > 0 ? h("ul", { class: "cards" }, owned) : h("p", {}, "You own no tournament yet."),
    me.can_create_tournaments
      ? h("p", {}, h("a", { class: "button primary", href: "#/new" }, "Set up a tournament"))
      : h("p", {}, "You may not set up tournaments here: whoever runs this service can allow it. "
        + "Owners of a tournament can make you one of theirs."),
    h("section", {},
      h("h2", {}, "You"),
      h("p", {}, "Your user id is ", h("code", {}, me.user_id), ". Another owner needs it to share a tournament with you."),
      h("p", {}, signOutButton("Sign out on all devices", "/auth/sign-out-everywhere", reload))),
  ];
}
