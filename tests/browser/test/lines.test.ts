// Pasted lines of the console: how they are read, what they make of a document, and whose a mistake is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accountNumber } from "../../../crates/pages/console/accounts.js";
import { merge, parse } from "../../../crates/pages/console/lines.js";

const account = (number: number) => `https://www.aoe2insights.com/user/relic/${number}/`;

/** A document with two entries in one team. */
const cup = () => ({
  slug: "cup",
  name: "The Cup",
  entries: [{ name: "Anna", account: 101, presentation: { flag: "🇩🇪" } }, { name: "Bert" }],
  teams: [{ name: "Reds", initials: "RED", captain: "Anna", members: ["Anna", "Bert"] }],
});

test("accounts are numbers and links as people paste them", () => {
  for (const text of [
    "199325",
    " 199325 ",
    account(199_325),
    "aoe2insights.com/user/relic/199325/matches/?page=2#top",
    "HTTPS://WWW.AOE2INSIGHTS.COM/user/relic/199325/",
    "https://www.aoe2companion.com/players/199325",
    "www.aoe2companion.com/de/profile/199325?leaderboard=rm_1v1",
  ]) {
    assert.equal(accountNumber(text), 199_325, text);
  }
  for (const text of ["", "Viper", "-5", "0", "12345678901", "https://example.org/user/relic/5", account(5).slice(0, -3)]) {
    assert.equal(accountNumber(text), null, text);
  }
});

test("a line has a name, an account and a team, and says by itself what separates them", () => {
  assert.deepEqual(parse("Anna, 101, Reds\n\n  \nBert; 102 ;Blue, and more\nCarl\t\tReds\nDora\r\n"), [
    { number: 1, name: "Anna", account: "101", team: "Reds" },
    { number: 4, name: "Bert", account: "102", team: "Blue, and more" },
    { number: 5, name: "Carl", account: "", team: "Reds" },
    { number: 6, name: "Dora", account: "", team: "" },
  ]);
});

test("lines add entries, and change those that have their account or their name", () => {
  const before = cup();
  const lines = parse(`Anna B, ${account(101)}\nBERT, 102, Blue Knights\nCarl, , red\nDora,,Blue Knights`);
  const { document } = merge(before, lines);
  assert.deepEqual(document, {
    ...before,
    entries: [
      { name: "Anna B", account: 101, presentation: { flag: "🇩🇪" } },
      { name: "BERT", account: 102 },
      { name: "Carl" },
      { name: "Dora" },
    ],
    teams: [
      { name: "Reds", initials: "RED", captain: "Anna B", members: ["Anna B", "Carl"] },
      { name: "Blue Knights", initials: "BK", members: ["BERT", "Dora"] },
    ],
  });
  assert.deepEqual(before, cup(), "the document that was read stays as it is");
});

test("a captain who changes the team leads the former one no more", () => {
  const { document } = merge(cup(), parse("Anna, , Blues"));
  assert.deepEqual(document.teams, [
    { name: "Reds", initials: "RED", captain: null, members: ["Bert"] },
    { name: "Blues", initials: "BLU", members: ["Anna"] },
  ]);
});

test("two that exchange their names stay on their teams", () => {
  const before = {
    ...cup(),
    entries: [{ name: "A", account: 101 }, { name: "B", account: 102 }],
    teams: [{ name: "Reds", initials: "RED", captain: "A", members: ["A"] }],
  };
  for (const text of ["B, 101\nA, 102", "A, 102\nB, 101"]) {
    const { document } = merge(before, parse(text));
    assert.deepEqual(document.entries, [{ name: "B", account: 101 }, { name: "A", account: 102 }]);
    assert.deepEqual(document.teams, [{ name: "Reds", initials: "RED", captain: "B", members: ["B"] }]);
  }
  const { document } = merge(before, parse("B, 101\nA, 102, Reds"));
  assert.deepEqual(document.teams, [{ name: "Reds", initials: "RED", captain: "B", members: ["B", "A"] }]);
});

test("a name that is passed on takes nobody to another team or stage", () => {
  const stage = { name: "Groups", sides: "entries" as const, participants: ["A", "B", "D"], groups: [["A", "D"], ["B"]] };
  const ofTeams = { name: "Finals", sides: "teams" as const, participants: ["A"], groups: 1 };
  const before = {
    ...cup(),
    entries: [{ name: "A", account: 101 }, { name: "B", account: 102 }, { name: "D" }],
    teams: [
      { name: "A", initials: "RED", captain: "A", members: ["A", "D"] },
      { name: "Blues", initials: "BLU", captain: null, members: ["B"] },
    ],
    stages: [stage, ofTeams],
  };
  // The name A is left over, and taken by somebody new.
  const { document, lineAt } = merge(before, parse("B, 101\nC, 102\nA, 103, Blues"));
  assert.deepEqual(document, {
    ...before,
    entries: [{ name: "B", account: 101 }, { name: "C", account: 102 }, { name: "D" }, { name: "A", account: 103 }],
    teams: [
      { name: "A", initials: "RED", captain: "B", members: ["B", "D"] },
      { name: "Blues", initials: "BLU", captain: null, members: ["C", "A"] },
    ],
    stages: [{ ...stage, participants: ["B", "C", "D"], groups: [["B", "D"], ["C"]] }, ofTeams],
  });
  assert.deepEqual(["entries.1.name", "entries.3.name"].map((place) => lineAt(place)?.number), [2, 3]);
});

test("an account says who is meant, whatever names come before it", () => {
  const before = { ...cup(), entries: [{ name: "A", account: 101 }, { name: "B", account: 102 }], teams: [] };
  const { document } = merge(before, parse("B\nC, 102"));
  assert.deepEqual(document.entries, [{ name: "A", account: 101 }, { name: "C", account: 102 }, { name: "B" }]);
});

test("a mistake is the line's that its place came from", () => {
  const { document, lineAt } = merge(cup(), parse("Anna\nAnna\nCarl, nonsense, Blues"));
  assert.deepEqual(document.entries.map(({ name }) => name), ["Anna", "Bert", "Anna", "Carl"], "twice, to be refused");
  assert.equal(document.entries[3]?.account, "nonsense");
  const places = ["entries.0.name", "entries.2.name", "entries.3.account", "teams.1.name", "teams.1.members.0"];
  assert.deepEqual(places.map((place) => lineAt(place)?.number), [1, 2, 3, 3, 3]);
  for (const place of ["entries.1.name", "teams.0.initials", "name", ""]) assert.equal(lineAt(place), null, place);
});
