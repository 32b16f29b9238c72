/** So many at once, and as many again, evenly, in so many seconds. */
export interface Allowance {
  calls: number;
  seconds: number;
}
