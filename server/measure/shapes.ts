import { z } from "zod";

/** The shapes of figures on their way in from strangers. Whether they make sense is judged where they are used. */
export const figure = (what: string) => z.number().describe(what);
export const figures = (what: string) => z.array(z.number()).describe(what);

export const windowShape = z
  .strictObject({
    tickets: figures("basic tickets, one number a week"),
    exposure: figures("people who could have asked, one number a week"),
  })
  .describe("weeks in a row");

export const levelShape = figure("level of the interval").default(0.95);
export const goalShape = figure("the reduction that was promised; 0.6 is sixty per cent less").default(0.6);
export const phiShape = figure("overdispersion of the counts, 1 for Poisson").default(1);
