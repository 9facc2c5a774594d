import type { Chance } from "./chance.ts";

/** An article as the story needs it: what people paste and type who need it. */
export type Known = { slug: string; revision: number; title: string; errors: string[]; terms: string[] };

export type Question = { subject: string; body: string };

const STARTS = [
  "Trying to finish a migration.",
  "Local database, fresh install.",
  "CI on the main branch.",
  "Staging.",
];
const ENDS = ["What am I missing?", "Did I do this in the wrong order?", "Is this known?", "Any hint is welcome."];

/** What somebody types into the search field: mostly words of their own, sometimes the pasted message. */
export function searchWords(chance: Chance, { errors, terms, title }: Known): string {
  const [error] = errors;
  if (error && chance.is(0.3)) return error;
  return terms.length > 0 && chance.is(0.8) ? chance.pick(terms) : title.toLowerCase();
}

/** The same need written to support. */
export function basicQuestion(chance: Chance, known: Known): Question {
  const [error] = known.errors;
  const what = error ? `It says:\n\nERROR:  ${error}` : `It is about "${chance.pick([...known.terms, known.title])}".`;
  const subject = error && chance.is(0.6) ? error : capital(known.terms[0] ?? known.title);
  return { subject: subject.slice(0, 140), body: `${chance.pick(STARTS)} ${what}\n\n${chance.pick(ENDS)}` };
}

/** The names of things keep their letters. */
const capital = (text: string) => (/^[a-z]+( |$)/.test(text) ? (text[0] ?? "").toUpperCase() + text.slice(1) : text);

export const THANKS = ["That was it, thanks.", "Works now.", "Perfect, that settles it.", "Great, solved."];
export const ASKED_BACK = [
  "Which database is this, and who ran the installer there?",
  "Can you paste the output of the check in the article?",
  "Does it also happen on a fresh database?",
];
export const MORE = [
  "It is the staging database, installed last week.",
  "Here is the output. The second line looks odd.",
];
export const NOTES = [
  "Same team asked this in spring. Worth a look at their setup script.",
  "Checked the log: nothing on our side.",
];

/** Questions that need somebody to do something. */
export const OTHER: readonly Question[] = [
  {
    subject: "Read access to the staging replica",
    body: "I need to read `orders` on the staging replica for a report.",
  },
  {
    subject: "Restore yesterday's copy of the reporting database",
    body: "A script emptied two tables last night. The copy from 02:00 would do.",
  },
  {
    subject: "Raise the statement timeout for the nightly job",
    body: "The history clean-up takes 40 minutes now and is cut off at 30.",
  },
  {
    subject: "New database for the loyalty service",
    body: "Production and staging, with pggit installed, by Thursday if possible.",
  },
  {
    subject: "The event trigger slows down our load test",
    body: "Creating 4,000 partitions takes eight minutes with tracking and one without. Can it be paused for that host?",
  },
  { subject: "Move our database to the new cluster", body: "We are the last ones on the old one. When can we go?" },
  {
    subject: "Owner of the shared schema has left",
    body: "Objects still belong to a role nobody has the password of. Can you take it over?",
  },
  {
    subject: "Replication slot fills the disk",
    body: "The slot of the analytics consumer is inactive and 60 GB behind.",
  },
  {
    subject: "Please review our branch naming for audits",
    body: "The auditors want ticket numbers in branch names. Does anything speak against it?",
  },
  {
    subject: "Backup job missing on the new host",
    body: "There is no entry for db-14 in the backup catalogue since Monday.",
  },
];
