export type Key = { keys: string[]; does: string };

/** The keys of the desk and its tickets, as public/js/desk-keys.js knows them; their sheet and the help page show these. */
export const DESK_KEYS: Key[] = [
  { keys: ["j", "k"], does: "next, previous ticket" },
  { keys: ["o", "Enter"], does: "open the ticket" },
  { keys: ["r"], does: "reply" },
  { keys: ["n"], does: "write an internal note" },
  { keys: ["."], does: "choose a macro for the reply" },
  { keys: ["a"], does: "take the ticket, or give it to somebody" },
  { keys: ["s"], does: "say that you have seen it" },
  { keys: ["x"], does: "escalate it" },
  { keys: ["w"], does: "hold its ladder for a while" },
  { keys: ["e"], does: "resolve it" },
  { keys: ["i"], does: "raise an incident with it" },
  { keys: ["q"], does: "move it to another queue" },
  { keys: ["m"], does: "merge it into another ticket" },
  { keys: ["v"], does: "watch it, or stop" },
  { keys: ["z"], does: "put it on hold until a day" },
  { keys: ["t"], does: "tick it, to change several" },
  { keys: ["c"], does: "write a new ticket" },
  { keys: ["u"], does: "back to the list" },
  { keys: ["f"], does: "find a ticket" },
  { keys: ["/"], does: "search the articles" },
  { keys: [":"], does: "name an action or a place" },
  { keys: ["Ctrl", "k"], does: "the same, while you write, too" },
  { keys: ["?"], does: "show these keys" },
  { keys: ["Ctrl", "Enter"], does: "send what you write" },
];
