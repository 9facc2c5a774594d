import { listCategories } from "#server/knowledge/articles.ts";
import { everyArticle } from "#server/knowledge/giving-out.ts";
import { idsByEmail } from "#server/people/importing.ts";
import type { Context } from "#server/platform/context.ts";
import { findImported } from "#server/platform/imported.ts";
import { type Reading, readingsOf } from "./files.ts";
import type { Kind, Line } from "./lines.ts";

const MOST_PROBLEMS = 20;

/** What the files hold, and everything that is wrong with it by line. Nothing is written before it is all right. */
export type Checked = {
  problems: string[];
  counts: Record<Kind, number>;
  people: Line<"person">[];
  /** How many messages the files hold for each ticket, and which tickets they hold. */
  messages: Map<string, number>;
  tickets: Set<string>;
  articles: Map<string, number>;
};

type Place = Pick<Reading, "file" | "number">;
type Named = Place & { what: string; ref: string };

/** What a line is compared with. */
type Around = { articles: Map<string, number>; categories: Set<string> };

/** What was read so far: each thing by the line it stands on, and whom the lines name. */
type Notes = { checked: Checked; seen: Map<string, Place>; named: Named[] };

export async function checkFiles(ctx: Context, files: readonly string[]): Promise<Checked> {
  const articles = new Map((await everyArticle(ctx)).map(({ slug, id }) => [slug, id]));
  const categories = new Set((await listCategories(ctx)).map(({ slug }) => slug));
  const notes: Notes = { checked: nothingYet(articles), seen: new Map(), named: [] };
  for await (const reading of readingsOf(files)) lookAt(notes, { articles, categories }, reading);
  for (const { what, ref, ...place } of await unknown(ctx, notes.named, notes.seen))
    complain(notes.checked, place, `${what} ${ref} is not known`);
  return notes.checked;
}

const nothingYet = (articles: Map<string, number>): Checked => ({
  problems: [],
  counts: { person: 0, ticket: 0, message: 0, week: 0, event: 0 },
  people: [],
  messages: new Map(),
  tickets: new Set(),
  articles,
});

function complain({ problems }: Checked, { file, number }: Place, problem: string): void {
  if (problems.length < MOST_PROBLEMS) problems.push(`${file}: Line ${number}: ${problem}.`);
}

function lookAt({ checked, seen, named }: Notes, around: Around, { read, ...place }: Reading): void {
  if (!read.ok) return void complain(checked, place, read.problem);
  const { line } = read;
  const key = `${line.type} ${line.type === "week" ? `${line.week} of ${line.source}` : line.id}`;
  const before = seen.get(key);
  if (before) complain(checked, place, `${key} stands ${whereFrom(place, before)} already`);
  seen.set(key, place);
  take(checked, line);
  for (const problem of problemsOf(line, around)) complain(checked, place, problem);
  named.push(...namesIn(line).map((one) => ({ ...place, ...one })));
}

const whereFrom = (here: Place, { file, number }: Place) =>
  file === here.file ? `on line ${number}` : `on line ${number} of ${file}`;

function take(checked: Checked, line: Line): void {
  checked.counts[line.type] += 1;
  if (line.type === "person") checked.people.push(line);
  if (line.type === "ticket") checked.tickets.add(line.id);
  if (line.type === "message") checked.messages.set(line.ticket, (checked.messages.get(line.ticket) ?? 0) + 1);
}

function problemsOf(line: Line, { articles, categories }: Around): string[] {
  if (line.type !== "ticket") return [];
  const { category, article, label, resolved_at, opened_at } = line;
  return [
    category && !categories.has(category) ? `category ${category} is not known` : "",
    article && !articles.has(article) ? `article ${article} is not known` : "",
    article && label !== "basic" ? "an article answers it only where the label is basic" : "",
    label && !resolved_at ? "a label needs resolved_at" : "",
    resolved_at && resolved_at < opened_at ? "resolved_at lies before opened_at" : "",
  ].filter(Boolean);
}

function namesIn(line: Line): { what: string; ref: string }[] {
  const person = (what: string, ref: string | null | undefined) => (ref ? [{ what: `person ${what}`, ref }] : []);
  if (line.type === "ticket") return [...person("requester", line.requester), ...person("assignee", line.assignee)];
  if (line.type === "message") return [{ what: "ticket", ref: line.ticket }, ...person("author", line.author)];
  return line.type === "event" ? person("person", line.person) : [];
}

/** Names that stand neither in the file nor in what was brought in before, nor belong to an account. */
async function unknown(ctx: Context, named: Named[], seen: Map<string, Place>): Promise<Named[]> {
  const kindOf = ({ what }: Named) => (what === "ticket" ? "ticket" : "person");
  const open = named.filter((one) => !seen.has(`${kindOf(one)} ${one.ref}`));
  const refs = (kind: string) => [...new Set(open.filter((one) => kindOf(one) === kind).map(({ ref }) => ref))];
  const tickets = await findImported(ctx, "ticket", refs("ticket"));
  const people = await findImported(ctx, "person", refs("person"));
  const accounts = await idsByEmail(
    ctx,
    refs("person").map((ref) => ref.toLowerCase()),
  );
  return open.filter((one) =>
    kindOf(one) === "ticket" ? !tickets.has(one.ref) : !people.has(one.ref) && !accounts.has(one.ref.toLowerCase()),
  );
}
