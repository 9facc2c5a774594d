import type { Person } from "#server/people/person.ts";
import type { Context } from "#server/platform/context.ts";
import { type Incident, incidentName, workAddress } from "./incident.ts";
import { findIncidentRun } from "./incident-following.ts";
import { runPage } from "./runbook-page.ts";

export const incidentAbout = (incident: Pick<Incident, "id" | "title">) => ({
  ...{ name: incidentName(incident), subject: incident.title, href: workAddress(incident) },
});

export async function incidentRunPage(ctx: Context, by: Person, id: number, run: number) {
  const { incident, ...its } = await findIncidentRun(ctx, by, id, run);
  return runPage(ctx, its, incidentAbout(incident), "Each step is noted in the incident’s timeline.");
}
