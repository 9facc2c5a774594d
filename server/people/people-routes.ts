import { byPerson } from "#server/audit/trail.ts";
import { leaveFlash } from "#server/http/flash.ts";
import { readForm, submissionId } from "#server/http/form.ts";
import type { Answer } from "#server/http/route-table.ts";
import { seeOther, show } from "#server/http/show.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest, Refusal } from "#server/platform/errors.ts";
import { once } from "#server/platform/once.ts";
import * as actions from "./actions.ts";
import { personForm, roleForm, teamForm } from "./forms.ts";
import { trustAddress } from "./mail-reach.ts";
import { type PersonDraft, peoplePage, peopleView, personPage, personView } from "./people-page.ts";
import { proven } from "./proving.ts";
import { get, type PortalRoute, personOf, post } from "./session.ts";

type Request = Parameters<Answer>[0];
type Response = Parameters<Answer>[1];

const idOf = (request: Request) => Number(request.params.id);
const wordOf = (value: unknown) => (typeof value === "string" ? value : "");

export function peopleRoutes(ctx: Context): PortalRoute[] {
  const showPerson = async (
    request: Request,
    response: Response,
    extra: Parameters<typeof personPage>[3],
    status = 200,
  ) => show(request, response, personView, await personPage(ctx, personOf(request), idOf(request), extra), status);

  const done = (response: Response, id: number, sentence: string) => {
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, `/admin/people/${id}`);
  };

  return [
    get("/admin/people", "people.manage", async (request, response) => {
      const asked = { words: wordOf(request.query.q), after: wordOf(request.query.after) };
      show(request, response, peopleView, await peoplePage(ctx, asked));
    }),
    post(
      "/admin/people",
      "people.manage",
      proven(ctx, (request, response) => add(ctx, request, response)),
    ),
    get("/admin/people/:id", "people.manage", (request, response) =>
      showPerson(request, response, { linkNumber: wordOf(request.query.link) }),
    ),
    post(
      "/admin/people/:id/invitation",
      "people.manage",
      proven(ctx, async (request, response) => {
        const isByHand = ctx.mailer === null || request.body?.how === "copy";
        const number = await actions.invite(ctx, personOf(request), idOf(request), isByHand);
        if (isByHand) return seeOther(response, `/admin/people/${idOf(request)}?link=${number}`);
        done(response, idOf(request), "A link is on its way. Settings, Mail shows it if it cannot be delivered.");
      }),
    ),
    post(
      "/admin/people/:id/role",
      "people.manage",
      proven(ctx, async (request, response) => {
        const typed = readForm(roleForm, request.body);
        if (!typed.ok) return showPerson(request, response, { role: typed.draft }, 422);
        const { role, confirmed } = typed.value;
        const by = personOf(request);
        if (by.id === idOf(request) && role !== by.role && confirmed !== "yes") {
          const errors = { confirmed: "This takes your own rights away. Confirm it." };
          return showPerson(request, response, { role: { values: { role, confirmed: "" }, errors } }, 422);
        }
        await actions.changeRole(ctx, by, idOf(request), role);
        done(response, idOf(request), `The role is ${role} now. They have to sign in again.`);
      }),
    ),
    post("/admin/people/:id/team", "people.manage", async (request, response) => {
      const typed = readForm(teamForm, request.body);
      if (!typed.ok) return showPerson(request, response, { team: typed.draft }, 422);
      await actions.changeTeam(ctx, personOf(request), idOf(request), typed.value.team);
      done(response, idOf(request), "Team saved.");
    }),
    post("/admin/people/:id/reachability", "people.manage", async (request, response) => {
      await trustAddress(ctx, personOf(request), idOf(request));
      done(response, idOf(request), "Mail goes to them again.");
    }),
    post("/admin/people/:id/sign-out", "people.manage", async (request, response) => {
      await actions.signOutEverywhere(ctx, personOf(request), idOf(request));
      done(response, idOf(request), "Signed out everywhere.");
    }),
    post(
      "/admin/people/:id/disablement",
      "people.manage",
      proven(ctx, async (request, response) => {
        const isDisabled = request.body?.disabled === "yes";
        await actions.disablePerson(ctx, personOf(request), idOf(request), isDisabled);
        done(response, idOf(request), isDisabled ? "Disabled. Sessions, links and mail have ended." : "Enabled again.");
      }),
    ),
  ];
}

/** Adding somebody and inviting them is one thing; sent twice, it is done once. */
async function add(ctx: Context, request: Request, response: Response): Promise<void> {
  const by = personOf(request);
  const typed = readForm(personForm, request.body);
  const again = async (draft: PersonDraft) =>
    show(request, response, peopleView, await peoplePage(ctx, undefined, draft), 422);
  if (!typed.ok) return again(typed.draft);
  const isByHand = ctx.mailer === null;
  try {
    const submission = submissionId.safeParse(request.body?._once);
    if (!submission.success) throw badRequest("This form is incomplete. Reload the page and try again.");
    const address = await once(ctx, submission.data, by.id, async (ctx) => {
      const id = await actions.addPerson(ctx, byPerson(by), typed.value);
      const number = await actions.invite(ctx, by, id, isByHand);
      return `/admin/people/${id}${isByHand ? `?link=${number}` : ""}`;
    });
    const sentence = isByHand ? "Added." : `Added. An invitation is on its way to ${typed.value.email}.`;
    leaveFlash(response, ctx.config, ctx.keys, { kind: "done", sentence });
    seeOther(response, address);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await again({ values: { ...typed.value, team: typed.value.team ?? "" }, errors: { email: error.message } });
  }
}
