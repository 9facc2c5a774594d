import jstat from "jstat";

const { normal, beta, studentt, erfc, inv } = jstat.jStat;

/** z of a two-sided interval: 1.959963984540054 at 0.95. */
export const normalQuantile = (probability: number) => normal.inv(probability, 0, 1);

/** Student's t with `df` degrees of freedom; 2.2281 for 0.975 and 10. */
export const tQuantile = (probability: number, df: number) => studentt.inv(probability, df);

/** The beta distribution; 0.0673 for 0.05 and (2.5, 7.5). */
export const betaQuantile = (probability: number, alpha: number, beta_: number) => beta.inv(probability, alpha, beta_);

/** How likely a standard normal value lies at least this far from zero, on either side. */
export const twoSidedP = (z: number) => erfc(Math.abs(z) / Math.SQRT2);

/** The upper tail of chi-square with one degree of freedom: erfc(sqrt(x / 2)). */
export const chiSquareTail = (value: number) => erfc(Math.sqrt(value / 2));

/** The two-sided quantile of an interval with this level: 0.95 looks up 0.975. */
export const upperProbability = (level: number) => (1 + level) / 2;

/** The inverse of a square matrix. Of one that has none, something that is not finite. */
export const inverseOf = (matrix: number[][]) => inv(matrix);
