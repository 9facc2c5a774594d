import { view } from "#server/http/view.ts";
import { can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";
import { SCOPES } from "#server/people/token.ts";
import { type Description, describeApi } from "./describing.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { exampleOf, type Parameter } from "./example.ts";
import { type Field, fieldOf, fieldsOf, type Schema } from "./schema-words.ts";

type Described = {
  id: string;
  method: string;
  path: string;
  summary: string;
  says: { text: string; isCode: boolean }[];
  scope: string;
  asked: { title: string; fields: Field[] }[];
  answered: Field[];
  status: string;
  example: string;
};
type DocsPage = {
  title: string;
  base: string;
  groups: { name: string; id: string; endpoints: Described[] }[];
  scopes: { name: string; says: string }[];
  canMakeTokens: boolean;
};
export const docsView = view<DocsPage>("api/docs");

/** The same description programs get, for people: nothing here is written a second time. */
export function docsPage(person: Person | null, baseUrl: string): DocsPage {
  const description = describeApi(baseUrl);
  const base = description.servers?.[0]?.url ?? "/api/v1";
  return {
    title: "How programs talk to the portal",
    base,
    groups: [...Map.groupBy(ENDPOINTS, ({ group }) => group)].map(([name, some]) => ({
      name,
      id: name.toLowerCase(),
      endpoints: some.map((one) => described(description, base, one)),
    })),
    scopes: Object.entries(SCOPES).map(([name, { says }]) => ({ name, says })),
    canMakeTokens: can(person, "account.manage", true),
  };
}

type Operation = {
  summary: string;
  description: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
};

type One = (typeof ENDPOINTS)[number];

function described(description: Description, base: string, { method, path, summary, says, scope }: One): Described {
  const operation = description.paths?.[path]?.[method] as Operation;
  const status = method === "get" ? "200" : "201";
  const body = operation.requestBody?.content["application/json"]?.schema;
  const parts = [
    { title: "In the path", fields: fieldsIn(operation, "path") },
    { title: "In the query", fields: fieldsIn(operation, "query") },
    { title: "In the header", fields: fieldsIn(operation, "header") },
    { title: "In the body", fields: body ? fieldsOf(body) : [] },
  ];
  return {
    ...{ method: method.toUpperCase(), path, summary, scope, status },
    says: says.split("`").map((text, place) => ({ text, isCode: place % 2 === 1 })),
    id: `${method}${path.replaceAll(/[^a-z]+/g, "-")}`.replace(/-$/, ""),
    asked: parts.filter(({ fields }) => fields.length > 0),
    answered: fieldsOf(operation.responses[status]?.content?.["application/json"]?.schema ?? {}),
    example: exampleOf(method, base + path, operation.parameters ?? [], body),
  };
}

const fieldsIn = ({ parameters = [] }: Operation, where: Parameter["in"]): Field[] =>
  parameters.filter((one) => one.in === where).map((one) => fieldOf(one.name, one.schema, one.required === true));
