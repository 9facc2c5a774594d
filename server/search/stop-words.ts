/**
 * Function words only. What means something in code or in errors stays findable: not, no, like, get, own, off, only,
 * cannot, all, any, after, before, without, up, down, out, over, under, again, same, new, old.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about am an and are as at be because been being but by can could did do does doing for from had has have having
  he her here hers him his how i if in into is it its itself just me my myself of on or our ours she should so some
  such than that the their them then there these they this those to too very was we were what when where which while
  whom why will with would you your yours please hi hello thanks thank im ive id whats let lets`.split(/\s+/),
);
