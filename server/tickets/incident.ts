/** Where an incident stands, as those who wait are told. */
export const PHASES = ["looking", "found", "watching", "over"] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_NAMES: Record<Phase, string> = {
  looking: "We are looking into it",
  found: "We know what it is",
  watching: "It works again, and we watch it",
  over: "It is over",
};

export const PHASE_TONES: Record<Phase, string> = { looking: "bad", found: "warn", watching: "info", over: "good" };

export type Incident = {
  id: number;
  title: string;
  phase: Phase;
  /** What everybody may know: it stands in the banner. */
  summary: string;
  problemId: number | null;
  openedBy: number;
  openedAt: number;
  overAt: number | null;
  review: string;
  reviewedAt: number | null;
  /** How many updates it has; the place of the next one follows. */
  updates: number;
  version: number;
};

export const incidentName = ({ id }: { id: number }) => `I-${id}`;
export const incidentAddress = ({ id }: { id: number }) => `/incidents/${id}`;
export const workAddress = ({ id }: { id: number }) => `/desk/incidents/${id}`;
