import { byCommandLine } from "#server/audit/trail.ts";
import { addByHand } from "#server/people/adding.ts";
import { type Command, misuse, readCall } from "./command.ts";
import { withPortal } from "./opening.ts";

export const userAdd: Command = {
  name: "user add",
  usage: "--email E --name N --role requester|agent|manager|admin [--team T]",
  summary: "makes an account; the password comes from standard input, without one an invitation link is printed",
  examples: [
    'portal user add --email ada@example.org --name "Ada Lovelace" --role requester',
    'echo "$PASSWORD" | portal user add --email bo@example.org --name Bo --role agent --team "First line"',
  ],
  run: async (words, terminal) => {
    const { values } = readCall(userAdd, words, {
      options: {
        email: { type: "string" },
        name: { type: "string" },
        role: { type: "string" },
        team: { type: "string", default: "" },
      },
    });
    const { email, name, role, team } = values;
    if (!email || !name || !role) throw misuse(userAdd, "--email, --name and --role are needed");
    const password = (await terminal.input())?.replace(/\r?\n$/, "") || null;
    const added = await withPortal(terminal, (ctx) =>
      addByHand(ctx, byCommandLine, { email, name, role, team }, password),
    );
    terminal.tell(`${added.email} is here as ${added.role}.`);
    if (added.invitation) {
      terminal.tell("They choose a password with this link, once, within 72 hours:");
      terminal.say(added.invitation);
    }
    return 0;
  },
};
