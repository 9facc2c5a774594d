import { byPerson } from "#server/audit/trail.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { notFound, Refusal } from "#server/platform/errors.ts";
import * as actions from "./actions.ts";
import { personForm, roleForm } from "./forms.ts";
import * as pages from "./pages.ts";
import { get, type PortalRoute, personOf, post } from "./session.ts";
import { personById } from "./store.ts";

export function peopleRoutes(ctx: Context): PortalRoute[] {
  return [
    get("/admin/people", "people.manage", async (request, response) => {
      show(
        request,
        response,
        pages.peopleView,
        await pages.peoplePage(ctx, personOf(request), String(request.query.after ?? "")),
      );
    }),
    post("/admin/people", "people.manage", async (request, response) => {
      const by = personOf(request);
      const typed = readForm(personForm, request.body);
      const again = async (draft: pages.PersonDraft) =>
        show(request, response, pages.peopleView, await pages.peoplePage(ctx, by, "", { draft }), 422);
      if (!typed.ok) return again(typed.draft);
      const { team, ...person } = typed.value;
      try {
        const id = await actions.addPerson(ctx, byPerson(by), { ...person, team: team.trim() || null });
        await showInvitation(request, response, id);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await again({ values: typed.value, errors: { email: error.message } });
      }
    }),
    post("/admin/people/:id/invitation", "people.manage", async (request, response) =>
      showInvitation(request, response, Number(request.params.id)),
    ),
    post("/admin/people/:id/role", "people.manage", async (request, response) => {
      const typed = readForm(roleForm, request.body);
      if (typed.ok) await actions.changeRole(ctx, personOf(request), Number(request.params.id), typed.value.role);
      done(response, "Role changed; they have to sign in again.");
    }),
    post("/admin/people/:id/disablement", "people.manage", async (request, response) => {
      const isDisabled = request.body?.disabled === "yes";
      await actions.disablePerson(ctx, personOf(request), Number(request.params.id), isDisabled);
      done(response, isDisabled ? "Disabled. Their sessions have ended." : "Enabled again.");
    }),
  ];

  /** The link is shown once, on this answer only; it is nowhere stored in the clear. */
  async function showInvitation(
    request: Parameters<PortalRoute["answer"]>[0],
    response: Parameters<PortalRoute["answer"]>[1],
    id: number,
  ) {
    const person = Number.isSafeInteger(id) ? await personById(ctx.db, id) : undefined;
    if (!person) throw notFound("person");
    const address = await actions.makeLink(ctx, "invitation", person.id);
    show(
      request,
      response,
      pages.peopleView,
      await pages.peoplePage(ctx, personOf(request), "", { invitation: { name: person.name, address } }),
    );
  }

  function done(response: Parameters<PortalRoute["answer"]>[1], sentence: string) {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, "/admin/people");
  }
}
