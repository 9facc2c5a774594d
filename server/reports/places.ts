import type { Action } from "#server/people/permissions.ts";

/** The reports there are, in the order a manager reads them. */
export const REPORTS: { label: string; href: string; action: Action }[] = [
  { label: "Deflection", href: "/reports/deflection", action: "report.see" },
  { label: "Articles", href: "/reports/articles", action: "report.see" },
  { label: "Gaps", href: "/reports/gaps", action: "report.see" },
  { label: "Service", href: "/reports/service", action: "report.see" },
  { label: "Satisfaction", href: "/reports/satisfaction", action: "report.see" },
  { label: "Coverage", href: "/reports/coverage", action: "report.see" },
  { label: "Teams", href: "/reports/teams", action: "report.see" },
  { label: "Search", href: "/reports/search", action: "report.see" },
  { label: "Programme", href: "/reports/programme", action: "report.see" },
  { label: "Second coding", href: "/reports/second-coding", action: "report.goal" },
];
