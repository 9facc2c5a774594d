/** The few functions of jStat that are used here; the package brings no types. */
declare module "jstat" {
  type Continuous = {
    inv(probability: number, first: number, second: number): number;
    cdf(value: number, first: number, second: number): number;
  };
  type OneParameter = { inv(probability: number, df: number): number; cdf(value: number, df: number): number };
  const jstat: {
    jStat: {
      normal: Continuous;
      beta: Continuous;
      studentt: OneParameter;
      chisquare: OneParameter;
      erfc(value: number): number;
      inv(matrix: number[][]): number[][];
    };
  };
  export default jstat;
}
