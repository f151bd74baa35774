// The OpenAPI document, as far as the tests of generated clients need it.
import { readFile } from "node:fs/promises";

export const DOCUMENT = "../../docs/openapi.json";

export interface Schema {
  $ref?: string;
  type?: string;
  items?: Schema;
  description?: string;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  /** The names of the query's parameters. */
  query: string[];
  /** The schema of a JSON body by status; null for an answer without one. */
  answers: Record<string, Schema | null>;
}

interface Document {
  paths: Record<string, Record<string, DocumentOperation>>;
}

interface DocumentOperation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export async function operations(): Promise<Operation[]> {
  const { paths } = JSON.parse(await readFile(DOCUMENT, "utf8")) as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], responses }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      query: parameters.filter((one) => one.in === "query").map((one) => one.name),
      answers: Object.fromEntries(
        Object.entries(responses).map(([status, { content }]) => [status, content?.["application/json"]?.schema ?? null]),
      ),
    })),
  );
}
