// What the page shows and whom it asks, told by its own address: ?tournament=demo-cup&api=http://localhost:8000

const query = new URLSearchParams(location.search);

/** The tournament's slug; `current` is the one under way. */
export const tournament = query.get("tournament") ?? "current";

/** Where the api is. A page that is deployed has this built in. */
export const apiOrigin = query.get("api") ?? "http://localhost:8000";

/** Pages of the api's own party send the visitor's cookie, so that hosts see at once what they wrote. */
export const sendsCookie = query.has("cookie");
