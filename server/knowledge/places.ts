import type { Action } from "#server/people/permissions.ts";

/** Where those who write go, in the order of a day. */
export const WRITING: { label: string; href: string; action: Action }[] = [
  { label: "Drafts and reviews", href: "/knowledge", action: "knowledge.write" },
  { label: "Due", href: "/knowledge/due", action: "knowledge.verify" },
  { label: "Coverage", href: "/knowledge/coverage", action: "knowledge.write" },
  { label: "Gaps", href: "/reports/gaps", action: "report.see" },
  { label: "Replay", href: "/knowledge/replays", action: "knowledge.write" },
  { label: "Links", href: "/knowledge/links", action: "knowledge.write" },
  { label: "Missing pages", href: "/knowledge/missing-pages", action: "knowledge.publish" },
  { label: "Announcements", href: "/knowledge/announcements", action: "announcement.write" },
];
