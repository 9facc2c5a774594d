import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import type { Endpoint } from "./endpoint.ts";
import { ENDPOINTS } from "./endpoints.ts";

const problem = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "A sentence for people" }),
    errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
    reference: z.string().optional().meta({ description: "Stands in the portal's log, for what is our fault" }),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

const REFUSALS: [string, string][] = [
  ["400", "It could not be read, or a token came in an address or a body"],
  ["401", "No token, or one that opens nothing"],
  ["403", "The token is not for this"],
  ["404", "There is no such thing, or it is not open to the owner of the token"],
  ["429", "Too many requests; Retry-After says when to come back"],
];
const WHERE_SENT: [string, string][] = [
  ["409", "Somebody was faster"],
  ["415", "The body is not application/json"],
  ["422", "The input does not fit, field by field in `errors`; or the Idempotency-Key stands for another request"],
];

const idempotency = z.object({
  "Idempotency-Key": z
    .string()
    .min(8)
    .max(255)
    .optional()
    .meta({ description: "The same request with the same key is done once, for a day, and gets the same answer" }),
});

export type Description = ReturnType<OpenApiGeneratorV31["generateDocument"]>;

const made = new Map<string, Description>();

/** Making it takes 30 ms, and nothing in it changes while the portal runs. */
export function describeApi(baseUrl: string): Description {
  const known = made.get(baseUrl) ?? makeDescription(baseUrl);
  made.set(baseUrl, known);
  return known;
}

/** OpenAPI 3.1, made of the very schemas that check what comes in and what goes out. */
function makeDescription(baseUrl: string): Description {
  const registry = new OpenAPIRegistry();
  const token = registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "A token made under Your account, or by an admin for a program",
  });
  for (const one of ENDPOINTS) registry.registerPath({ ...pathOf(one), security: [{ [token.name]: [] }] });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: { title: "Firstline", version: "1", description: "What programs may ask of this support portal." },
    servers: [{ url: `${baseUrl.replace(/\/$/, "")}/api/v1` }],
  });
}

function pathOf({ method, path, group, scope, summary, says, params, query, body, answer }: Endpoint) {
  const refused = body === null ? REFUSALS : [...REFUSALS, ...WHERE_SENT];
  return {
    ...{ method, path, summary, tags: [group] },
    description: `${says} Needs the scope \`${scope}\`.`,
    request: {
      ...{ params, query },
      ...(body === null ? {} : { headers: idempotency, body: { required: true, content: jsonOf(body) } }),
    },
    responses: {
      [body === null ? 200 : 201]: { description: "Done", content: jsonOf(answer) },
      ...Object.fromEntries(
        refused.map(([status, description]) => [
          status,
          { description, content: { "application/problem+json": { schema: problem } } },
        ]),
      ),
    },
  };
}

const jsonOf = (schema: z.ZodType) => ({ "application/json": { schema } });
