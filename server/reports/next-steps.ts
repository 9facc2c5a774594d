import type { TicketReason } from "#server/measure/ticket-reason.ts";
import type { DeflectionReport } from "./deflection.ts";
import type { GapsFound } from "./gaps-finding.ts";
import { several } from "./wording.ts";

/** Something to do, in a sentence, and where it is done. */
export type Step = { sentence: string; href: string };

const MOST = 3;

/** The three most useful things to do, of the kinds that change the figure: trust in it first, then what is missing. */
export function nextSteps(report: DeflectionReport, gaps: GapsFound | null): Step[] {
  return [...steerSteps(report), ...reasonSteps(gaps), ...clusterSteps(gaps)].slice(0, MOST);
}

function steerSteps({ goal, trust, weeks, gate, sample }: DeflectionReport): Step[] {
  const unlabelled = weeks.filter(({ window }) => window === "current").reduce((sum, week) => sum + week.unlabelled, 0);
  const steps: Step[] = [];
  if (goal?.version === 0)
    steps.push({ sentence: "Set the goal, so that its baseline is locked.", href: "/reports/deflection/goal" });
  const [toLabel] = gate.parts;
  if (goal?.basis === "sample" && sample === null && toLabel)
    steps.push({
      sentence: `Label the drawn questions of the baseline, ${toLabel.needed - toLabel.there} are left; until then there is no figure.`,
      href: "/reports/deflection/sample",
    });
  if (trust.failed.length > 0)
    steps.push({ sentence: `Find out why: ${trust.failed[0]}.`, href: "/reports/deflection#checks" });
  if (unlabelled >= 10)
    steps.push({
      sentence: `Have ${several(unlabelled, "question")} of the period labelled; without a label they count nowhere.`,
      href: "/desk?status=resolved",
    });
  return steps;
}

const DOING: Partial<Record<TicketReason, (count: string) => string>> = {
  COVERAGE_GAP: (count) => `Write what is missing: ${count} came because no article answered them.`,
  ACCESS_GAP: (count) => `Open articles to those who ask: ${count} came because only staff may read the answer.`,
  NOT_SOLVED: (count) => `Improve what is read in vain: ${count} came after their asker had read the answer.`,
  NOT_CHOSEN: (count) => `Retitle what is passed over: ${count} came although the answer was listed.`,
  NOT_FOUND: (count) => `Add the words people use: ${count} came after a search that did not show the answer.`,
  NOT_TRIED: (count) => `Show newcomers the search: ${count} came without a look at the articles.`,
};

function reasonSteps(gaps: GapsFound | null): Step[] {
  const reasons = (gaps?.reasons ?? []).toSorted((one, other) => other.questions - one.questions);
  return reasons.slice(0, 2).flatMap(({ reason, questions }) => {
    const sentence = DOING[reason]?.(several(questions, "basic question"));
    return sentence ? [{ sentence, href: "/reports/gaps" }] : [];
  });
}

function clusterSteps(gaps: GapsFound | null): Step[] {
  return (gaps?.clusters ?? []).slice(0, MOST).map(({ label, failed, ticketed }) => ({
    sentence: `Answer “${label}”: ${several(failed, "person", "people")} looked for it in vain${ticketed < 3 ? "" : `, ${ticketed} of them asked`}.`,
    href: `/knowledge/new?title=${encodeURIComponent(label)}`,
  }));
}
