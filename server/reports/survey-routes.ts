import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { answerSurvey, findSurvey } from "./survey.ts";
import { surveyPage, surveyView, thanksPage } from "./survey-page.ts";

/** Opening the link answers nothing: mail programs open links by themselves. */
export const surveyRoutes = (ctx: Context): PortalRoute[] => [
  get("/survey/thanks", "account.manage", (request, response) => show(request, response, surveyView, thanksPage())),
  get("/survey/:id", "account.manage", async (request, response) => {
    const { id } = await findSurvey(ctx, personOf(request), String(request.params.id));
    show(request, response, surveyView, surveyPage(id));
  }),
  post("/survey/:id", "account.manage", async (request, response) => {
    const answer = request.body?.answer;
    if (answer !== "yes" && answer !== "no") throw badRequest("Choose yes or no.");
    await answerSurvey(ctx, personOf(request), String(request.params.id), answer);
    seeOther(response, "/survey/thanks");
  }),
];
