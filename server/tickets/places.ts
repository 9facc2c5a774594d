import { type Action, can } from "#server/people/permissions.ts";
import type { Person } from "#server/people/person.ts";

type Place = { name: string; href: string; action: Action };

/** Places further away than the links around every page: what the palette offers besides. */
const PLACES: Place[] = [
  { name: "Ask support", href: "/ask", action: "ticket.open" },
  { name: "My tickets", href: "/tickets", action: "ticket.open" },
  { name: "All macros", href: "/desk/macros", action: "macro.use" },
  { name: "New article", href: "/knowledge/new", action: "knowledge.write" },
  { name: "Your account", href: "/account", action: "account.manage" },
  { name: "Deflection report", href: "/reports/deflection", action: "report.see" },
  { name: "People", href: "/admin/people", action: "people.manage" },
  { name: "Queues", href: "/admin/queues", action: "queue.manage" },
  { name: "Assignment rules", href: "/admin/rules", action: "queue.manage" },
  { name: "Silence", href: "/admin/silence", action: "queue.manage" },
  { name: "Calendars", href: "/admin/calendars", action: "portal.manage" },
  { name: "Service policies", href: "/admin/policies", action: "portal.manage" },
  { name: "Ladders", href: "/admin/ladders", action: "portal.manage" },
  { name: "Rotas", href: "/admin/rotas", action: "portal.manage" },
  { name: "Mail", href: "/admin/mail", action: "portal.manage" },
  { name: "Audit trail", href: "/admin/audit", action: "portal.manage" },
];

export const placesFor = (by: Person): { name: string; href: string }[] =>
  PLACES.filter(({ action }) => can(by, action)).map(({ name, href }) => ({ name, href }));
