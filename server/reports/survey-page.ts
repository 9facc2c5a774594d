import { letter, view } from "#server/http/view.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { readSettings } from "#server/platform/settings.ts";
import { SURVEY } from "./survey.ts";
import { surveyFor } from "./survey-store.ts";

type SurveyPage = { title: string; action: string; isAnswered: boolean };
export const surveyView = view<SurveyPage>("reports/survey");

export const surveyPage = (id: string): SurveyPage => ({
  title: "Did you find what you needed?",
  action: `/survey/${id}`,
  isAnswered: false,
});
export const thanksPage = (): SurveyPage => ({ title: "Thank you", action: "", isAnswered: true });

type Mail = { organisation: string; address: string; privacy: string };
const asMarkup = letter<Mail>("reports/mail/survey.html");
const asText = letter<Mail>("reports/mail/survey.txt", false);

const writeSurvey: LetterWriter = async (ctx, reader, payload) => {
  const { id } = payload as { id: string };
  if (!(await surveyFor(ctx.db, id, reader.id))) return null;
  const { organisation } = await readSettings(ctx);
  const { baseUrl } = ctx.config;
  const mail = { organisation, address: `${baseUrl}/survey/${id}`, privacy: `${baseUrl}/privacy` };
  return { subject: "Did you find what you needed?", text: asText(mail), html: asMarkup(mail) };
};

export const surveyLetter: [string, LetterWriter] = [SURVEY, writeSurvey];
