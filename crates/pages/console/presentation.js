// What an entry looks like on an event's site: the keys that such sites read, as fields, beside all of it as JSON.
import { wrong } from "./api.js";
import { json, lines } from "./create.js";
import { area, field, form, input, RESTORED } from "./forms.js";

/** The keys that have a field. */
const KEYS = ["displayName", "flag", "bio", "profileUrl", "streamUrls"];

/**
 * A country's two letters as its flag; any other text as it is.
 *
 * @param {string} text
 */
function flagOf(text) {
  const code = text.trim();
  if (!/^[a-z]{2}$/i.test(code)) return code;
  return String.fromCodePoint(...[...code.toUpperCase()].map((letter) => 0x1f1a5 + (letter.codePointAt(0) ?? 0)));
}

/**
 * A form for the presentation of an entry.
 *
 * @param {string} path the entry's
 * @param {Record<string, any>} presentation
 * @param {(after: Record<string, unknown>) => Promise<void>} save
 * @param {() => void} then
 */
export function presentationForm(path, presentation, save, then) {
  const text = (/** @type {string} */ key) => {
    const value = presentation[key];
    return Array.isArray(value) ? value.join("\n") : typeof value === "string" ? value : "";
  };
  const fields = [
    field("displayName", "Displayed name", input({ value: text("displayName") }), "Shown in place of the name."),
    field("flag", "Flag", input({ value: text("flag") }), "An emoji, or a country's two letters, such as de."),
    field("bio", "About", input({ value: text("bio") }), "A few words."),
    field("profileUrl", "Profile", input({ type: "url", value: text("profileUrl") }), "A link to a page about them."),
    field("streamUrls", "Broadcasts", area(text("streamUrls"), { rows: 2 }),
      "Links to channels at Twitch or YouTube, one a line. They tell when somebody is on air."),
    field("presentation", "All of it", area(JSON.stringify(presentation, null, 2), { rows: 6, class: "code" }),
      "JSON, in which your event's site may read other keys as well."),
  ];
  const whole = fields.at(-1);
  if (!whole) return null;
  const keyed = fields.filter(({ name }) => KEYS.includes(name));
  const first = whole.control.value;
  whole.isFollowing = true;
  for (const one of keyed) {
    for (const event of ["input", RESTORED]) one.control.addEventListener(event, () => intoWhole(one, whole));
    one.control.addEventListener("change", () => {
      if (one.name === "flag") one.control.value = flagOf(one.control.value);
      intoWhole(one, whole);
    });
  }
  for (const event of ["input", RESTORED]) {
    whole.control.addEventListener(event, () => {
      // Once it was typed in itself, it says more than the fields do.
      whole.isFollowing = whole.control.value === first;
      outOfWhole(whole, keyed);
    });
  }
  return form({
    key: `presentation:${path}`,
    fields,
    button: "Save",
    send: async () => {
      for (const { name, control } of keyed) {
        const isLink = name === "profileUrl" || name === "streamUrls";
        if (isLink && lines(control.value).some((line) => !/^https?:\/\/\S+$/.test(line))) {
          throw wrong(name, "Links begin with https://.");
        }
      }
      const after = json("presentation", whole.control.value);
      if (JSON.stringify(after) === JSON.stringify(presentation)) return "Nothing has changed.";
      await save(after);
      return "Saved.";
    },
    then,
  });
}

/**
 * Writes a field into the JSON.
 *
 * @param {import("./forms.js").Field} one
 * @param {import("./forms.js").Field} whole
 */
function intoWhole({ name, control }, whole) {
  try {
    const value = json("presentation", whole.control.value);
    const given = name === "streamUrls" ? lines(control.value) : control.value.trim();
    if (given.length > 0) value[name] = given;
    else delete value[name];
    whole.control.value = JSON.stringify(value, null, 2);
    whole.say([]);
  } catch {
    whole.say(["As long as this is no JSON object, the fields above are not written into it."]);
  }
}

/**
 * Reads the fields from the JSON, as long as it is some.
 *
 * @param {import("./forms.js").Field} whole
 * @param {import("./forms.js").Field[]} keyed
 */
function outOfWhole(whole, keyed) {
  try {
    const value = json("presentation", whole.control.value);
    whole.say([]);
    for (const { name, control } of keyed) {
      const given = value[name];
      control.value = Array.isArray(given) ? given.join("\n") : typeof given === "string" ? given : "";
    }
  } catch {
    // It is told when it is saved.
  }
}
