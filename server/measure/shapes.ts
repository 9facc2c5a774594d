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

export const totalsShape = z.strictObject({ tickets: figure("tickets"), exposure: figure("person weeks") });
export const shareShape = z.strictObject({ successes: figure("successes"), trials: figure("trials") });
export const armShape = z.strictObject({
  tickets: figure("flows with an own ticket within 7 days"),
  flows: figure("flows"),
});
export const text = (what: string) => z.string().describe(what);

/** The fields of a reduction with its limits, as most answers carry them. */
export const REDUCTION = {
  reduction: "1 - ratio",
  low: "lower limit of the reduction",
  high: "upper limit of the reduction",
};
export const EFFECT = {
  effect: "treatment minus holdout; below zero when suggestions lead to fewer tickets",
  low: "lower limit of the effect",
  high: "upper limit of the effect",
};
