import type { Request, Response } from "express";
import { z } from "zod";
import { leaveFlash } from "#server/http/flash.ts";
import { line, oneOf, readForm, wholeNumber } from "#server/http/form.ts";
import { seeOther, sendHtml, show, siteOf } from "#server/http/show.ts";
import { isSlug } from "#server/knowledge/article.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { FIELD_KINDS, readFieldsTyped } from "./field.ts";
import { fieldPage, fieldsAsked, fieldsPage, fieldsPiece, fieldsView, fieldView } from "./field-page.ts";
import * as fields from "./fields.ts";
import { backTo } from "./going-back.ts";
import { addressOf, ticketNumber } from "./ticket.ts";

const MOST_CHOICES = 60;
const definitionForm = z.object({
  label: line("The label", 60, 2),
  hint: line("The hint", 200, 0),
  kind: oneOf("what kind of answer it takes", FIELD_KINDS),
  category: z
    .string()
    .max(100)
    .transform((slug) => slug || null),
  choices: z
    .string()
    .max(6000, { error: "These are too many words." })
    .transform((text) => [
      ...new Set(
        text
          .split("\n")
          .map((word) => word.trim())
          .filter(Boolean),
      ),
    ])
    .refine((words) => words.length <= MOST_CHOICES, { error: `Name up to ${MOST_CHOICES} words.` })
    .refine((words) => words.every((word) => word.length <= 100), { error: "A word is longer than 100 characters." }),
  required: z.string().transform((given) => given === "yes"),
});
const versionForm = z.object({ version: wholeNumber("The version") });

/** What a category asks, for whoever runs the portal; what was answered, for those who answer. */
export function fieldRoutes(ctx: Context): PortalRoute[] {
  const idOf = (request: Request) => Number(/^\d{1,15}$/.exec(String(request.params.id))?.[0] ?? Number.NaN);
  const done = (response: Response, sentence: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, "/admin/fields");
  };
  return [
    get("/ask/fields", "ticket.open", async (request, response) => {
      const { category } = request.query;
      const asked = typeof category === "string" && isSlug(category) ? category : "";
      sendHtml(request, response, fieldsPiece(await fieldsAsked(ctx, asked, {}), siteOf(response)));
    }),
    post("/tickets/:number/fields", "ticket.triage", async (request, response) => {
      const number = ticketNumber(request.params.number);
      const change = { before: readFieldsTyped(request.body, "before_"), typed: readFieldsTyped(request.body) };
      await fields.fillFields(ctx, personOf(request), number, change);
      leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence: "Saved." });
      seeOther(response, backTo(request.body?.back, addressOf({ number })));
    }),
    get("/admin/fields", "field.manage", async (request, response) =>
      show(request, response, fieldsView, await fieldsPage(ctx, personOf(request))),
    ),
    get("/admin/fields/new", "field.manage", async (request, response) =>
      show(request, response, fieldView, await fieldPage(ctx, personOf(request), null)),
    ),
    post("/admin/fields", "field.manage", (request, response) =>
      save(request, response, null, (wanted) => fields.defineField(ctx, personOf(request), wanted)),
    ),
    get("/admin/fields/:id", "field.manage", async (request, response) =>
      show(request, response, fieldView, await fieldPage(ctx, personOf(request), idOf(request))),
    ),
    post("/admin/fields/:id", "field.manage", async (request, response) => {
      const { id } = await fields.findField(ctx, idOf(request));
      await save(request, response, id, (wanted) =>
        fields.redefineField(ctx, personOf(request), id, versionOf(request), wanted),
      );
    }),
    post("/admin/fields/:id/retirement", "field.manage", async (request, response) => {
      const isOver = request.body?.deed !== "back";
      await fields.retireField(ctx, personOf(request), idOf(request), versionOf(request), isOver);
      done(response, isOver ? "It is asked no more. What was answered stays." : "It is asked again.");
    }),
    post("/admin/fields/:id/place", "field.manage", async (request, response) => {
      await fields.moveFieldUp(ctx, personOf(request), idOf(request));
      seeOther(response, "/admin/fields");
    }),
  ];

  function versionOf(request: Request): number {
    const form = readForm(versionForm, request.body);
    if (!form.ok) throw badRequest("This form is incomplete. Reload the page and try again.");
    return form.value.version;
  }

  async function save(
    request: Request,
    response: Response,
    id: number | null,
    keep: (wanted: fields.Definition) => Promise<unknown>,
  ): Promise<void> {
    const form = readForm(definitionForm, request.body);
    const again = async (errors: Record<string, string>) => {
      const values = form.ok ? (request.body as Record<string, string>) : form.draft.values;
      show(request, response, fieldView, await fieldPage(ctx, personOf(request), id, { values, errors }), 422);
    };
    if (!form.ok) return again(form.draft.errors as Record<string, string>);
    const { required, ...wanted } = form.value;
    try {
      await keep({ ...wanted, isRequired: required });
    } catch (error) {
      if (error instanceof Refusal && error.status === 422) return again({ choices: error.message });
      throw error;
    }
    done(response, "Saved. Questions asked from now on follow it.");
  }
}
