import { blankDraft, type Draft } from "#server/http/form.ts";
import { letter, view } from "#server/http/view.ts";
import type { LetterWriter } from "#server/notifications/letter.ts";
import { WEEK } from "#server/platform/clock.ts";
import type { Context } from "#server/platform/context.ts";
import { readSettings } from "#server/platform/settings.ts";
import { SURVEY } from "./survey.ts";
import { type Question, surveyFor } from "./survey-store.ts";
import { dayOf } from "./week-rows.ts";

type SurveyPage = {
  title: string;
  action: string;
  /** Null once it was answered. */
  question: Question | null;
  /** The seven days it is about. */
  days: { from: string; to: string };
  draft: Draft;
};
export const surveyView = view<SurveyPage>("reports/survey");

const TITLES: Record<Question, string> = {
  found: "Did you find what you needed?",
  elsewhere: "Did you ask somewhere else?",
};

type Waiting = { id: string; question: Question; asked_at: number | null };

/** `draft`: what was typed and does not fit. */
export async function surveyPage(
  ctx: Context,
  { id, question, asked_at }: Waiting,
  draft = blankDraft({ many: "1" }),
): Promise<SurveyPage> {
  const days = await daysBefore(ctx, asked_at ?? ctx.clock.now());
  return { title: TITLES[question], action: `/survey/${id}`, question, days, draft };
}

export const thanksPage = (): SurveyPage => ({
  title: "Thank you",
  action: "",
  question: null,
  days: { from: "", to: "" },
  draft: blankDraft({}),
});

/** Whoever answers later answers about the same days. */
async function daysBefore(ctx: Context, askedAt: number): Promise<SurveyPage["days"]> {
  const { timeZone } = await readSettings(ctx);
  const day = new Intl.DateTimeFormat("en-CA", { timeZone });
  return { from: dayOf(day.format(askedAt - WEEK)), to: dayOf(day.format(askedAt)) };
}

type Mail = {
  title: string;
  organisation: string;
  address: string;
  privacy: string;
  question: Question;
  days: SurveyPage["days"];
};
const asMarkup = letter<Mail>("reports/mail/survey.html");
const asText = letter<Mail>("reports/mail/survey.txt", false);

const writeSurvey: LetterWriter = async (ctx, reader, payload) => {
  const { id } = payload as { id: string };
  const survey = await surveyFor(ctx.db, id, reader.id);
  if (!survey) return null;
  const { question, asked_at } = survey;
  const { organisation } = await readSettings(ctx);
  const { baseUrl } = ctx.config;
  const mail = {
    title: TITLES[question],
    organisation,
    address: `${baseUrl}/survey/${id}`,
    privacy: `${baseUrl}/privacy`,
    question,
    days: await daysBefore(ctx, asked_at ?? ctx.clock.now()),
  };
  return { subject: mail.title, text: asText(mail), html: asMarkup(mail) };
};

export const surveyLetter: [string, LetterWriter] = [SURVEY, writeSurvey];
