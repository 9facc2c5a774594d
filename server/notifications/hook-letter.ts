import { can } from "#server/people/permissions.ts";
import { escapeHtml } from "#server/platform/html.ts";
import { HOOK_DISABLED } from "./calling.ts";
import type { LetterWriter } from "./letter.ts";

/** To those who can mend it. */
export const hookLetter: [string, LetterWriter] = [
  HOOK_DISABLED,
  async (ctx, reader, payload) => {
    if (!can(reader, "portal.manage")) return null;
    const { name } = payload as { name: string };
    const address = `${ctx.config.baseUrl}/admin/webhooks`;
    const said = `The webhook “${name}” was switched off, because it has not answered for days. What it would have said is in the portal.`;
    return {
      subject: `Webhook switched off: ${name}`,
      text: `${said}\n\n${address}\n`,
      html: `<p>${escapeHtml(said)}</p><p><a href="${escapeHtml(address)}">Look at the webhooks</a></p>`,
    };
  },
];
