import { readForm } from "#server/http/form.ts";
import { seeOther, show } from "#server/http/show.ts";
import { get, type PortalRoute, personOf, post } from "#server/people/session.ts";
import type { Context } from "#server/platform/context.ts";
import { badRequest } from "#server/platform/errors.ts";
import { surveyForm } from "./forms.ts";
import { answerSurvey, findSurvey } from "./survey.ts";
import { surveyPage, surveyView, thanksPage } from "./survey-page.ts";

/** Opening the link answers nothing: mail programs open links by themselves. */
export const surveyRoutes = (ctx: Context): PortalRoute[] => [
  get("/survey/thanks", "account.manage", (request, response) => show(request, response, surveyView, thanksPage())),
  get("/survey/:id", "account.manage", async (request, response) => {
    const survey = await findSurvey(ctx, personOf(request), String(request.params.id));
    show(request, response, surveyView, await surveyPage(ctx, survey));
  }),
  post("/survey/:id", "account.manage", async (request, response) => {
    const by = personOf(request);
    const { id, question } = await findSurvey(ctx, by, String(request.params.id));
    const answer = request.body?.answer;
    if (answer !== "yes" && answer !== "no") throw badRequest("Choose yes or no.");
    const isCounted = question === "elsewhere" && answer === "yes";
    const typed = isCounted ? readForm(surveyForm, request.body) : null;
    if (typed && !typed.ok) {
      const survey = await findSurvey(ctx, by, id);
      return show(request, response, surveyView, await surveyPage(ctx, survey, typed.draft), 422);
    }
    const none = question === "elsewhere" ? 0 : null;
    await answerSurvey(ctx, by, id, { answer, many: typed?.ok ? typed.value.many : none });
    seeOther(response, "/survey/thanks");
  }),
];
