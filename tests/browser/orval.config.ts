// The TypeScript client, made from the document of the api's routes and kept nowhere: it is made anew for each test.
import { defineConfig } from "orval";

export default defineConfig({
  standings: {
    input: "../../docs/openapi.json",
    output: {
      target: "generated/client.ts",
      client: "fetch",
      mode: "single",
      clean: true,
      urlEncodeParameters: true,
      override: {
        // `get_standings_v1_tournaments__tournament_slug__standings_get` is called getStandings.
        operationName: ({ operationId = "" }) => camelCase(operationId.replace(/_(v1|health|_get).*$/, "")),
        mutator: { path: "page/api.ts", name: "api" },
        fetch: { includeHttpResponseReturnType: false },
      },
    },
  },
});

function camelCase(name: string): string {
  return name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
